//! An office's own `reference.docx`: a draft takes over its page, its styles, its headers and footers, and
//! nothing of its text, as with the option of the same name of pandoc.
//!
//! ```text
//! reference.docx ── read ──▶ Reference ─┐
//! parts of the draft ───────────────────┴─ apply ──▶ parts with its section, styles, headers, pictures
//! ```
//!
//! - **Page**: size, margins, borders, columns and grid of its last section. Tables are planned for the width
//!   that it leaves ([`Reference::layout`]).
//! - **Styles**: its own, with those added that a draft needs and it lacks ([`styles`]).
//! - **Headers and footers**: its own, with their pictures, under new names. Where it has no footer, the
//!   draft's page numbers stay. Whether odd and even pages differ is as in the reference.
//! - **Watermark**: a draft that is marked 草稿 carries the mark in every header of the reference, and in an
//!   empty one where it has none for a kind of page.
//! - Settings, properties and the font table stay those of the draft; lists are numbered as text, so numbers
//!   of lists in its styles are dropped.

mod error;
mod read;
mod styles;

pub use error::ReferenceError;

use super::DocxError;
use super::parts::{MAIN, OFFICE, WORD_TYPE};
use super::post_process::sort_children;
use super::styles::HEADING;
use crate::layout::{Layout, PT_PER_MM};
use crate::xml::{DECLARATION, Element, Limits, Node, escape};

/// A document whose page, styles, headers and footers a draft takes over.
#[derive(Debug, Clone)]
pub struct Reference {
    /// `word/styles.xml`.
    styles: String,
    /// Its `w:sectPr` as a part of its own, without headers and footers.
    section: String,
    around: Vec<Around>,
    media: Vec<Media>,
    /// `word/theme/theme1.xml`.
    theme: Option<String>,
    /// Whether even pages have headers of their own.
    even_and_odd: bool,
    /// Whether the first page has.
    title_page: bool,
    page: PageBox,
}

/// A header or footer.
#[derive(Debug, Clone)]
struct Around {
    kind: AroundKind,
    /// Of which pages: `default`, `even`, `first`.
    which: &'static str,
    xml: String,
    /// What it refers to, by its own identifiers.
    targets: Vec<(String, Target)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AroundKind {
    Header,
    Footer,
}

impl AroundKind {
    fn root(self) -> &'static str {
        match self {
            Self::Header => "w:hdr",
            Self::Footer => "w:ftr",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Footer => "footer",
        }
    }
}

#[derive(Debug, Clone)]
enum Target {
    /// A picture of [`Reference::media`].
    Media(usize),
    /// An address.
    Link(String),
}

/// A picture of a header or footer.
#[derive(Debug, Clone)]
struct Media {
    ending: &'static str,
    media_type: &'static str,
    bytes: Vec<u8>,
}

/// The page in twips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct PageBox {
    width: i32,
    height: i32,
    top: i32,
    bottom: i32,
    left: i32,
    right: i32,
}

