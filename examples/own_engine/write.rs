//! What a unit does: asked in the order of the contract, and written in it.

use std::collections::BTreeMap;

use guanxi::domain::Stream;
use guanxi::domain::declaration::{Cell, Holds, Kind, Value};
use guanxi::domain::{Held, Id};
use guanxi::store::chain::{self, Link, Seal};
use guanxi::store::unit::Digest;
use guanxi::store::{
    Body, Catalogue, Committed, Conflict, Entry, Expect, Head, Kept, NewEntry, Part, Payload,
    Position, Put, Record, Revision, StoreError, Take, Target, Told, Unit,
};

use crate::shelf::{Contents, cells};

/// Form, key, expectations, takes, and then what the writes run into.
pub(crate) fn commit(
    catalogue: &Catalogue,
    kept: &mut Contents,
    unit: &Unit,
) -> Result<Committed, StoreError> {
    catalogue.check(unit)?;
    if kept.half_restored {
        return Err(StoreError::HalfRestored);
    }
    if let Some(before) = kept.keys.get(&unit.key.key) {
        if before.digest != unit.key.digest {
            return Err(Conflict::KeyReused.into());
        }
        let (revisions, positions) = (before.revisions.clone(), before.positions.clone());
        return Ok(Committed { revisions, positions, repeated: true });
    }
    unit.expects.iter().try_for_each(|expect| meet(kept, *expect))?;
    unit.takes.iter().try_for_each(|take| take_from(kept, take))?;
    let mut gone = Gone::new();
    for write in &unit.writes {
        write.removes.iter().try_for_each(|target| {
            gone.insert(*target, remove(kept, write.stream, *target)?);
            Ok::<_, StoreError>(())
        })?;
    }
    for write in &unit.writes {
        write.puts.iter().try_for_each(|put| stand(catalogue, kept, &gone, write.stream, put))?;
    }
    for write in &unit.writes {
        let mut targets = write.redactions.iter();
        targets.try_for_each(|target| redact(catalogue, kept, write.stream, *target))?;
    }
    unit.writes.iter().try_for_each(|write| derive(catalogue, kept, write.stream))?;
    let committed = tell(catalogue, kept, unit)?;
    let key = Kept {
        digest: unit.key.digest,
        actor: unit.key.actor,
        recorded_at: unit.key.recorded_at,
        ids: unit.key.ids.clone(),
        revisions: committed.revisions.clone(),
        positions: committed.positions.clone(),
    };
    kept.keys.insert(unit.key.key, key);
    Ok(committed)
}

fn meet(kept: &Contents, expected: Expect) -> Result<(), StoreError> {
    let record = |target: Target| {
        let stands = kept.records.get(&(target.noun, target.id));
        stands.map_or(Revision::ZERO, |record| record.revision)
    };
    let (found, wanted) = match expected {
        Expect::Stream(stream, wanted) => (revision(kept, stream), wanted),
        Expect::Record(target, wanted) => (record(target), wanted),
        Expect::Absent(target) => (record(target), Revision::ZERO),
    };
    if found == wanted { Ok(()) } else { Err(Conflict::Stale { expected, found }.into()) }
}

fn revision(kept: &Contents, stream: Stream) -> Revision {
    kept.heads.get(&stream).map_or(Revision::ZERO, |(head, _)| head.revision)
}

fn take_from(kept: &mut Contents, take: &Take) -> Result<(), StoreError> {
    let counter = take.counter.clone();
    let found = kept.counters.get(&counter).copied().unwrap_or_default();
    let next = found.checked_add(take.by);
    match next.filter(|next| (take.not_below..=take.not_above).contains(next)) {
        Some(next) => kept.counters.insert(counter, next),
        None => return Err(Conflict::Exhausted { counter, found }.into()),
    };
    Ok(())
}

/// What the records said that a unit removes.
type Gone = BTreeMap<Target, Body>;

fn remove(kept: &mut Contents, stream: Stream, target: Target) -> Result<Body, StoreError> {
    let why = "a record that is not in the stream is removed";
    let body = find(kept, stream, target, why)?.body.clone();
    kept.records.remove(&(target.noun, target.id));
    Ok(body)
}

