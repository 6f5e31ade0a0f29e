//! Committing: a unit becomes a change of the map, or an answer that says why not.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::form::{self, BodyForm, Bytes, EntryForm, HeadForm, KeptForm, RecordForm, TakeForm};
use super::{Batch, Ordered, derive, file, key, read};
use crate::domain::declaration::{Cell, Columns, Declaration, Kind};
use crate::domain::{Held, Id, Stream, Timestamp, Visibility};
use crate::store::catalogue::{Catalogue, Registered};
use crate::store::chain::{self, Link, Seal};
use crate::store::error::{Conflict, StoreError};
use crate::store::journal::Position;
use crate::store::record::{Body, Revision, Target};
use crate::store::unit::{
    Committed, Counter, Digest, Expect, Kept, NewEntry, Payload, Put, Take, Unit, Write,
};

/// What becomes of a unit.
pub(in crate::store) enum Outcome {
    /// Its key was committed before: the first answer again.
    Repeated(Committed),
    /// It is to be written.
    Fresh(Committed, Batch),
}

/// Works out what a unit changes.
pub(in crate::store) fn commit(
    catalogue: &Catalogue,
    map: &dyn Ordered,
    unit: &Unit,
) -> Result<Outcome, StoreError> {
    catalogue.check(unit)?;
    if let Some(kept) = read::kept(map, &unit.key.key)? {
        return repeated(kept, unit.key.digest).map(Outcome::Repeated);
    }
    expect(catalogue, map, &unit.expects)?;
    let mut work = Work::over(catalogue, map, unit);
    work.takes()?;
    work.heads()?;
    work.each(Work::removes)?;
    work.each(Work::puts)?;
    work.each(Work::redactions)?;
    work.each(Work::derived)?;
    work.each(Work::entries)?;
    work.finish()
}

fn repeated(kept: Kept, digest: Digest) -> Result<Committed, StoreError> {
    if kept.digest != digest {
        return Err(Conflict::KeyReused.into());
    }
    Ok(Committed { revisions: kept.revisions, positions: kept.positions, repeated: true })
}

/// Whether what was read still stands.
pub(in crate::store) fn expect(
    catalogue: &Catalogue,
    map: &dyn Ordered,
    expects: &[Expect],
) -> Result<(), StoreError> {
    for expected in expects {
        let (wanted, found) = match *expected {
            Expect::Stream(stream, revision) => {
                (revision, Revision(read::head(map, stream)?.revision))
            }
            Expect::Record(target, revision) => (revision, found(catalogue, map, target)?),
            Expect::Absent(target) => (Revision::ZERO, found(catalogue, map, target)?),
        };
        if wanted != found {
            return Err(Conflict::Stale { expected: *expected, found }.into());
        }
    }
    Ok(())
}

fn found(catalogue: &Catalogue, map: &dyn Ordered, target: Target) -> Result<Revision, StoreError> {
    let record = read::record(map, catalogue.noun(target.noun)?, target.id)?;
    Ok(record.map_or(Revision::ZERO, |record| Revision(record.revision)))
}

/// A unit on its way into the map.
struct Work<'a> {
    catalogue: &'a Catalogue,
    draft: Draft<'a>,
    unit: &'a Unit,
    heads: BTreeMap<Stream, HeadForm>,
    /// What the facts said that this unit removes.
    gone: BTreeMap<Target, BodyForm>,
    /// Facts that no longer count in their stream: the stream and the noun's number.
    left: BTreeSet<(Stream, u8)>,
    /// Records put into a stream in which they were not.
    arrived: BTreeSet<(Stream, Id)>,
    moved: Vec<(Counter, i64)>,
    last: u64,
    positions: Vec<Position>,
}

const MALFORMED_ELSEWHERE: StoreError =
    StoreError::Unit { why: "a record that is put stands in another stream" };