/// The parts of a draft: name and text.
pub(super) type Parts = Vec<(&'static str, String)>;

impl Reference {
    /// A layout with the reference's page, so that tables are as wide as it has room, with as many lines and
    /// characters of the same size.
    ///
    /// # Errors
    /// The margins leave no room.
    pub fn layout(&self, layout: &Layout) -> Result<Layout, ReferenceError> {
        let mm = |twips: i32| f64::from(twips) / 20.0 / PT_PER_MM;
        let PageBox { width, height, top, bottom, left, right } = self.page;
        let (width_mm, height_mm) = (mm(width - left - right), mm(height - top - bottom));
        let chars = (width_mm * PT_PER_MM / layout.advance_pt() + ROUNDING).floor();
        let lines = (height_mm * PT_PER_MM / layout.pitch_pt() + ROUNDING).floor();
        let least = f64::from(layout.text.indent_chars + 2);
        if chars < least || lines < 1.0 || left < 0 || right < 0 {
            return Err(ReferenceError::Page { width_mm, height_mm });
        }
        let mut own = layout.clone();
        own.page.width_mm = mm(width);
        own.page.height_mm = mm(height);
        own.page.margin_top_mm = mm(top);
        own.page.margin_left_mm = mm(left);
        own.page.area_width_mm = width_mm;
        own.page.area_height_mm = height_mm;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be positive, and sheets are small"
        )]
        let (chars, lines) = (chars as u32, lines as u32);
        (own.text.chars_per_line, own.text.lines_per_page) = (chars, lines);
        Ok(own)
    }

    /// The parts of a draft with what it takes over. `watermark` makes the run of the mark with that number.
    pub(super) fn apply(
        &self,
        mut parts: Parts,
        watermark: Option<&dyn Fn(u32) -> String>,
    ) -> Result<Vec<(String, Vec<u8>)>, DocxError> {
        let around = self.around(watermark)?;
        let theirs = |kind| around.iter().any(|a| a.kind == kind);
        let replaced = [AroundKind::Header, AroundKind::Footer].into_iter().filter(|kind| theirs(*kind));
        let replaced: Vec<String> = replaced.map(|kind| format!("word/{}", kind.name())).collect();
        parts.retain(|(name, _)| !replaced.iter().any(|start| name.starts_with(start.as_str())));

        let renamed = edit(&mut parts, "word/styles.xml", |ours| {
            let mut styles = own_part("word/styles.xml", &self.styles)?;
            let renamed = styles::merge(&mut styles, ours);
            let text = styles.to_part(self.styles.len());
            Ok((text, renamed))
        })?;
        edit(&mut parts, "word/document.xml", |body| {
            leave_to_styles(body);
            Ok((body.to_part(0), ()))
        })?;
        for name in parts.iter().map(|(name, _)| *name).collect::<Vec<_>>() {
            if name.starts_with("word/") && !name.contains("_rels") && name != "word/styles.xml" {
                edit(&mut parts, name, |part| Ok((rename(part, &renamed), ())))?;
            }
        }
        edit(&mut parts, "word/document.xml", |body| {
            self.take_over_section(body, &around)?;
            Ok((body.to_part(0), ()))
        })?;
        edit(&mut parts, "word/settings.xml", |settings| {
            if !self.even_and_odd && !self.keeps_footers() {
                settings
                    .children
                    .retain(|n| !matches!(n, Node::Element(e) if e.name == "w:evenAndOddHeaders"));
            }
            Ok((settings.to_part(0), ()))
        })?;
        self.list_parts(&mut parts, &around, &replaced)?;
        Ok(self.pack(parts, &around))
    }

    /// Whether the page numbers of the draft stay, as the reference has no footer.
    fn keeps_footers(&self) -> bool {
        self.around.iter().all(|a| a.kind != AroundKind::Footer)
    }

    /// Headers and footers, and on a draft with a watermark that in a header of each kind of page.
    fn around(&self, watermark: Option<&dyn Fn(u32) -> String>) -> Result<Vec<Around>, DocxError> {
        let mut around = self.around.clone();
        if self.keeps_footers() && !self.even_and_odd {
            // The draft's footers are of odd and of even pages, and so the headers have to be.
            around.retain(|a| a.which != "even");
            let even = around.iter().filter(|a| a.which == "default").cloned();
            let even: Vec<_> = even.map(|a| Around { which: "even", ..a }).collect();
            around.extend(even);
        }
        let Some(watermark) = watermark else { return Ok(around) };
        let even = self.even_and_odd || self.keeps_footers();
        let needed = [("default", true), ("even", even), ("first", self.title_page)];
        for (which, is_needed) in needed {
            let there = around.iter().any(|a| a.kind == AroundKind::Header && a.which == which);
            if is_needed && !there {
                let xml = format!("{DECLARATION}<w:hdr xmlns:w=\"{MAIN}\"><w:p/></w:hdr>");
                around.push(Around { kind: AroundKind::Header, which, xml, targets: Vec::new() });
            }
        }
        for (header, number) in around.iter_mut().filter(|a| a.kind == AroundKind::Header).zip(1..) {
            let run = watermark(number);
            let mut root = own_part("word/header.xml", &header.xml)?;
            let mut run = own_part("word/header.xml", &run)?;
            run.set("xmlns:v", "urn:schemas-microsoft-com:vml");
            run.set("xmlns:o", "urn:schemas-microsoft-com:office:office");
            root.child("w:p").push(run);
            let xml = root.to_part(header.xml.len());
            header.xml = xml;
        }
        Ok(around)
    }

    /// Replaces the section of the body, keeping the draft's headers and footers of a kind that the reference
    /// has none of.
    fn take_over_section(&self, document: &mut Element, around: &[Around]) -> Result<(), DocxError> {
        let theirs = own_part("word/document.xml", &self.section)?;
        let body = document.child("w:body");
        let Some(Node::Element(section)) =
            body.children.iter_mut().rev().find(|n| matches!(n, Node::Element(e) if e.name == "w:sectPr"))
        else {
            return Ok(());
        };
        section.children.retain(|node| {
            let Node::Element(e) = node else { return false };
            let of_kind = |kind: AroundKind| e.name == format!("w:{}Reference", kind.name());
            let replaced = around.iter().any(|a| of_kind(a.kind));
            (of_kind(AroundKind::Header) || of_kind(AroundKind::Footer)) && !replaced
        });
        for (at, a) in around.iter().enumerate() {
            let mut reference = Element::new(match a.kind {
                AroundKind::Header => "w:headerReference",
                AroundKind::Footer => "w:footerReference",
            });
            reference.set("w:type", a.which);
            reference.set("r:id", around_id(at));
            section.push(reference);
        }
        let owned = theirs.children.iter().map(owned);
        section.children.extend(owned);
        section.set("xmlns:r", format!("{OFFICE}/relationships"));
        Ok(())
    }

    /// Names the parts in the content types and in the relationships of the body.
    fn list_parts(&self, parts: &mut Parts, around: &[Around], replaced: &[String]) -> Result<(), DocxError> {
        edit(parts, "[Content_Types].xml", |types| {
            let gone = |e: &Element| {
                let name = e.value("PartName").unwrap_or_default();
                replaced.iter().any(|start| name.trim_start_matches('/').starts_with(start.as_str()))
            };
            types.children.retain(|n| !matches!(n, Node::Element(e) if gone(e)));
            let mut add = |name: &str, kind: &str| {
                types.push(
                    Element::new("Override").with("PartName", &format!("/{name}")).with("ContentType", kind),
                );
            };
            for (at, a) in around.iter().enumerate() {
                add(&around_name(at), &format!("{WORD_TYPE}.{}+xml", a.kind.name()));
            }
            for (at, media) in self.media.iter().enumerate() {
                add(&media_name(at, media), media.media_type);
            }
            if self.theme.is_some() {
                add(THEME, "application/vnd.openxmlformats-officedocument.theme+xml");
            }
            Ok((types.to_part(0), ()))
        })?;
        edit(parts, "word/_rels/document.xml.rels", |rels| {
            let gone = |e: &Element| {
                let target = format!("word/{}", e.value("Target").unwrap_or_default());
                replaced.iter().any(|start| target.starts_with(start.as_str()))
            };
            rels.children.retain(|n| !matches!(n, Node::Element(e) if gone(e)));
            for (at, a) in around.iter().enumerate() {
                rels.push(relationship(&around_id(at), a.kind.name(), in_word(&around_name(at))));
            }
            if self.theme.is_some() {
                rels.push(relationship("rIdReferenceTheme", "theme", in_word(THEME)));
            }
            Ok((rels.to_part(0), ()))
        })
    }

    /// All parts with their bytes.
    fn pack(&self, parts: Parts, around: &[Around]) -> Vec<(String, Vec<u8>)> {
        let mut all: Vec<(String, Vec<u8>)> =
            parts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect();
        for (at, a) in around.iter().enumerate() {
            let name = around_name(at);
            if !a.targets.is_empty() {
                let rels = format!("word/_rels/{}.rels", in_word(&name));
                all.push((rels, self.relationships(&a.targets).into_bytes()));
            }
            all.push((name, a.xml.clone().into_bytes()));
        }
        for (at, media) in self.media.iter().enumerate() {
            all.push((media_name(at, media), media.bytes.clone()));
        }
        all.extend(self.theme.iter().map(|theme| (THEME.to_owned(), theme.clone().into_bytes())));
        all
    }

    /// The relationships of a header or footer.
    fn relationships(&self, targets: &[(String, Target)]) -> String {
        let mut root = Element::new("Relationships")
            .with("xmlns", "http://schemas.openxmlformats.org/package/2006/relationships");
        for (id, target) in targets {
            root.push(match target {
                Target::Media(at) => relationship(id, "image", in_word(&media_name(*at, &self.media[*at]))),
                Target::Link(address) => {
                    relationship(id, "hyperlink", address).with("TargetMode", "External")
                }
            });
        }
        root.to_part(0)
    }
}

