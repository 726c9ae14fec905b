//! JSON: a list with an object for each row, its keys the heads in their order.

use super::{DataTable, Value};
use crate::printing::json::to_string;

/// The table as JSON, a row on each line. What is blank is null; numbers have all their digits, which a float
/// would not keep.
///
/// # Errors
/// None are known: texts and numbers are all there is. The error of the JSON writer is handed on.
pub fn json(table: &DataTable) -> Result<String, serde_json::Error> {
    let heads = table.heads.iter().map(to_string).collect::<Result<Vec<_>, _>>()?;
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let mut entries = Vec::with_capacity(row.len());
        for (head, value) in heads.iter().zip(row) {
            let value = match value {
                Value::Blank => "null".to_owned(),
                Value::Text(text) => to_string(text)?,
                Value::Number(number) => number.to_string(),
            };
            entries.push(format!("{head}:{value}"));
        }
        rows.push(format!("{{{}}}", entries.join(",")));
    }
    Ok(format!("[\n{}\n]\n", rows.join(",\n")))
}
