//! Where a paragraph begins, and whether the lines of one may be joined: what a report that was printed and
//! made a text again has lost.

use super::content::{Item, Paragraph, Style};
use super::page_number;
use super::sources::Sources;
use crate::form::normal_label;
use crate::text::is_ordinal_numeral;

/// Whether a text ends as paragraphs end: with a full stop, a colon, or a mark that closes what ended so.
pub(super) fn is_ended(text: &str) -> bool {
    let text = text.trim_end();
    let inner = text.trim_end_matches(['”', '’', '」', '』', '"']);
    inner.ends_with(['。', '！', '？', '；', '：', '…', '!', '?', ';', ':'])
        || (inner.len() == text.len() && text.ends_with(['）', ')']) && text.contains('。'))
}

/// Whether a text begins as paragraphs with a number do: `（一）`, `一、`, `1.`, `(2)`, `①`.
pub(super) fn is_numbered(text: &str) -> bool {
    let text: String = normal_label(text).chars().take(8).collect();
    let numeral = |c: char| c.is_ascii_digit() || is_ordinal_numeral(c);
    if let Some((number, rest)) = text.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        // 第二十条第（一）项, broken before the bracket.
        return !number.is_empty()
            && number.chars().all(numeral)
            && !rest.starts_with(['项', '款', '条', '目']);
    }
    if text.starts_with(|c| matches!(c, '①'..='⑳')) {
        return true;
    }
    let rest = text.trim_start_matches(numeral);
    let number = &text[..text.len() - rest.len()];
    let mark = rest.strip_prefix(['、', '.']).filter(|_| !number.is_empty() && number.chars().count() <= 3);
    mark.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Paragraphs that break lines, as pages with `<br>` and converters make them, one for each line. A title, a
/// caption or 署名 stays as it is, and so does a short text of which no line but the first has a number: a
/// heading that was broken.
pub(super) fn split_at_headings(items: Vec<Item>) -> Vec<Item> {
    /// Characters that a heading may have.
    const MAX_HEADING: usize = 40;
    let is_split = |paragraph: &Paragraph| {
        let is_text = matches!(paragraph.style, Style::Text | Style::Heading | Style::Subheading);
        let is_long = paragraph.text.chars().count() > MAX_HEADING;
        is_text
            && paragraph.text.contains('\n')
            && (is_long || paragraph.text.lines().skip(1).any(is_numbered))
    };
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Item::Paragraph(paragraph) if is_split(&paragraph) => {
                let line = |(text, sources): (&str, Sources)| Paragraph {
                    text: text.to_owned(),
                    sources,
                    ..paragraph.clone()
                };
                let lines = paragraph.lines().filter(|(text, _)| !text.trim().is_empty());
                out.extend(lines.map(|part| Item::Paragraph(line(part))));
            }
            item => out.push(item),
        }
    }
    out
}

/// Two lines of one paragraph.
pub(super) fn join(text: &mut String, line: &str) {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    // An address that was cut goes on; words have a space between them.
    let between_words = latin(text.chars().next_back()) && latin(line.chars().next());
    let is_number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if between_words && !(is_number(text.chars().next_back()) && is_number(line.chars().next())) {
        text.push(' ');
    }
    text.push_str(line);
}

/// Joins the paragraphs of a Word file in which every printed line is one, as converters from PDF make them,
/// and takes out the numbers of its pages. Says how many numbers there were.
///
/// Such a file is known by many paragraphs that end in the middle of a sentence and go on in one
/// that is set to the edge, without the indent that begins a paragraph:
///
/// ```text
/// indent 686  2024 年，我市坚持以习近平新时代中国特色社会主义思想为
/// indent  46  指导，认真学习宣传贯彻党的二十大和二十届二中、三中全会精      goes on
/// indent  46  神，严格落实条例。                                    goes on
/// indent 676  （一）主动公开情况。                                  begins a paragraph
/// ```
pub(super) fn join_paragraphs(items: &mut Vec<Item>) -> usize {
    let page_numbers = take_page_numbers(items);
    let texts: Vec<Option<&Paragraph>> = items
        .iter()
        .filter(|item| !matches!(item, Item::Paragraph(p) if p.text.trim().is_empty()))
        .map(|item| match item {
            Item::Paragraph(paragraph) => Some(paragraph),
            Item::Table(_) | Item::Picture(_) => None,
        })
        .collect();
    let cut = texts.windows(2).filter(
        |pair| matches!(pair, [Some(line), Some(next)] if goes_on(line, next) && !is_ended(&line.text)),
    );
    if cut.count() < MIN_CUT_LINES {
        return page_numbers;
    }
    let mut joined: Vec<Item> = Vec::with_capacity(items.len());
    // Characters of the last paragraph, once something was added to it.
    let mut length = 0;
    for item in items.drain(..) {
        match (joined.last_mut(), item) {
            (_, Item::Paragraph(next)) if next.text.trim().is_empty() => {}
            (Some(Item::Paragraph(line)), Item::Paragraph(next)) if goes_on(line, &next) => {
                let (text, before) = (next.text.trim(), line.text.len());
                if length == 0 {
                    length = line.text.chars().count();
                }
                join(&mut line.text, text);
                length += line.text[before..].chars().count();
                line.sources.append(length - text.chars().count(), next.sources);
            }
            (_, item) => {
                length = 0;
                joined.push(item);
            }
        }
    }
    *items = joined;
    page_numbers
}

