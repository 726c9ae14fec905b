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
mod label;
mod lower;
mod mention;
mod schema;
mod spec;
#[cfg(test)]
mod tests;

use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;

pub use crate::diagnostic::Path;
use crate::yaml::{TypedYamlError, typed};
pub use general::GeneralValue;
pub use grid::{CellKind, GridCell, GridRow};
pub use label::{bare_label, normal_label};
pub use mention::{ColumnMention, Mentions, RowMention, Term};
pub use spec::{FeeStatement, General, GeneralKey, Kind, ProseSpec, RequiredTopics, Topic};

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
    /// The trees do not make a table.
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
    /// Keys of the data file outside the sections.
    pub general: General,
    /// The six sections.
    pub sections: Vec<Section>,
    /// Every figure of the three tables, in reading order.
    pub figures: Vec<FigureForm>,
    /// Rows of figures as the data file writes them, in reading order.
    pub figure_rows: Vec<FigureRow>,
    /// Every total: what is computed where it is not written, and checked where it is. Totals of rows (N103,
    /// N104) come before totals of columns (N102).
    pub totals: Vec<Total>,
    /// Every sum that must hold between rows (N101), column by column.
    pub balances: Vec<Balance>,
    /// Figures that must equal one of last year's (N105).
    pub carry_overs: Vec<CarryOver>,
    /// Figures that go on from last year's (N106, N107).
    pub stock_balances: Vec<StockBalance>,
    /// The picture of the year.
    pub chart: ChartForm,
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

/// A table of the form.
#[derive(Debug)]
pub struct TableForm {
    /// Grid column widths in twips of the blank form.
    pub widths: Vec<u32>,
    /// How many columns hold labels.
    pub label_columns: usize,
    /// How many rows are the head.
    pub head_rows: usize,
    /// All rows.
    pub rows: Vec<GridRow>,
    /// The keys of the data file under this section.
    pub keys: Vec<KeyNode>,
    /// How sentences speak of it.
    pub mentions: Mentions,
}

/// A key of the data file.
#[derive(Debug, Clone)]
pub struct KeyNode {
    /// The short key; for a node that is no part of a path, the label.
    pub key: String,
    /// The official label as the form prints it.
    pub label: String,
    /// Every accepted spelling in normal form, see [`normal_label`].
    pub names: Vec<String>,
    /// The path of what is under it.
    pub path: Path,
    /// What is under it.
    pub target: KeyTarget,
}

/// What stands under a key.
#[derive(Debug, Clone)]
pub enum KeyTarget {
    /// Further keys.
    Group(Vec<KeyNode>),
    /// A bracket of the form that is no part of a path (三、本年度办理结果): its keys may be written under it
    /// or beside it.
    UnkeyedGroup(Vec<KeyNode>),
    /// A row of figures.
    Row(FigureRowId),
}

/// A row of figures by its number in [`Form::figure_rows`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FigureRowId(pub u16);

/// A row of figures as the data file writes it.
#[derive(Debug, Clone)]
pub struct FigureRow {
    /// Its path.
    pub path: Path,
    /// Its columns in the order of the form.
    pub columns: Vec<FigureRowColumn>,
}

impl FigureRow {
    /// The columns that are not totals.
    pub fn parts(&self) -> impl Iterator<Item = &FigureRowColumn> {
        self.columns.iter().filter(|c| !c.is_total)
    }
}

/// A column of a row of figures.
#[derive(Debug, Clone)]
pub struct FigureRowColumn {
    /// The key; none for the only column of a row with one figure.
    pub key: Option<String>,
    /// Accepted spellings in normal form.
    pub names: Vec<String>,
    /// The figure.
    pub figure: FigureId,
    /// A total over the others.
    pub is_total: bool,
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
    /// Where it is a total: the numbers in [`Form::totals`] of the sums that close its row and its column.
    row_total: Option<usize>,
    column_total: Option<usize>,
}

/// Along which line of the table a total sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Over columns: the figure closes its row.
    Row,
    /// Over rows: the figure closes its column.
    Column,
}

