//! Names of output files.

use crate::report::Report;
use crate::text::is_forbidden;

/// Bytes of a name without its extension: a temporary ending and the extension still fit into the 255 of
/// common file systems.
const MAX_BYTES: usize = 220;

/// `机关名称年度年政府信息公开工作年度报告`, with characters that a file system refuses replaced.
pub fn file_name(report: &Report) -> String {
    name_of(&report.agency.text, report.year.number, &report.form.title)
}

/// As [`file_name`], from the three things that the name is made of: agency, year and the form's title.
pub(super) fn name_of(agency: &str, year: u16, title: &str) -> String {
    safe(agency, &format!("{year}{title}"))
}

/// If the name is too long for a file system, the agency is cut; year and title stay, as they distinguish the
/// files of a folder.
fn safe(agency: &str, rest: &str) -> String {
    // What Windows refuses; other systems refuse a part of it.
    let is_reserved = |c: char| "/\\:*?\"<>|".contains(c) || c.is_control();
    let replace = |text: &str| -> String {
        let kept = text.chars().filter(|c| !is_forbidden(*c));
        kept.map(|c| if is_reserved(c) { '_' } else { c }).collect()
    };
    let (mut agency, rest) = (replace(agency), replace(rest));
    while agency.len() + rest.len() > MAX_BYTES && agency.pop().is_some() {}
    // A leading dot hides a file, a leading dash is an option.
    let name = format!("{agency}{rest}");
    match name.strip_prefix(['.', '-']) {
        Some(tail) => format!("_{tail}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_good_on_every_file_system() {
        for (agency, want) in [
            ("济源市人民政府办公室", "济源市人民政府办公室2024年报"),
            ("甲/乙\\丙:丁*戊?\"<>|", "甲_乙_丙_丁_戊_____2024年报"),
            ("../../etc", "_./.._etc2024年报".replace('/', "_").as_str()),
            ("-rf", "_rf2024年报"),
        ] {
            assert_eq!(safe(agency, "2024年报"), want);
        }
        assert!(safe(&"甲".repeat(300), "2024年报").len() <= MAX_BYTES);
        assert!(safe(&"甲".repeat(300), "2024年报").ends_with("2024年报"));
    }
}
