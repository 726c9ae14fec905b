//! From the tree of a data file to a report: general keys, then tables, then prose over the finished figures.

use std::sync::Arc;

use handlebars::Context;
use serde_json::{Map, Value as Json};

use super::figure_row::TableReader;
use super::fixes::{self, Siblings};
use super::limits::{self, MAX_NAME_CHARS, MAX_PROSE_CHARS, MAX_TAGS, MAX_VARIABLE_CHARS};
use super::prose::{Budget, Known};
use super::{
    Figure, Identity, MAX_HINTS, Prose, Report, Signature, Span, Spanned, Text, Waiver, Year, file_name,
    nearest, prose, values,
};
use crate::date::{Date, read_day};
use crate::diagnostic::{Finding, RuleCode};
use crate::form::{Content, Form, Forms, Path, YEARS, normal_label};
use crate::text::half_width_digit;
use crate::yaml::{self, Node, Source, Value};

/// Codes of errors after which nothing can be rendered, not even a draft: the file is no mapping, it lacks
/// what every report needs, or it is larger than a report can be.
pub const FATAL: &[RuleCode] =
    &[RuleCode::N001, RuleCode::N002, RuleCode::N003, RuleCode::N009, RuleCode::N014, RuleCode::N019];

/// True if one of the findings is [`FATAL`].
pub fn is_fatal(findings: &[Finding]) -> bool {
    findings.iter().any(|f| FATAL.contains(&f.rule))
}

/// Reads a data file. All findings are collected. There is a report unless the file is no mapping at all;
/// where a finding is [`FATAL`] the report has placeholders for what is missing, good for checking the rest.
///
/// The data file is of a built-in format; [`read_with`] reads those of a template folder's form too.
///
/// ```
/// use nianbao::{diagnostic::Path, report, yaml::Source};
/// let text = "机关名称: 甲局\n年度: 2024\n依申请公开:\n  本年新收: {自然人: 16, 其他: 两件}\n";
/// let (report, findings) = report::read(Source::new("甲.yaml", text).into());
/// let report = report.expect("a mapping");
/// // What is written, and what follows from it.
/// let figure = report.figure_at(&Path::new("依申请公开.本年新收.自然人")).expect("a figure of the form");
/// assert_eq!(figure.printed(), "16");
/// assert_eq!(report.official_title(), "甲局2024年政府信息公开工作年度报告");
/// // `两件` is no figure; the finding stands at it.
/// assert_eq!(findings[0].rule.to_string(), "N008");
/// assert_eq!(report.source.text()[findings[0].place.bytes().unwrap()], *"两件");
/// ```
pub fn read(source: Arc<Source>) -> (Option<Report>, Vec<Finding>) {
    read_with(source, &Forms::built_in())
}

/// As [`read`], for a data file of any of these forms.
pub fn read_with(source: Arc<Source>, forms: &Forms) -> (Option<Report>, Vec<Finding>) {
    let (root, mut findings) = yaml::parse(&source);
    let Some(root) = root.map(Arc::new) else {
        return (None, findings);
    };
    // Anything but a mapping has been refused by the parser.
    let Value::Mapping(entries) = &root.value else { return (None, findings) };
    limits::marks(&source, &root, &mut findings);
    let report = ReportReader { source: &source, forms, entries, findings: &mut findings }
        .report(source.clone(), &root);
    (Some(report), findings)
}

/// The name of a report's outputs ([`super::file_name`]). Only 机关名称, 年度 and 格式 are read for it; tables
/// and prose are passed over, so that names of many files can be compared before any is built. None if
/// [`read`] would find a [`FATAL`] error.
pub fn output_name(source: &Source, forms: &Forms) -> Option<String> {
    let (form, identity, findings) = outline(source, forms)?;
    (!is_fatal(&findings)).then(|| file_name::name_of(identity.agency(), identity.year(), &form.title))
}

/// Whose report a data file is, and of which year. As [`output_name`], it reads only the keys that say so.
/// Slips of writing elsewhere do not matter: none only if the keys cannot be read.
pub fn identity(source: &Source, forms: &Forms) -> Option<Identity> {
    let (form, identity, findings) = outline(source, forms)?;
    let unknown = [RuleCode::N009, RuleCode::N014];
    let is_known = identity.agency() != form.general.agency.key
        && !findings.iter().any(|finding| unknown.contains(&finding.rule));
    is_known.then_some(identity)
}

