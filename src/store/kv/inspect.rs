//! Inspection: what the map would be if it were built anew from bodies and journal, and where it
//! is not that.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};

use super::draft::Draft;
use super::form::{self, BodyForm, Bytes, EntryForm, HeadForm, KeptForm, RecordForm};
use super::{Batch, Ordered, commit, derive, file, key, read};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::{Id, Stream};
use crate::store::catalogue::{Catalogue, Registered};
use crate::store::contract::{Progress, Report};
use crate::store::error::StoreError;
use crate::store::journal::Position;
use crate::store::scan::Order;
use crate::store::unit::{Counter, Digest};

/// Called with how far the work has come.
type Watch<'w> = &'w mut dyn FnMut(Progress) -> ControlFlow<()>;

/// How many keys are changed in one batch, and how many steps pass unwatched.
const CHUNK: usize = 1000;

/// Looks at everything; the batch would put right what can be put right.
pub(super) fn inspect(
    catalogue: &Catalogue,
    map: &dyn Ordered,
    watch: Watch<'_>,
) -> Result<(Report, Batch), StoreError> {
    let mut work = Inspection::over(catalogue, map, watch);
    work.progress.total = work.total()?;
    for noun in catalogue.nouns() {
        work.records(noun)?;
        work.sweep(noun)?;
    }
    for noun in catalogue.nouns() {
        work.derived(noun)?;
    }
    work.journal()?;
    work.keys()?;
    Ok((work.report, work.draft.into_batch()))
}

/// Looks at a part of a store that is whole in its records and its entries, but not in its heads,
/// counters and keys.
pub(in crate::store) fn part(
    catalogue: &Catalogue,
    map: &dyn Ordered,
    watch: Watch<'_>,
) -> Result<Report, StoreError> {
    let mut work = Inspection { heads: false, ..Inspection::over(catalogue, map, watch) };
    work.progress.total = work.total()?;
    for noun in catalogue.nouns() {
        work.records(noun)?;
        work.sweep(noun)?;
    }
    work.chain()?;
    Ok(work.report)
}

/// One chunk of a noun's records, from behind an id on: the batch that builds their columns and
/// indexes anew, and the last of them when there may be more.
pub(super) fn build(
    catalogue: &Catalogue,
    map: &dyn Ordered,
    noun: &Registered,
    after: Option<Id>,
) -> Result<(Batch, Option<Id>), StoreError> {
    let mut quiet = |_: Progress| ControlFlow::Continue(());
    let mut work = Inspection::over(catalogue, map, &mut quiet);
    let mut ids = ids(map, noun, after);
    for _ in 0..CHUNK {
        let Some(id) = ids.next() else { return Ok((work.draft.into_batch(), None)) };
        let id = id?;
        if !work.record(noun, id)? {
            return Err(form::damaged("the body of a record that is built anew"));
        }
        if let Some((column, by)) = work.taken.take() {
            let taken =
                crate::store::error::Conflict::Taken { noun: noun.declaration.noun, column, by };
            return Err(taken.into());
        }
        if work.draft.len() >= CHUNK {
            return Ok((work.draft.into_batch(), Some(id)));
        }
        work.last = Some(id);
    }
    let last = work.last;
    Ok((work.draft.into_batch(), last))
}

/// The batch that removes what no record of the noun has, and derives what is derived.
pub(super) fn tidy(
    catalogue: &Catalogue,
    map: &dyn Ordered,
    noun: &Registered,
) -> Result<Batch, StoreError> {
    let mut quiet = |_: Progress| ControlFlow::Continue(());
    let mut work = Inspection::over(catalogue, map, &mut quiet);
    work.sweep(noun)?;
    work.derived(noun)?;
    Ok(work.draft.into_batch())
}

