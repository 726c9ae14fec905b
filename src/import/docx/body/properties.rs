//! Properties of paragraphs, runs, rows, cells and content controls.

use crate::xml::Tag;

use super::super::super::ImportError;
use super::super::open_table::Merge;
use super::super::part::is_on;
use super::super::styles;
use super::{BodyReader, Open};

/// How far the first line of a paragraph stands from the margin, in twips.
fn indent(tag: &Tag) -> Option<i32> {
    /// A hundredth of a character of 三号.
    const CHARACTER: i32 = 320;
    let value = |name: &str| tag.attribute(name).and_then(|value| value.parse::<i32>().ok());
    let length = |twips: &str, characters: &str| {
        let hundredths = value(characters).map(|hundredths| hundredths.saturating_mul(CHARACTER) / 100);
        hundredths.filter(|length| *length != 0).or(value(twips))
    };
    let left = length("left", "leftChars").or_else(|| length("start", "startChars"));
    let first = length("firstLine", "firstLineChars");
    let hanging = length("hanging", "hangingChars").map(i32::saturating_neg);
    let lengths = [left, first.or(hanging)];
    lengths
        .iter()
        .any(Option::is_some)
        .then(|| lengths.iter().flatten().fold(0, |sum, length| length.saturating_add(sum)))
}

impl BodyReader<'_> {
    /// A mark of a tracked change in the properties of a paragraph's end, a row or a cell.
    pub(super) fn tracked_mark(&mut self, name: &[u8], within: Open) {
        match (name, within) {
            (b"del" | b"moveFrom", Open::RunProperties)
                if self.open.iter().rev().nth(1) == Some(&Open::ParagraphProperties) =>
            {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.mark_deleted = true;
                }
            }
            (b"del", Open::RowProperties) => {
                if let Some(table) = self.tables.last_mut() {
                    table.row_deleted = true;
                }
            }
            (b"cellDel", Open::Properties) => {
                if let Some(cell) = self.cells.last_mut() {
                    cell.deleted = true;
                }
            }
            _ => {}
        }
    }

    /// Properties, and elements of a run that stand for characters.
    pub(super) fn property_or_mark(
        &mut self,
        name: &[u8],
        tag: &Tag,
        within: Open,
    ) -> Result<(), ImportError> {
        let value = || tag.attribute("val").unwrap_or_default();
        match within {
            Open::Run => self.mark(name, tag),
            Open::RunProperties if matches!(name, b"vanish" | b"webHidden") && is_on(tag) => {
                self.run.hidden = name == b"vanish"
            }
            Open::ParagraphProperties => {
                let Some(paragraph) = self.paragraphs.last_mut() else { return Ok(()) };
                match name {
                    b"pStyle" => paragraph.style = Some(value()),
                    b"outlineLvl" => paragraph.outline = value().parse().ok(),
                    b"jc" => paragraph.align = Some(styles::align(&value())),
                    b"ind" => paragraph.paragraph.indent = indent(tag),
                    _ => {}
                }
            }
            Open::RowProperties if name == b"gridBefore" => {
                if let Some(table) = self.tables.last_mut() {
                    table.skip(value().parse().unwrap_or(0), self.limits)?;
                }
            }
            Open::Properties => self.property(name, &value()),
            _ => match name {
                b"numId" | b"ilvl" if self.open.iter().rev().nth(1) == Some(&Open::ParagraphProperties) => {
                    let Some(paragraph) = self.paragraphs.last_mut() else { return Ok(()) };
                    let (id, level) = paragraph.numbering.get_or_insert_default();
                    match name {
                        b"numId" => *id = value(),
                        _ => *level = value().parse().unwrap_or(0),
                    }
                }
                // Inside w:docPartObj.
                b"docPartGallery" if value() == "Table of Contents" => {
                    if let Some(control) = self.controls.last_mut() {
                        control.contents = true;
                    }
                }
                _ => {}
            },
        }
        Ok(())
    }

    /// A property of a cell or a content control.
    fn property(&mut self, name: &[u8], value: &str) {
        let merge = |value: &str| if value == "restart" { Merge::Restart } else { Merge::Continue };
        match (name, self.cells.last_mut(), self.controls.last_mut()) {
            (b"gridSpan", Some(cell), _) => cell.span = value.parse().unwrap_or(1),
            (b"vMerge", Some(cell), _) => cell.vertical = merge(value),
            (b"hMerge", Some(cell), _) => cell.horizontal = merge(value),
            (b"tag", _, Some(control)) if !value.is_empty() => control.path = Some(value.to_owned()),
            (b"alias", _, Some(control)) if !value.is_empty() => {
                control.path.get_or_insert_with(|| value.to_owned());
            }
            (b"showingPlcHdr", _, Some(control)) => control.hint = true,
            _ => {}
        }
    }
}
