//! Zipped packages, as far as all their readers share.

#[cfg(any(feature = "docx", feature = "import", feature = "ofd"))]
use std::io::Cursor;
#[cfg(any(feature = "docx", feature = "ofd"))]
use std::io::Write;
#[cfg(any(feature = "docx", feature = "import"))]
use std::io::{self, Read};

#[cfg(any(feature = "docx", feature = "import"))]
use zip::ZipArchive;
#[cfg(any(feature = "docx", feature = "import", feature = "ofd"))]
use zip::result::ZipError;
#[cfg(any(feature = "docx", feature = "ofd"))]
use zip::{CompressionMethod, DateTime, System, ZipWriter, write::SimpleFileOptions};

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

/// The parts as a package, in their order; the same bytes for the same parts.
///
/// # Errors
/// A part's name or size is more than a ZIP file can hold.
#[cfg(any(feature = "docx", feature = "ofd"))]
pub(crate) fn zip_parts<'a>(
    parts: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<Vec<u8>, ZipError> {
    // Dates of 1980 and one system for all: nothing of the machine goes in.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .system(System::Unix);
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(64 * 1024)));
    for (name, content) in parts {
        zip.start_file(name, options)?;
        zip.write_all(content).map_err(ZipError::Io)?;
    }
    Ok(zip.finish()?.into_inner())
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
