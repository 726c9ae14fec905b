//! The keys of the data file, derived from the row tree and the column tree.
//!
//! A figure's path is the keys along its row's branch, then those along its column's branch. So the keys are
//! the row tree with the column tree hung under each of its leaves. Where that column tree is one level deep
//! the leaf becomes a row of figures; deeper column groups become keys of their own. Example, the row 处罚
//! under the columns `上半年`, `下半年` and a group `涉企` of `警告` and `罚款`:
//!
//! ```text
//! columns: 上半年, 下半年                   data file:  处罚: {上半年: 1, 下半年: 2}
//!
//! columns: 上半年, 涉企 ─ 警告              data file:  处罚:
//!                       ─ 罚款                          上半年: 1
//!                                                       涉企: {警告: 3, 罚款: 4}
//! ```
//!
//! Nodes without a key are printed but are no step of a path: an unkeyed row node becomes an unkeyed group,
//! whose keys may stand under its label or beside it; the leaves of an unkeyed column node belong to the
//! level above.

use super::grid::label;
use super::label::names;
use super::lower::Builder;
use super::spec::{NodeSpec, PartSpec};
use super::{FigureRow, FigureRowColumn, FigureRowId, FormError, KeyNode, KeyTarget, Path};

/// What a level of a column tree holds, in the order of the form.
enum Item<'a> {
    /// A column with a figure of its own.
    Column(&'a NodeSpec, FigureRowColumn),
    /// Columns under a key of their own, or a label over such ones.
    Block(KeyNode),
}

impl Builder {
    /// The keys under these row nodes.
    pub(super) fn keys(
        &mut self,
        path: &Path,
        rows: &[NodeSpec],
        part: &PartSpec,
    ) -> Result<Vec<KeyNode>, FormError> {
        let mut out = Vec::new();
        for node in rows {
            let below = node.key.as_deref().map_or_else(|| path.clone(), |key| path.child(key));
            if !node.children.is_empty() {
                let children = self.keys(&below, &node.children, part)?;
                let group = if node.key.is_some() { KeyTarget::Group } else { KeyTarget::UnkeyedGroup };
                out.push(key_node(node, below, group(children)));
                continue;
            }
            let items = self.items(&below, &part.columns)?;
            if node.key.is_some() {
                let target = self.target(&below, items)?;
                out.push(key_node(node, below, target));
            } else {
                // A table whose rows have no names: its columns are the keys (复议诉讼).
                out.append(&mut self.nodes(&below, items)?);
            }
        }
        Ok(out)
    }

    /// The columns of a level of the column tree, and the keys below it.
    fn items<'a>(&mut self, path: &Path, columns: &'a [NodeSpec]) -> Result<Vec<Item<'a>>, FormError> {
        let mut items = Vec::new();
        for node in columns {
            match (node.children.is_empty(), &node.key) {
                (true, key) => {
                    let figure = key.as_deref().map_or_else(|| path.clone(), |k| path.child(k));
                    let column = FigureRowColumn {
                        key: key.clone(),
                        names: names(key.as_deref(), label(node)),
                        figure: self.by_path[&figure],
                        is_total: node.total.is_some(),
                    };
                    items.push(Item::Column(node, column));
                }
                (false, Some(key)) => {
                    let below = path.child(key);
                    let inner = self.items(&below, &node.children)?;
                    let target = self.target(&below, inner)?;
                    items.push(Item::Block(key_node(node, below, target)));
                }
                (false, None) => {
                    let (columns, blocks): (Vec<_>, Vec<_>) = self
                        .items(path, &node.children)?
                        .into_iter()
                        .partition(|item| matches!(item, Item::Column(..)));
                    items.extend(columns);
                    if !blocks.is_empty() {
                        let children = self.nodes(path, blocks)?;
                        let target = KeyTarget::UnkeyedGroup(children);
                        items.push(Item::Block(key_node(node, path.clone(), target)));
                    }
                }
            }
        }
        Ok(items)
    }

    /// What stands under a key with these items: one row of figures where they all are columns, else a key
    /// for each.
    fn target(&mut self, path: &Path, items: Vec<Item>) -> Result<KeyTarget, FormError> {
        if items.iter().any(|item| matches!(item, Item::Block(_))) {
            return Ok(KeyTarget::Group(self.nodes(path, items)?));
        }
        let columns = items.into_iter().filter_map(|item| match item {
            Item::Column(_, column) => Some(column),
            Item::Block(_) => None,
        });
        Ok(KeyTarget::Row(self.figure_row(path, columns.collect())?))
    }

    /// A key for each item; a column becomes a row with one figure.
    fn nodes(&mut self, path: &Path, items: Vec<Item>) -> Result<Vec<KeyNode>, FormError> {
        let node = |item| match item {
            Item::Block(node) => Ok(node),
            Item::Column(spec, column) => {
                let Some(key) = &spec.key else {
                    let message = format!("the column {} in {path} needs a key", label(spec));
                    return Err(FormError::Shape(message));
                };
                let below = path.child(key);
                let row = self.figure_row(&below, vec![FigureRowColumn { key: None, ..column }])?;
                Ok(key_node(spec, below, KeyTarget::Row(row)))
            }
        };
        items.into_iter().map(node).collect()
    }

    fn figure_row(&mut self, path: &Path, columns: Vec<FigureRowColumn>) -> Result<FigureRowId, FormError> {
        let id =
            u16::try_from(self.figure_rows.len()).map_err(|_| FormError::Shape("too many rows".into()))?;
        let is_total = columns.iter().all(|c| self.is_total.contains(&c.figure));
        self.figure_rows.push(FigureRow { path: path.clone(), columns, is_total });
        Ok(FigureRowId(id))
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
