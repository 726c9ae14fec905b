//! What the engine sees: a world of a few files in memory, `report.typ` (the template), `layout.json` (the
//! numbers of layout.yaml), `report.json` (the data of one report) and the logo. It has no other file, no
//! packages from the network and no clock, so a template can read nothing of the machine and the same report
//! gives the same bytes.

use std::sync::{Arc, LazyLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::fonts::{self, Fonts, ROLES, role_name};
use crate::layout::Layout;
use crate::templates::Template;

/// The ids of the files. The engine interns ids for the whole process and never frees one, and there
/// are few: so all reports use these same ones.
struct Files {
    template: FileId,
    layout: FileId,
    report: FileId,
    logo: FileId,
}

static FILES: LazyLock<Files> = LazyLock::new(|| {
    let id = |name: &str| {
        let path = VirtualPath::new(name).expect("a plain file name is a path");
        RootedPath::new(VirtualRoot::Project, path).intern()
    };
    Files {
        template: id("report.typ"),
        layout: id("layout.json"),
        report: id("report.json"),
        logo: id("logo"),
    }
});

/// What all reports share.
pub(super) struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    pub(super) fonts: Arc<Fonts>,
    pub(super) template_name: String,
    source: Source,
    layout: Bytes,
    logo: Option<Bytes>,
}

impl Shared {
    pub(super) fn new(layout: &Layout, template: &Template, fonts: Arc<Fonts>) -> Self {
        // Header cells of rows (`pdf.header-cell`) are behind this feature.
        let features = [Feature::A11yExtras].into_iter().collect();
        Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(fonts.book()),
            layout: layout_json(layout, &fonts),
            logo: layout.logo_picture().map(|logo| Bytes::new(logo.bytes().to_vec())),
            source: Source::new(FILES.template, template.text.clone()),
            template_name: template.name.clone(),
            fonts,
        }
    }
}

/// The layout's numbers, those that follow from them, and the names under which the engine's book has the
/// faces.
fn layout_json(layout: &Layout, fonts: &Fonts) -> Bytes {
    let faces: serde_json::Map<_, _> = ROLES
        .iter()
        .map(|&role| {
            let keys: Vec<_> = fonts.chain(role).iter().map(|f| f.key()).collect();
            (role_name(role).to_owned(), serde_json::json!(keys))
        })
        .collect();
    let value = serde_json::json!({
        "layout": layout,
        "pitch_pt": layout.pitch_pt(),
        "advance_pt": layout.advance_pt(),
        "logo_format": layout.logo_picture().map(|logo| logo.kind().endings()[0]),
        "faces": faces,
        "latin": fonts::latin_pattern(),
    });
    Bytes::from_string(value.to_string())
}

/// The engine's view of one report.
pub(super) struct ReportWorld<'a> {
    pub(super) shared: &'a Shared,
    pub(super) report: Bytes,
}

impl World for ReportWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        FILES.template
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == FILES.template { Ok(self.shared.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            id if id == FILES.layout => Ok(self.shared.layout.clone()),
            id if id == FILES.report => Ok(self.report.clone()),
            id if id == FILES.logo => self.shared.logo.clone().ok_or(FileError::AccessDenied),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.font(index)
    }

    /// No clock: a report's date is in its data.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
