//! Parser events to the tree.
//!
//! The parser sends a flat stream; open collections wait on a stack until their end. `a: {b: 1}` is
//!
//! ```text
//! mapping start            stack: [{}]
//! scalar a                 stack: [{key: a}]
//! mapping start            stack: [{key: a}, {}]
//! scalar b, scalar 1       stack: [{key: a}, {b: 1}]
//! mapping end              stack: [{a: {b: 1}}]
//! mapping end              root: {a: {b: 1}}
//! ```
//!
//! On the way YAML's features without use here are refused, repeated keys are reported, and values that look
//! like several are noted as suspects for the [repair](super::repair).

mod entry;

use std::collections::BTreeMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, Span, StructureStyle};

use super::outcome::{Failure, Outcome, SyntaxFailure};
use super::repair::is_placeholder;
use super::slips::{looks_like_entries, looks_like_list};
use super::{Node, Scalar, ScalarStyle, Source, Value};
use crate::diagnostic::{Finding, RuleCode};

/// The form nests four deep.
const MAX_DEPTH: usize = 32;
/// The form has some 250 figures.
const MAX_NODES: usize = 100_000;

/// A collection that is still open.
enum Frame {
    Sequence {
        start: usize,
        style: StructureStyle,
        items: Vec<Node>,
    },
    Mapping {
        start: usize,
        style: StructureStyle,
        entries: Vec<(Node, Node)>,
        /// A key whose value has not come yet.
        key: Option<Node>,
        /// The keys so far, and where each stands.
        seen: BTreeMap<String, Range<usize>>,
    },
}

/// How much of a file becomes a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// All of it.
    Whole,
    /// The keys of the outermost mapping with their values. A value that is a mapping or a list is left
    /// empty, though all of its text is read and checked.
    Outline,
}

/// Builds the tree of one reading.
pub(super) struct TreeBuilder<'a> {
    source: &'a Source,
    /// The text of the source, perhaps mended; a byte of one is the same byte of the other.
    text: &'a str,
    detail: Detail,
    /// The open collections, the innermost last.
    stack: Vec<Frame>,
    root: Option<Node>,
    findings: Vec<Finding>,
    /// See [`Outcome::suspects`].
    suspects: Vec<Range<usize>>,
    /// Values so far.
    nodes: usize,
    /// Documents so far.
    documents: usize,
    /// See [`SyntaxFailure::since`].
    since: usize,
    /// See [`SyntaxFailure::after_block`].
    after_block: bool,
}

/// Whether reading goes on.
enum Flow {
    On,
    /// The rest of the file is not read.
    Done,
    Refused,
}

impl<'a> TreeBuilder<'a> {
    pub(super) fn new(source: &'a Source, text: &'a str, detail: Detail) -> Self {
        Self {
            source,
            text,
            detail,
            stack: Vec::new(),
            root: None,
            findings: Vec::new(),
            suspects: Vec::new(),
            nodes: 0,
            documents: 0,
            since: 0,
            after_block: false,
        }
    }

    pub(super) fn run(mut self) -> Outcome {
        let options = granit_parser::options! {
            disallow_directives: true,
            bom_inside_document_as_content: true,
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            emit_comments: false,
            flow_nesting_limit: 2 * MAX_DEPTH,
            block_nesting_limit: 2 * MAX_DEPTH,
        };
        let mut failure = None;
        for next in Parser::new_from_str_with_options(self.text, options) {
            let flow = match next {
                Ok((event, span)) => self.event(event, span),
                Err(error) => {
                    let at =
                        self.text.floor_char_boundary(error.marker().byte_offset().unwrap_or(self.since));
                    failure = Some(self.failed(error.kind().clone(), at));
                    break;
                }
            };
            match flow {
                Flow::On => {}
                Flow::Done => break,
                Flow::Refused => {
                    failure = Some(Failure::Refused);
                    break;
                }
            }
        }
        if failure.is_none()
            && let Some(Node { value: Value::Scalar(Scalar { style: ScalarStyle::Plain, .. }), span }) =
                &self.root
        {
            self.suspects.push(span.clone());
        }
        Outcome { root: self.root, findings: self.findings, failure, suspects: self.suspects }
    }

