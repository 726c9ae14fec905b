//! The body tree: title, headings, paragraphs and signature as docx-rs builds them.

use docx_rs::{
    AlignmentType, BreakType, DocGrid, DocGridType, Docx, FieldCharType, Footer, Header, InstrPAGE,
    InstrText, LineSpacing, LineSpacingType, PageMargin, Paragraph as WordParagraph, Run as WordRun,
    RunFonts,
};

use super::measure::{Measures, face, larger_face, twips};
use super::revision::Tracking;
use super::text::{Wish, clean, pieces};
use super::{Controls, styles as style, table};
use crate::document::{Block, Document, Heading, Paragraph, ParagraphKind, Revision, Role, Run, Signature};
use crate::layout::Layout;
use crate::text::ems;

/// What every part of the body is built with.
pub(super) struct Workshop<'a> {
    pub layout: &'a Layout,
    pub measures: Measures,
    pub controls: Controls,
    pub tracking: Tracking,
}

/// Builds the body, the footers and, for a draft with a watermark, the headers that will carry it.
pub(super) fn build(document: &Document, workshop: &Workshop) -> Docx {
    let mut docx = sheet(workshop).add_paragraph(workshop.title(document));
    if document.watermark.is_some() {
        docx = docx.header(empty_header()).even_header(empty_header());
    }
    docx = docx.footer(workshop.footer(Side::Right)).even_footer(workshop.footer(Side::Left));
    for (at, block) in document.blocks.iter().enumerate() {
        let around = [at.checked_sub(1), Some(at + 1)].map(|i| i.and_then(|i| document.blocks.get(i)));
        docx = match block {
            Block::Heading(heading) => {
                docx.add_paragraph(workshop.beside_tables(workshop.heading(heading), around))
            }
            Block::Paragraph(paragraph) => {
                docx.add_paragraph(workshop.beside_tables(workshop.paragraph(paragraph), around))
            }
            Block::Signature(signature) => {
                workshop.signature(signature).into_iter().fold(docx, Docx::add_paragraph)
            }
            Block::Table(t) => {
                let above =
                    if matches!(around[0], Some(Block::Heading(_))) { workshop.measures.pitch } else { 0 };
                let docx = docx.add_table(table::build(t, above, workshop));
                // Word joins two tables that touch, and wants a paragraph after the last.
                match around[1] {
                    Some(Block::Table(_)) | None => docx.add_paragraph(workshop.gap()),
                    Some(_) => docx,
                }
            }
            // Charts are tables by now.
            Block::Chart(_) => docx,
        };
    }
    docx
}

