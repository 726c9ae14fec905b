//! The watermark of a draft: a line of WordArt behind the text of every page, hung into the headers, as Word
//! itself makes it.

use crate::layout::Metrics;
use crate::xml::escape;

/// One header's watermark.
#[derive(Debug)]
pub(super) struct Watermark<'a> {
    pub text: &'a str,
    pub metrics: Metrics<'a>,
    pub family: &'a str,
    /// Its number in the package.
    pub number: u32,
}

/// The run that draws it.
pub(super) fn run(mark: &Watermark) -> String {
    let Watermark { text, metrics, family, number } = mark;
    let w = &metrics.layout.watermark;
    let width = w.size_pt * metrics.advances.text_em(text);
    let (height, rotation) = (w.size_pt, w.angle_deg.rem_euclid(360.0));
    let (text, family, color) = (escape(text), escape(family), escape(&w.color));
    format!(
        "<w:r><w:rPr><w:noProof/></w:rPr><w:pict>{SHAPE_TYPE}\
         <v:shape id=\"PowerPlusWaterMarkObject{number}\" o:spid=\"_x0000_s{spid}\" type=\"#_x0000_t136\" alt=\"{text}\" \
         style=\"position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;rotation:{rotation};\
         z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;\
         mso-position-vertical:center;mso-position-vertical-relative:margin\" \
         o:allowincell=\"f\" fillcolor=\"#{color}\" stroked=\"f\">\
         <v:textpath style=\"font-family:&quot;{family}&quot;;font-size:1pt\" string=\"{text}\"/>\
         </v:shape></w:pict></w:r>",
        spid = 2048 + number,
    )
}

/// Word's own type of shape for a line of WordArt.
const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t136\" coordsize=\"21600,21600\" o:spt=\"136\" adj=\"10800\" \
    path=\"m@7,l@8,m@5,21600l@6,21600e\"><v:formulas><v:f eqn=\"sum #0 0 10800\"/><v:f eqn=\"prod #0 2 1\"/>\
    <v:f eqn=\"sum 21600 0 @1\"/><v:f eqn=\"sum 0 0 @2\"/><v:f eqn=\"sum 21600 0 @3\"/><v:f eqn=\"if @0 @3 0\"/>\
    <v:f eqn=\"if @0 21600 @1\"/><v:f eqn=\"if @0 0 @2\"/><v:f eqn=\"if @0 @4 21600\"/><v:f eqn=\"mid @5 @6\"/>\
    <v:f eqn=\"mid @8 @5\"/><v:f eqn=\"mid @7 @8\"/><v:f eqn=\"mid @6 @7\"/><v:f eqn=\"sum @6 0 @5\"/></v:formulas>\
    <v:path textpathok=\"t\" o:connecttype=\"custom\" o:connectlocs=\"@9,0;@10,10800;@11,21600;@12,10800\" \
    o:connectangles=\"270,180,90,0\"/><v:textpath on=\"t\" fitshape=\"t\"/><v:handles>\
    <v:h position=\"#0,bottomRight\" xrange=\"6629,14971\"/></v:handles><o:lock v:ext=\"edit\" text=\"t\" shapetype=\"t\"/></v:shapetype>";
