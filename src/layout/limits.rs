//! What a number of a layout may be. A slip in a layout of one's own must be an error at its place, not a
//! page that never ends.
//!
//! Values are checked inside the visitor that receives them, because the YAML reader puts an error at the
//! value whose visitor raised it. Checked after it was read, `lines_per_page: 0` would be an error at the
//! mapping around it.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::{Page, Text};
use crate::picture::PictureKind;

/// No length of a sheet is longer, in mm or pt.
const MAX_LENGTH: f64 = 2000.0;
/// No step from size to size is smaller, in pt.
const MIN_STEP: f64 = 0.1;
/// No page has more lines, no line more characters.
const MAX_COUNT: u32 = 200;

/// More than 0.
pub(super) fn size<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    from.deserialize_f64(CheckedNumber(|n| {
        if n > 0.0 && n <= MAX_LENGTH {
            Ok(n)
        } else {
            Err(format!("{n} 超出范围，应当大于 0，不超过 {MAX_LENGTH}"))
        }
    }))
}

/// A step that does not take for ever.
pub(super) fn step<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    from.deserialize_f64(CheckedNumber(|n| {
        if (MIN_STEP..=MAX_LENGTH).contains(&n) {
            Ok(n)
        } else {
            Err(format!("{n} 超出范围，应当是 {MIN_STEP} 至 {MAX_LENGTH}"))
        }
    }))
}

/// 0 or more.
pub(super) fn length<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    from.deserialize_f64(CheckedNumber(|n| {
        if (0.0..=MAX_LENGTH).contains(&n) {
            Ok(n)
        } else {
            Err(format!("{n} 超出范围，应当是 0 至 {MAX_LENGTH}"))
        }
    }))
}

/// Lines or characters, at least one.
pub(super) fn count<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    from.deserialize_u32(CheckedCount { min: 1 })
}

/// Characters, perhaps none.
pub(super) fn chars<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    from.deserialize_u32(CheckedCount { min: 0 })
}

/// Six hexadecimal digits.
pub(super) fn color<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    from.deserialize_str(CheckedColor)
}

/// The name of a picture that stands beside the layout: no path, so that it cannot lead anywhere else.
pub(super) fn file_name<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    from.deserialize_str(CheckedFileName)
}

/// A 版心 that lies on the sheet.
pub(super) fn page<'de, D: Deserializer<'de>>(from: D) -> Result<Page, D::Error> {
    from.deserialize_map(CheckedMapping(|page: &Page| {
        if page.margin_right_mm() >= 0.0 && page.margin_bottom_mm() >= 0.0 {
            Ok(())
        } else {
            Err("版心超出了纸张：页边距加版心不能大于纸的宽和高")
        }
    }))
}

/// Lines that are longer than their indent.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
    from.deserialize_map(CheckedMapping(|text: &Text| {
        // A character must stand beside the indent, and one more that may not begin the next line.
        if text.chars_per_line >= text.indent_chars + 2 {
            Ok(())
        } else {
            Err("每行字数 chars_per_line 至少应比首行缩进 indent_chars 多两个字")
        }
    }))
}

/// Receives a number, which the function takes or refuses.
struct CheckedNumber<F>(F);

impl<F: FnOnce(f64) -> Result<f64, String>> Visitor<'_> for CheckedNumber<F> {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a floating point number")
    }

    fn visit_f64<E: Error>(self, n: f64) -> Result<f64, E> {
        (self.0)(n).map_err(E::custom)
    }
}

/// Receives a whole number from `min` to [`MAX_COUNT`].
struct CheckedCount {
    min: u32,
}

impl Visitor<'_> for CheckedCount {
    type Value = u32;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_u64<E: Error>(self, n: u64) -> Result<u32, E> {
        let allowed = self.min..=MAX_COUNT;
        u32::try_from(n)
            .ok()
            .filter(|n| allowed.contains(n))
            .ok_or_else(|| E::custom(format!("{n} 超出范围，应当是 {} 至 {MAX_COUNT}", self.min)))
    }
}

/// Receives `RRGGBB`.
struct CheckedColor;

impl Visitor<'_> for CheckedColor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a color as six hexadecimal digits")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        if text.len() == 6 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(text.to_owned())
        } else {
            Err(E::custom(format!("“{text}”不是颜色，应当是带引号的六位十六进制数，例如 \"C6D9F1\"")))
        }
    }
}

/// Receives the name of a picture.
struct CheckedFileName;

impl Visitor<'_> for CheckedFileName {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a picture file")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<String, E> {
        let leads_away =
            name.starts_with('.') || name.contains(['/', '\\', ':']) || name.contains(char::is_control);
        if leads_away || PictureKind::of_name(name).is_none() {
            let wanted =
                "应当是与版式文件放在一起的图片的文件名，例如 logo.png（PNG、JPEG 或 SVG，不带文件夹）";
            return Err(E::custom(format!("“{name}”有误，{wanted}")));
        }
        Ok(name.to_owned())
    }
}

/// Receives a mapping as a whole; the function says what is wrong between its values.
struct CheckedMapping<T>(fn(&T) -> Result<(), &'static str>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for CheckedMapping<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<T, A::Error> {
        let value = T::deserialize(MapAccessDeserializer::new(entries))?;
        (self.0)(&value).map_err(A::Error::custom)?;
        Ok(value)
    }
}
