//! All that decides the bytes of an output, as one hash. If it equals the hash in the manifest, the output is
//! up to date and is not made again.

use super::{BuildOptions, Format, OnErrors};
use crate::date::Date;
use crate::fonts::{Fonts, ROLES};
use crate::picture::Pictures;
use crate::yaml::Source;

/// What all reports of a run share: program version, templates with logo and reference, faces, options.
pub(super) fn of_run(options: &BuildOptions, templates: &[&[u8]], fonts: &Fonts) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    field(&mut hasher, env!("CARGO_PKG_VERSION").as_bytes());
    for template in templates {
        field(&mut hasher, template);
    }
    for role in ROLES {
        for face in fonts.chain(role) {
            field(&mut hasher, face.key().as_bytes());
            // A face that can no longer be read makes rendering fail, so it need not be an error here.
            field(&mut hasher, &face.directory().unwrap_or_default());
        }
    }
    let draft = options.on_errors == OnErrors::Draft;
    field(&mut hasher, format!("{draft:?} {:?} {:?}", options.date.map(Date::iso), options.chart).as_bytes());
    hasher
}

/// What one output of one report is made from: its text, last year's if it shows that, and its pictures.
pub(super) fn of_output(
    run: &blake3::Hasher,
    options: &BuildOptions,
    sources: [Option<&Source>; 2],
    pictures: &Pictures,
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
    for source in sources {
        field(&mut hasher, source.map_or("", Source::text).as_bytes());
    }
    for (name, picture) in pictures {
        field(&mut hasher, name.as_bytes());
        field(&mut hasher, picture.bytes());
    }
    hasher.finalize()
}

/// A field with its length before it, so that no two lists of fields look alike.
fn field(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    hasher.update(&(bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}
