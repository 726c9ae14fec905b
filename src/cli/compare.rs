//! `nianbao compare`.

use std::path::Path;

use super::args::{CompareArgs, Comparing};
use super::{Failure, Status, import, output};
use crate::compare::{self, compare};
use crate::layout::Layout;
use crate::pipeline::inputs;
use crate::publish::write_all;
use crate::report::{self, Report};
use crate::templates::LAYOUT;
use crate::yaml::Source;

/// Compares two reports. Differences are no error.
pub fn run(args: &CompareArgs) -> Result<Status, Failure> {
    let (before, after) = (side(&args.before)?, side(&args.after)?);
    let bytes = match args.to {
        Comparing::Text => compare(&before, &after).to_text().into_bytes(),
        Comparing::Json => {
            format!("{}\n", serde_json::to_string_pretty(&compare(&before, &after))?).into_bytes()
        }
        Comparing::Docx => {
            compare::docx(&before, &after, &Layout::parse(LAYOUT)?, &compare::Tracked::default())?
        }
    };
    match args.out.as_deref().filter(|p| p.as_os_str() != "-") {
        None => output::data(&bytes)?,
        Some(out) => {
            write_all(&[(out.to_path_buf(), &bytes)])?;
            output::say(&format!("已写好 {}", out.display()));
        }
    }
    Ok(Status::Clean)
}

/// One side: a data file, or anything that can be imported. Its errors do not matter here: what it says is
/// compared.
fn side(file: &Path) -> Result<Report, Failure> {
    let source = match import::extension(file).as_str() {
        "docx" | "html" | "htm" | "txt" => {
            let text = import::read(file)?.to_yaml();
            Source::new(file.display().to_string(), text).into()
        }
        _ => inputs::open(file)?.map_err(|f| Failure(format!("{}：{}", file.display(), f.message)))?,
    };
    let (report, findings) = report::read(source);
    let fatal = findings.iter().find(|f| report::FATAL.contains(&f.rule));
    match (report, fatal) {
        (Some(report), None) => Ok(report),
        (_, Some(finding)) => Err(Failure(format!("{}：{}", file.display(), finding.message))),
        (None, None) => Err(Failure(format!("{} 不是一份报告的数据", file.display()))),
    }
}
