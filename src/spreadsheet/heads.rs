//! Heads of columns: from what an office wrote above a column to the part of the report that its cells fill.
//!
//! # How it works
//! A head is brought into normal form ([`normal_label`]) and then looked up as
//!
//! 1. one of the columns that people keep for themselves (备注): these are passed over;
//! 2. a general key (机关名称), or a name under one (落款.日期, 日期);
//! 3. a section of prose, by key or title;
//! 4. a figure. Offices do not write whole paths: they copy labels from the form and leave out what is plain.
//!    So the tree of keys is walked, and at every node one of its names must begin what is left of the head.
//!    Separators behind it are dropped, and the search goes on below. A section or group may also be left
//!    out, which counts as one skipped step. Of all figures found, those with the fewest skipped steps are
//!    meant; if there are several, the head is ambiguous and the error lists their paths.
//!
//! # Example
//! ```text
//! （三）不予公开 1.属于国家秘密 商业企业        the head of a column
//! (三)不予公开1.属于国家秘密商业企业           normal form: no white space, half-width brackets
//!
//! 依申请公开          left out: 1 skipped step
//! └ 不予公开          begins the head; left: 1.属于国家秘密商业企业
//!   └ 属于国家秘密    begins it, as 1.属于国家秘密; left: 商业企业
//!     └ 商业企业      is the name of a column: figure 依申请公开.不予公开.属于国家秘密.商业企业
//! ```
//!
//! `结果维持` alone is refused: a row, here 行政复议 or one of 行政诉讼, is never left out.

use super::{CellTarget, Sheet};
use crate::form::{Content, FigureId, Form, GeneralValue, KeyNode, KeyTarget, normal_label};
use crate::report::nearest;

/// How many rows from the top may be the one with the heads: titles and notes may stand above it.
const HEAD_ROWS: u32 = 10;
/// Characters of a head. The longest label of the form with its section has some 60; a longer text is looked
/// up nowhere, as looking for the nearest name takes time with its length.
const MAX_HEAD: usize = 200;
/// Columns that people keep for themselves; their cells are not read.
const IGNORED: [&str; 4] = ["序号", "备注", "说明", "填报人"];

/// The row with the heads: the first with the key of the agency (机关名称), which every report needs. None if
/// there is no such row at the top of the sheet, as then it is no table of reports.
pub(super) fn row(sheet: &Sheet, form: &Form) -> Option<u32> {
    let agency = &form.general.agency.key;
    sheet
        .rows()
        .take_while(|row| *row < HEAD_ROWS)
        .find(|row| sheet.row(*row).any(|(_, text)| normal_label(text) == *agency))
}

/// What each column of a sheet fills, by the heads in row `head`; columns that people keep for themselves are
/// left out.
///
/// # Errors
/// A message in Chinese, beginning with the cell, for every head that is unknown, ambiguous, or means the
/// same as one before it.
pub(super) fn read(sheet: &Sheet, head: u32, form: &Form) -> Result<Vec<(u32, CellTarget)>, Vec<String>> {
    let (mut columns, mut problems) = (Vec::new(), Vec::new());
    for (column, text) in sheet.row(head) {
        let name = super::cell_name((head, column));
        match target(form, text) {
            Ok(None) => {}
            Ok(Some(target)) => match columns.iter().find(|(_, other)| *other == target) {
                Some((first, _)) => {
                    problems.push(format!("{name}“{text}”与 {} 是同一项", super::cell_name((head, *first))))
                }
                None => columns.push((column, target)),
            },
            Err(problem) => problems.push(format!("{name}“{}”{problem}", beginning(text))),
        }
    }
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}

/// A head as messages show it.
fn beginning(head: &str) -> String {
    match head.char_indices().nth(MAX_HEAD) {
        Some((end, _)) => format!("{}…", &head[..end]),
        None => head.to_owned(),
    }
}

/// What a head names; `None` if it is a column that people keep for themselves.
///
/// # Errors
/// Why it names nothing, in Chinese, to be put behind the head itself.
pub(super) fn target(form: &Form, head: &str) -> Result<Option<CellTarget>, String> {
    if head.chars().nth(MAX_HEAD).is_some() {
        return Err(format!("超过 {MAX_HEAD} 字，不是列名"));
    }
    let normal = normal_label(head);
    if IGNORED.contains(&normal.as_str()) {
        return Ok(None);
    }
    let general = &form.general;
    for (key, value) in general.keys() {
        let key = &key.key;
        // Of `落款.日期` the `日期`. Only a point separates here: a name of 变量 may contain anything else.
        let under = normal.strip_prefix(key.as_str()).and_then(|rest| rest.strip_prefix('.'));
        match value {
            GeneralValue::Text | GeneralValue::Texts | GeneralValue::Prose if normal == *key => {
                return Ok(Some(CellTarget::General(key.clone())));
            }
            GeneralValue::Mapping(keys) => {
                // The names under it are fixed, so they are understood without the key in front.
                if let Some(inner) =
                    keys.into_iter().find(|k| normal == k.key || under == Some(k.key.as_str()))
                {
                    return Ok(Some(CellTarget::Under(key.clone(), inner.key.clone())));
                }
            }
            GeneralValue::Names => {
                if let Some(name) = under {
                    return Ok(Some(CellTarget::Under(key.clone(), name.to_owned())));
                }
            }
            _ => {}
        }
    }
    let prose = |content: &Content| matches!(content, Content::Prose(_));
    if let Some(section) = form.sections.iter().position(|s| prose(&s.content) && s.names.contains(&normal)) {
        return Ok(Some(CellTarget::Prose(section)));
    }
    let mut found = Vec::new();
    for section in &form.sections {
        let Content::Table(table) = &section.content else { continue };
        // Without the section's name in front: one skipped step. Then with each of its names.
        nodes(form, &table.keys, &normal, 1, &mut found);
        for name in &section.names {
            if let Some(rest) = after(&normal, name) {
                nodes(form, &table.keys, rest, 0, &mut found);
            }
        }
    }
    // Fewest skipped steps first. One figure can be found by several spellings, hence `dedup`.
    found.sort();
    found.dedup();
    let best: Vec<FigureId> =
        found.iter().filter(|(skipped, _)| *skipped == found[0].0).map(|(_, id)| *id).collect();
    match best.as_slice() {
        [only] => Ok(Some(CellTarget::Figure(*only))),
        [] => Err(unknown(form, head)),
        several => {
            let paths: Vec<&str> = several.iter().take(3).map(|id| form.figure(*id).path.as_str()).collect();
            Err(format!("可以是不止一项：{}，请写全路径", paths.join("、")))
        }
    }
}

