//! What two sequences have in common, in order, in time that does not grow with the product of their lengths.
//!
//! # How it works
//! 1. What stands once in either sequence and is the same anchors the rest (patience diff). Of the anchors
//!    the longest row is kept that is in order in both, found as the longest increasing subsequence.
//! 2. An anchor grows over equal neighbours on both sides.
//! 3. A gap between two anchors is small in most texts, and is compared exactly (Myers); a gap of more than
//!    [`MAX_GAP`] comparisons is all different. The time of Myers' algorithm grows with the square of what
//!    differs, so a short stretch against a very long one is compared by a table of both (longest common
//!    subsequence), whose size is the number of comparisons.
//!
//! ```text
//! a  一 二 三 三 四 五         anchors  一 二 四 五, each once in both; in order  一 四 五
//! b  一 三 三 四 二 五         gaps     [二 三 三 | 三 三]  [ | 二]
//!                             result   一, −二, 三 三 四, +二, 五
//! ```
//! Without the limit the time of Myers' algorithm grows with the square, and two texts of 40,000 different
//! paragraphs took half a minute.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff};

/// The product of the lengths of the longest gap that is compared exactly: a thousand paragraphs against a
/// thousand.
const MAX_GAP: usize = 1_000_000;

/// The lengths of a gap, together, up to which Myers' algorithm does no more comparisons than [`MAX_GAP`]
/// allows.
const MAX_MYERS: usize = 2_000;

/// The differences of two sequences, in order.
pub(crate) fn diff<T: Ord + Hash>(a: &[T], b: &[T]) -> Vec<DiffOp> {
    let mut ops = Ops::default();
    let (mut from_a, mut from_b) = (0, 0);
    for (at_a, at_b) in anchors(a, b) {
        // An anchor may stand in the equal stretch of the one before.
        if at_a < from_a || at_b < from_b {
            continue;
        }
        let back = a[from_a..at_a].iter().rev().zip(b[from_b..at_b].iter().rev());
        let back = back.take_while(|(x, y)| x == y).count();
        let ahead = a[at_a..].iter().zip(&b[at_b..]).take_while(|(x, y)| x == y).count();
        gap(a, b, from_a..at_a - back, from_b..at_b - back, &mut ops);
        ops.equal(back + ahead);
        (from_a, from_b) = (at_a + ahead, at_b + ahead);
    }
    gap(a, b, from_a..a.len(), from_b..b.len(), &mut ops);
    ops.done
}

/// The differences of a stretch without anchors.
fn gap<T: Ord + Hash>(a: &[T], b: &[T], old: Range<usize>, new: Range<usize>, ops: &mut Ops) {
    let equal = |pair: &(&T, &T)| pair.0 == pair.1;
    let start = a[old.clone()].iter().zip(&b[new.clone()]).take_while(equal).count();
    ops.equal(start);
    let (old, new) = (old.start + start..old.end, new.start + start..new.end);
    let end = a[old.clone()].iter().rev().zip(b[new.clone()].iter().rev()).take_while(equal).count();
    let (inner_old, inner_new) = (old.start..old.end - end, new.start..new.end - end);
    if inner_old.len().saturating_mul(inner_new.len()) <= MAX_GAP {
        let is_short = inner_old.len() + inner_new.len() <= MAX_MYERS;
        let algorithm = if is_short { Algorithm::Myers } else { Algorithm::Lcs };
        for op in capture_diff(algorithm, a, inner_old.clone(), b, inner_new.clone()) {
            match op {
                DiffOp::Equal { len, .. } => ops.equal(len),
                op => ops.different(op.old_range().len(), op.new_range().len()),
            }
        }
    } else {
        ops.different(inner_old.len(), inner_new.len());
    }
    ops.equal(end);
}

/// The pairs of equal members that stand once in either sequence: the longest row that is in order in both.
fn anchors<T: Ord + Hash>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    /// Where a member stands, if it does so once.
    fn places<T: Ord + Hash>(all: &[T]) -> BTreeMap<&T, Option<usize>> {
        let mut places = BTreeMap::new();
        for (at, one) in all.iter().enumerate() {
            places.entry(one).and_modify(|place| *place = None).or_insert(Some(at));
        }
        places
    }
    let in_b = places(b);
    let mut pairs: Vec<(usize, usize)> =
        (places(a).into_iter()).filter_map(|(one, at_a)| Some((at_a?, (*in_b.get(one)?)?))).collect();
    pairs.sort_unstable();
    longest_increasing(&pairs)
}

