//! What is shown of the place under the pointer: the rules that findings come from; what a key means; a
//! figure with the sums it takes part in, as they come out now.

use std::ops::Range;

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use super::documents::Analysis;
use super::meaning::Meaning;
use super::outline::{Outline, Spot, Step};
use super::prose::name_at;
use crate::diagnostic::Finding;
use crate::form::{Axis, Balance, FigureId, FigureRow, Form, GeneralValue, KeyNode, Path};
use crate::report::{Report, names};
use crate::rules;

/// How an editor shows texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// With Markdown.
    Markdown,
    /// As they are.
    Plain,
}

/// What is shown of a place; none where there is nothing to show.
pub(super) fn hover(analysis: &Analysis, position: Position, style: Style) -> Option<Hover> {
    let byte = analysis.lines.byte(position);
    let report = analysis.report.as_ref();
    let subject = report.and_then(|report| subject(report, analysis.lines.text(), byte));
    let mut found: Vec<(Range<usize>, &Finding)> =
        analysis.findings.iter().filter_map(|finding| Some((bytes_at(finding, byte)?, finding))).collect();
    // The narrowest first: a section that lacks something holds all that stands in it.
    found.sort_by_key(|(bytes, _)| bytes.len());
    let width = subject.as_ref().map_or(0, |subject| subject.range.len());
    let (narrow, wide) = found.split_at(found.partition_point(|(bytes, _)| bytes.len() <= width));
    let range = subject.as_ref().map(|subject| subject.range.clone());
    let range = range.or_else(|| found.first().map(|(bytes, _)| bytes.clone()));
    let standard = Form::standard();
    let form = report.map_or(&*standard, |report| &report.form);
    let mut page = Page { style, text: String::new() };
    narrow.iter().for_each(|(_, finding)| page.rule(finding.rule.as_str(), form));
    if let (Some(report), Some(subject)) = (report, &subject) {
        page.subject(report, analysis.previous.as_ref(), &subject.what);
    }
    wide.iter().for_each(|(_, finding)| page.rule(finding.rule.as_str(), form));
    let kind = match style {
        Style::Markdown => MarkupKind::Markdown,
        Style::Plain => MarkupKind::PlainText,
    };
    let value = page.text.trim_end().to_owned();
    let contents = HoverContents::Markup(MarkupContent { kind, value: value.clone() });
    let range = range.map(|range| analysis.lines.range(range));
    (!value.is_empty()).then_some(Hover { contents, range })
}

/// The bytes of a finding that holds a byte.
fn bytes_at(finding: &Finding, byte: usize) -> Option<Range<usize>> {
    finding.place.bytes().filter(|bytes| (bytes.start..=bytes.end).contains(&byte))
}

/// What is at a place of a report.
pub(super) enum What<'r> {
    Figure(FigureId),
    Row(&'r KeyNode, &'r FigureRow),
    Group(&'r KeyNode),
    /// A name in `{{ }}` that is no figure.
    Name(String),
    /// A rule, by its code.
    Rule(String),
    /// A heading, and what is to be said of it.
    Text(String, String),
}

/// What is at a place of a report, and which bytes of the text it takes.
pub(super) struct Subject<'r> {
    pub what: What<'r>,
    pub range: Range<usize>,
}

/// What is at a byte of a report's text.
pub(super) fn subject<'r>(report: &'r Report, text: &str, byte: usize) -> Option<Subject<'r>> {
    let form = &*report.form;
    if let Some(range) = name_at(text, byte) {
        let name = &text[range.clone()];
        let what = match form.figure_at(&Path::new(name)) {
            Some(id) => What::Figure(id),
            None => What::Name(name.to_owned()),
        };
        return Some(Subject { what, range });
    }
    let holds = |span: &Range<usize>| (span.start..=span.end).contains(&byte);
    let written = (0..).map(FigureId).zip(&report.figures);
    for (id, figure) in written {
        if let Some(range) = figure.span.clone().filter(|span| holds(span)) {
            return Some(Subject { what: What::Figure(id), range });
        }
    }
    let (path, range, is_key) = match Outline::of(text, byte).spot {
        Spot::Key { mut under, key, is_complete: true, .. } => {
            under.push(Step::Key(text[key.clone()].trim_matches(['"', '\'']).to_owned()));
            (under, key, true)
        }
        Spot::Value { path, value } => (path, value, false),
        _ => return None,
    };
    let what = match Meaning::of(form, &path)? {
        Meaning::Figure(id) => What::Figure(id),
        Meaning::Row(node, row) => What::Row(node, row),
        Meaning::Group(node, _) => What::Group(node),
        Meaning::Table(section, _) => What::Text(section.heading(), String::new()),
        Meaning::Prose(section) if is_key => match &section.content {
            crate::form::Content::Prose(prose) => What::Text(section.heading(), prose.description.clone()),
            crate::form::Content::Table(_) => return None,
        },
        Meaning::General(key, GeneralValue::Text) if !is_key && *key == form.general.waiver_rule => {
            What::Rule(text[range.clone()].to_owned())
        }
        Meaning::General(key, _) => What::Text(key.key.clone(), key.description.clone()),
        Meaning::Top | Meaning::Prose(_) => return None,
    };
    Some(Subject { what, range })
}

