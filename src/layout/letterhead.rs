//! What a template may put above the title: a logo, and a red head (红头) as the first page of 公文 has it.
//!
//! Together they are a whole number of lines high, so that what follows stands on the same grid with them and
//! without them.
//!
//! ```text
//! ── upper edge of the 版心
//!      (logo)          height_mm, and space_after_mm below it
//!      above_mm        from the upper edge, or what the logo needs if that is more
//!    甲市乙局          one line, in smaller letters where it is too wide
//!      line_gap_mm
//! ═══════════════    as wide as the 版心
//!      space_after_lines, and what is missing to a whole line
//!    title
//! ```

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Layout, Metrics, PT_PER_MM, limits};
use crate::picture::Picture;

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

/// A picture above the title.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Logo {
    /// The name of its file, which stands beside layout.yaml.
    #[serde(deserialize_with = "limits::file_name")]
    pub file: String,
    /// What it shows, for readers who cannot see it. Without it the logo is decoration.
    #[serde(default)]
    pub alt: String,
    /// How high it is printed; less where it would be wider than the 版心.
    #[serde(deserialize_with = "limits::size")]
    pub height_mm: f64,
    /// Where it stands.
    #[serde(default)]
    pub align: Align,
    /// The space below it.
    #[serde(deserialize_with = "limits::length")]
    pub space_after_mm: f64,
    /// What is in the file, once it has been read.
    #[serde(skip)]
    picture: Option<Arc<Picture>>,
}

/// Where something stands between the edges of the 版心.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say all")]
pub enum Align {
    Left,
    #[default]
    Center,
    Right,
}

impl Align {
    /// Its name in CSS, in Word files and in typst.
    pub fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Center => "center",
            Self::Right => "right",
        }
    }
}

/// How headings look.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HeadingStyle {
    /// RRGGBB, of all headings that are lines of their own.
    #[serde(deserialize_with = "limits::color")]
    pub color: String,
}

/// What stands above the title of a report. All lengths are in points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Letterhead {
    pub logo: Option<LogoPlan>,
    pub head: Option<HeadPlan>,
    /// From the last of them to the title.
    pub below_pt: f64,
    /// Of all together: a whole number of lines of text.
    pub height_pt: f64,
}

/// The logo, at the upper edge of the 版心.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct LogoPlan {
    #[serde(skip)]
    pub picture: Arc<Picture>,
    pub alt: String,
    pub align: Align,
    pub width_pt: f64,
    pub height_pt: f64,
    /// From the logo to what follows, the red head or the space above the title.
    pub below_pt: f64,
}

/// The red head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct HeadPlan {
    pub text: String,
    /// RRGGBB.
    pub color: String,
    pub size_pt: f64,
    /// From the upper edge of the 版心, or from the space below the logo, to the text.
    pub above_pt: f64,
    /// From the text to the line.
    pub line_gap_pt: f64,
    pub line_pt: f64,
}

impl Letterhead {
    /// What stands above the title of an agency's report, where the layout has something.
    pub fn new(agency: &str, metrics: Metrics<'_>) -> Option<Self> {
        let layout = metrics.layout;
        let logo = layout.logo.as_ref().and_then(|logo| LogoPlan::new(logo, layout));
        let logo_pt = logo.as_ref().map_or(0.0, |logo| logo.height_pt + logo.below_pt);
        let head = layout.head.as_ref().and_then(|head| HeadPlan::new(head, agency, logo_pt, metrics));
        if logo.is_none() && head.is_none() {
            return None;
        }
        let head_pt = head.as_ref().map_or(0.0, |h| h.above_pt + h.size_pt + h.line_gap_pt + h.line_pt);
        let space_lines = match (&head, &layout.head) {
            (Some(_), Some(head)) => head.space_after_lines,
            _ => 0.0,
        };
        let pitch = layout.pitch_pt();
        let used_pt = logo_pt + head_pt;
        let height_pt = ((used_pt / pitch + space_lines).ceil() * pitch).max(pitch);
        Some(Self { logo, head, below_pt: height_pt - used_pt, height_pt })
    }
}

impl LogoPlan {
    fn new(logo: &Logo, layout: &Layout) -> Option<Self> {
        let picture = logo.picture.clone()?;
        let (width, height) = picture.size_pt();
        let (own_height, area) = (logo.height_mm * PT_PER_MM, layout.area_width_pt());
        let scale = (own_height / height).min(area / width);
        Some(Self {
            picture,
            alt: logo.alt.trim().to_owned(),
            align: logo.align,
            width_pt: width * scale,
            height_pt: height * scale,
            below_pt: logo.space_after_mm * PT_PER_MM,
        })
    }
}

impl HeadPlan {
    fn new(head: &Head, agency: &str, logo_pt: f64, metrics: Metrics<'_>) -> Option<Self> {
        let text = head.text.as_deref().unwrap_or(agency).trim().to_owned();
        if text.is_empty() {
            return None;
        }
        let widest_pt = metrics.layout.area_width_pt() / metrics.advances.text_em(&text).max(1.0);
        Some(Self {
            text,
            color: head.color.clone(),
            size_pt: head.size_pt.min(widest_pt),
            above_pt: (head.above_mm * PT_PER_MM - logo_pt).max(0.0),
            line_gap_pt: head.line_gap_mm * PT_PER_MM,
            line_pt: head.line_pt,
        })
    }
}

