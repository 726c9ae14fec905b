//! A file is read once, whatever is done with it.

use super::inputs::Input;
use super::*;
use crate::yaml::counter::parses_of;

const EXAMPLE: &str = include_str!("../../examples/jiyuan-2024.yaml");

#[test]
fn checking_parses_the_file_once_and_its_name_takes_no_tree() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.yaml");
    std::fs::write(&path, EXAMPLE).unwrap();
    let (input, pipeline) = (Input::argument(path), Pipeline::checks_only());
    let (parses, name) = parses_of(|| input.output_name(&Default::default()));
    assert_eq!((parses, name.as_deref()), (0, Some("济源市人民政府办公室2024年政府信息公开工作年度报告")));
    let (parses, checked) = parses_of(|| {
        let opened = pipeline.open(&input).unwrap();
        let previous = pipeline.previous(&opened).unwrap();
        pipeline.check(opened, previous)
    });
    assert_eq!((parses, checked.name), (1, name));
}

/// The name that the outline gives is the one that the whole report gives, slips of writing included.
#[test]
fn the_outline_of_a_file_has_the_name_of_its_report() {
    let texts = [
        EXAMPLE,
        "机关名称: 甲局\n年度: 2024\n",
        "年度：２０２４\n机关名称：甲局\n",
        "{机关名称: 甲局, 年度: 2024}",
        "机关名称: 甲局\n年度: 2024\n格式: \"2019\"\n",
        "机关名称: 甲局\n年度: 2024\n格式: 没有\n",
        "机关名称: 甲局\n年度: 二〇二四\n",
        "年度: 2024\n",
        "机关名称: 甲局\n年度: 2024\n依申请公开: {本年新收: {自然人: 3\n",
        "机关名称: 甲局\n年度: 2024\n依申请公开:\n  本年新收: {自然人：3，商业企业：4}\n",
        "机关名称: 甲局\n机关名称: 乙局\n年度: 2024\n",
        "机关名称: 甲局\n年度: 2024\n总体情况: {{年度}} 年\n",
        "一段文字",
        "",
    ];
    for text in texts {
        let source: Arc<Source> = Source::new("a.yaml", text).into();
        let whole = Pipeline::checks_only();
        let checked = whole.check(whole.read(source.clone()), Previous::default());
        assert_eq!(
            crate::report::output_name(&source, &crate::form::Forms::built_in()),
            checked.name,
            "{text:?}"
        );
    }
}

#[test]
#[cfg(feature = "docx")]
fn rendering_parses_nothing() {
    let options = BuildOptions {
        formats: Format::ALL.iter().copied().filter(|f| *f != Format::Png).collect(),
        fonts: crate::fonts::FontOptions::bundled_only(),
        ..BuildOptions::default()
    };
    let pipeline = Pipeline::new(options).unwrap();
    let checked = pipeline.check(pipeline.read(Source::new("a.yaml", EXAMPLE).into()), Previous::default());
    let (parses, outputs) = parses_of(|| pipeline.render(&checked).unwrap());
    assert_eq!((parses, outputs.len()), (0, pipeline.formats().len()));
}

#[test]
fn a_format_that_is_not_known_or_not_compiled_in_is_refused_in_chinese() {
    let error = "odt".parse::<Format>().unwrap_err();
    assert!(error.to_string().starts_with("没有“odt”这种输出格式，可以写："), "{error}");
    for format in Format::ALL {
        assert_eq!(format.as_str().parse::<Format>(), Ok(*format));
    }
}
