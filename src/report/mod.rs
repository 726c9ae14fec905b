//! A data file read against the form: figures with their places, computed totals, prose with its figures
//! filled in.

mod figure_row;
mod file_name;
mod fixes;
mod identity;
pub(crate) mod key_lookup;
pub mod limits;
mod nearest;
pub mod number;
mod prose;
mod read;
mod spot;
mod sum;
#[cfg(test)]
mod tests;
mod values;

use std::ops::Range;
use std::sync::Arc;

pub use file_name::file_name;
pub use identity::Identity;
pub(crate) use nearest::nearest;
pub use number::Number;
pub(crate) use prose::comparable;
pub use prose::{
    PartProblem, PictureLine, PipeAlignment, PipeTable, Prose, ProseParagraph, ProsePart, TextPlace,
};
pub use read::{FATAL, identity, is_fatal, output_name, parse_date, read, read_with};
pub use spot::Spot;
pub use sum::{Sum, SumError};
pub use values::names;

use crate::date::Date;
use crate::diagnostic::Place;
use crate::form::{FigureId, Form, Path, Section};
use crate::yaml::{Node, Source};

/// So many findings of one kind name what was probably meant; to look for it takes time, and no more findings
/// than this are printed.
const MAX_HINTS: usize = 1_000;

/// Byte range in the source of a data file.
pub type Span = Range<usize>;

/// One report: everything of a data file, read and completed.
#[derive(Debug, Clone)]
pub struct Report {
    /// The official format it is written for.
    pub form: Arc<Form>,
    /// The text it was read from.
    pub source: Arc<Source>,
    /// The tree of this text; its spans are bytes of the text.
    pub tree: Arc<Node>,
    /// 机关名称.
    pub agency: Text,
    /// 年度.
    pub year: Year,
    /// 标题, if one of its own is given.
    pub title: Option<Text>,
    /// 前言.
    pub preface: Option<Prose>,
    /// 落款.
    pub signature: Option<Signature>,
    /// 上年数据: path of last year's data file, relative to this one.
    pub previous: Option<Text>,
    /// 曾用名: short and former names of the agency.
    pub former_names: Vec<Text>,
    /// 豁免.
    pub waivers: Vec<Waiver>,
    /// Every figure of the form, by [`FigureId`].
    pub figures: Vec<Figure>,
    /// Prose by section number; none for sections of tables and sections left out.
    pub prose: Vec<Option<Prose>>,
    /// Where the value of each section stands (its key where the value is empty), by section number.
    pub section_spans: Vec<Option<Span>>,
    /// Where each row of figures stands, by number.
    pub row_spans: Vec<Option<Span>>,
}

/// A short text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// The report year with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// Four digits.
    pub number: u16,
    /// Where it stands.
    pub span: Span,
}

/// 落款.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// 署名.
    pub name: Option<Text>,
    /// 日期.
    pub date: Option<Spanned<Date>>,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// A warning that the office has looked into and keeps, with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The rule's code.
    pub rule: Text,
    /// Why.
    pub reason: Text,
}

/// A figure of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number, which sums are made with.
    pub number: Number,
    /// The text to print, if it is not just the number: a figure with its remark.
    pub remark: Option<String>,
    /// Where it is written; none where it is absent (0) or a total that is computed.
    pub span: Option<Span>,
    /// True if the text that is written cannot be read as a figure, or if this is a computed total over such
    /// a figure. Sums with it cannot be checked.
    pub unreadable: bool,
}

impl Figure {
    /// What is printed in the cell.
    pub fn printed(&self) -> String {
        self.remark.clone().unwrap_or_else(|| self.number.to_string())
    }
}

impl Report {
    /// A figure.
    pub fn figure(&self, id: FigureId) -> &Figure {
        &self.figures[id.index()]
    }

    /// True for a total that the file does not write: it follows from the others.
    pub fn is_computed(&self, id: FigureId) -> bool {
        self.figure(id).span.is_none() && self.form.is_total(id)
    }

    /// The prose of the preface and of each section as it reads with another agency, year and other numbers.
    /// Its spans stay those of the report's own text. A total without a number is computed.
    pub(crate) fn prose_with(
        &self,
        agency: &str,
        year: u16,
        numbers: impl Iterator<Item = Option<Number>>,
    ) -> (Option<Prose>, Vec<Option<Prose>>) {
        let mut figures = self.figures.clone();
        for (figure, number) in figures.iter_mut().zip(numbers) {
            // What has a span is written, and is not computed.
            figure.span = number.map(|_| 0..0);
            figure.number = number.unwrap_or(figure.number);
        }
        figure_row::compute_totals(&self.form, &mut figures);
        read::refill(self, (agency, year), &figures)
    }

    /// The number of a figure.
    pub fn number(&self, id: FigureId) -> Number {
        self.figures[id.index()].number
    }

    /// The figure of a path.
    pub fn figure_at(&self, path: &Path) -> Option<&Figure> {
        self.form.figure_at(path).map(|id| self.figure(id))
    }

    /// The sum of figures.
    pub fn sum(&self, ids: &[FigureId]) -> Number {
        ids.iter().map(|&id| self.number(id)).reduce(Number::plus).unwrap_or(Number::Count(0))
    }

    /// The place of a span.
    pub fn place(&self, span: &Span) -> Place {
        self.source.place(span.clone())
    }

    /// The nearest place in the file to point at for a figure: the figure itself, its row or its section if
    /// that is written, else the year.
    pub fn figure_place(&self, id: FigureId) -> Place {
        let figure = self.figure(id);
        let row = || self.form.figure_rows.iter().position(|r| r.columns.iter().any(|c| c.figure == id));
        let span = figure
            .span
            .clone()
            .or_else(|| row().and_then(|r| self.row_spans[r].clone()))
            .or_else(|| self.section_spans[self.form.figure(id).section].clone())
            .unwrap_or_else(|| self.year.span.clone());
        self.place(&span)
    }

    /// The prose of a section.
    pub fn prose_of(&self, section: &Section) -> Option<&Prose> {
        let number = self.form.sections.iter().position(|s| s.path == section.path)?;
        self.prose[number].as_ref()
    }

    /// The title the form asks for: 机关名称 + 年度 + 年政府信息公开工作年度报告.
    pub fn official_title(&self) -> String {
        format!("{}{}{}", self.agency.text, self.year.number, self.form.title)
    }

    /// The title that is printed: 标题 where it is given, else the official one.
    pub fn printed_title(&self) -> String {
        self.title.as_ref().map_or_else(|| self.official_title(), |t| t.text.clone())
    }
}
