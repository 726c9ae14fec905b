//! `nianbao build`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value as Json, json};

use super::args::{BuildArgs, Output};
use super::{Failure, Status, check, inputs, output};
use crate::build::{BuildOptions, Builder, Built, Format, OnErrors, file_name, write_all};
use crate::check::CheckOptions;
use crate::diagnostic::{human, json};
use crate::fonts::FontOptions;
use crate::render::docx::{Controls, DocxOptions};
use crate::render::pdf::PdfOptions;
use crate::report;

/// Where outputs go.
enum Target {
    /// Beside each data file.
    Beside,
    /// Into this folder.
    Folder(PathBuf),
    /// The one output of the one data file, to this file.
    File(PathBuf),
    /// The one output of the one data file, to stdout.
    Stdout,
}

/// Builds every file; a bad one stops none of the others.
pub fn run(args: &BuildArgs) -> Result<Status, Failure> {
    let files = inputs::expand(&args.files)?;
    let (target, formats) = target(args, &files)?;
    if files.len() > 1 {
        refuse_clashes(&files, &target)?;
    }
    let builder = Builder::new(options(args, formats)?)?;
    for notice in builder.fonts().notices() {
        output::say(&format!("提示：{notice}"));
    }
    let mut status = Status::Clean;
    for file in &files {
        let started = Instant::now();
        let outcome = one(&builder, file, &target, args);
        let ms = started.elapsed().as_secs_f64() * 1000.0;
        status = status.max(tell(file, outcome, ms, args.mode)?);
    }
    Ok(status)
}

fn options(args: &BuildArgs, formats: Vec<Format>) -> Result<BuildOptions, Failure> {
    Ok(BuildOptions {
        formats,
        on_errors: if args.draft { OnErrors::Draft } else { OnErrors::Refuse },
        fonts: FontOptions { paths: args.font_path.clone(), system: !args.no_system_fonts, ..FontOptions::default() },
        pdf: match &args.pdf_standard {
            Some(standards) => PdfOptions { standards: standards.iter().flatten().copied().collect(), ..PdfOptions::default() },
            None => PdfOptions::default(),
        },
        docx: DocxOptions::default().controls(if args.controls { Controls::Figures } else { Controls::None }),
        date: epoch()?,
    })
}

/// The date of SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/), in UTC.
fn epoch() -> Result<Option<(u16, u8, u8)>, Failure> {
    let Some(text) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|t| !t.is_empty()) else { return Ok(None) };
    let seconds = text.to_str().and_then(|t| t.parse::<i64>().ok());
    let date = seconds.and_then(|s| time::OffsetDateTime::from_unix_timestamp(s).ok());
    let date = date.and_then(|d| Some((u16::try_from(d.year()).ok()?, u8::from(d.month()), d.day())));
    date.map(Some).ok_or_else(|| Failure(format!("环境变量 SOURCE_DATE_EPOCH 应当是秒数，这里是“{}”", text.to_string_lossy())))
}

fn target(args: &BuildArgs, files: &[PathBuf]) -> Result<(Target, Vec<Format>), Failure> {
    let mut formats = args.to.clone();
    formats.dedup();
    let Some(place) = &args.out else { return Ok((Target::Beside, formats)) };
    if place.as_os_str() == "-" {
        if files.len() != 1 || formats.len() != 1 || formats == [Format::Png] {
            return Err(Failure("写到标准输出时，只能有一份数据文件和一种格式，例如 --to pdf -o -".into()));
        }
        return Ok((Target::Stdout, formats));
    }
    let name = place.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_lowercase();
    // The longest ending counts: x.fragment.html is a fragment.
    let named =
        Format::ALL.iter().copied().filter(|f| *f != Format::Png && name.ends_with(f.ending())).max_by_key(|f| f.ending().len());
    match named {
        Some(format) if !place.is_dir() => {
            if files.len() > 1 {
                return Err(Failure(format!("有 {} 份数据文件，-o 应当是文件夹，不能是 {}", files.len(), place.display())));
            }
            if !matches!(formats.as_slice(), [] | [_]) || formats.first().is_some_and(|f| *f != format) {
                return Err(Failure(format!("-o {} 只能写一种格式，与 --to 不符", place.display())));
            }
            Ok((Target::File(place.clone()), vec![format]))
        }
        _ => Ok((Target::Folder(place.clone()), formats)),
    }
}

/// The folder that the outputs of a data file go into.
fn folder<'a>(target: &'a Target, file: &'a Path) -> &'a Path {
    match target {
        Target::Folder(folder) => folder,
        _ => file.parent().unwrap_or(Path::new("")),
    }
}

