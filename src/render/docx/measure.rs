//! The layout's millimetres and points as the whole numbers Word counts in.

use crate::document::Role;
use crate::fonts::role_name;
use crate::layout::{Layout, PT_PER_MM, TableStyle};

/// Twips (twentieths of a point) are Word's unit of length.
const TWIPS_PER_PT: f64 = 20.0;

/// Where the base line stands in a line of exact height, from above, as a part of it.
const EXACT_LINE_ASCENT: f64 = 0.8;

/// Points in twips, rounded.
pub(super) fn twips(pt: f64) -> i32 {
    (pt * TWIPS_PER_PT).round() as i32
}

/// Points in twips, where one twip too many would cost a line or a character: rounded down.
pub(super) fn twips_at_most(pt: f64) -> i32 {
    (pt * TWIPS_PER_PT).floor() as i32
}

/// Points in twips, rounded up.
pub(super) fn twips_at_least(pt: f64) -> i32 {
    (pt * TWIPS_PER_PT).ceil() as i32
}

/// Points in EMU, the unit of drawings: 12700 to the point.
pub(super) fn emu(pt: f64) -> i64 {
    (pt * 12_700.0).round() as i64
}

/// Twips in points.
pub(super) fn pt(twips: i32) -> f64 {
    f64::from(twips) / TWIPS_PER_PT
}

/// Points in half points, Word's unit of letter sizes.
pub(super) fn half_points(pt: f64) -> i32 {
    (pt * 2.0).round() as i32
}

/// The lengths of the layout in twips, but for those whose name says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measures {
    pub page_width: i32,
    pub page_height: i32,
    pub margin_top: i32,
    pub margin_bottom: i32,
    pub margin_left: i32,
    pub margin_right: i32,
    pub area_width: i32,
    pub area_height: i32,
    /// From the upper edge of the sheet to the header.
    pub header_distance: i32,
    /// From line to line, rounded down so that the lines of a page fit the 版心.
    pub pitch: i32,
    /// Added to every character of running text (mostly negative), rounded down so that the characters of a
    /// line fit the 版心.
    pub character_spacing: i32,
    /// Size of running text in half points.
    pub text_half_points: i32,
    /// First line of a paragraph of running text, and the same in hundredths of a character.
    pub first_line: i32,
    pub first_line_chars: u32,
    pub title_pitch: i32,
    pub title_after: i32,
    pub title_half_points: i32,
    /// The line of the page number, as high as its size.
    pub page_number_line: i32,
    pub page_number_half_points: i32,
    pub page_number_indent: i32,
    /// From the lower edge of the sheet to the lower edge of the line of the page number.
    pub footer_distance: i32,
    /// Left and right of everything in a table.
    pub cell_margin_horizontal: i32,
    /// More of it left and right of a label.
    pub label_indent: i32,
    /// Below a table, and above it beside the space that every line has below it.
    pub space_below_table: u32,
    pub space_above_table: u32,
    /// Line of the paragraph between two tables.
    pub gap_line: i32,
    /// Border of tables in eighths of a point.
    pub border_eighths: usize,
}

impl Measures {
    /// Space below a title of so many lines: with it the title takes whole lines of the grid, which Word's
    /// rounding must not make a twip more, or the text begins a line lower.
    pub fn title_after(&self, layout: &Layout, lines: usize) -> u32 {
        let block = layout.title_block_lines(lines) * f64::from(self.pitch);
        let lines = i32::try_from(lines).unwrap_or(0) * self.title_pitch;
        (block as i32 - lines).max(0).unsigned_abs()
    }

    /// The height of a row of a table. Word's lines are a little closer than the planned ones, so that they
    /// fit the page; rows follow them, so that the text below a table stands on the same line of the grid.
    pub fn row_height(&self, height_pt: f64, layout: &Layout) -> i32 {
        twips_at_most(height_pt * pt(self.pitch) / layout.pitch_pt())
    }

    pub fn new(layout: &Layout) -> Self {
        let mm = |mm: f64| twips(mm * PT_PER_MM);
        let (page, text, number, table) = (&layout.page, &layout.text, &layout.page_number, &layout.table);
        let (page_width, page_height) = (mm(page.width_mm), mm(page.height_mm));
        // The base line of a line of exact height is at four fifths of it, lower than in the layout, where
        // the first line touches the upper edge of the 版心. So the page begins as much higher.
        let lower = EXACT_LINE_ASCENT * layout.pitch_pt() - text.ascent_em * text.size_pt;
        let (margin_top, margin_left) = (mm(page.margin_top_mm) - twips(lower), mm(page.margin_left_mm));
        let (area_width, area_height) = (mm(page.area_width_mm), mm(page.area_height_mm));
        let margin_bottom = page_height - margin_top - area_height;
        let character_spacing = twips_at_most(layout.advance_pt() - text.size_pt);
        let page_number_line = twips(number.size_pt);
        let lines = |lines: f64| twips(lines * layout.pitch_pt());
        Self {
            page_width,
            page_height,
            margin_top,
            margin_bottom,
            margin_left,
            margin_right: page_width - margin_left - area_width,
            area_width,
            area_height,
            header_distance: mm(layout.word.header_distance_mm),
            pitch: twips_at_most(layout.pitch_pt()),
            character_spacing,
            text_half_points: half_points(text.size_pt),
            first_line: text.indent_chars as i32 * (twips(text.size_pt) + character_spacing),
            first_line_chars: text.indent_chars * 100,
            title_pitch: lines(layout.title.pitch_lines),
            title_after: lines(layout.title.space_after_lines),
            title_half_points: half_points(layout.title.size_pt),
            page_number_line,
            page_number_half_points: half_points(number.size_pt),
            page_number_indent: number.indent_chars as i32 * twips(number.size_pt),
            // The dash stands in the middle of its line, and that is where the distance is taken.
            footer_distance: mm(page.margin_bottom_mm()) - mm(number.below_area_mm) - page_number_line / 2,
            cell_margin_horizontal: twips(table.figure_padding_pt),
            label_indent: twips(table.cell_padding_pt - table.figure_padding_pt).max(0),
            space_below_table: twips_at_most(table.space_pt).max(0).unsigned_abs(),
            space_above_table: twips_at_most(table.space_pt - layout.leading_pt()).max(0).unsigned_abs(),
            gap_line: twips(layout.word.gap_line_pt),
            border_eighths: (table.border_pt * 8.0).round() as usize,
        }
    }
}

/// Line of the text of tables in letters of a size.
pub(super) fn table_line(style: &TableStyle, size_pt: f64) -> i32 {
    twips(style.line_pitch_pt * size_pt / style.size_pt)
}

/// The family a Word document names for a role. A layout that leaves a role out gets the name of the role,
/// which is itself a family or the common name of one.
pub(super) fn face(layout: &Layout, role: Role) -> &str {
    layout.faces.get(&role).map_or(
        match role {
            Role::Latin => "Times New Roman",
            role => role_name(role),
        },
        |faces| faces.word.as_str(),
    )
}

/// The face of the same design that has the characters outside GB/T 2312, where the face of a role has none
/// but these: 仿宋 for 仿宋_GB2312, if the layout knows it.
pub(super) fn larger_face(layout: &Layout, role: Role) -> Option<&str> {
    let faces = layout.faces.get(&role)?;
    let name = faces.word.strip_suffix("_GB2312")?;
    faces.alternatives.iter().map(String::as_str).find(|other| *other == name)
}
