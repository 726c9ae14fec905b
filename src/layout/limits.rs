//! What a number of a layout may be. A slip in a layout of one's own must be an error at its place, not a
//! page that never ends.

use serde::de::{Deserialize, Deserializer, Error};

use super::{Page, Text};

/// No length of a sheet is longer, in mm or pt.
const LONGEST: f64 = 2000.0;
/// No page has more lines, no line more characters.
const MAX_COUNT: u32 = 200;

/// More than 0.
pub(super) fn size<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let n = f64::deserialize(from)?;
    if n > 0.0 && n <= LONGEST {
        Ok(n)
    } else {
        Err(D::Error::custom(format!("{n} 超出范围，应当大于 0，不超过 {LONGEST}")))
    }
}

/// 0 or more.
pub(super) fn length<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let n = f64::deserialize(from)?;
    if (0.0..=LONGEST).contains(&n) {
        Ok(n)
    } else {
        Err(D::Error::custom(format!("{n} 超出范围，应当是 0 至 {LONGEST}")))
    }
}

/// Lines or characters, at least one.
pub(super) fn count<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let n = u32::deserialize(from)?;
    if (1..=MAX_COUNT).contains(&n) {
        Ok(n)
    } else {
        Err(D::Error::custom(format!("{n} 超出范围，应当是 1 至 {MAX_COUNT}")))
    }
}

/// Characters, perhaps none.
pub(super) fn chars<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let n = u32::deserialize(from)?;
    if n <= MAX_COUNT {
        Ok(n)
    } else {
        Err(D::Error::custom(format!("{n} 超出范围，应当是 0 至 {MAX_COUNT}")))
    }
}

/// Six hexadecimal digits.
pub(super) fn color<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if text.len() == 6 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text)
    } else {
        Err(D::Error::custom(format!("“{text}”不是颜色，应当是带引号的六位十六进制数，例如 \"C6D9F1\"")))
    }
}

/// A 版心 that lies on the sheet.
pub(super) fn page<'de, D: Deserializer<'de>>(from: D) -> Result<Page, D::Error> {
    let page = Page::deserialize(from)?;
    let right = page.width_mm - page.margin_left_mm - page.area_width_mm;
    let below = page.height_mm - page.margin_top_mm - page.area_height_mm;
    if right >= 0.0 && below >= 0.0 {
        Ok(page)
    } else {
        Err(D::Error::custom("版心超出了纸张：页边距加版心不能大于纸的宽和高"))
    }
}

/// Lines that are longer than their indent.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
    let text = Text::deserialize(from)?;
    // A character must stand beside the indent, and one more that may not begin the next line.
    if text.chars_per_line >= text.indent_chars + 2 {
        Ok(text)
    } else {
        Err(D::Error::custom("每行字数 chars_per_line 至少应比首行缩进 indent_chars 多两个字"))
    }
}
