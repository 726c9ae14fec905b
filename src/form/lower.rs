//! From the trees of form.yaml to figures, keys, totals and grids.
//!
//! A part of a table is a row tree and a column tree. Every leaf of the one crossed with every leaf of the
//! other is a figure; its path is the keys along both branches. Example:
//!
//! ```text
//! rows:    不予公开 ─ 属于国家秘密          figure: 依申请公开.不予公开.属于国家秘密.自然人
//! columns: (申请人情况) ─ 自然人            (a node without a key is no step of the path)
//! ```
//!
//! Figures are numbered part by part, row by row. Everything else is derived from these numbers: the keys of
//! the data file (`keys.rs`), the sums (`lower/sums.rs`) and the printed grid (`grid.rs`).

mod sums;

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::grid::{self, Branch, label, leaves};
use super::label::names;
use super::spec::{FormSpec, NodeSpec, PartSpec, SectionSpec, TableSpec};
use super::*;

/// What has been derived so far.
#[derive(Default)]
pub(super) struct Builder {
    pub figures: Vec<FigureForm>,
    pub by_path: IndexMap<Path, FigureId>,
    pub figure_rows: Vec<FigureRow>,
    pub row_totals: Vec<Total>,
    pub column_totals: Vec<Total>,
    pub balances: Vec<Balance>,
    pub carry_overs: Vec<CarryOver>,
    pub stock_balances: Vec<StockBalance>,
    /// The figures that are totals.
    pub is_total: BTreeSet<FigureId>,
}

/// The figures of one part: a number for each (row leaf, column leaf).
pub(super) struct PartFigures<'a> {
    pub rows: Vec<Branch<'a>>,
    pub columns: Vec<Branch<'a>>,
    pub ids: Vec<Vec<FigureId>>,
}

/// Derives a form.
pub(super) fn form(spec: FormSpec) -> Result<Form, FormError> {
    let mut builder = Builder::default();
    let mut sections = Vec::new();
    for (number, section) in spec.sections.into_iter().enumerate() {
        sections.push(builder.section(number, section)?);
    }
    let totals = [builder.row_totals, builder.column_totals].concat();
    for (number, total) in totals.iter().enumerate() {
        let figure = &mut builder.figures[total.figure.index()];
        match total.axis {
            Axis::Row => figure.row_total = Some(number),
            Axis::Column => figure.column_total = Some(number),
        }
    }
    let chart = spec.chart.map(|chart| chart::form(&chart, &builder.figure_rows)).transpose()?;
    let title_words = spec.title_words.unwrap_or_else(|| title_words(&spec.title));
    Ok(Form {
        format: spec.format,
        description: spec.description,
        legal_source: spec.legal_source,
        title: spec.title,
        title_words,
        general: spec.general,
        sections,
        figures: builder.figures,
        figure_rows: builder.figure_rows,
        totals,
        balances: builder.balances,
        carry_overs: builder.carry_overs,
        stock_balances: builder.stock_balances,
        chart,
        rules: spec.rules,
        by_path: builder.by_path,
    })
}

/// The words of a title for a form that names none: what stands between the year and 报告.
///
/// Example: `年度行政执法情况报告` gives 行政执法情况.
fn title_words(title: &str) -> TitleWords {
    let subject = title.trim_start_matches("年度").trim_start_matches('年');
    let subject = subject.trim_end_matches("报告").trim_end_matches("年度").to_owned();
    TitleWords { subject: vec![subject.clone()], after_agency: vec![subject] }
}

impl Builder {
    fn section(&mut self, number: usize, spec: SectionSpec) -> Result<Section, FormError> {
        let path = Path::new(&spec.key);
        let content = match (spec.prose, spec.table) {
            (Some(prose), None) => Content::Prose(prose),
            (None, Some(table)) => Content::Table(self.table(number, &path, &table)?),
            _ => {
                return Err(FormError::Shape(format!(
                    "section {} has neither prose nor a table, or both",
                    spec.key
                )));
            }
        };
        let names = names(Some(&spec.key), &format!("{}{}", spec.number, spec.title));
        Ok(Section { key: spec.key, number: spec.number, title: spec.title, path, names, content })
    }

