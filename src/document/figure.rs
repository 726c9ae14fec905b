//! Pictures and small tables in the prose, and prose as the blocks it makes.

use std::sync::Arc;

use super::paragraph::{clean, paragraph};
use super::{Block, Cell, CellKind, Paragraph, ParagraphKind, Revision, Role, Row, Run, Table};
use crate::form::Path;
use crate::picture::{Picture, Pictures};
use crate::report::{PictureLine, PipeAlignment, PipeTable, Prose, ProsePart};
use crate::text::ems;

/// What is read to those who cannot see a picture that nobody has described.
const UNDESCRIBED: &str = "图片";
/// A column with a longer text than this, in ems, is one of texts, which are easier read from the left.
const LONG_TEXT_EM: f64 = 8.0;
/// Columns are as wide as their longest text, but not narrower or wider than this, in ems.
const COLUMN_EM: (f64, f64) = (4.0, 20.0);

/// A picture in the prose, centred, with its caption below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Where it comes from: `前言` or the section's key.
    pub section: Path,
    /// What it shows, for those who cannot see it. Not empty.
    pub alt: String,
    /// What is printed below it. May be empty.
    pub caption: String,
    /// The picture.
    pub picture: Arc<Picture>,
}

/// The blocks of a section's prose, without paragraphs that no page would show.
pub(super) fn prose_blocks(prose: &Prose, section: &Path, pictures: &Pictures) -> Vec<Block> {
    prose.parts().iter().flat_map(|part| part_blocks(prose, part, section, pictures)).collect()
}

/// The blocks of a part of the prose. What is malformed, and a picture that is not there, is shown as it is
/// written: a draft of it may be printed.
pub(super) fn part_blocks(
    prose: &Prose,
    part: &ProsePart,
    section: &Path,
    pictures: &Pictures,
) -> Vec<Block> {
    let line = |number: usize| prose.paragraphs[number].text.as_str();
    match part {
        ProsePart::Text(number) => text(line(*number), section).into_iter().collect(),
        ProsePart::Picture(number, picture) => {
            let line = line(*number);
            match figure(line, picture, section, pictures) {
                Some(figure) => vec![Block::Figure(figure)],
                None => text(line, section).into_iter().collect(),
            }
        }
        ProsePart::Table(pipes) => {
            let caption = pipes.caption.map(|number| clean(line(number))).unwrap_or_default();
            let table = table(pipes, &caption, section);
            let caption = (!caption.is_empty()).then(|| self::caption(caption, section));
            caption.into_iter().chain([Block::Table(table)]).collect()
        }
        ProsePart::Malformed { lines, .. } => {
            lines.clone().filter_map(|number| text(line(number), section)).collect()
        }
    }
}

/// A paragraph; none where no page would show it.
fn text(line: &str, section: &Path) -> Option<Block> {
    let text = clean(line);
    let pieces = [(Revision::Kept, text)];
    (!pieces[0].1.trim().is_empty()).then(|| Block::Paragraph(paragraph(&pieces, section, Revision::Kept)))
}

fn figure(line: &str, picture: &PictureLine, section: &Path, pictures: &Pictures) -> Option<Figure> {
    let found = pictures.get(&line[picture.file.clone()])?;
    let (mut alt, caption) = (clean(picture.description(line)), clean(picture.caption(line)));
    if alt.trim().is_empty() {
        alt = UNDESCRIBED.to_owned();
    }
    Some(Figure { section: section.clone(), alt, caption, picture: found.clone() })
}

fn caption(text: String, section: &Path) -> Block {
    Block::Paragraph(Paragraph {
        kind: ParagraphKind::TableCaption,
        runs: vec![Run::new(text, Role::Hei)],
        section: section.clone(),
        revision: Revision::Kept,
    })
}