/// Lengths in twips are rounded to a twentieth of a point, which must not cost a character or a line.
const ROUNDING: f64 = 0.01;

const THEME: &str = "word/theme/theme1.xml";

fn around_id(at: usize) -> String {
    format!("rIdReference{}", at + 1)
}

fn around_name(at: usize) -> String {
    format!("word/reference{}.xml", at + 1)
}

fn media_name(at: usize, media: &Media) -> String {
    format!("word/media/reference{}.{}", at + 1, media.ending)
}

fn in_word(name: &str) -> &str {
    name.trim_start_matches("word/")
}

pub(super) fn relationship<'t>(id: &str, kind: &str, target: &str) -> Element<'t> {
    Element::new("Relationship")
        .with("Id", id)
        .with("Type", &format!("{OFFICE}/relationships/{kind}"))
        .with("Target", target)
}

/// Reads a part that this program has written, or has read before.
pub(super) fn own_part<'t>(part: &'static str, text: &'t str) -> Result<Element<'t>, DocxError> {
    Element::parse(text, Limits::OWN).map_err(|source| DocxError::Part { part, source })
}

/// Changes a part of the draft by a function that gives its new text.
pub(super) fn edit<T: Default>(
    parts: &mut Parts,
    name: &'static str,
    change: impl FnOnce(&mut Element) -> Result<(String, T), DocxError>,
) -> Result<T, DocxError> {
    let Some((_, text)) = parts.iter_mut().find(|(other, _)| *other == name) else { return Ok(T::default()) };
    let (new, result) = change(&mut own_part(name, text)?)?;
    *text = new;
    Ok(result)
}

