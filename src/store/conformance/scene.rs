//! What every check needs: rows and units drawn up in a few words, a store in a directory of its
//! own, and a photograph of everything that can be read.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::nouns::{self, ACCOUNT, NOTE, PERSON};
use super::{Bench, Handle};
use crate::domain::declaration::{BY_ID, Cell, Columns, Declaration, STREAM, TIMELINE};
use crate::domain::{ActorId, Held, Id, IntegrationId, RecordId, Stream, Timestamp, Visibility};
use crate::store::contract::{Capabilities, Head, Reader, Store};
use crate::store::error::StoreError;
use crate::store::journal::{Entry, JournalQuery, Position};
use crate::store::record::{Body, Record, Revision, Target};
use crate::store::scan::{Asked, MOST, Page, Scan, Superseded};
use crate::store::unit::{
    Committed, Counter, Digest, Expect, Kept, Key, NewEntry, Payload, Put, Take, Unit, UnitKey,
    Write,
};

/// What a check says: nothing, or what it found instead of what the rule asks.
pub type Verdict = Result<(), String>;

/// Says what was found where a condition does not hold.
macro_rules! ensure {
    ($holds:expr, $($found:tt)+) => {
        if !$holds {
            return Err(format!($($found)+));
        }
    };
}
pub(super) use ensure;

/// Compares an answer with what it must be.
pub(super) fn same<T: PartialEq + Debug>(what: &str, found: T, wanted: T) -> Verdict {
    ensure!(found == wanted, "{what} is {found:?}, and not {wanted:?}");
    Ok(())
}

/// Takes an answer that must be there.
pub(super) fn fine<T>(what: &str, answer: Result<T, StoreError>) -> Result<T, String> {
    answer.map_err(|error| format!("{what} fails: {error} ({})", error.name()))
}

/// Takes an error that must be there, by its name.
pub(super) fn refused<T: Debug>(
    what: &str,
    answer: Result<T, StoreError>,
    name: &str,
) -> Result<StoreError, String> {
    match answer {
        Err(error) if error.name() == name => Ok(error),
        Err(error) => Err(format!("{what} is {error:?} ({}), and not {name}", error.name())),
        Ok(answer) => Err(format!("{what} is answered with {answer:?}, and not {name}")),
    }
}

/// A record as it is to stand, drawn up column by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its noun.
    pub noun: &'static Declaration,
    /// Its id.
    pub id: Id,
    /// The stream it is to stand in.
    pub stream: Stream,
    /// Who may see it.
    pub visibility: Visibility,
    /// Its columns.
    pub columns: Columns,
    /// The fact whose place it takes.
    pub supersedes: Option<Id>,
}

/// An account in its own stream.
#[must_use]
pub fn account(number: u64) -> Row {
    Row::new(&ACCOUNT, number, nouns::stream(number))
}

/// A person in an account's stream.
#[must_use]
pub fn person(number: u64, account: u64) -> Row {
    Row::new(&PERSON, number, nouns::stream(account))
}

/// A note in an account's stream, at an instant.
#[must_use]
pub fn note(number: u64, account: u64, at: i64) -> Row {
    Row::new(&NOTE, number, nouns::stream(account)).one("at", at)
}

impl Row {
    fn new(noun: &'static Declaration, number: u64, stream: Stream) -> Self {
        Row {
            noun,
            id: nouns::id(number),
            stream,
            visibility: Visibility::Internal,
            columns: nouns::empty(noun),
            supersedes: None,
        }
    }

    /// The same row with one value in a column.
    #[must_use]
    pub fn one(self, column: &str, value: impl Into<crate::domain::declaration::Value>) -> Self {
        self.cell(column, Cell::one(value))
    }

    /// The same row with a set of texts in a column.
    #[must_use]
    pub fn many(self, column: &str, values: &[&str]) -> Self {
        self.cell(column, Cell::many(values.iter().copied()))
    }

    /// The same row with another cell in a column.
    #[must_use]
    pub fn cell(mut self, column: &str, cell: Cell) -> Self {
        let place = self.noun.column(column).and_then(|(place, _)| self.columns.get_mut(place));
        debug_assert!(place.is_some(), "{column} is not declared");
        place.into_iter().for_each(|place| *place = cell.clone());
        self
    }

