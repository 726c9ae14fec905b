//! What a report knows of itself: how its agency is called in prose, which area it may speak for, and its
//! year.

use std::collections::BTreeMap;

use super::token::Token;
use crate::rules::text::NormalizedText;
use crate::rules::words::WORDS;

/// The agency and the year of a report, as its prose names them.
pub(super) struct Context {
    /// Names of the agency by their first characters, the longest first, and whose figures each says to be
    /// given.
    names: BTreeMap<char, Vec<(String, Token)>>,
    /// The kind of area whose government the agency is: 市; none for an agency that is no government.
    level: Option<&'static str>,
    /// True for a government over departments.
    pub is_superior: bool,
    pub year: u16,
}

impl Context {
    pub fn new(agency: &str, year: u16) -> Self {
        /// Shorter names would be found inside other words.
        const MIN_CHARACTERS: usize = 3;
        let whole = NormalizedText::new(agency).text;
        let mut own = shorter_names(&whole);
        // 甲市乙区人民政府丙街道办事处 is also called without its 人民政府.
        let government = WORDS.governments.first().map_or("", String::as_str);
        let branch = match whole.split_once(government) {
            Some((place, branch)) if !branch.is_empty() => format!("{place}{branch}"),
            _ => whole.clone(),
        };
        if branch != whole {
            own.extend(shorter_names(&branch));
        }
        // The office of a government speaks for it.
        let office = WORDS.government_offices.iter().find_map(|office| whole.strip_suffix(office.as_str()));
        own.extend(office.filter(|rest| rest.ends_with(government)).map(shorter_names).unwrap_or_default());
        // And a government is called by its office: 镇政府办公室 and 镇政府办.
        let seat = Some(office.unwrap_or(&whole)).filter(|name| name.ends_with(government));
        let offices: Vec<String> = seat
            .into_iter()
            .flat_map(|name| WORDS.government_offices.iter().map(move |office| format!("{name}{office}")))
            .flat_map(|office| shorter_names(&office))
            .filter(|name| name.chars().count() >= MIN_CHARACTERS)
            .collect();
        let place = WORDS.governments.iter().find_map(|ending| branch.strip_suffix(ending.as_str()));
        let level = place.and_then(|place| levels().find(|level| place.ends_with(level)));
        let is_superior = WORDS.superior_names.iter().any(|name| whole.ends_with(name.as_str()));
        // 市政府 in the report of a city may be the whole or its own office, as 本机关 may; 甲市政府 is the whole.
        let token = |name: &str| {
            let is_bare = levels().chain([government]).any(|word| name.starts_with(word));
            if is_superior && is_bare { Token::OwnOffice } else { Token::OwnScope }
        };
        let mut names: Vec<(String, Token)> = own
            .into_iter()
            .filter(|name| name.chars().count() >= MIN_CHARACTERS)
            .map(|name| {
                let token = token(&name);
                (name, token)
            })
            .collect();
        // The office alone does not speak for departments; that of a town is all there is.
        let office = if is_superior { Token::OwnOffice } else { Token::OwnScope };
        names.extend(offices.into_iter().map(|name| (name, office)));
        if let (Some(place), Some(level)) = (place, level) {
            // 甲县 and 乙街道 stand for their governments.
            let areas = behind_places(place).filter(|area| area.len() > level.len());
            names.extend(areas.map(|area| (area.to_owned(), Token::Area)));
        }
        let called = WORDS.called.iter().filter(|(ending, _)| whole.ends_with(ending.as_str()));
        names.extend(called.map(|(_, word)| (word.clone(), Token::OwnScope)));
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let mut by_first: BTreeMap<char, Vec<(String, Token)>> = BTreeMap::new();
        for (name, token) in names {
            if let Some(first) = name.chars().next() {
                by_first.entry(first).or_default().push((name, token));
            }
        }
        Self { names: by_first, level, is_superior, year }
    }

    /// The name of the agency that a text begins with. Of two names that differ by their last character the
    /// shorter one counts where another word begins with it: 镇政府办理 is 镇政府 and 办理, and no 镇政府办.
    pub fn agency(&self, text: &str, begins_word: impl Fn(&str) -> bool) -> Option<(usize, Token)> {
        let names = self.names.get(&text.chars().next()?)?;
        let mut found = names.iter().filter(|(name, _)| text.starts_with(name.as_str()));
        let longest = found.next()?;
        let last = longest.0.char_indices().next_back().map_or(0, |(at, _)| at);
        let shorter = found.find(|(name, _)| name.len() == last).filter(|_| begins_word(&text[last..]));
        let (name, token) = shorter.unwrap_or(longest);
        Some((name.len(), *token))
    }

    /// Whose figures 全市 gives: the agency's own if it is the government of a 市.
    pub fn area(&self, word: &str) -> Token {
        let is_own = self.level.is_some_and(|level| names_level(word, level));
        if is_own { Token::Area } else { Token::OtherScope }
    }

    /// A text with 上年 and 下年 for the years before and after the report's: 结转至2025年 as 结转至下年.
    pub fn relative_years(&self, text: &str) -> RelativeText {
        let mut out = RelativeText::default();
        let mut from = 0;
        for (at, _) in text.match_indices('年') {
            let digits =
                text[from..at].len() - text[from..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let behind = &text[at + '年'.len_utf8()..];
            let year: Option<u16> = text[at - digits..at].parse().ok().filter(|_| digits == 4);
            let word = match year {
                // A day of that year is a date.
                Some(_) if behind.starts_with(|c: char| c.is_ascii_digit()) => None,
                Some(year) if year + 1 == self.year => Some("上年"),
                Some(year) if year == self.year + 1 => Some("下年"),
                _ => None,
            };
            if let Some(word) = word {
                out.copy(text, from..at - digits);
                out.replace(word, at + '年'.len_utf8());
                from = at + '年'.len_utf8();
            }
        }
        out.copy(text, from..text.len());
        out
    }
}

/// Kinds of areas, as the names of their governments end.
fn levels() -> impl Iterator<Item = &'static str> {
    WORDS.area_kinds.iter().map(String::as_str)
}

