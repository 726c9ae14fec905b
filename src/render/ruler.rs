//! The layout ruler (校样尺) as a PDF, drawn by printpdf: print it on film at its real size and lay it over a
//! page.
//!
//! Where its lines stand follows from [`layout::ruler`](crate::layout::ruler), how they are drawn from the
//! section `ruler` of layout.yaml.

use printpdf::{
    BuiltinFont, Color, Line, LineDashPattern, LinePoint, Mm, Op, PdfDocument, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Pt, Rgb, TextItem,
};

use crate::layout::ruler::{columns, lines, page_number};
use crate::layout::{Layout, PT_PER_MM};

/// The ruler as one page: red the 版心 and the base lines of its lines, blue the boxes of its characters and
/// the place of the page number, black a scale along the edges of the sheet. The same layout gives the same
/// bytes.
pub fn pdf(layout: &Layout) -> Vec<u8> {
    let mut sheet = Sheet { layout, ops: Vec::new() };
    sheet.scales();
    sheet.characters();
    sheet.base_lines();
    sheet.area();
    sheet.margins();
    sheet.page_number();
    let mut document = PdfDocument::new("GB/T 9704-2012");
    let size = (Mm(layout.page.width_mm as f32), Mm(layout.page.height_mm as f32));
    document.with_pages(vec![PdfPage::new(size.0, size.1, sheet.ops)]);
    let mut file = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    // The identifier is another one each time; a file may go without.
    file.trailer.remove(b"ID");
    file.compress();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("writing to memory does not fail");
    bytes
}

/// A page being drawn. Places are in mm from the upper left corner of the sheet.
struct Sheet<'a> {
    layout: &'a Layout,
    ops: Vec<Op>,
}

/// A place: from the left, from the top.
type Place = (f64, f64);

