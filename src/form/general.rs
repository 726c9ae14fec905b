//! The keys of a data file that belong to no section, and what stands under each: the one list that the
//! reader, the writers, the schema and the tables of other programs go by.

use super::spec::{General, GeneralKey};

/// What stands under a general key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GeneralValue<'a> {
    /// One short text: 机关名称, 年度, 格式, 标题, 上年数据.
    Text,
    /// One short text, or a list of them: 曾用名.
    Texts,
    /// Paragraphs: 前言.
    Prose,
    /// A mapping with these keys: 落款 with 署名 and 日期.
    Mapping([&'a GeneralKey; 2]),
    /// A mapping whose keys the office makes up: 变量.
    Names,
    /// A list of mappings with these keys: 豁免 with 规则 and 理由.
    List([&'a GeneralKey; 2]),
}

impl General {
    /// The keys at the top of a data file with what stands under them, in the order in which the program
    /// writes them.
    ///
    /// ```
    /// let form = nianbao::form::Form::standard();
    /// let keys: Vec<&str> = form.general.keys().map(|(key, _)| key.key.as_str()).collect();
    /// assert_eq!(keys, ["机关名称", "年度", "格式", "标题", "前言", "落款", "变量", "豁免", "上年数据", "曾用名"]);
    /// ```
    pub fn keys(&self) -> impl Iterator<Item = (&GeneralKey, GeneralValue<'_>)> + Clone {
        let Self { signature_name, signature_date, waiver_rule, waiver_reason, .. } = self;
        [
            (&self.agency, GeneralValue::Text),
            (&self.year, GeneralValue::Text),
            (&self.format, GeneralValue::Text),
            (&self.title, GeneralValue::Text),
            (&self.preface, GeneralValue::Prose),
            (&self.signature, GeneralValue::Mapping([signature_name, signature_date])),
            (&self.variables, GeneralValue::Names),
            (&self.waivers, GeneralValue::List([waiver_rule, waiver_reason])),
            (&self.previous, GeneralValue::Text),
        ]
        .into_iter()
        .chain(self.former_names.iter().map(|key| (key, GeneralValue::Texts)))
    }

    /// The general key of this name, which is in normal form.
    pub fn key_named(&self, normal: &str) -> Option<&GeneralKey> {
        self.keys().map(|(key, _)| key).find(|key| key.key == normal)
    }
}
