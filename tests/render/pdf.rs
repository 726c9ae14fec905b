//! The PDF.

use std::sync::{Arc, LazyLock};

use nianbao::fonts::{FontOptions, Fonts};
use nianbao::render::layout::Layout;
use nianbao::render::pdf::{PdfOptions, PdfRenderer, Template};

use crate::specimen;

static RENDERER: LazyLock<PdfRenderer> = LazyLock::new(|| {
    let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
    let fonts = Arc::new(Fonts::load(&layout, &FontOptions::bundled_only()).unwrap());
    let template = Template { name: "report.typ", source: include_str!("../../templates/2021/report.typ") };
    PdfRenderer::new(&layout, template, fonts, PdfOptions::default()).unwrap()
});

#[test]
fn same_bytes_twice() {
    let document = specimen::document();
    let first = RENDERER.render(&document).unwrap();
    if let Some(out) = std::env::var_os("NIANBAO_TEST_OUT") {
        std::fs::write(out, &first).unwrap();
    }
    assert!(first == RENDERER.render(&document).unwrap());
}
