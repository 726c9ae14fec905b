//! The official form as data: sections, tables, keys, labels, spans and sum rules, all read from
//! `templates/<format>/form.yaml`.
//!
//! ```
//! use nianbao::form::{Form, Path};
//! let form = Form::of("2021").expect("2021 is built in");
//! let id = form.figure_at(&Path::new("依申请公开.不予公开.属于国家秘密.自然人")).expect("a figure of the form");
//! assert_eq!(form.figure(id).column_label, "自然人");
//! ```

mod chart;
mod general;
mod grid;
mod key_tree;
mod keys;
mod label;
mod lower;
mod mention;
mod registry;
mod rules;
mod schema;
mod spec;
mod sums;
mod table;
#[cfg(test)]
mod tests;

use indexmap::IndexMap;

pub use crate::diagnostic::Path;
use crate::diagnostic::RuleCode;
use crate::yaml::{TypedYamlError, typed};
pub use chart::{BarForm, ChartForm, PanelForm};
pub use general::GeneralValue;
pub use grid::{CellKind, GridCell, GridRow};
pub use key_tree::{FigureRow, FigureRowColumn, FigureRowId, KeyNode, KeyTarget};
pub use label::{bare_label, normal_label};
pub use mention::{ColumnMention, Mentions, RowMention, Term};
pub use registry::Forms;
pub use spec::{
    FeeStatement, FormRule, General, GeneralKey, Kind, ProseSpec, RequiredTopics, TitleWords, Topic,
    WrongUnit,
};
pub use sums::{Axis, Balance, CarryOver, StockBalance, Total};
pub use table::{BodyRow, TableForm};

/// The years a report can be about: the first year of the 条例, and a bound that catches slips of the finger.
pub const YEARS: std::ops::RangeInclusive<u16> = 2008..=2099;

/// A figure of the form by its number in reading order, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FigureId(pub u16);

impl FigureId {
    /// As an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What is wrong with a `form.yaml`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// The YAML is broken, or a key is missing, unknown or written twice.
    #[error("form.yaml:{0}")]
    Yaml(#[from] TypedYamlError),
    /// The file can be read but makes no form: its trees do not fit the grid, or a name in it is none of the
    /// form's.
    #[error("form.yaml: {0}")]
    Shape(String),
}

/// One official format.
#[derive(Debug)]
pub struct Form {
    /// Its name in the data file, `2021`.
    pub format: String,
    /// What it is, in Chinese.
    pub description: String,
    /// The document that prescribes it.
    pub legal_source: String,
    /// What follows agency and year in the title.
    pub title: String,
    /// How the titles of published reports are recognized.
    pub title_words: TitleWords,
    /// Keys of the data file outside the sections.
    pub general: General,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// Every figure of its tables, in reading order.
    pub figures: Vec<FigureForm>,
    /// Rows of figures as the data file writes them, in reading order.
    pub figure_rows: Vec<FigureRow>,
    /// Every total: what is computed where it is not written, and checked where it is. Totals of rows (N103,
    /// N104) come before totals of columns (N102), and in a table inner totals before outer ones.
    pub totals: Vec<Total>,
    /// Every sum that must hold between rows (N101), column by column.
    pub balances: Vec<Balance>,
    /// Figures that must equal one of last year's (N105).
    pub carry_overs: Vec<CarryOver>,
    /// Figures that go on from last year's (N106, N107).
    pub stock_balances: Vec<StockBalance>,
    /// Its chart, where it has one.
    pub chart: Option<ChartForm>,
    /// Rules of its own: codes that its sums or its prose name and that are none of the program's.
    pub rules: Vec<FormRule>,
    by_path: IndexMap<Path, FigureId>,
}

/// A section of the form.
#[derive(Debug)]
pub struct Section {
    /// Its short key in the data file.
    pub key: String,
    /// `一、`.
    pub number: String,
    /// The exact official title without its number.
    pub title: String,
    /// Its path: the key.
    pub path: Path,
    /// Every normal form under which the data file may name it, see [`normal_label`].
    pub names: Vec<String>,
    /// Prose or a table.
    pub content: Content,
}

impl Section {
    /// The title as it is printed, `一、总体情况`.
    pub fn heading(&self) -> String {
        format!("{}{}", self.number, self.title)
    }
}

/// What a section holds.
#[derive(Debug)]
pub enum Content {
    /// Prose.
    Prose(ProseSpec),
    /// A table.
    Table(TableForm),
}

/// A figure of the form.
#[derive(Debug, Clone)]
pub struct FigureForm {
    /// Its one name.
    pub path: Path,
    /// What it counts.
    pub kind: Kind,
    /// The unit, where it is not pieces: 万元.
    pub unit: Option<String>,
    /// Number of its section in [`Form::sections`].
    pub section: usize,
    /// The labels of its row from the outside in, joined by a space, without numbers and remarks; empty in a
    /// table without labels.
    pub row_label: String,
    /// The labels of its column that name it: `自然人`, `行政复议 结果维持`.
    pub column_label: String,
    /// Every spelling of its column in normal form, see [`normal_label`].
    pub column_names: Vec<String>,
    /// Where it is a total: the indices in [`Form::totals`] of the sums at the end of its row and of its
    /// column.
    row_total: Option<usize>,
    column_total: Option<usize>,
}

impl Form {
    /// Reads a form.
    ///
    /// # Errors
    /// The YAML is broken, or its trees do not fit the grid.
    pub fn parse(yaml: &str) -> Result<Form, FormError> {
        let form = lower::form(typed::from_str(yaml)?)?;
        rules::validate(&form)?;
        Ok(form)
    }

