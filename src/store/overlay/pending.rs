//! What is pending in an overlay: the touched part of the store below, before and after.

use std::collections::{BTreeMap, BTreeSet};

use super::ABSENT;
use crate::domain::declaration::{BY_ID, Column, Declaration, Kind, TIMELINE};
use crate::domain::{Held, Id, Stream, Timestamp, Visibility};
use crate::store::catalogue::{Catalogue, Registered};
use crate::store::contract::{Reader, Stats};
use crate::store::error::StoreError;
use crate::store::journal::{JournalQuery, Position, Told};
use crate::store::kv::draft::Draft;
use crate::store::kv::form::{self, BodyForm, HeadForm, KeptForm, RecordForm};
use crate::store::kv::inspect::count;
use crate::store::kv::{Batch, Ordered, commit, file, key, read};
use crate::store::memory::{Map, pour};
use crate::store::record::{Body, Record, Revision, Target};
use crate::store::scan::{Condition, MOST, Order, Projection, Scan, Superseded};
use crate::store::unit::{Counter, Digest, Expect, NewEntry, Payload, Put, Take, Unit, Write};

/// Positions of pending entries stand behind this one: behind all of the store below.
const FIRST: u64 = 1 << 62;

/// The touched part of the store below, and what the units inside have made of it.
pub(super) struct Pending {
    /// What was fetched, as it stood below.
    pub(super) before: Map,
    /// The same after the units inside.
    pub(super) now: Map,
    /// The records that were fetched, whether they were there or not.
    touched: BTreeSet<Target>,
    streams: BTreeMap<Stream, Revision>,
    counters: BTreeSet<Counter>,
    pub(super) log: Log,
}

/// What the units inside did, as far as it is not seen from what they left.
#[derive(Default)]
pub(super) struct Log {
    /// The written streams, in the order in which they were first written.
    pub(super) streams: Vec<Stream>,
    /// The same, to be found.
    written: BTreeSet<Stream>,
    pub(super) takes: Vec<Take>,
    /// The last put of each record, and its place among all puts.
    pub(super) puts: BTreeMap<Target, (usize, Put)>,
    pub(super) removed: BTreeSet<Target>,
    pub(super) superseded: BTreeSet<Target>,
    /// Redacted records, and the place of the redaction among the puts.
    pub(super) redacted: BTreeMap<Target, usize>,
    pub(super) entries: Vec<(Stream, NewEntry)>,
    /// What the facts said that entries refer to.
    pub(super) said: BTreeMap<Target, Body>,
    next: usize,
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What is kept in it is nobody's business here.
        f.debug_struct("Pending").field("streams", &self.log.streams).finish_non_exhaustive()
    }
}

impl Pending {
    pub(super) fn new() -> Self {
        let mut pending = Pending {
            before: Map::new(),
            now: Map::new(),
            touched: BTreeSet::new(),
            streams: BTreeMap::new(),
            counters: BTreeSet::new(),
            log: Log::default(),
        };
        // One integer can always be written.
        if let Ok(first) = form::write(&FIRST) {
            pending.now.insert(key::meta(commit::LAST), first);
        }
        pending
    }

    pub(super) fn now(&self) -> &dyn Ordered {
        &self.now
    }

    pub(super) fn is_empty(&self) -> bool {
        self.log.streams.is_empty()
    }

    pub(super) fn touches(&self, target: Target) -> bool {
        self.touched.contains(&target)
    }

    /// Whether any record of a noun is touched.
    pub(super) fn touches_noun(&self, noun: &'static str) -> bool {
        let first = Target::new(noun, Id::from_bytes([0; 16]));
        self.touched.range(first..).next().is_some_and(|target| target.noun == noun)
    }

    pub(super) fn counts(&self, counter: &Counter) -> bool {
        self.counters.contains(counter)
    }

    /// The revision of a fetched stream below.
    pub(super) fn stream_below(&self, stream: Stream) -> Option<Revision> {
        self.streams.get(&stream).copied()
    }

    /// The revision of a touched record below; none when what stands there now was written here.
    pub(super) fn record_below(&self, target: Target) -> Option<Revision> {
        let own = self.log.puts.contains_key(&target) || self.log.removed.contains(&target);
        if own || !self.touches(target) {
            return None;
        }
        let record = self.before.get(&below(target)).and_then(|value| form::read(value).ok());
        Some(Revision(record.unwrap_or(ABSENT.0)))
    }

