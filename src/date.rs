//! Days of the calendar, valid by construction.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

mod written;

pub use written::{BadDate, read_day, read_timestamp};

/// A day of the calendar. In serde formats it is `2025-01-20`.
///
/// ```
/// use nianbao::date::Date;
/// let date = Date::new(2025, 1, 20).expect("a day");
/// assert_eq!((date.iso(), date.chinese()), ("2025-01-20".to_owned(), "2025年1月20日".to_owned()));
/// assert_eq!("2025-02-30".parse::<Date>().ok(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is no day written as `2025-01-20`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no day written like 2025-01-20")]
pub struct NotADate(String);

impl Date {
    /// A day; none if the calendar does not have it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let name = time::Month::try_from(month).ok()?;
        time::Date::from_calendar_date(i32::from(year), name, day).ok()?;
        Some(Self { year, month, day })
    }

    /// The first of January.
    pub fn first_of(year: u16) -> Self {
        Self { year, month: 1, day: 1 }
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The day after; none after the last day that there is.
    ///
    /// ```
    /// use nianbao::date::Date;
    /// assert_eq!(Date::new(2024, 2, 28).and_then(Date::next), Date::new(2024, 2, 29));
    /// ```
    pub fn next(self) -> Option<Self> {
        let day = self.calendar_day()?.next_day()?;
        Some(Self { year: u16::try_from(day.year()).ok()?, month: day.month().into(), day: day.day() })
    }

    /// Whether it is a Saturday or a Sunday.
    ///
    /// ```
    /// use nianbao::date::Date;
    /// assert!(Date::new(2025, 3, 1).is_some_and(Date::is_weekend));
    /// ```
    pub fn is_weekend(self) -> bool {
        let weekday = self.calendar_day().map(time::Date::weekday);
        matches!(weekday, Some(time::Weekday::Saturday | time::Weekday::Sunday))
    }

    /// The same day for the calendar; a day is one by construction.
    fn calendar_day(self) -> Option<time::Date> {
        let month = time::Month::try_from(self.month).ok()?;
        time::Date::from_calendar_date(i32::from(self.year), month, self.day).ok()
    }

    /// As reports print it, without leading zeros (GB/T 9704-2012 7.3.5.4): `2025年1月20日`.
    pub fn chinese(self) -> String {
        format!("{}年{}月{}日", self.year, self.month, self.day)
    }

    /// As data files and programs write it (ISO 8601): `2025-01-20`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// Its first moment in UTC, as Word files write times: `2025-01-20T00:00:00Z`.
    pub fn iso_midnight(self) -> String {
        format!("{}T00:00:00Z", self.iso())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let parse = || {
            let (year, rest) = text.split_once('-')?;
            let (month, day) = rest.split_once('-')?;
            Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        };
        parse().ok_or_else(|| NotADate(text.to_owned()))
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.iso()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for (year, month, day, is_day) in [
            (2024, 2, 29, true),
            (2023, 2, 29, false),
            (2025, 4, 31, false),
            (2025, 0, 1, false),
            (2025, 13, 1, false),
            (2025, 1, 0, false),
        ] {
            assert_eq!(Date::new(year, month, day).is_some(), is_day, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn dates_survive_being_written_and_read() {
        let date = Date::new(2025, 1, 2).expect("a day");
        assert_eq!(serde_json::to_string(&date).expect("a text"), "\"2025-01-02\"");
        assert_eq!(serde_json::from_str::<Date>("\"2025-01-02\"").expect("a day"), date);
        assert_eq!(date.iso_midnight(), "2025-01-02T00:00:00Z");
    }
}
