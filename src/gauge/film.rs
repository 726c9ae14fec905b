//! The 校样尺 as a PDF.

use printpdf::{
    BuiltinFont, Color, Line, LineDashPattern, LinePoint, Mm, Op, PdfDocument, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Pt, Rgb, TextItem,
};

use super::{columns, lines, page_number};
use crate::layout::{Layout, PT_PER_MM};

const BLACK: [f32; 3] = [0.0, 0.0, 0.0];
const RED: [f32; 3] = [0.8, 0.0, 0.0];
const BLUE: [f32; 3] = [0.0, 0.35, 0.75];

/// Size of the labels in points.
const LABEL_PT: f32 = 6.0;
/// Size of the numbers of characters in points.
const SMALL_PT: f32 = 4.5;

/// The 校样尺 as one page: red the 版心 and the base lines of its lines, blue the boxes of its characters and
/// the place of the page number, black rulers along the edges of the sheet. Lengths are in mm. The same
/// layout gives the same bytes.
pub fn pdf(layout: &Layout) -> Vec<u8> {
    let mut film = Film { ops: Vec::new(), height: layout.page.height_mm };
    film.rulers(layout);
    film.characters(layout);
    film.base_lines(layout);
    film.area(layout);
    film.page_number(layout);
    let mut document = PdfDocument::new("GB/T 9704-2012");
    let size = (Mm(layout.page.width_mm as f32), Mm(layout.page.height_mm as f32));
    document.with_pages(vec![PdfPage::new(size.0, size.1, film.ops)]);
    let mut file = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    // The identifier is another one each time; a file may go without.
    file.trailer.remove(b"ID");
    file.compress();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("writing to memory does not fail");
    bytes
}

/// A page being drawn. Places are in mm from the upper left corner of the sheet.
struct Film {
    ops: Vec<Op>,
    height: f64,
}

