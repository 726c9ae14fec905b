//! Which cell of a row holds which figure.

use super::super::Unplaced;
use super::super::content::Trust;
use super::super::labels::closest;
use super::super::rows::{FileCell, FormFigure, FormRow};
use super::{MAX_ROWS, Placement, SAME_LABEL_THRESHOLD, Sheet};
use crate::form::Path;
use crate::report::number;

impl Sheet<'_> {
    /// Reads a row.
    pub(super) fn row(&self, out: &mut Placement, form_row: usize, file_row: usize) {
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
            && closest(&label.label, &form_row.names) < SAME_LABEL_THRESHOLD
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

    fn figure(&self, out: &mut Placement, figure: &FormFigure, cell: &FileCell) {
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
        out.origins.figures[figure.id.index()] = Some(cell.source.clone());
    }

    /// Figures that only their content controls place.
    pub(super) fn by_controls(&mut self, out: &mut Placement, pairs: &[(usize, usize)]) {
        for (at, row) in self.file_rows.iter().enumerate() {
            if pairs.iter().any(|p| p.1 == at) {
                continue;
            }
            for cell in row.cells.iter().filter(|c| c.own) {
                let Some(id) = cell.path.as_deref().and_then(|p| self.form.figure_at(&Path::new(p))) else {
                    continue;
                };
                if self.form.figure(id).section == self.section && out.data.cells[id.index()].is_none() {
                    let figure = FormFigure { id, kind: self.form.figure(id).kind, names: Vec::new() };
                    self.figure(out, &figure, cell);
                    self.used.insert(at);
                }
            }
        }
    }

    /// A group that a file has as one row (（六）其他处理 of the trial format): its figures go to the group's
    /// last row.
    pub(super) fn single_group_rows(&mut self, out: &mut Placement, pairs: &[(usize, usize)]) {
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
                            .is_some_and(|c| closest(&c.label, &row.names) >= SAME_LABEL_THRESHOLD)
                    })
            });
            if let Some(j) = found {
                let label = self.file_rows[j]
                    .cells
                    .iter()
                    .find(|c| closest(&c.label, &row.names) >= SAME_LABEL_THRESHOLD);
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
