//! A file that somebody hands over as bytes with a name: a report in any form that is read, a data file or a
//! table of reports, as the texts of data files.
//!
//! The name is only a hint. What a file is, its first bytes say where its kind has a mark; only kinds of text
//! go by the ending:
//!
//! ```text
//! %PDF-                       a PDF
//! PK, with word/ inside       a Word file
//! PK, with xl/ inside         a workbook
//! PK, with OFD.xml inside     an OFD, which is refused
//! D0 CF 11 E0                 an old or encrypted file of an office program, which is refused
//! <                           a web page
//! else                        .yaml, .csv, .mht, .txt … by the ending; a text may be a data file too
//! ```

use std::path::Path;
use std::sync::Arc;

use crate::files::limits;
use crate::form::Forms;
use crate::import::{self, ImportFileCause, Imported, Limits, Unplaced};
use crate::picture::Picture;
use crate::report;
#[cfg(feature = "spreadsheet")]
use crate::spreadsheet::{Table, TableError};
use crate::yaml::Source;

/// The most reports of a table that are made into texts.
#[cfg(feature = "spreadsheet")]
const MAX_REPORTS: usize = 100;

/// Bytes at the start of a file in which the mark of a PDF may stand.
const MARK_OF_PDF_WITHIN: usize = 1024;

/// A file that was handed in, read.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct HandedIn {
    /// Its reports; one but for a table.
    pub reports: Vec<HandedInReport>,
    /// How many it has, where not all are among them.
    pub count: usize,
    /// What had to be guessed or put right.
    pub notes: Vec<String>,
    /// Texts that have no place in the form.
    pub unplaced: Vec<Unplaced>,
    /// Headings of the sections that were not found.
    pub unread: Vec<String>,
}

/// A report as the text of a data file.
#[derive(Debug)]
#[non_exhaustive]
pub struct HandedInReport {
    /// The text.
    pub text: String,
    /// The pictures that it shows, by the names that it gives them.
    pub pictures: Vec<(String, Arc<Picture>)>,
}

/// What the person who hands in a document says of it, where the document itself does not.
#[derive(Debug, Clone, Default)]
pub struct Supplement {
    /// 机关名称.
    pub agency: Option<String>,
    /// 年度.
    pub year: Option<u16>,
}

/// Why a file that was handed in cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HandedInError {
    /// It has no bytes.
    #[error("这个文件是空的")]
    Empty,
    /// It is of an old kind, or encrypted.
    #[error(
        "这是旧格式（.doc、.xls、.wps）或者加了密码的文件，不能直接读：打开它，去掉密码，另存为 .docx 或 .xlsx 再用"
    )]
    Old,
    /// It is a document that cannot be read.
    #[error(transparent)]
    Document(#[from] ImportFileCause),
    /// It is a table that cannot be read.
    #[cfg(feature = "spreadsheet")]
    #[error(
        "{0}\n能读的表格有两种：用 nianbao init --workbook 写的填报工作簿；第一行是列名、每个机关一行的表格"
    )]
    Table(TableError),
    /// It is a table without a report.
    #[error("这个表格里没有填过的报告")]
    NoReport,
    /// It is a data file without a report in it.
    #[error("这不是一份报告的数据文件：{0}")]
    Data(String),
    /// It is larger than a data file can be.
    #[error("数据文件超过 {}，没有读", limits::in_words(limits::DATA_FILE))]
    DataTooLarge,
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Old,
    Table(&'static str),
    Data,
    /// A document, by an ending that its reader knows.
    Document(String),
}

impl HandedIn {
    /// Reads a file on any of these forms.
    ///
    /// # Errors
    /// See [`HandedInError`].
    ///
    /// ```
    /// use nianbao::{form::Forms, pipeline::{HandedIn, Supplement}};
    /// let text = "机关名称: 甲局\n年度: 2024\n";
    /// let read = HandedIn::read("去年.txt", text.as_bytes(), &Supplement::default(), &Forms::built_in())?;
    /// assert_eq!(read.reports[0].text, text);
    /// # Ok::<(), nianbao::pipeline::HandedInError>(())
    /// ```
    pub fn read(name: &str, bytes: &[u8], beside: &Supplement, forms: &Forms) -> Result<Self, HandedInError> {
        if bytes.is_empty() {
            return Err(HandedInError::Empty);
        }
        match kind(name, bytes, forms) {
            Kind::Old => Err(HandedInError::Old),
            Kind::Table(ending) => table(name, ending, bytes, forms),
            Kind::Data => data_file(name, bytes, forms),
            Kind::Document(ending) => {
                Ok(document(import::read_bytes(&ending, bytes, &Limits::default(), forms)?, beside))
            }
        }
    }
}

fn kind(name: &str, bytes: &[u8], forms: &Forms) -> Kind {
    let ending = import::extension(Path::new(name));
    let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if bytes[..bytes.len().min(MARK_OF_PDF_WITHIN)].windows(5).any(|window| window == b"%PDF-") {
        return Kind::Document("pdf".to_owned());
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Kind::Old;
    }
    if bytes.starts_with(b"PK") {
        return match ending.as_str() {
            "ods" => Kind::Table("ods"),
            _ if has(b"xl/workbook") => Kind::Table("xlsx"),
            _ if has(b"word/") => Kind::Document("docx".to_owned()),
            _ if has(b"OFD.xml") => Kind::Document("ofd".to_owned()),
            _ => Kind::Document(ending),
        };
    }
    match ending.as_str() {
        "yaml" | "yml" => Kind::Data,
        "csv" | "tsv" => Kind::Table("csv"),
        "xlsx" | "xlsm" => Kind::Table("xlsx"),
        "ods" => Kind::Table("ods"),
        _ if text.starts_with(b"<") => Kind::Document("html".to_owned()),
        "" | "txt" | "text" | "md" | "markdown" if is_data(name, bytes, forms) => Kind::Data,
        "" => Kind::Document("txt".to_owned()),
        _ => Kind::Document(ending),
    }
}

