//! The shape of `templates/<format>/form.yaml`: what stands in the file, before anything is derived from it.

use serde::Deserialize;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormSpec {
    pub format: String,
    pub description: String,
    pub legal_source: String,
    pub title: String,
    pub general: General,
    pub sections: Vec<SectionSpec>,
    pub chart: ChartSpec,
}

/// The picture of the year.
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

/// Keys of the data file that belong to no section.
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

/// What a section of prose must say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProseSpec {
    /// What belongs there, in Chinese.
    pub description: String,
    /// What `init` puts there.
    pub scaffold: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableSpec {
    pub widths: Vec<u32>,
    pub label_columns: usize,
    pub parts: Vec<PartSpec>,
    #[serde(default)]
    pub balances: Vec<BalanceSpec>,
    #[serde(default)]
    pub carries: Vec<CarrySpec>,
    #[serde(default)]
    pub stocks: Vec<StockSpec>,
}

/// A run of rows under one column tree; tables two of both formats are several of them.
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
    pub total: Option<String>,
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
    pub rule: String,
    pub left: Vec<String>,
    pub right: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CarrySpec {
    pub rule: String,
    pub this_year: String,
    pub last_year: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StockSpec {
    pub rule: String,
    pub at_least: String,
    pub rows: Vec<String>,
    pub stock: String,
    pub added: String,
    pub removed: String,
}
