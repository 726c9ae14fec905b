//! The program's own YAML (form.yaml, layout.yaml, prose.yaml) read into types by serde.
//!
//! A user's data file is read by [`parse`](super::parse()) instead, which keeps the bytes of every value.
//!
//! serde alone is lenient where a template must not be. A key written twice in one mapping is an error for a
//! struct, but a mapping that becomes a `BTreeMap` keeps the last value and says nothing: such a field takes
//! `#[serde(deserialize_with = "typed::map")]`. And serde puts the error at the mapping, not at the key.
//! [`from_str`] therefore looks for a repeated key once something has gone wrong, and reports its exact
//! place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};

use crate::wording;

/// Why a YAML file of the program cannot be read, and where. Printed as `3:5: what is wrong`.
#[derive(Debug, thiserror::Error)]
#[error("{line}:{column}: {message}")]
#[non_exhaustive]
pub struct TypedYamlError {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// What is wrong, in Chinese, the YAML reader's own words behind it.
    pub message: String,
    /// The YAML reader's own error.
    source: serde_yaml::Error,
}

impl From<serde_yaml::Error> for TypedYamlError {
    fn from(source: serde_yaml::Error) -> Self {
        let full = source.to_string();
        match source.location() {
            Some(at) => {
                let (line, column) = (at.line(), at.column());
                // The reader repeats the place in its words; it stands in front of them here.
                let message = full.replacen(&format!(" at line {line} column {column}"), "", 1);
                Self { line, column, message: wording::yaml(&message), source }
            }
            // An error without a place is about the file as a whole: it is empty, or holds two documents.
            None => Self { line: 1, column: 1, message: wording::yaml(&full), source },
        }
    }
}

/// Reads a YAML file of the program.
pub(crate) fn from_str<T: DeserializeOwned>(yaml: &str) -> Result<T, TypedYamlError> {
    serde_yaml::from_str(yaml).map_err(|error| repeated_key(yaml).unwrap_or(error).into())
}

/// Reads a mapping whose keys are not known beforehand, and refuses a key that stands in it twice.
pub(crate) fn map<'de, D, K, V>(from: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord + fmt::Debug,
    V: Deserialize<'de>,
{
    struct UniqueKeys<K, V>(PhantomData<(K, V)>);

    impl<'de, K, V> Visitor<'de> for UniqueKeys<K, V>
    where
        K: Deserialize<'de> + Ord + fmt::Debug,
        V: Deserialize<'de>,
    {
        type Value = BTreeMap<K, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a mapping")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut out = BTreeMap::new();
            while let Some(key) = entries.next_key::<K>()? {
                if out.contains_key(&key) {
                    return Err(A::Error::custom(format!("duplicate key {key:?}")));
                }
                out.insert(key, entries.next_value()?);
            }
            Ok(out)
        }
    }

    from.deserialize_map(UniqueKeys(PhantomData))
}

/// The error of the first key that stands twice in one mapping, at its second place.
///
/// How it works: the file is read once more, by a visitor that keeps no value and remembers the keys of each
/// mapping it is in. The reader puts an error at the value whose visitor raised it, and keys are visited like
/// values; so the error is raised while the second key is visited.
fn repeated_key(yaml: &str) -> Option<serde_yaml::Error> {
    let mut repeated = false;
    let outcome = AnyValue { repeated: &mut repeated }.deserialize(serde_yaml::Deserializer::from_str(yaml));
    // Another error of this second reading is the one that is known already.
    outcome.err().filter(|_| repeated)
}

/// A value of any kind, of which only the keys matter.
struct AnyValue<'a> {
    repeated: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for AnyValue<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(AnyValue { repeated: &mut *self.repeated })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut seen = BTreeSet::new();
        while entries.next_key_seed(Key { seen: &mut seen, repeated: &mut *self.repeated })?.is_some() {
            entries.next_value_seed(AnyValue { repeated: &mut *self.repeated })?;
        }
        Ok(())
    }
}

/// A key of a mapping, beside those before it.
struct Key<'a> {
    seen: &'a mut BTreeSet<String>,
    repeated: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<(), E> {
        if self.seen.insert(key.to_owned()) {
            Ok(())
        } else {
            *self.repeated = true;
            Err(E::custom(format!("duplicate key `{key}`")))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Page {
        width: f64,
        #[serde(default, deserialize_with = "map")]
        fonts: BTreeMap<String, u32>,
    }

    fn error(yaml: &str) -> String {
        from_str::<Page>(yaml).expect_err(yaml).to_string()
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_at_its_second_place() {
        assert_eq!(
            error("width: 1\nwidth: 2\n"),
            "2:1: 键“width”写了两次，只保留一处（duplicate key `width`）"
        );
        for (yaml, place) in [
            ("width: 1\nfonts:\n  甲: 1\n  乙: 2\n  甲: 3\n", "5:3"),
            ("width: 1\nfonts: {甲: 1, 乙: 2, 甲: 3}\n", "2:21"),
        ] {
            let said = "键“甲”写了两次，只保留一处（fonts: duplicate key `甲`）";
            assert_eq!(error(yaml), format!("{place}: {said}"));
        }
        // Written in two ways, but the same key.
        assert_eq!(
            error("width: 1\n\"width\": 2\n"),
            "2:1: 键“width”写了两次，只保留一处（duplicate key `width`）"
        );
    }

    #[test]
    fn the_types_alone_refuse_a_key_that_stands_twice() {
        for yaml in ["width: 1\nwidth: 2\n", "width: 1\nfonts: {甲: 1, 甲: 3}\n"] {
            let error = serde_yaml::from_str::<Page>(yaml).expect_err(yaml);
            assert!(error.to_string().contains("duplicate"), "{error}");
        }
    }

    #[test]
    fn equal_keys_of_different_mappings_are_no_repetition() {
        let page: Page = from_str("width: 1\nfonts: {width: 2}\n").unwrap();
        assert_eq!(page, Page { width: 1.0, fonts: BTreeMap::from([("width".to_owned(), 2)]) });
    }

    #[test]
    fn errors_have_a_place_and_the_readers_own_error() {
        assert_eq!(
            error("width: 1\nhight: 2\n"),
            "2:1: 没有“hight”这个键，可以写：width、fonts（unknown field `hight`, expected `width` or `fonts`）"
        );
        assert_eq!(
            error("width: 1\nfonts: {甲: 一}\n"),
            "2:12: 值的写法不对（fonts.甲: invalid type: string \"一\", expected u32）"
        );
        let unclosed = error("width: 1\nfonts: {甲: 1\n");
        assert!(
            unclosed.starts_with("3:1: 不合 YAML 的写法（did not find") && !unclosed.contains("line 3"),
            "{unclosed}"
        );
        assert!(error("").starts_with("1:1: "), "{}", error(""));
        assert!(error("--- {}\n--- {}\n").starts_with("1:"), "{}", error("--- {}\n--- {}\n"));
        assert!(from_str::<Page>("width: x").unwrap_err().source().is_some());
    }
}
