//! A document as data for the template `page.html.hbs`. Its names are public: users write templates with
//! them, and docs/templates.md lists them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::header_scopes;
use super::{HtmlForm, HtmlOptions};
use crate::document::{self, Block, Document, ParagraphKind, Role};
use crate::fonts::Faces;
use crate::layout::screen_columns::{ScreenColumns, ScreenWidth};
use crate::layout::{AdvanceTable, Layout, Metrics, PT_PER_INCH, table_cells};

/// Pixels of CSS in an inch.
const PX_PER_INCH: f64 = 96.0;

/// Everything the template can name.
#[derive(Debug, Serialize)]
pub(super) struct View<'a> {
    /// True for a page, false for a fragment.
    page: bool,
    language: &'a str,
    title: &'a str,
    /// The logo, where the layout has one.
    logo: Option<LogoView<'a>>,
    /// The red head, where the layout has one.
    head: Option<HeadView<'a>>,
    title_lines: Vec<String>,
    author: &'a str,
    /// The date below the report as `2025-01-20`; none where there is none.
    published: Option<String>,
    watermark: Option<&'a str>,
    blocks: Vec<BlockView<'a>>,
    layout: &'a Layout,
    /// Right and lower margin in mm.
    margin_right_mm: f64,
    margin_bottom_mm: f64,
    /// CSS font lists.
    fonts: Fonts,
}

#[derive(Debug, Serialize)]
struct LogoView<'a> {
    /// The whole picture as a `data:` address.
    source: String,
    alt: &'a str,
    align: &'static str,
    height_mm: f64,
}

impl<'a> LogoView<'a> {
    fn of(layout: &'a Layout) -> Option<Self> {
        let (logo, picture) = (layout.logo.as_ref()?, layout.logo_picture()?);
        let (kind, content) = (picture.kind().media_type(), STANDARD.encode(picture.bytes()));
        let source = format!("data:{kind};base64,{content}");
        Some(Self { source, alt: logo.alt.trim(), align: logo.align.name(), height_mm: logo.height_mm })
    }
}

#[derive(Debug, Serialize)]
struct HeadView<'a> {
    text: &'a str,
    color: &'a str,
    size_pt: f64,
    line_pt: f64,
}

impl<'a> HeadView<'a> {
    fn of(document: &'a Document, layout: &'a Layout) -> Option<Self> {
        let head = layout.head.as_ref()?;
        let text = head.text.as_deref().unwrap_or(&document.meta.author).trim();
        let view = Self { text, color: &head.color, size_pt: head.size_pt, line_pt: head.line_pt };
        (!text.is_empty()).then_some(view)
    }
}

#[derive(Debug, Serialize)]
struct Fonts {
    title: String,
    heading: String,
    subheading: String,
    body: String,
    table: String,
    /// `local()` sources of the face for Latin letters and digits.
    latin: String,
    /// Those of the faces for titles and headings, which are not to be made bold: only what stands in for
    /// them is.
    title_local: String,
    heading_local: String,
    subheading_local: String,
}

/// A block. `is` names its kind, by which the template knows its fields.
#[derive(Debug, Serialize)]
#[serde(tag = "is", rename_all = "lowercase")]
enum BlockView<'a> {
    Heading { text: &'a str, id: &'a str },
    Subheading { text: String, level: u8 },
    Paragraph { runs: Vec<RunView<'a>> },
    Caption { text: String },
    Picture(PictureView<'a>),
    Table(TableView<'a>),
    Chart(ChartView<'a>),
    Signature { name: Option<&'a str>, date: Option<&'a str>, datetime: Option<String> },
}

#[derive(Debug, Serialize)]
struct RunView<'a> {
    text: &'a str,
    /// True for the lead-in of a run-in heading.
    lead: bool,
}

#[derive(Debug, Serialize)]
struct PictureView<'a> {
    /// The whole picture as a `data:` address.
    source: String,
    alt: &'a str,
    caption: Option<&'a str>,
    /// Width and height in pixels of CSS.
    width: u32,
    height: u32,
}

#[derive(Debug, Serialize)]
struct TableView<'a> {
    title: &'a str,
    section: &'a str,
    /// True if it has so many columns that a phone is too narrow for it (`web.wide_table_columns`).
    wide: bool,
    /// How wide such a table is at the least, `calc(34em + clamp(6em,24vw,18em))`.
    least_width: Option<String>,
    column_groups: Vec<Vec<ColumnView>>,
    head: Vec<RowView<'a>>,
    bodies: Vec<Vec<RowView<'a>>>,
}

