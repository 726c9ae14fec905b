//! Where on the finished pages the parts of a report stand: figures, paragraphs, headings, title, 署名 and
//! date.
//!
//! The engine leaves marks in its frames where an element of the document's structure begins and ends, as
//! tagged PDFs need them. They say "a paragraph", "a table", "the cell in column 3 and row 5", not which one
//! of ours. So what was handed to the template is listed beforehand as [`Spot`]s, in the same order, and
//! each mark takes the next spot of its kind:
//!
//! ```text
//! spots                                      marks on the pages
//! text "一、总体情况", section 总体情况   ◀──  heading "一、总体情况"   page 1, y 150–178
//! text "全年…",       section 总体情况   ◀──  paragraph "全年…"       page 1, y 178 – page 2, y 105
//! table, piece 1: (3, 5) 本年新收.自然人  ◀──  table; cell (3, 5)      page 2, x 310 y 240
//! ```
//!
//! Texts are compared as well, so a template of one's own that leaves something out or adds to it loses
//! places and shifts none. A table is taken by its number.

use std::collections::BTreeMap;

use serde::Serialize;
use typst::foundations::{Content, Smart};
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, Point};
use typst::model::{HeadingElem, ParElem, TableCell, TableElem};
use typst_layout::PagedDocument;

use crate::form::Path;
use crate::layout::Layout;
use crate::layout::PT_PER_MM;
use crate::text::is_invisible;

/// How many texts that the template leaves out in a row are passed over.
const MAX_LEFT_OUT: usize = 8;

/// How many characters of the beginning of a paragraph a [`Target`] has.
const MAX_START_CHARS: usize = 24;

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Target {
    /// The title.
    Title,
    /// The figure of this path.
    Figure {
        /// `依申请公开.本年新收.自然人`
        path: String,
    },
    /// A heading, a table, or a paragraph of prose.
    Section {
        /// The section's key, or that of the preface.
        section: String,
        /// How the paragraph begins; none for a heading and for a table.
        start: Option<String>,
    },
    /// The agency's name below the text.
    SignatureName,
    /// The date below the text.
    SignatureDate,
}

/// A rectangle of a page, in points from the upper left corner.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Place {
    /// What stands there.
    pub target: Target,
    /// Left, top, width and height in points.
    pub rectangle: [f64; 4],
}

/// What was handed to the template, in its order.
#[derive(Debug)]
pub(in crate::render) enum Spot {
    /// A title, heading or paragraph. The text is [normalized].
    Text { text: String, target: Target },
    /// A table in its pieces.
    Table { section: String, pieces: Vec<PieceSpot> },
    /// 署名 and date, [normalized].
    Signature { name: String, date: String },
}

/// A piece of a table as the engine knows it: a table of its own.
#[derive(Debug)]
pub(in crate::render) struct PieceSpot {
    /// In points.
    pub columns: Vec<f64>,
    /// In points.
    pub rows: Vec<f64>,
    /// The cells with figures by column and row: columns and rows that they cover, and the figure.
    pub figures: BTreeMap<(usize, usize), (usize, usize, Path)>,
}

impl Spot {
    /// The heading of a section.
    pub fn of_heading(text: &str, section: &Path) -> Self {
        let target = Target::Section { section: section.to_string(), start: None };
        Spot::Text { text: normalized(text), target }
    }

    /// A paragraph of a section.
    pub fn of_paragraph(text: &str, section: &Path) -> Self {
        let text = normalized(text);
        let start = Some(text.chars().take(MAX_START_CHARS).collect());
        Spot::Text { text, target: Target::Section { section: section.to_string(), start } }
    }
}

/// A text without white space and invisible characters: places where a line may break are no part of it.
pub(super) fn normalized(text: &str) -> String {
    text.chars().filter(|&c| !c.is_whitespace() && !is_invisible(c)).collect()
}