fn ids<'m>(
    map: &'m dyn Ordered,
    noun: &Registered,
    after: Option<Id>,
) -> impl Iterator<Item = Result<Id, StoreError>> + 'm {
    let number = noun.declaration.number;
    let end = key::behind(&key::places(number));
    let start = after.map_or(key::places(number), |id| key::behind(&key::place(number, id)));
    let pairs = map.range(start..end, Order::Ascending);
    pairs.map(|pair| key::id_of(&pair?.0).ok_or_else(|| form::damaged("a record's key")))
}

struct Inspection<'a> {
    catalogue: &'a Catalogue,
    map: &'a dyn Ordered,
    draft: Draft<'a>,
    report: Report,
    progress: Progress,
    watch: Watch<'a>,
    /// The last unique value that two records have.
    taken: Option<(&'static str, Id)>,
    last: Option<Id>,
    /// Whether every stream has its head here.
    heads: bool,
}

impl<'a> Inspection<'a> {
    fn over(catalogue: &'a Catalogue, map: &'a dyn Ordered, watch: Watch<'a>) -> Self {
        Inspection {
            catalogue,
            map,
            draft: Draft::over(map),
            report: Report::default(),
            progress: Progress { done: 0, total: 0 },
            watch,
            taken: None,
            last: None,
            heads: true,
        }
    }

    fn total(&self) -> Result<u64, StoreError> {
        let mut total = count(self.map, key::under(key::entries()))?;
        for noun in self.catalogue.nouns() {
            total += count(self.map, key::under(key::places(noun.declaration.number)))?;
        }
        Ok(total)
    }

    fn step(&mut self) -> Result<(), StoreError> {
        self.progress.done = self.progress.done.saturating_add(1);
        match (self.watch)(self.progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(StoreError::Cancelled),
        }
    }

    fn fault(&mut self, words: String) {
        self.report.faults.push(words);
    }

    /// Makes a key have a value, or none; whether it had another.
    fn set(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) -> Result<bool, StoreError> {
        let differs = self.draft.get(&key)? != value;
        match value {
            Some(value) if differs => self.draft.put(key, value),
            None if differs => self.draft.remove(key),
            Some(_) | None => {}
        }
        Ok(differs)
    }

    fn records(&mut self, noun: &'a Registered) -> Result<(), StoreError> {
        for id in ids(self.map, noun, None) {
            let id = id?;
            self.report.records += 1;
            self.record(noun, id)?;
            self.step()?;
        }
        Ok(())
    }

    /// Looks at one record; whether its body could be read.
    fn record(&mut self, noun: &Registered, id: Id) -> Result<bool, StoreError> {
        let name = noun.declaration.noun;
        let Some(found) = self.read(noun, id)? else { return Ok(false) };
        let Some(columns) = project(noun, id, &found) else {
            self.fault(format!("the body of {name} {id} cannot be read"));
            return Ok(false);
        };
        if self.heads && read::head(&self.draft, found.stream)?.revision < found.revision {
            self.fault(format!("{name} {id}: its revision is ahead of its stream"));
        }
        let record = RecordForm { columns, ..found.clone() };
        if record != found {
            self.fault(format!("the columns of {name} {id} are not those of its body"));
            self.home(noun, id, &record)?;
        }
        for (key, value) in file::keys(noun, id, &record) {
            let holder = if value.is_empty() { None } else { self.draft.get(&key)? };
            let holder = holder.as_deref().and_then(key::id_of).filter(|by| *by != id);
            if let Some(by) = holder
                && self.has(noun, by, &key)?
            {
                self.fault(format!("{name} {id} and {name} {by} have the same unique value"));
                self.taken = Some((column(noun, &key), by));
            } else if self.set(key, Some(value))? {
                self.fault(format!("an index does not have {name} {id}"));
            }
        }
        Ok(true)
    }

    fn read(&mut self, noun: &Registered, id: Id) -> Result<Option<RecordForm>, StoreError> {
        match read::record(&self.draft, noun, id) {
            Err(StoreError::Corrupt { what }) => {
                self.fault(format!("{} {id}: {what}", noun.declaration.noun));
                Ok(None)
            }
            other => other,
        }
    }

