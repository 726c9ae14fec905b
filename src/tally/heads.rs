//! The heads of a register: which column says what.
//!
//! The row of heads is the first in which all columns are found without which nothing can be counted. It may
//! stand below a title, and it may be two rows:
//!
//! ```text
//! 甲市教育局2025年政府信息公开申请台账
//! 序号   收到日期   申请人          办理              行政复议
//!                   姓名   类型     结果   答复日期   结果   审结日期
//! ```
//!
//! Below 行政复议 the column 结果 is then 行政复议结果, by the words of both rows; 答复日期 is known by itself.

use std::collections::BTreeMap;

use super::vocabulary::{Column, Head, Vocabulary};
use crate::form::{bare_label, normal_label};
use crate::spreadsheet::Sheet;

/// The heads are looked for in so many rows with content: above them stand a title and notes.
const MAX_ROWS: usize = 30;

/// The heads of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heads {
    /// Which column says what.
    pub columns: BTreeMap<Column, u32>,
    /// The first row behind the heads.
    pub first: u32,
    /// Whether the numbers of applications begin anew on each sheet.
    pub counts: bool,
}

/// Why a sheet has no heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoHeads {
    /// Nothing in it is like a register.
    Other,
    /// A register without these columns.
    Missing(Vec<Column>),
    /// Two columns that both could be one: what they say, and their numbers.
    Twice(Column, u32, u32),
}

/// Finds the heads of a sheet.
pub(super) fn find(sheet: &Sheet) -> Result<Heads, NoHeads> {
    let mut nearest: Option<Vec<Column>> = None;
    let rows: Vec<u32> = sheet.rows().take(MAX_ROWS).collect();
    for (number, &row) in rows.iter().enumerate() {
        let below = rows.get(number + 1).copied().filter(|&below| below == row + 1);
        let one = read(sheet, row, None)?;
        let two = below.and_then(|below| two_rows(sheet, row, below, &one).transpose()).transpose()?;
        for heads in two.into_iter().chain([one]) {
            let missing: Vec<Column> =
                Column::NEEDED.into_iter().filter(|column| !heads.columns.contains_key(column)).collect();
            if missing.is_empty() {
                return Ok(heads);
            }
            let better = nearest.as_ref().is_none_or(|known| missing.len() < known.len());
            if better && missing.len() + 1 < Column::NEEDED.len() {
                nearest = Some(missing);
            }
        }
    }
    Err(nearest.map_or(NoHeads::Other, NoHeads::Missing))
}

/// The heads of two rows, where the second is one of heads: where that of the day of receipt is, the second
/// row is blank or says the same, and more columns are known with it.
fn two_rows(sheet: &Sheet, row: u32, below: u32, one: &Heads) -> Result<Option<Heads>, NoHeads> {
    let two = read(sheet, row, Some(below))?;
    let is_head = two.columns.get(&Column::Received).is_some_and(|&column| {
        sheet
            .text((below, column))
            .is_none_or(|text| best(text).is_some_and(|(known, _)| known == Column::Received))
    });
    Ok((is_head && two.columns.len() > one.columns.len()).then_some(two))
}

/// Reads the heads of a row, or of a row and the one below.
fn read(sheet: &Sheet, row: u32, below: Option<u32>) -> Result<Heads, NoHeads> {
    let mut found: BTreeMap<Column, (usize, u32)> = BTreeMap::new();
    let mut twice = None;
    let mut counts = false;
    for (column, texts) in texts(sheet, row, below) {
        let Some((meaning, rank)) = texts.iter().find_map(|text| best(text)) else { continue };
        match found.get(&meaning) {
            Some(&(known, _)) if known < rank => continue,
            Some(&(known, other)) if known == rank => {
                // Of applications with two numbers the first is taken; of what is counted none may be
                // doubtful.
                if meaning != Column::Number && twice.is_none() {
                    twice = Some(NoHeads::Twice(meaning, other, column));
                }
                continue;
            }
            _ => {}
        }
        if meaning == Column::Number {
            counts = texts.iter().any(|text| is_counting(text));
        }
        found.insert(meaning, (rank, column));
    }
    let columns: BTreeMap<Column, u32> =
        found.into_iter().map(|(meaning, (_, column))| (meaning, column)).collect();
    let is_register = Column::NEEDED.iter().all(|column| columns.contains_key(column));
    match twice {
        Some(twice) if is_register => Err(twice),
        _ => Ok(Heads { columns, first: below.unwrap_or(row) + 1, counts }),
    }
}

