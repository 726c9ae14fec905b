//! The sheet by which a workbook of `nianbao init --workbook` says what each of its cells is for.

use std::sync::Arc;

use super::cells::cell_at;
use super::{CellRef, CellTarget, Sheet, heads};
use crate::form::{Form, Forms};

/// The hidden sheet.
pub(super) const SHEET: &str = "nianbao";
/// What stands in its first cell. Beside it stand the format and the name of the sheet of sums; below, cell
/// and path.
pub(super) const MARK: &str = "nianbao-form";

/// What the sheet says.
pub(super) struct Described {
    pub form: Arc<Form>,
    /// The sheets that are filled in.
    pub sheets: Vec<Option<String>>,
    pub targets: Vec<(CellRef, CellTarget)>,
}

/// Finds the description; none where the workbook is none of ours.
pub(super) fn find(sheets: &[Sheet], forms: &Forms) -> Option<Described> {
    let map = sheets.iter().find(|s| s.name.as_deref() == Some(SHEET) && s.text((0, 0)) == Some(MARK))?;
    let form = forms.of(map.text((0, 1))?)?;
    let sums = map.text((0, 2)).unwrap_or_default();
    let targets: Vec<(CellRef, CellTarget)> = map
        .rows()
        .skip(1)
        .filter_map(|row| {
            Some((cell_at(map.text((row, 0))?)?, heads::target(&form, map.text((row, 1))?).ok()??))
        })
        .collect();
    // A sheet that nobody has put anything but zeros into is none of a report.
    let filled = |sheet: &&Sheet| {
        let name = sheet.name.as_deref().unwrap_or_default();
        let agency_key = &form.general.agency.key;
        let agency = |target: &CellTarget| matches!(target, CellTarget::General(key) if key == agency_key);
        let said = |(at, target): &(CellRef, CellTarget)| match target {
            CellTarget::Figure(_) => sheet.text(*at).is_some_and(|text| text != "0"),
            target => agency(target) && sheet.text(*at).is_some(),
        };
        name != SHEET && name != sums && targets.iter().any(said)
    };
    let sheets = sheets.iter().filter(filled).map(|s| s.name.clone()).collect();
    Some(Described { form, sheets, targets })
}
