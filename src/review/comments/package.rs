//! The package of a Word file with a few parts replaced; all others go over as they are packed.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::CommentError;
use crate::import::Limits;
use crate::xml::{self, DECLARATION, Element, PartError};

/// An open package, and the parts that replace its own.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    limits: &'a Limits,
    replaced: BTreeMap<String, Vec<u8>>,
}

/// A relationship of the main part.
pub(super) struct Relationship {
    pub target: String,
    kind: String,
}

/// How many elements a part has that is read as a tree: relationships and types of content.
const MAX_NODES: usize = 20_000;
const TYPES: &str = "[Content_Types].xml";
const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, CommentError> {
        if bytes.len() > limits.file_bytes || xml::has_more_parts(bytes, limits.parts) {
            return Err(CommentError::TooLarge);
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| CommentError::Package)?;
        Ok(Self { archive, limits, replaced: BTreeMap::new() })
    }

    /// The bytes of a part without a byte order mark; none where there is no such part.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, CommentError> {
        let part = xml::read_part(&mut self.archive, name, self.limits.part_bytes);
        let bytes = part.map_err(|error| match error {
            PartError::TooLarge => CommentError::TooLarge,
            PartError::Package(_) | PartError::Inflate(_) => CommentError::Package,
        })?;
        Ok(bytes.map(|bytes| match bytes.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) => rest.to_vec(),
            None => bytes,
        }))
    }

    pub fn has(&self, name: &str) -> bool {
        self.replaced.contains_key(name) || self.archive.index_for_name(name).is_some()
    }

    pub fn replace(&mut self, name: &str, bytes: Vec<u8>) {
        self.replaced.insert(name.to_owned(), bytes);
    }

    /// A part as text.
    fn text(&mut self, name: &str) -> Result<Option<String>, CommentError> {
        let Some(bytes) = self.part(name)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|_| CommentError::Part(name.to_owned()))
    }

    fn tree<T>(&self, name: &str, text: &str, take: impl FnOnce(&Element) -> T) -> Result<T, CommentError> {
        let limits =
            xml::Limits { depth: self.limits.depth, nodes: MAX_NODES, bytes: self.limits.part_bytes };
        let root = Element::parse(text, limits).map_err(|_| CommentError::Part(name.to_owned()))?;
        Ok(take(&root))
    }

    /// The name of the part that holds the document.
    pub fn main_part(&mut self) -> Result<String, CommentError> {
        let named = match self.text("_rels/.rels")? {
            Some(text) => self.tree("_rels/.rels", &text, |root| {
                relationships(root).into_iter().find(|r| r.kind.ends_with("/officeDocument"))
            })?,
            None => None,
        };
        let name = named.map_or_else(|| "word/document.xml".to_owned(), |r| r.target);
        Ok(name.trim_start_matches('/').to_owned())
    }

    /// The name of the part with the comments of the main part, where it has one.
    pub fn comments_part(&mut self, main: &str) -> Result<Option<String>, CommentError> {
        let name = relationships_of(main);
        let Some(text) = self.text(&name)? else { return Ok(None) };
        let found = self.tree(&name, &text, |root| {
            relationships(root).into_iter().find(|r| r.kind.ends_with("/relationships/comments"))
        })?;
        Ok(found.map(|r| match r.target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{}{}", folder(main), r.target),
        }))
    }

    /// Enters a new part with comments: its relationship and its type of content. Gives its name.
    pub fn enter_comments(&mut self, main: &str, is_strict: bool) -> Result<String, CommentError> {
        let folder = folder(main);
        let names = (0..).map(|n| match n {
            0 => "comments.xml".to_owned(),
            n => format!("comments{n}.xml"),
        });
        let free = names.into_iter().find(|name| !self.has(&format!("{folder}{name}")));
        let target = free.unwrap_or_default();
        let part = format!("{folder}{target}");

        let name = relationships_of(main);
        let text = self.text(&name)?.unwrap_or_else(|| {
            format!(
                "{DECLARATION}<Relationships \
                 xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>"
            )
        });
        let ids = self.tree(&name, &text, |root| {
            root.elements().filter_map(|e| e.value("Id").map(|id| id.into_owned())).collect::<Vec<_>>()
        })?;
        let id = (1..).map(|n| format!("rIdComments{n}")).find(|id| !ids.contains(id)).unwrap_or_default();
        let base = match is_strict {
            true => "http://purl.oclc.org/ooxml/officeDocument/relationships",
            false => "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        };
        let added = with_child(&text, |prefix| {
            format!("<{prefix}Relationship Id=\"{id}\" Type=\"{base}/comments\" Target=\"{target}\"/>")
        });
        let added = added.ok_or_else(|| CommentError::Part(name.clone()))?;
        self.replace(&name, added.into_bytes());

        let text = self.text(TYPES)?.ok_or_else(|| CommentError::Part(TYPES.to_owned()))?;
        let wanted = format!("/{part}");
        let is_listed = self.tree(TYPES, &text, |root| {
            root.elements()
                .any(|e| e.value("PartName").is_some_and(|name| name.eq_ignore_ascii_case(&wanted)))
        })?;
        if !is_listed {
            let added = with_child(&text, |prefix| {
                format!("<{prefix}Override PartName=\"{wanted}\" ContentType=\"{COMMENTS_TYPE}\"/>")
            });
            let added = added.ok_or_else(|| CommentError::Part(TYPES.to_owned()))?;
            self.replace(TYPES, added.into_bytes());
        }
        Ok(part)
    }

    /// The package with the replaced parts, in the order of the old one; new ones come last.
    pub fn write(mut self) -> Result<Vec<u8>, CommentError> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        // The same input gives the same bytes: no time of day.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        let failed = |_| CommentError::Package;
        for index in 0..self.archive.len() {
            let file = self.archive.by_index_raw(index).map_err(failed)?;
            let name = file.name().to_owned();
            match self.replaced.remove(&name) {
                Some(bytes) => {
                    drop(file);
                    writer.start_file(name, options).map_err(failed)?;
                    writer.write_all(&bytes).map_err(|_| CommentError::Package)?;
                }
                None => writer.raw_copy_file(file).map_err(failed)?,
            }
        }
        for (name, bytes) in self.replaced {
            writer.start_file(name, options).map_err(failed)?;
            writer.write_all(&bytes).map_err(|_| CommentError::Package)?;
        }
        Ok(writer.finish().map_err(failed)?.into_inner())
    }
}

