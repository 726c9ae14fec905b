//! Prose: text with the figures of its own report filled in by Handlebars, and the way back from the text to its place in the file.

use std::ops::Range;
use std::sync::LazyLock;

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{Context, Handlebars, Output, PathSeg, RenderContext, RenderErrorReason, Renderable, Template};
use serde_json::Value as Json;

use super::{Span, values};
use crate::diagnostic::Finding;
use crate::source::{Node, Source, Value};

/// Code: prose that is no Handlebars template.
pub const BAD_TEMPLATE: &str = "N010";
/// Code: a name in `{{ }}` that is neither a figure nor a variable.
pub const UNKNOWN_NAME: &str = "N011";

/// Around what comes from `{{ }}` while it is rendered. Noncharacters: the reader has refused them in the input.
const FILL_START: char = '\u{FDD0}';
const FILL_END: char = '\u{FDD1}';
/// Bytes of one rendered prose value, so that loops cannot fill the memory.
const MAX_RENDERED: usize = 4 << 20;
/// Bytes of one tag, brackets in it, and blocks inside blocks: beyond these the template parser's recursion is not trusted.
const MAX_TAG: usize = 1000;
const MAX_NESTING: usize = 16;

/// A value of prose, filled in.
#[derive(Debug, Clone)]
pub struct Prose {
    /// Where the value stands.
    pub span: Span,
    /// Its paragraphs: non-empty lines without white space at their ends.
    pub paragraphs: Vec<ProseParagraph>,
    /// The text as it was written, with its `{{ }}`.
    pub template: String,
    node: Node,
}

/// A paragraph of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProseParagraph {
    /// The text with its figures filled in.
    pub text: String,
    pieces: Vec<Piece>,
}

/// A run of a paragraph's text and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    /// Bytes of the paragraph's text.
    text: Range<usize>,
    /// Bytes of the template: as long as the text for what was written, the whole tag for what was filled in.
    template: Range<usize>,
    filled: bool,
}

impl ProseParagraph {
    /// True if any part of these bytes of the text comes from `{{ }}`.
    pub fn is_filled(&self, range: Range<usize>) -> bool {
        self.pieces.iter().any(|p| p.filled && p.text.start < range.end && range.start < p.text.end)
    }
}

impl Prose {
    /// Where these bytes of a paragraph's text stand in the file; for what was filled in, where its `{{ }}` stands.
    pub fn locate(&self, source: &Source, paragraph: usize, range: Range<usize>) -> Span {
        let Some(paragraph) = self.paragraphs.get(paragraph) else { return self.span.clone() };
        let mut hits = paragraph.pieces.iter().filter(|p| p.text.start < range.end && range.start < p.text.end).map(|p| {
            if p.filled {
                return p.template.clone();
            }
            let (start, end) = (range.start.max(p.text.start), range.end.min(p.text.end));
            p.template.start + (start - p.text.start)..p.template.start + (end - p.text.start)
        });
        let Some(first) = hits.next() else { return self.span.clone() };
        let end = hits.next_back().map_or(first.end, |last| last.end.max(first.end));
        self.node.locate(source, first.start..end)
    }

    /// All text, a line a paragraph.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.paragraphs.iter().map(|p| p.text.as_str()).collect();
        lines.join("\n")
    }
}

static REGISTRY: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.unregister_helper("log");
    registry.register_escape_fn(|text| format!("{FILL_START}{text}{FILL_END}"));
    registry
});

/// Reads a scalar as prose.
pub(super) fn read(source: &Source, node: &Node, data: &Context, findings: &mut Vec<Finding>) -> Prose {
    let template = match &node.value {
        Value::Scalar(scalar) => scalar.text.as_str(),
        _ => "",
    };
    let rendered = if template.contains("{{") { fill(source, node, template, data, findings) } else { None };
    let pieces = match &rendered {
        Some(text) => align(template, text),
        None => vec![(template.to_owned(), Piece { text: 0..0, template: 0..template.len(), filled: false })],
    };
    Prose { span: node.span.clone(), paragraphs: paragraphs(pieces), template: template.to_owned(), node: node.clone() }
}