    fn table(&mut self, section: usize, path: &Path, spec: &TableSpec) -> Result<TableForm, FormError> {
        let (mut parts, mut keys, mut body) = (Vec::new(), Vec::new(), Vec::new());
        for part in &spec.parts {
            let figures = self.part(section, path, part)?;
            self.totals(&figures)?;
            keys.extend(self.keys(path, &part.rows, part)?);
            body.extend(figures.rows.iter().zip(&figures.ids).map(|(branch, ids)| body_row(branch, ids)));
            parts.push(figures);
        }
        self.relations(path, spec, &parts)?;
        let mentions = mention::mentions(path, &spec.mentions, &keys, &self.figure_rows)?;
        let (rows, head_rows) = grid::build(spec, |p, r, c| parts[p].ids[r][c])?;
        let (widths, label_columns) = (spec.widths.clone(), spec.label_columns);
        let words = spec.words.clone();
        Ok(TableForm { widths, label_columns, words, head_rows, rows, body, keys, mentions })
    }

    fn part<'a>(
        &mut self,
        section: usize,
        path: &Path,
        part: &'a PartSpec,
    ) -> Result<PartFigures<'a>, FormError> {
        let (rows, columns) = (leaves(&part.rows), leaves(&part.columns));
        let mut ids = Vec::new();
        for row in &rows {
            let of_row = keyed(row).fold(path.clone(), |path, key| path.child(key));
            let mut line = Vec::new();
            for column in &columns {
                let path = keyed(column).fold(of_row.clone(), |path, key| path.child(key));
                line.push(self.figure(section, path, row, column)?);
            }
            ids.push(line);
        }
        Ok(PartFigures { rows, columns, ids })
    }

    fn figure(
        &mut self,
        section: usize,
        path: Path,
        row: &Branch,
        column: &Branch,
    ) -> Result<FigureId, FormError> {
        let id = u16::try_from(self.figures.len())
            .map_err(|_| FormError::Shape("more than 65,535 figures".into()))?;
        let id = FigureId(id);
        if self.by_path.insert(path.clone(), id).is_some() {
            return Err(FormError::Shape(format!("two figures have the path {path}")));
        }
        let leaf = column[column.len() - 1];
        self.figures.push(FigureForm {
            path,
            kind: leaf.kind,
            unit: leaf.unit.clone(),
            section,
            row_label: short_label(row),
            column_label: short_label(column),
            column_names: names(leaf.key.as_deref(), label(leaf)),
            row_total: None,
            column_total: None,
        });
        Ok(id)
    }
}

/// A printed row of figures with the names of its branch.
fn body_row(branch: &Branch, figures: &[FigureId]) -> BodyRow {
    let names_of = |node: &NodeSpec| names(node.key.as_deref(), label(node));
    let (leaf, above) = (branch[branch.len() - 1], &branch[..branch.len() - 1]);
    let innermost = above.last().filter(|group| group.key.is_some());
    BodyRow {
        names: names_of(leaf),
        groups: above.iter().flat_map(|group| names_of(group)).collect(),
        group: innermost.map(|group| names_of(group)).unwrap_or_default(),
        figures: figures.to_vec(),
    }
}

/// The keys along a branch.
fn keyed<'a>(branch: &'a Branch<'a>) -> impl Iterator<Item = &'a str> {
    branch.iter().filter_map(|n| n.key.as_deref())
}

/// A branch as messages name it: the short keys from the outside in, since clerks know them best. A branch
/// without any key has no name.
fn short_label(branch: &Branch) -> String {
    keyed(branch).collect::<Vec<_>>().join(" ")
}
