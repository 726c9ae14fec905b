//! Paragraphs and tables to a report: title, preface, six sections, signature.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::content::{Align, Drawing, Grid, GridCell, Item, Paragraph, Style};
use super::error::chinese;
use super::labels::{bare, likeness};
use super::sources::{Origins, Sources};
use super::tables::{Placement, best_section, is_label, section_of, write_captions};
use super::{ImportError, Imported, Limits, Note, Unplaced, boilerplate, content, outline, title, wrapped};
use crate::data_file::Data;
use crate::diagnostic::Provenance;
use crate::form::{Content, Form, Forms, YEARS};
use crate::report::{PictureLine, PipeTable};
use crate::text::without_space;

/// What a file says of a report outside of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Properties<'p> {
    /// Whom the properties of a Word file name as its author.
    pub creator: Option<&'p str>,
    /// What a web page calls itself.
    pub page_title: Option<&'p str>,
}

/// Puts a report together.
pub(super) fn report(
    mut items: Vec<Item>,
    properties: Properties,
    limits: &Limits,
    forms: &Forms,
) -> Result<Imported, ImportError> {
    // Each table is compared with every table of every form, so the number of tables is what takes time.
    if items.iter().filter(|item| matches!(item, Item::Table(_))).count() > limits.tables {
        return Err(ImportError::TooLarge { what: "表格数", limit: format!("{} 个", limits.tables) });
    }
    content::number(&mut items);
    let form = choose_form(&items, forms);
    let count = items.len();
    let items = without_chart(&form, items);
    let has_chart = items.len() < count;
    let mut items = wrapped::split_at_headings(items);
    let headings = outline::headings(&form, &items);
    write_captions(&mut items, &headings);
    let grids: Vec<(usize, Option<usize>, &Grid)> = items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| match item {
            Item::Table(grid) => Some((at, section_of(&form, &headings, at, grid), grid)),
            Item::Paragraph(_) | Item::Picture(_) => None,
        })
        .collect();
    if headings.iter().all(Option::is_none) && grids.iter().all(|g| g.1.is_none()) {
        return Err(ImportError::NoReport { sections: form.sections.len(), tables: tables(&form) });
    }
    let heading = |at: &Option<usize>| match at.map(|at| &items[at]) {
        Some(Item::Paragraph(heading)) => heading.sources.clone(),
        _ => Sources::default(),
    };
    let origins = Origins {
        sections: headings.iter().map(heading).collect(),
        figures: vec![None; form.figures.len()],
        prose: vec![Vec::new(); form.sections.len()],
        ..Origins::default()
    };
    let mut imported = Imported {
        origins,
        data: Data::new(form.clone()),
        unplaced: Vec::new(),
        notes: Vec::new(),
        unread: Vec::new(),
        pictures: Vec::new(),
    };
    let strange = grids.iter().filter(|g| g.1.is_none()).map(|g| g.0).collect();
    let mut assembly =
        Assembly { form: &form, items: &items, headings: &headings, strange, out: &mut imported, properties };
    assembly.prose();
    let strange = assembly.strange;
    if let Some(chart) = form.chart.as_ref().filter(|_| has_chart) {
        let message = format!("“{}”由表中数据生成，没有导入", chart.title);
        imported.notes.push(Note { path: None, message });
    }
    for (number, section) in form.sections.iter().enumerate() {
        let own: Vec<&Grid> = grids.iter().filter(|g| g.1 == Some(number)).map(|g| g.2).collect();
        if let Content::Table(_) = section.content {
            if own.is_empty() {
                let message = format!("没有找到“{}”的表格，按全部为 0 处理", section.heading());
                imported.notes.push(Note { path: Some(section.path.clone()), message });
                imported.unread.push(section.path.clone());
                continue;
            }
            let Imported { data, unplaced, notes, origins, .. } = &mut imported;
            let first = own.iter().flat_map(|grid| grid.rows.iter().flatten()).find_map(|c| c.source.clone());
            if origins.sections[number] == Sources::default() {
                origins.sections[number] = first.map(Sources::whole).unwrap_or_default();
            }
            Placement { data, unplaced, notes, origins, blank: Vec::new() }.section(number, &own);
        }
    }
    for (_, _, grid) in grids.iter().filter(|g| strange.contains(&g.0)) {
        let text = grid.text();
        if !text.trim().is_empty() {
            imported
                .unplaced
                .push(Unplaced {
                    place: format!("不属于{}张表的表格", chinese(tables(&form))), text
                });
        }
    }
    Ok(imported)
}

