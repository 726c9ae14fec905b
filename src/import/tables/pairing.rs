//! Which row of the form is which row of the file: see [the module above](super).

use std::collections::BTreeSet;

use super::super::labels::{align, closest};
use super::super::rows::{FileRow, FormRow, is_meant_as_figure};
use super::{MAX_ROWS, Sheet};

/// How alike the labels of two rows must be to be taken for the same.
const SAME_ROW_THRESHOLD: f64 = 0.55;
/// How alike they must be where the rows do not stand in the same order.
const MOVED_ROW_THRESHOLD: f64 = 0.95;
/// How alike the label of a group must be to speak for a row in it.
const SAME_GROUP_THRESHOLD: f64 = 0.7;

/// For each way of parting a row of the file into labels and figures (by the number of figures): the labels.
type Splits = Vec<(usize, Vec<String>)>;

impl Sheet<'_> {
    /// The row of a table without labels: the one with most figures.
    pub(super) fn only_row(&self) -> Vec<(usize, usize)> {
        let wanted = self.form_rows[0].figures.len();
        let figures = |row: &FileRow| {
            row.cells.iter().filter(|c| c.own && !c.is_blank() && is_meant_as_figure(&c.text)).count()
        };
        let blanks = |row: &FileRow| row.cells.iter().filter(|c| c.own && c.is_blank()).count();
        let texts = |row: &FileRow| row.cells.iter().filter(|c| c.own && c.is_text()).count();
        let candidates = self.file_rows.iter().enumerate().filter(|(_, row)| {
            let (figures, blanks) = (figures(row), blanks(row));
            texts(row) <= 2 && (figures >= wanted / 2 || figures + blanks >= wanted)
        });
        let best = candidates.max_by_key(|(at, row)| (figures(row), *at));
        best.map(|(at, _)| vec![(0, at)]).unwrap_or_default()
    }

    /// Rows of the form with rows of the file.
    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let all_names: Vec<String> = self.form_rows.iter().flat_map(|r| r.names.iter().cloned()).collect();
        let split = |row: &FileRow, figures: usize| {
            row.split(&all_names, figures).map(|(labels, _)| {
                let texts: Vec<&str> =
                    labels.iter().filter(|c| c.is_text()).map(|c| c.label.as_str()).collect();
                texts.iter().map(|t| (*t).to_owned()).collect::<Vec<String>>()
            })
        };
        let sizes: BTreeSet<usize> = self.form_rows.iter().map(|r| r.figures.len()).collect();
        let file: Vec<Splits> = self
            .file_rows
            .iter()
            .take(MAX_ROWS)
            .map(|row| sizes.iter().filter_map(|&n| split(row, n).map(|labels| (n, labels))).collect())
            .collect();
        let score = |i: usize, j: usize| {
            let row = &self.form_rows[i];
            let Some((_, labels)) = file[j].iter().find(|(n, _)| *n == row.figures.len()) else { return 0.0 };
            row_score(row, labels)
        };
        let mut pairs = align(self.form_rows.len(), file.len(), |i, j| {
            let score = score(i, j);
            if score >= SAME_ROW_THRESHOLD { score * score } else { 0.0 }
        });
        // Rows that were moved: the same label, only elsewhere.
        for i in 0..self.form_rows.len() {
            if pairs.iter().any(|p| p.0 == i) {
                continue;
            }
            let free = (0..file.len()).filter(|j| pairs.iter().all(|p| p.1 != *j));
            let best = free.map(|j| (j, score(i, j))).max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((j, score)) = best
                && score >= MOVED_ROW_THRESHOLD
            {
                pairs.push((i, j));
            }
        }
        pairs.sort_unstable();
        self.reworded(&mut pairs, &file);
        pairs
    }

    /// Rows whose labels are quite different, where as many are left on both sides between two that were
    /// found.
    fn reworded(&self, pairs: &mut Vec<(usize, usize)>, file: &[Splits]) {
        let mut more = Vec::new();
        for window in pairs.windows(2) {
            let [(a, x), (b, y)] = [window[0], window[1]];
            let gap = b - a - 1;
            if gap == 0 || y <= x || y - x - 1 != gap {
                continue;
            }
            let fits =
                (1..=gap).all(|k| file[x + k].iter().any(|(n, _)| *n == self.form_rows[a + k].figures.len()));
            let free = (1..=gap).all(|k| pairs.iter().all(|p| p.1 != x + k));
            if fits && free {
                more.extend((1..=gap).map(|k| (a + k, x + k)));
            }
        }
        pairs.extend(more);
        pairs.sort_unstable();
    }
}

/// How well the labels of a file row fit a row of the form.
fn row_score(row: &FormRow, labels: &[String]) -> f64 {
    let Some((own, above)) = labels.split_last() else { return 0.0 };
    // The group's own label is no reworded label of a row in it.
    if row.groups.contains(own) && !row.names.contains(own) {
        return 0.0;
    }
    let own = closest(own, &row.names);
    if own < SAME_ROW_THRESHOLD || row.groups.is_empty() || above.is_empty() {
        return own;
    }
    let group = above.iter().map(|label| closest(label, &row.groups)).fold(0.0, f64::max);
    if group >= SAME_GROUP_THRESHOLD { own + 0.05 } else { own - 0.1 }
}