    /// The same row, shared with the client.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.visibility = Visibility::Shared;
        self
    }

    /// The same row, taking the place of a fact.
    #[must_use]
    pub fn instead_of(mut self, fact: u64) -> Self {
        self.supersedes = Some(nouns::id(fact));
        self
    }

    /// The same row in another account's stream.
    #[must_use]
    pub fn moved_to(mut self, account: u64) -> Self {
        self.stream = nouns::stream(account);
        self
    }

    /// Its name.
    #[must_use]
    pub fn target(&self) -> Target {
        Target::new(self.noun.noun, self.id)
    }

    /// What it says.
    #[must_use]
    pub fn body(&self) -> Body {
        nouns::body(self.noun, &self.columns)
    }

    /// The put that makes it stand.
    #[must_use]
    pub fn put(&self) -> Put {
        Put {
            target: self.target(),
            visibility: self.visibility,
            body: self.body(),
            columns: self.columns.clone(),
            supersedes: self.supersedes,
        }
    }

    /// An entry about it: a fact's refers to the record, a state's says the whole body.
    #[must_use]
    pub fn entry(&self, event: &'static str) -> NewEntry {
        let fact = matches!(self.noun.kind, crate::domain::declaration::Kind::Fact { .. });
        NewEntry {
            target: self.target(),
            event,
            valid_at: moment(0),
            visibility: self.visibility,
            payload: if fact { Payload::Record } else { Payload::Inline(self.body()) },
            salt: self.id.to_bytes().map(|byte| byte.wrapping_add(41)),
        }
    }

    fn first_event(&self) -> &'static str {
        self.noun.events.first().copied().unwrap_or_default()
    }
}

/// An instant so many seconds after the suite's first.
#[must_use]
pub fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_700_000_000_i64.saturating_add(seconds)).unwrap_or(Timestamp::MIN)
}

/// The key with a number.
#[must_use]
pub fn key(number: u64) -> Key {
    Key::fresh(nouns::id(number))
}

/// The counter of an account by its name.
#[must_use]
pub const fn counter(account: u64, name: &'static str) -> Counter {
    Counter { of: nouns::stream(account), name: std::borrow::Cow::Borrowed(name) }
}

/// A unit as it is drawn up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft(pub Unit);

/// A unit with a numbered key, recorded so many seconds after the suite's first instant.
#[must_use]
pub fn unit(number: u64) -> Draft {
    Draft(Unit {
        key: UnitKey {
            key: key(number),
            digest: Digest::of(&number.to_be_bytes()),
            actor: ActorId::Integration(IntegrationId::from_id(nouns::id(number % 3))),
            recorded_at: moment(i64::try_from(number).unwrap_or(0)),
            ids: Vec::new(),
        },
        expects: Vec::new(),
        takes: Vec::new(),
        writes: Vec::new(),
    })
}

impl Draft {
    fn write(&mut self, stream: Stream) -> Option<&mut Write> {
        let writes = &mut self.0.writes;
        if !writes.iter().any(|write| write.stream == stream) {
            writes.push(Write::to(stream));
        }
        writes.iter_mut().find(|write| write.stream == stream)
    }

    fn with(mut self, stream: Stream, change: impl FnOnce(&mut Write)) -> Self {
        if let Some(write) = self.write(stream) {
            change(write);
        }
        self
    }

    /// The same unit, which puts a row and writes an entry about it.
    #[must_use]
    pub fn put(self, row: &Row) -> Self {
        self.quiet(row).tell(row, row.first_event())
    }

    /// The same unit, which puts a row without an entry.
    #[must_use]
    pub fn quiet(self, row: &Row) -> Self {
        self.with(row.stream, |write| write.puts.push(row.put()))
    }

    /// The same unit, which removes a row.
    #[must_use]
    pub fn remove(self, row: &Row) -> Self {
        self.with(row.stream, |write| write.removes.push(row.target()))
    }

    /// The same unit, which erases the personal part of a row.
    #[must_use]
    pub fn redact(self, row: &Row) -> Self {
        self.with(row.stream, |write| write.redactions.push(row.target()))
    }

    /// The same unit with an entry about a row.
    #[must_use]
    pub fn tell(self, row: &Row, event: &'static str) -> Self {
        self.entry(row.stream, row.entry(event))
    }

