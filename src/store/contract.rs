//! The contract that every engine keeps, sentence by sentence.
//!
//! Each sentence has a mark (`[C1]`); the check of that name in the conformance suite holds an
//! engine to it.

use std::fmt::Debug;
use std::ops::ControlFlow;

use super::error::StoreError;
use super::journal::{Entry, JournalQuery, Position};
use super::part::Part;
use super::record::{Record, Revision, Target};
use super::scan::{Page, Scan};
use super::unit::{Committed, Counter, Kept, Key, Unit};
use crate::domain::{Stream, Timestamp};

/// A place where records and their journal are kept.
///
/// # Views
/// - `[V1]` Everything read inside one view is one moment, whatever others commit meanwhile.
/// - `[V2]` A view sees every unit that was answered before it began.
/// - `[V3]` An error that the closure returns ends the view and is returned unchanged.
///
/// # Units
/// - `[C1]` A unit is written whole or not at all; a refused one leaves no trace.
/// - `[C2]` A key that was committed with the same digest answers the first answer again, marked
///   `repeated`, and writes nothing.
/// - `[C3]` A key that was committed with another digest is `KeyReused`.
/// - `[C4]` Answers come in this order: a unit malformed by the declarations alone, key,
///   expectations, takes, and then what its writes run into, one after the other as `[C9]` says; in
///   a put: where it stands already, what it supersedes, then its unique values by column and value.
/// - `[C5]` An expected stream revision that has moved is `Stale` with the revision found, also
///   when the unit writes nothing in that stream.
/// - `[C6]` An expected record revision that differs, or an expected absence that is none, is
///   `Stale`; a record that is not there is found at revision nought; of several expectations that
///   do not hold the first is named.
/// - `[C7]` A unit moves the revision of each stream in which it writes anything by one, however
///   much it writes there, and of no other.
/// - `[C8]` A record's revision is its stream's after the unit that last put it; neither a redaction
///   nor a fact that supersedes it moves that.
/// - `[C9]` Within a unit, in all its streams: removes, then puts, then redactions, then entries.
/// - `[C10]` A unique value that another record has is `Taken`, naming column and holder; a value
///   freed by a remove or put earlier in the same unit is free.
/// - `[C11]` A put over a fact that stands is a malformed unit.
/// - `[C12]` A fact that supersedes another hides it from scans and leaves it readable; superseding
///   the same fact again is `Superseded`; superseding one that is not in the stream is a malformed
///   unit; it stays superseded when the other is removed.
/// - `[C13]` A take moves its counter if it stays within its bounds, otherwise it is `Exhausted`
///   with what was found; a counter begins at nought; takes of one unit come one after the other,
///   and takes of many units all count.
/// - `[C14]` A derived column holds the greatest value over its stream's standing facts as soon as
///   the unit that wrote, superseded or removed one is committed, null when there is none and in a
///   record that does not name its stream, and moves no record's revision.
/// - `[C15]` A record removed from one stream and put into another in the same unit has moved; its
///   entries stay where they were written.
/// - `[C16]` A redaction erases the personal part of the record and of every inline entry about it,
///   also in streams where it once was, and empties its personal columns: nothing finds it by them,
///   their unique values are free, and the chain still verifies. An entry with nothing personal in
///   it stays as it is.
/// - `[C17]` A unit that names an undeclared noun, column count, value shape or event, a stream
///   twice, takes without an entry or from a counter whose name is not 1 to 255 bytes, or an entry of a record's payload for a state noun, is
///   malformed, whatever else is wrong with it.
/// - `[C18]` Within a stream `recorded_at` never runs backwards: an earlier one is written as the
///   stream's latest.
/// - `[C19]` Units committed at the same time are as if one came after the other.
/// - `[C20]` A remove or redaction of a record that is not in that stream, or a put of one that is in
///   another, is a malformed unit.
/// - `[C21]` Where a derived column names one of the record's own and no fact that stands has a
///   value, it holds that column's, as soon as the unit that put the record or took the last such
///   fact away is committed, whatever had been there; the first fact takes its place, also when its
///   value is smaller.
/// - `[C22]` A fact says the same for ever: one that is removed and put in the same unit with
///   another body, or put again when an earlier unit removed it and an entry refers to it, makes
///   the unit malformed.
///
/// # Restoring
/// - `[R1]` Every record and then every entry of one store, restored part by part in an empty one, are
///   there what they were: revisions, who took whose place, columns with what is derived, positions,
///   digests, seals, counters, and the place of each stream at its last entry; `check` finds no fault.
/// - `[R2]` A part is restored whole or not at all. A noun or an event that is not declared, a body
///   from which no columns follow, a record that stands already, an entry that does not stand right
///   behind the last one or does not follow its stream's, or whose digest is not that of what it says
///   behind the one before, make it malformed; a unique value that another record has is `Taken`.
/// - `[R3]` Behind a part with more to come every commit is `HalfRestored` and writes nothing, until a
///   part without more has come; then the store is what it is when all of it comes at once.
///
/// # Lifetime
/// - `[L1]` What was answered is there when the store is opened again.
/// - `[L2]` After `close` every call is `Closed`, and `close` again is fine; `stats` may say so as
///   its condition instead.
/// - `[L3]` `check` of a store that only commits have written finds no fault, and a rebuild changes
///   no answer.
/// - `[L4]` After `scrub`, answers are what they were, and what was erased stands in no file.
/// - `[L5]` `forget_keys` forgets the keys recorded before an instant and no others.
/// - `[L6]` `stats` counts records, entries and keys as they are, and tells the last position.
/// - `[L7]` `check` is `Cancelled` when its progress breaks, and the store goes on.
pub trait Store: Debug {
    /// In what this engine differs from others.
    fn capabilities(&self) -> Capabilities;

