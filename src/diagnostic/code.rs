//! The codes of the rules, as a type.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Severity;

/// Declares the codes of the program: the variant, how bad a breach is, and what the rule is about. The
/// text of a code is the name of its variant.
macro_rules! rule_codes {
    ($($(#[doc = $doc:literal])+ $code:ident: $severity:ident,)+) => {
        /// The code of a rule, for example `N101`. A code never changes meaning and is never given again.
        ///
        /// A form may bring rules of its own, with codes that do not begin with `N`; they are
        /// [`RuleCode::Form`].
        ///
        /// ```
        /// use nianbao::diagnostic::RuleCode;
        /// assert_eq!("n101".parse(), Ok(RuleCode::N101));
        /// assert_eq!(RuleCode::N101.to_string(), "N101");
        /// let own: RuleCode = "Z101".parse().unwrap();
        /// assert!(matches!(own, RuleCode::Form(_)));
        /// // `N` is kept for the program.
        /// assert!("N999".parse::<RuleCode>().is_err());
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum RuleCode {
            $($(#[doc = $doc])+ $code,)+
            /// A rule that a form brings along.
            Form(FormCode),
        }

        impl RuleCode {
            /// Every code of the program, in the order of their numbers.
            pub const ALL: &[RuleCode] = &[$(RuleCode::$code),+];

            /// The text of the code.
            pub fn as_str(&self) -> &str {
                match self {
                    $(RuleCode::$code => stringify!($code),)+
                    RuleCode::Form(code) => &code.0,
                }
            }

            /// How bad a breach of one of the program's rules is; none for the codes of a form, which says
            /// it itself.
            pub fn severity(&self) -> Option<Severity> {
                match self {
                    $(RuleCode::$code => Some(Severity::$severity),)+
                    RuleCode::Form(_) => None,
                }
            }
        }
    };
}

rule_codes! {
    /// The text is not YAML.
    N001: Error,
    /// The bytes are not UTF-8.
    N002: Error,
    /// The file is empty, or its content is no mapping.
    N003: Error,
    /// A key that the form does not know.
    N004: Error,
    /// A key, or two spellings of one, given twice.
    N005: Error,
    /// A mapping, list or single value where another is meant.
    N006: Error,
    /// A row of figures with too few or too many.
    N007: Error,
    /// Text that is no figure.
    N008: Error,
    /// 机关名称 or 年度 is missing or cannot be one.
    N009: Error,
    /// Prose that is no Handlebars template.
    N010: Error,
    /// A name in `{{ }}` that is neither a figure nor a variable.
    N011: Error,
    /// A control character, a bidirectional control or a noncharacter.
    N012: Error,
    /// No date.
    N013: Error,
    /// No such format.
    N014: Error,
    /// A YAML feature that data files do not use.
    N016: Error,
    /// A waiver of a rule that is unknown or an error.
    N018: Error,
    /// The file is too large, too deep, or has too many values.
    N019: Error,
    /// A path of last year's data file that is not opened.
    N020: Error,
    /// A picture that cannot be shown.
    N021: Error,
    /// A picture or a table in prose that is not written as one.
    N022: Error,
    /// A section or table of a received report that was not found in it.
    N023: Error,
    /// A column whose two sides are not equal.
    N101: Error,
    /// A written total of a column.
    N102: Error,
    /// A written total of a row.
    N103: Error,
    /// A written total of a group of outcomes.
    N104: Error,
    /// What last year carried over is not what this year begins with.
    N105: Error,
    /// What is in force does not follow from last year's.
    N106: Error,
    /// Less is in force than was issued in the year.
    N107: Warning,
    /// A figure read with a slip of writing: a blank, a stroke, full-width digits.
    N108: Warning,
    /// A report over several agencies is not the sum of theirs.
    N110: Error,
    /// A figure in the prose that contradicts the tables.
    N201: Warning,
    /// A section of prose without its required topics.
    N202: Warning,
    /// The statement on the fee for information is missing or wrong.
    N203: Warning,
    /// The period statement is of another year.
    N204: Warning,
    /// The first section without its required topics.
    N205: Warning,
    /// A title that is not the official one.
    N206: Warning,
    /// Prose taken over from last year.
    N207: Warning,
    /// Blanks and scaffold left over.
    N208: Warning,
    /// Last year's data is another agency's or another year's.
    N209: Error,
    /// A picture without words for those who cannot see it.
    N210: Warning,
    /// A sentence that opens with an earlier year, though it is about the report year.
    N211: Warning,
    /// Personal data: the number of an identity card, a mobile telephone or a bank card.
    N212: Warning,
    /// A character that no face has.
    N301: Warning,
    /// A cell of a register that is no day.
    N401: Error,
    /// A cell of a register that says of no column who has applied.
    N402: Error,
    /// A cell of a register that says of no row what came of an application.
    N403: Error,
    /// A cell of a register that says of no column what a review or a suit came to.
    N404: Error,
    /// An application that contradicts itself.
    N405: Error,
    /// A register that carries over other than last year's report does.
    N406: Error,
    /// A reply that came too late.
    N407: Warning,
    /// A number that two applications have.
    N408: Warning,
}

/// The code of a rule that a form brings along: Latin capitals, digits and `-`, not beginning with `N`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FormCode(Arc<str>);

impl fmt::Debug for FormCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &self.0)
    }
}

/// A text that cannot be the code of a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is no code of a rule: those of the program are listed by explain, a form's own begin with a capital other than N"
)]
pub struct UnknownCode(String);

