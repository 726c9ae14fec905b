//! What the text of the code must keep to: the width of its lines, the length of its files, its words.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};

use super::graph::source::Sources;
use super::graph::table::Word;

/// Columns of a line, comments included; rustfmt's `max_width` holds the code to it.
const MAX_COLUMNS: usize = 110;

/// Lines of a file, beyond which a concept is probably missing.
pub const MANY_LINES: usize = 450;

/// Lines that are too wide, by file and number. A column is a character.
///
/// A line that a string makes too wide may stay, as in the parts of a Word file: rustfmt leaves it, too.
pub fn wide_lines(sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    for file in &sources.files {
        let lines: Vec<&str> = file.text.lines().collect();
        let wide = (0..lines.len()).filter(|at| lines[*at].chars().count() > MAX_COLUMNS).collect::<Vec<_>>();
        if wide.is_empty() {
            continue;
        }
        let mut strings = Vec::new();
        if let Ok(tokens) = file.text.parse::<TokenStream>() {
            string_ends(tokens, &lines, &mut strings);
        }
        for at in wide {
            if !strings.iter().any(|(line, column)| *line == at && *column + CLOSERS >= MAX_COLUMNS) {
                found.push(format!("{}:{}: {} columns", file.path, at + 1, lines[at].chars().count()));
            }
        }
    }
    found
}

/// What may follow a string on its line: `")?;`, `".into(),`.
const CLOSERS: usize = 10;

/// For each line of each string literal: the line's index and the column where the string ends on it.
fn string_ends(tokens: TokenStream, lines: &[&str], out: &mut Vec<(usize, usize)>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => string_ends(group.stream(), lines, out),
            TokenTree::Literal(literal) => {
                let (start, end) = (literal.span().start(), literal.span().end());
                let first = lines[start.line - 1].chars().nth(start.column);
                // A doc comment is a literal as well, but begins with a slash.
                if !matches!(first, Some('"' | 'r' | 'b' | 'c')) {
                    continue;
                }
                out.extend((start.line..end.line).map(|line| (line - 1, lines[line - 1].chars().count())));
                let last: String = lines[end.line - 1].chars().take(end.column).collect();
                out.push((end.line - 1, last.chars().count()));
            }
            _ => {}
        }
    }
}

/// Files of more than [`MANY_LINES`] lines.
pub fn long_files(sources: &Sources) -> Vec<String> {
    let lines = |text: &str| text.lines().count();
    let long = sources.files.iter().filter(|file| lines(&file.text) > MANY_LINES);
    long.map(|file| format!("{}: {} lines", file.path, lines(&file.text))).collect()
}

/// Identifiers that use a word of the table, alone or as a part (`ledger`, `old_ledger`, `LedgerEntry`), once
/// for each file.
pub fn private_words(sources: &Sources, words: &[Word]) -> Vec<String> {
    let mut found = Vec::new();
    for file in &sources.files {
        let Ok(tokens) = file.text.parse::<TokenStream>() else { continue };
        let mut named = Vec::new();
        identifiers(tokens, &mut named);
        let mut seen = BTreeSet::new();
        named.retain(|(name, _): &(String, usize)| seen.insert(name.clone()));
        for (name, line) in named {
            let parts = parts_of(&name);
            if let Some(word) = words.iter().find(|word| contains(&parts, &word.not)) {
                let Word { not, but } = word;
                found.push(format!("{}:{line}: `{name}` has “{not}” in it; say {but}", file.path));
            }
        }
        for segment in &file.module {
            if let Some(word) = words.iter().find(|word| contains(&parts_of(segment), &word.not)) {
                found.push(format!("{}: a module named “{}”; say {}", file.path, word.not, word.but));
            }
        }
    }
    found
}

fn identifiers(tokens: TokenStream, out: &mut Vec<(String, usize)>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => identifiers(group.stream(), out),
            TokenTree::Ident(name) => out.push((name.to_string(), name.span().start().line)),
            _ => {}
        }
    }
}

/// The words of an identifier, in small letters: `OldLedger2` is `old`, `ledger2`.
fn parts_of(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_small = false;
    for c in name.chars() {
        if c == '_' || (c.is_uppercase() && was_small) {
            parts.push(String::new());
        }
        was_small = c.is_lowercase() || c.is_numeric();
        if c != '_'
            && let Some(last) = parts.last_mut()
        {
            last.extend(c.to_lowercase());
        }
    }
    parts
}

/// Whether the words of `not` (`stand_in`) stand among the parts, one after the other.
fn contains(parts: &[String], not: &str) -> bool {
    let not = parts_of(not);
    parts.windows(not.len()).any(|window| window == not)
}