/// The places on each page.
pub(super) fn places(document: &PagedDocument, spots: &[Spot], layout: &Layout) -> Vec<Vec<Place>> {
    let page = &layout.page;
    let left = page.margin_left_mm * PT_PER_MM;
    let top = page.margin_top_mm * PT_PER_MM;
    let area = Area {
        left,
        top,
        right: left + page.area_width_mm * PT_PER_MM,
        bottom: top + page.area_height_mm * PT_PER_MM,
    };
    let mut search = Search {
        area,
        spots,
        next_text: 0,
        tables: spots.iter().filter_map(Spot::pieces).flatten().collect(),
        next_table: 0,
        open: None,
        pages: Vec::new(),
    };
    for page in document.pages() {
        search.begin_page();
        search.frame(&page.frame, Point::zero());
        search.end_page();
    }
    search.pages
}

/// The type area of a page in points.
#[derive(Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// A text that has begun and not ended yet.
struct Open {
    location: Location,
    target: Option<Target>,
    /// Where it begins on the page at hand.
    top: f64,
}

impl Spot {
    fn pieces(&self) -> Option<impl Iterator<Item = (&str, &PieceSpot)>> {
        match self {
            Spot::Table { section, pieces } => Some(pieces.iter().map(|piece| (section.as_str(), piece))),
            _ => None,
        }
    }
}

/// The way through the frames.
struct Search<'s> {
    area: Area,
    spots: &'s [Spot],
    /// The first spot that may be the next text.
    next_text: usize,
    tables: Vec<(&'s str, &'s PieceSpot)>,
    /// The number of the next table.
    next_table: usize,
    open: Option<Open>,
    pages: Vec<Vec<Place>>,
}

impl<'s> Search<'s> {
    fn begin_page(&mut self) {
        self.pages.push(Vec::new());
        if let Some(open) = &mut self.open {
            open.top = self.area.top;
        }
    }

    fn end_page(&mut self) {
        if let Some(open) = &self.open {
            let (top, target) = (open.top, open.target.clone());
            self.add_lines(target, top, self.area.bottom);
        }
    }

    fn frame(&mut self, frame: &Frame, origin: Point) {
        for (at, item) in frame.items() {
            let at = origin + *at;
            match item {
                // What is turned is no part of the text: the watermark.
                FrameItem::Group(group) if group.transform.is_only_translate() => {
                    self.frame(&group.frame, at + Point::new(group.transform.tx, group.transform.ty));
                }
                FrameItem::Tag(Tag::Start(element, _)) => self.begin(element, at),
                FrameItem::Tag(Tag::End(location, ..)) => self.end(*location, at.y.to_pt()),
                FrameItem::Text(text) if self.open.is_none() => {
                    let size = text.size.to_pt();
                    let (x, y) = (at.x.to_pt(), at.y.to_pt() - size);
                    self.signature(&text.text, [x, y, text.width().to_pt(), size * 1.2]);
                }
                _ => {}
            }
        }
    }

    fn begin(&mut self, element: &Content, at: Point) {
        if element.is::<TableElem>() {
            self.begin_table(at);
        } else if let Some(cell) = element.to_packed::<TableCell>() {
            if let (Some(Smart::Custom(x)), Some(Smart::Custom(y))) = (cell.x.as_option(), cell.y.as_option())
            {
                self.cell((*x, *y), at);
            }
        } else if self.open.is_none() && (element.is::<ParElem>() || element.is::<HeadingElem>()) {
            let Some(location) = element.location() else { return };
            let text = match (element.to_packed::<ParElem>(), element.to_packed::<HeadingElem>()) {
                (Some(paragraph), _) => paragraph.body.plain_text(),
                (_, Some(heading)) => heading.body.plain_text(),
                _ => return,
            };
            let target = self.take_text(&normalized(&text));
            self.open = Some(Open { location, target, top: at.y.to_pt() });
        }
    }

    fn end(&mut self, location: Location, bottom: f64) {
        if let Some(open) = self.open.take_if(|open| open.location == location) {
            self.add_lines(open.target, open.top, bottom);
        }
    }