#[derive(Debug, Serialize)]
struct ColumnView {
    /// Its width on a screen: `7.74%`, in a wide table `3.7em`, `clamp(6em,24vw,18em)` or `auto`.
    width: String,
    /// Part of the table's width on paper, `7.74%`.
    share: String,
    /// True for a column of labels.
    label: bool,
}

#[derive(Debug, Serialize)]
struct ChartView<'a> {
    title: &'a str,
    panels: Vec<PanelView<'a>>,
}

#[derive(Debug, Serialize)]
struct PanelView<'a> {
    title: &'a str,
    bars: Vec<BarView<'a>>,
}

#[derive(Debug, Serialize)]
struct BarView<'a> {
    label: &'a str,
    values: Vec<ValueView<'a>>,
}

#[derive(Debug, Serialize)]
struct ValueView<'a> {
    /// The year, where there are two.
    year: Option<&'a str>,
    text: &'a str,
    /// Part of the room for bars, `42.1%`.
    width: String,
    color: &'a str,
}

#[derive(Debug, Serialize)]
struct RowView<'a> {
    cells: Vec<CellView<'a>>,
}

#[derive(Debug, Serialize)]
struct CellView<'a> {
    kind: &'static str,
    text: &'a str,
    /// The text, broken where a narrow column should break it.
    lines: Vec<String>,
    path: Option<&'a str>,
    colspan: usize,
    rowspan: usize,
    /// True in the first column.
    first: bool,
    /// For a label of a wide table, how far from the left edge it stands still: `3.7em`.
    left: Option<String>,
    scope: Option<&'static str>,
    id: Option<String>,
    headers: Option<String>,
}

impl<'a> View<'a> {
    pub fn of(document: &'a Document, layout: &'a Layout, options: &HtmlOptions) -> Self {
        let mut in_section = false;
        Self {
            page: options.form == HtmlForm::Page,
            language: document.meta.language,
            title: &document.meta.title,
            logo: LogoView::of(layout),
            head: HeadView::of(document, layout),
            title_lines: layout.title_lines(&document.title, &document.meta.author),
            author: &document.meta.author,
            published: document.blocks.iter().find_map(|block| match block {
                Block::Signature(signature) => published(signature, document),
                _ => None,
            }),
            watermark: document.watermark.as_deref(),
            blocks: document.blocks.iter().map(|b| block(b, document, layout, &mut in_section)).collect(),
            layout,
            margin_right_mm: layout.page.margin_right_mm(),
            margin_bottom_mm: layout.page.margin_bottom_mm(),
            fonts: Fonts::of(layout),
        }
    }
}

/// `in_section` is true from the first section title on. Before it, in the 前言, a heading of the second
/// level would skip one, as only the title is above it.
fn block<'a>(
    block: &'a Block,
    document: &Document,
    layout: &'a Layout,
    in_section: &mut bool,
) -> BlockView<'a> {
    match block {
        Block::Heading(heading) => {
            *in_section = true;
            BlockView::Heading { text: &heading.text, id: heading.section.as_str() }
        }
        Block::Paragraph(paragraph) if paragraph.kind == ParagraphKind::Heading2 => {
            BlockView::Subheading { text: paragraph.text(), level: if *in_section { 3 } else { 2 } }
        }
        Block::Paragraph(paragraph) if paragraph.kind == ParagraphKind::TableCaption => {
            BlockView::Caption { text: paragraph.text() }
        }
        Block::Figure(figure) => BlockView::Picture(PictureView::of(figure)),
        Block::Paragraph(paragraph) => {
            let run_in = paragraph.kind == ParagraphKind::RunIn2 && paragraph.runs.len() > 1;
            let run =
                |(i, run): (usize, &'a document::Run)| RunView { text: &run.text, lead: run_in && i == 0 };
            BlockView::Paragraph { runs: paragraph.runs.iter().enumerate().map(run).collect() }
        }
        Block::Table(table) => BlockView::Table(TableView::of(table, layout)),
        Block::Chart(chart) => BlockView::Chart(ChartView::of(chart, layout)),
        Block::Signature(signature) => BlockView::Signature {
            name: signature.name.as_deref(),
            date: signature.date.as_deref(),
            datetime: published(signature, document),
        },
    }
}

