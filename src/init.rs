//! What `nianbao init` writes: a commented, valid data file to fill in.

mod prose;

use std::collections::BTreeMap;
use std::sync::Arc;

use handlebars::Handlebars;
use serde::Serialize;

use crate::form::{
    Content, FigureId, FigureRowId, Form, General, GeneralKey, KeyNode, KeyTarget, Section, normal_label,
};
use crate::report::{Number, Report};
use crate::wording;
use crate::yaml::word_or_quoted;

pub use prose::CarriedProse;

/// The built-in template of a new data file.
pub const TEMPLATE: &str = include_str!("../templates/2021/data.yaml.hbs");

/// The placeholder for an agency that is not known, if the form has none of its own. N208 finds it.
const BLANK: &str = "××××";

/// What a new data file starts with.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct InitOptions<'a> {
    /// The official format.
    pub form: Arc<Form>,
    /// 机关名称; that of last year's report, or a blank to fill in, when `None`.
    pub agency: Option<String>,
    /// 年度.
    pub year: u16,
    /// Last year's report: what it carries over, and what is in force, is carried into the new file.
    pub previous: Option<&'a Report>,
    /// What becomes of last year's prose.
    pub prose: PreviousProse,
    /// How the new file names last year's file (上年数据).
    pub previous_path: Option<String>,
    /// The Handlebars template `data.yaml.hbs`.
    pub template: &'a str,
}

/// What becomes of last year's prose in a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PreviousProse {
    /// It is left; the new file has what the form proposes.
    #[default]
    Left,
    /// It is carried over, its figures bound to the tables; see [`CarriedProse`].
    CarriedOver,
}

impl InitOptions<'_> {
    /// A file for a year with the built-in template, without last year's report.
    pub fn new(form: Arc<Form>, year: u16) -> Self {
        Self {
            form,
            agency: None,
            year,
            previous: None,
            prose: PreviousProse::Left,
            previous_path: None,
            template: TEMPLATE,
        }
    }

    /// Last year's prose as the new file will have it; none where it is left, or there is none.
    pub fn carried_prose(&self) -> Option<CarriedProse> {
        let previous = self.previous.filter(|_| self.prose == PreviousProse::CarriedOver)?;
        Some(CarriedProse::of(previous, &self.form))
    }
}

/// A template of data files cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InitError {
    /// It is no Handlebars template.
    #[error("data.yaml.hbs{} 有误：{}", at(.0.pos()), wording::handlebars_template(.0.reason()))]
    Template(#[from] Box<handlebars::TemplateError>),
    /// It cannot be rendered, for example because a name in it does not exist.
    #[error(
        "data.yaml.hbs{} 有误：{}",
        at(.0.line_no.zip(.0.column_no)),
        wording::handlebars_render(.0.reason())
    )]
    Render(#[from] Box<handlebars::RenderError>),
}

/// Line and column as they stand behind the name of a file.
fn at(place: Option<(usize, usize)>) -> String {
    place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default()
}

/// The data of `data.yaml.hbs`. Its names are those that the template uses.
#[derive(Serialize)]
struct Data {
    report_name: String,
    legal_source: String,
    /// A figure as prose names it, `{{依申请公开.本年新收.总计}}`.
    example: String,
    /// What a total is called in this form, 总计.
    total: String,
    /// General keys with their values.
    general: Vec<Entry>,
    /// General keys that are written as comments.
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
    /// Comments above the section.
    notes: Vec<String>,
    /// The lines of its prose.
    lines: Vec<String>,
    /// The rows of its table.
    rows: Vec<RowData>,
}

/// A line of a table: a row of figures, or the key of a group.
#[derive(Serialize)]
struct RowData {
    indent: String,
    /// The official label, where it is not the key.
    comment: String,
    key: String,
    /// What follows the colon, with the blank between them; empty for a group.
    value: String,
}

