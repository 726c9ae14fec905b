//! A comparison as text for a terminal: columns aligned by the width of East Asian characters.

use super::{Comparison, FigureChange, ParagraphChange, State};
use crate::text::columns;

impl Comparison {
    /// The comparison as text.
    pub fn to_text(&self) -> String {
        let mut out =
            format!("{} {} 年 → {} {} 年\n", self.a.agency, self.a.year, self.b.agency, self.b.year);
        if self.is_same() {
            out.push_str("两份报告的数据和文字完全相同。\n");
            return out;
        }
        if !self.general.is_empty() {
            out.push_str("\n基本情况\n");
            for change in &self.general {
                let shown =
                    |text: &str| if text.is_empty() { "（无）".to_owned() } else { text.to_owned() };
                out.push_str(&format!("  {}：{} → {}\n", change.key, shown(&change.a), shown(&change.b)));
            }
        }
        if self.figures.is_empty() {
            out.push_str(&format!("\n数据：{} 个数全部相同。\n", self.same_figures));
        } else {
            out.push_str(&format!("\n数据：{} 个数不同，{} 个相同\n", self.figures.len(), self.same_figures));
            self.table(&mut out);
        }
        if !self.unread.is_empty() {
            out.push_str("\n未读到，没有比较\n");
            for section in &self.unread {
                let files = [(section.a, &self.a.file), (section.b, &self.b.file)];
                let files: Vec<&str> =
                    files.iter().filter(|(is_unread, _)| *is_unread).map(|(_, f)| f.as_str()).collect();
                out.push_str(&format!("  {}（{}）\n", section.title, files.join("、")));
            }
        }
        for section in &self.prose {
            out.push_str(&format!("\n{}\n", section.title));
            for paragraph in section.paragraphs.iter().filter(|p| p.state != State::Same) {
                out.push_str(&prose(paragraph));
            }
        }
        out
    }

    fn table(&self, out: &mut String) {
        let (mut a, mut b) = (self.a.year.to_string(), self.b.year.to_string());
        if a == b {
            (a, b) = ("原件".into(), "现件".into());
        }
        let mut rows = vec![["数据".to_owned(), a, b, "增减".into(), "增幅".into()]];
        rows.extend(self.figures.iter().map(row));
        let widths: Vec<usize> =
            (0..5).map(|c| rows.iter().map(|r| columns(&r[c])).max().unwrap_or(0)).collect();
        for row in &rows {
            let mut line = format!("  {}{}", row[0], " ".repeat(widths[0] - columns(&row[0])));
            for (cell, width) in row[1..].iter().zip(&widths[1..]) {
                line.push_str(&format!("  {}{cell}", " ".repeat(width - columns(cell))));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
}

fn row(change: &FigureChange) -> [String; 5] {
    let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "无此项".into());
    let difference = change
        .difference
        .as_ref()
        .map(|d| if d.starts_with('-') || d == "0" { d.clone() } else { format!("+{d}") });
    let growth = change.growth.as_ref().filter(|_| difference.as_deref() != Some("0"));
    let growth = growth.map_or_else(
        || "—".to_owned(),
        |g| if g.starts_with('-') { format!("{g}%") } else { format!("+{g}%") },
    );
    // The path tells apart rows that share a name (总计 of three blocks).
    let unit = change.unit.as_ref().map(|u| format!("（{u}）")).unwrap_or_default();
    [
        format!("{}{unit}", change.path),
        side(&change.a),
        side(&change.b),
        difference.unwrap_or_else(|| "—".into()),
        growth,
    ]
}

fn prose(paragraph: &ParagraphChange) -> String {
    let text: String = paragraph
        .pieces
        .iter()
        .map(|piece| match (paragraph.state, piece.state) {
            (State::Changed, State::Removed) => format!("[-{}-]", piece.text),
            (State::Changed, State::Added) => format!("{{+{}+}}", piece.text),
            _ => piece.text.clone(),
        })
        .collect();
    let mark = match paragraph.state {
        State::Removed => '-',
        State::Added => '+',
        _ => '~',
    };
    format!("  {mark} {text}\n")
}
