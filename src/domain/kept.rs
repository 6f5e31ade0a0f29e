//! How records and events come back from where they are kept, and records from their journal: for
//! the laws of every noun.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Held;
use super::noun::{Event, Header, Noun, State};

/// The record that a journal tells.
pub(super) fn replay<N: State>(journal: &[(Event<N>, Header)]) -> Option<N> {
    journal.iter().fold(None, |record, (event, entry)| N::apply(record, event, entry))
}

/// A record as a store keeps it and gives it back.
pub(super) fn kept<N: Noun>(record: &N) -> N {
    let personal = record.personal().map(named);
    N::join(record.id(), record.stream(), named(record.plain()), personal)
}

/// An event as a store keeps it and gives it back.
pub(super) fn told<N: State>(event: &Event<N>) -> Event<N> {
    let words: Held<N::Words> = event.words.as_ref().map(listed);
    Event { what: listed(&event.what), words }
}

fn named<T: Serialize + DeserializeOwned>(value: &T) -> T {
    rmp_serde::from_slice(&rmp_serde::to_vec_named(value).expect("writes")).expect("reads")
}

fn listed<T: Serialize + DeserializeOwned>(value: &T) -> T {
    rmp_serde::from_slice(&rmp_serde::to_vec(value).expect("writes")).expect("reads")
}
