//! Automatic numbers: Word shows them, but they stand nowhere in the text. In this report they are markup
//! (（一）, 1.), so they are counted again here.

use std::collections::BTreeMap;

use super::super::{ImportError, Limits};
use super::part::{Vocabulary, vocabulary, walk};
use crate::text::{full_width, write_chinese};
use crate::xml::Event;

/// Levels of a list.
const LEVELS: usize = 9;

/// The lists of a file and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Levels of each abstract list.
    lists: BTreeMap<String, Vec<Level>>,
    /// Abstract list of each list, and the starts it sets itself.
    instances: BTreeMap<String, (String, BTreeMap<usize, u32>)>,
    /// Where each abstract list stands: lists of one abstract list count on.
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// Lists that have begun, so that a start of their own is set once.
    begun: BTreeMap<String, ()>,
}

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    suffix_space: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self { start: 1, format: "decimal".into(), text: String::new(), suffix_space: false }
    }
}

impl Numbering {
    /// The number of the next paragraph of a list, with what follows it; none where the list shows none.
    pub fn next(&mut self, list: &str, level: usize) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let (id, starts) = self.instances.get(list)?;
        let levels = self.lists.get(id)?;
        let own = levels.get(level)?;
        let counts = self.counts.entry(id.clone()).or_default();
        if self.begun.insert(list.to_owned(), ()).is_none() {
            for (&level, &start) in starts {
                if let Some(count) = counts.get_mut(level) {
                    *count = start.checked_sub(1);
                }
            }
        }
        counts[level] = Some(counts[level].map_or(own.start, |n| n.saturating_add(1)));
        counts[level + 1..].fill(None);
        if matches!(own.format.as_str(), "none" | "bullet") {
            return (own.format == "bullet" && !own.text.is_empty()).then(|| "●".to_owned());
        }
        let mut text = own.text.clone();
        for (at, level) in levels.iter().enumerate().take(level + 1) {
            let mark = format!("%{}", at + 1);
            if text.contains(&mark) {
                text = text.replace(&mark, &number(counts[at].unwrap_or(level.start), &level.format));
            }
        }
        if own.suffix_space {
            text.push(' ');
        }
        (!text.is_empty()).then_some(text)
    }
}

/// A number in a format of WordprocessingML (ECMA-376 part 1, 17.18.59).
fn number(n: u32, format: &str) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "taiwaneseCounting"
        | "koreanCounting"
        | "japaneseDigitalTenThousand" => write_chinese(n),
        "decimalZero" => format!("{n:02}"),
        "upperLetter" | "lowerLetter" => {
            let first = if format == "upperLetter" { b'A' } else { b'a' };
            let letter = char::from(first + ((n.max(1) - 1) % 26) as u8);
            letter.to_string().repeat((n.max(1) as usize - 1) / 26 % 4 + 1)
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&n) => {
            char::from_u32(0x2460 + n - 1).map_or_else(|| n.to_string(), String::from)
        }
        "decimalFullWidth" => n.to_string().chars().map(full_width).collect(),
        _ => n.to_string(),
    }
}

pub(super) fn read(xml: &[u8], limits: &Limits) -> Result<Numbering, ImportError> {
    let mut numbering = Numbering::default();
    let mut list: Option<String> = None;
    let mut instance: Option<String> = None;
    let mut level = 0usize;
    walk("numbering.xml", xml, limits, |event| {
        let Event::Start(tag) = event else { return Ok(()) };
        if vocabulary(&tag) != Vocabulary::Word {
            return Ok(());
        }
        let value = || tag.attribute("val").unwrap_or_default();
        let at = || tag.attribute("ilvl").and_then(|l| l.parse::<usize>().ok()).unwrap_or(0).min(LEVELS - 1);
        match tag.local_name() {
            b"abstractNum" => (list, instance) = (tag.attribute("abstractNumId"), None),
            b"num" => (list, instance) = (None, tag.attribute("numId")),
            b"lvl" | b"lvlOverride" => level = at(),
            b"abstractNumId" => {
                if let Some(instance) = &instance {
                    numbering.instances.entry(instance.clone()).or_default().0 = value();
                }
            }
            b"startOverride" => {
                if let (Some(instance), Ok(start)) = (&instance, value().parse()) {
                    numbering.instances.entry(instance.clone()).or_default().1.insert(level, start);
                }
            }
            name @ (b"start" | b"numFmt" | b"lvlText" | b"suff") => {
                let Some(list) = &list else { return Ok(()) };
                let levels =
                    numbering.lists.entry(list.clone()).or_insert_with(|| vec![Level::default(); LEVELS]);
                let level = &mut levels[level];
                match name {
                    b"start" => level.start = value().parse().unwrap_or(1),
                    b"numFmt" => level.format = value(),
                    b"lvlText" => level.text = value().chars().take(40).collect(),
                    _ => level.suffix_space = value() == "space",
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(numbering)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_lists_are_counted_as_word_shows_them() {
        for (n, want) in [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (35, "三十五"),
            (103, "一百零三"),
            (110, "一百一十"),
        ] {
            assert_eq!(write_chinese(n), want);
        }
        let w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        let level = |i: u8, format: &str, text: &str| {
            format!(
                r#"<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>"#
            )
        };
        let xml = format!(
            r#"<w:numbering xmlns:w="{w}"><w:abstractNum w:abstractNumId="3">{}{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="3"/></w:num></w:numbering>"#,
            level(0, "chineseCounting", "（%1）"),
            level(1, "decimal", "%2.")
        );
        let mut numbering = read(xml.as_bytes(), &Limits::default()).unwrap();
        let shown: Vec<_> =
            [0, 0, 1, 1, 0, 1].iter().filter_map(|&level| numbering.next("1", level)).collect();
        assert_eq!(shown, ["（一）", "（二）", "1.", "2.", "（三）", "1."]);
    }
}