    /// Fetches whatever a unit may look at.
    pub(super) fn fetch(
        &mut self,
        reader: &dyn Reader,
        catalogue: &Catalogue,
        unit: &Unit,
    ) -> Result<(), StoreError> {
        let kept = reader.key(&unit.key.key)?;
        if let Some(kept) = kept.filter(|_| !self.now.contains_key(&key::kept(&unit.key.key))) {
            let value = form::write(&KeptForm::of(&kept))?;
            self.lay(key::kept(&unit.key.key), value);
        }
        self.fetch_streams(reader, unit)?;
        self.fetch_counters(reader, unit)?;
        self.fetch_records(reader, catalogue, &named(catalogue, unit))?;
        for write in &unit.writes {
            for put in &write.puts {
                let holders = self.holders(reader, catalogue, put)?;
                self.fetch_records(reader, catalogue, &holders)?;
            }
            self.fetch_greatest(reader, catalogue, write)?;
            self.fetch_gone(reader, catalogue, write)?;
        }
        Ok(())
    }

    /// Notes which facts that a write puts were removed below while entries refer to them.
    fn fetch_gone(
        &mut self,
        reader: &dyn Reader,
        catalogue: &Catalogue,
        write: &Write,
    ) -> Result<(), StoreError> {
        for put in &write.puts {
            let noun = catalogue.noun(put.target.noun)?.declaration;
            let own = self.log.puts.contains_key(&put.target);
            let known = own || read_below(&self.before, noun.number, put.target.id);
            if noun.kind != Kind::State && !known && refers(reader, put.target)? {
                self.lay(key::gone(noun.number, put.target.id), Vec::new());
            }
        }
        Ok(())
    }

    fn lay(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.before.insert(key.clone(), value.clone());
        self.now.insert(key, value);
    }

    fn fetch_streams(&mut self, reader: &dyn Reader, unit: &Unit) -> Result<(), StoreError> {
        let expected = unit.expects.iter().filter_map(|expect| match expect {
            Expect::Stream(stream, _) => Some(*stream),
            Expect::Record(..) | Expect::Absent(_) => None,
        });
        let wanted = expected.chain(unit.writes.iter().map(|write| write.stream));
        let new: BTreeSet<Stream> =
            wanted.filter(|stream| !self.streams.contains_key(stream)).collect();
        let new: Vec<Stream> = new.into_iter().collect();
        for (stream, head) in new.iter().zip(reader.revisions(&new)?) {
            let stored = HeadForm {
                revision: head.revision.0,
                recorded_at: head.recorded_at.map(Timestamp::micros),
                digest: Digest::NONE,
            };
            self.lay(key::head(*stream), form::write(&stored)?);
            self.streams.insert(*stream, head.revision);
        }
        Ok(())
    }

    fn fetch_counters(&mut self, reader: &dyn Reader, unit: &Unit) -> Result<(), StoreError> {
        for Take { counter, .. } in &unit.takes {
            if !self.counts(counter) {
                let stands = reader.counter(counter)?;
                self.lay(key::counter(counter), form::write(&stands)?);
                self.counters.insert(counter.clone());
            }
        }
        Ok(())
    }

    fn fetch_records(
        &mut self,
        reader: &dyn Reader,
        catalogue: &Catalogue,
        targets: &BTreeSet<Target>,
    ) -> Result<(), StoreError> {
        let new: Vec<Target> =
            targets.iter().copied().filter(|target| !self.touches(*target)).collect();
        for (target, record) in new.iter().zip(reader.get(&new, true)?) {
            if let Some(record) = record {
                self.fetched(catalogue.noun(target.noun)?, record)?;
            }
            self.touched.insert(*target);
        }
        Ok(())
    }

    fn fetched(&mut self, noun: &Registered, record: Record) -> Result<(), StoreError> {
        let (id, stored) = stored(record);
        for map in [&mut self.before, &mut self.now] {
            let mut draft = Draft::over(map);
            file::replace(&mut draft, noun, id, None, Some(&stored))?;
            let batch = draft.into_batch();
            pour(map, batch);
        }
        let at = below(Target::new(noun.declaration.noun, id));
        self.before.insert(at, form::write(&stored.revision)?);
        Ok(())
    }

    /// Who has the unique values of a put below.
    fn holders(
        &self,
        reader: &dyn Reader,
        catalogue: &Catalogue,
        put: &Put,
    ) -> Result<BTreeSet<Target>, StoreError> {
        let noun = catalogue.noun(put.target.noun)?.declaration;
        let mut holders = BTreeSet::new();
        for (column, cell) in noun.columns.iter().zip(&put.columns) {
            for value in cell.values().iter().filter(|_| column.unique) {
                let scan = holding(noun, column, value);
                holders.extend(first(reader, scan)?.map(|id| Target::new(noun.noun, id)));
            }
        }
        Ok(holders)
    }

