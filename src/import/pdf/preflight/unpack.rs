//! What a stream unpacks to, and how much that is, with an end to it.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::super::error::PdfError;
use super::super::limits::MAX_STREAM;

/// A stream unpacked.
pub(super) struct Unpacked {
    pub size: usize,
    /// Its bytes where they are known.
    pub bytes: Vec<u8>,
}

/// Whether a filter makes more of its bytes.
pub(super) fn is_packing(filter: &[u8]) -> bool {
    matches!(filter, b"FlateDecode" | b"Fl" | b"LZWDecode" | b"LZW" | b"RunLengthDecode" | b"RL")
}

/// Unpacks a stream; none if that cannot be done here: a filter that is not known, or damaged bytes, of which
/// the interpreter may make more.
///
/// # Errors
/// It unpacks to more than a stream may have.
pub(super) fn stream(filter: &[u8], data: &[u8]) -> Result<Option<Unpacked>, PdfError> {
    let unpacked = match filter {
        // Some programs leave out the head.
        b"FlateDecode" | b"Fl" => {
            inflate(ZlibDecoder::new(data)).or_else(|| inflate(DeflateDecoder::new(data)))
        }
        b"LZWDecode" | b"LZW" => Some(Unpacked { size: lzw_size(data), bytes: Vec::new() }),
        // Two bytes make 128 at most.
        b"RunLengthDecode" | b"RL" => {
            Some(Unpacked { size: data.len().saturating_mul(64), bytes: Vec::new() })
        }
        _ => None,
    };
    if unpacked.as_ref().is_some_and(|unpacked| unpacked.size > MAX_STREAM) {
        return Err(PdfError::too_large("一段内容解压后的大小", format_args!("{} MB", MAX_STREAM >> 20)));
    }
    Ok(unpacked)
}

/// What can be unpacked, up to one byte more than a stream may have.
fn inflate(reader: impl Read) -> Option<Unpacked> {
    let mut bytes = Vec::new();
    reader.take(MAX_STREAM as u64 + 1).read_to_end(&mut bytes).ok()?;
    Some(Unpacked { size: bytes.len(), bytes })
}

/// How many bytes an LZW stream unpacks to: each code stands for the text of an earlier one and a byte more.
fn lzw_size(data: &[u8]) -> usize {
    const CLEAR: usize = 256;
    const END: usize = 257;
    /// Codes have twelve bits at most.
    const MOST: usize = 4096;
    let mut lengths: Vec<usize> = vec![1; 258];
    let (mut size, mut before) = (0_usize, None);
    let (mut bits, mut buffer, mut width) = (0_u32, 0_u32, 9_u32);
    for byte in data {
        buffer = (buffer << 8 | u32::from(*byte)) & 0xFF_FFFF;
        bits += 8;
        if bits < width {
            continue;
        }
        let code = (buffer >> (bits - width)) as usize & ((1 << width) - 1);
        bits -= width;
        if code == END {
            break;
        }
        if code == CLEAR {
            lengths.truncate(258);
            (before, width) = (None, 9);
            continue;
        }
        let length = match (lengths.get(code), before) {
            (Some(length), _) => *length,
            (None, Some(before)) => before + 1,
            (None, None) => break,
        };
        if let Some(before) = before
            && lengths.len() < MOST
        {
            lengths.push(before + 1);
        }
        before = Some(length);
        size = size.saturating_add(length);
        width = match lengths.len() + 1 {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
    }
    size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_lzw_is_known_without_unpacking() {
        // The example of the specification (ISO 32000-1, 7.4.4.2): 45 45 45 45 45 65 45 45 45 66.
        assert_eq!(lzw_size(&[0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01]), 10);
    }

    #[test]
    fn a_stream_that_grows_without_end_is_refused() {
        use std::io::Write;
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..=MAX_STREAM >> 20 {
            packed.write_all(&vec![0; 1 << 20]).unwrap();
        }
        let packed = packed.finish().unwrap();
        assert!(matches!(stream(b"FlateDecode", &packed), Err(PdfError::TooLarge { .. })));
    }
}
