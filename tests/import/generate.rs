//! Reports made by a seeded generator, and what it takes to turn them into files.

use std::sync::{Arc, LazyLock};

use nianbao::data_file::Data;
use nianbao::date::Date;
use nianbao::document::{Document, DocumentOptions};
use nianbao::fonts::FontOptions;
use nianbao::form::{Axis, Content, Form, Kind};
use nianbao::layout::Layout;
use nianbao::render::docx::{DocxOptions, DocxRenderer};
use nianbao::report::{self, Report};
use nianbao::yaml::Source;

/// SplitMix64: the same numbers everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }

    pub fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

const PLACES: &[&str] = &[
    "济源市",
    "甲县",
    "黑龙江省大兴安岭地区呼玛县",
    "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县",
    "镕堃市",
];
const AGENCIES: &[&str] =
    &["人民政府", "人民政府办公室", "教育局", "市场监督管理局", "国有资产监督管理委员会", "财政局（国资委）"];
const PIECES: &[&str] = &[
    "全年主动公开政府信息10340条",
    "坚持“应公开尽公开”原则",
    "办理答复15件，结转下年度1件",
    "（国务院令第711号，以下简称《条例》）",
    "镕堃喆淼垚赟昇玥珺翀䶮㛃𬭎",
    "#[]$*_@<>&\\{}\"'`~^|",
    "2024—2025年……①‰",
    "写作 {{年度}} 也只是文字",
    "APP “一网通办” 100%",
    "三、收到和处理政府信息公开申请情况",
    "A B  C",
    "制度。",
    "；",
    "一是加强领导。二是注重实效。",
    "全角　空格",
    "\\{{x}} \\\\{{y}} {{{z}}} }}",
];
const STARTS: &[&str] = &[
    "",
    "",
    "",
    "（一）",
    "（二）主动公开方面。",
    "1.",
    "1．",
    "（1）",
    "一是",
    "# ",
    "- ",
    "--- ",
    "? ",
    "| ",
    "> ",
    "%",
    "五、存在的主要问题及改进情况",
];

fn paragraph(random: &mut Random) -> String {
    let mut text = (*random.pick(STARTS)).to_owned();
    for _ in 0..1 + random.below(6) {
        text.push_str(random.pick::<&str>(PIECES));
    }
    if random.one_in(2) {
        text.push('。');
    }
    text
}

fn paragraphs(random: &mut Random) -> Vec<String> {
    (0..1 + random.below(5)).map(|_| paragraph(random)).collect()
}

/// A report of any shape.
pub fn data(seed: u64) -> Data {
    let mut random = Random(seed);
    let form = if random.one_in(5) { Form::of("2019").unwrap() } else { Form::standard() };
    let mut data = Data::new(form.clone());
    data.agency = format!("{}{}", random.pick(PLACES), random.pick(AGENCIES));
    data.year = Some(2019 + random.below(8) as u16);
    if random.one_in(6) {
        data.title = Some(format!("{}{}年度政府信息公开年度报告", data.agency, data.year.unwrap()));
    }
    if random.one_in(3) {
        data.preface = paragraphs(&mut random);
    }
    for (number, section) in form.sections.iter().enumerate() {
        if matches!(section.content, Content::Prose(_)) {
            data.prose[number] = paragraphs(&mut random);
        }
    }
    let busy = 1 + random.below(12);
    for (number, figure) in form.figures.iter().enumerate() {
        let total = form.totals.iter().any(|t| t.figure.index() == number);
        let value = if total || !random.one_in(busy) {
            0
        } else {
            random.next() % *random.pick(&[10, 300, 1_000_000])
        };
        data.cells[number] = match figure.kind {
            _ if total => None,
            Kind::Amount if random.one_in(2) => Some(format!("{value}.{:04}", random.below(10_000))),
            Kind::Change if random.one_in(3) && value > 0 => Some(format!("-{value}")),
            Kind::Count if random.one_in(60) => Some(format!("{value}（其中修订{}件）", random.below(20))),
            _ => Some(value.to_string()),
        };
    }
    // A total that was written wrong stays wrong.
    if random.one_in(4) {
        let total = random.pick(&form.totals);
        let both = form.totals.iter().filter(|t| t.figure == total.figure).count() > 1;
        if total.axis == Axis::Row && !both {
            data.cells[total.figure.index()] = Some(random.below(500).to_string());
        }
    }
    if random.one_in(2) {
        data.signature_name = Some(data.agency.clone());
        data.signature_date =
            Date::new(data.year.unwrap() + 1, 1 + random.below(12) as u8, 1 + random.below(28) as u8);
    } else if random.one_in(3) {
        data.signature_date = Date::new(data.year.unwrap() + 1, 1, 20);
    }
    data
}

/// The layout of the format of 2021.
pub fn layout() -> Layout {
    Layout::parse(include_str!("../../templates/2021/layout.yaml")).unwrap()
}

/// Writes Word drafts with the bundled faces.
pub static RENDERER: LazyLock<DocxRenderer> = LazyLock::new(|| {
    let layout = layout();
    DocxRenderer::new(&layout, &layout.fonts(&FontOptions::bundled_only()).unwrap())
});

/// A data file as a report; panics where it has an error that comes from how it is written.
pub fn read(yaml: &str) -> Report {
    let (report, findings) = report::read(Arc::new(Source::new("甲.yaml", yaml)));
    let bad: Vec<_> = findings.iter().filter(|f| f.rule.as_str().starts_with("N0")).collect();
    assert!(bad.is_empty(), "{bad:#?}\n{yaml}");
    report.unwrap()
}

pub fn build(report: &Report) -> Vec<u8> {
    build_with(report, &DocxOptions::default())
}

pub fn build_with(report: &Report, options: &DocxOptions) -> Vec<u8> {
    RENDERER.render(&Document::of(report, &DocumentOptions::default()), options).unwrap()
}

/// What must survive: every figure as printed, every paragraph, the general keys. Where `b` is from a Word
/// file, the text is the one that its writer was given: without what no page shows.
pub fn assert_same(a: &Report, b: &Report, context: &str) {
    assert_eq!(a.form.format, b.form.format, "{context}: format");
    assert_eq!(
        (&a.agency.text, a.year.number),
        (&b.agency.text, b.year.number),
        "{context}: agency and year"
    );
    assert_eq!(a.title.as_ref().map(|t| &t.text), b.title.as_ref().map(|t| &t.text), "{context}: title");
    for (number, figure) in a.form.figures.iter().enumerate() {
        let (x, y) = (&a.figures[number], &b.figures[number]);
        assert_eq!((x.number, x.printed()), (y.number, y.printed()), "{context}: {}", figure.path);
    }
    let texts = |report: &Report| -> Vec<Vec<String>> {
        let of = |prose: Option<&report::Prose>| {
            prose.map(|p| p.paragraphs.iter().map(|p| p.text.clone()).collect()).unwrap_or_default()
        };
        std::iter::once(of(report.preface.as_ref()))
            .chain(report.prose.iter().map(|p| of(p.as_ref())))
            .collect()
    };
    for (x, y) in texts(a).iter().zip(&texts(b)) {
        assert_eq!(x.len(), y.len(), "{context}: {x:#?} {y:#?}");
        for (x, y) in x.iter().zip(y) {
            assert_eq!(x, y, "{context}: prose");
        }
    }
    let signature = |report: &Report| {
        report
            .signature
            .as_ref()
            .map(|s| (s.name.as_ref().map(|n| n.text.clone()), s.date.as_ref().map(|d| d.value.chinese())))
    };
    assert_eq!(signature(a), signature(b), "{context}: signature");
}
