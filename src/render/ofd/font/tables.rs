//! The tables of a TrueType file around its outlines, and the file.

use ttf_parser::{Tag, name_id};
use typst::text::FontInstance;
use write_fonts::tables::cmap::Cmap;
use write_fonts::tables::head::{Flags, Head, MacStyle};
use write_fonts::tables::hhea::Hhea;
use write_fonts::tables::hmtx::{Hmtx, LongMetric};
use write_fonts::tables::loca::{Loca, LocaFormat};
use write_fonts::tables::maxp::Maxp;
use write_fonts::tables::name::{Name, NameRecord};
use write_fonts::tables::os2::{Os2, SelectionFlags};
use write_fonts::tables::post::Post;
use write_fonts::types::{FWord, Fixed, GlyphId, LongDateTime, NameId, UfWord, Version16Dot16};
use write_fonts::{BuilderError, FontBuilder};

use super::UsedGlyphs;
use super::glyph::{Glyph, GlyphOutline};

const GLYF: write_fonts::types::Tag = write_fonts::types::Tag::new(b"glyf");
/// Bytes of the outlines of a file. A report with every character of 通用规范汉字表 has 4 MB of them.
const MAX_OUTLINE_BYTES: usize = 64 << 20;
/// Characters of the copyright notice that are kept.
const MAX_NOTICE: usize = 500;
/// A fixed day for `created` and `modified`, in seconds from 1904-01-01: 2000-01-01.
const MADE: i64 = 3_029_529_600;

/// The file: the glyphs in the order of their new numbers, with the metrics of `font`, called `name`.
///
/// # Errors
/// The table that cannot be written, in Chinese.
pub fn file(
    font: &FontInstance,
    glyphs: &[&Glyph],
    used: &UsedGlyphs,
    name: &str,
) -> Result<Vec<u8>, String> {
    let (glyf, loca) = outlines(glyphs)?;
    let build = || {
        let mut builder = FontBuilder::new();
        builder.add_raw(GLYF, glyf);
        builder
            .add_table(&head(font, glyphs, loca.format()))?
            .add_table(&loca)?
            .add_table(&cmap(used))?
            .add_table(&hhea(font, glyphs))?
            .add_table(&hmtx(glyphs))?
            .add_table(&maxp(glyphs))?
            .add_table(&names(font, name))?
            .add_table(&os2(font, used))?
            .add_table(&post(font))?;
        Ok(builder.build())
    };
    build().map_err(|error: BuilderError| error.to_string())
}

/// The entries of all outlines, one after another, and where each of them begins.
fn outlines(glyphs: &[&Glyph]) -> Result<(Vec<u8>, Loca), String> {
    let length: usize = glyphs.iter().map(|glyph| glyph.entry_bytes()).sum();
    if length > MAX_OUTLINE_BYTES {
        return Err(format!("字形数据超过 {} MB", MAX_OUTLINE_BYTES >> 20));
    }
    let mut glyf = Vec::with_capacity(length);
    let mut offsets = Vec::with_capacity(glyphs.len() + 1);
    for glyph in glyphs {
        offsets.push(glyf.len() as u32);
        if let Some(outline) = &glyph.outline {
            glyf.extend_from_slice(&outline.entry);
        }
    }
    offsets.push(glyf.len() as u32);
    Ok((glyf, Loca::new(offsets)))
}

/// The outlines that are not empty.
fn drawn<'a>(glyphs: &'a [&Glyph]) -> impl Iterator<Item = (&'a Glyph, &'a GlyphOutline)> {
    glyphs.iter().filter_map(|glyph| Some((*glyph, glyph.outline.as_ref()?)))
}

/// How a face is slanted and weighted, in the words and bits of the tables.
struct Style {
    name: &'static str,
    mac: MacStyle,
    selection: SelectionFlags,
}

impl Style {
    fn of(font: &FontInstance) -> Self {
        let (name, mac, selection) = match (font.ttf().is_bold(), font.ttf().is_italic()) {
            (false, false) => ("Regular", MacStyle::empty(), SelectionFlags::REGULAR),
            (true, false) => ("Bold", MacStyle::BOLD, SelectionFlags::BOLD),
            (false, true) => ("Italic", MacStyle::ITALIC, SelectionFlags::ITALIC),
            (true, true) => (
                "Bold Italic",
                MacStyle::BOLD | MacStyle::ITALIC,
                SelectionFlags::BOLD | SelectionFlags::ITALIC,
            ),
        };
        Self { name, mac, selection }
    }
}