/// The form of a data file, whose it is, with placeholders for what cannot be read, and what was found. None
/// if the file is no mapping.
fn outline(source: &Source, forms: &Forms) -> Option<(Arc<Form>, Identity, Vec<Finding>)> {
    let (root, mut findings) = yaml::parse_outline(source);
    let root = root?;
    let Value::Mapping(entries) = &root.value else { return None };
    let mut reader = ReportReader { source, forms, entries, findings: &mut findings };
    let form = reader.form();
    let agency = reader.agency(&form.general.agency.key, &root);
    let year = reader.year(&form.general.year.key, &root);
    let former = reader.former_names(&form);
    let former = former.into_iter().map(|name| name.text);
    Some((form, Identity::new(agency.text, former, year.number), findings))
}

/// The prose of a report: that of the preface, and that of each section.
pub(super) type AllProse = (Option<Prose>, Vec<Option<Prose>>);

/// The prose of a report as it would read with another agency, year and other figures. Its `{{ }}` are filled
/// in anew from the tree of the report; the file is not parsed again.
pub(super) fn refill(report: &Report, of: (&str, u16), figures: &[Figure]) -> AllProse {
    let Value::Mapping(entries) = &report.tree.value else { return (None, Vec::new()) };
    let mut findings = Vec::new();
    let (source, forms) = (&report.source, &Forms::built_in());
    ReportReader { source, forms, entries, findings: &mut findings }.all_prose(&report.form, of, figures)
}

struct ReportReader<'a> {
    source: &'a Source,
    forms: &'a Forms,
    entries: &'a [(Node, Node)],
    findings: &'a mut Vec<Finding>,
}

/// The entry of a key.
type Entry<'a> = &'a (Node, Node);

impl<'a> ReportReader<'a> {
    /// Reads general keys and tables, computes totals, and fills in prose last: its `{{ }}` name figures and
    /// totals.
    fn report(mut self, source: Arc<Source>, root: &Arc<Node>) -> Report {
        let form = self.form();
        self.unknown_keys(&form);
        let general = &form.general;
        let agency = self.agency(&general.agency.key, root);
        let year = self.year(&general.year.key, root);
        let title = self.name(&general.title.key);
        let previous = self.text(&general.previous.key);
        let former_names = self.former_names(&form);
        let signature = self.signature(&form);
        let waivers = self.waivers(&form);

        let mut section_spans = vec![None; form.sections.len()];
        let mut tables = TableReader::new(form.clone(), self.source, self.findings);
        for (number, section) in form.sections.iter().enumerate() {
            let Some((key, value)) = section_entry(self.entries, &section.names) else { continue };
            section_spans[number] =
                Some(if value.span.is_empty() { key.span.clone() } else { value.span.clone() });
            if let Content::Table(table) = &section.content {
                tables.group(&table.keys, value, &key.span, &section.path);
            }
        }
        tables.complete();
        let (figures, row_spans) = (tables.figures, tables.row_spans);

        let (preface, prose) = self.all_prose(&form, (&agency.text, year.number), &figures);
        Report {
            form,
            source,
            tree: root.clone(),
            agency,
            year,
            title,
            preface,
            signature,
            previous,
            former_names,
            waivers,
            figures,
            prose,
            section_spans,
            row_spans,
        }
    }

    fn error(&mut self, rule: RuleCode, span: &Span, message: impl Into<String>, help: impl Into<String>) {
        let place = self.source.place(span.clone());
        self.findings.push(Finding::error(rule, message, place).with_help(help));
    }

    /// The form that the file names; the standard form if it names none, or one that there is not (N014).
    ///
    /// Each form says itself under which key it is named (格式), so every form is asked whether the file names
    /// it before any key can be read.
    fn form(&mut self) -> Arc<Form> {
        let named = |form: &&Arc<Form>| {
            let entry = find(self.entries, &form.general.format.key);
            entry.is_some_and(|(_, value)| value.as_str().unwrap_or_default().trim() == form.format)
        };
        if let Some(form) = self.forms.iter().find(named) {
            return form.clone();
        }
        let standard = self.forms.standard();
        let Some((key, value)) =
            self.forms.iter().find_map(|form| find(self.entries, &form.general.format.key))
        else {
            return standard;
        };
        let name = value.as_str().unwrap_or_default().trim();
        let names: Vec<&str> = self.forms.names().collect();
        let span = if value.span.is_empty() { &key.span } else { &value.span };
        let (message, help) = (format!("没有“{name}”这种格式"), format!("可以写：{}", names.join("、")));
        self.error(RuleCode::N014, span, message, help);
        standard
    }

