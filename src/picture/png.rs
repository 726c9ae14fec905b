//! PNG, as far as its chunks: a length, a name of four letters, the data, and a sum of name and data.

use super::{Bitmap, PictureError, PictureKind};

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const METRES_PER_INCH: f64 = 0.0254;

/// Size and resolution, once every chunk up to the last is there and has the sum that is written behind it.
pub(super) fn read(bytes: &[u8]) -> Result<Bitmap, PictureError> {
    let damaged = || PictureError::Damaged(PictureKind::Png);
    let mut rest = bytes.strip_prefix(SIGNATURE).ok_or_else(damaged)?;
    let mut bitmap: Option<Bitmap> = None;
    let mut has_pixels = false;
    loop {
        let (name, data, behind) = chunk(rest).ok_or_else(damaged)?;
        match (name, &mut bitmap) {
            (b"IHDR", None) => {
                let size = (number(data), number(data.get(4..).unwrap_or_default()));
                let (Some(width), Some(height)) = size else { return Err(damaged()) };
                bitmap = Some(Bitmap { width, height, dpi: None });
            }
            // The header comes first, and once.
            (_, None) | (b"IHDR", Some(_)) => return Err(damaged()),
            (b"pHYs", Some(bitmap)) => bitmap.dpi = resolution(data),
            (b"IDAT", Some(_)) => has_pixels = true,
            (b"IEND", Some(_)) => break,
            _ => {}
        }
        rest = behind;
    }
    bitmap.filter(|_| has_pixels).ok_or_else(damaged)
}

/// The first chunk: its name, its data, and what is behind it. None where it is cut off or its sum is wrong.
fn chunk(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let length = usize::try_from(number(bytes)?).ok()?;
    let summed = bytes.get(4..length.checked_add(8)?)?;
    let behind = bytes.get(length + 8..)?;
    let (name, data) = summed.split_at(4);
    (number(behind)? == sum(summed)).then(|| (name, data, &behind[4..]))
}

fn number(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

/// Dots per inch of a `pHYs` chunk: pixels of a unit across and down, and the unit, 1 for the metre.
fn resolution(data: &[u8]) -> Option<(f64, f64)> {
    let dpi = |at: usize| Some(f64::from(number(data.get(at..)?)?) * METRES_PER_INCH);
    Some((dpi(0)?, dpi(4)?)).filter(|_| data.get(8) == Some(&1))
}

/// The CRC-32 of PNG (ISO/IEC 15948, annex D): bit by bit, by way of a table of all bytes.
fn sum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| TABLE[usize::from(sum.to_le_bytes()[0] ^ byte)] ^ (sum >> 8);
    !bytes.iter().fold(u32::MAX, step)
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let mut sum = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_the_standard() {
        // The check value of CRC-32/ISO-HDLC, and the sum behind every IEND.
        assert_eq!(sum(b"123456789"), 0xCBF4_3926);
        assert_eq!(sum(b"IEND"), 0xAE42_6082);
    }
}
