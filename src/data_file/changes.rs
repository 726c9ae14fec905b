//! What was filled in on a form, and the way into the text of its data file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::prose::TagNames;
use super::update::Changed;
use super::{Data, update_figures_with, update_with};
use crate::date::{BadDate, Date, read_day};
use crate::form::{self, Content, Form, YEARS};
use crate::report::{self, Report, number};
use crate::text::{half_width, read_chinese};

/// Why something that was filled in cannot be written into the data file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// No figure of the form has this path.
    #[error("没有“{0}”这个数据")]
    Figure(String),
    /// No key outside the sections has this path.
    #[error("没有“{0}”这一项")]
    Field(String),
    /// No section of prose has this key.
    #[error("没有“{0}”这一部分")]
    Section(String),
    /// The value of this key cannot be left out.
    #[error("“{0}”不能空着")]
    Empty(String),
    /// This is no year.
    #[error("“{0}”不是年份：写 {first} 到 {last} 的四位数字", first = YEARS.start(), last = YEARS.end())]
    Year(String),
    /// What was filled in may be this day, but may be another.
    #[error("“{text}”是 {} 吗？", .day.chinese())]
    DoubtfulDate {
        /// What was filled in.
        text: String,
        /// What is most likely meant.
        day: Date,
    },
    /// `2026年1月`.
    #[error("“{0}”没有写是哪一日：写成 2026年1月20日 这样")]
    NoDay(String),
    /// `2026-02-30`.
    #[error("日历上没有“{0}”这一天")]
    NotInCalendar(String),
    /// This is no date.
    #[error("“{0}”不是日期：写成 2026年1月20日 或 2026-01-20")]
    Date(String),
}

/// What a change is made to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// A value outside the sections, by its key: `落款.日期`.
    Fields,
    /// A section of prose, or the preface, by its key; a paragraph a line.
    Prose,
    /// A figure, by its path.
    Figures,
    /// Why warnings of a rule are kept, by its code; empty where they no longer are.
    Waivers,
}

/// A change that was not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedChange {
    /// What it is made to.
    pub kind: ChangeKind,
    /// The key or path.
    pub key: String,
    /// What was filled in.
    pub value: String,
    /// Why it is not made, in Chinese.
    pub message: String,
    /// What may be meant instead, as it would be filled in.
    pub suggestion: Option<String>,
}

/// A data file with what was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its text.
    pub text: String,
    /// What is not in it.
    pub refused: Vec<RefusedChange>,
}

/// What was filled in, by key or path.
///
/// ```
/// use nianbao::{data_file::Changes, report, yaml::Source};
/// let text = "机关名称: 甲局\n年度: 2024   # 报告年度\n总体情况: |\n  共 {{依申请公开.本年新收.总计}} 件。\n依申请公开:\n  本年新收: {自然人: 3}\n";
/// let report = report::read(Source::new("甲.yaml", text).into()).0.expect("a report");
/// let changes: Changes = serde_json::from_str(
///     r#"{"figures": {"依申请公开.本年新收.自然人": "4"}, "prose": {"总体情况": "全年共 4 件。"},
///         "fields": {"落款.日期": "25/1/20"}}"#,
/// )?;
/// let changed = changes.apply(&report);
/// // The comment and the figure in the prose stay what they were.
/// assert_eq!(changed.text, text.replace("自然人: 3", "自然人: 4").replace("共", "全年共"));
/// // The year of the date is doubtful, so it is asked back; all else is in the text.
/// assert_eq!(changed.refused[0].message, "“25/1/20”是 2025年1月20日 吗？");
/// assert_eq!(changed.refused[0].suggestion.as_deref(), Some("2025-01-20"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// `{{ }}` in prose that was filled in stands for a figure where it names one ([`report::names`]); any other
/// is text.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    fields: BTreeMap<String, String>,
    prose: BTreeMap<String, String>,
    figures: BTreeMap<String, String>,
    /// Why warnings of a rule are kept, by the code of the rule; an empty reason takes the waiver back.
    waivers: BTreeMap<String, String>,
}

impl Changes {
    /// Whether nothing was filled in.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Adds what was filled in at a key or path.
    pub fn insert(&mut self, kind: ChangeKind, key: impl Into<String>, value: impl Into<String>) {
        let changes = match kind {
            ChangeKind::Fields => &mut self.fields,
            ChangeKind::Prose => &mut self.prose,
            ChangeKind::Figures => &mut self.figures,
            ChangeKind::Waivers => &mut self.waivers,
        };
        changes.insert(key.into(), value.into());
    }