    fn home(&mut self, noun: &Registered, id: Id, record: &RecordForm) -> Result<(), StoreError> {
        // What else the record had is swept away afterwards.
        file::put(&mut self.draft, noun.declaration, id, record)
    }

    /// Whether a record, as its body has it, belongs at a key.
    fn has(&mut self, noun: &Registered, id: Id, key: &[u8]) -> Result<bool, StoreError> {
        let Some(record) = self.read(noun, id)? else { return Ok(false) };
        let columns = project(noun, id, &record);
        let record = RecordForm { columns: columns.unwrap_or(record.columns.clone()), ..record };
        Ok(file::keys(noun, id, &record).contains_key(key)
            || file::home(noun.declaration, id, &record)? == key)
    }

    /// Removes what stands in the noun's indexes, unique values and timelines and belongs to none.
    fn sweep(&mut self, noun: &Registered) -> Result<(), StoreError> {
        let number = noun.declaration.number;
        for prefix in [key::indexes(number), key::uniques(number), key::facts(number)] {
            let unique = prefix == key::uniques(number);
            let mut strays = Vec::new();
            for pair in self.map.range(key::under(prefix), Order::Ascending) {
                let (key, value) = pair?;
                let id = key::id_of(if unique { &value } else { &key });
                let belongs = match id {
                    Some(id) => self.has(noun, id, &key)?,
                    None => false,
                };
                if !belongs {
                    strays.push(key);
                }
            }
            for stray in strays {
                if self.set(stray, None)? {
                    let name = noun.declaration.noun;
                    self.fault(format!("an index has a {name} that is not there"));
                }
            }
        }
        Ok(())
    }

    fn derived(&mut self, noun: &Registered) -> Result<(), StoreError> {
        let catalogue = self.catalogue;
        for fact in catalogue.nouns() {
            for (of, place, own, source) in catalogue.derived_from(fact.declaration.noun) {
                let concerned = [of.declaration.number, fact.declaration.number];
                if !concerned.contains(&noun.declaration.number) {
                    continue;
                }
                let instead = of.declaration.instead(own);
                let from = derive::Derivation { fact, source, instead };
                for id in ids(self.map, of, None) {
                    self.derive(of, place, &from, id?)?;
                }
            }
        }
        Ok(())
    }

    fn derive(
        &mut self,
        noun: &Registered,
        place: usize,
        from: &derive::Derivation<'_>,
        id: Id,
    ) -> Result<(), StoreError> {
        let Some(record) = self.read(noun, id)? else { return Ok(()) };
        let root = record.stream.id() == id;
        let greatest = match root {
            true => from.greatest(&self.draft, record.stream)?.or(from.own(&record)),
            false => None,
        };
        if record.columns.get(place).and_then(derive::integer) == greatest {
            return Ok(());
        }
        self.fault(format!("a derived column of {} {id} is wrong", noun.declaration.noun));
        let mut after = record.clone();
        if let Some(cell) = after.columns.get_mut(place) {
            *cell = Cell::maybe(greatest);
        }
        file::replace(&mut self.draft, noun, id, Some(&record), Some(&after))
    }

    fn journal(&mut self) -> Result<(), StoreError> {
        let Chained { heads, counters, last } = self.chain()?;
        if commit::last(self.map)? < last {
            self.set(key::meta(commit::LAST), Some(form::write(&last)?))?;
            self.fault(String::from("the journal is longer than the store knows"));
        }
        self.heads(&heads)?;
        self.counters(counters)?;
        self.strays(key::all_stream_entries())?;
        self.strays(key::all_record_entries())
    }

