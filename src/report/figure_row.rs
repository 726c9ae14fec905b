//! Reads the tables of a data file: from the keys of a section down to rows of figures, in the short keys of
//! the form or its official labels.
//!
//! # How it works
//! The mapping of the file is walked beside the tree of keys of the form. A key of a group leads one level
//! down; a key of a row leads to its figures, which may be written in three ways. For a row 本年新收 with the
//! columns 自然人, 商业企业 and 总计, all of these mean the same, as totals may be left out and what is not
//! written is 0:
//!
//! ```text
//! 本年新收: {自然人: 16, 商业企业: 0}     a mapping: columns by name, in any order
//! 本年新收: [16, 0]                       a list in the order of the form, without its totals …
//! 本年新收: [16, 0, 16]                   … or with them
//! ```
//!
//! `本年新收: 0` is a row of zeros, and `不予公开: 0` a whole group of them. A row with a single figure is
//! written as the figure itself.
//!
//! # Figures that cannot be known
//! Where a key is unknown, it probably is the misspelt key of a row that is missing. Taking that row as 0
//! would report wrong sums on top of the wrong key, so all figures it may have meant are marked unreadable
//! ([`TableReader::doubt`]), and rules leave sums with such figures alone. Totals that are not written are
//! computed at the end ([`compute_totals`]).

use std::sync::Arc;

use indexmap::IndexMap;

use super::fixes::{self, Siblings};
use super::key_lookup::{find, find_deep, proposals};
use super::number::{self, BadNumber, Slip};
use super::{Figure, MAX_HINTS, Number, Span, limits, nearest};
use crate::diagnostic::{Finding, RuleCode};
use crate::form::{Axis, FigureId, FigureRowId, Form, KeyNode, KeyTarget, Kind, Path, normal_label};
use crate::yaml::{Node, Source, Value};

/// Reads the tables of a data file, one [`group`](TableReader::group) after another, and collects figures and
/// findings.
pub(super) struct TableReader<'a> {
    pub form: Arc<Form>,
    pub source: &'a Source,
    pub findings: &'a mut Vec<Finding>,
    /// Every figure of the form by its id: 0 without a span until it is read.
    pub figures: Vec<Figure>,
    /// Where each row of the form is written, by its id; none for a row that is absent.
    pub row_spans: Vec<Option<Span>>,
    /// Keys that were read, with their places, to find those that are given twice in different spellings.
    seen: IndexMap<Path, Span>,
}

impl<'a> TableReader<'a> {
    pub fn new(form: Arc<Form>, source: &'a Source, findings: &'a mut Vec<Finding>) -> Self {
        let zero = |kind| Figure { number: Number::zero(kind), remark: None, span: None, unreadable: false };
        let figures = form.figures.iter().map(|f| zero(f.kind)).collect();
        let row_spans = vec![None; form.figure_rows.len()];
        Self { form, source, findings, figures, row_spans, seen: IndexMap::new() }
    }

    fn error(&mut self, rule: RuleCode, span: &Span, path: &Path, message: String, help: String) {
        let place = self.source.place(span.clone());
        self.findings.push(Finding::error(rule, message, place).with_path(path.clone()).with_help(help));
    }

    /// Whether there are still so few findings that a further one says what was probably meant.
    fn is_hinted(&self) -> bool {
        self.findings.len() < MAX_HINTS
    }

    /// Reads the value of a key that holds further keys: a mapping, or 0 or a blank if all under it is 0.
    /// `path` is that of the key itself.
    pub fn group(&mut self, keys: &[KeyNode], node: &Node, key_span: &Span, path: &Path) {
        match &node.value {
            Value::Mapping(entries) => {
                let mut known = true;
                let siblings = Siblings::new(entries);
                for (key, value) in entries {
                    known &= self.entry(keys, &siblings, (key, value), path);
                }
                if !known {
                    self.doubt(keys);
                }
            }
            Value::Null if self.was_refused(node) => self.doubt(keys),
            Value::Null => self.slip(Slip::Blank, key_span, path, ""),
            Value::Scalar(scalar) => match number::read(&scalar.text, Kind::Count) {
                Ok(written) if written.number.is_zero() => {
                    if let Some(slip) = written.slip {
                        self.slip(slip, &node.span, path, &scalar.text);
                    }
                }
                _ => self.not_a_group(keys, node, path),
            },
            Value::Sequence(_) => self.not_a_group(keys, node, path),
        }
    }