/// A fact that was here before says what it said, or its entries would tell something else.
fn returns(kept: &Contents, gone: &Gone, put: &Put) -> Result<(), StoreError> {
    let Target { noun, id } = put.target;
    let told =
        |entry: &Entry| entry.noun == noun && entry.id == id && matches!(entry.told, Told::Record);
    match gone.get(&put.target) {
        Some(said) if *said == put.body => Ok(()),
        Some(_) => Err(StoreError::Unit { why: "a fact that moves says something else" }),
        None if kept.journal.iter().any(told) => {
            Err(StoreError::Unit { why: "a fact that was removed is put again" })
        }
        None => Ok(()),
    }
}

/// A record of this stream.
fn find<'c>(
    kept: &'c mut Contents,
    stream: Stream,
    target: Target,
    why: &'static str,
) -> Result<&'c mut Record, StoreError> {
    let record = kept.records.get_mut(&(target.noun, target.id));
    record.filter(|record| record.stream == stream).ok_or(StoreError::Unit { why })
}

fn stand(
    catalogue: &Catalogue,
    kept: &mut Contents,
    gone: &Gone,
    stream: Stream,
    put: &Put,
) -> Result<(), StoreError> {
    let Target { noun, id } = put.target;
    let declaration = catalogue.noun(noun)?.declaration;
    let before = kept.records.get(&(noun, id));
    if before.is_some_and(|before| before.stream != stream) {
        return Err(StoreError::Unit { why: "it stands in another stream" });
    }
    if before.is_some() && matches!(declaration.kind, Kind::Fact { .. }) {
        return Err(StoreError::Unit { why: "a fact is put again" });
    }
    if matches!(declaration.kind, Kind::Fact { .. }) {
        returns(kept, gone, put)?;
    }
    let mut columns = put.columns.clone();
    for (at, (cell, column)) in columns.iter_mut().zip(declaration.columns).enumerate() {
        if column.derived.is_some() {
            *cell = before.and_then(|before| cells(before).get(at)).cloned().unwrap_or(Cell::NULL);
        }
    }
    if let Some(fact) = put.supersedes {
        let fact = Target::new(noun, fact);
        let old = find(kept, stream, fact, "what it supersedes is not in the stream")?;
        if let Some(by) = old.superseded_by.replace(id) {
            return Err(Conflict::Superseded { fact, by }.into());
        }
    }
    for (at, column) in declaration.columns.iter().enumerate().filter(|(_, c)| c.unique) {
        let values = put.columns.get(at).map(Cell::values).unwrap_or_default();
        if let Some(by) = values.iter().find_map(|value| holder(kept, put.target, at, value)) {
            return Err(Conflict::Taken { noun, column: column.name, by }.into());
        }
    }
    let revision = revision(kept, stream).next();
    let (visibility, body) = (put.visibility, put.body.clone());
    let columns = Some(columns);
    let record = Record { id, stream, revision, visibility, body, superseded_by: None, columns };
    kept.records.insert((noun, id), record);
    Ok(())
}

/// The other record of the noun that has this value.
fn holder(kept: &Contents, target: Target, at: usize, value: &Value) -> Option<Id> {
    let has = |record: &Record| cells(record).get(at).is_some_and(|c| c.values().contains(value));
    let mut others =
        kept.records.iter().filter(|((noun, id), _)| *noun == target.noun && *id != target.id);
    others.find(|(_, record)| has(record)).map(|((_, id), _)| *id)
}

fn redact(
    catalogue: &Catalogue,
    kept: &mut Contents,
    stream: Stream,
    target: Target,
) -> Result<(), StoreError> {
    let columns = catalogue.noun(target.noun)?.declaration.columns;
    let record = find(kept, stream, target, "a record that is not in the stream is redacted")?;
    let erased = std::mem::replace(&mut record.body.personal, Held::Erased);
    let cells = record.columns.iter_mut().flatten().zip(columns);
    for (cell, column) in cells.filter(|(_, column)| column.personal) {
        *cell = match column.holds {
            Holds::One => Cell::NULL,
            Holds::Many => Cell::Many(Vec::new()),
        };
    }
    let entries = kept.journal.iter_mut();
    for entry in entries.filter(|entry| Target::new(entry.noun, entry.id) == target) {
        let erased = match &mut entry.told {
            Told::Inline(body) => &mut body.personal,
            Told::Record => &mut erased.clone(),
        };
        // What has nothing personal in it stays as it is, and so does what is erased already.
        if let (Held::Known(personal), Some(seal)) = (&*erased, entry.seal) {
            entry.seal = Some(seal.closed(personal));
            *erased = Held::Erased;
        }
    }
    Ok(())
}

