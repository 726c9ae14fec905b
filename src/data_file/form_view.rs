//! The form as it is filled in: what a page shows of a report.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Data;
use super::changes::GeneralField;
use crate::form::{Content, FigureId};
use crate::report::{Prose, Report};
use crate::yaml::{Node, Value};

/// The form, filled in.
#[derive(Debug, Serialize)]
pub struct FormView {
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

impl FormView {
    /// What a page shows of a report; `article` is the report as a fragment of HTML.
    pub fn of(report: &Report, article: String) -> Self {
        let form = &report.form;
        let data = Data::of(report);
        let figures =
            (0..).map(FigureId).zip(&form.figures).zip(&report.figures).map(|((id, form), figure)| {
                let written =
                    figure.span.clone().filter(|_| figure.unreadable).map(|span| written_text(report, &span));
                let text = written.unwrap_or_else(|| figure.printed());
                (form.path.to_string(), Cell { text, computed: report.is_computed(id) })
            });
        let fields = GeneralField::ALL.map(|general| Field {
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

/// The text of the value at these bytes, without quotes.
fn written_text(report: &Report, span: &std::ops::Range<usize>) -> String {
    let text = value_at(&report.tree, span).and_then(Node::as_str);
    text.unwrap_or(&report.source.text()[span.clone()]).to_owned()
}

/// The value at these bytes in a tree.
fn value_at<'n>(node: &'n Node, span: &std::ops::Range<usize>) -> Option<&'n Node> {
    if node.span == *span && node.scalar().is_some() {
        return Some(node);
    }
    match &node.value {
        Value::Mapping(entries) => entries.iter().find_map(|(_, value)| value_at(value, span)),
        Value::Sequence(items) => items.iter().find_map(|item| value_at(item, span)),
        Value::Null | Value::Scalar(_) => None,
    }
}