/// True if the last of a word's kinds of areas is this one: 全市, 全市范围内.
fn names_level(word: &str, level: &str) -> bool {
    let last = levels().filter_map(|l| Some((word.rfind(l)?, l))).max_by_key(|(at, l)| (*at, l.len()));
    last.is_some_and(|(_, last)| last == level)
}

/// What stands behind each kind of area in a name, and the name itself: 甲市乙区 and 乙区.
fn behind_places(name: &str) -> impl Iterator<Item = &str> {
    let behind = level_characters(name).map(|(at, c)| &name[at + c.len_utf8()..]);
    std::iter::once(name).chain(behind.filter(|rest| !rest.is_empty()))
}

/// Where the kinds of areas stand in a name.
fn level_characters(name: &str) -> impl Iterator<Item = (usize, char)> {
    name.char_indices().filter(|(_, c)| levels().any(|level| level.chars().eq([*c])))
}

/// A name, its shorter forms (教育局 and 市教育局 of 甲市教育局), and how these are shortened in turn.
fn shorter_names(whole: &str) -> Vec<String> {
    /// Every name is looked for at every character of the prose; a real agency has some thirty.
    const MAX_NAMES: usize = 120;
    let mut names = vec![whole.to_owned()];
    for (at, place) in level_characters(whole) {
        names.extend([&whole[at..], &whole[at + place.len_utf8()..]].map(str::to_owned));
    }
    names.truncate(MAX_NAMES);
    for (long, short) in &WORDS.shortened {
        let shorter: Vec<String> =
            names.iter().filter(|n| n.contains(long.as_str())).map(|n| n.replace(long, short)).collect();
        names.extend(shorter);
        names.truncate(MAX_NAMES);
    }
    names
}

/// A text in which some words stand for others, with the way back.
#[derive(Debug, Default)]
pub(super) struct RelativeText {
    pub text: String,
    /// For each byte of the text, and its end, the byte of the original.
    back: Vec<usize>,
    end: usize,
}

impl RelativeText {
    fn copy(&mut self, original: &str, range: std::ops::Range<usize>) {
        self.text.push_str(&original[range.clone()]);
        self.end = range.end;
        self.back.extend(range);
    }

    fn replace(&mut self, word: &str, end: usize) {
        let start = self.end;
        self.text.push_str(word);
        self.back.push(start);
        self.back.extend(std::iter::repeat_n(end, word.len() - 1));
        self.end = end;
    }

    /// The byte of the original.
    pub fn original(&self, at: usize) -> usize {
        self.back.get(at).copied().unwrap_or(self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_years_beside_the_report_year_are_named_by_it() {
        let context = Context::new("甲市教育局", 2024);
        let text = "由2023年度结转2件，2024年收到9件，2025年1月答复，结转至2025年办理";
        let relative = context.relative_years(text);
        assert_eq!(relative.text, "由上年度结转2件，2024年收到9件，2025年1月答复，结转至下年办理");
        let at = relative.text.find("办理").expect("a word");
        assert_eq!(&text[relative.original(at)..], "办理");
    }

    #[test]
    fn an_agency_is_known_by_its_shorter_names() {
        for (agency, name, token) in [
            ("甲市科学技术委员会", "市科委", Token::OwnScope),
            ("甲市乙区人力资源和社会保障局", "人社局", Token::OwnScope),
            ("甲市乙区住房和城乡建设局", "区住建局", Token::OwnScope),
            ("甲市人民政府办公厅", "市政府", Token::OwnScope),
            ("甲市人民政府", "市政府", Token::OwnOffice),
            ("甲市人民政府", "甲市政府", Token::OwnScope),
            ("甲市乙区人民政府", "乙区", Token::Area),
            ("甲市乙区人民政府丙街道办事处", "丙街道", Token::OwnScope),
            ("甲县乙镇人民政府", "镇政府", Token::OwnScope),
            ("甲县乙镇人民政府", "乙镇人民政府办公室", Token::OwnScope),
            ("甲市乙区人民政府", "区政府办", Token::OwnOffice),
        ] {
            let found = Context::new(agency, 2024).agency(name, |_| false);
            assert_eq!(found, Some((name.len(), token)), "{agency} {name}");
        }
        assert_eq!(Context::new("甲市乙区教育局", 2024).agency("乙区", |_| false), None);
    }

    #[test]
    fn a_whole_area_is_its_governments() {
        for (agency, word, token) in [
            ("甲市人民政府", "全市", Token::Area),
            ("甲市乙区人民政府", "全市", Token::OtherScope),
            ("甲市乙区人民政府", "我区", Token::Area),
            ("甲自治区人民政府", "全自治区", Token::Area),
            ("甲市乙经济技术开发区管理委员会", "全区", Token::Area),
            ("甲市国有资产监督管理委员会", "全市", Token::OtherScope),
            ("甲市教育局", "全市", Token::OtherScope),
            ("甲市乙区丙街道办事处", "全街道", Token::Area),
        ] {
            assert_eq!(Context::new(agency, 2024).area(word), token, "{agency} {word}");
        }
    }
}