    fn not_a_group(&mut self, keys: &[KeyNode], node: &Node, path: &Path) {
        let first = keys.first().map_or("", |k| k.key.as_str());
        let message = format!("“{path}”下面应当逐项写明各栏目，这里却写了{}", kind_of(node));
        self.error(
            RuleCode::N006,
            &node.span,
            path,
            message,
            format!("写成“{first}: …”这样的分项，没有数据的整段可以不写或写 0"),
        );
        self.doubt(keys);
    }

    /// Whether a null node stands for a YAML alias (`*name`). The parser reports it and puts null in its
    /// place, so that the value is unknown, not 0.
    fn was_refused(&self, node: &Node) -> bool {
        self.source.text().get(node.span.clone()).is_some_and(|raw| raw.starts_with('*'))
    }

    /// Marks all absent rows under these keys as unreadable: a key that was not understood probably means one
    /// of them, so their sums cannot be checked.
    fn doubt(&mut self, keys: &[KeyNode]) {
        let form = self.form.clone();
        for node in keys {
            match &node.target {
                KeyTarget::Group(children) | KeyTarget::UnkeyedGroup(children) => self.doubt(children),
                KeyTarget::Row(id) if self.row_spans[usize::from(id.0)].is_none() => {
                    self.doubt_row(&form, *id)
                }
                KeyTarget::Row(_) => {}
            }
        }
    }

    /// Marks the figures of a row that are not written as unreadable.
    fn doubt_row(&mut self, form: &Form, id: FigureRowId) {
        for column in &form.figure_row(id).columns {
            let figure = &mut self.figures[column.figure.index()];
            figure.unreadable |= figure.span.is_none();
        }
    }

    /// Reads an entry; false if its key is unknown.
    fn entry(
        &mut self,
        keys: &[KeyNode],
        siblings: &Siblings<'_>,
        (key, value): (&Node, &Node),
        path: &Path,
    ) -> bool {
        let name = key.as_str().unwrap_or_default();
        let normal = normal_label(name);
        let Some(found) = find(keys, &normal).cloned() else {
            self.unknown_key(keys, siblings, key, path);
            return false;
        };
        // The keys of an unkeyed group may stand beside its siblings or under its label, in part here and in
        // part there; so only they are counted, not the label.
        let unkeyed = matches!(found.target, KeyTarget::UnkeyedGroup(_));
        if !unkeyed && let Some(first) = self.seen.get(&found.path).cloned() {
            self.duplicate(&found.path, key, first);
            return true;
        }
        if !unkeyed {
            self.seen.insert(found.path.clone(), key.span.clone());
        }
        match &found.target {
            KeyTarget::Group(children) => self.group(children, value, &key.span, &found.path),
            KeyTarget::UnkeyedGroup(children) => self.group(children, value, &key.span, path),
            KeyTarget::Row(row) => self.figure_row(*row, value, &key.span),
        }
        true
    }

    fn duplicate(&mut self, path: &Path, key: &Node, first: Span) {
        let message = format!("“{path}”写了两次");
        let finding = Finding::error(RuleCode::N005, message, self.source.place(key.span.clone()))
            .with_path(path.clone())
            .with_help("只保留一处")
            .with_note(self.source.place(first), "第一次写在这里");
        self.findings.push(finding);
    }

