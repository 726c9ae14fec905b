//! `nianbao watch`.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::args::{Output, WatchArgs};
use super::{Failure, Status, check, desktop, output};
use crate::diagnostic::Finding;
use crate::pipeline::inputs;
use crate::pipeline::{BuildOptions, Builder, OnErrors};
use crate::printing::human;
use crate::publish::manifest::{self, State};
use crate::report;
use crate::rules::CheckOptions;

/// How often the file is looked at. Reading it anew works on every file system, and for editors that replace
/// the file instead of writing into it.
const INTERVAL: Duration = Duration::from_millis(300);

/// Builds the file whenever its content changes; errors are shown and the last good outputs stay. Ends with
/// Ctrl-C.
pub fn run(args: &WatchArgs) -> Result<Status, Failure> {
    let options = BuildOptions {
        formats: args.to.clone(),
        on_errors: if args.draft { OnErrors::Draft } else { OnErrors::Refuse },
        fonts: args.look.faces.options(),
        templates: args.look.templates()?,
        ..BuildOptions::default()
    };
    let builder = Builder::new(options)?;
    output::say(&format!("正在看着 {}，存盘后自动生成；按 Ctrl-C 结束", args.file.display()));
    let mut last: Option<Vec<u8>> = None;
    let mut opened = !args.open;
    loop {
        let content = std::fs::read(&args.file).ok();
        // An editor may have the file half written, or away for a moment: it is looked at again.
        if content.is_some() && content != last {
            let started = Instant::now();
            match once(&builder, &args.file, args.out.as_deref()) {
                Ok(written) => {
                    let ms = started.elapsed().as_millis();
                    for path in &written {
                        output::say(&format!("已生成 {}（{ms} 毫秒）", path.display()));
                    }
                    if let (false, Some(first)) = (opened, written.first()) {
                        desktop::open(first);
                        opened = true;
                    }
                }
                Err(Failure(message)) => output::say(&format!("错误：{message}")),
            }
            last = content;
        }
        std::thread::sleep(INTERVAL);
    }
}

fn once(builder: &Builder, file: &Path, out: Option<&Path>) -> Result<Vec<PathBuf>, Failure> {
    let source = inputs::open(file)?;
    let (source, built) = match source {
        Err(finding) => return show(&[*finding], None).map(|()| Vec::new()),
        Ok(source) => {
            let (report, findings) = report::read(source.clone());
            let Some(report) = report else { return show(&findings, Some(&source)).map(|()| Vec::new()) };
            let previous = inputs::previous(None, &report)?;
            let built = builder.build_report(
                &report,
                findings,
                &CheckOptions { previous: previous.as_ref(), ..CheckOptions::default() },
            )?;
            (source, built)
        }
    };
    show(&built.findings, Some(&source))?;
    let Some(name) = &built.name else { return Ok(Vec::new()) };
    let folder = out.or(file.parent()).unwrap_or(Path::new(""));
    let mut outputs = Vec::new();
    for output in &built.outputs {
        let (path, recipe) =
            (folder.join(format!("{name}{}", output.ending)), builder.recipe(&source, None, output.format));
        if manifest::state(&path, &recipe).is_ok_and(|state| state == State::Edited) {
            super::output::say(&format!(
                "{} 生成后被人工改过，没有覆盖；先移走它，或用 nianbao build --force",
                path.display()
            ));
            continue;
        }
        outputs.push(manifest::Output { path, bytes: &output.bytes, recipe });
    }
    manifest::publish(&outputs)?;
    Ok(outputs.into_iter().map(|output| output.path).collect())
}

fn show(findings: &[Finding], source: Option<&crate::yaml::Source>) -> Result<(), Failure> {
    check::print(findings, source, Output::Human)?;
    if !findings.is_empty() {
        output::say(&human::summary(findings));
    }
    Ok(())
}
