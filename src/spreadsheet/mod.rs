//! Tables as input: a spreadsheet with a row for each agency, or the workbook that `nianbao init --workbook`
//! writes, to data files.
//!
//! A row becomes the text of a data file, and every line of that text knows the cell or the line of the
//! template it came from. So a row is read and checked like any data file, and findings point to its cells:
//! `各局.xlsx!Sheet1!B7`.
//!
//! ```
//! use nianbao::{report, spreadsheet::Table};
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("各局.csv");
//! std::fs::write(&path, "机关名称,年度,本年新收 自然人,予以公开 自然人\n甲局,2024,3,3\n乙局,2024,5,4\n")?;
//! let table = Table::open(&path, None)?;
//! let file = table.generate(1);
//! let (report, _) = report::read(file.source.clone());
//! assert_eq!(report.unwrap().official_title(), "乙局2024年政府信息公开工作年度报告");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cells;
mod generate;
mod heads;
mod layout;
mod ods;
mod package;
mod placeholders;
mod sheet;
mod text;
mod workbook;
mod xlsx;

use std::path::Path;
use std::sync::Arc;

use self::placeholders::Placeholders;
use crate::files::ReadError;
use crate::form::{FigureId, Form, Forms};
use crate::report::file_name;
use crate::report::{self, Report};
use crate::yaml::Source;

pub use cells::{Sheet, cell_name};
pub use generate::GeneratedFile;
pub(crate) use workbook::write_counted_tables;
pub use workbook::{WorkbookError, WorkbookOptions, write as write_workbook};

/// The sheets of a file: a workbook, an ODS or a separated text.
///
/// # Errors
/// It cannot be read, is damaged, or is larger than any table of reports.
pub fn sheets(path: &Path) -> Result<Vec<Sheet>, TableError> {
    sheet::read(path)
}

/// The most cells with content that a file may have: about ten thousand agencies with every figure of a form.
pub const MAX_CELLS: usize = 4_000_000;

/// A table that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file is not what its name says, is damaged, or is larger than any table of reports.
    #[error("{file} 读不了：{reason}")]
    Format {
        /// The file.
        file: String,
        /// Why, in Chinese.
        reason: String,
    },
    /// No sheet has a head that names the agency.
    #[error("{file} 里没有“{key}”这一列：第一行应当是列名，写数据的路径（如 {example}）或表中的栏目名")]
    NoHead {
        /// The file.
        file: String,
        /// The key of the agency's name.
        key: String,
        /// The path of a figure.
        example: String,
    },
    /// Heads that the form does not know.
    #[error("{file} 的列名有误：\n  {}", problems.join("\n  "))]
    Heads {
        /// The file.
        file: String,
        /// One line for each.
        problems: Vec<String>,
    },
    /// The template is no data file.
    #[error("样板 {file} 有错误，请先用 nianbao check 核对它：{message}")]
    Template {
        /// The file.
        file: String,
        /// The first finding.
        message: String,
    },
}

/// Reads the sheets of a register, which has a row for each application.
///
/// # Errors
/// As [`Table::open`], but for the heads, which are not looked at.
pub(crate) fn read_register(path: &Path) -> Result<Vec<Sheet>, TableError> {
    sheet::read_register(path)
}

/// What a cell fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CellTarget {
    /// A key outside the sections.
    General(String),
    /// 落款.署名, 落款.日期, 变量.X: a key under one outside the sections.
    Under(String, String),
    /// Prose of a section.
    Prose(usize),
    /// A figure.
    Figure(FigureId),
}

/// Where a cell stands: row and column, from 0.
pub(crate) type CellRef = (u32, u32);

/// The template of all reports of a table: a data file with what the table does not give.
pub(crate) struct Template {
    pub source: Arc<Source>,
    pub report: Report,
    entries: Vec<generate::Entry>,
}