    fn unknown_key(&mut self, keys: &[KeyNode], siblings: &Siblings<'_>, key: &Node, path: &Path) {
        let name = key.as_str().unwrap_or_default();
        let normal = normal_label(name);
        // A key of another group or section is the right word in the wrong place: the whole path helps more
        // than a similar word, and there is no fix, as the entry would have to be moved.
        let elsewhere = self.form.sections.iter().find_map(|s| match &s.content {
            crate::form::Content::Table(table) => find_deep(&table.keys, &normal),
            crate::form::Content::Prose(_) => None,
        });
        let mut names = Vec::new();
        proposals(keys, &mut names);
        let hinted = self.is_hinted();
        if !hinted {
            names.clear();
        }
        let help = match (elsewhere, nearest(name, names.iter().copied())) {
            (Some(node), _) => format!("它应当写成“{}”", node.path),
            (None, Some(near)) => format!("最接近的是“{near}”"),
            (None, None) if !hinted => "改为表中的名称".to_owned(),
            (None, None) => format!("这里可以写：{}", names.join("、")),
        };
        let fix = match elsewhere {
            Some(_) => None,
            None => fixes::key(key, siblings, names.iter().copied()),
        };
        let message = format!("“{path}”下面没有“{name}”这一项");
        let finding = Finding::error(RuleCode::N004, message, self.source.place(key.span.clone()));
        self.findings.push(finding.with_path(path.child(name)).with_help(help).with_fix(fix));
    }

    /// Reads the value of a row: a mapping, a list in the order of the form, one figure, or 0.
    fn figure_row(&mut self, id: FigureRowId, node: &Node, key_span: &Span) {
        let form = self.form.clone();
        let row = form.figure_row(id);
        // A blank value has no bytes to point at, so its key stands for it.
        let empty = matches!(node.value, Value::Null);
        self.row_spans[usize::from(id.0)] = Some(if empty { key_span.clone() } else { node.span.clone() });
        let single = match row.columns.as_slice() {
            [only] => Some(only.figure),
            _ => None,
        };
        match &node.value {
            Value::Mapping(entries) => {
                let before = self.findings.len();
                let siblings = Siblings::new(entries);
                for (key, value) in entries {
                    self.column(id, &siblings, key, value);
                }
                // N004 is an unknown key: the figure it was meant for is not known either.
                if self.findings[before..].iter().any(|f| f.rule == RuleCode::N004) {
                    self.doubt_row(&form, id);
                }
            }
            Value::Sequence(items) => self.list(id, items, node),
            Value::Null if self.was_refused(node) => self.doubt_row(&form, id),
            Value::Null => self.slip(Slip::Blank, key_span, &row.path, ""),
            Value::Scalar(scalar) => match single {
                Some(figure) => self.figure(figure, node, key_span),
                None => match number::read(&scalar.text, Kind::Count) {
                    Ok(written) if written.number.is_zero() && written.remark.is_none() => {
                        if let Some(slip) = written.slip {
                            self.slip(slip, &node.span, &row.path, &scalar.text);
                        }
                    }
                    _ => {
                        let n = row.parts().count();
                        let message = format!("“{}”这一行有 {n} 栏，不能只写一个“{}”", row.path, scalar.text);
                        let help = format!(
                            "写明是哪一栏，例如 {{{}: {}}}；全行为零可以写 0",
                            column_name(&form, id, 0),
                            scalar.text
                        );
                        self.error(RuleCode::N006, &node.span, &row.path, message, help);
                        self.doubt_row(&form, id);
                    }
                },
            },
        }
    }

