//! The styles of a draft, `word/styles.xml`. Where Word has a style of its own for a part of the report, its
//! English name is used: Word and WPS show it in the user's language (`Normal` as 正文, `heading 1` as 标题
//! 1) and build the outline from it.

use super::measure::{Measures, face, half_points, table_line, twips, twips_at_most};
use super::parts::MAIN;
use crate::document::{Meta, Role};
use crate::layout::Layout;
use crate::layout::letterhead::{HeadPlan, Letterhead};
use crate::layout::table_plan::Alignment;
use crate::xml::{DECLARATION, escape};

pub(super) const TITLE: &str = "Title";
/// Headings by their level, from 1.
pub(super) const HEADING: [&str; 4] = ["Heading1", "Heading2", "Heading3", "Heading4"];
/// The face of level two inside a paragraph of running text: the character style that Word links to 标题 2.
pub(super) const LEAD_IN: &str = "Heading2Char";
/// 署名 and date.
pub(super) const SIGNATURE: &str = "Signature";
pub(super) const FOOTER: &str = "Footer";
pub(super) const HEADER: &str = "Header";
/// 发文机关标志, which Word does not have either.
pub(super) const HEAD: &str = "Letterhead";
/// A picture in the prose, in a line that is as high as it is.
pub(super) const PICTURE: &str = "TablePicture";
/// 题注: the caption of a picture or a table.
pub(super) const CAPTION: &str = "Caption";
/// How the identifiers of the other styles begin that Word does not have.
const CUSTOM: &str = "Table";
/// Labels of a table, left.
pub(super) const TABLE_TEXT: &str = "TableText";
/// Heads and figures of a table, centred.
const TABLE_FIGURE: &str = "TableFigure";

/// The style of the cells of a table in letters of a size: [`TABLE_TEXT`] and the like for the smallest size,
/// for others with the half points in its identifier.
pub(super) fn table(alignment: Alignment, size_pt: f64, layout: &Layout) -> String {
    let base = match alignment {
        Alignment::Left => TABLE_TEXT,
        Alignment::Center => TABLE_FIGURE,
    };
    if size_pt > layout.table.size_pt { format!("{base}{}", half_points(size_pt)) } else { base.to_owned() }
}

/// A style of paragraphs.
struct Style<'a> {
    id: &'a str,
    name: &'a str,
    based_on: &'a str,
    next: &'a str,
    /// More of what stands before `w:pPr`.
    more: &'a str,
    paragraph: String,
    run: String,
}

impl Style<'_> {
    fn write(&self) -> String {
        let Self { id, name, based_on, next, more, paragraph, run } = self;
        let custom = if id.starts_with(CUSTOM) || *id == HEAD { " w:customStyle=\"1\"" } else { "" };
        format!(
            "<w:style w:type=\"paragraph\"{custom} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"{based_on}\"/>\
             <w:next w:val=\"{next}\"/>{more}<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )
    }
}

/// The whole part.
pub(super) fn part(layout: &Layout, m: &Measures, meta: &Meta, red_head: Option<&Letterhead>) -> String {
    let red_head = red_head.map(|red_head| head(layout, red_head)).unwrap_or_default();
    let styles: String = [
        red_head,
        title(layout, m),
        headings(layout),
        signature(),
        headers_and_footers(layout, m),
        tables(layout, m),
        figures(layout),
    ]
    .concat();
    format!(
        "{DECLARATION}<w:styles xmlns:w=\"{MAIN}\">{defaults}{normal}{styles}{CHARACTERS_AND_TABLES}{lead_in}</w:styles>",
        defaults = defaults(layout, m, meta),
        normal = normal(m),
        lead_in = lead_in(layout, m),
    )
}

/// No indent of the first line, said in both units: Word prefers the one in characters of the style below.
const FLUSH: &str = "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>";

/// No gap between Chinese and Latin text, outside running text.
const NO_GAPS: &str = "<w:autoSpaceDE w:val=\"0\"/><w:autoSpaceDN w:val=\"0\"/>";

fn fonts(layout: &Layout, role: Role) -> String {
    format!("<w:rFonts w:eastAsia=\"{}\"/>", escape(face(layout, role)))
}

