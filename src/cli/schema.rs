//! `nianbao schema`.

use std::sync::Arc;

use super::args::SchemaArgs;
use super::{Failure, Status, output};
use crate::form::{Form, Forms};

/// Prints the JSON Schema of a format.
pub fn run(args: &SchemaArgs) -> Result<Status, Failure> {
    let forms = args.form.templates()?.forms;
    let form = form(args.format.as_deref(), &forms)?;
    let text = serde_json::to_string_pretty(&form.schema(&forms))?;
    output::data(format!("{text}\n").as_bytes()).map(|()| Status::Clean)
}

/// The form of a format by name; that of the template folder, else the default one, where none is named.
pub fn form(name: Option<&str>, forms: &Forms) -> Result<Arc<Form>, Failure> {
    let Some(name) = name else { return Ok(forms.preferred()) };
    forms.of(name).ok_or_else(|| {
        Failure::Because(format!(
            "没有“{name}”这种格式，可以写：{}",
            forms.names().collect::<Vec<_>>().join("、")
        ))
    })
}