/// By how much another format must fit better than the standard one to be taken: labels that both have are
/// not written twice in quite the same way.
const CLEARLY_BETTER: f64 = 0.02;

/// The format whose tables fit best; the standard one where both fit as well.
fn choose_form(items: &[Item], forms: &Forms) -> Arc<Form> {
    let fit = |form: &Form| -> f64 {
        let grids = items.iter().filter_map(|item| match item {
            Item::Table(grid) => best_section(form, grid).map(|(_, fit)| fit),
            Item::Paragraph(_) | Item::Picture(_) => None,
        });
        grids.sum()
    };
    let mut best = forms.standard();
    let mut best_fit = fit(&best);
    for form in forms.iter() {
        let fit = fit(form);
        if fit > best_fit + CLEARLY_BETTER {
            (best, best_fit) = (form.clone(), fit);
        }
    }
    best
}

/// How many tables a form has.
fn tables(form: &Form) -> usize {
    form.sections.iter().filter(|section| matches!(section.content, Content::Table(_))).count()
}

/// Without the chart that a draft of ours may end in: its numbers are those of the tables.
fn without_chart(form: &Form, mut items: Vec<Item>) -> Vec<Item> {
    let is = |item: &Item, text: &str| matches!(item, Item::Paragraph(p) if p.text.trim() == text);
    let Some(chart) = &form.chart else { return items };
    let panel = |text: &str| chart.panels.iter().any(|panel| panel.title == text.trim());
    let Some(start) = items.iter().rposition(|item| is(item, &chart.title)) else { return items };
    let tail = items.split_off(start);
    items.extend(tail.into_iter().filter(|item| match item {
        Item::Paragraph(p) => p.text.trim() != chart.title && !panel(&p.text),
        Item::Table(grid) => {
            !grid.rows.first().and_then(|row| row.first()).is_some_and(|cell| panel(&cell.text))
        }
        Item::Picture(_) => true,
    }));
    items
}

struct Assembly<'a> {
    form: &'a Form,
    items: &'a [Item],
    headings: &'a [Option<usize>],
    /// The tables that are none of the form's and have no place yet, by their numbers among the items.
    strange: BTreeSet<usize>,
    out: &'a mut Imported,
    properties: Properties<'a>,
}

/// A line of the file: a paragraph, or part of one that breaks lines.
#[derive(Debug, Clone)]
struct Line {
    text: String,
    sources: Sources,
    style: Style,
    align: Align,
}

