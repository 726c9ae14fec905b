//! Replies that came later than the 条例 allows.
//!
//! 第三十三条: within 20 working days of receipt, or 20 more where the time limit was extended. The day of
//! receipt does not count. 第三十条: where something had to be added to the application, from the day on which
//! that came in. 第三十三条: the time in which others were asked does not count.

use super::application::{Reader, title};
use super::calendar::Calendar;
use super::register::Entry;
use super::vocabulary::Column;
use crate::date::Date;
use crate::diagnostic::{Finding, RuleCode};
use crate::form::normal_label;

/// Working days for a reply, and as many more after an extension.
const TIME_LIMIT: u32 = 20;
/// The most working days that are counted: three years.
const MAX_DAYS: u32 = 750;

/// Adds a warning if an application was replied to too late, or was not replied to at the end of the year
/// though it should have been.
pub(super) fn check(
    reader: &mut Reader<'_>,
    entry: &Entry,
    received: Date,
    replied: Option<Date>,
    end: Date,
) {
    let calendar = Calendar::built_in();
    let corrected = reader.day(entry, Column::Corrected).ok().flatten().filter(|day| *day > received);
    let start = corrected.unwrap_or(received);
    let is_extended = entry.text(Column::Extended).is_some_and(|text| {
        let is_no = normal_label(text).starts_with(['否', '无', '未', '不', '没']);
        !is_no && !reader.words.is_nothing(text)
    });
    let limit = if is_extended { 2 * TIME_LIMIT } else { TIME_LIMIT };
    let consulted = (
        reader.day(entry, Column::ConsultedFrom).ok().flatten(),
        reader.day(entry, Column::ConsultedTo).ok().flatten(),
    );
    let left_out = match consulted {
        (Some(from), Some(to)) if from < to => calendar.between(from.max(start), to, MAX_DAYS),
        _ => 0,
    };
    let Some(due) = calendar.after(start, limit + left_out) else { return };
    let until = replied.unwrap_or(end);
    if until <= due {
        return;
    }
    let taken = calendar.between(start, until, MAX_DAYS).saturating_sub(left_out);
    let from = match corrected {
        Some(day) => format!("{day} 收到补正"),
        None => format!("{received} 收到"),
    };
    let message = match replied {
        Some(replied) => format!("超期答复：{from}，第 {taken} 个工作日（{replied}）才答复，应在 {due} 以前"),
        None => format!("超期未答复：{from}，应在 {due} 以前答复，到 {end} 已是第 {taken} 个工作日"),
    };
    let help = if is_extended {
        format!("已按延期算 {limit} 个工作日；征求第三方意见的时间另列两列日期才能扣除")
    } else {
        format!("按 {limit} 个工作日算（条例第三十三条）；延期的在“{}”列写“是”", title(Column::Extended))
    };
    let place = reader.register.place(entry, Column::Replied);
    reader.findings.push(Finding::warning(RuleCode::N407, message, place).with_help(help));
}