/// The date below the report, for programs. The document's own date may be another, where none is given.
fn published(signature: &document::Signature, document: &Document) -> Option<String> {
    let date = document.meta.date;
    (signature.date.as_deref() == Some(date.chinese().as_str())).then(|| date.iso())
}

impl<'a> PictureView<'a> {
    fn of(figure: &'a document::Figure) -> Self {
        let picture = &figure.picture;
        let (width, height) = picture.size_pt();
        // A picture has at least a fraction of a pixel and at most some ten thousand.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are limited")]
        let px = |pt: f64| (pt * PX_PER_INCH / PT_PER_INCH).round().max(1.0) as u32;
        Self {
            source: format!(
                "data:{};base64,{}",
                picture.kind().media_type(),
                STANDARD.encode(picture.bytes())
            ),
            alt: &figure.alt,
            caption: Some(figure.caption.as_str()).filter(|caption| !caption.trim().is_empty()),
            width: px(width),
            height: px(height),
        }
    }
}

impl<'a> ChartView<'a> {
    fn of(chart: &'a document::Chart, layout: &'a Layout) -> Self {
        let two = chart.years.len() > 1;
        let value = |(i, value): (usize, &'a document::BarValue)| ValueView {
            year: chart.years.get(i).filter(|_| two).map(String::as_str),
            text: &value.text,
            width: format!("{}.{}%", value.permille / 10, value.permille % 10),
            color: if i == 0 { &layout.chart.color } else { &layout.chart.previous_color },
        };
        let bar = |bar: &'a document::Bar| BarView {
            label: &bar.label,
            values: bar.values.iter().enumerate().map(value).collect(),
        };
        let panel = |panel: &'a document::Panel| PanelView {
            title: &panel.title,
            bars: panel.bars.iter().map(bar).collect(),
        };
        Self { title: &chart.title, panels: chart.panels.iter().map(panel).collect() }
    }
}

impl<'a> TableView<'a> {
    fn of(table: &'a document::Table, layout: &Layout) -> Self {
        let whole: u32 = table.columns.iter().sum();
        let names = header_scopes::needs_names(table);
        let mut lines =
            table_cells::label_lines(table, Metrics { layout, advances: &AdvanceTable::default() });
        let screen = ScreenColumns::of(table, &lines, layout);
        let mut columns = table.columns.iter().enumerate().map(|(i, width)| {
            let share = format!("{:.2}%", 100.0 * f64::from(*width) / f64::from(whole.max(1)));
            let width = screen.as_ref().map(|screen| css_width(screen.columns[i].width, layout));
            let label = i < table.label_columns;
            ColumnView { width: width.unwrap_or_else(|| share.clone()), share, label }
        });
        // A cell that reaches into the figures is no label that could stand still.
        let left = |cell: &document::Cell| {
            let screen = screen.as_ref().filter(|_| cell.column + cell.colspan <= table.label_columns)?;
            screen.columns[cell.column].left_em.map(css_em)
        };
        let mut row = |r: usize| RowView {
            cells: table.rows[r]
                .cells
                .iter()
                .zip(std::mem::take(&mut lines[r]))
                .map(|(cell, lines)| CellView {
                    left: left(cell),
                    ..CellView::of(table, r, cell, lines, names)
                })
                .collect(),
        };
        let starts = header_scopes::bodies(table);
        let ends = starts.iter().skip(1).copied().chain([table.rows.len()]);
        Self {
            title: &table.title,
            section: table.section.as_str(),
            wide: screen.is_some(),
            least_width: screen.as_ref().map(|screen| least_width(screen, layout)),
            column_groups: header_scopes::column_groups(table)
                .into_iter()
                .map(|span| columns.by_ref().take(span).collect())
                .collect(),
            head: (0..table.head_rows).map(&mut row).collect(),
            bodies: starts
                .iter()
                .zip(ends)
                .map(|(&start, end)| (start..end).map(&mut row).collect())
                .collect(),
        }
    }
}

