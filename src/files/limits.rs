//! How many bytes of a file of each kind are read, and how much of a folder is looked through. A file that
//! has more is refused before it is read.
//!
//! Each number is far above what files of its kind have, and low enough that a file of that size is read in
//! the memory of a small machine.

/// A data file. That of a report is some 10 KiB; the parser of YAML takes up to 20 times as much memory.
pub const DATA_FILE: u64 = 4 << 20;

/// A list, of files or of agencies: some 100,000 lines.
pub const LIST: u64 = 16 << 20;

/// A table of reports: `.xlsx` and `.ods` as they are packed, or `.csv`.
pub const TABLE: u64 = 64 << 20;

/// A file of a template folder. The largest of the built-in ones has 30 KiB.
pub const TEMPLATE: u64 = 4 << 20;

/// A Word file whose page and styles a draft takes over. Without text it has some 50 KiB, with pictures in
/// its headers some hundred more.
pub const REFERENCE: u64 = 16 << 20;

/// The build manifest of one report: some hundred bytes for each of its outputs.
pub const MANIFEST: u64 = 1 << 20;

/// An output that is compared with what it would be now. Reports have some 100 KiB; what a draft's author has
/// put into one by hand may be pictures.
pub const OUTPUT: u64 = 256 << 20;

/// A font file. It is mapped and not read; its tables are found by offsets of 32 bits.
pub const FONT: u64 = u32::MAX as u64;

/// A configuration file of fontconfig. Those of a system have a few KiB.
pub const FONT_CONFIGURATION: u64 = 1 << 20;

/// A picture in a report. A photograph of 12 million pixels has some 5 MB.
pub const PICTURE: u64 = 10 << 20;

/// All pictures of a report. The web page holds them, and is a third longer than they are.
pub const ALL_PICTURES: u64 = 32 << 20;

/// Folders inside a folder of reports or fonts, one inside the other.
pub const MAX_DEPTH: usize = 64;

/// Files and folders, of any name, in a folder of reports or fonts and the folders in it. A whole country's
/// agencies of one year are some 200,000.
pub const MAX_ENTRIES: usize = 1_000_000;

/// A number of bytes as messages give it.
pub fn in_words(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} 字节"),
        1024..1_048_576 => with_unit(bytes, 1024, "KB"),
        _ => with_unit(bytes, 1 << 20, "MB"),
    }
}

/// With one decimal, unless it is zero.
fn with_unit(bytes: u64, unit: u64, name: &str) -> String {
    let tenths = bytes.saturating_mul(10) / unit;
    match tenths % 10 {
        0 => format!("{} {name}", tenths / 10),
        tenth => format!("{}.{tenth} {name}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_in_the_largest_unit_that_fits() {
        let sizes = [(0, "0 字节"), (1023, "1023 字节"), (1536, "1.5 KB"), (4 << 20, "4 MB")];
        for (bytes, text) in sizes {
            assert_eq!(in_words(bytes), text);
        }
        assert_eq!(in_words(100_000_000), "95.3 MB");
    }
}
