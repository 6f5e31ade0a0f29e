//! The overlay: several units collected over a store as if they had been committed to it, to be
//! committed there as one.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::catalogue::Catalogue;
use super::contract::{
    Capabilities, Check, Condition, Progress, Reader, Report, Scrub, Stats, Store,
};
use super::error::StoreError;
use super::kv::commit::{self, Outcome};
use super::kv::inspect;
use super::memory::pour;
use super::part::Part;
use super::record::Revision;
use super::unit::{Committed, Unit, UnitKey};
use crate::domain::Timestamp;

mod pending;
mod read;
mod expected;
mod finish;
#[cfg(test)]
mod tests;

use expected::Expected;
use pending::Pending;
use read::Through;

/// A store over another one: what is committed to it is kept here and read back as if it stood in
/// the store below, until [`finish`](Overlay::finish) makes one unit of it.
///
/// Everything read through it becomes an expectation of that unit, as it stood in the store below.
/// Revisions and positions that it answers are provisional: below, each stream moves by one only.
/// Keys of the units inside are not remembered below.
///
/// # Lifetime
/// `check` looks at the store below and at what is pending and never writes; `scrub` waits, since
/// nothing is erased before the unit is committed; `forget_keys` forgets pending keys only;
/// `close` leaves the store below open.
#[derive(Debug)]
pub struct Overlay<S> {
    below: S,
    catalogue: Catalogue,
    pending: RwLock<Pending>,
    expected: Mutex<Expected>,
    closed: AtomicBool,
    /// Whether more is to be restored below.
    half: AtomicBool,
}

impl<S: Store> Overlay<S> {
    /// Nothing pending yet, over a store of these nouns.
    pub fn over(below: S, catalogue: Catalogue) -> Self {
        Overlay {
            below,
            catalogue,
            pending: RwLock::new(Pending::new()),
            expected: Mutex::new(Expected::default()),
            closed: AtomicBool::new(false),
            half: AtomicBool::new(false),
        }
    }

    /// Everything that was committed here as one unit, with everything that was read as its
    /// expectations.
    ///
    /// # Errors
    /// [`StoreError::Unit`] when no one unit can say it: a record that was redacted and then removed,
    /// or put again with a personal part; a fact whose place was taken by one that then left its
    /// stream.
    pub fn finish(&self, key: UnitKey) -> Result<Unit, StoreError> {
        let expects = self.expected().list();
        self.pending()?.finish(&self.catalogue, key, expects)
    }

    /// Whether everything that was read still stands in the store below, all in one moment: to be
    /// asked before a refusal that rests on it is passed on.
    ///
    /// # Errors
    /// [`Conflict::Stale`](super::error::Conflict::Stale), or why the store cannot be read.
    pub fn verify(&self) -> Result<(), StoreError> {
        let expects = self.expected().list();
        self.below.view(&mut |reader| expected::verify(reader, &expects))
    }

    /// Whether nothing was committed here.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.pending()?.is_empty())
    }

    fn standing(&self) -> Result<(), StoreError> {
        if self.closed.load(Ordering::Acquire) { Err(StoreError::Closed) } else { Ok(()) }
    }

    // A panic while one of these is held leaves what was there: changes are poured in whole.

    fn pending(&self) -> Result<RwLockReadGuard<'_, Pending>, StoreError> {
        self.standing()?;
        Ok(self.pending.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn pending_mut(&self) -> Result<RwLockWriteGuard<'_, Pending>, StoreError> {
        self.standing()?;
        Ok(self.pending.write().unwrap_or_else(PoisonError::into_inner))
    }

    fn expected(&self) -> MutexGuard<'_, Expected> {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Store> Store for Overlay<S> {
    fn capabilities(&self) -> Capabilities {
        Capabilities { durable_on_return: false, isolated_readers: false, group: false }
    }

    fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let pending = self.pending()?;
        self.below.view(&mut |below| {
            read(&Through {
                below,
                catalogue: &self.catalogue,
                pending: &pending,
                expected: &self.expected,
            })
        })
    }

    fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
        let mut pending = self.pending_mut()?;
        if self.half.load(Ordering::Acquire) {
            return Err(StoreError::HalfRestored);
        }
        self.catalogue.check(&unit)?;
        self.below.view(&mut |below| pending.fetch(below, &self.catalogue, &unit))?;
        match commit::commit(&self.catalogue, pending.now(), &unit)? {
            Outcome::Repeated(committed) => Ok(committed),
            Outcome::Fresh(committed, batch) => {
                self.expected().take_over(&unit.expects, &pending);
                pending.note(&self.catalogue, unit, batch)?;
                Ok(committed)
            }
        }
    }

    /// Goes to the store below, while nothing is pending here.
    fn restore(&self, part: &Part) -> Result<(), StoreError> {
        let pending = self.pending_mut()?;
        if !pending.is_empty() {
            return Err(StoreError::Query { why: "something is pending that is not committed" });
        }
        self.below.restore(part)?;
        self.half.store(part.more, Ordering::Release);
        Ok(())
    }

    fn check(
        &self,
        _mode: Check,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Report, StoreError> {
        let pending = self.pending()?;
        let mut report = self.below.check(Check::Verify, progress)?;
        let own = inspect::part(&self.catalogue, pending.now(), progress)?;
        report.records = report.records.saturating_add(own.records);
        report.entries = report.entries.saturating_add(own.entries);
        report.faults.extend(own.faults);
        Ok(report)
    }

    fn scrub(&self) -> Result<Scrub, StoreError> {
        self.standing()?;
        Ok(Scrub::Waiting)
    }

    fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut pending = self.pending_mut()?;
        let (batch, forgotten) = pending.forget(before)?;
        pour(&mut pending.now, batch);
        Ok(forgotten)
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        let pending = self.pending()?;
        let mut stats = self.below.stats()?;
        pending.add_to(&self.catalogue, &mut stats)?;
        stats.condition = Condition::Open;
        Ok(stats)
    }

    fn close(&self) -> Result<(), StoreError> {
        self.closed.store(true, Ordering::Release);
        Ok(())
    }
}

/// The revision of what is not there.
const ABSENT: Revision = Revision::ZERO;
