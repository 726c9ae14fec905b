//! Font files by their tables: a sound face of three glyphs whose names, character table, counts and directory
//! may say anything, alone or in a collection.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use nianbao::fonts::{Faces, FontOptions, Fonts, ROLES};

const FAMILY: &str = "Fuzz";

fuzz_target!(|file: FontFile| {
    let bytes = file.bytes();
    nianbao_fuzz::keep(&bytes);
    let path = nianbao_fuzz::file("fuzz.ttf", &bytes);
    let mut options = FontOptions::bundled_only();
    // No face but this one.
    options.bundled = Some(path.with_file_name("none"));
    options.paths = vec![path];
    let faces: BTreeMap<_, _> = ROLES
        .map(|role| {
            (
                role,
                Faces {
                    families: vec![FAMILY.into()],
                    word: FAMILY.into(),
                    alternatives: Vec::new(),
                    word_class: None,
                },
            )
        })
        .into();
    match Fonts::load(&faces, &BTreeMap::new(), &options) {
        Ok(fonts) => {
            for role in ROLES {
                let text = "一丁A１。\u{10FFFF}\u{E0100}é";
                let missing = fonts.missing(role, text);
                assert!(missing.iter().all(|c| text.contains(*c)), "{missing:?}");
                fonts.chain(role).iter().for_each(|face| {
                    face.has('一');
                });
            }
            fonts.listing();
            fonts.notices().iter().for_each(|notice| assert!(!notice.to_string().is_empty()));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

#[derive(Arbitrary, Debug)]
struct FontFile {
    /// How many faces a collection says it has, and where it says they are; none for a face alone.
    collection: Option<(u32, Vec<u32>)>,
    names: Vec<NameRecord>,
    with_own_name: bool,
    characters: Characters,
    counts: Counts,
    outlines: Outlines,
    directory: Vec<(u8, DirectoryEdit)>,
    /// Bytes that are changed once all is put together.
    damage: Vec<(u16, u8)>,
    cut: Option<u16>,
}

#[derive(Arbitrary, Debug)]
struct NameRecord {
    platform: u8,
    encoding: u8,
    id: u8,
    text: Vec<u8>,
    /// Length and place that the record gives, where they are not those of its text.
    elsewhere: Option<(u16, u16)>,
}

/// The table of characters.
#[derive(Arbitrary, Debug)]
enum Characters {
    None,
    /// Format 12 and 13: groups of characters, each to a glyph.
    Groups(bool, Vec<(u32, u32, u32)>, Option<u32>),
    /// Format 4: segments of characters.
    Segments(Vec<(u16, u16, u16, u16)>, Option<u16>),
    /// Format 6 and 10.
    Trimmed(u16, Vec<u16>, Option<u16>),
    /// Format 14: variants.
    Variants(Vec<(u32, u32, u32)>),
    Any(u16, Vec<u8>),
}

#[derive(Arbitrary, Debug)]
struct Counts {
    units_per_em: Option<u16>,
    glyphs: Option<u16>,
    advances: Option<u16>,
    long_offsets: bool,
    licence: u16,
    weight: u16,
    os2: Option<u8>,
}

#[derive(Arbitrary, Debug)]
enum Outlines {
    Sound,
    /// Places of the glyphs.
    Places(Vec<u16>),
    /// Compact outlines of these bytes.
    Compact(Vec<u8>),
    None,
}

#[derive(Arbitrary, Debug)]
enum DirectoryEdit {
    Offset(u32),
    Length(u32),
    Count(u16),
    Name([u8; 4]),
    /// The entry stands a second time.
    Twice,
    Missing,
}

/// Big-endian bytes.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn u16(&mut self, numbers: &[u16]) -> &mut Self {
        self.0.extend(numbers.iter().flat_map(|n| n.to_be_bytes()));
        self
    }

    fn u32(&mut self, numbers: &[u32]) -> &mut Self {
        self.0.extend(numbers.iter().flat_map(|n| n.to_be_bytes()));
        self
    }
}

fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

fn long(length: usize) -> u32 {
    u32::try_from(length).expect("inputs of the engine are small")
}

impl FontFile {
    fn bytes(&self) -> Vec<u8> {
        // A collection has its faces behind its head.
        let mut out = Bytes::default();
        if let Some((count, places)) = &self.collection {
            out.u32(&[u32::from_be_bytes(*b"ttcf"), 0x0001_0000, *count]);
            out.u32(&[12 + 4 * (1 + long(places.len()))]).u32(places);
        }
        self.face(&mut out);
        let mut bytes = out.0;
        for (at, byte) in self.damage.iter().take(8) {
            let at = usize::from(*at) % bytes.len();
            bytes[at] = *byte;
        }
        if let Some(cut) = self.cut {
            bytes.truncate(usize::from(cut));
        }
        bytes
    }

    fn face(&self, out: &mut Bytes) {
        let mut tables = self.tables();
        for (which, edit) in self.directory.iter().take(4) {
            let index = usize::from(*which) % tables.len();
            match edit {
                DirectoryEdit::Name(name) => tables[index].0 = *name,
                DirectoryEdit::Twice => {
                    let (name, content) = &tables[index];
                    tables.push((*name, content.clone()));
                }
                DirectoryEdit::Missing if tables.len() > 1 => drop(tables.remove(index)),
                _ => {}
            }
        }
        let count = self.directory.iter().find_map(|(_, edit)| match edit {
            DirectoryEdit::Count(count) => Some(*count),
            _ => None,
        });
        out.u32(&[0x0001_0000]).u16(&[count.unwrap_or(short(tables.len())), 0, 0, 0]);
        let mut offset = out.0.len() + 16 * tables.len();
        for (index, (name, content)) in tables.iter().enumerate() {
            let (mut from, mut length) = (long(offset), long(content.len()));
            for (which, edit) in &self.directory {
                match edit {
                    _ if usize::from(*which) % tables.len() != index => {}
                    DirectoryEdit::Offset(edited) => from = *edited,
                    DirectoryEdit::Length(edited) => length = *edited,
                    _ => {}
                }
            }
            out.0.extend(name);
            out.u32(&[0, from, length]);
            offset += content.len();
        }
        tables.iter().for_each(|(_, content)| out.0.extend(content));
    }

    fn tables(&self) -> Vec<([u8; 4], Vec<u8>)> {
        let counts = &self.counts;
        let glyphs = counts.glyphs.unwrap_or(3);
        let mut tables = vec![
            (*b"OS/2", self.os2()),
            (*b"cmap", self.characters.bytes()),
            (*b"head", self.head()),
            (*b"hhea", self.hhea()),
            (*b"hmtx", Bytes::default().u16(&[1000, 0, 1000, 0, 500, 0]).0.clone()),
            (*b"maxp", Bytes::default().u32(&[0x5000]).u16(&[glyphs]).0.clone()),
            (*b"name", self.name()),
        ];
        let glyph = Bytes::default().u16(&[0, 0, 0, 1000, 1000]).0.clone();
        match &self.outlines {
            Outlines::Sound => {
                tables.push((*b"glyf", glyph));
                tables.push((*b"loca", Bytes::default().u16(&[0, 5, 5, 5]).0.clone()));
            }
            Outlines::Places(places) => {
                tables.push((*b"glyf", glyph));
                tables.push((*b"loca", Bytes::default().u16(places).0.clone()));
            }
            Outlines::Compact(bytes) => tables.push((*b"CFF ", bytes.clone())),
            Outlines::None => {}
        }
        tables
    }

    fn head(&self) -> Vec<u8> {
        let mut head = Bytes::default();
        head.u32(&[0x0001_0000, 0x0001_0000, 0, 0x5F0F_3CF5]);
        head.u16(&[0, self.counts.units_per_em.unwrap_or(1000)]).u32(&[0, 0, 0, 0]);
        head.u16(&[0, 0, 1000, 1000, 0, 8, 2, u16::from(self.counts.long_offsets), 0]);
        head.0
    }

    fn hhea(&self) -> Vec<u8> {
        let mut hhea = Bytes::default();
        hhea.u32(&[0x0001_0000]).u16(&[880, 120, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0]);
        hhea.u16(&[self.counts.advances.unwrap_or(3)]);
        hhea.0
    }

    fn os2(&self) -> Vec<u8> {
        let mut os2 = Bytes::default();
        os2.u16(&[4, 1000, self.counts.weight, 5, self.counts.licence]).u16(&[0; 43]);
        if let Some(length) = self.counts.os2 {
            os2.0.truncate(usize::from(length));
        }
        os2.0
    }

    fn name(&self) -> Vec<u8> {
        let own: Vec<u8> = FAMILY.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let mut texts = Vec::new();
        let mut records = Bytes::default();
        let mut count = 0;
        if self.with_own_name {
            records.u16(&[3, 1, 0x409, 1, short(own.len()), 0]);
            texts.extend(own);
            count += 1;
        }
        for record in &self.names {
            let (length, place) = record.elsewhere.unwrap_or((short(record.text.len()), short(texts.len())));
            let id = if record.id < 128 { 1 } else { u16::from(record.id) };
            records.u16(&[
                u16::from(record.platform % 5),
                u16::from(record.encoding % 32),
                0,
                id,
                length,
                place,
            ]);
            texts.extend(&record.text);
            count += 1;
        }
        let mut name = Bytes::default();
        name.u16(&[0, count, 6 + short(records.0.len())]);
        name.0.extend(records.0);
        name.0.extend(texts);
        name.0
    }
}

impl Characters {
    fn bytes(&self) -> Vec<u8> {
        let mut table = Bytes::default();
        match self {
            Self::None => return Vec::new(),
            Self::Groups(many, groups, count) => {
                table.u16(&[if *many { 13 } else { 12 }, 0]).u32(&[16 + 12 * long(groups.len()), 0]);
                table.u32(&[count.unwrap_or(long(groups.len()))]);
                groups.iter().for_each(|(start, end, glyph)| {
                    table.u32(&[*start, *end, *glyph]);
                });
            }
            Self::Segments(segments, count) => {
                let double = count.unwrap_or(short(2 * segments.len()));
                let of =
                    |pick: fn(&(u16, u16, u16, u16)) -> u16| segments.iter().map(pick).collect::<Vec<_>>();
                table.u16(&[4, 16 + 8 * short(segments.len()), 0, double, 0, 0, 0]);
                table.u16(&of(|s| s.1)).u16(&[0]).u16(&of(|s| s.0)).u16(&of(|s| s.2)).u16(&of(|s| s.3));
            }
            Self::Trimmed(first, glyphs, count) => {
                let count = count.unwrap_or(short(glyphs.len()));
                table.u16(&[6, 10 + 2 * short(glyphs.len()), 0, *first, count]).u16(glyphs);
            }
            Self::Variants(records) => {
                table.u16(&[14]).u32(&[10 + 11 * long(records.len()), long(records.len())]);
                for (selector, default, other) in records {
                    table.0.extend(&selector.to_be_bytes()[1..]);
                    table.u32(&[*default, *other]);
                }
            }
            Self::Any(format, bytes) => {
                table.u16(&[*format]).0.extend(bytes);
            }
        }
        let encoding = if matches!(self, Self::Variants(_)) { [0, 5] } else { [3, 10] };
        let mut cmap = Bytes::default();
        cmap.u16(&[0, 1]).u16(&encoding).u32(&[12]).0.extend(&table.0);
        cmap.0
    }
}
