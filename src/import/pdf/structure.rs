//! The tags of a tagged PDF: which paragraph, heading or cell each piece of a page's text belongs to.
//!
//! A tagged file has a tree of elements (`Document`, `H1`, `P`, `TD`, `Span` …); its leaves name a page and a
//! number, and the page's instructions put that number around the text. Only blocks count here: text of a
//! `Span` belongs to the block around it.
//!
//! ```text
//! Document ─┬─ H1 ── page 1, number 0          number 0 → block 1, a heading of level 1
//!           └─ P ─┬─ page 1, number 1          number 1 → block 2, text
//!                 └─ Span ── page 1, number 2  number 2 → block 2, text
//! ```
//!
//! Tags are a hint where a paragraph ends (`paragraphs`), not where a text stands: programs that tag badly
//! make a paragraph of each line.

use std::collections::{BTreeMap, BTreeSet};

use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjRef, Object, ObjectIdentifier};
use hayro_interpret::hayro_syntax::xref::XRef;

use super::limits::{MAX_TAG_DEPTH, MAX_TAGS};

/// A block of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    /// Its number in the order of the tree.
    pub number: usize,
    pub kind: BlockKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Text,
    Title,
    /// A heading and its level.
    Heading(u8),
    Caption,
    Figure,
}

/// The block of each numbered piece of a page's text.
pub(super) type PageTags = BTreeMap<i32, Block>;

/// The tags of a file, by the page's object.
#[derive(Debug, Default)]
pub(super) struct Tags(BTreeMap<(i32, i32), PageTags>);

impl Tags {
    /// Those of a page.
    pub fn take(&mut self, page: Option<ObjectIdentifier>) -> PageTags {
        page.and_then(|id| self.0.remove(&(id.obj_number, id.gen_number))).unwrap_or_default()
    }

    /// Reads the tree of a file. One that is damaged is read as far as it goes.
    pub fn read(xref: &XRef) -> Self {
        let root =
            xref.get::<Dict<'_>>(xref.root_id()).and_then(|root| root.get::<Dict<'_>>(*b"StructTreeRoot"));
        let Some(root) = root else { return Self::default() };
        let mut reader = Reader {
            xref,
            roles: root.get::<Dict<'_>>(*b"RoleMap"),
            seen: BTreeSet::new(),
            left: MAX_TAGS,
            blocks: 0,
            tags: BTreeMap::new(),
        };
        reader.children(&root, Around { block: None, page: None }, 0);
        Self(reader.tags)
    }
}

/// What an element stands in.
#[derive(Clone, Copy)]
struct Around {
    block: Option<Block>,
    page: Option<(i32, i32)>,
}

struct Reader<'x> {
    xref: &'x XRef,
    roles: Option<Dict<'x>>,
    /// Elements that were read: a damaged tree may lead back.
    seen: BTreeSet<(i32, i32)>,
    /// So many more are read.
    left: usize,
    blocks: usize,
    tags: BTreeMap<(i32, i32), PageTags>,
}

impl<'x> Reader<'x> {
    fn children(&mut self, element: &Dict<'x>, around: Around, depth: usize) {
        if depth > MAX_TAG_DEPTH {
            return;
        }
        match element.get_raw::<Object<'x>>(*b"K") {
            Some(MaybeRef::NotRef(Object::Array(kids))) => self.all(&kids, around, depth),
            Some(kid) => self.child(kid, around, depth),
            None => {}
        }
    }

    fn all(&mut self, kids: &Array<'x>, around: Around, depth: usize) {
        for kid in kids.raw_iter() {
            self.child(kid, around, depth);
        }
    }

    fn child(&mut self, kid: MaybeRef<Object<'x>>, around: Around, depth: usize) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let object = match kid {
            MaybeRef::Ref(at) => {
                if !self.seen.insert(key(at)) {
                    return;
                }
                self.xref.get::<Object<'x>>(at.into())
            }
            MaybeRef::NotRef(object) => Some(object),
        };
        match object {
            Some(Object::Number(number)) => self.piece(i64::from(number.as_f64() as i32), around),
            Some(Object::Array(kids)) if depth < MAX_TAG_DEPTH => self.all(&kids, around, depth + 1),
            Some(Object::Dict(dict)) => {
                let page = dict.get_ref(*b"Pg").map(key).or(around.page);
                let around = Around { page, ..around };
                if let Some(number) = dict.get::<i32>(*b"MCID") {
                    self.piece(number.into(), around);
                } else {
                    let block = self.block(&dict, around.block);
                    self.children(&dict, Around { block, ..around }, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn piece(&mut self, number: i64, around: Around) {
        if let (Ok(number), Some(page), Some(block)) = (i32::try_from(number), around.page, around.block) {
            self.tags.entry(page).or_default().insert(number, block);
        }
    }

    /// The block that an element is, or is in.
    fn block(&mut self, element: &Dict<'x>, around: Option<Block>) -> Option<Block> {
        let name = element.get::<Name<'x>>(*b"S")?;
        let kind = kind(name.as_str()).or_else(|| {
            let role = self.roles.as_ref()?.get::<Name<'x>>(name.as_str().as_bytes())?;
            kind(role.as_str())
        });
        // What a figure holds is the figure's.
        if around.is_some_and(|block| block.kind == BlockKind::Figure) {
            return around;
        }
        let Some(kind) = kind else { return around };
        self.blocks += 1;
        Some(Block { number: self.blocks, kind })
    }
}

fn key(at: ObjRef) -> (i32, i32) {
    (at.obj_number, at.gen_number)
}

/// The kind of block that an element's name stands for; none for a group or a part of a line.
fn kind(name: &str) -> Option<BlockKind> {
    Some(match name {
        "P" | "TD" | "TH" | "LI" | "LBody" | "BlockQuote" | "Note" | "FENote" => BlockKind::Text,
        "Title" => BlockKind::Title,
        "Caption" => BlockKind::Caption,
        "Figure" => BlockKind::Figure,
        "H" => BlockKind::Heading(1),
        _ => {
            let level = name.strip_prefix('H')?.parse().ok()?;
            BlockKind::Heading(level)
        }
    })
}
