//! What stands in a tag: the names, looked up before anything is rendered so that every unknown one is
//! reported and not only the first; and the helpers, of which prose has few.

use std::cell::OnceCell;
use std::ops::Range;

use handlebars::PathSeg;
use handlebars::template::{HelperTemplate, Parameter};
use serde_json::Value as Json;

use super::super::{MAX_HINTS, values};
use super::Problem;
use super::tags::name_in;
use crate::form::General;

/// The helpers that prose may use as blocks.
pub(super) const BLOCKS: &[&str] = &["if", "each", "with"];
/// The helpers that compare, in brackets: `{{#if (gt 甲 乙)}}`.
const COMPARISONS: &[&str] = &["eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not"];

/// True for the name of a helper that prose may use; no data can be reached under it.
pub(super) fn is_helper(name: &str) -> bool {
    BLOCKS.contains(&name) || COMPARISONS.contains(&name)
}

/// The data that names are looked up in.
pub(in crate::report) struct Known<'a> {
    pub data: &'a Json,
    pub general: &'a General,
    /// All names of the data, collected when the first unknown one is met.
    all: OnceCell<Vec<String>>,
}

impl<'a> Known<'a> {
    pub fn new(data: &'a Json, general: &'a General) -> Self {
        Self { data, general, all: OnceCell::new() }
    }

    /// What to do about a name that no data has.
    pub(super) fn variable_help(&self) -> String {
        format!("改为表中数据的名称，或在“{}”中写明它的值", self.general.variables.key)
    }

    fn nearest(&self, name: &str) -> Option<&str> {
        let all = self.all.get_or_init(|| values::all_names(self.data));
        super::super::nearest(name, all.iter().map(String::as_str))
    }
}

/// Checks the tags of one template.
pub(super) struct Names<'a> {
    template: &'a str,
    known: &'a Known<'a>,
    pub problems: Vec<Problem>,
}

impl<'a> Names<'a> {
    /// For a template with this text; no problems yet.
    pub fn new(template: &'a str, known: &'a Known<'a>) -> Self {
        Self { template, known, problems: Vec::new() }
    }

    /// The problem of a tag that Handlebars cannot read.
    pub fn unreadable(&self, at: Range<usize>) -> Problem {
        let year = &self.known.general.year.key;
        let help = format!(
            "{{{{ 与 }}}} 要成对，里面写数据的名称，例如 {{{{ {year} }}}}；正文里要写双花括号本身，写成 \\{{{{"
        );
        Problem::syntax(at, "{{ }} 写法有误，读不懂".to_owned(), help)
    }

    /// The problem of a tag that says what prose may not say.
    pub fn not_allowed(&self, at: Range<usize>, message: impl Into<String>) -> Problem {
        let year = &self.known.general.year.key;
        let help = format!(
            "正文里只写数据的名称，例如 {{{{ {year} }}}}，和 {{{{#if 名称}}}}…{{{{else}}}}…{{{{/if}}}}、\
             {{{{#each 名称}}}}…{{{{/each}}}}、{{{{#with 名称}}}}…{{{{/with}}}}"
        );
        Problem::syntax(at, message.into(), help)
    }

    /// Checks a tag that is filled in. It holds a name and nothing else. `root` is false where names belong
    /// to another object than the data, and are left to the strict mode of Handlebars.
    pub fn value(&mut self, helper: &HelperTemplate, at: Range<usize>, root: bool) -> Result<(), Problem> {
        let name = helper.name.as_name().unwrap_or("()");
        let alone = helper.params.is_empty() && helper.hash.is_empty() && helper.block_param.is_none();
        match &helper.name {
            Parameter::Path(path) if alone && !is_helper(name) => {
                self.path(path, at, root, true);
                Ok(())
            }
            _ => Err(self.not_allowed(at, format!("正文里不能用“{name}”"))),
        }
    }

    /// Checks the tag of a block: a helper with one value. `includeZero=true` may follow.
    pub fn block(&mut self, helper: &HelperTemplate, at: Range<usize>, root: bool) -> Result<(), Problem> {
        let plain = helper.hash.values().all(|value| matches!(value, Parameter::Literal(_)));
        let [of] = helper.params.as_slice() else { return Err(self.unreadable(at)) };
        if !plain {
            return Err(self.unreadable(at));
        }
        self.parameter(of, at, root)
    }

    /// Checks the value of a helper: `有`, `(gt 甲 乙)`.
    fn parameter(&mut self, parameter: &Parameter, at: Range<usize>, root: bool) -> Result<(), Problem> {
        match parameter {
            Parameter::Path(path) => self.path(path, at, root, false),
            Parameter::Subexpression(sub) => {
                let plain = sub.hash().is_none_or(|hash| hash.is_empty());
                if !plain || !COMPARISONS.contains(&sub.name()) {
                    return Err(self.not_allowed(at, format!("正文里不能用“{}”", sub.name())));
                }
                for parameter in sub.params().into_iter().flatten() {
                    self.parameter(parameter, at.clone(), root)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Looks a path up in the data. `printed` is true if its value is put into the text, which must be a
    /// figure or a text then and no group of them.
    fn path(&mut self, path: &handlebars::Path, tag: Range<usize>, root: bool, printed: bool) {
        let handlebars::Path::Relative((segments, raw)) = path else { return };
        let names: Option<Vec<&str>> = segments
            .iter()
            .map(|s| match s {
                PathSeg::Named(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        let Some(names) = names.filter(|names| root && !names.is_empty()) else { return };
        // The name alone is marked, if it is written in the tag as the parser gives it.
        let at = name_in(self.template, tag, raw);
        match names.iter().try_fold(self.known.data, |json, name| json.get(*name)) {
            None => {
                let hinted = self.problems.len() < MAX_HINTS;
                let near = if hinted { self.known.nearest(&names.join(".")) } else { None };
                let help = match near {
                    Some(near) => {
                        let variables = &self.known.general.variables.key;
                        format!("最接近的名称是“{near}”；也可以在“{variables}”中写明它的值")
                    }
                    None => self.known.variable_help(),
                };
                self.problems.push(Problem::name(
                    at,
                    format!("{{{{ }}}} 里的名称“{raw}”没有对应的数据"),
                    help,
                ));
            }
            Some(Json::Object(_)) if printed => {
                let figure = values::first_figure(self.known.data, &names).unwrap_or_default();
                let help = format!("写到具体的一个数，例如 {raw}.{figure}");
                self.problems.push(Problem::name(at, format!("“{raw}”是一组数，不是一个数"), help));
            }
            Some(_) => {}
        }
    }
}
