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
        let mut definitions = Definitions::new(self);
        let mut patterns = Map::new();
        for section in &self.sections {
            let schema = definitions.section(section);
            properties.insert(section.key.clone(), schema.clone());
            patterns.insert(label_pattern(&section.heading(), &section.title), schema);
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
            "definitions": definitions.all,
        })
    }
}

/// Keys and their schemas: by short key, and by pattern of the official label.
type Keys = (Map<String, Json>, Map<String, Json>);

/// What the schema says once and refers to: a row of figures is reached by two keys or more, and written out
/// at each of them the schema would be ten times as long.
struct Definitions<'a> {
    form: &'a Form,
    all: Map<String, Json>,
}

impl<'a> Definitions<'a> {
    fn new(form: &'a Form) -> Self {
        let figure = |number: Json| {
            json!({"anyOf": [
                number,
                {"type": "string", "pattern": "^[-－]?[0-9０-９.．]*\\s*([（(].*[）)])?$|^[/／—]+$"},
                {"type": "null"},
            ]})
        };
        let all = [
            // A number, a text of digits with an optional remark in brackets (`22（其中修订16件）`), a slash
            // or dash for zero, or a blank. The last two are read with a warning: no editor marks them.
            ("count", figure(json!({"type": "integer", "minimum": 0}))),
            ("change", figure(json!({"type": "integer"}))),
            ("amount", figure(json!({"type": "number", "minimum": 0}))),
            ("zero", json!({"enum": [0, "0", "", "/", "-", "—", null]})),
        ];
        Self { form, all: all.map(|(name, schema)| (name.to_owned(), schema)).into_iter().collect() }
    }

    /// Puts a schema under a name of its own and gives the reference to it.
    fn define(&mut self, kind: &str, schema: Json) -> Json {
        let name = format!("{kind}-{}", self.all.len());
        self.all.insert(name.clone(), schema);
        reference(&name)
    }

    /// What may stand under the key of a section.
    fn section(&mut self, section: &Section) -> Json {
        let title = section.heading();
        let schema = match &section.content {
            Content::Prose(prose) => {
                json!({"type": ["string", "null", "number"], "title": title, "description": prose.description, "examples": [prose.scaffold]})
            }
            Content::Table(table) => {
                let keys = self.keys(&table.keys);
                group(&title, keys)
            }
        };
        self.define("section", schema)
    }

    /// The keys of a group. Those of an unkeyed group (三、本年度办理结果) may stand beside its siblings or under
    /// its label, so they are here and again in the group of that label.
    fn keys(&mut self, nodes: &[KeyNode]) -> Keys {
        let (mut properties, mut patterns) = Keys::default();
        for node in nodes {
            let schema = match &node.target {
                KeyTarget::Group(children) => {
                    let keys = self.keys(children);
                    self.define("group", group(&node.label, keys))
                }
                KeyTarget::UnkeyedGroup(children) => {
                    let keys = self.keys(children);
                    properties.extend(keys.0.clone());
                    patterns.extend(keys.1.clone());
                    let schema = self.define("group", group(&node.label, keys));
                    patterns.insert(label_pattern(&node.label, &node.key), schema);
                    continue;
                }
                KeyTarget::Row(id) => {
                    let schema = self.row(self.form.figure_row(*id), &node.label);
                    self.define("row", schema)
                }
            };
            if node.label != node.key {
                patterns.insert(label_pattern(&node.label, &node.label), schema.clone());
            }
            properties.insert(node.key.clone(), schema);
        }
        (properties, patterns)
    }

    /// A row of figures in each of its three spellings; a row of one figure is that figure.
    fn row(&self, row: &FigureRow, label: &str) -> Json {
        if let [only] = row.columns.as_slice() {
            let mut schema = self.figure(only);
            schema["title"] = json!(label);
            return schema;
        }
        let columns = |c: &FigureRowColumn| c.key.clone().map(|k| (k, self.figure(c)));
        let properties: Map<String, Json> = row.columns.iter().filter_map(columns).collect();
        let (parts, all) = (row.parts().count(), row.columns.len());
        let order: Vec<&str> = row.columns.iter().filter_map(|c| c.key.as_deref()).collect();
        json!({
            "title": label,
            "description": format!("依次为：{}", order.join("、")),
            "anyOf": [
                {"type": "object", "additionalProperties": false, "properties": properties},
                {
                    "type": "array",
                    "minItems": parts,
                    "maxItems": all,
                    "items": self.kind(&row.columns[0]),
                },
                reference("zero"),
            ],
        })
    }

    /// A figure with its name.
    fn figure(&self, column: &FigureRowColumn) -> Json {
        let figure = self.form.figure(column.figure);
        let unit = figure.unit.as_ref().map(|u| format!("，单位：{u}")).unwrap_or_default();
        let total = if column.is_total { "；可以不写，由程序计算" } else { "" };
        // What stands beside a reference is not looked at in draft-07.
        json!({
            "title": self.form.figure_name(column.figure),
            "description": format!("{}{unit}{total}", figure.path),
            "allOf": [self.kind(column)],
        })
    }

    /// What a figure may be written as.
    fn kind(&self, column: &FigureRowColumn) -> Json {
        reference(match self.form.figure(column.figure).kind {
            Kind::Count => "count",
            Kind::Change => "change",
            Kind::Amount => "amount",
        })
    }
}

fn reference(name: &str) -> Json {
    json!({"$ref": format!("#/definitions/{name}")})
}

/// A group of keys. Zero or a blank in its place means that everything under it is zero.
fn group(title: &str, (properties, patterns): Keys) -> Json {
    json!({
        "type": ["object", "null", "integer", "string"],
        "maximum": 0,
        "additionalProperties": false,
        "properties": properties,
        "patternProperties": patterns,
        "title": title,
    })
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
