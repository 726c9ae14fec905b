//! Templates of one's own: the layout's numbers, the PDF's layout and the web page, each the built-in one
//! unless a folder has another.

use std::path::{Path, PathBuf};

/// A template: its text, and the name under which errors in it are reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateText {
    /// Its file as the user can find it; the bare file name for a built-in one.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The templates of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Templates {
    /// `layout.yaml`: the numbers of GB/T 9704, roles and faces.
    pub layout: TemplateText,
    /// `report.typ`: the PDF.
    pub report: TemplateText,
    /// `page.html.hbs`: the web page.
    pub page: TemplateText,
}

/// A template folder cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The folder is none, or has no template in it.
    #[error("模板文件夹 {} 里没有 layout.yaml、report.typ 或 page.html.hbs；用 nianbao template export 导出一份", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// A file of it is there but cannot be read as text.
    #[error("模板 {} 读不了：{reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// The built-in layout.
pub(crate) const LAYOUT: &str = include_str!("../templates/2021/layout.yaml");
/// The built-in template of the web page.
pub const PAGE: &str = include_str!("../templates/2021/page.html.hbs");

/// File names and built-in texts.
const BUILT_IN: [(&str, &str); 3] = [
    ("layout.yaml", LAYOUT),
    ("report.typ", include_str!("../templates/2021/report.typ")),
    ("page.html.hbs", PAGE),
];

impl Default for Templates {
    fn default() -> Self {
        let [layout, report, page] =
            BUILT_IN.map(|(name, text)| TemplateText { name: name.to_owned(), text: text.to_owned() });
        Self { layout, report, page }
    }
}

impl Templates {
    /// The templates of a folder; what it does not have is built in.
    ///
    /// # Errors
    /// There is no template in it, or one cannot be read.
    pub fn load(folder: &Path) -> Result<Self, TemplateError> {
        let mut found = 0;
        let mut templates = Self::default();
        for (slot, (name, _)) in
            [&mut templates.layout, &mut templates.report, &mut templates.page].into_iter().zip(BUILT_IN)
        {
            let path = folder.join(name);
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    *slot = TemplateText { name: path.display().to_string(), text };
                    found += 1;
                }
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => return Err(TemplateError::Unreadable { path, reason: crate::files::reason(&e) }),
            }
        }
        if found == 0 { Err(TemplateError::Empty { path: folder.to_path_buf() }) } else { Ok(templates) }
    }

    /// File names and texts, to be written out and edited.
    pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
        BUILT_IN.into_iter()
    }
}