/// How the cells of one sheet are laid out.
enum Layout {
    /// A row for each report, under heads.
    Rows(Vec<(u32, CellTarget)>),
    /// One report, on a sheet like the form.
    Form(Arc<FormLayout>),
}

/// The cells of a sheet like the form, and what prose in them shows for the names of figures.
struct FormLayout {
    targets: Vec<(CellRef, CellTarget)>,
    placeholders: Placeholders,
}

/// A file with many reports. Cheap to share between threads.
pub struct Table {
    file: Arc<str>,
    form: Arc<Form>,
    template: Option<Template>,
    sheets: Vec<(Sheet, Layout)>,
    /// Sheet and row of each report.
    entries: Vec<(usize, u32)>,
}

impl Table {
    /// True if a path is named like a table: `.xlsx`, `.ods`, `.csv`.
    pub fn is_table(path: &Path) -> bool {
        let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        matches!(extension.as_deref(), Some("xlsx" | "xlsm" | "ods" | "csv" | "tsv"))
    }

    /// Reads a table. What it does not say (prose, signature, figures without a column) comes from the
    /// template.
    ///
    /// # Errors
    /// See [`TableError`]. What is wrong with the content of a cell is a finding of its report.
    pub fn open(path: &Path, template: Option<Arc<Source>>) -> Result<Self, TableError> {
        Self::open_with(path, template, &Forms::built_in())
    }

    /// As [`Table::open`], for a table of any of these forms.
    ///
    /// # Errors
    /// As [`Table::open`].
    pub fn open_with(path: &Path, template: Option<Arc<Source>>, forms: &Forms) -> Result<Self, TableError> {
        let template = template.map(|source| Template::read(source, forms)).transpose()?;
        Self::of_sheets(path, sheet::read(path)?, template, forms)
    }

    /// As [`Table::open_with`], for a table that is in memory, without a template. Of its name the ending
    /// says what it is, and messages name it.
    ///
    /// # Errors
    /// As [`Table::open`].
    pub fn from_bytes(name: &Path, bytes: &[u8], forms: &Forms) -> Result<Self, TableError> {
        Self::of_sheets(name, sheet::read_bytes(name, bytes)?, None, forms)
    }

    fn of_sheets(
        path: &Path,
        found: Vec<Sheet>,
        template: Option<Template>,
        forms: &Forms,
    ) -> Result<Self, TableError> {
        let form = template.as_ref().map_or_else(|| forms.standard(), |t| t.report.form.clone());
        let file: Arc<str> = path.to_string_lossy().into();
        let mut table = Self { file, form, template, sheets: Vec::new(), entries: Vec::new() };
        match layout::find(&found, forms) {
            Some(described) => {
                table.form = described.form;
                let placeholders = Placeholders::of(&table.form);
                let layout = Arc::new(FormLayout { targets: described.targets, placeholders });
                for sheet in found.into_iter().filter(|s| described.sheets.contains(&s.name)) {
                    table.entries.push((table.sheets.len(), 0));
                    table.sheets.push((sheet, Layout::Form(layout.clone())));
                }
            }
            None => table.rows(found, forms)?,
        }
        Ok(table)
    }

