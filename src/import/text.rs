//! Plain text copied off a web page: a line is a paragraph, lines with tabs are the rows of a table. Merged
//! cells have lost their width, so only the order of the cells of a row counts.

use super::content::{Grid, GridCell, Item, Paragraph, Trust, readable};

/// Reads a text.
pub(super) fn read(text: &str) -> Vec<Item> {
    let text = readable(text.trim_start_matches('\u{FEFF}'));
    let lines: Vec<&str> = text.lines().collect();
    let mut items = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let end = at + lines[at..].iter().take_while(|l| l.contains('\t')).count();
        let table = &lines[at..end];
        // A tab that only indents makes no table.
        if table.iter().any(|l| l.trim().contains('\t')) {
            items.push(Item::Table(grid(table)));
            at = end;
            continue;
        }
        let paragraph =
            |line: &str| Item::Paragraph(Paragraph { text: line.trim().to_owned(), ..Paragraph::default() });
        let end = end.max(at + 1);
        items.extend(lines[at..end].iter().filter(|l| !l.trim().is_empty()).map(|l| paragraph(l)));
        at = end;
    }
    items
}

fn grid(lines: &[&str]) -> Grid {
    let row = |line: &&str| {
        let cell = |(column, text): (usize, &str)| GridCell {
            column,
            colspan: 1,
            rowspan: 1,
            text: text.trim().to_owned(),
            path: None,
        };
        line.split('\t').enumerate().map(cell).collect()
    };
    Grid { rows: lines.iter().map(row).collect(), trust: Trust::Order }
}
