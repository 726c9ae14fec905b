//! Findings as workflow commands of GitHub Actions, which shows them beside the lines of a change.

use crate::diagnostic::{Finding, listed};
use crate::text::visible_controls;

/// Writes the findings that are [`listed`] as workflow commands, one a line, the help line behind the
/// message. The agency, where it is given, stands in the title.
pub fn render(agency: Option<&str>, findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in listed(findings) {
        let Finding { rule, severity, message, place, help, .. } = &*finding;
        let message = match help {
            Some(help) => format!("{message}\n帮助: {help}"),
            None => message.clone(),
        };
        out.push_str(&format!(
            "::{} file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
            severity.as_str(),
            property(&place.file),
            place.start.line,
            place.start.column,
            place.end.line,
            place.end.column,
            property(&agency.map_or_else(|| rule.to_string(), |agency| format!("{rule} {agency}"))),
            data(&message),
        ));
    }
    out
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
    use crate::diagnostic::{Finding, Place, Position, RuleCode};

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
            render(None, &findings),
            "::error file=a\\u{9b}m.yaml,line=2,col=4,endLine=2,endColumn=6,title=N101::不平\\u{1b}[2J%0A帮助: 改\n\
             ::warning file=d%3A\\甲%2C乙%25%0A.yaml,line=9,col=4,endLine=9,endColumn=6,title=N207::相同 60%25: 是,否%0D%0A完\n"
        );
    }
}
