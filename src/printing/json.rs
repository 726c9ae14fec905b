//! Findings for programs: one JSON object per line and finding.

use serde::Serialize;

use super::About;
use crate::diagnostic::{Finding, RuleCode, listed};
use crate::text::is_forbidden;

/// The keys are part of the command line's interface: all of them always, `null` for what a finding
/// does not have.
#[derive(Serialize)]
struct Line<'a> {
    rule: &'a RuleCode,
    severity: &'a str,
    message: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    path: Option<&'a str>,
    help: Option<&'a str>,
    agency: Option<&'a str>,
    year: Option<u16>,
    row: Option<u32>,
}

impl<'a> Line<'a> {
    fn new(about: About<'a>, finding: &'a Finding) -> Self {
        let Finding { rule, severity, message, place, path, help, .. } = finding;
        Line {
            rule,
            severity: severity.as_str(),
            message,
            file: &place.file,
            line: place.start.line,
            column: place.start.column,
            end_line: place.end.line,
            end_column: place.end.column,
            path: path.as_ref().map(|path| path.as_str()),
            help: help.as_deref(),
            agency: about.agency,
            year: about.year,
            row: about.row,
        }
    }
}

/// Writes the findings that are [`listed`] as JSON lines; where some are left out, the last line is an N019
/// that says how many. Lines and columns count from 1, a column is a character, the end is
/// exclusive.
///
/// # Errors
/// None are known: everything in a finding is text or a number. The error of the JSON writer is handed on.
pub fn render(about: About<'_>, findings: &[Finding]) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    for finding in listed(findings) {
        out.push_str(&to_string(&Line::new(about, &finding))?);
        out.push('\n');
    }
    Ok(out)
}

/// A value as JSON on one line in which nothing acts on a terminal.
///
/// serde_json escapes the controls below the space, as JSON asks; a terminal also obeys those from U+007F to
/// U+009F and marks of direction. They can stand in strings only, so each becomes an escape of JSON.
///
/// # Errors
/// The value has no JSON, or its own way of writing fails.
pub fn to_string(value: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(escaped(serde_json::to_string(value)?))
}

/// As [`to_string`], over several lines.
///
/// # Errors
/// As [`to_string`].
pub fn to_string_pretty(value: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(escaped(serde_json::to_string_pretty(value)?))
}

fn escaped(json: String) -> String {
    if !json.contains(is_forbidden) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if is_forbidden(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// The findings as JSON values, for a place inside other JSON.
///
/// # Errors
/// As [`render`].
pub fn values(about: About<'_>, findings: &[Finding]) -> Result<Vec<serde_json::Value>, serde_json::Error> {
    listed(findings).iter().map(|finding| serde_json::to_value(Line::new(about, finding))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Place, Position};
    use crate::form::Path;

    #[test]
    fn one_object_per_line_with_all_keys() {
        let place = |line| {
            let at = |column| Position { line, column };
            Place::in_text("甲/a.yaml".into(), 0..0, at(4), at(6))
        };
        let findings = [
            Finding::warning(RuleCode::N201, "正文“16”与表格不符\n\\", place(9)),
            Finding::error(RuleCode::N101, "不平", place(2))
                .with_help("改")
                .with_path(Path::new("依申请公开.总计"))
                .with_note(place(3), "另一边"),
        ];
        let wanted = concat!(
            r#"{"rule":"N101","severity":"error","message":"不平","file":"甲/a.yaml","line":2,"column":4,"#,
            r#""end_line":2,"end_column":6,"path":"依申请公开.总计","help":"改","agency":"甲局","year":2024,"row":null}"#,
            "\n",
            r#"{"rule":"N201","severity":"warning","message":"正文“16”与表格不符\n\\","file":"甲/a.yaml","line":9,"column":4,"#,
            r#""end_line":9,"end_column":6,"path":null,"help":null,"agency":"甲局","year":2024,"row":null}"#,
            "\n",
        );
        let about = About::default().agency(Some("甲局")).year(Some(2024));
        assert_eq!(render(about, &findings).expect("findings are text and numbers"), wanted);
    }

    #[test]
    fn no_control_is_left_and_every_reader_of_json_gets_the_text_back() {
        let text = "a\u{1b}]0;b\u{7}\u{7f}\u{9b}2J\u{202e}\u{1fffe}\\\"甲";
        for json in [to_string(&text).unwrap(), to_string_pretty(&[text]).unwrap()] {
            assert!(!json.contains(is_forbidden), "{json:?}");
            assert!(json.contains(r"\u009b2J\u202e\ud83f\udffe"), "{json}");
        }
        assert_eq!(serde_json::from_str::<String>(&to_string(&text).unwrap()).unwrap(), text);
    }
}
