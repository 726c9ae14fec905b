//! Pictures in the prose: an inline drawing in a paragraph of its own, and the caption below it.
//!
//! docx-rs builds the paragraphs; post-processing puts the drawing (`media.rs`) into the first of them, as
//! docx-rs would decode the picture and number it by a counter of the whole process.

use docx_rs::{LineSpacing, Paragraph as WordParagraph};

use super::context::{DocxContext, RunFormatting};
use super::measure::{twips, twips_at_most};
use super::styles as style;
use crate::document::{Figure, Role};
use crate::layout::figure_plan::FigurePlan;
use crate::picture::PictureKind;

/// A letter of one point, as the style of a picture has it, and a little for rounding: so much is added to
/// the line of a picture.
const LINE_EXTRA_PT: f64 = 1.5;

impl DocxContext<'_> {
    /// The paragraphs of a picture and of its caption. They take as many lines of text as in the PDF.
    pub fn figure(&self, figure: &Figure, plan: &FigurePlan) -> Vec<WordParagraph> {
        if figure.picture.kind() == PictureKind::Svg {
            return vec![self.caption(&format!("〔{}〕", figure.alt), false)];
        }
        let margin = plan.margin_pt(self.layout());
        let (above, below) = (twips(margin), twips_at_most(margin - LINE_EXTRA_PT));
        let space = LineSpacing::new().before(above.max(0).unsigned_abs()).after(below.max(0).unsigned_abs());
        let has_caption = !figure.caption.trim().is_empty();
        let picture = WordParagraph::new().style(style::PICTURE).line_spacing(space).keep_next(has_caption);
        let caption = has_caption.then(|| self.caption(&figure.caption, false));
        [picture].into_iter().chain(caption).collect()
    }

    /// The caption of a picture, or of a table, with which it stays.
    pub fn caption(&self, text: &str, stays_with_next: bool) -> WordParagraph {
        let paragraph = WordParagraph::new().style(style::CAPTION).keep_next(stays_with_next);
        self.add_text(paragraph, "", text, Role::Hei, RunFormatting::ParagraphStyle)
    }
}
