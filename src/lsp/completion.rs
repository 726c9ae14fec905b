//! What may stand at the cursor: keys of the form, names in `{{ }}`, and values of which there are few.
//!
//! Nothing here needs the text to be YAML. What stands at the cursor is known from its lines
//! ([`outline`](super::outline)), values of names from the last text that was a report.

use std::ops::Range;

use lsp_types::{CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, Position, TextEdit};

use super::documents::{Document, too_large};
use super::meaning::{Meaning, form_of};
use super::outline::{Entry, Outline, Spot, Step};
use super::position::Lines;
use super::prose::name_at;
use crate::diagnostic::Severity;
use crate::form::{Content, Form, Forms, GeneralKey, GeneralValue, KeyNode, KeyTarget, Kind, normal_label};
use crate::report::names;
use crate::rules::rules_of;

/// Something that may stand at the cursor.
struct Proposal {
    label: String,
    /// What is written for it.
    text: String,
    detail: String,
    documentation: String,
    kind: CompletionItemKind,
}

/// What may stand at a position of a document.
pub(super) fn completions(document: &Document, forms: &Forms, position: Position) -> Vec<CompletionItem> {
    let text = document.lines.text();
    if too_large(text).is_some() {
        return Vec::new();
    }
    let byte = document.lines.byte(position);
    let outline = Outline::of(text, byte);
    if !document.is_data_file && !may_become_one(text, &outline) {
        return Vec::new();
    }
    let form = form_of(forms, text, &outline.entries);
    if let Some(name) = name_at(text, byte) {
        return items(&document.lines, &name, named(&form, document));
    }
    match &outline.spot {
        Spot::Key { under, key, is_complete, in_brackets } => {
            let siblings: Vec<&Entry> = outline.under(under).filter(|entry| entry.key != *key).collect();
            let taken: Vec<String> = siblings.iter().map(|e| normal_label(&text[e.key.clone()])).collect();
            let mut proposals = keys(&form, under);
            proposals.retain(|(names, _)| !names.iter().any(|name| taken.contains(name)));
            let proposals = proposals.into_iter().map(|(_, mut proposal)| {
                if *is_complete {
                    // What stands behind the key stays.
                    proposal.text.clone_from(&proposal.label);
                } else if *in_brackets {
                    proposal.text = format!("{}: ", proposal.label);
                }
                proposal
            });
            items(&document.lines, key, proposals.collect())
        }
        Spot::Value { path, value } => items(&document.lines, value, values(&form, forms, path)),
        Spot::Text { .. } | Spot::Nothing => Vec::new(),
    }
}

/// Whether what is proposed at a position has values of the report.
pub(super) fn shows_values(document: &Document, position: Position) -> bool {
    name_at(document.lines.text(), document.lines.byte(position)).is_some()
}

/// Whether a text that says nothing yet may become a data file: it has no key, and what is being typed is a
/// word that no other YAML file begins with.
fn may_become_one(text: &str, outline: &Outline) -> bool {
    let Spot::Key { under, key, .. } = &outline.spot else { return false };
    outline.entries.is_empty() && under.is_empty() && text[key.clone()].starts_with(|c: char| !c.is_ascii())
}

fn items(lines: &Lines, range: &Range<usize>, proposals: Vec<Proposal>) -> Vec<CompletionItem> {
    let range = lines.range(range.clone());
    let item = |(number, proposal): (usize, Proposal)| CompletionItem {
        label: proposal.label.clone(),
        kind: Some(proposal.kind),
        detail: Some(proposal.detail).filter(|detail| !detail.is_empty()),
        documentation: Some(proposal.documentation)
            .filter(|text| !text.is_empty())
            .map(Documentation::String),
        // In the order of the form.
        sort_text: Some(format!("{number:05}")),
        filter_text: Some(proposal.label),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: proposal.text })),
        ..CompletionItem::default()
    };
    proposals.into_iter().enumerate().map(item).collect()
}

/// The names that `{{ }}` may have, with their values.
fn named(form: &Form, document: &Document) -> Vec<Proposal> {
    let report = document.last_report().filter(|report| report.form.format == form.format);
    let proposal = |(name, value): (String, Option<String>)| {
        let id = form.figure_at(&crate::form::Path::new(&name));
        Proposal {
            text: name.clone(),
            label: name,
            detail: value.unwrap_or_default(),
            documentation: id.map(|id| form.figure_name(id)).unwrap_or_default(),
            kind: CompletionItemKind::VARIABLE,
        }
    };
    names(form, report).into_iter().map(proposal).collect()
}

