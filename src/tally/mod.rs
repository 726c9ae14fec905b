//! The register (台账) that an office keeps of applications, a row each, counted into the tables of the report.
//!
//! Every row lands in one cell of the table of applications, and its reviews and suits in that of those; what
//! does not is a finding at its cell, and nothing is guessed. The rows behind each figure stay known, so that
//! a figure can be explained.
//!
//! ```text
//! 收到日期     申请人类型   办理结果            答复日期        counted for 2025
//! 2025-03-03   公民         予以公开            2025-03-20      本年新收·自然人, 予以公开·自然人
//! 2024-12-25   企业         不予公开(国家秘密)  2025-01-15      上年结转·商业企业, 属于国家秘密·商业企业
//! 2025-12-20   公民                                             本年新收·自然人, 结转下年度·自然人
//! 2024-03-03   公民         予以公开            2024-03-20      of another year: counted in a note
//! ```
//!
//! The stages: [`Register::open`] finds sheets, heads and rows (`register.rs`, `heads.rs`); [`tally()`] reads
//! their cells (`application.rs`, and `words.rs` over `meaning.rs`) and counts (`count.rs`);
//! `late.rs` looks at time limits by the `calendar.rs` of working days. How people write things is data,
//! `templates/register.yaml`; what the form has follows from the form.

mod application;
mod calendar;
mod count;
mod data_file;
mod heads;
mod late;
mod meaning;
mod register;
mod vocabulary;
mod words;
mod workbook;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Finding;
use crate::form::{Axis, FigureId, Form, Path};
use crate::report::{Number, Report};
use crate::spreadsheet::{TableError, cell_name};

pub use calendar::Calendar;
pub use count::tally;
pub use data_file::{data_file, update};
pub use register::Register;
use vocabulary::{Column, Vocabulary};
pub use workbook::{RegisterError, RegisterOptions, write as write_register};

/// A register that cannot be counted at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TallyError {
    /// The file cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The form has no table that a register fills.
    #[error("“{0}”格式没有收到、结转、办理结果这样的表，数不了台账")]
    Form(String),
    /// No sheet has the columns that are needed.
    #[error("{sheet} 里没有这样的列：{}；列名写明是哪一项，每件申请一行。nianbao init --register 可以写一份空白台账", columns.join("、"))]
    Missing {
        /// The file, and the sheet that is nearest to a register.
        sheet: String,
        /// The titles of the columns.
        columns: Vec<String>,
    },
    /// Two columns could both be the one that is needed.
    #[error(
        "{sheet} 的 {first} 列和 {second} 列都像是“{title}”，不知道数哪一列；请把要数的一列改名为“{title}”"
    )]
    Twice {
        /// The file and the sheet.
        sheet: String,
        /// The title of the column.
        title: String,
        /// Letters of the first column.
        first: String,
        /// Letters of the second column.
        second: String,
    },
    /// No row has a day by which a year could be assumed.
    #[error("台账里没有读得懂的日期，不知道是哪一年的；用 --year 写明年度")]
    NoYear,
    /// Last year's report is of another year.
    #[error("台账数的是 {year} 年，上年报告却是 {previous} 年的；请换成 {} 年的，或用 --year 写明年度", year - 1)]
    Previous {
        /// The year that is counted.
        year: u16,
        /// That of the report.
        previous: u16,
    },
}

impl TallyError {
    fn missing(sheet: String, columns: &[Column]) -> Self {
        let heads = &Vocabulary::built_in().heads;
        let title = |column: &Column| heads.get(column).map(|head| format!("“{}”", head.title));
        Self::Missing { sheet, columns: columns.iter().filter_map(title).collect() }
    }

    fn twice(sheet: String, column: Column, (first, second): (u32, u32)) -> Self {
        let letters = |column| cell_name((0, column)).trim_end_matches('1').to_owned();
        let title = Vocabulary::built_in().heads.get(&column).map(|head| head.title.clone());
        Self::Twice {
            sheet,
            title: title.unwrap_or_default(),
            first: letters(first),
            second: letters(second),
        }
    }
}

/// What a register is counted for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TallyOptions<'a> {
    /// The form.
    pub form: Arc<Form>,
    /// 年度; the year of most replies where none is given.
    pub year: Option<u16>,
    /// Last year's report, whose 结转 is compared with what the register carries over.
    pub previous: Option<&'a Report>,
}

impl TallyOptions<'_> {
    /// For a form, the year of most replies, without last year's report.
    pub fn new(form: Arc<Form>) -> Self {
        Self { form, year: None, previous: None }
    }
}

/// A row of a register, as messages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowRef {
    /// The number of the application, where it has one.
    pub id: Option<String>,
    /// Its first cell: `台账.xlsx!Sheet1!A5`.
    pub cell: String,
}

/// What a register comes to.
#[derive(Debug)]
#[non_exhaustive]
pub struct Tally {
    /// The form.
    pub form: Arc<Form>,
    /// 年度.
    pub year: u16,
    /// True where nobody has said the year, and that of most replies was taken.
    pub year_is_assumed: bool,
    /// What is wrong, at the cells of the register.
    pub findings: Vec<Finding>,
    /// What was left out or assumed, in Chinese, a sentence each.
    pub notes: Vec<String>,
    /// The sums of its rows, in the words of the form: `本年新收 12 件，上年结转 1 件……`.
    pub summary: String,
    rows: Vec<RowRef>,
    /// The figures that a register fills, each with the numbers of its rows.
    behind: BTreeMap<FigureId, Vec<usize>>,
}

impl Tally {
    /// The figures that a register fills, without totals.
    pub fn figures(&self) -> BTreeMap<FigureId, Number> {
        let count = |rows: &Vec<usize>| Number::Count(i64::try_from(rows.len()).unwrap_or(i64::MAX));
        self.behind.iter().map(|(id, rows)| (*id, count(rows))).collect()
    }

    /// The rows behind a figure, in the order of the register; of a total those behind its parts.
    pub fn rows(&self, id: FigureId) -> Vec<&RowRef> {
        let mut numbers = self.numbers(id);
        numbers.sort_unstable();
        numbers.iter().map(|number| &self.rows[*number]).collect()
    }

    fn numbers(&self, id: FigureId) -> Vec<usize> {
        if let Some(rows) = self.behind.get(&id) {
            return rows.clone();
        }
        let total = self.form.total(id, Axis::Row).or(self.form.total(id, Axis::Column));
        total
            .map(|total| total.parts.iter().flat_map(|part| self.numbers(*part)).collect())
            .unwrap_or_default()
    }

    /// The figures at a path or under it that a register fills, totals too; none for a path that has none.
    pub fn figures_under(&self, path: &Path) -> Vec<FigureId> {
        let under = format!("{path}.");
        let is_asked = |figure: &str| figure == path.as_str() || figure.starts_with(&under);
        let ids = (0..).map(FigureId).zip(&self.form.figures);
        let asked = ids.filter(|(_, figure)| is_asked(figure.path.as_str())).map(|(id, _)| id);
        asked.filter(|id| self.is_filled(*id)).collect()
    }

    /// Whether a figure is one that a register fills, or a total of such.
    pub(crate) fn is_filled(&self, id: FigureId) -> bool {
        let total = || self.form.total(id, Axis::Row).or(self.form.total(id, Axis::Column));
        self.behind.contains_key(&id)
            || total().is_some_and(|total| total.parts.iter().any(|part| self.is_filled(*part)))
    }
}

#[cfg(test)]
mod tests;
