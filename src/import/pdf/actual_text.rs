//! Text that a file gives beside the glyphs that show it (`/ActualText`): for ligatures, and for characters
//! that a face lacks, which LibreOffice shows as a box.
//!
//! The interpreter does not hand it on, so the instructions of a page are gone through for it first, and each
//! marked content that the interpreter reports is looked up in their order:
//!
//! ```text
//! /Span << /ActualText <FEFF5DE5> >> BDC   <05> Tj   EMC      the glyph 05, whatever its face calls it, is 工
//! ```
//!
//! It counts where what is marked stands on one line.

use std::collections::VecDeque;

use hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro_interpret::hayro_syntax::object::{self, Dict, Object, dict_or_stream};
use hayro_interpret::hayro_syntax::page::Page;

use super::glyph::Glyph;
use super::text_string;

/// The marked contents of a page in their order: name, number, text.
#[derive(Debug, Default)]
pub(super) struct ActualTexts(VecDeque<(Vec<u8>, Option<i32>, Option<String>)>);

impl ActualTexts {
    pub fn of(page: &Page<'_>) -> Self {
        let mut texts = VecDeque::new();
        let mut instructions = page.typed_operations();
        while let Some(instruction) = instructions.next() {
            match instruction {
                TypedInstruction::BeginMarkedContent(begin) => {
                    texts.push_back((begin.0.to_vec(), None, None))
                }
                TypedInstruction::BeginMarkedContentWithProperties(begin) => {
                    let own = dict_or_stream(begin.1).map(|(dict, _)| dict.clone());
                    let mcid = own.as_ref().and_then(|dict| dict.get::<i32>(*b"MCID"));
                    let named = || match begin.1 {
                        Object::Name(name) => {
                            page.resources().properties.get::<Dict<'_>>(name.as_ref() as &[u8])
                        }
                        _ => None,
                    };
                    let dict = own.or_else(named);
                    let text = dict.and_then(|dict| dict.get::<object::String<'_>>(*b"ActualText"));
                    let text = text.map(|text| text_string(text.as_bytes()).unwrap_or_default());
                    texts.push_back((begin.0.to_vec(), mcid, text));
                }
                _ => {}
            }
        }
        // Nothing is to be looked up on most pages.
        if texts.iter().all(|(.., text)| text.is_none()) { Self::default() } else { Self(texts) }
    }

    /// The text of the marked content that the interpreter reports next. One that is not the next of the page
    /// stands in a form that the page shows.
    pub fn next(&mut self, tag: &[u8], number: Option<i32>) -> Option<String> {
        let is_next = self.0.front().is_some_and(|(name, mcid, _)| name == tag && *mcid == number);
        if is_next { self.0.pop_front().and_then(|(.., text)| text) } else { None }
    }
}

/// Lets some glyphs at the end of all say `text`.
pub(super) fn replace(glyphs: &mut Vec<Glyph>, from: usize, text: String) {
    let Some(marked) = glyphs.get(from..) else { return };
    let Some(first) = marked.iter().min_by(|a, b| a.x.total_cmp(&b.x)) else { return };
    let is_line = marked.iter().all(|glyph| (glyph.y - first.y).abs() < 0.5 * first.size);
    if !is_line {
        return;
    }
    let end = marked.iter().map(|glyph| glyph.x + glyph.width).fold(f64::MIN, f64::max);
    let glyph = Glyph { text, width: end - first.x, ..first.clone() };
    glyphs.truncate(from);
    if !glyph.text.is_empty() {
        glyphs.push(glyph);
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::set;
    use super::*;

    #[test]
    fn glyphs_say_what_the_file_says_of_them() {
        let mut glyphs = set("发布年年", 96.0, 100.0, 16.0);
        replace(&mut glyphs, 2, "工作".to_owned());
        let texts: Vec<&str> = glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
        assert_eq!(texts, ["发", "布", "工作"]);
        assert_eq!((glyphs[2].x, glyphs[2].width), (128.0, 32.0));
        let mut lines = set("发布", 96.0, 100.0, 16.0);
        lines.extend(set("年年", 96.0, 128.0, 16.0));
        replace(&mut lines, 0, "工作".to_owned());
        assert_eq!(lines.len(), 4, "two lines are not one text");
    }
}
