//! Writes the document tree of data files as JSON, for other engines to set: what `benches/compare` feeds to
//! its peers.
//!
//! ```text
//! cargo run --release --example document_json -- FOLDER a.yaml b.yaml …
//! ```
#![allow(clippy::disallowed_methods, reason = "a tool for developers, who name its files")]

use std::path::Path;

use nianbao::document::{Block, Document, DocumentOptions, ParagraphKind};
use nianbao::layout::Layout;
use nianbao::report;
use nianbao::templates::Templates;
use nianbao::yaml::Source;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("usage: document_json FOLDER FILE…")?;
    std::fs::create_dir_all(&folder)?;
    let layout = Layout::parse(&Templates::default().layout.text)?;
    for file in args {
        let source = Source::new(file.as_str(), std::fs::read_to_string(&file)?);
        let report = report::read(source.into()).0.ok_or("no report")?;
        let document = Document::of(&report, &DocumentOptions::default());
        let title = layout.title_lines(&document.title, &document.meta.author);
        let name = Path::new(&file).with_extension("json");
        let name = name.file_name().ok_or("no name")?;
        std::fs::write(Path::new(&folder).join(name), tree(&document, &title).to_string())?;
    }
    Ok(())
}

fn tree(document: &Document, title: &[String]) -> Value {
    let date = document.meta.date;
    json!({
        "title": title,
        "author": document.meta.author,
        "date": [date.year(), u16::from(date.month()), u16::from(date.day())],
        "blocks": document.blocks.iter().filter_map(block).collect::<Vec<_>>(),
    })
}

fn block(block: &Block) -> Option<Value> {
    Some(match block {
        Block::Heading(heading) => json!({"is": "heading", "text": heading.text}),
        Block::Paragraph(paragraph) => {
            let level = match paragraph.kind {
                ParagraphKind::Heading2 | ParagraphKind::RunIn2 => 2,
                _ => 0,
            };
            json!({"is": "paragraph", "text": paragraph.text(), "level": level})
        }
        Block::Table(table) => {
            let cell = |cell: &nianbao::document::Cell| json!({"text": cell.text, "colspan": cell.colspan, "rowspan": cell.rowspan, "kind": format!("{:?}", cell.kind)});
            let rows: Vec<Vec<Value>> =
                table.rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect();
            json!({"is": "table", "columns": table.columns, "head_rows": table.head_rows, "rows": rows})
        }
        _ => return None,
    })
}
