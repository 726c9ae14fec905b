//! Font files as memory.

use std::fs::File;
use std::io;
use std::path::Path;

use memmap2::Mmap;

use crate::files::limits::FONT;
use crate::files::{self, ReadCause};

/// Opens a font file.
pub(super) fn open(file: &Path) -> io::Result<File> {
    files::open(file, FONT).map_err(|error| match error.cause {
        ReadCause::System(error) => error,
        cause => io::Error::new(io::ErrorKind::InvalidInput, cause),
    })
}

/// A file's bytes, mapped.
#[expect(unsafe_code, reason = "a map is the one way not to hold 14 MB of a face for one character")]
pub(super) fn map(file: &Path) -> io::Result<Mmap> {
    let file = open(file)?;
    // SAFETY: sound as long as nobody changes the file while it is mapped. Font files are installed by
    // replacing, not by writing into them; every program that shows text on the machine maps them in the same
    // way.
    unsafe { Mmap::map(&file) }
}
