//! `--onto`: only what changed is touched.

use nianbao::data_file;
use nianbao::import::{self, Limits};

use crate::generate::{Random, assert_same, build, data, read};
use crate::round_trip::many;

const EXAMPLE: &str = include_str!("../../examples/jiyuan-2024.yaml");

fn edited(original: &str, edit: impl FnOnce(String) -> String) -> String {
    // The edit is made on what the original says, which is what stands in the draft.
    let original = read(original);
    let plain = edit(nianbao::data_file::Data::of(&original).to_yaml());
    let draft = read(&plain);
    let imported = import::docx(&build(&draft), &Limits::default()).unwrap();
    let result = data_file::update(&imported.data, &original);
    assert_same(&draft, &read(&result), "onto");
    result
}

fn changed_lines(before: &str, after: &str) -> Vec<String> {
    let diff = similar::TextDiff::from_lines(before, after);
    diff.iter_all_changes()
        .filter(|c| c.tag() != similar::ChangeTag::Equal)
        .map(|c| {
            format!(
                "{}{}",
                if c.tag() == similar::ChangeTag::Insert { "+" } else { "-" },
                c.value().trim_end()
            )
        })
        .collect()
}

#[test]
fn an_unchanged_draft_changes_nothing() {
    assert_eq!(edited(EXAMPLE, |text| text), EXAMPLE);
}

#[test]
fn a_changed_figure_is_changed_where_it_stands() {
    let result = edited(EXAMPLE, |text| {
        text.replace("制发件数: 17", "制发件数: 18")
            .replace("行政许可: 0", "行政许可: 5")
            .replace("规章: 0", "规章: {本年废止件数: 2}")
    });
    assert_eq!(
        changed_lines(EXAMPLE, &result),
        [
            "-  规章: [0, 0, 0]                                    # 制发、废止、现行有效",
            "-  行政规范性文件: {本年制发件数: 17, 本年废止件数: 0, 现行有效件数: 246}",
            "-  行政许可: 0",
            "+  规章: [0, 2, 0]                                    # 制发、废止、现行有效",
            "+  行政规范性文件: {本年制发件数: 18, 本年废止件数: 0, 现行有效件数: 246}",
            "+  行政许可: 5",
        ]
    );
}

#[test]
fn a_new_row_stands_where_the_form_has_it() {
    let result = edited(EXAMPLE, |text| {
        text.replace(
            "    属于三类内部事务信息: {自然人: 1}",
            "    属于三类内部事务信息: {自然人: 1, 其他: 2}\n    属于行政查询事项: {商业企业: 4}",
        )
        .replace(
            "  结转下年度: {自然人: 1}",
            "  不予处理:\n    重复申请: {自然人: 7}\n  结转下年度: {自然人: 1}",
        )
    });
    // The text still says 15, which is no longer what the table sums to: it is not the tag's any more.
    let changed = changed_lines(EXAMPLE, &result);
    assert!(
        changed[1].contains("已答复政府信息公开申请 15 件，转接下年办理 {{依申请公开.结转下年度.总计}} 件"),
        "{changed:#?}"
    );
    assert_eq!(
        changed[2..],
        [
            "-    属于三类内部事务信息: {自然人: 1}",
            "+    属于三类内部事务信息: {自然人: 1, 其他: 2}",
            "+    属于行政查询事项: {商业企业: 4}",
            "+  不予处理:",
            "+    重复申请: {自然人: 7}",
        ]
    );
}

#[test]
fn unchanged_words_of_a_changed_paragraph_keep_their_figures() {
    let result = edited(EXAMPLE, |text| text.replace("共受理政府信息公开申请", "一共收到政府信息公开申请"));
    assert_eq!(
        changed_lines(EXAMPLE, &result),
        [
            "-  {{年度}} 年{{机关名称}}共受理政府信息公开申请 {{依申请公开.本年新收.总计}} 件，其中已答复政府信息公开申请 {{依申请公开.总计.总计}} 件，转接下年办理 {{依申请公开.结转下年度.总计}} 件。",
            "+  {{年度}} 年{{机关名称}}一共收到政府信息公开申请 {{依申请公开.本年新收.总计}} 件，其中已答复政府信息公开申请 {{依申请公开.总计.总计}} 件，转接下年办理 {{依申请公开.结转下年度.总计}} 件。",
        ]
    );
}

#[test]
fn text_that_follows_its_figure_keeps_its_tag() {
    // The figure and the sentence were both changed by hand: that is what the tag says by itself.
    let result = edited(EXAMPLE, |text| {
        text.replace("本年新收: {自然人: 16}", "本年新收: {自然人: 20}").replace("申请 16 件", "申请 20 件")
    });
    assert_eq!(changed_lines(EXAMPLE, &result), ["-  本年新收: {自然人: 16}", "+  本年新收: {自然人: 20}"]);
}

#[test]
fn paragraphs_are_added_and_taken_out_line_by_line() {
    let result = edited(EXAMPLE, |text| {
        text.replace("  （四）平台建设\n", "")
            .replace("  （五）监督保障\n", "  新的一段，写作 \\{{年度}}。\n  （五）监督保障\n")
    });
    assert_eq!(changed_lines(EXAMPLE, &result), ["-  （四）平台建设", "+  新的一段，写作 \\{{年度}}。"]);
}

#[test]
fn any_report_is_written_onto_any_other() {
    let mut random = Random(7);
    for seed in 0..many("NIANBAO_ROUND_TRIPS", 60) {
        let (x, mut y) = (data(seed), data(random.next()));
        let mut tries = 0;
        while y.form.format != x.form.format {
            tries += 1;
            y = data(random.next() + tries);
        }
        let (original, draft) = (read(&x.to_yaml()), read(&y.to_yaml()));
        let imported = import::docx(&build(&draft), &Limits::default()).unwrap();
        let text = data_file::update(&imported.data, &original);
        assert_same(&draft, &read(&text), &format!("seed {seed}\n{text}"));
    }
}