    /// Fetches the roots of derived columns, and of the facts that they come from the greatest
    /// that no unit here has touched: with the touched ones it decides.
    fn fetch_greatest(
        &mut self,
        reader: &dyn Reader,
        catalogue: &Catalogue,
        write: &Write,
    ) -> Result<(), StoreError> {
        for fact in catalogue.nouns() {
            for (noun, _, _, source) in catalogue.derived_from(fact.declaration.noun) {
                let names = [noun.declaration.noun, fact.declaration.noun];
                if !concerns(write, &names) {
                    continue;
                }
                let root = Target::new(noun.declaration.noun, write.stream.id());
                let greatest = self.greatest(reader, fact.declaration, source, write.stream)?;
                let wanted = greatest.into_iter().chain([root]).collect();
                self.fetch_records(reader, catalogue, &wanted)?;
            }
        }
        Ok(())
    }

    fn greatest(
        &self,
        reader: &dyn Reader,
        fact: &'static Declaration,
        source: &str,
        stream: Stream,
    ) -> Result<Option<Target>, StoreError> {
        let by_time = matches!(fact.kind, Kind::Fact { at } if at == source);
        let place = fact.column(source).map(|(place, _)| place).unwrap_or_default();
        let mut scan = Scan::of(fact.noun, TIMELINE, 100).within(stream).descending();
        scan.columns = Projection::Everything;
        let mut greatest = None;
        loop {
            let page = reader.scan(&scan)?;
            for record in page.records {
                let target = Target::new(fact.noun, record.id);
                if self.touches(target) {
                    continue;
                }
                let columns = record.columns.unwrap_or_default();
                let value = columns.get(place).and_then(|cell| cell.values().first().cloned());
                greatest = greatest.max(Some((value, target)));
                if by_time {
                    return Ok(greatest.map(|(_, target)| target));
                }
            }
            scan.after = page.next;
            if scan.after.is_none() {
                return Ok(greatest.map(|(_, target)| target));
            }
        }
    }

    /// Notes what a unit has done, and what it has made of the map.
    pub(super) fn note(
        &mut self,
        catalogue: &Catalogue,
        unit: Unit,
        batch: Batch,
    ) -> Result<(), StoreError> {
        pour(&mut self.now, batch);
        self.log.takes.extend(unit.takes);
        for write in unit.writes.iter().filter(|write| !write.is_empty()) {
            if self.log.written.insert(write.stream) {
                self.log.streams.push(write.stream);
            }
            self.log.removed.extend(&write.removes);
        }
        for put in unit.writes.iter().flat_map(|write| &write.puts) {
            self.log.next += 1;
            let old = put.supersedes.map(|id| Target::new(put.target.noun, id));
            self.log.superseded.extend(old);
            self.log.puts.insert(put.target, (self.log.next, put.clone()));
        }
        for target in unit.writes.iter().flat_map(|write| &write.redactions) {
            self.log.redacted.insert(*target, self.log.next);
            self.log.redact(*target);
        }
        for write in unit.writes {
            for entry in write.entries {
                if entry.payload == Payload::Record {
                    let noun = catalogue.noun(entry.target.noun)?;
                    let record = read::record(&self.now, noun, entry.target.id)?;
                    let said = record.map(|record| (entry.target, record.body.body()));
                    self.log.said.extend(said);
                }
                self.log.entries.push((write.stream, entry));
            }
        }
        Ok(())
    }

    pub(super) fn forget(&self, before: Timestamp) -> Result<(Batch, u64), StoreError> {
        let mut batch = Batch::new();
        let mut forgotten = 0;
        for pair in Ordered::range(&self.now, key::kept_before(before), Order::Ascending) {
            let (at, _) = pair?;
            batch.extend(key::kept_of(&at).map(|kept| (kept, None)));
            batch.insert(at.into_owned(), None);
            forgotten += 1;
        }
        Ok((batch, forgotten))
    }

    /// Adds what is pending to how large the store below is.
    pub(super) fn add_to(
        &self,
        catalogue: &Catalogue,
        stats: &mut Stats,
    ) -> Result<(), StoreError> {
        let gain = |keys: std::ops::Range<Vec<u8>>| {
            Ok::<_, StoreError>((count(&self.now, keys.clone())?, count(&self.before, keys)?))
        };
        for (name, records) in &mut stats.records {
            let noun = catalogue.noun(name)?.declaration;
            let (now, before) = gain(key::under(key::places(noun.number)))?;
            *records = records.saturating_add(now).saturating_sub(before);
        }
        let (entries, _) = gain(key::under(key::entries()))?;
        stats.entries = stats.entries.saturating_add(entries);
        let (now, before) = gain(key::all_kept())?;
        stats.keys = stats.keys.saturating_add(now).saturating_sub(before);
        if entries > 0 {
            stats.last = Position(commit::last(&self.now)?);
        }
        Ok(())
    }
}