impl Film {
    fn pen(&mut self, color: [f32; 3], width_pt: f32, dash: &[f32]) {
        let [r, g, b] = color;
        let color = || Color::Rgb(Rgb { r, g, b, icc_profile: None });
        self.ops.push(Op::SetOutlineColor { col: color() });
        self.ops.push(Op::SetFillColor { col: color() });
        self.ops.push(Op::SetOutlineThickness { pt: Pt(width_pt) });
        self.ops.push(Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, dash) });
    }

    fn point(&self, (x, y): (f64, f64)) -> Point {
        Point::new(Mm(x as f32), Mm((self.height - y) as f32))
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64)) {
        let points = [from, to].map(|p| LinePoint { p: self.point(p), bezier: false });
        self.ops.push(Op::DrawLine { line: Line { points: points.to_vec(), is_closed: false } });
    }

    /// A text whose base line starts at a place.
    fn text(&mut self, at: (f64, f64), size_pt: f32, text: &str) {
        let pos = self.point(at);
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFont { font: PdfFontHandle::Builtin(BuiltinFont::Helvetica), size: Pt(size_pt) },
            Op::SetTextCursor { pos },
            Op::ShowText { items: vec![TextItem::Text(text.to_owned())] },
            Op::EndTextSection,
        ]);
    }

    /// Marks every millimetre along the left and the upper edge, longer every five and ten, with the number
    /// every ten.
    fn rulers(&mut self, layout: &Layout) {
        self.pen(BLACK, 0.15, &[]);
        let page = &layout.page;
        for mm in 1..page.width_mm.ceil() as u32 {
            self.line((f64::from(mm), 0.0), (f64::from(mm), mark(mm)));
            if mm.is_multiple_of(10) {
                self.text((f64::from(mm) + 0.3, 4.6), SMALL_PT, &mm.to_string());
            }
        }
        for mm in 1..page.height_mm.ceil() as u32 {
            self.line((0.0, f64::from(mm)), (mark(mm), f64::from(mm)));
            if mm.is_multiple_of(10) {
                self.text((3.4, f64::from(mm) - 0.3), SMALL_PT, &mm.to_string());
            }
        }
    }

    fn characters(&mut self, layout: &Layout) {
        self.pen(BLUE, 0.15, &[0.6, 1.2]);
        let (top, bottom) =
            (layout.page.margin_top_mm, layout.page.margin_top_mm + layout.page.area_height_mm);
        let columns = columns(layout);
        for &x in &columns {
            self.line((x, top), (x, bottom));
        }
        for (number, x) in (1..).zip(&columns[..columns.len() - 1]) {
            self.text((x + 0.6, top - 0.8), SMALL_PT, &number.to_string());
        }
    }

    fn base_lines(&mut self, layout: &Layout) {
        self.pen(RED, 0.2, &[]);
        let (left, right) =
            (layout.page.margin_left_mm, layout.page.margin_left_mm + layout.page.area_width_mm);
        for (number, y) in (1..).zip(lines(layout)) {
            self.line((left, y), (right, y));
            self.text((left - 4.0, y), LABEL_PT, &number.to_string());
            self.text((right + 1.0, y), SMALL_PT, &format!("{y:.2}"));
        }
    }

    /// The frame of the 版心, its size and the margins around it.
    fn area(&mut self, layout: &Layout) {
        self.pen(RED, 0.4, &[]);
        let page = &layout.page;
        let (left, top) = (page.margin_left_mm, page.margin_top_mm);
        let (right, bottom) = (left + page.area_width_mm, top + page.area_height_mm);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        for (from, to) in corners.into_iter().zip(corners.into_iter().cycle().skip(1)) {
            self.line(from, to);
        }
        self.pen(BLACK, 0.2, &[]);
        let (middle, centre) = ((left + right) / 2.0, (top + bottom) / 2.0);
        self.line((middle, 6.0), (middle, top - 4.0));
        self.text((middle + 1.0, top / 2.0), LABEL_PT, &format!("{top} mm"));
        self.line((middle, bottom), (middle, page.height_mm));
        self.text(
            (middle + 1.0, (bottom + page.height_mm) / 2.0),
            LABEL_PT,
            &format!("{} mm", page.height_mm - bottom),
        );
        self.line((8.0, centre), (left - 5.0, centre));
        self.text((12.0, centre - 1.0), LABEL_PT, &format!("{left} mm"));
        self.line((right + 7.0, centre), (page.width_mm, centre));
        self.text((right + 10.0, centre - 1.0), LABEL_PT, &format!("{} mm", page.width_mm - right));
        let size = format!("{} × {} mm", page.area_width_mm, page.area_height_mm);
        let text = &layout.text;
        let grid = format!("{} × {}, {} pt", text.lines_per_page, text.chars_per_line, text.size_pt);
        self.text((left, top - 4.5), LABEL_PT, &format!("GB/T 9704-2012   {size}   {grid}"));
    }

    /// The line of the dashes, with the ends it has on odd and on even pages.
    fn page_number(&mut self, layout: &Layout) {
        self.pen(BLUE, 0.4, &[]);
        let page = &layout.page;
        let (left, right) = (page.margin_left_mm, page.margin_left_mm + page.area_width_mm);
        let bottom = page.margin_top_mm + page.area_height_mm;
        let y = page_number(layout);
        let indent = f64::from(layout.page_number.indent_chars) * layout.page_number.size_pt / PT_PER_MM;
        for (edge, inwards, label) in [(left + indent, 18.0, "2, 4, 6"), (right - indent, -18.0, "1, 3, 5")] {
            self.line((edge, y), (edge + inwards, y));
            self.line((edge, y - 2.0), (edge, y + 2.0));
            self.text((edge.min(edge + inwards) + 4.0, y + 3.2), LABEL_PT, label);
        }
        let middle = (left + right) / 2.0 - 20.0;
        self.line((middle, bottom), (middle, y));
        self.line((middle - 2.0, y), (middle + 2.0, y));
        self.text(
            (middle + 1.0, (bottom + y) / 2.0 + 0.8),
            LABEL_PT,
            &format!("{} mm", layout.page_number.below_area_mm),
        );
    }
}

/// Length of the mark at a millimetre, in mm.
fn mark(mm: u32) -> f64 {
    match (mm % 10, mm % 5) {
        (0, _) => 3.0,
        (_, 0) => 2.2,
        _ => 1.4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_each_time() {
        let layout = Layout::parse(crate::templates::LAYOUT).unwrap();
        let bytes = pdf(&layout);
        assert!(bytes.starts_with(b"%PDF-"));
        assert!(bytes == pdf(&layout));
        if let Some(out) = std::env::var_os("NIANBAO_TEST_OUT") {
            std::fs::write(std::path::Path::new(&out).join("gauge.pdf"), bytes).unwrap();
        }
    }
}