    /// The same unit with an entry in a stream.
    #[must_use]
    pub fn entry(self, stream: Stream, entry: NewEntry) -> Self {
        self.with(stream, |write| write.entries.push(entry))
    }

    /// The same unit, resting on something read.
    #[must_use]
    pub fn expect(mut self, expect: Expect) -> Self {
        self.0.expects.push(expect);
        self
    }

    /// The same unit, resting on a stream's revision.
    #[must_use]
    pub fn at_revision(self, stream: Stream, revision: u64) -> Self {
        self.expect(Expect::Stream(stream, Revision(revision)))
    }

    /// The same unit, moving a counter.
    #[must_use]
    pub fn take(mut self, counter: Counter, by: i64, not_below: i64, not_above: i64) -> Self {
        self.0.takes.push(Take { counter, by, not_below, not_above });
        self
    }

    /// The same unit, recorded at another instant.
    #[must_use]
    pub fn recorded(mut self, at: Timestamp) -> Self {
        self.0.key.recorded_at = at;
        self
    }

    /// The same unit under another key.
    #[must_use]
    pub fn keyed(mut self, number: u64) -> Self {
        self.0.key.key = key(number);
        self
    }
}

/// A store at work in a check.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'s> {
    handle: Handle<'s>,
}

impl<'s> Scene<'s> {
    /// Takes a store.
    #[must_use]
    pub const fn new(handle: Handle<'s>) -> Self {
        Scene { handle }
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &'s dyn Store {
        match self.handle {
            Handle::Shared(store) => store,
            Handle::Alone(store) => store,
        }
    }

    /// The store for several threads, where it allows that.
    #[must_use]
    pub fn shared(&self) -> Option<&'s (dyn Store + Sync)> {
        match self.handle {
            Handle::Shared(store) => Some(store),
            Handle::Alone(_) => None,
        }
    }

    pub(super) fn capabilities(&self) -> Capabilities {
        self.store().capabilities()
    }

    /// Commits a unit.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub fn try_commit(&self, draft: &Draft) -> Result<Committed, StoreError> {
        self.store().commit(draft.0.clone())
    }

    /// Commits a unit that must be taken.
    ///
    /// # Errors
    /// What the store said instead.
    pub fn commit(&self, draft: &Draft) -> Result<Committed, String> {
        fine("a commit", self.try_commit(draft))
    }

    /// Commits a unit that must be refused.
    ///
    /// # Errors
    /// What the store said instead.
    pub fn refuse(&self, draft: &Draft, name: &str) -> Result<StoreError, String> {
        refused("a commit", self.try_commit(draft), name)
    }

    /// Reads one thing in a view of its own.
    ///
    /// # Errors
    /// What the store said instead.
    pub fn try_read<T>(
        &self,
        read: impl Fn(&dyn Reader) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        look(self.store(), read)
    }

    pub(super) fn read<T>(
        &self,
        what: &str,
        read: impl Fn(&dyn Reader) -> Result<T, StoreError>,
    ) -> Result<T, String> {
        fine(what, self.try_read(read))
    }

    pub(super) fn get(&self, target: Target) -> Result<Option<Record>, String> {
        let mut found = self.read("get", |reader| reader.get(&[target], true))?;
        ensure!(found.len() == 1, "get of one record answers {} times", found.len());
        Ok(found.pop().flatten())
    }

    pub(super) fn record(&self, row: &Row) -> Result<Record, String> {
        self.get(row.target())?.ok_or_else(|| format!("{:?} is not there", row.target()))
    }

    pub(super) fn absent(&self, row: &Row) -> Verdict {
        let found = self.get(row.target())?;
        ensure!(found.is_none(), "{:?} is there: {found:?}", row.target());
        Ok(())
    }

    /// The cell of a record's column.
    pub(super) fn cell(&self, row: &Row, column: &str) -> Result<Cell, String> {
        let record = self.record(row)?;
        let (place, _) = row.noun.column(column).ok_or("the suite names a wrong column")?;
        let cell = record.columns.as_ref().and_then(|columns| columns.get(place));
        cell.cloned().ok_or_else(|| format!("{column} is not among the columns {record:?}"))
    }

    pub(super) fn page(&self, scan: &Scan) -> Result<Page, String> {
        self.read("scan", |reader| reader.scan(scan))
    }

    /// The ids that a question finds, over all its pages.
    pub(super) fn ids(&self, scan: &Scan) -> Result<Vec<Id>, String> {
        Ok(self.all(scan)?.iter().map(|record| record.id).collect())
    }

    /// The records that a question finds, over all its pages.
    pub(super) fn all(&self, scan: &Scan) -> Result<Vec<Record>, String> {
        self.read("scan", |reader| every(reader, scan))
    }

    pub(super) fn head(&self, stream: Stream) -> Result<Head, String> {
        let mut heads = self.read("revisions", |reader| reader.revisions(&[stream]))?;
        ensure!(heads.len() == 1, "revisions of one stream answers {} times", heads.len());
        heads.pop().ok_or_else(|| "no head".to_owned())
    }

    pub(super) fn revision(&self, stream: Stream) -> Result<u64, String> {
        Ok(self.head(stream)?.revision.0)
    }

    pub(super) fn counter(&self, counter: &Counter) -> Result<i64, String> {
        self.read("counter", |reader| reader.counter(counter))
    }

    pub(super) fn kept(&self, key: &Key) -> Result<Option<Kept>, String> {
        self.read("key", |reader| reader.key(key))
    }

    pub(super) fn journal(&self) -> Result<Vec<Entry>, String> {
        self.read("journal", |reader| entries(reader, &JournalQuery::first(MOST)))
    }

    /// Everything that can be read.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn photograph(&self) -> Result<Vec<String>, String> {
        photograph(self.store())
    }
}

