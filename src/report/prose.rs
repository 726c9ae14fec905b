//! Prose: text with the figures of its own report filled in by Handlebars, and the way back from the text to
//! its place in the file.
//!
//! # How it works
//! Rules read the finished text, but must point into the file, where `{{ }}` stands in its stead. Handlebars
//! does not say which part of its output came from where, so it is made to mark what it fills in:
//!
//! 1. Names in `{{ }}` are looked up first, so that every unknown one is reported ([`names`]).
//! 2. The template is rendered. The escape function, which Handlebars calls for every value it fills in and
//!    for nothing else, puts the value between two noncharacters; a data file cannot hold these (N012).
//! 3. Output and template are walked in step ([`align`](align())): what is marked came from the next tag, all
//!    else from the same characters of the template. That gives pieces, which know their bytes on both sides.
//! 4. Pieces are cut into paragraphs, one a line.
//! 5. A range of a paragraph goes through its pieces to bytes of the template
//!    ([`Prose::source_range`]), and from there to bytes of the file
//!    ([`Node::source_range`](crate::yaml::Node::source_range)).
//!
//! # Example
//! ```text
//! file        总体情况: "全年新收{{ 依申请公开.本年新收.总计 }}件。"
//! rendered    全年新收⟦16⟧件。                   ⟦ ⟧ are the two noncharacters
//! pieces      全年新收 ← written, 16 ← {{ … }}, 件。 ← written
//! ```
//! A rule that doubts `16件` gets the range from the first brace to 件 in the file.

mod align;
mod names;
mod tags;

use std::ops::Range;
use std::sync::LazyLock;

use handlebars::template::TemplateElement;
use handlebars::{Context, Handlebars, Output, RenderContext, RenderErrorReason, Renderable, Template};

use super::Span;
use crate::diagnostic::{Finding, RuleCode};
use crate::form::General;
use crate::yaml::{Node, Source, Value};

use self::align::{align, paragraphs};
use self::names::{NameProblem, Names};
use self::tags::{offset, tag_at, too_deep, unclosed};

/// The marks around what comes from `{{ }}` while it is rendered. They are noncharacters of Unicode: a data
/// file that contains one is in error (N012), so they cannot be mistaken for its text.
const FILL_START: char = '\u{FDD0}';
const FILL_END: char = '\u{FDD1}';
/// The most bytes that one value may have when rendered, so that nested loops cannot fill the memory.
const MAX_RENDERED: usize = 4 << 20;

/// A value of prose, filled in.
#[derive(Debug, Clone)]
pub struct Prose {
    /// Where the value stands.
    pub span: Span,
    /// Its paragraphs: non-empty lines without white space at their ends.
    pub paragraphs: Vec<ProseParagraph>,
    /// The text as it was written, with its `{{ }}`.
    pub template: String,
    /// The value in the tree of the file, which knows the place of every character of the template.
    node: Node,
}

/// A paragraph of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProseParagraph {
    /// The text with its figures filled in.
    pub text: String,
    /// Where it comes from: every byte of the text is in one piece, in order.
    pieces: Vec<ProsePiece>,
}

/// A run of a paragraph's text and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ProsePiece {
    /// Bytes of the paragraph's text.
    text: Range<usize>,
    /// Bytes of the template: as long as the text for what was written, the whole tag for what was filled in.
    template: Range<usize>,
    /// Whether it comes from `{{ }}`.
    filled: bool,
}

impl ProseParagraph {
    /// True if any part of these bytes of the text comes from `{{ }}`.
    pub fn is_filled(&self, range: Range<usize>) -> bool {
        self.pieces.iter().any(|p| p.filled && p.text.start < range.end && range.start < p.text.end)
    }
}

