//! Days as people write them: in a register, on a form, at the end of a report.

use super::Date;
use crate::text::{half_width, is_chinese_numeral, read_chinese};

/// Why a text is no day. What could be meant by it, [`BadDate::suggestion`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadDate {
    /// `3月1日`: of which year?
    NoYear {
        /// The month, as it is written.
        month: u8,
        /// The day of the month, as it is written.
        day: u8,
    },
    /// `25.3.1`; the day it is if its year is one of this century.
    ShortYear(Option<Date>),
    /// `20/3/2025`; the day, where one of the two can be no month.
    YearLast(Option<Date>),
    /// `2025年3月`.
    NoDay,
    /// `2025-02-30`.
    NotInCalendar,
    /// `45717`: a day as Excel keeps it, in a cell that is not formatted as one.
    Serial(Date),
    /// Anything else.
    NotADate,
}

impl BadDate {
    /// The day that is most likely meant, to be asked back; `year` is that of a day without one.
    ///
    /// ```
    /// use nianbao::date::{Date, read_day};
    /// let meant = |text: &str| read_day(text).err().and_then(|bad| bad.suggestion(2026));
    /// assert_eq!(meant("26/1/20"), Date::new(2026, 1, 20));
    /// assert_eq!(meant("1月20日"), Date::new(2026, 1, 20));
    /// assert_eq!(meant("明天"), None);
    /// ```
    pub fn suggestion(self, year: u16) -> Option<Date> {
        match self {
            BadDate::NoYear { month, day } => Date::new(year, month, day),
            BadDate::ShortYear(day) | BadDate::YearLast(day) => day,
            BadDate::Serial(day) => Some(day),
            BadDate::NoDay | BadDate::NotInCalendar | BadDate::NotADate => None,
        }
    }
}

/// Reads a day that stands alone. What could be two days is none.
///
/// | text | day |
/// |---|---|
/// | `2025-03-01`, `2025/3/1`, `2025.3.1`, `2025年3月1日`, `２０２５．３．１` | 2025-03-01 |
/// | `20250301`, `二〇二五年三月一日` | 2025-03-01 |
/// | `3月1日`, `25.3.1`, `2025年3月`, `45717`, `1/3/2025`, `2025-3-1 9:30` | none |
///
/// # Errors
/// Why it is none.
///
/// ```
/// use nianbao::date::{Date, read_day};
/// for text in ["2026.1.20", "2026年1月20日", "二〇二六年一月二十日", "２０２６－１－２０"] {
///     assert_eq!(read_day(text).ok(), Date::new(2026, 1, 20));
/// }
/// ```
pub fn read_day(text: &str) -> Result<Date, BadDate> {
    read(text, str::is_empty)
}

/// Reads a day behind which a time of it or its day of the week may stand, as in `2025-3-1 9:30`,
/// `2025年3月1日上午`, `2025-03-01（周六）`.
///
/// # Errors
/// Why it is none.
pub fn read_timestamp(text: &str) -> Result<Date, BadDate> {
    read(text, is_time)
}

/// Reads a day, behind which stands what `may_follow` allows.
fn read(text: &str, may_follow: impl Fn(&str) -> bool) -> Result<Date, BadDate> {
    let text = arabic(&text.trim().chars().map(half_width).collect::<String>());
    let (numbers, separators, rest) = split(&text);
    match (numbers.as_slice(), separators.as_slice()) {
        ([one], []) if rest.is_empty() => compact(one),
        ([year, month, day], [first, second]) => {
            // 2025年3-1 is a day, if a strange one; a point divides days only where both are points.
            let divided = matches!(first, '年' | '-' | '/') && matches!(second, '月' | '-' | '/');
            let rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
            if !(divided || (*first == '.' && *second == '.')) || !may_follow(rest.trim()) {
                return Err(BadDate::NotADate);
            }
            match (year.len(), month.len(), day.len()) {
                (4, 1..=2, 1..=2) => day_of(year, month, day).ok_or(BadDate::NotInCalendar),
                (2, 1..=2, 1..=2) => Err(BadDate::ShortYear(day_of(&format!("20{year}"), month, day))),
                (1..=2, 1..=2, 4) => Err(BadDate::YearLast(year_last(year, month, day))),
                _ => Err(BadDate::NotADate),
            }
        }
        ([year, _], ['年']) if year.len() == 4 && rest.starts_with('月') => Err(BadDate::NoDay),
        ([year, _], ['-' | '/' | '.']) if year.len() == 4 && rest.is_empty() => Err(BadDate::NoDay),
        ([month, day], ['月']) if starts_day(rest) => no_year(month, day),
        ([month, day], ['-' | '/' | '.']) if rest.is_empty() => no_year(month, day),
        _ => Err(BadDate::NotADate),
    }
}

/// The text with Chinese numerals before 年, 月, 日 and 号 in Arabic digits: `二〇二五年三月一日` is `2025年3月1日`.
/// 周六 stays as it is.
fn arabic(text: &str) -> String {
    let (mut out, mut numeral) = (String::new(), String::new());
    for c in text.chars() {
        // A circle is what many keyboards give for 〇.
        let c = if c == '○' { '〇' } else { c };
        if is_chinese_numeral(c) {
            numeral.push(c);
            continue;
        }
        match read_chinese(&numeral).filter(|_| "年月日号".contains(c)) {
            Some(number) => out.push_str(&number.to_string()),
            None => out.push_str(&numeral),
        }
        numeral.clear();
        out.push(c);
    }
    out + &numeral
}

