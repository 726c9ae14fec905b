//! Writes a whole data file, keys in the order of the form: for reports that are read back (`import`) or
//! summed (`merge`) and have no file to update.
//!
//! It is written to be edited by hand: figures that are 0 and totals that the program computes are left out,
//! a row of figures takes one line, prose is a block of lines.
//!
//! ```text
//! 机关名称: 甲局
//! 年度: 2024
//!
//! 总体情况: |
//!   全年新收 3 件。
//!
//! 依申请公开:
//!   本年新收: {自然人: 3}
//!   上年结转: 0
//! ```

use super::prose_line;
use super::{Data, row_value, whole_row};
use crate::form::{Content, Form, KeyNode, KeyTarget};
use crate::text::is_line_break;
use crate::yaml::{double_quoted, plain_or_quoted};

impl Data {
    /// The data file. [`crate::report::read`] reads from it the same figures and paragraphs.
    pub fn to_yaml(&self) -> String {
        self.file(|keys, out| self.keys(keys, 1, out))
    }

    /// The data file with every cell that a report has as it stands there, zeros, totals and slips of writing
    /// too: not for people to edit, but so that each cell is a value whose place is known.
    pub fn to_whole_yaml(&self) -> String {
        self.file(|keys, out| out.push_str(&self.whole_keys(keys, "  ")))
    }

    /// The data file, with the tables as `table` writes them.
    fn file(&self, table: impl Fn(&[KeyNode], &mut String)) -> String {
        let general = &self.form.general;
        let mut out = String::new();
        let mut line = |key: &str, value: &str| out.push_str(&format!("{key}: {value}\n"));
        line(
            &general.agency.key,
            &if self.agency.is_empty() { String::new() } else { plain_or_quoted(&self.agency) },
        );
        line(&general.year.key, &self.year.map(|y| y.to_string()).unwrap_or_default());
        if self.form.format != Form::DEFAULT {
            line(&general.format.key, &self.form.format);
        }
        if let Some(title) = &self.title {
            line(&general.title.key, &plain_or_quoted(title));
        }
        // A key without a value, to be filled in, has no blank behind its colon.
        out = out.lines().map(|l| format!("{}\n", l.trim_end())).collect();
        if !self.preface.is_empty() {
            out.push_str(&format!("\n{}:{}", general.preface.key, block(&self.preface)));
        }
        for (number, section) in self.form.sections.iter().enumerate() {
            match &section.content {
                Content::Prose(_) if !self.prose[number].is_empty() => {
                    out.push_str(&format!("\n{}:{}", section.key, block(&self.prose[number])));
                }
                Content::Table(own) if self.has_table(number) => {
                    out.push_str(&format!("\n{}:\n", section.key));
                    table(&own.keys, &mut out);
                }
                _ => {}
            }
        }
        if let Some(value) = signature_value(self) {
            out.push_str(&format!("\n{}: {value}\n", general.signature.key));
        }
        out
    }

    /// The lines of keys with all of their cells.
    fn whole_keys(&self, keys: &[KeyNode], indent: &str) -> String {
        let deeper = format!("{indent}  ");
        let lines = |node: &KeyNode| match &node.target {
            KeyTarget::UnkeyedGroup(children) => self.whole_keys(children, indent),
            KeyTarget::Group(children) => match self.whole_keys(children, &deeper) {
                inner if inner.is_empty() => inner,
                inner => format!("{indent}{}:\n{inner}", plain_or_quoted(&node.key)),
            },
            KeyTarget::Row(id) => whole_row(self, *id).map_or_else(String::new, |value| {
                format!("{indent}{}: {value}", plain_or_quoted(&node.key)).trim_end().to_owned() + "\n"
            }),
        };
        keys.iter().map(lines).collect()
    }

    /// Writes the keys of a table from this level down. Rows of zeros are written as 0 on the first level,
    /// where people look for them (本年新收: 0), and left out in groups, which have many.
    fn keys(&self, keys: &[KeyNode], depth: usize, out: &mut String) {
        for node in keys {
            if let KeyTarget::Row(id) = node.target
                && depth == 1
                && row_value(self, id).is_none()
            {
                if !self.form.is_total_row(id) {
                    out.push_str(&format!("  {}: 0\n", plain_or_quoted(&node.key)));
                }
            } else if let KeyTarget::UnkeyedGroup(children) = &node.target {
                self.keys(children, depth, out);
            } else {
                out.push_str(&self.key_lines(node, &"  ".repeat(depth)));
            }
        }
    }

    /// The lines of a key and of what is under it, each behind `indent`; empty if no figure under it needs to
    /// be written.
    pub(crate) fn key_lines(&self, node: &KeyNode, indent: &str) -> String {
        let deeper = format!("{indent}  ");
        match &node.target {
            KeyTarget::UnkeyedGroup(children) => children.iter().map(|c| self.key_lines(c, indent)).collect(),
            KeyTarget::Group(children) => {
                let inner: String = children.iter().map(|c| self.key_lines(c, &deeper)).collect();
                if inner.is_empty() {
                    inner
                } else {
                    format!("{indent}{}:\n{inner}", plain_or_quoted(&node.key))
                }
            }
            KeyTarget::Row(id) => match row_value(self, *id) {
                Some(value) => {
                    format!("{indent}{}: {value}", plain_or_quoted(&node.key)).trim_end().to_owned() + "\n"
                }
                None => String::new(),
            },
        }
    }
}

/// Paragraphs as the text that follows the colon of their key: a block scalar, one line for each paragraph.
pub(crate) fn block<S: AsRef<str>>(paragraphs: &[S]) -> String {
    let lines: Vec<String> = paragraphs.iter().map(|p| prose_line(p.as_ref().trim())).collect();
    block_of_lines(&lines)
}

/// As [`block`], of lines of prose in which every `{{` is what it shall be.
pub(super) fn block_of_lines(lines: &[String]) -> String {
    // A paragraph with a line break of its own, or with what some reader of YAML takes for one, can only be
    // written with escapes.
    if lines.iter().any(|line| line.contains(is_line_break)) {
        return format!(" {}\n", double_quoted(&lines.join("\n")));
    }
    let mut out = String::from(" |\n");
    for line in lines.iter().filter(|l| !l.is_empty()) {
        out.push_str(&format!("  {line}\n"));
    }
    out
}

/// The value of 落款, `{署名: …, 日期: …}`; none if neither is known.
pub(crate) fn signature_value(data: &Data) -> Option<String> {
    let general = &data.form.general;
    let name = data
        .signature_name
        .as_ref()
        .map(|n| format!("{}: {}", general.signature_name.key, plain_or_quoted(n)));
    let date = data.signature_date.map(|date| format!("{}: {}", general.signature_date.key, date.iso()));
    let parts: Vec<String> = name.into_iter().chain(date).collect();
    (!parts.is_empty()).then(|| format!("{{{}}}", parts.join(", ")))
}
