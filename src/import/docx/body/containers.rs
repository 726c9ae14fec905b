//! Tables, cells and text boxes: what holds paragraphs and tables of its own.

use super::super::super::ImportError;
use super::super::super::content::Item;
use super::super::open_table::{OpenCell, OpenTable, add_text};
use super::{BodyReader, Container, Open};

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
        self.cells.push(OpenCell { path, ..OpenCell::default() });
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
            }
        }
        add_text(&mut text, &container.carried);
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
            };
            if !text.trim().is_empty() {
                self.word.aside.push(("文本框", text));
            }
        }
    }
}