impl Layout {
    /// RRGGBB of the headings, where the layout gives them a colour.
    pub fn heading_color(&self) -> Option<&str> {
        self.headings.as_ref().map(|headings| headings.color.as_str())
    }

    /// The logo, once it has been read.
    pub(crate) fn logo_picture(&self) -> Option<&Picture> {
        self.logo.as_ref()?.picture.as_deref()
    }

    /// The layout with its logo, which it only names.
    #[must_use]
    pub fn with_logo(mut self, picture: Arc<Picture>) -> Self {
        if let Some(logo) = &mut self.logo {
            logo.picture = Some(picture);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::AdvanceTable;

    /// The red head of GB/T 9704-2012 7.2.4 and 7.2.7, open to more.
    const HEAD: &str = "head: {color: \"FF0000\", size_pt: 42, above_mm: 35, line_gap_mm: 4, line_pt: 2, space_after_lines: 2";
    /// A logo twice as wide as it is high, so high.
    const LOGO: &str = "logo: {file: logo.svg, space_after_mm: 2, height_mm: ";

    /// The built-in layout with more keys.
    fn layout(more: &str) -> Layout {
        let built_in = include_str!("../../templates/2021/layout.yaml");
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"96\" height=\"48\"><rect width=\"9\" height=\"9\"/></svg>";
        let picture = Arc::new(Picture::read(svg.into()).unwrap());
        Layout::parse(&format!("{built_in}\n{more}\n")).unwrap().with_logo(picture)
    }

    fn plan(agency: &str, layout: &Layout) -> Option<Letterhead> {
        Letterhead::new(agency, Metrics { layout, advances: &AdvanceTable::default() })
    }

    fn lines(letterhead: &Letterhead, layout: &Layout) -> f64 {
        let lines = letterhead.height_pt / layout.pitch_pt();
        assert!((lines - lines.round()).abs() < 1e-9, "{lines}");
        lines.round()
    }

    #[test]
    fn the_head_takes_a_whole_number_of_lines_and_no_more_than_it_needs() {
        let layout = layout(&format!("{HEAD}}}"));
        let letterhead = plan("甲市乙局", &layout).unwrap();
        // 35 mm, 42 pt, 4 mm and 2 pt are 154.6 pt, 5.3 lines of 28.99 pt; two more are asked for.
        assert_eq!(lines(&letterhead, &layout), 8.0);
        let head = letterhead.head.unwrap();
        let parts = head.above_pt + head.size_pt + head.line_gap_pt + head.line_pt + letterhead.below_pt;
        assert!((parts - letterhead.height_pt).abs() < 1e-9);
        assert!(letterhead.below_pt >= 2.0 * layout.pitch_pt());
    }

    #[test]
    fn a_long_name_stands_in_one_line_of_smaller_letters() {
        let layout = layout(&format!("{HEAD}}}"));
        let size = |agency: &str| plan(agency, &layout).unwrap().head.unwrap().size_pt;
        assert_eq!(size("甲市乙局"), 42.0);
        let long = size(&"甲".repeat(20));
        assert!((long * 20.0 - layout.area_width_pt()).abs() < 1e-6, "{long}");
    }

    #[test]
    fn the_head_says_what_the_layout_says_or_names_the_agency() {
        let text = |more: &str| plan("甲局", &layout(&format!("{HEAD}{more}}}"))).unwrap().head.unwrap().text;
        assert_eq!(text(""), "甲局");
        assert_eq!(text(", text: 甲局文件"), "甲局文件");
        assert_eq!(plan(" ", &layout(&format!("{HEAD}}}"))), None);
        assert_eq!(plan("甲局", &layout("")), None);
    }

    #[test]
    fn a_logo_stands_above_the_head_or_alone_and_no_wider_than_the_text() {
        let alone = layout(&format!("{LOGO}20}}"));
        let letterhead = plan("甲局", &alone).unwrap();
        // 20 and 2 mm are 62.4 pt.
        assert_eq!(lines(&letterhead, &alone), 3.0);
        let logo = letterhead.logo.unwrap();
        assert!((logo.width_pt - 2.0 * logo.height_pt).abs() < 1e-9);
        assert!((logo.height_pt - 20.0 * PT_PER_MM).abs() < 1e-9);

        let wide = layout(&format!("{LOGO}100}}"));
        let logo = plan("甲局", &wide).unwrap().logo.unwrap();
        assert!((logo.width_pt - wide.area_width_pt()).abs() < 1e-9);

        // The head stands 35 mm below the edge, with the logo above it.
        let both = layout(&format!("{HEAD}}}\n{LOGO}20}}"));
        let letterhead = plan("甲局", &both).unwrap();
        assert!((letterhead.head.unwrap().above_pt - 13.0 * PT_PER_MM).abs() < 1e-9);
        assert_eq!(letterhead.height_pt, plan("甲局", &layout(&format!("{HEAD}}}"))).unwrap().height_pt);
    }
}
