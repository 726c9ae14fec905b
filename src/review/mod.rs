//! Received reports, as the superior office gets them: every one checked and matched with last year's, the
//! outcome as one page, one workbook and comments in the Word files.
//!
//! ```text
//! 收件夹/ ─ inbox ─▶ files ─ pipeline ─▶ ReviewedReport ─┬─ standing ─▶ missing, sums ─ page ────▶ 审核结果.html
//! 审核结果.xlsx of the last run ─ marks ──────▲           │                          └─ workbook ─▶ 审核结果.xlsx
//!                                                        └─ comments ────────────────────────────▶ 批注/….docx
//! ```
//!
//! Reports are opened on several threads, and only what the outcome says of them is kept. The marks 已核实 that
//! somebody has put into the workbook of the last run go into the next one.

mod agencies;
pub mod comments;
mod finding;
mod inbox;
mod marks;
mod page;
mod reviewed;
mod standing;
mod workbook;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub use agencies::Agency;
pub use finding::ReviewedFinding;
pub use marks::{Mark, Marks};
pub use reviewed::{Figures, ReviewedReport, Standing};
pub use standing::{Missing, Total};

use self::comments::Author;
use self::inbox::Found;
use self::standing::Parent;
use crate::date::Date;
use crate::files::{FolderError, ReadError, Walk};
use crate::form::Form;
use crate::pipeline::Pipeline;
use crate::pipeline::inputs::{Input, InputError};
use crate::publish::workers::in_order;
use crate::publish::{CommandOutputs, WriteError};
use crate::report::Sum;
use crate::spreadsheet::TableError;

/// The name of the page, in the folder of the outputs.
pub const PAGE: &str = "审核结果.html";
/// The name of the workbook.
pub const WORKBOOK: &str = "审核结果.xlsx";
/// The folder of the Word files with comments.
pub const COMMENTED: &str = "批注";

/// Under this name the outputs are known to the manifest.
const COMMAND: &str = "review";
/// The author of the comments.
const AUTHOR: (&str, &str) = ("年报核对", "核");

/// What is reviewed, and where the outcome goes.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReviewOptions {
    /// The folder of received reports.
    pub inbox: PathBuf,
    /// The folder of the outputs.
    pub out: PathBuf,
    /// The report that the received ones sum up to.
    pub parent: Option<PathBuf>,
    /// The list of agencies that have to report.
    pub agencies: Option<PathBuf>,
    /// The workbook with the marks 已核实; that of the last run in the folder of the outputs where none is
    /// named.
    pub marks: Option<PathBuf>,
    /// The day of the comments; they have none otherwise.
    pub date: Option<Date>,
    /// How many threads open reports.
    pub jobs: NonZeroUsize,
}

impl ReviewOptions {
    /// A review of a folder into another one, on one thread.
    pub fn new(inbox: impl Into<PathBuf>, out: impl Into<PathBuf>) -> Self {
        Self {
            inbox: inbox.into(),
            out: out.into(),
            parent: None,
            agencies: None,
            marks: None,
            date: None,
            jobs: NonZeroUsize::MIN,
        }
    }
}