    /// A figure.
    pub fn figure(&self, id: FigureId) -> &FigureForm {
        &self.figures[id.index()]
    }

    /// Whether a figure is the sum of others: it is computed where a data file does not write it.
    pub fn is_total(&self, id: FigureId) -> bool {
        self.total(id, Axis::Row).or(self.total(id, Axis::Column)).is_some()
    }

    /// The sum that a figure is the total of, along its row or along its column; none where it is no total in
    /// that direction.
    pub fn total(&self, id: FigureId, axis: Axis) -> Option<&Total> {
        let figure = self.figure(id);
        let number = match axis {
            Axis::Row => figure.row_total,
            Axis::Column => figure.column_total,
        };
        number.map(|number| &self.totals[number])
    }

    /// Whether all figures of a row are totals, so that nobody needs to write it.
    pub fn is_total_row(&self, id: FigureRowId) -> bool {
        self.figure_row(id).is_total
    }

    /// The figure of a path.
    pub fn figure_at(&self, path: &Path) -> Option<FigureId> {
        self.by_path.get(path).copied()
    }

    /// A rule that the form brings along, by its code.
    pub fn rule(&self, code: &RuleCode) -> Option<&FormRule> {
        self.rules.iter().find(|rule| rule.code == *code)
    }

    /// A row of figures.
    pub fn figure_row(&self, id: FigureRowId) -> &FigureRow {
        &self.figure_rows[usize::from(id.0)]
    }

    /// The section with this key or title, in any accepted spelling.
    pub fn section_named(&self, name: &str) -> Option<&Section> {
        let normal = normal_label(name);
        self.sections.iter().find(|s| s.names.contains(&normal))
    }

    /// What such a report is called: the title without agency and year, 政府信息公开工作年度报告.
    pub fn report_name(&self) -> &str {
        let title = self.title.strip_prefix("年度").or_else(|| self.title.strip_prefix('年'));
        title.unwrap_or(&self.title)
    }

    /// A figure for examples in messages and help: the first total, else the first figure.
    pub fn example_figure(&self) -> Option<&FigureForm> {
        let total = self.totals.first().map(|total| self.figure(total.figure));
        total.or(self.figures.first())
    }

    /// The path of a figure for examples of what people write: the first that the first total sums, as totals
    /// need not be written.
    pub fn example_path(&self) -> &str {
        let part = self.totals.first().and_then(|total| total.parts.first()).map(|&id| self.figure(id));
        part.or(self.figures.first()).map_or("", |figure| figure.path.as_str())
    }

    /// How a message names a figure: `本年新收·自然人`.
    pub fn figure_name(&self, id: FigureId) -> String {
        let figure = self.figure(id);
        match (figure.row_label.is_empty(), figure.column_label.is_empty()) {
            (false, false) => format!("{}·{}", figure.row_label, figure.column_label),
            (false, true) => figure.row_label.clone(),
            _ => figure.column_label.clone(),
        }
    }
}
