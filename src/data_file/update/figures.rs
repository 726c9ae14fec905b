//! Updates the figures that changed, each where it stands and in the way its row is written.
//!
//! # How it works
//! The keys of the form and the tree of the file are walked together ([`Tables::level`]).
//!
//! | in the file | 3 becomes 4 |
//! |---|---|
//! | `本年新收: {自然人: 3}` | the value is replaced: `{自然人: 4}` |
//! | `本年新收: [3, 0]` | the item is replaced: `[4, 0]` |
//! | `本年新收: 0` (自然人 was 0) | the row is written anew: `{自然人: 4}` |
//! | no 本年新收 | a line is inserted behind the key that comes before it in the form |
//! | no 自然人 in the mapping | an entry is inserted behind the column that comes before it |
//! | no table | the section is added behind the section that comes before it in the form |
//!
//! A key that is not there is added only if something under it has to be written.

use super::super::{Data, column_entry, figure_value, is_silent, row_value};
use super::edits::Edits;
use super::entry;
use crate::form::{Content, FigureId, FigureRow, FigureRowColumn, FigureRowId, KeyNode, KeyTarget};
use crate::report::Report;
use crate::yaml::{Node, Value};

/// Collects the edits of all tables.
pub(super) fn tables(new: &Data, original: &Report, edits: &mut Edits) {
    // A blank cell of a report changes no figure of the data file.
    let new = &new.without_blanks();
    let mut tables = Tables { new, original, edits };
    // Where the next missing section is added: the end of the section before it, if there is one.
    let mut after: Option<usize> = None;
    for (number, section) in original.form.sections.iter().enumerate() {
        tables.edits.begin_section(number);
        let found = entry(&original.tree, &section.names);
        if let Content::Table(table) = &section.content {
            match found {
                Some((key, value)) => tables.group(&table.keys, key, value),
                None => {
                    let lines: String = table.keys.iter().map(|node| new.key_lines(node, "  ")).collect();
                    if !lines.is_empty() {
                        let text = format!("{}:\n{lines}", section.key);
                        match after {
                            Some(at) => tables.edits.insert(at, format!("\n\n{}", text.trim_end())),
                            None => tables.edits.append(text),
                        }
                    }
                }
            }
        }
        if let Some((key, value)) = found {
            after = Some(tables.edits.line_end(value.span.end.max(key.span.end)));
        }
    }
}

struct Tables<'a, 'e, 't> {
    new: &'a Data,
    original: &'a Report,
    edits: &'e mut Edits<'t>,
}

