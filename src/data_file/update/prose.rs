//! Updates the paragraphs that changed. All others keep their `{{ }}`, and inside a changed paragraph the
//! tags are kept whose text did not change.
//!
//! # How it works
//! 1. The old paragraphs, as they read with the new figures, are compared with the new ones; a diff says
//!    which are equal, new, gone or replaced.
//! 2. Each new paragraph gets the line it is to be written as ([`Values::written`]): an equal one the line it
//!    had in the template; a replaced one a line with as many of the old tags as can be kept ([`keep_tags`]);
//!    a new one its text.
//! 3. If the value is a block scalar with one line for each paragraph, only the changed lines are edited
//!    ([`by_line`]); else the whole value is written anew ([`whole`]).
//!
//! # Example
//! ```text
//! 总体情况: |                          new text            written
//!   收到 {{新收}} 件。                  收到 4 件。          收到 {{新收}} 件。     equal: 新收 is 4 now
//!   办结 {{办结}} 件。                  全年办结 3 件。      全年办结 {{办结}} 件。  replaced, tag kept
//!                                      无复议。             无复议。               new
//! ```

use similar::DiffOp;

use super::super::prose::TagNames;
use super::super::{Data, block_of_lines, prose_line};
use super::edits::Edits;
use super::entry;
use crate::form::Content;
use crate::report::{Prose, Report, comparable};
use crate::text::diff;
use crate::yaml::{Node, ScalarStyle, Value};

/// Collects the edits of the preface and of the sections of prose.
pub(super) fn all(new: &Data, report: &Report, names: &TagNames, edits: &mut Edits) {
    let (old_preface, old_prose) = new.prose_of(report);
    let mut values = Values { report, names, edits, after: None };
    let preface = &report.form.general.preface.key;
    let found = entry(&report.tree, std::slice::from_ref(preface));
    values.update(preface, found, old_preface.as_ref(), &new.preface);
    for (number, section) in report.form.sections.iter().enumerate() {
        values.edits.begin_section(number);
        let found = entry(&report.tree, &section.names);
        if let Content::Prose(_) = section.content {
            let old = old_prose.get(number).and_then(Option::as_ref);
            values.update(&section.key, found, old, &new.prose[number]);
        }
        if let Some((key, value)) = found {
            values.after = Some(values.edits.line_end(value.span.end.max(key.span.end)));
        }
    }
}

/// The values of prose of a report.
struct Values<'a, 'e, 't> {
    report: &'a Report,
    /// What a `{{ }}` of the new text may name.
    names: &'a TagNames,
    edits: &'e mut Edits<'t>,
    /// Where the next missing section is added: the end of the section before it, or if there is none, the
    /// end of the file.
    after: Option<usize>,
}

