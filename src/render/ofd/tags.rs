//! Custom tags (GB/T 33190-2016, chapter 16): which objects of the pages show which figure of which table, so
//! that a program can take the figures out of the file without looking at where they stand.
//!
//! The tags have a namespace of their own:
//!
//! ```text
//! <nb:Report>
//!   <nb:Table section="依申请公开" title="三、收到和处理政府信息公开申请情况">
//!     <nb:Figure path="依申请公开.本年新收.自然人"><ofd:ObjectRef PageRef="3">57</ofd:ObjectRef></nb:Figure>
//!   </nb:Table>
//!   <nb:Picture alt="…"><ofd:ObjectRef PageRef="4">91</ofd:ObjectRef></nb:Picture>
//! </nb:Report>
//! ```
//!
//! How the cells are found: the engine leaves marks in its frames where a table and a cell begin and end,
//! with the cell's column and row but not its path. The [pieces](PieceSpot) in which a table was handed to
//! the engine come in the same order and know the path of each cell.

use typst::foundations::{Content, Smart};
use typst::introspection::Location;
use typst::model::{TableCell, TableElem};

use crate::document::{Block, Document};
use crate::form::Path;
use crate::render::pdf::{PieceSpot, Spot};
use crate::xml::Element;

use super::object::{Id, NAMESPACE, text_element};
use super::readable;

/// The namespace of the tags.
pub(super) const TAG_NAMESPACE: &str = "urn:nianbao:report";

/// An object of a page.
#[derive(Debug, Clone, Copy)]
struct Reference {
    page: Id,
    object: Id,
}

/// What was found on the pages so far.
pub(super) struct Tags<'t> {
    tables: Vec<TableTags<'t>>,
    /// The pieces of all tables in their order, each with the number of its table.
    pieces: Vec<(usize, &'t PieceSpot)>,
    next_piece: usize,
    /// The cell at hand, if it has a figure.
    open: Option<OpenCell>,
    pictures: Vec<(String, Vec<Reference>)>,
}

struct TableTags<'t> {
    section: &'t str,
    title: &'t str,
    figures: Vec<(&'t Path, Vec<Reference>)>,
}

struct OpenCell {
    location: Location,
    table: usize,
    figure: usize,
}

impl<'t> Tags<'t> {
    /// None found yet; `spots` are what was handed to the engine.
    pub(super) fn new(document: &'t Document, spots: &'t [Spot]) -> Self {
        let titles = document.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table.title.as_str()),
            _ => None,
        });
        let (mut tables, mut pieces) = (Vec::new(), Vec::new());
        let parts = spots.iter().filter_map(|spot| match spot {
            Spot::Table { section, pieces } => Some((section, pieces)),
            _ => None,
        });
        for ((section, table_pieces), title) in parts.zip(titles) {
            pieces.extend(table_pieces.iter().map(|piece| (tables.len(), piece)));
            tables.push(TableTags { section, title, figures: Vec::new() });
        }
        Self { tables, pieces, next_piece: 0, open: None, pictures: Vec::new() }
    }

    /// An element begins.
    pub(super) fn begin(&mut self, element: &Content) {
        if element.is::<TableElem>() {
            self.next_piece += 1;
        } else if let Some(cell) = element.to_packed::<TableCell>()
            && let (Some(Smart::Custom(x)), Some(Smart::Custom(y))) = (cell.x.as_option(), cell.y.as_option())
            && let Some(location) = element.location()
        {
            self.open = self.open_cell((*x, *y), location).or(self.open.take());
        }
    }

    fn open_cell(&mut self, cell: (usize, usize), location: Location) -> Option<OpenCell> {
        let (table, piece) = *self.pieces.get(self.next_piece.checked_sub(1)?)?;
        let (_, _, path) = piece.figures.get(&cell)?;
        let figures = &mut self.tables[table].figures;
        figures.push((path, Vec::new()));
        Some(OpenCell { location, table, figure: figures.len() - 1 })
    }

    /// An element ends.
    pub(super) fn end(&mut self, location: Location) {
        self.open.take_if(|open| open.location == location);
    }

    /// A text object was written.
    pub(super) fn text(&mut self, page: Id, object: Id) {
        if let Some(open) = &self.open {
            self.tables[open.table].figures[open.figure].1.push(Reference { page, object });
        }
    }

    /// A picture was written, as these objects.
    pub(super) fn picture(&mut self, page: Id, objects: impl Iterator<Item = Id>, alt: Option<&str>) {
        if let Some(alt) = alt {
            let references = objects.map(|object| Reference { page, object }).collect();
            self.pictures.push((readable(alt), references));
        }
    }

    /// The tags as a part; none where there is nothing to tag.
    pub(super) fn into_part(self) -> Option<Element<'static>> {
        let mut root = Element::new("nb:Report");
        root.set("xmlns:nb", TAG_NAMESPACE);
        root.set("xmlns:ofd", NAMESPACE);
        for table in self.tables {
            let mut element = Element::new("nb:Table").with("section", table.section);
            element = element.with("title", &readable(table.title));
            for (path, references) in table.figures.iter().filter(|figure| !figure.1.is_empty()) {
                let mut figure = Element::new("nb:Figure").with("path", &path.to_string());
                figure.children.extend(references.iter().map(Reference::node));
                element.push(figure);
            }
            if !element.children.is_empty() {
                root.push(element);
            }
        }
        for (alt, references) in &self.pictures {
            let mut element = Element::new("nb:Picture").with("alt", alt);
            element.children.extend(references.iter().map(Reference::node));
            root.push(element);
        }
        (!root.children.is_empty()).then_some(root)
    }
}

impl Reference {
    fn node(&self) -> crate::xml::Node<'static> {
        let mut element = text_element("ofd:ObjectRef", &self.object.to_string());
        element.set("PageRef", self.page.to_string());
        crate::xml::Node::Element(element)
    }
}