    /// Goes through all entries.
    fn chain(&mut self) -> Result<Chained, StoreError> {
        let mut chained = Chained::default();
        for pair in self.map.range(key::under(key::entries()), Order::Ascending) {
            let (at, value) = pair?;
            let entry: EntryForm = form::read(&value)?;
            chained.last = key::position_of(&at).unwrap_or_default();
            let head = chained.heads.entry(entry.stream).or_insert(HeadForm::NONE);
            let faults = self.entry(chained.last, &entry, *head)?;
            self.report.faults.extend(faults);
            *head = HeadForm {
                revision: entry.revision,
                recorded_at: Some(entry.recorded_at),
                digest: entry.digest,
            };
            for (counter, by) in commit::moved(&entry.takes) {
                let stands = chained.counters.entry(counter).or_default();
                *stands = stands.saturating_add(by);
            }
            self.report.entries += 1;
            self.step()?;
        }
        Ok(chained)
    }

    /// Looks at one entry behind its stream's head.
    fn entry(
        &mut self,
        position: u64,
        entry: &EntryForm,
        head: HeadForm,
    ) -> Result<Vec<String>, StoreError> {
        let mut faults = Vec::new();
        let place = Position(position);
        let follows = (entry.revision == head.revision && entry.number > 0)
            || (entry.revision > head.revision && entry.number == 0);
        if !follows {
            faults.push(format!("the entry at {place} does not follow its stream's last"));
        }
        if Some(entry.recorded_at) < head.recorded_at {
            faults.push(format!("the entry at {place} was recorded before its stream's last"));
        }
        // A fact that was removed for good takes what its entry covered with it.
        if let Some(said) = self.said(entry)?
            && commit::digest(head.digest, entry, &said)? != entry.digest
        {
            faults.push(format!("the chain is broken at {place}"));
        }
        if entry.said.is_none() {
            faults.extend(self.gone(entry)?);
        }
        let of_stream = key::stream_entry(entry.stream, position);
        let of_record = key::record_entry(entry.noun, entry.id, position);
        if self.set(of_stream, Some(Vec::new()))? | self.set(of_record, Some(Vec::new()))? {
            faults.push(format!("an index does not have the entry at {place}"));
        }
        Ok(faults)
    }

    /// Looks whether it is noted of a fact that an entry refers to whether it is gone.
    fn gone(&mut self, entry: &EntryForm) -> Result<Option<String>, StoreError> {
        let stands = self.map.get(&key::place(entry.noun, entry.id))?.is_some();
        let wanted = if stands { None } else { Some(Vec::new()) };
        let differs = self.set(key::gone(entry.noun, entry.id), wanted)?;
        Ok(differs.then(|| format!("of {} it is noted wrongly whether it is gone", entry.id)))
    }

    fn said(
        &mut self,
        entry: &EntryForm,
    ) -> Result<Option<crate::store::record::Body>, StoreError> {
        if let Some(said) = &entry.said {
            return Ok(Some(said.clone().body()));
        }
        let Some(noun) = self.catalogue.numbered(entry.noun) else { return Ok(None) };
        let Some(record) = self.read(noun, entry.id)? else { return Ok(None) };
        let body = match entry.seal {
            Some(_) => record.body,
            None => BodyForm { personal: Some(Bytes(Vec::new())), ..record.body },
        };
        Ok(Some(body.body()))
    }

    fn heads(&mut self, heads: &BTreeMap<Stream, HeadForm>) -> Result<(), StoreError> {
        for (stream, built) in heads {
            let stands = read::head(&self.draft, *stream)?;
            let behind = stands.revision < built.revision
                || stands.recorded_at < built.recorded_at
                || stands.digest != built.digest;
            if behind {
                self.fault(format!("the head of {stream} is not that of its entries"));
                let head = HeadForm {
                    revision: stands.revision.max(built.revision),
                    recorded_at: stands.recorded_at.max(built.recorded_at),
                    digest: built.digest,
                };
                self.set(key::head(*stream), Some(form::write(&head)?))?;
            }
        }
        for pair in self.map.range(key::heads(), Order::Ascending) {
            let (key, value) = pair?;
            let head: HeadForm = form::read(&value)?;
            let stream = key.get(1..).and_then(|bytes| bytes.try_into().ok());
            let stream = stream.map(Stream::from_bytes);
            if head.digest != Digest::NONE && stream.is_none_or(|it| !heads.contains_key(&it)) {
                self.fault(String::from("a stream's head has lost its entries"));
            }
        }
        Ok(())
    }