impl Assembly<'_> {
    fn prose(&mut self) {
        for (number, section) in self.form.sections.iter().enumerate() {
            if self.headings[number].is_none() {
                let message = format!("没有找到“{}”这一部分的标题", section.heading());
                self.out.notes.push(Note { path: Some(section.path.clone()), message });
                if matches!(section.content, Content::Prose(_)) {
                    self.out.unread.push(section.path.clone());
                }
            }
        }
        let mut starts: Vec<(usize, usize)> =
            self.headings.iter().enumerate().filter_map(|(section, at)| at.map(|at| (section, at))).collect();
        starts.sort_by_key(|s| s.1);
        let first = starts.first().map_or(0, |s| s.1);
        self.front(&self.items[..first]);
        let mut parts: Vec<(usize, Vec<Line>)> = Vec::new();
        for (i, &(section, at)) in starts.iter().enumerate() {
            let end = starts.get(i + 1).map_or(self.items.len(), |s| s.1);
            let is_prose = matches!(self.form.sections[section].content, Content::Prose(_));
            let lines = if is_prose { self.running(at + 1..end) } else { lines(&self.items[at + 1..end]) };
            parts.push((section, lines));
        }
        if starts.is_empty() {
            let rest =
                lines(self.items).into_iter().map(|l| Unplaced { place: "正文".into(), text: l.text });
            self.out.unplaced.extend(rest);
        }
        if let Some((_, last)) = parts.last_mut() {
            self.below(last);
            self.signature(last);
        }
        for (section, lines) in parts {
            let section_form = &self.form.sections[section];
            match section_form.content {
                Content::Prose(_) => {
                    (self.out.data.prose[section], self.out.origins.prose[section]) =
                        lines.into_iter().map(|line| (line.text, line.sources)).unzip();
                }
                Content::Table(_) => {
                    let place = section_form.heading();
                    // A caption that says the title again, or a label of the form, says nothing.
                    let title = bare(&section_form.title);
                    let is_label = is_label(self.form, section);
                    let lines = lines
                        .into_iter()
                        .filter(|l| likeness(&bare(&l.text), &title) < 0.95 && !is_label(&l.text));
                    self.out.unplaced.extend(lines.map(|l| Unplaced { place: place.clone(), text: l.text }));
                }
            }
        }
        self.agency_and_year();
    }

    /// The lines of running text, its pictures and small tables as a data file writes them. A picture takes
    /// the caption that follows it.
    fn running(&mut self, range: Range<usize>) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut caption_at = None;
        for at in range {
            match &self.items[at] {
                Item::Paragraph(_) if caption_at == Some(at) => {}
                Item::Paragraph(paragraph) => lines.extend(lines_of(paragraph)),
                Item::Picture(drawing) => {
                    let caption = self.caption_below(at);
                    caption_at = caption.as_ref().map(|(at, _)| *at);
                    let caption = caption.map(|(_, text)| text).unwrap_or_default();
                    lines.extend(self.picture(drawing, &caption).map(|text| Line::plain(text, None)));
                }
                Item::Table(grid) => {
                    let rows = small_table(grid).filter(|_| self.strange.remove(&at));
                    let written = rows.map(|rows| PipeTable::write(&rows)).unwrap_or_default();
                    let first = grid.rows.iter().flatten().find_map(|cell| cell.source.clone());
                    lines.extend(written.into_iter().map(|text| Line::plain(text, first.clone())));
                }
            }
        }
        lines
    }

    /// The caption of a picture: the next paragraph, if its style or its first characters say so.
    fn caption_below(&self, picture: usize) -> Option<(usize, String)> {
        let below = self.items.iter().enumerate().skip(picture + 1);
        let (at, paragraph) = below
            .map_while(|(at, item)| match item {
                Item::Paragraph(paragraph) => Some((at, paragraph)),
                Item::Table(_) | Item::Picture(_) => None,
            })
            .find(|(_, paragraph)| !paragraph.text.trim().is_empty())?;
        let text = paragraph.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_caption = paragraph.style == Style::Caption || is_caption_of_picture(&text);
        is_caption.then_some((at, text))
    }

    /// The line of a picture, which gets a name.
    fn picture(&mut self, drawing: &Drawing, caption: &str) -> Option<String> {
        let picture = drawing.picture.clone()?;
        let name = format!("图{}.{}", self.out.pictures.len() + 1, picture.kind().endings()[0]);
        self.out.pictures.push((name.clone(), picture));
        Some(PictureLine::write(&drawing.alt, &name, caption))
    }

    /// What stands before section one: the title, then the preface.
    fn front(&mut self, items: &[Item]) {
        let paragraphs: Vec<&Paragraph> = items
            .iter()
            .filter_map(|item| match item {
                Item::Paragraph(p) if !p.text.trim().is_empty() => Some(p),
                _ => None,
            })
            .collect();
        let (start, end) = title::range(&paragraphs, &self.form.title_words);
        // The lines of a title are one text however they are broken.
        let raw: String = paragraphs[start..end].iter().flat_map(|p| p.text.lines()).map(str::trim).collect();
        let raw = title::bare(&raw, &self.form.title_words).to_owned();
        let styled = paragraphs[start..end].iter().any(|p| p.style == Style::Title);
        if !raw.is_empty() {
            self.out.origins.title = paragraphs[start].sources.clone();
            let read = title::read(&raw, &self.form.title_words);
            self.out.data.agency = read.agency;
            self.out.data.year = read.year;
            self.out.data.title = Some(if styled { raw } else { title::without_gaps(&raw) });
        }
        for paragraph in &paragraphs[..start] {
            self.out
                .unplaced
                .push(Unplaced { place: "标题之前".into(), text: paragraph.text.trim().to_owned() });
        }
        let title_end = end.checked_sub(1).map(|last| paragraphs[last]);
        let is_title_end =
            |item: &Item| matches!((item, title_end), (Item::Paragraph(p), Some(end)) if p == end);
        let start = items.iter().rposition(is_title_end).map_or(0, |at| at + 1);
        let before = items[..start].iter().filter(|item| matches!(item, Item::Picture(_))).count();
        if before > 0 {
            let message = format!("标题之前的图片 {before} 处，没有导入");
            self.out.notes.push(Note { path: None, message });
        }
        for line in self.running(start..items.len()) {
            if boilerplate::is_under_title(&line.text) || boilerplate::is_below(&line.text) {
                self.out.unplaced.push(Unplaced { place: "标题之下".into(), text: line.text });
            } else {
                self.out.data.preface.push(line.text);
                self.out.origins.preface.push(line.sources);
            }
        }
    }

    /// What a page has below the report, which is none of its last section.
    fn below(&mut self, lines: &mut Vec<Line>) {
        let styled = |line: &Line| line.style == Style::Signature;
        // Our own pages say where the report ends.
        let start = match lines.iter().rposition(styled) {
            Some(at) => Some(at + 1),
            None => boilerplate::start(lines.iter().map(|line| line.text.as_str())),
        };
        let below = lines.split_off(start.unwrap_or(lines.len()).min(lines.len()));
        let place = "文末";
        self.out.unplaced.extend(below.into_iter().map(|l| Unplaced { place: place.into(), text: l.text }));
    }

    /// 署名 and date at the end of the last section.
    fn signature(&mut self, lines: &mut Vec<Line>) {
        let by_style = |line: &Line| line.style == Style::Signature;
        // In a file with styles the text of a section may end in a date of its own.
        let strict = lines.iter().any(by_style)
            || self
                .headings
                .iter()
                .flatten()
                .any(|&at| matches!(&self.items[at], Item::Paragraph(p) if p.style == Style::Heading));
        let may = |line: &Line| !strict || by_style(line) || line.align == Align::Right;
        if let Some(last) = lines.last().filter(|l| may(l))
            && let Some(date) = title::date(&last.text)
        {
            self.out.data.signature_date = Some(date);
            self.out.origins.signature = lines.pop().map(|line| line.sources).unwrap_or_default();
        }
        let dated = self.out.data.signature_date.is_some();
        let agency = title::without_gaps(&self.out.data.agency);
        let named = lines.last().is_some_and(|line| {
            let short = line.text.chars().count() <= 30 && !line.text.contains(['。', '，', '：', '；']);
            // Of a long name, the last line.
            let text = title::without_gaps(&line.text);
            let same = !text.is_empty() && (text == agency || (dated && agency.ends_with(&text)));
            by_style(line) || (may(line) && (same || (short && dated && line.align == Align::Right)))
        });
        if named && let Some(line) = lines.pop() {
            self.out.origins.signature = line.sources;
            let mut name = line.text;
            // A long name stands on several lines.
            while let Some(above) = lines.pop_if(|line| {
                by_style(line) || title::without_gaps(&format!("{}{name}", line.text)) == agency
            }) {
                name.insert_str(0, &above.text);
            }
            self.out.data.signature_name = Some(name);
        }
    }

    fn agency_and_year(&mut self) {
        let data = &mut self.out.data;
        if let Some(creator) = self.properties.creator {
            // The properties keep the name as it is written; they count only where the text says the same.
            let whole = without_space(creator);
            let title = without_space(data.title.as_deref().unwrap_or_default());
            let signed = data.signature_name.as_deref().is_some_and(|n| without_space(n) == whole);
            if whole.chars().count() >= 2 && (title.contains(&whole) || signed) {
                data.agency = creator.split_whitespace().collect::<Vec<_>>().join(" ");
            }
        }
        if data.agency.is_empty()
            && let Some(name) = &data.signature_name
        {
            data.agency = name.clone();
        }
        if let Some(page) = self.properties.page_title.filter(|_| data.agency.is_empty()) {
            let read = title::read(title::bare(page, &self.form.title_words), &self.form.title_words);
            if title::is_title(page, &self.form.title_words) && !read.agency.is_empty() {
                let message = format!("正文没有写明机关名称，按网页的标题取“{}”", read.agency);
                self.out.notes.push(Note { path: None, message });
                data.agency = read.agency;
                data.year = data.year.or(read.year);
            }
        }
        if data.year.is_none() {
            data.year = data.preface.iter().chain(data.prose.iter().flatten()).find_map(|p| period(p));
            if let Some(year) = data.year {
                let message = format!("标题没有写明年度，按正文的统计期限取 {year}");
                self.out.notes.push(Note { path: None, message });
            }
        }
        let official = format!(
            "{}{}{}",
            data.agency,
            data.year.map(|y| y.to_string()).unwrap_or_default(),
            self.form.title
        );
        if data.title.as_ref().is_some_and(|t| *t == official) {
            data.title = None;
        }
        for (missing, key) in [
            (data.agency.is_empty(), &self.form.general.agency.key),
            (data.year.is_none(), &self.form.general.year.key),
        ] {
            if missing {
                let message = format!("文件中没有找到{key}，请在数据文件中补上");
                self.out.notes.push(Note { path: None, message });
            }
        }
    }
}

