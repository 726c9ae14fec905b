//! The zip package of a Word file, opened with care.

use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::{ImportError, Limits};
use super::part;
use crate::xml::{self, PartError};

/// An open package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    limits: &'a Limits,
}

impl<'a> Package<'a> {
    /// Opens a package, naming the files that people take for Word files.
    pub fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, ImportError> {
        if bytes.len() > limits.file_bytes {
            return Err(ImportError::TooLarge { what: "文件大小", limit: megabytes(limits.file_bytes) });
        }
        if !bytes.starts_with(b"PK") {
            return Err(ImportError::NotWord(other_kind(bytes)));
        }
        if xml::has_more_parts(bytes, limits.parts) {
            return Err(ImportError::TooLarge {
                what: "压缩包内的文件数", limit: limits.parts.to_string()
            });
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|source| {
            let reason = match &source {
                ZipError::InvalidArchive(_) | ZipError::Io(_) => {
                    "压缩包不完整，可能没有传完或没有保存完".to_owned()
                }
                other => other.to_string(),
            };
            ImportError::Package { reason, source }
        })?;
        Ok(Self { archive, limits })
    }

    /// Names of all parts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.archive.file_names()
    }

    /// The name of the part that holds the document.
    pub fn main_part(&mut self) -> Result<String, ImportError> {
        let named = match self.part("_rels/.rels")? {
            Some(xml) => part::main_target(&xml, self.limits)?,
            None => None,
        };
        let name = named.unwrap_or_else(|| "word/document.xml".to_owned());
        let name = name.trim_start_matches('/').to_owned();
        if name.starts_with("xl/") {
            return Err(ImportError::NotWord("这是 Excel 工作簿，只是改了扩展名"));
        }
        if name.starts_with("ppt/") {
            return Err(ImportError::NotWord("这是 PowerPoint 演示文稿，只是改了扩展名"));
        }
        if self.archive.index_for_name(&name).is_none() {
            return Err(ImportError::NotWord("这是一个压缩包，里面没有 Word 文档的正文"));
        }
        Ok(name)
    }

    /// The bytes of a part; none where there is no such part. Refused where it inflates to more than the
    /// limit.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ImportError> {
        let limit = self.limits.part_bytes;
        xml::read_part(&mut self.archive, name, limit).map_err(|error| match error {
            PartError::TooLarge => {
                ImportError::TooLarge { what: "解压后的内容", limit: megabytes(limit) }
            }
            PartError::Package(source @ ZipError::UnsupportedArchive(_)) => {
                let reason = "压缩方式不支持，或文档设有密码；请在 Word 中去掉密码后另存".to_owned();
                ImportError::Package { reason, source }
            }
            PartError::Package(source) => ImportError::Package { reason: source.to_string(), source },
            PartError::Inflate(source) => ImportError::Package {
                reason: format!("“{name}”解压失败，文件可能没有传完或被改动过"),
                source: source.into(),
            },
        })
    }
}

fn megabytes(bytes: usize) -> String {
    format!("{} MB", bytes >> 20)
}

/// What a file that is no zip most likely is.
fn other_kind(bytes: &[u8]) -> &'static str {
    let start = &bytes[..bytes.len().min(512)];
    let text = String::from_utf8_lossy(start).to_lowercase();
    match () {
        () if bytes.is_empty() => "文件是空的",
        () if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) => {
            "这是旧版 .doc、WPS 文档或加了密码的文档，请在 Word 或 WPS 中另存为 .docx"
        }
        () if bytes.starts_with(b"%PDF") => "这是 PDF",
        () if bytes.starts_with(b"{\\rtf") => "这是 RTF，请在 Word 或 WPS 中另存为 .docx",
        () if text.contains("<html")
            || text.contains("<!doctype html")
            || text.starts_with("mime-version") =>
        {
            "这是网页，只是改了扩展名；请用 .html 扩展名导入，或在 Word 中另存为 .docx"
        }
        () if bytes.starts_with(&[0x1F, 0x8B]) || bytes.starts_with(b"Rar!") || bytes.starts_with(b"7z") => {
            "这是别的压缩包"
        }
        () => "文件开头不是 Word 文档应有的内容",
    }
}
