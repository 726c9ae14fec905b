use super::*;
use crate::yaml::Source;

fn read(file: &str, text: &str) -> Report {
    crate::report::read(Source::new(file, text.to_owned()).into()).0.expect("a report")
}

fn cell<'t>(table: &'t DataTable, row: usize, head: &str) -> &'t Value {
    let column = table.heads.iter().position(|h| h == head).expect(head);
    &table.rows[row][column]
}

fn n(text: &str) -> Value {
    Value::Number(text.parse().expect("a number"))
}

#[test]
fn what_nobody_has_written_is_blank_and_what_is_left_out_is_0() {
    let report = read(
        "a.yaml",
        "机关名称: 甲局\n年度: 2024\n主动公开:\n  规章: {本年制发件数: 3, 本年废止件数: , 现行有效件数: 约16}\n  \
         行政许可:\n  行政处罚: /\n  行政事业性收费: 59237.2449\n  行政规范性文件: [22（其中修订16件）, 0, 0]\n",
    );
    let table = table(&[report], Shape::Reports).unwrap();
    for (path, value) in [
        ("主动公开.规章.本年制发件数", n("3")),
        ("主动公开.规章.本年废止件数", Value::Blank),
        ("主动公开.规章.现行有效件数", Value::Blank),
        ("主动公开.行政许可", Value::Blank),
        ("主动公开.行政处罚", n("0")),
        ("主动公开.行政强制", n("0")),
        ("主动公开.行政事业性收费", n("59237.2449")),
        ("主动公开.行政规范性文件.本年制发件数", n("22")),
        // The whole table is not there: its totals are not 0 either.
        ("依申请公开.本年新收.自然人", Value::Blank),
        ("依申请公开.总计.总计", Value::Blank),
    ] {
        assert_eq!(cell(&table, 0, path), &value, "{path}");
    }
    assert_eq!(cell(&table, 0, "机关名称"), &Value::Text("甲局".into()));
    assert_eq!(cell(&table, 0, "年度"), &n("2024"));
}

#[test]
fn a_figure_a_row_says_what_it_is() {
    let reports = [
        read(
            "a.yaml",
            "机关名称: 甲局\n年度: 2024\n主动公开: {行政规范性文件: [22（其中修订16件）, 0, 0]}\n",
        ),
        read("b.yaml", "机关名称: 乙局\n年度: 2019\n格式: 2019\n主动公开: {行政许可: [3, -1, 4]}\n"),
    ];
    let table = table(&reports, Shape::Figures).unwrap();
    let figures: usize = reports.iter().map(|report| report.form.figures.len()).sum();
    assert_eq!(table.rows.len(), figures);
    let row = |path: &str| {
        let column = |row: &Vec<Value>| row[2] == Value::Text(path.to_owned());
        table.rows.iter().position(column).expect(path)
    };
    let at = row("主动公开.行政规范性文件.本年制发件数");
    assert_eq!(cell(&table, at, "数"), &n("22"));
    assert_eq!(cell(&table, at, "原文"), &Value::Text("22（其中修订16件）".into()));
    assert_eq!(cell(&table, at, "部分"), &Value::Text("主动公开政府信息情况".into()));
    let at = row("主动公开.行政许可.本年增减");
    assert_eq!(
        (cell(&table, at, "数"), cell(&table, at, "机关名称")),
        (&n("-1"), &Value::Text("乙局".into()))
    );
}

#[test]
fn reports_of_two_forms_share_a_table() {
    let reports = [
        read("a.yaml", "机关名称: 甲局\n年度: 2024\n主动公开: {行政许可: 3}\n"),
        read("b.yaml", "机关名称: 甲局\n年度: 2019\n格式: 2019\n主动公开: {行政许可: [3, 1, 4]}\n"),
    ];
    let table = table(&reports, Shape::Reports).unwrap();
    let mut heads = table.heads.clone();
    heads.sort();
    heads.dedup();
    assert_eq!(heads.len(), table.heads.len(), "no head stands there twice");
    assert_eq!(cell(&table, 0, "主动公开.行政许可"), &n("3"));
    assert_eq!(cell(&table, 1, "主动公开.行政许可"), &Value::Blank);
    assert_eq!(cell(&table, 0, "主动公开.行政许可.处理决定数量"), &Value::Blank);
    assert_eq!(cell(&table, 1, "主动公开.行政许可.处理决定数量"), &n("4"));
}

