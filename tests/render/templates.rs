//! Templates of one's own: the worked example of docs/templates.md, and what is said of a wrong one.

use std::sync::Arc;

use nianbao::fonts::FontOptions;
use nianbao::pipeline::{BuildOptions, Format, Pipeline, Previous};
use nianbao::templates::Templates;
use nianbao::yaml::Source;

use crate::package::part;

fn build(templates: Templates) -> Result<Vec<u8>, String> {
    let outputs = build_formats(templates, &[Format::Html, Format::Pdf])?;
    Ok(outputs.into_iter().next().unwrap())
}

fn build_formats(templates: Templates, formats: &[Format]) -> Result<Vec<Vec<u8>>, String> {
    let mut options = BuildOptions::default();
    options.formats = formats.to_vec();
    options.templates = templates;
    options.fonts = FontOptions::bundled_only();
    let pipeline = Pipeline::new(options).map_err(|e| e.to_string())?;
    let source = Source::new("jiyuan-2024.yaml", include_str!("../../examples/jiyuan-2024.yaml"));
    let checked = pipeline.check(pipeline.read(Arc::new(source)), Previous::default());
    let outputs = pipeline.render(&checked).map_err(|e| e.to_string())?;
    Ok(outputs.into_iter().map(|output| output.bytes).collect())
}

/// The built-in templates with one text replaced in one of them, which then is the only file of its folder.
fn edited(file: &str, changes: &[(&str, &str)]) -> Templates {
    let folder = tempfile::tempdir().unwrap();
    let (_, text) = Templates::files().find(|(name, _)| *name == file).unwrap();
    let text = changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    std::fs::write(folder.path().join(file), text).unwrap();
    Templates::load(folder.path()).unwrap()
}

#[test]
fn the_worked_example() {
    let layout = edited(
        "layout.yaml",
        &[
            ("  size_pt: 9\n", "  size_pt: 10.5\n"),
            ("line_pitch_pt: 12", "line_pitch_pt: 14"),
            ("fill: C6D9F1", "fill: \"D5E8D4\""),
        ],
    );
    let page = edited(
        "page.html.hbs",
        &[
            ("1em/1.8 var(--heading); }", "1em/1.8 var(--heading); color: #1a4f8b; }"),
            ("</article>", "<p>{{author}}</p>\n</article>"),
        ],
    );
    let mut both = layout;
    both.page = page.page;
    let html = build(both).unwrap();
    let html = String::from_utf8(html).unwrap();
    for wanted in ["background:#D5E8D4", "color: #1a4f8b", "<p>济源市人民政府办公室</p>\n</article>"]
    {
        assert!(html.contains(wanted), "{wanted}");
    }
}

const HEAD: &str =
    "head: {color: \"C00000\", size_pt: 36, above_mm: 0, line_gap_mm: 4, line_pt: 1.5, space_after_lines: 1}
headings: {color: \"1F4E79\"}
";

#[test]
fn a_red_head_and_coloured_headings_are_in_every_output() {
    let templates = edited("layout.yaml", &[("faces:\n", &format!("{HEAD}faces:\n"))]);
    // That the PDF is made at all says that it keeps PDF/A-2a and PDF/UA-1.
    let formats = [Format::Html, Format::HtmlFragment, Format::Docx, Format::Pdf];
    let outputs = build_formats(templates, &formats).unwrap();
    for html in &outputs[..2] {
        let html = std::str::from_utf8(html).unwrap();
        let head = &html[html.find("<p class=\"head\"").unwrap()..];
        let head = &head[..head.find("</p>").unwrap()];
        assert!(head.contains("color:#C00000") && head.ends_with(">济源市人民政府办公室"), "{head}");
        let headings = html.matches("<h2 ").count() + html.matches("<h3 ").count();
        assert!(headings >= 6);
        assert_eq!(html.matches(";color:#1F4E79\">").count(), headings);
    }
    let styles = part(&outputs[2], "word/styles.xml");
    let style = |id: &str| styles.each("w:style").find(|s| s.get("w:styleId") == Some(id)).unwrap();
    let color = |id: &str| style(id).at(&["w:rPr", "w:color"]).and_then(|c| c.get("w:val"));
    let colors = ["Letterhead", "Heading1", "Heading2", "Heading3", "Title"].map(color);
    let (red, blue) = (Some("C00000"), Some("1F4E79"));
    assert_eq!(colors, [red, blue, blue, blue, None]);
    let border = style("Letterhead").at(&["w:pPr", "w:pBdr", "w:bottom"]).unwrap();
    // 1.5 pt are twelve eighths, 4 mm are 11 pt.
    assert_eq!((border.number("w:sz"), border.number("w:space")), (12, 11));
    let body = part(&outputs[2], "word/document.xml");
    let first = body.at(&["w:body", "w:p"]).unwrap();
    assert_eq!(first.words(), "济源市人民政府办公室");
    assert_eq!(first.at(&["w:pPr", "w:pStyle"]).unwrap().get("w:val"), Some("Letterhead"));
}

/// A red square, for which any reader of PNG vouches.
const LOGO: &[u8] = include_bytes!("logo.png");

fn with_logo(name: &str, content: &[u8]) -> (tempfile::TempDir, Result<Vec<Vec<u8>>, String>) {
    let folder = tempfile::tempdir().unwrap();
    let (_, text) = Templates::files().find(|(name, _)| *name == "layout.yaml").unwrap();
    let logo = format!("logo: {{file: {name}, alt: 徽标<1>, height_mm: 18, space_after_mm: 3}}\nfaces:\n");
    std::fs::write(folder.path().join("layout.yaml"), text.replacen("faces:\n", &logo, 1)).unwrap();
    std::fs::write(folder.path().join("logo.png"), content).unwrap();
    let templates = Templates::load(folder.path()).unwrap();
    let outputs = build_formats(templates, &[Format::Html, Format::Docx, Format::Pdf]);
    (folder, outputs)
}

#[test]
fn a_logo_is_in_every_output_with_its_words() {
    let outputs = with_logo("logo.png", LOGO).1.unwrap();
    let html = std::str::from_utf8(&outputs[0]).unwrap();
    assert!(html.contains("<img src=\"data:image/png;base64,iVBORw0KGgo"), "no picture");
    assert!(html.contains("alt=\"徽标&lt;1&gt;\""), "no words");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&outputs[1])).unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name("word/media/logo.png").unwrap(), &mut bytes).unwrap();
    assert_eq!(bytes, LOGO);
    let mut body = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("word/document.xml").unwrap(), &mut body).unwrap();
    let body = crate::package::Tree::read(&body);
    let extent = body.all("wp:extent")[0];
    // 18 mm of 36000 EMU; the picture is square.
    assert_eq!((extent.number("cx"), extent.number("cy")), (648_000, 648_000));
    assert_eq!(body.all("wp:docPr")[0].get("descr"), Some("徽标<1>"));
    let pdf = String::from_utf8_lossy(&outputs[2]);
    assert!(pdf.contains("/Subtype/Image") || pdf.contains("/Subtype /Image"));
}

