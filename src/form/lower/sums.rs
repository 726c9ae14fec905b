//! Which figures a total sums, and which sums must agree.
//!
//! A total sums what stands closest to it under the same node of its tree: the leaves beside it and, of each
//! group beside it, the group's own total if it has one, else the group's leaves. So totals of totals need no
//! notation of their own. Example, a row tree with two totals:
//!
//! ```text
//! 处罚   ─ 警告
//!        ─ 罚款
//!        ─ 小计  (total)     = 警告 + 罚款
//! 强制措施                  (a leaf)
//! 合计           (total)     = 小计 + 强制措施
//! ```
//!
//! Inner totals stand before outer ones in [`Form::totals`](super::super::Form::totals), so that one pass
//! computes them all.

use super::super::grid::{Branch, label};
use super::super::spec::{BalanceSpec, NodeSpec, StockBalanceSpec, TableSpec};
use super::super::{Axis, Balance, CarryOver, FigureId, FormError, Path, StockBalance, Total};
use super::{Builder, PartFigures};
use crate::diagnostic::RuleCode;

impl Builder {
    /// The totals of a part: of its columns for every row, of its rows for every column.
    pub(super) fn totals(&mut self, part: &PartFigures) -> Result<(), FormError> {
        for (at, rule) in inner_first(&part.columns) {
            let summands = summands(&part.columns, at)?;
            for row in &part.ids {
                let parts = summands.iter().map(|&column| row[column]).collect();
                self.row_totals.push(Total { rule: rule.clone(), figure: row[at], parts, axis: Axis::Row });
            }
        }
        for (at, rule) in inner_first(&part.rows) {
            let summands = summands(&part.rows, at)?;
            for (column, &figure) in part.ids[at].iter().enumerate() {
                let parts = summands.iter().map(|&row| part.ids[row][column]).collect();
                self.column_totals.push(Total { rule: rule.clone(), figure, parts, axis: Axis::Column });
            }
        }
        for (ids, row) in part.ids.iter().zip(&part.rows) {
            let totals =
                ids.iter().zip(&part.columns).filter(|(_, column)| is_total(row) || is_total(column));
            self.is_total.extend(totals.map(|(id, _)| *id));
        }
        Ok(())
    }

    /// What a table says of its rows besides totals: balances between them, and what goes on from last
    /// year's.
    pub(super) fn relations(
        &mut self,
        path: &Path,
        spec: &TableSpec,
        parts: &[PartFigures],
    ) -> Result<(), FormError> {
        // The figures of the row with this key, wherever in the table it stands.
        let row = |key: &String| -> Result<&Vec<FigureId>, FormError> {
            let of_part = |part: &'_ PartFigures| {
                part.rows.iter().position(|branch| leaf(branch).key.as_ref() == Some(key))
            };
            parts
                .iter()
                .find_map(|part| of_part(part).map(|row| &part.ids[row]))
                .ok_or_else(|| FormError::Shape(format!("no row {key} in {path}")))
        };
        for balance in &spec.balances {
            let left = balance.left.iter().map(row).collect::<Result<Vec<_>, _>>()?;
            let right = balance.right.iter().map(row).collect::<Result<Vec<_>, _>>()?;
            for column in 0..left.first().map_or(0, |row| row.len()) {
                let pick = |rows: &[&Vec<FigureId>]| rows.iter().map(|row| row[column]).collect();
                self.balances.push(Balance {
                    rule: balance.rule.clone(),
                    left: pick(&left),
                    right: pick(&right),
                    meaning: balance_in_words(balance),
                });
            }
        }
        for carry_over in &spec.carry_overs {
            let pairs = row(&carry_over.this_year)?.iter().zip(row(&carry_over.last_year)?);
            self.carry_overs.extend(pairs.map(|(&this_year, &last_year)| CarryOver {
                rule: carry_over.rule.clone(),
                this_year,
                last_year,
            }));
        }
        for stock in &spec.stock_balances {
            for key in &stock.rows {
                let figure = |column: &str| {
                    let path = path.child(key).child(column);
                    let id = self.by_path.get(&path).copied();
                    id.ok_or_else(|| FormError::Shape(format!("no figure {path}")))
                };
                self.stock_balances.push(StockBalance {
                    rule: stock.rule.clone(),
                    at_least: stock.at_least.clone(),
                    stock: figure(&stock.stock)?,
                    added: figure(&stock.added)?,
                    removed: figure(&stock.removed)?,
                    movements: movements_in_words(stock),
                });
            }
        }
        Ok(())
    }
}

fn balance_in_words(spec: &BalanceSpec) -> String {
    let side = |keys: &[String]| keys.join("＋");
    let built = || format!("{}应等于{}", side(&spec.left), side(&spec.right));
    spec.meaning.clone().unwrap_or_else(built)
}

fn movements_in_words(spec: &StockBalanceSpec) -> String {
    spec.movements.clone().unwrap_or_else(|| format!("{}、{}", spec.added, spec.removed))
}

fn leaf<'a>(branch: &Branch<'a>) -> &'a NodeSpec {
    branch[branch.len() - 1]
}

fn is_total(branch: &Branch) -> bool {
    leaf(branch).total.is_some()
}

/// The totals among the leaves of a tree with their rules, those of inner groups first.
fn inner_first<'a>(branches: &[Branch<'a>]) -> Vec<(usize, &'a RuleCode)> {
    let mut totals: Vec<_> =
        branches.iter().enumerate().filter_map(|(at, b)| Some((at, leaf(b).total.as_ref()?))).collect();
    totals.sort_by_key(|(at, _)| std::cmp::Reverse(branches[*at].len()));
    totals
}

/// The leaves that the total at `at` sums, see the module's comment.
fn summands(branches: &[Branch], at: usize) -> Result<Vec<usize>, FormError> {
    let total = &branches[at];
    let parent = &total[..total.len() - 1];
    let mut found = Vec::new();
    for (number, branch) in branches.iter().enumerate() {
        let under =
            branch.len() > parent.len() && branch.iter().zip(parent).all(|(a, b)| std::ptr::eq(*a, *b));
        if number == at || !under {
            continue;
        }
        let below = &branch[parent.len()..];
        if below.len() == 1 && is_total(branch) {
            let name = label(leaf(branch));
            return Err(FormError::Shape(format!("{name} is a second total beside {}", label(leaf(total)))));
        }
        // Of the outermost group that has a total of its own, that total stands for all its leaves.
        let own_total =
            |group: &&NodeSpec| group.children.iter().any(|n| n.children.is_empty() && n.total.is_some());
        let counts = match below[..below.len() - 1].iter().position(own_total) {
            Some(depth) => is_total(branch) && below.len() == depth + 2,
            None => !is_total(branch),
        };
        if counts {
            found.push(number);
        }
    }
    Ok(found)
}
