//! Published pages and texts copied off them.

use nianbao::document::{Block, Document, DocumentOptions};
use nianbao::import::{self, Limits};
use nianbao::report::Report;

use crate::generate::{assert_same, data, layout, read};
use crate::round_trip::many;

const EXAMPLE: &str = include_str!("../../examples/jiyuan-2024.yaml");

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// A page as a content management system makes one: in a table that lays it out, with furniture around.
fn page(report: &Report) -> String {
    let document = Document::of(report, &DocumentOptions::default());
    let title = layout().title_lines(&document.title, &document.meta.author);
    let mut out = format!(
        "<html><head><title>x</title><style>p {{}}</style></head><body><div class=nav><ul><li>首页</ul></div><table><tr><td>\n<h1>{}</h1>\n\
         <div>来源：市政府网站 发布时间：2025-01-20</div>",
        title.iter().map(|l| escape(l)).collect::<Vec<_>>().join("<br>")
    );
    for block in &document.blocks {
        match block {
            Block::Heading(heading) => out.push_str(&format!("<h2>{}</h2>\n", escape(&heading.text))),
            Block::Paragraph(paragraph) => {
                out.push_str(&format!("<p>&emsp;&emsp;<span>{}</span></p>\n", escape(&paragraph.text())))
            }
            Block::Table(table) => {
                out.push_str("<table border=1><tbody>");
                for row in &table.rows {
                    out.push_str("<tr>");
                    for cell in &row.cells {
                        let (c, r, text) = (cell.colspan, cell.rowspan, escape(&cell.text));
                        out.push_str(&format!("<td colspan=\"{c}\" rowspan={r}><p> {text}\n</p></td>"));
                    }
                    out.push_str("</tr>\n");
                }
                out.push_str("</tbody></table>");
            }
            Block::Figure(_) | Block::Chart(_) => {}
            Block::Signature(signature) => {
                for line in signature.name.iter().chain(&signature.date) {
                    out.push_str(&format!("<p style=\"text-align: right\">{}</p>", escape(line)));
                }
            }
        }
    }
    out + "</td></tr></table><script>var x = '<p>六、其他需要报告的事项</p>';</script></body></html>"
}

#[test]
fn pages_come_back() {
    for seed in 0..many("NIANBAO_ROUND_TRIPS", 30) {
        let mut data = data(seed);
        // White space is what a page does not keep.
        for paragraph in data.preface.iter_mut().chain(data.prose.iter_mut().flatten()) {
            *paragraph = paragraph.replace("  ", " ");
        }
        let report = read(&data.to_yaml());
        let imported = import::html(&page(&report), &Limits::default()).unwrap();
        let unplaced: Vec<&str> = imported.unplaced.iter().map(|u| u.text.as_str()).collect();
        assert_eq!(unplaced, ["首页", "来源：市政府网站 发布时间：2025-01-20"], "{seed}");
        assert_same(&report, &read(&imported.to_yaml()), &format!("seed {seed}"));
    }
}

#[test]
fn the_copied_text_of_the_example_is_the_example() {
    let report = read(EXAMPLE);
    let document = Document::of(&report, &DocumentOptions::default());
    // As a browser copies it: the cells of a row in their order, merged cells without their width; one figure
    // too many in the last row.
    let mut text = document.title.clone() + "\n\n";
    for block in &document.blocks {
        match block {
            Block::Heading(heading) => text.push_str(&format!("{}\n\n", heading.text)),
            Block::Paragraph(paragraph) => text.push_str(&format!("{}\n\n", paragraph.text())),
            Block::Table(table) => {
                for row in &table.rows {
                    let cells: Vec<String> =
                        row.cells.iter().map(|c| c.text.replace('（', "(").replace('）', ") ")).collect();
                    text.push_str(&format!(
                        "{}{}\t\n",
                        "\t".repeat(row.cells[0].column.min(2)),
                        cells.join("\t")
                    ));
                }
                if table.label_columns == 0 {
                    text = text.trim_end().to_owned() + "\t0\n";
                }
                text.push('\n');
            }
            Block::Signature(_) | Block::Figure(_) | Block::Chart(_) => {}
        }
    }
    let imported = import::text(&text, &Limits::default()).unwrap();
    assert_same(&report, &read(&imported.to_yaml()), "text");
    assert_eq!(imported.unplaced.len(), 1, "{:#?}", imported.unplaced);
    assert_eq!(imported.unplaced[0].text, "0");
    assert_eq!(imported.notes.len(), 1, "{:#?}", imported.notes);
}

#[test]
fn pages_in_gbk_are_read() {
    let (bytes, _, _) = encoding_rs::GBK
        .encode("<meta charset=gb2312><h1>甲市2024年政府信息公开工作年度报告</h1><p>一、总体情况<p>好");
    let imported = import::html(&import::decode(&bytes), &Limits::default()).unwrap();
    assert_eq!(
        (imported.data.agency.as_str(), imported.data.prose[0].as_slice()),
        ("甲市", &["好".to_owned()][..])
    );
}