#[test]
fn a_logo_that_is_none_or_elsewhere_is_refused_in_words() {
    for (name, content, wanted) in [
        ("logo.png", &b"GIF89a"[..], "徽标"),
        ("../logo.png", LOGO, "不带文件夹"),
        ("/tmp/logo.png", LOGO, "不带文件夹"),
        ("layout.yaml", LOGO, "不带文件夹"),
        ("other.png", LOGO, "没有这个文件"),
    ] {
        let message = with_logo(name, content).1.expect_err(name);
        assert!(message.contains(wanted), "{name}: {message}");
    }
}

#[cfg(unix)]
#[test]
fn a_logo_behind_a_link_is_refused() {
    let (folder, _) = with_logo("logo.png", LOGO);
    let file = folder.path().join("logo.png");
    std::fs::rename(&file, folder.path().join("a.png")).unwrap();
    std::os::unix::fs::symlink("a.png", &file).unwrap();
    let templates = Templates::load(folder.path()).unwrap();
    let message = build_formats(templates, &[Format::Html]).unwrap_err();
    assert!(message.contains("它是链接"), "{message}");
}

#[test]
fn a_wrong_template_names_file_line_and_column() {
    // The line is that of a text of the template, so that its comments may grow.
    for (file, from, to, (at, column), what) in [
        ("page.html.hbs", "<title>{{title}}", "<title>{{titel}}", ("<title>", "8: "), "titel"),
        ("page.html.hbs", "{{#if page~}}", "{{#if page~}", ("", ""), "syntax"),
        ("report.typ", "#let pitch =", "#let pich =", ("", ""), "pitch"),
        ("layout.yaml", "width_mm: 210", "width_mm: zwei", ("  width_mm: 210", "13: "), "floating point"),
        ("layout.yaml", "fill: C6D9F1", "fill: blau", ("  fill: C6D9F1", "9: "), "blau"),
        ("layout.yaml", "lines_per_page: 22", "lines_per_page: 0", ("  lines_per_page: 22", "19: "), "0"),
        ("layout.yaml", "area_width_mm: 156", "area_width_mm: -1", ("  area_width_mm: 156", "18: "), "-1"),
        (
            "layout.yaml",
            "area_width_mm: 156",
            "area_width_mm: 190",
            ("  width_mm: 210", "3: "),
            "版心超出了纸张",
        ),
        ("layout.yaml", "  width_mm: 210", "  wide_mm: 210", ("  width_mm: 210", "3: "), "wide_mm"),
        ("layout.yaml", "  height_mm: 297", "  width_mm: 297", ("  height_mm: 297", "3: "), "width_mm"),
        (
            "layout.yaml",
            "  西文: []",
            "  宋体: []",
            ("  西文: []", "3: "),
            "supplements: duplicate key `宋体`",
        ),
        ("layout.yaml", "panose: \"030005", "panose: \"0300", ("", ""), "应当是带引号的 20 位十六进制数"),
    ] {
        let message = build(edited(file, &[(from, to)])).expect_err(to);
        let text =
            std::fs::read_to_string(format!("{}/templates/2021/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let place = match text.find(at).filter(|_| !at.is_empty()) {
            Some(start) => format!("{file}:{}:{column}", 1 + text[..start].matches('\n').count()),
            None => format!("{file}:"),
        };
        assert!(message.contains(&place) && message.contains(what), "{to}: {place} {message}");
    }
}
