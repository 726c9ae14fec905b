//! Names sorted as people count: 第2局 before 第10局, 二中 before 十中.
//!
//! A name is folded so that any collation which compares digits by their value sorts it: full-width digits
//! become half-width, and a Chinese numeral that counts becomes digits.
//!
//! ```text
//! 甲市第十二中学   甲市第12中学       behind 第
//! 第二中学, 二中   第2中学, 2中       before what is counted
//! 三亚市, 百色市   三亚市, 百色市     part of a name
//! ```

use super::{half_width_digit, is_chinese_numeral, read_chinese};

/// What stands behind a numeral that counts.
const COUNTED: &str = "中小院队局所分厂号组校支科处室区站";

/// A name as it is to be sorted.
///
/// ```
/// use nianbao::text::counted;
/// assert_eq!(counted("甲市第十二中学"), "甲市第12中学");
/// assert_eq!(counted("三亚市第３小学"), "三亚市第3小学");
/// ```
pub fn counted(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| !is_chinese_numeral(c)).unwrap_or(rest.len());
        let (numeral, behind) = rest.split_at(end);
        let counts = out.ends_with('第') || behind.starts_with(|c| COUNTED.contains(c));
        match read_chinese(numeral).filter(|_| counts && !numeral.is_empty()) {
            Some(number) => out.push_str(&number.to_string()),
            None if numeral.is_empty() => {
                out.push(half_width_digit(first));
                rest = &rest[first.len_utf8()..];
                continue;
            }
            None => out.push_str(numeral),
        }
        rest = behind;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn numerals_that_count_are_digits() {
        for (name, wanted) in [
            ("第二局", "第2局"),
            ("第一百零三中学", "第103中学"),
            ("乙县二中", "乙县2中"),
            ("十分局", "10分局"),
            ("三亚市", "三亚市"),
            ("百色市第百所", "百色市第百所"),
            ("五〇一厂", "501厂"),
            ("第１０局", "第10局"),
            ("", ""),
        ] {
            assert_eq!(counted(name), wanted);
        }
    }
}
