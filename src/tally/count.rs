//! Counting: every application of the year into its cells.

use std::collections::{BTreeMap, BTreeSet};

use super::application::{Days, ReadCase, Reader, title};
use super::calendar::Calendar;
use super::late;
use super::register::{Entry, Register};
use super::vocabulary::Column;
use super::words::{FormWords, Outcome, TableRow};
use super::{Tally, TallyError, TallyOptions};
use crate::date::Date;
use crate::diagnostic::{Finding, RuleCode};
use crate::form::{FigureId, normal_label};
use crate::report::{Number, Report};

/// How many numbers of applications a message lists.
const MAX_NAMED: usize = 8;

/// Counts a register.
///
/// # Errors
/// See [`TallyError`]. What is wrong with the content of a cell is a finding.
pub fn tally(register: &Register, options: &TallyOptions<'_>) -> Result<Tally, TallyError> {
    let words = FormWords::of(&options.form)?;
    let mut findings = Vec::new();
    let mut reader = Reader { register, words: &words, findings: &mut findings };
    let days: Vec<Option<Days>> = register.entries.iter().map(|entry| reader.days(entry)).collect();
    let assumed = || year_of_most_replies(&days);
    let by_previous = options.previous.map(|previous| previous.year.number + 1);
    let year = options.year.or(by_previous).or_else(assumed).ok_or(TallyError::NoYear)?;
    if let Some(previous) = options.previous.filter(|previous| previous.year.number + 1 != year) {
        return Err(TallyError::Previous { year, previous: previous.year.number });
    }
    let mut count = Count { reader, year, behind: BTreeMap::new(), left_out: LeftOut::default() };
    for id in words.filled() {
        count.behind.insert(id, Vec::new());
    }
    for (number, (entry, days)) in register.entries.iter().zip(&days).enumerate() {
        if let Some(days) = days {
            count.entry(number, entry, *days);
        }
    }
    let Count { behind, left_out, .. } = count;
    let summary = summary(&words, &behind);
    repeated_numbers(register, &mut findings);
    let mut tally = Tally {
        form: options.form.clone(),
        year,
        year_is_assumed: options.year.is_none() && options.previous.is_none(),
        findings,
        notes: register.notes.iter().cloned().chain(left_out.notes(year)).collect(),
        summary,
        rows: register.entries.iter().map(|entry| register.row(entry)).collect(),
        behind,
    };
    if let Some(previous) = options.previous {
        let found = carried_in(&tally, previous);
        tally.findings.extend(found);
    }
    Ok(tally)
}

/// The sums of the rows of the table of applications.
fn summary(words: &FormWords, behind: &BTreeMap<FigureId, Vec<usize>>) -> String {
    let sum = |row: TableRow| -> usize {
        let figures = (0..words.columns().len()).filter_map(|column| words.figure(row, column));
        figures.filter_map(|id| behind.get(&id)).map(Vec::len).sum()
    };
    let done: usize = (0..words.outcome_count()).map(|outcome| sum(TableRow::Outcome(outcome))).sum();
    let named = |row: TableRow| format!("{} {} 件", words.row_name(row), sum(row));
    format!(
        "{}，{}，办结 {done} 件，{}",
        named(TableRow::Received),
        named(TableRow::CarriedIn),
        named(TableRow::CarriedOut)
    )
}

/// The year in which most applications were replied to, or received where none was replied to; the later of
/// two.
fn year_of_most_replies(days: &[Option<Days>]) -> Option<u16> {
    let most = |years: &mut dyn Iterator<Item = u16>| {
        let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
        years.for_each(|year| *counts.entry(year).or_default() += 1);
        counts.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year)
    };
    let known = || days.iter().flatten();
    most(&mut known().filter_map(|days| days.replied).map(Date::year))
        .or_else(|| most(&mut known().map(|days| days.received.year())))
}

/// What was counted so far.
struct Count<'r> {
    reader: Reader<'r>,
    year: u16,
    behind: BTreeMap<FigureId, Vec<usize>>,
    left_out: LeftOut,
}

