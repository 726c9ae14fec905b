//! Templates of one's own: a folder with the form, the layout's numbers, the PDF, the web page and the file
//! that `init` writes. What the folder does not have is the built-in one.

use std::path::{Path, PathBuf};

use crate::files::{self, NamedBy, ReadError, limits};
use crate::form::{Form, FormError, Forms};
use crate::picture::{OpenError, Picture};

/// A template: its text, and the name under which errors in it are reported.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Template {
    /// Its file as the user can find it; the bare file name for a built-in one.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Template {
    /// A template that does not come from a folder.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }
}

/// A Word file of a template folder.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReferenceFile {
    /// Its file as the user can find it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The templates of a run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Templates {
    /// `form.yaml`: the official form.
    pub form: Template,
    /// `layout.yaml`: the numbers of GB/T 9704, roles and faces.
    pub layout: Template,
    /// `report.typ`: the PDF.
    pub report: Template,
    /// `page.html.hbs`: the web page.
    pub page: Template,
    /// `data.yaml.hbs`: a new data file.
    pub data: Template,
    /// `reference.docx`: page, styles, headers and footers of Word drafts. None is built in.
    pub reference: Option<ReferenceFile>,
    /// The folder they come from.
    folder: Option<PathBuf>,
    /// The forms that data files may be of: the built-in ones, and that of the folder.
    pub forms: Forms,
}

/// A template folder cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// The folder is none, or has no template in it.
    #[error(
        "模板文件夹 {} 里没有 form.yaml、layout.yaml、report.typ、page.html.hbs、data.yaml.hbs 或 reference.docx；用 nianbao template export 导出一份",
        path.display()
    )]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// A file of it is there but cannot be read as text.
    #[error("模板 {0}")]
    Unreadable(#[source] ReadError),
    /// The logo that its layout names is none.
    #[error("徽标 {} 不能用：{source}", path.display())]
    Logo {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: OpenError,
    },
    /// The logo that its layout names is a link, which may lead out of the folder.
    #[error("徽标 {} 不能用：它是链接；请把图片本身放进模板文件夹", path.display())]
    LogoIsLink {
        /// The link.
        path: PathBuf,
    },
    /// The form of the folder is no form.
    #[error("模板 {} 有误：{source}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<FormError>,
    },
}

/// The reference for Word drafts of a folder, if it has one.
fn reference(folder: &Path) -> Result<Option<ReferenceFile>, TemplateError> {
    let path = folder.join("reference.docx");
    match files::read(&path, NamedBy::Content, limits::REFERENCE) {
        Ok(bytes) => Ok(Some(ReferenceFile { name: path.display().to_string(), bytes })),
        Err(e) if e.cause.is_missing() => Ok(None),
        Err(e) => Err(TemplateError::Unreadable(e)),
    }
}

/// The built-in layout.
pub(crate) const LAYOUT: &str = include_str!("../templates/2021/layout.yaml");
/// The built-in template of the web page.
pub const PAGE: &str = include_str!("../templates/2021/page.html.hbs");

/// File names and built-in texts.
const BUILT_IN: [(&str, &str); 5] = [
    ("form.yaml", include_str!("../templates/2021/form.yaml")),
    ("layout.yaml", LAYOUT),
    ("report.typ", include_str!("../templates/2021/report.typ")),
    ("page.html.hbs", PAGE),
    ("data.yaml.hbs", crate::init::TEMPLATE),
];

impl Default for Templates {
    fn default() -> Self {
        let [form, layout, report, page, data] = BUILT_IN.map(|(name, text)| Template::new(name, text));
        Self { form, layout, report, page, data, reference: None, folder: None, forms: Forms::built_in() }
    }
}

impl Templates {
    /// The templates of a folder; what it does not have is built in.
    ///
    /// # Errors
    /// There is no template in it, one cannot be read, or its form is none.
    pub fn load(folder: &Path) -> Result<Self, TemplateError> {
        let mut templates = Self::default();
        let mut found = 0;
        let Self { form, layout, report, page, data, .. } = &mut templates;
        for (template, (name, _)) in [form, layout, report, page, data].into_iter().zip(BUILT_IN) {
            let path = folder.join(name);
            match files::read_text(&path, NamedBy::Content, limits::TEMPLATE) {
                Ok(text) => {
                    *template = Template { name: path.display().to_string(), text };
                    found += 1;
                }
                Err(e) if e.cause.is_missing() => {}
                Err(e) => return Err(TemplateError::Unreadable(e)),
            }
        }
        templates.reference = reference(folder)?;
        templates.folder = Some(folder.to_path_buf());
        if found == 0 && templates.reference.is_none() {
            return Err(TemplateError::Empty { path: folder.to_path_buf() });
        }
        let [(form_file, built_in), ..] = BUILT_IN;
        if templates.form.name != form_file {
            let path = folder.join(form_file);
            let form = Form::parse(&templates.form.text)
                .map_err(|error| TemplateError::Form { path, source: Box::new(error) })?;
            // An export of the built-in form that nobody has touched adds nothing.
            if templates.form.text != built_in {
                templates.forms = templates.forms.with(form);
            }
        }
        Ok(templates)
    }

    /// The logo of this plain file name, which a layout of the folder names.
    ///
    /// # Errors
    /// It is not there, a link, or no picture that every output can show.
    pub fn logo(&self, file: &str) -> Result<Picture, TemplateError> {
        let path = self.folder.as_deref().unwrap_or(Path::new("")).join(file);
        if path.is_symlink() {
            return Err(TemplateError::LogoIsLink { path });
        }
        Picture::open(&path).map_err(|source| TemplateError::Logo { path, source })
    }

    /// File names and built-in texts, to be written out and edited.
    pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
        BUILT_IN.into_iter()
    }
}
