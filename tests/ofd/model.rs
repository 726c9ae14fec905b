//! Which children an element may have, in which order: `A? (B|C)* D+`.
//!
//! A model becomes an automaton whose states are the places where a name stands in it. For each place it is
//! known which may come next, so a sequence of children is checked in one pass, however long it is:
//!
//! ```text
//! model      A?  (B | C)*  D
//! places     0    1   2    3
//! may begin  0, 1, 2, 3      after 0: 1 2 3      after 1: 1 2 3      after 2: 1 2 3      after 3: nothing
//! may end    3
//! ```

use std::collections::BTreeSet;

/// A model with its automaton.
pub struct Model {
    /// Name and type of each place.
    places: Vec<(String, String)>,
    first: BTreeSet<usize>,
    last: BTreeSet<usize>,
    next: Vec<BTreeSet<usize>>,
    /// Whether it may have no children at all.
    may_be_empty: bool,
}

/// A part of a model.
struct Part {
    first: BTreeSet<usize>,
    last: BTreeSet<usize>,
    may_be_empty: bool,
}

impl Model {
    /// A model as it stands in the table.
    pub fn new(text: &str) -> Self {
        let spaced = ["(", ")", "|", "?", "*", "+"]
            .iter()
            .fold(text.to_owned(), |text, mark| text.replace(mark, &format!(" {mark} ")));
        let mut model = Self {
            places: Vec::new(),
            first: BTreeSet::new(),
            last: BTreeSet::new(),
            next: Vec::new(),
            may_be_empty: true,
        };
        let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
        let whole = model.choice(&mut words);
        assert!(words.is_empty(), "{text}");
        (model.first, model.last, model.may_be_empty) = (whole.first, whole.last, whole.may_be_empty);
        model
    }

    fn choice(&mut self, words: &mut Vec<&str>) -> Part {
        let mut whole = self.sequence(words);
        while words.last() == Some(&"|") {
            words.pop();
            let other = self.sequence(words);
            whole.first.extend(other.first);
            whole.last.extend(other.last);
            whole.may_be_empty |= other.may_be_empty;
        }
        whole
    }

    fn sequence(&mut self, words: &mut Vec<&str>) -> Part {
        let mut whole = Part { first: BTreeSet::new(), last: BTreeSet::new(), may_be_empty: true };
        while words.last().is_some_and(|word| !["|", ")"].contains(word)) {
            let then = self.repeated(words);
            for &place in &whole.last {
                self.next[place].extend(&then.first);
            }
            if whole.may_be_empty {
                whole.first.extend(&then.first);
            }
            if !then.may_be_empty {
                whole.last.clear();
            }
            whole.last.extend(&then.last);
            whole.may_be_empty &= then.may_be_empty;
        }
        whole
    }

    fn repeated(&mut self, words: &mut Vec<&str>) -> Part {
        let word = words.pop().unwrap();
        let mut part = if word == "(" {
            let part = self.choice(words);
            assert_eq!(words.pop(), Some(")"));
            part
        } else {
            let (name, kind) = word.split_once(':').unwrap_or((word, word));
            self.places.push((name.to_owned(), kind.to_owned()));
            self.next.push(BTreeSet::new());
            let place = BTreeSet::from([self.places.len() - 1]);
            Part { first: place.clone(), last: place, may_be_empty: false }
        };
        let Some(mark @ ("?" | "*" | "+")) = words.last().copied() else { return part };
        words.pop();
        part.may_be_empty |= mark != "+";
        if mark != "?" {
            for &place in &part.last {
                self.next[place].extend(&part.first);
            }
        }
        part
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|(name, _)| name.as_str())
    }

    /// The type of a child; none if there is none of this name.
    pub fn type_of(&self, child: &str) -> Option<&str> {
        self.places.iter().find(|(name, _)| name == child).map(|(_, kind)| kind.as_str())
    }

    /// What is wrong with a sequence of children: the number of the first that may not stand there, or how
    /// many there are if something is missing at the end; and what was expected.
    pub fn fault<'n>(&self, children: impl IntoIterator<Item = &'n str>) -> Option<(usize, String)> {
        let mut allowed = &self.first;
        let (mut may_end, mut count) = (self.may_be_empty, 0);
        for child in children {
            // No two places with the same name may come next, so there is one at most.
            let Some(&place) = allowed.iter().find(|&&place| self.places[place].0 == child) else {
                return Some((count, self.shown(allowed, may_end)));
            };
            allowed = &self.next[place];
            may_end = self.last.contains(&place);
            count += 1;
        }
        (!may_end).then(|| (count, self.shown(allowed, may_end)))
    }

    fn shown(&self, places: &BTreeSet<usize>, may_end: bool) -> String {
        let names: BTreeSet<&str> = places.iter().map(|&place| self.places[place].0.as_str()).collect();
        let mut names: Vec<&str> = names.into_iter().collect();
        if may_end {
            names.push("the end");
        }
        names.join(" or ")
    }
}

#[test]
fn a_model_takes_what_it_says() {
    let model = Model::new("A? (B|C)* (D E)+ F:xs:string?");
    for good in ["D E", "A D E", "A B C C D E", "B D E D E F"] {
        assert_eq!(model.fault(good.split(' ')), None, "{good}");
    }
    for (bad, at) in [("", 0), ("A", 1), ("A A D E", 1), ("D", 1), ("D E F F", 3), ("B A", 1), ("D E G", 2)] {
        assert_eq!(model.fault(bad.split_whitespace()).map(|fault| fault.0), Some(at), "{bad}");
    }
    assert_eq!(model.type_of("F"), Some("xs:string"));
    assert_eq!(Model::new("").fault(["A"]), Some((0, "the end".to_owned())));
}
