//! From the trees of form.yaml to figures, keys, totals and grids.

use indexmap::IndexMap;

use super::grid::{self, Branch, label, leaves};
use super::label::{names, normal_label, without_number, without_remark};
use super::spec::{FormSpec, NodeSpec, PartSpec, SectionSpec, TableSpec};
use super::*;

struct Builder {
    figures: Vec<FigureForm>,
    by_path: IndexMap<Path, FigureId>,
    figure_rows: Vec<FigureRow>,
    row_totals: Vec<Total>,
    column_totals: Vec<Total>,
    balances: Vec<Balance>,
    carry_overs: Vec<CarryOver>,
    stock_balances: Vec<StockBalance>,
}

pub(super) fn form(spec: FormSpec) -> Result<Form, FormError> {
    let mut builder = Builder {
        figures: Vec::new(),
        by_path: IndexMap::new(),
        figure_rows: Vec::new(),
        row_totals: Vec::new(),
        column_totals: Vec::new(),
        balances: Vec::new(),
        carry_overs: Vec::new(),
        stock_balances: Vec::new(),
    };
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
    let chart = chart::form(&spec.chart, &builder.figure_rows)?;
    Ok(Form {
        format: spec.format,
        description: spec.description,
        legal_source: spec.legal_source,
        title: spec.title,
        general: spec.general,
        sections,
        figures: builder.figures,
        figure_rows: builder.figure_rows,
        totals,
        balances: builder.balances,
        carry_overs: builder.carry_overs,
        stock_balances: builder.stock_balances,
        chart,
        by_path: builder.by_path,
    })
}

