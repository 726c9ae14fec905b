//! How wide text is and how many lines it takes, well enough to give the rows of a table their heights before
//! the engine sees them.

use crate::document::Role;
use crate::fonts::Fonts;

/// Advances of the Latin face.
#[derive(Debug, Clone)]
pub(super) struct Widths {
    ascii: [f64; 128],
}

impl Widths {
    pub(super) fn new(fonts: &Fonts) -> Self {
        let mut ascii = [0.5; 128];
        if let Some(face) = fonts.chain(Role::Latin).first() {
            for (i, width) in ascii.iter_mut().enumerate() {
                let c = char::from(u8::try_from(i).unwrap_or_default());
                *width = face.advance_em(c).unwrap_or(0.5);
            }
        }
        Self { ascii }
    }

    /// Width of a character in ems: one for all that is not ASCII.
    pub(super) fn em(&self, c: char) -> f64 {
        match c {
            '\u{200B}' => 0.0,
            c => self.ascii.get(c as usize).copied().unwrap_or(1.0),
        }
    }

    /// Width of a text in ems.
    pub(super) fn text_em(&self, text: &str) -> f64 {
        text.chars().map(|c| self.em(c)).sum()
    }

    /// Width in ems of the widest part of a text that stays on one line.
    pub(super) fn widest_part_em(&self, text: &str) -> f64 {
        parts(text).map(|p| self.text_em(p)).fold(0.0, f64::max)
    }

    /// How many lines a text takes, each filled as far as it goes.
    pub(super) fn lines(&self, text: &str, width_em: f64) -> usize {
        // A hair of slack: sums of widths are not exact.
        let width_em = width_em + 1e-6;
        if self.text_em(text) <= width_em {
            return 1;
        }
        let (mut lines, mut used) = (1, 0.0);
        for part in parts(text) {
            let width = self.text_em(part);
            let visible = self.text_em(part.trim_end_matches(' '));
            if used > 0.0 && used + visible > width_em {
                lines += 1;
                used = 0.0;
            }
            used += width;
        }
        lines
    }
}

/// The parts of a text between the places where a line may break.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut chars = rest.char_indices();
        let mut previous = chars.next()?.1;
        let end = chars
            .find_map(|(i, c)| {
                let found = may_break(previous, c);
                previous = c;
                found.then_some(i)
            })
            .unwrap_or(rest.len());
        let (part, tail) = rest.split_at(end);
        rest = tail;
        Some(part)
    })
}

/// Whether a line may break between two characters. On the strict side: where it says no, the engine may
/// still break.
pub(super) fn may_break(before: char, after: char) -> bool {
    if after == '\u{200B}' || after == ' ' {
        return false;
    }
    if before == '\u{200B}' || before == ' ' {
        return !closes(after);
    }
    let wide = |c: char| !c.is_ascii() && c != '\u{A0}';
    (wide(before) || wide(after))
        && !opens(before)
        && !closes(after)
        && before != '\u{A0}'
        && after != '\u{A0}'
}

fn opens(c: char) -> bool {
    matches!(c, '（' | '《' | '〈' | '「' | '『' | '【' | '〔' | '“' | '‘' | '(' | '[' | '{')
}

fn closes(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '）'
            | '》'
            | '〉'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '”'
            | '’'
            | '…'
            | '—'
            | '·'
            | '％'
            | '‰'
            | '℃'
            | ','
            | '.'
            | ';'
            | ':'
            | '?'
            | '!'
            | ')'
            | ']'
            | '}'
            | '%'
    )
}
