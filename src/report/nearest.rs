//! The nearest valid name of a misspelt one.
//!
//! Likeness is 1 minus the edits (insert, delete, replace, swap) over the length of the longer name:
//! 行政许克 is 0.75 like 行政许可. A part of a name counts as near however many edits apart it is:
//! 规范性文件 is a slip for 行政规范性文件, and gets at least 0.5.

/// The candidate most like `name`, the first if several are; none if no candidate is alike at all.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    let letters = letters(name);
    for candidate in candidates {
        let top = best.map_or(0.0, |(top, _)| top);
        // To count edits takes the product of the lengths; most candidates share too few letters to be the
        // one.
        if at_most(&letters, candidate) <= top && !is_part(name, candidate) {
            continue;
        }
        let score = likeness(name, candidate);
        if score > top {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How alike two names are, from 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    let distance = strsim::normalized_damerau_levenshtein(a, b);
    let share = a.chars().count().min(b.chars().count()) as f64
        / a.chars().count().max(b.chars().count()).max(1) as f64;
    if is_part(a, b) { distance.max(0.5 + share / 2.0) } else { distance }
}

fn is_part(a: &str, b: &str) -> bool {
    !a.is_empty() && !b.is_empty() && (a.contains(b) || b.contains(a))
}

/// The letters of a name in order, for [`at_most`].
fn letters(name: &str) -> Vec<char> {
    let mut letters: Vec<char> = name.chars().collect();
    letters.sort_unstable();
    letters
}

/// More alike than this two names are not, unless one is part of the other: each letter of the longer one
/// that the other does not have takes an edit.
fn at_most(name: &[char], candidate: &str) -> f64 {
    let candidate = letters(candidate);
    let (mut i, mut k, mut common) = (0, 0, 0_usize);
    while let (Some(a), Some(b)) = (name.get(i), candidate.get(k)) {
        common += usize::from(a == b);
        i += usize::from(a <= b);
        k += usize::from(b <= a);
    }
    common as f64 / name.len().max(candidate.len()).max(1) as f64
}

/// How many characters must be put in, taken out, changed or exchanged with their neighbour to make one name
/// of the other.
pub(super) fn distance(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(a, b)
}

#[cfg(test)]
mod tests {
    use super::{at_most, letters, likeness, nearest};

    #[test]
    fn names_passed_over_are_not_the_nearest() {
        let names = ["规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "总计", "本年新收.总计"];
        for a in names.iter().chain(&["行政许克", "许可行政", "xyz", "总", "新收.本年总计"]) {
            for b in names {
                if !(a.contains(b) || b.contains(a)) {
                    assert!(likeness(a, b) <= at_most(&letters(a), b) + 1e-9, "{a} {b}");
                }
            }
        }
    }

    #[test]
    fn the_nearest_name_is_the_one_meant() {
        for (name, want) in [
            ("规范性文件", Some("行政规范性文件")),
            ("行政许克", Some("行政许可")),
            ("行证处罚", Some("行政处罚")),
            ("xyz", None),
        ] {
            assert_eq!(nearest(name, ["规章", "行政规范性文件", "行政许可", "行政处罚"]), want, "{name}");
        }
    }
}
