//! A template cut into text and tags, without a parser: a tag goes from `{{` to the next `}}`.
//!
//! Prose is cut here and not by Handlebars because the time of its parser grows with the number of tags times
//! the length of the text, and because it recurses: a file of many blocks in blocks would exhaust the stack.
//! So Handlebars sees one tag at a time ([`blocks`](super::blocks)), each of limited length and depth.
//!
//! ```text
//! template  共{{! 待核 }}{{#if 有~}} 收到\{{ {{新收}}件{{/if}}
//! tokens    共 | {{! 待核 }} | {{#if 有~}} | 收到 | {{␠ | {{新收}} | 件 | {{/if}}
//!                                  the blank behind ~ is gone, and so is the backslash
//! ```

use std::ops::Range;

/// The longest tag, in bytes. The longest name has 90; a condition of several comparisons 300.
pub(super) const MAX_TAG: usize = 1000;
/// The most brackets in a tag, and the most blocks inside each other. Prose needs two or three.
pub(super) const MAX_NESTING: usize = 16;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Bytes of the template.
    pub at: Range<usize>,
    pub kind: Kind,
}

/// What a piece of a template is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text as it is printed.
    Text,
    /// `{{! … }}` or `{{!-- … --}}`.
    Comment,
    /// `{{名称}}`, `{{{名称}}}`, `{{&名称}}`.
    Value,
    /// `{{#if …}}`.
    Open,
    /// `{{else}}`, `{{else if …}}`, `{{^}}`.
    Else,
    /// `{{/if}}`.
    Close,
    /// What Handlebars has and prose has not: partials, decorators, raw blocks.
    Foreign,
    /// `{{` without its `}}`: up to the end of the line or the next `{{`.
    Unclosed,
    /// Longer, or with more brackets, than the parser of Handlebars is trusted with.
    TooLong,
}

/// Cuts a template into its tokens, in order. Every byte is in one of them but those that are not printed:
/// the backslash of `\{{`, and the white space that a `~` takes away.
pub(super) fn split(template: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut ends = Ends { tag: Next::new(template, "}}"), comment: Next::new(template, "--}}") };
    // Where the text begins that is not in a token yet, and where to look for the next tag.
    let (mut text, mut from) = (0, 0);
    while let Some(start) = template[from..].find("{{").map(|i| from + i) {
        let before = &template[text..start];
        let strokes = before.len() - before.trim_end_matches('\\').len();
        if strokes == 1 {
            // `\{{` is the braces themselves; Handlebars takes four of them together.
            push(&mut tokens, text..start - 1, Kind::Text);
            let braces = if template[start..].starts_with("{{{{") { 4 } else { 2 };
            (text, from) = (start, start + braces);
            continue;
        }
        // Of several backslashes the first is taken away, and a tag follows.
        push(&mut tokens, text..start - strokes, Kind::Text);
        push(&mut tokens, start - strokes.saturating_sub(1)..start, Kind::Text);
        let tag = tag(template, start, &mut ends);
        (text, from) = (tag.at.end, tag.at.end);
        tokens.push(tag);
    }
    push(&mut tokens, text..template.len(), Kind::Text);
    take_white_space(template, &mut tokens);
    tokens
}

fn push(tokens: &mut Vec<Token>, at: Range<usize>, kind: Kind) {
    if !at.is_empty() {
        tokens.push(Token { at, kind });
    }
}

/// Where tags and long comments may end.
struct Ends<'t> {
    tag: Next<'t>,
    comment: Next<'t>,
}

/// The tag that begins at a `{{`.
fn tag(template: &str, start: usize, ends: &mut Ends<'_>) -> Token {
    let rest = &template[start..];
    let long = rest.starts_with("{{!--").then(|| ends.comment.from(start + "{{!--".len())).flatten();
    if let Some(end) = long {
        return Token { at: start..end + "--}}".len(), kind: Kind::Comment };
    }
    let braces = rest.len() - rest.trim_start_matches('{').len();
    let braces = braces.min(4);
    let inside = start + braces;
    let close = ends.tag.from(inside);
    let comment = rest.starts_with("{{!");
    let Some(close) = close.filter(|&close| comment || !template[inside..close].contains("{{")) else {
        let line = template[inside..].lines().next().unwrap_or_default();
        let end = line.find("{{").unwrap_or(line.len());
        return Token { at: start..inside + end, kind: Kind::Unclosed };
    };
    // As many braces close it as have opened it.
    let closing = template[close..].bytes().take(braces).take_while(|&byte| byte == b'}').count();
    let at = start..close + closing;
    let kind = if comment { Kind::Comment } else { kind(&template[at.clone()], braces) };
    Token { at, kind }
}

fn kind(tag: &str, braces: usize) -> Kind {
    let brackets = tag.chars().filter(|c| matches!(c, '(' | '[' | '{')).count();
    if tag.len() > MAX_TAG || brackets > MAX_NESTING {
        return Kind::TooLong;
    }
    let inside = inside(tag);
    match inside.chars().next() {
        _ if braces == 4 => Kind::Foreign,
        Some('#') if !inside[1..].trim_start().starts_with(['>', '*']) => Kind::Open,
        Some('#' | '>' | '*') => Kind::Foreign,
        Some('/') => Kind::Close,
        Some('^') => Kind::Else,
        _ if word(inside) == "else" => Kind::Else,
        _ => Kind::Value,
    }
}

