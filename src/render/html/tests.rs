use super::*;
use crate::document::DocumentOptions;
use crate::report;
use crate::yaml::Source;

fn document(yaml: &str) -> Document {
    let report = report::read(Source::new("甲.yaml", yaml).into()).0.unwrap();
    Document::of(&report, &DocumentOptions::default())
}

fn custom(text: &str) -> Result<HtmlRenderer, HtmlError> {
    let layout = Layout::parse(include_str!("../../../templates/2021/layout.yaml")).unwrap();
    HtmlRenderer::new(&layout, &Template::new("page.html.hbs", text))
}

#[test]
fn built_in_template_makes_a_page_and_a_fragment() {
    let document = document(include_str!("../../../examples/jiyuan-2024.yaml"));
    let renderer = custom(include_str!("../../../templates/2021/page.html.hbs")).unwrap();
    let page = renderer.render(&document, &HtmlOptions::default()).unwrap();
    let fragment = renderer.render(&document, &HtmlOptions { form: HtmlForm::Fragment }).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"zh-CN\">"), "{page}");
    assert!(fragment.starts_with("<article") && fragment.trim_end().ends_with("</article>"));
    assert!(page.contains(&fragment));
    if let Some(out) = std::env::var_os("NIANBAO_TEST_OUT") {
        std::fs::write(out, &page).unwrap();
    }
}

#[test]
fn an_error_in_a_template_names_its_place() {
    let error = custom("<p>\n  {{#if page}}</p>").err().unwrap();
    assert!(matches!(error, HtmlError::Template { line: 2, .. }), "{error}");
    let renderer = custom("<p>\n{{titel}}</p>").unwrap();
    let error =
        renderer.render(&document("机关名称: 甲\n年度: 2024\n"), &HtmlOptions::default()).unwrap_err();
    assert!(
        matches!(&error, HtmlError::Template { line: 2, column: 1, message, .. } if message.contains("titel")),
        "{error}"
    );
}

#[test]
fn a_template_that_could_overflow_the_stack_is_refused() {
    let nested = format!("{}{}", "{{#if page}}".repeat(100_000), "{{/if}}".repeat(100_000));
    let spaced = format!("{}{}", "{{ # if page}}".repeat(100_000), "{{ / if}}".repeat(100_000));
    for (text, line) in [
        ("<p>\n{{#*inline \"x\"}}{{> x}}{{/inline}}{{> x}}", 2),
        ("{{#*inline \"x\"}}{{#if page}}\n\n{{> y}}{{/if}}{{/inline}}", 3),
        ("{{#*inline \"x\"}}{{#> x}}{{/x}}{{/inline}}", 1),
        (&format!("{{{{#if page}}}}{}{{{{/if}}}}", "{{else if page}}".repeat(100_000)), 1),
        (&nested, 1),
        (&spaced, 1),
        (&format!("\n{{{{#if {}", "(not ".repeat(100_000)), 2),
    ] {
        let error = custom(text).err().unwrap();
        assert!(matches!(error, HtmlError::Template { line: at, .. } if at == line), "{error}");
    }
}

#[test]
fn a_template_cannot_call_itself_by_its_name() {
    let document = document("机关名称: 甲\n年度: 2024\n");
    let renderer = custom("{{#if page}}{{> page.html.hbs}}{{/if}}").unwrap();
    assert!(renderer.render(&document, &HtmlOptions::default()).is_err());
}

#[test]
fn a_page_that_grows_without_end_is_refused() {
    let document = document(include_str!("../../../examples/jiyuan-2024.yaml"));
    let text =
        format!("{}{}{}", "{{#each @root.blocks}}".repeat(3), "x".repeat(1 << 20), "{{/each}}".repeat(3));
    let error = custom(&text).unwrap().render(&document, &HtmlOptions::default()).unwrap_err();
    assert!(error.to_string().contains("网页超过"), "{error}");
}

#[test]
fn narrow_heads_have_the_lines_of_paper() {
    let document = document(include_str!("../../../examples/jiyuan-2024.yaml"));
    let renderer = custom(include_str!("../../../templates/2021/page.html.hbs")).unwrap();
    let page = renderer.render(&document, &HtmlOptions::default()).unwrap();
    for label in [["三、", "本年度", "办理", "结果"].as_slice(), &["社会", "公益", "组织"]] {
        let lines = label
            .iter()
            .map(|line| format!("<span style=\"display:block;white-space:nowrap\">{line}</span>"));
        let cell = lines.collect::<String>() + "</th>";
        assert!(page.contains(&cell), "{cell}");
    }
    assert!(page.contains(">自然人</th>"));
}

#[test]
fn portals_find_what_the_data_knows_and_nothing_else() {
    let renderer = custom(include_str!("../../../templates/2021/page.html.hbs")).unwrap();
    let page = |yaml: &str| renderer.render(&document(yaml), &HtmlOptions::default()).unwrap();
    let dated = page("机关名称: 甲“局”\n年度: 2024\n落款: {署名: 甲局, 日期: 2025-01-20}\n");
    for meta in [
        r#"<meta name="ArticleTitle" content="甲“局”2024年政府信息公开工作年度报告">"#,
        r#"<meta name="PubDate" content="2025-01-20">"#,
        r#"<meta name="ContentSource" content="甲“局”">"#,
    ] {
        assert!(dated.contains(meta), "{meta}");
    }
    assert!(!dated.contains("SiteName") && !dated.contains("ColumnName"));
    let undated = page("机关名称: 甲局\n年度: 2024\n");
    assert!(undated.contains("ArticleTitle") && !undated.contains("PubDate"));
}
