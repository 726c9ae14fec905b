//! `nianbao watch`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::args::{Output, WatchArgs};
use super::{Failure, Status, desktop, findings, output};
use crate::files::{self, NamedBy, limits};
use crate::pipeline::inputs::Input;
use crate::pipeline::{BuildOptions, OnErrors, Pipeline};
use crate::printing::human;
use crate::publish::{Publisher, Rebuild, Target};

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
    let pipeline = Pipeline::new(options)?;
    let target = args.out.clone().map_or(Target::Beside, Target::Folder);
    let input = Input::argument(&args.file);
    output::say(&format!("正在看着 {}，存盘后自动生成；按 Ctrl-C 结束", args.file.display()));
    let mut last: Option<Vec<u8>> = None;
    let mut opened = !args.open;
    loop {
        let content = files::read(&args.file, NamedBy::Content, limits::DATA_FILE).ok();
        // An editor may have the file half written, or away for a moment: it is looked at again.
        if content.is_some() && content != last {
            let started = Instant::now();
            match once(&Publisher::new(&pipeline, &target, Rebuild::Unedited), &input) {
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

/// Builds the file once and shows its findings. Returns the outputs that were written.
fn once(publisher: &Publisher<'_>, input: &Input) -> Result<Vec<PathBuf>, Failure> {
    let published = publisher.publish(input)?;
    publisher.finish()?;
    findings::print(&published.findings, published.shown.as_deref(), Output::Human)?;
    if !published.findings.is_empty() {
        output::say(&human::summary(&published.findings));
    }
    for path in &published.kept {
        output::say(&format!(
            "{} 生成后被人工改过，没有覆盖；先移走它，或用 nianbao build --force",
            path.display()
        ));
    }
    Ok(published.written)
}
