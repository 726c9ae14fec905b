//! Pictures as they lie in the package.

/// A picture as a file.
pub(super) struct Bitmap {
    pub format: BitmapFormat,
    pub bytes: Vec<u8>,
}

/// The kinds of pictures that are written, of those that the standard knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BitmapFormat {
    Png,
    Jpeg,
}

impl BitmapFormat {
    /// Its name in the list of resources.
    pub(super) fn name(self) -> &'static str {
        match self {
            BitmapFormat::Png => "PNG",
            BitmapFormat::Jpeg => "JPEG",
        }
    }

    /// What its file's name ends in.
    pub(super) fn ending(self) -> &'static str {
        match self {
            BitmapFormat::Png => "png",
            BitmapFormat::Jpeg => "jpg",
        }
    }
}
