//! Figures as types: how a figure is written, read and printed.

use std::fmt;

use rust_decimal::Decimal;

use crate::form::Kind;
use crate::text::{half_width_figure, is_chinese_numeral};

/// The number of a figure. Never a float: sums must be exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// Pieces: applications, documents, cases.
    Count(i64),
    /// Money, in the unit of the figure (万元), with the decimals that were written.
    Amount(Decimal),
}

impl Number {
    /// Zero, in the type of a figure's kind.
    pub fn zero(kind: Kind) -> Self {
        match kind {
            Kind::Count | Kind::Change => Number::Count(0),
            Kind::Amount => Number::Amount(Decimal::ZERO),
        }
    }

    /// True for 0, 0.00.
    pub fn is_zero(self) -> bool {
        match self {
            Number::Count(n) => n == 0,
            Number::Amount(d) => d.is_zero(),
        }
    }

    /// The sum; exact. Counts are capped where they are read, so that no sum of a form's figures overflows.
    pub fn plus(self, other: Number) -> Number {
        match (self, other) {
            (Number::Count(a), Number::Count(b)) => Number::Count(a.saturating_add(b)),
            (a, b) => Number::Amount(a.decimal().saturating_add(b.decimal())),
        }
    }

    /// The difference; exact.
    pub fn minus(self, other: Number) -> Number {
        match other {
            Number::Count(n) => self.plus(Number::Count(n.saturating_neg())),
            Number::Amount(d) => self.plus(Number::Amount(-d)),
        }
    }

    /// As a decimal.
    pub fn decimal(self) -> Decimal {
        match self {
            Number::Count(n) => Decimal::from(n),
            Number::Amount(d) => d,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Count(n) => n.fmt(f),
            Number::Amount(d) => d.fmt(f),
        }
    }
}

/// What was read from the text of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The number, which sums are made with.
    pub number: Number,
    /// The whole text to print, if the number has a remark: `22（其中修订16件）`.
    pub remark: Option<String>,
    /// The slip of writing that had to be passed over to read the text as a number.
    pub slip: Option<Slip>,
}

/// A slip of writing that is read as the number it stands for, with a warning (N108).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// Nothing, `/`, `-` or `—` for 0.
    Blank,
    /// Full-width digits.
    FullWidth,
}

/// Why a text cannot be read as a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadNumber {
    /// Below 0 where that cannot be.
    Negative,
    /// Decimals where pieces are counted.
    Fraction,
    /// Digits in groups, `1,000`.
    Grouped,
    /// Leading zeros, `007`.
    LeadingZero,
    /// More than 12 digits before the point or 8 behind it.
    TooLong,
    /// A number in Chinese numerals, `十六`.
    Chinese,
    /// A number with a unit behind it, `16件`.
    Unit,
    /// Anything else.
    NotANumber,
}

/// Digits before the point that a figure may have: sums of all figures of a form stay far inside `i64` and
/// `Decimal`.
const MAX_DIGITS: usize = 12;
/// Decimals that an amount may have.
const MAX_DECIMALS: usize = 8;

/// Reads the text of a figure as offices write it.
///
/// Offices add remarks in brackets, so one behind the number is kept and printed with it. Full-width digits
/// and the usual signs for "none" are read as what they mean, with a slip to warn of. Everything else is
/// refused rather than guessed at: a wrong figure is worse than an error.
///
/// | text | number | printed | slip |
/// |---|---|---|---|
/// | `16` | 16 | 16 | |
/// | `59237.2449` (amounts only) | 59237.2449 | 59237.2449 | |
/// | `22（其中修订16件）` | 22 | 22（其中修订16件） | |
/// | `１６` | 16 | 16 | full-width |
/// | `/`, `-`, `—`, nothing | 0 | 0 | blank |
///
/// # Errors
/// The reason for which any other text is no figure of this kind.
pub fn read(text: &str, kind: Kind) -> Result<Written, BadNumber> {
    let text = text.trim();
    if text.is_empty() || text.chars().all(|c| matches!(c, '/' | '／' | '-' | '－' | '—' | '–' | '―'))
    {
        return Ok(Written { number: Number::zero(kind), remark: None, slip: Some(Slip::Blank) });
    }
    let (digits, remark) = split_remark(text);
    let folded: String = digits.chars().map(half_width_figure).collect();
    let slip = (folded != digits).then_some(Slip::FullWidth);
    let number = number(&folded, kind)?;
    let remark = remark.map(|r| format!("{folded}{r}"));
    Ok(Written { number, remark, slip })
}