/// Format 4, and if there are characters above U+FFFF also format 12, which has them all.
fn cmap(used: &UsedGlyphs) -> Cmap {
    // Where there is nothing for format 4, the sign of a missing character stands in it: readers look for the
    // format, and browsers refuse a face without any.
    let is_basic = |(character, _): (char, u16)| u32::from(character) <= 0xFFFF;
    let missing = (!used.characters().any(is_basic)).then_some(('\u{FFFD}', 0));
    let glyphs = used.characters().chain(missing).map(|(c, id)| (c, GlyphId::new(id.into())));
    Cmap::from_mappings(glyphs).expect("a character has one glyph")
}

fn head(font: &FontInstance, glyphs: &[&Glyph], format: LocaFormat) -> Head {
    let bounds = drawn(glyphs).map(|(_, outline)| outline.bounds).reduce(|a, b| a.union(b));
    let bounds = bounds.unwrap_or_default();
    Head {
        font_revision: Fixed::ONE,
        flags: Flags::BASELINE_AT_Y_0 | Flags::LSB_AT_X_0,
        units_per_em: font.ttf().units_per_em(),
        created: LongDateTime::new(MADE),
        modified: LongDateTime::new(MADE),
        x_min: bounds.x_min,
        y_min: bounds.y_min,
        x_max: bounds.x_max,
        y_max: bounds.y_max,
        mac_style: Style::of(font).mac,
        lowest_rec_ppem: 8,
        index_to_loc_format: format as i16,
        ..Head::default()
    }
}

fn hhea(font: &FontInstance, glyphs: &[&Glyph]) -> Hhea {
    let source = font.ttf().tables().hhea;
    let left = drawn(glyphs).map(|(_, o)| o.bounds.x_min).min();
    let right = drawn(glyphs).map(|(g, o)| i32::from(g.advance) - i32::from(o.bounds.x_max)).min();
    let extent = drawn(glyphs).map(|(_, o)| o.bounds.x_max).max();
    Hhea {
        ascender: FWord::new(source.ascender),
        descender: FWord::new(source.descender),
        line_gap: FWord::new(source.line_gap),
        advance_width_max: UfWord::new(glyphs.iter().map(|g| g.advance).max().unwrap_or(0)),
        min_left_side_bearing: FWord::new(left.unwrap_or(0)),
        min_right_side_bearing: FWord::new(right.unwrap_or(0).clamp(-32768, 32767) as i16),
        x_max_extent: FWord::new(extent.unwrap_or(0)),
        caret_slope_rise: 1,
        number_of_h_metrics: glyphs.len() as u16,
        ..Hhea::default()
    }
}

/// The left side bearing of a glyph is where its outline begins, whatever the face says: some readers move
/// the outline by the difference, and the engine that laid out the page does not.
fn hmtx(glyphs: &[&Glyph]) -> Hmtx {
    let metric = |glyph: &&Glyph| LongMetric {
        advance: glyph.advance,
        side_bearing: glyph.outline.as_ref().map_or(0, |outline| outline.bounds.x_min),
    };
    Hmtx { h_metrics: glyphs.iter().map(metric).collect(), left_side_bearings: Vec::new() }
}

fn maxp(glyphs: &[&Glyph]) -> Maxp {
    Maxp {
        num_glyphs: glyphs.len() as u16,
        max_points: Some(drawn(glyphs).map(|(_, outline)| outline.points).max().unwrap_or(0)),
        max_contours: Some(drawn(glyphs).map(|(_, outline)| outline.contours).max().unwrap_or(0)),
        max_composite_points: Some(0),
        max_composite_contours: Some(0),
        max_zones: Some(2),
        max_twilight_points: Some(0),
        max_storage: Some(0),
        max_function_defs: Some(0),
        max_instruction_defs: Some(0),
        max_stack_elements: Some(0),
        max_size_of_instructions: Some(0),
        max_component_elements: Some(0),
        max_component_depth: Some(0),
    }
}

