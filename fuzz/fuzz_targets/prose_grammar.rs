//! Prose by the grammar of Handlebars: names that there are and names that there are not, blocks inside blocks,
//! and all that prose may not have. Bytes alone seldom close what they open.
#![no_main]

use std::fmt::{self, Display};

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

/// No text longer than this is tried: what grows with the square shows itself before.
const MAX_TEXT: usize = 60_000;

fuzz_target!(|prose: Vec<Part>| {
    let mut text = Text(String::new());
    // A text that has grown too long ends there.
    let _ = text.parts(&prose);
    nianbao_fuzz::keep(text.0.as_bytes());
    nianbao_fuzz::prose::try_prose(&text.0);
});

/// A stretch of prose.
#[derive(Arbitrary, Debug)]
enum Part {
    Words(Words),
    /// `{{ … }}`, `{{{ … }}}`, `{{& … }}`, `{{~ … ~}}`.
    Tag(Braces, Expression),
    /// `{{#each …}} … {{else}} … {{/each}}`.
    Block(Block, Expression, Vec<Part>, Option<Vec<Part>>),
    /// `{{#*inline "x"}} … {{/inline}}`.
    Inline(Vec<Part>),
    /// `{{#> x}} … {{/x}}`.
    PartialBlock(Vec<Part>),
    /// `{{> x}}`, in which x may be computed.
    Partial(Expression),
    /// `{{* x}}`.
    Decorator(Expression),
    /// `{{!-- … --}}`, `{{! … }}`.
    Comment(bool, Words),
    /// `\{{`, `{{`, `}}`: braces that open or close nothing.
    Loose(Loose),
    /// The same again and again.
    Repeated(u16, Vec<Part>),
    /// One block inside another, to some depth.
    Nested(u8, Block, Expression),
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Words {
    Figures,
    Sentence,
    Numbers,
    List,
    Percent,
    Newline,
    Blank,
    Wide,
    Combining,
    Letters,
    Quote,
}

impl Words {
    fn text(self) -> &'static str {
        match self {
            Self::Figures => "2024年，本机关新收政府信息公开申请16件，上年结转2件。",
            Self::Sentence => "主动公开、依申请公开、政府信息管理、平台建设、监督保障，",
            Self::Numbers => "1,234.50万元，一百二十三件，",
            Self::List => "（一）完善制度。\n1.加强培训；",
            Self::Percent => "同比增长12.5%，其中行政复议3件，维持2件，纠正1件；",
            Self::Newline => "\n",
            Self::Blank => " ",
            Self::Wide => "１２３",
            Self::Combining => "e\u{301}\u{301}",
            Self::Letters => "x",
            Self::Quote => "“",
        }
    }
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Braces {
    Two,
    Three,
    Ampersand,
    Trimmed,
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Block {
    If,
    Unless,
    Each,
    With,
    Raw,
    Log,
    Unknown,
}

impl Block {
    fn name(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::Unless => "unless",
            Self::Each => "each",
            Self::With => "with",
            Self::Raw => "raw",
            Self::Log => "log",
            Self::Unknown => "没有这个",
        }
    }
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Loose {
    Open,
    Close,
    Escaped,
    OpenBlock,
    CloseBlock,
    Else,
    Four,
}

/// What stands in braces.
#[derive(Arbitrary, Debug)]
enum Expression {
    Name(Name),
    Text(Words),
    Number(i64),
    /// `helper a b key=c`, in round brackets where it is part of another.
    Call(Helper, Vec<Expression>, Option<Box<Expression>>),
    /// `x as |a b|`.
    Bound(Name),
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Name {
    Section,
    Row,
    Figure,
    Year,
    This,
    Root,
    RootSection,
    Parent,
    Parents,
    Key,
    Index,
    Segment,
    PartialBlock,
    Inline,
    Unknown,
    Misspelt,
    Variable,
}

impl Name {
    fn text(self) -> &'static str {
        match self {
            Self::Section => "依申请公开",
            Self::Row => "依申请公开.本年新收",
            Self::Figure => "依申请公开.本年新收.总计",
            Self::Year => "年度",
            Self::This => "this",
            Self::Root => "@root",
            Self::RootSection => "@root.依申请公开",
            Self::Parent => "../this",
            Self::Parents => "../../../..",
            Self::Key => "@key",
            Self::Index => "@index",
            Self::Segment => "依申请公开.[本年新收].[总计]",
            Self::PartialBlock => "@partial-block",
            Self::Inline => "x",
            Self::Unknown => "没有这个",
            Self::Misspelt => "依申请公开.本年新收.总",
            Self::Variable => "变量.甲",
        }
    }
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Helper {
    Lookup,
    Len,
    Eq,
    And,
    Not,
    Gt,
    If,
    Each,
    With,
    Raw,
    Log,
    Unknown,
}

impl Helper {
    fn name(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Len => "len",
            Self::Eq => "eq",
            Self::And => "and",
            Self::Not => "not",
            Self::Gt => "gt",
            Self::If => "if",
            Self::Each => "each",
            Self::With => "with",
            Self::Raw => "raw",
            Self::Log => "log",
            Self::Unknown => "没有这个",
        }
    }
}

impl Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name.text()),
            Self::Text(words) => write!(f, "\"{}\"", words.text()),
            Self::Number(number) => write!(f, "{number}"),
            Self::Call(helper, arguments, named) => {
                f.write_str(helper.name())?;
                let named = named.iter().map(|value| ("key=", &**value));
                for (key, argument) in arguments.iter().map(|a| ("", a)).chain(named) {
                    match argument {
                        Self::Call(..) => write!(f, " {key}({argument})")?,
                        _ => write!(f, " {key}{argument}")?,
                    }
                }
                Ok(())
            }
            Self::Bound(name) => write!(f, "{} as |a b|", name.text()),
        }
    }
}

