//! The layout ruler (校样尺): where GB/T 9704-2012 wants lines, characters and the page number, in millimetres
//! from the upper left corner of the sheet, stated from the layout's numbers alone.
//!
//! Nothing here knows the engines that lay reports out; their tests measure pages against it.
//! [`render::ruler`](crate::render) draws it on a sheet to lay over a printed page.

use super::{Layout, PT_PER_MM};

/// Where the base line of each line of text stands, from the top of the sheet in mm: 22 lines share the
/// height of the 版心 evenly (GB/T 9704-2012 5.2.3), and the text stands at the top of its share.
///
/// ```
/// use nianbao::layout::{Layout, ruler};
/// let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml"))?;
/// let lines = ruler::lines(&layout);
/// assert_eq!(lines.len(), 22);
/// assert!((lines[1] - lines[0] - 225.0 / 22.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lines(layout: &Layout) -> Vec<f64> {
    let (page, text) = (&layout.page, &layout.text);
    let share = page.area_height_mm / f64::from(text.lines_per_page);
    let first = page.margin_top_mm + text.ascent_em * text.size_pt / PT_PER_MM;
    (0..text.lines_per_page).map(|line| first + share * f64::from(line)).collect()
}

/// Where the box of each character of a line begins, and where the last one ends, from the left of the sheet
/// in mm: 28 characters share the width of the 版心 evenly (GB/T 9704-2012 5.2.3).
pub fn columns(layout: &Layout) -> Vec<f64> {
    let (page, text) = (&layout.page, &layout.text);
    let share = page.area_width_mm / f64::from(text.chars_per_line);
    (0..=text.chars_per_line).map(|column| page.margin_left_mm + share * f64::from(column)).collect()
}

/// Where the dashes of the page number stand, from the top of the sheet in mm (GB/T 9704-2012 7.5).
pub fn page_number(layout: &Layout) -> f64 {
    layout.page.margin_top_mm + layout.page.area_height_mm + layout.page_number.below_area_mm
}