impl Prose {
    /// The span in the file of these bytes of a paragraph's text: from the first to the last piece they
    /// touch, for what was filled in the whole of its `{{ }}`. The span of the whole value if there are no
    /// such bytes.
    pub fn source_range(&self, source: &Source, paragraph: usize, range: Range<usize>) -> Span {
        let Some(paragraph) = self.paragraphs.get(paragraph) else { return self.span.clone() };
        let mut hits =
            paragraph.pieces.iter().filter(|p| p.text.start < range.end && range.start < p.text.end).map(
                |p| {
                    if p.filled {
                        return p.template.clone();
                    }
                    let (start, end) = (range.start.max(p.text.start), range.end.min(p.text.end));
                    p.template.start + (start - p.text.start)..p.template.start + (end - p.text.start)
                },
            );
        let Some(first) = hits.next() else { return self.span.clone() };
        let end = hits.next_back().map_or(first.end, |last| last.end.max(first.end));
        self.node.source_range(source, first.start..end)
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

/// Reads a scalar as prose, filled in from `data`. What is wrong with its `{{ }}` (N010, N011) goes into
/// `findings`.
pub(super) fn read(
    source: &Source,
    general: &General,
    node: &Node,
    data: &Context,
    findings: &mut Vec<Finding>,
) -> Prose {
    let template = match &node.value {
        Value::Scalar(scalar) => scalar.text.as_str(),
        _ => "",
    };
    let rendered =
        if template.contains("{{") { fill(source, general, node, template, data, findings) } else { None };
    let pieces = match &rendered {
        Some(text) => align(template, text),
        None => {
            vec![(template.to_owned(), ProsePiece { text: 0..0, template: 0..template.len(), filled: false })]
        }
    };
    Prose {
        span: node.span.clone(),
        paragraphs: paragraphs(pieces),
        template: template.to_owned(),
        node: node.clone(),
    }
}

/// Renders a template, with marks around what is filled in. `None` if it cannot be parsed; its text then
/// stands as it is. If a name is unknown, nothing is put in its place and the rest is filled in all the same,
/// so that the rules have a text to read and report more than this one mistake.
fn fill(
    source: &Source,
    general: &General,
    node: &Node,
    template: &str,
    data: &Context,
    findings: &mut Vec<Finding>,
) -> Option<String> {
    let place = |at: Range<usize>| source.place(node.source_range(source, at));
    if let Some(at) = too_deep(template) {
        let message = "{{ }} 过长或嵌套过深";
        findings.push(
            Finding::error(RuleCode::N010, message, place(at))
                .with_help(format!("{{{{ }}}} 里只写数据的名称，例如 {{{{ {} }}}}", general.year.key)),
        );
        return None;
    }
    let compiled = match Template::compile(template) {
        Ok(compiled) => compiled,
        Err(error) => {
            let at = unclosed(template).unwrap_or_else(|| {
                let (line, column) = error.pos().unwrap_or((1, 1));
                tag_at(template, offset(template, line, column))
            });
            let help = format!(
                "{{{{ 与 }}}} 要成对，里面写数据的名称，例如 {{{{ {} }}}}；正文里要写双花括号本身，写成 \\{{{{",
                general.year.key
            );
            findings
                .push(Finding::error(RuleCode::N010, "{{ }} 写法有误，读不懂", place(at)).with_help(help));
            return None;
        }
    };
    let mut names = Names::new(template, data.data(), general);
    names.walk(&compiled, true);
    for NameProblem { at, message, help } in names.problems {
        findings.push(Finding::error(RuleCode::N011, message, place(at)).with_help(help));
    }
    let compiled = unescaped(compiled);
    match render(&compiled, &REGISTRY, data) {
        Ok(text) => Some(text),
        Err((line, column, reason)) => {
            let at = tag_at(template, offset(template, line, column));
            // The walk over the names has usually reported it, with a better message.
            let known = findings.iter().any(|f| f.rule == RuleCode::N011);
            if !known {
                findings.push(
                    Finding::error(RuleCode::N011, reason, place(at))
                        .with_help(names::variable_help(general)),
                );
            }
            let mut lenient = REGISTRY.clone();
            lenient.set_strict_mode(false);
            render(&compiled, &lenient, data).ok()
        }
    }
}

/// Renders a parsed template.
///
/// # Errors
/// Line and column in the template, from 1, and a message in Chinese.
fn render(
    template: &Template,
    registry: &Handlebars,
    data: &Context,
) -> Result<String, (usize, usize, String)> {
    let mut out = LimitedOutput(String::new());
    let mut context = RenderContext::new(None);
    match template.render(registry, data, &mut context, &mut out) {
        Ok(()) => Ok(out.0),
        Err(error) => {
            let reason = match error.reason() {
                RenderErrorReason::MissingVariable(Some(name)) => {
                    format!("{{{{ }}}} 里的名称“{name}”没有对应的数据")
                }
                RenderErrorReason::HelperNotFound(name) => format!("{{{{ }}}} 里没有“{name}”这个用法"),
                _ => "{{ }} 里的内容无法计算".to_owned(),
            };
            Err((error.line_no.unwrap_or(1), error.column_no.unwrap_or(1), reason))
        }
    }
}

/// Output that fails beyond [`MAX_RENDERED`] bytes.
struct LimitedOutput(String);

impl Output for LimitedOutput {
    fn write(&mut self, text: &str) -> std::io::Result<()> {
        if self.0.len() + text.len() > MAX_RENDERED {
            return Err(std::io::Error::other("the prose has grown too long"));
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// Makes `{{x}}` of `{{{x}}}` and `{{&x}}`. Handlebars does not call the escape function for these, so what
/// they fill in would not be marked; and as our prose is no HTML, all three mean the same.
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