    /// Reads, in one moment.
    ///
    /// # Errors
    /// What the closure returns, or why the store cannot be read.
    fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Writes a unit, all or nothing; durable when it returns, where
    /// [`Capabilities::durable_on_return`] says so.
    ///
    /// # Errors
    /// [`Conflict`](super::error::Conflict) when somebody else was faster,
    /// [`StoreError::Unit`] when the unit is malformed, or why the store cannot be written.
    fn commit(&self, unit: Unit) -> Result<Committed, StoreError>;

    /// Writes a part of what another store gave: records as they stand there and entries as they
    /// were told. It is for stores in which nothing else has happened; keys are not restored, so a
    /// repeated command is a new one. A store that outlives its process and was left half restored is
    /// not opened again: that is [`StoreError::HalfRestored`] too.
    ///
    /// # Errors
    /// [`StoreError::Unit`] when the part is malformed,
    /// [`Conflict::Taken`](super::error::Conflict::Taken), or why the store cannot be written.
    fn restore(&self, part: &Part) -> Result<(), StoreError>;

    /// Looks for contradictions, or removes them by building columns, indexes and counters anew
    /// from bodies and journal.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] when `progress` breaks, or why the store cannot be read.
    fn check(
        &self,
        mode: Check,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Report, StoreError>;

    /// Removes the bytes of what was erased from every file.
    ///
    /// # Errors
    /// Why the files cannot be written.
    fn scrub(&self) -> Result<Scrub, StoreError>;

    /// Forgets the keys recorded before an instant; returns how many.
    ///
    /// # Errors
    /// Why the store cannot be written.
    fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError>;

    /// How large the store is, and how it fares.
    ///
    /// # Errors
    /// Why the store cannot be read.
    fn stats(&self) -> Result<Stats, StoreError>;

    /// Ends the store's work; every later call is [`StoreError::Closed`].
    ///
    /// # Errors
    /// Why the last bytes could not be written.
    fn close(&self) -> Result<(), StoreError>;
}

/// What can be read inside a view.
///
/// - `[G1]` `get` answers each target in the order asked, none where there is no such record; an
///   undeclared noun is `Query`.
/// - `[G2]` Columns come only when asked for: every declared one, derived ones included, or those
///   that a scan names, in the order in which it names them.
/// - `[S1]` `scan` gives exactly the records of the index that the question names, by the index's
///   columns and then by id; descending is the exact reverse.
/// - `[S2]` A record with a null in one of an index's columns is not in that index.
/// - `[S3]` An index over a column that holds many has a record once for each value.
/// - `[S4]` Integers are ordered as numbers, texts and ids as bytes; a prefix is one of bytes; a
///   bound includes or excludes its value.
/// - `[S5]` Conditions leave out the records that do not meet them.
/// - `[S6]` What the sight does not see is in no page, no count and no journal.
/// - `[S7]` Superseded facts are left out unless they are asked for.
/// - `[S8]` Pages that follow their cursors visit every record once, if nothing is written
///   meanwhile; a page without `next` was the last.
/// - `[S9]` A cursor of another question, or one that cannot be read, is `InvalidCursor`.
/// - `[S10]` An undeclared noun, index or column, a value of the wrong shape, a missing or
///   superfluous stream, or a limit of nought or above [`MOST`](super::scan::MOST) is `Query`.
/// - `[S11]` `count` is the number of records that the pages hold, whatever limit and cursor say.
/// - `[J1]` `journal` gives entries by position, numbered from nought within unit and stream, with
///   their unit's revision, actor and times.
/// - `[J2]` An entry that becomes visible never stands before one already visible.
/// - `[J3]` Each filter of a journal query leaves out exactly what it names; an undeclared noun, or
///   a limit of nought or above [`MOST`](super::scan::MOST), is `Query`.
/// - `[J4]` A fact's entry refers to its record, and is malformed where that does not stand; an
///   inline entry holds its body; takes stand at the unit's first entry.
/// - `[K1]` `key` tells digest, actor, time (as the unit gave it), ids, revisions and positions of a
///   committed key, and nothing of another.
/// - `[K2]` `revisions` tells each stream's revision and latest time in the order asked, nought and
///   none for one in which nothing happened; `counter` tells where a counter stands.
pub trait Reader {
    /// Records by their names, with their columns when those are wanted.
    ///
    /// # Errors
    /// [`StoreError::Query`] for an undeclared noun, or why the store cannot be read.
    fn get(&self, targets: &[Target], columns: bool) -> Result<Vec<Option<Record>>, StoreError>;

