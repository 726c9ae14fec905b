//! The nearest valid name of a misspelt one.
//!
//! Likeness is 1 minus the edits (insert, delete, replace, swap) over the length of the longer name:
//! 行政许克 is 0.75 like 行政许可. A part of a name counts as near however many edits apart it is:
//! 规范性文件 is a slip for 行政规范性文件, and gets at least 0.5.

/// The candidate most like `name`, the first if several are; none if no candidate is alike at all.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = likeness(name, candidate);
        if score > 0.0 && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How alike two names are, from 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    let distance = strsim::normalized_damerau_levenshtein(a, b);
    let contained = !a.is_empty() && !b.is_empty() && (a.contains(b) || b.contains(a));
    let share = a.chars().count().min(b.chars().count()) as f64
        / a.chars().count().max(b.chars().count()).max(1) as f64;
    if contained { distance.max(0.5 + share / 2.0) } else { distance }
}

/// How many characters must be put in, taken out, changed or exchanged with their neighbour to make one name
/// of the other.
pub(super) fn distance(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(a, b)
}

#[cfg(test)]
mod tests {
    use super::nearest;

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