/// What stands in a tag, without its braces, the `~` beside them, and white space.
pub(super) fn inside(tag: &str) -> &str {
    tag.trim_matches(['{', '}']).trim().trim_matches('~').trim()
}

/// The first word: a name, or what follows `#` or `/`.
pub(super) fn word(inside: &str) -> &str {
    let end = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '\'' | '~' | '{' | '}');
    inside.split(end).next().unwrap_or_default()
}

/// Where a name stands in a tag; the whole tag if it is written there in another way.
pub(super) fn name_in(template: &str, tag: Range<usize>, name: &str) -> Range<usize> {
    let found = template[tag.clone()].find(name).map(|i| tag.start + i..tag.start + i + name.len());
    found.unwrap_or(tag)
}

/// Takes away the white space of the text beside a `~`.
fn take_white_space(template: &str, tokens: &mut Vec<Token>) {
    let is_tag = |token: &Token| !matches!(token.kind, Kind::Text | Kind::Comment | Kind::Unclosed);
    for i in 0..tokens.len() {
        if !is_tag(&tokens[i]) {
            continue;
        }
        let tag = &template[tokens[i].at.clone()];
        let (before, behind) =
            (tag.trim_start_matches('{').starts_with('~'), tag.trim_end_matches('}').ends_with('~'));
        if let Some(text) = i.checked_sub(1).and_then(|i| tokens.get_mut(i)).filter(|_| before)
            && text.kind == Kind::Text
        {
            text.at.end = text.at.start + template[text.at.clone()].trim_end().len();
        }
        if let Some(text) = tokens.get_mut(i + 1).filter(|t| behind && t.kind == Kind::Text) {
            text.at.start = text.at.end - template[text.at.clone()].trim_start().len();
        }
    }
    tokens.retain(|token| !token.at.is_empty());
}

/// The next place of a text, looked for once: a template of a thousand beginnings without an end would be
/// searched to its end a thousand times.
struct Next<'t> {
    template: &'t str,
    wanted: &'static str,
    /// Where it was found last; the length of the template if there is no further one.
    found: Option<usize>,
}

impl<'t> Next<'t> {
    fn new(template: &'t str, wanted: &'static str) -> Self {
        Self { template, wanted, found: None }
    }

    /// The first place from a byte on, which never goes back.
    fn from(&mut self, from: usize) -> Option<usize> {
        let found = match self.found {
            Some(found) if found >= from => found,
            _ => self.template[from..].find(self.wanted).map_or(self.template.len(), |i| from + i),
        };
        self.found = Some(found);
        (found < self.template.len()).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_cut_as_handlebars_reads_them() {
        for (template, pieces) in [
            ("甲", "T甲"),
            ("甲{{乙}}丙", "T甲 V{{乙}} T丙"),
            ("{{{乙}}}}丙", "V{{{乙}}} T}丙"),
            ("{{乙}}}", "V{{乙}} T}"),
            ("\\{{乙}}", "T{{乙}}"),
            ("\\{{{{乙", "T{{{{乙"),
            ("甲\\\\{{乙}}", "T甲 T\\ V{{乙}}"),
            ("甲\\{{\\{{乙", "T甲 T{{ T{{乙"),
            ("{{! }}{{!-- }} --}}{{!--}}", "C{{! }} C{{!-- }} --}} C{{!--}}"),
            ("{{ # if 乙}}{{\nelse if 丙}}{{^}}{{~/if}}", "O{{ # if 乙}} E{{\nelse if 丙}} E{{^}} L{{~/if}}"),
            ("{{elsewhere}}", "V{{elsewhere}}"),
            ("{{> x}}{{#*inline \"x\"}}{{#>x}}{{* x}}", "F{{> x}} F{{#*inline \"x\"}} F{{#>x}} F{{* x}}"),
            ("{{{{raw}}}}", "F{{{{raw}}}}"),
            ("甲{{乙\n丙{{丁}}", "T甲 U{{乙 T\n丙 V{{丁}}"),
            ("甲{{乙{{丁}}", "T甲 U{{乙 V{{丁}}"),
            ("甲 {{~乙~}} 丙", "T甲 V{{~乙~}} T丙"),
        ] {
            let letter = |kind| match kind {
                Kind::Text => 'T',
                Kind::Comment => 'C',
                Kind::Value => 'V',
                Kind::Open => 'O',
                Kind::Else => 'E',
                Kind::Close => 'L',
                Kind::Foreign => 'F',
                Kind::Unclosed => 'U',
                Kind::TooLong => 'X',
            };
            let found: Vec<String> = split(template)
                .into_iter()
                .map(|token| format!("{}{}", letter(token.kind), &template[token.at]))
                .collect();
            assert_eq!(found.join(" "), pieces, "{template}");
        }
    }
}