/// Renders a template. `None` where it is no template; then its text stands as it is.
fn fill(source: &Source, node: &Node, template: &str, data: &Context, findings: &mut Vec<Finding>) -> Option<String> {
    let place = |at: Range<usize>| source.place(node.locate(source, at));
    if let Some(at) = too_deep(template) {
        let message = "{{ }} 过长或嵌套过深";
        findings.push(Finding::error(BAD_TEMPLATE, message, place(at)).with_help("{{ }} 里只写数据的名称，例如 {{ 年度 }}"));
        return None;
    }
    let compiled = match Template::compile(template) {
        Ok(compiled) => compiled,
        Err(error) => {
            let at = unclosed(template).unwrap_or_else(|| {
                let (line, column) = error.pos().unwrap_or((1, 1));
                tag_at(template, offset(template, line, column))
            });
            let help = "{{ 与 }} 要成对，里面写数据的名称，例如 {{ 年度 }}；正文里要写双花括号本身，写成 \\{{";
            findings.push(Finding::error(BAD_TEMPLATE, "{{ }} 写法有误，读不懂", place(at)).with_help(help));
            return None;
        }
    };
    let mut names = Names { template, data: data.data(), unknown: Vec::new() };
    names.walk(&compiled, true);
    for (at, message, help) in names.unknown {
        findings.push(Finding::error(UNKNOWN_NAME, message, place(at)).with_help(help));
    }
    let compiled = unescaped(compiled);
    match render(&compiled, &REGISTRY, data) {
        Ok(text) => Some(text),
        Err((line, column, reason)) => {
            let at = tag_at(template, offset(template, line, column));
            let known = findings.iter().any(|f| f.rule == UNKNOWN_NAME);
            if !known {
                findings.push(
                    Finding::error(UNKNOWN_NAME, reason, place(at)).with_help("改为表中数据的名称，或在“变量”中写明它的值"),
                );
            }
            let mut lenient = REGISTRY.clone();
            lenient.set_strict_mode(false);
            render(&compiled, &lenient, data).ok()
        }
    }
}

fn render(template: &Template, registry: &Handlebars, data: &Context) -> Result<String, (usize, usize, String)> {
    let mut out = Limited(String::new());
    let mut context = RenderContext::new(None);
    match template.render(registry, data, &mut context, &mut out) {
        Ok(()) => Ok(out.0),
        Err(error) => {
            let reason = match error.reason() {
                RenderErrorReason::MissingVariable(Some(name)) => format!("{{{{ }}}} 里的名称“{name}”没有对应的数据"),
                RenderErrorReason::HelperNotFound(name) => format!("{{{{ }}}} 里没有“{name}”这个用法"),
                _ => "{{ }} 里的内容无法计算".to_owned(),
            };
            Err((error.line_no.unwrap_or(1), error.column_no.unwrap_or(1), reason))
        }
    }
}

struct Limited(String);

