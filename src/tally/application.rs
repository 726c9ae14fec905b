//! An application as its row gives it: days and words read, contradictions found.

use super::register::{Entry, Register};
use super::vocabulary::{Column, Vocabulary};
use super::words::{Case, CaseResult, FormWords, Outcome, SuitKind, Unclear};
use crate::date::{BadDate, Date, read_timestamp};
use crate::diagnostic::{Finding, RuleCode};

/// The years that a register may speak of.
const YEARS: std::ops::RangeInclusive<u16> = 2000..=2098;

/// How many names a message lists.
const MAX_NAMED: usize = 8;

/// The days of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    pub received: Date,
    pub replied: Option<Date>,
}

/// A review or a suit of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReadCase {
    pub case: Case,
    pub result: usize,
    pub closed: Option<Date>,
    /// Whether it is taken for a suit without a review only because the row has none.
    pub is_assumed: bool,
}

/// Reads the cells of one application; what is wrong goes to `findings`.
pub(super) struct Reader<'a> {
    pub register: &'a Register,
    pub words: &'a FormWords,
    pub findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    fn error(&mut self, rule: RuleCode, entry: &Entry, column: Column, message: String, help: &str) {
        let place = self.register.place(entry, column);
        self.findings.push(Finding::error(rule, message, place).with_help(help));
    }

    /// The days by which an application belongs to a year; none if one of them cannot be read, or if they
    /// contradict each other.
    pub fn days(&mut self, entry: &Entry) -> Option<Days> {
        if let Some((column, row)) = entry.conflict {
            let message = format!("同一件申请合并的几行里，“{}”有两种写法", title(column));
            if let Some(place) = self.register.place_at(entry, column, row) {
                let help = "一件申请只写一行；是两件的，取消编号的合并";
                self.findings.push(Finding::error(RuleCode::N405, message, place).with_help(help));
            }
            return None;
        }
        let received = self.day(entry, Column::Received);
        let replied = self.day(entry, Column::Replied);
        let Ok(Some(received)) = received else {
            if received.is_ok() {
                let message = format!("没有写{}，不知道算在哪一年", title(Column::Received));
                self.error(RuleCode::N405, entry, Column::Received, message, "补上收到申请的日期");
            }
            return None;
        };
        let replied = replied.ok()?;
        if let Some(replied) = replied.filter(|replied| *replied < received) {
            let message = format!(
                "{}（{replied}）早于{}（{received}）",
                title(Column::Replied),
                title(Column::Received)
            );
            self.error(
                RuleCode::N405,
                entry,
                Column::Replied,
                message,
                "两个日期必有一个写错了，请对照原件改正",
            );
            return None;
        }
        Some(Days { received, replied })
    }

    /// A day; none where the cell is blank or says that there is none. The error has been reported.
    pub fn day(&mut self, entry: &Entry, column: Column) -> Result<Option<Date>, ()> {
        let Some(text) = entry.text(column).filter(|text| !self.words.is_nothing(text)) else {
            return Ok(None);
        };
        let bad = match read_timestamp(text) {
            Ok(day) if YEARS.contains(&day.year()) => return Ok(Some(day)),
            Ok(_) => BadDate::NotInCalendar,
            Err(bad) => bad,
        };
        let help = match bad {
            BadDate::NoYear { .. } | BadDate::ShortYear(_) => {
                "写明四位数字的年份，例如 2025-03-01".to_owned()
            }
            BadDate::NoDay => "写明是哪一日，例如 2025-03-01".to_owned(),
            BadDate::NotInCalendar => "日历上没有这一天，请对照原件改正".to_owned(),
            BadDate::Serial(day) => format!("像是没有设成日期格式的 {day}：把这一格的格式设为日期"),
            BadDate::YearLast(_) | BadDate::NotADate => "写成 2025-03-01 这样；没有的留空".to_owned(),
        };
        self.error(RuleCode::N401, entry, column, format!("{}“{text}”不是日期", title(column)), &help);
        Err(())
    }

    /// The column of the applicant.
    pub fn applicant(&mut self, entry: &Entry) -> Option<usize> {
        let organization = entry.text(Column::Organization).filter(|text| !self.words.is_nothing(text));
        let text = entry.text(Column::Applicant).filter(|text| !self.words.is_nothing(text));
        let column = if text.is_some() { Column::Applicant } else { Column::Organization };
        let Some(text) = text.or(organization) else {
            let message = format!("没有写{}", title(Column::Applicant));
            let help = format!("写表中的一栏：{}", self.words.columns().join("、"));
            self.error(RuleCode::N402, entry, Column::Applicant, message, &help);
            return None;
        };
        let unclear = match self.words.applicant(text, organization) {
            Ok(column) => return Some(column),
            Err(unclear) => unclear,
        };
        let (message, help) = match unclear {
            Unclear::Unknown => (
                format!("{}“{text}”不知道是表中的哪一栏", title(column)),
                format!("写表中的一栏：{}", self.words.columns().join("、")),
            ),
            Unclear::WhichOf(columns) => (
                format!("{}“{text}”没有说是哪一种组织", title(column)),
                format!("写明是哪一种：{}", columns.join("、")),
            ),
            Unclear::Several(columns) => (
                format!("{}“{text}”说的不止一栏：{}", title(column), columns.join("、")),
                "只写一栏".to_owned(),
            ),
        };
        self.error(RuleCode::N402, entry, column, message, &help);
        None
    }

    /// The outcome; none where the cell is blank. The error has been reported.
    pub fn outcome(&mut self, entry: &Entry) -> Result<Option<Outcome>, ()> {
        let reason = entry.text(Column::Reason);
        let Some(text) = entry.text(Column::Outcome).filter(|text| !self.words.is_nothing(text)) else {
            return Ok(None);
        };
        let unclear = match self.words.outcome(text, reason) {
            Ok(outcome) => return Ok(Some(outcome)),
            Err(unclear) => unclear,
        };
        let what = title(Column::Outcome);
        let (message, help) = match unclear {
            Unclear::Unknown => {
                let names = self.words.row_names(0..self.words.outcome_count());
                let near = crate::report::nearest(text, names.iter().map(String::as_str));
                let help = match near {
                    Some(near) => format!("写表中的一行，最接近的是“{near}”"),
                    None => format!("写表中的一行，例如 {}", listed(&names)),
                };
                (format!("{what}“{text}”不知道是表中的哪一行"), help)
            }
            Unclear::WhichOf(rows) => {
                (format!("{what}“{text}”没有说是其中哪一种"), format!("写明是哪一种：{}", listed(&rows)))
            }
            Unclear::Several(rows) => {
                (format!("{what}说的不止一种：{}", listed(&rows)), "每件申请只算一种，请写定一种".to_owned())
            }
        };
        self.error(RuleCode::N403, entry, Column::Outcome, message, &help);
        Err(())
    }

    /// The review and the suits. What cannot be read has been reported.
    pub fn cases(&mut self, entry: &Entry) -> Vec<ReadCase> {
        let mut cases = Vec::new();
        let review = self.case(entry, Column::Review);
        if let Some(CaseResult { result, .. }) = review
            && let Ok(closed) = self.closed(entry, (Column::Review, Column::ReviewClosed), result)
        {
            cases.push(ReadCase { case: Case::Review, result, closed, is_assumed: false });
        }
        for (column, kind) in [
            (Column::SuitDirect, Some(SuitKind::Direct)),
            (Column::SuitAfterReview, Some(SuitKind::AfterReview)),
            (Column::Suit, None),
        ] {
            let Some(CaseResult { result, kind: said }) = self.case(entry, column) else { continue };
            let Ok(closed) = self.closed(entry, (column, Column::SuitClosed), result) else { continue };
            let cell = entry.text(Column::SuitKind).and_then(|text| self.words.suit_kind(text));
            let known = kind.or(said).or(cell);
            let by_review = if review.is_some() { SuitKind::AfterReview } else { SuitKind::Direct };
            let case = Case::Suit(known.unwrap_or(by_review));
            cases.push(ReadCase { case, result, closed, is_assumed: known.is_none() });
        }
        cases
    }

    fn case(&mut self, entry: &Entry, column: Column) -> Option<CaseResult> {
        let text = entry.text(column)?;
        let unclear = match self.words.case(text) {
            Ok(case) => return case,
            Err(unclear) => unclear,
        };
        let what = title(column);
        let message = match &unclear {
            Unclear::Several(results) => format!("{what}“{text}”说的不止一种：{}", results.join("、")),
            Unclear::WhichOf(_) => format!("{what}“{text}”没有说结果是哪一种"),
            Unclear::Unknown => format!("{what}“{text}”不知道是表中的哪一栏"),
        };
        let help = format!("写表中的一栏：{}；没有的留空", self.words.results().join("、"));
        self.error(RuleCode::N404, entry, column, message, &help);
        None
    }

    /// When a case ended, which one that is not decided cannot have done.
    fn closed(
        &mut self,
        entry: &Entry,
        (column, closed): (Column, Column),
        result: usize,
    ) -> Result<Option<Date>, ()> {
        let day = self.day(entry, closed)?;
        if let Some(day) = day.filter(|_| self.words.is_pending(result)) {
            let message = format!("{}还没有审结，却写了{}（{day}）", title(column), title(closed));
            self.error(RuleCode::N405, entry, closed, message, "已经审结的写明结果，没有审结的去掉日期");
            return Err(());
        }
        Ok(day)
    }
}

/// What a column is called.
pub(super) fn title(column: Column) -> &'static str {
    Vocabulary::built_in().heads.get(&column).map_or("", |head| head.title.as_str())
}

fn listed(names: &[String]) -> String {
    let more = if names.len() > MAX_NAMED { "……" } else { "" };
    let names = &names[..names.len().min(MAX_NAMED)];
    format!("{}{more}", names.join("、"))
}
