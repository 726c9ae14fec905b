//! What two people have changed in one data file, put together field by field.
//!
//! # How it works
//! Both began with the same text, the base. The content of all three is compared as the form has it: values
//! outside the sections, prose, figures. A value that one of the two has changed is taken from that one; what
//! both have changed differently is a conflict, for a person to decide. Prose is compared paragraph by
//! paragraph first, so that two who wrote in different paragraphs are in no conflict.
//!
//! The result is written by edits in place ([`Changes`]) into the text of one of the two, the ground: their
//! text, or mine where only mine has changes that are no field of the form (a comment, 变量, 豁免). If both
//! have such changes, that is a conflict too, and says whose file is the ground.
//!
//! # Example
//! ```text
//!               base   mine   theirs   result
//! 自然人         3      4      3        4         mine
//! 落款.署名      甲局   甲局   甲市甲局  甲市甲局   theirs
//! 总体情况 ¶1    一     一一   一        一一       mine
//!          ¶2   二     二     二二      二二       theirs
//! 商业企业       0      1      2        ?         a conflict
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use similar::DiffOp;

use super::changes::GeneralField;
use super::form_view::figure_text;
use super::{ChangeKind, Changes, Data};
use crate::form::{Content, FigureId};
use crate::report::{self, Prose, Report};
use crate::text::diff;
use crate::yaml::Value;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// What is to be saved.
    Mine,
    /// What is in the file by now.
    Theirs,
}

/// A value that the two have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is; none for what is no field of the form: comments, 变量 and the like.
    pub kind: Option<ChangeKind>,
    /// The key or path; empty for what is no field of the form.
    pub key: String,
    /// What both began with.
    pub base: String,
    /// What I have.
    pub mine: String,
    /// What is in the file.
    pub theirs: String,
}

/// Two changed files put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// The text: where there is a conflict without a choice, with their value.
    pub text: String,
    /// What they have changed and I have not.
    pub taken: Vec<Difference>,
    /// What both have changed.
    pub conflicts: Vec<Difference>,
}

/// What was decided about conflicts, by kind and key.
pub type Choices = BTreeMap<(Option<ChangeKind>, String), Side>;

