//! The words of reports' prose that belong to no form: `templates/prose.yaml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::Wording;
use crate::yaml::typed;

/// What `templates/prose.yaml` holds; what each list is for is said there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub government_names: Vec<String>,
    pub superior_names: Vec<String>,
    pub area_kinds: Vec<String>,
    pub governments: Vec<String>,
    pub government_offices: Vec<String>,
    pub scaffold_words: Vec<String>,
    pub awaiting: String,
    pub blank_words: Vec<String>,
    pub blank_signs: String,
    pub stale_year: StaleYear,
    pub card_words: Vec<String>,
    pub period: Period,
    pub units: Vec<String>,
    pub other_units: Vec<String>,
    pub approximate: Vec<Wording>,
    pub fillers: Vec<Wording>,
    pub joiners: Vec<Wording>,
    pub sequence: Vec<String>,
    pub each: Vec<Wording>,
    pub respectively: Vec<Wording>,
    pub negations: Vec<Wording>,
    pub among: Vec<Wording>,
    pub tails: Vec<String>,
    pub own_time: Vec<Wording>,
    pub other_time: Vec<Wording>,
    pub compared: Vec<Wording>,
    pub planned: Vec<Wording>,
    pub intended: Vec<Wording>,
    pub own_scope: Vec<Wording>,
    pub areas: Vec<Wording>,
    pub whole_area: Vec<Wording>,
    pub shortened: Vec<(String, String)>,
    pub called: Vec<(String, String)>,
    pub other_scope: Vec<Wording>,
    pub sites: Vec<Wording>,
    pub subsets: Vec<Wording>,
    pub all_channels: Vec<Wording>,
    pub causes: Vec<Wording>,
    pub among_causes: Vec<Wording>,
    pub concerning: Vec<Wording>,
    pub others: Vec<Wording>,
    pub published: Vec<Wording>,
    pub fees: Vec<Wording>,
    pub charged_none: Vec<String>,
    pub charging: Vec<String>,
    pub charge: String,
}

/// The words with which a sentence that opens with an earlier year is about that year.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StaleYear {
    pub not_behind: Vec<String>,
    pub not_with: Vec<String>,
}

/// The words of the period statement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Period {
    pub words: Vec<String>,
    pub first_day: String,
    pub last_day: String,
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    typed::from_str(include_str!("../../templates/prose.yaml"))
        .unwrap_or_else(|e| panic!("the built-in words are proven by the tests: {e}"))
});

/// True if a text holds any of these words.
pub(super) fn holds(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// True if an agency is a government (人民政府), by its name.
pub(super) fn is_government(agency: &str) -> bool {
    WORDS.government_names.iter().any(|name| agency.ends_with(name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_can_be_read() {
        assert!(!WORDS.fillers.is_empty());
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_at_its_second_place() {
        let words = include_str!("../../templates/prose.yaml");
        let repeated = words.replacen("last_day:", "first_day:", 1);
        assert_ne!(words, repeated);
        let error = typed::from_str::<Words>(&repeated).unwrap_err();
        let line = 1 + repeated[..repeated.rfind("first_day:").unwrap()].matches('\n').count();
        assert_eq!((error.line, error.column), (line, 3));
        assert_eq!(error.message, "键“first_day”写了两次，只保留一处（period: duplicate key `first_day`）");
    }
}
