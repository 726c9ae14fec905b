//! Days as people write them into a register.

use crate::date::Date;
use crate::text::half_width;

/// The days that a register may speak of.
const YEARS: std::ops::RangeInclusive<u16> = 2000..=2098;

/// Why a text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadDate {
    /// `3月1日`: of which year?
    NoYear,
    /// `25.3.1`.
    ShortYear,
    /// `2025年3月`.
    NoDay,
    /// `2025-02-30`, or a year that no register speaks of.
    NotInCalendar,
    /// `45717`: a day as Excel keeps it, in a cell that is not formatted as one.
    Serial(Date),
    /// Anything else.
    NotADate,
}

/// Reads a day. What could be two days is none.
///
/// | text | day |
/// |---|---|
/// | `2025-03-01`, `2025/3/1`, `2025.3.1`, `2025年3月1日`, `２０２５．３．１` | 2025-03-01 |
/// | `20250301` | 2025-03-01 |
/// | `2025-3-1 9:30`, `2025年3月1日上午`, `2025-03-01（周六）` | 2025-03-01 |
/// | `3月1日`, `25.3.1`, `2025年3月`, `45717`, `1/3/2025` | none |
pub(super) fn read(text: &str) -> Result<Date, BadDate> {
    let text: String = text.trim().chars().map(half_width).collect();
    let (numbers, separators, rest) = split(&text);
    match (numbers.as_slice(), separators.as_slice()) {
        ([one], []) if rest.is_empty() => compact(one),
        ([year, month, day], [first, second]) => {
            let chinese = (*first == '年' && *second == '月') && (rest.is_empty() || starts_day(rest));
            let plain = first == second && matches!(first, '-' | '/' | '.');
            if !chinese && !plain {
                return Err(BadDate::NotADate);
            }
            let rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
            match (year.len(), month.len(), day.len()) {
                (4, 1..=2, 1..=2) if is_time(rest) => day_of(year, month, day),
                (2, 1..=2, 1..=2) if is_time(rest) => Err(BadDate::ShortYear),
                _ => Err(BadDate::NotADate),
            }
        }
        ([year, _], ['年']) if year.len() == 4 && rest.starts_with('月') => Err(BadDate::NoDay),
        ([year, _], ['-' | '/' | '.']) if year.len() == 4 && rest.is_empty() => Err(BadDate::NoDay),
        ([_, _], ['月']) if starts_day(rest) => Err(BadDate::NoYear),
        ([month, day], ['-' | '/' | '.']) if month.len() <= 2 && day.len() <= 2 && rest.is_empty() => {
            Err(BadDate::NoYear)
        }
        _ => Err(BadDate::NotADate),
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

fn day_of(year: &str, month: &str, day: &str) -> Result<Date, BadDate> {
    let date = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    date().filter(|date| YEARS.contains(&date.year())).ok_or(BadDate::NotInCalendar)
}

/// A day in eight digits, or the number by which Excel keeps one.
fn compact(digits: &str) -> Result<Date, BadDate> {
    match digits.len() {
        8 => day_of(&digits[..4], &digits[4..6], &digits[6..]),
        5 => serial(digits).map_or(Err(BadDate::NotADate), |day| Err(BadDate::Serial(day))),
        _ => Err(BadDate::NotADate),
    }
}

/// The day of Excel's number: 1 is 1900-01-01, and 1900 has a 29th of February there.
fn serial(digits: &str) -> Option<Date> {
    let number: i64 = digits.parse().ok()?;
    let first = time::Date::from_calendar_date(1899, time::Month::December, 30).ok()?;
    let day = first.checked_add(time::Duration::days(number))?;
    let date = Date::new(u16::try_from(day.year()).ok()?, day.month().into(), day.day())?;
    YEARS.contains(&date.year()).then_some(date)
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
            "2025-03-01 09:30:00",
            "2025-03-01T09:30:00Z",
            "2025年3月1日上午",
            "2025-03-01（周六）",
            " 2025/3/1 ",
        ] {
            assert_eq!(read(text), Ok(Date::new(2025, 3, 1).expect("a day")), "{text}");
        }
        assert_eq!(read("2024-02-29"), Ok(Date::new(2024, 2, 29).expect("a day")));
    }

    #[test]
    fn what_could_be_two_days_is_none() {
        let serial = BadDate::Serial(Date::new(2025, 3, 1).expect("a day"));
        for (text, why) in [
            ("3月1日", BadDate::NoYear),
            ("3.1", BadDate::NoYear),
            ("25.3.1", BadDate::ShortYear),
            ("25年3月1日", BadDate::ShortYear),
            ("2025年3月", BadDate::NoDay),
            ("2025.3", BadDate::NoDay),
            ("2025-02-29", BadDate::NotInCalendar),
            ("20251301", BadDate::NotInCalendar),
            ("1025-03-01", BadDate::NotInCalendar),
            ("45717", serial),
            ("1/3/2025", BadDate::NotADate),
            ("2025-3.1", BadDate::NotADate),
            ("2025年3月1日左右", BadDate::NotADate),
            ("2025-3-1、2025-3-2", BadDate::NotADate),
            ("2025-3-1至3-5", BadDate::NotADate),
            ("2025", BadDate::NotADate),
            ("三月一日", BadDate::NotADate),
            ("", BadDate::NotADate),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
    }
}
