//! The keys of a text by its lines and their indentation, and what stands at the cursor. It works while a
//! file is being typed and is no YAML: nothing here is an error.
//!
//! # How it works
//! Lines are read from the top. Each key closes those that are indented as much or more, and what is left
//! open is above it. Values in brackets are read character by character, and so are quoted ones; a line that
//! is not indented more than their key ends them, whether they were closed or not: what is being typed has
//! not been closed yet, and must not swallow the rest of the file.
//!
//! ```text
//! 依申请公开:                    依申请公开
//!   本年新收: {自然人: 16, 商     依申请公开.本年新收, ….自然人; at the cursor behind 商 a key of 本年新收
//!   予以公开: {自然人: 1          依申请公开.予以公开, ….自然人
//!   部                          at the cursor behind 部 a key of 依申请公开
//! ```

mod brackets;
mod scanner;

use std::ops::Range;

use self::scanner::Scanner;

/// A step on the way from the top of a file to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A key, as it is written, without quotes.
    Key(String),
    /// An item of a list; no two items of a text have the same number.
    Item(usize),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The way to it, itself included.
    pub path: Vec<Step>,
    /// Where it is written, quotes included.
    pub key: Range<usize>,
    /// What stands behind it on its line.
    pub value: Range<usize>,
}

/// What stands at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spot {
    /// A key, or where one may be begun.
    Key {
        /// What it stands under.
        under: Vec<Step>,
        /// The key; empty where none is begun.
        key: Range<usize>,
        /// Whether its colon is written.
        is_complete: bool,
        /// Whether it stands in brackets.
        in_brackets: bool,
    },
    /// The value of a key on its line, or in brackets.
    Value {
        /// The way to it.
        path: Vec<Step>,
        /// The value, without quotes; empty where none is begun.
        value: Range<usize>,
    },
    /// Text over several lines.
    Text {
        /// The way to it.
        path: Vec<Step>,
    },
    /// A comment, or nothing that has a meaning here.
    Nothing,
}

/// The keys of a text, and what stands at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outline {
    /// Every key in the order of the text.
    pub entries: Vec<Entry>,
    /// What stands at the cursor.
    pub spot: Spot,
}

impl Outline {
    /// Reads a text with the cursor before one of its bytes.
    pub fn of(text: &str, cursor: usize) -> Self {
        let mut scanner = Scanner::new(text, cursor.min(text.len()));
        scanner.lines();
        Self { entries: scanner.entries, spot: scanner.spot.unwrap_or(Spot::Nothing) }
    }