impl Output for Limited {
    fn write(&mut self, text: &str) -> std::io::Result<()> {
        if self.0.len() + text.len() > MAX_RENDERED {
            return Err(std::io::Error::other("the prose has grown too long"));
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// Finds names in `{{ }}` that no data has, and what prose must not use (partials, decorators).
struct Names<'a> {
    template: &'a str,
    data: &'a Json,
    unknown: Vec<(Range<usize>, String, String)>,
}

impl Names<'_> {
    /// `root` is false inside `#each` and `#with`, where names are looked up in another context.
    fn walk(&mut self, template: &Template, root: bool) {
        for (element, mapping) in template.elements.iter().zip(&template.mapping) {
            let at = offset(self.template, mapping.0, mapping.1);
            match element {
                TemplateElement::Expression(helper) | TemplateElement::HtmlExpression(helper) => {
                    self.call(helper, at, root, true)
                }
                TemplateElement::HelperBlock(helper) => self.call(helper, at, root, false),
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                _ => {
                    let tag = tag_at(self.template, at);
                    self.unknown.push((tag, "正文里不能引用别的模板".into(), "删去这一处，直接写出文字".into()));
                }
            }
        }
    }

    fn call(&mut self, helper: &HelperTemplate, at: usize, root: bool, printed: bool) {
        if root {
            if let Parameter::Path(path) = &helper.name {
                self.path(path, at, printed);
            }
            for param in helper.params.iter() {
                self.parameter(param, at);
            }
        }
        let changes_context = matches!(&helper.name, Parameter::Name(name) if name == "each" || name == "with");
        for inner in helper.template.iter() {
            self.walk(inner, root && !changes_context);
        }
        for inner in helper.inverse.iter() {
            self.walk(inner, root);
        }
    }

    fn parameter(&mut self, parameter: &Parameter, at: usize) {
        match parameter {
            Parameter::Path(path) => self.path(path, at, false),
            Parameter::Subexpression(sub) => {
                for param in sub.params().into_iter().flatten() {
                    self.parameter(param, at);
                }
            }
            _ => {}
        }
    }

    fn path(&mut self, path: &handlebars::Path, at: usize, printed: bool) {
        let handlebars::Path::Relative((segments, raw)) = path else { return };
        let names: Option<Vec<&str>> = segments
            .iter()
            .map(|s| match s {
                PathSeg::Named(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let Some(names) = names.filter(|n| !n.is_empty()) else { return };
        let tag = tag_at(self.template, at);
        let within = self.template[tag.clone()].find(raw.as_str()).map(|i| tag.start + i..tag.start + i + raw.len());
        let place = within.unwrap_or(tag);
        match names.iter().try_fold(self.data, |json, name| json.get(*name)) {
            None => {
                let help = match values::nearest(self.data, &names.join(".")) {
                    Some(near) => format!("最接近的名称是“{near}”；也可以在“变量”中写明它的值"),
                    None => "改为表中数据的名称，或在“变量”中写明它的值".to_owned(),
                };
                self.unknown.push((place, format!("{{{{ }}}} 里的名称“{raw}”没有对应的数据"), help));
            }
            Some(Json::Object(_)) if printed => {
                let help =
                    format!("写到具体的一个数，例如 {raw}.{}", values::first_figure(self.data, &names).unwrap_or("总计".into()));
                self.unknown.push((place, format!("“{raw}”是一组数，不是一个数"), help));
            }
            Some(_) => {}
        }
    }
}

/// `{{{x}}}` and `{{&x}}` are `{{x}}`: nothing is escaped in either.
fn unescaped(mut template: Template) -> Template {
    template.elements = template
        .elements
        .into_iter()
        .map(|element| match element {
            TemplateElement::HtmlExpression(helper) => TemplateElement::Expression(helper),
            TemplateElement::HelperBlock(mut helper) => {
                helper.template = helper.template.map(unescaped);
                helper.inverse = helper.inverse.map(unescaped);
                TemplateElement::HelperBlock(helper)
            }
            other => other,
        })
        .collect();
    template
}

/// Where a template is nested more deeply than can be trusted to a recursive parser.
fn too_deep(template: &str) -> Option<Range<usize>> {
    let (mut at, mut blocks) = (0, 0usize);
    while let Some(start) = template[at..].find("{{").map(|i| at + i) {
        let tag = tag_at(template, start);
        let text = &template[tag.clone()];
        let inside = text.trim_start_matches(['{', '~']);
        match inside.chars().next() {
            Some('#') => blocks += 1,
            Some('/') => blocks = blocks.saturating_sub(1),
            _ => {}
        }
        // `else if` chains nest too.
        if inside.starts_with("else ") || inside.starts_with('^') {
            blocks += 1;
        }
        let brackets = text.chars().filter(|c| matches!(c, '(' | '[' | '{')).count();
        if blocks > MAX_NESTING || tag.len() > MAX_TAG || brackets > MAX_NESTING {
            return Some(tag);
        }
        at = tag.end;
    }
    None
}

/// The first `{{` without its `}}`, to the end of its line: the template parser points far behind it.
fn unclosed(template: &str) -> Option<Range<usize>> {
    let mut at = 0;
    loop {
        let start = template[at..].find("{{").map(|i| at + i)?;
        let inside = start + template[start..].len() - template[start..].trim_start_matches('{').len();
        let close = template[inside..].find("}}").map(|i| inside + i);
        let next = template[inside..].find("{{").map(|i| inside + i);
        let escaped = template[..start].ends_with('\\');
        match close {
            _ if escaped => at = inside,
            Some(close) if next.is_none_or(|next| close < next) => at = close + 2,
            _ => {
                let line = template[start..].find('\n').map_or(template.len(), |i| start + i);
                return Some(start..next.map_or(line, |next| line.min(next)));
            }
        }
    }
}

/// The tag that begins at or after an offset: from `{{` to its `}}`, to the end of the line where there is none.
fn tag_at(template: &str, at: usize) -> Range<usize> {
    let Some(start) = template.get(at..).and_then(|t| t.find("{{")).map(|i| at + i) else {
        let start = at.min(template.len());
        let end = template.get(start..).and_then(|t| t.chars().next()).map_or(start, |c| start + c.len_utf8());
        return start..end;
    };
    let rest = &template[start..];
    let end = match rest.find("}}") {
        Some(close) => {
            let tail = &rest[close..];
            start + close + tail.len() - tail.trim_start_matches('}').len()
        }
        None => start + rest.find('\n').unwrap_or(rest.len()),
    };
    start..end
}

/// Byte offset of a line and column (both from 1, columns in characters) of a text.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or("");
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(i, _)| i)
}

/// Splits rendered text into runs with their places in the template, walking both in step.
fn align(template: &str, rendered: &str) -> Vec<(String, Piece)> {
    let mut out: Vec<(String, Piece)> = Vec::new();
    let mut at = 0;
    let mut rest = rendered;
    while !rest.is_empty() {
        if let Some(filled) = rest.strip_prefix(FILL_START) {
            let end = filled.find(FILL_END).unwrap_or(filled.len());
            let tag = tag_at(template, at);
            at = tag.end;
            out.push((filled[..end].to_owned(), Piece { text: 0..0, template: tag, filled: true }));
            rest = filled.get(end + FILL_END.len_utf8()..).unwrap_or("");
        } else {
            let end = rest.find(FILL_START).unwrap_or(rest.len());
            at = align_written(template, at, &rest[..end], &mut out);
            rest = &rest[end..];
        }
    }
    out
}

fn align_written(template: &str, mut at: usize, written: &str, out: &mut Vec<(String, Piece)>) -> usize {
    let mut braces = 0;
    for (i, c) in written.char_indices() {
        loop {
            let rest = template.get(at..).unwrap_or("");
            if rest.starts_with("\\{{") && c == '{' {
                (at, braces) = (at + 1, 2);
                continue;
            }
            if rest.starts_with("{{") && braces == 0 {
                at = tag_at(template, at).end;
                continue;
            }
            match rest.chars().next() {
                Some(t) if t == c => break,
                Some(t) if t.is_whitespace() => at += t.len_utf8(),
                _ => {
                    // A block that was left out, or one that comes again: look for what follows.
                    let probe: String = written[i..].chars().take(12).take_while(|c| *c != '\n').collect();
                    let again = template[at.min(template.len())..].find(&probe).map(|n| at + n).or_else(|| template.find(&probe));
                    match again {
                        Some(found) if !probe.is_empty() && template[found..].starts_with(c) => at = found,
                        _ => {
                            // Text is text even where its place cannot be told.
                            out.push((written[i..].to_owned(), Piece { text: 0..0, template: at..at, filled: true }));
                            return at;
                        }
                    }
                    break;
                }
            }
        }
        braces -= usize::from(braces > 0);
        match out.last_mut() {
            Some((text, piece)) if !piece.filled && piece.template.end == at => {
                text.push(c);
                piece.template.end += c.len_utf8();
            }
            _ => out.push((c.to_string(), Piece { text: 0..0, template: at..at + c.len_utf8(), filled: false })),
        }
        at += c.len_utf8();
    }
    at
}

/// Cuts runs into lines, and takes the white space off the ends of each.
fn paragraphs(pieces: Vec<(String, Piece)>) -> Vec<ProseParagraph> {
    let mut lines = vec![ProseParagraph { text: String::new(), pieces: Vec::new() }];
    for (text, piece) in pieces {
        let mut from = 0;
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                lines.push(ProseParagraph { text: String::new(), pieces: Vec::new() });
            }
            if let Some(last) = lines.last_mut().filter(|_| !line.is_empty()) {
                let template = if piece.filled {
                    piece.template.clone()
                } else {
                    piece.template.start + from..piece.template.start + from + line.len()
                };
                let start = last.text.len();
                last.text.push_str(line);
                last.pieces.push(Piece { text: start..last.text.len(), template, filled: piece.filled });
            }
            from += line.len() + 1;
        }
    }
    lines.into_iter().map(trimmed).filter(|p| !p.text.is_empty()).collect()
}

fn trimmed(paragraph: ProseParagraph) -> ProseParagraph {
    let ProseParagraph { text, pieces } = paragraph;
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len().max(start);
    let pieces = pieces
        .into_iter()
        .filter(|p| p.text.end > start && p.text.start < end)
        .map(|p| {
            let (from, to) = (p.text.start.max(start), p.text.end.min(end));
            let template = if p.filled {
                p.template
            } else {
                p.template.start + (from - p.text.start)..p.template.start + (to - p.text.start)
            };
            Piece { text: from - start..to - start, template, filled: p.filled }
        })
        .collect();
    ProseParagraph { text: text[start..end].to_owned(), pieces }
}