    fn counters(&mut self, counters: BTreeMap<Counter, i64>) -> Result<(), StoreError> {
        let mut known = Vec::new();
        for (counter, stands) in counters {
            let key = key::counter(&counter);
            if self.set(key.clone(), Some(form::write(&stands)?))? {
                self.fault(format!("the counter {} is not what was taken", counter.name));
            }
            known.push(key);
        }
        let keys = self.keys_in(key::counters())?;
        for stray in keys.into_iter().filter(|key| !known.contains(key)) {
            self.set(stray, None)?;
            self.fault(String::from("a counter that nobody moved"));
        }
        Ok(())
    }

    /// Removes positions beside the journal at which no entry stands.
    fn strays(&mut self, keys: Range<Vec<u8>>) -> Result<(), StoreError> {
        for key in self.keys_in(keys)? {
            let position = key::position_of(&key).unwrap_or_default();
            let entry = self.map.get(&key::entry(position))?;
            let entry = entry.map(|value| form::read::<EntryForm>(&value)).transpose()?;
            let belongs = entry.is_some_and(|entry| {
                key == key::stream_entry(entry.stream, position)
                    || key == key::record_entry(entry.noun, entry.id, position)
            });
            if !belongs {
                self.set(key, None)?;
                self.fault(String::from("an index has an entry that is not there"));
            }
        }
        Ok(())
    }

    fn keys(&mut self) -> Result<(), StoreError> {
        let mut known = Vec::new();
        for pair in self.map.range(key::all_kept(), Order::Ascending) {
            let (key, value) = pair?;
            let kept = form::read::<KeptForm>(&value)?.kept()?;
            let Some(name) = key.last_chunk::<16>() else { continue };
            let id = crate::store::unit::Key::fresh(Id::from_bytes(*name));
            known.push(key::kept_at(kept.recorded_at, &id));
        }
        for at in known {
            if self.set(at, Some(Vec::new()))? {
                self.fault(String::from("a key is not found by its time"));
            }
        }
        Ok(())
    }

    fn keys_in(&self, keys: Range<Vec<u8>>) -> Result<Vec<Vec<u8>>, StoreError> {
        let pairs = self.map.range(keys, Order::Ascending);
        pairs.map(|pair| pair.map(|(key, _)| key)).collect()
    }
}

/// What the entries come to.
#[derive(Default)]
struct Chained {
    heads: BTreeMap<Stream, HeadForm>,
    counters: BTreeMap<Counter, i64>,
    last: u64,
}

/// The columns of a record as its body has them; derived ones as they stand.
fn project(noun: &Registered, id: Id, record: &RecordForm) -> Option<Columns> {
    let mut columns = (noun.project)(id, record.stream, &record.body.clone().body())?;
    let declared = noun.declaration.columns;
    if columns.len() != declared.len() {
        return None;
    }
    for (place, (cell, column)) in columns.iter_mut().zip(declared).enumerate() {
        if column.derived.is_some() {
            *cell = record.columns.get(place).cloned().unwrap_or(Cell::NULL);
        }
    }
    Some(columns)
}

/// The unique column that a key belongs to.
fn column(noun: &Registered, key: &[u8]) -> &'static str {
    let number = key.get(2).copied().map(usize::from);
    let column = number.and_then(|number| noun.declaration.columns.get(number));
    column.map_or("value", |column| column.name)
}

/// How many keys a range has.
pub(in crate::store) fn count(map: &dyn Ordered, keys: Range<Vec<u8>>) -> Result<u64, StoreError> {
    let mut count = 0;
    for pair in map.range(keys, Order::Ascending) {
        pair?;
        count += 1;
    }
    Ok(count)
}
