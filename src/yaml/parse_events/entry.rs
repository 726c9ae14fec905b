//! A key and its value into the mapping that is open.

use granit_parser::StructureStyle;

use super::super::lines::end_of_line;
use super::super::slips::{full_width_colon, missing_space, split_entry};
use super::super::{Node, Scalar, ScalarStyle, Value};
use super::{Frame, TreeBuilder};
use crate::diagnostic::{Finding, Path, RuleCode};

/// Characters of the longest key. The longest label of the form has 60; messages and paths repeat it.
const MAX_KEY_CHARS: usize = 200;

impl TreeBuilder<'_> {
    /// Takes a finished key and value into the innermost mapping.
    pub(super) fn entry(&mut self, key: Node, value: Node, style: StructureStyle) {
        let (key, value) = match style {
            StructureStyle::Flow => self.split(key, value),
            StructureStyle::Block => (key, value),
        };
        let Some(name) = key.as_str().map(str::to_owned) else {
            self.bad_key(&key);
            return;
        };
        if style == StructureStyle::Flow && name.contains('：') && name.contains('，') {
            // `{自然人：1，其他: 2}` is one key to YAML.
            self.suspects.push(key.span.clone());
        }
        if name == "<<" && key.scalar().is_some_and(|scalar| scalar.style == ScalarStyle::Plain) {
            self.refuse(key.span, "不接受 YAML 合并键 <<", "把要合并的键逐个写出");
            return;
        }
        if self.drops_nested() {
            return;
        }
        let length = name.chars().count();
        if length > MAX_KEY_CHARS {
            let message = format!("这里的键有 {length} 个字符，超过上限 {MAX_KEY_CHARS} 个");
            self.findings.push(
                Finding::error(RuleCode::N019, message, self.source.place(key.span))
                    .with_help("键是表格中的词；若是正文，在上一行的冒号后写 |，文字换行缩进"),
            );
            return;
        }
        let Some(Frame::Mapping { entries, seen, .. }) = self.stack.last_mut() else { return };
        if let Some(first) = seen.get(&name) {
            let first = self.source.place(first.clone());
            let path = self.path(&name);
            self.findings.push(
                Finding::error(RuleCode::N005, format!("键“{name}”重复"), self.source.place(key.span))
                    .with_help(format!("只保留一处；第一处在第 {} 行", first.start.line))
                    .with_path(path)
                    .with_note(first, "第一处"),
            );
            return;
        }
        seen.insert(name, key.span.clone());
        entries.push((key, value));
    }

    /// `{自然人：1}` and `{自然人:1}` are one key without a value to YAML; here they are reported and
    /// read as they were meant.
    fn split(&mut self, key: Node, value: Node) -> (Node, Node) {
        let joined = match (&key.value, &value) {
            (Value::Scalar(scalar), Node { value: Value::Null, span })
                if span.is_empty() && scalar.style == ScalarStyle::Plain =>
            {
                split_entry(&scalar.text)
            }
            _ => None,
        };
        let Some((name, separator, rest)) = joined else { return (key, value) };
        let colon = key.span.start + name.len();
        self.findings.push(match separator {
            '：' => full_width_colon(self.source, colon, name),
            _ => missing_space(self.source, colon, name),
        });
        let start = key.span.end - rest.len();
        let scalar = |text: &str| Value::Scalar(Scalar { text: text.to_owned(), style: ScalarStyle::Plain });
        let value = if rest.is_empty() { Value::Null } else { scalar(rest) };
        (Node { value: scalar(name), span: key.span.start..colon }, Node { value, span: start..key.span.end })
    }

    fn bad_key(&mut self, key: &Node) {
        if key.value == Value::Null
            && self.findings.last().is_some_and(|last| last.rule == RuleCode::N016)
            && !key.span.is_empty()
        {
            // A reference, which is reported already.
            return;
        }
        let text = self.source.text();
        let outer = text[..key.span.start].trim_end_matches([' ', '\t']);
        let finding = if key.span.start > 0 && outer.ends_with('{') && text[key.span.start..].starts_with('{')
        {
            let place = self.source.place(outer.len() - 1..end_of_line(text, key.span.start));
            Finding::error(RuleCode::N001, "以 {{ 开头的值没有加引号，YAML 把它当成了映射", place)
                .with_help("用双引号把整个值括起来，或在冒号后写 | 并换行缩进")
        } else if key.value == Value::Null {
            Finding::error(RuleCode::N001, "键是空的", self.source.place(key.span.clone()))
                .with_help("冒号前写上键名")
        } else {
            Finding::error(
                RuleCode::N001,
                "键必须是文字，不能是列表或映射",
                self.source.place(key.span.clone()),
            )
            .with_help("键是表格中的词，如“年度”")
        };
        self.findings.push(finding);
    }

    /// The path of a key of the innermost mapping. Keys that are too long are left out; they are reported
    /// where their own entry ends.
    fn path(&self, name: &str) -> Path {
        let mut path = Path::new("");
        for frame in &self.stack {
            if let Frame::Mapping { key: Some(key), .. } = frame
                && let Some(key) = key.as_str().filter(|key| key.len() <= 4 * MAX_KEY_CHARS)
            {
                path = path.child(key);
            }
        }
        path.child(name)
    }
}
