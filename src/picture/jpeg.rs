//! JPEG, as far as its segments: FF, a mark, and for most of them a length and data.
//!
//! ```text
//! FFD8  FFE0 len JFIF, density  FFE1 len Exif, orientation  FFC0 len size  FFDA len scan … FFD9
//! ```
//!
//! Behind FFDA stands the picture itself, in which FF is followed by 00 (an FF of the data) or D0–D7.

use super::{Bitmap, PictureError, PictureKind};

pub(super) const SIGNATURE: &[u8] = b"\xFF\xD8\xFF";
/// The most scans. A progressive JPEG has about ten; each goes over all pixels again.
const MAX_SCANS: usize = 32;
const CM_PER_INCH: f64 = 2.54;

/// Size and resolution, once the picture ends as it should.
pub(super) fn read(bytes: &[u8]) -> Result<Bitmap, PictureError> {
    let damaged = || PictureError::Damaged(PictureKind::Jpeg);
    let mut rest = bytes.get(2..).ok_or_else(damaged)?;
    let (mut size, mut dpi, mut scans) = (None, None, 0);
    loop {
        let mark = mark(&mut rest).ok_or_else(damaged)?;
        if mark == 0xD9 {
            break;
        }
        // Marks without a segment.
        if matches!(mark, 0x01 | 0xD0..=0xD7) {
            continue;
        }
        let data = segment(&mut rest).ok_or_else(damaged)?;
        match mark {
            0xE0 => dpi = dpi.or(density(data)),
            0xE1 if is_turned(data) => return Err(PictureError::Turned),
            0xC0..=0xC2 if size.is_none() => size = Some(frame(data)?),
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF => return Err(PictureError::RareJpeg(mark - 0xC0)),
            0xDA => {
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(PictureError::TooManyScans(MAX_SCANS));
                }
                rest = behind_scan(rest).ok_or_else(damaged)?;
            }
            _ => {}
        }
    }
    let (width, height) = size.filter(|_| scans > 0).ok_or_else(damaged)?;
    Ok(Bitmap { width, height, dpi })
}

/// The next mark; any number of FF may stand before it.
fn mark(rest: &mut &[u8]) -> Option<u8> {
    let after = rest.strip_prefix(b"\xFF")?;
    let fill = after.iter().position(|&byte| byte != 0xFF)?;
    *rest = &after[fill + 1..];
    Some(after[fill])
}

/// The data of a segment, behind its length.
fn segment<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::from(number(rest)?);
    let data = rest.get(2..length)?;
    *rest = &rest[length..];
    Some(data)
}

fn number(bytes: &[u8]) -> Option<u16> {
    bytes.first_chunk().map(|bytes| u16::from_be_bytes(*bytes))
}

/// Width and height of a frame header: precision, height, width, number of colours.
fn frame(data: &[u8]) -> Result<(u32, u32), PictureError> {
    let number = |at: usize| data.get(at..).and_then(number).map(u32::from);
    match (data.first(), number(1), number(3), data.get(5)) {
        (Some(8), Some(height), Some(width), Some(1 | 3)) => Ok((width, height)),
        (Some(8), _, _, Some(4)) => Err(PictureError::Cmyk),
        _ => Err(PictureError::Damaged(PictureKind::Jpeg)),
    }
}

/// The next mark behind the data of a scan.
fn behind_scan(data: &[u8]) -> Option<&[u8]> {
    let is_end = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7);
    data.windows(2).position(is_end).map(|at| &data[at..])
}

/// Dots per inch of a JFIF segment.
fn density(data: &[u8]) -> Option<(f64, f64)> {
    let data = data.strip_prefix(b"JFIF\0")?;
    let (x, y) = (number(data.get(3..)?)?, number(data.get(5..)?)?);
    let scale = match data.get(2)? {
        1 => 1.0,
        2 => CM_PER_INCH,
        _ => return None,
    };
    Some((f64::from(x) * scale, f64::from(y) * scale))
}

/// True if an Exif segment says that the picture is to be turned or mirrored.
fn is_turned(data: &[u8]) -> bool {
    orientation(data).is_some_and(|orientation| (2..=8).contains(&orientation))
}

/// The entry 0x0112 of the first directory: Exif is a TIFF file, of either order of bytes.
fn orientation(data: &[u8]) -> Option<u16> {
    let tiff = data.strip_prefix(b"Exif\0\0")?;
    let little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        usize::try_from(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }).ok()
    };
    let directory = long(4)?;
    let count = usize::from(short(directory)?);
    // An entry has 12 bytes: tag, type, count, value.
    let entries = (0..count).map_while(|i| directory.checked_add(2 + 12 * i));
    let at = entries.take_while(|&at| short(at).is_some()).find(|&at| short(at) == Some(0x0112))?;
    short(at.checked_add(8)?)
}
