//! The lines of a text, from the top down to any depth of indentation.

use std::ops::Range;

use super::{Entry, Spot, Step};

/// Keys that are listed; a data file has some hundred.
const MAX_ENTRIES: usize = 100_000;

/// A key or an item whose value may go on on the next line.
struct Open {
    indent: usize,
    step: Step,
}

/// An opened bracket.
pub(super) struct Bracket {
    /// The key whose value is being read, or the item of a list.
    pub current: Option<Step>,
    pub is_list: bool,
}

/// What a line begins in.
#[derive(Debug, Clone, Copy)]
pub(super) enum State {
    /// Keys by indentation.
    Block,
    /// Text below `|` or `>`.
    Text,
    /// Quoted text, up to this sign.
    Quoted(char),
    /// Brackets, quoted text in them up to the sign.
    Brackets(Option<char>),
}

pub(super) struct Scanner<'t> {
    pub text: &'t str,
    pub cursor: usize,
    open: Vec<Open>,
    pub brackets: Vec<Bracket>,
    pub state: State,
    /// Where a key or value in brackets began.
    pub token: usize,
    items: usize,
    pub entries: Vec<Entry>,
    pub spot: Option<Spot>,
}

impl<'t> Scanner<'t> {
    pub fn new(text: &'t str, cursor: usize) -> Self {
        Self {
            text,
            cursor,
            open: Vec::new(),
            brackets: Vec::new(),
            state: State::Block,
            token: 0,
            items: 0,
            entries: Vec::new(),
            spot: None,
        }
    }

    pub fn lines(&mut self) {
        let mut start = 0;
        for line in self.text.split('\n') {
            self.line(start..start + line.trim_end_matches('\r').len());
            start += line.len() + 1;
        }
    }

    fn line(&mut self, line: Range<usize>) {
        let content = &self.text[line.clone()];
        let indent = content.len() - content.trim_start_matches([' ', '\t']).len();
        let is_blank = indent == content.len();
        let key_indent = self.open.last().map_or(0, |open| open.indent);
        let is_deeper = indent > key_indent;
        match self.state {
            State::Block => {}
            // A cursor that is not indented more than the key has left its text.
            State::Text if is_blank => {
                let is_outside = self.is_in(&line) && self.cursor - line.start <= key_indent;
                return if is_outside { self.blank(&line) } else { self.text_line(&line) };
            }
            State::Text if is_deeper => return self.text_line(&line),
            State::Brackets(_) if is_blank => return self.blank_in_brackets(&line, key_indent),
            State::Quoted(_) if is_blank => return,
            State::Quoted(sign) if is_deeper => return self.quoted(line.start + indent, line, sign),
            State::Brackets(quote) if is_deeper || content[indent..].starts_with(['}', ']']) => {
                self.token = line.start + indent;
                return self.characters(line.start + indent..line.end, quote);
            }
            _ => {
                self.state = State::Block;
                self.brackets.clear();
            }
        }
        if is_blank { self.blank(&line) } else { self.block_line(line, indent) }
    }

    /// A line without anything, on which a key may be begun.
    fn blank(&mut self, line: &Range<usize>) {
        if self.is_in(line) {
            let column = self.cursor - line.start;
            let above = self.open.iter().filter(|open| open.indent < column);
            let under = above.map(|open| open.step.clone()).collect();
            self.set(Spot::Key {
                under,
                key: self.cursor..self.cursor,
                is_complete: false,
                in_brackets: false,
            });
        }
    }

    /// The same in brackets that were opened further up.
    fn blank_in_brackets(&mut self, line: &Range<usize>, key_indent: usize) {
        if !self.is_in(line) {
            return;
        }
        if self.cursor - line.start <= key_indent {
            return self.blank(line);
        }
        self.token = self.cursor;
        self.see(self.cursor, line.end);
    }

    fn text_line(&mut self, line: &Range<usize>) {
        if self.is_in(line) {
            self.set(Spot::Text { path: self.path() });
        }
    }

    /// A line with a key, with items of lists in front of it, or without one.
    fn block_line(&mut self, line: Range<usize>, indent: usize) {
        let mut at = line.start + indent;
        let rest = &self.text[at..line.end];
        if rest.starts_with('#') || rest.starts_with("---") {
            return;
        }
        let is_item = |rest: &str| rest == "-" || rest.starts_with("- ");
        while let Some(last) = self.open.last() {
            // The items of a list may stand right below its key.
            let keeps = is_item(rest) && matches!(last.step, Step::Key(_));
            if last.indent < indent || (last.indent == indent && keeps) {
                break;
            }
            self.open.pop();
        }
        while is_item(&self.text[at..line.end]) {
            let step = self.item();
            self.open.push(Open { indent: at - line.start, step });
            let behind = &self.text[at + 1..line.end];
            at += 1 + behind.len() - behind.trim_start().len();
        }
        if self.text[at..line.end].starts_with(['{', '[']) {
            return self.characters(at..line.end, None);
        }
        self.key(at, line);
    }

