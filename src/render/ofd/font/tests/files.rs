//! The tables of the written face, and its bytes.

use ttf_parser::{Face, GlyphId};

use super::*;

#[test]
fn widths_characters_and_metrics_are_those_of_the_face() {
    let faces = Faces::default();
    for (file, text) in [
        ("FandolFang-Regular.otf", CHINESE),
        ("FandolKai-Regular.otf", CHINESE),
        ("BaogaoSong.ttf", "年𬭎年报𫖯—"),
        ("BaogaoSong.ttf", "𬭎"),
        ("LiberationSerif-Regular.ttf", LATIN),
        ("LiberationSerif-Bold.ttf", LATIN),
    ] {
        let font = font(file);
        let (used, list) = used(&font, text);
        assert_eq!(list.len(), text.chars().count(), "{file} has the characters of this test");
        let bytes = faces.subset(&font, &used, "NIANBAO7+Face").unwrap();
        let face = Face::parse(&bytes, 0).unwrap();
        assert_eq!(usize::from(face.number_of_glyphs()), used.glyphs().count() + 1, "{file}");
        assert_eq!(face.units_per_em(), font.ttf().units_per_em(), "{file}");
        assert_eq!(face.is_bold(), file.contains("Bold"), "{file}");
        let lines = |face: &Face<'_>| {
            let (hhea, os2) = (face.tables().hhea, face.tables().os2.unwrap());
            let typographic = (os2.typographic_ascender(), os2.typographic_descender());
            (hhea.ascender, hhea.descender, hhea.line_gap, typographic, os2.windows_ascender(), os2.weight())
        };
        assert_eq!(lines(&face), lines(font.ttf()), "{file}");
        for (old, new) in std::iter::once((0, 0)).chain(list.iter().map(|&(_, old, new)| (old, new))) {
            let (old, new) = (GlyphId(old), GlyphId(new));
            assert_eq!(face.glyph_hor_advance(new), font.ttf().glyph_hor_advance(old), "{file}: {old:?}");
            // Where the outline begins, and in a TrueType face so in the face.
            let bearing = face.glyph_hor_side_bearing(new);
            assert_eq!(bearing, Some(face.glyph_bounding_box(new).map_or(0, |b| b.x_min)), "{file}: {old:?}");
            if file.ends_with(".ttf") && new != GlyphId(0) {
                assert_eq!(bearing, font.ttf().glyph_hor_side_bearing(old), "{file}: {old:?}");
            }
        }
        for &(c, _, new) in &list {
            assert_eq!(face.glyph_index(c), Some(GlyphId(new)), "{file}: {c}");
        }
        assert_eq!(face.glyph_index('猫'), None);
    }
}

#[test]
fn the_same_glyphs_give_the_same_bytes() {
    let (fang, latin) = (font("FandolFang-Regular.otf"), font("LiberationSerif-Regular.ttf"));
    let cut = |faces: &Faces| {
        [(&fang, CHINESE), (&latin, LATIN)]
            .map(|(font, text)| faces.subset(font, &used(font, text).0, "Face").unwrap())
    };
    let first = cut(&Faces::default());
    // Threads that convert the same glyphs at once, with one set of faces.
    let faces = Faces::default();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| (0..5).map(|_| cut(&faces)).collect())).collect();
        for thread in threads {
            let results: Vec<_> = thread.join().unwrap();
            assert!(results.into_iter().all(|result| result == first));
        }
    });
    assert_eq!(faces.0.lock().unwrap().len(), 2);
    // Made and changed on 2000-01-01, in seconds from 1904: not today.
    let head =
        Face::parse(&first[0], 0).unwrap().raw_face().table(ttf_parser::Tag::from_bytes(b"head")).unwrap();
    let day = (96_u64 * 365 + 24) * 24 * 60 * 60;
    assert_eq!((&head[20..28], &head[28..36]), (&day.to_be_bytes()[..], &day.to_be_bytes()[..]));
}

#[test]
fn sums_of_the_file_and_its_tables_are_right() {
    let number = |bytes: &[u8]| bytes.iter().fold(0_u32, |n, &byte| n << 8 | u32::from(byte));
    let sum = |bytes: &[u8]| {
        bytes.chunks(4).fold(0_u32, |sum, chunk| sum.wrapping_add(number(chunk) << (8 * (4 - chunk.len()))))
    };
    for (file, text) in [("FandolKai-Regular.otf", CHINESE), ("LiberationSerif-Bold.ttf", LATIN)] {
        let font = font(file);
        let bytes = Faces::default().subset(&font, &used(&font, text).0, "Face").unwrap();
        assert_eq!(bytes[..4], [0, 1, 0, 0]);
        assert_eq!(bytes.len() % 4, 0);
        assert_eq!(sum(&bytes), 0xB1B0_AFBA, "{file}");
        let tables: Vec<&[u8]> = bytes[12..].chunks(16).take(usize::from(bytes[5])).collect();
        let tags: Vec<_> = tables.iter().map(|record| str::from_utf8(&record[..4]).unwrap()).collect();
        assert_eq!(
            tags,
            ["OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"],
            "in the order that readers search in"
        );
        for record in tables {
            let (start, length) = (number(&record[8..12]) as usize, number(&record[12..]) as usize);
            let mut table = bytes[start..start + length].to_vec();
            if &record[..4] == b"head" {
                table[8..12].fill(0);
            }
            assert_eq!(sum(&table), number(&record[4..8]), "{file}: {:?}", str::from_utf8(&record[..4]));
        }
    }
}

