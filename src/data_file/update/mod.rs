//! A data file updated in place: only what changed is touched, so that comments, the order of keys, the way
//! rows are written and the `{{ }}` of unchanged prose stay.
//!
//! The report keeps the tree it was read from, and every value of the tree knows its bytes. So each change is
//! a replacement of some bytes of the text: they are collected in [`Edits`], figures and prose together, and
//! made all at once. Nothing is parsed.
//!
//! Prose is compared with what it would read with the new figures. Example: with `收到 {{依申请公开.本年新收.总计}} 件`
//! in the file and 本年新收 changed from 3 to 4, a new text `收到 4 件` is no change of the prose.

mod edits;
mod figures;
mod prose;
mod waivers;

use std::collections::BTreeMap;

use edits::Edits;
pub use waivers::waiver_edit;

use super::prose::TagNames;
use super::{Data, signature_value};
use crate::form::FigureId;
use crate::report::Report;
use crate::text::without_space;
use crate::yaml::{Node, Value, plain_or_quoted};

/// Writes data that was read back (an edited draft, for example) into the text of the original data file.
/// What the new data does not have, such as a table missing from the draft, stays as the original has it.
///
/// If the two are of different formats, their keys have nothing in common, and the result is a new file.
pub fn update(new: &Data, original: &Report) -> String {
    update_with(new, original, &Changed::default())
}

/// What of a changed file is not in its data.
#[derive(Default)]
pub(super) struct Changed {
    /// `{{ }}` of these names in changed prose stand for figures.
    pub names: TagNames,
    /// The reasons of waivers by rule; an empty one takes the waiver back.
    pub waivers: BTreeMap<String, String>,
}

/// As [`update`], with what is not in the data.
pub(super) fn update_with(new: &Data, original: &Report, changed: &Changed) -> String {
    if new.form.format != original.form.format {
        return new.to_yaml();
    }
    let new = with_missing_figures(new, original);
    let mut edits = Edits::new(original.source.text());
    general(&new, original, &mut edits);
    figures::tables(&new, original, &mut edits);
    prose::all(&new, original, &changed.names, &mut edits);
    waivers::waivers(&changed.waivers, original, &mut edits);
    edits.apply()
}

/// Writes figures and general keys into the text of the original; prose stays as it is.
///
/// ```
/// use nianbao::{form::Path, report, yaml::Source, data_file::{Data, update_figures}};
/// let text = "机关名称: 甲局\n年度: 2024   # 报告年度\n依申请公开: {本年新收: {自然人: 3}, 结转下年度: {自然人: 3}}\n";
/// let report = report::read(Source::new("甲.yaml", text).into()).0.expect("a report");
/// let mut data = Data::of(&report);
/// for path in ["依申请公开.本年新收.自然人", "依申请公开.结转下年度.自然人"] {
///     let id = report.form.figure_at(&Path::new(path)).expect("a figure of the form");
///     data.cells[id.index()] = Some("4".into());
/// }
/// // A total that the file does not write is computed anew.
/// for total in report.form.totals.iter().filter(|total| report.is_computed(total.figure)) {
///     data.cells[total.figure.index()] = None;
/// }
/// assert_eq!(update_figures(&data, &report), text.replace("自然人: 3", "自然人: 4"));
/// ```
pub fn update_figures(new: &Data, original: &Report) -> String {
    update_figures_with(new, original, &BTreeMap::new())
}

/// As [`update_figures`], with the reasons of waivers by rule; an empty one takes the waiver back.
pub(super) fn update_figures_with(
    new: &Data,
    original: &Report,
    reasons: &BTreeMap<String, String>,
) -> String {
    let mut edits = Edits::new(original.source.text());
    general(new, original, &mut edits);
    figures::tables(new, original, &mut edits);
    waivers::waivers(reasons, original, &mut edits);
    edits.apply()
}

/// The new data, with the figures of the original where it has none. Totals that the original computes are
/// left out, so that they follow the new figures.
fn with_missing_figures(data: &Data, original: &Report) -> Data {
    let mut data = data.clone();
    for (id, cell) in (0..).map(FigureId).zip(&mut data.cells) {
        if cell.is_none() && !original.is_computed(id) {
            *cell = Some(original.figure(id).printed());
        }
    }
    data
}

/// Updates the general keys: 机关名称, 年度, 标题, 落款.
///
/// A title that is just what agency and year make is not written. So a title is added only if the new one
/// differs from that, and removed if the new data has none any more.
fn general(new: &Data, original: &Report, edits: &mut Edits) {
    let root = &*original.tree;
    let keys = &original.form.general;
    let entry = |name: &str| entry(root, &[name.to_owned()]);
    if !new.agency.is_empty() && new.agency != original.agency.text && entry(&keys.agency.key).is_some() {
        edits.replace(original.agency.span.clone(), plain_or_quoted(&new.agency));
    }
    if let Some(year) = new.year.filter(|y| *y != original.year.number && entry(&keys.year.key).is_some()) {
        edits.replace(original.year.span.clone(), year.to_string());
    }
    let official = |agency: &str, year: Option<u16>| {
        format!("{agency}{}{}", year.map(|y| y.to_string()).unwrap_or_default(), original.form.title)
    };
    let printed = new.title.clone().unwrap_or_else(|| official(&new.agency, new.year));
    if without_space(&printed) != without_space(&original.printed_title()) {
        match (&original.title, &new.title) {
            (Some(old), Some(title)) => edits.replace(old.span.clone(), plain_or_quoted(title)),
            (Some(old), None) => edits.remove_lines(old.span.clone()),
            (None, Some(title)) => {
                let at = edits.line_end(original.year.span.end);
                edits.insert(at, format!("\n{}: {}", keys.title.key, plain_or_quoted(title)));
            }
            (None, None) => {}
        }
    }
    signature(new, original, edits);
}

fn signature(new: &Data, original: &Report, edits: &mut Edits) {
    let old = Data::of(original);
    if (&old.signature_name, old.signature_date) == (&new.signature_name, new.signature_date) {
        return;
    }
    let key = &original.form.general.signature.key;
    match (entry(&original.tree, std::slice::from_ref(key)), signature_value(new)) {
        (Some((key, value)), Some(text)) => edits.set_value(key, value, text),
        (Some((key, value)), None) => edits.remove_lines(key.span.start..value.span.end.max(key.span.end)),
        (None, Some(text)) => edits.append(format!("{key}: {text}\n")),
        (None, None) => {}
    }
}

/// The entry of a mapping under one of several names in normal form.
fn entry<'n>(node: &'n Node, names: &[String]) -> Option<(&'n Node, &'n Node)> {
    let Value::Mapping(entries) = &node.value else { return None };
    let known = |key: &Node| key.as_str().is_some_and(|k| names.contains(&crate::form::normal_label(k)));
    entries.iter().find(|(key, _)| known(key)).map(|(key, value)| (key, value))
}