/// Reads one thing in a view of its own.
///
/// # Errors
/// What the store said instead.
pub fn look<T>(
    store: &dyn Store,
    read: impl Fn(&dyn Reader) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut found = None;
    store.view(&mut |reader| {
        found = Some(read(reader)?);
        Ok(())
    })?;
    found.ok_or_else(|| StoreError::backend("the view did not call its closure"))
}

/// Follows the cursors of a question to its end.
///
/// # Errors
/// Why a page cannot be read.
pub fn every(reader: &dyn Reader, scan: &Scan) -> Result<Vec<Record>, StoreError> {
    let mut scan = scan.clone();
    let mut records = Vec::new();
    // Far more pages than any check has records: a store that never comes to an end is told so.
    for _ in 0..2_000 {
        let page = reader.scan(&scan)?;
        records.extend(page.records);
        match page.next {
            Some(next) => scan.after = Some(next),
            None => return Ok(records),
        }
    }
    Err(StoreError::backend("the pages do not come to an end"))
}

/// All entries behind a query, page after page.
///
/// # Errors
/// Why a page cannot be read.
pub fn entries(reader: &dyn Reader, query: &JournalQuery) -> Result<Vec<Entry>, StoreError> {
    let mut query = query.clone();
    let mut found: Vec<Entry> = Vec::new();
    loop {
        let page = reader.journal(&query)?;
        let Some(last) = page.last().map(|entry| entry.position) else { return Ok(found) };
        if last <= query.after {
            return Err(StoreError::backend("the journal does not go on behind a position"));
        }
        query.after = last;
        found.extend(page);
    }
}

/// Everything that can be read of the suite's nouns, line by line, in one view.
///
/// # Errors
/// Why it cannot be read.
pub fn photograph(store: &dyn Store) -> Result<Vec<String>, String> {
    let mut lines = fine("a photograph", look(store, photograph_view))?;
    let stats = fine("stats", store.stats())?;
    lines.push(format!(
        "{:?} {} entries {} keys last {:?}",
        stats.records, stats.entries, stats.keys, stats.last
    ));
    Ok(lines)
}

fn photograph_view(reader: &dyn Reader) -> Result<Vec<String>, StoreError> {
    let mut lines = Vec::new();
    let mut streams = BTreeSet::new();
    let mut counters = BTreeSet::new();
    for entry in entries(reader, &JournalQuery::first(MOST))? {
        streams.insert(entry.stream);
        counters.extend(entry.takes.iter().map(|(counter, _)| counter.clone()));
        lines.push(format!("{entry:?}"));
    }
    for noun in nouns::registered().map(|noun| noun.declaration) {
        for record in every(reader, &everything(noun, BY_ID))? {
            streams.insert(record.stream);
            lines.push(format!("{} {record:?}", noun.noun));
        }
    }
    let streams: Vec<Stream> = streams.into_iter().collect();
    for (stream, head) in streams.iter().zip(reader.revisions(&streams)?) {
        lines.push(format!("{stream} {head:?}"));
    }
    for counter in counters {
        lines.push(format!("{counter:?} {}", reader.counter(&counter)?));
    }
    for scan in nouns::registered().iter().flat_map(|noun| indexes(noun.declaration, &streams)) {
        let ids: Vec<Id> = every(reader, &scan)?.iter().map(|record| record.id).collect();
        let within = scan.stream.map(|stream| stream.to_string()).unwrap_or_default();
        lines.push(format!("{} {} {within} {ids:?}", scan.noun, scan.index));
    }
    Ok(lines)
}

