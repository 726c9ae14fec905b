//! The reports of `--previous`, by agency and year.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::list;
use crate::diagnostic::Finding;
use crate::files::NamedBy;
use crate::form::{Forms, normal_label};
use crate::pipeline::inputs::{self, Input, InputError, InputText};
use crate::report::{self, Identity, Report};

/// What a file that is named alone is for, in messages.
const WHAT: &str = "上年数据 ";

/// Reports of last year that a run may compare with. Made once, shared by all threads; see the module above.
#[derive(Default)]
pub struct PastReports {
    reports: Vec<PastReport>,
    /// The reports of agencies by each of their names, and by year.
    by_name: BTreeMap<String, BTreeMap<u16, Vec<usize>>>,
    /// The reports that a list gives to an agency, by its name.
    assigned: BTreeMap<String, Vec<usize>>,
    /// Files that do not say whose they are.
    unknown: Vec<String>,
    /// The only argument is a single file.
    is_one_file: bool,
    /// The one file is last year's of whatever is checked.
    is_for_all: bool,
}

/// A report of last year.
pub(super) struct PastReport {
    content: Content,
    identity: Identity,
    /// The normal names of the agencies that a list gives it to.
    assigned_to: Vec<String>,
}

/// Where the text of a report is.
enum Content {
    /// In memory: a single file of the command line, which may be a pipe.
    Kept(Arc<InputText>),
    /// On the disk, or in a table.
    Input(Input),
}

/// What was found for a report.
pub(super) enum Found<'a> {
    Nothing,
    One(&'a PastReport),
    /// The names of all that could be it.
    Several(Vec<String>),
}

impl PastReports {
    /// Reads whose reports these are: data files, folders, patterns, tables, and lists (`.txt`), whose lines
    /// are one of these each, or the name of an agency, a comma or a tab, and its file.
    ///
    /// # Errors
    /// A folder, list, table or a file that is named alone cannot be read, or it does not say whose it is.
    pub fn open(arguments: &[PathBuf], forms: &Forms) -> Result<Self, InputError> {
        let mut past = Self::default();
        for argument in arguments {
            if list::is_list(argument, forms) {
                for line in list::read(argument)? {
                    past.add_all((&line.path, NamedBy::Content), line.agency.as_deref(), forms)?;
                }
            } else if is_single(argument) {
                past.add_file(argument, forms)?;
                past.is_one_file = arguments.len() == 1;
            } else {
                past.add_all((argument, NamedBy::CommandLine), None, forms)?;
            }
        }
        Ok(past)
    }

    /// For a run over so many reports. In a run over one, a single file is meant to be last year's of that
    /// one, and it is an error (N209) if it is not. In a run over many it can be that of one of them only.
    pub fn for_reports(self, count: usize) -> Self {
        Self { is_for_all: self.is_one_file && count == 1, ..self }
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty() && self.unknown.is_empty()
    }

    /// How many there are whose agency and year are known.
    pub fn len(&self) -> usize {
        self.reports.len()
    }

    /// Whose they are and of which years, in the order in which they were given.
    pub fn identities(&self) -> impl Iterator<Item = &Identity> {
        self.reports.iter().map(|past| &past.identity)
    }

    /// The report of the year before of an agency, for a new file that it is carried over to.
    ///
    /// # Errors
    /// Why there is none, in Chinese: nothing is there, several are, or it has errors.
    pub fn year_before(&self, this: &Identity, forms: &Forms) -> Result<Report, String> {
        let past = match self.find(this) {
            Found::One(past) => past,
            Found::Several(names) => return Err(format!("上年的报告有不止一份：{}", names.join("、"))),
            Found::Nothing => return Err(format!("没有 {} 年度的报告", i32::from(this.year()) - 1)),
        };
        let text = past.open(forms).map_err(|error| error.to_string())?;
        match text.report(forms) {
            (Some(report), findings) if !findings.iter().any(Finding::is_error) => Ok(report),
            _ => Err(format!("{} 有错误，请先核对它", past.name())),
        }
    }