impl Log {
    /// Erases what pending entries say of a record that is personal.
    fn redact(&mut self, target: Target) {
        for (_, entry) in self.entries.iter_mut().filter(|(_, entry)| entry.target == target) {
            if let Payload::Inline(body) = &mut entry.payload {
                erase(body);
            }
        }
        self.said.get_mut(&target).into_iter().for_each(erase);
    }
}

/// Erases what is personal in what an entry says; where there is nothing, nothing is erased.
pub(super) fn erase(body: &mut Body) {
    if body.personal.as_ref().known().is_some_and(|personal| !personal.is_empty()) {
        body.personal = Held::Erased;
    }
}

/// Whether a record stands below.
fn read_below(before: &Map, noun: u8, id: Id) -> bool {
    before.contains_key(&key::place(noun, id))
}

/// Whether an entry below rests on what a fact says.
fn refers(reader: &dyn Reader, fact: Target) -> Result<bool, StoreError> {
    let mut query = JournalQuery { record: Some(fact), ..JournalQuery::first(MOST) };
    loop {
        let entries = reader.journal(&query)?;
        if entries.iter().any(|entry| entry.told == Told::Record) {
            return Ok(true);
        }
        match entries.last() {
            Some(last) if entries.len() == MOST => query.after = last.position,
            Some(_) | None => return Ok(false),
        }
    }
}

/// Where the revision that a record had below is kept beside what was fetched.
fn below(target: Target) -> Vec<u8> {
    let mut key = key::meta("below ");
    key.extend_from_slice(target.noun.as_bytes());
    key.extend_from_slice(target.id.as_bytes());
    key
}

fn stored(record: Record) -> (Id, RecordForm) {
    let stored = RecordForm {
        stream: record.stream,
        revision: record.revision.0,
        shared: record.visibility == Visibility::Shared,
        body: BodyForm::of(&record.body),
        superseded_by: record.superseded_by,
        columns: record.columns.unwrap_or_default(),
    };
    (record.id, stored)
}

/// The records that a unit names.
fn named(catalogue: &Catalogue, unit: &Unit) -> BTreeSet<Target> {
    let mut named = BTreeSet::new();
    for expect in &unit.expects {
        if let Expect::Record(target, _) | Expect::Absent(target) = expect {
            named.insert(*target);
        }
    }
    for write in &unit.writes {
        named.extend(write.removes.iter().chain(&write.redactions));
        for put in &write.puts {
            named.insert(put.target);
            named.extend(put.supersedes.map(|id| Target::new(put.target.noun, id)));
        }
        let facts = write.entries.iter().filter(|entry| entry.payload == Payload::Record);
        named.extend(facts.map(|entry| entry.target));
    }
    named.into_iter().filter(|target| catalogue.noun(target.noun).is_ok()).collect()
}

/// Whether a write puts, removes or redacts records of these nouns.
fn concerns(write: &Write, nouns: &[&str]) -> bool {
    let others = write.removes.iter().chain(&write.redactions);
    let mut targets = write.puts.iter().map(|put| &put.target).chain(others);
    targets.any(|target| nouns.contains(&target.noun))
}

/// The question who has a unique value.
fn holding(
    noun: &'static Declaration,
    column: &'static Column,
    value: &crate::domain::declaration::Value,
) -> Scan {
    let own = noun.indexes.iter().find(|index| index.columns == [column.name]);
    let mut scan = match own {
        Some(index) => Scan::of(noun.noun, index.name, 1).equal(value.clone()),
        // Without an index of its own there is nothing but to look at every record.
        None => {
            let mut scan = Scan::of(noun.noun, BY_ID, 100);
            scan.conditions.push(Condition::Is(column.name, value.clone()));
            scan
        }
    };
    scan.superseded = Superseded::Shown;
    scan
}

fn first(reader: &dyn Reader, mut scan: Scan) -> Result<Option<Id>, StoreError> {
    loop {
        let page = reader.scan(&scan)?;
        if let Some(record) = page.records.first() {
            return Ok(Some(record.id));
        }
        scan.after = page.next;
        if scan.after.is_none() {
            return Ok(None);
        }
    }
}
