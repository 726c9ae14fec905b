//! What was read back, written into the data file it came from: only what changed is touched, so that
//! comments, the order of keys, the way rows are written and the `{{ }}` of unchanged prose stay.

mod edits;
mod figures;
mod prose;

use std::sync::Arc;

use edits::Edits;

use super::Imported;
use crate::data_file::{Data, signature_value};
use crate::form::FigureId;
use crate::report::{self, Report};
use crate::text::without_space;
use crate::yaml::{self, Node, Source, Value, plain_or_quoted};

/// Writes a report that was read back into the text of its original. What was not found in the file (a table
/// that is missing) stays as the original has it.
///
/// Where the two are not written for the same format, the result is a new file.
pub fn onto(imported: &Imported, original: &Report) -> String {
    if imported.data.form.format != original.form.format {
        return imported.to_yaml();
    }
    let new = merged(&imported.data, original);
    // Prose second, against the new figures: what comes from them by `{{ }}` is no change.
    let text = figures_onto(&new, original).and_then(|text| {
        let source = Source::new(original.source.file().clone(), text);
        prose_onto(&new, &report::read(Arc::new(source)).0?)
    });
    text.unwrap_or_else(|| imported.to_yaml())
}

/// Writes figures and what stands outside the sections into the text of the original; prose stays. None if
/// the original is not YAML.
///
/// ```
/// use nianbao::{form::Path, import::figures_onto, report, yaml::Source, data_file::Data};
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
/// assert_eq!(figures_onto(&data, &report), Some(text.replace("自然人: 3", "自然人: 4")));
/// ```
pub fn figures_onto(new: &Data, original: &Report) -> Option<String> {
    let root = yaml::parse(&original.source).0?;
    let mut edits = Edits::new(original.source.text());
    general(new, original, &root, &mut edits);
    figures::tables(new, original, &root, &mut edits);
    Some(edits.apply())
}

/// Writes prose into the text of the original; all else stays. None if the original is not YAML.
pub fn prose_onto(new: &Data, original: &Report) -> Option<String> {
    let root = yaml::parse(&original.source).0?;
    let mut edits = Edits::new(original.source.text());
    prose::all(new, original, &root, &mut edits);
    Some(edits.apply())
}

/// The new figures, and the original's where no cell was found.
fn merged(data: &Data, original: &Report) -> Data {
    let mut data = data.clone();
    for (id, cell) in (0..).map(FigureId).zip(&mut data.cells) {
        if cell.is_none() && !original.is_computed(id) {
            *cell = Some(original.figure(id).printed());
        }
    }
    data
}

/// 机关名称, 年度, 标题, 落款.
fn general(new: &Data, original: &Report, root: &Node, edits: &mut Edits) {
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
    signature(new, original, root, edits);
}

fn signature(new: &Data, original: &Report, root: &Node, edits: &mut Edits) {
    let old = Data::of(original);
    if (&old.signature_name, old.signature_date) == (&new.signature_name, new.signature_date) {
        return;
    }
    let key = &original.form.general.signature.key;
    match (entry(root, std::slice::from_ref(key)), signature_value(new)) {
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
