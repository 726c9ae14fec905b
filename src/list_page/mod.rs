//! A page that lists many reports: what needs somebody's work first, then what is fine, folded. It has
//! totals, a search, filters and sorting, asks no network, and is a plain table where no script runs.
//!
//! The page knows nothing of where its rows come from: a run of `build` today, an inbox of received reports
//! tomorrow.
//!
//! ```
//! use nianbao::list_page::{Link, ListPage, Note, NoteKind, Row, State};
//! let mut page = ListPage::new("年度报告目录");
//! page.add(&Row {
//!     name: "甲局".into(),
//!     place: "各局.xlsx 第 5 行".into(),
//!     state: State::Failed,
//!     result: "失败".into(),
//!     links: vec![Link { label: "PDF".into(), name: "甲局.pdf".into(), href: "out/甲局.pdf".into() }],
//!     notes: vec![Note::new(NoteKind::Error, Some("N101"), "第 3 行：两边不等")],
//! });
//! let html = page.to_html(&["共 1 份".into()]);
//! assert!(html.contains("要处理的 1 份") && html.contains("<b>N101</b>"));
//! ```
//!
//! # How it works
//! A row becomes HTML when it is added, and is kept as that, in the part of the page that it belongs to;
//! codes are counted on the way. The end puts the parts into the frame (`page.html`). Everything from
//! outside is escaped in one place, `escape`. The script shows the first rows of each part and the others on
//! demand, so that a page of hundreds of rows stays short.

mod markup;

use std::collections::BTreeMap;
use std::fmt::Write;

use self::markup::escape;
pub use self::markup::relative_url;
use crate::text::counted;

const FRAME: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A module with `filterReports(form, elements)`: search, filters, sorting and pages of rows, for every page
/// that lists reports.
pub const FILTER_SCRIPT: &str = include_str!("filter.js");
/// How that form and the heads of those tables look.
pub const FILTER_STYLE: &str = include_str!("filter.css");

/// How a report stands, as far as somebody has work with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is not there.
    Failed,
    /// It is there, and somebody should look at it.
    Attention,
    /// Nothing is to be done.
    Fine,
}

impl State {
    /// The name in the page's style and script.
    fn class(self) -> &'static str {
        match self {
            State::Failed => "failed",
            State::Attention => "attention",
            State::Fine => "fine",
        }
    }
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteKind {
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// Something to know.
    Remark,
}

impl NoteKind {
    fn class(self) -> &'static str {
        match self {
            NoteKind::Error => "error",
            NoteKind::Warning => "warning",
            NoteKind::Remark => "remark",
        }
    }

    fn word(self) -> &'static str {
        match self {
            NoteKind::Error => "错误",
            NoteKind::Warning => "警告",
            NoteKind::Remark => "说明",
        }
    }
}

/// One thing that is said of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// The code of the rule, by which rows can be filtered.
    pub code: Option<String>,
    /// What it says.
    pub text: String,
}

impl Note {
    /// A note.
    pub fn new(kind: NoteKind, code: Option<&str>, text: impl Into<String>) -> Self {
        Self { kind, code: code.map(str::to_owned), text: text.into() }
    }
}

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What is shown: the kind of file.
    pub label: String,
    /// The name of the file.
    pub name: String,
    /// Its URL, relative to the page.
    pub href: String,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The agency; the place where it is not known.
    pub name: String,
    /// The file, or the row of a table.
    pub place: String,
    /// How it stands.
    pub state: State,
    /// The same in a word for people.
    pub result: String,
    /// Its files.
    pub links: Vec<Link>,
    /// What is said of it, the worst first.
    pub notes: Vec<Note>,
}

/// A table above the reports, on all of them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its heading.
    pub heading: String,
    /// What is said of it; empty for nothing.
    pub remark: String,
    /// The heads of its columns.
    pub columns: Vec<String>,
    /// Its rows; the first cell is what the row is on.
    pub rows: Vec<Vec<String>>,
}

/// What the states are called in the filter: failed, attention, fine.
const STATES: [&str; 3] = ["失败", "要看一看", "没有问题"];

