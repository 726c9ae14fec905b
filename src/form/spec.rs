//! The shape of `templates/<format>/form.yaml`: what stands in the file, before anything is derived from it.

use serde::Deserialize;

use crate::diagnostic::{RuleCode, Severity};
use crate::text::Wording;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormSpec {
    pub format: String,
    pub description: String,
    pub legal_source: String,
    pub title: String,
    #[serde(default)]
    pub title_words: Option<TitleWords>,
    pub general: General,
    pub sections: Vec<SectionSpec>,
    pub chart: Option<ChartSpec>,
    #[serde(default)]
    pub rules: Vec<FormRule>,
}

/// How the titles of published reports are recognized. Offices word them freely.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TitleWords {
    /// A title has one of these words in it.
    pub subject: Vec<String>,
    /// What may follow the agency's name directly, tried in this order.
    pub after_agency: Vec<String>,
}

/// A rule that a form brings along: the severity and the texts of a code that its sums or its prose name and
/// that is none of the program's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRule {
    /// The code, `Z101`.
    pub code: RuleCode,
    /// How bad a breach is: `error` (the default) or `warning`.
    #[serde(default = "error")]
    pub severity: Severity,
    /// The rule in a few words.
    pub title: String,
    /// What it asks, in full.
    #[serde(default)]
    pub meaning: String,
    /// The regulation or document it comes from.
    #[serde(default)]
    pub source: String,
    /// An example that breaks it.
    #[serde(default)]
    pub wrong: String,
    /// The example put right.
    #[serde(default)]
    pub right: String,
}

fn error() -> Severity {
    Severity::Error
}

/// The chart: the optional last page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChartSpec {
    pub title: String,
    pub panels: Vec<PanelSpec>,
}

/// One group of bars: a bar for each row and column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PanelSpec {
    pub title: String,
    pub section: String,
    pub rows: Vec<String>,
    pub columns: Vec<String>,
}

/// Keys of the data file that belong to no section. The program finds them by their role here, never by how
/// they are spelt.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct General {
    /// 机关名称.
    pub agency: GeneralKey,
    /// 年度.
    pub year: GeneralKey,
    /// 格式.
    pub format: GeneralKey,
    /// 标题.
    pub title: GeneralKey,
    /// 前言.
    pub preface: GeneralKey,
    /// 落款.
    pub signature: GeneralKey,
    /// 落款.署名.
    pub signature_name: GeneralKey,
    /// 落款.日期.
    pub signature_date: GeneralKey,
    /// 变量.
    pub variables: GeneralKey,
    /// 豁免.
    pub waivers: GeneralKey,
    /// 规则 of a 豁免.
    pub waiver_rule: GeneralKey,
    /// 理由 of a 豁免.
    pub waiver_reason: GeneralKey,
    /// 上年数据.
    pub previous: GeneralKey,
    /// 曾用名. Forms that offices wrote before there was this key have none.
    #[serde(default)]
    pub former_names: Option<GeneralKey>,
}

/// A key that belongs to no section.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeneralKey {
    /// The key as written in a data file.
    pub key: String,
    /// What it is, in Chinese.
    pub description: String,
    /// An example value; empty where one value cannot show it.
    pub example: String,
    /// What a new data file has in its place until it is filled in: a blank that N208 finds.
    #[serde(default)]
    pub blank: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionSpec {
    pub key: String,
    pub number: String,
    pub title: String,
    pub prose: Option<ProseSpec>,
    pub table: Option<TableSpec>,
}

/// A section of prose and what it is required to contain.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProseSpec {
    /// What belongs there, in Chinese.
    pub description: String,
    /// What `init` puts there.
    pub scaffold: String,
    /// The topics that it is required to treat.
    pub required_topics: Option<RequiredTopics>,
    /// The statement on fees that it is required to make.
    pub fee: Option<FeeStatement>,
}

