//! Search across everything (R755): one flat haystack, scanned; no index. A person types part of a name, a topic or the
//! first letters of its pinyin, which the shell brings. An activity is found by its kind, its pairing and its people, too.

use std::ops::Range;

use crate::catalog::Catalog;
use crate::label::Lang;
use crate::log::RecordId;
use crate::record::{Activity, Org, Pairing, Person, Plan, Record};
use crate::sorted::SortedMap;
use crate::state::State;

use super::naming::{kind_label, name_of};

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: &'static str,
}

/// All searchable texts of a state, one after the other.
#[derive(Debug, Default)]
pub struct Haystack {
    /// In UTF-16: a Chinese character is one unit, so that a scan reads half of what UTF-8 would give it.
    text: Vec<u16>,
    /// Where each record's text begins, in order, and behind the last where it ends.
    starts: Vec<usize>,
    records: Vec<Hit>,
    revision: u64,
    /// What was asked last, and the records that held it: one more character can only take some away.
    last: (String, Vec<usize>),
}

/// Between two texts; nobody types it.
const SEPARATOR: u16 = 1;

impl Haystack {
    /// Gathers the texts of a state. `letters` gives the pinyin letters of a text, or nothing when they are not at hand.
    pub fn gather(
        state: &State,
        catalog: &Catalog,
        lang: Lang,
        letters: &dyn Fn(&str) -> String,
    ) -> Self {
        let mut haystack = Self { revision: state.revision(), ..Self::default() };
        let name = |id: RecordId| name_of(state, catalog, id, lang);
        for (id, pairing) in state.pairings().iter() {
            let texts = [&*name(id.untyped()), &pairing.focus_subject].map(|it| spelt(it, letters));
            haystack.add(id.untyped(), Pairing::KIND, &texts);
        }
        for (id, person) in state.people().iter() {
            let texts = [&*person.name, &person.subject].map(|it| spelt(it, letters));
            haystack.add(id.untyped(), Person::KIND, &texts);
        }
        for (id, org) in state.orgs().iter() {
            let texts = [&*org.name, &org.short_name].map(|it| spelt(it, letters));
            haystack.add(id.untyped(), Org::KIND, &texts);
        }
        for (id, plan) in state.plans().iter() {
            haystack.add(id.untyped(), Plan::KIND, &[spelt(&plan.title, letters)]);
        }
        let mut kinds: SortedMap<&str, Vec<u16>> = SortedMap::new();
        let mut names: SortedMap<RecordId, Vec<u16>> = SortedMap::new();
        for (_, id) in state.index().by_date().rev() {
            let Some(activity) = state.activities().get(id) else { continue };
            if !kinds.contains_key(&*activity.kind) {
                let label = kind_label(state, catalog, &activity.kind, lang);
                kinds.insert(&activity.kind, spelt(&label, letters));
            }
            let people = activity.participants.keys().filter_map(|key| key.parse().ok());
            let presenter = activity.presenter.map(Into::into);
            let others: Vec<RecordId> =
                activity.pairings.iter().copied().chain(people).chain(presenter).collect();
            for other in &others {
                if !names.contains_key(other) {
                    names.insert(*other, spelt(&name(*other), letters));
                }
            }
            let mut texts = vec![
                spelt(&activity.title, letters),
                kinds.get(&*activity.kind).cloned().unwrap_or_default(),
                plain(&activity.place),
                plain(&activity.content),
            ];
            texts.extend(others.iter().filter_map(|other| names.get(other).cloned()));
            haystack.add(id.untyped(), Activity::KIND, &texts);
        }
        haystack.starts.push(haystack.text.len());
        haystack
    }

    /// Whether the state has changed since.
    pub fn is_stale(&self, state: &State) -> bool {
        self.revision != state.revision()
    }