/// Faces and language for all text: Chinese in 仿宋, the rest in the Latin face.
fn defaults(layout: &Layout, m: &Measures, meta: &Meta) -> String {
    let (latin, chinese, language) =
        (escape(face(layout, Role::Latin)), escape(face(layout, Role::Fang)), escape(meta.language));
    let size = m.text_half_points;
    format!(
        "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"{latin}\" w:eastAsia=\"{chinese}\" w:hAnsi=\"{latin}\" \
         w:cs=\"{latin}\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/><w:lang w:val=\"en-US\" w:eastAsia=\"{language}\" \
         w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
}

/// 正文: justified on the grid, the first line two characters in, no line alone, no punctuation at the start
/// of a line, a gap between Chinese and Latin text.
///
/// LibreOffice (to 7.4 at least) does not read `autoSpaceDE` and `autoSpaceDN` and sets the gap always. It
/// reads `overflowPunct` the wrong way round, to the good.
fn normal(m: &Measures) -> String {
    let Measures { pitch, first_line, first_line_chars, character_spacing, .. } = m;
    format!(
        "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/><w:pPr><w:widowControl/>\
         <w:kinsoku/><w:overflowPunct/><w:autoSpaceDE/><w:autoSpaceDN/><w:adjustRightInd w:val=\"0\"/>\
         <w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{pitch}\" w:lineRule=\"exact\"/>\
         <w:ind w:firstLineChars=\"{first_line_chars}\" w:firstLine=\"{first_line}\"/><w:jc w:val=\"both\"/></w:pPr>\
         <w:rPr><w:spacing w:val=\"{character_spacing}\"/></w:rPr></w:style>"
    )
}

/// 发文机关标志: the red head, in one line over a line as wide as the 版心.
fn head(layout: &Layout, letterhead: &Letterhead) -> String {
    let Some(head) = &letterhead.head else { return String::new() };
    let below_logo_pt = letterhead.logo.as_ref().map_or(0.0, |logo| logo.below_pt);
    let HeadPlan { color, size_pt, above_pt, line_gap_pt, line_pt, .. } = head;
    let (above, below, line) =
        (twips(above_pt + below_logo_pt), twips_at_most(letterhead.below_pt), twips(*size_pt));
    // A border is at most 12 pt thick, and at most 31 pt away (ECMA-376 part 1, 17.3.4 and 17.18.2).
    let (thickness, gap) = ((line_pt * 8.0).round().min(96.0), line_gap_pt.round().min(31.0));
    let border = if thickness > 0.0 {
        format!(
            "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"{thickness}\" w:space=\"{gap}\" w:color=\"{color}\"/></w:pBdr>"
        )
    } else {
        String::new()
    };
    let size = half_points(*size_pt);
    Style {
        id: HEAD,
        name: "发文机关标志",
        based_on: "Normal",
        next: TITLE,
        more: "<w:qFormat/>",
        paragraph: format!(
            "<w:keepNext/><w:keepLines/>{border}<w:snapToGrid w:val=\"0\"/>\
             <w:spacing w:before=\"{above}\" w:after=\"{below}\" w:line=\"{line}\" w:lineRule=\"exact\"/>{FLUSH}\
             <w:jc w:val=\"center\"/>"
        ),
        run: format!(
            "{}<w:color w:val=\"{color}\"/><w:spacing w:val=\"0\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>",
            fonts(layout, Role::Title)
        ),
    }
    .write()
}

/// 标题: centred, off the grid, the digits of its year in its own face.
fn title(layout: &Layout, m: &Measures) -> String {
    let Measures { title_after, title_pitch, title_half_points, .. } = m;
    let title = escape(face(layout, Role::Title));
    Style {
        id: TITLE,
        name: "Title",
        based_on: "Normal",
        next: "Normal",
        more: "<w:qFormat/>",
        paragraph: format!(
            "<w:keepNext/><w:keepLines/>{NO_GAPS}<w:snapToGrid w:val=\"0\"/>\
             <w:spacing w:after=\"{title_after}\" w:line=\"{title_pitch}\" w:lineRule=\"exact\"/>{FLUSH}<w:jc w:val=\"center\"/>"
        ),
        run: format!(
            "<w:rFonts w:ascii=\"{title}\" w:eastAsia=\"{title}\" w:hAnsi=\"{title}\"/><w:spacing w:val=\"0\"/>\
             <w:sz w:val=\"{title_half_points}\"/><w:szCs w:val=\"{title_half_points}\"/>"
        ),
    }
    .write()
}

/// 标题 1 to 4: 黑体, 楷体, 仿宋, 仿宋, each with its outline level, each kept with what follows.
fn headings(layout: &Layout) -> String {
    let levels = [
        ("heading 1", Role::Hei, ""),
        ("heading 2", Role::Kai, "<w:link w:val=\"Heading2Char\"/>"),
        ("heading 3", Role::Fang, ""),
        ("heading 4", Role::Fang, ""),
    ];
    let color = layout.heading_color().map(|color| format!("<w:color w:val=\"{color}\"/>"));
    let color = color.unwrap_or_default();
    let heading = |(level, (name, role, link)): (usize, (&str, Role, &str))| {
        Style {
            id: HEADING[level],
            name,
            based_on: "Normal",
            next: "Normal",
            more: &format!("{link}<w:qFormat/>"),
            paragraph: format!("<w:keepNext/><w:keepLines/><w:outlineLvl w:val=\"{level}\"/>"),
            run: format!("{}{color}", fonts(layout, role)),
        }
        .write()
    };
    levels.into_iter().enumerate().map(heading).collect()
}

fn signature() -> String {
    Style {
        id: SIGNATURE,
        name: "Signature",
        based_on: "Normal",
        next: "Normal",
        more: "",
        paragraph: format!("<w:keepLines/>{NO_GAPS}{FLUSH}<w:jc w:val=\"right\"/>"),
        run: String::new(),
    }
    .write()
}

/// 页眉 and 页脚. The page number is in 宋体, digits too.
fn headers_and_footers(layout: &Layout, m: &Measures) -> String {
    let song = escape(face(layout, Role::Song));
    let (line, size) = (m.page_number_line, m.page_number_half_points);
    let style = |id, name| {
        Style {
            id,
            name,
            based_on: "Normal",
            next: id,
            more: "",
            paragraph: format!(
                "{NO_GAPS}<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/>{FLUSH}<w:jc w:val=\"left\"/>"
            ),
            run: format!(
                "<w:rFonts w:ascii=\"{song}\" w:eastAsia=\"{song}\" w:hAnsi=\"{song}\"/><w:spacing w:val=\"0\"/>\
                 <w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"
            ),
        }
        .write()
    };
    [style(HEADER, "header"), style(FOOTER, "footer")].concat()
}

/// 表格文字, 表格数字 that centres it, and both in every size that a table may have.
fn tables(layout: &Layout, m: &Measures) -> String {
    let style = |size_pt: f64, alignment: Alignment| {
        let smallest = size_pt <= layout.table.size_pt;
        let (name, indent, align) = match alignment {
            Alignment::Left => ("表格文字", m.label_indent, "left"),
            Alignment::Center => ("表格数字", 0, "center"),
        };
        let id = table(alignment, size_pt, layout);
        let based_on = match alignment {
            Alignment::Left if smallest => "Normal".to_owned(),
            _ if smallest => TABLE_TEXT.to_owned(),
            alignment => table(alignment, layout.table.size_pt, layout),
        };
        let (half_points, line) = (half_points(size_pt), table_line(&layout.table, size_pt));
        Style {
            id: &id,
            name: &if smallest { name.to_owned() } else { format!("{name} {size_pt} 磅") },
            based_on: &based_on,
            next: &id,
            more: "<w:qFormat/>",
            paragraph: format!(
                "{NO_GAPS}<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/>\
                 <w:ind w:left=\"{indent}\" w:right=\"{indent}\" w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"{align}\"/>"
            ),
            run: format!(
                "{}<w:spacing w:val=\"0\"/><w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>",
                fonts(layout, Role::Song)
            ),
        }
        .write()
    };
    // The styles that others are based on come first.
    let sizes = layout.table.sizes_pt().into_iter().rev();
    sizes
        .flat_map(|size| [Alignment::Left, Alignment::Center].map(|alignment| style(size, alignment)))
        .collect()
}

/// 题注, and the paragraph of a picture: its line is as high as the picture, and its letters as small as
/// can be.
fn figures(layout: &Layout) -> String {
    let size = half_points(layout.figure.caption_size_pt);
    let picture = Style {
        id: PICTURE,
        name: "图片",
        based_on: "Normal",
        next: CAPTION,
        more: "<w:qFormat/>",
        paragraph: format!(
            "<w:keepLines/><w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"240\" w:lineRule=\"auto\"/>{FLUSH}<w:jc w:val=\"center\"/>"
        ),
        run: "<w:spacing w:val=\"0\"/><w:sz w:val=\"2\"/><w:szCs w:val=\"2\"/>".to_owned(),
    };
    let caption = Style {
        id: CAPTION,
        name: "caption",
        based_on: "Normal",
        next: "Normal",
        more: "<w:qFormat/>",
        paragraph: format!("<w:keepLines/>{FLUSH}<w:jc w:val=\"center\"/>"),
        run: format!(
            "{}<w:spacing w:val=\"0\"/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>",
            fonts(layout, Role::Hei)
        ),
    };
    [picture.write(), caption.write()].concat()
}

fn lead_in(layout: &Layout, m: &Measures) -> String {
    format!(
        "<w:style w:type=\"character\" w:customStyle=\"1\" w:styleId=\"{LEAD_IN}\"><w:name w:val=\"heading 2 Char\"/>\
         <w:basedOn w:val=\"DefaultParagraphFont\"/><w:link w:val=\"Heading2\"/><w:rPr>{}<w:spacing w:val=\"{}\"/></w:rPr></w:style>",
        fonts(layout, Role::Kai),
        m.character_spacing
    )
}

/// The styles that Word expects to be there.
const CHARACTERS_AND_TABLES: &str = "<w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\">\
    <w:name w:val=\"Default Paragraph Font\"/><w:uiPriority w:val=\"1\"/><w:semiHidden/><w:unhideWhenUsed/></w:style>\
    <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/>\
    <w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/>\
    <w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
    </w:style><w:style w:type=\"numbering\" w:default=\"1\" w:styleId=\"NoList\"><w:name w:val=\"No List\"/><w:uiPriority w:val=\"99\"/>\
    <w:semiHidden/><w:unhideWhenUsed/></w:style>";
