//! The sums of a form: what is computed where it is not written, and what must agree.

use super::FigureId;
use crate::diagnostic::RuleCode;

/// Along which line of the table a total sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Over columns: the figure closes its row.
    Row,
    /// Over rows: the figure closes its column.
    Column,
}

/// A total of the form.
#[derive(Debug, Clone)]
pub struct Total {
    /// The rule that checks a written one.
    pub rule: RuleCode,
    /// The total.
    pub figure: FigureId,
    /// What it sums.
    pub parts: Vec<FigureId>,
    /// Over columns or over rows.
    pub axis: Axis,
}

/// A sum that must hold: left = right.
#[derive(Debug, Clone)]
pub struct Balance {
    /// The rule.
    pub rule: RuleCode,
    /// Summands of the left side.
    pub left: Vec<FigureId>,
    /// Summands of the right side.
    pub right: Vec<FigureId>,
    /// The sum in words: `第一项加第二项之和应等于第三项加第四项之和`.
    pub meaning: String,
}

/// A figure that must equal another of last year's report.
#[derive(Debug, Clone)]
pub struct CarryOver {
    /// The rule.
    pub rule: RuleCode,
    /// The figure of this year.
    pub this_year: FigureId,
    /// The figure of last year.
    pub last_year: FigureId,
}

/// A figure that goes on from last year's: stock = last year's stock + added − removed.
#[derive(Debug, Clone)]
pub struct StockBalance {
    /// The rule of the sum.
    pub rule: RuleCode,
    /// The rule that the stock is not below what was added.
    pub at_least: RuleCode,
    /// What is in force.
    pub stock: FigureId,
    /// What was added in the year.
    pub added: FigureId,
    /// What ceased in the year.
    pub removed: FigureId,
    /// Both movements in words: `本年制发、废止的件数`.
    pub movements: String,
}
