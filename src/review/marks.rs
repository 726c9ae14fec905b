//! 已核实: findings that the office has looked into and let stand. They are marked in the workbook of the last
//! run, in the columns 已核实 and 理由, and stay silent from then on: by agency, year and fingerprint, so that
//! they are recognised in a report that was sent again.
//!
//! A finding of a report can stand several times with one fingerprint; each mark silences one of them.

use std::collections::BTreeMap;
use std::path::Path;

use super::finding::ReviewedFinding;
use crate::form::normal_label;
use crate::spreadsheet::{self, Sheet, TableError};

/// A mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Whose report.
    pub agency: String,
    /// Of which year.
    pub year: String,
    /// The rule.
    pub rule: String,
    /// What was found.
    pub message: String,
    /// The fingerprint of the finding.
    pub fingerprint: String,
    /// Why it stands.
    pub reason: String,
}

/// The marks of a workbook.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    by_finding: BTreeMap<Key, Vec<Mark>>,
    /// What is wrong with marks that do not count, a line each.
    pub refused: Vec<String>,
}

/// Agency, year and fingerprint.
type Key = (String, String, String);

/// The columns of the sheets with findings that make a mark.
pub(super) const AGENCY: &str = "机关";
pub(super) const YEAR: &str = "年度";
pub(super) const RULE: &str = "规则";
pub(super) const MESSAGE: &str = "问题";
pub(super) const FINGERPRINT: &str = "指纹";
pub(super) const VERIFIED: &str = "已核实";
pub(super) const REASON: &str = "理由";

/// What stands under 已核实 for no.
const NO: [&str; 6] = ["", "否", "不", "未", "0", "×"];

impl Marks {
    /// Reads the marks of a workbook that a run has written and somebody has filled in.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(workbook: &Path) -> Result<Self, TableError> {
        let mut marks = Self::default();
        for sheet in spreadsheet::sheets(workbook)? {
            marks.add_sheet(&sheet);
        }
        Ok(marks)
    }

    fn add_sheet(&mut self, sheet: &Sheet) {
        let mut rows = sheet.rows();
        let Some(head) = rows.next() else { return };
        let column = |name: &str| (0..MAX_COLUMNS).find(|column| sheet.text((head, *column)) == Some(name));
        let all = [AGENCY, YEAR, RULE, MESSAGE, FINGERPRINT, VERIFIED, REASON].map(column);
        let [Some(agency), Some(year), Some(rule), Some(message), Some(print), Some(verified), Some(reason)] =
            all
        else {
            return;
        };
        for row in rows {
            let text = |column| sheet.text((row, column)).unwrap_or_default().trim().to_owned();
            if NO.contains(&text(verified).as_str()) || text(print).is_empty() {
                continue;
            }
            let (agency, rule) = (text(agency), text(rule));
            if text(reason).is_empty() {
                self.refused.push(format!(
                    "{}第 {} 行（{agency} {rule}）标了已核实，没有写理由，没有生效",
                    sheet.name.as_deref().map(|name| format!("“{name}”")).unwrap_or_default(),
                    row + 1
                ));
                continue;
            }
            let (year, fingerprint) = (text(year), text(print));
            let key = (normal_label(&agency), year.clone(), fingerprint.clone());
            let mark = Mark { agency, year, rule, message: text(message), fingerprint, reason: text(reason) };
            self.by_finding.entry(key).or_default().push(mark);
        }
    }

    /// Notes the reasons on the findings of a report that are marked.
    pub(super) fn apply(&self, agency: &str, year: u16, findings: &mut [ReviewedFinding]) {
        let mut used: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in findings {
            let key = (normal_label(agency), year.to_string(), finding.fingerprint.clone());
            let Some((key, marks)) = self.by_finding.get_key_value(&key) else { continue };
            let count = used.entry(key.2.as_str()).or_default();
            if let Some(mark) = marks.get(*count) {
                finding.verified = Some(mark.reason.clone());
                *count += 1;
            }
        }
    }

    /// The marks whose findings did not come up: they are kept, as the report may be sent again.
    pub(super) fn unused<'m>(
        &'m self,
        verified: impl Iterator<Item = (&'m str, Option<u16>, &'m ReviewedFinding)>,
    ) -> Vec<&'m Mark> {
        let mut used: BTreeMap<Key, usize> = BTreeMap::new();
        for (agency, year, finding) in verified.filter(|(_, _, finding)| finding.verified.is_some()) {
            let year = year.map(|year| year.to_string()).unwrap_or_default();
            *used.entry((normal_label(agency), year, finding.fingerprint.clone())).or_default() += 1;
        }
        let left = |(key, marks): (&Key, &'m Vec<Mark>)| {
            let used = used.get(key).copied().unwrap_or_default();
            marks.iter().skip(used).collect::<Vec<_>>()
        };
        self.by_finding.iter().flat_map(left).collect()
    }
}

/// How far to the right the columns are looked for.
const MAX_COLUMNS: u32 = 40;