/// The greatest value over the stream's standing facts, for each column that is derived from it,
/// or where there is none the record's own that stands in.
fn derive(catalogue: &Catalogue, kept: &mut Contents, stream: Stream) -> Result<(), StoreError> {
    for fact in catalogue.nouns() {
        let name = fact.declaration.noun;
        for (noun, at, column, source) in catalogue.derived_from(name) {
            let Some((place, _)) = fact.declaration.column(source) else { continue };
            let facts = kept.records.iter().filter(|((noun, _), fact)| {
                *noun == name && fact.stream == stream && fact.superseded_by.is_none()
            });
            let values = facts.filter_map(|(_, fact)| cells(fact).get(place));
            let greatest = values.flat_map(|cell| cell.values().to_vec()).max();
            let instead = noun.declaration.instead(column);
            let record = kept.records.get_mut(&(noun.declaration.noun, stream.id()));
            if let Some(columns) = record.and_then(|record| record.columns.as_mut()) {
                let own = instead.and_then(|place| columns.get(place)?.values().first().cloned());
                if let Some(cell) = columns.get_mut(at) {
                    *cell = Cell::One(greatest.or(own));
                }
            }
        }
    }
    Ok(())
}

/// Moves the streams on, and writes the entries.
fn tell(catalogue: &Catalogue, kept: &mut Contents, unit: &Unit) -> Result<Committed, StoreError> {
    let mut answer = Committed { revisions: Vec::new(), positions: Vec::new(), repeated: false };
    let moved = unit.takes.iter().map(|take| (take.counter.clone(), take.by));
    let mut takes: Vec<_> = moved.collect();
    for write in unit.writes.iter().filter(|write| !write.is_empty()) {
        let (mut head, mut digest) =
            kept.heads.get(&write.stream).copied().unwrap_or((Head::default(), Digest::NONE));
        head.revision = head.revision.next();
        let at = unit.key.recorded_at;
        let recorded_at = head.recorded_at.map_or(at, |last| last.max(at));
        head.recorded_at = Some(recorded_at);
        for (number, new) in (0..).zip(&write.entries) {
            let mut entry = Entry {
                position: Position(kept.journal.len() as u64 + 1),
                stream: write.stream,
                revision: head.revision,
                number,
                recorded_at,
                valid_at: new.valid_at,
                actor: unit.key.actor,
                noun: new.target.noun,
                id: new.target.id,
                event: new.event,
                visibility: new.visibility,
                told: told(new),
                takes: std::mem::take(&mut takes),
                digest,
                seal: None,
            };
            let said = fact(kept, &entry).or_else(|| inline(&entry));
            let said = said
                .ok_or(StoreError::Unit { why: "an entry refers to a record that is not there" })?;
            entry.seal = match &said.personal {
                Held::Known(personal) if personal.is_empty() => None,
                Held::Known(_) => Some(Seal::Salt(new.salt)),
                Held::Erased => Some(Seal::Salt(new.salt).closed(&[])),
            };
            entry.digest = link(catalogue, digest, &entry, &said)?;
            digest = entry.digest;
            answer.positions.push(entry.position);
            kept.journal.push(entry);
        }
        kept.heads.insert(write.stream, (head, digest));
        answer.revisions.push((write.stream, head.revision));
    }
    Ok(answer)
}

fn told(new: &NewEntry) -> Told {
    match &new.payload {
        Payload::Inline(body) => Told::Inline(body.clone()),
        Payload::Record => Told::Record,
    }
}

/// What an inline entry says.
fn inline(entry: &Entry) -> Option<Body> {
    match &entry.told {
        Told::Inline(body) => Some(body.clone()),
        Told::Record => None,
    }
}

/// What the fact says that an entry refers to.
fn fact(kept: &Contents, entry: &Entry) -> Option<Body> {
    let referred = entry.told == Told::Record;
    let record = kept.records.get(&(entry.noun, entry.id)).filter(|_| referred);
    record.map(|record| record.body.clone())
}