    /// A page of an index.
    ///
    /// # Errors
    /// [`StoreError::Query`], [`StoreError::InvalidCursor`], [`StoreError::Building`].
    fn scan(&self, scan: &Scan) -> Result<Page, StoreError>;

    /// How many records all pages hold together; limit and cursor are not looked at.
    ///
    /// # Errors
    /// As [`scan`](Self::scan).
    fn count(&self, scan: &Scan) -> Result<u64, StoreError>;

    /// Entries of the journal.
    ///
    /// # Errors
    /// [`StoreError::Query`] for a limit out of range.
    fn journal(&self, query: &JournalQuery) -> Result<Vec<Entry>, StoreError>;

    /// Where streams stand.
    ///
    /// # Errors
    /// Why the store cannot be read.
    fn revisions(&self, streams: &[Stream]) -> Result<Vec<Head>, StoreError>;

    /// Where a counter stands.
    ///
    /// # Errors
    /// Why the store cannot be read.
    fn counter(&self, counter: &Counter) -> Result<i64, StoreError>;

    /// What is remembered of a key.
    ///
    /// # Errors
    /// Why the store cannot be read.
    fn key(&self, key: &Key) -> Result<Option<Kept>, StoreError>;
}

/// Where a stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Head {
    /// How many units have changed it.
    pub revision: Revision,
    /// When the last of them was recorded.
    pub recorded_at: Option<Timestamp>,
}

/// In what engines may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// A unit that was answered survives a crash of the machine.
    pub durable_on_return: bool,
    /// A view does not keep writers waiting.
    pub isolated_readers: bool,
    /// Units that wait at the same time share one write to disk.
    pub group: bool,
}

/// What a check does about what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// It says what it found.
    Verify,
    /// It builds columns, indexes and counters anew.
    Rebuild,
}

/// How far long work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Records and entries seen.
    pub done: u64,
    /// Records and entries in all.
    pub total: u64,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Records looked at.
    pub records: u64,
    /// Entries looked at.
    pub entries: u64,
    /// Each contradiction, in words.
    pub faults: Vec<String>,
}

/// What a scrub could do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrub {
    /// What was erased stands in no file any more.
    Scrubbed,
    /// Somebody reads, or a transaction of the host's is open: try again later.
    Waiting,
}

/// How large a store is, and how it fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// Whether it takes units.
    pub condition: Condition,
    /// Records of each declared noun, in the order of declaration.
    pub records: Vec<(&'static str, u64)>,
    /// Entries of the journal.
    pub entries: u64,
    /// Keys that are remembered.
    pub keys: u64,
    /// The position of the last entry.
    pub last: Position,
    /// Bytes on disk, nought for a store in memory.
    pub bytes: u64,
}

/// Whether a store takes units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It takes units.
    Open,
    /// A unit is in doubt: it can be read until it is reopened.
    RefusingWrites,
    /// It was closed.
    Closed,
}

macro_rules! through {
    ($($handle:ty),*) => {$(
        impl<S: Store + ?Sized> Store for $handle {
            fn capabilities(&self) -> Capabilities {
                (**self).capabilities()
            }

            fn view(
                &self,
                read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
            ) -> Result<(), StoreError> {
                (**self).view(read)
            }

            fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
                (**self).commit(unit)
            }

            fn restore(&self, part: &Part) -> Result<(), StoreError> {
                (**self).restore(part)
            }

            fn check(
                &self,
                mode: Check,
                progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
            ) -> Result<Report, StoreError> {
                (**self).check(mode, progress)
            }

            fn scrub(&self) -> Result<Scrub, StoreError> {
                (**self).scrub()
            }

            fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
                (**self).forget_keys(before)
            }

            fn stats(&self) -> Result<Stats, StoreError> {
                (**self).stats()
            }

            fn close(&self) -> Result<(), StoreError> {
                (**self).close()
            }
        }
    )*};
}

through!(&S, Box<S>, std::sync::Arc<S>);
