//! Reports made for the tests, as OFD and as PDF from the same pages.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};

use nianbao::document::{Document, DocumentOptions};
use nianbao::fonts::FontOptions;
use nianbao::layout::Layout;
use nianbao::picture::Picture;
use nianbao::render::ofd::OfdRenderer;
use nianbao::render::pdf::{PdfOptions, PdfRenderer};
use nianbao::report::{self, Report};
use nianbao::templates::Templates;
use nianbao::yaml::Source;

use crate::package::Package;
use crate::reading;

/// The data file of the examples.
pub const EXAMPLE: &str = include_str!("../../examples/jiyuan-2024.yaml");

static PDF: LazyLock<PdfRenderer> = LazyLock::new(|| {
    let layout = Layout::parse(&Templates::default().layout.text).unwrap();
    let fonts = Arc::new(layout.fonts(&FontOptions::bundled_only()).unwrap());
    PdfRenderer::new(&layout, &Templates::default().report, fonts, PdfOptions::default()).unwrap()
});
static OFD: LazyLock<OfdRenderer> = LazyLock::new(OfdRenderer::new);

/// A report in both formats.
pub struct Made {
    pub ofd: Vec<u8>,
    pub pdf: Vec<u8>,
}

/// Renders a document.
pub fn made(document: &Document) -> Made {
    let pages = PDF.lay_out(document).unwrap();
    Made { ofd: OFD.render(&pages).unwrap(), pdf: PDF.pdf(&pages).unwrap() }
}

/// Renders a document as an OFD file only.
pub fn ofd(document: &Document) -> Vec<u8> {
    OFD.render(&PDF.lay_out(document).unwrap()).unwrap()
}

/// A data file as a report.
pub fn read(yaml: &str) -> Report {
    let (report, findings) = report::read(Arc::new(Source::new("甲.yaml", yaml)));
    report.unwrap_or_else(|| panic!("{findings:#?}\n{yaml}"))
}

/// A data file as a document.
pub fn document(yaml: &str) -> Document {
    Document::of(&read(yaml), &DocumentOptions::default())
}

/// A data file with pictures as a document; each picture has its name.
pub fn with_pictures(yaml: &str, pictures: &[(&str, Vec<u8>)]) -> Document {
    let mut options = DocumentOptions::default();
    for (name, bytes) in pictures {
        options.pictures.insert((*name).to_owned(), Arc::new(Picture::read(bytes.clone()).unwrap()));
    }
    Document::of(&read(yaml), &options)
}

/// A grey picture.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let grey: Vec<u8> = (0..width * height).map(|pixel| (pixel % 251) as u8).collect();
    encoder.write_header().unwrap().write_image_data(&grey).unwrap();
    bytes
}

impl Made {
    /// The OFD file as a reader sees it.
    pub fn document(&self) -> reading::Document {
        reading::Document::of(&Package::read(&self.ofd).unwrap())
    }

    /// The text of each page of the PDF in the order in which it is drawn, without white space, as poppler
    /// reads it.
    pub fn pdf_pages(&self) -> Vec<String> {
        let mut command = Command::new("pdftotext");
        command.args(["-raw", "-enc", "UTF-8", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("pdftotext: {error}"));
        let mut input = child.stdin.take().unwrap();
        let pdf = self.pdf.clone();
        let writer = std::thread::spawn(move || input.write_all(&pdf));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        let mut pages: Vec<String> = text.split('\u{C}').map(shown).collect();
        assert_eq!(pages.pop().as_deref(), Some(""));
        pages
    }

    /// The text of each page of the OFD file in the order of its objects, without white space.
    pub fn ofd_pages(&self) -> Vec<String> {
        let texts = |page: &reading::Page| page.objects.iter().map(reading::Object::text).collect::<String>();
        self.document().pages.iter().map(|page| shown(&texts(page))).collect()
    }
}

/// A text without its spaces and without what is never seen: where a line ends, a page shows none.
pub fn shown(text: &str) -> String {
    text.chars().filter(|&c| !c.is_whitespace() && !nianbao::text::is_invisible(c)).collect()
}
