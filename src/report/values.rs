//! The data of a report as Handlebars sees it: nested objects whose names are the paths of the form, so that
//! prose writes `{{ 依申请公开.本年新收.总计 }}`.

use serde_json::{Map, Value as Json};

use super::{Figure, Number};
use crate::form::{Content, FigureId, Form, KeyNode, KeyTarget};

/// The figures of all tables as nested objects. A group also has, for each column, the sum of its rows
/// (依申请公开.不予公开.总计); a total among the rows does not count again.
pub(super) fn figures(form: &Form, figures: &[Figure], data: &mut Map<String, Json>) {
    for section in &form.sections {
        if let Content::Table(table) = &section.content {
            let mut object = Map::new();
            group(form, figures, &table.keys, &mut object);
            data.insert(section.key.clone(), Json::Object(object));
        }
    }
}

/// Fills in the keys of a level; gives back each column of its rows with the sum over the rows.
fn group(
    form: &Form,
    figures: &[Figure],
    keys: &[KeyNode],
    object: &mut Map<String, Json>,
) -> Vec<(String, Number)> {
    let mut sums: Vec<(String, Number)> = Vec::new();
    let mut add = |column: &str, number: Number| match sums.iter_mut().find(|(c, _)| c == column) {
        Some((_, sum)) => *sum = sum.plus(number),
        None => sums.push((column.to_owned(), number)),
    };
    for node in keys {
        match &node.target {
            KeyTarget::Row(id) => {
                let row = form.figure_row(*id);
                if let [only] = row.columns.as_slice()
                    && only.key.is_none()
                {
                    object.insert(node.key.clone(), value(figures, only.figure));
                    continue;
                }
                let mut columns = Map::new();
                for column in &row.columns {
                    let key = column.key.as_deref().unwrap_or_default();
                    columns.insert(key.to_owned(), value(figures, column.figure));
                    if !row.is_total {
                        add(key, figures[column.figure.index()].number);
                    }
                }
                object.insert(node.key.clone(), Json::Object(columns));
            }
            KeyTarget::Group(children) => {
                let mut inner = Map::new();
                let sums = group(form, figures, children, &mut inner);
                for (column, sum) in sums {
                    // A row of the form has its name before a sum (其他处理.其他 is the row).
                    inner.entry(column).or_insert_with(|| json(sum));
                }
                object.insert(node.key.clone(), Json::Object(inner));
            }
            KeyTarget::UnkeyedGroup(children) => {
                group(form, figures, children, object);
            }
        }
    }
    sums
}

fn value(figures: &[Figure], id: FigureId) -> Json {
    json(figures[id.index()].number)
}

/// A count is a number, so that 0 is false in `#if`; an amount is its text, so that its decimals stay as
/// written.
fn json(number: Number) -> Json {
    match number {
        Number::Count(n) => Json::from(n),
        Number::Amount(d) if d.is_zero() && d.scale() == 0 => Json::from(0),
        Number::Amount(d) => Json::from(d.to_string()),
    }
}

/// The name in the data that is nearest to a misspelt one.
pub(super) fn nearest(data: &Json, name: &str) -> Option<String> {
    fn collect(json: &Json, path: &str, out: &mut Vec<String>) {
        match json {
            Json::Object(map) => {
                for (key, inner) in map {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    collect(inner, &path, out);
                }
            }
            _ => out.push(path.to_owned()),
        }
    }
    let mut names = Vec::new();
    collect(data, "", &mut names);
    super::nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
}

/// The way from a group of figures down to its total, or to its first figure.
pub(super) fn first_figure(data: &Json, names: &[&str]) -> Option<String> {
    let mut json = names.iter().try_fold(data, |json, name| json.get(*name))?;
    let mut path: Vec<&str> = Vec::new();
    while let Json::Object(map) = json {
        let (key, inner) = map.iter().rfind(|(_, v)| !v.is_object()).or_else(|| map.iter().next())?;
        path.push(key);
        json = inner;
    }
    Some(path.join("."))
}
