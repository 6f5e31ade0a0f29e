//! Restoring: records and entries as another store gave them become a change of the map.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::form::{self, BodyForm, EntryForm, HeadForm, RecordForm, TakeForm};
use super::{Batch, Ordered, commit, derive, file, key, read};
use crate::domain::declaration::Kind;
use crate::domain::{Stream, Visibility};
use crate::store::catalogue::{Catalogue, Registered};
use crate::store::error::StoreError;
use crate::store::journal::{Entry, Told};
use crate::store::part::Part;
use crate::store::record::{Body, Record};
use crate::store::unit::Write;

/// Works out what a part changes.
pub(super) fn restore(
    catalogue: &Catalogue,
    map: &dyn Ordered,
    part: &Part,
) -> Result<Batch, StoreError> {
    let mut draft = Draft::over(map);
    let mut stirred = BTreeSet::new();
    for (noun, record) in &part.records {
        let noun = catalogue.declared(noun)?;
        put(&mut draft, noun, record)?;
        stirred.insert(record.stream);
    }
    for stream in stirred {
        derive_all(catalogue, &mut draft, stream)?;
    }
    let mut last = commit::last(&draft)?;
    for entry in &part.entries {
        last = last.saturating_add(1);
        if entry.position.0 != last {
            return Err(StoreError::Unit { why: "an entry does not stand right behind the last" });
        }
        tell(catalogue, &mut draft, entry)?;
    }
    if !part.entries.is_empty() {
        draft.put(key::meta(commit::LAST), form::write(&last)?);
    }
    if part.more {
        draft.put(key::meta(RESTORING), Vec::new());
    } else if map.get(&key::meta(RESTORING))?.is_some() {
        draft.remove(key::meta(RESTORING));
    }
    Ok(draft.into_batch())
}

/// The note of a store that is being restored.
const RESTORING: &str = "restoring";

/// Nobody works with half of a store.
pub(super) fn whole(map: &dyn Ordered) -> Result<(), StoreError> {
    match map.get(&key::meta(RESTORING))? {
        Some(_) => Err(StoreError::HalfRestored),
        None => Ok(()),
    }
}

fn put(draft: &mut Draft<'_>, noun: &Registered, record: &Record) -> Result<(), StoreError> {
    if read::record(draft, noun, record.id)?.is_some() {
        return Err(StoreError::Unit { why: "a record that is restored stands already" });
    }
    let form = RecordForm {
        stream: record.stream,
        revision: record.revision.0,
        shared: record.visibility == Visibility::Shared,
        body: BodyForm::of(&record.body),
        superseded_by: record.superseded_by,
        columns: noun.columns_of(record)?,
    };
    commit::claim(draft, noun, record.id, &form)?;
    file::replace(draft, noun, record.id, None, Some(&form))
}

/// Computes what is derived in a stream's root anew.
fn derive_all(
    catalogue: &Catalogue,
    draft: &mut Draft<'_>,
    stream: Stream,
) -> Result<(), StoreError> {
    let facts = catalogue.nouns().filter(|noun| noun.declaration.kind != Kind::State);
    let left = facts.map(|noun| (stream, noun.declaration.number)).collect();
    let arrived = BTreeSet::new();
    let write = Write::to(stream);
    derive::refresh(
        catalogue,
        draft,
        &derive::Stirred { write: &write, left: &left, arrived: &arrived },
    )
}

fn tell(catalogue: &Catalogue, draft: &mut Draft<'_>, entry: &Entry) -> Result<(), StoreError> {
    let noun = catalogue.declared(entry.noun)?;
    let head = read::head(draft, entry.stream)?;
    let stored = stored(noun, entry)?;
    entry.follows(&head.head()?)?;
    match said(draft, noun, entry)? {
        Some(said) => {
            if commit::digest(head.digest, &stored, &said)? != entry.digest {
                return Err(StoreError::Unit { why: "an entry is not what its digest says" });
            }
        }
        None => draft.put(key::gone(stored.noun, entry.id), Vec::new()),
    }
    for (counter, by) in &entry.takes {
        let stands = read::counter(draft, counter)?.saturating_add(*by);
        draft.put(key::counter(counter), form::write(&stands)?);
    }
    let after = HeadForm {
        revision: entry.revision.0,
        recorded_at: Some(stored.recorded_at),
        digest: entry.digest,
    };
    let position = entry.position.0;
    draft.put(key::head(entry.stream), form::write(&after)?);
    draft.put(key::stream_entry(entry.stream, position), Vec::new());
    draft.put(key::record_entry(stored.noun, entry.id, position), Vec::new());
    draft.put(key::entry(position), form::write(&stored)?);
    Ok(())
}

fn stored(noun: &Registered, entry: &Entry) -> Result<EntryForm, StoreError> {
    let inline = match &entry.told {
        Told::Inline(body) => Some(BodyForm::of(body)),
        Told::Record => None,
    };
    let take = |(counter, by): &(crate::store::unit::Counter, i64)| TakeForm {
        of: counter.of,
        name: counter.name.clone().into_owned(),
        by: *by,
    };
    Ok(EntryForm {
        stream: entry.stream,
        revision: entry.revision.0,
        number: entry.number,
        recorded_at: entry.recorded_at.micros(),
        valid_at: entry.valid_at.micros(),
        actor: entry.actor,
        noun: noun.declaration.number,
        id: entry.id,
        event: commit::event(noun.declaration, entry.event)?,
        shared: entry.visibility == Visibility::Shared,
        said: inline,
        seal: entry.seal,
        takes: entry.takes.iter().map(take).collect(),
        digest: entry.digest,
    })
}

/// What an entry says, or its fact in its place; none where the fact is gone.
fn said(draft: &Draft<'_>, noun: &Registered, entry: &Entry) -> Result<Option<Body>, StoreError> {
    let record = match &entry.told {
        Told::Inline(_) => None,
        Told::Record => read::record(draft, noun, entry.id)?.map(|record| record.body.body()),
    };
    entry.said(record)
}
