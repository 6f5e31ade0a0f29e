//! What every check needs: rows and units drawn up in a few words, a store in a directory of its
//! own, and a photograph of everything that can be read.

mod row;
mod draft;
mod look;
mod seat;

use std::fmt::Debug;

use super::{Bench, Handle, nouns};
use crate::domain::declaration::Cell;
use crate::domain::{Id, Stream};
use crate::store::contract::{Capabilities, Head, Reader, Store};
use crate::store::error::StoreError;
use crate::store::journal::{Entry, JournalQuery};
use crate::store::record::{Record, Target};
use crate::store::scan::{MOST, Page, Scan};
use crate::store::unit::{Committed, Counter, Kept, Key};

pub use draft::{Draft, counter, key, moment, unit};
pub use look::{entries, every, everything, look, photograph};
pub use row::{Row, account, note, person};
pub use seat::Seat;

pub(super) use look::{of_stream, personal, positions, unchanged};
pub(super) use row::plainly;

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
