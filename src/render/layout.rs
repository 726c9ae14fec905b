//! The numbers of the layout, read from `templates/<format>/layout.yaml`: where GB/T 9704-2012 asks for each is said there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::Role;

/// Points in a millimetre.
pub const PT_PER_MM: f64 = 72.0 / 25.4;

/// All numbers and faces of one official format.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// The sheet and the 版心.
    pub page: Page,
    /// Running text and the grid it stands on.
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
    pub faces: BTreeMap<Role, Faces>,
    /// Families that stand in for a character which the face of a role lacks.
    pub supplements: BTreeMap<Role, Vec<String>>,
}

/// The sheet and the 版心.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Page {
    pub width_mm: f64,
    pub height_mm: f64,
    pub margin_top_mm: f64,
    pub margin_left_mm: f64,
    pub area_width_mm: f64,
    pub area_height_mm: f64,
}

/// Running text and the grid it stands on.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Text {
    pub size_pt: f64,
    pub lines_per_page: u32,
    pub chars_per_line: u32,
    pub indent_chars: u32,
    pub ascent_em: f64,
    pub descent_em: f64,
}

/// The title.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Title {
    pub size_pt: f64,
    pub max_lines: u32,
    pub pitch_lines: f64,
    pub space_after_lines: f64,
}

/// The page number.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct PageNumber {
    pub size_pt: f64,
    pub below_area_mm: f64,
    pub indent_chars: u32,
}

/// 署名 and date.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Signature {
    pub date_right_chars: u32,
    pub space_before_lines: f64,
}

/// The tables.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Table {
    pub size_pt: f64,
    pub large_size_pt: f64,
    pub line_pitch_pt: f64,
    pub border_pt: f64,
    /// RRGGBB.
    pub fill: String,
    pub row_padding_pt: f64,
    pub tight_row_padding_pt: f64,
    pub cell_padding_pt: f64,
    pub space_pt: f64,
}

/// The picture of the year.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Chart {
    pub size_pt: f64,
    pub bar_height_pt: f64,
    pub gap_pt: f64,
    pub label_chars: f64,
    pub number_chars: f64,
    /// RRGGBB.
    pub color: String,
    /// RRGGBB, of last year's bars.
    pub previous_color: String,
}

/// The watermark of a draft.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; layout.yaml gives the clauses")]
pub struct Watermark {
    pub size_pt: f64,
    /// RRGGBB.
    pub color: String,
    pub angle_deg: f64,
}

/// The faces of one role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Faces {
    /// Family names in order of preference, as their font files register them.
    pub families: Vec<String>,
    /// The family a Word document names.
    pub word: String,
    /// Other families Word may take for it.
    pub alternatives: Vec<String>,
}

impl Layout {
    /// Reads a layout.
    ///
    /// # Errors
    /// The YAML is broken, or a number is missing, unknown or of the wrong kind; the error names line and column.
    pub fn parse(yaml: &str) -> Result<Self, serde_saphyr::Error> {
        serde_saphyr::from_str(yaml)
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