    /// Reads tables with a row for each report.
    ///
    /// The form of a sheet is that of the template. Without a template it follows from the heads: it is the
    /// first form that has all of them. If no form has, the problems are reported by the form with the
    /// fewest. Each form looks for the row of the heads itself, as each has its own key for the agency.
    fn rows(&mut self, found: Vec<Sheet>, forms: &Forms) -> Result<(), TableError> {
        let own = Forms::from(self.form.clone());
        let forms = if self.template.is_some() { &own } else { forms };
        for sheet in found {
            let read: Vec<_> = forms
                .iter()
                .filter_map(|form| Some((form, heads::row(&sheet, form)?)))
                .map(|(form, head)| ((form, head), heads::read(&sheet, head, form)))
                .collect();
            let best =
                read.into_iter().min_by_key(|(_, result)| result.as_ref().map_or_else(Vec::len, |_| 0));
            let Some(((form, head), columns)) = best else { continue };
            let columns =
                columns.map_err(|problems| TableError::Heads { file: self.named(&sheet), problems })?;
            self.form = form.clone();
            let mut rows: Vec<u32> = sheet.rows().filter(|&row| row > head).collect();
            rows.retain(|&row| columns.iter().any(|(column, _)| sheet.text((row, *column)).is_some()));
            self.entries.extend(rows.iter().map(|&row| (self.sheets.len(), row)));
            self.sheets.push((sheet, Layout::Rows(columns)));
        }
        if self.sheets.is_empty() {
            return Err(TableError::NoHead {
                file: self.file.to_string(),
                key: self.form.general.agency.key.clone(),
                example: self.form.example_path().to_owned(),
            });
        }
        Ok(())
    }

    /// How many reports it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True if it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How messages name a report: the place of its first cell.
    pub fn name(&self, index: usize) -> String {
        let (sheet, row) = self.entries[index];
        let (sheet, layout) = &self.sheets[sheet];
        let column = match layout {
            Layout::Rows(columns) => columns.iter().map(|(column, _)| *column).min().unwrap_or(0),
            Layout::Form(_) => return self.named(sheet),
        };
        self.place(sheet, (row, column))
    }

    /// The row of a report, from 1; none if it has a sheet of its own.
    pub fn row(&self, index: usize) -> Option<u32> {
        let (sheet, row) = self.entries[index];
        matches!(self.sheets[sheet].1, Layout::Rows(_)).then_some(row + 1)
    }

    /// Where a report stands, in words: `各局.xlsx!Sheet1 第 5 行`.
    pub fn named_row(&self, index: usize) -> String {
        let sheet = self.named(&self.sheets[self.entries[index].0].0);
        match self.row(index) {
            Some(row) => format!("{sheet} 第 {row} 行"),
            None => sheet,
        }
    }

    /// The data file of a report.
    pub fn generate(&self, index: usize) -> GeneratedFile {
        let (sheet, row) = self.entries[index];
        let (sheet, layout) = &self.sheets[sheet];
        let filled =
            |(at, target): (CellRef, CellTarget)| sheet.text(at).map(|text| (at, target, text.to_owned()));
        let cells: Vec<(CellRef, CellTarget, String)> = match layout {
            Layout::Rows(columns) => columns
                .iter()
                .map(|(column, target)| ((row, *column), target.clone()))
                .filter_map(filled)
                .collect(),
            Layout::Form(layout) => {
                let with_names = |(at, target, text): (CellRef, CellTarget, String)| match target {
                    CellTarget::Prose(_) => (at, target, layout.placeholders.template(&text)),
                    _ => (at, target, text),
                };
                layout.targets.iter().cloned().filter_map(filled).map(with_names).collect()
            }
        };
        generate::write(self, sheet, (self.name(index).into(), row), &cells)
    }

    /// A report as a data file of its own: a name for it (机关名称 and 年度, as outputs are named) and its
    /// text.
    pub fn data_file(&self, index: usize) -> (String, String) {
        let source = self.generate(index).source;
        let (report, findings) = report::read_with(source.clone(), &Forms::from(self.form.clone()));
        let name = report
            .filter(|_| !report::is_fatal(&findings))
            .map(|report| file_name(&report))
            .unwrap_or_else(|| format!("{}", index + 1));
        (format!("{name}.yaml"), source.text().to_owned())
    }

    /// A sheet as messages name it.
    fn named(&self, sheet: &Sheet) -> String {
        match &sheet.name {
            Some(name) => format!("{}!{name}", self.file),
            None => self.file.to_string(),
        }
    }

    /// A cell as messages name it.
    fn place(&self, sheet: &Sheet, at: CellRef) -> String {
        format!("{}!{}", self.named(sheet), cell_name(at))
    }
}
