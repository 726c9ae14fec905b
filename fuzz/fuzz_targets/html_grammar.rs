//! Web pages by their tags: sound tables and headings beside all that a browser puts right, which is where the
//! work of a parser of HTML grows: formatting that is opened again, cells outside tables, spans, depth.
#![no_main]

use std::fmt::Write;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use nianbao::import::{self, Limits};

/// No page longer than this is tried: what grows with the square shows itself before.
const MAX_PAGE: usize = 150_000;

fuzz_target!(|parts: Vec<Part>| {
    let mut page = Page { text: String::new(), number: 0 };
    page.parts(&parts);
    nianbao_fuzz::keep(page.text.as_bytes());
    nianbao_fuzz::try_imported(import::html(&page.text, &Limits::default()));
});

#[derive(Arbitrary, Debug)]
enum Part {
    Words(Words),
    Open(Tag, Vec<Attribute>),
    Close(Tag),
    Element(Tag, Vec<Attribute>, Vec<Part>),
    /// A row with so many cells.
    Row(u8, Vec<Attribute>, Words),
    Comment(Words),
    /// A tag that ends in the middle.
    Broken(Tag),
    Repeated(u16, Vec<Part>),
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Words {
    Title,
    Heading,
    Heading2,
    Label,
    Label2,
    Number,
    Sentence,
    Signature,
    Entity,
    BadEntity,
    Blank,
    Null,
    Letter,
}

impl Words {
    fn text(self) -> &'static str {
        match self {
            Self::Title => "甲市教育局2024年政府信息公开工作年度报告",
            Self::Heading => "一、总体情况",
            Self::Heading2 => "二、主动公开政府信息情况",
            Self::Label => "一、本年新收政府信息公开申请数量",
            Self::Label2 => "（三）不予公开",
            Self::Number => "16",
            Self::Sentence => "2024年，本机关新收申请16件。",
            Self::Signature => "甲市教育局 2025年1月20日",
            Self::Entity => "&nbsp;&lt;&#x4E00;",
            Self::BadEntity => "&#xFFFFFFFF;&nosuch;&",
            Self::Blank => " \n",
            Self::Null => "\0",
            Self::Letter => "a",
        }
    }
}

macro_rules! tags {
    ($($variant:ident $name:literal),*) => {
        #[derive(Arbitrary, Debug, Clone, Copy)]
        enum Tag { $($variant),* }

        impl Tag {
            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

tags! {
    Html "html", Head "head", Body "body", Div "div", P "p", H1 "h1", H2 "h2", H3 "h3", Ul "ul", Ol "ol", Li "li",
    Table "table", Caption "caption", Colgroup "colgroup", Col "col", Thead "thead", Tbody "tbody", Tr "tr",
    Td "td", Th "th", A "a", B "b", I "i", Font "font", Nobr "nobr", Span "span", Br "br", Img "img",
    Form "form", Input "input", Select "select", Option_ "option", Button "button", Textarea "textarea",
    Script "script", Style "style", Template "template", Svg "svg", Math "math", ForeignObject "foreignObject",
    Frameset "frameset", Plaintext "plaintext", Xmp "xmp", Unknown "x", Section "section", Dl "dl", Dt "dt",
    Ruby "ruby", Rt "rt", Applet "applet", Marquee "marquee"
}

#[derive(Arbitrary, Debug)]
enum Attribute {
    /// Another one each time, so that no two elements are the same.
    Distinct,
    Colspan(Count),
    Rowspan(Count),
    Start(Count),
    Path(bool),
    Hidden,
    Right,
    Signature,
    Odd,
}

/// How often: as reports have it, and as nobody writes it.
#[derive(Arbitrary, Debug, Clone, Copy)]
enum Count {
    Small(u8),
    Any(u64),
    Negative,
    Text,
}

impl Count {
    fn text(self) -> String {
        match self {
            Self::Small(n) => (n % 16).to_string(),
            Self::Any(n) => n.to_string(),
            Self::Negative => "-1".to_owned(),
            Self::Text => "甲".to_owned(),
        }
    }
}

struct Page {
    text: String,
    /// Of the next distinct attribute.
    number: usize,
}

impl Page {
    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            if self.text.len() < MAX_PAGE {
                self.part(part);
            }
        }
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Words(words) => self.text.push_str(words.text()),
            Part::Open(tag, attributes) => self.open(*tag, attributes),
            Part::Close(tag) => self.close(*tag),
            Part::Element(tag, attributes, inside) => {
                self.open(*tag, attributes);
                self.parts(inside);
                self.close(*tag);
            }
            Part::Row(cells, attributes, words) => {
                self.text.push_str("<tr>");
                for _ in 0..cells % 32 {
                    self.open(Tag::Td, attributes);
                    self.text.push_str(words.text());
                    self.close(Tag::Td);
                }
                self.text.push_str("</tr>");
            }
            Part::Comment(words) => self.write(format_args!("<!--{}-->", words.text())),
            Part::Broken(tag) => self.write(format_args!("<{} a=\"", tag.name())),
            Part::Repeated(times, parts) => {
                for _ in 0..=*times {
                    let before = self.text.len();
                    self.parts(parts);
                    // Nothing again and again would take longer than any page.
                    if self.text.len() == before {
                        break;
                    }
                }
            }
        }
    }

    fn open(&mut self, tag: Tag, attributes: &[Attribute]) {
        self.write(format_args!("<{}", tag.name()));
        for attribute in attributes {
            match attribute {
                Attribute::Distinct => {
                    self.number += 1;
                    let number = self.number;
                    self.write(format_args!(" a{number}"));
                }
                Attribute::Colspan(count) => self.write(format_args!(" colspan={}", count.text())),
                Attribute::Rowspan(count) => self.write(format_args!(" rowspan='{}'", count.text())),
                Attribute::Start(count) => self.write(format_args!(" start={}", count.text())),
                Attribute::Path(true) => self.text.push_str(" data-path=\"依申请公开.本年新收.自然人\""),
                Attribute::Path(false) => self.text.push_str(" data-path=\"没有这个\""),
                Attribute::Hidden => self.text.push_str(" style=\"display: none\""),
                Attribute::Right => self.text.push_str(" align=RIGHT"),
                Attribute::Signature => self.text.push_str(" class=signature"),
                Attribute::Odd => self.text.push_str(" <=\"'"),
            }
        }
        self.text.push('>');
    }

    fn close(&mut self, tag: Tag) {
        self.write(format_args!("</{}>", tag.name()));
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        self.text.write_fmt(text).expect("a string is written");
    }
}
