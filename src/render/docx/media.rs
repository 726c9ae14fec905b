//! The pictures of a draft: parts of the package, and the runs that show them.

use super::measure::emu;
use super::text::clean;
use crate::document::{Block, Document, Figure};
use crate::layout::figure_plan::FigurePlan;
use crate::layout::pages::{BlockPlan, PagePlan};
use crate::picture::PictureKind;
use crate::xml::escape;

const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A picture as a part of the package.
pub(super) struct Media<'a> {
    /// `word/media/image1.png`
    pub name: String,
    /// The id under which the body refers to it.
    pub id: String,
    pub kind: PictureKind,
    pub bytes: &'a [u8],
    figure: &'a Figure,
    plan: &'a FigurePlan,
    number: usize,
}

/// The pictures of a document that Word can show, in their order. It shows no SVG alone.
pub(super) fn of<'a>(document: &'a Document, pages: &'a PagePlan) -> Vec<Media<'a>> {
    let figures = document.blocks.iter().zip(&pages.blocks).filter_map(|planned| match planned {
        (Block::Figure(figure), BlockPlan::Figure(plan)) if figure.picture.kind() != PictureKind::Svg => {
            Some((figure, plan))
        }
        _ => None,
    });
    let media = |(number, (figure, plan)): (usize, (&'a Figure, &'a FigurePlan))| Media {
        name: format!("word/media/image{number}.{}", figure.picture.kind().endings()[0]),
        id: format!("rIdPicture{number}"),
        kind: figure.picture.kind(),
        bytes: figure.picture.bytes(),
        figure,
        plan,
        number,
    };
    (1..).zip(figures).map(media).collect()
}

impl Media<'_> {
    /// The run that shows the picture.
    pub fn run(&self) -> String {
        let size = format!("cx=\"{}\" cy=\"{}\"", emu(self.plan.width_pt), emu(self.plan.height_pt));
        let (id, number, alt) = (&self.id, self.number, escape(&clean(&self.figure.alt)));
        format!(
            "<w:r><w:drawing><wp:inline xmlns:wp=\"{DRAWING}/wordprocessingDrawing\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
             <wp:extent {size}/><wp:docPr id=\"{number}\" name=\"图片 {number}\" descr=\"{alt}\"/>\
             <wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a=\"{DRAWING}/main\" noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>\
             <a:graphic xmlns:a=\"{DRAWING}/main\"><a:graphicData uri=\"{DRAWING}/picture\"><pic:pic xmlns:pic=\"{DRAWING}/picture\">\
             <pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"图片 {number}\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip xmlns:r=\"{RELATIONSHIPS}\" r:embed=\"{id}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext {size}/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>\
             </pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
    }
}
