//! The form as it is filled in: what the page shows of a report, and the way back into the text of its data
//! file.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::workspace::Refusal;
use crate::data_file::Data;
use crate::form::{self, Content, FigureId, Form, YEARS};
use crate::import;
use crate::report::{self, Prose, Report};
use crate::yaml::{self, Source, Value};

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
        let data = Data::of(report);
        let figures =
            (0..).map(FigureId).zip(&form.figures).zip(&report.figures).map(|((id, form), figure)| {
                let written = figure
                    .span
                    .clone()
                    .filter(|_| figure.unreadable)
                    .map(|span| scalar(&report.source.text()[span]));
                let text = written.unwrap_or_else(|| figure.printed());
                (form.path.to_string(), Cell { text, computed: report.is_computed(id) })
            });
        let fields = General::ALL.map(|general| Field {
            key: general.key(form),
            description: general.of(form).description.clone(),
            value: general.value(&data),
        });
        let part = |key: &str, heading: String, prose: Option<&Prose>, paragraphs: &[String]| {
            let lines = prose.map(|p| report.place(&p.span)).map(|place| (place.start.line, place.end.line));
            Part { key: key.to_owned(), heading, text: Some(paragraphs.join("\n")), lines }
        };
        let key = &form.general.preface.key;
        let mut parts = vec![part(key, key.clone(), report.preface.as_ref(), &data.preface)];
        let sections = form.sections.iter().zip(&report.prose).zip(&data.prose);
        parts.extend(sections.map(|((section, prose), paragraphs)| match section.content {
            Content::Prose(_) => part(&section.key, section.heading(), prose.as_ref(), paragraphs),
            Content::Table(_) => {
                Part { key: section.key.clone(), heading: section.heading(), text: None, lines: None }
            }
        }));
        Self {
            title: report.printed_title(),
            fields: fields.into(),
            parts,
            figures: figures.collect(),
            article,
        }
    }
}

/// The keys outside the sections that can be filled in.
#[derive(Debug, Clone, Copy)]
enum General {
    Agency,
    Year,
    Title,
    SignatureName,
    SignatureDate,
}

impl General {
    const ALL: [Self; 5] = [Self::Agency, Self::Year, Self::Title, Self::SignatureName, Self::SignatureDate];

    fn of(self, form: &Form) -> &form::GeneralKey {
        let general = &form.general;
        match self {
            Self::Agency => &general.agency,
            Self::Year => &general.year,
            Self::Title => &general.title,
            Self::SignatureName => &general.signature_name,
            Self::SignatureDate => &general.signature_date,
        }
    }

    /// Its path: `年度`, `落款.日期`.
    fn key(self, form: &Form) -> String {
        let key = &self.of(form).key;
        match self {
            Self::SignatureName | Self::SignatureDate => format!("{}.{key}", form.general.signature.key),
            _ => key.clone(),
        }
    }

    fn value(self, data: &Data) -> String {
        let value = match self {
            Self::Agency => Some(data.agency.clone()),
            Self::Year => data.year.map(|year| year.to_string()),
            Self::Title => data.title.clone(),
            Self::SignatureName => data.signature_name.clone(),
            Self::SignatureDate => {
                data.signature_date.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
            }
        };
        value.unwrap_or_default()
    }

    fn set(self, data: &mut Data, value: String) -> Result<(), Refusal> {
        let invalid = |data: &Data, what: &str| Refusal::Invalid(format!("“{}”{what}", self.key(&data.form)));
        let text = Some(value).filter(|value| !value.is_empty());
        match self {
            Self::Agency => data.agency = text.unwrap_or_default(),
            Self::Year => {
                let year = text.and_then(|text| text.parse().ok()).filter(|year| YEARS.contains(year));
                data.year = Some(year.ok_or_else(|| invalid(data, "应当是四位数字的年份"))?);
            }
            Self::Title => data.title = text,
            Self::SignatureName => data.signature_name = text,
            Self::SignatureDate => {
                let date = |text: String| {
                    report::parse_date(&text).ok_or_else(|| invalid(data, "写成 2025-01-20 这样"))
                };
                data.signature_date = text.map(date).transpose()?;
            }
        }
        Ok(())
    }
}

/// The text of a data file with what was filled in; all else in it stays as it is.
pub fn changed(report: &Report, changes: &Changes) -> Result<String, Refusal> {
    let form = report.form.clone();
    let mut data = Data::of(report);
    for total in form.totals.iter().filter(|total| report.is_computed(total.figure)) {
        // It is computed anew.
        data.cells[total.figure.index()] = None;
    }
    for (path, text) in &changes.figures {
        let id = form
            .figure_at(&form::Path::new(path))
            .ok_or_else(|| Refusal::Invalid(format!("没有“{path}”这个数据")))?;
        data.cells[id.index()] = Some(one_line(text));
    }
    for (key, text) in &changes.fields {
        let general = General::ALL.into_iter().find(|general| general.key(&form) == *key);
        general
            .ok_or_else(|| Refusal::Invalid(format!("没有“{key}”这一项")))?
            .set(&mut data, one_line(text))?;
    }
    let broken = || Refusal::Failed("填写的内容没有写进源文件".to_owned());
    let text = import::figures_onto(&data, report).ok_or_else(broken)?;
    if changes.prose.is_empty() {
        return Ok(text);
    }
    // Prose as it reads with the new figures: only what was filled in is a change.
    let report =
        report::read(Arc::new(Source::new(report.source.file().clone(), text))).0.ok_or_else(broken)?;
    let mut data = Data::of(&report);
    for (key, text) in &changes.prose {
        let paragraphs =
            text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
        let section =
            form.sections.iter().position(|s| s.key == *key && matches!(s.content, Content::Prose(_)));
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
    let (root, _) = yaml::parse(&Source::new("", format!("v: {written}\n")));
    match root.map(|root| root.value) {
        Some(Value::Mapping(entries)) => {
            entries.first().and_then(|(_, value)| value.as_str()).unwrap_or(written).to_owned()
        }
        _ => written.to_owned(),
    }
}

fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ").trim().to_owned()
}
