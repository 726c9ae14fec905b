//! What `nianbao init` writes: a commented, valid data file to fill in.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use handlebars::Handlebars;
use serde::Serialize;

use crate::form::{Content, FigureId, FigureRowId, Form, KeyNode, KeyTarget};
use crate::report::{Number, Report};
use crate::yaml::word_or_quoted;

/// What a new data file starts with.
#[derive(Debug, Clone)]
pub struct InitOptions<'a> {
    /// The official format.
    pub form: Arc<Form>,
    /// 机关名称; that of last year's report, or a blank to fill in, when `None`.
    pub agency: Option<String>,
    /// 年度.
    pub year: u16,
    /// Last year's report: what it carries over, and what is in force, is carried into the new file.
    pub previous: Option<&'a Report>,
    /// How the new file names last year's file (上年数据).
    pub previous_path: Option<String>,
}

/// A blank that N208 finds as long as it is not filled in.
const BLANK_AGENCY: &str = "××市人民政府办公室";

#[derive(Serialize)]
struct Data {
    legal_source: String,
    general: Vec<Entry>,
    optional: Vec<Entry>,
    sections: Vec<SectionData>,
}

#[derive(Serialize)]
struct Entry {
    key: String,
    value: String,
    example: String,
    description: String,
}

#[derive(Serialize)]
struct SectionData {
    key: String,
    heading: String,
    notes: Vec<String>,
    lines: Vec<String>,
    rows: Vec<RowData>,
}

#[derive(Serialize)]
struct RowData {
    indent: String,
    comment: String,
    key: String,
    value: String,
}

static TEMPLATE: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut registry = Handlebars::new();
    registry.register_escape_fn(handlebars::no_escape);
    let text = include_str!("../templates/2021/data.yaml.hbs");
    registry
        .register_template_string("data", text)
        .unwrap_or_else(|e| panic!("the built-in template is proven by the tests: {e}"));
    registry
});

/// Writes a data file.
///
/// ```
/// use nianbao::{form::Form, init::{InitOptions, data_file}, report, yaml::Source};
/// let options = InitOptions { form: Form::standard(), agency: Some("甲市教育局".into()), year: 2024, previous: None, previous_path: None };
/// let (report, findings) = report::read(Source::new("甲.yaml", data_file(&options)).into());
/// assert!(findings.is_empty());
/// assert_eq!(report.unwrap().official_title(), "甲市教育局2024年政府信息公开工作年度报告");
/// ```
pub fn data_file(options: &InitOptions) -> String {
    data_file_of(options, &carried(&options.form, options.previous))
}

/// Writes a data file with these figures; all others are 0.
pub(crate) fn data_file_of(options: &InitOptions, figures: &BTreeMap<FigureId, Number>) -> String {
    let form = &options.form;
    let general = &form.general;
    let agency = options.agency.clone().or_else(|| options.previous.map(|p| p.agency.text.clone()));
    let entry = |key: &crate::form::GeneralKey, value: String| Entry {
        key: key.key.clone(),
        value,
        example: word_or_quoted(&key.example),
        description: key.description.clone(),
    };
    let mut fixed = vec![
        entry(&general.agency, word_or_quoted(&agency.unwrap_or_else(|| BLANK_AGENCY.into()))),
        entry(&general.year, options.year.to_string()),
    ];
    if form.format != Form::DEFAULT {
        fixed.push(entry(&general.format, form.format.clone()));
    }
    if let Some(path) = &options.previous_path {
        fixed.push(entry(&general.previous, word_or_quoted(path)));
    }
    let optional =
        [&general.title, &general.preface, &general.variables, &general.waivers, &general.signature].map(
            |key| {
                let mut entry = entry(key, String::new());
                entry.example = match key {
                    k if k == &general.signature => {
                        let (name, date) = (&general.signature_name, &general.signature_date);
                        format!("{{{}: {}, {}: {}}}", name.key, name.example, date.key, date.example)
                    }
                    k if k == &general.waivers => {
                        let (rule, reason) = (&general.waiver_rule, &general.waiver_reason);
                        format!("[{{{}: {}, {}: {}}}]", rule.key, rule.example, reason.key, reason.example)
                    }
                    k if k == &general.variables => "{名称: 值}".to_owned(),
                    _ => entry.example,
                };
                entry
            },
        );
    let sections = form.sections.iter().map(|section| match &section.content {
        Content::Prose(prose) => SectionData {
            key: section.key.clone(),
            heading: section.heading(),
            notes: vec![prose.description.clone()],
            lines: prose.scaffold.lines().map(str::to_owned).collect(),
            rows: Vec::new(),
        },
        Content::Table(table) => {
            let mut rows = Vec::new();
            keys(form, &table.keys, 1, figures, &mut rows);
            SectionData {
                key: section.key.clone(),
                heading: section.heading(),
                notes: Vec::new(),
                lines: Vec::new(),
                rows,
            }
        }
    });
    let data = Data {
        legal_source: form.legal_source.clone(),
        general: fixed,
        optional: optional.into(),
        sections: sections.collect(),
    };
    TEMPLATE
        .render("data", &data)
        .unwrap_or_else(|e| panic!("the built-in template is proven by the tests: {e}"))
}

