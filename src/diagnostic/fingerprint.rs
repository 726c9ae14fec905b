//! Fingerprints: by what a finding is recognised after its file has been edited.
//!
//! A fingerprint is a hash of
//!
//! 1. the code of the rule,
//! 2. the figure or key concerned; where there is none, the section of the form that the place is in,
//! 3. the message, in which every number is replaced by one sign.
//!
//! Neither lines, columns and bytes nor the name of the file are part of it, so that it stays the same when
//! text is put in above, when other findings come or go, and when the file is renamed. Nor are numbers, so
//! that a column that was out of balance by 1 and is now out of balance by 2 is still the same finding.
//!
//! Two findings of one report can have the same fingerprint: the same blank `××` twice in one section. Who
//! keeps fingerprints keeps how often each one stands, and knows which report they are of.
//!
//! Example: `N103` at `依申请公开.本年新收.总计` with the message
//! `“本年新收”一行的总计写的是 3，各项之和为 3 + 1 = 4` is hashed as
//! `N103`, `依申请公开.本年新收.总计`, `“本年新收”一行的总计写的是 #，各项之和为 # + # = #`.

use std::fmt;

use super::Finding;

/// What a finding is recognised by, see [`Finding::fingerprint`]. It is printed as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 16]);

/// What is hashed first; it changes when what a fingerprint is made of changes.
const VERSION: &str = "nianbao finding 1";

impl Finding {
    /// By what the finding is recognised after the file has been edited.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self)
    }
}

impl Fingerprint {
    fn of(finding: &Finding) -> Self {
        let place = finding.path.as_ref().or(finding.section.as_ref()).map_or("", |path| path.as_str());
        let mut hasher = blake3::Hasher::new();
        for part in [VERSION, finding.rule.as_str(), place, &without_numbers(&finding.message)] {
            // The length first, so that no two lists of parts are the same bytes.
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let mut bytes = [0; 16];
        hasher.finalize_xof().fill(&mut bytes);
        Self(bytes)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A message in which every number is one `#`, whatever its sign, digits and decimals: `1,234.5`, `-3`, `１６`.
fn without_numbers(message: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut out = String::with_capacity(message.len());
    let mut characters = message.chars().peekable();
    while let Some(c) = characters.next() {
        let digit_follows = characters.peek().is_some_and(|next| is_digit(*next));
        match c {
            _ if is_digit(c) => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            '.' | ',' if out.ends_with('#') && digit_follows => {}
            '-' if digit_follows => {}
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Path, Place, Position, RuleCode};

    fn place(line: u32) -> Place {
        let at = |column| Position { line, column };
        Place::in_text("a.yaml".into(), 0..2, at(1), at(3))
    }

    #[test]
    fn numbers_are_one_sign() {
        for (message, wanted) in [
            ("写的是 3，各项之和为 3 + 1 = 4", "写的是 #，各项之和为 # + # = #"),
            ("左边减右边为 -12", "左边减右边为 #"),
            ("1,234.50万元、１６件", "#万元、#件"),
            ("N101-N104", "N#-N#"),
            ("没有数字 - 只有字", "没有数字 - 只有字"),
        ] {
            assert_eq!(without_numbers(message), wanted);
        }
    }

    #[test]
    fn lines_and_figures_do_not_change_it() {
        let finding = |line, message: &str| {
            Finding::error(RuleCode::N101, message, place(line)).with_path(Path::new("依申请公开.本年新收"))
        };
        let first = finding(3, "不平：16 + 0 = 16，15 + 0 = 15").fingerprint();
        let moved = finding(9, "不平：16 + 2 = 18，9 + 0 = 9").with_help("核对").fingerprint();
        assert_eq!(first, moved);
        assert_eq!(first.to_string().len(), 32);
    }

    #[test]
    fn another_rule_figure_or_message_is_another_finding() {
        let finding = |rule, path: &str, message: &str| {
            Finding::error(rule, message, place(1)).with_path(Path::new(path)).fingerprint()
        };
        let all = [
            finding(RuleCode::N101, "甲", "不平"),
            finding(RuleCode::N102, "甲", "不平"),
            finding(RuleCode::N101, "乙", "不平"),
            finding(RuleCode::N101, "甲", "不等"),
            // The parts do not run into each other.
            finding(RuleCode::N101, "甲不", "平"),
        ];
        for (number, one) in all.iter().enumerate() {
            assert!(!all[number + 1..].contains(one), "{number}");
        }
    }
}
