//! Prose: text with the figures of its own report filled in by Handlebars, and the way back from the text to
//! its place in the file.
//!
//! # How it works
//! Rules read the finished text, but must point into the file, where `{{ }}` stands in its stead.
//!
//! 1. The template is cut into text and tags ([`tags`]).
//! 2. Tags are put together as blocks, each read by Handlebars ([`blocks`]). What prose may not say is N010
//!    at
//!    its place, names that no data has are N011, every one of them ([`names`]). A value that has either is
//!    not
//!    rendered: its text stands as it was written, tags and all.
//! 3. Handlebars renders the rest, within a budget for all prose of the report, to pieces that know their
//!    bytes
//!    on both sides ([`render`](render::render)).
//! 4. Pieces are cut into paragraphs, one a line ([`paragraphs`]).
//! 5. A range of a paragraph goes through its pieces to bytes of the template
//!    ([`Prose::source_range`]), and from there to bytes of the file
//!    ([`Node::source_range`](crate::yaml::Node::source_range)).
//!
//! # Example
//! ```text
//! file        总体情况: "全年新收{{ 依申请公开.本年新收.总计 }}件。"
//! pieces      全年新收 ← written, 16 ← {{ … }}, 件。 ← written
//! ```
//! Which paragraphs are pictures and tables, [`parts`] knows.
//!
//! A rule that doubts `16件` gets the range from the first brace to 件 in the file.

mod blocks;
mod names;
mod paragraphs;
mod parts;
mod places;
mod render;
mod tags;

use std::ops::Range;

use handlebars::Context;

use super::Span;
use super::limits::{MAX_MARKS, too_many_marks};
use crate::diagnostic::{Finding, RuleCode};
use crate::text::mark_run;
use crate::yaml::{Node, RangeIndex, Source};

pub(super) use self::names::Known;
use self::names::Names;
use self::paragraphs::paragraphs;
pub(crate) use self::parts::comparable;
pub use self::parts::{PartProblem, PictureLine, PipeAlignment, PipeTable, ProsePart};
pub(super) use self::render::Budget;
use self::tags::{Kind, Token};

/// Begins the marks in what Handlebars writes. It is a noncharacter of Unicode: a data file that contains one
/// is in error (N012), so no text of it is taken for a mark.
const MARK: char = '\u{FDD0}';

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
    /// Where its characters stand in the file.
    index: RangeIndex,
}

/// A paragraph of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProseParagraph {
    /// The text with its figures filled in.
    pub text: String,
    /// Where it comes from: every byte of the text is in one piece, in order.
    pieces: Vec<ProsePiece>,
}

/// A place in the finished text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextPlace {
    /// The paragraph, from 0.
    pub paragraph: usize,
    /// Bytes of its text before the place.
    pub byte: usize,
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
        self.pieces_of(range).iter().any(|p| p.filled)
    }

    /// The pieces that these bytes of the text touch.
    fn pieces_of(&self, range: Range<usize>) -> &[ProsePiece] {
        let first = self.pieces.partition_point(|p| p.text.end <= range.start);
        let behind = self.pieces.partition_point(|p| p.text.start < range.end);
        self.pieces.get(first..behind).unwrap_or_default()
    }
}

impl Prose {
    /// The span in the file of these bytes of a paragraph's text: from the first to the last piece they
    /// touch, for what was filled in the whole of its `{{ }}`. The span of the whole value if there are no
    /// such bytes.
    pub fn source_range(&self, source: &Source, paragraph: usize, range: Range<usize>) -> Span {
        let Some(paragraph) = self.paragraphs.get(paragraph) else { return self.span.clone() };
        let hits = paragraph.pieces_of(range.clone());
        let in_template = |p: &ProsePiece| {
            if p.filled {
                return p.template.clone();
            }
            let (start, end) = (range.start.max(p.text.start), range.end.min(p.text.end));
            p.template.start + (start - p.text.start)..p.template.start + (end - p.text.start)
        };
        let (Some(first), Some(last)) = (hits.first(), hits.last()) else { return self.span.clone() };
        let (first, last) = (in_template(first), in_template(last));
        // A loop may put down what stands further back in the template.
        let range = first.start..last.end.max(first.end);
        self.index.source_range(&self.node, source, range)
    }

    /// The bytes of the template that these bytes of a paragraph's text are; none where any of them comes
    /// from `{{ }}`.
    pub fn template_range(&self, paragraph: usize, range: Range<usize>) -> Option<Range<usize>> {
        let hits = self.paragraphs.get(paragraph)?.pieces_of(range.clone());
        let [piece] = hits else { return None };
        let start = piece.template.start + range.start.checked_sub(piece.text.start)?;
        (!piece.filled && range.end <= piece.text.end).then(|| start..start + range.len())
    }

