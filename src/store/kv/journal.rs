//! Reading the journal.

use std::borrow::Cow;

use super::form::{self, EntryForm};
use super::read::View;
use super::{Ordered, Pairs, commit, key};
use crate::store::error::StoreError;
use crate::store::journal::{Entry, JournalQuery, Position, Told};
use crate::store::record::Revision;
use crate::store::scan::Order;

/// The entries that a query names.
pub(super) fn page(view: &View<'_>, query: &JournalQuery) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    for pair in candidates(view, query)? {
        let (key, value) = pair?;
        let position = key::position_of(&key).ok_or_else(|| form::damaged("a position"))?;
        // Beside the journal itself stand only positions.
        let value = if value.is_empty() { at(view.map, position)? } else { value };
        let stored: EntryForm = form::read(&value)?;
        if wanted(view, query, &stored)? {
            entries.push(entry(view, position, stored)?);
        }
        if entries.len() == query.limit {
            break;
        }
    }
    Ok(entries)
}

fn at(map: &dyn Ordered, position: u64) -> Result<Cow<'_, [u8]>, StoreError> {
    let value = map.get(&key::entry(position))?;
    value.ok_or_else(|| form::damaged("an entry that is not there"))
}

/// The narrowest range that has all of them.
fn candidates<'v>(view: &View<'v>, query: &JournalQuery) -> Result<Pairs<'v>, StoreError> {
    let prefix = match (query.record, query.stream) {
        (Some(target), _) => {
            let noun = view.catalogue.noun(target.noun)?.declaration.number;
            key::record_entries(noun, target.id)
        }
        (None, Some(stream)) => key::stream_entries(stream),
        (None, None) => key::entries(),
    };
    let end = key::behind(&prefix);
    let mut start = prefix;
    start.extend_from_slice(&query.after.0.to_be_bytes());
    Ok(view.map.range(key::behind(&start)..end, Order::Ascending))
}

fn wanted(view: &View<'_>, query: &JournalQuery, entry: &EntryForm) -> Result<bool, StoreError> {
    let recorded_at = form::instant(entry.recorded_at)?;
    let about = match query.record {
        None => true,
        Some(target) => {
            let noun = view.catalogue.noun(target.noun)?.declaration.number;
            noun == entry.noun && target.id == entry.id
        }
    };
    Ok(about
        && query.stream.is_none_or(|stream| stream == entry.stream)
        && query.recorded_by.is_none_or(|by| recorded_at <= by)
        && query.sight.sees(entry.stream, form::visibility(entry.shared)))
}

/// An entry as it is given back.
fn entry(view: &View<'_>, position: u64, stored: EntryForm) -> Result<Entry, StoreError> {
    let noun = view.catalogue.numbered(stored.noun);
    let noun = noun.ok_or_else(|| form::damaged("an entry of an unknown noun"))?.declaration;
    let event = noun.events.get(usize::from(stored.event));
    let event = event.ok_or_else(|| form::damaged("an entry of an unknown event"))?;
    let takes = commit::moved(&stored.takes);
    Ok(Entry {
        position: Position(position),
        stream: stored.stream,
        revision: Revision(stored.revision),
        number: stored.number,
        recorded_at: form::instant(stored.recorded_at)?,
        valid_at: form::instant(stored.valid_at)?,
        actor: stored.actor,
        noun: noun.noun,
        id: stored.id,
        event,
        visibility: form::visibility(stored.shared),
        told: stored.said.map_or(Told::Record, |said| Told::Inline(said.body())),
        takes,
        digest: stored.digest,
        seal: stored.seal,
    })
}
