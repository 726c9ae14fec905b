//! Texts by their lines: headings and labels of the form, whole and in parts, figures and blanks between them in
//! every way in which lines and columns part cells, numbers of pages, drawn tables, and all of that many times.
#![no_main]

use std::fmt::Write;
use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use nianbao::form::{Content, Form};
use nianbao::import::{self, Limits};

/// No text longer than this is tried: what grows with the square shows itself before.
const MAX_TEXT: usize = 150_000;

/// What the form prints.
static LABELS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let form = Form::standard();
    let mut labels: Vec<String> = form.sections.iter().map(|section| section.heading()).collect();
    for section in &form.sections {
        if let Content::Table(table) = &section.content {
            labels.extend(table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.label.clone()));
        }
    }
    labels.retain(|label| !label.is_empty());
    labels
});

fuzz_target!(|parts: Vec<Part>| {
    let mut text = String::from("甲市教育局2024年政府信息公开工作年度报告\n");
    write(&parts, &mut text);
    nianbao_fuzz::keep(text.as_bytes());
    nianbao_fuzz::try_imported(import::text(&text, &Limits::default()));
});

#[derive(Arbitrary, Debug)]
enum Part {
    Label(u8),
    /// The characters of a label from one on, up to another.
    Cut(u8, u8, u8),
    /// The labels from one on, with so many figures behind each.
    Rows(u8, u8, u8, Between),
    Figure(u16),
    Blank,
    Between(Between),
    Sentence(u8),
    Page(u8),
    Drawn(u8, u8),
    Repeated(u16, Vec<Part>),
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Between {
    Line,
    Lines,
    Space,
    Spaces,
    Wide,
    Tab,
    Page,
    Pipe,
}

impl Between {
    fn text(self) -> &'static str {
        match self {
            Self::Line => "\n",
            Self::Lines => "\n\n",
            Self::Space => " ",
            Self::Spaces => "     ",
            Self::Wide => "\u{3000}",
            Self::Tab => "\t",
            Self::Page => "\n\u{C}",
            Self::Pipe => " | ",
        }
    }
}

fn label(number: u8) -> &'static str {
    &LABELS[usize::from(number) % LABELS.len()]
}

fn write(parts: &[Part], text: &mut String) {
    for part in parts {
        if text.len() < MAX_TEXT {
            write_one(part, text);
        }
    }
}

fn write_one(part: &Part, text: &mut String) {
    match part {
        Part::Label(number) => text.push_str(label(*number)),
        Part::Cut(number, from, to) => {
            let (from, to) = (usize::from(from % 32), usize::from(to % 32));
            text.extend(label(*number).chars().skip(from).take(to));
        }
        Part::Rows(from, count, figures, between) => {
            for number in 0..*count % 48 {
                text.push_str(label(from.wrapping_add(number)));
                for figure in 0..*figures % 17 {
                    write!(text, "{}{figure}", between.text()).expect("a string is written");
                }
                text.push('\n');
            }
        }
        Part::Figure(number) => write!(text, "{number}").expect("a string is written"),
        Part::Blank => text.push(' '),
        Part::Between(between) => text.push_str(between.text()),
        Part::Sentence(length) => {
            text.extend(std::iter::repeat_n('年', usize::from(*length)));
            text.push_str("，报告。\n");
        }
        Part::Page(number) => write!(text, "\n- {number} -\n").expect("a string is written"),
        Part::Drawn(rows, columns) => {
            for row in 0..*rows % 32 {
                text.push_str("\n|");
                for column in 0..columns % 32 {
                    let cell = if column == 0 { label(row) } else { "0" };
                    write!(text, " {cell} |").expect("a string is written");
                }
            }
        }
        Part::Repeated(times, parts) => {
            for _ in 0..=*times {
                let before = text.len();
                write(parts, text);
                // Nothing again and again would take longer than any text.
                if text.len() == before {
                    break;
                }
            }
        }
    }
}
