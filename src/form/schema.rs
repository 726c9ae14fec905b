//! JSON Schema of the data file, for editors: completion, descriptions, and red lines under misspelt keys.
//!
//! The schema covers keys and the shape of values; sums, dates and prose are left to the rules, and the
//! reader knows more spellings of a label. A key is proposed in its short spelling (`properties`) and
//! accepted as an official label too (`patternProperties`), which editors do not complete:
//!
//! ```text
//! properties:         部分公开: {…}
//! patternProperties:  ^[（(]\s*二[）)]\s*部分公开…$: {…}
//! ```
//!
//! A row of figures may be a mapping, a list in the order of the form with or without its totals, or 0 or a
//! blank for a row of zeros.

use serde_json::{Map, Value as Json, json};

use super::{
    Content, FigureRow, FigureRowColumn, Form, Forms, GeneralKey, GeneralValue, KeyNode, KeyTarget, Kind,
    Section, YEARS,
};

impl Form {
    /// The JSON Schema (draft-07, which editors know best) of a data file of this format. Titles and
    /// descriptions are Chinese. Official labels are accepted as keys but not proposed: what an editor
    /// completes are the short keys.
    ///
    /// `forms` are the formats that the data file may name.
    pub fn schema(&self, forms: &Forms) -> Json {
        let general = &self.general;
        let keys = general.keys().map(|(key, value)| (key.key.clone(), general_schema(key, value)));
        let mut properties: Map<String, Json> = keys.collect();
        // The year is a number with bounds and the format one of a few names: more than a text's schema says.
        let year = &general.year;
        properties.insert(
            year.key.clone(),
            json!({
                "type": ["integer", "string"],
                "title": year.key,
                "description": year.description,
                "minimum": YEARS.start(),
                "maximum": YEARS.end(),
                "examples": [2024],
            }),
        );
        let formats: Vec<Json> = forms
            .names()
            .flat_map(|n| [n.parse::<u16>().map_or_else(|_| json!(n), |y| json!(y)), json!(n)])
            .collect();
        let format = &general.format;
        properties.insert(
            format.key.clone(),
            json!({"title": format.key, "description": format.description, "enum": formats}),
        );
        let mut patterns = Map::new();
        for section in &self.sections {
            properties.insert(section.key.clone(), self.section_schema(section));
            patterns.insert(label_pattern(&section.heading(), &section.title), self.section_schema(section));
        }
        json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": format!("{}数据文件（{} 格式）", self.report_name(), self.format),
            "description": self.legal_source,
            "type": "object",
            "required": [general.agency.key, general.year.key],
            "additionalProperties": false,
            "properties": properties,
            "patternProperties": patterns,
        })
    }

    /// What may stand under the key of a section.
    fn section_schema(&self, section: &Section) -> Json {
        let title = section.heading();
        match &section.content {
            Content::Prose(prose) => {
                json!({"type": ["string", "null", "number"], "title": title, "description": prose.description, "examples": [prose.scaffold]})
            }
            Content::Table(table) => {
                let mut schema = self.group_schema(&table.keys);
                schema["title"] = json!(title);
                schema
            }
        }
    }

    /// A group of keys. Zero or a blank in its place means that everything under it is zero.
    fn group_schema(&self, keys: &[KeyNode]) -> Json {
        let (mut properties, mut patterns) = (Map::new(), Map::new());
        self.keys_schema(keys, &mut properties, &mut patterns);
        json!({
            "type": ["object", "null", "integer", "string"],
            "maximum": 0,
            "additionalProperties": false,
            "properties": properties,
            "patternProperties": patterns,
        })
    }

    /// Adds the keys of a group to its schema. The keys of an unkeyed group (三、本年度办理结果) may stand
    /// beside its siblings or under its label, so they are added here and again as the group of that label.
    fn keys_schema(
        &self,
        keys: &[KeyNode],
        properties: &mut Map<String, Json>,
        patterns: &mut Map<String, Json>,
    ) {
        for node in keys {
            let mut schema = match &node.target {
                KeyTarget::Group(children) => self.group_schema(children),
                KeyTarget::UnkeyedGroup(children) => {
                    self.keys_schema(children, properties, patterns);
                    patterns.insert(label_pattern(&node.label, &node.key), self.group_schema(children));
                    continue;
                }
                KeyTarget::Row(id) => self.row_schema(self.figure_row(*id)),
            };
            schema["title"] = json!(node.label);
            if node.label != node.key {
                patterns.insert(label_pattern(&node.label, &node.label), schema.clone());
            }
            properties.insert(node.key.clone(), schema);
        }
    }

    /// A row of figures in each of its three spellings; a row of one figure is that figure.
    fn row_schema(&self, row: &FigureRow) -> Json {
        let [only] = row.columns.as_slice() else {
            let columns = |c: &FigureRowColumn| c.key.clone().map(|k| (k, self.figure_schema(c)));
            let properties: Map<String, Json> = row.columns.iter().filter_map(columns).collect();
            let (parts, all) = (row.parts().count(), row.columns.len());
            let order: Vec<&str> = row.columns.iter().filter_map(|c| c.key.as_deref()).collect();
            return json!({
                "description": format!("依次为：{}", order.join("、")),
                "anyOf": [
                    {"type": "object", "additionalProperties": false, "properties": properties},
                    {
                        "type": "array",
                        "minItems": parts,
                        "maxItems": all,
                        "items": self.figure_schema(&row.columns[0]),
                    },
                    {"enum": [0, "0", "", "/", "-", "—", null]},
                ],
            });
        };
        self.figure_schema(only)
    }

    /// A figure: a number, a text of digits with an optional remark in brackets (`22（其中修订16件）`), a slash
    /// or dash for zero, or a blank. The last two are read with a warning, so an editor does not mark them.
    fn figure_schema(&self, column: &FigureRowColumn) -> Json {
        let figure = self.figure(column.figure);
        let number = match figure.kind {
            Kind::Count => json!({"type": "integer", "minimum": 0}),
            Kind::Change => json!({"type": "integer"}),
            Kind::Amount => json!({"type": "number", "minimum": 0}),
        };
        let unit = figure.unit.as_ref().map(|u| format!("，单位：{u}")).unwrap_or_default();
        let total = if column.is_total { "；可以不写，由程序计算" } else { "" };
        json!({
            "title": self.figure_name(column.figure),
            "description": format!("{}{unit}{total}", figure.path),
            "anyOf": [
                number,
                {"type": "string", "pattern": "^[-－]?[0-9０-９.．]*\\s*([（(].*[）)])?$|^[/／—]+$"},
                {"type": "null"},
            ],
        })
    }
}