/// Puts two changed texts of one data file together; none if they are of different official formats.
pub fn reconcile(base: &Report, mine: &Report, theirs: &Report, choices: &Choices) -> Option<Reconciled> {
    if base.form.format != mine.form.format || base.form.format != theirs.form.format {
        return None;
    }
    let (mut taken, mut conflicts) = (Vec::new(), Vec::new());
    let ground = ground(base, mine, theirs, choices, &mut conflicts);
    let mut changes = Changes::default();
    let values = [base, mine, theirs].map(values);
    let [base_values, mine_values, their_values] = &values;
    for (place, base) in base_values {
        let value = |of: &[(Place, String)]| {
            of.iter().find(|(other, _)| other == place).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let (kind, key) = place.clone();
        let difference = Difference {
            kind: Some(kind),
            key,
            base: base.clone(),
            mine: value(mine_values),
            theirs: value(their_values),
        };
        let Difference { mine, theirs, .. } = &difference;
        let merged = match () {
            () if mine == theirs => continue,
            () if mine == base => {
                let theirs = theirs.clone();
                taken.push(difference.clone());
                theirs
            }
            () if theirs == base => mine.clone(),
            () => match paragraphs(&difference) {
                Some(merged) => merged,
                None => {
                    let (mine, theirs) = (mine.clone(), theirs.clone());
                    let choice = choices.get(&(difference.kind, difference.key.clone()));
                    conflicts.push(difference.clone());
                    if choice == Some(&Side::Mine) { mine } else { theirs }
                }
            },
        };
        let Difference { key, mine, theirs, .. } = difference;
        let there = if ground == Side::Mine { mine } else { theirs };
        if merged != there {
            changes.insert(kind, key, merged);
        }
    }
    let applied = changes.apply(if ground == Side::Mine { mine } else { theirs });
    Some(Reconciled { text: applied.text, taken, conflicts })
}

/// Whose text the result is written into.
fn ground(
    base: &Report,
    mine: &Report,
    theirs: &Report,
    choices: &Choices,
    conflicts: &mut Vec<Difference>,
) -> Side {
    let [base, mine, theirs] = [base, mine, theirs].map(beside);
    if mine == theirs || mine == base {
        return Side::Theirs;
    }
    if theirs == base {
        return Side::Mine;
    }
    conflicts.push(Difference { kind: None, key: String::new(), base, mine, theirs });
    choices.get(&(None, String::new())).copied().unwrap_or(Side::Theirs)
}

type Place = (ChangeKind, String);

/// The values of a report, in the order of the form. Prose has its `{{ }}` where they are names.
fn values(report: &Report) -> Vec<(Place, String)> {
    let (form, data) = (&report.form, Data::of(report));
    let mut values: Vec<(Place, String)> =
        GeneralField::ALL.map(|field| ((ChangeKind::Fields, field.key(form)), field.value(&data))).into();
    let names: Vec<String> = report::names(form, Some(report)).into_iter().map(|(name, _)| name).collect();
    let prose = |key: &str, prose: Option<&Prose>| {
        let text = prose.map(|prose| with_names(prose, &names)).unwrap_or_default();
        ((ChangeKind::Prose, key.to_owned()), text)
    };
    values.push(prose(&form.general.preface.key, report.preface.as_ref()));
    for (section, of) in form.sections.iter().zip(&report.prose) {
        if let Content::Prose(_) = section.content {
            values.push(prose(&section.key, of.as_ref()));
        }
    }
    values.extend((0..).map(FigureId).zip(&form.figures).map(|(id, figure)| {
        // What is computed is written nowhere.
        let text = if report.is_computed(id) { String::new() } else { figure_text(report, id) };
        ((ChangeKind::Figures, figure.path.to_string()), text)
    }));
    values
}

/// The paragraphs of a prose, one a line, with the names in place of what they are filled in with.
fn with_names(prose: &Prose, names: &[String]) -> String {
    let line = |number: usize| {
        let text = &prose.paragraphs[number].text;
        let (mut line, mut at) = (String::new(), 0);
        for (range, tag) in prose.filled(number) {
            let name = tag.trim_start_matches("{{").trim_end_matches("}}").trim();
            if names.iter().any(|known| known == name) {
                line.push_str(&text[at..range.start]);
                line.push_str(tag);
                at = range.end;
            }
        }
        line + &text[at..]
    };
    (0..prose.paragraphs.len()).map(line).collect::<Vec<_>>().join("\n")
}

/// What a data file says beside the form's fields: its other keys, and its comments.
fn beside(report: &Report) -> String {
    let (form, source) = (&report.form, report.source.text());
    let general = &form.general;
    let fields = [&general.agency, &general.year, &general.title, &general.preface, &general.signature];
    let is_field = |key: &str| {
        let key = crate::form::normal_label(key);
        fields.iter().any(|field| field.key == key) || form.sections.iter().any(|s| s.names.contains(&key))
    };
    let mut out = Vec::new();
    if let Value::Mapping(entries) = &report.tree.value {
        for (key, value) in entries.iter().filter(|(key, _)| !is_field(key.as_str().unwrap_or_default())) {
            out.push(source[key.span.start..value.span.end.max(key.span.end)].trim().to_owned());
        }
    }
    let prose = report.preface.iter().chain(report.prose.iter().flatten()).map(|prose| &prose.span);
    let prose: Vec<Range<usize>> = prose.cloned().collect();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let comment = line.find('#').filter(|&at| at == 0 || line[..at].ends_with([' ', '\t']));
        if let Some(at) = comment.filter(|at| !prose.iter().any(|span| span.contains(&(start + at)))) {
            out.push(line[at..].trim().to_owned());
        }
        start += line.len();
    }
    out.join("\n")
}

/// The paragraphs of both, if they have changed different ones.
fn paragraphs(difference: &Difference) -> Option<String> {
    if difference.kind != Some(ChangeKind::Prose) {
        return None;
    }
    let lines = |text: &'_ str| text.lines().map(str::to_owned).collect::<Vec<String>>();
    let (base, mine, theirs) = (lines(&difference.base), lines(&difference.mine), lines(&difference.theirs));
    let mut hunks = [hunks(&base, &mine), hunks(&base, &theirs)].concat();
    hunks.sort();
    hunks.dedup();
    let mut merged: Vec<&str> = Vec::new();
    let mut at = 0;
    for (index, (start, end, new)) in hunks.iter().enumerate() {
        let clashes = hunks
            .get(index + 1)
            .is_some_and(|(next, next_end, _)| next < end || (start == next && end == next_end));
        if clashes {
            return None;
        }
        merged.extend(base[at..*start].iter().map(String::as_str));
        merged.extend(new.iter().map(String::as_str));
        at = *end;
    }
    merged.extend(base[at..].iter().map(String::as_str));
    Some(merged.join("\n"))
}

