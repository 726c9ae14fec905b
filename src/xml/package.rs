//! Zipped packages, as far as all their readers share.

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