/// The part with its styles under the reference's identifiers.
fn rename(part: &mut Element, renamed: &styles::Renamed) -> String {
    fn walk(element: &mut Element, renamed: &styles::Renamed) {
        if matches!(&*element.name, "w:pStyle" | "w:rStyle" | "w:tblStyle") {
            let new = element.value("w:val").and_then(|id| renamed.get(&*id)).map(|new| escape(new));
            if let Some(new) = new {
                element.set("w:val", new);
            }
        }
        element.elements_mut().for_each(|child| walk(child, renamed));
    }
    walk(part, renamed);
    part.to_part(0)
}

/// Takes faces and letter spacing out of the runs of the body: they are those of the built-in styles, and
/// only some runs name them, so a paragraph of the reference's style would be set in two faces. Headings keep
/// with what follows, whatever their style says.
fn leave_to_styles(element: &mut Element) {
    match &*element.name {
        "w:rFonts" => element.attributes.retain(|(name, _)| name == "w:hint"),
        "w:pPr" if is_heading(element) => drop(element.child("w:keepNext")),
        "w:r" => {
            let run = element.elements_mut().filter(|e| e.name == "w:rPr");
            run.for_each(|run| {
                run.children.retain(|n| !matches!(n, Node::Element(e) if e.name == "w:spacing"))
            });
        }
        _ => {}
    }
    element.elements_mut().for_each(leave_to_styles);
    sort_children(element);
}

fn is_heading(properties: &Element) -> bool {
    let style = properties.elements().find(|e| e.name == "w:pStyle").and_then(|e| e.value("w:val"));
    style.is_some_and(|style| HEADING.iter().any(|heading| *heading == style))
}

/// A node that borrows from nothing.
pub(super) fn owned<'o>(node: &Node) -> Node<'o> {
    match node {
        Node::Text(text) => Node::Text(text.clone().into_owned().into()),
        Node::Element(e) => Node::Element(Element {
            name: e.name.clone().into_owned().into(),
            attributes: e
                .attributes
                .iter()
                .map(|(name, value)| (name.clone().into_owned().into(), value.clone().into_owned().into()))
                .collect(),
            children: e.children.iter().map(owned).collect(),
        }),
    }
}
