//! The content of a data file, without places and without what the program computes.

use std::sync::Arc;

use crate::date::Date;
use crate::form::{Content, FigureId, Form};
use crate::report::{Number, Prose, Report, number};

/// The content of a data file: the texts of its figures and paragraphs. Prose is plain text here; `{{` in it
/// is two braces.
#[derive(Debug, Clone)]
pub struct Data {
    /// The official format.
    pub form: Arc<Form>,
    /// 机关名称; empty where it is not known.
    pub agency: String,
    /// 年度.
    pub year: Option<u16>,
    /// 标题, where it is not the official one.
    pub title: Option<String>,
    /// 前言, a text a paragraph.
    pub preface: Vec<String>,
    /// Paragraphs by section number; empty for tables.
    pub prose: Vec<Vec<String>>,
    /// What stands in the cell of each figure, by [`FigureId`]; none where no cell was found. An empty text
    /// is a blank cell.
    pub cells: Vec<Option<String>>,
    /// 落款.署名.
    pub signature_name: Option<String>,
    /// 落款.日期.
    pub signature_date: Option<Date>,
}

impl Data {
    /// An empty report.
    pub fn new(form: Arc<Form>) -> Self {
        let (prose, cells) = (vec![Vec::new(); form.sections.len()], vec![None; form.figures.len()]);
        Self {
            form,
            agency: String::new(),
            year: None,
            title: None,
            preface: Vec::new(),
            prose,
            cells,
            signature_name: None,
            signature_date: None,
        }
    }

    /// The content of a report, with its figures and with `{{ }}` filled in.
    pub fn of(report: &Report) -> Self {
        let signature = report.signature.as_ref();
        Self {
            form: report.form.clone(),
            agency: report.agency.text.clone(),
            year: Some(report.year.number),
            title: report.title.as_ref().map(|t| t.text.clone()),
            preface: report.preface.as_ref().map(paragraphs).unwrap_or_default(),
            prose: report.prose.iter().map(|p| p.as_ref().map(paragraphs).unwrap_or_default()).collect(),
            cells: report.figures.iter().map(|f| Some(f.printed())).collect(),
            signature_name: signature.and_then(|s| s.name.as_ref()).map(|t| t.text.clone()),
            signature_date: signature.and_then(|s| s.date.as_ref()).map(|date| date.value),
        }
    }

    /// Takes over the prose of a report as it reads with the agency, year and figures of this data.
    pub(super) fn take_prose_of(&mut self, report: &Report) {
        let (preface, prose) = self.prose_of(report);
        self.preface = preface.as_ref().map(paragraphs).unwrap_or_default();
        self.prose = prose.iter().map(|p| p.as_ref().map(paragraphs).unwrap_or_default()).collect();
    }

    /// The prose of a report as it reads with the agency, year and figures of this data: the preface, and
    /// each section.
    pub(super) fn prose_of(&self, report: &Report) -> (Option<Prose>, Vec<Option<Prose>>) {
        let agency = if self.agency.is_empty() { &report.agency.text } else { &self.agency };
        let ids = (0..).map(FigureId).zip(&self.cells);
        let numbers = ids.map(|(id, cell)| cell.as_ref().map(|_| self.number(id)));
        report.prose_with(agency, self.year.unwrap_or(report.year.number), numbers)
    }

    /// The number of a cell as the reader of a data file will take it: 0 for no cell and for what is no
    /// figure.
    pub fn number(&self, id: FigureId) -> Number {
        let kind = self.form.figure(id).kind;
        let text = self.cells[id.index()].as_deref().unwrap_or("");
        number::read(text, kind).map_or_else(|_| Number::zero(kind), |written| written.number)
    }

    /// Whether a cell reads as a plain 0 anyway: it is 0 or blank, or there is no cell.
    pub(crate) fn is_nothing(&self, id: FigureId) -> bool {
        match self.cells[id.index()].as_deref().map(str::trim) {
            None => true,
            Some(text) => match number::read(text, self.form.figure(id).kind) {
                // `0.00` is printed as it is written.
                Ok(written) => {
                    written.number.is_zero() && written.remark.is_none() && written.number.to_string() == "0"
                }
                Err(_) => false,
            },
        }
    }

    /// Whether a cell is there and says nothing.
    pub(crate) fn is_blank(&self, id: FigureId) -> bool {
        self.cells[id.index()].as_deref().is_some_and(|text| text.trim().is_empty())
    }

    /// The same content with 0 in the blank cells.
    pub(super) fn without_blanks(&self) -> Self {
        let mut data = self.clone();
        for cell in data.cells.iter_mut().flatten().filter(|cell| cell.trim().is_empty()) {
            *cell = "0".to_owned();
        }
        data
    }

    /// The text of a cell as a data file writes it: slips of writing are put right, remarks stay.
    pub(crate) fn cell(&self, id: FigureId) -> String {
        let kind = self.form.figure(id).kind;
        let text = self.cells[id.index()].as_deref().unwrap_or("");
        match number::read(text, kind) {
            Ok(written) => written.remark.unwrap_or_else(|| written.number.to_string()),
            Err(_) => text.trim().to_owned(),
        }
    }

    /// Whether any figure of a table has a cell.
    pub(crate) fn has_table(&self, section: usize) -> bool {
        matches!(self.form.sections[section].content, Content::Table(_))
            && self
                .form
                .figures
                .iter()
                .zip(&self.cells)
                .any(|(figure, cell)| figure.section == section && cell.is_some())
    }
}

fn paragraphs(prose: &Prose) -> Vec<String> {
    prose.paragraphs.iter().map(|p| p.text.clone()).collect()
}
