//! Where a table that no page holds is cut.
//!
//! A page may end only between two groups of rows, such as （三）不予公开 and （四）无法提供, so that a group
//! is read as a whole; every page begins with the head rows again. A label that stands beside several groups
//! is shown again on every page, so no page may get fewer of its rows than its lines are high. How it works:
//! pages are filled one after another with as many groups as fit and leave room for such labels. Only a group
//! that is higher than a page by itself is cut inside, between its rows. Example: the first page has room for
//! 110 pt, the others for 100 pt, and each row is 20 pt high.
//!
//! | rows | | page | height with the head |
//! |---|---|---|---|
//! | 0 | head | every | |
//! | 1–3 | group a | 1 | 20 + 60 = 80 |
//! | 4–5 | group b | 2, as 80 + 40 > 110 | 20 + 40 = 60 |
//! | 6–10 | group c | 3, as 60 + 100 > 100 | 20 + 100 > 100: row 10 goes to page 4 |
//!
//! So the parts are the body rows 1–3, 4–5, 6–9 and 10. Had groups a and b a label of 50 pt in common, it
//! would have 60 pt on page 1 and 40 pt on page 2, too little; so the first page would have to end elsewhere.

use std::ops::Range;

use crate::document::Table;

/// A label beside several rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SpanningLabel {
    pub rows: Range<usize>,
    /// What its lines need, with the padding.
    pub height_pt: f64,
}

/// The body rows of each page. `first_page` is the room on the first one, `page` that on the others.
pub(super) fn parts(
    table: &Table,
    heights: &[f64],
    labels: &[SpanningLabel],
    first_page: f64,
    page: f64,
) -> Vec<Range<usize>> {
    let head = table.head_rows.min(heights.len());
    let cut = Cut { heights, labels, head_height: heights[..head].iter().sum() };
    let boundaries: Vec<usize> = groups(table).into_iter().map(|group| group.end).collect();
    let mut parts = Vec::new();
    let mut start = head;
    loop {
        let end = cut.end_of_page(start, if parts.is_empty() { first_page } else { page }, &boundaries);
        parts.push(start..end);
        if end >= heights.len() {
            return parts;
        }
        start = end;
    }
}

/// What decides where a page ends.
struct Cut<'a> {
    heights: &'a [f64],
    labels: &'a [SpanningLabel],
    head_height: f64,
}

impl Cut<'_> {
    /// The row before which a page ends that begins with row `start`: the last end of a group that fits and
    /// leaves room for the labels; failing that the last row that does; failing that, the last of either kind
    /// that fits. A row that does not fit at all stands on a page by itself.
    fn end_of_page(&self, start: usize, room: f64, boundaries: &[usize]) -> usize {
        let rows: Vec<usize> =
            (start + 1..=self.heights.len()).filter(|&end| self.fits(start, end, room)).collect();
        let is_boundary = |end: &&usize| boundaries.contains(end);
        let has_room = |end: &&usize| self.has_room_for_labels(start, **end);
        if rows.last() == Some(&self.heights.len()) {
            return self.heights.len();
        }
        let last_row = rows.last().copied().unwrap_or_else(|| (start + 1).min(self.heights.len()));
        let ends: Vec<&usize> = rows.iter().filter(is_boundary).collect();
        if ends.is_empty() {
            return rows.iter().rev().find(has_room).copied().unwrap_or(last_row);
        }
        let mut choices =
            ends.iter().rev().copied().filter(has_room).chain(rows.iter().rev().filter(has_room));
        choices.next().or(ends.last().copied()).copied().unwrap_or(last_row)
    }

    fn fits(&self, start: usize, end: usize, room: f64) -> bool {
        self.head_height + self.heights[start..end].iter().sum::<f64>() <= room
    }

    /// Whether each label that goes on over the end of the page is no higher than its rows on either side.
    fn has_room_for_labels(&self, start: usize, end: usize) -> bool {
        self.labels.iter().filter(|label| label.rows.start < end && end < label.rows.end).all(|label| {
            let height = |rows: Range<usize>| self.heights[rows].iter().sum::<f64>() + 1e-6;
            height(label.rows.start.max(start)..end) >= label.height_pt
                && height(end..label.rows.end.min(self.heights.len())) >= label.height_pt
        })
    }
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
        assert_eq!(parts(&table, &[20.0; 11], &[], 110.0, 100.0), [1..4, 4..6, 6..10, 10..11]);
        assert_eq!(parts(&table, &[20.0; 11], &[], 220.0, 100.0), vec![1..11; 1]);
    }

    #[test]
    fn a_row_higher_than_a_page_stands_on_one_by_itself() {
        let table = table(&[0, 1, 2, 3]);
        assert_eq!(parts(&table, &[20.0, 20.0, 300.0, 20.0], &[], 100.0, 100.0), [1..2, 2..3, 3..4]);
    }

    #[test]
    fn no_page_has_fewer_rows_of_a_label_than_its_lines_are_high() {
        // Groups of one row each; rows 2 to 8 share a label of 50 pt, so three rows of 20 pt.
        let table = table(&[0, 1, 2, 3, 4, 5, 6, 7, 8]);
        let label = [SpanningLabel { rows: 2..9, height_pt: 50.0 }];
        // Rows 1 and 2 fit onto the first page, but the label needs more than row 2.
        assert_eq!(parts(&table, &[20.0; 9], &label, 60.0, 200.0), [1..2, 2..9]);
        // Rows 1 to 4 fit, and the label has three of its rows on the first page, four on the second.
        assert_eq!(parts(&table, &[20.0; 9], &label, 100.0, 200.0), [1..5, 5..9]);
        // Rows 1 to 7 fit, but the label would have one row on the second page.
        assert_eq!(parts(&table, &[20.0; 9], &label, 160.0, 200.0), [1..6, 6..9]);
        // Where no page has room for it, pages end where they can.
        let high = [SpanningLabel { rows: 1..9, height_pt: 500.0 }];
        assert_eq!(parts(&table, &[20.0; 9], &high, 100.0, 100.0), [1..5, 5..9]);
    }
}