    /// Reads an entry of a row's mapping: the name of a column and its figure.
    fn column(&mut self, id: FigureRowId, siblings: &Siblings<'_>, key: &Node, value: &Node) {
        let form = self.form.clone();
        let row = form.figure_row(id);
        let name = key.as_str().unwrap_or_default();
        let normal = normal_label(name);
        let Some(column) = row.columns.iter().find(|c| c.names.contains(&normal)) else {
            let mut names: Vec<&str> = row.columns.iter().filter_map(|c| c.key.as_deref()).collect();
            let hinted = self.is_hinted();
            if !hinted {
                names.clear();
            }
            let help = match nearest(name, names.iter().copied()) {
                Some(near) => format!("最接近的是“{near}”"),
                None if !hinted => "改为表中的名称".to_owned(),
                None if names.is_empty() => "这一行只有一个数，直接写在冒号后面".to_owned(),
                None => format!("这一行的栏目是：{}", names.join("、")),
            };
            let message = format!("“{}”这一行没有“{name}”这一栏", row.path);
            let fix = fixes::key(key, siblings, names.iter().copied());
            let finding = Finding::error(RuleCode::N004, message, self.source.place(key.span.clone()));
            self.findings.push(finding.with_path(row.path.child(name)).with_help(help).with_fix(fix));
            return;
        };
        let path = form.figure(column.figure).path.clone();
        // The only figure of a row has the path of the row itself, which is in `seen` already.
        let seen = self.seen.get(&path).cloned().filter(|_| column.key.is_some());
        if let Some(first) = seen {
            self.duplicate(&path, key, first);
            return;
        }
        if column.key.is_some() {
            self.seen.insert(path, key.span.clone());
        }
        self.figure(column.figure, value, &key.span);
    }

    /// Reads a row's list: as many figures as the row has columns, or as it has columns without totals.
    fn list(&mut self, id: FigureRowId, items: &[Node], node: &Node) {
        let form = self.form.clone();
        let row = form.figure_row(id);
        let (parts, all) = (row.parts().count(), row.columns.len());
        if items.len() != parts && items.len() != all {
            let names: Vec<String> = (0..all).map(|i| column_name(&form, id, i)).collect();
            let message = if parts == all {
                format!("“{}”这一行应有 {all} 个数，这里有 {} 个", row.path, items.len())
            } else {
                let total = row.columns.iter().find(|c| c.is_total).and_then(|c| c.key.as_deref());
                let total = total.unwrap_or_default();
                format!(
                    "“{}”这一行应有 {parts} 个数（加{total}为 {all} 个），这里有 {} 个",
                    row.path,
                    items.len()
                )
            };
            self.error(
                RuleCode::N007,
                &node.span,
                &row.path,
                message,
                format!("依次为：{}", names.join("、")),
            );
            self.doubt_row(&form, id);
            return;
        }
        let with_total = items.len() == all;
        let columns = row.columns.iter().filter(|c| with_total || !c.is_total);
        for (column, item) in columns.zip(items) {
            self.figure(column.figure, item, &node.span);
        }
    }

    /// Reads one figure. What cannot be read as one keeps its text, which drafts print, and is unreadable.
    fn figure(&mut self, id: FigureId, node: &Node, key_span: &Span) {
        let form = self.form.clone();
        let figure = form.figure(id);
        let empty_span = if node.span.is_empty() { key_span.clone() } else { node.span.clone() };
        let text = match &node.value {
            Value::Null if self.was_refused(node) => {
                self.figures[id.index()].unreadable = true;
                return;
            }
            Value::Null => "",
            Value::Scalar(scalar) => scalar.text.as_str(),
            Value::Sequence(_) | Value::Mapping(_) => {
                let message = format!("“{}”是一个数，这里却写了{}", figure.path, kind_of(node));
                self.error(RuleCode::N006, &node.span, &figure.path, message, "直接写出这个数".into());
                self.figures[id.index()].unreadable = true;
                return;
            }
        };
        let name = figure.path.as_str();
        if let Some(long) = limits::long_text(self.source, &node.span, name, text, limits::MAX_FIGURE_CHARS) {
            self.findings.push(long);
            self.figures[id.index()].unreadable = true;
            return;
        }
        match number::read(text, figure.kind) {
            Ok(written) => {
                if let Some(slip) = written.slip {
                    self.slip(slip, &empty_span, &figure.path, text);
                }
                let figure = &mut self.figures[id.index()];
                (figure.number, figure.remark, figure.span) =
                    (written.number, written.remark, Some(empty_span));
            }
            Err(bad) => {
                let (message, help) = bad_number(&figure.path, text, bad);
                self.error(RuleCode::N008, &node.span, &figure.path, message, help);
                let figure = &mut self.figures[id.index()];
                (figure.remark, figure.span, figure.unreadable) =
                    (Some(text.to_owned()), Some(node.span.clone()), true);
            }
        }
    }

