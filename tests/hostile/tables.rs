//! Tables and web pages that are small files and large in memory.

use std::io::Write;

use crate::Attack;

/// A ZIP file of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An OpenDocument table with these rows.
fn open_document(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><table:table \
         table:name='a'>{rows}</table:table></office:document-content>"
    );
    zipped(&[("content.xml", &content)])
}

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook whose sheets are all one part, with these rows; more parts may follow.
fn workbook(rows: &str, sheets: usize, more: &[(&str, &str)]) -> Vec<u8> {
    let package = format!(
        "<Relationships><Relationship Id='r1' Type='{RELATIONSHIPS}/officeDocument' \
         Target='xl/workbook.xml'/></Relationships>"
    );
    let list: String =
        (1..=sheets).map(|n| format!("<sheet name='s{n}' sheetId='{n}' r:id='r1'/>")).collect();
    let book = format!("<workbook xmlns:r='{RELATIONSHIPS}'><sheets>{list}</sheets></workbook>");
    let parts = format!(
        "<Relationships><Relationship Id='r1' Type='{RELATIONSHIPS}/worksheet' \
         Target='worksheets/sheet1.xml'/></Relationships>"
    );
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let own = [
        ("_rels/.rels", package.as_str()),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &parts),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    zipped(&[&own, more].concat())
}

/// A thousand cells of the first shared text.
fn shared_cells() -> String {
    format!("<row>{}</row>", "<c t='s'><v>0</v></c>".repeat(1000))
}

fn shared_texts(count: usize, text: &str) -> String {
    format!("<sst uniqueCount='{count}'><si><t xml:space='preserve'>{text}</t></si></sst>")
}

#[test]
fn repeated_cells_are_counted_with_their_text() {
    let attack = Attack::new();
    let text = "a".repeat(2000);
    let rows = format!(
        "<table:table-row table:number-rows-repeated='4000'><table:table-cell \
         table:number-columns-repeated='1000'><text:p>{text}</text:p></table:table-cell></table:table-row>"
    );
    let bytes = open_document(&rows);
    assert!(bytes.len() < 1000, "{}", bytes.len());
    attack.file("a.ods", bytes);
    attack.run(&["check", "a.ods"]).says(2, "单元格里的文字合计超过 100 MB").within(150, 10);
}

/// By the grammar of spreadsheets: a kilobyte that was a million reports, checked one by one.
#[test]
fn repeated_rows_are_counted_before_they_are_reports() {
    let attack = Attack::new();
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let head = format!("<table:table-row>{}{}</table:table-row>", cell("机关名称"), cell("年度"));
    let row = "<table:table-row table:number-rows-repeated='1048576'>";
    let rows = format!("{head}{row}{}{}</table:table-row>", cell("甲局"), cell("2024"));
    attack.file("a.ods", open_document(&rows));
    attack.run(&["check", "a.ods"]).says(2, "有内容的行超过 20000 行").within(100, 10);
}

#[test]
fn parts_are_unpacked_to_their_limit() {
    let attack = Attack::new();
    let cell = |inside: &str| {
        format!("<table:table-row><table:table-cell>{inside}</table:table-cell></table:table-row>")
    };
    attack.file("a.ods", open_document(&cell(&"a".repeat(300 << 20))));
    attack.run(&["check", "a.ods"]).says(2, "解开后超过 256 MB").within(350, 20);
    attack.file("a.xlsx", workbook(&format!("<!--{}-->", "x".repeat(200 << 20)), 1, &[]));
    attack.run(&["check", "a.xlsx"]).says(2, "解开后超过 128 MB").within(150, 20);
}

#[test]
fn shared_texts_are_counted_in_every_cell() {
    let attack = Attack::new();
    let (rows, text) = (shared_cells().repeat(500), shared_texts(1, &"a".repeat(4000)));
    attack.file("a.xlsx", workbook(&rows, 1, &[("xl/sharedStrings.xml", &text)]));
    attack.run(&["check", "a.xlsx"]).says(2, "单元格里的文字合计超过 100 MB").within(300, 30);
    let blanks = shared_texts(1, &" ".repeat(1 << 20));
    attack.file("b.xlsx", workbook(&rows, 1, &[("xl/sharedStrings.xml", &blanks)]));
    attack.run(&["check", "b.xlsx"]).says(2, "单元格里的文字合计超过 100 MB").within(150, 30);
}

