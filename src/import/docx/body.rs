//! The body of a Word file to paragraphs and tables, as a reader of the printed page would see them: tracked
//! deletions are out, insertions are in, content controls and links are only their content, fields are their
//! results.

mod characters;
mod containers;
mod properties;

use super::super::content::{Drawing, Item, Paragraph, Style, readable};
use super::super::sources::Sources;
use super::super::{ImportError, Limits};
use super::Word;
use super::counter::DocxCounter;
use super::numbering::Numbering;
use super::open_table::{OpenCell, OpenTable};
use super::part::{Vocabulary, vocabulary, walk};
use super::styles::{self, Styles};
use crate::diagnostic::{DocxPlace, Provenance};
use crate::xml::{Event, Tag};

/// What the body is read with.
pub(super) struct Context<'a> {
    pub styles: &'a Styles,
    pub numbering: Numbering,
    pub limits: &'a Limits,
}

/// Reads the body, or a part with notes.
pub(super) fn read(part: &str, xml: &[u8], context: Context) -> Result<Word, ImportError> {
    let mut reader = BodyReader {
        styles: context.styles,
        numbering: context.numbering,
        limits: context.limits,
        word: Word::default(),
        open: Vec::new(),
        skip: None,
        paragraphs: Vec::new(),
        containers: vec![Container::default()],
        tables: Vec::new(),
        cells: Vec::new(),
        controls: Vec::new(),
        fields: Vec::new(),
        drawings: Vec::new(),
        run: Run::default(),
        choice_passed: false,
        hidden: String::new(),
        counts: [0; COUNTED.len()],
        total_paragraphs: 0,
        total_cells: 0,
        counter: DocxCounter::default(),
        place: None,
    };
    walk(part, xml, context.limits, |event| match event {
        Event::Start(tag) => reader.start(&tag),
        Event::End(_) => reader.end(),
        Event::Text(text) => {
            reader.text(&text);
            Ok(())
        }
    })?;
    Ok(reader.finish())
}

/// What is counted because it is not read.
const COUNTED: [&str; 4] = ["图片或图形", "嵌入对象", "目录", "外部文档"];
const PICTURE: usize = 0;
const OBJECT: usize = 1;
const CONTENTS: usize = 2;
const FOREIGN: usize = 3;

/// An open element that matters when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    RowProperties,
    Text,
    Instruction,
    Table,
    Row,
    Cell,
    Control,
    TextBox,
    Drawing,
    /// Whatever holds properties that must not be read as content.
    Properties,
}

/// A place that paragraphs and tables go to: the body, a cell, a text box.
#[derive(Debug, Default)]
struct Container {
    items: Vec<Item>,
    /// Text of a paragraph whose end mark was deleted, and where it stood: it goes on in the next.
    carried: (String, Sources),
}

/// A content control.
#[derive(Debug, Default)]
struct Control {
    path: Option<String>,
    /// It shows its hint: nothing has been filled in.
    hint: bool,
    contents: bool,
}

/// A field by its characters.
#[derive(Debug, Default)]
struct Field {
    instruction: String,
    result: bool,
}

#[derive(Debug, Default)]
struct Run {
    hidden: bool,
}

#[derive(Debug, Default)]
struct OpenParagraph {
    paragraph: Paragraph,
    style: Option<String>,
    outline: Option<u8>,
    align: Option<super::super::content::Align>,
    numbering: Option<(String, usize)>,
    mark_deleted: bool,
    pictures: Vec<Drawing>,
}

struct BodyReader<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    limits: &'a Limits,
    word: Word,
    open: Vec<Open>,
    /// Everything above this depth is passed over.
    skip: Option<usize>,
    paragraphs: Vec<OpenParagraph>,
    containers: Vec<Container>,
    tables: Vec<OpenTable>,
    cells: Vec<OpenCell>,
    controls: Vec<Control>,
    fields: Vec<Field>,
    drawings: Vec<Drawing>,
    run: Run,
    /// The newer way of the last choice was passed over.
    choice_passed: bool,
    hidden: String,
    counts: [usize; COUNTED.len()],
    total_paragraphs: usize,
    total_cells: usize,
    counter: DocxCounter,
    /// The place of the element that begins.
    place: Option<DocxPlace>,
}

