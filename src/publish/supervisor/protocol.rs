//! What a run and its worker process write to each other: one JSON object a line, on the worker's standard
//! input and output.
//!
//! # Example
//! A run of two files; the second is not there. JSON escapes line breaks, so that no text of a report can
//! begin a line of its own.
//!
//! ```text
//! worker → run    {"Ready":{"threads":2,"notices":[],"fingerprint":"5e1f…"}}
//! run → worker    {"Make":{"index":0,"input":{"name":"a.yaml","path":{"Unix":[97,…]},"content":"OnDisk"}}}
//! run → worker    {"Make":{"index":1,"input":{"name":"b.yaml","path":{"Unix":[98,…]},"content":"OnDisk"}}}
//! worker → run    {"Done":{"index":1,"ms":0.2,"outcome":{"Err":"b.yaml 读不了：没有这个文件或文件夹"}}}
//! worker → run    {"Done":{"index":0,"ms":17.4,"outcome":{"Ok":{"findings":[],"written":[…],…}}}}
//! run → worker    "Finish"
//! worker → run    {"Finished":null}
//! ```
//!
//! The end of its standard input ends the worker. So it also ends when the run is killed.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::pipeline::inputs::PortableInput;
use crate::publish::Published;

/// What the run says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Task {
    /// Make this report.
    Make(Make),
    /// Put onto the disk what was written. Nothing is being made when this comes, and nothing follows.
    Finish,
}

/// A report to be made.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Make {
    /// Its number in the run.
    pub index: usize,
    pub input: PortableInput,
}

/// What the worker process says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Message {
    /// It can begin.
    Ready(Ready),
    /// It cannot: no report can be made, for this reason.
    Refused(String),
    /// A report is done, well or not.
    Done(Done),
    /// All is on the disk, or why it may not be.
    Finished(Option<String>),
}

/// The first words of a worker process.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ready {
    /// How many reports it makes at once.
    pub threads: usize,
    /// What the user should know about the faces.
    pub notices: Vec<String>,
    /// Hash of the templates, faces and options that all its reports are made with.
    pub fingerprint: String,
}

/// What became of a report.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Done {
    pub index: usize,
    /// How long it took.
    pub ms: f64,
    /// Why there is none, for people, if it failed.
    pub outcome: Result<Published, String>,
}

/// A value as a line, with its line break.
pub(super) fn line<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let mut line = serde_json::to_string(value)?;
    line.push('\n');
    Ok(line)
}

/// The value of a line. None for a line that is none of ours: an engine that prints something must not end
/// the run.
pub(super) fn value<T: DeserializeOwned>(line: &str) -> Option<T> {
    serde_json::from_str(line).ok()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Finding, Fix, Path, RuleCode, SheetCell};
    use crate::files::NamedBy;
    use crate::pipeline::inputs::Input;
    use crate::yaml::Source;

    #[test]
    fn a_result_arrives_as_it_was_sent() {
        let source = Source::new("甲/a.yaml", "年度: 2024\n总体情况: 一\u{2028}二\n");
        let cell = SheetCell { sheet: "各局.xlsx!Sheet1".into(), row: 1, column: 2 };
        let findings = vec![
            Finding::error(RuleCode::N101, "不平\n“二”", source.place(0..6))
                .with_help("改")
                .with_path(Path::new("依申请公开.总计"))
                .with_fix(Fix::replace("改为 4", 1..2, "4"))
                .with_note(crate::diagnostic::Place::in_cell(cell, "C2"), "另一边"),
        ];
        let sent = Published {
            findings: findings.clone(),
            shown: Some(Arc::new(source)),
            written: vec![PathBuf::from("out/甲 局.pdf")],
            refused: true,
            ..Published::default()
        };
        let line = line(&Message::Done(Done { index: 7, ms: 1.5, outcome: Ok(sent) })).unwrap();
        assert_eq!(line.matches('\n').count(), 1);
        let Some(Message::Done(Done { index: 7, outcome: Ok(got), .. })) = value(&line) else {
            panic!("{line}")
        };
        assert_eq!((got.findings, got.refused), (findings, true));
        assert_eq!(got.written, [PathBuf::from("out/甲 局.pdf")]);
        assert_eq!(got.shown.unwrap().text(), "年度: 2024\n总体情况: 一\u{2028}二\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_unicode_arrives_as_it_was_sent() {
        use std::os::unix::ffi::OsStringExt;
        let path = PathBuf::from(std::ffi::OsString::from_vec(b"\xBC\xD7.yaml".to_vec()));
        let input = Input::File { path: path.clone(), named_by: NamedBy::Content }.portable().unwrap();
        let line = line(&Make { index: 0, input }).unwrap();
        let make: Make = value(&line).unwrap();
        assert_eq!(Input::Portable(make.input).folder(), path.parent().unwrap());
        assert!(line.contains("188,215"), "{line}");
    }

    #[test]
    fn a_line_that_is_none_of_ours_is_no_message() {
        assert!(value::<Message>("warning: something\n").is_none());
    }
}