/// The text as far as it is written; writing into it fails once it is too long.
struct Text(String);

impl Text {
    fn push(&mut self, text: impl Display) -> fmt::Result {
        if self.0.len() > MAX_TEXT {
            return Err(fmt::Error);
        }
        fmt::Write::write_fmt(&mut self.0, format_args!("{text}"))
    }

    fn parts(&mut self, parts: &[Part]) -> fmt::Result {
        parts.iter().try_for_each(|part| self.part(part))
    }

    fn part(&mut self, part: &Part) -> fmt::Result {
        match part {
            Part::Words(words) => self.push(words.text()),
            Part::Tag(braces, expression) => {
                let (open, close) = match braces {
                    Braces::Two => ("{{", "}}"),
                    Braces::Three => ("{{{", "}}}"),
                    Braces::Ampersand => ("{{&", "}}"),
                    Braces::Trimmed => ("{{~", "~}}"),
                };
                self.push(format_args!("{open}{expression}{close}"))
            }
            Part::Block(block, expression, inside, otherwise) => {
                self.push(format_args!("{{{{#{} {expression}}}}}", block.name()))?;
                self.parts(inside)?;
                if let Some(otherwise) = otherwise {
                    self.push("{{else}}")?;
                    self.parts(otherwise)?;
                }
                self.push(format_args!("{{{{/{}}}}}", block.name()))
            }
            Part::Inline(inside) => {
                self.push("{{#*inline \"x\"}}")?;
                self.parts(inside)?;
                self.push("{{/inline}}")
            }
            Part::PartialBlock(inside) => {
                self.push("{{#> x}}")?;
                self.parts(inside)?;
                self.push("{{/x}}")
            }
            Part::Partial(Expression::Call(helper, ..)) => {
                self.push(format_args!("{{{{> ({} \"x\")}}}}", helper.name()))
            }
            Part::Partial(expression) => self.push(format_args!("{{{{> {expression}}}}}")),
            Part::Decorator(expression) => self.push(format_args!("{{{{* {expression}}}}}")),
            Part::Comment(true, words) => self.push(format_args!("{{{{!-- {} --}}}}", words.text())),
            Part::Comment(false, words) => self.push(format_args!("{{{{! {} }}}}", words.text())),
            Part::Loose(loose) => self.push(match loose {
                Loose::Open => "{{",
                Loose::Close => "}}",
                Loose::Escaped => "\\{{",
                Loose::OpenBlock => "{{#if 年度}}",
                Loose::CloseBlock => "{{/if}}",
                Loose::Else => "{{else}}",
                Loose::Four => "{{{{raw}}}} {{x}} {{{{/raw}}}}",
            }),
            Part::Repeated(times, parts) => {
                for _ in 0..=*times {
                    let before = self.0.len();
                    self.parts(parts)?;
                    // Nothing again and again would take longer than any text.
                    if self.0.len() == before {
                        break;
                    }
                }
                Ok(())
            }
            Part::Nested(depth, block, expression) => {
                for _ in 0..=*depth {
                    self.push(format_args!("{{{{#{} {expression}}}}}", block.name()))?;
                }
                self.push("一")?;
                (0..=*depth).try_for_each(|_| self.push(format_args!("{{{{/{}}}}}", block.name())))
            }
        }
    }
}