impl Values<'_, '_, '_> {
    /// Updates the value of the key `name`. `old` is its prose as it reads with the new figures, `new` the
    /// paragraphs it shall have.
    fn update(&mut self, name: &str, found: Option<(&Node, &Node)>, old: Option<&Prose>, new: &[String]) {
        let old_texts = old.map(Prose::comparable).unwrap_or_default();
        let old_texts: Vec<&str> = old_texts.iter().map(String::as_str).collect();
        let new_texts = comparable(&new.iter().map(String::as_str).collect::<Vec<_>>());
        if old_texts == new_texts {
            return;
        }
        let Some((key, node)) = found else {
            let lines: Vec<String> = new.iter().map(|p| self.names.line(p.trim())).collect();
            let text = format!("{name}:{}", block_of_lines(&lines));
            match self.after {
                Some(at) => self.edits.insert(at, format!("\n\n{}", text.trim_end())),
                None => self.edits.append(text),
            }
            return;
        };
        let ops = diff(&old_texts, &new_texts.iter().map(String::as_str).collect::<Vec<_>>());
        let lines = template_lines(old, node, &old_texts);
        let written = self.written(&ops, &lines, (old, &old_texts), new);
        let literal = node.scalar().is_some_and(|s| s.style == ScalarStyle::Literal);
        if literal && !lines.is_empty() && by_line(&ops, node, &written, self.edits) {
            return;
        }
        whole(key, node, &written, self.edits);
    }

    /// The line that each new paragraph is written as: the one it had, one made of the paragraph it replaces,
    /// or its plain text.
    fn written(
        &self,
        ops: &[DiffOp],
        lines: &[String],
        (old, old_texts): (Option<&Prose>, &[&str]),
        new: &[String],
    ) -> Vec<String> {
        let mut written: Vec<String> = Vec::new();
        for op in ops {
            match *op {
                DiffOp::Equal { old_index, len, .. } => {
                    written.extend(
                        (old_index..old_index + len)
                            .map(|i| lines.get(i).cloned().unwrap_or_else(|| prose_line(old_texts[i]))),
                    );
                }
                DiffOp::Delete { .. } => {}
                DiffOp::Insert { new_index, new_len, .. } => {
                    written.extend(new[new_index..new_index + new_len].iter().map(|p| self.names.line(p)))
                }
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    for k in 0..new_len {
                        let text = &new[new_index + k];
                        let kept = (k < old_len)
                            .then(|| {
                                old.map(|prose| {
                                    keep_tags(prose, self.report, self.names, old_index + k, text)
                                })
                            })
                            .flatten();
                        written.push(kept.unwrap_or_else(|| self.names.line(text)));
                    }
                }
            }
        }
        written
    }
}

/// The lines of the template that are not blank, one for each paragraph; empty if the numbers differ, as with
/// a `{{#each}}` that makes several paragraphs of one line.
fn template_lines(old: Option<&Prose>, node: &Node, paragraphs: &[&str]) -> Vec<String> {
    let (Some(prose), Value::Scalar(_)) = (old, &node.value) else { return Vec::new() };
    let lines: Vec<String> =
        prose.template.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect();
    if lines.len() == paragraphs.len() { lines } else { Vec::new() }
}

/// Edits only the lines of a block scalar that changed. Returns false, having changed nothing, if its lines
/// are not its paragraphs.
fn by_line(ops: &[DiffOp], node: &Node, written: &[String], edits: &mut Edits) -> bool {
    let text = edits.text();
    let indent = " ".repeat(node.span.start - edits.line_start(node.span.start));
    // The bytes of each line with text, without its indentation.
    let mut places = Vec::new();
    let mut at = node.span.start;
    for line in text[node.span.clone()].split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let start = at + (line.len() - line.trim_start().len());
            places.push(start..start + trimmed.len());
        }
        at += line.len();
    }
    let old_len: usize = ops.iter().map(|op| op.old_range().len()).sum();
    if places.len() != old_len || places.is_empty() || written.is_empty() {
        return false;
    }
    for op in ops {
        let (old, new) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            continue;
        }
        // Of three old lines and two new ones, two are replaced and one is removed; with more new lines than
        // old ones, the rest is inserted behind.
        let common = old.len().min(new.len());
        for k in 0..common {
            edits.replace(places[old.start + k].clone(), written[new.start + k].clone());
        }
        for place in &places[old.start + common..old.end] {
            edits.remove_lines(place.clone());
        }
        let more: Vec<&str> = written[new.start + common..new.end].iter().map(String::as_str).collect();
        if !more.is_empty() {
            match (old.start + common).checked_sub(1) {
                Some(before) => edits.insert(
                    edits.line_end(places[before].end),
                    format!("\n{indent}{}", more.join(&format!("\n{indent}"))),
                ),
                None => {
                    edits.insert(places[0].start, format!("{}\n{indent}", more.join(&format!("\n{indent}"))))
                }
            }
        }
    }
    true
}