#[test]
fn the_count_of_shared_texts_is_not_believed_whatever_the_case_of_their_part() {
    let attack = Attack::new();
    let far = format!("<!--{}-->{}", "x".repeat(9000), shared_texts(400_000_000, "a"));
    for part in ["xl/sharedStrings.xml", "xl/SharedStrings.xml", "XL\\SHAREDSTRINGS.XML"] {
        for texts in [&shared_texts(400_000_000, "a"), &far] {
            attack.file("a.xlsx", workbook(&shared_cells(), 1, &[(part, texts)]));
            attack.run(&["check", "a.xlsx"]).says(2, "字符串的个数不对").within(150, 10);
        }
    }
}

#[test]
fn formats_with_a_copy_of_one_long_text_are_refused() {
    let attack = Attack::new();
    let code = "0".repeat(1 << 20);
    let styles = format!(
        "<styleSheet><numFmts><numFmt numFmtId='200' formatCode='{code}'/></numFmts><cellXfs>{}</cellXfs>\
         </styleSheet>",
        "<xf numFmtId='200'/>".repeat(3000)
    );
    attack.file("a.xlsx", workbook("", 1, &[("xl/styles.xml", &styles)]));
    attack.run(&["check", "a.xlsx"]).says(2, "单元格样式过多").within(150, 10);
}

#[test]
fn a_sheet_that_is_named_a_hundred_times_is_not_read_a_hundred_times() {
    let attack = Attack::new();
    attack.file("a.xlsx", workbook(&"<row/>".repeat(1 << 20), 200, &[]));
    attack.run(&["check", "a.xlsx"]).says(2, "被引用了太多次").within(150, 60);
}

#[test]
fn parts_are_counted_before_the_directory_is_read() {
    let attack = Attack::new();
    let entry = [&b"PK\x01\x02"[..], &[0; 42]].concat();
    let bytes = [&b"PK\x03\x04"[..], &entry.repeat(1_000_000)].concat();
    attack.file("a.xlsx", &bytes);
    attack.file("a.docx", &bytes);
    attack.run(&["check", "a.xlsx"]).says(2, "压缩包内的文件超过 20000 个").within(200, 20);
    attack.run(&["import", "a.docx", "-o", "b.yaml"]).says(2, "压缩包内的文件数超过 4096").within(200, 20);
}

#[test]
fn text_tables_and_long_heads_are_limited() {
    let attack = Attack::new();
    attack.file("a.csv", vec![0xFD; 40 << 20]);
    attack.run(&["check", "a.csv"]).says(2, "文件超过 32 MB").within(150, 10);
    let heads: String = (0..1000).map(|n| format!(",{}{n}", "本年新收自然人".repeat(300))).collect();
    attack.file("b.csv", format!("机关名称{heads}\n甲,2\n"));
    attack.run(&["check", "b.csv"]).says(2, "超过 200 字，不是列名").within(150, 20);
}

#[test]
fn pages_are_limited_by_what_is_built_of_them() {
    let attack = Attack::new();
    let reopened: String = (0..8600).map(|n| format!("<p><font a{n}></x>")).collect();
    let attributes: String = (0..100_000).map(|n| format!(" a{n}")).collect();
    for (page, words) in [
        (reopened, "网页的元素数超过 500000 个"),
        (format!("<p{attributes}>"), "一个标签的属性数超过 2000 个"),
        ("<span><div></span>".repeat(100_000), "嵌套层数超过 1000 层"),
        ("<font></x>".repeat(100_000), "嵌套层数超过 1000 层"),
    ] {
        attack.file("a.html", page);
        attack.run(&["import", "a.html", "-o", "b.yaml"]).says(2, words).within(300, 30);
    }
}
