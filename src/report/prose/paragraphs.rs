//! Pieces of text cut into paragraphs.

use super::{Piece, ProseParagraph, ProsePiece};

/// Cuts pieces into paragraphs, one for each line that is not blank, without white space at its ends. A piece
/// over several lines is divided: written text with its bytes of the template, filled-in text with the whole
/// tag for every part.
pub(super) fn paragraphs(pieces: Vec<Piece>) -> Vec<ProseParagraph> {
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
