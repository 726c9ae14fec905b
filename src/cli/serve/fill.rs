//! The form as it is filled in: what the page shows of a report, and the way back into the text of its data file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::desk::Refusal;
use crate::form::{self, Content, FigureId, Form};
use crate::import;
use crate::report::{self, Prose, Report};
use crate::source::{self, Source, Value};
use crate::write::Data;

/// The form, filled in.
#[derive(Debug, Serialize)]
pub struct Filled {
    title: String,
    fields: Vec<Field>,
    parts: Vec<Part>,
    /// Figures by path.
    figures: BTreeMap<String, Cell>,
    /// The report as a fragment of HTML; its tables are the form's.
    article: String,
}

/// A value outside the sections.
#[derive(Debug, Serialize)]
pub struct Field {
    key: String,
    description: String,
    value: String,
}

/// A section, or the preface.
#[derive(Debug, Serialize)]
pub struct Part {
    key: String,
    heading: String,
    /// A paragraph a line; none for a table.
    text: Option<String>,
    /// First and last line of the prose in the data file, where it stands there.
    lines: Option<(u32, u32)>,
}

/// A figure.
#[derive(Debug, Serialize)]
pub struct Cell {
    text: String,
    /// True for a total that the file does not write: it follows from the others.
    computed: bool,
}

/// What was filled in, by key or path.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    fields: BTreeMap<String, String>,
    prose: BTreeMap<String, String>,
    figures: BTreeMap<String, String>,
}

impl Changes {
    /// True if nothing was.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.prose.is_empty() && self.figures.is_empty()
    }
}

impl Filled {
    /// A report with its fragment of HTML.
    pub fn of(report: &Report, article: String) -> Self {
        let form = &report.form;
        let totals: BTreeSet<FigureId> = form.totals.iter().map(|total| total.figure).collect();
        let figures = (0..).map(FigureId).zip(&form.figures).zip(&report.figures).map(|((id, form), figure)| {
            let written = figure.span.clone().filter(|_| figure.unreadable).map(|span| scalar(&report.source.text()[span]));
            let computed = figure.span.is_none() && totals.contains(&id);
            (form.path.to_string(), Cell { text: written.unwrap_or_else(|| figure.printed()), computed })
        });
        let part = |key: &str, heading: String, prose: Option<&Prose>| {
            let paragraphs = prose.map(|p| p.paragraphs.as_slice()).unwrap_or_default();
            let text = paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n");
            let lines = prose.map(|p| report.place(&p.span)).map(|place| (place.start.line, place.end.line));
            Part { key: key.to_owned(), heading, text: Some(text), lines }
        };
        let key = &form.general.preface.key;
        let mut parts = vec![part(key, key.clone(), report.preface.as_ref())];
        parts.extend(form.sections.iter().zip(&report.prose).map(|(section, prose)| match section.content {
            Content::Prose(_) => part(&section.key, section.heading(), prose.as_ref()),
            Content::Table(_) => Part { key: section.key.clone(), heading: section.heading(), text: None, lines: None },
        }));
        Self { title: report.printed_title(), fields: fields(report), parts, figures: figures.collect(), article }
    }
}

/// The keys outside the sections that can be filled in, in the order of [`set_field`].
fn field_keys(form: &Form) -> [(String, &str); 5] {
    let general = &form.general;
    let inside = |key: &form::GeneralKey| format!("{}.{}", general.signature.key, key.key);
    [
        (general.agency.key.clone(), &general.agency.description),
        (general.year.key.clone(), &general.year.description),
        (general.title.key.clone(), &general.title.description),
        (inside(&general.signature_name), &general.signature_name.description),
        (inside(&general.signature_date), &general.signature_date.description),
    ]
}

fn fields(report: &Report) -> Vec<Field> {
    let data = Data::of(report);
    let date = data.signature_date.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
    let year = data.year.map(|year| year.to_string());
    let values = [Some(data.agency), year, data.title, data.signature_name, date];
    let field = |((key, description), value): ((String, &str), Option<String>)| Field {
        key,
        description: description.to_owned(),
        value: value.unwrap_or_default(),
    };
    field_keys(&report.form).into_iter().zip(values).map(field).collect()
}

fn set_field(data: &mut Data, key: &str, value: &str) -> Result<(), Refusal> {
    let form = data.form.clone();
    let keys = field_keys(&form);
    let text = (!value.is_empty()).then(|| value.to_owned());
    match keys.iter().position(|(known, _)| known == key) {
        Some(0) => data.agency = value.to_owned(),
        Some(1) => {
            let year = value.parse().ok().filter(|year| report::YEARS.contains(year));
            data.year = Some(year.ok_or_else(|| Refusal::Invalid(format!("“{key}”应当是四位数字的年份")))?);
        }
        Some(2) => data.title = text,
        Some(3) => data.signature_name = text,
        Some(4) => {
            let date =
                |text: String| report::parse_date(&text).ok_or_else(|| Refusal::Invalid(format!("“{key}”写成 2025-01-20 这样")));
            data.signature_date = text.map(date).transpose()?;
        }
        _ => return Err(Refusal::Invalid(format!("没有“{key}”这一项"))),
    }
    Ok(())
}

/// The text of a data file with what was filled in; all else in it stays as it is.
pub fn changed(report: &Report, changes: &Changes) -> Result<String, Refusal> {
    let form = report.form.clone();
    let mut data = Data::of(report);
    for total in form.totals.iter().filter(|total| report.figure(total.figure).span.is_none()) {
        // It is computed anew.
        data.cells[total.figure.index()] = None;
    }
    for (path, text) in &changes.figures {
        let id = form.figure_at(&form::Path::new(path)).ok_or_else(|| Refusal::Invalid(format!("没有“{path}”这个数据")))?;
        data.cells[id.index()] = Some(one_line(text));
    }
    for (key, text) in &changes.fields {
        set_field(&mut data, key, &one_line(text))?;
    }
    let broken = || Refusal::Failed("填写的内容没有写进源文件".to_owned());
    let text = import::figures_onto(&data, report).ok_or_else(broken)?;
    if changes.prose.is_empty() {
        return Ok(text);
    }
    // Prose as it reads with the new figures: only what was filled in is a change.
    let report = report::read(Arc::new(Source::new(report.source.file().clone(), text))).0.ok_or_else(broken)?;
    let mut data = Data::of(&report);
    for (key, text) in &changes.prose {
        let paragraphs = text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
        let section = form.sections.iter().position(|s| s.key == *key && matches!(s.content, Content::Prose(_)));
        match section {
            Some(section) => data.prose[section] = paragraphs,
            None if *key == form.general.preface.key => data.preface = paragraphs,
            None => return Err(Refusal::Invalid(format!("没有“{key}”这一部分"))),
        }
    }
    import::prose_onto(&data, &report).ok_or_else(broken)
}

/// What a value of a data file says, without its quotes.
fn scalar(written: &str) -> String {
    let (root, _) = source::parse(&Source::new("", format!("v: {written}\n")));
    match root.map(|root| root.value) {
        Some(Value::Mapping(entries)) => entries.first().and_then(|(_, value)| value.as_str()).unwrap_or(written).to_owned(),
        _ => written.to_owned(),
    }
}

fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ").trim().to_owned()
}