/// Writes a data file to fill in: every key of the form, all figures 0 but those that last year's report
/// carries over, and comments that explain each section.
///
/// # Errors
/// The template has a mistake in it; the built-in one has none.
///
/// ```
/// use nianbao::{form::Form, init::{InitOptions, data_file}, report, yaml::Source};
/// let mut options = InitOptions::new(Form::standard(), 2024);
/// options.agency = Some("甲市教育局".into());
/// let (report, findings) = report::read(Source::new("甲.yaml", data_file(&options)?).into());
/// assert!(findings.is_empty());
/// assert_eq!(report.unwrap().official_title(), "甲市教育局2024年政府信息公开工作年度报告");
/// # Ok::<(), nianbao::init::InitError>(())
/// ```
pub fn data_file(options: &InitOptions) -> Result<String, InitError> {
    data_file_of(options, &carried(&options.form, options.previous))
}

/// Writes a data file with these figures; all others are 0, or what last year's report carries over.
#[cfg(feature = "spreadsheet")]
pub(crate) fn data_file_over(
    options: &InitOptions,
    figures: &BTreeMap<FigureId, Number>,
) -> Result<String, InitError> {
    let mut all = carried(&options.form, options.previous);
    all.extend(figures);
    data_file_of(options, &all)
}

/// Writes a data file with these figures; all others are 0.
pub(crate) fn data_file_of(
    options: &InitOptions,
    figures: &BTreeMap<FigureId, Number>,
) -> Result<String, InitError> {
    let mut registry = Handlebars::new();
    registry.register_escape_fn(handlebars::no_escape);
    registry.register_template_string("data", options.template).map_err(Box::new)?;
    let form = &options.form;
    let example = form.example_figure().map(|figure| format!("{{{{{}}}}}", figure.path));
    let total = form.totals.first().and_then(|total| form.figure(total.figure).path.keys().last());
    let prose = options.carried_prose().unwrap_or_default();
    let section = |(number, section): (usize, &Section)| {
        let carried = prose.sections.get(number).map(Vec::as_slice).unwrap_or_default();
        section_data(form, section, figures, carried)
    };
    let data = Data {
        report_name: form.report_name().to_owned(),
        legal_source: form.legal_source.clone(),
        example: example.unwrap_or_default(),
        total: total.unwrap_or("合计").to_owned(),
        general: fixed_entries(options, &prose),
        optional: optional_entries(&form.general),
        sections: form.sections.iter().enumerate().map(section).collect(),
    };
    Ok(registry.render("data", &data).map_err(Box::new)?)
}

/// The general keys that every file has.
fn fixed_entries(options: &InitOptions, prose: &CarriedProse) -> Vec<Entry> {
    let general = &options.form.general;
    let entry = |key: &GeneralKey, value: String| Entry {
        key: key.key.clone(),
        value,
        example: word_or_quoted(&key.example),
        description: key.description.clone(),
    };
    let agency = options.agency.clone().or_else(|| options.previous.map(|p| p.agency.text.clone()));
    let blank = || general.agency.blank.clone().unwrap_or_else(|| BLANK.to_owned());
    let mut entries = vec![
        entry(&general.agency, word_or_quoted(&agency.unwrap_or_else(blank))),
        entry(&general.year, options.year.to_string()),
    ];
    if options.form.format != Form::DEFAULT {
        entries.push(entry(&general.format, options.form.format.clone()));
    }
    if let Some(path) = &options.previous_path {
        entries.push(entry(&general.previous, word_or_quoted(path)));
    }
    if let (Some(key), Some(names)) = (&general.former_names, former_names(options)) {
        entries.push(entry(key, names));
    }
    if !prose.variables.is_empty() {
        let pair =
            |(name, value): &(String, String)| format!("{}: {}", word_or_quoted(name), word_or_quoted(value));
        let pairs: Vec<String> = prose.variables.iter().map(pair).collect();
        entries.push(entry(&general.variables, format!("{{{}}}", pairs.join(", "))));
    }
    if !prose.preface.is_empty() {
        entries.push(entry(&general.preface, format!("|\n  {}", prose.preface.join("\n  "))));
    }
    entries
}