/// Rows that are not counted, and what was assumed of others.
#[derive(Default)]
struct LeftOut {
    earlier: usize,
    later: usize,
    undated_cases: usize,
    assumed_suits: usize,
    /// Years whose holidays are not known.
    years: BTreeSet<u16>,
}

impl Count<'_> {
    /// Counts an application. Whether it belongs to the year follows from its days alone; only of one that
    /// does must the other cells be understood.
    fn entry(&mut self, number: usize, entry: &Entry, days: Days) {
        let Days { received, replied } = days;
        if received.year() > self.year {
            self.left_out.later += 1;
            return;
        }
        self.cases(number, entry, days);
        if replied.is_some_and(|replied| replied.year() < self.year) {
            self.left_out.earlier += 1;
            return;
        }
        let replied = replied.filter(|replied| replied.year() == self.year);
        let column = self.reader.applicant(entry);
        let Some(row) = self.result(entry, days, replied) else { return };
        let Some(column) = column else { return };
        let came = if received.year() == self.year { TableRow::Received } else { TableRow::CarriedIn };
        for row in [came, row] {
            if let Some(id) = self.reader.words.figure(row, column) {
                self.behind.entry(id).or_default().push(number);
            }
        }
        let has_limit = match row {
            TableRow::Outcome(outcome) => self.reader.words.has_time_limit(outcome),
            _ => true,
        };
        let end = Date::new(self.year, 12, 31);
        if let Some(end) = end.filter(|_| has_limit) {
            late::check(&mut self.reader, entry, received, replied, end);
            let calendar = Calendar::built_in();
            let spanned = received.year()..=replied.unwrap_or(end).year();
            self.left_out.years.extend(spanned.filter(|year| !calendar.has(*year)));
        }
    }

    /// The row of what came of an application; none where it contradicts itself, which is reported.
    fn result(&mut self, entry: &Entry, days: Days, replied: Option<Date>) -> Option<TableRow> {
        if replied.is_none() && days.replied.is_some() {
            // It was replied to after the year: what came of it is next year's business.
            return Some(TableRow::CarriedOut);
        }
        let outcome = self.reader.outcome(entry).ok()?;
        let written = entry.text(Column::Outcome).unwrap_or_default();
        let (rule, at, message, help) = match (replied, outcome) {
            (Some(_), Some(Outcome::Row(row))) => return Some(TableRow::Outcome(row)),
            (None, None | Some(Outcome::Unfinished)) => return Some(TableRow::CarriedOut),
            (Some(day), None) => (
                RuleCode::N403,
                Column::Outcome,
                format!("{day} 已答复，没有写{}", title(Column::Outcome)),
                "写明是表中的哪一行",
            ),
            (Some(day), Some(Outcome::Unfinished)) => (
                RuleCode::N405,
                Column::Outcome,
                format!("{day} 已答复，{}却是“{written}”", title(Column::Outcome)),
                "已答复的写明结果，没有答复的去掉日期",
            ),
            (None, Some(Outcome::Row(_))) => (
                RuleCode::N405,
                Column::Replied,
                format!(
                    "有{}“{written}”，没有写{}，不知道算在哪一年",
                    title(Column::Outcome),
                    title(Column::Replied)
                ),
                "补上答复或办结的日期；还没有办完的，去掉办理结果",
            ),
        };
        let place = self.reader.register.place(entry, at);
        self.reader.findings.push(Finding::error(rule, message, place).with_help(help));
        None
    }

    /// Counts the reviews and suits of an application.
    ///
    /// One that ended in the year counts by its result, one that ended later or has not ended counts as not
    /// decided. Where nobody has written when it ended, it ended in the year of the reply.
    fn cases(&mut self, number: usize, entry: &Entry, days: Days) {
        for ReadCase { case, result, closed, is_assumed } in self.reader.cases(entry) {
            let words = self.reader.words;
            let counted = match closed.map(Date::year) {
                Some(year) if year < self.year => continue,
                Some(year) if year > self.year => words.pending(),
                Some(_) => result,
                None if words.is_pending(result) => result,
                None if days.replied.is_none_or(|replied| replied.year() == self.year) => result,
                None => {
                    self.left_out.undated_cases += 1;
                    continue;
                }
            };
            self.left_out.assumed_suits += usize::from(is_assumed);
            if let Some(id) = words.case_figure(case, counted) {
                self.behind.entry(id).or_default().push(number);
            }
        }
    }
}

