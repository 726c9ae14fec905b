//! Where a table that no page holds is cut.
//!
//! A page may end only between two groups of rows, such as （三）不予公开 and （四）无法提供, so that a group
//! is read as a whole; every page begins with the head rows again. How it works: pages are filled one after
//! another with as many groups as fit. Only a group that is higher than a page by itself is cut inside,
//! between its rows. Example: the first page has room for 110 pt, the others for 100 pt, and each row is
//! 20 pt high.
//!
//! | rows | | page | height with the head |
//! |---|---|---|---|
//! | 0 | head | every | |
//! | 1–3 | group a | 1 | 20 + 60 = 80 |
//! | 4–5 | group b | 2, as 80 + 40 > 110 | 20 + 40 = 60 |
//! | 6–10 | group c | 3, as 60 + 100 > 100 | 20 + 100 > 100: row 10 goes to page 4 |
//!
//! So the parts are the body rows 1–3, 4–5, 6–9 and 10.

use std::ops::Range;

use crate::document::Table;

/// The body rows of each page. `first_page` is the room on the first one, `page` that on the others.
pub(super) fn parts(table: &Table, heights: &[f64], first_page: f64, page: f64) -> Vec<Range<usize>> {
    let head = table.head_rows.min(heights.len());
    let head_height: f64 = heights[..head].iter().sum();
    let mut parts = Vec::new();
    // First row of the page being filled, and the height of what stands on it.
    let (mut start, mut used) = (head, head_height);
    for group in groups(table) {
        let height: f64 = heights[group.clone()].iter().sum();
        let room = if parts.is_empty() { first_page } else { page };
        if used + height > room && group.start > start {
            parts.push(start..group.start);
            (start, used) = (group.start, head_height);
        }
        // A group that no page holds has to be cut after all, between its rows.
        for row in group {
            let room = if parts.is_empty() { first_page } else { page };
            if used + heights[row] > room && row > start {
                parts.push(start..row);
                (start, used) = (row, head_height);
            }
            used += heights[row];
        }
    }
    parts.push(start..heights.len());
    parts
}

/// The body rows, group by group.
fn groups(table: &Table) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (i, row) in table.rows.iter().enumerate().skip(table.head_rows) {
        match groups.last_mut() {
            Some(last) if table.rows[last.start].group == row.group => last.end = i + 1,
            _ => groups.push(i..i + 1),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Row;
    use crate::form::Path;

    fn table(groups: &[usize]) -> Table {
        let row = |&group: &usize| Row { cells: Vec::new(), group };
        Table {
            section: Path::new("表"),
            title: "表".into(),
            columns: vec![1],
            head_rows: 1,
            label_columns: 1,
            words: Vec::new(),
            rows: groups.iter().map(row).collect(),
        }
    }

    #[test]
    fn pages_end_between_groups_and_inside_one_only_if_it_is_higher_than_a_page() {
        let table = table(&[0, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3]);
        assert_eq!(parts(&table, &[20.0; 11], 110.0, 100.0), [1..4, 4..6, 6..10, 10..11]);
        assert_eq!(parts(&table, &[20.0; 11], 220.0, 100.0), vec![1..11; 1]);
    }

    #[test]
    fn a_row_higher_than_a_page_stands_on_one_by_itself() {
        let table = table(&[0, 1, 2, 3]);
        assert_eq!(parts(&table, &[20.0, 20.0, 300.0, 20.0], 100.0, 100.0), [1..2, 2..3, 3..4]);
    }
}
