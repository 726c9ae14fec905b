//! Values in brackets, character by character.

use std::ops::Range;

use super::scanner::{Bracket, Scanner, State, unquoted};
use super::{Spot, Step};

/// Brackets inside each other, beyond which a text has no meaning here.
const MAX_BRACKETS: usize = 64;

impl Scanner<'_> {
    /// A line, or a part of one, in brackets.
    pub fn characters(&mut self, range: Range<usize>, mut quote: Option<char>) {
        for (offset, sign) in self.text[range.clone()].char_indices() {
            let at = range.start + offset;
            self.see(at, range.end);
            match (quote, sign) {
                (Some(open), sign) if open == sign => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') if self.text[self.token..at].trim().is_empty() => quote = Some(sign),
                (None, '#') if self.text[..at].ends_with([' ', '\t']) => break,
                (None, ':' | '：') if self.ends_key(at, sign, range.end) => {
                    let key = self.token_before(at);
                    let step = Step::Key(unquoted(&self.text[key.clone()]).to_owned());
                    if let Some(bracket) = self.brackets.last_mut() {
                        bracket.current = Some(step);
                    }
                    self.token = at + sign.len_utf8();
                    let value = self.token..self.token_end(self.token, range.end);
                    self.add(key, value);
                }
                (None, '{' | '[') if self.brackets.len() < MAX_BRACKETS => {
                    let is_list = sign == '[';
                    let current = is_list.then(|| self.item());
                    self.brackets.push(Bracket { current, is_list });
                    self.token = at + 1;
                }
                (None, '}' | ']') => {
                    self.brackets.pop();
                    self.token = at + 1;
                    if self.brackets.is_empty() {
                        self.state = State::Block;
                        return;
                    }
                }
                (None, ',') => {
                    let is_list = self.brackets.last().is_some_and(|bracket| bracket.is_list);
                    let current = is_list.then(|| self.item());
                    if let Some(bracket) = self.brackets.last_mut() {
                        bracket.current = current;
                    }
                    self.token = at + 1;
                }
                _ => {}
            }
        }
        self.see(range.end, range.end);
        self.state = State::Brackets(quote);
    }

    /// Whether a colon in brackets ends a key.
    fn ends_key(&self, at: usize, sign: char, end: usize) -> bool {
        let begins_key = self.brackets.last().is_some_and(|bracket| bracket.current.is_none());
        let behind = self.text[at + sign.len_utf8()..end].chars().next();
        begins_key && (sign == '：' || behind.is_none_or(|c| " \t,{}[]\"'".contains(c)))
    }

    /// Notes what stands at the cursor, if it is before this byte of brackets.
    pub fn see(&mut self, at: usize, end: usize) {
        let Some(bracket) = self.brackets.last().filter(|_| at == self.cursor) else { return };
        let blanks = &self.text[self.token..];
        let start = (self.token + blanks.len() - blanks.trim_start_matches([' ', '\t']).len()).min(at);
        let spot = if bracket.current.is_none() {
            let rest = &self.text[at..end];
            let length = rest.find([':', '：', ',', '{', '}', '[', ']']).unwrap_or(rest.len());
            let is_complete = rest[length..].starts_with([':', '：']);
            let key = start..at + rest[..length].trim_end().len();
            Spot::Key { under: self.path(), key, is_complete, in_brackets: true }
        } else {
            Spot::Value { path: self.path(), value: start..self.token_end(at, end) }
        };
        self.set(spot);
    }

    /// The token in brackets that ends before a byte, without white space around it.
    fn token_before(&self, at: usize) -> Range<usize> {
        let token = &self.text[self.token..at];
        let start = self.token + token.len() - token.trim_start().len();
        start..(self.token + token.trim_end().len()).max(start)
    }

    /// Where the value in brackets that a byte is in ends.
    fn token_end(&self, from: usize, end: usize) -> usize {
        let rest = &self.text[from..end];
        from + rest[..rest.find([',', '}', ']']).unwrap_or(rest.len())].trim_end().len()
    }
}