    /// The records that hold every word of the query: people, units and plans first, then activities from the latest.
    pub fn find(&mut self, query: &str) -> Vec<Hit> {
        let query = query.to_lowercase();
        let words: Vec<Vec<u16>> =
            query.split_whitespace().map(|word| word.encode_utf16().collect()).collect();
        let Some((first, rest)) = words.split_first() else { return Vec::new() };
        let holds = |record: &usize, words: &[Vec<u16>]| {
            let text = &self.text[self.span(*record)];
            words.iter().all(|word| position(text, word).is_some())
        };
        let (before, narrowed) = &self.last;
        let records: Vec<usize> = if !before.is_empty() && query.starts_with(&**before) {
            narrowed.iter().copied().filter(|record| holds(record, &words)).collect()
        } else {
            self.scan(first).into_iter().filter(|record| holds(record, rest)).collect()
        };
        let hits = records.iter().filter_map(|record| self.records.get(*record).cloned()).collect();
        self.last = (query, records);
        hits
    }

    /// The records that hold a word, in order.
    fn scan(&self, word: &[u16]) -> Vec<usize> {
        let (mut records, mut record, mut from) = (Vec::new(), 0, 0);
        while let Some(at) = position(&self.text[from..], word) {
            while self.span(record).end <= from + at {
                record += 1;
            }
            records.push(record);
            from = self.span(record).end;
        }
        records
    }

    fn span(&self, record: usize) -> Range<usize> {
        let end = self.text.len();
        let at = |record: usize| self.starts.get(record).copied().unwrap_or(end);
        at(record)..at(record + 1)
    }

    fn add(&mut self, id: RecordId, kind: &'static str, texts: &[Vec<u16>]) {
        self.starts.push(self.text.len());
        self.records.push(Hit { id, kind });
        for text in texts.iter().filter(|text| !text.is_empty()) {
            self.text.extend_from_slice(text);
            self.text.push(SEPARATOR);
        }
    }
}

/// Where a word begins in a text.
fn position(text: &[u16], word: &[u16]) -> Option<usize> {
    let (first, rest) = word.split_first()?;
    let last = text.len().checked_sub(rest.len())?;
    let mut from = 0;
    while let Some(at) = text[from..last].iter().position(|unit| unit == first) {
        let begins = from + at;
        if text[begins + 1..].starts_with(rest) {
            return Some(begins);
        }
        from = begins + 1;
    }
    None
}

fn plain(text: &str) -> Vec<u16> {
    text.chars().flat_map(char::to_lowercase).collect::<String>().encode_utf16().collect()
}

/// A text and its pinyin letters.
fn spelt(text: &str, letters: &dyn Fn(&str) -> String) -> Vec<u16> {
    let mut units = plain(text);
    let letters = letters(text);
    if !letters.is_empty() {
        units.push(SEPARATOR);
        units.extend(letters.encode_utf16());
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_is_found_where_it_begins_and_nowhere_else() {
        let units = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        let text = units("户外户外自主游戏");
        assert_eq!(position(&text, &units("户外自")), Some(2));
        assert_eq!(position(&text, &units("游戏")), Some(6));
        assert_eq!(position(&text, &units("游戏区")), None);
        assert_eq!(position(&text, &[]), None);
        assert_eq!(position(&[], &units("户")), None);
    }

    fn hay(texts: &[String]) -> Haystack {
        let mut hay = Haystack::default();
        for (text, number) in texts.iter().zip(1..) {
            hay.add(RecordId::new(number), "activity", &[plain(text)]);
        }
        hay.starts.push(hay.text.len());
        hay
    }

    proptest! {
        #[test]
        fn a_query_finds_what_contains_its_words_whatever_was_asked_before(
            texts in proptest::collection::vec("[ab户外 𠮷]{0,8}", 0..12),
            queries in proptest::collection::vec("[ab户外𠮷 ]{0,4}", 1..6),
        ) {
            let mut hay = hay(&texts);
            for query in queries {
                let words: Vec<&str> = query.split_whitespace().collect();
                let expected: Vec<u128> = texts
                    .iter()
                    .zip(1..)
                    .filter(|(text, _)| !words.is_empty() && words.iter().all(|word| text.contains(word)))
                    .map(|(_, number)| number)
                    .collect();
                let found: Vec<u128> = hay.find(&query).iter().map(|hit| hit.id.bits()).collect();
                prop_assert_eq!(found, expected, "{:?}", query);
            }
        }
    }
}