/// Two data files whose outputs would have the same name: nothing is written at all.
fn refuse_clashes(files: &[PathBuf], target: &Target) -> Result<(), Failure> {
    let mut names: BTreeMap<(PathBuf, String), Vec<&PathBuf>> = BTreeMap::new();
    for file in files {
        let Ok(Ok(source)) = inputs::open(file) else { continue };
        if let (Some(report), findings) = report::read(source)
            && !findings.iter().any(|f| report::FATAL.contains(&f.rule))
        {
            // File systems of Windows and macOS do not tell cases apart.
            let key = (folder(target, file).to_path_buf(), file_name(&report).to_lowercase());
            names.entry(key).or_default().push(file);
        }
    }
    let clashes: Vec<String> = names
        .values()
        .filter(|files| files.len() > 1)
        .map(|files| files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join("、"))
        .collect();
    if clashes.is_empty() {
        return Ok(());
    }
    Err(Failure(format!("下列数据文件的机关名称和年度相同，生成的文件会互相覆盖，没有写任何文件：\n  {}", clashes.join("\n  "))))
}

/// What became of a file, and what was written.
struct Done {
    built: Built,
    source: Option<std::sync::Arc<crate::source::Source>>,
    written: Vec<PathBuf>,
}

fn one(builder: &Builder, file: &Path, target: &Target, args: &BuildArgs) -> Result<Done, Failure> {
    let source = match inputs::open(file)? {
        Ok(source) => source,
        Err(finding) => {
            let built = Built { findings: vec![*finding], waived: Vec::new(), outputs: Vec::new(), name: None };
            return Ok(Done { built, source: None, written: Vec::new() });
        }
    };
    let (report, findings) = report::read(source.clone());
    let Some(report) = report else {
        let built = Built { findings, waived: Vec::new(), outputs: Vec::new(), name: None };
        return Ok(Done { built, source: Some(source), written: Vec::new() });
    };
    let previous = inputs::previous(args.previous.as_deref(), &report)?;
    let built = builder.build_report(&report, findings, &CheckOptions { previous: previous.as_ref() })?;
    let mut written = Vec::new();
    if let Some(name) = &built.name {
        if let (Target::Stdout, [only]) = (target, built.outputs.as_slice()) {
            output::data(&only.bytes)?;
        } else {
            let path = |ending: &str| match target {
                Target::File(path) => path.clone(),
                _ => folder(target, file).join(format!("{name}{ending}")),
            };
            let files: Vec<(PathBuf, &[u8])> = built.outputs.iter().map(|o| (path(&o.ending), o.bytes.as_slice())).collect();
            write_all(&files)?;
            written = files.into_iter().map(|(path, _)| path).collect();
        }
    }
    Ok(Done { built, source: Some(source), written })
}

/// Prints what became of a file.
fn tell(file: &Path, outcome: Result<Done, Failure>, ms: f64, mode: Output) -> Result<Status, Failure> {
    let name = file.display().to_string();
    let (status, word) = match &outcome {
        Err(_) => (Status::Failed, "failed"),
        Ok(done) => {
            let built = !done.built.outputs.is_empty();
            (check::verdict(&done.built.findings, false), if built { "built" } else { "failed" })
        }
    };
    if mode == Output::Json {
        let (outputs, findings, error) = match &outcome {
            Ok(done) => (paths(&done.written), json::values(&done.built.findings)?, None),
            Err(Failure(message)) => (Vec::new(), Vec::new(), Some(message.as_str())),
        };
        let ms = (ms * 10.0).round() / 10.0;
        let mut line = json!({"input": name, "status": word, "outputs": outputs, "findings": findings, "ms": ms});
        if let Some(message) = error {
            line["error"] = Json::from(message);
        }
        output::data(format!("{line}\n").as_bytes())?;
        return Ok(status);
    }
    match outcome {
        Err(Failure(message)) => output::say(&format!("错误：{name}：{message}")),
        Ok(done) => {
            check::print(&done.built.findings, done.source.as_deref(), mode)?;
            if !done.built.findings.is_empty() {
                output::say(&format!("{name}：{}", human::summary(&done.built.findings)));
            }
            if done.built.outputs.is_empty() {
                output::say(&format!("{name}：有错误，没有生成。改正后再试；要先看样子，加 --draft"));
            }
            for path in &done.written {
                output::say(&format!("已生成 {}", path.display()));
            }
        }
    }
    Ok(status)
}

fn paths(written: &[PathBuf]) -> Vec<String> {
    written.iter().map(|p| p.display().to_string()).collect()
}
