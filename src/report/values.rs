//! The data of a report as Handlebars sees it: nested objects whose names are the steps of the form's paths,
//! so that prose writes `{{ 依申请公开.本年新收.总计 }}`.
//!
//! ```text
//! 依申请公开: { 本年新收: {自然人: 16, …, 总计: 18},
//!               不予公开: { 属于国家秘密: {自然人: 1, …, 总计: 1},
//!                           …,
//!                           自然人: 3, …, 总计: 4 },             sums over the rows of the group
//!               予以公开: {…}, … }
//! ```
//!
//! The form has no figure for the sum of a group (不予公开 altogether), but prose often gives it.

use serde_json::{Map, Value as Json};

use super::{Figure, Number, Report};
use crate::form::{Content, FigureForm, FigureId, Form, KeyNode, KeyTarget};
use crate::yaml::Value;

/// Adds the figures of all tables to `data`, one object for each section.
pub(super) fn figures(form: &Form, figures: &[Figure], data: &mut Map<String, Json>) {
    for section in &form.sections {
        if let Content::Table(table) = &section.content {
            let mut object = Map::new();
            group(form, figures, &table.keys, &mut object);
            data.insert(section.key.clone(), Json::Object(object));
        }
    }
}

/// Adds the keys of a level to `object` and returns, for each column of its rows, its name and the sum over
/// the rows. Rows of totals do not count, as they would count the others twice. Only rows of this level are
/// summed, not groups under it.
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
                    // Where a row has the name of a column, the name means the row: 其他处理.其他 is the third
                    // row of the group, not the sum of its column 其他.
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

/// A count is a number, so that 0 is false in `#if`; an amount is its text, as a JSON number would lose the
/// decimals that were written (`12.50`). An amount of plain 0 is the number, to be false too.
fn json(number: Number) -> Json {
    match number {
        Number::Count(n) => Json::from(n),
        Number::Amount(d) if d.is_zero() && d.scale() == 0 => Json::from(0),
        Number::Amount(d) => Json::from(d.to_string()),
    }
}

/// The names that prose may have in `{{ }}`, in the order of the form: agency and year, figures and the sums
/// of groups, the office's own variables. With a report, what is filled in for each.
///
/// ```
/// use nianbao::form::Form;
/// let names = nianbao::report::names(&Form::standard(), None);
/// assert!(names.contains(&("依申请公开.不予公开.自然人".to_owned(), None)));
/// ```
pub fn names(form: &Form, report: Option<&Report>) -> Vec<(String, Option<String>)> {
    let general = &form.general;
    let zero = |figure: &FigureForm| Figure {
        number: Number::zero(figure.kind),
        remark: None,
        span: None,
        unreadable: false,
    };
    let mut data = Map::new();
    data.insert(
        general.agency.key.clone(),
        report.map_or(Json::Null, |r| Json::from(r.agency.text.as_str())),
    );
    data.insert(general.year.key.clone(), report.map_or(Json::Null, |r| Json::from(r.year.number)));
    match report {
        Some(report) => figures(form, &report.figures, &mut data),
        None => figures(form, &form.figures.iter().map(zero).collect::<Vec<_>>(), &mut data),
    }
    let variables = report.and_then(|report| report.tree.get(&general.variables.key));
    if let Some(Value::Mapping(entries)) = variables.map(|node| &node.value) {
        for (key, value) in entries {
            let value = value.as_str().map_or(Json::Null, Json::from);
            data.entry(key.as_str().unwrap_or_default()).or_insert(value);
        }
    }
    let data = Json::Object(data);
    let value = |name: &str| {
        let json = name.split('.').try_fold(&data, |json, key| json.get(key))?;
        report.and(json.as_str().map(str::to_owned).or_else(|| json.as_i64().map(|n| n.to_string())))
    };
    all_names(&data).into_iter().map(|name| (value(&name), name)).map(|(value, name)| (name, value)).collect()
}

/// The names of all values in the data.
pub(super) fn all_names(data: &Json) -> Vec<String> {
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
    names
}

/// The path from a group of figures down to one of them, for the help of a message: at each level the last
/// figure, which is the total where there is one, or the first group where there are no figures.
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
