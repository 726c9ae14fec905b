//! Reading Word files: an own reader, because what offices send holds more than a writer of Word files knows
//! (tracked changes, content controls, text boxes, fields), and because it may lie.
//!
//! ```text
//! bytes ─ package ─▶ parts ─ styles, numbering ─▶ body ─▶ items
//! ```

mod body;
mod counter;
mod numbering;
mod open_table;
mod package;
mod part;
mod pictures;
mod styles;

#[cfg(feature = "review")]
pub(crate) use counter::DocxCounter;

use super::content::Item;
use super::{ImportError, Limits};
use package::Package;

/// What stands in a Word file.
#[derive(Debug, Default)]
pub(super) struct Word {
    /// The body in reading order.
    pub items: Vec<Item>,
    /// Texts outside the body, or hidden in it: what they are and their text.
    pub aside: Vec<(&'static str, String)>,
    /// Things without text that are not read: what they are and how many there are.
    pub left_out: Vec<(&'static str, usize)>,
    /// The author in the properties; ours writes the agency there.
    pub creator: Option<String>,
}

/// Reads a Word file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Word, ImportError> {
    let mut package = Package::open(bytes, limits)?;
    let main = package.main_part()?;
    let folder = main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let styles = match package.part(&format!("{folder}styles.xml"))? {
        Some(xml) => styles::read(&xml, limits)?,
        None => styles::Styles::default(),
    };
    let numbering = match package.part(&format!("{folder}numbering.xml"))? {
        Some(xml) => numbering::read(&xml, limits)?,
        None => numbering::Numbering::default(),
    };
    let Some(xml) = package.part(&main)? else { return Err(ImportError::NoDocument(main)) };
    let mut word = body::read(&main, &xml, body::Context { styles: &styles, numbering, limits })?;
    drop(xml);
    pictures::look_up(&mut package, &main, &folder, &mut word, limits)?;
    for (part, what) in [("footnotes.xml", "脚注"), ("endnotes.xml", "尾注"), ("comments.xml", "批注")]
    {
        let name = format!("{folder}{part}");
        if let Some(xml) = package.part(&name)? {
            let context =
                body::Context { styles: &styles, numbering: numbering::Numbering::default(), limits };
            let notes = body::read(&name, &xml, context)?;
            word.aside.extend(notes.items.iter().filter_map(|item| match item {
                Item::Paragraph(p) if !p.text.trim().is_empty() => Some((what, p.text.clone())),
                Item::Paragraph(_) | Item::Picture(_) => None,
                Item::Table(grid) => Some((what, grid.text())),
            }));
        }
    }
    for name in headers_and_footers(&package, &folder) {
        let Some(xml) = package.part(&name)? else { continue };
        let context = body::Context { styles: &styles, numbering: numbering::Numbering::default(), limits };
        let part = body::read(&name, &xml, context)?;
        word.aside.extend(part.items.iter().filter_map(|item| match item {
            Item::Paragraph(p) if !is_page_number(&p.text) => Some(("页眉页脚", p.text.clone())),
            Item::Paragraph(_) | Item::Picture(_) => None,
            Item::Table(grid) => Some(("页眉页脚", grid.text())),
        }));
    }
    if let Some(xml) = package.part("docProps/core.xml")? {
        word.creator = part::creator(&xml, limits)?.filter(|text| !text.trim().is_empty());
    }
    Ok(word)
}

/// Headers and footers that are read; a file has a handful.
const MAX_HEADERS_AND_FOOTERS: usize = 32;

/// Names of the parts that are headers and footers, in order.
fn headers_and_footers(package: &Package, folder: &str) -> Vec<String> {
    let is_either = |name: &&str| {
        let name = name.strip_prefix(folder).unwrap_or(name);
        (name.starts_with("header") || name.starts_with("footer")) && name.ends_with(".xml")
    };
    let mut names: Vec<String> = package.names().filter(is_either).map(str::to_owned).collect();
    names.sort_unstable();
    names.truncate(MAX_HEADERS_AND_FOOTERS);
    names
}

/// `— 1 —`, `第 1 页 共 5 页` and nothing.
fn is_page_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "—-－–―第页共/".contains(c))
}