/// The names of family and style, and the face's own copyright notice.
fn names(font: &FontInstance, family: &str) -> Name {
    const WINDOWS: u16 = 3;
    const UNICODE_BMP: u16 = 1;
    const ENGLISH: u16 = 0x409;
    let style = Style::of(font).name;
    let full = if style == "Regular" { family.to_owned() } else { format!("{family} {style}") };
    let names = [
        (NameId::COPYRIGHT_NOTICE, copyright(font)),
        (NameId::FAMILY_NAME, family.to_owned()),
        (NameId::SUBFAMILY_NAME, style.to_owned()),
        (NameId::UNIQUE_ID, full.clone()),
        (NameId::FULL_NAME, full),
        (NameId::VERSION_STRING, "Version 1.000".to_owned()),
        (NameId::POSTSCRIPT_NAME, postscript_name(family, style)),
    ];
    let names = names.into_iter().filter(|(_, text)| !text.is_empty());
    Name::new(
        names.map(|(id, text)| NameRecord::new(WINDOWS, UNICODE_BMP, ENGLISH, id, text.into())).collect(),
    )
}

fn copyright(font: &FontInstance) -> String {
    let mut notices = font.ttf().names().into_iter().filter(|n| n.name_id == name_id::COPYRIGHT_NOTICE);
    let notice = notices.find_map(|name| name.to_string()).unwrap_or_default();
    notice.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_NOTICE).collect()
}

/// A PostScript name has at most 63 characters of ASCII, without spaces and ten others.
fn postscript_name(family: &str, style: &str) -> String {
    let allowed = |c: &char| c.is_ascii_graphic() && !"[](){}<>/%-".contains(*c);
    let family: String = family.chars().filter(allowed).take(50).collect();
    let style: String = style.chars().filter(allowed).collect();
    format!("{}-{style}", if family.is_empty() { "Face" } else { &family })
}

fn os2(font: &FontInstance, used: &UsedGlyphs) -> Os2 {
    let ttf = font.ttf();
    let in_table = |character: Option<(char, u16)>| {
        character.map_or(0, |(c, _)| u16::try_from(u32::from(c)).unwrap_or(u16::MAX))
    };
    let hhea = ttf.tables().hhea;
    let mut os2 = Os2 {
        fs_selection: Style::of(font).selection,
        us_first_char_index: in_table(used.characters().next()),
        us_last_char_index: in_table(used.characters().last()),
        s_typo_ascender: hhea.ascender,
        s_typo_descender: hhea.descender,
        s_typo_line_gap: hhea.line_gap,
        us_win_ascent: hhea.ascender.max(0) as u16,
        us_win_descent: hhea.descender.min(0).unsigned_abs(),
        ..Os2::default()
    };
    if let Some(source) = ttf.tables().os2 {
        os2.us_weight_class = source.weight().to_number();
        os2.us_width_class = source.width().to_number();
        os2.fs_type = os2_field(font, 8).unwrap_or(0);
        os2.s_typo_ascender = source.typographic_ascender();
        os2.s_typo_descender = source.typographic_descender();
        os2.s_typo_line_gap = source.typographic_line_gap();
        os2.us_win_ascent = os2_field(font, 74).unwrap_or(os2.us_win_ascent);
        os2.us_win_descent = os2_field(font, 76).unwrap_or(os2.us_win_descent);
    }
    os2
}

/// A field of the face's own table OS/2: what its licence allows (`fsType`), how far its glyphs reach.
fn os2_field(font: &FontInstance, offset: usize) -> Option<u16> {
    let table = font.ttf().raw_face().table(Tag::from_bytes(b"OS/2"))?;
    table.get(offset..)?.first_chunk().copied().map(u16::from_be_bytes)
}

fn post(font: &FontInstance) -> Post {
    let ttf = font.ttf();
    let underline = ttf.underline_metrics();
    Post {
        version: Version16Dot16::VERSION_3_0,
        italic_angle: Fixed::from_f64(ttf.italic_angle().into()),
        underline_position: FWord::new(underline.map_or(0, |line| line.position)),
        underline_thickness: FWord::new(underline.map_or(0, |line| line.thickness)),
        is_fixed_pitch: ttf.is_monospaced().into(),
        ..Post::default()
    }
}