/// The longest row of pairs whose second members grow, of pairs whose first members do. For each length the
/// row that ends lowest is remembered by its last pair, and every pair knows the one before it in its row.
fn longest_increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, &(_, at_b)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < at_b);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut row = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(index) = next {
        row.push(pairs[index]);
        next = before[index];
    }
    row.reverse();
    row
}

/// The operations so far, neighbours of one kind joined, and how far they have come in either sequence.
#[derive(Default)]
struct Ops {
    done: Vec<DiffOp>,
    old: usize,
    new: usize,
}

impl Ops {
    fn equal(&mut self, more: usize) {
        match self.done.last_mut() {
            _ if more == 0 => {}
            Some(DiffOp::Equal { len, .. }) => *len += more,
            _ => self.done.push(DiffOp::Equal { old_index: self.old, new_index: self.new, len: more }),
        }
        (self.old, self.new) = (self.old + more, self.new + more);
    }

    fn different(&mut self, old_more: usize, new_more: usize) {
        let before = self.done.pop_if(|op| !matches!(op, DiffOp::Equal { .. }));
        let (old_index, new_index) =
            before.map_or((self.old, self.new), |op| (op.old_range().start, op.new_range().start));
        (self.old, self.new) = (self.old + old_more, self.new + new_more);
        match (self.old - old_index, self.new - new_index) {
            (0, 0) => {}
            (0, new_len) => self.done.push(DiffOp::Insert { old_index, new_index, new_len }),
            (old_len, 0) => self.done.push(DiffOp::Delete { old_index, old_len, new_index }),
            (old_len, new_len) => {
                self.done.push(DiffOp::Replace { old_index, old_len, new_index, new_len });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The operations as text, after proving that they lead from one sequence to the other.
    fn shown(a: &[char], b: &[char]) -> String {
        let (mut at_a, mut at_b, mut out) = (0, 0, String::new());
        for op in diff(a, b) {
            assert_eq!((op.old_range().start, op.new_range().start), (at_a, at_b));
            (at_a, at_b) = (op.old_range().end, op.new_range().end);
            let text = |all: &[char], range: Range<usize>| all[range].iter().collect::<String>();
            let (old, new) = (text(a, op.old_range()), text(b, op.new_range()));
            match op {
                DiffOp::Equal { .. } => {
                    assert_eq!(old, new);
                    out.push_str(&old);
                }
                _ => out.push_str(&format!("[{old}|{new}]")),
            }
        }
        assert_eq!((at_a, at_b), (a.len(), b.len()));
        out
    }

    #[test]
    fn differences_are_small() {
        for (a, b, wanted) in [
            ("", "", ""),
            ("", "甲", "[|甲]"),
            ("甲", "", "[甲|]"),
            ("甲乙丙", "甲丁丙", "甲[乙|丁]丙"),
            ("一二三三四五", "一三三四二五", "一[二|]三三四[|二]五"),
            ("的的的", "的的", "的的[的|]"),
            ("甲甲丁丁丁", "丁甲甲", "[|丁]甲甲[丁丁丁|]"),
        ] {
            let characters = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(shown(&characters(a), &characters(b)), wanted, "{a} {b}");
        }
    }

    #[test]
    fn any_two_sequences_lead_from_one_to_the_other() {
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        let mut random = move |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % below
        };
        for _ in 0..500 {
            let letters = 2 + random(30);
            let mut text = |length| -> Vec<char> {
                (0..random(length)).map(|_| char::from(b'a' + random(letters).min(25) as u8)).collect()
            };
            let (a, b) = (text(40), text(40));
            shown(&a, &b);
        }
    }

    #[test]
    fn a_short_sequence_is_found_in_a_very_long_one() {
        // What stands twice is no anchor.
        let short: Vec<u32> = (0..10).chain(0..10).collect();
        let long: Vec<u32> =
            (0..45_000).map(|at| if at % 9_000 == 4_500 { at / 9_000 } else { 100 }).collect();
        let equal = |op: &DiffOp| if let DiffOp::Equal { len, .. } = op { *len } else { 0 };
        assert_eq!(diff(&short, &long).iter().map(equal).sum::<usize>(), 5);
    }

    #[test]
    fn long_sequences_without_anything_in_common_are_all_different() {
        let (a, b): (Vec<u32>, Vec<u32>) = ((0..100_000).collect(), (100_000..200_000).collect());
        assert_eq!(diff(&a, &b).len(), 1);
        // All in common, in another order: only a row of anchors is the same.
        let turned: Vec<u32> = a.iter().rev().copied().collect();
        assert_eq!(diff(&a, &turned).iter().filter(|op| matches!(op, DiffOp::Equal { .. })).count(), 1);
    }
}
