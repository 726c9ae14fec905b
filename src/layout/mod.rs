//! The numbers of the layout, read from `templates/<format>/layout.yaml`: where GB/T 9704-2012 asks for each
//! is said there.

#[cfg(any(feature = "pdf", feature = "docx"))]
pub(crate) mod label_breaks;
mod limits;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::Role;
use crate::fonts::{Faces, FontError, FontOptions, Fonts};
use crate::yaml::{TypedYamlError, typed};

/// Points in a millimetre.
pub const PT_PER_MM: f64 = 72.0 / 25.4;

/// All numbers and faces of one official format.
///
/// ```
/// use nianbao::layout::Layout;
/// let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml"))?;
/// // GB/T 9704-2012: 22 lines of 28 characters.
/// assert_eq!((layout.text.lines_per_page, layout.text.chars_per_line), (22, 28));
/// // A name that is not known is an error, with its place.
/// let wrong = include_str!("../../templates/2021/layout.yaml").replace("lines_per_page", "lines");
/// assert!(Layout::parse(&wrong).is_err());
/// # Ok::<(), nianbao::layout::LayoutError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// The sheet and the 版心.
    #[serde(deserialize_with = "limits::page")]
    pub page: Page,
    /// Running text and the grid it stands on.
    #[serde(deserialize_with = "limits::text")]
    pub text: Text,
    /// The title.
    pub title: Title,
    /// The page number.
    pub page_number: PageNumber,
    /// 署名 and date.
    pub signature: Signature,
    /// The tables.
    pub table: Table,
    /// The picture of the year.
    pub chart: Chart,
    /// The watermark of a draft.
    pub watermark: Watermark,
    /// The faces of each role.
    #[serde(deserialize_with = "typed::map")]
    pub faces: BTreeMap<Role, Faces>,
    /// Families that stand in for a character which the face of a role lacks.
    #[serde(deserialize_with = "typed::map")]
    pub supplements: BTreeMap<Role, Vec<String>>,
}

/// The sheet and the 版心.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Page {
    #[serde(deserialize_with = "limits::size")]
    pub width_mm: f64,
    #[serde(deserialize_with = "limits::size")]
    pub height_mm: f64,
    #[serde(deserialize_with = "limits::length")]
    pub margin_top_mm: f64,
    #[serde(deserialize_with = "limits::length")]
    pub margin_left_mm: f64,
    #[serde(deserialize_with = "limits::size")]
    pub area_width_mm: f64,
    #[serde(deserialize_with = "limits::size")]
    pub area_height_mm: f64,
}

/// Running text and the grid it stands on.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Text {
    #[serde(deserialize_with = "limits::size")]
    pub size_pt: f64,
    #[serde(deserialize_with = "limits::count")]
    pub lines_per_page: u32,
    #[serde(deserialize_with = "limits::count")]
    pub chars_per_line: u32,
    #[serde(deserialize_with = "limits::chars")]
    pub indent_chars: u32,
    #[serde(deserialize_with = "limits::length")]
    pub ascent_em: f64,
    #[serde(deserialize_with = "limits::length")]
    pub descent_em: f64,
}

/// The title.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Title {
    #[serde(deserialize_with = "limits::size")]
    pub size_pt: f64,
    #[serde(deserialize_with = "limits::count")]
    pub max_lines: u32,
    #[serde(deserialize_with = "limits::size")]
    pub pitch_lines: f64,
    #[serde(deserialize_with = "limits::length")]
    pub space_after_lines: f64,
}

/// The page number.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct PageNumber {
    #[serde(deserialize_with = "limits::size")]
    pub size_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub below_area_mm: f64,
    #[serde(deserialize_with = "limits::chars")]
    pub indent_chars: u32,
}

/// 署名 and date.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Signature {
    #[serde(deserialize_with = "limits::chars")]
    pub date_right_chars: u32,
    #[serde(deserialize_with = "limits::length")]
    pub space_before_lines: f64,
}

