//! The formats that a report is made into.

use std::fmt;
use std::str::FromStr;

/// What a report can be made into. Which of them this program can make is a matter of its features:
/// [`Format::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// The publication-ready PDF.
    Pdf,
    /// The publication-ready OFD, with the pages of the PDF.
    Ofd,
    /// The editable Word draft.
    Docx,
    /// The page for the web site, complete in one file.
    Html,
    /// The page without its head, to paste into a content management system.
    HtmlFragment,
    /// An image of each page.
    Png,
}

/// Why a word names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// There is no such format.
    #[error("没有“{0}”这种输出格式，可以写：{known}", known = known())]
    Unknown(String),
    /// The program was built without it.
    #[error("这个程序没有编入 {0} 格式，可以写：{known}", known = known())]
    NotCompiledIn(Format),
}

/// The formats that can be asked for, for a message.
fn known() -> String {
    let names: Vec<&str> = Format::ALL.iter().map(|f| f.as_str()).collect();
    names.join("、")
}

impl Format {
    /// Every format that this program can make.
    pub const ALL: &[Format] = &[
        #[cfg(feature = "pdf")]
        Format::Pdf,
        #[cfg(feature = "ofd")]
        Format::Ofd,
        #[cfg(feature = "docx")]
        Format::Docx,
        #[cfg(feature = "html")]
        Format::Html,
        #[cfg(feature = "html")]
        Format::HtmlFragment,
        #[cfg(feature = "pdf")]
        Format::Png,
    ];

    /// Whether its pages are laid out by the engine of the PDF.
    #[cfg(feature = "pdf")]
    pub(super) fn has_pages(self) -> bool {
        matches!(self, Format::Pdf | Format::Ofd | Format::Png)
    }

    /// What is made where no format is asked for: PDF and Word draft.
    pub fn defaults() -> Vec<Format> {
        let usual = [Format::Pdf, Format::Docx].into_iter();
        let made: Vec<Format> = usual.filter(|format| Format::ALL.contains(format)).collect();
        if made.is_empty() { Format::ALL.iter().take(1).copied().collect() } else { made }
    }

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Ofd => "ofd",
            Format::Docx => "docx",
            Format::Html => "html",
            Format::HtmlFragment => "html-fragment",
            Format::Png => "png",
        }
    }

    /// The end of its file's name, behind the name of the report; for images of pages, behind the page number
    /// too.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Pdf => ".pdf",
            Format::Ofd => ".ofd",
            Format::Docx => ".docx",
            Format::Html => ".html",
            Format::HtmlFragment => ".fragment.html",
            Format::Png => ".png",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        let every = [Format::Pdf, Format::Ofd, Format::Docx, Format::Html, Format::HtmlFragment, Format::Png];
        let named = every.into_iter().find(|f| f.as_str().eq_ignore_ascii_case(text));
        let format = named.ok_or_else(|| FormatError::Unknown(text.to_owned()))?;
        if Format::ALL.contains(&format) { Ok(format) } else { Err(FormatError::NotCompiledIn(format)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_that_is_not_compiled_in_is_known_by_its_name() {
        let every = ["pdf", "ofd", "docx", "html", "html-fragment", "png"];
        for name in every {
            match name.to_uppercase().parse::<Format>() {
                Ok(format) => assert!(Format::ALL.contains(&format) && format.as_str() == name),
                Err(error) => {
                    assert!(
                        !Format::ALL.iter().any(|format| format.as_str() == name),
                        "{name} is compiled in"
                    );
                    let said = error.to_string();
                    assert!(said.starts_with(&format!("这个程序没有编入 {name} 格式")), "{said}");
                }
            }
        }
        let error = "odf".parse::<Format>().unwrap_err();
        assert_eq!(error, FormatError::Unknown("odf".to_owned()));
        for format in Format::ALL {
            assert!(error.to_string().contains(format.as_str()), "{error}");
        }
    }
}