/// `22（其中修订16件）` → `22`, `（其中修订16件）`.
fn split_remark(text: &str) -> (&str, Option<&str>) {
    match text.find(['（', '(']) {
        Some(at) if at > 0 && text.ends_with(['）', ')']) => (text[..at].trim_end(), Some(&text[at..])),
        _ => (text, None),
    }
}

/// Reads the digits of a figure, half-width and without remark: `-3`, `59237.2449`.
fn number(text: &str, kind: Kind) -> Result<Number, BadNumber> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || decimals.is_some_and(|d| !all_digits(d)) {
        return Err(not_a_number(digits));
    }
    if negative && kind != Kind::Change {
        return Err(BadNumber::Negative);
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return Err(BadNumber::LeadingZero);
    }
    if whole.len() > MAX_DIGITS || decimals.is_some_and(|d| d.len() > MAX_DECIMALS) {
        return Err(BadNumber::TooLong);
    }
    match kind {
        Kind::Amount => digits.parse().map(Number::Amount).map_err(|_| BadNumber::NotANumber),
        Kind::Count | Kind::Change if decimals.is_some() => Err(BadNumber::Fraction),
        Kind::Count | Kind::Change => text.parse().map(Number::Count).map_err(|_| BadNumber::NotANumber),
    }
}

/// The text of a figure as somebody types or pastes it, in the way in which [`read`] takes it: digits in
/// groups, leading zeros, full-width digits, blanks around and `.00` behind a count are of the keyboard or
/// of the look of a cell. Any other text stays as it is.
///
/// | text | becomes |
/// |---|---|
/// | `1,016`, `1，016`, `1 016` | `1016` |
/// | `03` | `3` |
/// | `１６` | `16` |
/// | `16.00` (counts only) | `16` |
/// | `12,34`, `16件` | unchanged: which number is meant is not plain |
pub fn tidy(text: &str, kind: Kind) -> String {
    let text = text.trim();
    let (digits, remark) = split_remark(text);
    let folded: String = digits.chars().map(half_width_figure).collect();
    let (sign, digits) = folded.strip_prefix('-').map_or(("", folded.as_str()), |rest| ("-", rest));
    let mut digits = ungrouped(digits).unwrap_or_else(|| digits.to_owned());
    if let Some((whole, decimals)) = digits.split_once('.')
        && kind != Kind::Amount
        && !decimals.is_empty()
        && decimals.bytes().all(|b| b == b'0')
    {
        digits = whole.to_owned();
    }
    let zeros = digits.bytes().take_while(|&b| b == b'0').count();
    let rest = &digits[zeros..];
    let digits = if zeros > 0 && !rest.starts_with(|c: char| c.is_ascii_digit()) {
        format!("0{rest}")
    } else {
        rest.to_owned()
    };
    let tidied = format!("{sign}{digits}");
    match number(&tidied, kind) {
        Ok(_) => tidied + remark.unwrap_or_default(),
        Err(_) => text.to_owned(),
    }
}

/// `1,016` → `1016`: groups of three digits behind one of up to three, all parted by the same sign.
fn ungrouped(text: &str) -> Option<String> {
    let (whole, decimals) = text.split_at(text.find('.').unwrap_or(text.len()));
    let is_sign = |c: &char| matches!(c, ',' | '，' | '\'' | '’') || c.is_whitespace();
    let sign = whole.chars().find(is_sign)?;
    let groups: Vec<&str> = whole.split(sign).collect();
    let is_group = |group: &&str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    let is_first = |group: &str| (1..=3).contains(&group.len()) && group.bytes().all(|b| b.is_ascii_digit());
    let (first, rest) = groups.split_first()?;
    (is_first(first) && rest.iter().all(is_group)).then(|| groups.concat() + decimals)
}

/// `件`, `万元` and the like.
fn is_unit(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| "件个条份宗次项万元".contains(c))
}