/// 曾用名 of the new file: what last year's has, and its 机关名称 if the agency has another one now. None if
/// there are none.
fn former_names(options: &InitOptions) -> Option<String> {
    let previous = options.previous?;
    let agency = options.agency.as_ref().unwrap_or(&previous.agency.text);
    let is_other = |name: &&str| normal_label(name) != normal_label(agency);
    let names = [&previous.agency].into_iter().chain(&previous.former_names).map(|name| name.text.as_str());
    let names: Vec<String> = names.filter(is_other).map(word_or_quoted).collect();
    match names.as_slice() {
        [] => None,
        [name] => Some(name.clone()),
        names => Some(format!("[{}]", names.join(", "))),
    }
}

/// The general keys that a file may have, each with an example of its value as YAML.
fn optional_entries(general: &General) -> Vec<Entry> {
    let pair = |(a, b): (&GeneralKey, &GeneralKey)| {
        format!("{{{}: {}, {}: {}}}", a.key, a.example, b.key, b.example)
    };
    let entry = |key: &GeneralKey, example: String| Entry {
        key: key.key.clone(),
        value: String::new(),
        example,
        description: key.description.clone(),
    };
    let mut entries = vec![
        entry(&general.title, word_or_quoted(&general.title.example)),
        entry(&general.preface, word_or_quoted(&general.preface.example)),
        entry(&general.variables, "{名称: 值}".to_owned()),
        entry(&general.waivers, format!("[{}]", pair((&general.waiver_rule, &general.waiver_reason)))),
        entry(&general.signature, pair((&general.signature_name, &general.signature_date))),
    ];
    entries.extend(general.former_names.iter().map(|key| entry(key, word_or_quoted(&key.example))));
    entries
}

/// `carried` are the lines of last year's prose; the form's own stand where there are none.
fn section_data(
    form: &Form,
    section: &Section,
    figures: &BTreeMap<FigureId, Number>,
    carried: &[String],
) -> SectionData {
    let mut data = SectionData {
        key: section.key.clone(),
        heading: section.heading(),
        notes: Vec::new(),
        lines: Vec::new(),
        rows: Vec::new(),
    };
    match &section.content {
        Content::Prose(prose) => {
            data.notes.push(prose.description.clone());
            let scaffold = || prose.scaffold.lines().map(str::to_owned).collect();
            data.lines = if carried.is_empty() { scaffold() } else { carried.to_vec() };
        }
        Content::Table(table) => keys(form, &table.keys, 1, figures, &mut data.rows),
    }
    data
}

/// The figures that are not 0 in a new file. Example: last year's report says 结转下年度 3 and 规章现行有效 5.
///
/// 1. Carry-overs of the form (N105): 上年结转 is 3.
/// 2. Stocks, until something is added or removed (N106): 规章现行有效 is 5.
/// 3. Balances of the form (N101), so that a new file has no errors: 本年新收 + 上年结转 = 总计 + 结转下年度 would
///    be 0 + 3 = 0 + 0. What was carried over counts as not dealt with yet, so the last figure on the right,
///    结转下年度, is 3 too.
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

/// Adds a line for every key under a level: its rows, and its groups with what is under them.
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
                let mut inner = Vec::new();
                keys(form, children, depth + 1, figures, &mut inner);
                // A group of nothing but totals is computed as well.
                if !inner.is_empty() {
                    rows.push(RowData { indent, comment, key: node.key.clone(), value: String::new() });
                    rows.append(&mut inner);
                }
            }
            KeyTarget::UnkeyedGroup(children) => keys(form, children, depth, figures, rows),
        }
    }
}

/// The value of a row as it follows the colon: ` 0` for a row with one figure, with its unit as a comment if
/// it has one, and ` {自然人: 0, …}` without totals for the others.
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
