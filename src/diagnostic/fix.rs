//! Fixes: changes of a data file that a program can make for its author.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A change that puts right what a finding says. It is only offered where there is one right change: a slip
/// of writing, a total that follows from its parts. Where two things contradict each other and either may be
/// wrong, a finding has no fix.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fix {
    /// What is done, in Chinese: `改为 4`.
    pub title: String,
    /// The replacements, in the file of the finding's place.
    pub edits: Vec<Edit>,
}

/// Bytes of a text file and what to put there instead.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Edit {
    /// Bytes of the text behind a byte order mark; empty where something is put in.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub replacement: String,
}

/// A fix that does not fit the text it is applied to: the text has changed since the finding was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the fix does not fit the text at bytes {}..{}", range.start, range.end)]
#[non_exhaustive]
pub struct FixError {
    /// The bytes that are not there, lie inside a character, or are replaced twice.
    pub range: Range<usize>,
}

impl Fix {
    /// A fix of one replacement.
    pub fn replace(title: impl Into<String>, range: Range<usize>, replacement: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![Edit { range, replacement: replacement.into() }] }
    }

    /// The text with the fix made.
    ///
    /// ```
    /// use nianbao::diagnostic::Fix;
    /// let fix = Fix::replace("改用半角数字", 8..14, "16");
    /// assert_eq!(fix.apply("年度: １６\n").as_deref(), Ok("年度: 16\n"));
    /// ```
    ///
    /// # Errors
    /// The edits are not in the text or overlap.
    pub fn apply(&self, text: &str) -> Result<String, FixError> {
        apply(text, &self.edits)
    }
}

/// A text with replacements made, in whatever order they come. Fixes of several findings can be made together
/// as long as they do not overlap.
///
/// # Errors
/// A replacement is not in the text, lies inside a character, or overlaps another.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, FixError> {
    let mut ordered: Vec<&Edit> = edits.iter().collect();
    ordered.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in ordered {
        let unfit = || FixError { range: edit.range.clone() };
        // `get` refuses what lies before the last edit, past the end, or inside a character.
        out.push_str(text.get(done..edit.range.start).ok_or_else(unfit)?);
        text.get(edit.range.clone()).ok_or_else(unfit)?;
        out.push_str(&edit.replacement);
        done = edit.range.end;
    }
    out.push_str(&text[done..]);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: Range<usize>, replacement: &str) -> Edit {
        Edit { range, replacement: replacement.to_owned() }
    }

    #[test]
    fn edits_are_made_together_in_any_order() {
        let edits = [edit(4..5, "二"), edit(0..1, ""), edit(2..2, "+")];
        assert_eq!(apply("a b c", &edits).as_deref(), Ok(" +b 二"));
    }

    #[test]
    fn edits_that_do_not_fit_are_refused() {
        for (text, edits) in [
            ("abc", vec![edit(2..4, "")]),
            ("年", vec![edit(1..3, "")]),
            ("abc", vec![edit(0..2, ""), edit(1..3, "")]),
            ("", vec![edit(1..1, "x")]),
        ] {
            assert!(apply(text, &edits).is_err(), "{text} {edits:?}");
        }
    }
}
