//! Text on its way to a terminal.

use std::borrow::Cow;

use super::is_forbidden;

/// A text in which nothing acts on the terminal that shows it: controls, marks of direction and the like
/// ([`is_forbidden`]) become what Rust writes for them, `\u{1b}` for an escape. Tabs and line feeds stay.
///
/// File names, heads of tables and titles come from others. In some of them a terminal would read orders, as
/// to change its title, to write over what it has shown, or to answer as if the user had typed.
///
/// ```
/// use nianbao::text::visible_controls;
/// assert_eq!(visible_controls("甲\u{1b}]0;乙\u{7}\t丙\n"), "甲\\u{1b}]0;乙\\u{7}\t丙\n");
/// assert_eq!(visible_controls("a\u{9b}2J\u{202e}b"), "a\\u{9b}2J\\u{202e}b");
/// ```
pub fn visible_controls(text: &str) -> Cow<'_, str> {
    if !text.contains(is_forbidden) {
        return Cow::Borrowed(text);
    }
    let mut visible = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_forbidden(character) {
            visible.extend(character.escape_unicode());
        } else {
            visible.push(character);
        }
    }
    Cow::Owned(visible)
}
