//! What a template may put above the title: a red head (红头) as the first page of 公文 has it.
//!
//! Its height is a whole number of lines, so that what follows stands on the same grid with it and without it.
//!
//! ```text
//! ── upper edge of the 版心
//!      above_mm
//!    甲市乙局          one line, in smaller letters where it is too wide
//!      line_gap_mm
//! ═══════════════    as wide as the 版心
//!      space_after_lines, and what is missing to a whole line
//!    title
//! ```

use serde::{Deserialize, Serialize};

use super::{Layout, Metrics, PT_PER_MM, limits};

/// The red head.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the names say all; docs/templates.md gives the clauses")]
pub struct Head {
    /// What it says; the name of the agency where it is left out.
    #[serde(default)]
    pub text: Option<String>,
    /// RRGGBB, of the text and the line.
    #[serde(deserialize_with = "limits::color")]
    pub color: String,
    #[serde(deserialize_with = "limits::size")]
    pub size_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub above_mm: f64,
    #[serde(deserialize_with = "limits::length")]
    pub line_gap_mm: f64,
    #[serde(deserialize_with = "limits::length")]
    pub line_pt: f64,
    #[serde(deserialize_with = "limits::length")]
    pub space_after_lines: f64,
}

/// How headings look.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HeadingStyle {
    /// RRGGBB, of all headings that are lines of their own.
    #[serde(deserialize_with = "limits::color")]
    pub color: String,
}

/// The red head of a report. All lengths are in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Letterhead {
    pub text: String,
    /// RRGGBB.
    pub color: String,
    pub size_pt: f64,
    /// From the upper edge of the 版心 to the text.
    pub above_pt: f64,
    /// From the text to the line.
    pub line_gap_pt: f64,
    pub line_pt: f64,
    /// From the line to the title.
    pub below_pt: f64,
    /// Of all together: a whole number of lines of text.
    pub height_pt: f64,
}

impl Letterhead {
    /// The red head of an agency's report, where the layout has one and there is something to say.
    pub fn new(agency: &str, metrics: Metrics<'_>) -> Option<Self> {
        let layout = metrics.layout;
        let head = layout.head.as_ref()?;
        let text = head.text.as_deref().unwrap_or(agency).trim().to_owned();
        if text.is_empty() {
            return None;
        }
        let widest_pt = layout.area_width_pt() / metrics.advances.text_em(&text).max(1.0);
        let size_pt = head.size_pt.min(widest_pt);
        let (above_pt, line_gap_pt) = (head.above_mm * PT_PER_MM, head.line_gap_mm * PT_PER_MM);
        let pitch = layout.pitch_pt();
        let without_below = above_pt + size_pt + line_gap_pt + head.line_pt;
        let height_pt = ((without_below / pitch + head.space_after_lines).ceil() * pitch).max(pitch);
        Some(Self {
            text,
            color: head.color.clone(),
            size_pt,
            above_pt,
            line_gap_pt,
            line_pt: head.line_pt,
            below_pt: height_pt - without_below,
            height_pt,
        })
    }
}

impl Layout {
    /// RRGGBB of the headings, where the layout gives them a colour.
    pub fn heading_color(&self) -> Option<&str> {
        self.headings.as_ref().map(|headings| headings.color.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::AdvanceTable;

    /// The built-in layout with the red head of GB/T 9704-2012 7.2.4 and 7.2.7.
    fn layout(more: &str) -> Layout {
        let built_in = include_str!("../../templates/2021/layout.yaml");
        let head = "head: {color: \"FF0000\", size_pt: 42, above_mm: 35, line_gap_mm: 4, line_pt: 2, space_after_lines: 2";
        Layout::parse(&format!("{built_in}\n{head}{more}}}\n")).unwrap()
    }

    fn plan(agency: &str, layout: &Layout) -> Option<Letterhead> {
        Letterhead::new(agency, Metrics { layout, advances: &AdvanceTable::default() })
    }

    #[test]
    fn the_head_takes_a_whole_number_of_lines_and_no_more_than_it_needs() {
        let layout = layout("");
        let head = plan("甲市乙局", &layout).unwrap();
        let lines = head.height_pt / layout.pitch_pt();
        assert!((lines - lines.round()).abs() < 1e-9, "{lines}");
        // 35 mm, 42 pt, 4 mm and 2 pt are 154.6 pt, 5.3 lines of 28.99 pt; two more are asked for.
        assert_eq!(lines.round(), 8.0);
        let parts = head.above_pt + head.size_pt + head.line_gap_pt + head.line_pt + head.below_pt;
        assert!((parts - head.height_pt).abs() < 1e-9);
        assert!(head.below_pt >= 2.0 * layout.pitch_pt());
    }

    #[test]
    fn a_long_name_stands_in_one_line_of_smaller_letters() {
        let layout = layout("");
        let short = plan("甲市乙局", &layout).unwrap();
        assert_eq!(short.size_pt, 42.0);
        let long = plan(&"甲".repeat(20), &layout).unwrap();
        assert!((long.size_pt * 20.0 - layout.area_width_pt()).abs() < 1e-6, "{}", long.size_pt);
    }

    #[test]
    fn the_head_says_what_the_layout_says_or_names_the_agency() {
        assert_eq!(plan("甲局", &layout("")).unwrap().text, "甲局");
        assert_eq!(plan("甲局", &layout(", text: 甲局文件")).unwrap().text, "甲局文件");
        assert_eq!(plan(" ", &layout("")), None);
    }
}
