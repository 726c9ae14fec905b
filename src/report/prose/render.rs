//! Rendering: the template that [`blocks`](super::blocks) has put together is given to Handlebars, and what
//! it writes is put down as pieces that know their place.
//!
//! Handlebars writes marks, each the number of a token, and values. A mark of a text is replaced by that
//! text; a value belongs to the tag of the mark before it.
//!
//! ```text
//! tokens   0 收到 | 1 {{新收}} | 2 件
//! writes   ⟦0⟧  ⟦1⟧  16  ⟦2⟧
//! pieces   收到 ← written, 16 ← {{新收}}, 件 ← written
//! ```
//! Every write is a step of the [`Budget`], and a block that puts down nothing writes a mark each time it
//! comes round. So nested loops end, whether they make text or not.

use std::io;
use std::sync::LazyLock;

use handlebars::{Context, Handlebars, Output, RenderContext, RenderErrorReason, Renderable, Template};

use super::names::{Known, is_helper};
use super::tags::{Kind, Token};
use super::{MARK, Piece, Problem, ProsePiece};
use crate::report::limits::{MAX_ALL_MARKS, MAX_PROSE_CHARS, MAX_STEPS};
use crate::text::count_marks;

/// Handlebars with the helpers that prose may use and no others.
static REGISTRY: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    for helper in ["unless", "lookup", "raw", "log", "len"] {
        debug_assert!(!is_helper(helper));
        registry.unregister_helper(helper);
    }
    // Prose is no HTML, so nothing is escaped; but no value can be taken for a mark.
    registry.register_escape_fn(|text| text.replace(MARK, "\u{FFFD}"));
    registry
});

/// What may still be put down in filling in the prose of a report.
#[derive(Debug)]
pub(in crate::report) struct Budget {
    steps: usize,
    characters: usize,
    marks: usize,
}

impl Budget {
    /// The whole of it.
    pub fn new() -> Self {
        Self { steps: MAX_STEPS, characters: MAX_PROSE_CHARS, marks: MAX_ALL_MARKS }
    }

    /// Takes a step that puts down a text.
    fn take(&mut self, text: &str) -> Result<(), Spent> {
        self.steps = self.steps.checked_sub(1).ok_or(Spent::Steps)?;
        let characters = text.chars().count();
        self.characters = self.characters.checked_sub(characters).ok_or(Spent::Characters)?;
        self.marks = self.marks.checked_sub(count_marks(text)).ok_or(Spent::Marks)?;
        Ok(())
    }
}

/// Which part of the budget is spent.
#[derive(Debug, Clone, Copy)]
enum Spent {
    Steps,
    Characters,
    Marks,
}

/// Renders a template to pieces with their places in it.
///
/// # Errors
/// The first tag that has no value, or that goes beyond the budget.
pub(super) fn render(
    text: &str,
    tokens: &[Token],
    template: &Template,
    (data, known): (&Context, &Known<'_>),
    budget: &mut Budget,
) -> Result<Vec<Piece>, Problem> {
    let mut out = Pieces { text, tokens, current: 0, pieces: Vec::new(), budget, spent: None };
    let Err(error) = template.render(&REGISTRY, data, &mut RenderContext::new(None), &mut out) else {
        return Ok(out.pieces);
    };
    let at = tokens.get(out.current).map_or(0..text.len(), |token| token.at.clone());
    let help = "减少 {{#each}} 的层数，或直接写出文字";
    Err(match (out.spent, error.reason()) {
        (Some(Spent::Steps), _) => {
            Problem::syntax(at, format!("{{{{ }}}} 填入的步数超过上限 {MAX_STEPS} 步"), help.to_owned())
        }
        (Some(Spent::Characters), _) => {
            let message = format!("{{{{ }}}} 填入后的正文超过上限 {MAX_PROSE_CHARS} 个字符");
            Problem::syntax(at, message, help.to_owned())
        }
        (Some(Spent::Marks), _) => {
            let message = format!("{{{{ }}}} 填入后的附加符号（组合字符）超过上限 {MAX_ALL_MARKS} 个");
            Problem::syntax(at, message, help.to_owned())
        }
        (None, RenderErrorReason::MissingVariable(Some(name))) => {
            let message = format!("{{{{ }}}} 里的名称“{name}”没有对应的数据");
            Problem::name(at, message, known.variable_help())
        }
        (None, _) => Problem::name(at, "{{ }} 里的内容无法计算".to_owned(), known.variable_help()),
    })
}

/// What Handlebars has written, as pieces.
struct Pieces<'t, 'b> {
    text: &'t str,
    tokens: &'t [Token],
    /// The token of the last mark.
    current: usize,
    pieces: Vec<Piece>,
    budget: &'b mut Budget,
    spent: Option<Spent>,
}

impl Output for Pieces<'_, '_> {
    fn write(&mut self, written: &str) -> io::Result<()> {
        let mark = written.strip_prefix(MARK).and_then(|number| number.parse().ok());
        self.current = mark.unwrap_or(self.current);
        let Some(token) = self.tokens.get(self.current) else { return Ok(()) };
        let (text, filled) = match (mark, token.kind) {
            (Some(_), Kind::Text) => (&self.text[token.at.clone()], false),
            (Some(_), _) => ("", true),
            (None, _) => (written, true),
        };
        self.budget.take(text).map_err(|spent| {
            self.spent = Some(spent);
            io::Error::other("the budget of the prose is spent")
        })?;
        if !text.is_empty() {
            let piece = ProsePiece { text: 0..0, template: token.at.clone(), filled };
            self.pieces.push((text.to_owned(), piece));
        }
        Ok(())
    }
}