impl BodyReader<'_> {
    fn start(&mut self, tag: &Tag) -> Result<(), ImportError> {
        self.place = self.counter.start(tag);
        let open = if self.skip.is_some() {
            Open::Nothing
        } else {
            match vocabulary(tag) {
                Vocabulary::Word => self.word(tag)?,
                Vocabulary::Math if tag.local_name() == b"t" => Open::Text,
                Vocabulary::Compatibility => self.compatibility(tag),
                _ => {
                    self.drawing_part(tag);
                    Open::Nothing
                }
            }
        };
        self.open.push(open);
        Ok(())
    }

    fn within(&self) -> Open {
        self.open.last().copied().unwrap_or(Open::Nothing)
    }

    fn pass_over(&mut self) -> Open {
        self.skip = Some(self.open.len());
        Open::Nothing
    }

    fn compatibility(&mut self, tag: &Tag) -> Open {
        // A drawing says the same twice. Where the newer way is a picture of a character (emoji), the older
        // has the text.
        let symbol = tag.attribute("Requires").is_some_and(|r| r.contains("w16se"));
        match tag.local_name() {
            b"Choice" => {
                self.choice_passed = symbol;
                if symbol { self.pass_over() } else { Open::Nothing }
            }
            b"Fallback" if !std::mem::take(&mut self.choice_passed) => self.pass_over(),
            _ => Open::Nothing,
        }
    }

    fn word(&mut self, tag: &Tag) -> Result<Open, ImportError> {
        let within = self.within();
        let name = tag.local_name();
        Ok(match name {
            b"del" | b"ins" | b"moveFrom" | b"moveTo" | b"cellDel"
                if matches!(within, Open::RunProperties | Open::RowProperties | Open::Properties) =>
            {
                self.tracked_mark(name, within);
                Open::Nothing
            }
            b"del" | b"moveFrom" | b"rt" | b"pPrChange" | b"rPrChange" | b"tblPrChange" | b"trPrChange"
            | b"tcPrChange" | b"sectPrChange" | b"tblGridChange" | b"tblPrExChange" | b"sectPr" => {
                self.pass_over()
            }
            b"p" => self.start_paragraph()?,
            b"pPr" => Open::ParagraphProperties,
            b"r" => {
                self.run = Run::default();
                Open::Run
            }
            b"rPr" => Open::RunProperties,
            b"t" => Open::Text,
            b"instrText" => Open::Instruction,
            b"tbl" => self.start_table()?,
            b"tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.start_row();
                }
                Open::Row
            }
            b"trPr" => Open::RowProperties,
            b"tc" => self.start_cell()?,
            b"tcPr" | b"tblPr" | b"sdtPr" => Open::Properties,
            b"sdt" => {
                self.controls.push(Control::default());
                Open::Control
            }
            b"sdtContent" => self.start_control_content(),
            b"txbxContent" => {
                self.containers.push(Container::default());
                Open::TextBox
            }
            b"drawing" => {
                self.drawings.push(Drawing::default());
                Open::Drawing
            }
            b"pict" => self.count(PICTURE),
            b"object" => self.count(OBJECT),
            b"altChunk" | b"subDoc" => self.count(FOREIGN),
            _ => {
                self.property_or_mark(name, tag, within)?;
                Open::Nothing
            }
        })
    }

    fn count(&mut self, what: usize) -> Open {
        self.counts[what] += 1;
        Open::Nothing
    }

    fn start_paragraph(&mut self) -> Result<Open, ImportError> {
        self.total_paragraphs += 1;
        if self.total_paragraphs > self.limits.paragraphs {
            return Err(ImportError::TooLarge {
                what: "段落数", limit: self.limits.paragraphs.to_string()
            });
        }
        let place = self.place.take();
        let sources = place.map(|place| Sources::whole(Provenance::Docx(place))).unwrap_or_default();
        let paragraph = Paragraph { sources, ..Paragraph::default() };
        self.paragraphs.push(OpenParagraph { paragraph, ..OpenParagraph::default() });
        Ok(Open::Paragraph)
    }

    fn start_control_content(&mut self) -> Open {
        let Some(control) = self.controls.last() else { return Open::Nothing };
        if control.contents {
            self.counts[CONTENTS] += 1;
            return self.pass_over();
        }
        if let (Some(path), Some(cell)) = (&control.path, self.cells.last_mut()) {
            cell.path = Some(path.clone());
            cell.controls.push(String::new());
        }
        Open::Nothing
    }

    fn end(&mut self) -> Result<(), ImportError> {
        self.counter.end();
        let Some(open) = self.open.pop() else { return Ok(()) };
        if self.skip.is_some_and(|depth| self.open.len() > depth) {
            return Ok(());
        }
        self.skip = None;
        match open {
            Open::Paragraph => self.end_paragraph(),
            Open::Run => self.run = Run::default(),
            Open::Control => {
                self.controls.pop();
            }
            Open::Cell => self.end_cell()?,
            Open::Row => {
                if let Some(table) = self.tables.last_mut() {
                    table.end_row();
                }
            }
            Open::Table => {
                if let Some(table) = self.tables.pop() {
                    self.add(Item::Table(table.finish()));
                }
            }
            Open::TextBox => self.end_text_box(),
            Open::Drawing => self.end_drawing(),
            _ => {}
        }
        Ok(())
    }

    fn end_paragraph(&mut self) {
        let Some(open) = self.paragraphs.pop() else { return };
        let OpenParagraph { mut paragraph, style, outline, align, numbering, mark_deleted, pictures } = open;
        let style = style.unwrap_or_default();
        if self.styles.is_contents(&style) {
            self.counts[CONTENTS] += 1;
            return;
        }
        let Some(container) = self.containers.last_mut() else { return };
        if !container.carried.0.is_empty() {
            let (text, sources) = std::mem::take(&mut container.carried);
            let own = std::mem::replace(&mut paragraph.sources, sources);
            paragraph.sources.append(text.chars().count(), own);
            paragraph.text.insert_str(0, &text);
        }
        if mark_deleted {
            container.carried = (paragraph.text, paragraph.sources);
            return;
        }
        paragraph.style = match outline {
            Some(level) => styles::outline(level),
            None => self.styles.kind(&style),
        };
        if paragraph.style == Style::Text && self.styles.kind(&style) == Style::Title {
            paragraph.style = Style::Title;
        }
        paragraph.align = align.unwrap_or_else(|| self.styles.align(&style));
        paragraph.text = readable(&paragraph.text);
        if !paragraph.text.trim().is_empty() {
            let list = numbering.filter(|(id, _)| !id.is_empty()).or_else(|| self.styles.numbering(&style));
            if let Some(number) = list.and_then(|(id, level)| self.numbering.next(&id, level)) {
                paragraph.text.insert_str(0, &number);
                paragraph.sources.put_before(number.chars().count());
            }
        }
        container.items.push(Item::Paragraph(paragraph));
        container.items.extend(pictures.into_iter().map(Item::Picture));
    }

    fn finish(mut self) -> Word {
        if let Some(body) = self.containers.into_iter().next() {
            self.word.items = body.items;
            if !body.carried.0.is_empty() {
                self.word.items.push(Item::Paragraph(Paragraph {
                    text: readable(&body.carried.0),
                    sources: body.carried.1,
                    ..Paragraph::default()
                }));
            }
        }
        if !self.hidden.trim().is_empty() {
            self.word.aside.push(("隐藏文字", readable(&self.hidden)));
        }
        let counts = COUNTED.into_iter().zip(self.counts).filter(|(_, count)| *count > 0);
        self.word.left_out.extend(counts);
        self.word
    }
}
