//! Tables of a file against the tables of the form: which is which, which row is which, and which cell holds
//! which figure.

use std::collections::BTreeSet;

use super::content::{Grid, Trust};
use super::labels::{align, bare, closest};
use super::rows::{self, FileCell, FileRow, FormRow, is_meant_as_figure};
use super::{Note, Unplaced};
use crate::data_file::Data;
use crate::form::{Content, Form, Path};
use crate::report::number;

/// The share of a table's labels that a table of a file must have to be taken for it.
const LIKENESS_THRESHOLD: f64 = 0.35;
/// Rows of one file table that are looked at.
const MAX_ROWS: usize = 400;
/// How alike the labels of two rows must be to be taken for the same.
const SAME_ROW: f64 = 0.55;

/// The labels of a table of the form, bare, each once.
fn labels_of(form: &Form, section: usize) -> BTreeSet<String> {
    let Content::Table(table) = &form.sections[section].content else { return BTreeSet::new() };
    table.rows.iter().flat_map(|r| &r.cells).map(|c| bare(&c.label)).filter(|l| !l.is_empty()).collect()
}

/// How well a table of a file fits a table of a form, from 0 to 1, and which section that is.
pub(super) fn best_section(form: &Form, grid: &Grid) -> Option<(usize, f64)> {
    let found: BTreeSet<String> = grid.rows.iter().take(MAX_ROWS).flatten().map(|c| bare(&c.text)).collect();
    let fit = |section: usize| {
        let labels = labels_of(form, section);
        if labels.is_empty() {
            return 0.0;
        }
        // A table that goes on over a page has only some of the labels, but hardly any other.
        let common = labels.intersection(&found).count() as f64;
        let texts = found
            .iter()
            .filter(|t| !t.is_empty() && number::read(t, crate::form::Kind::Amount).is_err())
            .count();
        let strange = labels
            .iter()
            .filter(|l| !found.contains(*l))
            .filter(|l| found.iter().any(|f| likely(f, l)))
            .count() as f64;
        let share = (common + 0.8 * strange) / labels.len() as f64;
        let part = if texts >= 4 { common / texts as f64 } else { 0.0 };
        share.max(if part >= 0.6 { part } else { 0.0 })
    };
    let best = (0..form.sections.len()).map(|s| (s, fit(s))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best.1 >= LIKENESS_THRESHOLD).then_some(best)
}

fn likely(found: &str, label: &str) -> bool {
    found.chars().count().abs_diff(label.chars().count()) <= 6 && closest(found, &[label.to_owned()]) >= 0.75
}

/// What the tables of a file gave.
pub(super) struct Placement<'d> {
    pub data: &'d mut Data,
    pub unplaced: &'d mut Vec<Unplaced>,
    pub notes: &'d mut Vec<Note>,
    /// Figures whose cells are blank.
    pub blank: Vec<Path>,
}

impl Placement<'_> {
    /// Reads the tables of one section: one, or several where a table goes on over a page.
    pub fn section(&mut self, section: usize, grids: &[&Grid]) {
        let form = self.data.form.clone();
        let Content::Table(table) = &form.sections[section].content else { return };
        let form_rows = rows::of_form(&form, table);
        let mut file_rows = Vec::new();
        let mut cells = 0;
        for grid in grids {
            file_rows.extend(rows::of_file(grid, cells));
            cells += grid.rows.iter().map(Vec::len).sum::<usize>();
        }
        let mut sheet = Sheet {
            form: &form,
            section,
            form_rows: &form_rows,
            file_rows: &file_rows,
            used: BTreeSet::new(),
        };
        let pairs = if table.label_columns == 0 { sheet.only_row() } else { sheet.pairs() };
        for &(form_row, file_row) in &pairs {
            sheet.used.insert(file_row);
            sheet.row(self, form_row, file_row);
        }
        sheet.by_controls(self, &pairs);
        sheet.single_group_rows(self, &pairs);
        sheet.leftovers(self);
        sheet.missing(self, &pairs);
        let blank = std::mem::take(&mut self.blank);
        if let Some(first) = blank.first() {
            let more = if blank.len() > 1 { format!("等 {} 格", blank.len()) } else { String::new() };
            self.note(Some(first.clone()), format!("“{first}”{more}是空的，按 0 导入"));
        }
    }

    fn note(&mut self, path: Option<Path>, message: String) {
        self.notes.push(Note { path, message });
    }
}

