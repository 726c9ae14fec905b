//! What must hold of every register, whatever stands in its cells.

use std::collections::BTreeSet;

use super::words::{FormWords, Outcome, TableRow};
use super::*;
use crate::diagnostic::{Provenance, RuleCode};
use crate::spreadsheet::Sheet;

/// A small generator: the same seed gives the same register.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }

    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.roll(texts.len())]
    }
}

const HEADS: [&str; 10] = [
    "编号",
    "收到日期",
    "申请人类型",
    "办理结果",
    "不予公开理由",
    "答复日期",
    "复议",
    "复议审结日期",
    "诉讼",
    "是否延期",
];
const DAYS: &[&str] = &[
    "2024-12-30",
    "2025-01-02",
    "2025.3.3",
    "2025年6月30日",
    "20251231",
    "2026-01-05",
    "3月3日",
    "45717",
    "2025-02-30",
    "/",
    "",
    "无",
];
const APPLICANTS: &[&str] = &[
    "公民",
    "自然人",
    "企业",
    "法人",
    "律所",
    "村委会",
    "公益组织",
    "科研机构",
    "张三",
    "",
    "自然人、企业",
    "其他",
];
const OUTCOMES: &[&str] = &[
    "予以公开",
    "部分公开（其余不予公开）",
    "不予公开",
    "不予公开-国家秘密",
    "信息不存在",
    "重复申请",
    "在办",
    "",
    "撤回申请",
    "不属于国家秘密",
    "予以公开、重复申请",
    "（七）总计",
    "（（（",
    "总计",
    "补正后仍不明确",
];
const REASONS: &[&str] = &["", "国家秘密", "个人隐私", "依据第十四条", "/"];
const RESULTS: &[&str] =
    &["", "维持", "撤销", "审理中", "是", "无", "复议后起诉：维持", "一审维持，二审撤销"];

fn register(dice: &mut Dice, rows: u32) -> Register {
    let mut cells: Vec<((u32, u32), String)> =
        (0..).zip(HEADS).map(|(column, head)| ((0, column), head.to_owned())).collect();
    for row in 1..=rows {
        let number = format!("甲{row}");
        let texts = [
            number.as_str(),
            dice.one_of(DAYS),
            dice.one_of(APPLICANTS),
            dice.one_of(OUTCOMES),
            dice.one_of(REASONS),
            dice.one_of(DAYS),
            dice.one_of(RESULTS),
            dice.one_of(DAYS),
            dice.one_of(RESULTS),
            dice.one_of(&["", "是", "否"]),
        ];
        cells.extend((0..).zip(texts).map(|(column, text)| ((row, column), text.to_owned())));
    }
    let sheet = Sheet::of_cells(Some("一"), cells.iter().map(|(at, text)| (*at, text.as_str())));
    Register::of_sheets("台账.xlsx", vec![sheet]).expect("a register")
}

/// The number in front of `件` of a note with these words; 0 without one.
fn noted(tally: &Tally, words: &str) -> usize {
    let note = tally.notes.iter().find(|note| note.contains(words));
    note.and_then(|note| note.split(' ').next()?.parse().ok()).unwrap_or(0)
}

#[test]
fn no_row_is_lost_and_every_column_adds_up() {
    let mut dice = Dice(7);
    let form = Form::standard();
    let words = FormWords::of(&form).expect("the standard form has the tables");
    let (mut counted_rows, mut faulty_rows) = (0, 0);
    for _ in 0..60 {
        let register = register(&mut dice, 80);
        let options = TallyOptions { year: Some(2025), ..TallyOptions::new(form.clone()) };
        let tally = tally(&register, &options).expect("a tally");
        let figures = tally.figures();
        let number = |row, column| {
            words.figure(row, column).and_then(|id| figures.get(&id)).map_or(0, |number| match number {
                Number::Count(count) => *count,
                Number::Amount(_) => panic!("pieces are counted"),
            })
        };
        for column in 0..words.columns().len() {
            let outcomes: i64 =
                (0..words.outcome_count()).map(|row| number(TableRow::Outcome(row), column)).sum();
            assert_eq!(
                number(TableRow::Received, column) + number(TableRow::CarriedIn, column),
                outcomes + number(TableRow::CarriedOut, column)
            );
        }
        let came = (0..words.columns().len())
            .flat_map(|column| [TableRow::Received, TableRow::CarriedIn].map(|row| (row, column)));
        let counted: Vec<usize> = came
            .filter_map(|(row, column)| words.figure(row, column))
            .flat_map(|id| tally.behind[&id].clone())
            .collect();
        let distinct: BTreeSet<usize> = counted.iter().copied().collect();
        assert_eq!(counted.len(), distinct.len(), "no row counts twice");
        // Of rows that are not counted there is an error in their row, or they are of another year.
        let faulty: BTreeSet<u32> = tally
            .findings
            .iter()
            .filter(|finding| finding.is_error() && finding.rule != RuleCode::N404)
            .filter_map(|finding| match &finding.place.provenance {
                Provenance::Cell(cell) => Some(cell.row),
                _ => None,
            })
            .collect();
        let lost: Vec<usize> = (0..register.len())
            .filter(|row| !distinct.contains(row))
            .filter(|row| !faulty.contains(&(u32::try_from(*row).expect("few rows") + 1)))
            .collect();
        let other_years = noted(&tally, "以前已经答复") + noted(&tally, "以后收到");
        assert!(lost.len() <= other_years, "{lost:?} {:?}", tally.notes);
        (counted_rows, faulty_rows) = (counted_rows + distinct.len(), faulty_rows + faulty.len());
    }
    // The registers try both.
    assert!(counted_rows > 200 && faulty_rows > 1000, "{counted_rows} {faulty_rows}");
}

