//! A paragraph of prose: its level by the numbering of 公文, and its runs by face and revision.

use super::{Paragraph, ParagraphKind, Revision, Role, Run};
use crate::form::Path;
use crate::text::{is_forbidden, is_joiner, is_ordinal_numeral, plain_space};

/// A paragraph of pieces of text, each kept, inserted or deleted. `revision` is that of the paragraph itself.
///
/// Its level and its faces follow from the text as it will be read, without what was deleted: of
/// `（一）公开。全年16件` with `16` deleted and `20` inserted the runs are
///
/// ```text
/// 楷体 （一）公开。   仿宋 全年   仿宋 deleted 16   仿宋 inserted 20   仿宋 件
/// ```
///
/// Deleted text has the face of the character before it, where its reader would look for it. In a paragraph
/// that is deleted as a whole the deleted text is what is read.
pub(super) fn paragraph(pieces: &[(Revision, String)], section: &Path, revision: Revision) -> Paragraph {
    let is_read = |piece: Revision| revision == Revision::Deleted || piece != Revision::Deleted;
    let text: String = pieces.iter().filter(|p| is_read(p.0)).map(|p| p.1.as_str()).collect();
    let (kind, lead_in) = level(&text);
    let lead_in = lead_in.unwrap_or(0);
    let role = if kind == ParagraphKind::Heading2 { Role::Kai } else { Role::Fang };
    let mut runs = Vec::new();
    let mut push = |text: &str, role, revision| {
        if !text.is_empty() {
            runs.push(Run { text: text.to_owned(), role, revision });
        }
    };
    // Bytes of the read text that stand before the piece.
    let mut at = 0;
    for (revision, text) in pieces {
        if is_read(*revision) {
            let (lead, rest) = text.split_at(lead_in.saturating_sub(at).min(text.len()));
            push(lead, Role::Kai, *revision);
            push(rest, role, *revision);
            at += text.len();
        } else {
            push(text, if lead_in > 0 && at <= lead_in { Role::Kai } else { role }, *revision);
        }
    }
    Paragraph { kind, runs, section: section.clone(), revision }
}

/// Text without what no page can show: control characters go, white space of any kind but the full-width one
/// becomes a space.
pub(super) fn clean(text: &str) -> String {
    text.chars().filter(|c| !is_forbidden(*c) && !is_joiner(*c)).map(plain_space).collect()
}

/// The level of a paragraph by the numbering of 公文 (GB/T 9704-2012 7.3.3), and the end of its lead-in where
/// it runs in.
fn level(text: &str) -> (ParagraphKind, Option<usize>) {
    let chinese = |c: char| c == '百' || is_ordinal_numeral(c);
    let digit = |c: char| c.is_ascii_digit();
    if bracketed(text, chinese) {
        return match text.find('。').map(|at| at + '。'.len_utf8()) {
            Some(end) if end < text.len() => (ParagraphKind::RunIn2, Some(end)),
            // A whole sentence is running text even if it is the only one; a heading has no full stop.
            Some(_) => (ParagraphKind::RunIn2, None),
            None => (ParagraphKind::Heading2, None),
        };
    }
    if bracketed(text, digit) {
        return (ParagraphKind::Level4, None);
    }
    let after = text.trim_start_matches(digit);
    let number = text.len() - after.len();
    let point = after.strip_prefix(['.', '．']);
    if (1..=2).contains(&number) && point.is_some_and(|rest| !rest.starts_with(digit)) {
        return (ParagraphKind::Level3, None);
    }
    (ParagraphKind::Body, None)
}

/// True for `（…）…` with only such characters inside the brackets.
fn bracketed(text: &str, inside: impl Fn(char) -> bool) -> bool {
    let Some(rest) = text.strip_prefix(['（', '(']) else { return false };
    let Some(close) = rest.find(['）', ')']) else { return false };
    close > 0 && rest[..close].chars().all(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_know_their_level() {
        for (text, kind, lead) in [
            ("（一）主动公开", ParagraphKind::Heading2, None),
            ("(十二) 监督保障", ParagraphKind::Heading2, None),
            ("（一）主动公开方面。坚持公开。", ParagraphKind::RunIn2, Some("（一）主动公开方面。")),
            ("（一）全年公开1万条。", ParagraphKind::RunIn2, None),
            ("1.加强培训", ParagraphKind::Level3, None),
            ("1．加强培训。", ParagraphKind::Level3, None),
            ("1.5万人次", ParagraphKind::Body, None),
            ("2024.加强", ParagraphKind::Body, None),
            ("（1）按时", ParagraphKind::Level4, None),
            ("（以下简称《条例》）", ParagraphKind::Body, None),
            ("（）空", ParagraphKind::Body, None),
            ("一是", ParagraphKind::Body, None),
        ] {
            let (got, end) = level(text);
            assert_eq!((got, end.map(|e| &text[..e])), (kind, lead), "{text}");
        }
    }

    #[test]
    fn runs_are_cut_by_face_and_revision() {
        use Revision::{Deleted, Inserted, Kept};
        let shown = |pieces: &[(Revision, &str)], revision| -> String {
            let pieces: Vec<_> = pieces.iter().map(|(r, t)| (*r, (*t).to_owned())).collect();
            let paragraph = paragraph(&pieces, &Path::new("总体情况"), revision);
            let mark = |r| match r {
                Kept => "",
                Inserted => "+",
                Deleted => "-",
            };
            let face = |role| if role == Role::Kai { "楷" } else { "仿" };
            let run = |r: &Run| format!("{}{}{} ", face(r.role), mark(r.revision), r.text);
            paragraph.runs.iter().map(run).collect()
        };
        let changed = [(Kept, "（一）公开。全年"), (Deleted, "16"), (Inserted, "20"), (Kept, "件")];
        assert_eq!(shown(&changed, Kept), "楷（一）公开。 仿全年 仿-16 仿+20 仿件 ");
        let lead_in = [(Kept, "（一）"), (Deleted, "主动"), (Inserted, "公"), (Kept, "开。全年")];
        assert_eq!(shown(&lead_in, Kept), "楷（一） 楷-主动 楷+公 楷开。 仿全年 ");
        assert_eq!(shown(&[(Deleted, "全部"), (Kept, "文字")], Kept), "仿-全部 仿文字 ");
        assert_eq!(shown(&[(Deleted, "（一）公开")], Deleted), "楷-（一）公开 ");
    }

    #[test]
    fn what_no_page_can_show_goes() {
        assert_eq!(
            clean("甲\u{202E}乙\u{0}丙\u{FFFE}\t丁\u{A0}戊\u{3000}己\u{200B}"),
            "甲乙丙 丁 戊\u{3000}己"
        );
    }
}
