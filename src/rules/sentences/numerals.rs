//! Numbers in sentences that count pieces: 16件, 1.2万件, 十六件, 约20余件.

use std::ops::Range;

use crate::rules::words::WORDS;
use crate::text::{chinese_power, is_chinese_numeral, read_chinese};

/// A number with a unit that counts pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numeral {
    /// The number without its unit.
    pub digits: Range<usize>,
    /// Where the unit ends.
    pub end: usize,
    /// Its value; none for a number that is not exact (20余, 1.25件) or cannot be read.
    pub value: Option<i64>,
}

/// Finds the numbers of a text without white space.
pub(super) fn find(text: &str) -> Vec<Numeral> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if !is_numeral(first) {
            at += first.len_utf8();
            continue;
        }
        let (length, value) =
            if first.is_ascii_digit() { arabic(&text[at..]) } else { chinese_run(&text[at..]) };
        let end = at + length;
        let ordinal = text[..at].ends_with('第')
            || text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        if let Some((unit, exact)) = unit(&text[end..])
            && !ordinal
        {
            found.push(Numeral { digits: at..end, end: end + unit, value: value.filter(|_| exact) });
            at = end + unit;
        } else {
            at = end;
        }
    }
    found
}

/// The length of a unit behind a number, and whether the number is exact.
fn unit(rest: &str) -> Option<(usize, bool)> {
    let more = rest.chars().next().filter(|c| matches!(c, '余' | '多' | '几')).map_or(0, char::len_utf8);
    if WORDS.other_units.iter().any(|unit| rest[more..].starts_with(unit.as_str())) {
        return None;
    }
    let unit =
        WORDS.units.iter().filter(|unit| rest[more..].starts_with(unit.as_str())).map(String::len).max()?;
    Some((more + unit, more == 0))
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || is_chinese_numeral(c)
}

/// 1,234 or 1.2万: its length and its value if that is whole.
fn arabic(text: &str) -> (usize, Option<i64>) {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = digits(0);
    let mut whole = text[..end].to_owned();
    while bytes.get(end) == Some(&b',') && digits(end + 1) == 3 {
        whole.push_str(&text[end + 1..end + 4]);
        end += 4;
    }
    let mut decimals = "";
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        decimals = &text[end + 1..end + 1 + digits(end + 1)];
        end += 1 + decimals.len();
    }
    let scale = text[end..].chars().next().and_then(|c| Some((c.len_utf8(), chinese_power(c)?)));
    let (length, power) = scale.unwrap_or((0, 1));
    end += length;
    let value = || {
        let tens = 10_i64.checked_pow(u32::try_from(decimals.len()).ok()?)?;
        let all: i64 = format!("{whole}{decimals}").parse().ok()?;
        let scaled = all.checked_mul(power)?;
        (scaled % tens == 0).then_some(scaled / tens)
    };
    (end, value())
}

/// A run of Chinese numerals.
fn chinese_run(text: &str) -> (usize, Option<i64>) {
    let end = text.find(|c| !is_chinese_numeral(c)).unwrap_or(text.len());
    (end, read_chinese(&text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_count_pieces_are_found() {
        for (text, values) in [
            ("收到16件，答复15件", vec![Some(16), Some(15)]),
            ("收到1,234件", vec![Some(1234)]),
            ("收到1.2万件", vec![Some(12_000)]),
            ("收到20余件", vec![None]),
            ("收到十六件、两件、一百零三件、二十件", vec![Some(16), Some(2), Some(103), Some(20)]),
            ("收到一千二百三十四件，一万零五件", vec![Some(1234), Some(10_005)]),
            ("零件", vec![Some(0)]),
            ("第16件、第三件、A16件、711号、100%、2024年、16次", vec![]),
            ("1.5件", vec![None]),
            ("16件次", vec![Some(16)]),
        ] {
            let found: Vec<_> = find(text).into_iter().map(|n| n.value).collect();
            assert_eq!(found, values, "{text}");
        }
    }
}
