//! One report through the whole pipeline and onto the disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::manifest::{self, State};
use super::session::Session;
use super::{Target, WriteError};
use crate::diagnostic::Finding;
use crate::files::ReadError;
use crate::pipeline::inputs::{Input, InputError};
use crate::pipeline::{BuildError, CheckedReport, Format, LastYear, Output, Pipeline};
use crate::printing::About;
use crate::wire;
use crate::yaml::Source;

/// Which outputs are made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rebuild {
    /// Those that are not up to date. What somebody has edited is left alone.
    #[default]
    Changed,
    /// All but those that somebody has edited.
    Unedited,
    /// All; what somebody has edited is first copied to `NAME.bak`.
    All,
}

/// Why a report was not published; what is wrong with its data is in [`Published::findings`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// It, or last year's, cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// An engine failed.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// An output that is there cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An output cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// What became of a data file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Published {
    /// 机关名称, where it can be read.
    pub agency: Option<String>,
    /// 年度, where it can be read.
    pub year: Option<u16>,
    /// The row of a table that the report stands in, from 1.
    pub row: Option<u32>,
    /// What it was compared with.
    pub last_year: LastYear,
    /// Everything found, at the places that the user knows.
    pub findings: Vec<Finding>,
    /// The text that findings may point into.
    pub shown: Option<Arc<Source>>,
    /// Outputs written.
    #[serde(with = "wire::paths")]
    pub written: Vec<PathBuf>,
    /// Outputs that were up to date.
    #[serde(with = "wire::paths")]
    pub current: Vec<PathBuf>,
    /// Outputs left alone because somebody has edited them.
    #[serde(with = "wire::paths")]
    pub kept: Vec<PathBuf>,
    /// Copies of files that were replaced and not this program's own.
    #[serde(with = "wire::paths")]
    pub copies: Vec<PathBuf>,
    /// Outputs for stdout, which the caller writes; they do not leave the process.
    #[serde(skip)]
    pub stdout: Vec<Output>,
    /// What was found forbids outputs.
    pub refused: bool,
}

/// Takes reports to the disk. Shared by all threads.
pub struct Publisher<'a> {
    /// What reads, checks and renders them.
    pub pipeline: &'a Pipeline,
    /// Where the outputs go.
    pub target: &'a Target,
    /// Which of them are made anew.
    pub rebuild: Rebuild,
    session: Session,
}

impl Published {
    /// Whose findings they are.
    pub fn about(&self) -> About<'_> {
        About::default().agency(self.agency.as_deref()).year(self.year).row(self.row)
    }
}

impl<'a> Publisher<'a> {
    /// For one run: what it writes is on the disk when [`finish`](Self::finish) returns.
    pub fn new(pipeline: &'a Pipeline, target: &'a Target, rebuild: Rebuild) -> Self {
        Self { pipeline, target, rebuild, session: Session::default() }
    }

    /// Ends a run: everything it has written is on the disk then, and still where it was written.
    ///
    /// # Errors
    /// The system cannot put something onto the disk, or a folder of outputs is gone.
    pub fn finish(&self) -> Result<(), WriteError> {
        self.session.finish()
    }

    /// Reads, checks and, where something is to be made anew, renders and writes one report: all of its
    /// outputs or none.
    ///
    /// # Errors
    /// See [`PublishError`]; no output was replaced then.
    pub fn publish(&self, input: &Input) -> Result<Published, PublishError> {
        let opened = self.pipeline.open(input)?;
        let previous = self.pipeline.previous(&opened)?;
        let checked = self.pipeline.check(opened, previous);
        let mut published = Published::default();
        if checked.buildable(self.pipeline.on_errors()).is_some() {
            self.make(input, &checked, &mut published)?;
        } else {
            published.refused = true;
        }
        (published.findings, published.shown) = (checked.findings, checked.shown);
        (published.agency, published.year) = (checked.agency, checked.year);
        (published.last_year, published.row) = (checked.last_year, input.row());
        Ok(published)
    }

    /// Renders and writes what is not up to date.
    fn make(
        &self,
        input: &Input,
        checked: &CheckedReport,
        published: &mut Published,
    ) -> Result<(), PublishError> {
        let mut formats = Vec::new();
        for &format in self.pipeline.formats() {
            // How many pictures there are is known when they are made.
            let path = (format != Format::Png).then(|| self.path(input, checked, format.ending())).flatten();
            match (self.state(path.as_deref(), checked, format)?, path) {
                (State::Current, Some(path)) => published.current.push(path),
                (State::Edited, Some(path)) => published.kept.push(path),
                _ => formats.push(format),
            }
        }
        if formats.is_empty() {
            return Ok(());
        }
        let rendered = self.pipeline.render_formats(checked, &formats)?;
        let mut outputs = Vec::new();
        for output in &rendered {
            match self.path(input, checked, &output.ending) {
                None => published.stdout.push(output.clone()),
                Some(path) if self.state(Some(&path), checked, output.format)? == State::Edited => {
                    published.kept.push(path);
                }
                Some(path) => {
                    let fingerprint = self.fingerprint(checked, output.format)?;
                    outputs.push(manifest::Output { path, bytes: &output.bytes, fingerprint });
                }
            }
        }
        published.copies = self.session.publish(&outputs)?;
        published.written = outputs.into_iter().map(|output| output.path).collect();
        Ok(())
    }

    fn path(&self, input: &Input, checked: &CheckedReport, ending: &str) -> Option<PathBuf> {
        self.target.path(input, checked.name.as_deref().unwrap_or_default(), ending)
    }

    fn fingerprint(&self, checked: &CheckedReport, format: Format) -> Result<blake3::Hash, BuildError> {
        self.pipeline.fingerprint(checked, format)
    }

    /// How an output stands, as far as that matters here.
    fn state(
        &self,
        path: Option<&Path>,
        checked: &CheckedReport,
        format: Format,
    ) -> Result<State, PublishError> {
        let Some(path) = path.filter(|_| self.rebuild != Rebuild::All) else { return Ok(State::Missing) };
        let state = manifest::state(path, &self.fingerprint(checked, format)?)?;
        Ok(match (state, self.rebuild) {
            (State::Current, Rebuild::Unedited) => State::Stale,
            (state, _) => state,
        })
    }
}