    /// Reports a slip of writing (N108). An empty `text` is a blank value, so `span` is that of its key.
    fn slip(&mut self, slip: Slip, span: &Span, path: &Path, text: &str) {
        let (message, help) = match slip {
            Slip::Blank if text.is_empty() => {
                (format!("“{path}”是空的，按 0 处理"), "没有数据的写 0，不要留空")
            }
            Slip::Blank => (format!("“{path}”写的是“{text}”，按 0 处理"), "没有数据的写 0，不要写“/”或“-”"),
            Slip::FullWidth => (format!("“{path}”的“{text}”是全角数字，按半角处理"), "改用半角数字"),
        };
        let fix = fixes::slip(self.source, slip, span);
        let finding = Finding::warning(RuleCode::N108, message, self.source.place(span.clone()));
        self.findings.push(finding.with_path(path.clone()).with_help(help).with_fix(fix));
    }

    /// Computes the totals that are not written.
    pub fn complete(&mut self) {
        compute_totals(&self.form, &mut self.figures);
    }
}

/// Computes the totals that have no span.
///
/// Rows come first, then columns, then rows again: the last row of a table may hold nothing but totals of its
/// columns, and its own total sums these.
///
/// ```text
///            自然人   其他   总计          1st pass: 5 and 2 are computed along their rows
/// 本年新收      3      2      5           2nd pass: 4, 3 and 7 along their columns
/// 上年结转      1      1      2           3rd pass: 7 again, along its row
/// 总计          4      3      7
/// ```
pub(super) fn compute_totals(form: &Form, figures: &mut [Figure]) {
    for axis in [Axis::Row, Axis::Column, Axis::Row] {
        for total in form.totals.iter().filter(|t| t.axis == axis) {
            if figures[total.figure.index()].span.is_some() {
                continue;
            }
            let parts = total.parts.iter().map(|p| &figures[p.index()]);
            let unreadable = parts.clone().any(|f| f.unreadable);
            let sum = parts.map(|f| f.number).reduce(Number::plus).unwrap_or(Number::Count(0));
            let figure = &mut figures[total.figure.index()];
            (figure.number, figure.unreadable) = (sum, unreadable);
        }
    }
}

fn column_name(form: &Form, id: FigureRowId, column: usize) -> String {
    let row = form.figure_row(id);
    let column = &row.columns[column];
    column.key.clone().unwrap_or_else(|| form.figure(column.figure).row_label.clone())
}

fn kind_of(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "空值",
        Value::Scalar(_) => "一个值",
        Value::Sequence(_) => "一个列表",
        Value::Mapping(_) => "一组分项",
    }
}

fn bad_number(path: &Path, text: &str, bad: BadNumber) -> (String, String) {
    let shown: String = text.chars().take(40).collect();
    let (message, help): (String, &str) = match bad {
        BadNumber::Negative => (format!("“{path}”是“{shown}”，不能小于 0"), "改为不小于 0 的数"),
        BadNumber::Fraction => (format!("“{path}”是“{shown}”，件数应为整数"), "改为整数"),
        BadNumber::Grouped => {
            (format!("“{path}”是“{shown}”，数字里不能有分隔符"), "去掉逗号和空格，例如 1000")
        }
        BadNumber::LeadingZero => (format!("“{path}”是“{shown}”，数字前面多了 0"), "去掉前面的 0"),
        BadNumber::TooLong => {
            (format!("“{path}”是“{shown}”，位数过多"), "整数部分不超过 12 位，小数不超过 8 位")
        }
        BadNumber::Chinese => (format!("“{path}”是“{shown}”，表中要用阿拉伯数字"), "改为阿拉伯数字"),
        BadNumber::Unit => (format!("“{path}”是“{shown}”，表中只写数字"), "去掉单位，只留数字"),
        BadNumber::NotANumber => (
            format!("“{path}”是“{shown}”，不是数字"),
            "写成不小于 0 的整数；要加说明的写在括号里，例如 \"22（其中修订16件）\"",
        ),
    };
    (message, help.to_owned())
}
