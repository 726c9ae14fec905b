//! Changes that the editor offers for a finding.
//!
//! ```text
//! a fix that leaves no choice          改用半角数字
//! a number in the prose                写成 {{ 依申请公开.本年新收.总计 }}, 改为 16
//! a figure that follows from last year 改为 2
//! a name or key that does not exist    改为“依申请公开.本年新收.总计”
//! a warning                            豁免 N202（再写上理由）
//! ```
//! What is no fix of the finding itself is tried first: the changed text is checked, and a change that does
//! not end the finding, or makes an error, is not offered.

use std::ops::Range;
use std::rc::Rc;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, TextEdit, Uri, WorkspaceEdit,
};

use super::completion::key_names;
use super::diagnostics::{RelatedPlaces, diagnostic};
use super::documents::Analysis;
use super::outline::{Outline, Spot};
use super::prose::{leading_number, name_at};
use crate::data_file::{Data, update_figures, waiver_edit};
use crate::diagnostic::{Edit, Finding, Severity, apply};
use crate::form::{FigureId, Path};
use crate::report::{Number, Report, names, nearest};
use crate::rules::is_unwritten;
use crate::yaml::plain_or_quoted;

/// What kinds of changes there are.
pub(super) const KINDS: &[CodeActionKind] = &[CodeActionKind::QUICKFIX, CodeActionKind::SOURCE_FIX_ALL];

/// For so many findings changes are tried at once; somebody who marks a whole file wants those that need no
/// trial.
const MAX_TRIED: usize = 8;

/// What the editor asks changes for.
pub(super) struct Request<'a> {
    pub uri: &'a Uri,
    pub analysis: &'a Analysis,
    pub related: RelatedPlaces,
    pub params: &'a CodeActionParams,
}

/// A change of the text.
struct Change {
    title: String,
    edits: Vec<Edit>,
}

/// The changes for what the editor asks for. `check` gives the findings of another text.
pub(super) fn actions(
    request: &Request<'_>,
    check: &dyn Fn(&str) -> Rc<Analysis>,
) -> Vec<CodeActionOrCommand> {
    let wants = |kind: &CodeActionKind| match &request.params.context.only {
        Some(only) => only.iter().any(|only| is_kind(kind, only)),
        None => true,
    };
    let mut all = Vec::new();
    let Analysis { lines, findings, .. } = request.analysis;
    let range = lines.bytes(request.params.range);
    let touches = |bytes: &Range<usize>| bytes.start <= range.end && range.start <= bytes.end;
    let here = findings.iter().filter(|f| f.place.bytes().is_some_and(|bytes| touches(&bytes)));
    for (number, finding) in here.enumerate().filter(|_| wants(&CodeActionKind::QUICKFIX)) {
        let fix = finding.fix.iter().map(|fix| Change { title: fix.title.clone(), edits: fix.edits.clone() });
        let tried = if number < MAX_TRIED { candidates(request.analysis, finding) } else { Vec::new() };
        let tried = tried.into_iter().filter(|change| ends(request.analysis, finding, change, check));
        for (index, change) in fix.chain(tried).enumerate() {
            all.push(request.action(CodeActionKind::QUICKFIX, change, Some(finding), index == 0));
        }
        if let Some(change) = waiver(request.analysis, finding)
            && ends(request.analysis, finding, &change, check)
        {
            all.push(request.action(CodeActionKind::QUICKFIX, change, Some(finding), false));
        }
    }
    if wants(&CodeActionKind::SOURCE_FIX_ALL)
        && let Some(change) = all_fixes(findings)
    {
        all.push(request.action(CodeActionKind::SOURCE_FIX_ALL, change, None, false));
    }
    all
}

/// Whether a kind is another one or a part of it: `source.fixAll` is a part of `source`.
fn is_kind(kind: &CodeActionKind, of: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(of.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || of.as_str().is_empty())
}