    /// A key and what follows it, or what may become one.
    fn key(&mut self, at: usize, line: Range<usize>) {
        let rest = &self.text[at..line.end];
        let Some((length, colon)) = key_length(rest) else {
            let end = at + without_comment(rest).len();
            if self.is_in(&(at..end)) {
                let under = self.path();
                self.set(Spot::Key { under, key: at..end, is_complete: false, in_brackets: false });
            }
            return;
        };
        let key = at..at + length;
        if self.is_in(&key) {
            let under = self.path();
            self.set(Spot::Key { under, key: key.clone(), is_complete: true, in_brackets: false });
        }
        let step = Step::Key(unquoted(&self.text[key.clone()]).to_owned());
        self.open.push(Open { indent: at - line.start, step });
        let behind = key.end + colon;
        let value = &self.text[behind..line.end];
        let start = behind + value.len() - value.trim_start().len();
        self.add(key, start..start + without_comment(value.trim_start()).len());
        self.value(behind, start, line.end);
    }

    /// What stands behind a colon at `behind`, and begins at `start`.
    fn value(&mut self, behind: usize, start: usize, end: usize) {
        let rest = &self.text[start..end];
        match rest.chars().next() {
            Some('|' | '>') => self.state = State::Text,
            Some('{' | '[') => self.characters(start..end, None),
            Some(sign @ ('"' | '\'')) => {
                self.state = State::Quoted(sign);
                self.quoted(start + 1, start..end, sign);
            }
            _ => {
                let end = start + without_comment(rest).len();
                if self.is_in(&(behind..end)) {
                    let path = self.path();
                    self.set(Spot::Value { path, value: start.min(self.cursor)..end.max(self.cursor) });
                }
            }
        }
    }

    /// Quoted text from a byte on; it may end on this line.
    fn quoted(&mut self, from: usize, line: Range<usize>, sign: char) {
        let close = close_of(&self.text[from..line.end], sign).map(|at| from + at);
        let end = close.unwrap_or(line.end);
        if self.is_in(&(from..end)) {
            let path = self.path();
            self.set(Spot::Value { path, value: from..end });
        }
        if close.is_some() {
            self.state = State::Block;
        }
    }

    pub fn item(&mut self) -> Step {
        self.items += 1;
        Step::Item(self.items)
    }

    /// The way to what is open.
    pub fn path(&self) -> Vec<Step> {
        let brackets = self.brackets.iter().filter_map(|bracket| bracket.current.as_ref());
        self.open.iter().map(|open| &open.step).chain(brackets).cloned().collect()
    }

    pub fn add(&mut self, key: Range<usize>, value: Range<usize>) {
        if self.entries.len() < MAX_ENTRIES {
            self.entries.push(Entry { path: self.path(), key, value });
        }
    }

    fn is_in(&self, range: &Range<usize>) -> bool {
        (range.start..=range.end).contains(&self.cursor)
    }

    pub fn set(&mut self, spot: Spot) {
        self.spot.get_or_insert(spot);
    }
}

/// The length of a key at the start of a line and that of its colon; none where there is no key.
fn key_length(rest: &str) -> Option<(usize, usize)> {
    if let Some(sign @ ('"' | '\'')) = rest.chars().next() {
        let end = 1 + close_of(&rest[1..], sign)? + 1;
        let behind = rest[end..].trim_start();
        let blanks = rest.len() - end - behind.len();
        let colon = behind.chars().next().filter(|c| matches!(c, ':' | '：'))?;
        return Some((end, blanks + colon.len_utf8()));
    }
    let (at, colon) = rest.char_indices().find(|&(at, c)| match c {
        ':' => rest[at + 1..].chars().next().is_none_or(|next| next == ' ' || next == '\t'),
        '：' => true,
        _ => false,
    })?;
    let key = rest[..at].trim_end();
    let is_comment = without_comment(key).len() < key.len();
    (!key.is_empty() && !is_comment).then(|| (key.len(), at - key.len() + colon.len_utf8()))
}

/// A text up to a comment, without white space at its end.
fn without_comment(text: &str) -> &str {
    let end = if text.starts_with('#') { 0 } else { text.find(" #").unwrap_or(text.len()) };
    text[..end].trim_end()
}

/// The byte of the sign that closes quoted text.
fn close_of(text: &str, sign: char) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if c == '\\' && sign == '"' {
            characters.next();
        } else if c == sign && !(sign == '\'' && characters.next_if(|(_, next)| *next == sign).is_some()) {
            return Some(at);
        }
    }
    None
}

/// A key without its quotes.
pub(super) fn unquoted(key: &str) -> &str {
    let key = key.trim();
    let inner = |sign| key.strip_prefix(sign).map(|rest: &str| rest.strip_suffix(sign).unwrap_or(rest));
    inner('"').or_else(|| inner('\'')).unwrap_or(key)
}