/// A table in prose. Its first row is its head, its first column names the rows.
///
/// A column stands as its row of dashes says; where that says nothing, texts stand left and all else in the
/// middle:
///
/// ```text
/// 渠道        数量    说明
/// 政府网站    1200    含统一平台发布的政策解读
/// ```
fn table(pipes: &PipeTable, caption: &str, section: &Path) -> Table {
    let widest = |column: usize| pipes.rows.iter().map(|row| ems(&row[column])).fold(0.0, f64::max);
    let is_left = |column: usize| match pipes.columns[column] {
        PipeAlignment::Left => true,
        PipeAlignment::Center | PipeAlignment::Right => false,
        PipeAlignment::Default => {
            let texts = pipes.rows.iter().skip(1).map(|row| ems(&row[column]));
            texts.fold(0.0, f64::max) > LONG_TEXT_EM
        }
    };
    let kind = |row: usize, column: usize| match (row, column) {
        (0, _) => CellKind::ColumnHead,
        (_, 0) => CellKind::RowHead,
        _ if is_left(column) => CellKind::Text,
        _ => CellKind::Figure,
    };
    let cell = |row: usize, column: usize, text: &str| Cell::new(column, kind(row, column), clean(text));
    let row = |(at, texts): (usize, &Vec<String>)| Row {
        cells: texts.iter().enumerate().map(|(column, text)| cell(at, column, text)).collect(),
        group: at,
    };
    // In hundredths of an em; only their proportions count.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between the two widths")]
    let width = |column: usize| (widest(column).clamp(COLUMN_EM.0, COLUMN_EM.1) * 100.0) as u32;
    Table {
        section: section.clone(),
        title: if caption.is_empty() { clean(&pipes.rows[0].join("、")) } else { caption.to_owned() },
        columns: (0..pipes.columns.len()).map(width).collect(),
        words: Vec::new(),
        head_rows: 1,
        label_columns: 1,
        rows: pipes.rows.iter().enumerate().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, DocumentOptions};
    use crate::yaml::Source;

    fn document(prose: &str) -> Document {
        let lines: String = prose.lines().map(|line| format!("  {line}\n")).collect();
        let text = format!("机关名称: 甲局\n年度: 2024\n前言: |\n{lines}");
        let report = crate::report::read(Source::new("甲.yaml", text).into()).0.expect("a report");
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"1\"/>";
        let picture = Arc::new(Picture::read(svg.into()).expect("a picture"));
        let pictures = [("a.svg".to_owned(), picture)].into_iter().collect();
        Document::of(&report, &DocumentOptions { pictures, ..DocumentOptions::default() })
    }

    #[test]
    fn pictures_and_tables_become_blocks() {
        let prose = "见下。\n![柱状图](a.svg \"图1 数量\")\n![](a.svg)\n![没有](b.svg)\n表1 {{ 年度 }}年\n\
                     | 渠道 | 数量 | 说明 |\n|---|---|---|\n| 网站 | 1 | 含政策解读和回应关切 |\n|坏|\n|";
        let blocks = document(prose).blocks;
        let [_, Block::Figure(first), Block::Figure(second), Block::Paragraph(missing), ..] = &blocks[..]
        else {
            panic!("{blocks:?}");
        };
        assert_eq!((first.alt.as_str(), first.caption.as_str()), ("柱状图", "图1 数量"));
        assert_eq!((second.alt.as_str(), second.caption.as_str()), ("图片", ""));
        assert_eq!(missing.text(), "![没有](b.svg)");
        // With a row of another number of cells, all of the table is shown as it is written.
        assert!(!blocks.iter().take(10).any(|b| matches!(b, Block::Table(t) if t.title == "表1 2024年")));
        let whole = document(prose.trim_end_matches("\n|坏|\n|")).blocks;
        let [Block::Paragraph(caption), Block::Table(table)] = &whole[4..6] else { panic!("{whole:?}") };
        assert_eq!((caption.kind, caption.text()), (ParagraphKind::TableCaption, "表1 2024年".to_owned()));
        assert_eq!(
            (table.title.as_str(), table.head_rows, &table.columns[..]),
            ("表1 2024年", 1, &[400, 400, 1000][..])
        );
        let kinds: Vec<CellKind> = table.rows[1].cells.iter().map(|cell| cell.kind).collect();
        assert_eq!(kinds, [CellKind::RowHead, CellKind::Figure, CellKind::Text]);
    }
}