/// What was changed: the paragraphs of the base from and to, and what is there instead.
fn hunks(base: &[String], changed: &[String]) -> Vec<(usize, usize, Vec<String>)> {
    let ops = diff(base, changed);
    let changes = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    changes.map(|op| (op.old_range().start, op.old_range().end, changed[op.new_range()].to_vec())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Source;

    const BASE: &str = "机关名称: 甲局\n年度: 2024\n总体情况: |\n  共 {{依申请公开.本年新收.总计}} 件。\n  办结 3 件。\n  无复议。\n依申请公开:\n  本年新收: {自然人: 3, 商业企业: 1}\n";

    fn report(text: &str) -> Report {
        report::read(Source::new("甲.yaml", text).into()).0.expect("a report")
    }

    fn merged(mine: &str, theirs: &str, choices: &Choices) -> Reconciled {
        reconcile(&report(BASE), &report(mine), &report(theirs), choices).expect("of one form")
    }

    #[test]
    fn what_one_of_the_two_changed_is_taken_from_that_one() {
        let mine = BASE
            .replace("自然人: 3", "自然人: 4")
            .replace("共 {{依申请公开.本年新收.总计}} 件", "全年共 {{依申请公开.本年新收.总计}} 件");
        let theirs =
            BASE.replace("甲局", "乙局").replace("无复议", "没有复议").replace("商业企业: 1", "商业企业: 2");
        let merged = merged(&mine, &theirs, &Choices::new());
        assert_eq!(merged.conflicts, []);
        let want =
            mine.replace("甲局", "乙局").replace("无复议", "没有复议").replace("商业企业: 1", "商业企业: 2");
        assert_eq!(merged.text, want);
        let taken: Vec<&str> = merged.taken.iter().map(|d| d.key.as_str()).collect();
        assert_eq!(taken, ["机关名称", "依申请公开.本年新收.商业企业"]);
    }

    #[test]
    fn what_both_changed_is_asked_and_decided_one_by_one() {
        let mine = BASE
            .replace("自然人: 3", "自然人: 4")
            .replace("办结 3 件", "已办结 3 件")
            .replace("2024", "2025");
        let theirs =
            BASE.replace("自然人: 3", "自然人: 5").replace("办结 3 件", "全部办结").replace("2024", "2025");
        let undecided = merged(&mine, &theirs, &Choices::new());
        let keys: Vec<&str> = undecided.conflicts.iter().map(|d| d.key.as_str()).collect();
        assert_eq!(keys, ["总体情况", "依申请公开.本年新收.自然人"]);
        let figure = &undecided.conflicts[1];
        assert_eq!([&figure.base, &figure.mine, &figure.theirs], ["3", "4", "5"]);
        assert_eq!(undecided.text, theirs);
        let choice = (Some(ChangeKind::Prose), "总体情况".to_owned());
        let decided = merged(&mine, &theirs, &Choices::from([(choice, Side::Mine)]));
        assert_eq!(decided.text, theirs.replace("全部办结", "已办结 3 件"));
    }

    #[test]
    fn a_figure_put_into_prose_stays_bound() {
        let mine = BASE.replace("办结 3 件", "办结 {{依申请公开.本年新收.自然人}} 件");
        let theirs = BASE.replace("自然人: 3", "自然人: 5");
        let merged = merged(&mine, &theirs, &Choices::new());
        assert_eq!(merged.text, mine.replace("自然人: 3", "自然人: 5"));
    }

    #[test]
    fn what_is_no_field_of_the_form_is_not_lost() {
        let commented = format!("# 待主任审核\n{BASE}");
        let changed = BASE.replace("自然人: 3", "自然人: 5");
        let both = commented.replace("自然人: 3", "自然人: 5");
        assert_eq!(merged(&commented, &changed, &Choices::new()).text, both);
        assert_eq!(merged(&changed, &commented, &Choices::new()).text, both);
        let waived = format!("{BASE}豁免: [{{规则: N201, 理由: 已核}}]\n");
        let asked = merged(&commented, &waived, &Choices::new());
        assert_eq!(asked.conflicts.len(), 1);
        assert_eq!((asked.conflicts[0].kind, asked.text), (None, waived.clone()));
        let choices = Choices::from([((None, String::new()), Side::Mine)]);
        assert_eq!(merged(&commented, &waived, &choices).text, commented);
    }

    #[test]
    fn prose_is_merged_by_paragraphs() {
        let merged = |base: &str, mine: &str, theirs: &str| {
            let [base, mine, theirs] = [base, mine, theirs].map(|text| text.replace('|', "\n"));
            let kind = Some(ChangeKind::Prose);
            paragraphs(&Difference { kind, key: String::new(), base, mine, theirs })
                .map(|text| text.replace('\n', "|"))
        };
        for (base, mine, theirs, want) in [
            ("一|二|三", "一一|二|三", "一|二|三三", Some("一一|二|三三")),
            ("一|二|三", "一一|二|三", "一|二二|三", Some("一一|二二|三")),
            ("一|二|三", "零|一|二|三", "一|二|三|四", Some("零|一|二|三|四")),
            ("一|二|三", "一|三", "一|二|三三", Some("一|三三")),
            ("一|二|三", "一|二二|三", "一|二贰|三", None),
            ("一|二", "一|甲|二", "一|乙|二", None),
            ("一|二|三", "一|三", "一|二二|三", None),
            ("一|二", "一|新|二", "一|新|二", Some("一|新|二")),
        ] {
            assert_eq!(merged(base, mine, theirs).as_deref(), want, "{base} {mine} {theirs}");
        }
    }
}