    /// Reports keys that the form does not know (N004), and a key given in two spellings (N005).
    fn unknown_keys(&mut self, form: &Form) {
        let general = &form.general;
        let mut seen: Vec<(&str, &Span)> = Vec::new();
        let siblings = Siblings::new(self.entries);
        for (key, _) in self.entries {
            let name = key.as_str().unwrap_or_default();
            let normal = normal_label(name);
            let known = general.key_named(&normal).map(|k| k.key.as_str());
            let known = known
                .or_else(|| form.sections.iter().find(|s| s.names.contains(&normal)).map(|s| s.key.as_str()));
            let Some(known) = known else {
                let own = general.keys().map(|(k, _)| k.key.as_str());
                let names = own.chain(form.sections.iter().map(|s| s.key.as_str()));
                let place = self.source.place(key.span.clone());
                let finding = Finding::error(RuleCode::N004, format!("数据文件没有“{name}”这一项"), place);
                if self.findings.len() >= MAX_HINTS {
                    self.findings.push(finding.with_path(Path::new(name)).with_help("改为报告格式里的名称"));
                    continue;
                }
                let fix = fixes::key(key, &siblings, names.clone());
                let help = match nearest(name, names.clone()) {
                    Some(near) => format!("最接近的是“{near}”"),
                    None => format!("可以写：{}", names.collect::<Vec<_>>().join("、")),
                };
                self.findings.push(finding.with_path(Path::new(name)).with_help(help).with_fix(fix));
                continue;
            };
            match seen.iter().find(|(k, _)| *k == known) {
                // The parser has reported a key that is twice spelt the same.
                Some((_, first))
                    if self.source.text().get((*first).clone())
                        != self.source.text().get(key.span.clone()) =>
                {
                    let finding = Finding::error(
                        RuleCode::N005,
                        format!("“{known}”写了两次"),
                        self.source.place(key.span.clone()),
                    )
                    .with_help("只保留一处")
                    .with_note(self.source.place((*first).clone()), "第一次写在这里");
                    self.findings.push(finding);
                }
                Some(_) => {}
                None => seen.push((known, &key.span)),
            }
        }
    }

    /// The text of a general key; none if it is absent or blank.
    fn text(&mut self, name: &str) -> Option<Text> {
        let (key, value) = find(self.entries, name)?;
        self.short_text(name, key, value)
    }

    /// The text of a general key that is a name; none if it is absent or blank. One that is too long is an
    /// error (N019) and cut.
    fn name(&mut self, name: &str) -> Option<Text> {
        let text = self.text(name)?;
        Some(self.cut(name, text))
    }

    /// A text that is no longer than a name may be.
    fn cut(&mut self, name: &str, text: Text) -> Text {
        let finding = limits::long_text(self.source, &text.span, name, &text.text, MAX_NAME_CHARS);
        if finding.is_none() {
            return text;
        }
        self.findings.extend(finding);
        Text { text: text.text.chars().take(MAX_NAME_CHARS).collect(), span: text.span }
    }

    /// A text of one line, its white space reduced to single spaces. A list or mapping is an error (N006).
    fn short_text(&mut self, name: &str, key: &Node, value: &Node) -> Option<Text> {
        match &value.value {
            Value::Scalar(scalar) => {
                let text: Vec<&str> = scalar.text.split_whitespace().collect();
                let text = text.join(" ");
                (!text.is_empty()).then(|| Text { text, span: value.span.clone() })
            }
            Value::Null => None,
            Value::Sequence(_) | Value::Mapping(_) => {
                let span = if value.span.is_empty() { &key.span } else { &value.span };
                self.error(
                    RuleCode::N006,
                    span,
                    format!("“{name}”应当是一段文字"),
                    format!("写成“{name}: 文字”"),
                );
                None
            }
        }
    }

