//! Lines to paragraphs.
//!
//! A line goes on in the next one if it was broken because there was no room, and the next one begins at the
//! left margin, as far below as lines are. Margins are those of the page: the leftmost place at which two
//! lines begin, the rightmost at which two end.
//!
//! ```text
//! │      对照上级新要求和公众新期待，还有一些需要加强和改进的│    indented: a paragraph begins
//! │地方。主要表现在：一是政策解读质量仍需提升。              │    at the margin, the line above is full: goes on
//! │      针对存在问题，下一步，我市将着力加强                │    indented: the next one
//! │本段没有缩进，上一行也没有写满。                          │    at the margin, but the line above had room
//! ```
//!
//! Where a file has tags, they decide instead: lines of one block are a paragraph, lines of two are not;
//! unless they contradict what is seen too often, as the tags of converters do that make a block of each
//! line.

use super::joined::is_numbered;
use super::lines::{self, Line, Spaced};
use super::pages::{Part, page_box};
use super::structure::BlockKind;
use crate::diagnostic::Provenance;
use crate::import::content::{Align, Paragraph, Style};
use crate::import::sources::Sources;
use kurbo::Rect;

/// A line that begins further to the right, in sizes of the face, is indented.
const INDENT: f64 = 0.9;
/// Lines further apart than the usual by this factor are two paragraphs.
const PARAGRAPH_GAP: f64 = 1.35;
/// By how much faces in one paragraph may differ in size.
const SAME_SIZE: f64 = 0.12;
/// The lines of a title are larger than the text by this factor,
const TITLE_SIZE: f64 = 1.15;
/// and no further apart than so many sizes of their face.
const TITLE_PITCH: f64 = 2.2;
/// If tags part more lines than this share that are seen to go on, they are not trusted.
const MAX_CONTRADICTED: f64 = 0.2;
/// and more than so many, and if they hardly join any. Short texts have few full lines, by which margins are
/// seen.
const MIN_CONTRADICTED: usize = 8;

/// The left and right margins of the text on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Margins {
    left: f64,
    right: f64,
}

impl Margins {
    /// Of some lines; none of too few.
    fn of(lines: &[&Line]) -> Option<Self> {
        let size = lines::median(lines.iter().map(|line| line.size).collect());
        let starts = lines.iter().map(|line| line.x0).collect();
        // Marks at the end of a line may stand out of it, so they do not count, and some lines must end as
        // far to the right.
        let ends = lines.iter().map(|line| line.last_mark - line.x1).collect();
        let many = lines.len() / 8;
        let left = outermost(starts, 0.5 * size, 2)?;
        Some(Self { left, right: -outermost(ends, 0.6 * size, many.max(2))? })
    }

    fn width(self) -> f64 {
        self.right - self.left
    }

    /// How many of some lines go nearly from margin to margin.
    fn filled(self, lines: &[&Line]) -> usize {
        lines.iter().filter(|line| line.x1 - line.x0 > 0.85 * self.width()).count()
    }
}

/// The least number that has some others near it, so many with itself.
fn outermost(mut numbers: Vec<f64>, near: f64, least: usize) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.windows(least).find(|some| some[least - 1] - some[0] <= near).map(|some| some[0])
}

/// What joining looks at beside the two lines.
struct Sight {
    pages: Vec<Margins>,
    /// How far below a line the next one of a paragraph stands.
    pitch: f64,
    trusts_tags: bool,
    /// The level of the headings above sections.
    heading: Option<u8>,
    /// The size of the running text.
    size: f64,
    spaced: Spaced,
}

/// A paragraph or the number of a table among the parts.
pub(super) enum Piece {
    Paragraph(Paragraph),
    Table(usize),
}