fn folder(main: &str) -> String {
    main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"))
}

fn relationships_of(main: &str) -> String {
    format!("{}_rels/{}.rels", folder(main), main.rsplit('/').next().unwrap_or(main))
}

fn relationships(root: &Element) -> Vec<Relationship> {
    let inside = root.elements().filter(|e| e.value("TargetMode").is_none_or(|mode| mode != "External"));
    let relationship = |e: &Element| {
        Some(Relationship { target: e.value("Target")?.into_owned(), kind: e.value("Type")?.into_owned() })
    };
    inside.filter_map(relationship).collect()
}

/// A part with one more child at the end of its root; the child is made with the prefix of the root, `p:` or
/// nothing. None where the end of the root is not found.
pub(super) fn with_child(text: &str, child: impl FnOnce(&str) -> String) -> Option<String> {
    let prefix = |name: &str| name.split_once(':').map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
    if let Some(at) = text.rfind("</") {
        let name = text[at + 2..].split(['>', ' ', '\t', '\r', '\n']).next()?;
        return Some(format!("{}{}{}", &text[..at], child(&prefix(name)), &text[at..]));
    }
    // The root is an empty element, the only one of the part.
    let at = text.rfind("/>")?;
    let start = text[..at].rfind('<')?;
    let name = text[start + 1..at].split([' ', '\t', '\r', '\n']).next()?;
    Some(format!("{}>{}</{name}>{}", &text[..at], child(&prefix(name)), &text[at + 2..]))
}
