//! How alike two labels are, and two sequences of them. Offices reword, renumber and abbreviate.
//!
//! The likeness of two labels is the greater of two measures, as each is blind to what the other sees:
//!
//! * the share of characters that stay when one is edited into the other (Levenshtein), which sees order:
//!   `属于国家秘密` and `重复申请` share hardly any;
//! * the share of characters they have in common wherever these stand, a little less trusted (0.97), which
//!   sees through words that changed places: `政府信息主动公开情况` and `主动公开政府信息情况` have all in
//!   common, though three edits in ten lie between them.
//!
//! Two sequences (the sections of the form and the headings of a file, rows and rows) are aligned so that
//! order is kept and the sum of the scores of all pairs is greatest: [`align`].

use std::collections::BTreeMap;

use crate::form::{bare_label, normal_label};

/// A label of a file in the form in which it is compared.
pub(super) fn bare(text: &str) -> String {
    bare_label(&normal_label(text)).trim_end_matches([':', ';', '。', ',']).to_owned()
}

/// How alike two labels in bare form are, from 0 to 1 (the same).
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    if a.is_empty() || b.is_empty() || a.len() > 400 || b.len() > 400 {
        return 0.0;
    }
    strsim::normalized_levenshtein(a, b).max(0.97 * shared(a, b))
}

/// How alike two labels can be at most, by their lengths alone: what they have in common is no more than the
/// shorter one has. Many lines of a file are too long or too short for any label, and need no closer look.
pub(super) fn at_most(a: &str, b: &str) -> f64 {
    let (a, b) = (a.chars().count(), b.chars().count());
    2.0 * a.min(b) as f64 / (a + b).max(1) as f64
}

/// Share of characters that two texts have in common, wherever they stand.
fn shared(a: &str, b: &str) -> f64 {
    let mut counts: BTreeMap<char, (usize, usize)> = BTreeMap::new();
    for c in a.chars() {
        counts.entry(c).or_default().0 += 1;
    }
    for c in b.chars() {
        counts.entry(c).or_default().1 += 1;
    }
    let common: usize = counts.values().map(|(x, y)| x.min(y)).sum();
    2.0 * common as f64 / (a.chars().count() + b.chars().count()) as f64
}

/// How like a label is to the closest of several names.
pub(super) fn closest(label: &str, names: &[String]) -> f64 {
    names.iter().map(|name| likeness(label, name)).fold(0.0, f64::max)
}

/// Pairs up two sequences in order so that the sum of scores is greatest; pairs that score 0 or less are not
/// made.
///
/// As in comparing two texts by their longest common subsequence: `best[i][j]` is the greatest sum that the
/// ends of the sequences from `i` and `j` on can reach, filled in from the end; the pairs are read off from
/// the start. Of `甲乙丙` and `甲子乙丑`, scoring 1 for the same and 0 else, the pairs are 甲甲 and 乙乙:
///
/// ```text
///      甲  子  乙  丑            A step to the right or down leaves one out,
/// 甲   2   1   1   0   0        a step to both makes a pair.
/// 乙   1   1   1   0   0
/// 丙   0   0   0   0   0
///      0   0   0   0   0
/// ```
pub(super) fn align(left: usize, right: usize, score: impl Fn(usize, usize) -> f64) -> Vec<(usize, usize)> {
    let width = right + 1;
    let mut best = vec![0.0_f64; (left + 1) * width];
    let mut pair = vec![0.0_f64; left * right];
    for i in (0..left).rev() {
        for j in (0..right).rev() {
            let own = score(i, j);
            pair[i * right + j] = own;
            let skip = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            best[i * width + j] =
                if own > 0.0 { skip.max(own + best[(i + 1) * width + j + 1]) } else { skip };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < left && j < right {
        let here = best[i * width + j];
        let own = pair[i * right + j];
        if own > 0.0 && own + best[(i + 1) * width + j + 1] >= here {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[(i + 1) * width + j] >= here {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reworded_labels_are_alike() {
        assert_eq!(bare("(三) 不予公开"), "不予公开");
        assert!(likeness("行政规范性文件", "规范性文件") > 0.8);
        assert!(likeness("政府信息主动公开情况", "主动公开政府信息情况") > 0.9);
        assert!(likeness("属于国家秘密", "重复申请") < 0.4);
    }

    #[test]
    fn sequences_are_paired_in_order() {
        let (a, b) = (["甲", "乙", "丙"], ["甲", "子", "乙", "丑"]);
        assert_eq!(align(3, 4, |i, j| f64::from(u8::from(a[i] == b[j]))), [(0, 0), (1, 2)]);
    }
}