/// The paragraphs of a text, its tables in between.
pub(super) fn of(parts: &[Part], pages: usize) -> Vec<Piece> {
    let sight = Sight::of(parts, pages);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open: Option<(Paragraph, usize, &Line)> = None;
    // Characters of the open paragraph, which may have a line more each time.
    let mut length = 0;
    for (at, part) in parts.iter().enumerate() {
        match part {
            Part::Line(page, line) => {
                if let Some((paragraph, above_page, above)) = &mut open
                    && sight.goes_on((*above_page, *above), (*page, line))
                {
                    // A title is broken where it reads well, not where there is no room.
                    let is_title = paragraph.align == Align::Centre || paragraph.style == Style::Title;
                    let spaced = if is_title { Spaced::No } else { sight.spaced };
                    let before = paragraph.text.len();
                    lines::append(&mut paragraph.text, above.ends_in_space, spaced, &line.text);
                    length += paragraph.text.get(before..).unwrap_or_default().chars().count();
                    let at = length.saturating_sub(line.text.chars().count());
                    paragraph.sources.append(at, sources(*page, line));
                    if sight.align(*page, line) != paragraph.align {
                        paragraph.align = Align::Other;
                    }
                    (*above_page, *above) = (*page, line);
                    continue;
                }
                length = line.text.chars().count();
                let paragraph = Paragraph {
                    text: line.text.clone(),
                    style: sight.style(line),
                    align: sight.align(*page, line),
                    indent: None,
                    sources: sources(*page, line),
                };
                let done = open.replace((paragraph, *page, line));
                pieces.extend(done.map(|(paragraph, ..)| Piece::Paragraph(paragraph)));
            }
            Part::Table(_) => {
                pieces.extend(open.take().map(|(paragraph, ..)| Piece::Paragraph(paragraph)));
                pieces.push(Piece::Table(at));
            }
        }
    }
    pieces.extend(open.map(|(paragraph, ..)| Piece::Paragraph(paragraph)));
    pieces
}

/// Where a line stands.
fn sources(page: usize, line: &Line) -> Sources {
    /// How far below the baseline a character goes, in sizes of the face.
    const DESCENT: f64 = 0.2;
    let (top, bottom) = (line.y - (1.0 - DESCENT) * line.size, line.y + DESCENT * line.size);
    Sources::whole(Provenance::Pdf(page_box(page, Rect::new(line.x0, top, line.x1, bottom))))
}

impl Sight {
    fn of(parts: &[Part], pages: usize) -> Self {
        let lines: Vec<(usize, &Line)> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Line(page, line) => Some((*page, line)),
                Part::Table(_) => None,
            })
            .collect();
        let all: Vec<&Line> = lines.iter().map(|(_, line)| *line).collect();
        let size = lines::median(all.iter().map(|line| line.size).collect());
        let margins = margins(&lines, pages);
        let mut sight = Self {
            pitch: pitch(&lines, &margins),
            pages: margins,
            trusts_tags: false,
            heading: section_level(&all),
            size,
            spaced: Spaced::of(all.iter().copied()),
        };
        let pairs: Vec<_> = lines.windows(2).filter(|pair| sight.goes_on(pair[0], pair[1])).collect();
        let blocks = |pair: &[(usize, &Line)]| Some((pair[0].1.block?.number, pair[1].1.block?.number));
        let parted = pairs.iter().filter(|pair| blocks(pair).is_some_and(|(a, b)| a != b)).count();
        let joined = lines.windows(2).filter(|pair| blocks(pair).is_some_and(|(a, b)| a == b)).count();
        let is_line_by_line = parted > MIN_CONTRADICTED && parted > 2 * joined;
        sight.trusts_tags = parted as f64 <= MAX_CONTRADICTED * pairs.len() as f64 || !is_line_by_line;
        sight
    }

    /// Whether the paragraph of a line goes on in the next one.
    fn goes_on(&self, above: (usize, &Line), next: (usize, &Line)) -> bool {
        let ((above_page, above), (page, next)) = (above, next);
        if self.trusts_tags
            && let (Some(a), Some(b)) = (above.block, next.block)
        {
            return a.number == b.number;
        }
        if page == above_page && self.is_title(page, above) && self.is_title(page, next) {
            let size = above.size.max(next.size);
            return (above.size - next.size).abs() <= SAME_SIZE * size
                && next.y - above.y <= TITLE_PITCH * size;
        }
        let margins = self.pages[page];
        let size = above.size.max(next.size);
        let same_size = (above.size - next.size).abs() <= SAME_SIZE * size;
        let near = page != above_page || next.y - above.y <= PARAGRAPH_GAP * self.pitch;
        let at_margin = next.x0 <= margins.left + INDENT * next.size;
        let new_item = is_numbered(&next.text) && above.text.ends_with(['。', '；', '：', '！', '？']);
        same_size && near && at_margin && !new_item && above.wraps_before(next, self.pages[above_page].right)
    }

    /// Whether a line is one of a title: in the middle, and larger than the text.
    fn is_title(&self, page: usize, line: &Line) -> bool {
        line.size > TITLE_SIZE * self.size && self.align(page, line) == Align::Centre
    }

    fn style(&self, line: &Line) -> Style {
        match line.block.map(|block| block.kind) {
            Some(BlockKind::Title) => Style::Title,
            Some(BlockKind::Caption) => Style::Caption,
            Some(BlockKind::Heading(level)) => match self.heading {
                Some(section) if level < section => Style::Title,
                Some(section) if level == section => Style::Heading,
                _ => Style::Subheading,
            },
            Some(BlockKind::Text | BlockKind::Figure) | None => Style::Text,
        }
    }

    fn align(&self, page: usize, line: &Line) -> Align {
        let margins = self.pages[page];
        let (left, right) = (line.x0 - margins.left, margins.right - line.x1);
        // 署名 and date stand up to six characters from the right margin; a long name goes up to it, and no
        // paragraph is indented as far as it then is.
        let is_far = left > 0.35 * margins.width() && right < 6.0 * self.size && left > right + self.size;
        if is_far || (left > 3.0 * self.size && right < self.size) {
            Align::Right
        } else if left > 2.5 * self.size && (left - right).abs() < 1.5 * self.size {
            Align::Centre
        } else {
            Align::Other
        }
    }
}

