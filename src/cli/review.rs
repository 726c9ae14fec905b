//! `nianbao review`.

use std::num::NonZeroUsize;

use super::args::ReviewArgs;
use super::{Failure, Status, build, output, previous};
use crate::pipeline::Pipeline;
use crate::review::{PAGE, Review, ReviewOptions, ReviewedReport, Standing, WORKBOOK, review};

/// How many reports a list of the summary names.
const MAX_LISTED: usize = 20;

/// Reviews a folder of received reports. What was found stands in the files that are written; what is printed
/// says how it went.
pub fn run(args: &ReviewArgs) -> Result<Status, Failure> {
    if !args.inbox.is_dir() {
        let inbox = args.inbox.display();
        return Err(Failure::Because(format!("{inbox} 不是文件夹：把收到的报告放在一个文件夹里再审核")));
    }
    let real = |path: &std::path::Path| std::fs::canonicalize(path).ok();
    if real(&args.inbox) == real(&args.out) {
        return Err(Failure::Because("-o 要写另一个文件夹，不能就是收到的报告所在的文件夹".to_owned()));
    }
    let forms = &args.form.templates()?.forms;
    let mut options = ReviewOptions::new(&args.inbox, &args.out);
    options.parent = args.parts_of.clone();
    options.agencies = args.list.clone();
    options.marks = args.verified.clone();
    options.date = build::epoch()?;
    options.jobs = args.jobs.or(std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let pipeline = Pipeline::checks_only().with_forms(forms.clone());
    // In an inbox of one report, too, last year's is that of its agency.
    let inbox = [args.inbox.clone()];
    let pipeline = previous::attach(pipeline, &inbox, &args.previous, usize::MAX, output::notice)?;
    let mut bar = Progress::new();
    let outcome = review(&options, pipeline, |done, count| bar.step(done, count));
    bar.end();
    let outcome = outcome?;
    say(&outcome, args);
    Ok(status(&outcome))
}

/// As `check`: a report that cannot be read is the worst; errors, missing reports and contradicting ones are
/// findings.
fn status(review: &Review) -> Status {
    let of = |report: &ReviewedReport| match report.standing {
        Standing::Unread => Status::Failed,
        Standing::Counted | Standing::SameAs(_) if report.counts().0 == 0 => Status::Clean,
        _ => Status::Findings,
    };
    let missing = match &review.missing {
        Some(missing) if !missing.is_empty() => Status::Findings,
        _ => Status::Clean,
    };
    let all = review.reports.iter().chain(&review.parent);
    all.map(of).fold(missing, Status::max)
}

fn say(review: &Review, args: &ReviewArgs) {
    for refused in &review.marks.refused {
        output::say(&format!("提示：{refused}"));
    }
    let unread = review.reports.iter().filter(|report| report.standing == Standing::Unread);
    let unread: Vec<String> = unread
        .map(|r| format!("{}：{}", r.place, r.error.as_deref().unwrap_or("读不出机关名称，或不是年度报告")))
        .collect();
    list("读不了", "份", &unread);
    let missing = review.missing.iter().flatten().map(|missing| missing.agency.name.clone());
    list("没有收到", "个机关的报告", &missing.collect::<Vec<_>>());
    if !review.kept.is_empty() {
        let names: Vec<String> = review.kept.iter().map(|path| path.display().to_string()).collect();
        output::notice(format!(
            "输出文件夹里有人工改过的文件，原样另存为：\n  {}",
            names.iter().take(MAX_LISTED).map(String::as_str).collect::<Vec<_>>().join("\n  ")
        ));
    }
    output::remark(&review.summary().join("，"));
    let commented = match review.commented.len() {
        0 => String::new(),
        count => format!(
            "；{count} 份 Word 报告加了批注，在 {}",
            args.out.join(crate::review::COMMENTED).display()
        ),
    };
    output::remark(&format!(
        "已写好 {} 和 {}{commented}",
        args.out.join(PAGE).display(),
        args.out.join(WORKBOOK).display()
    ));
}

/// Lists what must be known, up to a number.
fn list(what: &str, unit: &str, names: &[String]) {
    if names.is_empty() {
        return;
    }
    output::say(&format!("{what} {} {unit}：", names.len()));
    for name in names.iter().take(MAX_LISTED) {
        output::say(&format!("  {name}"));
    }
    if let Some(more) = names.len().checked_sub(MAX_LISTED).filter(|more| *more > 0) {
        output::say(&format!("  …还有 {more} {unit}，见 {PAGE}"));
    }
}

/// A bar on a terminal.
struct Progress(Option<indicatif::ProgressBar>);

impl Progress {
    fn new() -> Self {
        use std::io::IsTerminal;
        let shown = std::io::stderr().is_terminal() && !output::is_quiet();
        let style = indicatif::ProgressStyle::with_template("审核 {pos}/{len} {bar:30}");
        let bar = style.map(|style| indicatif::ProgressBar::new(0).with_style(style));
        Self(bar.ok().filter(|_| shown))
    }

    fn step(&mut self, done: usize, count: usize) {
        if let Some(bar) = &self.0 {
            bar.set_length(count as u64);
            bar.set_position(done as u64);
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