impl Request<'_> {
    fn action(
        &self,
        kind: CodeActionKind,
        change: Change,
        finding: Option<&Finding>,
        is_preferred: bool,
    ) -> CodeActionOrCommand {
        let lines = &self.analysis.lines;
        let edit = |edit: Edit| TextEdit { range: lines.range(edit.range), new_text: edit.replacement };
        let edits: Vec<TextEdit> = change.edits.into_iter().map(edit).collect();
        let finding = finding.map(|finding| vec![diagnostic(self.uri, self.analysis, finding, self.related)]);
        CodeActionOrCommand::CodeAction(CodeAction {
            title: change.title,
            kind: Some(kind),
            diagnostics: finding,
            edit: Some(WorkspaceEdit {
                changes: Some([(self.uri.clone(), edits)].into_iter().collect()),
                ..WorkspaceEdit::default()
            }),
            is_preferred: is_preferred.then_some(true),
            ..CodeAction::default()
        })
    }
}

/// All fixes of a text that leave no choice; none where there are none. Of two that overlap the first counts.
fn all_fixes(findings: &[Finding]) -> Option<Change> {
    let mut edits: Vec<Edit> = Vec::new();
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        let overlaps = |edit: &Edit| {
            edits.iter().any(|done| edit.range.start <= done.range.end && done.range.start <= edit.range.end)
        };
        if !fix.edits.iter().any(overlaps) {
            edits.extend(fix.edits.iter().cloned());
        }
    }
    (!edits.is_empty()).then(|| Change { title: "改正所有只有一种改法的".to_owned(), edits })
}

/// Whether a change ends a finding and makes no error, but for a reason that is still to be written.
fn ends(
    analysis: &Analysis,
    finding: &Finding,
    change: &Change,
    check: &dyn Fn(&str) -> Rc<Analysis>,
) -> bool {
    let Ok(text) = apply(analysis.lines.text(), &change.edits) else { return false };
    let after = check(&text);
    let same = |findings: &[Finding]| findings.iter().filter(|f| is_same(f, finding)).count();
    let errors = |findings: &[Finding]| findings.iter().filter(|f| f.is_error() && !is_unwritten(f)).count();
    same(&after.findings) < same(&analysis.findings) && errors(&after.findings) <= errors(&analysis.findings)
}

fn is_same(a: &Finding, b: &Finding) -> bool {
    (&a.rule, &a.message) == (&b.rule, &b.message)
}

/// Changes that may end a finding which has no fix of its own.
fn candidates(analysis: &Analysis, finding: &Finding) -> Vec<Change> {
    let (Some(report), Some(at)) = (&analysis.report, finding.place.bytes()) else { return Vec::new() };
    if finding.fix.is_some() {
        return Vec::new();
    }
    let text = analysis.lines.text();
    let in_prose = report.preface.iter().chain(report.prose.iter().flatten());
    if in_prose.map(|prose| &prose.span).any(|span| span.start <= at.start && at.end <= span.end) {
        return written_number(report, finding, text, &at)
            .or_else(|| name(report, text, &at))
            .unwrap_or_default();
    }
    let from_last_year = analysis.previous.as_ref().and_then(|previous| {
        let (id, number) = wanted(report, previous, finding)?;
        set_figure(report, id, number)
    });
    from_last_year.or_else(|| key(report, text, &at)).into_iter().collect()
}

/// A number that is written in the prose and contradicts the tables: the name of what it counts, or its
/// number there.
fn written_number(report: &Report, finding: &Finding, text: &str, at: &Range<usize>) -> Option<Vec<Change>> {
    let path = finding.path.as_ref()?;
    let number = leading_number(text.get(at.clone())?)?;
    let (_, value) = names(&report.form, Some(report)).into_iter().find(|(name, _)| name == path.as_str())?;
    let range = at.start..at.start + number.len();
    let change =
        |title, replacement| Change { title, edits: vec![Edit { range: range.clone(), replacement }] };
    let tag = format!("{{{{ {path} }}}}");
    let value = value?;
    Some(vec![change(format!("写成 {tag}"), tag), change(format!("改为 {value}"), value)])
}