    /// 曾用名: one name, a list of names, or, as in a cell of a table, names with 、 between them.
    fn former_names(&mut self, form: &Form) -> Vec<Text> {
        let Some(name) = form.general.former_names.as_ref().map(|key| key.key.as_str()) else {
            return Vec::new();
        };
        let Some((key, value)) = find(self.entries, name) else { return Vec::new() };
        let items = match &value.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(value),
        };
        let mut names = Vec::new();
        for item in items {
            let is_text = matches!(item.value, Value::Scalar(_) | Value::Null);
            if !is_text {
                let message = format!("“{name}”应当是一个名称，或名称的列表");
                let span = if item.span.is_empty() { &key.span } else { &item.span };
                self.error(RuleCode::N006, span, message, format!("写成“{name}: [原名称, 简称]”"));
                continue;
            }
            let Some(text) = self.short_text(name, key, item) else { continue };
            let parts = text.text.split(['、', '；', ';']).map(str::trim).filter(|part| !part.is_empty());
            names.extend(parts.map(|part| Text { text: part.to_owned(), span: text.span.clone() }));
        }
        names
    }

    /// The agency's name, or an error and its key as a placeholder.
    fn agency(&mut self, key: &str, root: &Node) -> Text {
        let before = self.findings.len();
        if let Some(agency) = self.name(key) {
            return agency;
        }
        let span = find(self.entries, key).map_or_else(|| start(root), |(key, _)| key.span.clone());
        // A value that is no text has been reported already.
        if self.findings.len() == before {
            self.error(
                RuleCode::N009,
                &span,
                format!("没有写明“{key}”"),
                format!("加上一行“{key}: 机关全称”"),
            );
        }
        Text { text: key.to_owned(), span }
    }

    /// The year, or an error and the first possible year as a placeholder. Full-width digits are accepted
    /// with a warning.
    fn year(&mut self, name: &str, root: &Node) -> Year {
        let placeholder = |span: Span| Year { number: *YEARS.start(), span };
        let Some((key, value)) = find(self.entries, name) else {
            self.error(
                RuleCode::N009,
                &start(root),
                format!("没有写明“{name}”"),
                format!("加上一行“{name}: 2024”"),
            );
            return placeholder(start(root));
        };
        let span = if value.span.is_empty() { key.span.clone() } else { value.span.clone() };
        let text = value.as_str().unwrap_or_default().trim();
        let folded: String = text.chars().map(half_width_digit).collect();
        match folded.parse::<u16>() {
            Ok(number) if YEARS.contains(&number) && folded.len() == 4 => {
                if folded != text {
                    let finding = Finding::warning(
                        RuleCode::N108,
                        format!("“{name}”的“{text}”是全角数字，按半角处理"),
                        self.source.place(span.clone()),
                    );
                    let fix = fixes::year(self.source, &span);
                    let finding = finding.with_path(Path::new(name)).with_help("改用半角数字");
                    self.findings.push(finding.with_fix(fix));
                }
                Year { number, span }
            }
            _ => {
                let message = format!("“{name}”应当是四位数字的年份，这里是“{text}”");
                self.error(RuleCode::N009, &span, message, format!("写成“{name}: 2024”这样"));
                placeholder(span)
            }
        }
    }

    /// 落款, with name and date, each of which may be missing.
    fn signature(&mut self, form: &Form) -> Option<Signature> {
        let general = &form.general;
        let (name_key, date_key) = (&general.signature_name.key, &general.signature_date.key);
        let (key, value) = find(self.entries, &general.signature.key)?;
        let Value::Mapping(entries) = &value.value else {
            if !matches!(value.value, Value::Null) {
                let help = format!("写成 {{{name_key}: 机关名称, {date_key}: 2025-01-20}}");
                self.error(
                    RuleCode::N006,
                    &value.span,
                    format!("“{}”应当写明{name_key}和{date_key}", key.as_str().unwrap_or_default()),
                    help,
                );
            }
            return None;
        };
        let mut signature = Signature { name: None, date: None };
        for (key, value) in entries {
            match key.as_str().unwrap_or_default() {
                name if name == name_key => {
                    signature.name = self.short_text(name, key, value).map(|text| self.cut(name, text));
                }
                name if name == date_key => signature.date = self.date(name, key, value),
                name => {
                    let near = nearest(name, [name_key.as_str(), date_key.as_str()]).unwrap_or(name_key);
                    self.error(
                        RuleCode::N004,
                        &key.span,
                        format!("“{}”下面没有“{name}”这一项", general.signature.key),
                        format!("最接近的是“{near}”"),
                    );
                }
            }
        }
        Some(signature)
    }

    /// A date, with its span; none and an error (N013) if the text is no date.
    fn date(&mut self, name: &str, key: &Node, value: &Node) -> Option<Spanned<Date>> {
        let text = self.short_text(name, key, value)?;
        let parsed = parse_date(&text.text);
        if parsed.is_none() {
            let message = format!("“{name}”写的是“{}”，不是日期", text.text);
            self.error(RuleCode::N013, &text.span, message, "写成“年-月-日”，例如 2025-01-20");
        }
        Some(Spanned { value: parsed?, span: text.span })
    }

    /// 豁免: a list of rules that need not hold, each with its reason. One without either is an error and
    /// waives nothing.
    fn waivers(&mut self, form: &Form) -> Vec<Waiver> {
        let general = &form.general;
        let (rule_key, reason_key) = (&general.waiver_rule.key, &general.waiver_reason.key);
        let Some((key, value)) = find(self.entries, &general.waivers.key) else { return Vec::new() };
        let help = format!("写成 [{{{rule_key}: N201, {reason_key}: 为什么可以不改}}]");
        let items = match &value.value {
            Value::Sequence(items) => items.as_slice(),
            Value::Null => &[],
            _ => {
                self.error(
                    RuleCode::N006,
                    &value.span,
                    format!("“{}”应当是一个列表", key.as_str().unwrap_or_default()),
                    help,
                );
                return Vec::new();
            }
        };
        let mut waivers = Vec::new();
        for item in items {
            let Value::Mapping(entries) = &item.value else {
                self.error(
                    RuleCode::N006,
                    &item.span,
                    format!("“{}”的每一条要写明{rule_key}和{reason_key}", general.waivers.key),
                    help.clone(),
                );
                continue;
            };
            let (mut rule, mut reason) = (None, None);
            for (key, value) in entries {
                match key.as_str().unwrap_or_default() {
                    name if name == rule_key => rule = self.short_text(name, key, value),
                    name if name == reason_key => reason = self.short_text(name, key, value),
                    name => {
                        let near =
                            nearest(name, [rule_key.as_str(), reason_key.as_str()]).unwrap_or(rule_key);
                        self.error(
                            RuleCode::N004,
                            &key.span,
                            format!("“{}”下面没有“{name}”这一项", general.waivers.key),
                            format!("最接近的是“{near}”"),
                        );
                    }
                }
            }
            match (rule, reason) {
                (Some(rule), Some(reason)) => waivers.push(Waiver { rule, reason }),
                _ => self.error(
                    RuleCode::N006,
                    &item.span,
                    format!("这一条没有同时写明{rule_key}和{reason_key}"),
                    help.clone(),
                ),
            }
        }
        waivers
    }

    /// Adds 变量, the author's own names for `{{ }}`, to the data of prose.
    fn variables(&mut self, form: &Form, data: &mut Map<String, Json>) {
        let name = &form.general.variables.key;
        let Some((_, value)) = find(self.entries, name) else { return };
        let Value::Mapping(entries) = &value.value else {
            if !matches!(value.value, Value::Null) {
                self.error(
                    RuleCode::N006,
                    &value.span,
                    format!("“{name}”应当逐项写明名称和值"),
                    format!("写成“{name}: {{名称: 值}}”"),
                );
            }
            return;
        };
        let characters = limits::characters(value);
        if characters > MAX_VARIABLE_CHARS {
            let message = format!("“{name}”共有 {characters} 个字符，超过上限 {MAX_VARIABLE_CHARS} 个");
            self.findings.push(limits::too_large(self.source, &value.span, message));
            return;
        }
        let variables: Map<String, Json> = entries
            .iter()
            .map(|(key, value)| (key.as_str().unwrap_or_default().to_owned(), json(value)))
            .collect();
        // A variable is known by its bare name too, unless the form has that name.
        for (key, value) in &variables {
            data.entry(key.clone()).or_insert_with(|| value.clone());
        }
        data.insert(name.clone(), Json::Object(variables));
    }

    /// All prose, with the figures and variables that its `{{ }}` name.
    fn all_prose(&mut self, form: &Form, (agency, year): (&str, u16), figures: &[Figure]) -> AllProse {
        let entries = self.entries;
        let preface = find(entries, &form.general.preface.key);
        let sections: Vec<Option<Entry<'a>>> = (form.sections.iter())
            .map(|section| match section.content {
                Content::Prose(_) => section_entry(entries, &section.names),
                Content::Table(_) => None,
            })
            .collect();
        if self.too_much_prose(std::iter::once(&preface).chain(&sections)) {
            return (None, vec![None; sections.len()]);
        }
        let mut data = Map::new();
        data.insert(form.general.agency.key.clone(), Json::from(agency));
        data.insert(form.general.year.key.clone(), Json::from(year));
        values::figures(form, figures, &mut data);
        self.variables(form, &mut data);
        let context = Context::from(Json::Object(data));
        let known = Known::new(context.data(), &form.general);
        let mut budget = Budget::new();
        let mut fill = |entry: Option<Entry<'a>>| {
            entry.and_then(|(key, value)| self.prose(key, value, (&known, &context), &mut budget))
        };
        (fill(preface), sections.into_iter().map(fill).collect())
    }

    /// Whether the values of prose have more characters or tags together than a report may have (N019).
    fn too_much_prose<'e>(&mut self, entries: impl Iterator<Item = &'e Option<Entry<'a>>>) -> bool
    where
        'a: 'e,
    {
        let (mut characters, mut tags) = (0, 0);
        for (key, value) in entries.flatten() {
            let Some(text) = value.as_str() else { continue };
            characters += text.chars().count();
            tags += text.matches("{{").count();
            let message = if characters > MAX_PROSE_CHARS {
                format!(
                    "到“{}”为止，正文共有 {characters} 个字符，超过上限 {MAX_PROSE_CHARS} 个",
                    name_of(key)
                )
            } else if tags > MAX_TAGS {
                format!("到“{}”为止，正文里共有 {tags} 个 {{{{，超过上限 {MAX_TAGS} 个", name_of(key))
            } else {
                continue;
            };
            self.findings.push(limits::too_large(self.source, &key.span, message));
            return true;
        }
        false
    }

    /// The prose of a key; none if it is blank. A list or mapping is an error (N006).
    fn prose(
        &mut self,
        key: &Node,
        value: &Node,
        data: (&Known<'_>, &Context),
        budget: &mut Budget,
    ) -> Option<Prose> {
        match &value.value {
            Value::Scalar(_) => Some(prose::read(self.source, value, data, budget, self.findings)),
            Value::Null => None,
            Value::Sequence(_) | Value::Mapping(_) => {
                let name = name_of(key);
                let span = if value.span.is_empty() { &key.span } else { &value.span };
                self.error(
                    RuleCode::N006,
                    span,
                    format!("“{name}”应当是文字"),
                    format!("写成“{name}: |”，下面缩进写各段文字"),
                );
                None
            }
        }
    }
}

