//! Font files that lie about themselves, given by `--font-path` under the name of a family that the layout asks
//! for: the run says what is wrong with them, or sets the report without them, and goes on.
//!
//! ```text
//! a face    head: number of tables
//!           directory: 16 bytes for each table: name, sum, offset, length
//!           tables
//! ```

use crate::{Attack, HEAD, tools};

const FACE: &str = "fonts/LiberationSerif-Regular.ttf";

/// Bytes of a sound face, to be made unsound.
struct Face(Vec<u8>);

impl Face {
    fn sound() -> Self {
        Self(std::fs::read(tools::repository(FACE)).unwrap())
    }

    fn number(&self, at: usize) -> usize {
        u32::from_be_bytes(self.0[at..at + 4].try_into().unwrap()) as usize
    }

    fn set(mut self, at: usize, number: u32) -> Self {
        self.0[at..at + 4].copy_from_slice(&number.to_be_bytes());
        self
    }

    /// Where the directory has a table: its name, 8 bytes on its offset, then its length.
    fn entry(&self, table: &[u8; 4]) -> usize {
        let tables = usize::from(u16::from_be_bytes([self.0[4], self.0[5]]));
        (0..tables).map(|i| 12 + 16 * i).find(|&at| &self.0[at..at + 4] == table).unwrap()
    }

    fn with_offset(self, table: &[u8; 4], offset: u32) -> Self {
        let at = self.entry(table) + 8;
        self.set(at, offset)
    }

    fn with_length(self, table: &[u8; 4], length: u32) -> Self {
        let at = self.entry(table) + 12;
        self.set(at, length)
    }

    /// Every byte of the table from this one on is this.
    fn filled(mut self, table: &[u8; 4], from: usize, byte: u8) -> Self {
        let entry = self.entry(table);
        let (offset, length) = (self.number(entry + 8), self.number(entry + 12));
        self.0[offset + from..offset + length].fill(byte);
        self
    }
}

/// What a case does to a face.
type Edit = fn(Face) -> Face;

const DAMAGED: [(&str, Edit); 12] = [
    ("cut in its directory", |face| Face(face.0[..100].to_vec())),
    ("cut in its outlines", |face| Face(face.0[..200_000].to_vec())),
    ("65,535 tables", |face| {
        let version_of_tables = u32::from_be_bytes([0xFF, 0xFF, 0, 0]);
        face.set(4, version_of_tables)
    }),
    ("a collection of four billion faces", |face| {
        face.set(0, u32::from_be_bytes(*b"ttcf")).set(4, 0x0001_0000).set(8, u32::MAX)
    }),
    ("names beyond the end", |face| face.with_offset(b"name", u32::MAX)),
    ("names of four gigabytes", |face| face.with_length(b"name", u32::MAX)),
    ("characters beyond the end", |face| face.with_offset(b"cmap", u32::MAX - 3)),
    ("a table of characters full of 255", |face| face.filled(b"cmap", 4, 255)),
    ("places of glyphs that run backwards", |face| face.filled(b"loca", 0, 0x80)),
    ("outlines full of 255", |face| face.filled(b"glyf", 0, 255)),
    ("outlines of the names", |face| {
        let names = face.number(face.entry(b"name") + 8);
        face.with_offset(b"glyf", u32::try_from(names).unwrap())
    }),
    ("advances beyond the end", |face| face.filled(b"hhea", 34, 255)),
];

#[test]
fn a_face_that_lies_ends_no_run() {
    let attack = Attack::new();
    attack.file("a.yaml", format!("{HEAD}总体情况: Windows 11 fi, 2024, AV To\n"));
    for (what, edit) in DAMAGED {
        attack.file("face.ttf", edit(Face::sound()).0);
        let fonts = attack.run(&["fonts", "--no-system-fonts", "--font-path", "face.ttf"]);
        assert!([0, 1, 2].contains(&fonts.is_calm().status), "{what}: {fonts}");
        fonts.within(100, 10);
        let run = attack.run(&["build", "a.yaml", "-o", "out", "--font-path", "face.ttf"]);
        run.is_calm().within(250, 30);
        let failed = run.status != 0 && run.stderr.contains("a.yaml");
        assert!(run.status == 0 || failed, "{what}: {run}");
    }
}

/// The engines open what the reader of names has let pass, so a report is only as sound as the face: this one
/// must not fail because another file of the folder is damaged.
#[test]
fn a_damaged_face_in_a_folder_of_faces_is_left_out() {
    let attack = Attack::new();
    attack.file("a.yaml", HEAD);
    for (number, (_, edit)) in DAMAGED.iter().enumerate().take(6) {
        attack.file(&format!("faces/{number}.ttf"), edit(Face::sound()).0);
    }
    attack.file("faces/z.ttf", Face::sound().0);
    attack.run(&["build", "a.yaml", "-o", "out", "--font-path", "faces"]).exits(0).within(250, 30);
}
