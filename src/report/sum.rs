//! The figures of several reports, added.

use std::sync::Arc;

use super::{Number, Report};
use crate::form::{FigureId, Form};

/// Reports that cannot be added.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SumError {
    /// No report at all.
    #[error("没有可以汇总的数据文件")]
    Nothing,
    /// Two years.
    #[error("{file} 的年度是 {year}，别的是 {other}，不能汇总到一起")]
    Year {
        /// The data file.
        file: String,
        /// Its year.
        year: u16,
        /// The year of those before it.
        other: u16,
    },
    /// Two official formats.
    #[error("{file} 的格式是 {format}，别的是 {other}，不能汇总到一起")]
    Format {
        /// The data file.
        file: String,
        /// Its format.
        format: String,
        /// The format of those before it.
        other: String,
    },
}

/// The sum of reports of one year and format, figure by figure. Exact: counts are whole numbers, amounts
/// decimals. Remarks do not add.
///
/// ```
/// use nianbao::diagnostic::Path;
/// use nianbao::report::{self, Sum};
/// use nianbao::yaml::Source;
/// let read = |name: &str, count: u32| {
///     let text = format!("机关名称: {name}\n年度: 2024\n依申请公开:\n  本年新收: {{自然人: {count}}}\n");
///     report::read(Source::new(name, text).into()).0.expect("a report")
/// };
/// let mut sum = Sum::begin(&read("甲局", 16));
/// sum.add(&read("乙局", 4))?;
/// let id = sum.form().figure_at(&Path::new("依申请公开.本年新收.自然人")).expect("a figure of the form");
/// assert_eq!(sum.number(id).to_string(), "20");
/// # Ok::<(), nianbao::report::SumError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Sum {
    form: Arc<Form>,
    year: u16,
    count: usize,
    /// By [`FigureId`].
    figures: Vec<Number>,
}

impl Sum {
    /// A sum of one report, to which others can be added.
    pub fn begin(report: &Report) -> Self {
        let figures = report.figures.iter().map(|f| f.number).collect();
        Self { form: report.form.clone(), year: report.year.number, count: 1, figures }
    }

    /// The sum of so many reports whose figures somebody else has added up, by [`FigureId`].
    #[cfg(feature = "review")]
    pub(crate) fn from_numbers(form: Arc<Form>, year: u16, count: usize, figures: Vec<Number>) -> Self {
        Self { form, year, count, figures }
    }

    /// The sum of reports.
    ///
    /// # Errors
    /// There are no reports, or they are of several years or formats.
    pub fn of<'a>(reports: impl IntoIterator<Item = &'a Report>) -> Result<Self, SumError> {
        let mut reports = reports.into_iter();
        let mut sum = Self::begin(reports.next().ok_or(SumError::Nothing)?);
        reports.try_for_each(|report| sum.add(report))?;
        Ok(sum)
    }

    /// Adds a report.
    ///
    /// # Errors
    /// It is of another year or format than those before it; nothing is added then.
    pub fn add(&mut self, report: &Report) -> Result<(), SumError> {
        let file = || report.source.file().to_string();
        if report.year.number != self.year {
            return Err(SumError::Year { file: file(), year: report.year.number, other: self.year });
        }
        if report.form.format != self.form.format {
            let (format, other) = (report.form.format.clone(), self.form.format.clone());
            return Err(SumError::Format { file: file(), format, other });
        }
        for (sum, figure) in self.figures.iter_mut().zip(&report.figures) {
            *sum = sum.plus(figure.number);
        }
        self.count += 1;
        Ok(())
    }

    /// How many reports were added.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Their year.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// Their format.
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// The sums of all figures.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (FigureId, Number)> {
        (0..).map(FigureId).zip(self.figures.iter().copied())
    }

    /// The sum of a figure.
    pub fn number(&self, id: FigureId) -> Number {
        self.figures[id.index()]
    }
}