fn name_of(key: &Node) -> &str {
    key.as_str().unwrap_or_default()
}

fn find<'a>(entries: &'a [(Node, Node)], name: &str) -> Option<Entry<'a>> {
    entries.iter().find(|(key, _)| key.as_str().is_some_and(|k| normal_label(k) == name))
}

fn section_entry<'a>(entries: &'a [(Node, Node)], names: &[String]) -> Option<Entry<'a>> {
    entries.iter().find(|(key, _)| key.as_str().is_some_and(|k| names.contains(&normal_label(k))))
}

/// An empty span at the start of the file's content: the place of what is missing.
fn start(root: &Node) -> Span {
    root.span.start..root.span.start
}

/// A value of 变量 as Handlebars sees it. A text that is written just as a whole number is, becomes a number,
/// so that 0 is false in `#if`; `007` stays text.
fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::from(""),
        Value::Scalar(scalar) => scalar
            .text
            .parse::<u32>()
            .ok()
            .filter(|n| n.to_string() == scalar.text)
            .map_or_else(|| Json::from(scalar.text.as_str()), Json::from),
        Value::Sequence(items) => items.iter().map(json).collect(),
        Value::Mapping(entries) => Json::Object(
            entries.iter().map(|(k, v)| (k.as_str().unwrap_or_default().to_owned(), json(v))).collect(),
        ),
    }
}

/// A date as people write it ([`read_day`]), in a data file as on the form; none if it is no date, or of no
/// year in [`YEARS`].
pub fn parse_date(text: &str) -> Option<Date> {
    read_day(text).ok().filter(|date| YEARS.contains(&date.year()))
}
