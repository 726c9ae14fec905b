//! The body tree: title, headings, paragraphs and signature as docx-rs builds them.

use std::ops::Range;

use docx_rs::{
    AlignmentType, BreakType, DocGrid, DocGridType, Docx, FieldCharType, Footer, Header, InstrPAGE,
    InstrText, LineSpacing, LineSpacingType, PageMargin, Paragraph as WordParagraph, Run as WordRun,
};

use super::context::{DocxContext, RunFormatting};
use super::measure::{pt, twips, twips_at_least, twips_at_most};
use super::text::FontHint;
use super::{styles as style, table};
use crate::document::{Block, Document, Heading, Paragraph, ParagraphKind, Revision, Role, Run, Signature};
use crate::layout::letterhead::HeadPlan;
use crate::layout::pages::{BlockPlan, PagePlan, TextPlan};
use crate::layout::signature::SignaturePlan;
use crate::layout::text_lines::TextLines;

/// Builds the body, the footers and, for a draft with a watermark, the headers that will carry it.
/// Each of the `charts` is a heading with tables, on a page of its own.
pub(super) fn build(
    document: &Document,
    pages: &PagePlan,
    charts: &[Range<usize>],
    context: &DocxContext,
) -> Docx {
    let head = pages.letterhead.as_ref().and_then(|letterhead| letterhead.head.as_ref());
    let mut docx = head.map(|head| context.head(head)).into_iter().fold(sheet(context), Docx::add_paragraph);
    docx = docx.add_paragraph(context.title(document, &pages.title_lines));
    if document.watermark.is_some() {
        docx = docx.header(empty_header()).even_header(empty_header());
    }
    docx = docx.footer(context.footer(Side::Right)).even_footer(context.footer(Side::Left));
    for (at, planned) in document.blocks.iter().zip(&pages.blocks).enumerate() {
        let around = [at.checked_sub(1), Some(at + 1)].map(|i| i.and_then(|i| document.blocks.get(i)));
        docx = match planned {
            (Block::Heading(heading), _) => {
                let word = context.beside_tables(context.heading(heading), around);
                let begins_chart = charts.iter().any(|chart| chart.start == at);
                docx.add_paragraph(if begins_chart { word.page_break_before(true) } else { word })
            }
            (Block::Paragraph(p), BlockPlan::Caption) => {
                docx.add_paragraph(context.beside_tables(context.caption(&p.text(), true), around))
            }
            (Block::Paragraph(paragraph), BlockPlan::Text(text)) => {
                let word = context.beside_tables(context.paragraph(paragraph, text), around);
                // What stands over a table of the chart is its title.
                let in_chart = charts.iter().any(|chart| chart.contains(&at));
                // 署名 and date never stand alone on a page.
                let is_signed = matches!(around[1], Some(Block::Signature(_)));
                docx.add_paragraph(if in_chart || is_signed { word.keep_next(true) } else { word })
            }
            (Block::Figure(figure), BlockPlan::Figure(plan)) => {
                context.figure(figure, plan).into_iter().fold(docx, Docx::add_paragraph)
            }
            (Block::Signature(signature), BlockPlan::Signature(plan)) => {
                context.signature(signature, plan).into_iter().fold(docx, Docx::add_paragraph)
            }
            (Block::Table(t), BlockPlan::Table(plan)) => {
                let docx = docx.add_table(table::build(t, plan, context));
                // Word joins two tables that touch, and wants a paragraph after the last.
                match around[1] {
                    Some(Block::Table(_)) | None => docx.add_paragraph(context.gap()),
                    Some(_) => docx,
                }
            }
            // Charts are tables by now.
            (Block::Chart(_), _) => docx,
            (block, plan) => unreachable!("a plan of another kind: {block:?}, {plan:?}"),
        };
    }
    docx
}

fn sheet(context: &DocxContext) -> Docx {
    let m = context.measures;
    let margin = PageMargin {
        top: m.margin_top,
        bottom: m.margin_bottom,
        left: m.margin_left,
        right: m.margin_right,
        header: m.header_distance,
        footer: m.footer_distance,
        gutter: 0,
    };
    let mut docx =
        Docx::new().page_size(m.page_width.unsigned_abs(), m.page_height.unsigned_abs()).page_margin(margin);
    // `lines`, not `linesAndChars`: with the latter LibreOffice sets 14 characters a line. The characters
    // stand on their grid by the spacing of the style 正文.
    let grid = DocGrid::new().grid_type(DocGridType::Lines).line_pitch(m.pitch.unsigned_abs() as usize);
    docx.document = docx.document.doc_grid(grid);
    docx
}

fn empty_header() -> Header {
    Header::new().add_paragraph(WordParagraph::new().style(style::HEADER))
}