/// The page as it grows.
#[derive(Debug, Clone)]
pub struct ListPage {
    title: String,
    states: [&'static str; 3],
    tables: String,
    failed: Part,
    attention: Part,
    fine: Part,
    /// How often each code is noted, and in how many reports.
    codes: BTreeMap<(NoteKind, String), (usize, usize)>,
}

/// Rows of one state, as HTML.
#[derive(Debug, Clone, Default)]
struct Part {
    html: String,
    count: usize,
}

impl ListPage {
    /// A page without rows.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            states: STATES,
            tables: String::new(),
            failed: Part::default(),
            attention: Part::default(),
            fine: Part::default(),
            codes: BTreeMap::new(),
        }
    }

    /// This page with other words for its states in the filter: failed, attention, fine.
    pub fn with_states(self, states: [&'static str; 3]) -> Self {
        Self { states, ..self }
    }

    /// Adds a table above the reports.
    pub fn add_table(&mut self, table: &Table) {
        table.write(&mut self.tables);
    }

    /// Adds a report. In the page, those of one state stand in the order in which they were added.
    pub fn add(&mut self, row: &Row) {
        let mut own: BTreeMap<(NoteKind, &str), usize> = BTreeMap::new();
        for note in &row.notes {
            if let Some(code) = &note.code {
                *own.entry((note.kind, code)).or_default() += 1;
            }
        }
        for ((kind, code), count) in own {
            let total = self.codes.entry((kind, code.to_owned())).or_default();
            *total = (total.0 + count, total.1 + 1);
        }
        let part = match row.state {
            State::Failed => &mut self.failed,
            State::Attention => &mut self.attention,
            State::Fine => &mut self.fine,
        };
        part.count += 1;
        row.write(&mut part.html);
    }

    /// The page. `totals` are short statements on the whole, for its head.
    pub fn to_html(&self, totals: &[String]) -> String {
        let todo = self.failed.count + self.attention.count;
        let items = totals.iter().map(|total| format!("<li>{}</li>", escape(total)));
        let parts = [
            ("{{title}}", escape(&self.title)),
            ("{{totals}}", items.collect::<Vec<_>>().join("\n")),
            ("{{codes}}", self.codes_table()),
            ("{{states}}", self.state_options()),
            ("{{options}}", self.code_options()),
            ("{{tables}}", self.tables.clone()),
            ("{{todo}}", part("todo", &format!("要处理的 {todo} 份"), &[&self.failed, &self.attention])),
            ("{{fine}}", part("fine", &format!("没有问题的 {} 份", self.fine.count), &[&self.fine])),
            ("{{style}}", STYLE.to_owned()),
            ("{{filter}}", FILTER_SCRIPT.to_owned()),
            ("{{filter_style}}", FILTER_STYLE.to_owned()),
            ("{{script}}", SCRIPT.to_owned()),
        ];
        // Piece by piece: what a row says must not be taken for a place of the frame.
        let mut page = String::new();
        let mut rest = FRAME;
        while let Some((at, name, text)) = next_place(rest, &parts) {
            page.push_str(&rest[..at]);
            page.push_str(text);
            rest = &rest[at + name.len()..];
        }
        page + rest
    }

    /// How often each code is noted; empty where none is.
    fn codes_table(&self) -> String {
        if self.codes.is_empty() {
            return String::new();
        }
        let rows = self.codes.iter().map(|((kind, code), (count, reports))| {
            let (class, word, code) = (kind.class(), kind.word(), escape(code));
            format!("<tr><th scope=\"row\">{code}</th><td class=\"{class}\">{word}</td><td>{count}</td><td>{reports}</td></tr>")
        });
        format!(
            "<details class=\"codes\"><summary>按规则：{}</summary>\n<table>\n<thead><tr><th scope=\"col\">规则</th><th scope=\"col\">\
             级别</th><th scope=\"col\">条数</th><th scope=\"col\">份数</th></tr></thead>\n<tbody>\n{}\n</tbody>\n</table>\n</details>",
            self.code_summary(),
            rows.collect::<Vec<_>>().join("\n")
        )
    }

    /// `12 个错误（N101、N102），30 个警告（N207）`.
    fn code_summary(&self) -> String {
        let of = |kind: NoteKind| {
            let own = self.codes.iter().filter(move |((k, _), _)| *k == kind);
            let count: usize = own.clone().map(|(_, (count, _))| count).sum();
            let names: Vec<String> = own.map(|((_, code), _)| escape(code)).collect();
            (count > 0).then(|| format!("{count} 个{}（{}）", kind.word(), names.join("、")))
        };
        let kinds = [NoteKind::Error, NoteKind::Warning, NoteKind::Remark];
        kinds.into_iter().filter_map(of).collect::<Vec<_>>().join("，")
    }

    fn state_options(&self) -> String {
        let states = [State::Failed, State::Attention, State::Fine].into_iter().zip(self.states);
        let option = |(state, word): (State, &str)| {
            format!("<option value=\"{}\">{}</option>", state.class(), escape(word))
        };
        states.map(option).collect()
    }

    fn code_options(&self) -> String {
        let codes: std::collections::BTreeSet<&str> =
            self.codes.keys().map(|(_, code)| code.as_str()).collect();
        codes.iter().map(|code| format!("<option>{}</option>", escape(code))).collect()
    }
}

