//! Any bytes as a picture of a report. What is taken has a size that a page can show, and an SVG is one again
//! after its text has got another face.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianbao::picture::{MAX_PIXELS, Picture, PictureKind};

fuzz_target!(|bytes: &[u8]| {
    let Ok(picture) = Picture::read(bytes.to_vec()) else { return };
    let (width, height) = picture.size_px();
    assert!(width > 0 && height > 0);
    assert!(picture.kind() == PictureKind::Svg || u64::from(width) * u64::from(height) <= MAX_PIXELS);
    let (width, height) = picture.size_pt();
    assert!(width.is_finite() && height.is_finite() && width > 0.0 && height > 0.0);
    let drawn = picture.in_family("Shu Song", &|c| c).expect("it was read before");
    assert!(Picture::read(drawn.bytes().to_vec()).is_ok(), "the drawing can no longer be read");
});
