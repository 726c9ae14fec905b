//! What is copied from a table elsewhere and pasted into the form: clipboards of spreadsheets, word
//! processors and browsers (`tests/page/clipboard`, see its README), whole and in pieces.

use std::collections::BTreeMap;

use nianbao::form::Path;
use nianbao::import::{Clipboard, Limits, Pasted, paste};
use nianbao::report::{Report, read};
use nianbao::yaml::Source;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/page/clipboard/");

fn file(name: &str) -> String {
    std::fs::read_to_string(format!("{FOLDER}{name}")).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn report(text: &str) -> Report {
    read(Source::new("甲.yaml", text).into()).0.unwrap()
}

fn empty() -> Report {
    report("机关名称: 甲局\n年度: 2024\n")
}

/// Pastes at a figure, into a report.
fn pasted_into(report: &Report, clipboard: &Clipboard, at: &str) -> Pasted {
    let at = report.form.figure_at(&Path::new(at)).unwrap_or_else(|| panic!("no {at}"));
    paste(report, clipboard, at, &Limits::default()).unwrap()
}

fn pasted(clipboard: &Clipboard, at: &str) -> Pasted {
    pasted_into(&empty(), clipboard, at)
}

fn text(text: &str) -> Clipboard {
    Clipboard { text: text.to_owned(), html: String::new() }
}

fn html(rows: &str) -> Clipboard {
    Clipboard { text: String::new(), html: format!("<table>{rows}</table>") }
}

/// Both flavours of a fixture, each alone.
fn flavours(name: &str) -> Vec<Clipboard> {
    let mut out = vec![Clipboard { text: String::new(), html: file(&format!("{name}.html")) }];
    let plain = std::fs::read_to_string(format!("{FOLDER}{name}.txt"));
    out.extend(plain.into_iter().map(|text| Clipboard { text, html: String::new() }));
    out
}

fn figures(pasted: &Pasted) -> BTreeMap<&str, &str> {
    pasted.figures.iter().map(|figure| (figure.path.as_str(), figure.text.as_str())).collect()
}

/// The figures of a section of the report from which the fixtures were copied, totals left out.
fn of_source(source: &Report, section: &str) -> BTreeMap<String, String> {
    let form = &source.form;
    let figures = (0..).map(nianbao::form::FigureId).zip(&form.figures);
    let own =
        figures.filter(|(id, figure)| figure.path.keys().next() == Some(section) && !form.is_total(*id));
    own.map(|(id, figure)| (figure.path.to_string(), source.figure(id).printed())).collect()
}

fn assert_whole(name: &str, section: &str, at: &str, totals: usize) {
    let source = report(&file("source.yaml"));
    let expected = of_source(&source, section);
    for (flavour, clipboard) in flavours(name).iter().enumerate() {
        let pasted = pasted(clipboard, at);
        let found: BTreeMap<String, String> =
            figures(&pasted).into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        assert_eq!(found, expected, "{name}, flavour {flavour}");
        assert_eq!(pasted.totals, totals, "{name}, flavour {flavour}: totals");
        assert_eq!(pasted.unplaced, [], "{name}, flavour {flavour}");
        assert!(
            pasted.notes.iter().all(|note| note.starts_with("按栏目名称填入")),
            "{name}: {:?}",
            pasted.notes
        );
    }
}

#[test]
fn whole_tables_with_labels_are_read_by_these_wherever_the_caret_stands() {
    // 24 rows end with a total, and one row of 7 is one.
    let totals = 24 + 7;
    for name in ["excel-table3", "calc-table3", "writer-table3"] {
        for at in ["依申请公开.本年新收.自然人", "依申请公开.予以公开.科研机构", "主动公开.行政许可"]
        {
            assert_whole(name, "依申请公开", at, totals);
        }
    }
    for name in ["wps-table2", "calc-table2"] {
        for at in ["主动公开.规章.本年制发件数", "主动公开.规章.现行有效件数", "复议诉讼.行政复议.总计"]
        {
            assert_whole(name, "主动公开", at, 0);
        }
    }
    assert_whole("word-table4", "复议诉讼", "复议诉讼.行政复议.结果维持", 3);
    assert_whole("word-table4", "复议诉讼", "主动公开.行政许可", 3);
}

#[test]
fn whole_tables_of_numbers_are_spread_from_the_first_cell() {
    for name in ["excel-numbers3", "calc-numbers3"] {
        assert_whole(name, "依申请公开", "依申请公开.本年新收.自然人", 24 + 7);
    }
    assert_whole("calc-numbers4", "复议诉讼", "复议诉讼.行政复议.结果维持", 3);
}

/// Rows and columns of figures, parted by tabs and line breaks.
fn table(rows: usize, columns: usize, number: impl Fn(usize, usize) -> String) -> String {
    let line = |row| (0..columns).map(|column| number(row, column)).collect::<Vec<_>>().join("\t") + "\r\n";
    (0..rows).map(line).collect()
}

#[test]
fn totals_that_were_left_out_are_left_out_of_the_form_too() {
    let source = report(&file("source.yaml"));
    let expected = of_source(&source, "依申请公开");
    // 24 rows of 6: neither the last column nor the row 总计 (the 24th of 25).
    let pasted = pasted(
        &text(&table(24, 6, |r, c| ((r + 1) * 100 + c + 1).to_string())),
        "依申请公开.本年新收.自然人",
    );
    assert_eq!(figures(&pasted), expected.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect());
    assert_eq!((pasted.totals, pasted.unplaced.len()), (0, 0));

    // Twelve of the fifteen in table four.
    let twelve = self::pasted(&text("1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12"), "复议诉讼.行政复议.结果维持");
    let expected = of_source(&source, "复议诉讼");
    assert_eq!(figures(&twelve), expected.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect());
}

#[test]
fn a_piece_of_a_row_with_its_sum_is_told_from_one_without() {
    let at = "复议诉讼.行政复议.结果维持";
    let with = pasted(&text("1\t2\t0\t1\t4\t7"), at);
    assert_eq!(figures(&with)["复议诉讼.未经复议直接起诉.结果维持"], "7");
    assert_eq!((with.figures.len(), with.totals), (5, 1));
    let without = pasted(&text("1\t2\t0\t1\t5\t7"), at);
    assert_eq!(figures(&without)["复议诉讼.未经复议直接起诉.结果维持"], "5");
    assert_eq!(figures(&without)["复议诉讼.未经复议直接起诉.结果纠正"], "7");
    assert_eq!((without.figures.len(), without.totals), (6, 0));
    // A blank cell where the total stands: nothing is lost if it is passed over.
    let blank = pasted(&text("1\t2\t0\t1\t\t7"), at);
    assert_eq!(figures(&blank)["复议诉讼.未经复议直接起诉.结果维持"], "7");
}

#[test]
fn a_column_goes_down_past_the_total() {
    // 23 rows down to 其他, the total of the column, and 结转下年度.
    let column: Vec<usize> = (1..=23).collect();
    let total: usize = column[2..].iter().sum();
    let lines: Vec<String> = column.iter().chain([&total, &9]).map(usize::to_string).collect();
    let pasted = pasted(&text(&lines.join("\n")), "依申请公开.本年新收.商业企业");
    let found = figures(&pasted);
    assert_eq!(found["依申请公开.其他处理.其他.商业企业"], "23");
    assert_eq!(found["依申请公开.结转下年度.商业企业"], "9");
    assert_eq!((found.len(), pasted.totals, pasted.notes.len()), (24, 1, 0));
}

#[test]
fn numbers_are_taken_as_people_write_them() {
    let written = "1,016\t１２\t 3 \n/\t—\t\n03\t5.00\t1 016";
    let pasted = pasted(&text(written), "依申请公开.本年新收.自然人");
    let texts: Vec<&str> = pasted.figures.iter().map(|figure| figure.text.as_str()).collect();
    assert_eq!(texts, ["1016", "12", "3", "0", "0", "", "3", "5", "1016"]);
    assert_eq!((pasted.notes.len(), pasted.unplaced.len()), (0, 0));
    // What is none is put in to be seen, and said.
    let bad = self::pasted(&text("12,34\t16件"), "主动公开.规章.本年制发件数");
    assert_eq!(figures(&bad)["主动公开.规章.本年废止件数"], "16件");
    assert_eq!(bad.notes.len(), 2, "{:?}", bad.notes);
    assert!(bad.notes[0].contains("“12,34”不是规范的数字"), "{:?}", bad.notes);
}

#[test]
fn a_total_that_differs_from_the_sum_is_said() {
    let pasted = pasted(&text("1\t2\t3\t4\t5\t6\t99"), "依申请公开.本年新收.自然人");
    assert_eq!((pasted.figures.len(), pasted.totals), (6, 1));
    assert_eq!(pasted.notes, ["“本年新收·总计”粘贴的是“99”，各项相加是 21，以相加的为准，请核对"]);
    // The parts that are not pasted are those of the report.
    let own = report("机关名称: 甲局\n年度: 2024\n依申请公开:\n  本年新收: {自然人: 10}\n");
    let pasted = pasted_into(&own, &text("2\t3\t4\t5\t6\t30"), "依申请公开.本年新收.商业企业");
    assert_eq!((pasted.figures.len(), pasted.notes.len()), (5, 0), "{:?}", pasted.notes);
    // A total that the file writes is taken as the others are.
    let written = report("机关名称: 甲局\n年度: 2024\n依申请公开:\n  本年新收: {自然人: 10, 总计: 10}\n");
    let pasted = pasted_into(&written, &text("1\t2\t3\t4\t5\t6\t21"), "依申请公开.本年新收.自然人");
    assert_eq!(figures(&pasted)["依申请公开.本年新收.总计"], "21");
}

#[test]
fn pieces_with_labels_find_their_rows_and_columns() {
    // Rows by their labels, in any order; the column is that of the caret.
    let two = pasted(&text("行政规范性文件\t12\n规章\t3"), "主动公开.规章.现行有效件数");
    let found = figures(&two);
    assert_eq!(found["主动公开.规章.现行有效件数"], "3");
    assert_eq!(found["主动公开.行政规范性文件.现行有效件数"], "12");
    assert_eq!(found.len(), 2);
    // Columns by their heads.
    let heads = html(
        "<tr><th>信息内容<th>现行有效件数<th>本年制发件数<tr><th>规章<td>9<td>1<tr><th>规范性文件<td>8<td>2",
    );
    let by_heads = pasted(&heads, "主动公开.规章.本年制发件数");
    let found = figures(&by_heads);
    assert_eq!(found["主动公开.规章.现行有效件数"], "9");
    assert_eq!(found["主动公开.行政规范性文件.本年制发件数"], "2");
    assert_eq!((found.len(), by_heads.unplaced.len()), (4, 0));
    assert_eq!(by_heads.notes, ["“规范性文件”一行按“行政规范性文件”填入"]);
    // Heads without labels of rows: from the caret on.
    let only_heads = pasted(&text("本年制发件数\t本年废止件数\n1\t2\n3\t4"), "主动公开.规章.本年制发件数");
    assert_eq!(figures(&only_heads)["主动公开.行政规范性文件.本年废止件数"], "4");
    assert_eq!((only_heads.figures.len(), only_heads.unplaced.len()), (4, 0));
}

#[test]
fn a_sheet_with_all_tables_goes_to_all_tables() {
    let parts = ["excel-table3", "wps-table2"].map(|name| file(&format!("{name}.txt")));
    let pasted = pasted(&text(&parts.join("\r\n")), "主动公开.行政许可");
    let source = report(&file("source.yaml"));
    let mut expected = of_source(&source, "依申请公开");
    expected.extend(of_source(&source, "主动公开"));
    assert_eq!(figures(&pasted), expected.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect());
    assert_eq!(pasted.unplaced, []);
}

#[test]
fn what_has_no_place_is_said() {
    let texts = |pasted: &Pasted| pasted.unplaced.iter().map(|u| u.text.clone()).collect::<Vec<_>>();
    // Beyond the right and the lower edge.
    let beyond = pasted(&text("1\t2\t3\n4\t5\t6"), "主动公开.行政规范性文件.本年废止件数");
    assert_eq!(figures(&beyond)["主动公开.行政规范性文件.现行有效件数"], "2");
    assert!(texts(&beyond).join(" ").contains('3'), "{beyond:?}");
    let below = pasted(&text("1\n2\n3"), "主动公开.行政强制");
    assert_eq!((below.figures.len(), texts(&below)), (2, vec!["3".to_owned()]));
    // A row that the form does not have, and a text among numbers.
    let strange = pasted(&text("规章\t1\t2\t3\n党内文件\t7\t8\t9\n"), "主动公开.规章.本年制发件数");
    assert_eq!((strange.figures.len(), texts(&strange)), (3, vec!["党内文件\t7\t8\t9".to_owned()]));
    // A cell on each line, and no table of the form: nothing is put anywhere by chance.
    let lines = pasted(&text("甲\n3\n乙\n1"), "主动公开.规章.本年制发件数");
    assert_eq!((lines.figures.len(), texts(&lines)), (0, vec!["甲\t3\t乙\t1".to_owned()]));
    // No table at all.
    let prose = pasted(&text("本年度未收取信息处理费。"), "主动公开.规章.本年制发件数");
    assert_eq!((prose.figures.len(), texts(&prose)), (0, vec!["本年度未收取信息处理费。".to_owned()]));
    let nothing = pasted(&text(""), "主动公开.规章.本年制发件数");
    assert_eq!(nothing.unplaced, []);
}

#[test]
fn every_number_of_a_clipboard_is_placed_skipped_as_a_total_or_said() {
    // Any block from any cell: nothing may vanish.
    let form = empty().form;
    for (at, figure) in form.figures.iter().enumerate().step_by(7) {
        for (rows, columns) in [(1, 1), (1, 4), (3, 2), (2, 9), (30, 1), (1, 20), (26, 8)] {
            let block = table(rows, columns, |r, c| (1000 + r * 40 + c).to_string());
            let pasted = pasted(&text(&block), figure.path.as_str());
            let unplaced: usize = pasted.unplaced.iter().map(|u| u.text.split('\t').count()).sum();
            let sum = pasted.figures.len() + pasted.totals + unplaced;
            assert_eq!(sum, rows * columns, "{rows} x {columns} at figure {at} {}: {pasted:?}", figure.path);
        }
    }
}

#[test]
fn hostile_clipboards_end_soon() {
    let at = "依申请公开.本年新收.自然人";
    let report = empty();
    let id = report.form.figure_at(&Path::new(at)).unwrap();
    let try_it = |clipboard: &Clipboard| paste(&report, clipboard, id, &Limits::default());
    for text in [
        "\t".repeat(100_000),
        "1\n".repeat(200_000),
        "\"".repeat(100_001),
        "\"a\t".repeat(1000),
        "规章\t".repeat(60),
        "9".repeat(1 << 20),
        format!("规章\t{}", "字".repeat(300_000)),
    ] {
        // Refused in Chinese, or placed: no panic, no endless work.
        if let Err(error) = try_it(&Clipboard { text, html: String::new() }) {
            assert!(error.to_string().chars().any(|c| c > '一'), "{error}");
        }
    }
    for rows in [
        "<tr>".repeat(100_000),
        "<table>".repeat(5000),
        "<tr><td rowspan=65534 colspan=1000>1".to_owned(),
        format!("<tr><td colspan=60>1{}", "<tr><td>1<td>规章".repeat(10_000)),
        "<tr><td rowspan=999999999999999999999>规章<td>1".to_owned(),
    ] {
        if let Err(error) = try_it(&html(&rows)) {
            assert!(error.to_string().chars().any(|c| c > '一'), "{error}");
        }
    }
}
