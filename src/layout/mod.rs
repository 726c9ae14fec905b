//! The numbers of the layout, and what is decided from them once for every output.
//!
//! [`Layout`] is `templates/<format>/layout.yaml`, which names the clause of GB/T 9704-2012 that asks for
//! each number. The plan of a table, of the signature and of the title are made here in points; renderers
//! write them in the units of their format.

#![cfg_attr(
    not(all(feature = "pdf", feature = "docx", feature = "html")),
    allow(dead_code, unused_imports, reason = "not every renderer needs every part of a plan")
)]

mod advances;
pub(crate) mod figure_plan;
pub(crate) mod headings;
mod label_breaks;
pub(crate) mod letterhead;
mod limits;
pub(crate) mod line_breaks;
mod page_cut;
pub(crate) mod pages;
pub mod ruler;
pub(crate) mod screen_columns;
pub(crate) mod signature;
pub(crate) mod table_cells;
pub(crate) mod table_plan;
pub(crate) mod text_lines;
mod title;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::Role;
use crate::fonts::{Faces, FontError, FontOptions, Fonts};
use crate::yaml::{TypedYamlError, typed};

pub(crate) use self::advances::AdvanceTable;
pub use self::letterhead::{Align, Head, HeadingStyle, Logo};

/// Points in an inch.
pub const PT_PER_INCH: f64 = 72.0;
/// Points in a millimetre.
pub const PT_PER_MM: f64 = PT_PER_INCH / 25.4;

/// What lengths are planned with: the layout's numbers, and how wide characters are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Metrics<'a> {
    pub layout: &'a Layout,
    pub advances: &'a AdvanceTable,
}

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
    pub table: TableStyle,
    /// Pictures in the prose.
    pub figure: FigureStyle,
    /// The chart.
    pub chart: Chart,
    /// The watermark of a draft.
    pub watermark: Watermark,
    /// The red head, if there is one.
    #[serde(default)]
    pub head: Option<Head>,
    /// The logo, if there is one.
    #[serde(default)]
    pub logo: Option<Logo>,
    /// How headings look, if not as the text.
    #[serde(default)]
    pub headings: Option<HeadingStyle>,
    /// What only a Word draft has.
    pub word: Word,
    /// What only the web page has.
    pub web: Web,
    /// How the layout ruler is drawn.
    pub ruler: Ruler,
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

impl Page {
    /// What is left on the right of the 版心.
    pub fn margin_right_mm(&self) -> f64 {
        self.width_mm - self.margin_left_mm - self.area_width_mm
    }

    /// What is left below the 版心.
    pub fn margin_bottom_mm(&self) -> f64 {
        self.height_mm - self.margin_top_mm - self.area_height_mm
    }
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
    #[serde(deserialize_with = "limits::length")]
    pub script_gap_em: f64,
    #[serde(deserialize_with = "limits::length")]
    pub most_stretch: f64,
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
pub struct TableStyle {
    #[serde(deserialize_with = "limits::size")]
    pub size_pt: f64,
    #[serde(deserialize_with = "limits::size")]
    pub large_size_pt: f64,
    #[serde(deserialize_with = "limits::size")]
    pub smallest_size_pt: f64,
    #[serde(deserialize_with = "limits::step")]
    pub size_step_pt: f64,
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
    pub figure_padding_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub space_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub page_slack_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub highest_row_mm: f64,
    #[serde(deserialize_with = "limits::length")]
    pub most_empty_share: f64,
}

impl TableStyle {
    /// The sizes that a table may have, in points, the largest first.
    pub(crate) fn sizes_pt(&self) -> Vec<f64> {
        let mut sizes = vec![self.large_size_pt];
        let mut next = self.large_size_pt - self.size_step_pt;
        while next > self.size_pt {
            sizes.push(next);
            next -= self.size_step_pt;
        }
        if self.size_pt < self.large_size_pt {
            sizes.push(self.size_pt);
        }
        sizes
    }
}

/// Pictures in the prose, and the captions there.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml says what for")]
pub struct FigureStyle {
    #[serde(deserialize_with = "limits::size")]
    pub caption_size_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub space_pt: f64,
    #[serde(deserialize_with = "limits::count")]
    pub max_height_lines: u32,
}

/// The chart.
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
    pub row_gap_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub label_chars: f64,
    #[serde(deserialize_with = "limits::length")]
    pub number_chars: f64,
    #[serde(deserialize_with = "limits::length")]
    pub number_gap_chars: f64,
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

/// What only a Word draft has, as Word finds lines and heights itself.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml says what for")]
pub struct Word {
    #[serde(deserialize_with = "limits::length")]
    pub header_distance_mm: f64,
    #[serde(deserialize_with = "limits::size")]
    pub gap_line_pt: f64,
}

/// What only the web page has.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml says what for")]
pub struct Web {
    #[serde(deserialize_with = "limits::count")]
    pub wide_table_columns: u32,
    #[serde(deserialize_with = "limits::length")]
    pub cell_padding_em: f64,
    #[serde(deserialize_with = "limits::length")]
    pub label_min_em: f64,
    #[serde(deserialize_with = "limits::length")]
    pub label_window_percent: f64,
    #[serde(deserialize_with = "limits::length")]
    pub label_max_em: f64,
}

/// How the layout ruler is drawn.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml says what for")]
pub struct Ruler {
    #[serde(deserialize_with = "limits::size")]
    pub label_size_pt: f64,
    #[serde(deserialize_with = "limits::size")]
    pub number_size_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub thick_stroke_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub stroke_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub thin_stroke_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub dash_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub dash_gap_pt: f64,
    /// RRGGBB.
    #[serde(deserialize_with = "limits::color")]
    pub area_color: String,
    /// RRGGBB.
    #[serde(deserialize_with = "limits::color")]
    pub character_color: String,
    /// RRGGBB.
    #[serde(deserialize_with = "limits::color")]
    pub scale_color: String,
    #[serde(deserialize_with = "limits::size")]
    pub mark_mm: f64,
    #[serde(deserialize_with = "limits::size")]
    pub mark_five_mm: f64,
    #[serde(deserialize_with = "limits::size")]
    pub mark_ten_mm: f64,
    #[serde(deserialize_with = "limits::length")]
    pub label_gap_mm: f64,
    #[serde(deserialize_with = "limits::length")]
    pub arrow_gap_mm: f64,
    #[serde(deserialize_with = "limits::size")]
    pub page_number_stroke_mm: f64,
}

/// A layout cannot be read: `3:5: what is wrong`.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
#[non_exhaustive]
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