/// A text that is put together for an editor.
struct Page {
    style: Style,
    text: String,
}

impl Page {
    /// What a rule asks. What was found editors show themselves.
    fn rule(&mut self, code: &str, form: &Form) {
        let Some(rule) = rules::rule(code, form) else { return };
        self.heading(&format!("{}（{}）", rule.code, rule.severity.chinese()), rule.title);
        for (heading, text) in [("要求：", rule.meaning), ("依据：", rule.source)] {
            if !text.is_empty() {
                self.line(&format!("{heading}{text}"));
            }
        }
    }

    fn subject(&mut self, report: &Report, previous: Option<&Report>, what: &What<'_>) {
        match what {
            What::Figure(id) => self.figure(report, previous, *id),
            What::Row(node, row) => self.row(report, node, row),
            What::Group(node) => self.group(report, node),
            What::Rule(code) => self.rule(code, &report.form),
            What::Text(heading, text) => self.heading(heading, text),
            What::Name(name) => {
                let found = names(&report.form, Some(report)).into_iter().find(|(known, _)| known == name);
                if let Some((name, Some(value))) = found {
                    self.heading(&name, &value);
                }
            }
        }
    }

    /// A figure: its number, and the sums it takes part in.
    fn figure(&mut self, report: &Report, previous: Option<&Report>, id: FigureId) {
        let form = &*report.form;
        let figure = report.figure(id);
        let number = match (figure.unreadable, report.is_computed(id)) {
            (true, _) => "读不出".to_owned(),
            (false, true) => format!("{}（由程序计算）", figure.printed()),
            (false, false) => figure.printed(),
        };
        self.heading(&form.figure_name(id), &number);
        self.code(&format!("{{{{ {} }}}}", form.figure(id).path));
        let is_part = |parts: &[FigureId]| parts.contains(&id);
        let totals = form.totals.iter().filter(|total| total.figure == id || is_part(&total.parts));
        let mut in_balances = vec![id];
        for total in totals {
            if total.axis == Axis::Column {
                in_balances.push(total.figure);
            }
            let label = |id: FigureId| match total.axis {
                Axis::Row => form.figure(id).column_label.clone(),
                Axis::Column => form.figure(id).row_label.clone(),
            };
            let sum = report.sum(&total.parts);
            let written = report.figure(total.figure);
            let differs = written.span.is_some() && !written.unreadable && written.number != sum;
            let note = if differs { format!("，写的是 {}", written.number) } else { String::new() };
            let text = summed(report, &total.parts, label);
            self.item(&format!("{}：{}{note}", form.figure_name(total.figure), or_unreadable(text)));
        }
        for balance in &form.balances {
            if in_balances.iter().any(|id| balance.left.contains(id) || balance.right.contains(id)) {
                self.balance(report, balance);
            }
        }
        if let Some(previous) = previous {
            self.last_year(report, previous, id);
        }
    }

    fn balance(&mut self, report: &Report, balance: &Balance) {
        let label = |id: FigureId| report.form.figure(id).row_label.clone();
        let side = |ids: &[FigureId]| summed(report, ids, label);
        let verdict =
            if report.sum(&balance.left) == report.sum(&balance.right) { "相等" } else { "不相等" };
        let text = side(&balance.left).zip(side(&balance.right));
        let text = text.map(|(left, right)| format!("{left}；{right}，{verdict}"));
        self.item(&format!("{} {}：{}", balance.rule, balance.meaning, or_unreadable(text)));
    }