/// The figures of one part: a number for each (row leaf, column leaf).
struct PartFigures<'a> {
    rows: Vec<Branch<'a>>,
    columns: Vec<Branch<'a>>,
    ids: Vec<Vec<FigureId>>,
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
        let mut parts = Vec::new();
        let mut keys = Vec::new();
        for part in &spec.parts {
            let figures = self.part(section, path, part)?;
            self.totals(&figures);
            keys.extend(self.keys(path, &part.rows, part));
            parts.push(figures);
        }
        self.rules(path, spec, &parts)?;
        let mentions = mention::mentions(path, &spec.mentions, &keys, &self.figure_rows)?;
        let (rows, head_rows) = grid::build(spec, |p, r, c| parts[p].ids[r][c])?;
        Ok(TableForm {
            widths: spec.widths.clone(),
            label_columns: spec.label_columns,
            head_rows,
            rows,
            keys,
            mentions,
        })
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
            let mut line = Vec::new();
            for column in &columns {
                let leaf = column[column.len() - 1];
                let path =
                    keyed(column).fold(keyed(row).fold(path.clone(), |p, k| p.child(k)), |p, k| p.child(k));
                let id = u16::try_from(self.figures.len())
                    .map_err(|_| FormError::Shape("more than 65,535 figures".into()))?;
                let id = FigureId(id);
                if self.by_path.insert(path.clone(), id).is_some() {
                    return Err(FormError::Shape(format!("two figures have the path {path}")));
                }
                self.figures.push(FigureForm {
                    path,
                    kind: leaf.kind,
                    unit: leaf.unit.clone(),
                    section,
                    row_label: plain(row.iter().filter(|n| n.key.is_some())),
                    column_label: plain(column.iter().filter(|n| n.key.is_some())),
                    row_total: None,
                    column_total: None,
                });
                line.push(id);
            }
            ids.push(line);
        }
        Ok(PartFigures { rows, columns, ids })
    }

    fn totals(&mut self, part: &PartFigures) {
        for (c, total) in part.columns.iter().enumerate() {
            let Some(rule) = &total[total.len() - 1].total else { continue };
            let parts = siblings(&part.columns, c);
            for line in &part.ids {
                let parts = parts.iter().map(|&i| line[i]).collect();
                self.row_totals.push(Total { rule: rule.clone(), figure: line[c], parts, axis: Axis::Row });
            }
        }
        for (r, total) in part.rows.iter().enumerate() {
            let Some(rule) = &total[total.len() - 1].total else { continue };
            let parts = siblings(&part.rows, r);
            for (c, &figure) in part.ids[r].iter().enumerate() {
                let parts = parts.iter().map(|&i| part.ids[i][c]).collect();
                self.column_totals.push(Total { rule: rule.clone(), figure, parts, axis: Axis::Column });
            }
        }
    }

    /// The keys of the data file: the row tree, with the keyed upper levels of the column tree below its
    /// leaves.
    fn keys(&mut self, path: &Path, rows: &[NodeSpec], part: &PartSpec) -> Vec<KeyNode> {
        let mut out = Vec::new();
        for node in rows {
            let below = node.key.as_deref().map_or_else(|| path.clone(), |key| path.child(key));
            if node.children.is_empty() {
                let (own, mut blocks) = self.blocks(&below, &part.columns);
                if let (Some(row), true) = (own, node.key.is_some()) {
                    out.push(key_node(node, below, KeyTarget::Row(row)));
                } else {
                    out.append(&mut blocks);
                }
            } else {
                let children = self.keys(&below, &node.children, part);
                let target = if node.key.is_some() {
                    KeyTarget::Group(children)
                } else {
                    KeyTarget::UnkeyedGroup(children)
                };
                out.push(key_node(node, below, target));
            }
        }
        out
    }

    /// Splits a column tree into the row of its own leaves and the keyed blocks below it (table four).
    fn blocks(&mut self, path: &Path, columns: &[NodeSpec]) -> (Option<FigureRowId>, Vec<KeyNode>) {
        let mut own = Vec::new();
        let mut blocks = Vec::new();
        for node in columns {
            match (node.children.is_empty(), &node.key) {
                (true, key) => {
                    let figure = key.as_deref().map_or_else(|| path.clone(), |k| path.child(k));
                    let figure = self.by_path[&figure];
                    let names = names(key.as_deref(), label(node));
                    own.push(FigureRowColumn {
                        key: key.clone(),
                        names,
                        figure,
                        is_total: node.total.is_some(),
                    });
                }
                (false, Some(key)) => {
                    let below = path.child(key);
                    let (row, deeper) = self.blocks(&below, &node.children);
                    let target = row.map_or(KeyTarget::Group(deeper), KeyTarget::Row);
                    blocks.push(key_node(node, below, target));
                }
                (false, None) => {
                    let (columns, deeper) = self.columns_under(path, node);
                    own.extend(columns);
                    if !deeper.is_empty() {
                        blocks.push(key_node(node, path.clone(), KeyTarget::UnkeyedGroup(deeper)));
                    }
                }
            }
        }
        if own.is_empty() {
            return (None, blocks);
        }
        (Some(self.figure_row(path, own)), blocks)
    }

    /// The leaves and blocks under a column node that has no key: they belong to the level above.
    fn columns_under(&mut self, path: &Path, node: &NodeSpec) -> (Vec<FigureRowColumn>, Vec<KeyNode>) {
        match self.blocks(path, &node.children) {
            (Some(_), blocks) => {
                let row = self.figure_rows.pop().map(|r| r.columns).unwrap_or_default();
                (row, blocks)
            }
            (None, blocks) => (Vec::new(), blocks),
        }
    }

    fn figure_row(&mut self, path: &Path, columns: Vec<FigureRowColumn>) -> FigureRowId {
        let id = FigureRowId(u16::try_from(self.figure_rows.len()).unwrap_or(u16::MAX));
        self.figure_rows.push(FigureRow { path: path.clone(), columns });
        id
    }

    fn rules(&mut self, path: &Path, spec: &TableSpec, parts: &[PartFigures]) -> Result<(), FormError> {
        // The figures of the row with this key, wherever in the table it stands.
        let row = |key: &str| -> Result<&Vec<FigureId>, FormError> {
            parts
                .iter()
                .find_map(|p| {
                    p.rows.iter().position(|r| r[r.len() - 1].key.as_deref() == Some(key)).map(|i| &p.ids[i])
                })
                .ok_or_else(|| FormError::Shape(format!("no row {key} in {path}")))
        };
        for balance in &spec.balances {
            let left = balance.left.iter().map(|k| row(k)).collect::<Result<Vec<_>, _>>()?;
            let right = balance.right.iter().map(|k| row(k)).collect::<Result<Vec<_>, _>>()?;
            for c in 0..left.first().map_or(0, |r| r.len()) {
                let pick = |rows: &[&Vec<FigureId>]| rows.iter().map(|r| r[c]).collect();
                self.balances.push(Balance {
                    rule: balance.rule.clone(),
                    left: pick(&left),
                    right: pick(&right),
                });
            }
        }
        for carry in &spec.carry_overs {
            for (&this_year, &last_year) in row(&carry.this_year)?.iter().zip(row(&carry.last_year)?) {
                self.carry_overs.push(CarryOver { rule: carry.rule.clone(), this_year, last_year });
            }
        }
        for stock in &spec.stock_balances {
            for key in &stock.rows {
                let figure = |column: &str| {
                    let path = path.child(key).child(column);
                    self.by_path
                        .get(&path)
                        .copied()
                        .ok_or_else(|| FormError::Shape(format!("no figure {path}")))
                };
                self.stock_balances.push(StockBalance {
                    rule: stock.rule.clone(),
                    at_least: stock.at_least.clone(),
                    stock: figure(&stock.stock)?,
                    added: figure(&stock.added)?,
                    removed: figure(&stock.removed)?,
                });
            }
        }
        Ok(())
    }
}

fn key_node(node: &NodeSpec, path: Path, target: KeyTarget) -> KeyNode {
    let key = node.key.as_deref().unwrap_or(label(node)).to_owned();
    KeyNode {
        key,
        label: label(node).to_owned(),
        names: names(node.key.as_deref(), label(node)),
        path,
        target,
    }
}

/// The keys along a branch.
fn keyed<'a>(branch: &'a Branch<'a>) -> impl Iterator<Item = &'a str> {
    branch.iter().filter_map(|n| n.key.as_deref())
}

/// Labels for messages: the short keys, since clerks know them best, without number and remark.
fn plain<'a>(nodes: impl Iterator<Item = &'a &'a NodeSpec>) -> String {
    let labels: Vec<String> = nodes
        .map(|n| match &n.key {
            Some(key) => key.clone(),
            None => without_remark(without_number(&normal_label(label(n)))).to_owned(),
        })
        .collect();
    labels.join(" ")
}

/// The leaves that a total at `at` sums: all others under its parent node.
fn siblings(branches: &[Branch], at: usize) -> Vec<usize> {
    let parent = &branches[at][..branches[at].len() - 1];
    let under =
        |b: &Branch| b.len() > parent.len() && b.iter().zip(parent).all(|(x, y)| std::ptr::eq(*x, *y));
    (0..branches.len())
        .filter(|&i| i != at && under(&branches[i]) && branches[i][branches[i].len() - 1].total.is_none())
        .collect()
}