/// A name in `{{ }}` that no data has: the nearest that there is.
fn name(report: &Report, text: &str, at: &Range<usize>) -> Option<Vec<Change>> {
    let range = name_at(text, at.start).filter(|range| range == at)?;
    let names = names(&report.form, Some(report));
    let near = nearest(&text[range.clone()], names.iter().map(|(name, _)| name.as_str()))?;
    Some(vec![replace(range, near.to_owned(), near)])
}

/// A key that the form does not have: the nearest that may stand there.
fn key(report: &Report, text: &str, at: &Range<usize>) -> Option<Change> {
    let Spot::Key { under, key, is_complete: true, .. } = Outline::of(text, at.start).spot else {
        return None;
    };
    if key != *at {
        return None;
    }
    let names = key_names(&report.form, &under);
    let near = nearest(text[key.clone()].trim_matches(['"', '\'']), names.iter().map(String::as_str))?;
    Some(replace(key, plain_or_quoted(near), near))
}

fn replace(range: Range<usize>, replacement: String, name: &str) -> Change {
    Change { title: format!("改为“{name}”"), edits: vec![Edit { range, replacement }] }
}

/// The figure that a finding is about, and what it must be by last year's report; none if it does not follow
/// from that.
fn wanted(report: &Report, previous: &Report, finding: &Finding) -> Option<(FigureId, Number)> {
    let form = &report.form;
    let path: &Path = finding.path.as_ref()?;
    let is_meant = |id: FigureId| form.figure(id).path == *path;
    let then = |id: FigureId| Some(previous.number(previous.form.figure_at(&form.figure(id).path)?));
    let carried = form.carry_overs.iter().find(|c| c.rule == finding.rule && is_meant(c.this_year));
    if let Some(carry) = carried {
        return Some((carry.this_year, then(carry.last_year)?));
    }
    let stock = form.stock_balances.iter().find(|s| s.rule == finding.rule && is_meant(s.stock))?;
    let number = then(stock.stock)?.plus(report.number(stock.added)).minus(report.number(stock.removed));
    Some((stock.stock, number))
}

/// Sets a figure, where it is written or where it would be.
fn set_figure(report: &Report, id: FigureId, number: Number) -> Option<Change> {
    let mut data = Data::of(report);
    for total in report.form.totals.iter().filter(|total| report.is_computed(total.figure)) {
        // It is computed anew.
        data.cells[total.figure.index()] = None;
    }
    data.cells[id.index()] = Some(number.to_string());
    let edit = difference(report.source.text(), &update_figures(&data, report))?;
    Some(Change { title: format!("改为 {number}"), edits: vec![edit] })
}

/// The one replacement that makes a text another; none if they are the same.
fn difference(before: &str, after: &str) -> Option<Edit> {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let length = |pair: (char, char)| pair.0.len_utf8();
    let start: usize = before.chars().zip(after.chars()).take_while(same).map(length).sum();
    let (rest, new) = (&before[start..], &after[start..]);
    let end: usize = rest.chars().rev().zip(new.chars().rev()).take_while(same).map(length).sum();
    let replacement = new[..new.len() - end].to_owned();
    let range = start..before.len() - end;
    (!range.is_empty() || !replacement.is_empty()).then_some(Edit { range, replacement })
}

/// Keeps a warning, with a reason that is still to be written.
fn waiver(analysis: &Analysis, finding: &Finding) -> Option<Change> {
    let report = analysis.report.as_ref().filter(|_| finding.severity == Severity::Warning)?;
    let edit = waiver_edit(report, finding.rule.as_str(), "待补充")?;
    Some(Change { title: format!("豁免 {}（再写上理由）", finding.rule), edits: vec![edit] })
}
