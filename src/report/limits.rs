//! How much a data file may say. A report comes nowhere near these sizes; what goes beyond them is no report,
//! and the engines, whose time or memory grows faster than such a text, never see it.
//!
//! The size of the file itself, its depth and the number of its values are limited in `yaml`.

use std::ops::Range;

use crate::diagnostic::{Finding, RuleCode};
use crate::text::{count_marks, mark_run};
use crate::yaml::{Node, Source};

/// Characters of 机关名称, 标题 and 署名. The longest official title of a real report has 60; a title is laid out
/// as one to three lines of some 20.
pub const MAX_NAME_CHARS: usize = 200;
/// Characters of a figure with its remark, which stands in one cell of a table.
pub const MAX_FIGURE_CHARS: usize = 500;
/// Combining marks in a row, over one letter. The languages of the world need at most eight; the layout of
/// thousands takes memory that grows with their square.
pub const MAX_MARKS: usize = 30;
/// Combining marks in all texts of a file together, and again in all prose as it is filled in. Tibetan has
/// one in every three characters; to lay out half a million takes more than a gigabyte.
pub const MAX_ALL_MARKS: usize = 50_000;
/// Characters of all prose of a report together, as it is written and again as it is filled in. A long report
/// has 20,000.
pub const MAX_PROSE_CHARS: usize = 500_000;
/// How often `{{` may stand in all prose of a report. A report that takes every figure from its tables has
/// some 200.
pub const MAX_TAGS: usize = 2_000;
/// Characters of all texts under 变量 together: names and numbers that stand in the prose.
pub const MAX_VARIABLE_CHARS: usize = 20_000;
/// Pieces of text and values that filling in all prose of a report may put down, those of loops each time:
/// [`MAX_TAGS`] without a loop make at most three each, a loop over every figure of the form a thousand.
pub const MAX_STEPS: usize = 20_000;

/// The finding for something that is larger than it may be.
pub(super) fn too_large(source: &Source, span: &Range<usize>, message: String) -> Finding {
    Finding::error(RuleCode::N019, message, source.place(span.clone()))
        .with_help("请确认这是年度报告的数据文件；超过上限的文件不再核对，也不生成报告")
}

/// The finding for a text of more characters than `limit`; none if it has no more.
pub(super) fn long_text(
    source: &Source,
    span: &Range<usize>,
    name: &str,
    text: &str,
    limit: usize,
) -> Option<Finding> {
    let count = text.chars().count();
    (count > limit)
        .then(|| too_large(source, span, format!("“{name}”有 {count} 个字符，超过上限 {limit} 个")))
}

/// The number of characters in all texts at and under a value.
pub(super) fn characters(node: &Node) -> usize {
    node.scalars().map(|(_, scalar)| scalar.text.chars().count()).sum()
}

/// The first texts of a tree that have too many combining marks in a row, in the order of the file, and the
/// text with which there are too many in all.
pub(super) fn marks(source: &Source, root: &Node, findings: &mut Vec<Finding>) {
    /// A file that is full of them is not gone through to its end.
    const MAX_FINDINGS: usize = 20;
    let mut found = Vec::new();
    let mut count = 0;
    for (node, scalar) in root.scalars() {
        let before = count;
        count += count_marks(&scalar.text);
        if before <= MAX_ALL_MARKS && count > MAX_ALL_MARKS {
            let message = format!("到这里为止，附加符号（组合字符）超过上限 {MAX_ALL_MARKS} 个");
            findings.push(too_large(source, &node.span, message));
        }
        if let Some(run) = mark_run(&scalar.text, MAX_MARKS) {
            found.push((node, run));
        }
    }
    for (node, run) in found.into_iter().take(MAX_FINDINGS) {
        findings.push(too_many_marks(source, &node.source_range(source, run)));
    }
}

/// The finding for too many combining marks in a row.
pub(super) fn too_many_marks(source: &Source, span: &Range<usize>) -> Finding {
    too_large(source, span, format!("这里连续的附加符号（组合字符）超过 {MAX_MARKS} 个"))
}
