//! Findings as workflow commands of GitHub Actions, which shows them beside the lines of a change.

use super::About;
use crate::diagnostic::{Finding, Place, Provenance, listed};
use crate::text::visible_controls;

/// Endings of the names of tables, before the `!` that comes between the file and the cell in a place.
const TABLES: [&str; 5] = [".xlsx", ".xlsm", ".ods", ".csv", ".tsv"];

/// Writes the findings that are [`listed`] as workflow commands, one a line, the help line behind the
/// message. The agency and the cell of a table, where they are known, stand in the title, and the place in a
/// received report.
pub fn render(about: About<'_>, findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in listed(findings) {
        let Finding { rule, severity, message, place, help, .. } = &*finding;
        let message = match help {
            Some(help) => format!("{message}\n帮助: {help}"),
            None => message.clone(),
        };
        let (file, cell) = file_and_cell(place);
        let words = place.form.as_ref().map(|form| &*form.words);
        let parts = [Some(rule.as_str()), about.agency, cell, words].into_iter().flatten();
        let title = parts.collect::<Vec<_>>().join(" ");
        out.push_str(&format!(
            "::{} file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
            severity.as_str(),
            property(file),
            place.start.line,
            place.start.column,
            place.end.line,
            place.end.column,
            property(&title),
            data(&message),
        ));
    }
    out
}

/// The file as it stands in the repository, beside which GitHub shows the annotation, and the cell in it.
fn file_and_cell(place: &Place) -> (&str, Option<&str>) {
    if !matches!(place.provenance, Provenance::Cell(_)) {
        return (&place.file, None);
    }
    let is_table = |(at, _): &(usize, &str)| {
        let name = place.file[..*at].to_ascii_lowercase();
        TABLES.iter().any(|ending| name.ends_with(ending))
    };
    match place.file.match_indices('!').find(is_table) {
        Some((at, _)) => (&place.file[..at], Some(&place.file[at + 1..])),
        None => (&place.file, None),
    }
}

/// Escapes the message of a command, as `@actions/core` does, and what would act on a terminal that shows the
/// log.
fn data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible_controls(&escaped).into_owned()
}

/// Escapes a property of a command, as `@actions/core` does.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Finding, Place, Position, RuleCode, SheetCell};

    #[test]
    fn commands_are_escaped() {
        let place = |file: &str, line| {
            let at = |column| Position { line, column };
            Place::in_text(file.into(), 0..0, at(4), at(6))
        };
        let findings = [
            Finding::warning(RuleCode::N207, "相同 60%: 是,否\r\n完", place("d:\\甲,乙%\n.yaml", 9)),
            Finding::error(RuleCode::N101, "不平\u{1b}[2J", place("a\u{9b}m.yaml", 2)).with_help("改"),
        ];
        assert_eq!(
            render(About::default(), &findings),
            "::error file=a\\u{9b}m.yaml,line=2,col=4,endLine=2,endColumn=6,title=N101::不平\\u{1b}[2J%0A帮助: 改\n\
             ::warning file=d%3A\\甲%2C乙%25%0A.yaml,line=9,col=4,endLine=9,endColumn=6,title=N207::相同 60%25: 是,否%0D%0A完\n"
        );
    }

    #[test]
    fn a_cell_is_shown_beside_its_file() {
        for (sheet, name, file, cell) in [
            ("表/各!局.csv", "A9", "表/各!局.csv", "A9"),
            ("各局.XLSX!汇总 表", "B4", "各局.XLSX", "汇总 表!B4"),
        ] {
            let place = Place::in_cell(SheetCell { sheet: sheet.into(), row: 8, column: 0 }, name);
            let findings = [Finding::error(RuleCode::N101, "不平", place)];
            let about = About::default().agency(Some("甲局"));
            assert_eq!(
                render(about, &findings),
                format!(
                    "::error file={file},line=9,col=1,endLine=9,endColumn=2,title=N101 甲局 {cell}::不平\n"
                )
            );
        }
    }
}