impl Tables<'_, '_, '_> {
    /// Updates the value of a key that holds further keys.
    fn group(&mut self, keys: &[KeyNode], key: &Node, node: &Node) {
        let Value::Mapping(entries) = &node.value else {
            // 0 or a blank for the whole group: replaced by lines if there are figures now.
            let line = self.edits.line_start(key.span.start);
            let text = self.edits.text();
            let indent: String = text[line..key.span.start].chars().take_while(|c| *c == ' ').collect();
            let lines: String = keys.iter().map(|k| self.new.key_lines(k, &format!("{indent}  "))).collect();
            if !lines.is_empty() {
                let start = self.edits.behind_colon(key);
                self.edits.replace(start..node.span.end.max(start), format!("\n{}", lines.trim_end()));
            }
            return;
        };
        let mut previous: Option<&Node> = None;
        self.level(keys, node, entries, &mut previous);
    }

    /// Updates the keys of a level, in the order of the form. `previous` is the value of the last key that
    /// was found in the file: a missing key is inserted behind it.
    fn level<'n>(
        &mut self,
        keys: &[KeyNode],
        node: &'n Node,
        entries: &'n [(Node, Node)],
        previous: &mut Option<&'n Node>,
    ) {
        for child in keys {
            let found = entry(node, &child.names);
            match (&child.target, found) {
                (KeyTarget::Row(id), Some((key, value))) => self.figure_row(*id, key, value),
                (KeyTarget::Group(children) | KeyTarget::UnkeyedGroup(children), Some((key, value))) => {
                    self.group(children, key, value)
                }
                // The keys of an unkeyed group may stand beside it.
                (KeyTarget::UnkeyedGroup(children), None) => self.level(children, node, entries, previous),
                (_, None) => self.missing(child, node, entries, *previous),
            }
            if let Some((_, value)) = found {
                *previous = Some(value);
            }
        }
    }

    /// Inserts a key that the original does not have: an entry if the mapping is written in braces, else
    /// lines with the indentation of the mapping.
    fn missing(&mut self, child: &KeyNode, node: &Node, entries: &[(Node, Node)], previous: Option<&Node>) {
        let text = self.edits.text();
        if text[node.span.clone()].starts_with('{') {
            let Some(entry) = self.flow(child) else { return };
            match previous {
                Some(value) => self.edits.insert(value.span.end, format!(", {entry}")),
                None if entries.is_empty() => self.edits.insert(node.span.start + 1, entry),
                None => self.edits.insert(node.span.start + 1, format!("{entry}, ")),
            }
            return;
        }
        let indent = " ".repeat(node.span.start - self.edits.line_start(node.span.start));
        let lines = self.new.key_lines(child, &indent);
        if lines.is_empty() {
            return;
        }
        match previous {
            Some(value) => {
                let at = self.edits.line_end(value.span.end);
                self.edits.insert(at, format!("\n{}", lines.trim_end()));
            }
            None => self.edits.insert(node.span.start, format!("{}\n{indent}", lines.trim())),
        }
    }

    /// A key and what is under it as an entry of a mapping in braces; none if no figure has to be written.
    fn flow(&self, node: &KeyNode) -> Option<String> {
        let value = match &node.target {
            KeyTarget::Row(id) => row_value(self.new, *id)?,
            KeyTarget::Group(children) | KeyTarget::UnkeyedGroup(children) => {
                let inner: Vec<String> = children.iter().filter_map(|c| self.flow(c)).collect();
                if inner.is_empty() {
                    return None;
                }
                format!("{{{}}}", inner.join(", "))
            }
        };
        Some(format!("{}: {value}", crate::yaml::plain_or_quoted(&node.key)))
    }

    /// Updates a row, whether it is written as a mapping, a list, one figure or 0.
    fn figure_row(&mut self, id: FigureRowId, key: &Node, value: &Node) {
        let form = self.original.form.clone();
        let row = form.figure_row(id);
        let changed: Vec<FigureId> =
            row.columns.iter().filter(|column| self.is_changed(column)).map(|c| c.figure).collect();
        if changed.is_empty() {
            return;
        }
        let single = row.columns.len() == 1 && row.columns[0].key.is_none();
        match &value.value {
            Value::Mapping(entries) => self.columns(row, &changed, value, entries),
            Value::Sequence(items) => {
                if !self.items(row, &changed, items) {
                    self.whole(id, key, value);
                }
            }
            _ if single => self.edits.set_value(key, value, figure_value(self.new, row.columns[0].figure)),
            _ => self.whole(id, key, value),
        }
    }

    /// Whether the new figure has to be written.
    fn is_changed(&self, column: &FigureRowColumn) -> bool {
        if self.original.is_computed(column.figure) {
            // The file does not write it. It need not, unless it differs from what would be computed.
            return !is_silent(self.new, column);
        }
        let old = self.original.figure(column.figure);
        self.new.cells[column.figure.index()].is_some() && self.new.cell(column.figure) != old.printed()
    }

    /// Updates a row written as a list, `[3, 4]`. Returns false, having changed nothing, if a changed figure
    /// has no item: a total in a list without totals, or an item that is blank.
    fn items(&mut self, row: &FigureRow, changed: &[FigureId], items: &[Node]) -> bool {
        let written = |c: &&FigureRowColumn| items.len() == row.columns.len() || !c.is_total;
        let places: Vec<_> = row.columns.iter().filter(written).map(|c| c.figure).zip(items).collect();
        let has_place =
            |id: &FigureId| places.iter().any(|(place, item)| place == id && !item.span.is_empty());
        if !changed.iter().all(has_place) {
            return false;
        }
        for (id, item) in places.iter().filter(|(id, _)| changed.contains(id)) {
            self.edits.replace(item.span.clone(), figure_value(self.new, *id));
        }
        true
    }

    /// Updates a row written as a mapping: `{自然人: 3}`, or a line for each column.
    fn columns(&mut self, row: &FigureRow, changed: &[FigureId], value: &Node, mapping: &[(Node, Node)]) {
        let flow = self.edits.text()[value.span.clone()].starts_with('{');
        let mut previous: Option<&Node> = None;
        for column in &row.columns {
            let is_changed = changed.contains(&column.figure);
            match entry(value, &column.names) {
                Some((key, figure)) => {
                    if is_changed {
                        self.edits.set_value(key, figure, figure_value(self.new, column.figure));
                    }
                    previous = Some(if figure.span.is_empty() { key } else { figure });
                }
                None if is_changed => {
                    let entry = column_entry(self.new, column);
                    match previous {
                        Some(before) if flow => self.edits.insert(before.span.end, format!(", {entry}")),
                        None if flow && mapping.is_empty() => self.edits.insert(value.span.start + 1, entry),
                        None if flow => self.edits.insert(value.span.start + 1, format!("{entry}, ")),
                        _ => {
                            let indent =
                                " ".repeat(value.span.start - self.edits.line_start(value.span.start));
                            self.edits.insert(value.span.start, format!("{entry}\n{indent}"));
                        }
                    }
                }
                None => {}
            }
        }
    }

    /// Writes a row anew.
    fn whole(&mut self, id: FigureRowId, key: &Node, value: &Node) {
        let text = row_value(self.new, id).unwrap_or_else(|| "0".to_owned());
        self.edits.set_value(key, value, text);
    }
}