fn sheet(workshop: &Workshop) -> Docx {
    let m = &workshop.measures;
    let margin = PageMargin {
        top: m.margin_top,
        bottom: m.margin_bottom,
        left: m.margin_left,
        right: m.margin_right,
        header: m.margin_top / 2,
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

/// The outside edge of a page.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

impl Workshop<'_> {
    /// The lines of the title in one paragraph, so that it is one entry wherever Word lists it.
    fn title(&self, document: &Document) -> WordParagraph {
        let paragraph = WordParagraph::new().style(style::TITLE);
        let mut runs = Vec::new();
        for (i, line) in document.title.iter().enumerate() {
            if i > 0 {
                runs.push(WordRun::new().add_break(BreakType::TextWrapping));
            }
            runs.extend(self.runs("", line, Role::Title, Dress::Style));
        }
        self.add_replacing(paragraph, document.title_before.as_deref(), runs, Role::Title)
    }

    /// A paragraph with the space that it keeps from a table before or after it.
    fn beside_tables(&self, paragraph: WordParagraph, around: [Option<&Block>; 2]) -> WordParagraph {
        let [above, below] = around.map(|block| matches!(block, Some(Block::Table(_))));
        let space = self.measures.table_space.unsigned_abs();
        match (above, below) {
            (false, false) => paragraph,
            (true, false) => paragraph.line_spacing(LineSpacing::new().before(space)),
            (false, true) => paragraph.line_spacing(LineSpacing::new().after(space)),
            (true, true) => paragraph.line_spacing(LineSpacing::new().before(space).after(space)),
        }
    }

    /// A paragraph of hardly any height that stands between tables and after the last.
    fn gap(&self) -> WordParagraph {
        let line = LineSpacing::new()
            .line_rule(LineSpacingType::Exact)
            .line(20)
            .after(self.measures.table_space.unsigned_abs());
        WordParagraph::new().style(style::TABLE_TEXT).line_spacing(line)
    }

    fn heading(&self, heading: &Heading) -> WordParagraph {
        self.add_text(
            WordParagraph::new().style(style::HEADING[0]),
            "",
            &heading.text,
            Role::Hei,
            Dress::Style,
        )
    }

    fn paragraph(&self, paragraph: &Paragraph) -> WordParagraph {
        let (word, own) = match paragraph.kind {
            ParagraphKind::Heading2 => (WordParagraph::new().style(style::HEADING[1]), Role::Kai),
            ParagraphKind::Level3 if self.is_own_line(paragraph) => {
                (WordParagraph::new().style(style::HEADING[2]), Role::Fang)
            }
            _ => (WordParagraph::new(), Role::Fang),
        };
        let lead_in = paragraph.kind == ParagraphKind::RunIn2;
        let mut before = String::new();
        let mut word = self.tracking.mark_end(word, paragraph.revision);
        for Run { text, role, revision } in &paragraph.runs {
            let dress = match *role {
                role if role == own => Dress::Style,
                Role::Kai if lead_in => Dress::LeadIn,
                _ => Dress::Direct,
            };
            if *revision == Revision::Deleted {
                let runs = self.deleted_runs(&before, text, *role, dress);
                word = self.tracking.add(word, runs, Revision::Deleted);
            } else {
                word = self.tracking.add(word, self.runs(&before, text, *role, dress), *revision);
                before.push_str(text);
            }
        }
        word
    }

    /// Whether a paragraph of level three is a heading (short, and no sentence) and not running text that
    /// starts with a number.
    fn is_own_line(&self, paragraph: &Paragraph) -> bool {
        let text = paragraph.text();
        let room = self.layout.text.chars_per_line.saturating_sub(self.layout.text.indent_chars);
        ems(&text) <= f64::from(room) && !text.contains(['。', '；', '：', '！', '？'])
    }

    /// 署名 and date: the date stands its number of characters from the right, the name is centred on it
    /// (GB/T 9704 7.3.5.1) as far as the right edge lets it.
    fn signature(&self, signature: &Signature) -> Vec<WordParagraph> {
        let m = &self.measures;
        let em = f64::from(twips(self.layout.text.size_pt) + m.character_spacing);
        let width = |text: &Option<String>| text.as_deref().map_or(0.0, ems) * em;
        let date_right = f64::from(self.layout.signature.date_right_chars) * em;
        let name_right = match signature.date {
            Some(_) => (date_right + (width(&signature.date) - width(&signature.name)) / 2.0).max(0.0),
            None => date_right,
        };
        // A line that was there before but is no more stands as a deleted one.
        let there = |(text, before, _): &(&Option<String>, &Option<String>, f64)| {
            text.is_some() || before.as_ref().is_some_and(|before| !before.is_empty())
        };
        let lines: Vec<_> = [
            (&signature.name, &signature.name_before, name_right),
            (&signature.date, &signature.date_before, date_right),
        ]
        .into_iter()
        .filter(there)
        .collect();
        let last = lines.len().saturating_sub(1);
        let line = |(i, (text, before, right)): (usize, (&Option<String>, &Option<String>, f64))| {
            let mut paragraph = WordParagraph::new()
                .style(style::SIGNATURE)
                .indent(Some(0), None, Some(right.round() as i32), None)
                .keep_next(i < last);
            if i == 0 {
                let before = self.layout.signature.space_before_lines * f64::from(m.pitch);
                paragraph = paragraph.line_spacing(LineSpacing::new().before(before.round().max(0.0) as u32));
            }
            let paragraph = match (text, before) {
                (None, _) => self.tracking.mark_end(paragraph, Revision::Deleted),
                (Some(_), Some(before)) if before.is_empty() => {
                    self.tracking.mark_end(paragraph, Revision::Inserted)
                }
                _ => paragraph,
            };
            let runs = self.runs("", text.as_deref().unwrap_or_default(), Role::Fang, Dress::Style);
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
        let run = || WordRun::new().fonts(self.fonts(Role::Song, Wish::Hinted));
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

    /// Adds a text as the runs it takes. `before` is the text of the paragraph in front of it.
    pub fn add_text(
        &self,
        paragraph: WordParagraph,
        before: &str,
        text: &str,
        role: Role,
        dress: Dress,
    ) -> WordParagraph {
        self.runs(before, text, role, dress).into_iter().fold(paragraph, WordParagraph::add_run)
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
        let deleted = self.deleted_runs("", before, role, Dress::Style);
        let paragraph = self.tracking.add(paragraph, deleted, Revision::Deleted);
        self.tracking.add(paragraph, runs, Revision::Inserted)
    }

    /// A text as the runs it takes.
    pub fn runs(&self, before: &str, text: &str, role: Role, dress: Dress) -> Vec<WordRun> {
        self.runs_with(|text| WordRun::new().add_text(text), before, text, role, dress)
    }

    /// A deleted text as the runs it takes.
    pub fn deleted_runs(&self, before: &str, text: &str, role: Role, dress: Dress) -> Vec<WordRun> {
        self.runs_with(|text| WordRun::new().add_delete_text(text), before, text, role, dress)
    }

    fn runs_with(
        &self,
        run: fn(String) -> WordRun,
        before: &str,
        text: &str,
        role: Role,
        dress: Dress,
    ) -> Vec<WordRun> {
        let run = |piece: super::text::Piece| {
            let mut run = run(piece.text);
            if dress == Dress::LeadIn {
                run = run.style(style::LEAD_IN);
            }
            if dress == Dress::Direct || piece.wish != Wish::Plain {
                run = run.fonts(self.fonts(role, piece.wish));
            }
            run
        };
        pieces(&clean(before), text).into_iter().map(run).collect()
    }

    fn fonts(&self, role: Role, wish: Wish) -> RunFonts {
        let chinese = face(self.layout, role);
        let fonts = RunFonts::new().east_asia(chinese);
        match wish {
            Wish::Plain => fonts,
            Wish::Rare => {
                RunFonts::new().hint("eastAsia").east_asia(larger_face(self.layout, role).unwrap_or(chinese))
            }
            Wish::Hinted => fonts.hint("eastAsia"),
            Wish::Pinned => fonts.hint("eastAsia").ascii(chinese).hi_ansi(chinese),
        }
    }
}

/// Where a run gets its face from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dress {
    /// The style of its paragraph has it.
    Style,
    /// The character style of lead-ins has it.
    LeadIn,
    /// The run says it itself.
    Direct,
}