    /// Every change, in the order in which they are made.
    pub fn iter(&self) -> impl Iterator<Item = (ChangeKind, &str, &str)> {
        let figures = self.figures.iter().map(|(key, value)| (ChangeKind::Figures, key, value));
        let fields = self.fields.iter().map(|(key, value)| (ChangeKind::Fields, key, value));
        let prose = self.prose.iter().map(|(key, value)| (ChangeKind::Prose, key, value));
        let waivers = self.waivers.iter().map(|(key, value)| (ChangeKind::Waivers, key, value));
        figures
            .chain(fields)
            .chain(prose)
            .chain(waivers)
            .map(|(kind, key, value)| (kind, key.as_str(), value.as_str()))
    }

    /// The text of a report's data file with what was filled in; all else in it stays as it is. What cannot
    /// be written into it is left out and handed back, each with its reason.
    pub fn apply(&self, report: &Report) -> Applied {
        let form = &report.form;
        let mut data = Data::of(report);
        let mut refused = Vec::new();
        for total in form.totals.iter().filter(|total| report.is_computed(total.figure)) {
            // It is computed anew.
            data.cells[total.figure.index()] = None;
        }
        for (kind, key, value) in
            self.iter().filter(|(kind, ..)| [ChangeKind::Figures, ChangeKind::Fields].contains(kind))
        {
            if let Err(error) = set_value(&mut data, kind, key, value) {
                refused.push(refusal(kind, key, value, &error));
            }
        }
        let reason = |(rule, reason): (&String, &String)| (rule.clone(), one_line(reason));
        let waivers = self.waivers.iter().map(reason).collect();
        if self.prose.is_empty() {
            return Applied { text: update_figures_with(&data, report, &waivers), refused };
        }
        // For all other keys the prose as it reads with the new figures, in which `update` finds no change.
        data.take_prose_of(report);
        for (key, value) in &self.prose {
            if let Err(error) = set_prose(&mut data, key, value) {
                refused.push(refusal(ChangeKind::Prose, key, value, &error));
            }
        }
        let names = TagNames::new(report::names(form, Some(report)).into_iter().map(|(name, _)| name));
        Applied { text: update_with(&data, report, &Changed { names, waivers }), refused }
    }
}

fn refusal(kind: ChangeKind, key: &str, value: &str, error: &ChangeError) -> RefusedChange {
    let suggestion = match error {
        ChangeError::DoubtfulDate { day, .. } => Some(day.iso()),
        _ => None,
    };
    let (key, value) = (key.to_owned(), value.to_owned());
    RefusedChange { kind, key, value, message: error.to_string(), suggestion }
}

/// Sets a figure or a value outside the sections.
fn set_value(data: &mut Data, kind: ChangeKind, key: &str, value: &str) -> Result<(), ChangeError> {
    if kind == ChangeKind::Figures {
        let id = data.form.figure_at(&form::Path::new(key));
        let id = id.ok_or_else(|| ChangeError::Figure(key.to_owned()))?;
        let kind = data.form.figure(id).kind;
        data.cells[id.index()] = Some(number::tidy(&one_line(value), kind));
        return Ok(());
    }
    let field = GeneralField::ALL.into_iter().find(|field| field.key(&data.form) == *key);
    field.ok_or_else(|| ChangeError::Field(key.to_owned()))?.set(data, one_line(value))
}

/// Sets the prose of a section, or the preface.
fn set_prose(data: &mut Data, key: &str, text: &str) -> Result<(), ChangeError> {
    let paragraphs: Vec<String> =
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let is_wanted = |s: &form::Section| s.key == *key && matches!(s.content, Content::Prose(_));
    match data.form.sections.iter().position(is_wanted) {
        Some(section) => data.prose[section] = paragraphs,
        None if *key == data.form.general.preface.key => data.preface = paragraphs,
        None => return Err(ChangeError::Section(key.to_owned())),
    }
    Ok(())
}

/// The keys outside the sections that can be filled in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum GeneralField {
    Agency,
    Year,
    Title,
    SignatureName,
    SignatureDate,
}

impl GeneralField {
    pub const ALL: [Self; 5] =
        [Self::Agency, Self::Year, Self::Title, Self::SignatureName, Self::SignatureDate];

