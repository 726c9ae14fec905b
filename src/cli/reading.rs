//! What reading a report has left to say: for people, on stderr.

use super::output;
use crate::import::{Note, Unplaced};

/// Says what had to be guessed, and lists the texts that have no place in the form. `subject` is put before
/// each line, where there are several reports; `what` says what became of the texts: 没有写进数据文件.
pub fn say(subject: Option<&str>, notes: &[Note], unplaced: &[Unplaced], what: &str) {
    let subject = subject.map(|subject| format!("{subject}：")).unwrap_or_default();
    for note in notes {
        output::say(&format!("提示：{subject}{}", note.message));
    }
    if !unplaced.is_empty() {
        let count = unplaced.len();
        output::say(&format!("{subject}下列 {count} 处文字没有找到位置，{what}，请逐一核对："));
        for unplaced in unplaced {
            output::say(&format!("  {}：{}", unplaced.place, unplaced.text));
        }
    }
}
