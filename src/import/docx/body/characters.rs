//! Characters: the text of runs, the elements that stand for characters, and fields.

use crate::xml::Tag;

use super::{BodyReader, CONTENTS, Field, Open};

impl BodyReader<'_> {
    /// An element of a run that stands for characters.
    pub(super) fn mark(&mut self, name: &[u8], tag: &Tag) {
        match name {
            b"tab" | b"ptab" => self.push("\t"),
            b"br" | b"cr" => self.push("\n"),
            b"noBreakHyphen" => self.push("-"),
            b"sym" => {
                let code = tag.attribute("char").and_then(|c| u32::from_str_radix(&c, 16).ok());
                let font = tag.attribute("font").unwrap_or_default();
                self.push(symbol(&font, code.unwrap_or(0)).encode_utf8(&mut [0; 4]));
            }
            b"fldChar" => match tag.attribute("fldCharType").as_deref() {
                Some("begin") => self.fields.push(Field::default()),
                Some("separate") => {
                    if let Some(field) = self.fields.last_mut() {
                        field.result = true;
                        self.counts[CONTENTS] += usize::from(field.is_contents());
                    }
                }
                Some("end") => {
                    self.fields.pop();
                }
                _ => {}
            },
            _ => {}
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        match self.within() {
            _ if self.skip.is_some() => {}
            Open::Text => self.push(text),
            Open::Instruction => {
                if let Some(field) = self.fields.last_mut().filter(|f| !f.result) {
                    let room = 64_usize.saturating_sub(field.instruction.len());
                    field.instruction.extend(text.chars().take(room));
                }
            }
            _ => {}
        }
    }

    /// Adds text to the paragraph at hand.
    pub(super) fn push(&mut self, text: &str) {
        let shown = self.fields.iter().all(|f| f.result && !f.is_contents());
        let hint = self.controls.iter().any(|c| c.hint);
        if !shown || hint {
            return;
        }
        if self.run.hidden {
            self.hidden.push_str(text);
            return;
        }
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.paragraph.text.push_str(text);
        }
        if self.controls.last().is_some_and(|c| c.path.is_some())
            && let Some(control) = self.cells.last_mut().and_then(|c| c.controls.last_mut())
        {
            control.push_str(text);
        }
    }
}

impl Field {
    fn is_contents(&self) -> bool {
        self.instruction.trim_start().starts_with("TOC")
    }
}

/// A character of a symbol face as the character that looks like it.
fn symbol(font: &str, code: u32) -> char {
    let low = code & 0xFF;
    match font.to_lowercase().as_str() {
        "wingdings" => match low {
            0xFE | 0x52 => '☑',
            0xFD | 0x54 | 0x53 => '☒',
            0xA8 | 0x6F | 0x71 => '□',
            0x6C | 0x9F => '●',
            0x6E | 0xA7 => '■',
            0xFC => '√',
            0xFB => '×',
            0xE0 => '→',
            _ => '□',
        },
        "wingdings 2" => match low {
            0x52 => '☑',
            0x50 => '√',
            0x4F => '×',
            _ => '□',
        },
        "symbol" => match low {
            0xB7 => '●',
            0xB0 => '°',
            0xB1 => '±',
            0xB4 => '×',
            0xB8 => '÷',
            _ => '□',
        },
        _ => char::from_u32(code).unwrap_or('□'),
    }
}