/// The first of the places that the frame has in `rest`, with what belongs there.
fn next_place<'a>(rest: &str, parts: &'a [(&'a str, String)]) -> Option<(usize, &'a str, &'a str)> {
    let found = parts.iter().filter_map(|(name, text)| Some((rest.find(name)?, *name, text.as_str())));
    found.min_by_key(|(at, ..)| *at)
}

/// A part of the page: what is to be done stands open, what is fine is folded. Empty where it has no rows.
fn part(class: &str, heading: &str, parts: &[&Part]) -> String {
    if parts.iter().all(|part| part.count == 0) {
        return String::new();
    }
    let rows: String = parts.iter().map(|part| part.html.as_str()).collect();
    let table = format!(
        "<table>\n<thead><tr><th scope=\"col\" data-sort>机关</th><th scope=\"col\" data-sort>结果</th><th scope=\"col\" data-sort>问题</th><th scope=\"col\">文件\
         </th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>"
    );
    if class == "fine" {
        format!("<details class=\"part {class}\"><summary><h2>{heading}</h2></summary>\n{table}\n</details>")
    } else {
        format!("<section class=\"part {class}\">\n<h2>{heading}</h2>\n{table}\n</section>")
    }
}

/// A table with more rows is folded, so that the reports below it are in sight.
const MAX_OPEN_ROWS: usize = 10;

impl Table {
    fn write(&self, out: &mut String) {
        let columns = self.columns.iter().map(|head| format!("<th scope=\"col\">{}</th>", escape(head)));
        let row = |cells: &Vec<String>| {
            let cells = cells.iter().enumerate().map(|(number, cell)| match number {
                0 => format!("<th scope=\"row\">{}</th>", escape(cell)),
                _ => format!("<td>{}</td>", escape(cell)),
            });
            format!("<tr>{}</tr>\n", cells.collect::<String>())
        };
        // Writing to a string cannot fail.
        let _ = write!(out, "<section class=\"summary\">\n<h2>{}</h2>\n", escape(&self.heading));
        if !self.remark.is_empty() {
            let _ = writeln!(out, "<p>{}</p>", escape(&self.remark));
        }
        if !self.rows.is_empty() {
            let table = format!(
                "<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>",
                columns.collect::<String>(),
                self.rows.iter().map(row).collect::<String>()
            );
            let _ = match self.rows.len() {
                0..=MAX_OPEN_ROWS => writeln!(out, "{table}"),
                count => {
                    writeln!(out, "<details><summary>列出这 {count} 行</summary>\n{table}\n</details>")
                }
            };
        }
        out.push_str("</section>\n");
    }
}

impl Row {
    fn write(&self, out: &mut String) {
        let mut codes: Vec<&str> = self.notes.iter().filter_map(|note| note.code.as_deref()).collect();
        codes.sort_unstable();
        codes.dedup();
        let place = match self.place == self.name {
            true => String::new(),
            false => format!(" <small>{}</small>", escape(&self.place)),
        };
        let links = self.links.iter().map(|link| {
            let (label, name) = (escape(&link.label), escape(&link.name));
            format!(
                "<a href=\"{}\" aria-label=\"{label}：{name}\" title=\"{name}\">{label}</a>",
                escape(&link.href)
            )
        });
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "<tr data-state=\"{}\" data-code=\"{}\"><th scope=\"row\" data-value=\"{}\">{}{place}</th><td><span class=\"{0}\">{}</span></td>\
             <td data-value=\"{}\">{}</td><td>{}</td></tr>",
            self.state.class(),
            escape(&codes.join(" ")),
            escape(&counted(&self.name)),
            escape(&self.name),
            escape(&self.result),
            self.notes.len(),
            self.notes_html(),
            links.collect::<Vec<_>>().join(" "),
        );
    }

    /// The first note is shown, the others are folded under their number.
    fn notes_html(&self) -> String {
        let html = |tag: &str, note: &Note| {
            let code = note.code.as_ref().map(|code| format!("<b>{}</b> ", escape(code))).unwrap_or_default();
            format!("<{tag} class=\"{}\">{code}{}</{tag}>", note.kind.class(), escape(&note.text))
        };
        match self.notes.as_slice() {
            [] => String::new(),
            [only] => html("p", only),
            [first, rest @ ..] => {
                let items: String = rest.iter().map(|note| html("li", note)).collect();
                format!(
                    "{}<details><summary>还有 {} 条</summary><ul>{items}</ul></details>",
                    html("p", first),
                    rest.len()
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, state: State, notes: &[Note]) -> Row {
        let (place, result, links) = (format!("{name}.yaml"), String::new(), Vec::new());
        Row { name: name.to_owned(), place, state, result, links, notes: notes.to_vec() }
    }

    #[test]
    fn what_needs_work_comes_first() {
        let mut page = ListPage::new("目录");
        page.add(&row("甲局", State::Fine, &[]));
        page.add(&row("乙局", State::Attention, &[Note::new(NoteKind::Warning, Some("N207"), "相同")]));
        page.add(&row("丙局", State::Failed, &[Note::new(NoteKind::Error, Some("N101"), "不等")]));
        let html = page.to_html(&[]);
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} is not in {html}"));
        assert!(at("要处理的 2 份") < at("丙局") && at("丙局") < at("乙局.yaml"));
        assert!(at("乙局.yaml") < at("没有问题的 1 份") && at("没有问题的 1 份") < at("甲局"));
        assert!(html.contains("1 个错误（N101），1 个警告（N207）"), "{html}");
    }

    #[test]
    fn long_tables_above_the_reports_are_folded() {
        let html = |rows: usize| {
            let mut page = ListPage::new("目录").with_states(["甲", "乙", "丙"]);
            let rows = (0..rows).map(|n| vec![format!("<{n}>"), "1".to_owned()]).collect();
            let (heading, remark) = ("核对".to_owned(), "不等".to_owned());
            let columns = vec!["数据".to_owned(), "差".to_owned()];
            page.add_table(&Table { heading, remark, columns, rows });
            page.to_html(&[])
        };
        assert!(html(2).contains("<th scope=\"row\">&lt;1&gt;</th><td>1</td>") && !html(2).contains("列出"));
        assert!(html(11).contains("<summary>列出这 11 行</summary>"));
        assert!(html(0).contains("<h2>核对</h2>\n<p>不等</p>\n</section>"));
        assert!(html(0).contains("<option value=\"attention\">乙</option>"));
    }

    #[test]
    fn nothing_from_outside_is_markup_or_a_place_of_the_frame() {
        let mut page = ListPage::new("<b>{{script}}");
        let text = "</td><script>\"'{{fine}}\u{1b}[2J";
        page.add(&row(text, State::Failed, &[Note::new(NoteKind::Error, Some("\"><i>"), text)]));
        let html = page.to_html(&["{{codes}}".into()]);
        assert_eq!((html.matches("<script>").count(), html.matches("<script ").count()), (0, 1));
        assert!(!html.contains("<i>") && !html.contains("<b>{{") && !html.contains('\u{1b}'));
        assert_eq!(html.matches("&lt;script&gt;&quot;'{{fine}}\u{fffd}[2J").count(), 4, "{html}");
    }
}