/// The figures that are not 0 in a new file: what last year's report carries over; what is in force; and, so
/// that every column adds up from the start, what was carried over as still to be dealt with.
fn carried(form: &Form, previous: Option<&Report>) -> BTreeMap<FigureId, Number> {
    let mut figures = BTreeMap::new();
    let Some(previous) = previous else { return figures };
    let last =
        |id: FigureId| previous.figure_at(&form.figure(id).path).map(|f| f.number).filter(|n| !n.is_zero());
    for carry in &form.carry_overs {
        if let Some(number) = last(carry.last_year) {
            figures.insert(carry.this_year, number);
        }
    }
    for stock in &form.stock_balances {
        if let Some(number) = last(stock.stock) {
            figures.insert(stock.stock, number);
        }
    }
    for balance in &form.balances {
        let left = balance.left.iter().filter_map(|id| figures.get(id).copied()).reduce(Number::plus);
        if let (Some(left), Some(&rest)) = (left, balance.right.last()) {
            figures.insert(rest, left);
        }
    }
    figures
}

fn keys(
    form: &Form,
    nodes: &[KeyNode],
    depth: usize,
    figures: &BTreeMap<FigureId, Number>,
    rows: &mut Vec<RowData>,
) {
    for node in nodes {
        let indent = "  ".repeat(depth);
        let comment = if node.label == node.key { String::new() } else { node.label.clone() };
        match &node.target {
            KeyTarget::Row(row) => {
                // A row of totals is computed.
                if !form.is_total_row(*row) {
                    rows.push(RowData {
                        indent,
                        comment,
                        key: node.key.clone(),
                        value: value(form, *row, figures),
                    });
                }
            }
            KeyTarget::Group(children) => {
                rows.push(RowData { indent, comment, key: node.key.clone(), value: String::new() });
                keys(form, children, depth + 1, figures, rows);
            }
            KeyTarget::UnkeyedGroup(children) => keys(form, children, depth, figures, rows),
        }
    }
}

/// ` 0` for a row with one figure, ` {自然人: 0, …}` for the others.
fn value(form: &Form, row: FigureRowId, figures: &BTreeMap<FigureId, Number>) -> String {
    let number = |id: &FigureId| figures.get(id).map_or_else(|| "0".to_owned(), Number::to_string);
    let row = form.figure_row(row);
    if let [only] = row.columns.as_slice() {
        let unit = form.figure(only.figure).unit.as_ref().map(|u| format!("    # {u}")).unwrap_or_default();
        return format!(" {}{unit}", number(&only.figure));
    }
    let columns =
        row.parts().filter_map(|c| c.key.as_ref().map(|key| format!("{key}: {}", number(&c.figure))));
    format!(" {{{}}}", columns.collect::<Vec<_>>().join(", "))
}
