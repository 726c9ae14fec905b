//! Chinese numerals: 十六, 一百零三, 二〇二四.

/// The value of a Chinese digit: 零 or 〇 to 九.
pub fn chinese_digit(c: char) -> Option<u32> {
    let index = "零一二三四五六七八九".chars().position(|digit| digit == c);
    if c == '〇' { Some(0) } else { index.and_then(|index| u32::try_from(index).ok()) }
}

/// The power of ten that a Chinese numeral stands for: 十, 百, 千, 万, 亿.
pub fn chinese_power(c: char) -> Option<i64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

/// Whether a character is part of a number in Chinese numerals: a digit, a power of ten, or 两, which counts
/// pieces as 二 does not.
pub fn is_chinese_numeral(c: char) -> bool {
    counted_digit(c).is_some() || chinese_power(c).is_some()
}

/// Whether a character is part of the number of a heading or a row, 一 to 九十九: these know no zero, no 两 and
/// no hundred.
pub fn is_ordinal_numeral(c: char) -> bool {
    c == '十' || chinese_digit(c).is_some_and(|digit| digit > 0)
}

/// A digit of a number that counts.
fn counted_digit(c: char) -> Option<i64> {
    if c == '两' { Some(2) } else { chinese_digit(c).map(i64::from) }
}

/// Reads a number in Chinese numerals; none for what is no number (一三 and 千 alone are none).
///
/// A number is read from left to right in sections of four digits, as it is spoken. 一万二千零五:
///
/// ```text
/// 一       digit 1
/// 万       closes the section: total 1 × 10000
/// 二 千    section 2 × 1000
/// 零       divides, and adds nothing
/// 五       digit 5; at the end: 10000 + 2000 + 5
/// ```
/// Digits without any power are read one by one: 二〇二四 is 2024.
///
/// ```
/// use nianbao::text::read_chinese;
/// assert_eq!(read_chinese("一万二千零五"), Some(12_005));
/// assert_eq!(read_chinese("十六"), Some(16));
/// assert_eq!(read_chinese("千"), None);
/// ```
pub fn read_chinese(text: &str) -> Option<i64> {
    if text.chars().count() > 1 && text.chars().all(|c| counted_digit(c).is_some()) {
        return text.chars().map(counted_digit).try_fold(0_i64, |n, d| n.checked_mul(10)?.checked_add(d?));
    }
    let (mut total, mut section, mut digit) = (0_i64, 0_i64, None::<i64>);
    for c in text.chars() {
        if let Some(value) = counted_digit(c) {
            if digit.is_some_and(|d| d != 0) {
                return None;
            }
            digit = Some(value);
            continue;
        }
        let power = chinese_power(c)?;
        if power >= 10_000 {
            let before = section.checked_add(digit.take().unwrap_or(0))?;
            total = total.checked_add(before.checked_mul(power)?)?;
            section = 0;
        } else {
            let before = match digit.take() {
                // 十六 is 一十六.
                Some(0) | None if power == 10 && section == 0 && total == 0 => 1,
                Some(d) if d > 0 => d,
                _ => return None,
            };
            section = section.checked_add(before.checked_mul(power)?)?;
        }
    }
    total
        .checked_add(section)?
        .checked_add(digit.unwrap_or(0))
        .filter(|n| *n > 0 || matches!(text, "零" | "〇"))
}

/// A number in Chinese numerals as headings are numbered: 十二, 一百零三. From 1000 on in Arabic digits.
///
/// ```
/// use nianbao::text::write_chinese;
/// assert_eq!([3, 12, 20, 103].map(write_chinese), ["三", "十二", "二十", "一百零三"]);
/// ```
pub fn write_chinese(n: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: u32| DIGITS[(n % 10) as usize];
    match n {
        0..=9 => digit(n).to_owned(),
        10..=19 => format!("十{}", if n.is_multiple_of(10) { "" } else { digit(n) }),
        20..=99 => format!("{}十{}", digit(n / 10), if n.is_multiple_of(10) { "" } else { digit(n) }),
        100..=999 => {
            let rest = match n % 100 {
                0 => String::new(),
                rest @ 1..=9 => format!("零{}", digit(rest)),
                rest @ 10..=19 => format!("一{}", write_chinese(rest)),
                rest => write_chinese(rest),
            };
            format!("{}百{rest}", digit(n / 100))
        }
        _ => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for n in 0..1000 {
            assert_eq!(read_chinese(&write_chinese(n)), Some(i64::from(n)), "{}", write_chinese(n));
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "一三万", "千", "百三", "一二三四五六七八九〇一二三四五六七八九〇"]
        {
            assert_eq!(read_chinese(text), None, "{text}");
        }
    }
}