/// What each column may be called: of two rows both together, then the lower one, then the upper one.
fn texts(sheet: &Sheet, row: u32, below: Option<u32>) -> Vec<(u32, Vec<String>)> {
    let mut columns: Vec<u32> = sheet.row(row).map(|(column, _)| column).collect();
    columns.extend(below.into_iter().flat_map(|below| sheet.row(below).map(|(column, _)| column)));
    columns.sort_unstable();
    columns.dedup();
    let mut upper = "";
    let mut out = Vec::new();
    for column in columns {
        let lower = below.and_then(|below| sheet.text((below, column)));
        let own = sheet.text((row, column));
        upper = own.unwrap_or(upper);
        let mut names = Vec::new();
        // Right of a head over several columns the upper name goes on, but is no name by itself.
        names.extend(lower.map(|lower| format!("{upper}{lower}")));
        names.extend(lower.map(str::to_owned));
        names.extend(own.map(str::to_owned));
        if !names.is_empty() {
            out.push((column, names));
        }
    }
    out
}

/// What a head means, and how good a name it is: 0 for the title that this program writes.
fn best(text: &str) -> Option<(Column, usize)> {
    let normal = normal_label(text);
    let names = [normal.as_str(), bare_label(&normal)];
    let rank = |head: &Head| {
        names.iter().find_map(|name| {
            let titled = (normal_label(&head.title) == *name).then_some(0);
            titled.or_else(|| Some(head.words.iter().position(|word| word.map(normal_label).is(name))? + 1))
        })
    };
    let heads = &Vocabulary::built_in().heads;
    heads.iter().filter_map(|(column, head)| Some((*column, rank(head)?))).min_by_key(|(_, rank)| *rank)
}

/// Whether a head is that of numbers that begin anew on each sheet.
fn is_counting(text: &str) -> bool {
    let normal = normal_label(text);
    Vocabulary::built_in().counting.iter().any(|word| word.is(bare_label(&normal)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let cells = rows.iter().enumerate().flat_map(|(row, cells)| {
            cells.iter().enumerate().map(move |(column, text)| ((row as u32, column as u32), *text))
        });
        Sheet::of_cells(None, cells)
    }

    fn at(heads: &Heads, column: Column) -> Option<u32> {
        heads.columns.get(&column).copied()
    }

    #[test]
    fn columns_are_known_by_their_heads() {
        let heads = find(&sheet(&[
            &["甲市教育局2025年依申请公开台账"],
            &[],
            &[
                "序号",
                "收件时间",
                "申请日期",
                "姓名",
                "申请人性质（自然人/法人）",
                "申请内容",
                "答复类型",
                "不予公开理由",
                "答复时间",
                "复议",
                "诉讼",
                "备注",
            ],
            &["1"],
        ]))
        .unwrap();
        assert_eq!((heads.first, heads.counts), (3, true));
        for (column, number) in [
            (Column::Number, 0),
            (Column::Received, 1),
            (Column::Applicant, 4),
            (Column::Outcome, 6),
            (Column::Reason, 7),
            (Column::Replied, 8),
        ] {
            assert_eq!(at(&heads, column), Some(number), "{column:?}");
        }
    }

    #[test]
    fn heads_may_be_two_rows() {
        let heads = find(&sheet(&[
            &["编号", "收到日期", "申请人", "", "办理", "", "行政复议", "", "行政诉讼", ""],
            &["", "", "姓名", "类型", "结果", "答复日期", "结果", "审结日期", "结果", "审结日期"],
            &["甲1", "2025-01-02"],
        ]))
        .unwrap();
        assert_eq!((heads.first, heads.counts), (2, false));
        for (column, number) in [
            (Column::Received, 1),
            (Column::Applicant, 3),
            (Column::Outcome, 4),
            (Column::Replied, 5),
            (Column::Review, 6),
            (Column::ReviewClosed, 7),
            (Column::Suit, 8),
            (Column::SuitClosed, 9),
        ] {
            assert_eq!(at(&heads, column), Some(number), "{column:?}");
        }
    }

    #[test]
    fn what_is_no_register_is_not_taken_for_one() {
        assert_eq!(find(&sheet(&[&["机关名称", "年度"], &["甲局", "2025"]])), Err(NoHeads::Other));
        assert_eq!(
            find(&sheet(&[&["收到日期", "申请人类型", "办理结果"]])),
            Err(NoHeads::Missing(vec![Column::Replied]))
        );
        assert_eq!(
            find(&sheet(&[&["收到日期", "申请人类型", "申请人性质", "办理结果", "答复日期"]]))
                .unwrap()
                .columns[&Column::Applicant],
            1
        );
        assert_eq!(
            find(&sheet(&[&["收到日期", "申请人身份", "申请人性质", "办理结果", "答复日期"]])),
            Err(NoHeads::Twice(Column::Applicant, 1, 2))
        );
    }

    #[test]
    fn every_title_of_the_workbook_means_its_column() {
        for (column, head) in &Vocabulary::built_in().heads {
            assert_eq!(best(&head.title), Some((*column, 0)), "{}", head.title);
        }
    }
}