/// The reason for which a text is no number, for a message that says how to write it.
fn not_a_number(text: &str) -> BadNumber {
    let digit = |c: char| c.is_ascii_digit();
    if text.chars().any(digit) && text.chars().all(|c| digit(c) || matches!(c, ',' | '，' | ' ' | '_' | '\''))
    {
        BadNumber::Grouped
    } else if text.chars().all(is_chinese_numeral) {
        BadNumber::Chinese
    } else if text.starts_with(digit) && is_unit(text.trim_start_matches(|c| digit(c) || c == '.')) {
        BadNumber::Unit
    } else {
        BadNumber::NotANumber
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_written() {
        for (text, kind, number, remark, slip) in [
            ("16", Kind::Count, Number::Count(16), None, None),
            ("0", Kind::Count, Number::Count(0), None, None),
            ("-3", Kind::Change, Number::Count(-3), None, None),
            ("59237.2449", Kind::Amount, Number::Amount("59237.2449".parse().unwrap()), None, None),
            ("22（其中修订16件）", Kind::Count, Number::Count(22), Some("22（其中修订16件）"), None),
            ("22 (其中修订16件)", Kind::Count, Number::Count(22), Some("22(其中修订16件)"), None),
            ("１６", Kind::Count, Number::Count(16), None, Some(Slip::FullWidth)),
            ("/", Kind::Count, Number::Count(0), None, Some(Slip::Blank)),
            ("——", Kind::Count, Number::Count(0), None, Some(Slip::Blank)),
            ("", Kind::Count, Number::Count(0), None, Some(Slip::Blank)),
        ] {
            let want = Written { number, remark: remark.map(str::to_owned), slip };
            assert_eq!(read(text, kind), Ok(want), "{text}");
        }
        // The decimals that were written are printed.
        let Ok(fee) = read("12.50", Kind::Amount) else { panic!("12.50 is an amount") };
        assert_eq!(fee.number.to_string(), "12.50");
    }

    #[test]
    fn what_the_keyboard_adds_is_taken_away_and_nothing_else() {
        for (text, kind, tidied) in [
            ("1,016", Kind::Count, "1016"),
            ("1，016", Kind::Count, "1016"),
            ("1\u{a0}016", Kind::Count, "1016"),
            ("12,345,678", Kind::Count, "12345678"),
            (" 59,237.2449 ", Kind::Amount, "59237.2449"),
            ("03", Kind::Count, "3"),
            ("000", Kind::Count, "0"),
            ("00.50", Kind::Amount, "0.50"),
            ("-03", Kind::Change, "-3"),
            ("１，０１６", Kind::Count, "1016"),
            ("16.00", Kind::Count, "16"),
            ("16.00", Kind::Amount, "16.00"),
            ("０２２（其中修订16件）", Kind::Count, "22（其中修订16件）"),
            // Not plain: left for the rules to speak of.
            ("12,34", Kind::Count, "12,34"),
            ("1,016,7", Kind::Count, "1,016,7"),
            ("1,016，789", Kind::Count, "1,016，789"),
            ("3.5", Kind::Count, "3.5"),
            ("16件", Kind::Count, "16件"),
            ("-", Kind::Count, "-"),
            ("", Kind::Count, ""),
            ("0x1F", Kind::Count, "0x1F"),
        ] {
            assert_eq!(tidy(text, kind), tidied, "{text}");
        }
    }

    #[test]
    fn every_reason_for_no_figure_has_a_code_of_its_own() {
        for (text, kind, why) in [
            ("十六", Kind::Count, BadNumber::Chinese),
            ("1,000", Kind::Count, BadNumber::Grouped),
            ("1 000", Kind::Count, BadNumber::Grouped),
            ("0o17", Kind::Count, BadNumber::NotANumber),
            ("0x1F", Kind::Count, BadNumber::NotANumber),
            ("1e3", Kind::Count, BadNumber::NotANumber),
            ("-1", Kind::Count, BadNumber::Negative),
            ("-1.5", Kind::Amount, BadNumber::Negative),
            ("3.5", Kind::Count, BadNumber::Fraction),
            ("007", Kind::Count, BadNumber::LeadingZero),
            ("16件", Kind::Count, BadNumber::Unit),
            ("1.5万元", Kind::Amount, BadNumber::Unit),
            ("9999999999999", Kind::Count, BadNumber::TooLong),
            ("1.", Kind::Amount, BadNumber::NotANumber),
            (".5", Kind::Amount, BadNumber::NotANumber),
            ("+5", Kind::Count, BadNumber::NotANumber),
            ("约16", Kind::Count, BadNumber::NotANumber),
            ("（其中1件）", Kind::Count, BadNumber::NotANumber),
        ] {
            assert_eq!(read(text, kind), Err(why), "{text}");
        }
    }
}