impl<'a> Work<'a> {
    fn over(catalogue: &'a Catalogue, map: &'a dyn Ordered, unit: &'a Unit) -> Self {
        Work {
            catalogue,
            draft: Draft::over(map),
            unit,
            heads: BTreeMap::new(),
            gone: BTreeMap::new(),
            left: BTreeSet::new(),
            arrived: BTreeSet::new(),
            moved: Vec::new(),
            last: 0,
            positions: Vec::new(),
        }
    }

    fn each(
        &mut self,
        mut step: impl FnMut(&mut Self, &'a Write) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.unit.writes.iter().try_for_each(|write| step(self, write))
    }

    fn takes(&mut self) -> Result<(), StoreError> {
        for Take { counter, by, not_below, not_above } in &self.unit.takes {
            let found = read::counter(&self.draft, counter)?;
            let after = found.checked_add(*by).filter(|it| (*not_below..=*not_above).contains(it));
            let exhausted = || Conflict::Exhausted { counter: counter.clone(), found };
            self.draft.put(key::counter(counter), form::write(&after.ok_or_else(exhausted)?)?);
            self.moved.push((counter.clone(), *by));
        }
        Ok(())
    }

    /// Moves every stream that is written by one.
    fn heads(&mut self) -> Result<(), StoreError> {
        self.last = last(&self.draft)?;
        let recorded_at = self.unit.key.recorded_at.micros();
        for write in self.unit.writes.iter().filter(|write| !write.is_empty()) {
            let head = read::head(&self.draft, write.stream)?;
            let latest = head.recorded_at.map_or(recorded_at, |at| at.max(recorded_at));
            let next = HeadForm {
                revision: head.revision.saturating_add(1),
                recorded_at: Some(latest),
                digest: head.digest,
            };
            self.heads.insert(write.stream, next);
        }
        Ok(())
    }

    fn head(&self, stream: Stream) -> HeadForm {
        self.heads.get(&stream).copied().unwrap_or(HeadForm::NONE)
    }

    fn noun(&self, target: Target) -> Result<(&'a Registered, Option<RecordForm>), StoreError> {
        let noun = self.catalogue.noun(target.noun)?;
        Ok((noun, read::record(&self.draft, noun, target.id)?))
    }

    fn removes(&mut self, write: &Write) -> Result<(), StoreError> {
        for target in &write.removes {
            let (noun, found) = self.noun(*target)?;
            let found = found.filter(|record| record.stream == write.stream);
            let why = "a record that is removed is not in the stream";
            let found = found.ok_or(StoreError::Unit { why })?;
            file::replace(&mut self.draft, noun, target.id, Some(&found), None)?;
            self.left.insert((write.stream, noun.declaration.number));
            if noun.declaration.kind != Kind::State {
                if refers(&self.draft, noun.declaration.number, target.id)? {
                    self.draft.put(key::gone(noun.declaration.number, target.id), Vec::new());
                }
                self.gone.insert(*target, found.body);
            }
        }
        Ok(())
    }

    fn puts(&mut self, write: &Write) -> Result<(), StoreError> {
        write.puts.iter().try_for_each(|put| self.put(write.stream, put))
    }

    fn put(&mut self, stream: Stream, put: &Put) -> Result<(), StoreError> {
        let (noun, found) = self.noun(put.target)?;
        match &found {
            Some(record) if record.stream != stream => return Err(MALFORMED_ELSEWHERE),
            Some(_) if noun.declaration.kind != Kind::State => {
                return Err(StoreError::Unit { why: "a fact stands and cannot be put again" });
            }
            Some(_) => {}
            None => {
                self.returns(noun, put)?;
                self.arrived.insert((stream, put.target.id));
            }
        }
        if let Some(old) = put.supersedes {
            self.supersede(stream, noun, old, put.target.id)?;
        }
        let record = RecordForm {
            stream,
            revision: self.head(stream).revision,
            shared: put.visibility == Visibility::Shared,
            body: BodyForm::of(&put.body),
            superseded_by: None,
            columns: columns(noun.declaration, put, found.as_ref()),
        };
        claim(&self.draft, noun, put.target.id, &record)?;
        file::replace(&mut self.draft, noun, put.target.id, found.as_ref(), Some(&record))
    }

    /// Whether a fact that was here before may stand again.
    fn returns(&mut self, noun: &Registered, put: &Put) -> Result<(), StoreError> {
        let mark = key::gone(noun.declaration.number, put.target.id);
        match self.gone.get(&put.target) {
            Some(said) if *said == BodyForm::of(&put.body) => {
                self.draft.remove(mark);
                Ok(())
            }
            Some(_) => Err(StoreError::Unit { why: "a fact that moves says something else" }),
            None if noun.declaration.kind == Kind::State || self.draft.get(&mark)?.is_none() => {
                Ok(())
            }
            None => Err(StoreError::Unit { why: "a fact that was removed is put again" }),
        }
    }

    fn supersede(
        &mut self,
        stream: Stream,
        noun: &Registered,
        old: Id,
        by: Id,
    ) -> Result<(), StoreError> {
        let found = read::record(&self.draft, noun, old)?;
        let why = "a fact that is superseded is not in the stream";
        let found = found.filter(|fact| fact.stream == stream).ok_or(StoreError::Unit { why })?;
        if let Some(by) = found.superseded_by {
            let fact = Target::new(noun.declaration.noun, old);
            return Err(Conflict::Superseded { fact, by }.into());
        }
        let hidden = RecordForm { superseded_by: Some(by), ..found.clone() };
        file::replace(&mut self.draft, noun, old, Some(&found), Some(&hidden))?;
        self.left.insert((stream, noun.declaration.number));
        Ok(())
    }

    fn redactions(&mut self, write: &Write) -> Result<(), StoreError> {
        for target in &write.redactions {
            let (noun, found) = self.noun(*target)?;
            let found = found.filter(|record| record.stream == write.stream);
            let why = "a record that is redacted is not in the stream";
            let found = found.ok_or(StoreError::Unit { why })?;
            let erased = erased(noun.declaration, &found);
            file::replace(&mut self.draft, noun, target.id, Some(&found), Some(&erased))?;
            self.left.insert((write.stream, noun.declaration.number));
            self.redact_entries(noun.declaration.number, target.id, found.body.personal.as_ref())?;
        }
        Ok(())
    }

    fn redact_entries(
        &mut self,
        noun: u8,
        id: Id,
        of_record: Option<&Bytes>,
    ) -> Result<(), StoreError> {
        let about = key::under(key::record_entries(noun, id));
        let about = self.draft.range(about, crate::store::scan::Order::Ascending);
        let positions = about.map(|pair| Ok(key::position_of(&pair?.0)));
        let positions = positions.collect::<Result<Vec<_>, StoreError>>()?;
        for position in positions.into_iter().flatten() {
            let key = key::entry(position);
            let entry = self.draft.get(&key)?.map(|value| form::read::<EntryForm>(&value));
            let mut entry = entry.ok_or_else(|| form::damaged("an entry that is not there"))??;
            if close(&mut entry, of_record) {
                self.draft.put(key, form::write(&entry)?);
            }
        }
        Ok(())
    }

    fn derived(&mut self, write: &Write) -> Result<(), StoreError> {
        let stirred = derive::Stirred { write, left: &self.left, arrived: &self.arrived };
        derive::refresh(self.catalogue, &mut self.draft, &stirred)
    }

    fn entries(&mut self, write: &Write) -> Result<(), StoreError> {
        for (number, new) in write.entries.iter().enumerate() {
            let number = u32::try_from(number);
            let number = number.map_err(|_| StoreError::Unit { why: "too many entries" })?;
            self.entry(write.stream, number, new)?;
        }
        Ok(())
    }

    fn entry(&mut self, stream: Stream, number: u32, new: &NewEntry) -> Result<(), StoreError> {
        let head = self.head(stream);
        let noun = self.catalogue.noun(new.target.noun)?;
        let said = self.said(noun, new)?;
        let moved = if self.positions.is_empty() { self.moved.as_slice() } else { &[] };
        let mut entry = EntryForm {
            stream,
            revision: head.revision,
            number,
            recorded_at: head.recorded_at.unwrap_or_default(),
            valid_at: new.valid_at.micros(),
            actor: self.unit.key.actor,
            noun: noun.declaration.number,
            id: new.target.id,
            event: event(noun.declaration, new.event)?,
            shared: new.visibility == Visibility::Shared,
            said: matches!(new.payload, Payload::Inline(_)).then(|| BodyForm::of(&said)),
            seal: seal(&said, new.salt),
            takes: moved.iter().map(take).collect(),
            digest: Digest::NONE,
        };
        entry.digest = digest(head.digest, &entry, &said)?;
        self.last = self.last.saturating_add(1);
        self.positions.push(Position(self.last));
        self.heads.insert(stream, HeadForm { digest: entry.digest, ..head });
        self.draft.put(key::stream_entry(stream, self.last), Vec::new());
        self.draft.put(key::record_entry(entry.noun, entry.id, self.last), Vec::new());
        self.draft.put(key::entry(self.last), form::write(&entry)?);
        Ok(())
    }

    /// What an entry says, or what its record says in its place.
    fn said(&self, noun: &Registered, new: &NewEntry) -> Result<Body, StoreError> {
        match &new.payload {
            Payload::Inline(body) => Ok(body.clone()),
            Payload::Record => {
                let record = read::record(&self.draft, noun, new.target.id)?;
                let why = "an entry refers to a record that is not there";
                Ok(record.ok_or(StoreError::Unit { why })?.body.body())
            }
        }
    }

    fn finish(mut self) -> Result<Outcome, StoreError> {
        for (stream, head) in &self.heads {
            self.draft.put(key::head(*stream), form::write(head)?);
        }
        if !self.positions.is_empty() {
            self.draft.put(key::meta(LAST), form::write(&self.last)?);
        }
        let written = self.unit.writes.iter().filter(|write| !write.is_empty());
        let moved = |write: &Write| (write.stream, Revision(self.head(write.stream).revision));
        let revisions: Vec<(Stream, Revision)> = written.map(moved).collect();
        let given = &self.unit.key;
        let kept = Kept {
            digest: given.digest,
            actor: given.actor,
            recorded_at: given.recorded_at,
            ids: given.ids.clone(),
            revisions: revisions.clone(),
            positions: self.positions.clone(),
        };
        self.draft.put(key::kept(&given.key), form::write(&KeptForm::of(&kept))?);
        self.draft.put(key::kept_at(given.recorded_at, &given.key), Vec::new());
        let committed = Committed { revisions, positions: self.positions, repeated: false };
        Ok(Outcome::Fresh(committed, self.draft.into_batch()))
    }
}

/// Whether the unique values of a record are free.
pub(super) fn claim(
    draft: &Draft<'_>,
    noun: &Registered,
    id: Id,
    record: &RecordForm,
) -> Result<(), StoreError> {
    let declaration = noun.declaration;
    for (number, column, value) in file::unique(declaration, &record.columns) {
        let holder = draft.get(&key::unique(declaration.number, number, value))?;
        let holder = holder.as_deref().and_then(key::id_of).filter(|by| *by != id);
        if let Some(by) = holder {
            return Err(Conflict::Taken { noun: declaration.noun, column, by }.into());
        }
    }
    Ok(())
}

/// Whether an entry rests on what a record says.
fn refers(map: &dyn Ordered, noun: u8, id: Id) -> Result<bool, StoreError> {
    let about = key::under(key::record_entries(noun, id));
    for pair in map.range(about, crate::store::scan::Order::Ascending) {
        let Some(position) = key::position_of(&pair?.0) else { continue };
        let value = map.get(&key::entry(position))?;
        let entry = value.map(|value| form::read::<EntryForm>(&value)).transpose()?;
        if entry.is_some_and(|entry| entry.said.is_none()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Where the position of the last entry stands.
pub(in crate::store) const LAST: &str = "last";

/// The position of the last entry.
pub(in crate::store) fn last(map: &dyn Ordered) -> Result<u64, StoreError> {
    map.get(&key::meta(LAST))?.map_or(Ok(0), |value| form::read(&value))
}

/// The cells of a put, those of derived columns as they stood.
fn columns(noun: &Declaration, put: &Put, before: Option<&RecordForm>) -> Columns {
    let cells = noun.columns.iter().zip(&put.columns).enumerate();
    let cell = |(place, (column, cell)): (usize, (&crate::domain::declaration::Column, &Cell))| {
        if column.derived.is_none() {
            return cell.clone();
        }
        before.and_then(|record| record.columns.get(place)).cloned().unwrap_or(Cell::NULL)
    };
    cells.map(cell).collect()
}

/// A record without its personal part.
fn erased(noun: &Declaration, record: &RecordForm) -> RecordForm {
    let mut erased = record.clone();
    erased.body.personal = None;
    for (column, cell) in noun.columns.iter().zip(&mut erased.columns) {
        if column.personal {
            *cell = match cell {
                Cell::One(_) => Cell::NULL,
                Cell::Many(_) => Cell::Many(Vec::new()),
            };
        }
    }
    erased
}

/// Erases the personal part of an entry and its salt; whether there was any.
fn close(entry: &mut EntryForm, of_record: Option<&Bytes>) -> bool {
    let Some(seal @ Seal::Salt(_)) = entry.seal else { return false };
    let own = entry.said.as_ref().map(|said| said.personal.as_ref());
    let Some(Bytes(personal)) = own.unwrap_or(of_record) else { return false };
    entry.seal = Some(seal.closed(personal));
    if let Some(said) = &mut entry.said {
        said.personal = None;
    }
    true
}

/// What keeps the personal part of a new entry in the chain; none when there is none.
fn seal(said: &Body, salt: [u8; 16]) -> Option<Seal> {
    match &said.personal {
        Held::Known(personal) if personal.is_empty() => None,
        Held::Known(_) => Some(Seal::Salt(salt)),
        Held::Erased => Some(Seal::Salt(salt).closed(&[])),
    }
}

pub(super) fn event(noun: &Declaration, name: &str) -> Result<u8, StoreError> {
    let place = noun.event(name).and_then(|place| u8::try_from(place).ok());
    place.ok_or(StoreError::Unit { why: "an event is not declared" })
}

fn take((counter, by): &(Counter, i64)) -> TakeForm {
    TakeForm { of: counter.of, name: counter.name.clone().into_owned(), by: *by }
}

/// The counters that an entry moved.
pub(in crate::store) fn moved(takes: &[TakeForm]) -> Vec<(Counter, i64)> {
    let counter = |take: &TakeForm| Counter { of: take.of, name: Cow::Owned(take.name.clone()) };
    takes.iter().map(|take| (counter(take), take.by)).collect()
}

/// The digest of an entry that says this.
pub(in crate::store) fn digest(
    previous: Digest,
    entry: &EntryForm,
    said: &Body,
) -> Result<Digest, StoreError> {
    let recorded_at: Timestamp = form::instant(entry.recorded_at)?;
    let takes = chain::takes(&moved(&entry.takes));
    let link = Link {
        stream: entry.stream,
        revision: Revision(entry.revision),
        number: entry.number,
        recorded_at,
        valid_at: form::instant(entry.valid_at)?,
        actor: entry.actor,
        noun: entry.noun,
        id: entry.id,
        event: entry.event,
        visibility: form::visibility(entry.shared),
        takes: &takes,
    };
    // Without a seal nothing in the entry was ever personal, and none is looked at.
    let seal = entry.seal.unwrap_or(Seal::Digest(Digest::NONE));
    Ok(chain::digest(previous, &link, said, seal))
}