/// Why nothing is reviewed, or the outcome not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewError {
    /// The inbox cannot be walked through.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The inbox has no files.
    #[error("{} 里没有文件；把收到的报告放进去再审核", .0.display())]
    EmptyInbox(PathBuf),
    /// The parent's report cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The parent's file is no report.
    #[error("{} 里读不出报告，没有审核：先用 nianbao check 核对它", .0.display())]
    NoParent(PathBuf),
    /// The list of agencies cannot be read.
    #[error(transparent)]
    List(#[from] ReadError),
    /// The list names nobody.
    #[error("名单 {} 里没有机关名称；每行写一个机关，或用表格，列名写“机关名称”", .0.display())]
    EmptyList(PathBuf),
    /// A list or the workbook with marks cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The workbook cannot be made.
    #[error("工作簿做不出来：{0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// An output cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// What a review has found.
#[derive(Debug)]
#[non_exhaustive]
pub struct Review {
    /// The received reports in the order of their files.
    pub reports: Vec<ReviewedReport>,
    /// The year that they are of; none where no year could be read.
    pub year: Option<u16>,
    /// The agencies of the list that have sent nothing; none without a list.
    pub missing: Option<Vec<Missing>>,
    /// The received reports of agencies that are not on the list, by their number.
    pub unlisted: Vec<usize>,
    /// The form of the sums; none where no report counts.
    pub form: Option<Arc<Form>>,
    /// The sums, figure by figure.
    pub totals: Vec<Total>,
    /// The parent's report with its findings, where one was named.
    pub parent: Option<ReviewedReport>,
    /// The marks that were in force.
    pub marks: Marks,
    /// The Word files with comments, by the number of their report.
    pub commented: Vec<(usize, PathBuf)>,
    /// Copies of files in the folder of the outputs that somebody has changed.
    pub kept: Vec<PathBuf>,
}

impl Review {
    /// Short statements on the whole: how many reports there are, how they stand, who has sent none.
    pub fn summary(&self) -> Vec<String> {
        let of = |wanted: fn(&ReviewedReport) -> bool| self.reports.iter().filter(|r| wanted(r)).count();
        let is_usable =
            |report: &ReviewedReport| matches!(report.standing, Standing::Counted | Standing::SameAs(_));
        let parts = [
            ("读不了", of(|report| report.standing == Standing::Unread)),
            ("年度或格式不符", of(|r| matches!(r.standing, Standing::OtherYear | Standing::OtherForm))),
            ("重复而数据不同", of(|report| matches!(report.standing, Standing::Conflict(_)))),
            ("有错误", of(|report| report.counts().0 > 0)),
            ("只有警告", of(|report| report.counts().0 == 0 && report.counts().1 > 0)),
            ("没有问题", self.reports.iter().filter(|r| is_usable(r) && r.counts() == (0, 0)).count()),
        ];
        let mut summary = vec![format!("共收到 {} 份", self.reports.len())];
        let there = parts.into_iter().filter(|(_, count)| *count > 0);
        summary.extend(there.map(|(what, count)| format!("{what} {count} 份")));
        summary.extend(self.missing.as_ref().map(|missing| format!("没有收到 {} 个机关", missing.len())));
        let verified =
            |report: &ReviewedReport| report.findings.iter().filter(|f| f.verified.is_some()).count();
        let verified: usize = self.parent.iter().chain(&self.reports).map(verified).sum();
        summary.extend((verified > 0).then(|| format!("已核实、不再报 {verified} 条")));
        summary
    }

    /// The reports that count.
    pub fn counted(&self) -> usize {
        self.reports.iter().filter(|report| report.standing == Standing::Counted).count()
    }

    /// Whether the sums lack a report: one that does not count and is no copy of another, or one not
    /// received.
    pub fn lacks_reports(&self) -> bool {
        let lacks =
            |report: &ReviewedReport| !matches!(report.standing, Standing::Counted | Standing::SameAs(_));
        self.reports.iter().any(lacks) || self.missing.as_ref().is_some_and(|missing| !missing.is_empty())
    }
}

/// Reviews a folder of received reports and writes the outcome. `progress` is called after each report with
/// how many are done, and of how many.
///
/// # Errors
/// See [`ReviewError`]. A report that cannot be read is no error: the outcome says so.
pub fn review(
    options: &ReviewOptions,
    pipeline: Pipeline,
    progress: impl FnMut(usize, usize),
) -> Result<Review, ReviewError> {
    let task = Task::new(options, &pipeline)?;
    let mut outputs = CommandOutputs::new(COMMAND);
    let (reports, commented) = task.receive(&pipeline, &mut outputs, progress)?;
    let mut review = task.settle(reports, commented);
    if let Some((path, _)) = &task.parent {
        review.parent = Some(task.check_parent(&review, path, pipeline));
    }
    task.remove_stale(&outputs, &review)?;
    review.marks = task.marks;
    outputs.write(&options.out.join(WORKBOOK), &workbook::write(&review)?)?;
    outputs.write(&options.out.join(PAGE), page::page(&review, options).as_bytes())?;
    review.kept = outputs.finish()?;
    Ok(review)
}

/// The Word files with comments, by the number of their report.
type CommentedFiles = Vec<(usize, PathBuf)>;

/// What a review needs before it opens the first report.
struct Task<'o> {
    options: &'o ReviewOptions,
    marks: Marks,
    list: Option<Vec<Agency>>,
    parent: Option<(&'o Path, Parent)>,
    found: Vec<Found>,
    author: Author,
}

impl<'o> Task<'o> {
    fn new(options: &'o ReviewOptions, pipeline: &Pipeline) -> Result<Self, ReviewError> {
        let forms = pipeline.forms();
        let list = options.agencies.as_deref().map(|list| agencies::read(list, forms)).transpose()?;
        let parent = options.parent.as_deref().map(|path| parent(path, pipeline)).transpose()?;
        let named = [&options.agencies, &options.parent, &options.marks];
        let mut apart: Vec<&Path> = named.into_iter().filter_map(|path| path.as_deref()).collect();
        apart.push(&options.out);
        let found = inbox::files(&options.inbox, &apart, forms)?;
        if found.is_empty() {
            return Err(ReviewError::EmptyInbox(options.inbox.clone()));
        }
        let mut author = Author::new(AUTHOR.0, AUTHOR.1);
        author.date = options.date;
        Ok(Self { options, marks: marks(options)?, list, parent, found, author })
    }

    /// Opens and checks all reports, and writes the Word files with comments as they come.
    fn receive(
        &self,
        pipeline: &Pipeline,
        outputs: &mut CommandOutputs,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<(Vec<ReviewedReport>, CommentedFiles), WriteError> {
        let (mut reports, mut commented) = (Vec::new(), Vec::new());
        let work = |number: usize| reviewed::review(&self.found[number], pipeline, &self.marks, &self.author);
        let (count, jobs) = (self.found.len(), self.options.jobs);
        in_order(count, jobs, &AtomicBool::new(false), work, |number, outcome| {
            let found = &self.found[number];
            let outcome = outcome.unwrap_or_else(|panic| reviewed::unread(found, panic.to_string()));
            let path = self.options.out.join(COMMENTED).join(&found.place);
            if let Some(bytes) = &outcome.commented {
                outputs.write(&path, bytes)?;
                commented.push((number, path));
            }
            reports.push(outcome.report);
            progress(number + 1, count);
            Ok::<(), WriteError>(())
        })?;
        Ok((reports, commented))
    }

    /// Removes what the last run has written for reports that are no longer there, or in which nothing was
    /// found this time.
    fn remove_stale(&self, outputs: &CommandOutputs, review: &Review) -> Result<(), ReviewError> {
        let folder = self.options.out.join(COMMENTED);
        if !folder.is_dir() {
            return Ok(());
        }
        let walk = Walk {
            is_wanted: &|_| true,
            enter_folders: true,
            follow_links: false,
            skip_hidden: true,
            skip_unreadable: true,
        };
        let written: BTreeSet<&Path> = review.commented.iter().map(|(_, path)| path.as_path()).collect();
        for path in walk.files(&folder)? {
            if !written.contains(path.as_path()) {
                outputs.remove(&path)?;
            }
        }
        Ok(())
    }

    /// Puts the reports beside each other.
    fn settle(&self, mut reports: Vec<ReviewedReport>, commented: CommentedFiles) -> Review {
        let parent = self.parent.as_ref().map(|(_, parent)| parent);
        let year = standing::year(&reports, parent);
        let form = standing::form(&reports, year, parent);
        standing::settle(&mut reports, year, form.as_deref());
        let missing = self.list.as_ref().map(|list| standing::missing(list, &reports, year));
        let unlisted = self.list.as_ref().map(|list| standing::unlisted(list, &reports)).unwrap_or_default();
        let totals = form.as_ref().map(|form| standing::totals(&reports, form, parent)).unwrap_or_default();
        Review {
            reports,
            year,
            missing,
            unlisted,
            totals,
            form,
            parent: None,
            marks: Marks::default(),
            commented,
            kept: Vec::new(),
        }
    }

    /// Checks the parent's report, against the sums too where no report is lacking: else they must differ,
    /// and the page shows by how much.
    fn check_parent(&self, review: &Review, path: &Path, pipeline: Pipeline) -> ReviewedReport {
        let is_whole = !review.lacks_reports() && review.totals.iter().all(|total| total.unread == 0);
        let sum = || {
            let numbers = review.totals.iter().map(|total| total.sum).collect();
            Some(Sum::from_numbers(review.form.clone()?, review.year?, review.counted(), numbers))
        };
        let pipeline = pipeline.with_parts(sum().filter(|_| is_whole));
        let found = Found {
            place: path.display().to_string(),
            path: path.to_path_buf(),
            input: Ok(Input::any(path)),
        };
        reviewed::review(&found, &pipeline, &self.marks, &self.author).report
    }
}

/// The marks of a review: those of the workbook that is named, or of the last run's.
fn marks(options: &ReviewOptions) -> Result<Marks, TableError> {
    let last = options.out.join(WORKBOOK);
    match &options.marks {
        Some(workbook) => Marks::read(workbook),
        None if last.exists() => Marks::read(&last),
        None => Ok(Marks::default()),
    }
}

/// The parent's report.
fn parent<'p>(path: &'p Path, pipeline: &Pipeline) -> Result<(&'p Path, Parent), ReviewError> {
    let report = pipeline.open(&Input::any(path))?.report;
    let report = report.ok_or_else(|| ReviewError::NoParent(path.to_path_buf()))?;
    Ok((path, Parent::of(&report)))
}