/// Every record of an index, superseded ones too, with columns.
#[must_use]
pub fn everything(noun: &'static Declaration, index: &'static str) -> Scan {
    let mut scan = Scan::of(noun.noun, index, MOST);
    scan.superseded = Superseded::Shown;
    scan.columns = Asked::Everything;
    scan
}

fn indexes(noun: &'static Declaration, streams: &[Stream]) -> Vec<Scan> {
    let mut scans = Vec::new();
    for index in noun.indexes.iter().map(|index| index.name).chain([TIMELINE]) {
        let Some(columns) = noun.index(index) else { continue };
        if columns.first() == Some(&STREAM) {
            scans.extend(streams.iter().map(|stream| everything(noun, index).within(*stream)));
        } else {
            scans.push(everything(noun, index));
        }
    }
    scans
}

/// Compares two photographs, and tells the first line in which they differ.
pub(super) fn unchanged(what: &str, before: &[String], after: &[String]) -> Verdict {
    let gone = before.iter().find(|line| !after.contains(line));
    let new = after.iter().find(|line| !before.contains(line));
    ensure!(before == after, "{what}: there was {gone:?}, and there is {new:?}");
    Ok(())
}

/// A directory of a check's own, removed afterwards.
#[derive(Debug)]
pub struct Seat(PathBuf);

impl Seat {
    /// Makes an empty directory.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn new() -> Result<Self, String> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("guanxi-conformance-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).map_err(|error| format!("no directory: {error}"))?;
        Ok(Seat(path))
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Every file in it, with its bytes.
    ///
    /// # Errors
    /// Why one cannot be read.
    pub fn files(&self) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
        let mut files = Vec::new();
        let mut directories = vec![self.0.clone()];
        while let Some(directory) = directories.pop() {
            let told = |error| format!("{} cannot be read: {error}", directory.display());
            for entry in std::fs::read_dir(&directory).map_err(told)? {
                let path = entry.map_err(told)?.path();
                if path.is_dir() {
                    directories.push(path);
                } else {
                    files.push((path.clone(), std::fs::read(&path).map_err(told)?));
                }
            }
        }
        Ok(files)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // What cannot be removed stays in the system's directory for such files.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Opens the store of a directory for a check.
pub(super) fn opened(
    bench: &dyn Bench,
    seat: &Seat,
    check: impl FnOnce(&Scene<'_>) -> Verdict,
) -> Verdict {
    let mut check = Some(check);
    let mut verdict = Err("the bench has handed over no store".to_owned());
    let open = bench.open(seat.path(), &nouns::registered(), &mut |handle| {
        if let Some(check) = check.take() {
            verdict = check(&Scene::new(handle));
        }
    });
    fine("opening", open)?;
    verdict
}

/// Opens an empty store for a check.
pub(super) fn fresh(bench: &dyn Bench, check: impl FnOnce(&Scene<'_>) -> Verdict) -> Verdict {
    opened(bench, &Seat::new()?, check)
}

/// The personal part of a body.
pub(super) fn personal(body: &Body) -> Option<&Vec<u8>> {
    body.personal.as_ref().known()
}

/// The beginning of a query over one stream.
pub(super) fn of_stream(stream: Stream) -> JournalQuery {
    JournalQuery { stream: Some(stream), ..JournalQuery::first(MOST) }
}

/// The positions of entries.
pub(super) fn positions(entries: &[Entry]) -> Vec<Position> {
    entries.iter().map(|entry| entry.position).collect()
}

/// A body with nothing personal in it.
pub(super) fn plainly(text: &str) -> Body {
    Body { plain: text.as_bytes().to_vec(), personal: Held::Known(Vec::new()) }
}
