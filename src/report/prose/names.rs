//! The names in `{{ }}`, looked up before anything is rendered: so that every unknown one is reported, and
//! not only the first.

use std::ops::Range;

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{PathSeg, Template};
use serde_json::Value as Json;

use crate::form::General;

use super::super::values;
use super::tags::{offset, tag_at};

/// What to do about a name that no data has.
pub(super) fn variable_help(general: &General) -> String {
    format!("改为表中数据的名称，或在“{}”中写明它的值", general.variables.key)
}

/// Finds names in `{{ }}` that no data has, and what prose must not use (partials, decorators).
pub(super) struct Names<'a> {
    template: &'a str,
    data: &'a Json,
    general: &'a General,
    pub problems: Vec<NameProblem>,
}

/// What is wrong with a tag.
pub(super) struct NameProblem {
    /// Bytes of the template.
    pub at: Range<usize>,
    pub message: String,
    /// What to do.
    pub help: String,
}

impl<'a> Names<'a> {
    /// For a template with this text and the data it is rendered with; no problems yet.
    pub fn new(template: &'a str, data: &'a Json, general: &'a General) -> Self {
        Self { template, data, general, problems: Vec::new() }
    }

    /// Walks a template and the blocks in it. `root` is false inside `#each` and `#with`: names there belong
    /// to another object than the data, and are left to the strict mode of Handlebars.
    pub fn walk(&mut self, template: &Template, root: bool) {
        for (element, mapping) in template.elements.iter().zip(&template.mapping) {
            let at = offset(self.template, mapping.0, mapping.1);
            match element {
                TemplateElement::Expression(helper) | TemplateElement::HtmlExpression(helper) => {
                    self.call(helper, at, root, true)
                }
                TemplateElement::HelperBlock(helper) => self.call(helper, at, root, false),
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                _ => {
                    let tag = tag_at(self.template, at);
                    self.report(tag, "正文里不能引用别的模板".into(), "删去这一处，直接写出文字".into());
                }
            }
        }
    }

    fn report(&mut self, at: Range<usize>, message: String, help: String) {
        self.problems.push(NameProblem { at, message, help });
    }

    /// Checks the name and the parameters of a tag, and walks the block under it. `printed` is true if its
    /// value is put into the text, which must be a figure or a text then and no group of them.
    fn call(&mut self, helper: &HelperTemplate, at: usize, root: bool, printed: bool) {
        if root {
            if let Parameter::Path(path) = &helper.name {
                self.path(path, at, printed);
            }
            for param in helper.params.iter() {
                self.parameter(param, at);
            }
        }
        let changes_context =
            matches!(&helper.name, Parameter::Name(name) if name == "each" || name == "with");
        for inner in helper.template.iter() {
            self.walk(inner, root && !changes_context);
        }
        for inner in helper.inverse.iter() {
            self.walk(inner, root);
        }
    }

    /// Checks a parameter of a helper: `#if 有`, `(gt 甲 乙)`.
    fn parameter(&mut self, parameter: &Parameter, at: usize) {
        match parameter {
            Parameter::Path(path) => self.path(path, at, false),
            Parameter::Subexpression(sub) => {
                for param in sub.params().into_iter().flatten() {
                    self.parameter(param, at);
                }
            }
            _ => {}
        }
    }

    /// Looks a path up in the data.
    fn path(&mut self, path: &handlebars::Path, at: usize, printed: bool) {
        let handlebars::Path::Relative((segments, raw)) = path else { return };
        let names: Option<Vec<&str>> = segments
            .iter()
            .map(|s| match s {
                PathSeg::Named(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let Some(names) = names.filter(|n| !n.is_empty()) else { return };
        let tag = tag_at(self.template, at);
        // The name alone is marked, if it is written in the tag as the parser gives it.
        let within =
            self.template[tag.clone()].find(raw.as_str()).map(|i| tag.start + i..tag.start + i + raw.len());
        let at = within.unwrap_or(tag);
        match names.iter().try_fold(self.data, |json, name| json.get(*name)) {
            None => {
                let help = match values::nearest(self.data, &names.join(".")) {
                    Some(near) => {
                        let variables = &self.general.variables.key;
                        format!("最接近的名称是“{near}”；也可以在“{variables}”中写明它的值")
                    }
                    None => variable_help(self.general),
                };
                self.report(at, format!("{{{{ }}}} 里的名称“{raw}”没有对应的数据"), help);
            }
            Some(Json::Object(_)) if printed => {
                let figure = values::first_figure(self.data, &names).unwrap_or_default();
                let help = format!("写到具体的一个数，例如 {raw}.{figure}");
                self.report(at, format!("“{raw}”是一组数，不是一个数"), help);
            }
            Some(_) => {}
        }
    }
}