    /// What a figure has to do with last year's report.
    fn last_year(&mut self, report: &Report, previous: &Report, id: FigureId) {
        let form = &*report.form;
        let of_last_year = |id: FigureId| {
            let then = previous.form.figure_at(&form.figure(id).path)?;
            (!previous.figure(then).unreadable).then(|| previous.number(then))
        };
        for carry in form.carry_overs.iter().filter(|carry| carry.this_year == id) {
            if let Some(number) = of_last_year(carry.last_year) {
                let verdict = if number == report.number(id) { "相等" } else { "不相等" };
                let name = form.figure_name(carry.last_year);
                self.item(&format!("{} 上年报告的{name}：{number}，{verdict}", carry.rule));
            }
        }
        for stock in form.stock_balances.iter().filter(|stock| stock.stock == id) {
            if let Some(before) = of_last_year(id) {
                let (added, removed) = (report.number(stock.added), report.number(stock.removed));
                let wanted = before.plus(added).minus(removed);
                let verdict = if wanted == report.number(id) { "相等" } else { "不相等" };
                let (add, remove) = (form.figure(stock.added), form.figure(stock.removed));
                self.item(&format!(
                    "{} 上年 {before} + {} {added} − {} {removed} = {wanted}，{verdict}",
                    stock.rule, add.column_label, remove.column_label
                ));
            }
        }
        if let Some(number) = of_last_year(id) {
            self.item(&format!("上年报告的这个数：{number}"));
        }
    }

    /// A row: its figures, and their sum.
    fn row(&mut self, report: &Report, node: &KeyNode, row: &FigureRow) {
        let form = &*report.form;
        self.heading(&node.label, "");
        self.code(node.path.as_str());
        let label = |id: FigureId| form.figure(id).column_label.clone();
        for column in &row.columns {
            let text = match form.total(column.figure, Axis::Row) {
                Some(total) => or_unreadable(summed(report, &total.parts, label)),
                None => report.figure(column.figure).printed(),
            };
            self.item(&format!("{}：{text}", label(column.figure)));
        }
    }

    /// A group of rows: the sums over them, as prose may name them.
    fn group(&mut self, report: &Report, node: &KeyNode) {
        self.heading(&node.label, "");
        self.code(node.path.as_str());
        let prefix = format!("{}.", node.path);
        for (name, value) in names(&report.form, Some(report)) {
            let is_sum = report.form.figure_at(&Path::new(&name)).is_none();
            if let (Some(column), Some(value), true) = (name.strip_prefix(&prefix), value, is_sum)
                && !column.contains('.')
            {
                self.item(&format!("各行之和·{column}：{value}"));
            }
        }
    }

    fn heading(&mut self, heading: &str, text: &str) {
        let colon = if text.is_empty() { "" } else { "：" };
        match self.style {
            Style::Markdown => {
                let (heading, text) = (escaped(heading), escaped(text));
                self.text.push_str(&format!("**{heading}**{colon}{text}\n\n"));
            }
            Style::Plain => self.text.push_str(&format!("{heading}{colon}{text}\n")),
        }
    }

    fn line(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.style {
            Style::Markdown => self.text.push_str(&format!("{}\n\n", escaped(text))),
            Style::Plain => self.text.push_str(&format!("{text}\n")),
        }
    }

    /// A name as it is written in a data file.
    fn code(&mut self, text: &str) {
        match self.style {
            Style::Markdown => self.text.push_str(&format!("`{text}`\n\n")),
            Style::Plain => self.text.push_str(&format!("{text}\n")),
        }
    }

    fn item(&mut self, text: &str) {
        match self.style {
            Style::Markdown => self.text.push_str(&format!("- {}\n", escaped(text))),
            Style::Plain => self.text.push_str(&format!("· {text}\n")),
        }
    }
}

/// `自然人 16 + 商业企业 2 = 18`: the summands with their labels, and their sum where there are several. Zeros are
/// left out beside others; none if a figure could not be read.
fn summed(report: &Report, ids: &[FigureId], label: impl Fn(FigureId) -> String) -> Option<String> {
    if ids.iter().any(|&id| report.figure(id).unreadable) {
        return None;
    }
    let sum = report.sum(ids);
    let with_zeros = ids.len() <= 2;
    let shown = ids.iter().filter(|id| with_zeros || !report.number(**id).is_zero());
    let shown: Vec<String> = shown.map(|&id| format!("{} {}", label(id), report.number(id))).collect();
    Some(match shown.as_slice() {
        [] => sum.to_string(),
        [only] => only.clone(),
        several => format!("{} = {sum}", several.join(" + ")),
    })
}

fn or_unreadable(text: Option<String>) -> String {
    text.unwrap_or_else(|| "有读不出的数，没有计算".to_owned())
}

/// A text in which nothing acts as Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins_line = true;
    for c in text.chars() {
        if "\\`*_[]<&|~".contains(c) || (begins_line && "#+->=".contains(c)) {
            out.push('\\');
        }
        // A line of its own, as plain text has it.
        if c == '\n' {
            out.push_str("  ");
        }
        out.push(c);
        begins_line = c == '\n';
    }
    out
}
