//! The hidden sheet by which a workbook of `nianbao init --workbook` says what each of its cells is for.
//!
//! Cells are found by this list and not by the labels beside them, which people change. It is the same for
//! all sheets of a workbook:
//!
//! ```text
//!      A               B                                C
//! 1    nianbao-form    2021                             汇总          mark, format, sheets of sums (D1: 各单位)
//! 2    D2              机关名称                                       cell, and the path it fills
//! 3    D3              年度
//! 4    I9              依申请公开.本年新收.自然人
//! ```

use std::sync::Arc;

use super::cells::cell_at;
use super::{CellRef, CellTarget, Sheet, heads};
use crate::form::{Form, Forms};

/// The hidden sheet.
pub(super) const SHEET: &str = "nianbao";
/// The text of its first cell, by which it is recognized.
pub(super) const MARK: &str = "nianbao-form";

/// What the hidden sheet says.
pub(super) struct Described {
    pub form: Arc<Form>,
    /// Names of the sheets that have been filled in, one for each report.
    pub sheets: Vec<Option<String>>,
    /// The cells to read in each of these sheets, with what they fill.
    pub targets: Vec<(CellRef, CellTarget)>,
}

/// Finds the description; none if the workbook was not written by `nianbao init --workbook`, or is of a form
/// that is not among `forms`.
pub(super) fn find(sheets: &[Sheet], forms: &Forms) -> Option<Described> {
    let map = sheets.iter().find(|s| s.name.as_deref() == Some(SHEET) && s.text((0, 0)) == Some(MARK))?;
    let form = forms.of(map.text((0, 1))?)?;
    let is_sums = |name: &str| [2, 3].iter().any(|&column| map.text((0, column)) == Some(name));
    let targets: Vec<(CellRef, CellTarget)> = map
        .rows()
        .skip(1)
        .filter_map(|row| {
            Some((cell_at(map.text((row, 0))?)?, heads::target(&form, map.text((row, 1))?).ok()??))
        })
        .collect();
    // A new workbook has zeros in all figures. A sheet with nothing else, and without an agency, has not been
    // filled in and is no report.
    let filled = |sheet: &&Sheet| {
        let name = sheet.name.as_deref().unwrap_or_default();
        let agency_key = &form.general.agency.key;
        let agency = |target: &CellTarget| matches!(target, CellTarget::General(key) if key == agency_key);
        let said = |(at, target): &(CellRef, CellTarget)| match target {
            CellTarget::Figure(_) => sheet.text(*at).is_some_and(|text| text != "0"),
            target => agency(target) && sheet.text(*at).is_some(),
        };
        name != SHEET && !is_sums(name) && targets.iter().any(said)
    };
    let sheets = sheets.iter().filter(filled).map(|s| s.name.clone()).collect();
    Some(Described { form, sheets, targets })
}
