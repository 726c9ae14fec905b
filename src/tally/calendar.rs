//! Working days: weekends by the calendar, holidays and the days that are moved for them by the yearly
//! notices of the State Council (`templates/holidays.yaml`).
//!
//! Example: the 20th working day after 2025-01-20. Weekends, 01-28 to 02-04 off, but 01-26 and 02-08 worked:
//! 01-21…24 are four, 01-26 and 27 six, 02-05…08 ten, 02-10…14 fifteen, 02-17…21 twenty: 2025-02-21.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::date::Date;
use crate::yaml::typed;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    let file = include_str!("../../templates/holidays.yaml");
    Calendar::parse(file).unwrap_or_else(|e| panic!("the built-in holidays are proven by the tests: {e}"))
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    years: Vec<YearSpec>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearSpec {
    year: u16,
    #[allow(dead_code, reason = "for those who read the file")]
    source: String,
    off: Vec<String>,
    work: Vec<String>,
}

/// Which days are worked.
#[derive(Debug, Default)]
pub struct Calendar {
    years: BTreeSet<u16>,
    /// Days that are not as their day of the week says: true where they are worked.
    other: BTreeMap<Date, bool>,
}

impl Calendar {
    /// The calendar with the notices that are known.
    pub fn built_in() -> &'static Self {
        &CALENDAR
    }

    fn parse(yaml: &str) -> Result<Self, String> {
        let file: File = typed::from_str(yaml).map_err(|e| e.to_string())?;
        let mut calendar = Self::default();
        for year in file.years {
            calendar.years.insert(year.year);
            for (texts, worked) in [(&year.off, false), (&year.work, true)] {
                for text in texts {
                    let days = days(year.year, text).ok_or_else(|| format!("{} {text}", year.year))?;
                    calendar.other.extend(days.into_iter().map(|day| (day, worked)));
                }
            }
        }
        Ok(calendar)
    }

    /// Whether the notice on a year is known. Without it a year goes by the days of the week alone.
    pub fn has(&self, year: u16) -> bool {
        self.years.contains(&year)
    }

    /// Whether a day is worked.
    pub fn is_worked(&self, day: Date) -> bool {
        self.other.get(&day).copied().unwrap_or_else(|| !day.is_weekend())
    }

    /// The working days behind `from` up to and with `to`, at most `most` of them.
    pub fn between(&self, from: Date, to: Date, most: u32) -> u32 {
        let mut count = 0;
        let mut day = from;
        while count < most && day < to {
            let Some(next) = day.next() else { break };
            day = next;
            count += u32::from(self.is_worked(day));
        }
        count
    }

    /// The working day that is so many behind a day, which itself does not count.
    pub fn after(&self, day: Date, count: u32) -> Option<Date> {
        let (mut day, mut left) = (day, count);
        while left > 0 {
            day = day.next()?;
            left -= u32::from(self.is_worked(day));
        }
        Some(day)
    }
}

/// The days of `02-04` or of `02-04..02-08`.
fn days(year: u16, text: &str) -> Option<Vec<Date>> {
    let day = |text: &str| {
        let (month, day) = text.split_once('-')?;
        Date::new(year, month.parse().ok()?, day.parse().ok()?)
    };
    let (first, last) = match text.split_once("..") {
        Some((first, last)) => (day(first)?, day(last)?),
        None => (day(text)?, day(text)?),
    };
    let mut days = vec![first];
    while let Some(next) = days.last().filter(|d| **d < last).and_then(|d| d.next()) {
        days.push(next);
    }
    (first <= last).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn the_notices_are_sound() {
        let calendar = Calendar::built_in();
        assert_eq!(calendar.years.iter().copied().collect::<Vec<_>>(), (2019..=2026).collect::<Vec<_>>());
        // A day is only listed where it is not as its day of the week says.
        for (day, worked) in &calendar.other {
            assert_eq!(day.is_weekend(), *worked, "{day}");
        }
        // Eleven days off a year until 2024, thirteen since; what falls on weekends is made up for, so that a
        // year has 250 working days or a few less.
        for year in 2019..=2026 {
            let worked =
                calendar.between(day(&format!("{}-12-31", year - 1)), day(&format!("{year}-12-31")), 400);
            assert!((247..=252).contains(&worked), "{year}: {worked}");
        }
    }

    #[test]
    fn working_days_are_counted_over_holidays() {
        let calendar = Calendar::built_in();
        for (from, to, count) in [
            ("2025-01-20", "2025-02-21", 20),
            // 国庆: 09-28 and 10-11 are worked, 10-01 to 10-08 are not.
            ("2025-09-26", "2025-10-11", 6),
            // The longer 春节 of 2020: 01-24 to 02-02, nobody works on 02-01.
            ("2020-01-23", "2020-02-03", 1),
            ("2024-04-03", "2024-04-07", 1),
            ("2024-02-08", "2024-02-18", 2),
        ] {
            assert_eq!(calendar.between(day(from), day(to), 400), count, "{from} {to}");
            if calendar.is_worked(day(to)) {
                assert_eq!(calendar.after(day(from), count), Some(day(to)), "{from} {count}");
            }
        }
        assert!(!calendar.has(2027) && calendar.has(2026));
        assert_eq!(calendar.between(day("2027-01-01"), day("2027-01-11"), 400), 6);
    }

    #[test]
    fn a_mistake_in_the_file_is_found() {
        for wrong in ["02-30", "02-08..02-04", "2-", ""] {
            let yaml = format!("years: [{{year: 2025, source: x, off: [\"{wrong}\"], work: []}}]");
            assert!(Calendar::parse(&yaml).is_err(), "{wrong}");
        }
    }
}
