//! What a workbook shows of the names that prose has in `{{ }}`, and the way back.
//!
//! A clerk who fills in a workbook reads 【本年新收·总计】 and not `{{依申请公开.本年新收.总计}}`. Both are the
//! same name; on the way back the first becomes the second wherever it still stands, whatever was written
//! around it:
//!
//! ```text
//! template     全年新收{{依申请公开.本年新收.总计}}件。
//! cell         全年新收【本年新收·总计】件。
//! filled in    全年新收【本年新收·总计】件，比上年多。
//! read back    全年新收{{依申请公开.本年新收.总计}}件，比上年多。
//! ```
//!
//! The section is left out where the rest says which figure it is. What is in 【 】 and is no such name is
//! text.

use std::collections::BTreeMap;

use crate::form::{Form, normal_label};
use crate::report::names;

/// The names of a form, as they are shown and as they are written.
#[derive(Debug)]
pub(super) struct Placeholders {
    /// By name: what is shown between the brackets.
    shown: BTreeMap<String, String>,
    /// By what is shown, in normal form: the name.
    written: BTreeMap<String, String>,
}

impl Placeholders {
    pub fn of(form: &Form) -> Self {
        let names: Vec<String> = names(form, None).into_iter().map(|(name, _)| name).collect();
        let short = |name: &str| match name.split_once('.') {
            Some((_, inside)) => inside.replace('.', "·"),
            None => name.to_owned(),
        };
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for name in &names {
            *count.entry(short(name)).or_default() += 1;
        }
        let (mut shown, mut written) = (BTreeMap::new(), BTreeMap::new());
        for name in names {
            let (short, whole) = (short(&name), name.replace('.', "·"));
            let text = if count.get(&short) == Some(&1) { short } else { whole.clone() };
            for text in [&text, &whole] {
                written.insert(normal_label(text), name.clone());
            }
            shown.insert(name, text);
        }
        Self { shown, written }
    }

    /// A template as it is shown. A name that is not the form's is looked up in `variable`; a tag that is no
    /// name stays as it is.
    pub fn shown(&self, template: &str, variable: impl Fn(&str) -> Option<String>) -> String {
        replaced(template, ("{{", "}}"), |name, before| {
            if before.ends_with('\\') {
                return None;
            }
            let name = name.trim();
            self.shown.get(name).map(|text| format!("【{text}】")).or_else(|| variable(name))
        })
    }

    /// What was shown as the template that it stands for.
    pub fn template(&self, text: &str) -> String {
        replaced(text, ("【", "】"), |shown, _| {
            self.written.get(&normal_label(shown)).map(|name| format!("{{{{{name}}}}}"))
        })
    }
}

/// A text with what stands between two marks replaced, marks and all, where `new` has something for it; it
/// is also given what stands before the mark.
fn replaced(text: &str, (open, close): (&str, &str), new: impl Fn(&str, &str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        let inside = &rest[at + open.len()..];
        out.push_str(&rest[..at]);
        let found = inside.find(close).and_then(|end| Some((end, new(&inside[..end], &out)?)));
        match found {
            Some((end, text)) => {
                out.push_str(&text);
                rest = &inside[end + close.len()..];
            }
            None => {
                out.push_str(open);
                rest = inside;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_comes_back_as_what_was_written() {
        for form in Form::names().filter_map(Form::of) {
            let placeholders = Placeholders::of(&form);
            for (name, _) in names(&form, None) {
                let template = format!("甲{{{{{name}}}}}乙");
                let shown = placeholders.shown(&template, |_| None);
                assert!(shown.starts_with("甲【") && !shown.contains('{'), "{shown}");
                assert_eq!(placeholders.template(&shown), template);
            }
        }
    }

    #[test]
    fn only_names_are_replaced() {
        let placeholders = Placeholders::of(&Form::standard());
        let shown =
            |text: &str| placeholders.shown(text, |name| (name == "网站").then(|| "甲局网站".to_owned()));
        assert_eq!(
            shown("{{ 年度 }}年{{网站}}，{{#if 年度}}、\\{{年度}}、{{"),
            "【年度】年甲局网站，{{#if 年度}}、\\{{年度}}、{{"
        );
        assert_eq!(
            placeholders.template("【重要】收到【 本年新收·总计 】件，【依申请公开·本年新收·自然人】件【"),
            "【重要】收到{{依申请公开.本年新收.总计}}件，{{依申请公开.本年新收.自然人}}件【"
        );
    }
}
