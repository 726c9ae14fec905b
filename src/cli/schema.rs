//! `nianbao schema`.

use super::args::SchemaArgs;
use super::{Failure, Status, output};
use crate::form::{Form, Forms};

/// Prints the JSON Schema of a format.
pub fn run(args: &SchemaArgs) -> Result<Status, Failure> {
    let form = form(&args.format)?;
    let text = serde_json::to_string_pretty(&form.schema(&Forms::built_in()))?;
    output::data(format!("{text}\n").as_bytes()).map(|()| Status::Clean)
}

/// A built-in format by name.
pub fn form(name: &str) -> Result<std::sync::Arc<Form>, Failure> {
    Form::of(name).ok_or_else(|| {
        Failure(format!("没有“{name}”这种格式，可以写：{}", Form::names().collect::<Vec<_>>().join("、")))
    })
}