    /// What is filled in in a paragraph: its bytes of the text, and the tag as it is written, `{{年度}}`.
    pub fn filled_in(&self, paragraph: usize) -> impl Iterator<Item = (Range<usize>, &str)> {
        let pieces = self.paragraphs.get(paragraph).map(|p| p.pieces.as_slice()).unwrap_or_default();
        let filled = pieces.iter().filter(|piece| piece.filled);
        filled.map(|piece| (piece.text.clone(), &self.template[piece.template.clone()]))
    }

    /// What its paragraphs are: text, pictures, tables.
    pub fn parts(&self) -> Vec<ProsePart> {
        parts::parts(&self.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect::<Vec<_>>())
    }

    /// Its paragraphs as they are compared with those of another report.
    pub fn comparable(&self) -> Vec<String> {
        comparable(&self.paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>())
    }

    /// All text, a line a paragraph.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.paragraphs.iter().map(|p| p.text.as_str()).collect();
        lines.join("\n")
    }
}

/// A text of the finished prose, and where it comes from.
type Piece = (String, ProsePiece);

/// What is wrong with a tag.
struct Problem {
    rule: RuleCode,
    /// Bytes of the template.
    at: Range<usize>,
    message: String,
    /// What to do.
    help: String,
}

impl Problem {
    /// A tag that cannot be read or is not allowed (N010).
    fn syntax(at: Range<usize>, message: String, help: String) -> Self {
        Self { rule: RuleCode::N010, at, message, help }
    }

    /// A name that no data has (N011).
    fn name(at: Range<usize>, message: String, help: String) -> Self {
        Self { rule: RuleCode::N011, at, message, help }
    }
}

/// Reads a scalar as prose, filled in from the data within the budget. What is wrong with its `{{ }}` (N010,
/// N011) goes into `findings`.
pub(super) fn read(
    source: &Source,
    node: &Node,
    (known, data): (&Known<'_>, &Context),
    budget: &mut Budget,
    findings: &mut Vec<Finding>,
) -> Prose {
    let template = node.as_str().unwrap_or_default();
    let index = RangeIndex::default();
    let tokens = tags::split(template);
    let pieces = match fill(template, &tokens, known, data, budget) {
        Ok(pieces) => pieces,
        Err(problems) => {
            findings.extend(problems.into_iter().map(|problem| {
                let at = index.source_range(node, source, problem.at);
                Finding::error(problem.rule, problem.message, source.place(at)).with_help(problem.help)
            }));
            as_written(template, &tokens)
        }
    };
    let prose = Prose {
        span: node.span.clone(),
        paragraphs: paragraphs(pieces),
        template: template.to_owned(),
        node: node.clone(),
        index,
    };
    findings.extend(marks(source, &prose));
    prose
}

/// The finding for too many combining marks in a row; values filled in beside each other may make a row that
/// neither has.
fn marks(source: &Source, prose: &Prose) -> Option<Finding> {
    prose.paragraphs.iter().enumerate().find_map(|(number, paragraph)| {
        let run = mark_run(&paragraph.text, MAX_MARKS)?;
        Some(too_many_marks(source, &prose.source_range(source, number, run)))
    })
}

/// Fills a template in.
///
/// # Errors
/// All unknown names, and the first thing that prose may not say; or what could not be rendered.
fn fill(
    template: &str,
    tokens: &[Token],
    known: &Known<'_>,
    data: &Context,
    budget: &mut Budget,
) -> Result<Vec<Piece>, Vec<Problem>> {
    if tokens.iter().all(|token| token.kind == Kind::Text) {
        return Ok(as_written(template, tokens));
    }
    let mut names = Names::new(template, known);
    match blocks::assemble(template, tokens, &mut names) {
        Some(compiled) => render::render(template, tokens, &compiled, (data, known), budget)
            .map_err(|problem| vec![problem]),
        None => Err(names.problems),
    }
}

/// A template that is not filled in. Its tags count as filled in, so that no rule judges them as text.
fn as_written(template: &str, tokens: &[Token]) -> Vec<Piece> {
    let piece = |token: &Token| {
        let filled = token.kind != Kind::Text;
        let piece = ProsePiece { text: 0..0, template: token.at.clone(), filled };
        (template[token.at.clone()].to_owned(), piece)
    };
    tokens.iter().map(piece).collect()
}
