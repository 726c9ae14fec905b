//! Characters and short texts: what a character is, what it folds to, how wide it is, and where a line may
//! break. This module knows nothing of reports, files or renderers; every other module that asks such a
//! question asks it here, so that two stages cannot give two answers.
//!
//! Classes that look alike stand side by side in `classes.rs` with a note on how they differ.
//!
//! ```
//! use nianbao::text;
//! assert_eq!(text::half_width('Ａ'), 'A');
//! assert_eq!(text::columns("年度 2024"), 9);
//! assert!(text::is_forbidden('\u{202E}'));
//! assert!(!text::may_break('年', '，'));
//! ```

mod breaks;
mod classes;
mod diff;
mod fold;
mod marks;
mod natural;
mod numerals;
mod terminal;
mod width;
mod wording;

pub use breaks::{may_break, segments};
pub use classes::{
    is_basic_han, is_bidi_control, is_forbidden, is_han, is_html_forbidden, is_invisible, is_joiner,
    is_line_break, is_noncharacter, is_western, is_wide, needs_no_glyph, plain_space,
};
pub(crate) use diff::diff;
pub use fold::{full_width, half_width, half_width_digit, half_width_figure, half_width_word, without_space};
pub use marks::{count_marks, mark_run};
pub use natural::counted;
pub use numerals::{
    chinese_digit, chinese_power, is_chinese_numeral, is_ordinal_numeral, read_chinese, write_chinese,
};
pub use terminal::visible_controls;
pub use width::{char_columns, columns, ems};
pub use wording::{Wording, WordingError};