/// Writes the whole value anew as a block scalar. A comment behind a value on one line is kept, behind the
/// `|`.
fn whole(key: &Node, node: &Node, written: &[String], edits: &mut Edits) {
    let text = edits.text();
    let start = edits.behind_colon(key);
    let end = node.span.end.max(start);
    let line_end = edits.line_end(end);
    let literal =
        node.scalar().is_some_and(|s| matches!(s.style, ScalarStyle::Literal | ScalarStyle::Folded));
    // A block without lines reaches to the next key.
    let block_end = start + text[start..end].trim_end().len();
    let (end, comment) = if literal { (block_end, "") } else { (line_end, text[end..line_end].trim()) };
    let comment = if comment.starts_with('#') { format!("  {comment}") } else { String::new() };
    let indent = " ".repeat(key.span.start - edits.line_start(key.span.start) + 2);
    let lines: String = written.iter().map(|l| format!("\n{indent}{l}")).collect();
    edits.replace(start..end, format!(" |{comment}{lines}"));
}

/// The line for a changed paragraph, with those tags of the old one that still read as the new text does.
///
/// The characters of the two texts are compared. A tag is kept if all characters it was filled in with are in
/// one run that both texts have, and no digit has come to stand beside it; all else is written as text.
/// Example: `共收到 {{依申请公开.本年新收.总计}} 件` reads `共收到 16 件`. For the new text `全年共收到 16 件申请` the 16 is
/// part of the run `共收到 16 件`, and the result is `全年共收到 {{依申请公开.本年新收.总计}} 件申请`; for `共收到 17 件` the
/// tag has no run that holds all of it, and 17 is written.
fn keep_tags(prose: &Prose, report: &Report, names: &TagNames, paragraph: usize, new: &str) -> String {
    let Some(old) = prose.paragraphs.get(paragraph) else { return names.line(new) };
    let chars: Vec<(usize, char)> = old.text.char_indices().collect();
    // Runs of filled characters that come from one tag.
    let mut tags: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
    for (i, &(at, c)) in chars.iter().enumerate() {
        if !old.is_filled(at..at + c.len_utf8()) {
            continue;
        }
        let span = prose.source_range(&report.source, paragraph, at..at + c.len_utf8());
        let tag = report.source.text().get(span).unwrap_or_default();
        match tags.last_mut() {
            Some((range, last)) if range.end == i && std::ptr::eq(*last, tag) => range.end = i + 1,
            _ => tags.push((i..i + 1, tag)),
        }
    }
    tags.retain(|(_, tag)| {
        tag.starts_with("{{") && tag.ends_with("}}") && !tag.starts_with("{{#") && !tag.contains('\n')
    });
    let old_chars: Vec<char> = chars.iter().map(|c| c.1).collect();
    let new_chars: Vec<char> = new.chars().collect();
    let ops = diff(&old_chars, &new_chars);
    // What was just put in names its figure itself.
    let characters = |at: usize| new[..at].chars().count();
    let put_in: Vec<_> =
        names.tags(new).into_iter().map(|tag| characters(tag.start)..characters(tag.end)).collect();
    let mut out = String::new();
    let mut at = 0;
    for (range, tag) in tags {
        let place = ops.iter().find_map(|op| match *op {
            DiffOp::Equal { old_index, new_index, len }
                if old_index <= range.start && range.end <= old_index + len =>
            {
                Some(new_index + (range.start - old_index))
            }
            _ => None,
        });
        let Some(place) = place.filter(|p| *p >= at) else { continue };
        if put_in.iter().any(|tag| tag.start < place + range.len() && place < tag.end) {
            continue;
        }
        // With a digit beside it, 16 has become another number (160) and is not what the tag fills in.
        let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        if digit(place.checked_sub(1).and_then(|i| new_chars.get(i)))
            || digit(new_chars.get(place + range.len()))
        {
            continue;
        }
        out.push_str(&names.line(&new_chars[at..place].iter().collect::<String>()));
        out.push_str(tag);
        at = place + range.len();
    }
    out.push_str(&names.line(&new_chars[at..].iter().collect::<String>()));
    out
}