/// A total of the form.
#[derive(Debug, Clone)]
pub struct Total {
    /// The rule that checks a written one.
    pub rule: String,
    /// The total.
    pub figure: FigureId,
    /// What it sums.
    pub parts: Vec<FigureId>,
    /// Over columns or over rows.
    pub axis: Axis,
}

/// A sum that must hold: left = right.
#[derive(Debug, Clone)]
pub struct Balance {
    /// The rule.
    pub rule: String,
    /// Summands of the left side.
    pub left: Vec<FigureId>,
    /// Summands of the right side.
    pub right: Vec<FigureId>,
}

/// A figure that must equal another of last year's report.
#[derive(Debug, Clone)]
pub struct CarryOver {
    /// The rule.
    pub rule: String,
    /// The figure of this year.
    pub this_year: FigureId,
    /// The figure of last year.
    pub last_year: FigureId,
}

/// A figure that goes on from last year's: stock = last year's stock + added − removed.
#[derive(Debug, Clone)]
pub struct StockBalance {
    /// The rule of the sum.
    pub rule: String,
    /// The rule that the stock is not below what was added.
    pub at_least: String,
    /// What is in force.
    pub stock: FigureId,
    /// What was added in the year.
    pub added: FigureId,
    /// What ceased in the year.
    pub removed: FigureId,
}

/// What the picture of the year shows.
#[derive(Debug, Clone)]
pub struct ChartForm {
    /// The title of its page.
    pub title: String,
    /// Its groups of bars.
    pub panels: Vec<PanelForm>,
}

/// A group of bars on one scale.
#[derive(Debug, Clone)]
pub struct PanelForm {
    /// What its bars count, with the unit.
    pub title: String,
    /// The bars from top to bottom.
    pub bars: Vec<BarForm>,
}

/// A bar.
#[derive(Debug, Clone)]
pub struct BarForm {
    /// What it is called.
    pub label: String,
    /// The figures it sums.
    pub figures: Vec<FigureId>,
}

/// The built-in formats: name in the data file, text of the form.
const BUILT_IN: &[(&str, &str)] = &[
    ("2021", include_str!("../../templates/2021/form.yaml")),
    ("2019", include_str!("../../templates/2019/form.yaml")),
];

static FORMS: LazyLock<Vec<Arc<Form>>> = LazyLock::new(|| {
    BUILT_IN
        .iter()
        .map(|(name, yaml)| {
            Arc::new(
                Form::parse(yaml)
                    .unwrap_or_else(|e| panic!("the built-in form {name} is proven by the tests: {e}")),
            )
        })
        .collect()
});

impl Form {
    /// The format of a data file that names none.
    pub const DEFAULT: &str = "2021";

    /// A built-in format by its name in the data file.
    pub fn of(format: &str) -> Option<Arc<Form>> {
        FORMS.iter().find(|f| f.format == format).cloned()
    }

    /// The default format.
    pub fn standard() -> Arc<Form> {
        FORMS[0].clone()
    }

    /// Names of the built-in formats.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// Reads a form.
    ///
    /// # Errors
    /// The YAML is broken, or its trees do not fit the grid.
    pub fn parse(yaml: &str) -> Result<Form, FormError> {
        lower::form(typed::from_str(yaml)?)
    }

    /// A figure.
    pub fn figure(&self, id: FigureId) -> &FigureForm {
        &self.figures[id.index()]
    }

    /// Whether a figure is the sum of others: it is computed where a data file does not write it.
    pub fn is_total(&self, id: FigureId) -> bool {
        self.total(id, Axis::Row).or(self.total(id, Axis::Column)).is_some()
    }

    /// The sum that a figure closes along one line of its table, if it closes any.
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
        self.figure_row(id).columns.iter().all(|column| self.is_total(column.figure))
    }

    /// The figure of a path.
    pub fn figure_at(&self, path: &Path) -> Option<FigureId> {
        self.by_path.get(path).copied()
    }

    /// A row of figures.
    pub fn figure_row(&self, id: FigureRowId) -> &FigureRow {
        &self.figure_rows[usize::from(id.0)]
    }

    /// The section of a key in any accepted spelling.
    pub fn section_named(&self, name: &str) -> Option<&Section> {
        let normal = normal_label(name);
        self.sections.iter().find(|s| s.names.contains(&normal))
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