impl Sheet<'_> {
    /// Colour and width of what is drawn next.
    fn pen(&mut self, color: &str, width_pt: f64) {
        let [r, g, b] = [0, 2, 4].map(|at| channel(color, at));
        let color = || Color::Rgb(Rgb { r, g, b, icc_profile: None });
        self.ops.extend([
            Op::SetOutlineColor { col: color() },
            Op::SetFillColor { col: color() },
            Op::SetOutlineThickness { pt: Pt(width_pt as f32) },
            Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, &[]) },
        ]);
    }

    fn dashed(&mut self) {
        let dash = [self.layout.ruler.dash_pt, self.layout.ruler.dash_gap_pt].map(|pt| pt as f32);
        self.ops.push(Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, &dash) });
    }

    fn point(&self, (x, y): Place) -> Point {
        // A PDF counts from the bottom.
        Point::new(Mm(x as f32), Mm((self.layout.page.height_mm - y) as f32))
    }

    fn line(&mut self, from: Place, to: Place) {
        let points = [from, to].map(|p| LinePoint { p: self.point(p), bezier: false });
        self.ops.push(Op::DrawLine { line: Line { points: points.to_vec(), is_closed: false } });
    }

    /// A text whose base line starts at a place.
    fn text(&mut self, at: Place, size_pt: f64, text: &str) {
        let pos = self.point(at);
        let size = Pt(size_pt as f32);
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFont { font: PdfFontHandle::Builtin(BuiltinFont::Helvetica), size },
            Op::SetTextCursor { pos },
            Op::ShowText { items: vec![TextItem::Text(text.to_owned())] },
            Op::EndTextSection,
        ]);
    }

    /// Marks every millimetre along the left and the upper edge, longer every five and ten, with the number
    /// every ten.
    fn scales(&mut self) {
        let (page, ruler) = (&self.layout.page, &self.layout.ruler);
        let size = ruler.number_size_pt;
        let digits_mm = size / PT_PER_MM;
        self.pen(&ruler.scale_color, ruler.thin_stroke_pt);
        for mm in 1..page.width_mm.ceil() as u32 {
            let (at, mark) = (f64::from(mm), self.mark(mm));
            self.line((at, 0.0), (at, mark));
            if mm.is_multiple_of(10) {
                self.text((at, mark + digits_mm), size, &mm.to_string());
            }
        }
        for mm in 1..page.height_mm.ceil() as u32 {
            let (at, mark) = (f64::from(mm), self.mark(mm));
            self.line((0.0, at), (mark, at));
            if mm.is_multiple_of(10) {
                self.text((mark, at), size, &mm.to_string());
            }
        }
    }

    /// Length of the mark at a millimetre.
    fn mark(&self, mm: u32) -> f64 {
        let ruler = &self.layout.ruler;
        match (mm % 10, mm % 5) {
            (0, _) => ruler.mark_ten_mm,
            (_, 0) => ruler.mark_five_mm,
            _ => ruler.mark_mm,
        }
    }

    fn characters(&mut self) {
        let (page, ruler) = (&self.layout.page, &self.layout.ruler);
        self.pen(&ruler.character_color, ruler.thin_stroke_pt);
        self.dashed();
        let (top, bottom) = (page.margin_top_mm, page.margin_top_mm + page.area_height_mm);
        let columns = columns(self.layout);
        for &x in &columns {
            self.line((x, top), (x, bottom));
        }
        for (number, x) in (1..).zip(&columns[..columns.len() - 1]) {
            self.text(
                (x + ruler.label_gap_mm, top - ruler.label_gap_mm),
                ruler.number_size_pt,
                &number.to_string(),
            );
        }
    }

    /// Base lines, with their number on the left and their place on the right.
    fn base_lines(&mut self) {
        let (page, ruler) = (&self.layout.page, &self.layout.ruler);
        self.pen(&ruler.area_color, ruler.stroke_pt);
        let (left, right) = (page.margin_left_mm, page.margin_left_mm + page.area_width_mm);
        for (number, y) in (1..).zip(lines(self.layout)) {
            self.line((left, y), (right, y));
            self.text((left - ruler.arrow_gap_mm, y), ruler.label_size_pt, &number.to_string());
            self.text((right + ruler.label_gap_mm, y), ruler.number_size_pt, &format!("{y:.2}"));
        }
    }

    /// The frame of the 版心, with its size above it.
    fn area(&mut self) {
        let (page, text, ruler) = (&self.layout.page, &self.layout.text, &self.layout.ruler);
        self.pen(&ruler.area_color, ruler.thick_stroke_pt);
        let (left, top) = (page.margin_left_mm, page.margin_top_mm);
        let (right, bottom) = (left + page.area_width_mm, top + page.area_height_mm);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        for (from, to) in corners.into_iter().zip(corners.into_iter().cycle().skip(1)) {
            self.line(from, to);
        }
        let size = format!("{} × {} mm", page.area_width_mm, page.area_height_mm);
        let grid = format!("{} × {}, {} pt", text.lines_per_page, text.chars_per_line, text.size_pt);
        let label = format!("GB/T 9704-2012   {size}   {grid}");
        self.text((left, top - ruler.arrow_gap_mm), ruler.label_size_pt, &label);
    }

    /// A line across each margin, with its width.
    fn margins(&mut self) {
        let (page, ruler) = (&self.layout.page, &self.layout.ruler);
        self.pen(&ruler.scale_color, ruler.stroke_pt);
        let (left, top) = (page.margin_left_mm, page.margin_top_mm);
        let (right, bottom) = (left + page.area_width_mm, top + page.area_height_mm);
        let (middle, centre) = ((left + right) / 2.0, (top + bottom) / 2.0);
        let (gap, label) = (ruler.arrow_gap_mm, ruler.label_gap_mm);
        // Clear of the numbers of the scales, of the lines and of their places.
        let scale = ruler.mark_ten_mm + gap;
        for (from, to, width) in [
            ((middle, scale), (middle, top - gap), page.margin_top_mm),
            ((middle, bottom), (middle, page.height_mm), page.margin_bottom_mm()),
            ((scale, centre), (left - gap, centre), page.margin_left_mm),
            ((right + 2.0 * gap, centre), (page.width_mm, centre), page.margin_right_mm()),
        ] {
            self.line(from, to);
            let half = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
            self.text((half.0 + label, half.1 - label), ruler.label_size_pt, &format!("{width} mm"));
        }
    }

    /// The line of the dashes, with the ends it has on odd and on even pages.
    fn page_number(&mut self) {
        let (page, number, ruler) = (&self.layout.page, &self.layout.page_number, &self.layout.ruler);
        self.pen(&ruler.character_color, ruler.thick_stroke_pt);
        let (left, right) = (page.margin_left_mm, page.margin_left_mm + page.area_width_mm);
        let bottom = page.margin_top_mm + page.area_height_mm;
        let y = page_number(self.layout);
        let indent = f64::from(number.indent_chars) * number.size_pt / PT_PER_MM;
        let (stroke, gap, label) = (ruler.page_number_stroke_mm, ruler.arrow_gap_mm, ruler.label_gap_mm);
        for (edge, inwards, pages) in
            [(left + indent, stroke, "2, 4, 6"), (right - indent, -stroke, "1, 3, 5")]
        {
            self.line((edge, y), (edge + inwards, y));
            self.line((edge, y - label), (edge, y + label));
            self.text((edge.min(edge + inwards) + gap, y + gap), ruler.label_size_pt, pages);
        }
        // How far it stands below the 版心.
        let middle = left + page.area_width_mm / 3.0;
        self.line((middle, bottom), (middle, y));
        self.line((middle - label, y), (middle + label, y));
        let distance = format!("{} mm", number.below_area_mm);
        self.text((middle + label, (bottom + y) / 2.0), ruler.label_size_pt, &distance);
    }
}

/// A channel of a colour RRGGBB, as a part of the whole.
fn channel(color: &str, at: usize) -> f32 {
    // Six hexadecimal digits, as the layout's reader has seen to.
    let value = color.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    f32::from(value.unwrap_or_default()) / f32::from(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_each_time() {
        let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
        let bytes = pdf(&layout);
        assert!(bytes.starts_with(b"%PDF-"));
        assert!(bytes == pdf(&layout));
        if let Some(out) = std::env::var_os("NIANBAO_TEST_OUT") {
            std::fs::write(std::path::Path::new(&out).join("ruler.pdf"), bytes).unwrap();
        }
    }

    #[test]
    fn colours_are_those_of_the_layout() {
        let parts = [0, 2, 4].map(|at| (channel("CC0059", at) * 100.0).round());
        assert_eq!(parts, [80.0, 0.0, 35.0]);
    }
}