/// Whether a text says whose report it is as a data file does.
fn is_data(name: &str, bytes: &[u8], forms: &Forms) -> bool {
    bytes.len() as u64 <= limits::DATA_FILE
        && Source::from_bytes(name, bytes).is_ok_and(|source| report::identity(&source, forms).is_some())
}

fn data_file(name: &str, bytes: &[u8], forms: &Forms) -> Result<HandedIn, HandedInError> {
    if bytes.len() as u64 > limits::DATA_FILE {
        return Err(HandedInError::DataTooLarge);
    }
    let source = Source::from_bytes(name, bytes).map_err(|finding| HandedInError::Data(finding.message))?;
    let source = Arc::new(source);
    let (report, findings) = report::read_with(source.clone(), forms);
    if report.is_none() || report::is_fatal(&findings) {
        let why = findings.into_iter().find(|finding| finding.is_error());
        return Err(HandedInError::Data(why.map(|finding| finding.message).unwrap_or_default()));
    }
    let report = HandedInReport { text: source.text().to_owned(), pictures: Vec::new() };
    Ok(HandedIn { reports: vec![report], count: 1, ..HandedIn::default() })
}

fn document(mut imported: Imported, beside: &Supplement) -> HandedIn {
    let data = &mut imported.data;
    if let (true, Some(agency)) = (data.agency.is_empty(), &beside.agency) {
        data.agency.clone_from(agency);
    }
    data.year = data.year.or(beside.year);
    let sections = &imported.data.form.sections;
    let heading = |section: &crate::form::Section| section.heading();
    let unread = sections.iter().filter(|s| imported.unread.contains(&s.path)).map(heading).collect();
    HandedIn {
        reports: vec![HandedInReport { text: imported.to_yaml(), pictures: imported.pictures }],
        count: 1,
        notes: imported.notes.into_iter().map(|note| note.message).collect(),
        unplaced: imported.unplaced,
        unread,
    }
}

#[cfg(feature = "spreadsheet")]
fn table(name: &str, ending: &str, bytes: &[u8], forms: &Forms) -> Result<HandedIn, HandedInError> {
    let named = Path::new(name).with_extension(ending);
    let table = Table::from_bytes(&named, bytes, forms).map_err(HandedInError::Table)?;
    if table.is_empty() {
        return Err(HandedInError::NoReport);
    }
    let report = |index| HandedInReport { text: table.data_file(index).1, pictures: Vec::new() };
    let reports = (0..table.len().min(MAX_REPORTS)).map(report).collect();
    Ok(HandedIn { reports, count: table.len(), ..HandedIn::default() })
}

#[cfg(not(feature = "spreadsheet"))]
fn table(_: &str, ending: &str, _: &[u8], _: &Forms) -> Result<HandedIn, HandedInError> {
    Err(ImportFileCause::Unknown(ending.to_owned()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_its_bytes_say_before_its_name() {
        let kind = |name: &str, bytes: &[u8]| kind(name, bytes, &Forms::built_in());
        let document = |ending: &str| Kind::Document(ending.to_owned());
        for (name, bytes, want) in [
            ("报告.docx", b"%PDF-1.7".as_slice(), document("pdf")),
            ("报告.pdf", b"PK\x03\x04 word/document.xml", document("docx")),
            ("报告.docx", b"PK\x03\x04 xl/workbook.xml", Kind::Table("xlsx")),
            ("报告.docx", b"PK\x03\x04 OFD.xml", document("ofd")),
            ("报告.docx", b"\xD0\xCF\x11\xE0", Kind::Old),
            ("报告.txt", b"\xEF\xBB\xBF <!DOCTYPE html>", document("html")),
            ("报告", "一、总体情况".as_bytes(), document("txt")),
            ("报告.txt", "机关名称: 甲局\n年度: 2024\n".as_bytes(), Kind::Data),
            ("报告.zip", b"PK\x03\x04", document("zip")),
        ] {
            assert_eq!(kind(name, bytes), want, "{name}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_a_sentence() {
        let read = |name: &str, bytes: &[u8]| {
            HandedIn::read(name, bytes, &Supplement::default(), &Forms::built_in()).unwrap_err().to_string()
        };
        for (name, bytes, want) in [
            ("空.docx", b"".as_slice(), "空的"),
            ("旧.doc", b"\xD0\xCF\x11\xE0", "另存为 .docx"),
            ("坏.docx", b"PK\x03\x04 word/", "损坏"),
            ("不是.docx", b"hello", "不是 Word 文档"),
            ("坏.pdf", b"%PDF-1.7", "PDF"),
            ("压缩.zip", b"PK\x03\x04", "不认识“.zip”"),
            ("版式.ofd", b"PK\x03\x04 OFD.xml", "请用同一份报告的 PDF 或 Word 文件"),
            ("空的.OFD", b"PK\x03\x04", "请用同一份报告的 PDF 或 Word 文件"),
            ("杂.yaml", b"a: [", "不是一份报告的数据文件"),
            ("杂.txt", "没有报告".as_bytes(), "没有在文件中找到"),
        ] {
            assert!(read(name, bytes).contains(want), "{name}: {}", read(name, bytes));
        }
    }
}
