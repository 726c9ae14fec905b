//! The web page. The files that `.ci/check-html` reads are written to `target/tmp/html`.

use nianbao::document::{Chart, Document, DocumentOptions};
use nianbao::form::{Axis, Content, Form, Kind};
use nianbao::layout::Layout;
use nianbao::render::html::{HtmlForm, HtmlOptions, HtmlRenderer};
use nianbao::report::{self, Report};
use nianbao::templates::Templates;
use nianbao::yaml::Source;
use serde_json::{Map, Value, json};

const HOSTILE: &str = "前言里 <script>alert('1')</script> & \"双引号\" &amp; #[]$*_@\\{} ‘单’“双”——……\n\
    （一）主动公开方面。坚持公开，<b>不加粗</b>。\n（二）依申请公开\n1.第一\n（1）第一之一";

/// A report in which every figure that is no total is another number.
fn report(format: &str) -> Report {
    let form = Form::of(format).unwrap();
    let mut data = Map::new();
    data.insert("机关名称".into(), json!("甲市“乙”局 <丙> & 丁"));
    data.insert("年度".into(), json!(if format == "2021" { 2024 } else { 2020 }));
    data.insert("格式".into(), json!(format));
    data.insert("前言".into(), json!(HOSTILE));
    data.insert("落款".into(), json!({"署名": "甲市乙局", "日期": "2025-01-20"}));
    for section in form.sections.iter().filter(|s| matches!(s.content, Content::Prose(_))) {
        data.insert(section.key.clone(), json!(HOSTILE));
    }
    let mut next = 100;
    for figure_row in &form.figure_rows {
        let mut row = Vec::new();
        for column in figure_row.parts() {
            next += 1;
            let amount = form.figure(column.figure).kind == Kind::Amount;
            row.push(if amount { json!("59237.2449") } else { json!(next) });
        }
        let keys: Vec<&str> = figure_row.path.keys().collect();
        let (last, above) = keys.split_last().unwrap();
        let mut at = &mut data;
        for key in above {
            at = at.entry(*key).or_insert_with(|| json!({})).as_object_mut().unwrap();
        }
        let total = figure_row
            .columns
            .iter()
            .any(|c| form.totals.iter().any(|t| t.axis == Axis::Column && t.figure == c.figure));
        if !total {
            at.insert((*last).into(), if row.len() == 1 { row.remove(0) } else { Value::Array(row) });
        }
    }
    let text = serde_json::to_string_pretty(&Value::Object(data)).unwrap();
    let (report, findings) = report::read(Source::new("甲.yaml", text.as_str()).into());
    assert!(findings.is_empty(), "{findings:#?}");
    report.unwrap()
}

/// A document by the built-in template.
fn html(document: &Document, options: &HtmlOptions) -> String {
    let templates = Templates::default();
    let layout = Layout::parse(&templates.layout.text).unwrap();
    HtmlRenderer::new(&layout, &templates.page).unwrap().render(document, options).unwrap()
}

fn figures(report: &Report) -> String {
    let pairs = report.form.figures.iter().zip(&report.figures);
    let map: Map<String, Value> =
        pairs.map(|(form, figure)| (form.path.to_string(), json!(figure.printed()))).collect();
    serde_json::to_string_pretty(&map).unwrap()
}

fn write(name: &str, text: &str) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("html");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

#[test]
fn every_figure_stands_once_under_its_path() {
    for format in ["2021", "2019"] {
        let report = report(format);
        write(&format!("{format}.json"), &figures(&report));
        for (name, form, watermark) in [
            ("page", HtmlForm::Page, None),
            ("fragment", HtmlForm::Fragment, None),
            ("draft", HtmlForm::Page, Some("草稿")),
        ] {
            let mut options = DocumentOptions::default();
            options.watermark = watermark.map(str::to_owned);
            let page = html(&Document::of(&report, &options), &HtmlOptions::new(form));
            write(&format!("{format}-{name}.html"), &page);
            for (form, figure) in report.form.figures.iter().zip(&report.figures) {
                let start = format!("<td data-path=\"{}\"", form.path);
                let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("{start}"));
                let (_, rest) = rest.split_once('>').unwrap();
                assert!(rest.starts_with(&format!("{}</td>", figure.printed())), "{}: {rest:.20}", form.path);
                assert!(!rest.contains(&start));
            }
            assert!(
                page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;双引号&quot; &amp;amp; #[]$*_@\\{}")
            );
            assert!(page.contains("甲市“乙”局 &lt;丙&gt; &amp; 丁"));
            assert_eq!(page.contains("草稿"), watermark.is_some());
        }
    }
}

#[test]
fn the_first_example() {
    let source = Source::new("jiyuan-2024.yaml", include_str!("../../examples/jiyuan-2024.yaml"));
    let report = report::read(source.into()).0.unwrap();
    let document = Document::of(&report, &DocumentOptions::default());
    write("jiyuan-2024.json", &figures(&report));
    write("jiyuan-2024.html", &html(&document, &HtmlOptions::default()));
}

#[test]
fn the_chart_has_every_number_as_text() {
    let (this_year, last_year) = (report("2021"), report("2019"));
    for (name, previous, bars) in [("chart", None, 12), ("chart-two-years", Some(&last_year), 24)] {
        let chart = Chart::of(&this_year, previous).unwrap();
        let document = Document::of(&this_year, &DocumentOptions::default()).with_chart(chart.clone());
        let page = html(&document, &HtmlOptions::default());
        write(&format!("2021-{name}.html"), &page);
        let (_, drawn) = page.split_once("<section class=\"chart\">").unwrap();
        assert_eq!(drawn.matches("height:1em").count(), bars);
        for value in chart.panels.iter().flat_map(|p| &p.bars).flat_map(|b| &b.values) {
            assert!(drawn.contains(&format!(">{}</span>", value.text)), "{}", value.text);
        }
        assert_eq!(
            page.matches("data-path").count(),
            this_year.figures.len(),
            "the chart repeats no figure under its path"
        );
    }
}