/// The tables of one section while they are read.
struct Sheet<'a> {
    form: &'a Form,
    section: usize,
    form_rows: &'a [FormRow],
    file_rows: &'a [FileRow],
    /// File rows that were read.
    used: BTreeSet<usize>,
}

impl Sheet<'_> {
    fn place(&self) -> String {
        self.form.sections[self.section].heading()
    }

    /// The row of a table without labels: the one with most figures.
    fn only_row(&self) -> Vec<(usize, usize)> {
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
    fn pairs(&self) -> Vec<(usize, usize)> {
        let all_names: Vec<String> = self.form_rows.iter().flat_map(|r| r.names.iter().cloned()).collect();
        let split = |row: &FileRow, figures: usize| {
            row.split(&all_names, figures).map(|(labels, _)| {
                let texts: Vec<&str> =
                    labels.iter().filter(|c| c.is_text()).map(|c| c.label.as_str()).collect();
                texts.iter().map(|t| (*t).to_owned()).collect::<Vec<String>>()
            })
        };
        let sizes: BTreeSet<usize> = self.form_rows.iter().map(|r| r.figures.len()).collect();
        let file: Vec<Vec<(usize, Vec<String>)>> = self
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
            if score >= SAME_ROW { score * score } else { 0.0 }
        });
        // Rows that were moved: the same label, only elsewhere.
        for i in 0..self.form_rows.len() {
            if pairs.iter().any(|p| p.0 == i) {
                continue;
            }
            let free = (0..file.len()).filter(|j| pairs.iter().all(|p| p.1 != *j));
            let best = free.map(|j| (j, score(i, j))).max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((j, score)) = best
                && score >= 0.95
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
    fn reworded(&self, pairs: &mut Vec<(usize, usize)>, file: &[Vec<(usize, Vec<String>)>]) {
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

    /// Reads a row.
    fn row(&self, out: &mut Placement, form_row: usize, file_row: usize) {
        let (form_row, row) = (&self.form_rows[form_row], &self.file_rows[file_row]);
        let wanted = form_row.figures.len();
        let (labels, rest) = if form_row.names.is_empty() {
            let first = row.cells.iter().position(|c| !c.is_text()).unwrap_or(0);
            row.cells.split_at(first)
        } else {
            match row.split(&form_row.names, wanted) {
                Some(parts) => parts,
                None => return,
            }
        };
        let path = self.row_path(form_row);
        if let Some(label) = labels.iter().rev().find(|c| c.is_text())
            && closest(&label.label, &form_row.names) < 0.95
        {
            out.note(
                path.clone(),
                format!(
                    "“{}”这一行按“{}”导入，栏目名称与格式不同",
                    label.text.trim(),
                    self.row_name(form_row)
                ),
            );
        }
        let (chosen, extra) = choose(form_row, rest, row.trust);
        for cell in extra.iter().filter(|c| c.own && !c.is_blank()) {
            let text = cell.text.trim().to_owned();
            out.note(path.clone(), format!("“{}”这一行多出“{text}”，没有采用", self.row_name(form_row)));
            out.unplaced
                .push(Unplaced { place: format!("{} {}", self.place(), self.row_name(form_row)), text });
        }
        if chosen.len() < wanted && !chosen.is_empty() {
            let shared = chosen.len() == 1
                && number::read(&chosen[0].text, form_row.figures[0].kind).is_ok_and(|w| w.number.is_zero());
            if !shared {
                out.note(
                    path.clone(),
                    format!(
                        "“{}”这一行只有 {} 个数，应有 {wanted} 个",
                        self.row_name(form_row),
                        chosen.len()
                    ),
                );
            }
        }
        for (figure, cell) in form_row.figures.iter().zip(&chosen) {
            self.figure(out, figure, cell);
        }
    }

    fn figure(&self, out: &mut Placement, figure: &rows::FormFigure, cell: &FileCell) {
        let path = self.form.figure(figure.id).path.clone();
        let text = cell.text.trim();
        match number::read(text, figure.kind) {
            Ok(written) => match written.slip {
                Some(number::Slip::Blank) if text.is_empty() => out.blank.push(path.clone()),
                Some(number::Slip::Blank) => {
                    out.note(Some(path.clone()), format!("“{path}”写的是“{text}”，按 0 导入"))
                }
                Some(number::Slip::FullWidth) => {
                    out.note(Some(path.clone()), format!("“{path}”的“{text}”是全角数字，按半角导入"))
                }
                None => {}
            },
            Err(_) => out.note(
                Some(path.clone()),
                format!("“{path}”写的是“{text}”，不是规范的数字，照原样导入，请核对"),
            ),
        }
        if let Some(control) = &cell.path
            && control != path.as_str()
            && self.form.figure_at(&Path::new(control)).is_some()
        {
            out.note(
                Some(path.clone()),
                format!("“{text}”所在的内容控件标为“{control}”，但表中位置是“{path}”，按位置导入"),
            );
        }
        out.data.cells[figure.id.index()] = Some(text.to_owned());
    }

    /// Figures that only their content controls place.
    fn by_controls(&mut self, out: &mut Placement, pairs: &[(usize, usize)]) {
        for (at, row) in self.file_rows.iter().enumerate() {
            if pairs.iter().any(|p| p.1 == at) {
                continue;
            }
            for cell in row.cells.iter().filter(|c| c.own) {
                let Some(id) = cell.path.as_deref().and_then(|p| self.form.figure_at(&Path::new(p))) else {
                    continue;
                };
                if self.form.figure(id).section == self.section && out.data.cells[id.index()].is_none() {
                    let figure = rows::FormFigure { id, kind: self.form.figure(id).kind, names: Vec::new() };
                    self.figure(out, &figure, cell);
                    self.used.insert(at);
                }
            }
        }
    }

    /// A group that a file has as one row (（六）其他处理 of the trial format): its figures go to the group's
    /// last row.
    fn single_group_rows(&mut self, out: &mut Placement, pairs: &[(usize, usize)]) {
        let mut at = 0;
        while at < self.form_rows.len() {
            let group = &self.form_rows[at].group;
            let end = at + self.form_rows[at..].iter().take_while(|r| r.group == *group).count();
            let last = end - 1;
            let none_found = !group.is_empty() && (at..end).all(|i| pairs.iter().all(|p| p.0 != i));
            at = end;
            if !none_found {
                continue;
            }
            let row = FormRow { names: group.clone(), ..self.form_rows[last].clone() };
            let found = (0..self.file_rows.len().min(MAX_ROWS)).find(|j| {
                !self.used.contains(j)
                    && self.file_rows[*j].split(&row.names, row.figures.len()).is_some_and(|(labels, _)| {
                        labels
                            .iter()
                            .rev()
                            .find(|c| c.is_text())
                            .is_some_and(|c| closest(&c.label, &row.names) >= 0.95)
                    })
            });
            if let Some(j) = found {
                let label = self.file_rows[j].cells.iter().find(|c| closest(&c.label, &row.names) >= 0.95);
                let label = label.map(|c| c.text.trim().to_owned()).unwrap_or_default();
                let name = self.row_name(&self.form_rows[last]);
                out.note(
                    self.row_path(&self.form_rows[last]),
                    format!("“{label}”没有分项（旧格式的写法），其数导入“{name}”，请核对"),
                );
                self.used.insert(j);
                let rest = self.file_rows[j]
                    .split(&row.names, row.figures.len())
                    .map(|(_, rest)| rest)
                    .unwrap_or_default();
                let (chosen, _) = choose(&row, rest, self.file_rows[j].trust);
                for (figure, cell) in row.figures.iter().zip(&chosen) {
                    self.figure(out, figure, cell);
                }
            }
        }
    }

    /// Rows that were not read and say something that the form does not.
    fn leftovers(&self, out: &mut Placement) {
        let known: Vec<String> = labels_of(self.form, self.section).into_iter().collect();
        for (at, row) in self.file_rows.iter().enumerate() {
            if self.used.contains(&at) {
                continue;
            }
            let own: Vec<&FileCell> = row.cells.iter().filter(|c| c.own && !c.is_blank()).collect();
            let strange = own.iter().any(|c| !c.is_text() || closest(&c.label, &known) < 0.75);
            if strange {
                let text = own.iter().map(|c| c.text.trim()).collect::<Vec<_>>().join("\t");
                out.unplaced.push(Unplaced { place: self.place(), text });
            }
        }
    }

    /// Rows of the form that no row of the file was found for.
    fn missing(&self, out: &mut Placement, pairs: &[(usize, usize)]) {
        for (i, row) in self.form_rows.iter().enumerate() {
            let written = row.figures.iter().any(|f| out.data.cells[f.id.index()].is_some());
            if !written && pairs.iter().all(|p| p.0 != i) {
                out.note(
                    self.row_path(row),
                    format!("文件的表中没有找到“{}”这一行，按 0 处理", self.row_name(row)),
                );
            }
        }
    }

    fn row_name(&self, row: &FormRow) -> String {
        let Some(first) = row.figures.first() else { return String::new() };
        let name = self.form.figure(first.id).row_label.clone();
        if name.is_empty() { self.form.sections[self.section].title.clone() } else { name }
    }

    /// The path of a row.
    fn row_path(&self, row: &FormRow) -> Option<Path> {
        let first = row.figures.first()?.id;
        let own = self.form.figure_rows.iter().find(|r| r.columns.iter().any(|c| c.figure == first))?;
        Some(if row.names.is_empty() {
            self.form.sections[self.section].path.clone()
        } else {
            own.path.clone()
        })
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
    if own < SAME_ROW || row.groups.is_empty() || above.is_empty() {
        return own;
    }
    let group = above.iter().map(|label| closest(label, &row.groups)).fold(0.0, f64::max);
    if group >= 0.7 { own + 0.05 } else { own - 0.1 }
}

/// The cells of a row's figures in the order of the form, and what is left.
fn choose<'c>(row: &FormRow, rest: &'c [FileCell], trust: Trust) -> (Vec<&'c FileCell>, Vec<&'c FileCell>) {
    let wanted = row.figures.len();
    if trust == Trust::Columns
        && wanted > 1
        && let Some(chosen) = by_heads(row, rest)
    {
        let extra = rest.iter().filter(|c| chosen.iter().all(|d| d.id != c.id)).collect();
        return (chosen, extra);
    }
    let mut cells: Vec<&FileCell> = rest.iter().collect();
    while cells.len() > wanted && cells.last().is_some_and(|c| c.is_blank()) {
        cells.pop();
    }
    while cells.len() > wanted && cells.first().is_some_and(|c| c.is_blank()) {
        cells.remove(0);
    }
    if cells.len() > wanted && trust == Trust::Order {
        let filled: Vec<&FileCell> = cells.iter().copied().filter(|c| !c.is_blank()).collect();
        if filled.len() >= wanted {
            cells = filled;
        }
    }
    let extra = cells.split_off(cells.len().min(wanted));
    (cells, extra)
}

/// The cells under the heads of the form's columns, where every one is there exactly once.
fn by_heads<'c>(row: &FormRow, rest: &'c [FileCell]) -> Option<Vec<&'c FileCell>> {
    row.figures
        .iter()
        .map(|figure| {
            let mut under = rest.iter().filter(|c| figure.names.contains(&c.head));
            let found = under.next()?;
            under.next().is_none().then_some(found)
        })
        .collect()
}