/// The margins of each page; where one has too little text to show its own, those of the page that shows them
/// best.
fn margins(lines: &[(usize, &Line)], pages: usize) -> Vec<Margins> {
    /// So many full lines show the margins of a page.
    const MIN_FULL_LINES: usize = 3;
    /// Lines that fill less than this share of the usual width are no text from margin to margin: 署名 and
    /// date stand below each other, too.
    const MIN_WIDTH: f64 = 0.7;
    let own = |page: usize| {
        let own: Vec<&Line> = lines.iter().filter(|(p, _)| *p == page).map(|(_, line)| *line).collect();
        let margins = Margins::of(&own)?;
        Some((margins, margins.filled(&own)))
    };
    let found: Vec<Option<(Margins, usize)>> = (0..pages).map(own).collect();
    let area = |(margins, filled): &&(Margins, usize)| margins.width() * *filled as f64;
    let best = found.iter().flatten().max_by(|a, b| area(a).total_cmp(&area(b)));
    let all = || {
        let all: Vec<&Line> = lines.iter().map(|(_, line)| *line).collect();
        let furthest = |of: fn(&Line) -> f64, than: fn(f64, f64) -> f64| {
            all.iter().map(|line| of(line)).reduce(than).unwrap_or_default()
        };
        Margins::of(&all).unwrap_or(Margins {
            left: furthest(|line| line.x0, f64::min),
            right: furthest(|line| line.x1, f64::max),
        })
    };
    let usual =
        best.filter(|(_, filled)| *filled >= MIN_FULL_LINES).map_or_else(all, |(margins, _)| *margins);
    let shown = |page: Option<(Margins, usize)>| {
        page.filter(|(margins, filled)| {
            *filled >= MIN_FULL_LINES && margins.width() >= MIN_WIDTH * usual.width()
        })
    };
    found.into_iter().map(|page| shown(page).map_or(usual, |(margins, _)| margins)).collect()
}

/// How far apart the lines of paragraphs are: the lower quarter of all distances below full lines, as
/// paragraphs may be further apart. What else a page shows (the head of a site) may stand closer.
fn pitch(lines: &[(usize, &Line)], pages: &[Margins]) -> f64 {
    /// So many full lines show the pitch.
    const MIN_FULL_LINES: usize = 3;
    let distances = |below: &dyn Fn(&Line, Margins) -> bool| -> Vec<f64> {
        let pairs =
            lines.windows(2).filter(|pair| pair[0].0 == pair[1].0 && below(pair[0].1, pages[pair[0].0]));
        let mut distances: Vec<f64> =
            pairs.map(|pair| pair[1].1.y - pair[0].1.y).filter(|distance| *distance > 0.0).collect();
        distances.sort_by(f64::total_cmp);
        distances
    };
    let is_full = |line: &Line, margins: Margins| {
        line.x1 > margins.right - 2.0 * line.size && line.x0 < margins.left + 3.0 * line.size
    };
    let full = distances(&is_full);
    let distances = if full.len() >= MIN_FULL_LINES { full } else { distances(&|_, _| true) };
    distances.get(distances.len() / 4).copied().unwrap_or(f64::MAX)
}

