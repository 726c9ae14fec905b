//! A whole file to the tree, in passes over the same text:
//!
//! 1. Forbidden characters are reported, and for the parser each becomes a visible placeholder of the same
//!    length ([`characters`]).
//! 2. The parser's events become a tree ([`parse_events`](super::parse_events)).
//! 3. Where that fails, or where a value looks like several, what can be mended is mended ([`repair`]) and
//!    step 2 is done again. Mending moves no byte, so places of any reading are places in the file.
//! 4. What still stops the parser is explained ([`syntax`]).
//! 5. Escapes that stand for forbidden characters are reported, which only the tree can show.
//!
//! So one run reports every slip that it recognizes, in the order of the file.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::outcome::{Failure, Outcome};
use super::parse_events::{Detail, TreeBuilder};
use super::{Node, Source, Value, characters, repair, syntax};
use crate::diagnostic::{Finding, RuleCode};

/// A data file is some 10 KiB; past this many bytes it is something else.
const MAX_BYTES: usize = 4 << 20;
/// A text is mended and read again until so many bytes were read: hundreds of times for a file of the usual
/// size.
const MAX_READ: usize = 8 << 20;

/// Reads a data file. The tree is missing where the text is not YAML, is empty, or is no mapping; there is
/// always an error among the findings then. Findings are in the order of the file.
pub fn parse(source: &Source) -> (Option<Node>, Vec<Finding>) {
    #[cfg(test)]
    counter::count();
    parse_in(Detail::Whole, source)
}

/// The keys of the outermost mapping with their texts and lists of texts, without what else is nested under
/// them: the same text is refused, and the same slips are mended, as by [`parse`], but no tree of the tables
/// is built.
pub(crate) fn parse_outline(source: &Source) -> (Option<Node>, Vec<Finding>) {
    parse_in(Detail::Outline, source)
}

fn parse_in(detail: Detail, source: &Source) -> (Option<Node>, Vec<Finding>) {
    if source.text().len() > MAX_BYTES {
        let message = format!("文件有 {} 字节，超过上限 {MAX_BYTES} 字节", source.text().len());
        let finding = Finding::error(RuleCode::N019, message, source.place(0..0))
            .with_help("请确认这是年度报告的数据文件");
        return (None, vec![finding]);
    }
    let mut findings = characters::scan_raw(source);
    let mut text = Cow::Borrowed(source.text());
    if !findings.is_empty() {
        text = Cow::Owned(characters::with_placeholders(&text));
    }
    let mut outcome = read(source, &text, detail);
    for _ in 0..(MAX_READ / text.len().max(1)).clamp(3, 1000) {
        let Some(mended) = repair::mend(source, &text, &outcome) else { break };
        findings.extend(mended.findings);
        text = Cow::Owned(mended.text);
        outcome = read(source, &text, detail);
    }
    findings.append(&mut outcome.findings);
    let root = match outcome.failure {
        Some(Failure::Syntax(failure)) => {
            findings.extend(syntax::explain(source, &text, &failure, &findings));
            None
        }
        Some(Failure::Refused) => None,
        None => check_root(source, outcome.root, &mut findings),
    };
    if let Some(root) = &root {
        findings.extend(characters::scan_escapes(source, root));
    }
    findings.sort_by_key(|finding| finding.place.start);
    (root, findings)
}

fn check_root(source: &Source, root: Option<Node>, findings: &mut Vec<Finding>) -> Option<Node> {
    let root = root.filter(|root| root.value != Value::Null);
    let (message, span) = match &root {
        Some(Node { value: Value::Mapping(_), .. }) => return root,
        Some(node) => ("数据文件应由“键: 值”组成，这里却是一段文字或一个列表", node.span.clone()),
        None => ("文件里没有内容", 0..0),
    };
    if root.is_some() {
        let slips = syntax::missing_spaces_in(source, source.text(), span.clone());
        if !slips.is_empty() {
            findings.extend(slips);
            return None;
        }
    }
    // A file of which nothing is left because it was refused has said why.
    if findings
        .iter()
        .all(|finding| finding.place.start > source.position(span.start) || finding.rule == RuleCode::N012)
    {
        findings.push(
            Finding::error(RuleCode::N003, message, source.place(span)).with_help(
                "每行一个键，键后是半角冒号和一个空格，如“年度: 2024”；可用 nianbao init 生成一份",
            ),
        );
    }
    None
}

fn read(source: &Source, text: &str, detail: Detail) -> Outcome {
    // The parser promises not to panic; an office should still get a sentence if it does.
    catch_unwind(AssertUnwindSafe(|| TreeBuilder::new(source, text, detail).run())).unwrap_or_else(|_| {
        Outcome {
            root: None,
            findings: vec![
                Finding::error(RuleCode::N001, "文件无法解析（解析器内部错误）", source.place(0..0))
                    .with_help("请把这个文件发给本软件的维护者"),
            ],
            failure: Some(Failure::Refused),
            suspects: Vec::new(),
        }
    })
}

/// How many files this thread has parsed: a proof for tests that a command parses each file once.
#[cfg(test)]
pub(crate) mod counter {
    use std::cell::Cell;

    thread_local!(static PARSED: Cell<usize> = const { Cell::new(0) });

    pub(super) fn count() {
        PARSED.set(PARSED.get() + 1);
    }

    /// How many files `work` parses on this thread, and what it gives.
    pub(crate) fn parses_of<T>(work: impl FnOnce() -> T) -> (usize, T) {
        let before = PARSED.get();
        let result = work();
        (PARSED.get() - before, result)
    }
}
