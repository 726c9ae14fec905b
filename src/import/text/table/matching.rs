//! Which cells are which labels of the form, though a label may be broken over several lines, with other
//! cells between its parts.
//!
//! # How it works
//! From each cell that is no figure and belongs to no label yet, every label of the form is tried that begins
//! with its letters. The rest of the label is looked for in the cells that follow, part by part; cells that
//! do not go on are passed over, as they belong to the column beside. Of the labels that are found whole the
//! longest counts. Numbers before labels and marks between letters do not count, but of two labels with the
//! same letters the one with the number that is written there is taken, and a row is taken once.
//!
//! # Example
//! Two columns of labels, as a text of a PDF has them:
//!
//! ```text
//! （三）不        不予公开 begins so; its rest 予公开 is looked for
//! 1.属于国家秘密    is a label as it stands; no part of 予公开
//! 予公开          the rest: （三）不予公开 is found whole, in the first and the third cell
//! ```

use super::super::super::tables::REWORDED_THRESHOLD;
use super::cells::{Cell, CellKind};
use super::known::{Known, Role, letters, split_number};
use crate::form::normal_label;

/// A label that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Which label of the form.
    pub label: usize,
    /// The cells that are its parts, in order.
    pub cells: Vec<usize>,
    /// Its letters are those of the form.
    pub exact: bool,
}

/// How many labels on the next part of one may stand.
const MAX_AHEAD: usize = 14;

/// The labels among cells, in the order in which they begin.
pub(super) fn labels(cells: &[Cell], known: &Known) -> Vec<Found> {
    let texts: Vec<Text> = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| cell.kind == CellKind::Label)
        .map(|(at, cell)| Text::of(at, &cell.text))
        .collect();
    let first_figure = cells.iter().position(|cell| cell.kind == CellKind::Figure).unwrap_or(cells.len());
    let mut matching = Matching {
        known,
        texts: &texts,
        used: vec![false; texts.len()],
        taken: vec![false; known.labels.len()],
        first_figure,
    };
    let mut found: Vec<Found> = Vec::new();
    for at in 0..texts.len() {
        if matching.used[at] {
            continue;
        }
        if let Some((label, parts, exact)) = matching.from(at) {
            parts.iter().for_each(|&part| matching.used[part] = true);
            matching.taken[label] = true;
            found.push(Found { label, cells: parts.iter().map(|&part| texts[part].cell).collect(), exact });
        }
    }
    found
}

/// A cell that is no figure, as it is compared.
struct Text {
    cell: usize,
    number: String,
    letters: String,
    /// The letters of the whole, its number included, as it is compared inside a label.
    all: String,
    text: String,
}

impl Text {
    fn of(cell: usize, text: &str) -> Self {
        let normal = normal_label(text);
        let (number, rest) = split_number(&normal);
        Self {
            cell,
            number: number.to_owned(),
            letters: letters(rest),
            all: letters(&normal),
            text: text.to_owned(),
        }
    }
}

struct Matching<'a> {
    known: &'a Known<'a>,
    texts: &'a [Text],
    used: Vec<bool>,
    taken: Vec<bool>,
    /// The cell with the first figure: heads stand before it.
    first_figure: usize,
}

impl Matching<'_> {
    /// The label that begins with a cell, with its parts.
    fn from(&self, at: usize) -> Option<(usize, Vec<usize>, bool)> {
        let text = &self.texts[at];
        if text.letters.is_empty() && text.number.is_empty() {
            return None;
        }
        // Of labels that are found, how much speaks for each.
        type Rank = (usize, bool, usize);
        let mut best: Option<(Rank, usize, Vec<usize>)> = None;
        for (number, label) in self.known.labels.iter().enumerate() {
            if matches!(label.role, Role::Row(_)) && self.taken[number] {
                continue;
            }
            let same_number = text.number.is_empty() || text.number == label.number;
            // A number alone begins only the label that has it.
            if text.letters.is_empty() && !same_number {
                continue;
            }
            for spelling in &label.spellings {
                let Some(rest) = spelling.strip_prefix(text.letters.as_str()) else { continue };
                let Some(parts) = self.rest(at, rest) else { continue };
                let rank = (spelling.len(), same_number, self.preference(text, label.role));
                if best.as_ref().is_none_or(|best| rank > best.0) {
                    best = Some((rank, number, parts));
                }
                break;
            }
        }
        if let Some((_, label, parts)) = best {
            return Some((label, parts, true));
        }
        let nearest = self.known.nearest(&text.text, &self.taken, REWORDED_THRESHOLD)?;
        Some((nearest, vec![at], false))
    }

    /// Which of two labels with the same letters is meant: heads stand before the figures.
    fn preference(&self, text: &Text, role: Role) -> usize {
        match (role, text.cell < self.first_figure) {
            (Role::Head, true) | (Role::Row(_), false) => 2,
            (Role::Row(_), true) | (Role::Group, _) => 1,
            (Role::Head, false) => 0,
        }
    }

    /// The parts of a label whose first part is a cell: that one and those that go on with its rest.
    fn rest(&self, first: usize, mut rest: &str) -> Option<Vec<usize>> {
        let mut parts = vec![first];
        let mut at = first + 1;
        while !rest.is_empty() {
            let last = parts.last().copied().unwrap_or(first);
            let end = self.texts.len().min(last + 1 + MAX_AHEAD);
            let next = (at..end).find(|&next| {
                let all = &self.texts[next].all;
                !self.used[next] && !all.is_empty() && rest.starts_with(all.as_str())
            })?;
            rest = &rest[self.texts[next].all.len()..];
            parts.push(next);
            at = next + 1;
        }
        Some(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::line::split;
    use super::super::cells;
    use super::*;
    use crate::form::Form;

    fn found(section: usize, text: &str) -> Vec<String> {
        let form = Form::standard();
        let known = Known::of(&form, section).expect("a table");
        let lines = split(text).lines;
        let cells = cells::of(&lines.iter().collect::<Vec<_>>(), &known, 1000);
        let label = |found: &Found| {
            let label = &known.labels[found.label];
            format!(
                "{}{}{}",
                label.text,
                "+".repeat(found.cells.len() - 1),
                if found.exact { "" } else { "?" }
            )
        };
        labels(&cells, &known).iter().map(label).collect()
    }

    #[test]
    fn labels_are_found_over_lines_and_beside_each_other() {
        for (text, want) in [
            ("（三）不\n1.属于国家秘密\n2\n予公开", &["（三）不予公开+", "1.属于国家秘密"][..]),
            (
                "三、\n本\n（一）予以公开\n年\n度\n办\n理\n结\n果",
                &["三、本年度办理结果+++++++", "（一）予以公开"],
            ),
            ("法律服务\n其他\n\n机构", &["法律服务机构+", "其他"]),
            (
                "1、申请人无正当理由逾期不补\n正，行政机关不再处理其政府信\n息公开申请",
                &["1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请++"],
            ),
            ("其他\n26\n3.其他", &["其他", "3.其他"]),
            ("1.\n重复申请\n2.\n重复申请", &["2.重复申请"]),
            ("信访举报类申请", &["1.信访举报投诉类申请?"]),
        ] {
            assert_eq!(found(2, text), want, "{text}");
        }
        assert_eq!(
            found(1, "规范性文件\n本年处理决定数量\n0\n本年处理决定数量"),
            ["行政规范性文件?", "本年处理决定数量", "本年处理决定数量"]
        );
    }
}
