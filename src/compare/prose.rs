//! Differences of prose, in three steps from coarse to fine, so that a change is shown as small as it is but
//! no sentence comes out as confetti:
//!
//! 1. Paragraphs against paragraphs. Those that are the same anchor the rest (patience diff); in between they
//!    are paired by their numbers（一）and by likeness.
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

/// What the same number counts for when two paragraphs are paired, against a likeness from 0 to 1: less than
/// that of two versions of one text, so that a new paragraph in between, after which all others have the next
/// number, does not part what belongs together.
const SAME_NUMBER: f32 = 0.5;
/// So many pairs are weighed against each other; a stretch with more is paired by likeness in order.
const MAX_WEIGHED: usize = 40_000;

/// Pairs the paragraphs of a stretch that differs, in order: those with the same number and those that are
/// alike, so that the sum of both is greatest.
///
/// ```text
/// （一）主动公开。全年公开500条。              （一）主动公开。围绕中心，公开重点领域信息。      same number
/// （二）依申请公开。收到16件。                （二）解读回应。举办发布会。                   new
/// （三）监督保障。开展培训2次。                （三）依申请公开。收到20件。                   = （二）: alike, 0.8 against 0.5
///                                     （四）监督保障。开展培训3次。                   = （三）
/// ```
fn changed(a: &[String], b: &[String], out: &mut Vec<ParagraphChange>) {
    if a.len() * b.len() > MAX_WEIGHED {
        return changed_in_order(a, b, out);
    }
    let (mut from_a, mut from_b) = (0, 0);
    for (i, j) in pairs(a, b) {
        out.extend(a[from_a..i].iter().map(|text| one(State::Removed, text)));
        out.extend(b[from_b..j].iter().map(|text| one(State::Added, text)));
        out.push(ParagraphChange { state: State::Changed, pieces: sentences(&a[i], &b[j]) });
        (from_a, from_b) = (i + 1, j + 1);
    }
    out.extend(a[from_a..].iter().map(|text| one(State::Removed, text)));
    out.extend(b[from_b..].iter().map(|text| one(State::Added, text)));
}

/// The pairs of paragraphs in order for which numbers and likeness speak most: the longest way through the
/// table of all pairs.
fn pairs(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let worth = worth(a, b);
    let width = b.len() + 1;
    let mut best = vec![0.0_f32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let paired = worth[i * b.len() + j];
            let with = if paired > 0.0 { paired + best[(i + 1) * width + j + 1] } else { 0.0 };
            best[i * width + j] = with.max(best[(i + 1) * width + j]).max(best[i * width + j + 1]);
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        let here = best[i * width + j];
        let paired = worth[i * b.len() + j];
        if paired > 0.0 && here <= paired + best[(i + 1) * width + j + 1] {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if here <= best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

/// What speaks for each pair: the same number, and the likeness of texts that are alike enough; 0 for too
/// little.
fn worth(a: &[String], b: &[String]) -> Vec<f32> {
    let (numbers_of_a, numbers_of_b): (Vec<_>, Vec<_>) =
        (a.iter().map(|text| number(text)).collect(), b.iter().map(|text| number(text)).collect());
    let neighbours_of_a: Vec<Vec<(char, char)>> = a.iter().map(|text| neighbours(text)).collect();
    let mut worth = vec![0.0; a.len() * b.len()];
    for (j, new) in b.iter().enumerate() {
        let neighbours_of_new = neighbours(new);
        let mut candidates: Vec<(usize, f32)> = (0..a.len())
            .map(|i| (i, shared(&neighbours_of_a[i], &neighbours_of_new)))
            .filter(|(_, shared)| *shared >= MIN_SHARED)
            .collect();
        candidates.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        for (i, _) in candidates.into_iter().take(MAX_COMPARED) {
            let ratio = ratio(&a[i], new);
            if ratio >= SAME_PARAGRAPH_THRESHOLD {
                worth[i * b.len() + j] = ratio;
            }
        }
        for i in (0..a.len()).filter(|&i| numbers_of_a[i].is_some() && numbers_of_a[i] == numbers_of_b[j]) {
            worth[i * b.len() + j] += SAME_NUMBER;
        }
    }
    worth
}

/// The number that a paragraph begins with: `（一）`, `一、`, `1.`, `一是`, `第一`, in one spelling each.
fn number(text: &str) -> Option<String> {
    let start: String = text.trim_start().chars().map(crate::text::half_width_digit).take(8).collect();
    let numeral = |c: char| c.is_ascii_digit() || crate::text::is_ordinal_numeral(c);
    let end = |text: &str| text.len() - text.trim_start_matches(numeral).len();
    if let Some(inner) = start.strip_prefix(['（', '(']) {
        let digits = end(inner);
        return (digits > 0 && inner[digits..].starts_with(['）', ')']))
            .then(|| format!("({})", &inner[..digits]));
    }
    if let Some(rest) = start.strip_prefix('第') {
        let digits = end(rest);
        return (digits > 0 && rest[digits..].starts_with(['，', ',', '、']))
            .then(|| format!("第{}", &rest[..digits]));
    }
    let digits = end(&start);
    let (own, rest) = start.split_at(digits);
    let mark = rest.chars().next().filter(|_| !own.is_empty())?;
    // 3.5万件 is no number of a paragraph.
    let is_decimal = rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    match mark {
        '是' => Some(format!("{own}是")),
        '、' | '.' | '．' if !is_decimal => Some(format!("{own}.")),
        _ => None,
    }
}

/// Pairs the paragraphs of a long stretch that differs: each with the most alike of what is left.
fn changed_in_order(a: &[String], b: &[String], out: &mut Vec<ParagraphChange>) {
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
    fn rewritten_paragraphs_pair_by_their_numbers() {
        let a = [
            "（一）主动公开情况。全年通过网站公开500条信息。",
            "（二）依申请公开情况。收到申请16件，均按时答复。",
            "（三）监督保障情况。举办培训2次，参加120人。",
        ];
        let b = [
            "（一）主动公开方面。围绕中心工作，持续做好重点领域的发布。",
            "（二）依申请公开方面。严格执行登记审核制度，办结数量明显增加。",
            "（三）监督保障方面。建立通报机制，约谈三个单位负责人。",
        ];
        let own = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let states: Vec<State> = paragraphs(&own(&a), &own(&b)).iter().map(|p| p.state).collect();
        assert_eq!(states, [State::Changed; 3]);
    }

    #[test]
    fn a_new_number_in_between_does_not_part_what_is_alike() {
        let a = ["（一）公开制度建设。修订办法1件。", "（二）依申请公开。全年收到申请16件，均按时答复。"];
        let b = [
            "（一）公开制度建设。修订办法2件。",
            "（二）解读回应。组织新闻发布会5场。",
            "（三）依申请公开。全年收到申请20件，均按时答复。",
        ];
        let own = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let states: Vec<State> = paragraphs(&own(&a), &own(&b)).iter().map(|p| p.state).collect();
        assert_eq!(states, [State::Changed, State::Added, State::Changed]);
    }

    #[test]
    fn numbers_of_paragraphs_are_known() {
        for (text, want) in [
            ("（一）主动公开", Some("(一)")),
            ("(2) 加强", Some("(2)")),
            ("一、总体", Some("一.")),
            ("１．做好", Some("1.")),
            ("一是加强", Some("一是")),
            ("第二，加强", Some("第二")),
            ("3.5万件", None),
            ("2024年", None),
            ("（试行）", None),
        ] {
            assert_eq!(number(text).as_deref(), want, "{text}");
        }
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