/// The tables.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Table {
    #[serde(deserialize_with = "limits::size")]
    pub size_pt: f64,
    #[serde(deserialize_with = "limits::size")]
    pub large_size_pt: f64,
    #[serde(deserialize_with = "limits::size")]
    pub line_pitch_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub border_pt: f64,
    /// RRGGBB.
    #[serde(deserialize_with = "limits::color")]
    pub fill: String,
    #[serde(deserialize_with = "limits::length")]
    pub row_padding_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub tight_row_padding_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub cell_padding_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub space_pt: f64,
}

/// The picture of the year.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Chart {
    #[serde(deserialize_with = "limits::size")]
    pub size_pt: f64,
    #[serde(deserialize_with = "limits::size")]
    pub bar_height_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub gap_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub label_chars: f64,
    #[serde(deserialize_with = "limits::length")]
    pub number_chars: f64,
    /// RRGGBB.
    #[serde(deserialize_with = "limits::color")]
    pub color: String,
    /// RRGGBB, of last year's bars.
    #[serde(deserialize_with = "limits::color")]
    pub previous_color: String,
}

/// The watermark of a draft.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Watermark {
    #[serde(deserialize_with = "limits::size")]
    pub size_pt: f64,
    /// RRGGBB.
    #[serde(deserialize_with = "limits::color")]
    pub color: String,
    pub angle_deg: f64,
}

/// A layout cannot be read: `3:5: what is wrong`.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct LayoutError(#[from] pub TypedYamlError);

impl Layout {
    /// Reads a layout.
    ///
    /// # Errors
    /// The YAML is broken, or a number is missing, unknown, of the wrong kind or beyond what can be laid out.
    pub fn parse(yaml: &str) -> Result<Self, LayoutError> {
        Ok(typed::from_str(yaml)?)
    }

    /// The faces of its roles on this machine.
    ///
    /// # Errors
    /// As [`Fonts::load`].
    pub fn fonts(&self, options: &FontOptions) -> Result<Fonts, FontError> {
        Fonts::load(&self.faces, &self.supplements, options)
    }

    /// Distance from one line of text to the next, in points: the 版心's height over its lines.
    pub fn pitch_pt(&self) -> f64 {
        self.page.area_height_mm * PT_PER_MM / f64::from(self.text.lines_per_page)
    }

    /// Distance from one character to the next, in points: the 版心's width over its characters.
    pub fn advance_pt(&self) -> f64 {
        self.page.area_width_mm * PT_PER_MM / f64::from(self.text.chars_per_line)
    }

    /// How many full-width characters of the title's size stand in a line.
    pub fn title_chars(&self) -> usize {
        // At least one, whatever a layout of one's own says.
        ((self.page.area_width_mm * PT_PER_MM / self.title.size_pt) as usize).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: &str = include_str!("../../templates/2021/layout.yaml");

    fn error(from: &str, to: &str) -> String {
        let edited = LAYOUT.replacen(from, to, 1);
        assert_ne!(edited, LAYOUT, "{from}");
        Layout::parse(&edited).expect_err(to).to_string()
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_at_its_second_place() {
        assert_eq!(error("  height_mm:", "  width_mm:"), "6:3: page: duplicate key `width_mm`");
        // Mappings from a role to its faces: the roles are keys of a map, not fields of a struct.
        assert_eq!(error("  楷体:\n", "  宋体:\n"), "81:3: faces: duplicate key `宋体`");
        assert_eq!(error("  西文: []", "  宋体: []"), "96:3: supplements: duplicate key `宋体`");
    }

    #[test]
    fn a_number_out_of_bounds_is_refused_at_its_place() {
        let wrong = error("lines_per_page: 22", "lines_per_page: 0");
        assert_eq!(wrong, "14:19: text.lines_per_page: 0 超出范围，应当是 1 至 200");
        let wrong = error("area_width_mm: 156", "area_width_mm: -1");
        assert_eq!(wrong, "9:18: page.area_width_mm: -1 超出范围，应当大于 0，不超过 2000");
        assert!(error("area_width_mm: 156", "area_width_mm: 190").starts_with("5:3: page: 版心超出了纸张"));
        assert!(error("indent_chars: 2 ", "indent_chars: 27 ").starts_with("13:3: text: 每行字数"));
    }
}