fn no_year(month: &str, day: &str) -> Result<Date, BadDate> {
    match (month.len(), day.len()) {
        (1..=2, 1..=2) => Err(BadDate::NoYear {
            month: month.parse().map_err(|_| BadDate::NotADate)?,
            day: day.parse().map_err(|_| BadDate::NotADate)?,
        }),
        _ => Err(BadDate::NotADate),
    }
}

/// `20/3/2025` and `3/20/2025` are the same day, as there is no month 20; `1/3/2025` may be two.
fn year_last(first: &str, second: &str, year: &str) -> Option<Date> {
    match (day_of(year, first, second), day_of(year, second, first)) {
        (Some(day), None) | (None, Some(day)) => Some(day),
        (Some(one), Some(other)) => (one == other).then_some(one),
        (None, None) => None,
    }
}

/// The numbers in front, what stands between them, and the rest. Blanks around them do not count.
fn split(text: &str) -> (Vec<&str>, Vec<char>, &str) {
    let (mut numbers, mut separators, mut rest) = (Vec::new(), Vec::new(), text);
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if end == 0 {
            return (numbers, separators, rest);
        }
        numbers.push(&rest[..end]);
        rest = rest[end..].trim_start();
        let mut behind = rest.chars();
        match behind.next() {
            Some(c @ ('-' | '/' | '.' | '年' | '月'))
                if numbers.len() < 3
                    && behind.as_str().trim_start().starts_with(|c: char| c.is_ascii_digit()) =>
            {
                separators.push(c);
                rest = behind.as_str().trim_start();
            }
            _ => return (numbers, separators, rest),
        }
    }
}

fn starts_day(rest: &str) -> bool {
    rest.starts_with(['日', '号'])
}

/// Whether what stands behind a day is a time of it, or its day of the week.
fn is_time(rest: &str) -> bool {
    rest.chars().all(|c| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || ":.TZ+-()上下中午早晚星期周一二三四五六日天时分秒".contains(c)
    })
}

fn day_of(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A day in eight digits, or the number by which Excel keeps one.
fn compact(digits: &str) -> Result<Date, BadDate> {
    match digits.len() {
        8 => day_of(&digits[..4], &digits[4..6], &digits[6..]).ok_or(BadDate::NotInCalendar),
        5 => serial(digits).map_or(Err(BadDate::NotADate), |day| Err(BadDate::Serial(day))),
        _ => Err(BadDate::NotADate),
    }
}

/// The day of Excel's number: 1 is 1900-01-01, and 1900 has a 29th of February there. No number of five
/// digits before this century is one: it is more likely a number.
fn serial(digits: &str) -> Option<Date> {
    let number: i64 = digits.parse().ok()?;
    let first = time::Date::from_calendar_date(1899, time::Month::December, 30).ok()?;
    let day = first.checked_add(time::Duration::days(number))?;
    let date = Date::new(u16::try_from(day.year()).ok()?, day.month().into(), day.day())?;
    (2000..2100).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in [
            "2025-03-01",
            "2025-3-1",
            "2025/3/1",
            "2025.3.1",
            "2025. 3. 1",
            "2025年3月1日",
            "2025 年 3 月 1 日",
            "2025年03月01",
            "2025年3月1号",
            "20250301",
            "２０２５．３．１",
            "2025－０３－０１",
            "2025年3-1",
            "2025/3-1",
            "2025-3-1日",
            "二〇二五年三月一日",
            "二零二五年三月一日",
            "二○二五年三月一号",
            " 2025/3/1 ",
        ] {
            let day = Ok(Date::new(2025, 3, 1).expect("a day"));
            assert_eq!((read_day(text), read_timestamp(text)), (day, day), "{text}");
        }
        for text in ["2025-03-01 09:30:00", "2025-03-01T09:30:00Z", "2025年3月1日上午", "2025-03-01（周六）"]
        {
            assert_eq!(read_timestamp(text), Ok(Date::new(2025, 3, 1).expect("a day")), "{text}");
            assert_eq!(read_day(text), Err(BadDate::NotADate), "{text}");
        }
        for (text, month, day) in [("2024-02-29", 2, 29), ("二〇二四年十二月三十一日", 12, 31)] {
            assert_eq!(read_day(text), Ok(Date::new(2024, month, day).expect("a day")), "{text}");
        }
    }

    #[test]
    fn what_could_be_two_days_is_none() {
        let serial = BadDate::Serial(Date::new(2025, 3, 1).expect("a day"));
        for (text, why) in [
            ("3月1日", BadDate::NoYear { month: 3, day: 1 }),
            ("3.1", BadDate::NoYear { month: 3, day: 1 }),
            ("25.3.1", BadDate::ShortYear(Date::new(2025, 3, 1))),
            ("25年3月1日", BadDate::ShortYear(Date::new(2025, 3, 1))),
            ("25.13.1", BadDate::ShortYear(None)),
            ("20/3/2025", BadDate::YearLast(Date::new(2025, 3, 20))),
            ("3/20/2025", BadDate::YearLast(Date::new(2025, 3, 20))),
            ("2025年3月", BadDate::NoDay),
            ("2025.3", BadDate::NoDay),
            ("2025-02-29", BadDate::NotInCalendar),
            ("20251301", BadDate::NotInCalendar),
            ("45717", serial),
            ("1/3/2025", BadDate::YearLast(None)),
            ("2025-3.1", BadDate::NotADate),
            ("2025年3月1日左右", BadDate::NotADate),
            ("2025-3-1、2025-3-2", BadDate::NotADate),
            ("2025-3-1至3-5", BadDate::NotADate),
            ("2025", BadDate::NotADate),
            ("三月一日", BadDate::NoYear { month: 3, day: 1 }),
            ("", BadDate::NotADate),
        ] {
            assert_eq!(read_timestamp(text), Err(why), "{text}");
        }
    }
}