impl LeftOut {
    fn notes(&self, year: u16) -> Vec<String> {
        let mut notes = Vec::new();
        if self.earlier > 0 {
            notes.push(format!("{} 件在 {year} 年以前已经答复，没有计入", self.earlier));
        }
        if self.later > 0 {
            notes.push(format!("{} 件在 {year} 年以后收到，没有计入", self.later));
        }
        if self.undated_cases > 0 {
            notes.push(format!(
                "{} 件复议、诉讼没有写{}，它们的申请不在 {year} 年答复，没有计入；在这一年审结的请补上日期",
                self.undated_cases, "审结日期"
            ));
        }
        if self.assumed_suits > 0 {
            notes.push(format!(
                "{} 件诉讼没有写是否经过复议，这一行有复议的算复议后起诉，没有的算未经复议直接起诉",
                self.assumed_suits
            ));
        }
        if !self.years.is_empty() {
            let years: Vec<String> = self.years.iter().map(u16::to_string).collect();
            notes.push(format!("没有 {} 年的放假安排，工作日按星期一至星期五计算", years.join("、")));
        }
        notes
    }
}

/// What the register carries over from last year against what last year's report says, column by column.
fn carried_in(tally: &Tally, previous: &Report) -> Vec<Finding> {
    let form = &tally.form;
    let mut findings = Vec::new();
    for carry in &form.carry_overs {
        let last = form.figure(carry.last_year);
        let Some(rows) = tally.behind.get(&carry.this_year) else { continue };
        let Some(id) = previous.form.figure_at(&last.path) else { continue };
        let figure = previous.figure(id);
        let counted = Number::Count(i64::try_from(rows.len()).unwrap_or(i64::MAX));
        if figure.unreadable || figure.number == counted {
            continue;
        }
        let numbers: Vec<String> = rows
            .iter()
            .take(MAX_NAMED)
            .map(|row| tally.rows[*row].id.clone().unwrap_or_else(|| tally.rows[*row].cell.clone()))
            .collect();
        let message = format!(
            "台账数出的“{}”是 {counted} 件，{}年报告的“{}”是 {} 件",
            form.figure_name(carry.this_year),
            previous.year.number,
            form.figure_name(carry.last_year),
            figure.number
        );
        let more = if rows.len() > MAX_NAMED { "等" } else { "" };
        let help = if numbers.is_empty() {
            format!("台账里没有 {} 年以前收到、当时没有办结的这类申请；漏登的补上", tally.year)
        } else {
            format!("台账里是：{}{more}；逐件核对收到、答复日期和申请人类型", numbers.join("、"))
        };
        let finding = Finding::error(RuleCode::N406, message, previous.figure_place(id));
        findings.push(finding.with_path(form.figure(carry.this_year).path.clone()).with_help(help));
    }
    findings
}

/// Numbers that two applications have, where numbers are not those of rows.
fn repeated_numbers(register: &Register, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, &Entry> = BTreeMap::new();
    for entry in register.entries.iter().filter(|entry| !register.counts(entry)) {
        let Some(number) = entry.text(Column::Number) else { continue };
        match seen.get(&normal_label(number)) {
            None => {
                seen.insert(normal_label(number), entry);
            }
            Some(first) => {
                let message = format!("{}“{number}”登记了两次，两行都照数", title(Column::Number));
                let finding =
                    Finding::warning(RuleCode::N408, message, register.place(entry, Column::Number));
                let first = register.place(first, Column::Number);
                findings.push(
                    finding.with_note(first, "第一次").with_help("同一件申请的删去一行，不同的改正编号"),
                );
            }
        }
    }
}
