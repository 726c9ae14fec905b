//! What every part of the body is built with, and text as the runs it takes.

use docx_rs::{Paragraph as WordParagraph, Run as WordRun, RunFonts};

use super::measure::{Measures, face, larger_face};
use super::revision::Tracking;
use super::text::{FontHint, HintedText, clean, hinted};
use super::{Controls, styles as style};
use crate::document::Role;
use crate::layout::{Layout, Metrics};

/// What every part of the body is built with.
pub(super) struct DocxContext<'a> {
    pub metrics: Metrics<'a>,
    pub measures: &'a Measures,
    pub controls: Controls,
    pub tracking: Tracking,
}

/// Where a run gets its face from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RunFormatting {
    /// The style of its paragraph has it.
    ParagraphStyle,
    /// The character style of lead-ins has it.
    LeadInStyle,
    /// The run says it itself.
    Direct,
}

impl DocxContext<'_> {
    pub fn layout(&self) -> &Layout {
        self.metrics.layout
    }

    /// Adds a text as the runs it takes. `before` is the text of the paragraph in front of it.
    pub fn add_text(
        &self,
        paragraph: WordParagraph,
        before: &str,
        text: &str,
        role: Role,
        formatting: RunFormatting,
    ) -> WordParagraph {
        self.runs(before, text, role, formatting).into_iter().fold(paragraph, WordParagraph::add_run)
    }

    /// A text as the runs it takes.
    pub fn runs(&self, before: &str, text: &str, role: Role, formatting: RunFormatting) -> Vec<WordRun> {
        self.runs_with(|text| WordRun::new().add_text(text), before, text, role, formatting)
    }

    /// A deleted text as the runs it takes.
    pub fn deleted_runs(
        &self,
        before: &str,
        text: &str,
        role: Role,
        formatting: RunFormatting,
    ) -> Vec<WordRun> {
        self.runs_with(|text| WordRun::new().add_delete_text(text), before, text, role, formatting)
    }

    fn runs_with(
        &self,
        run: fn(String) -> WordRun,
        before: &str,
        text: &str,
        role: Role,
        formatting: RunFormatting,
    ) -> Vec<WordRun> {
        let run = |HintedText { text, hint }| {
            let mut run = run(text);
            if formatting == RunFormatting::LeadInStyle {
                run = run.style(style::LEAD_IN);
            }
            if formatting == RunFormatting::Direct || hint != FontHint::None {
                run = run.fonts(self.fonts(role, hint));
            }
            run
        };
        hinted(&clean(before), text).into_iter().map(run).collect()
    }

    /// The faces of a run with a hint.
    pub fn fonts(&self, role: Role, hint: FontHint) -> RunFonts {
        let chinese = face(self.layout(), role);
        let fonts = RunFonts::new().east_asia(chinese);
        match hint {
            FontHint::None => fonts,
            FontHint::EastAsian => fonts.hint("eastAsia"),
            FontHint::Pinned => fonts.hint("eastAsia").ascii(chinese).hi_ansi(chinese),
            FontHint::Rare => {
                let larger = larger_face(self.layout(), role).unwrap_or(chinese);
                RunFonts::new().hint("eastAsia").east_asia(larger)
            }
        }
    }
}
