//! How large a picture in the prose is printed, and how many lines of text it and its caption take.
//!
//! A picture has the size that it says it has, unless it is wider than the 版心 or higher than
//! `figure.max_height_lines`: then it gets smaller as a whole. So that the text below stands on its grid
//! again, picture and caption take whole lines; a picture stands in the middle of its own.
//!
//! Example, with lines of 29 pt and 4 pt kept free above and below: a picture of 600 × 400 pt in a 版心 442
//! pt wide is printed 442 × 295 pt, and with 8 pt of space takes 303 pt, eleven lines. Its caption takes
//! one more.

use super::line_breaks::count_lines;
use super::{Layout, Metrics};
use crate::document::Figure;

/// What is decided about a picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FigurePlan {
    /// Width and height of the picture in points.
    pub width_pt: f64,
    pub height_pt: f64,
    /// Lines of text that the picture takes.
    pub picture_lines: u32,
    /// Lines that its caption takes.
    pub caption_lines: u32,
}

impl FigurePlan {
    /// Plans a picture with its caption.
    pub fn new(figure: &Figure, metrics: Metrics<'_>) -> Self {
        let layout = metrics.layout;
        let (width, height) = figure.picture.size_pt();
        let caption_lines = caption_lines(&figure.caption, metrics);
        let space = 2.0 * layout.figure.space_pt;
        // Picture and caption stand on one page, whatever a layout of one's own says.
        let most =
            layout.figure.max_height_lines.min(layout.text.lines_per_page.saturating_sub(caption_lines));
        let room = (f64::from(most.max(1)) * layout.pitch_pt() - space).max(1.0);
        let scale = (layout.area_width_pt() / width).min(room / height).min(1.0);
        let (width_pt, height_pt) = (width * scale, height * scale);
        Self { width_pt, height_pt, picture_lines: lines_of(height_pt + space, layout), caption_lines }
    }

    /// Height of picture and caption in points. They stay on one page.
    pub fn total_pt(&self, layout: &Layout) -> f64 {
        f64::from(self.picture_lines + self.caption_lines) * layout.pitch_pt()
    }

    /// What is free above the picture in its lines, and as much below it.
    pub fn margin_pt(&self, layout: &Layout) -> f64 {
        (f64::from(self.picture_lines) * layout.pitch_pt() - self.height_pt) / 2.0
    }
}

/// Lines that hold so many points.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no more than a page has")]
fn lines_of(height_pt: f64, layout: &Layout) -> u32 {
    // Sums of lengths are not exact.
    (height_pt / layout.pitch_pt() - 1e-6).ceil().max(1.0) as u32
}

/// Lines that a caption takes; none where there is none.
pub(super) fn caption_lines(caption: &str, metrics: Metrics<'_>) -> u32 {
    if caption.trim().is_empty() {
        return 0;
    }
    let room_em = metrics.layout.area_width_pt() / metrics.layout.figure.caption_size_pt;
    u32::try_from(count_lines(caption, metrics.advances, room_em)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Path;
    use crate::layout::AdvanceTable;
    use crate::picture::Picture;

    /// The plan of a picture of so many points.
    fn plan(width: f64, height: f64, caption: &str) -> (FigurePlan, f64) {
        let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
        let metrics = Metrics { layout: &layout, advances: &AdvanceTable::default() };
        let svg =
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\"/>");
        let figure = Figure {
            section: Path::new("总体情况"),
            alt: "图".into(),
            caption: caption.into(),
            picture: Picture::read(svg.into()).unwrap().into(),
        };
        let plan = FigurePlan::new(&figure, metrics);
        let total = plan.total_pt(&layout) / layout.pitch_pt();
        (plan, total)
    }

    #[test]
    fn a_picture_is_as_large_as_it_says_if_it_fits() {
        let (small, lines) = plan(100.0, 49.0, "");
        assert_eq!((small.width_pt.round(), small.height_pt.round(), small.picture_lines), (100.0, 49.0, 2));
        assert!((lines - 2.0).abs() < 1e-9);
        let (wide, lines) = plan(600.0, 400.0, "图1 数量");
        assert_eq!((wide.width_pt.round(), wide.height_pt.round(), wide.picture_lines), (442.0, 295.0, 11));
        assert!((lines - 12.0).abs() < 1e-9);
        // 16 lines of 29 pt, less 8 pt.
        let (high, _) = plan(300.0, 3000.0, "图1 数量");
        assert_eq!((high.width_pt.round(), high.height_pt.round(), high.picture_lines), (46.0, 456.0, 16));
    }

    #[test]
    fn a_long_caption_takes_more_lines_and_still_stands_below_its_picture() {
        let (plan, lines) = plan(300.0, 3000.0, &"长".repeat(36 * 9));
        assert_eq!((plan.picture_lines, plan.caption_lines), (13, 9));
        assert!((lines - 22.0).abs() < 1e-9);
    }
}