/// The keys that may stand under a path, each with all its spellings.
fn keys(form: &Form, under: &[Step]) -> Vec<(Vec<String>, Proposal)> {
    let general = |key: &GeneralKey, value: GeneralValue<'_>| {
        let tail = match value {
            GeneralValue::Prose => ": |",
            GeneralValue::Names | GeneralValue::List(_) | GeneralValue::Mapping(_) => ":",
            _ => ": ",
        };
        (vec![key.key.clone()], field(&key.key, tail, "", &key.description))
    };
    match Meaning::of(form, under) {
        Some(Meaning::Top) => {
            let sections = form.sections.iter().map(|section| {
                let (tail, text) = match &section.content {
                    Content::Prose(prose) => (": |", prose.description.as_str()),
                    Content::Table(_) => (":", ""),
                };
                (section.names.clone(), field(&section.key, tail, &section.heading(), text))
            });
            form.general.keys().map(|(key, value)| general(key, value)).chain(sections).collect()
        }
        Some(Meaning::Table(_, nodes) | Meaning::Group(_, nodes)) => {
            let mut all = Vec::new();
            nodes_of(form, nodes, &mut all);
            all
        }
        Some(Meaning::Row(_, row)) => {
            let columns = row.columns.iter().filter_map(|column| {
                let key = column.key.as_ref()?;
                let note = if column.is_total { "可以不写，由程序计算" } else { "" };
                let detail = form.figure(column.figure).column_label.clone();
                Some((column.names.clone(), field(key, ": ", &detail, note)))
            });
            columns.collect()
        }
        Some(Meaning::General(_, GeneralValue::Mapping(keys) | GeneralValue::List(keys))) => {
            keys.into_iter().map(|key| general(key, GeneralValue::Text)).collect()
        }
        _ => Vec::new(),
    }
}

/// The names of the keys that may stand under a path.
pub(super) fn key_names(form: &Form, under: &[Step]) -> Vec<String> {
    keys(form, under).into_iter().map(|(_, proposal)| proposal.label).collect()
}

/// The keys of a level of the form; those of a group without a key of its own may stand beside it.
fn nodes_of(form: &Form, nodes: &[KeyNode], all: &mut Vec<(Vec<String>, Proposal)>) {
    for node in nodes {
        let (tail, note) = match &node.target {
            KeyTarget::UnkeyedGroup(children) => {
                nodes_of(form, children, all);
                continue;
            }
            KeyTarget::Group(_) => (":", String::new()),
            KeyTarget::Row(id) => {
                let row = form.figure_row(*id);
                let columns: Vec<&str> = row.columns.iter().filter_map(|c| c.key.as_deref()).collect();
                let total = if row.is_total { "可以不写，由程序计算" } else { "" };
                let order = if columns.is_empty() {
                    String::new()
                } else {
                    format!("依次为：{}", columns.join("、"))
                };
                let note =
                    [order.as_str(), total].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>();
                (": ", note.join("；"))
            }
        };
        all.push((node.names.clone(), field(&node.key, tail, &node.label, &note)));
    }
}

fn field(key: &str, tail: &str, detail: &str, documentation: &str) -> Proposal {
    Proposal {
        label: key.to_owned(),
        text: format!("{key}{tail}"),
        detail: if detail == key { String::new() } else { detail.to_owned() },
        documentation: documentation.to_owned(),
        kind: CompletionItemKind::FIELD,
    }
}

/// The values that a key may have, where there are few.
fn values(form: &Form, forms: &Forms, path: &[Step]) -> Vec<Proposal> {
    let value = |label: &str, detail: &str| Proposal {
        label: label.to_owned(),
        text: label.to_owned(),
        detail: detail.to_owned(),
        documentation: String::new(),
        kind: CompletionItemKind::ENUM_MEMBER,
    };
    match Meaning::of(form, path) {
        Some(Meaning::General(key, _)) if *key == form.general.format => {
            forms.iter().map(|form| value(&form.format, &form.description)).collect()
        }
        Some(Meaning::General(key, _)) if *key == form.general.waiver_rule => {
            let warnings = rules_of(form).filter(|rule| rule.severity == Severity::Warning);
            warnings.map(|rule| value(rule.code.as_str(), rule.title)).collect()
        }
        // Most figures are none.
        Some(Meaning::Figure(id)) if form.figure(id).kind == Kind::Count => vec![value("0", "")],
        _ => Vec::new(),
    }
}