/// The level of the tags that sections have: the second one where the first is only the title's.
fn section_level(lines: &[&Line]) -> Option<u8> {
    let mut blocks: Vec<(u8, usize)> = lines
        .iter()
        .filter_map(|line| line.block)
        .filter_map(|block| match block.kind {
            BlockKind::Heading(level) => Some((level, block.number)),
            _ => None,
        })
        .collect();
    blocks.sort_unstable();
    blocks.dedup();
    let first = blocks.first()?.0;
    let of_first = blocks.iter().filter(|(level, _)| *level == first).count();
    let next = blocks.iter().map(|(level, _)| *level).find(|level| *level > first);
    let of_next = blocks.iter().filter(|(level, _)| Some(*level) == next).count();
    if of_first == 1 && of_next > 1 { next } else { Some(first) }
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::set;
    use super::*;

    /// A page of lines, 20 characters wide from x 100, with an indent in characters for each.
    fn paragraphs(lines: &[(f64, &str)]) -> Vec<String> {
        let line = |(n, (indent, text)): (usize, &(f64, &str))| {
            let glyphs = set(text, 100.0 + indent * 10.0, 100.0 + 18.0 * n as f64, 10.0);
            lines::of(glyphs).into_iter().map(|line| Part::Line(0, line)).collect::<Vec<_>>()
        };
        let parts: Vec<Part> = lines.iter().enumerate().flat_map(line).collect();
        let text = |piece: Piece| match piece {
            Piece::Paragraph(paragraph) => Some(paragraph.text),
            Piece::Table(_) => None,
        };
        of(&parts, 1).into_iter().filter_map(text).collect()
    }

    #[test]
    fn an_indent_begins_a_paragraph_and_a_full_line_goes_on() {
        let found = paragraphs(&[
            (2.0, "对照上级新要求和公众新期待还有一些需"),
            (0.0, "要加强和改进的地方主要表现在一是政策解读"),
            (0.0, "仍需提升。"),
            (2.0, "针对存在问题，下一步，我市将着力加强解"),
            (0.0, "读质效。"),
        ]);
        assert_eq!(
            found,
            [
                "对照上级新要求和公众新期待还有一些需要加强和改进的地方主要表现在一是政策解读仍需提升。",
                "针对存在问题，下一步，我市将着力加强解读质效。"
            ]
        );
    }

    #[test]
    fn a_line_with_room_left_ends_its_paragraph_without_any_indent() {
        let found = paragraphs(&[
            (0.0, "对照上级新要求和公众新期待还有一些需要加"),
            (0.0, "强和改进的地方。"),
            (0.0, "针对存在问题，下一步，我市将着力加强解读"),
            (0.0, "质效。"),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn a_long_word_that_found_no_room_does_not_end_a_paragraph() {
        let found = paragraphs(&[
            (2.0, "网址见本机关门户网站首页"),
            (0.0, "www.example.gov.cn/zwgk，下同，其余内容"),
            (0.0, "详见附件。"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn lines_of_a_title_are_one_and_what_stands_close_above_shows_no_pitch() {
        // Ten small lines of a site's head, a title of two lines in its middle, and text further apart.
        let mut glyphs: Vec<Vec<_>> =
            (0..10).map(|n| set("网站导航", 100.0, 20.0 + 11.0 * f64::from(n), 10.0)).collect();
        glyphs.push(set("甲市人民政府", 158.0, 160.0, 14.0));
        glyphs.push(set("2024年度报告", 158.0, 182.0, 14.0));
        let text = [
            "对照上级新要求和公众新期待还有一些需",
            "要加强和改进的地方主要表现在一是政策解读",
            "仍需提升。",
        ];
        for (n, text) in text.into_iter().cycle().take(9).enumerate() {
            let indent = if n % 3 == 0 { 20.0 } else { 0.0 };
            glyphs.push(set(text, 100.0 + indent, 220.0 + 26.0 * n as f64, 10.0));
        }
        let parts: Vec<Part> =
            glyphs.into_iter().flat_map(lines::of).map(|line| Part::Line(0, line)).collect();
        let texts: Vec<String> = of(&parts, 1)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Paragraph(paragraph) => Some(paragraph.text),
                Piece::Table(_) => None,
            })
            .collect();
        assert_eq!(texts[10], "甲市人民政府2024年度报告", "{texts:#?}");
        assert_eq!(texts.len(), 14, "{texts:#?}");
    }

    #[test]
    fn an_item_after_a_full_sentence_is_a_paragraph() {
        let found = paragraphs(&[
            (0.0, "对照上级新要求和公众新期待还有一些事项："),
            (0.0, "（一）政策解读质量仍需提升，个别单位解读"),
            (0.0, "内容简单。"),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
