//! JSON Schema of the data file, for editors: completion, descriptions, and red lines under misspelt keys.

use serde_json::{Map, Value as Json, json};

use super::{
    Content, FigureRow, FigureRowColumn, Form, Forms, GeneralKey, KeyNode, KeyTarget, Kind, Section, YEARS,
};

impl Form {
    /// The JSON Schema (draft-07, which editors know best) of a data file of this format. Titles and
    /// descriptions are Chinese. Official labels are accepted as keys but not proposed: what an editor
    /// completes are the short keys.
    ///
    /// `forms` are the formats that the data file may name.
    pub fn schema(&self, forms: &Forms) -> Json {
        let general = &self.general;
        let text = |key: &GeneralKey| json!({"type": "string", "title": key.key, "description": key.description, "examples": [key.example]});
        let mut properties = Map::new();
        let mut add = |key: &GeneralKey, schema: Json| properties.insert(key.key.clone(), schema);
        add(&general.agency, text(&general.agency));
        add(
            &general.year,
            json!({"type": ["integer", "string"], "title": general.year.key, "description": general.year.description, "minimum": YEARS.start(), "maximum": YEARS.end(), "examples": [2024]}),
        );
        let formats: Vec<Json> = forms
            .names()
            .flat_map(|n| [n.parse::<u16>().map_or_else(|_| json!(n), |y| json!(y)), json!(n)])
            .collect();
        add(
            &general.format,
            json!({"title": general.format.key, "description": general.format.description, "enum": formats}),
        );
        add(&general.title, text(&general.title));
        add(&general.preface, text(&general.preface));
        let (name, date) = (&general.signature_name, &general.signature_date);
        add(
            &general.signature,
            json!({
                "type": "object",
                "title": general.signature.key,
                "description": general.signature.description,
                "additionalProperties": false,
                "properties": { name.key.as_str(): text(name), date.key.as_str(): text(date) },
            }),
        );
        add(
            &general.variables,
            json!({
                "type": "object",
                "title": general.variables.key,
                "description": general.variables.description,
            }),
        );
        let (rule, reason) = (&general.waiver_rule, &general.waiver_reason);
        add(
            &general.waivers,
            json!({
                "type": "array",
                "title": general.waivers.key,
                "description": general.waivers.description,
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": [rule.key, reason.key],
                    "properties": { rule.key.as_str(): text(rule), reason.key.as_str(): text(reason) },
                },
            }),
        );
        add(&general.previous, text(&general.previous));
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

/// A pattern for an official label with its parts that may be left out: white space anywhere, brackets of
/// either width.
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