    pub fn of(self, form: &Form) -> &form::GeneralKey {
        let general = &form.general;
        match self {
            Self::Agency => &general.agency,
            Self::Year => &general.year,
            Self::Title => &general.title,
            Self::SignatureName => &general.signature_name,
            Self::SignatureDate => &general.signature_date,
        }
    }

    /// Its path: `年度`, `落款.日期`.
    pub fn key(self, form: &Form) -> String {
        let key = &self.of(form).key;
        match self {
            Self::SignatureName | Self::SignatureDate => format!("{}.{key}", form.general.signature.key),
            _ => key.clone(),
        }
    }

    pub fn value(self, data: &Data) -> String {
        let value = match self {
            Self::Agency => Some(data.agency.clone()),
            Self::Year => data.year.map(|year| year.to_string()),
            Self::Title => data.title.clone(),
            Self::SignatureName => data.signature_name.clone(),
            Self::SignatureDate => data.signature_date.map(Date::iso),
        };
        value.unwrap_or_default()
    }

    fn set(self, data: &mut Data, value: String) -> Result<(), ChangeError> {
        let text = Some(value).filter(|value| !value.is_empty());
        match self {
            Self::Agency => {
                data.agency = text.ok_or_else(|| ChangeError::Empty(self.key(&data.form)))?;
            }
            Self::Year => {
                let text = text.ok_or_else(|| ChangeError::Empty(self.key(&data.form)))?;
                data.year = Some(year(&text).ok_or(ChangeError::Year(text))?);
            }
            Self::Title => data.title = text,
            Self::SignatureName => data.signature_name = text,
            Self::SignatureDate => {
                // A report is signed in the year after the one it reports on.
                let signed_in = data.year.map_or(0, |year| year.saturating_add(1));
                data.signature_date = text.map(|text| day(text, signed_in)).transpose()?;
            }
        }
        Ok(())
    }
}

/// `2024`, `２０２４年`, `二〇二四年度`.
fn year(text: &str) -> Option<u16> {
    let text: String = text.chars().map(half_width).collect();
    let digits = text.trim_end_matches('度').trim_end_matches('年').trim();
    let number = digits.parse().ok().or_else(|| u16::try_from(read_chinese(digits)?).ok());
    number.filter(|year| YEARS.contains(year))
}

/// A day as people write it; `year` is the likely one of a day without a year.
fn day(text: String, year: u16) -> Result<Date, ChangeError> {
    let is_possible = |day: &Date| YEARS.contains(&day.year());
    let bad = match read_day(&text) {
        Ok(day) if is_possible(&day) => return Ok(day),
        Ok(_) => return Err(ChangeError::Date(text)),
        Err(bad) => bad,
    };
    Err(match (bad.suggestion(year).filter(is_possible), bad) {
        (Some(day), _) => ChangeError::DoubtfulDate { text, day },
        (None, BadDate::NoDay) => ChangeError::NoDay(text),
        (None, BadDate::NotInCalendar | BadDate::NoYear { .. }) => ChangeError::NotInCalendar(text),
        (None, _) => ChangeError::Date(text),
    })
}

fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Source;

    const TEXT: &str = "机关名称: 甲局\n年度: 2025\n总体情况: |\n  共 {{依申请公开.本年新收.总计}} 件。\n  写作 \\{{年度}}。\n依申请公开:\n  本年新收: {自然人: 3}\n";

    fn applied(changes: &[(ChangeKind, &str, &str)]) -> Applied {
        let report = report::read(Source::new("甲.yaml", TEXT).into()).0.expect("a report");
        let mut filled_in = Changes::default();
        for (kind, key, value) in changes {
            filled_in.insert(*kind, *key, *value);
        }
        filled_in.apply(&report)
    }

    #[test]
    fn a_block_without_lines_is_filled_without_touching_the_next_key() {
        for (before, after) in [
            ("其他事项: |\n\n落款: {署名: 甲局}\n", "其他事项: |\n  没有收费。\n\n落款: {署名: 甲局}\n"),
            ("其他事项: |\n落款: {署名: 甲局}\n", "其他事项: |\n  没有收费。\n落款: {署名: 甲局}\n"),
            ("其他事项: |\n", "其他事项: |\n  没有收费。\n"),
            (
                "其他事项: |\r\n\r\n落款: {署名: 甲局}\r\n",
                "其他事项: |\n  没有收费。\r\n\r\n落款: {署名: 甲局}\r\n",
            ),
        ] {
            let head = "机关名称: 甲局\n年度: 2025\n";
            let report =
                report::read(Source::new("甲.yaml", format!("{head}{before}")).into()).0.expect("a report");
            let mut filled_in = Changes::default();
            filled_in.insert(ChangeKind::Prose, "其他事项", "没有收费。");
            assert_eq!(filled_in.apply(&report).text, format!("{head}{after}"));
        }
    }

    #[test]
    fn figures_are_written_as_numbers_however_they_were_typed() {
        for typed in ["03", "３", "1,016", "1 016"] {
            let applied = self::applied(&[(ChangeKind::Figures, "依申请公开.本年新收.自然人", typed)]);
            let number = if typed.contains("016") { "1016" } else { "3" };
            assert_eq!(applied.text, TEXT.replace("自然人: 3", &format!("自然人: {number}")), "{typed}");
        }
    }

    #[test]
    fn days_are_filled_in_as_people_write_them() {
        for text in [
            "2026.1.20",
            "2026-1-20",
            "2026/1/20",
            "2026年1月20日",
            "二〇二六年一月二十日",
            "２０２６．１．２０",
        ] {
            let applied = applied(&[(ChangeKind::Fields, "落款.日期", text)]);
            assert_eq!(applied.refused, [], "{text}");
            assert_eq!(applied.text, format!("{TEXT}\n落款: {{日期: 2026-01-20}}\n"), "{text}");
        }
        for (text, message, suggestion) in [
            ("26/1/20", "“26/1/20”是 2026年1月20日 吗？", Some("2026-01-20")),
            ("1月20日", "“1月20日”是 2026年1月20日 吗？", Some("2026-01-20")),
            ("46042", "“46042”是 2026年1月20日 吗？", Some("2026-01-20")),
            ("2026年1月", "“2026年1月”没有写是哪一日：写成 2026年1月20日 这样", None),
            ("2026-02-30", "日历上没有“2026-02-30”这一天", None),
            ("2月30日", "日历上没有“2月30日”这一天", None),
            ("月底", "“月底”不是日期：写成 2026年1月20日 或 2026-01-20", None),
        ] {
            let applied = applied(&[(ChangeKind::Fields, "落款.日期", text)]);
            assert_eq!(applied.text, TEXT, "{text}");
            let [refused] = applied.refused.as_slice() else { panic!("{text}: {:?}", applied.refused) };
            assert_eq!((refused.message.as_str(), refused.suggestion.as_deref()), (message, suggestion));
            assert_eq!((refused.key.as_str(), refused.value.as_str()), ("落款.日期", text));
        }
    }

    #[test]
    fn what_cannot_be_written_keeps_nothing_else_out() {
        let applied = applied(&[
            (ChangeKind::Fields, "机关名称", " "),
            (ChangeKind::Fields, "年度", "二〇二四年"),
            (ChangeKind::Figures, "没有.这个", "1"),
            (ChangeKind::Figures, "依申请公开.本年新收.自然人", "4"),
            (ChangeKind::Prose, "没有这部分", "文字"),
        ]);
        assert_eq!(applied.text, TEXT.replace("2025", "2024").replace("自然人: 3", "自然人: 4"));
        let messages: Vec<&str> = applied.refused.iter().map(|r| r.message.as_str()).collect();
        assert_eq!(messages, ["没有“没有.这个”这个数据", "“机关名称”不能空着", "没有“没有这部分”这一部分"]);
    }

    #[test]
    fn figures_put_into_prose_are_bound() {
        let prose = |text: &str| {
            let applied = applied(&[(ChangeKind::Prose, "总体情况", text)]);
            assert_eq!(applied.refused, [], "{text}");
            applied.text
        };
        let second = "写作 {{年度}}。";
        // Put in beside a figure that was there; what the office wrote as text stays text.
        assert_eq!(
            prose(&format!(
                "共 3 件，{{{{年度}}}}年收到 {{{{ 依申请公开.本年新收.自然人 }}}} 件。\n{second}"
            )),
            TEXT.replace("件。\n", "件，{{年度}}年收到 {{ 依申请公开.本年新收.自然人 }} 件。\n")
        );
        // In a paragraph of its own, and one that names nothing.
        assert_eq!(
            prose(&format!("共 3 件。\n{second}\n{{{{年度}}}}年，{{{{没有}}}}。")),
            TEXT.replace("。\n依", "。\n  {{年度}}年，\\{{没有}}。\n依")
        );
    }
}
