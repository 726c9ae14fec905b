//! What the engine sees: a world of a few files in memory, `report.typ` (the template), `layout.json` (the
//! numbers of layout.yaml), `report.json` (the data of one report), its pictures and the logo. It has no
//! other file, no packages from the network and no clock, so a template can read nothing of the machine and
//! the same report gives the same bytes.

use std::sync::{Arc, LazyLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::document::{Block, Document, Role};
use crate::fonts::{self, Fonts, ROLES, role_name};
use crate::layout::Layout;
use crate::picture::{MAX_PICTURES, Picture, PictureKind};
use crate::templates::Template;

use super::text::GETA;

/// The ids of the files. The engine interns ids for the whole process and never frees one, and there
/// are few: so all reports use these same ones.
struct Files {
    template: FileId,
    /// The page of a single picture.
    sheet: FileId,
    layout: FileId,
    report: FileId,
    logo: FileId,
    /// Of the first picture, the second and so on.
    pictures: Vec<FileId>,
}

static FILES: LazyLock<Files> = LazyLock::new(|| {
    let id = |name: &str| {
        let path = VirtualPath::new(name).expect("a plain file name is a path");
        RootedPath::new(VirtualRoot::Project, path).intern()
    };
    Files {
        template: id("report.typ"),
        sheet: id("picture.typ"),
        layout: id("layout.json"),
        report: id("report.json"),
        logo: id("logo"),
        pictures: (0..MAX_PICTURES).map(|number| id(&picture_name(number))).collect(),
    }
});

/// A page that is a picture and nothing else.
const SHEET: &str = r#"#let p = json("report.json")
#set page(width: p.width * 1pt, height: p.height * 1pt, margin: 0pt)
#image(p.file, format: p.format, width: 100%, height: 100%)
"#;

/// The name of a picture among the engine's files.
pub(super) fn picture_name(number: usize) -> String {
    format!("picture-{number}")
}

/// A picture whose bytes the engine shares.
struct SharedPicture(Arc<Picture>);

impl AsRef<[u8]> for SharedPicture {
    fn as_ref(&self) -> &[u8] {
        self.0.bytes()
    }
}

/// A picture as a file of the engine. The text of a drawing is set in 宋体, as that of tables is.
pub(super) fn shared_bytes(picture: &Arc<Picture>, fonts: &Fonts) -> Bytes {
    let own = || Bytes::new(SharedPicture(picture.clone()));
    let face = fonts.chain(Role::Song).first().filter(|_| picture.kind() == PictureKind::Svg);
    let Some(face) = face else { return own() };
    let shown = |c: char| if c.is_whitespace() || face.has(c) { c } else { GETA };
    match picture.in_family(face.key(), &shown) {
        Ok(drawing) => Bytes::new(SharedPicture(Arc::new(drawing))),
        Err(_) => own(),
    }
}

/// The pictures of a document, in their order.
pub(super) fn pictures(document: &Document, fonts: &Fonts) -> Vec<Bytes> {
    let pictures = document.blocks.iter().filter_map(|block| match block {
        Block::Figure(figure) => Some(shared_bytes(&figure.picture, fonts)),
        _ => None,
    });
    pictures.collect()
}

/// What all reports share.
pub(super) struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    pub(super) fonts: Arc<Fonts>,
    pub(super) template_name: String,
    source: Source,
    sheet: Source,
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
            sheet: Source::new(FILES.sheet, SHEET.to_owned()),
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
    pub(super) pictures: Vec<Bytes>,
    pub(super) main: Main,
}

/// What is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Main {
    /// The template.
    Template,
    /// A single picture.
    Sheet,
}

impl World for ReportWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        match self.main {
            Main::Template => FILES.template,
            Main::Sheet => FILES.sheet,
        }
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id {
            id if id == FILES.template => Ok(self.shared.source.clone()),
            id if id == FILES.sheet => Ok(self.shared.sheet.clone()),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            id if id == FILES.layout => Ok(self.shared.layout.clone()),
            id if id == FILES.report => Ok(self.report.clone()),
            id if id == FILES.logo => self.shared.logo.clone().ok_or(FileError::AccessDenied),
            id => {
                let number = FILES.pictures.iter().position(|picture| *picture == id);
                number.and_then(|number| self.pictures.get(number)).cloned().ok_or(FileError::AccessDenied)
            }
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