/// What the workbook offers is understood as what it is, in every form; so are the labels that are printed.
#[test]
fn choices_and_labels_are_understood() {
    for form in Form::names().filter_map(Form::of) {
        let words = FormWords::of(&form).expect("both forms have the tables");
        for (number, name) in words.row_names(0..words.outcome_count()).iter().enumerate() {
            assert_eq!(words.outcome(name, None), Ok(Outcome::Row(number)), "{name}");
        }
        for (number, column) in words.columns().iter().enumerate() {
            assert_eq!(words.applicant(column, None), Ok(number), "{column}");
        }
        for (number, result) in words.results().iter().enumerate() {
            let case = words.case(result).expect("a result").expect("not nothing");
            assert_eq!((case.result, case.kind), (number, None), "{result}");
        }
        let outcomes: BTreeSet<String> = words.row_names(0..words.outcome_count()).into_iter().collect();
        for section in &form.sections {
            let crate::form::Content::Table(table) = &section.content else { continue };
            for row in table.rows.iter().flat_map(|row| &row.cells) {
                let known = crate::form::bare_label(&crate::form::normal_label(&row.label)).to_owned();
                let is_outcome = outcomes.iter().any(|name| name.ends_with(&known) && !known.is_empty());
                if is_outcome && row.label.starts_with(|c: char| c.is_ascii_digit()) {
                    assert!(matches!(words.outcome(&row.label, None), Ok(Outcome::Row(_))), "{}", row.label);
                }
            }
        }
    }
}

/// How offices write the rows of the table, each against the row that it is.
#[test]
fn everyday_words_mean_their_rows() {
    let form = Form::standard();
    let words = FormWords::of(&form).expect("the tables");
    let names = words.row_names(0..words.outcome_count());
    for (text, reason, row) in [
        ("全部公开", "", "予以公开"),
        ("公开", "", "予以公开"),
        ("已主动公开", "", "予以公开"),
        ("告知获取方式和途径", "", "予以公开"),
        ("区分处理", "", "部分公开"),
        ("部分公开", "个人隐私", "部分公开"),
        ("（三）不予公开/1.属于国家秘密", "", "不予公开 属于国家秘密"),
        ("不予公开：法律、行政法规禁止公开", "", "不予公开 其他法律行政法规禁止公开"),
        ("不予公开", "危及国家安全、公共安全、经济安全、社会稳定", "不予公开 危及“三安全一稳定”"),
        ("不予公开", "三安全一稳定", "不予公开 危及“三安全一稳定”"),
        ("不予公开", "涉及第三方商业秘密", "不予公开 保护第三方合法权益"),
        ("不予公开", "第三方不同意公开", "不予公开 保护第三方合法权益"),
        ("不予公开（内部管理信息）", "", "不予公开 属于三类内部事务信息"),
        ("不予公开（过程性信息）", "", "不予公开 属于四类过程性信息"),
        ("不予公开（行政执法案卷信息）", "", "不予公开 属于行政执法案卷"),
        ("不予公开（行政查询事项）", "", "不予公开 属于行政查询事项"),
        ("本机关不掌握", "", "无法提供 本机关不掌握相关政府信息"),
        ("无法提供-信息不存在", "", "无法提供 本机关不掌握相关政府信息"),
        ("不属于本机关公开范围", "", "无法提供 本机关不掌握相关政府信息"),
        ("没有现成信息、需要另行制作", "", "无法提供 没有现成信息需要另行制作"),
        ("需加工分析", "", "无法提供 没有现成信息需要另行制作"),
        ("补正后仍不明确", "", "无法提供 补正后申请内容仍不明确"),
        ("不予处理", "信访", "不予处理 信访举报投诉类申请"),
        ("信访、举报、投诉类", "", "不予处理 信访举报投诉类申请"),
        ("重复申请", "", "不予处理 重复申请"),
        ("要求提供公开出版物", "", "不予处理 要求提供公开出版物"),
        ("大量反复申请", "", "不予处理 无正当理由大量反复申请"),
        ("要求确认或重新出具", "", "不予处理 要求行政机关确认或重新出具已获取信息"),
        ("申请人逾期不补正", "", "其他处理 逾期不补正"),
        ("逾期未缴费", "", "其他处理 逾期不缴费"),
        ("申请人撤回申请", "", "其他处理 其他"),
        ("其他处理", "撤回", "其他处理 其他"),
    ] {
        let reason = Some(reason).filter(|reason| !reason.is_empty());
        let found = words.outcome(text, reason);
        let found = found.map(|outcome| match outcome {
            Outcome::Row(number) => names[number].clone(),
            Outcome::Unfinished => "在办".to_owned(),
        });
        assert_eq!(found.as_deref(), Ok(row), "{text} {reason:?}");
    }
    for text in ["办理中", "尚未答复", "结转下年度", "四、结转下年度继续办理", "在办", "延期办理中"]
    {
        assert_eq!(words.outcome(text, None), Ok(Outcome::Unfinished), "{text}");
    }
    // Not to be guessed at.
    for text in [
        "不予公开",
        "无法提供",
        "不属于国家秘密",
        "非本机关",
        "已转办",
        "驳回",
        "拟公开",
        "公开与否待定",
        "不公开部分",
    ] {
        assert!(words.outcome(text, None).is_err(), "{text}");
    }
}