/// The topics that a section of prose is required to treat.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredTopics {
    /// The rule that reports a missing one.
    pub rule: RuleCode,
    /// How many characters the section must have at least.
    #[serde(default)]
    pub min_characters: usize,
    /// The topics.
    pub topics: Vec<Topic>,
    /// Further topics if the agency is a government.
    #[serde(default)]
    pub government: Vec<Topic>,
}

/// A topic that a section is required to treat.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// What it is called in messages.
    pub name: String,
    /// Any of these words will do.
    pub words: Vec<String>,
}

/// The statement on the fee for information that a section must make.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeStatement {
    /// The rule that asks.
    pub rule: RuleCode,
    /// What it is called in messages.
    pub name: String,
    /// Any of these words will do.
    pub words: Vec<String>,
    /// The path of the figure that counts who was asked for a fee and did not pay, where the form has one.
    pub overdue: Option<String>,
    /// The unit of the statement.
    pub unit: String,
    /// A unit that does not belong there, and what to do where it stands there.
    pub wrong_unit: Option<WrongUnit>,
}

/// A unit that offices write by mistake.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrongUnit {
    /// The unit.
    pub unit: String,
    /// What to do about it.
    pub help: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableSpec {
    pub widths: Vec<u32>,
    pub label_columns: usize,
    #[serde(default)]
    pub words: Vec<String>,
    pub parts: Vec<PartSpec>,
    #[serde(default)]
    pub balances: Vec<BalanceSpec>,
    #[serde(default)]
    pub carry_overs: Vec<CarryOverSpec>,
    #[serde(default)]
    pub stock_balances: Vec<StockBalanceSpec>,
    #[serde(default)]
    pub mentions: MentionsSpec,
}

/// The words in which sentences give figures of a table, so that prose can be compared with it (N201).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MentionsSpec {
    #[serde(default)]
    pub headings: Vec<String>,
    #[serde(default)]
    pub objects: Vec<Wording>,
    #[serde(default)]
    pub matters: Vec<Wording>,
    pub default_column: Option<String>,
    #[serde(default)]
    pub column_rows: Vec<Vec<String>>,
    #[serde(default)]
    pub rows: Vec<RowMentionSpec>,
    #[serde(default)]
    pub columns: Vec<ColumnMentionSpec>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowMentionSpec {
    pub words: Vec<Wording>,
    pub is: Vec<Vec<String>>,
    #[serde(default)]
    pub none: bool,
    #[serde(default)]
    pub step: bool,
    #[serde(default)]
    pub among: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnMentionSpec {
    pub words: Vec<Wording>,
    pub name: Option<String>,
    pub is: Vec<String>,
}

/// A run of rows under one column tree. Most tables have one part; 主动公开 has several, one below the other,
/// each with a band and a head of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartSpec {
    pub band: Option<String>,
    pub corner: Option<String>,
    pub columns: Vec<NodeSpec>,
    pub rows: Vec<NodeSpec>,
}

/// A node of a row tree or of a column tree.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NodeSpec {
    pub key: Option<String>,
    pub label: Option<String>,
    pub total: Option<RuleCode>,
    #[serde(default)]
    pub kind: Kind,
    pub unit: Option<String>,
    #[serde(default)]
    pub children: Vec<NodeSpec>,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A whole number ≥ 0.
    #[default]
    Count,
    /// A whole number that may be below 0 (本年增/减 of the trial format).
    Change,
    /// A decimal ≥ 0, kept exactly as written.
    Amount,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BalanceSpec {
    pub rule: RuleCode,
    pub left: Vec<String>,
    pub right: Vec<String>,
    /// The sum in the form's own words.
    pub meaning: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CarryOverSpec {
    pub rule: RuleCode,
    pub this_year: String,
    pub last_year: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StockBalanceSpec {
    pub rule: RuleCode,
    pub at_least: RuleCode,
    pub rows: Vec<String>,
    pub stock: String,
    pub added: String,
    pub removed: String,
    /// What is added and removed, in the form's own words.
    pub movements: Option<String>,
}