impl<'a> CellView<'a> {
    fn of(
        table: &document::Table,
        row: usize,
        cell: &'a document::Cell,
        lines: Vec<String>,
        names: bool,
    ) -> Self {
        use document::CellKind::{Band, ColumnHead, Corner, Figure, GroupHead, RowHead, Text};
        // Labels of rows are sentences, and a screen has more or less room for them than paper.
        let has_lines = matches!(cell.kind, ColumnHead | GroupHead);
        let has_heads = names && matches!(cell.kind, Figure | Text | RowHead | GroupHead);
        Self {
            kind: match cell.kind {
                Band => "band",
                Corner => "corner",
                ColumnHead => "column",
                RowHead => "row",
                GroupHead => "group",
                Figure => "figure",
                Text => "text",
            },
            text: &cell.text,
            lines: if has_lines { lines } else { vec![cell.text.clone()] },
            path: cell.path.as_ref().map(|p| p.as_str()),
            colspan: cell.colspan,
            rowspan: cell.rowspan,
            first: cell.column == 0,
            left: None,
            scope: header_scopes::scope(table, row, cell),
            id: (names && !matches!(cell.kind, Figure | Text)).then(|| header_scopes::id(table, row, cell)),
            headers: has_heads.then(|| header_scopes::headers(table, row, cell).join(" ")),
        }
    }
}

/// A length in ems as CSS has it.
fn css_em(em: f64) -> String {
    format!("{em:.4}").trim_end_matches('0').trim_end_matches('.').to_owned() + "em"
}

/// The least width of a wide table: in a narrower one the columns of labels would not stand where the page
/// puts them.
fn least_width(screen: &ScreenColumns, layout: &Layout) -> String {
    let fixed = css_em(screen.least_width_em);
    let of_window = screen.columns.iter().any(|column| column.width == ScreenWidth::OfWindow);
    if of_window { format!("calc({fixed} + {})", css_width(ScreenWidth::OfWindow, layout)) } else { fixed }
}

fn css_width(width: ScreenWidth, layout: &Layout) -> String {
    let web = &layout.web;
    match width {
        ScreenWidth::Fixed(em) => css_em(em),
        ScreenWidth::OfWindow => {
            format!("clamp({}em,{}vw,{}em)", web.label_min_em, web.label_window_percent, web.label_max_em)
        }
        ScreenWidth::Rest => "auto".to_owned(),
    }
}

impl Fonts {
    fn of(layout: &Layout) -> Self {
        let names = |role: Role| layout.faces.get(&role).map(names).unwrap_or_default();
        // In front stand faces that the page's style declares by names of its own: the Latin one, restricted
        // to Latin letters and digits, and those of headings. The title's digits are in the title's face.
        let list = |declared: &[&str], role: Role, generic: &str| {
            let names = names(role);
            let quoted = declared.iter().copied().chain(names.iter().map(String::as_str));
            let quoted = quoted.map(|n| format!("'{n}'"));
            quoted.chain([generic.to_owned()]).collect::<Vec<_>>().join(",")
        };
        let local =
            |role: Role| names(role).iter().map(|n| format!("local('{n}')")).collect::<Vec<_>>().join(",");
        Self {
            title: list(&["report title"], Role::Title, "serif"),
            heading: list(&["report latin", "report heading"], Role::Hei, "sans-serif"),
            subheading: list(&["report latin", "report subheading"], Role::Kai, "serif"),
            body: list(&["report latin"], Role::Fang, "serif"),
            table: list(&["report latin"], Role::Song, "serif"),
            latin: local(Role::Latin),
            title_local: local(Role::Title),
            heading_local: local(Role::Hei),
            subheading_local: local(Role::Kai),
        }
    }
}

/// Every family of a role once, without what would end a CSS string.
fn names(faces: &Faces) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in faces.families.iter().chain([&faces.word]).chain(&faces.alternatives) {
        let name: String =
            name.chars().filter(|c| !c.is_control() && !matches!(c, '\'' | '"' | '\\' | '<' | '>')).collect();
        if !name.is_empty() && !out.contains(&name) {
            out.push(name);
        }
    }
    out
}
