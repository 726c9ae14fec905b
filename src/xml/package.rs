//! Zipped packages, as far as all their readers share.

#[cfg(any(feature = "docx", feature = "import"))]
use std::io::{self, Cursor, Read};

#[cfg(any(feature = "docx", feature = "import"))]
use zip::{ZipArchive, result::ZipError};

/// What every entry of a ZIP file's directory begins with.
const ENTRY: &[u8] = b"PK\x01\x02";
/// The bytes of the shortest entry.
const MIN_ENTRY: usize = 46;

/// True if a ZIP file lists more parts than `most`. A reader of ZIP files keeps some hundred bytes for each
/// part before it says how many there are, ten times what they take in the file; so they are counted first,
/// and in all of the file, as its own count need not be true.
pub(crate) fn has_more_parts(bytes: &[u8], most: usize) -> bool {
    bytes.len() / MIN_ENTRY > most && bytes.windows(ENTRY.len()).filter(|w| *w == ENTRY).nth(most).is_some()
}

/// Why a part of a package is not read.
#[cfg(any(feature = "docx", feature = "import"))]
#[derive(Debug)]
pub(crate) enum PartError {
    /// It inflates to more than was allowed.
    TooLarge,
    /// The package does not give it.
    Package(ZipError),
    /// It does not inflate.
    Inflate(io::Error),
}

/// The bytes of a part of a package, at most so many; none where there is no such part. What the directory
/// says of its size is not to be trusted: the limit counts what comes out.
#[cfg(any(feature = "docx", feature = "import"))]
pub(crate) fn read_part(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    limit: usize,
) -> Result<Option<Vec<u8>>, PartError> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(PartError::Package(error)),
    };
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(PartError::Inflate)?;
    if bytes.len() > limit { Err(PartError::TooLarge) } else { Ok(Some(bytes)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_in_the_directory() {
        let zip = [&b"PK\x03\x04 local"[..], &[&b"PK\x01\x02"[..], &[0; 42]].concat().repeat(3)].concat();
        assert!(has_more_parts(&zip, 2));
        assert!(!has_more_parts(&zip, 3));
        assert!(!has_more_parts(b"", 0));
    }
}
