//! The logo: a picture in a paragraph of its own, the first of the body.

use super::DocxError;
use super::measure::twips_at_most;
use super::parts::OFFICE;
use super::reference::{Parts, edit, own_part, owned, relationship};
use super::text::clean;
use crate::layout::letterhead::{Letterhead, LogoPlan};
use crate::picture::PictureKind;
use crate::xml::{Element, Node, escape};

/// EMU, the unit of drawings, to the point.
const EMU_PER_PT: f64 = 12_700.0;
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";
const ID: &str = "rIdLogo";
/// The number of the drawing in the package.
const NUMBER: u32 = 9001;
/// What the smallest letter and rounding add to the line of a picture.
const LINE_EXTRA_PT: f64 = 1.5;

/// Adds the logo to the parts of a draft and gives its own part, name and bytes. Word shows no SVG alone, so
/// such a logo is left out.
pub(super) fn add(
    parts: &mut Parts,
    letterhead: Option<&Letterhead>,
) -> Result<Option<(String, Vec<u8>)>, DocxError> {
    let Some(letterhead) = letterhead else { return Ok(None) };
    let Some(logo) = &letterhead.logo else { return Ok(None) };
    if logo.picture.kind() == PictureKind::Svg {
        return Ok(None);
    }
    let target = format!("media/logo.{}", logo.picture.kind().endings()[0]);
    let name = format!("word/{target}");
    let paragraph = paragraph(letterhead, logo);
    edit(parts, "word/document.xml", |document| {
        let paragraph = own_part("word/document.xml", &paragraph)?;
        document.child("w:body").children.insert(0, owned(&Node::Element(paragraph)));
        Ok((document.to_part(0), ()))
    })?;
    edit(parts, "word/_rels/document.xml.rels", |rels| {
        rels.push(relationship(ID, "image", &target));
        Ok((rels.to_part(0), ()))
    })?;
    edit(parts, "[Content_Types].xml", |types| {
        let kind = logo.picture.kind().media_type();
        types.push(Element::new("Override").with("PartName", &format!("/{name}")).with("ContentType", kind));
        Ok((types.to_part(0), ()))
    })?;
    Ok(Some((name, logo.picture.bytes().to_vec())))
}

/// The paragraph: its line is as high as the picture, its letters as small as can be.
fn paragraph(letterhead: &Letterhead, logo: &LogoPlan) -> String {
    // Word takes the larger of two spaces that meet, so above the red head its style has all of them.
    let below_pt = if letterhead.head.is_some() { 0.0 } else { logo.below_pt + letterhead.below_pt };
    let below = twips_at_most(below_pt - LINE_EXTRA_PT).max(0);
    let (align, alt) = (logo.align.name(), escape(&clean(&logo.alt)));
    #[expect(clippy::cast_possible_truncation, reason = "no longer than a sheet")]
    let emu = |pt: f64| (pt * EMU_PER_PT).round() as i64;
    let size = format!("cx=\"{}\" cy=\"{}\"", emu(logo.width_pt), emu(logo.height_pt));
    let small = "<w:rPr><w:spacing w:val=\"0\"/><w:sz w:val=\"2\"/><w:szCs w:val=\"2\"/></w:rPr>";
    format!(
        "<w:p><w:pPr><w:keepNext/><w:snapToGrid w:val=\"0\"/>\
         <w:spacing w:before=\"0\" w:after=\"{below}\" w:line=\"240\" w:lineRule=\"auto\"/>\
         <w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"{align}\"/>{small}</w:pPr><w:r>{small}\
         <w:drawing><wp:inline xmlns:wp=\"{DRAWING}/wordprocessingDrawing\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
         <wp:extent {size}/><wp:docPr id=\"{NUMBER}\" name=\"徽标\" descr=\"{alt}\"/>\
         <wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a=\"{DRAWING}/main\" noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>\
         <a:graphic xmlns:a=\"{DRAWING}/main\"><a:graphicData uri=\"{DRAWING}/picture\"><pic:pic xmlns:pic=\"{DRAWING}/picture\">\
         <pic:nvPicPr><pic:cNvPr id=\"{NUMBER}\" name=\"徽标\"/><pic:cNvPicPr/></pic:nvPicPr>\
         <pic:blipFill><a:blip xmlns:r=\"{OFFICE}/relationships\" r:embed=\"{ID}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
         <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext {size}/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>\
         </pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
}