    /// Files among them that do not say whose they are, each with the reason: nothing is compared with them.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    fn add_file(&mut self, path: &Path, forms: &Forms) -> Result<(), InputError> {
        let text = inputs::read_any(path, NamedBy::CommandLine, forms).map_err(|error| match error {
            InputError::NotText { path, finding, .. } => InputError::NotText { what: WHAT, path, finding },
            error => error,
        })?;
        let identity = report::identity(&text.source, forms)
            .ok_or_else(|| InputError::HasErrors { what: WHAT, path: path.to_path_buf() })?;
        self.add(Content::Kept(Arc::new(text)), identity, None);
        Ok(())
    }

    fn add_all(
        &mut self,
        (path, named_by): (&Path, NamedBy),
        agency: Option<&str>,
        forms: &Forms,
    ) -> Result<(), InputError> {
        for input in inputs::expand_one(path, named_by, forms)? {
            // What takes long to read is read once: its text is small.
            #[cfg(feature = "import")]
            if matches!(input, Input::Received { .. }) {
                match input.open(forms) {
                    Ok(text) => match report::identity(&text.source, forms) {
                        Some(identity) => self.add(Content::Kept(Arc::new(text)), identity, agency),
                        None => self.unknown.push(format!("{}：读不出机关名称或年度", input.name())),
                    },
                    Err(error) => self.unknown.push(error.to_string()),
                }
                continue;
            }
            match input.identity(forms) {
                Ok(Some(identity)) => self.add(Content::Input(input), identity, agency),
                Ok(None) => self.unknown.push(format!("{}：读不出机关名称或年度", input.name())),
                Err(error) => self.unknown.push(error.to_string()),
            }
        }
        Ok(())
    }

    fn add(&mut self, content: Content, identity: Identity, agency: Option<&str>) {
        let number = self.reports.len();
        for name in identity.names() {
            let years = self.by_name.entry(name.clone()).or_default();
            years.entry(identity.year()).or_default().push(number);
        }
        let assigned_to: Vec<String> = agency.map(normal_label).into_iter().collect();
        for name in &assigned_to {
            self.assigned.entry(name.clone()).or_default().push(number);
        }
        self.reports.push(PastReport { content, identity, assigned_to });
    }

    /// The report of the year before of an agency. What a list says of the agency goes before names.
    pub(super) fn find(&self, this: &Identity) -> Found<'_> {
        if let (true, [only]) = (self.is_for_all, self.reports.as_slice()) {
            return Found::One(only);
        }
        let Some(year) = this.year().checked_sub(1) else { return Found::Nothing };
        let is_before = |number: &&usize| self.reports[**number].identity.year() == year;
        let assigned = this.names().iter().filter_map(|name| self.assigned.get(name)).flatten();
        let mut found: BTreeSet<usize> = assigned.filter(is_before).copied().collect();
        if found.is_empty() {
            let named = this.names().iter().filter_map(|name| self.by_name.get(name)?.get(&year));
            found = named.flatten().copied().collect();
        }
        let found: Vec<&PastReport> = found.into_iter().map(|number| &self.reports[number]).collect();
        match found.as_slice() {
            [] => Found::Nothing,
            [only] => Found::One(only),
            several => Found::Several(several.iter().map(|past| past.name()).collect()),
        }
    }

    /// Why nothing was found for a report: the years of the agency that there are, if any.
    pub(super) fn why_not(&self, this: &Identity) -> String {
        let wanted = i32::from(this.year()) - 1;
        let own = this.names().iter().filter_map(|name| self.by_name.get(name));
        let years: BTreeSet<u16> = own.flat_map(BTreeMap::keys).copied().collect();
        let years: Vec<String> = years.iter().map(u16::to_string).collect();
        match years.as_slice() {
            [] => format!("上年报告中没有“{}”{wanted} 年度的，没有核对上年数据", this.agency()),
            years => format!(
                "上年报告中没有“{}”{wanted} 年度的（只有 {} 年度的），没有核对上年数据",
                this.agency(),
                years.join("、")
            ),
        }
    }
}

impl PastReport {
    /// How messages name it.
    pub fn name(&self) -> String {
        match &self.content {
            Content::Kept(text) => text.source.file().to_string(),
            Content::Input(input) => input.name(),
        }
    }

    /// Its text.
    pub fn open(&self, forms: &Forms) -> Result<Arc<InputText>, InputError> {
        match &self.content {
            Content::Kept(text) => Ok(text.clone()),
            Content::Input(input) => input.open(forms).map(Arc::new),
        }
    }

    /// True if a list says that it is of this agency.
    pub fn is_of(&self, this: &Identity) -> bool {
        self.assigned_to.iter().any(|name| this.names().contains(name))
    }
}

/// True if an argument is one data file: no folder, no table, no pattern.
fn is_single(argument: &Path) -> bool {
    let is_pattern = || argument.to_string_lossy().contains(['*', '?', '[']) && !argument.exists();
    !argument.is_dir() && !inputs::is_table(argument) && !is_pattern()
}
