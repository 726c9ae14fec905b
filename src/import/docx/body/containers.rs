//! Tables, cells and text boxes: what holds paragraphs and tables of its own.

use super::super::super::ImportError;
use super::super::super::content::Item;
use super::super::open_table::{OpenCell, OpenTable, add_text};
use super::{BodyReader, Container, Open, PICTURE};
use crate::diagnostic::Provenance;
use crate::xml::Tag;

impl BodyReader<'_> {
    pub(super) fn start_table(&mut self) -> Result<Open, ImportError> {
        if self.tables.len() >= self.limits.nested_tables {
            return Err(ImportError::TooLarge {
                what: "表格嵌套",
                limit: format!("{} 层", self.limits.nested_tables),
            });
        }
        self.tables.push(OpenTable::default());
        Ok(Open::Table)
    }

    pub(super) fn start_cell(&mut self) -> Result<Open, ImportError> {
        self.total_cells += 1;
        if self.total_cells > self.limits.cells {
            return Err(ImportError::TooLarge {
                what: "表格单元格数", limit: self.limits.cells.to_string()
            });
        }
        let path = self.controls.last().and_then(|c| c.path.clone());
        let source = self.place.take().map(Provenance::Docx);
        self.cells.push(OpenCell { path, source, ..OpenCell::default() });
        self.containers.push(Container::default());
        Ok(Open::Cell)
    }

    pub(super) fn add(&mut self, item: Item) {
        if let Some(container) = self.containers.last_mut() {
            container.items.push(item);
        }
    }

    pub(super) fn end_cell(&mut self) -> Result<(), ImportError> {
        let (Some(container), Some(cell)) = (self.containers.pop(), self.cells.pop()) else { return Ok(()) };
        let mut text = String::new();
        let mut inner = Vec::new();
        for item in container.items {
            match item {
                Item::Paragraph(paragraph) => add_text(&mut text, &paragraph.text),
                Item::Table(grid) => inner.push(grid),
                Item::Picture(_) => self.counts[PICTURE] += 1,
            }
        }
        add_text(&mut text, &container.carried.0);
        let text = cell.text(text);
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        table.add(cell, text, self.limits)?;
        // A table in a cell stands for itself, before the one it stands in: pages are laid out that way.
        if let Some(below) = self.containers.last_mut() {
            below.items.extend(inner.into_iter().map(Item::Table));
        }
        Ok(())
    }

    pub(super) fn end_text_box(&mut self) {
        let Some(container) = self.containers.pop() else { return };
        for item in container.items {
            let text = match item {
                Item::Paragraph(paragraph) => paragraph.text,
                Item::Table(grid) => grid.text(),
                Item::Picture(_) => {
                    self.counts[PICTURE] += 1;
                    continue;
                }
            };
            if !text.trim().is_empty() {
                self.word.aside.push(("文本框", text));
            }
        }
    }

    /// What a part of an open drawing says: its words, and which picture it shows.
    pub(super) fn drawing_part(&mut self, tag: &Tag) {
        let Some(drawing) = self.drawings.last_mut() else { return };
        match tag.local_name() {
            b"docPr" if drawing.alt.is_empty() => drawing.alt = tag.attribute("descr").unwrap_or_default(),
            b"blip" if drawing.reference.is_empty() => {
                drawing.reference = tag.attribute("embed").unwrap_or_default();
            }
            _ => {}
        }
    }

    /// A picture goes behind its paragraph. Other drawings (shapes, charts) are counted.
    pub(super) fn end_drawing(&mut self) {
        let Some(drawing) = self.drawings.pop() else { return };
        match self.paragraphs.last_mut().filter(|_| !drawing.reference.is_empty()) {
            Some(paragraph) => paragraph.pictures.push(drawing),
            None => self.counts[PICTURE] += 1,
        }
    }
}