#[test]
fn names_go_into_the_tables() {
    let names = |bytes: &[u8]| -> Vec<(u16, String)> {
        let face = Face::parse(bytes, 0).unwrap();
        let names = face.names().into_iter();
        names.map(|name| (name.name_id, name.to_string().unwrap())).filter(|(id, _)| *id > 0).collect()
    };
    let font = font("LiberationSerif-Bold.ttf");
    let used = used(&font, "1").0;
    let cut = |name: &str| names(&Faces::default().subset(&font, &used, name).unwrap());
    let expected = [
        (1, "NIANBAO7+Liberation Serif"),
        (2, "Bold"),
        (3, "NIANBAO7+Liberation Serif Bold"),
        (4, "NIANBAO7+Liberation Serif Bold"),
        (5, "Version 1.000"),
        (6, "NIANBAO7+LiberationSerif-Bold"),
    ];
    let expected = expected.map(|(id, name)| (id, name.to_owned()));
    assert_eq!(cut("NIANBAO7+Liberation Serif"), expected);
    // A PostScript name is ASCII and short.
    let chinese = cut("方正小标宋（简体）/1");
    assert_eq!(chinese[0].1, "方正小标宋（简体）/1");
    assert_eq!(chinese[5].1, "1-Bold");
    assert_eq!(cut("仿宋")[5].1, "Face-Bold");
    assert_eq!(cut(&"x".repeat(3000))[5].1.len(), 55);
}

#[test]
fn a_face_without_characters_is_complete() {
    let font = font("FandolFang-Regular.otf");
    let mut used = UsedGlyphs::default();
    for glyphs in 0..2 {
        let bytes = Faces::default().subset(&font, &used, "Face").unwrap();
        let face = Face::parse(&bytes, 0).unwrap();
        assert_eq!(face.number_of_glyphs(), glyphs + 1);
        assert_eq!(face.tables().cmap.unwrap().subtables.len(), 2);
        assert_eq!(face.glyph_index('一'), None);
        used.id(100, None);
    }
}

#[test]
fn faces_of_one_file_are_kept_apart() {
    let number = |bytes: &[u8]| bytes.iter().fold(0_u32, |n, &byte| n << 8 | u32::from(byte));
    // A collection: where its two faces begin, then these, with the places of their tables moved.
    let mut collection = b"ttcf\0\x01\0\0\0\0\0\x02".to_vec();
    collection.extend([0; 8]);
    for (index, file) in ["LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"].into_iter().enumerate() {
        let mut face = bytes(file);
        let start = collection.len() as u32;
        let tables = usize::from(face[5]);
        for record in face[12..12 + 16 * tables].chunks_mut(16) {
            let moved = number(&record[8..12]) + start;
            record[8..12].copy_from_slice(&moved.to_be_bytes());
        }
        collection[12 + 4 * index..16 + 4 * index].copy_from_slice(&start.to_be_bytes());
        collection.extend(face);
    }
    let faces = Faces::default();
    let fonts: Vec<Font> = Font::iter(Bytes::new(collection)).collect();
    let cuts = fonts.iter().map(|font| {
        let font = instantiate(font.clone());
        faces.subset(&font, &used(&font, LATIN).0, "Face").unwrap()
    });
    let alone = ["LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"].map(|file| {
        let font = font(file);
        Faces::default().subset(&font, &used(&font, LATIN).0, "Face").unwrap()
    });
    assert_eq!(cuts.collect::<Vec<_>>(), alone);
}

#[test]
fn places_of_glyphs_are_found_in_large_faces() {
    use ttf_parser::head::IndexToLocationFormat::{Long, Short};
    let font = font("FandolFang-Regular.otf");
    for (last, is_long) in [(2010, false), (2400, true)] {
        let mut used = UsedGlyphs::default();
        (2000..=last).for_each(|glyph| _ = used.id(glyph, None));
        let bytes = Faces::default().subset(&font, &used, "Face").unwrap();
        let face = Face::parse(&bytes, 0).unwrap();
        // Short ones reach as far as 128 KB.
        assert_eq!(bytes.len() > 128 << 10, is_long);
        assert!(matches!(face.tables().head.index_to_location_format, Long) == is_long);
        assert!(matches!(face.tables().head.index_to_location_format, Short) != is_long);
        for glyph in 2000..=last {
            let drawn = |font: &Face<'_>, glyph| outline(font, glyph).elements().len();
            assert!(drawn(&face, glyph - 1999) >= drawn(font.ttf(), glyph), "{glyph}");
        }
    }
}
