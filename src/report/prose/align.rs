//! Finds the place in the template of every piece of the rendered text, and cuts the text into paragraphs.
//!
//! Template and rendered text are walked in step, character by character. A stretch between the marks
//! [`FILL_START`] and [`FILL_END`] came from the next tag. Written text stands character for character in the
//! template too, interrupted there by what leaves no trace in the output:
//!
//! | in the template | in the output | what the walk does |
//! |---|---|---|
//! | `{{! note }}`, `{{#if …}}`, `{{/if}}` | nothing | passes over the tag |
//! | white space around such a tag on a line of its own | nothing | passes over it |
//! | `\{{` | `{{` | passes over the backslash; the braces are text |
//! | a block that is left out, or comes again (`#each`) | other text | searches for what comes next |
//!
//! Example: template `甲{{#if 有}}乙{{/if}}丙{{数}}`, where 有 is 0 and 数 is 5. The output is `甲丙⟦5⟧`.
//!
//! ```text
//! output    template at that point      step
//! 甲        甲{{#if 有}}乙…             equal: written text
//! 丙        {{#if 有}}乙…               a tag: passed over
//! 丙        乙{{/if}}丙{{数}}           not equal: 丙⟦ is a stretch of one character, searched for and
//!                                       found behind the block
//! ⟦5⟧       {{数}}                      a mark: the next tag, filled in
//! ```
//!
//! The search goes by the next [`PROBE_CHARS`] characters, so it can find the wrong place if these stand
//! twice in the template. Findings then point to
//! the wrong line of the same file, which is why only text that cannot be followed is searched for.

use super::tags::tag_at;
use super::{FILL_END, FILL_START, ProseParagraph, ProsePiece};

/// How many characters are searched for where the walk meets other text than it expects: enough that they
/// rarely stand in two places.
const PROBE_CHARS: usize = 12;

/// Splits rendered text into pieces with their places in the template. `text` of a piece is empty until
/// [`paragraphs`] sets it, as places in a paragraph are known only when the lines are cut.
pub(super) fn align(template: &str, rendered: &str) -> Vec<(String, ProsePiece)> {
    let mut out: Vec<(String, ProsePiece)> = Vec::new();
    let mut at = 0;
    let mut rest = rendered;
    while !rest.is_empty() {
        if let Some(filled) = rest.strip_prefix(FILL_START) {
            let end = filled.find(FILL_END).unwrap_or(filled.len());
            let tag = tag_at(template, at);
            at = tag.end;
            out.push((filled[..end].to_owned(), ProsePiece { text: 0..0, template: tag, filled: true }));
            rest = filled.get(end + FILL_END.len_utf8()..).unwrap_or("");
        } else {
            let end = rest.find(FILL_START).unwrap_or(rest.len());
            at = align_written(template, at, &rest[..end], &mut out);
            rest = &rest[end..];
        }
    }
    out
}

/// Adds a stretch of written text to the pieces. `at` is the byte of the template where the walk stands;
/// returns the byte behind the stretch.
fn align_written(template: &str, mut at: usize, written: &str, out: &mut Vec<(String, ProsePiece)>) -> usize {
    // How many of the next characters are the braces of `\{{`, which are text and begin no tag.
    let mut braces = 0;
    for (i, c) in written.char_indices() {
        loop {
            let rest = template.get(at..).unwrap_or("");
            if rest.starts_with("\\{{") && c == '{' {
                (at, braces) = (at + 1, 2);
                continue;
            }
            if rest.starts_with("{{") && braces == 0 {
                at = tag_at(template, at).end;
                continue;
            }
            match rest.chars().next() {
                Some(t) if t == c => break,
                // Handlebars drops the line of a block tag that stands alone on it, with its indentation.
                Some(t) if t.is_whitespace() => at += t.len_utf8(),
                _ => {
                    // A block was left out, so what follows stands further on; or one comes again, so it
                    // stands further back.
                    let probe: String =
                        written[i..].chars().take(PROBE_CHARS).take_while(|c| *c != '\n').collect();
                    let again = template[at.min(template.len())..]
                        .find(&probe)
                        .map(|n| at + n)
                        .or_else(|| template.find(&probe));
                    match again {
                        Some(found) if !probe.is_empty() && template[found..].starts_with(c) => at = found,
                        _ => {
                            // Its place is unknown, but it must not be missing from the text. Marked as
                            // filled in, since nobody wrote it in just this place.
                            out.push((
                                written[i..].to_owned(),
                                ProsePiece { text: 0..0, template: at..at, filled: true },
                            ));
                            return at;
                        }
                    }
                    break;
                }
            }
        }
        braces -= usize::from(braces > 0);
        // One piece for each run of characters that follow each other in the template too.
        match out.last_mut() {
            Some((text, piece)) if !piece.filled && piece.template.end == at => {
                text.push(c);
                piece.template.end += c.len_utf8();
            }
            _ => out.push((
                c.to_string(),
                ProsePiece { text: 0..0, template: at..at + c.len_utf8(), filled: false },
            )),
        }
        at += c.len_utf8();
    }
    at
}

/// Cuts pieces into paragraphs, one for each line that is not blank, without white space at its ends. A piece
/// over several lines is divided: written text with its bytes of the template, filled-in text with the whole
/// tag for every part.
pub(super) fn paragraphs(pieces: Vec<(String, ProsePiece)>) -> Vec<ProseParagraph> {
    let mut lines = vec![ProseParagraph { text: String::new(), pieces: Vec::new() }];
    for (text, piece) in pieces {
        let mut from = 0;
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                lines.push(ProseParagraph { text: String::new(), pieces: Vec::new() });
            }
            if let Some(last) = lines.last_mut().filter(|_| !line.is_empty()) {
                let template = if piece.filled {
                    piece.template.clone()
                } else {
                    piece.template.start + from..piece.template.start + from + line.len()
                };
                let start = last.text.len();
                last.text.push_str(line);
                last.pieces.push(ProsePiece { text: start..last.text.len(), template, filled: piece.filled });
            }
            from += line.len() + 1;
        }
    }
    lines.into_iter().map(trimmed).filter(|p| !p.text.is_empty()).collect()
}

/// A paragraph without white space at its ends, its pieces shortened to match.
fn trimmed(paragraph: ProseParagraph) -> ProseParagraph {
    let ProseParagraph { text, pieces } = paragraph;
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len().max(start);
    let pieces = pieces
        .into_iter()
        .filter(|p| p.text.end > start && p.text.start < end)
        .map(|p| {
            let (from, to) = (p.text.start.max(start), p.text.end.min(end));
            let template = if p.filled {
                p.template
            } else {
                p.template.start + (from - p.text.start)..p.template.start + (to - p.text.start)
            };
            ProsePiece { text: from - start..to - start, template, filled: p.filled }
        })
        .collect();
    ProseParagraph { text: text[start..end].to_owned(), pieces }
}
