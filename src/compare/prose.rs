//! Differences of prose, in three steps from coarse to fine, so that a change is shown as small as it is but
//! no sentence comes out as confetti:
//!
//! 1. Paragraphs against paragraphs. Those that are the same anchor the rest (patience diff); in between, a
//!    paragraph of the second text is paired with the most alike one left of the first.
//! 2. In a pair, sentences against sentences.
//! 3. A sentence that was only touched (more than six characters in ten are the same) by its words between
//!    punctuation and its numbers; any other is replaced as a whole.
//!
//! ```text
//! before  收到申请16件，答复15件。加强培训。     after  收到申请20件，答复15件。开展评议。
//! 2       first sentence touched, second replaced
//! 3       收到申请[-16][+20]件，答复15件。[-加强培训][+开展评议]。
//! ```

use std::hash::Hash;

use similar::DiffOp;

use super::{ParagraphChange, Piece, State};
use crate::text::diff;

/// The share of characters that two paragraphs must have in common to be taken for versions of one.
const SAME_PARAGRAPH_THRESHOLD: f32 = 0.4;
/// The share of characters that makes two sentences versions of one.
const TOUCHED_SENTENCE_THRESHOLD: f32 = 0.6;
/// How many paragraphs of the first text are tried for one of the second.
const MAX_CANDIDATES: usize = 40;
/// How many of them are compared character by character: those that share most pairs of neighbours.
const MAX_COMPARED: usize = 2;
/// The share of such pairs below which two paragraphs are not compared at all.
const MIN_SHARED: f32 = 0.1;
/// Bytes from which on two texts are compared by sentences, as the time grows with their square.
const LONG_TEXT: usize = 1500;

/// Merges the paragraphs of two texts.
pub(super) fn paragraphs(a: &[String], b: &[String]) -> Vec<ParagraphChange> {
    let mut out = Vec::new();
    for op in diff(a, b) {
        match op {
            DiffOp::Equal { old_index, len, .. } => {
                out.extend(a[old_index..old_index + len].iter().map(|t| one(State::Same, t)))
            }
            _ => changed(&a[op.old_range()], &b[op.new_range()], &mut out),
        }
    }
    out
}

fn one(state: State, text: &str) -> ParagraphChange {
    ParagraphChange { state, pieces: vec![Piece { state, text: text.to_owned() }] }
}

/// Pairs the paragraphs of a stretch that differs: in order, each with the most alike of what is left.
fn changed(a: &[String], b: &[String], out: &mut Vec<ParagraphChange>) {
    let neighbours_of_a: Vec<Vec<(char, char)>> = a.iter().map(|text| neighbours(text)).collect();
    let mut from = 0;
    for new in b {
        let neighbours_of_new = neighbours(new);
        let mut candidates: Vec<(usize, f32)> = (from..a.len().min(from + MAX_CANDIDATES))
            .map(|i| (i, shared(&neighbours_of_a[i], &neighbours_of_new)))
            .filter(|(_, shared)| *shared >= MIN_SHARED)
            .collect();
        candidates.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        let best = candidates
            .into_iter()
            .take(MAX_COMPARED)
            .map(|(i, _)| (i, ratio(&a[i], new)))
            .max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.cmp(&x.0)));
        match best {
            Some((at, ratio)) if ratio >= SAME_PARAGRAPH_THRESHOLD => {
                out.extend(a[from..at].iter().map(|t| one(State::Removed, t)));
                out.push(ParagraphChange { state: State::Changed, pieces: sentences(&a[at], new) });
                from = at + 1;
            }
            _ => out.push(one(State::Added, new)),
        }
    }
    out.extend(a[from..].iter().map(|t| one(State::Removed, t)));
}

/// The pairs of characters that stand beside each other in a text, in the order of the characters.
fn neighbours(text: &str) -> Vec<(char, char)> {
    let mut pairs: Vec<(char, char)> = text.chars().zip(text.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs
}

/// Share of such pairs that two texts have in common, from 0 to 1. 0 too for texts of which one is so much
/// longer that they cannot be versions of one.
fn shared(a: &[(char, char)], b: &[(char, char)]) -> f32 {
    // A text of a single character has no pair.
    let (short, long) = (a.len().min(b.len()) + 1, a.len().max(b.len()) + 1);
    if 2.0 * short as f32 / ((short + long) as f32) < SAME_PARAGRAPH_THRESHOLD {
        return 0.0;
    }
    let (mut i, mut k, mut common) = (0, 0, 0_usize);
    while let (Some(x), Some(y)) = (a.get(i), b.get(k)) {
        common += usize::from(x == y);
        i += usize::from(x <= y);
        k += usize::from(y <= x);
    }
    2.0 * common as f32 / (a.len() + b.len()).max(1) as f32
}

/// Share of characters that two texts have in common in order, from 0 to 1. Long texts are compared by their
/// sentences.
fn ratio(a: &str, b: &str) -> f32 {
    if a.len().max(b.len()) > LONG_TEXT {
        return common_share(&split(a, is_stop), &split(b, is_stop));
    }
    let characters = |text: &str| text.chars().collect::<Vec<_>>();
    common_share(&characters(a), &characters(b))
}

/// Share of the members that two sequences have in common in order.
fn common_share<T: Ord + Hash>(a: &[T], b: &[T]) -> f32 {
    similar::get_diff_ratio(&diff(a, b), a.len(), b.len())
}

fn is_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '!' | '?')
}