/// Writes what another store gave; the catalogue and the entry tell what is malformed.
pub(crate) fn restore(
    catalogue: &Catalogue,
    kept: &mut Contents,
    part: &Part,
) -> Result<(), StoreError> {
    for (noun, record) in &part.records {
        let registered = catalogue.declared(noun)?;
        let columns = registered.columns_of(record)?;
        if kept.records.contains_key(&(*noun, record.id)) {
            return Err(StoreError::Unit { why: "a record that is restored stands already" });
        }
        for (at, column) in registered.declaration.columns.iter().enumerate() {
            let values = columns.get(at).map(Cell::values).filter(|_| column.unique);
            let target = Target::new(noun, record.id);
            let mut values = values.unwrap_or_default().iter();
            if let Some(by) = values.find_map(|value| holder(kept, target, at, value)) {
                return Err(Conflict::Taken { noun, column: column.name, by }.into());
            }
        }
        let record = Record { columns: Some(columns), ..record.clone() };
        kept.records.insert((*noun, record.id), record);
    }
    for (_, record) in &part.records {
        derive(catalogue, kept, record.stream)?;
    }
    part.entries.iter().try_for_each(|entry| restore_entry(catalogue, kept, entry))?;
    kept.half_restored = part.more;
    Ok(())
}

fn restore_entry(
    catalogue: &Catalogue,
    kept: &mut Contents,
    entry: &Entry,
) -> Result<(), StoreError> {
    catalogue.declared(entry.noun)?;
    let (head, digest) =
        kept.heads.get(&entry.stream).copied().unwrap_or((Head::default(), Digest::NONE));
    entry.follows(&head)?;
    if entry.position != Position(kept.journal.len() as u64 + 1) {
        return Err(StoreError::Unit { why: "an entry does not stand right behind the last" });
    }
    let said = entry.said(fact(kept, entry))?;
    let chained = said.map(|said| link(catalogue, digest, entry, &said)).transpose()?;
    if chained.is_some_and(|digest| digest != entry.digest) {
        return Err(StoreError::Unit { why: "an entry is not what its digest says" });
    }
    for (counter, by) in &entry.takes {
        *kept.counters.entry(counter.clone()).or_default() += by;
    }
    let head = Head { revision: entry.revision, recorded_at: Some(entry.recorded_at) };
    kept.heads.insert(entry.stream, (head, entry.digest));
    kept.journal.push(entry.clone());
    Ok(())
}

/// The digest of an entry and, through the one before it, of all earlier ones of its stream.
fn link(
    catalogue: &Catalogue,
    previous: Digest,
    entry: &Entry,
    said: &Body,
) -> Result<Digest, StoreError> {
    let declaration = catalogue.noun(entry.noun)?.declaration;
    let event = declaration.event(entry.event).and_then(|event| u8::try_from(event).ok());
    let link = Link {
        stream: entry.stream,
        revision: entry.revision,
        number: entry.number,
        recorded_at: entry.recorded_at,
        valid_at: entry.valid_at,
        actor: entry.actor,
        noun: declaration.number,
        id: entry.id,
        event: event.ok_or(StoreError::Unit { why: "an event that is not declared" })?,
        visibility: entry.visibility,
        takes: &chain::takes(&entry.takes),
    };
    let seal = entry.seal.unwrap_or(Seal::Digest(Digest::NONE));
    Ok(chain::digest(previous, &link, said, seal))
}

/// Where the chain does not hold.
pub(crate) fn verify_chain(
    catalogue: &Catalogue,
    kept: &Contents,
) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    let mut last = BTreeMap::new();
    for entry in &kept.journal {
        let previous = last.insert(entry.stream, entry.digest).unwrap_or(Digest::NONE);
        // A fact that was removed takes its words along.
        let Some(said) = entry.said(fact(kept, entry))? else { continue };
        if link(catalogue, previous, entry, &said)? != entry.digest {
            faults.push(format!("the chain is broken at {}", entry.position));
        }
    }
    Ok(faults)
}

/// Columns anew from bodies, and derived ones from the facts.
pub(crate) fn rebuild(catalogue: &Catalogue, kept: &mut Contents) -> Result<(), StoreError> {
    for ((noun, id), record) in &mut kept.records {
        record.columns = (catalogue.noun(noun)?.project)(*id, record.stream, &record.body);
    }
    let streams: Vec<Stream> = kept.heads.keys().copied().collect();
    streams.into_iter().try_for_each(|stream| derive(catalogue, kept, stream))
}