/// The message for a head that names nothing, with the nearest name that would do.
fn unknown(form: &Form, head: &str) -> String {
    let general = &form.general;
    let own = [&general.agency, &general.year, &general.title, &general.preface]
        .into_iter()
        .map(|k| k.key.as_str());
    let names = own.chain(form.figures.iter().map(|f| f.path.as_str()));
    match nearest(head, names) {
        Some(near) => format!("表中没有这一项，最接近的是“{near}”；不用的列请删去，或列名改为“备注”"),
        None => "表中没有这一项；不用的列请删去，或列名改为“备注”".to_owned(),
    }
}

/// What is left of a head behind a name and the separators that follow it; none if it does not begin with the
/// name. Separators are those seen in tables of offices: `本年新收·自然人`, `行政复议-结果维持`.
fn after<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let rest = head.strip_prefix(name)?;
    Some(rest.trim_start_matches(['.', '·', '-', '—', '_', '/', ':', '|', '>', ',', '、']))
}

/// Finds all figures that `rest`, what is left of a head, can mean among these keys and what is under them.
/// Puts each into `found` with the number of steps of its path that the head leaves out; `skipped` is how
/// many it has left out so far.
fn nodes(form: &Form, keys: &[KeyNode], rest: &str, skipped: usize, found: &mut Vec<(usize, FigureId)>) {
    for node in keys {
        let under = node.names.iter().filter_map(|name| after(rest, name));
        match &node.target {
            KeyTarget::UnkeyedGroup(children) => {
                under.for_each(|rest| nodes(form, children, rest, skipped, found));
                // It is no step of a path, so leaving it out costs nothing.
                nodes(form, children, rest, skipped, found);
            }
            KeyTarget::Group(children) => {
                under.for_each(|rest| nodes(form, children, rest, skipped, found));
                nodes(form, children, rest, skipped + 1, found);
            }
            KeyTarget::Row(id) => {
                let row = form.figure_row(*id);
                for rest in under {
                    for column in &row.columns {
                        // A row of one figure is named by the row alone.
                        let only = row.columns.len() == 1 && rest.is_empty();
                        if only || column.names.iter().any(|name| name == rest) {
                            found.push((skipped, column.figure));
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_paths_or_labels() {
        let form = Form::standard();
        for (head, path) in [
            ("依申请公开.本年新收.自然人", "依申请公开.本年新收.自然人"),
            ("本年新收 自然人", "依申请公开.本年新收.自然人"),
            ("一、本年新收政府信息公开申请数量 / 自然人", "依申请公开.本年新收.自然人"),
            ("（三）不予公开 1.属于国家秘密 商业企业", "依申请公开.不予公开.属于国家秘密.商业企业"),
            ("属于国家秘密·总计", "依申请公开.不予公开.属于国家秘密.总计"),
            ("其他处理.其他.其他", "依申请公开.其他处理.其他.其他"),
            ("三、本年度办理结果.总计.总计", "依申请公开.总计.总计"),
            ("行政许可", "主动公开.行政许可"),
            ("规章 本年制发件数", "主动公开.规章.本年制发件数"),
            ("行政复议-结果维持", "复议诉讼.行政复议.结果维持"),
        ] {
            let Ok(Some(CellTarget::Figure(id))) = target(&form, head) else {
                panic!("{head}: {:?}", target(&form, head))
            };
            assert_eq!(form.figure(id).path.as_str(), path);
        }
        assert_eq!(target(&form, "备 注"), Ok(None));
        assert_eq!(target(&form, "一、总体情况"), Ok(Some(CellTarget::Prose(0))));
        assert_eq!(target(&form, "落款.日期"), Ok(Some(CellTarget::Under("落款".into(), "日期".into()))));
        assert!(target(&form, "本年新收 自燃人").unwrap_err().contains("依申请公开.本年新收.自然人"));
        assert!(target(&form, "结果维持").is_err());
    }

    #[test]
    fn every_path_of_every_form_is_its_own_head() {
        for form in Form::names().filter_map(Form::of) {
            for (number, figure) in (0..).zip(&form.figures) {
                assert_eq!(
                    target(&form, figure.path.as_str()),
                    Ok(Some(CellTarget::Figure(FigureId(number)))),
                    "{}",
                    figure.path
                );
            }
        }
    }
}