/// Cuts a text behind characters.
fn split(text: &str, stop: fn(char) -> bool) -> Vec<String> {
    text.split_inclusive(stop).map(str::to_owned).collect()
}

/// Cuts a sentence into clauses and numbers.
fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last = None;
    for c in text.chars() {
        let kind = u8::from(c.is_ascii_digit() || c == '.')
            + 2 * u8::from(matches!(c, '，' | '、' | '：' | '。' | '；' | '（' | '）' | '“' | '”' | ' '));
        match out.last_mut() {
            Some(token) if last == Some(kind) && kind != 2 => token.push(c),
            _ => out.push(c.to_string()),
        }
        last = Some(kind);
    }
    out
}

/// The pieces of a paragraph that is in both texts.
fn sentences(a: &str, b: &str) -> Vec<Piece> {
    let (a, b) = (split(a, is_stop), split(b, is_stop));
    let mut out = Vec::new();
    for op in diff(&a, &b) {
        let (old, new) = (a[op.old_range()].concat(), b[op.new_range()].concat());
        match op {
            DiffOp::Equal { .. } => push(&mut out, State::Same, &old),
            DiffOp::Replace { .. } if ratio(&old, &new) >= TOUCHED_SENTENCE_THRESHOLD => {
                touched(&old, &new, &mut out)
            }
            _ => {
                push(&mut out, State::Removed, &old);
                push(&mut out, State::Added, &new);
            }
        }
    }
    out
}

/// A sentence that was only touched.
fn touched(a: &str, b: &str, out: &mut Vec<Piece>) {
    let (a, b) = (tokens(a), tokens(b));
    for op in diff(&a, &b) {
        let (old, new) = (a[op.old_range()].concat(), b[op.new_range()].concat());
        match op {
            DiffOp::Equal { .. } => push(out, State::Same, &old),
            _ => {
                push(out, State::Removed, &old);
                push(out, State::Added, &new);
            }
        }
    }
}

fn push(out: &mut Vec<Piece>, state: State, text: &str) {
    if text.is_empty() {
        return;
    }
    match out.last_mut() {
        Some(last) if last.state == state => last.text.push_str(text),
        _ => out.push(Piece { state, text: text.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(a: &[&str], b: &[&str]) -> Vec<String> {
        let own = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        paragraphs(&own(a), &own(b))
            .iter()
            .map(|p| {
                let pieces = p.pieces.iter().map(|piece| match piece.state {
                    State::Removed => format!("[-{}]", piece.text),
                    State::Added => format!("[+{}]", piece.text),
                    _ => piece.text.clone(),
                });
                pieces.collect()
            })
            .collect()
    }

    #[test]
    fn sentences_are_compared_and_numbers_inside_them() {
        assert_eq!(
            shown(&["收到申请16件，答复15件。加强培训。"], &["收到申请20件，答复15件。开展评议。"]),
            ["收到申请[-16][+20]件，答复15件。[-加强培训][+开展评议]。"]
        );
        assert_eq!(
            shown(&["甲段的文字。", "乙段"], &["新的一段在前面", "甲段的文字。"]),
            ["[+新的一段在前面]", "甲段的文字。", "[-乙段]"]
        );
    }

    #[test]
    fn both_texts_can_be_put_together_again() {
        let a = ["一是甲。二是乙；三是丙", "没有变化。", "删去的一段"];
        let b = ["一是甲。二是丁；三是丙丙", "没有变化。", "增加的另外的文字"];
        let own = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let merged = paragraphs(&own(&a), &own(&b));
        for (without, texts) in [(State::Added, &a), (State::Removed, &b)] {
            let back: Vec<String> = merged
                .iter()
                .filter(|p| p.state != without)
                .map(|p| {
                    p.pieces
                        .iter()
                        .filter(|piece| piece.state != without)
                        .map(|piece| piece.text.as_str())
                        .collect()
                })
                .collect();
            assert_eq!(back, *texts);
        }
    }
}
