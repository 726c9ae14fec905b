//! Which lines of a page belong together: those that touch, directly or by others.
//!
//! ```text
//!  ┌──┬──┐         two groups, and a rule that is one by itself
//!  │  │  │   ┌──┐
//!  └──┴──┘   └──┘  ─────────
//! ```

use super::rulings::{Direction, Segment};

/// How far a line may end before another one that it is meant to reach.
const REACH: f64 = 3.0;

/// Lines that touch one another, directly or by others.
pub(super) fn of(rulings: &[Segment]) -> Vec<Vec<Segment>> {
    let (across, down): (Vec<&Segment>, Vec<&Segment>) =
        rulings.iter().partition(|s| s.direction == Direction::Across);
    let mut left: Vec<&Segment> = down.iter().chain(&across).copied().collect();
    let mut groups = Vec::new();
    while let Some(first) = left.pop() {
        let mut group = vec![*first];
        let mut at = 0;
        while at < group.len() {
            let line = group[at];
            left.retain(|other| {
                let touches = touch(&line, other);
                if touches {
                    group.push(**other);
                }
                !touches
            });
            at += 1;
        }
        groups.push(group);
    }
    with_lone_sides(groups)
}

/// Puts a line that touches nothing to the table that it stands beside: the side of a cell that goes on over
/// a page and has neither head nor foot on it.
fn with_lone_sides(groups: Vec<Vec<Segment>>) -> Vec<Vec<Segment>> {
    let is_side = |group: &Vec<Segment>| group.iter().all(|s| s.direction == Direction::Down);
    let (sides, mut groups): (Vec<_>, Vec<_>) = groups.into_iter().partition(is_side);
    for side in sides.into_iter().flatten() {
        for group in &mut groups {
            let down = group.iter().filter(|s| s.direction == Direction::Down);
            let span = down.map(|s| (s.start, s.end)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
            if let Some((start, end)) = span
                && start >= side.start - REACH
                && end <= side.end + REACH
            {
                group.push(Segment { start, end, ..side });
                break;
            }
        }
    }
    groups
}

fn touch(a: &Segment, b: &Segment) -> bool {
    let crosses = |a: &Segment, b: &Segment| {
        a.at >= b.start - REACH && a.at <= b.end + REACH && b.at >= a.start - REACH && b.at <= a.end + REACH
    };
    a.direction != b.direction && crosses(a, b)
}