    /// The keys directly under a path.
    pub fn under<'a>(&'a self, path: &'a [Step]) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| match entry.path.split_last() {
            Some((Step::Key(_), above)) => above == path,
            _ => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(path: &[Step]) -> String {
        let steps = path.iter().map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Item(_) => "-".to_owned(),
        });
        steps.collect::<Vec<_>>().join(".")
    }

    /// What stands at the `^` of a text, in short.
    fn spot(marked: &str) -> String {
        let cursor = marked.find('^').expect("the text has a mark");
        let text = marked.replace('^', "");
        match Outline::of(&text, cursor).spot {
            Spot::Key { under, key, is_complete, in_brackets } => format!(
                "key {}|{}{}{}",
                written(&under),
                &text[key],
                if is_complete { ":" } else { "" },
                if in_brackets { "}" } else { "" }
            ),
            Spot::Value { path, value } => format!("value {}|{}", written(&path), &text[value]),
            Spot::Text { path } => format!("text {}", written(&path)),
            Spot::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn what_stands_at_the_cursor_is_known_in_half_typed_text() {
        let table = "依申请公开:\n  本年新收: {自然人: 16}\n";
        for (text, want) in [
            ("^".to_owned(), "key |"),
            ("机^".to_owned(), "key |机"),
            ("机^关名称: 甲".to_owned(), "key |机关名称:"),
            ("机关名称: ^甲 # 全称".to_owned(), "value 机关名称|甲"),
            ("机关名称:^".to_owned(), "value 机关名称|"),
            ("机关名称: 甲 # 全^称".to_owned(), "nothing"),
            ("# 说^明".to_owned(), "nothing"),
            (format!("{table}  ^"), "key 依申请公开|"),
            (format!("{table}^"), "key |"),
            (format!("{table}  部分^\n其他事项: 无\n"), "key 依申请公开|部分"),
            (format!("{table}  不予公开:\n    属^"), "key 依申请公开.不予公开|属"),
            (format!("{table}  不予公开:\n  ^"), "key 依申请公开|"),
            (format!("{table}  部分公开: {{自然人: 1, 商^"), "key 依申请公开.部分公开|商}"),
            (format!("{table}  部分公开: {{^}}"), "key 依申请公开.部分公开|}"),
            (format!("{table}  部分公开: {{自^然人: 1}}"), "key 依申请公开.部分公开|自然人:}"),
            (format!("{table}  部分公开: {{自然人: ^1}}"), "value 依申请公开.部分公开.自然人|1"),
            (format!("{table}  部分公开: {{自然人: 1,\n    ^"), "key 依申请公开.部分公开|}"),
            // What was not closed ends with the next key.
            (format!("{table}  部分公开: {{自然人: 1\n  无^"), "key 依申请公开|无"),
            (format!("{table}  部分公开: \"1\n  无^"), "key 依申请公开|无"),
            ("总体情况: |\n  一^".to_owned(), "text 总体情况"),
            ("总体情况: |\n  一\n\n  ^\n  二".to_owned(), "text 总体情况"),
            ("总体情况: |\n  一\n^".to_owned(), "key |"),
            ("总体情况: |\r\n  一：二: 三^\r\n".to_owned(), "text 总体情况"),
            ("机关名称：甲^".to_owned(), "value 机关名称|甲"),
            ("\"机关名称\": '甲^'".to_owned(), "value 机关名称|甲"),
            ("豁免:\n- 规则: N201\n  ^".to_owned(), "key 豁免.-|"),
            ("豁免:\n  - ^".to_owned(), "key 豁免.-|"),
            ("豁免:\n  - 规则: N^".to_owned(), "value 豁免.-.规则|N"),
            ("豁免: [{规则: N201, 理^".to_owned(), "key 豁免.-|理}"),
            ("豁免: [{规则: N^".to_owned(), "value 豁免.-.规则|N"),
        ] {
            assert_eq!(spot(&text), want, "{text}");
        }
    }

    #[test]
    fn keys_are_listed_with_the_way_to_them() {
        let text = "年度: 2024\n依申请公开:\n  本年新收: {自然人: 16, '其他': 2}\n总体情况: |\n  甲: 乙\n豁免:\n- 规则: N201\n  理由: 无\n- 规则: N202\n";
        let outline = Outline::of(text, text.len());
        let keys: Vec<String> = outline.entries.iter().map(|entry| written(&entry.path)).collect();
        let wanted = [
            "年度",
            "依申请公开",
            "依申请公开.本年新收",
            "依申请公开.本年新收.自然人",
            "依申请公开.本年新收.其他",
            "总体情况",
            "豁免",
            "豁免.-.规则",
            "豁免.-.理由",
            "豁免.-.规则",
        ];
        assert_eq!(keys, wanted);
        assert_eq!(&text[outline.entries[0].value.clone()], "2024");
        assert_eq!(&text[outline.entries[3].value.clone()].trim(), &"16");
        // Two items of a list are two places.
        assert_eq!(outline.under(&outline.entries[7].path[..2]).count(), 2);
        assert_eq!(outline.under(&[]).count(), 4);
    }

    #[test]
    fn any_text_is_scanned_in_time_that_grows_with_its_length() {
        for piece in ["{a: ", "[", "- ", "a:\n", "\"", "{'", "：", "a: |\n", "\r", " "] {
            let text = piece.repeat(200_000 / piece.len());
            for cursor in [0, text.len() / 2, text.len()] {
                let cursor = text.floor_char_boundary(cursor);
                assert!(Outline::of(&text, cursor).entries.len() <= 200_000);
            }
        }
    }

    /// Texts put together at random, always the same ones.
    fn texts() -> impl Iterator<Item = String> {
        const PIECES: [&str; 24] = [
            "依申请公开",
            "甲",
            "𬭎",
            ":",
            ": ",
            "：",
            "\n",
            "\n  ",
            "\n    ",
            "\r\n",
            "- ",
            "{",
            "}",
            "[",
            "]",
            ", ",
            "\"",
            "'",
            "''",
            "\\",
            " #",
            "|",
            "16",
            "\t",
        ];
        let mut state = 1_u64;
        let mut next = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % below
        };
        (0..3000).map(move |_| (0..next(24)).map(|_| PIECES[next(PIECES.len())]).collect())
    }

    #[test]
    fn what_is_found_lies_in_the_text_and_at_the_cursor() {
        let (mut keys, mut values) = (0, 0);
        for text in texts() {
            for cursor in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
                let outline = Outline::of(&text, cursor);
                match outline.spot {
                    Spot::Key { .. } => keys += 1,
                    Spot::Value { .. } => values += 1,
                    _ => {}
                }
                for entry in &outline.entries {
                    assert!(text.get(entry.key.clone()).is_some(), "{text:?} {entry:?}");
                    assert!(text.get(entry.value.clone()).is_some(), "{text:?} {entry:?}");
                    assert!(entry.key.end <= entry.value.start, "{text:?} {entry:?}");
                }
                if let Spot::Key { key: range, .. } | Spot::Value { value: range, .. } = &outline.spot {
                    assert!((range.start..=range.end).contains(&cursor), "{text:?} {cursor} {outline:?}");
                    assert!(text.get(range.clone()).is_some_and(|t| !t.contains('\n')), "{text:?} {cursor}");
                }
            }
        }
        assert!(keys > 1000 && values > 1000, "{keys} keys, {values} values");
    }
}
