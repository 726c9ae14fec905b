//! Findings of a received report at places of the file that was received.
//!
//! Rules find places in the text that was made of the report. Each of them is one of a few things, and what
//! that is called in the form, and where it stood in the file, is known:
//!
//! ```text
//! made text                            what it is                          where it stood
//! 总体情况: |
//!   2024年，我局收到申请16件。            paragraph 1 of section one,         Word paragraph 7, characters 11 to 13
//!                   ^^                  characters 11 to 13
//! 依申请公开:
//!   本年新收: {自然人: 16, 总计: 15}      the figure 本年新收.总计              Word table 2, row 4, column 9
//!                               ^^
//! ```

use std::ops::Range;

use crate::diagnostic::{DocxPlace, Finding, FormPlace, Place, Position, Provenance};
use crate::form::{FigureId, Path};
use crate::import::{CellSource, Origins, Sources};
use crate::report::{Report, Spot, TextPlace};
use crate::rules::{Audience, advice};

/// Moves findings from the text that was made to the file that was received.
pub(super) struct Places<'a> {
    pub report: &'a Report,
    pub origins: &'a Origins,
}

impl Places<'_> {
    /// A finding at its place in the file. A fix would replace bytes of the made text, which nobody has.
    pub fn moved(&self, mut finding: Finding) -> Finding {
        let path = finding.path.clone().or_else(|| finding.section.clone());
        finding.place = self.place(&finding.place, path.as_ref());
        finding.fix = None;
        finding.help = finding.help.map(|help| advice(&help, Audience::Report));
        for note in &mut finding.notes {
            note.place = self.place(&note.place, None);
        }
        finding
    }

    /// A place in the file. One in another file, such as last year's report, stays.
    pub fn place(&self, place: &Place, path: Option<&Path>) -> Place {
        match place.bytes() {
            Some(bytes) if place.file == *self.report.source.file() => {
                self.located(&self.report.spot(&bytes, path))
            }
            _ => place.clone(),
        }
    }

    /// The place of a figure in the file.
    pub fn of_figure(&self, id: FigureId) -> Place {
        self.located(&Spot::Figure(id))
    }

    /// The place of what a path names.
    pub fn of_path(&self, path: &Path) -> Place {
        self.located(&self.report.spot_named(path).unwrap_or(Spot::Whole))
    }

    /// The place of a section in the file.
    pub fn of_section(&self, number: usize) -> Place {
        self.located(&Spot::Section(number))
    }

    /// The place of what the text has there. What has none in the file is the title's.
    fn located(&self, spot: &Spot) -> Place {
        let (report, origins) = (self.report, self.origins);
        let at = |sources: Option<&Sources>| sources.and_then(Sources::first).cloned();
        let signature = &report.form.general.signature.key;
        match spot {
            Spot::General(path) if path.keys().next() == Some(signature) => self
                .whole(FormPlace::new(spot.order(report), signature.as_str()), at(Some(&origins.signature))),
            Spot::Section(number) => self.section(*number),
            Spot::Row(id) | Spot::Figure(id) => self.cell(*id, spot),
            Spot::Words(section, range) if range.start.paragraph == range.end.paragraph => {
                self.in_paragraph(*section, range, spot)
            }
            // The words of several paragraphs are the section as a whole.
            Spot::Words(Some(section), _) => self.section(*section),
            _ => {
                let title = report.form.general.title.key.as_str();
                self.whole(FormPlace::new(0, title), at(Some(&origins.title)))
            }
        }
    }

    fn section(&self, number: usize) -> Place {
        let spot = Spot::Section(number);
        let form = FormPlace::new(spot.order(self.report), spot.words(self.report));
        let source = self.origins.sections.get(number).and_then(Sources::first);
        self.whole(self.in_section(form, number), source.cloned())
    }

    /// A place that is no cell and no words.
    fn whole(&self, form: FormPlace, source: Option<Provenance>) -> Place {
        let start = Position { line: 1, column: 1 };
        self.at((start, start), form, source)
    }

    fn in_section(&self, form: FormPlace, number: usize) -> FormPlace {
        FormPlace { section: Some(self.report.form.sections[number].path.clone()), ..form }
    }

    /// The cell of a figure, or where its row begins if the whole row is meant.
    fn cell(&self, id: FigureId, spot: &Spot) -> Place {
        let section = self.report.form.figure(id).section;
        let form = FormPlace::new(spot.order(self.report), spot.words(self.report));
        let mut place = self.in_section(form, section);
        let source = self.origins.figures.get(id.index()).and_then(Option::as_ref);
        let Some(CellSource { place: source, row, column: at }) = source else {
            let heading = self.origins.sections.get(section).and_then(Sources::first);
            return self.whole(place, heading.cloned());
        };
        let is_figure = matches!(spot, Spot::Figure(_));
        place.excerpt = is_figure.then(|| self.report.figure(id).printed().into());
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
        let start = Position { line: number(*row), column: number(*at) };
        let end = Position { column: start.column.saturating_add(1), ..start };
        self.at((start, end), place, source.clone())
    }

    /// Words of a paragraph.
    fn in_paragraph(&self, section: Option<usize>, range: &Range<TextPlace>, spot: &Spot) -> Place {
        let (report, number) = (self.report, range.start.paragraph);
        let (prose, sources) = match section {
            None => (report.preface.as_ref(), self.origins.preface.get(number)),
            Some(section) => (
                report.prose[section].as_ref(),
                self.origins.prose.get(section).and_then(|all| all.get(number)),
            ),
        };
        let text = prose.and_then(|prose| prose.paragraphs.get(number)).map_or("", |p| p.text.as_str());
        let before = |byte: usize| text.get(..byte).unwrap_or(text).chars().count();
        let characters = before(range.start.byte)..before(range.end.byte);
        let form = FormPlace::new(spot.order(report), spot.words(report));
        let mut form = section.map_or(form.clone(), |section| self.in_section(form, section));
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        form.paragraph = Some(small(number + 1));
        form.text = Some(text.into());
        let words: String = text.chars().skip(characters.start).take(characters.len()).collect();
        form.excerpt = (!words.is_empty()).then(|| words.into());
        let found = sources.and_then(|sources| sources.of(characters.start));
        form.characters = found.map(|(_, first)| small(first)..small(first + characters.len()));
        let position = |character: usize| Position { line: small(number + 1), column: small(character + 1) };
        let ends = (position(characters.start), position(characters.end));
        self.at(ends, form, found.map(|(place, _)| place.clone()))
    }

    /// A place of the file; what the format knows of it is added to the words.
    fn at(
        &self,
        (start, end): (Position, Position),
        mut form: FormPlace,
        source: Option<Provenance>,
    ) -> Place {
        let in_format = match &source {
            Some(
                Provenance::Docx(DocxPlace::Cell { table, row, column })
                | Provenance::Flow(DocxPlace::Cell { table, row, column }),
            ) => {
                format!("（第 {} 个表格第 {} 行第 {} 列）", table + 1, row + 1, column + 1)
            }
            Some(Provenance::Pdf(area)) => format!("（第 {} 页）", area.page),
            _ => String::new(),
        };
        if !in_format.is_empty() {
            form.words = format!("{}{in_format}", form.words).into();
        }
        let file = self.report.source.file().clone();
        let provenance = source.unwrap_or(Provenance::Flow(DocxPlace::Paragraph(0)));
        Place { file, start, end, provenance, form: Some(Box::new(form)) }
    }
}
