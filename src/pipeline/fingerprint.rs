//! All that decides the bytes of an output, as one hash. If it equals the hash in the manifest, the output is
//! up to date and is not made again.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::{BuildOptions, Format, OnErrors};
use crate::date::Date;
use crate::fonts::{Face, Fonts, ROLES};
use crate::yaml::Source;

/// What all reports of a run share: program version, templates, faces, options.
pub(super) fn of_run(options: &BuildOptions, templates: &[&str], fonts: &Fonts) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    field(&mut hasher, env!("CARGO_PKG_VERSION").as_bytes());
    for template in templates {
        field(&mut hasher, template.as_bytes());
    }
    for role in ROLES {
        for face in fonts.chain(role) {
            field(&mut hasher, face.key().as_bytes());
            // A face that can no longer be read makes rendering fail, so it need not be an error here.
            field(&mut hasher, &directory(face).unwrap_or_default());
        }
    }
    let draft = options.on_errors == OnErrors::Draft;
    field(&mut hasher, format!("{draft:?} {:?} {:?}", options.date.map(Date::iso), options.chart).as_bytes());
    hasher
}

/// What one output of one report is made from.
pub(super) fn of_output(
    run: &blake3::Hasher,
    options: &BuildOptions,
    source: Option<&Source>,
    previous: Option<&Source>,
    format: Format,
) -> blake3::Hash {
    let mut hasher = run.clone();
    field(&mut hasher, format.as_str().as_bytes());
    #[cfg(not(any(feature = "pdf", feature = "docx")))]
    let _ = options;
    let own = match format {
        #[cfg(feature = "pdf")]
        Format::Pdf => format!("{:?}", options.pdf.standards),
        #[cfg(feature = "docx")]
        Format::Docx => format!("{:?}", options.docx),
        _ => String::new(),
    };
    field(&mut hasher, own.as_bytes());
    field(&mut hasher, source.map_or("", Source::text).as_bytes());
    field(&mut hasher, previous.map_or("", Source::text).as_bytes());
    hasher.finalize()
}

/// A field with its length before it, so that no two lists of fields look alike.
fn field(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    hasher.update(&(bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}

/// The table directory of a face and the length of its file. The directory holds a checksum of every table
/// (OpenType, "Table Directory"), so this kilobyte changes with the content of a file of up to 50 MB.
fn directory(face: &Face) -> io::Result<Vec<u8>> {
    let mut file = File::open(&face.file)?;
    let mut head = [0; 12];
    file.read_exact(&mut head)?;
    let mut start = 0;
    if &head[..4] == b"ttcf" {
        let mut offset = [0; 4];
        file.seek(SeekFrom::Start(12 + 4 * u64::from(face.index)))?;
        file.read_exact(&mut offset)?;
        start = u64::from(u32::from_be_bytes(offset));
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut head)?;
    }
    let tables = u64::from(u16::from_be_bytes([head[4], head[5]]));
    let mut bytes = file.metadata()?.len().to_le_bytes().to_vec();
    file.seek(SeekFrom::Start(start))?;
    file.take(12 + 16 * tables).read_to_end(&mut bytes)?;
    Ok(bytes)
}