#[test]
fn years_stand_side_by_side_under_the_newest_name() {
    let reports = [
        read(
            "3.yaml",
            "机关名称: 甲市数据局\n年度: 2024\n曾用名: 甲市大数据局\n主动公开: {行政许可: 10, 行政处罚: 1}\n",
        ),
        read("9.yaml", "机关名称: 乙局\n年度: 2024\n主动公开: {行政许可: 7}\n"),
        read("1.yaml", "机关名称: 甲市大数据局\n年度: 2021\n主动公开: {行政许可: 8}\n"),
        read("2.yaml", "机关名称: 甲市大数据局\n年度: 2022\n主动公开: {行政许可: 9}\n"),
    ];
    let table = table(&reports, Shape::Years).unwrap();
    assert_eq!(&table.heads[4..7], ["2021", "2022", "2024"]);
    let figures = reports[0].form.figures.len();
    assert_eq!(table.rows.len(), 2 * figures);
    let row = |agency: &str, path: &str| {
        let same = |row: &Vec<Value>| {
            row[0] == Value::Text(agency.to_owned()) && row[1] == Value::Text(path.to_owned())
        };
        table.rows.iter().position(same).expect(path)
    };
    let at = row("甲市数据局", "主动公开.行政许可");
    for (head, value) in [
        ("2021", n("8")),
        ("2022", n("9")),
        ("2024", n("10")),
        ("2022比2021增减", n("1")),
        ("2022比2021增长（%）", n("12.5")),
        ("2024比2022增减", n("1")),
        ("2024比2022增长（%）", n("11.1")),
    ] {
        assert_eq!(cell(&table, at, head), &value, "{head}");
    }
    // From 0 nothing grows by so many per cent.
    let at = row("甲市数据局", "主动公开.行政处罚");
    assert_eq!(cell(&table, at, "2024比2022增减"), &n("1"));
    assert_eq!(cell(&table, at, "2024比2022增长（%）"), &Value::Blank);
    // An agency without a report of a year.
    let at = row("乙局", "主动公开.行政许可");
    assert_eq!((cell(&table, at, "2022"), cell(&table, at, "2024")), (&Value::Blank, &n("7")));
    assert_eq!(cell(&table, at, "2024比2022增减"), &Value::Blank);
}

#[test]
fn two_reports_of_one_year_are_not_mixed() {
    let text = "机关名称: 甲局\n年度: 2024\n";
    let error = table(&[read("a.yaml", text), read("b.yaml", text)], Shape::Years).unwrap_err().to_string();
    assert!(error.contains("a.yaml、b.yaml") && error.contains("甲局2024年"), "{error}");
}

#[test]
fn a_name_is_no_formula() {
    let report = read(
        "a.yaml",
        "机关名称: \"=HYPERLINK(\\\"http://x\\\",1)\"\n年度: 2019\n格式: 2019\n主动公开: {行政许可: [3, -1, 4]}\n",
    );
    let table = table(&[report], Shape::Reports).unwrap();
    let csv = csv(&table);
    assert!(csv.starts_with('\u{FEFF}') && csv.ends_with("\r\n"));
    assert!(csv.contains("\r\n\"'=HYPERLINK(\"\"http://x\"\",1)\",2019,2019,"), "{csv}");
    // A figure below 0 is a number all the same.
    assert!(csv.contains(",3,-1,4,"), "{csv}");
    let json: serde_json::Value = serde_json::from_str(&json(&table).unwrap()).unwrap();
    assert_eq!(json[0]["机关名称"], "=HYPERLINK(\"http://x\",1)");
    assert_eq!(json[0]["主动公开.行政许可.本年增减"], -1);
    assert!(xlsx(&table).unwrap() == xlsx(&table).unwrap());
}