    /// Width of the 版心 in points.
    pub fn area_width_pt(&self) -> f64 {
        self.page.area_width_mm * PT_PER_MM
    }

    /// Height of the 版心 in points.
    pub fn area_height_pt(&self) -> f64 {
        self.page.area_height_mm * PT_PER_MM
    }

    /// Distance from one line of text to the next, in points: the 版心's height over its lines.
    pub fn pitch_pt(&self) -> f64 {
        self.area_height_pt() / f64::from(self.text.lines_per_page)
    }

    /// Distance from one character to the next, in points: the 版心's width over its characters.
    pub fn advance_pt(&self) -> f64 {
        self.area_width_pt() / f64::from(self.text.chars_per_line)
    }

    /// Lines of the text that a title of so many lines takes with the space below it: whole ones, so that the
    /// first page stands on the grid of the others.
    pub fn title_block_lines(&self, lines: usize) -> f64 {
        if lines == 0 {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a title has few lines")]
        let lines = lines as f64 * self.title.pitch_lines + self.title.space_after_lines;
        lines.ceil()
    }

    /// Space between two lines of text, in points.
    pub fn leading_pt(&self) -> f64 {
        self.pitch_pt() - self.text.size_pt
    }

    /// The longest stretch without a place to break that fits every line of running text, in characters:
    /// that of the first line, less one for punctuation that may not begin the next.
    #[cfg(feature = "pdf")]
    pub(crate) fn unbroken_chars(&self) -> f64 {
        f64::from(self.text.chars_per_line - self.text.indent_chars - 1)
    }

    /// The lines of a title (GB/T 9704-2012 7.3.1: 回行时词意完整、排列对称): broken between words, the name of
    /// the agency on lines of its own, none for an empty title.
    ///
    /// ```
    /// # use nianbao::layout::Layout;
    /// let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml"))?;
    /// let lines = layout.title_lines("甲市人民政府办公室2024年政府信息公开工作年度报告", "甲市人民政府办公室");
    /// assert_eq!(lines, ["甲市人民政府办公室", "2024年政府信息公开工作年度报告"]);
    /// # Ok::<(), nianbao::layout::LayoutError>(())
    /// ```
    pub fn title_lines(&self, title: &str, agency: &str) -> Vec<String> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lengths are limited")]
        let chars = (self.area_width_pt() / self.title.size_pt) as usize;
        // At least one, whatever a layout of one's own says.
        title::break_title(title, agency, chars.max(1), self.title.max_lines as usize)
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

    /// The line in which a text begins, from 1.
    fn line(of: &str) -> usize {
        LAYOUT[..LAYOUT.rfind(of).unwrap()].lines().count() + 1
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_at_its_second_place() {
        let repeated = |of: &str, path: &str, key: &str| {
            let line = line(of);
            format!("{line}:3: 键“{key}”写了两次，只保留一处（{path}: duplicate key `{key}`）")
        };
        assert_eq!(error("  height_mm:", "  width_mm:"), repeated("  height_mm:", "page", "width_mm"));
        // Mappings from a role to its faces: the roles are keys of a map, not fields of a struct.
        assert_eq!(error("  楷体:\n", "  宋体:\n"), repeated("\n  宋体:\n", "faces", "宋体"));
        assert_eq!(error("  西文: []", "  宋体: []"), repeated("  西文: []", "supplements", "宋体"));
    }

    #[test]
    fn a_number_out_of_bounds_is_refused_at_its_place() {
        let wrong = error("lines_per_page: 22", "lines_per_page: 0");
        let lines = line("  lines_per_page: 22");
        assert_eq!(wrong, format!("{lines}:19: text.lines_per_page: 0 超出范围，应当是 1 至 200"));
        let wrong = error("area_width_mm: 156", "area_width_mm: -1");
        let width = line("  area_width_mm: 156");
        assert_eq!(wrong, format!("{width}:18: page.area_width_mm: -1 超出范围，应当大于 0，不超过 2000"));
        // What does not fit together is wrong with the whole group, at its first key.
        let first = |group: &str| line(group) + 1;
        let wrong = error("area_width_mm: 156", "area_width_mm: 190");
        assert!(wrong.starts_with(&format!("{}:3: page: 版心超出了纸张", first("page:\n"))), "{wrong}");
        let wrong = error("indent_chars: 2 ", "indent_chars: 27 ");
        assert!(wrong.starts_with(&format!("{}:3: text: 每行字数", first("text:\n"))), "{wrong}");
    }
}