    fn failed(&mut self, kind: ErrorKind, at: usize) -> Failure {
        match kind {
            ErrorKind::RecursionLimitExceeded => {
                self.too_deep(at);
                Failure::Refused
            }
            ErrorKind::DirectiveDisallowed => {
                self.refuse(at..at + 1, "不接受以 % 开头的 YAML 指令", "删去这一行");
                Failure::Refused
            }
            kind => {
                Failure::Syntax(SyntaxFailure { kind, at, since: self.since, after_block: self.after_block })
            }
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Flow {
        // Three bytes of the mended text are one full-width sign of the file: the parser may point into it.
        let file = self.source.text();
        let on_characters =
            |range: Range<usize>| file.floor_char_boundary(range.start)..file.floor_char_boundary(range.end);
        let range = on_characters(span.byte_range().unwrap_or(self.since..self.since));
        if let Some(tag) = span.tag_span().and_then(|tag| tag.byte_range()) {
            let message = format!("不接受 YAML 标签 {}", self.written(&tag));
            self.refuse(tag, message, "删去它；若本来就是文字，把整个值用双引号括起来");
        }
        if event.is_node() && self.too_many(&range) {
            return Flow::Refused;
        }
        match event {
            Event::DocumentStart(..) => return self.document(range),
            Event::SequenceStart(style, ..) => {
                return self.open(Frame::Sequence { start: range.start, style, items: Vec::new() }, range);
            }
            Event::MappingStart(style, ..) => {
                let (entries, seen) = (Vec::new(), BTreeMap::new());
                return self
                    .open(Frame::Mapping { start: range.start, style, entries, key: None, seen }, range);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            Event::Scalar(text, style, ..) => self.scalar(text.into_owned(), style, range),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let message = format!("不接受 YAML 引用 {}", self.written(&range));
                self.refuse(range.clone(), message, "写出它所指的值；若本来就是文字，把整个值用双引号括起来");
                self.add(Node { value: Value::Null, span: range });
            }
            Event::Anchor(_, name) => {
                self.refuse(
                    range,
                    format!("不接受 YAML 锚点 &{name}"),
                    "删去它；若本来就是文字，把整个值用双引号括起来",
                );
            }
            _ => {}
        }
        Flow::On
    }

    /// What stands in the file in a range that the parser gave.
    fn written(&self, range: &Range<usize>) -> &str {
        self.source.text().get(range.clone()).unwrap_or_default()
    }

    /// Counts a value; past the limit it is reported, and reading ends.
    fn too_many(&mut self, range: &Range<usize>) -> bool {
        self.nodes += 1;
        if self.nodes <= MAX_NODES {
            return false;
        }
        let place = self.source.place(range.clone());
        self.findings.push(
            Finding::error(RuleCode::N019, format!("文件里的值超过 {MAX_NODES} 个"), place)
                .with_help("请确认这是年度报告的数据文件"),
        );
        true
    }

    fn document(&mut self, range: Range<usize>) -> Flow {
        self.documents += 1;
        if self.documents == 1 {
            return Flow::On;
        }
        self.refuse(
            range,
            "一个文件只能有一份报告，这里用 --- 开始了第二份",
            "删去 ---，或把第二份移到另一个文件",
        );
        Flow::Done
    }

    fn open(&mut self, frame: Frame, range: Range<usize>) -> Flow {
        self.since = range.start;
        self.after_block = false;
        self.stack.push(frame);
        if self.stack.len() > MAX_DEPTH {
            self.too_deep(range.start);
            return Flow::Refused;
        }
        Flow::On
    }

    fn close(&mut self, end: usize) {
        let node = match self.stack.pop() {
            Some(Frame::Sequence { start, style, items }) => {
                let last = items.last().map(|item| item.span.end);
                Node { span: extent(start, style, last, end), value: Value::Sequence(items) }
            }
            Some(Frame::Mapping { start, .. }) if self.source.text()[start..].starts_with("{{") => {
                // `{{年度}}` without quotes: meant as text, and reported by `bad_key`.
                let text = self.written(&(start..end)).to_owned();
                Node { span: start..end, value: Value::Scalar(Scalar { text, style: ScalarStyle::Plain }) }
            }
            Some(Frame::Mapping { start, style, entries, .. }) => {
                let last = entries.last().map(|(_, value)| value.span.end);
                Node { span: extent(start, style, last, end), value: Value::Mapping(entries) }
            }
            None => return,
        };
        self.add(node);
    }

    fn scalar(&mut self, text: String, style: granit_parser::ScalarStyle, range: Range<usize>) {
        use granit_parser::ScalarStyle as Theirs;
        let style = match style {
            Theirs::Plain => ScalarStyle::Plain,
            Theirs::SingleQuoted => ScalarStyle::SingleQuoted,
            Theirs::DoubleQuoted => ScalarStyle::DoubleQuoted,
            Theirs::Literal => ScalarStyle::Literal,
            Theirs::Folded => ScalarStyle::Folded,
        };
        self.after_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        self.since = if self.after_block { range.end } else { range.start };
        let raw = self.text.get(range.clone()).unwrap_or_default();
        let span = range.start..range.start + raw.trim_end_matches([' ', '\t', '\r', '\n']).len();
        if style != ScalarStyle::Plain {
            return self.add(Node { value: Value::Scalar(Scalar { text, style }), span });
        }
        if span.is_empty()
            || matches!(text.as_str(), "~" | "null" | "Null" | "NULL") && !is_placeholder(self.source, &span)
        {
            return self.add(Node { value: Value::Null, span });
        }
        // A lone `-` was read as `~`, because YAML takes it for a list.
        let text = if is_placeholder(self.source, &span) {
            self.source.text()[span.clone()].to_owned()
        } else {
            text
        };
        if self.is_suspect(raw, &span) {
            self.suspects.push(span.clone());
        }
        self.add(Node { value: Value::Scalar(Scalar { text, style }), span });
    }

    /// Whether a plain scalar is probably several values that full-width signs made one.
    fn is_suspect(&self, raw: &str, span: &Range<usize>) -> bool {
        match self.stack.last() {
            Some(
                Frame::Sequence { style: StructureStyle::Flow, .. }
                | Frame::Mapping { style: StructureStyle::Flow, .. },
            ) => looks_like_list(raw),
            Some(Frame::Mapping { key: Some(key), .. }) => {
                looks_like_entries(raw) && self.text[key.span.end..span.start].contains('\n')
            }
            _ => false,
        }
    }

    fn add(&mut self, node: Node) {
        let dropped = self.drops_items();
        match self.stack.last_mut() {
            None => {
                self.root.get_or_insert(node);
            }
            Some(Frame::Sequence { .. }) if dropped => {}
            Some(Frame::Sequence { items, .. }) => items.push(node),
            Some(Frame::Mapping { key: key @ None, .. }) => *key = Some(node),
            Some(Frame::Mapping { style, key, .. }) => {
                let style = *style;
                if let Some(key) = key.take() {
                    self.entry(key, node, style);
                }
            }
        }
    }

    /// Whether what ends now stands too deep for an outline.
    fn drops_nested(&self) -> bool {
        self.detail == Detail::Outline && self.stack.len() > 1
    }

    /// Whether an item of a list stands too deep for an outline, which has the lists of the outermost keys:
    /// 曾用名 may be one.
    fn drops_items(&self) -> bool {
        self.detail == Detail::Outline && self.stack.len() > 2
    }

    fn too_deep(&mut self, at: usize) {
        let message = format!("嵌套超过 {MAX_DEPTH} 层");
        self.findings.push(
            Finding::error(RuleCode::N019, message, self.source.place(at..at + 1))
                .with_help("表格最多四层，请检查括号和缩进"),
        );
    }

    fn refuse(&mut self, range: Range<usize>, message: impl Into<String>, help: &str) {
        self.findings.push(Finding::error(RuleCode::N016, message, self.source.place(range)).with_help(help));
    }
}

/// The bytes of a collection: brackets included, or from the first to the last value of a block.
fn extent(start: usize, style: StructureStyle, last: Option<usize>, end: usize) -> Range<usize> {
    match style {
        StructureStyle::Flow => start..end,
        StructureStyle::Block => start..last.unwrap_or(start).max(start),
    }
}