/// A part of a paragraph with a letter spacing of its own, in twips.
#[derive(Debug, Default)]
struct Widened {
    bytes: Range<usize>,
    spacing: i32,
}

impl Widened {
    /// A text that begins at a byte of the paragraph, cut where the spacing changes; with the spacing where
    /// it is not that of the style.
    fn parts<'t>(&self, at: usize, text: &'t str) -> impl Iterator<Item = (&'t str, Option<i32>)> {
        let cut = |byte: usize| byte.saturating_sub(at).min(text.len());
        let (from, to) = (cut(self.bytes.start), cut(self.bytes.end));
        [(&text[..from], None), (&text[from..to], Some(self.spacing)), (&text[to..], None)]
            .into_iter()
            .filter(|(part, _)| !part.is_empty())
    }
}

/// The outside edge of a page.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

impl DocxContext<'_> {
    /// The red head.
    fn head(&self, head: &HeadPlan) -> WordParagraph {
        let paragraph = WordParagraph::new().style(style::HEAD);
        self.add_text(paragraph, "", &head.text, Role::Title, RunFormatting::ParagraphStyle)
    }

    /// The lines of the title in one paragraph, so that it is one entry wherever Word lists it.
    fn title(&self, document: &Document, lines: &[String]) -> WordParagraph {
        let after = self.measures.title_after(self.layout(), lines.len());
        let paragraph =
            WordParagraph::new().style(style::TITLE).line_spacing(LineSpacing::new().after(after));
        let runs = self.broken_runs(lines, Role::Title);
        self.add_replacing(paragraph, document.title_before.as_deref(), runs, Role::Title)
    }

    /// Lines of one paragraph, each on a line of its own, in the face of the paragraph's style.
    fn broken_runs(&self, lines: &[String], role: Role) -> Vec<WordRun> {
        let mut runs = Vec::new();
        for (i, line) in lines.iter().enumerate() {
            if i > 0 {
                runs.push(WordRun::new().add_break(BreakType::TextWrapping));
            }
            runs.extend(self.runs("", line, role, RunFormatting::ParagraphStyle));
        }
        runs
    }

    /// A paragraph with the space that it keeps from a table before or after it.
    fn beside_tables(&self, paragraph: WordParagraph, around: [Option<&Block>; 2]) -> WordParagraph {
        let [above, below] = around.map(|block| matches!(block, Some(Block::Table(_))));
        let (before, after) = (self.measures.space_below_table, self.measures.space_above_table);
        match (above, below && after > 0) {
            (false, false) => paragraph,
            (true, false) => paragraph.line_spacing(LineSpacing::new().before(before)),
            (false, true) => paragraph.line_spacing(LineSpacing::new().after(after)),
            (true, true) => paragraph.line_spacing(LineSpacing::new().before(before).after(after)),
        }
    }

    /// A paragraph of hardly any height that stands between tables and after the last.
    fn gap(&self) -> WordParagraph {
        let line = LineSpacing::new()
            .line_rule(LineSpacingType::Exact)
            .line(self.measures.gap_line)
            .after(self.measures.space_below_table);
        WordParagraph::new().style(style::TABLE_TEXT).line_spacing(line)
    }

    fn heading(&self, heading: &Heading) -> WordParagraph {
        self.add_text(
            WordParagraph::new().style(style::HEADING[0]),
            "",
            &heading.text,
            Role::Hei,
            RunFormatting::ParagraphStyle,
        )
    }

    fn paragraph(&self, paragraph: &Paragraph, plan: &TextPlan) -> WordParagraph {
        let heading = plan.level.and_then(|level| style::HEADING.get(usize::from(level) - 1));
        let word = heading.map_or_else(WordParagraph::new, |name| WordParagraph::new().style(name));
        let own = if paragraph.kind == ParagraphKind::Heading2 { Role::Kai } else { Role::Fang };
        let lead_in = paragraph.kind == ParagraphKind::RunIn2;
        let widened = self.widened(paragraph, &plan.lines);
        let mut before = String::new();
        let mut word = self.tracking.mark_end(word, paragraph.revision);
        for Run { text, role, revision } in &paragraph.runs {
            let formatting = match *role {
                role if role == own => RunFormatting::ParagraphStyle,
                Role::Kai if lead_in => RunFormatting::LeadInStyle,
                _ => RunFormatting::Direct,
            };
            if *revision == Revision::Deleted {
                let runs = self.deleted_runs(&before, text, *role, formatting);
                word = self.tracking.add(word, runs, Revision::Deleted);
                continue;
            }
            for (part, spacing) in widened.parts(before.len(), text) {
                let mut runs = self.runs(&before, part, *role, formatting);
                if let Some(spacing) = spacing {
                    runs = runs.into_iter().map(|run| run.character_spacing(spacing)).collect();
                }
                word = self.tracking.add(word, runs, *revision);
                before.push_str(part);
            }
        }
        word
    }

    /// The line that is set wider, so that the paragraph does not end in a line of one character.
    fn widened(&self, paragraph: &Paragraph, lines: &TextLines) -> Widened {
        let Some(line) = &lines.widened else { return Widened::default() };
        let text = paragraph.text();
        let count = text[line.bytes.clone()].chars().count().max(1) as f64;
        // Word's characters stand a little closer than they are planned.
        let planned = self.layout().advance_pt() - self.layout().text.size_pt;
        let closer = planned - pt(self.measures.character_spacing);
        let each = line.missing_pt / count + closer;
        Widened {
            bytes: line.bytes.clone(),
            spacing: self.measures.character_spacing + twips_at_least(each) + 1,
        }
    }

    /// 署名 and date, kept together.
    fn signature(&self, signature: &Signature, plan: &SignaturePlan) -> Vec<WordParagraph> {
        // A line that was there before but is no more stands as a deleted one.
        let there = |(text, before, _): &(&Option<String>, &Option<String>, f64)| {
            text.is_some() || before.as_ref().is_some_and(|before| !before.is_empty())
        };
        let lines: Vec<_> = [
            (&signature.name, &signature.name_before, plan.name_right_pt),
            (&signature.date, &signature.date_before, plan.date_right_pt),
        ]
        .into_iter()
        .filter(there)
        .collect();
        let last = lines.len().saturating_sub(1);
        let nothing = String::new();
        let line = |(i, (text, before, right)): (usize, (&Option<String>, &Option<String>, f64))| {
            let several = i == 0 && plan.name_lines.len() > 1;
            // Several lines are centred in a column as wide as the longest of them.
            let left = if several { self.layout().area_width_pt() - plan.name_width_pt - right } else { 0.0 };
            let mut paragraph = WordParagraph::new()
                .style(style::SIGNATURE)
                .indent(Some(twips_at_most(left).max(0)), None, Some(twips(right)), None)
                .keep_next(i < last);
            if several {
                paragraph = paragraph.align(AlignmentType::Center);
            }
            if i == 0 {
                let before = self.layout().signature.space_before_lines * f64::from(self.measures.pitch);
                paragraph = paragraph.line_spacing(LineSpacing::new().before(before.round().max(0.0) as u32));
            }
            let paragraph = match (text, before) {
                (None, _) => self.tracking.mark_end(paragraph, Revision::Deleted),
                (Some(_), Some(before)) if before.is_empty() => {
                    self.tracking.mark_end(paragraph, Revision::Inserted)
                }
                _ => paragraph,
            };
            let text = std::slice::from_ref(text.as_ref().unwrap_or(&nothing));
            let runs = self.broken_runs(if several { &plan.name_lines } else { text }, Role::Fang);
            self.add_replacing(paragraph, before.as_deref(), runs, Role::Fang)
        };
        lines.into_iter().enumerate().map(line).collect()
    }

    /// — 1 — at the outside edge.
    fn footer(&self, side: Side) -> Footer {
        let indent = self.measures.page_number_indent;
        let paragraph = WordParagraph::new().style(style::FOOTER);
        let paragraph = match side {
            Side::Right => paragraph.align(AlignmentType::Right).indent(Some(0), None, Some(indent), None),
            Side::Left => paragraph.align(AlignmentType::Left).indent(Some(indent), None, Some(0), None),
        };
        let run = || WordRun::new().fonts(self.fonts(Role::Song, FontHint::EastAsian));
        // A run for each part of the field, as Word itself writes it.
        let paragraph = paragraph
            .add_run(run().add_text("— "))
            .add_run(run().add_field_char(FieldCharType::Begin, false))
            .add_run(run().add_instr_text(InstrText::PAGE(InstrPAGE {})))
            .add_run(run().add_field_char(FieldCharType::Separate, false))
            .add_run(run().add_text("1"))
            .add_run(run().add_field_char(FieldCharType::End, false))
            .add_run(run().add_text(" —"));
        Footer::new().add_paragraph(paragraph)
    }

    /// Adds runs that may stand for another text than before: that one is deleted, and they are inserted.
    fn add_replacing(
        &self,
        paragraph: WordParagraph,
        before: Option<&str>,
        runs: Vec<WordRun>,
        role: Role,
    ) -> WordParagraph {
        let Some(before) = before else { return self.tracking.add(paragraph, runs, Revision::Kept) };
        let deleted = self.deleted_runs("", before, role, RunFormatting::ParagraphStyle);
        let paragraph = self.tracking.add(paragraph, deleted, Revision::Deleted);
        self.tracking.add(paragraph, runs, Revision::Inserted)
    }
}
