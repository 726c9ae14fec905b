//! What was filled in on a form, and the way into the text of its data file.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Data, update, update_figures};
use crate::date::Date;
use crate::form::{self, Content, Form, YEARS};
use crate::report::{Report, parse_date};

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
    /// The value of this key should be a year.
    #[error("“{0}”应当是四位数字的年份")]
    Year(String),
    /// The value of this key should be a date.
    #[error("“{0}”写成 2025-01-20 这样")]
    Date(String),
}

/// What was filled in, by key or path.
///
/// ```
/// use nianbao::{data_file::Changes, report, yaml::Source};
/// let text = "机关名称: 甲局\n年度: 2024   # 报告年度\n总体情况: |\n  共 {{依申请公开.本年新收.总计}} 件。\n依申请公开:\n  本年新收: {自然人: 3}\n";
/// let report = report::read(Source::new("甲.yaml", text).into()).0.expect("a report");
/// let changes: Changes = serde_json::from_str(
///     r#"{"figures": {"依申请公开.本年新收.自然人": "4"}, "prose": {"总体情况": "全年共 4 件。"}}"#,
/// )?;
/// let changed = changes.apply(&report)?;
/// // The comment and the figure in the prose stay what they were.
/// assert_eq!(changed, text.replace("自然人: 3", "自然人: 4").replace("共", "全年共"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    fields: BTreeMap<String, String>,
    prose: BTreeMap<String, String>,
    figures: BTreeMap<String, String>,
}

impl Changes {
    /// Whether nothing was filled in.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.prose.is_empty() && self.figures.is_empty()
    }

    /// The text of a report's data file with what was filled in; all else in it stays as it is.
    ///
    /// # Errors
    /// A key or path is not one of the form, or a text is not the year or date it should be.
    pub fn apply(&self, report: &Report) -> Result<String, ChangeError> {
        let form = &report.form;
        let mut data = Data::of(report);
        for total in form.totals.iter().filter(|total| report.is_computed(total.figure)) {
            // It is computed anew.
            data.cells[total.figure.index()] = None;
        }
        for (path, text) in &self.figures {
            let id =
                form.figure_at(&form::Path::new(path)).ok_or_else(|| ChangeError::Figure(path.clone()))?;
            data.cells[id.index()] = Some(one_line(text));
        }
        for (key, text) in &self.fields {
            let field = GeneralField::ALL.into_iter().find(|field| field.key(form) == *key);
            field.ok_or_else(|| ChangeError::Field(key.clone()))?.set(&mut data, one_line(text))?;
        }
        if self.prose.is_empty() {
            return Ok(update_figures(&data, report));
        }
        self.fill_in_prose(report, &mut data)?;
        Ok(update(&data, report))
    }

    /// Sets the prose of `data`: what was filled in, and for all other keys the prose as it reads with the
    /// new figures, so that `update` finds no change in them.
    fn fill_in_prose(&self, report: &Report, data: &mut Data) -> Result<(), ChangeError> {
        let form = &report.form;
        data.take_prose_of(report);
        for (key, text) in &self.prose {
            let paragraphs =
                text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
            let section =
                form.sections.iter().position(|s| s.key == *key && matches!(s.content, Content::Prose(_)));
            match section {
                Some(section) => data.prose[section] = paragraphs,
                None if *key == form.general.preface.key => data.preface = paragraphs,
                None => return Err(ChangeError::Section(key.clone())),
            }
        }
        Ok(())
    }
}

/// The keys outside the sections that can be filled in.
#[derive(Debug, Clone, Copy)]
pub(super) enum GeneralField {
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
        let key = self.key(&data.form);
        let text = Some(value).filter(|value| !value.is_empty());
        match self {
            Self::Agency => data.agency = text.unwrap_or_default(),
            Self::Year => {
                let year = text.and_then(|text| text.parse().ok()).filter(|year| YEARS.contains(year));
                data.year = Some(year.ok_or(ChangeError::Year(key))?);
            }
            Self::Title => data.title = text,
            Self::SignatureName => data.signature_name = text,
            Self::SignatureDate => {
                let date = text.map(|text| parse_date(&text).ok_or(ChangeError::Date(key)));
                data.signature_date = date.transpose()?;
            }
        }
        Ok(())
    }
}

fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ").trim().to_owned()
}