/// The schema of what stands under a general key.
fn general_schema(key: &GeneralKey, value: GeneralValue<'_>) -> Json {
    let text = |key: &GeneralKey| general_schema(key, GeneralValue::Text);
    let object = |keys: [&GeneralKey; 2]| -> Map<String, Json> {
        keys.into_iter().map(|key| (key.key.clone(), text(key))).collect()
    };
    let kind = match value {
        GeneralValue::Text | GeneralValue::Prose => json!("string"),
        GeneralValue::Texts => json!(["string", "array"]),
        GeneralValue::Mapping(_) | GeneralValue::Names => json!("object"),
        GeneralValue::List(_) => json!("array"),
    };
    let mut schema = json!({"type": kind, "title": key.key, "description": key.description});
    match value {
        GeneralValue::Text | GeneralValue::Prose => schema["examples"] = json!([key.example]),
        GeneralValue::Texts => {
            schema["items"] = json!({"type": "string"});
            schema["examples"] = json!([key.example, [key.example]]);
        }
        GeneralValue::Mapping(keys) => {
            schema["additionalProperties"] = json!(false);
            schema["properties"] = json!(object(keys));
        }
        GeneralValue::Names => {}
        GeneralValue::List(keys) => {
            schema["items"] = json!({
                "type": "object",
                "additionalProperties": false,
                "required": keys.map(|key| &key.key),
                "properties": object(keys),
            });
        }
    }
    schema
}

/// A regular expression (of ECMA 262, as JSON Schema asks) for an official label: brackets and points of
/// either width, white space behind them, quotation marks of any kind or none. `short` is another spelling
/// that it accepts, such as the title of a section without its number.
fn label_pattern(label: &str, short: &str) -> String {
    let loose = |text: &str| -> String {
        text.chars()
            .map(|c| match c {
                '（' | '(' => "[（(]\\s*".to_owned(),
                '）' | ')' => "[）)]\\s*".to_owned(),
                '.' => "[.．]\\s*".to_owned(),
                '“' | '”' | '"' => "[“”\"]?".to_owned(),
                c => c.to_string(),
            })
            .collect()
    };
    if label == short {
        format!("^{}$", loose(label))
    } else {
        format!("^({}|{})$", loose(label), loose(short))
    }
}