    /// The target of the next text, if it is this one.
    fn take_text(&mut self, text: &str) -> Option<Target> {
        let texts = self.spots.iter().enumerate().skip(self.next_text);
        let mut texts = texts.filter_map(|(number, spot)| match spot {
            Spot::Text { text, target } => Some((number, text, target)),
            _ => None,
        });
        let (number, _, target) = texts.by_ref().take(MAX_LEFT_OUT).find(|(_, known, _)| *known == text)?;
        self.next_text = number + 1;
        Some(target.clone())
    }

    fn begin_table(&mut self, at: Point) {
        let Some((section, piece)) = self.tables.get(self.next_table) else { return };
        self.next_table += 1;
        let target = Target::Section { section: (*section).to_owned(), start: None };
        let (width, height) = (piece.columns.iter().sum(), piece.rows.iter().sum());
        self.add(target, [at.x.to_pt().max(self.area.left), at.y.to_pt(), width, height]);
    }

    fn cell(&mut self, (x, y): (usize, usize), at: Point) {
        let piece = self.next_table.checked_sub(1).and_then(|number| self.tables.get(number));
        let Some((_, piece)) = piece else { return };
        let Some((colspan, rowspan, path)) = piece.figures.get(&(x, y)) else { return };
        let length = |lengths: &[f64], from: usize, count: usize| -> f64 {
            lengths.iter().skip(from).take(count).sum()
        };
        let (width, height) = (length(&piece.columns, x, *colspan), length(&piece.rows, y, *rowspan));
        let target = Target::Figure { path: path.to_string() };
        self.add(target, [at.x.to_pt(), at.y.to_pt(), width, height]);
    }

    /// Text outside of paragraphs and headings: that of 署名 and date.
    fn signature(&mut self, text: &str, rectangle: [f64; 4]) {
        let Some(Spot::Signature { name, date }) =
            self.spots.get(self.next_text..).unwrap_or_default().iter().find(|spot| match spot {
                Spot::Signature { .. } => true,
                Spot::Text { .. } | Spot::Table { .. } => false,
            })
        else {
            return;
        };
        let left = self.spots.get(self.next_text..).unwrap_or_default();
        let is_reached = self.next_table == self.tables.len()
            && !left.iter().any(|spot| matches!(spot, Spot::Text { .. }));
        let text = normalized(text);
        let [_, y, ..] = rectangle;
        if !is_reached || text.is_empty() || y < self.area.top || y > self.area.bottom {
            return;
        }
        if name.contains(&text) && !self.has(&Target::SignatureDate) {
            self.extend(Target::SignatureName, rectangle);
        } else if date.contains(&text) {
            self.extend(Target::SignatureDate, rectangle);
        }
    }

    fn has(&self, target: &Target) -> bool {
        self.pages.last().is_some_and(|page| page.iter().any(|place| place.target == *target))
    }

    /// Makes the last place of a target take in a rectangle too.
    fn extend(&mut self, target: Target, rectangle: [f64; 4]) {
        let last = self.pages.last_mut().and_then(|page| page.last_mut());
        match last.filter(|place| place.target == target) {
            Some(place) => {
                let [x, y, width, height] = place.rectangle;
                let [more_x, more_y, more_width, more_height] = rectangle;
                let (left, top) = (x.min(more_x), y.min(more_y));
                let right = (x + width).max(more_x + more_width);
                let bottom = (y + height).max(more_y + more_height);
                place.rectangle = [left, top, right - left, bottom - top];
            }
            None => self.add(target, rectangle),
        }
    }

    /// Whole lines from one height to another.
    fn add_lines(&mut self, target: Option<Target>, top: f64, bottom: f64) {
        let Some(target) = target.filter(|_| bottom > top) else { return };
        self.add(target, [self.area.left, top, self.area.right - self.area.left, bottom - top]);
    }

    fn add(&mut self, target: Target, rectangle: [f64; 4]) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Place { target, rectangle });
        }
    }
}
