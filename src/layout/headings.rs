//! Which paragraphs are headings, and of which level in the outline.
//!
//! （一） on a line of its own is a heading by its number alone. `1.` and `（1）` also number sentences and
//! items of a list, so such a paragraph is a heading only if it fits on one line, is no sentence, and text
//! of a lower level follows that it could be the heading of.
//!
//! Example: of `1.加强培训`, `2.完善制度` and `全年举办培训3次。`, one below the other, the second is a heading and the
//! first an item of a list.

use super::Layout;
use crate::document::{Block, Paragraph, ParagraphKind};
use crate::text::ems;

/// The level of a paragraph that is a heading, by the numbering of 公文: 2 for （一）, 3 for `1.`, 4 for （1）. None
/// for running text. `next` is what stands below it.
pub(crate) fn level(paragraph: &Paragraph, next: Option<&Block>, layout: &Layout) -> Option<u8> {
    let level = rank(paragraph.kind)?;
    let alone =
        level == 2 || (fits_on_a_line(paragraph, layout) && next.is_some_and(|next| is_below(next, level)));
    (alone && !paragraph.text().trim().is_empty()).then_some(level)
}

/// The level that a number gives.
fn rank(kind: ParagraphKind) -> Option<u8> {
    match kind {
        ParagraphKind::Heading2 => Some(2),
        ParagraphKind::Level3 => Some(3),
        ParagraphKind::Level4 => Some(4),
        ParagraphKind::Body | ParagraphKind::RunIn2 | ParagraphKind::TableCaption => None,
    }
}

/// Whether a block is text that a heading of a level may have below it.
fn is_below(block: &Block, level: u8) -> bool {
    match block {
        Block::Paragraph(next) if next.kind == ParagraphKind::Body => true,
        Block::Paragraph(next) => rank(next.kind).is_some_and(|rank| rank > level),
        _ => false,
    }
}

fn fits_on_a_line(paragraph: &Paragraph, layout: &Layout) -> bool {
    let text = paragraph.text();
    let room = layout.text.chars_per_line.saturating_sub(layout.text.indent_chars);
    ems(&text) <= f64::from(room) && !text.contains(['。', '；', '：', '！', '？'])
}

/// The words of a lead-in, `（一）主动公开方面。`, as an outline names it: without the full stop. None for other
/// paragraphs.
pub(crate) fn lead_in(paragraph: &Paragraph) -> Option<String> {
    let text = paragraph.text();
    let (lead, rest) = text.split_once('。')?;
    (paragraph.kind == ParagraphKind::RunIn2 && !rest.is_empty()).then(|| lead.to_owned())
}

/// Levels as a file's structure may have them. It must not skip one (PDF/UA-1, 7.4.2): `1.加强培训` right below
/// a section's title is of level 2 there, although its number says 3.
#[derive(Debug, Default)]
pub(crate) struct StructureLevels {
    /// Level of the last heading; 0 before the first section.
    last: u8,
}

impl StructureLevels {
    /// A section's title.
    pub fn section(&mut self) {
        self.last = 1;
    }

    /// Whether a section's title stands above.
    pub fn in_section(&self) -> bool {
        self.last > 0
    }

    /// The level in the structure of a heading below a section's title. None before the first section: there
    /// it has no heading above it.
    pub fn below(&mut self, level: u8) -> Option<u8> {
        if !self.in_section() {
            return None;
        }
        self.last = level.min(self.last + 1);
        Some(self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Revision, Role, Run};
    use crate::form::Path;

    fn paragraph(kind: ParagraphKind, text: &str) -> Paragraph {
        let runs = vec![Run::new(text, Role::Fang)];
        Paragraph { kind, runs, section: Path::new("总体情况"), revision: Revision::Kept }
    }

    #[test]
    fn a_number_makes_a_heading_only_of_what_stands_above_text() {
        let layout = Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap();
        use ParagraphKind::{Body, Heading2, Level3, Level4, RunIn2};
        let long = "1.".to_owned() + &"公".repeat(26);
        for (kind, text, next, wanted) in [
            (Heading2, "（一）主动公开", None, Some(2)),
            (Level3, "1.加强培训", Some(Body), Some(3)),
            (Level3, "1.加强培训", Some(Level4), Some(3)),
            (Level3, "1.加强培训", Some(Level3), None),
            (Level3, "1.加强培训", Some(Heading2), None),
            (Level3, "1.加强培训", None, None),
            (Level3, "1.加强培训。", Some(Body), None),
            (Level3, &long, Some(Body), None),
            (Level4, "（1）分类培训", Some(Body), Some(4)),
            (Level4, "（1）分类培训", Some(Level4), None),
            (RunIn2, "（一）公开。全年公开", Some(Body), None),
            (Body, "公开", Some(Body), None),
        ] {
            let next = next.map(|kind| Block::Paragraph(paragraph(kind, "下文")));
            assert_eq!(level(&paragraph(kind, text), next.as_ref(), &layout), wanted, "{text} {next:?}");
        }
    }

    #[test]
    fn a_structure_skips_no_level() {
        let mut levels = StructureLevels::default();
        assert_eq!(levels.below(2), None);
        levels.section();
        assert_eq!([3, 4, 2, 4, 3].map(|level| levels.below(level)), [2, 3, 2, 3, 3].map(Some));
        levels.section();
        assert_eq!(levels.below(4), Some(2));
    }
}
