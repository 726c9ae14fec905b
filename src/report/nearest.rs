//! The nearest valid name of a misspelt one.

/// The candidate most like `name`; none where nothing is in the least alike.
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

/// Edit distance says little of a short name that is part of a long one, so containment counts as near.
fn likeness(a: &str, b: &str) -> f64 {
    let distance = strsim::normalized_damerau_levenshtein(a, b);
    let contained = !a.is_empty() && !b.is_empty() && (a.contains(b) || b.contains(a));
    let share = a.chars().count().min(b.chars().count()) as f64
        / a.chars().count().max(b.chars().count()).max(1) as f64;
    if contained { distance.max(0.5 + share / 2.0) } else { distance }
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