/// So many lines that are cut in a sentence make a file one of lines.
const MIN_CUT_LINES: usize = 4;
/// Twips from the edge that begin a paragraph: most of a character of 三号.
const MIN_INDENT: i32 = 280;
/// Characters that a line has at least before it is full.
const MIN_LINE: usize = 15;

/// Whether a paragraph may be the next line of another.
fn goes_on(line: &Paragraph, next: &Paragraph) -> bool {
    let is_text = |p: &Paragraph| p.style == Style::Text;
    let at_edge = next.indent.is_some_and(|indent| indent < MIN_INDENT);
    is_text(line)
        && is_text(next)
        && at_edge
        && line.text.trim().chars().count() >= MIN_LINE
        && !is_numbered(&next.text)
}

/// Takes out paragraphs that are numbers of pages, and those numbers at the end of others.
fn take_page_numbers(items: &mut Vec<Item>) -> usize {
    let before = items.len();
    items.retain(|item| !matches!(item, Item::Paragraph(p) if page_number::of_line(&p.text).is_some()));
    let mut count = before - items.len();
    // Only where the file has others is one at the end of a text one too.
    if count > 0 {
        for item in items {
            if let Item::Paragraph(paragraph) = item
                && let Some(text) = page_number::without_tail(&paragraph.text)
            {
                paragraph.text.truncate(text.len());
                count += 1;
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_begin_paragraphs() {
        for text in
            ["（一）主动公开", "一、总体情况", "1.做好", "（2）做好", "1．做好", "①做好", "十一、其他"]
        {
            assert!(is_numbered(text), "{text}");
        }
        for text in ["一是", "3.5万件", "2024年", "（一）项", "（试行）", "一方面", "100%。", "件，共"]
        {
            assert!(!is_numbered(text), "{text}");
        }
    }

    #[test]
    fn ends_of_paragraphs_are_known() {
        for text in ["好。", "“好。”", "如下：", "上新台阶；", "（见附件。）"] {
            assert!(is_ended(text), "{text}");
        }
        for text in ["责任单位", "坚持，", "（以下简称《条例》）", "“读图时代”"] {
            assert!(!is_ended(text), "{text}");
        }
    }

    #[test]
    fn lines_join_without_a_gap_but_between_words() {
        for (line, next, want) in [
            ("条例", "规定", "条例规定"),
            ("共 12", "件", "共 12件"),
            ("open", "data", "open data"),
            ("20", "24年", "2024年"),
        ] {
            let mut text = line.to_owned();
            join(&mut text, next);
            assert_eq!(text, want);
        }
    }

    #[test]
    fn a_file_of_lines_is_joined_by_its_indents() {
        let line = |indent: i32, text: &str| {
            Item::Paragraph(Paragraph { text: text.into(), indent: Some(indent), ..Paragraph::default() })
        };
        let full = "深化改革科技创新等工作主线组织召开了各场新闻发布会传递政府";
        let mut items = vec![
            line(686, "一、总体情况"),
            line(676, full),
            line(46, full),
            line(46, full),
            line(46, "- 1 -"),
            line(0, full),
            line(0, "完成了各项任务。"),
            line(630, "（一）主动公开情况。深化改革科技创新等工作主线"),
            line(46, "不断深化- 2 -"),
            line(46, "地方。"),
        ];
        assert_eq!(join_paragraphs(&mut items), 2);
        let texts: Vec<String> = items
            .into_iter()
            .filter_map(|item| match item {
                Item::Paragraph(p) => Some(p.text),
                _ => None,
            })
            .collect();
        let first = format!("{full}{full}{full}{full}完成了各项任务。");
        // 不断深化 alone is too short for a line that was cut.
        let second = "（一）主动公开情况。深化改革科技创新等工作主线不断深化地方。";
        assert_eq!(texts, ["一、总体情况", &first, second]);
    }
}
