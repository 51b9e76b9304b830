//! Search across everything (R755): one flat haystack, scanned; no index. A person types part of a name, a topic or the
//! first letters of its pinyin, which the shell brings.

use crate::catalog::Catalog;
use crate::label::Lang;
use crate::log::RecordId;
use crate::record::{Activity, Org, Pairing, Person, Plan, Record};
use crate::state::State;

use super::naming::name_of;

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: &'static str,
}

/// All searchable texts of a state, in one string.
#[derive(Debug, Default)]
pub struct Haystack {
    text: String,
    /// Where each record's text begins, in order.
    starts: Vec<(usize, RecordId, &'static str)>,
    revision: u64,
}

/// Between two records; nobody types it.
const SEPARATOR: char = '\u{1}';

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
            haystack.add(
                id.untyped(),
                Pairing::KIND,
                &[&name(id.untyped()), &pairing.focus_subject],
                letters,
            );
        }
        for (id, person) in state.people().iter() {
            haystack.add(id.untyped(), Person::KIND, &[&person.name, &person.subject], letters);
        }
        for (id, org) in state.orgs().iter() {
            haystack.add(id.untyped(), Org::KIND, &[&org.name, &org.short_name], letters);
        }
        for (id, plan) in state.plans().iter() {
            haystack.add(id.untyped(), Plan::KIND, &[&plan.title], letters);
        }
        for (_, id) in state.index().by_date().rev() {
            let Some(activity) = state.activities().get(id) else { continue };
            let texts = [activity.title.as_str(), &activity.place, &activity.content];
            haystack.add(id.untyped(), Activity::KIND, &texts, &|text| {
                if text == activity.title { letters(text) } else { String::new() }
            });
        }
        haystack
    }

    /// Whether the state has changed since.
    pub fn is_stale(&self, state: &State) -> bool {
        self.revision != state.revision()
    }

    /// The records that hold every word of the query, at most `most`: people and pairings first, then activities from
    /// the latest.
    pub fn find(&self, query: &str, most: usize) -> Vec<Hit> {
        let query = query.to_lowercase();
        let mut words = query.split_whitespace();
        let Some(first) = words.next() else { return Vec::new() };
        let rest: Vec<&str> = words.collect();
        let mut hits = Vec::new();
        let mut from = 0;
        while let Some(at) = self.text.get(from..).and_then(|text| text.find(first)) {
            let record =
                self.starts.partition_point(|(start, ..)| *start <= from + at).saturating_sub(1);
            let (start, id, kind) = self.starts[record];
            let end = self.starts.get(record + 1).map_or(self.text.len(), |(start, ..)| *start);
            if rest.iter().all(|word| self.text[start..end].contains(word)) {
                hits.push(Hit { id, kind });
                if hits.len() == most {
                    break;
                }
            }
            from = end;
        }
        hits
    }

    fn add(
        &mut self,
        id: RecordId,
        kind: &'static str,
        texts: &[&str],
        letters: &dyn Fn(&str) -> String,
    ) {
        self.starts.push((self.text.len(), id, kind));
        for text in texts.iter().filter(|text| !text.is_empty()) {
            self.text.extend(text.chars().flat_map(char::to_lowercase));
            self.text.push(SEPARATOR);
            self.text.push_str(&letters(text));
            self.text.push(SEPARATOR);
        }
    }
}