/// The longest code that a form may give; codes stand in the margin of lists.
const MAX_FORM_CODE: usize = 16;

impl FromStr for RuleCode {
    type Err = UnknownCode;

    /// Codes of the program are known in either case of their letter.
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        if let Some(code) = Self::ALL.iter().find(|code| code.as_str().eq_ignore_ascii_case(text)) {
            return Ok(code.clone());
        }
        let starts_well = text.starts_with(|c: char| c.is_ascii_uppercase() && c != 'N');
        let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        if starts_well && text.len() <= MAX_FORM_CODE && text.chars().all(allowed) {
            return Ok(RuleCode::Form(FormCode(text.into())));
        }
        Err(UnknownCode(text.to_owned()))
    }
}

impl TryFrom<String> for RuleCode {
    type Error = UnknownCode;

    fn try_from(text: String) -> Result<Self, UnknownCode> {
        text.parse()
    }
}

impl From<RuleCode> for String {
    fn from(code: RuleCode) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// By their texts, so that a form's codes stand among the program's wherever findings are listed.
impl Ord for RuleCode {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for RuleCode {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_in_the_order_of_their_texts() {
        assert!(RuleCode::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        let own: RuleCode = "Z101".parse().expect("a form's code");
        assert!(RuleCode::N301 < own && "M1".parse::<RuleCode>().expect("a form's code") < RuleCode::N001);
    }

    #[test]
    fn codes_survive_being_written_and_read() {
        let own = "Z101".parse().expect("a form's code");
        for code in RuleCode::ALL.iter().chain([&own]) {
            assert_eq!(code.as_str().parse().as_ref(), Ok(code));
            let json = serde_json::to_string(code).expect("a text");
            assert_eq!(json, format!("\"{code}\""));
            assert_eq!(serde_json::from_str::<RuleCode>(&json).expect("a code"), *code);
        }
    }

    #[test]
    fn a_form_cannot_take_the_codes_of_the_program_nor_any_text() {
        for text in ["", "N999", "N15", "z101", "Z 1", "甲1", "Z101,title=x", "Z1234567890123456"] {
            assert_eq!(text.parse::<RuleCode>(), Err(UnknownCode(text.to_owned())), "{text}");
        }
    }
}