/// The year of the period that a paragraph states: 2024年1月1日起至2024年12月31日.
fn period(text: &str) -> Option<u16> {
    let text = title::without_gaps(text);
    let at = text.find("年1月1日")?;
    let start = text[..at].char_indices().rev().nth(3).map(|(i, _)| i)?;
    text[start..at].parse().ok().filter(|y| YEARS.contains(y))
}

fn lines(items: &[Item]) -> Vec<Line> {
    items
        .iter()
        .flat_map(|item| match item {
            Item::Paragraph(p) => lines_of(p),
            Item::Table(_) | Item::Picture(_) => Vec::new(),
        })
        .collect()
}

impl Line {
    fn plain(text: String, source: Option<Provenance>) -> Self {
        let sources = source.map(Sources::whole).unwrap_or_default();
        Self { text, sources, style: Style::Text, align: Align::Other }
    }
}

/// True for 图1 各渠道公开数量, and no sentence that begins so.
fn is_caption_of_picture(text: &str) -> bool {
    /// No caption is longer, in characters.
    const MAX_CAPTION: usize = 40;
    let numbered =
        text.strip_prefix('图').is_some_and(|rest| rest.trim_start().starts_with(char::is_numeric));
    numbered && text.chars().count() <= MAX_CAPTION && !text.contains(['。', '；'])
}

/// The cells of a table as rows of one length, if prose can hold it. Of a merged cell the first place has the
/// text.
fn small_table(grid: &Grid) -> Option<Vec<Vec<String>>> {
    let end = |row: &Vec<GridCell>| row.iter().map(|cell| cell.column + cell.colspan.max(1)).max();
    let columns = grid.rows.iter().filter_map(end).max()?;
    if !PipeTable::holds(columns, grid.rows.len()) {
        return None;
    }
    let row = |cells: &Vec<GridCell>| {
        let mut row = vec![String::new(); columns];
        for cell in cells {
            row[cell.column] = cell.text.clone();
        }
        row
    };
    let rows: Vec<Vec<String>> = grid.rows.iter().map(row).collect();
    rows.iter().flatten().any(|text| !text.trim().is_empty()).then_some(rows)
}

fn lines_of(paragraph: &Paragraph) -> Vec<Line> {
    let line = |(text, sources): (&str, Sources)| {
        let blank = text.chars().take_while(|c| c.is_whitespace()).count();
        let Paragraph { style, align, .. } = *paragraph;
        Line { text: text.trim().to_owned(), sources: sources.from(blank), style, align }
    };
    paragraph.lines().map(line).filter(|line| !line.text.is_empty()).collect()
}
