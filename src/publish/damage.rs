//! Outputs that a machine has damaged, not a hand.
//!
//! After a power cut a file may be there by name and length, with a part of its bytes missing: zeros, or
//! nothing after some block. What somebody has edited and saved is complete in its own way: a PDF has its
//! end mark, a Word file or an OFD the directory of its archive. So an output that is not as it was written
//! counts as damaged if it has only zeros, or begins as its kind does and lacks the end that every file of
//! this kind has. (One that begins otherwise is something else: a Word file with a password is no archive.)

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::files::{self, ReadError, limits};

/// Where the end mark of a PDF must stand, counted from the end (PDF 1.7, Annex H, note 18), and that of the
/// other kinds, after which an editor may leave blanks or a comment.
const TAIL: u64 = 1024;

/// The end of a ZIP archive without its comment, and the longest comment (APPNOTE 4.3.16).
const ZIP_END: usize = 22;
const ZIP_TAIL: u64 = ZIP_END as u64 + 65_535;

/// True if a file has nothing in it but zeros, or the beginning of its kind and not the end. A kind is known
/// by what the name ends in; of others nothing is known.
pub(super) fn is_damaged(path: &Path, file: &mut File) -> io::Result<bool> {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let has = |tail: &[u8], mark: &[u8]| tail.windows(mark.len()).any(|bytes| bytes == mark);
    let start = start(file)?;
    let begins = |kind: &[u8]| start.starts_with(kind) || start.starts_with(&[0]);
    let lacks_end = match name.rsplit('.').next() {
        Some("pdf") => begins(b"%PDF") && !has(&tail(file, TAIL)?, b"%%EOF"),
        Some("png") => begins(b"\x89PNG") && !has(&tail(file, TAIL)?, b"IEND"),
        Some("docx" | "ofd" | "xlsx") => begins(b"PK") && !has_zip_end(file)?,
        // A fragment ends with any tag.
        Some("html") if name.ends_with(".fragment.html") => {
            begins(b"<") && !tail(file, TAIL)?.trim_ascii_end().ends_with(b">")
        }
        Some("html") => begins(b"<") && !has(&tail(file, TAIL)?.to_ascii_lowercase(), b"</html"),
        _ => false,
    };
    Ok(lacks_end || is_zero(file)?)
}

/// The first bytes of a file.
fn start(file: &mut File) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    let mut start = Vec::new();
    file.take(8).read_to_end(&mut start)?;
    Ok(start)
}

/// The last bytes of a file.
fn tail(file: &mut File, bytes: u64) -> io::Result<Vec<u8>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(bytes)))?;
    let mut tail = Vec::new();
    file.take(bytes).read_to_end(&mut tail)?;
    Ok(tail)
}

/// True if the end of a ZIP archive is there, and the directory of its entries where that end says.
fn has_zip_end(file: &mut File) -> io::Result<bool> {
    let tail = tail(file, ZIP_TAIL)?;
    let length = file.seek(SeekFrom::End(0))?;
    let ends = tail.windows(ZIP_END).enumerate().rev().filter(|(_, end)| end.starts_with(b"PK\x05\x06"));
    for (at, end) in ends {
        let number =
            |at: usize| u64::from(u32::from_le_bytes([end[at], end[at + 1], end[at + 2], end[at + 3]]));
        let (size, start) = (number(12), number(16));
        let place = length - tail.len() as u64 + at as u64;
        if start + size <= place {
            let mut signature = [0; 4];
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut signature)?;
            return Ok(&signature == b"PK\x01\x02");
        }
    }
    Ok(false)
}

fn is_zero(file: &mut File) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    has_nothing_beside(file, &[])
}

/// True if a file was written from these bytes, as a whole or in part, and holds nothing else.
pub(super) fn is_part_of(path: &Path, bytes: &[u8]) -> Result<bool, ReadError> {
    let mut file = files::open(path, limits::OUTPUT)?;
    has_nothing_beside(&mut file, bytes).map_err(|e| ReadError { path: path.to_path_buf(), cause: e.into() })
}

/// True if every byte of a file is zero or the one that `bytes` has at its place.
fn has_nothing_beside(file: &mut File, bytes: &[u8]) -> io::Result<bool> {
    let mut rest = bytes;
    let mut block = vec![0; 1 << 16];
    loop {
        let read = match file.read(&mut block) {
            Ok(0) => return Ok(true),
            Ok(read) => read,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        let (same, later) = rest.split_at(read.min(rest.len()));
        let known = same.iter().chain(std::iter::repeat(&0));
        if block[..read].iter().zip(known).any(|(byte, known)| *byte != 0 && byte != known) {
            return Ok(false);
        }
        rest = later;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damaged(name: &str, bytes: &[u8]) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        is_damaged(&path, &mut File::open(&path).unwrap()).unwrap()
    }

    /// An archive of one entry whose name and content are empty: 30 bytes, its directory, the end.
    fn archive() -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.resize(30, 0);
        bytes.extend(b"PK\x01\x02");
        bytes.resize(30 + 46, 0);
        bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        bytes.extend([46, 0, 0, 0, 30, 0, 0, 0, 0, 0]);
        bytes
    }

    #[test]
    fn a_file_without_the_end_of_its_kind_is_damaged() {
        let png = b"\x89PNG\r\n\x1a\n....\0\0\0\0IEND\xAE\x42\x60\x82";
        let whole: [(&str, &[u8]); 6] = [
            ("a.pdf", b"%PDF-1.7 ... startxref 9 %%EOF\n"),
            ("a.png", png),
            ("a.html", b"<!DOCTYPE html><html>...</body></HTML>\n"),
            ("a.fragment.html", b"<article>...</article>\n"),
            ("a.docx", &archive()),
            ("a.ofd", &archive()),
        ];
        for (name, bytes) in whole {
            assert!(!damaged(name, bytes), "{name}");
            // Cut off, its end not written, all of it not written.
            let cut = &bytes[..bytes.len() - 12];
            let zeros = [cut, &[0; 12]].concat();
            for bytes in [cut, &zeros, &vec![0; bytes.len()]] {
                assert!(damaged(name, bytes), "{name}");
            }
        }
        // Edited, and not of the kind that the name says.
        for (name, bytes) in [("a.docx", &b"\xD0\xCF\x11\xE0 with a password"[..]), ("a.html", b"edited")] {
            assert!(!damaged(name, bytes), "{name}");
        }
        assert!(!damaged("a.txt", b"anything") && damaged("a.txt", &[0; 9]));
        // The end of an archive whose directory is missing.
        let mut bytes = archive();
        bytes[30..76].fill(0);
        assert!(damaged("a.docx", &bytes));
    }

    #[test]
    fn what_was_written_in_part_holds_nothing_of_its_own() {
        let nothing = |there: &[u8], bytes: &[u8]| {
            let mut file = tempfile::tempfile().unwrap();
            std::io::Write::write_all(&mut file, there).unwrap();
            file.seek(SeekFrom::Start(0)).unwrap();
            has_nothing_beside(&mut file, bytes).unwrap()
        };
        for there in [&b""[..], b"abcdef", b"abc", b"a\0\0def", b"\0\0\0\0\0\0\0\0\0", b"abcdef\0\0"] {
            assert!(nothing(there, b"abcdef"), "{there:?}");
        }
        for there in [&b"x"[..], b"abcdefg", b"abd"] {
            assert!(!nothing(there, b"abcdef"), "{there:?}");
        }
        let long = vec![7; 200_000];
        assert!(nothing(&long[..150_000], &long) && !nothing(&long, &long[..150_000]));
    }
}
