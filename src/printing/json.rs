//! Findings for programs: one JSON object per line and finding.

use serde::Serialize;

use super::About;
use crate::diagnostic::{DocxPlace, Finding, Place, Provenance, RuleCode, listed};
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
    place: Option<InForm<'a>>,
}

/// A place of a received report; none for a data file and a table.
#[derive(Serialize)]
struct InForm<'a> {
    words: &'a str,
    section: Option<&'a str>,
    paragraph: Option<u32>,
    excerpt: Option<&'a str>,
    /// The characters that are meant in the paragraph of the file, from 1, the end exclusive.
    characters: Option<[u32; 2]>,
    /// From 1, as all that follows.
    page: Option<u32>,
    /// The paragraph of the file outside of its tables.
    body_paragraph: Option<u32>,
    table: Option<u32>,
    table_row: Option<u32>,
    table_column: Option<u32>,
}

impl<'a> InForm<'a> {
    fn of(place: &'a Place) -> Option<Self> {
        let form = place.form.as_deref()?;
        let mut out = InForm {
            words: &form.words,
            section: form.section.as_ref().map(|path| path.as_str()),
            paragraph: form.paragraph,
            excerpt: form.excerpt.as_deref(),
            characters: form.characters.as_ref().map(|range| [range.start + 1, range.end + 1]),
            page: None,
            body_paragraph: None,
            table: None,
            table_row: None,
            table_column: None,
        };
        match &place.provenance {
            Provenance::Pdf(area) => out.page = Some(area.page),
            Provenance::Docx(at) | Provenance::Flow(at) => match at {
                DocxPlace::Paragraph(number) => out.body_paragraph = Some(number + 1),
                DocxPlace::Cell { table, row, column } => {
                    (out.table, out.table_row) = (Some(table + 1), Some(row + 1));
                    out.table_column = Some(column + 1);
                }
            },
            _ => {}
        }
        Some(out)
    }
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
            place: InForm::of(place),
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
    use crate::diagnostic::Position;
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
            r#""end_line":2,"end_column":6,"path":"依申请公开.总计","help":"改","agency":"甲局","year":2024,"row":null,"place":null}"#,
            "\n",
            r#"{"rule":"N201","severity":"warning","message":"正文“16”与表格不符\n\\","file":"甲/a.yaml","line":9,"column":4,"#,
            r#""end_line":9,"end_column":6,"path":null,"help":null,"agency":"甲局","year":2024,"row":null,"place":null}"#,
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
