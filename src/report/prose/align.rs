//! Rendered text back to its places in the template, and cut into paragraphs.

use super::tags::tag_at;
use super::{FILL_END, FILL_START, Piece, ProseParagraph};

/// Splits rendered text into runs with their places in the template, walking both in step.
pub(super) fn align(template: &str, rendered: &str) -> Vec<(String, Piece)> {
    let mut out: Vec<(String, Piece)> = Vec::new();
    let mut at = 0;
    let mut rest = rendered;
    while !rest.is_empty() {
        if let Some(filled) = rest.strip_prefix(FILL_START) {
            let end = filled.find(FILL_END).unwrap_or(filled.len());
            let tag = tag_at(template, at);
            at = tag.end;
            out.push((filled[..end].to_owned(), Piece { text: 0..0, template: tag, filled: true }));
            rest = filled.get(end + FILL_END.len_utf8()..).unwrap_or("");
        } else {
            let end = rest.find(FILL_START).unwrap_or(rest.len());
            at = align_written(template, at, &rest[..end], &mut out);
            rest = &rest[end..];
        }
    }
    out
}

fn align_written(template: &str, mut at: usize, written: &str, out: &mut Vec<(String, Piece)>) -> usize {
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
                Some(t) if t.is_whitespace() => at += t.len_utf8(),
                _ => {
                    // A block that was left out, or one that comes again: look for what follows.
                    let probe: String = written[i..].chars().take(12).take_while(|c| *c != '\n').collect();
                    let again = template[at.min(template.len())..]
                        .find(&probe)
                        .map(|n| at + n)
                        .or_else(|| template.find(&probe));
                    match again {
                        Some(found) if !probe.is_empty() && template[found..].starts_with(c) => at = found,
                        _ => {
                            // Text is text even where its place cannot be told.
                            out.push((
                                written[i..].to_owned(),
                                Piece { text: 0..0, template: at..at, filled: true },
                            ));
                            return at;
                        }
                    }
                    break;
                }
            }
        }
        braces -= usize::from(braces > 0);
        match out.last_mut() {
            Some((text, piece)) if !piece.filled && piece.template.end == at => {
                text.push(c);
                piece.template.end += c.len_utf8();
            }
            _ => out
                .push((c.to_string(), Piece { text: 0..0, template: at..at + c.len_utf8(), filled: false })),
        }
        at += c.len_utf8();
    }
    at
}

/// Cuts runs into lines, and takes the white space off the ends of each.
pub(super) fn paragraphs(pieces: Vec<(String, Piece)>) -> Vec<ProseParagraph> {
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
                last.pieces.push(Piece { text: start..last.text.len(), template, filled: piece.filled });
            }
            from += line.len() + 1;
        }
    }
    lines.into_iter().map(trimmed).filter(|p| !p.text.is_empty()).collect()
}

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
            Piece { text: from - start..to - start, template, filled: p.filled }
        })
        .collect();
    ProseParagraph { text: text[start..end].to_owned(), pieces }
}
