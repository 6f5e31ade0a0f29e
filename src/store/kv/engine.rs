//! The store over a shelf: views, commits, upkeep.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{MutexGuard, PoisonError};

use super::commit::{self, Outcome};
use super::inspect::{self, count};
use super::read::View;
use super::{Batch, Shelf, key, open, restore};
use crate::domain::Timestamp;
use crate::store::catalogue::{Catalogue, Registered};
use crate::store::contract::{Check, Progress, Reader, Report, Scrub, Stats};
use crate::store::error::StoreError;
use crate::store::journal::Position;
use crate::store::part::Part;
use crate::store::scan::Order;
use crate::store::unit::{Committed, Unit};

/// A store over a shelf.
#[derive(Debug)]
pub(in crate::store) struct Engine<S> {
    shelf: S,
    catalogue: Catalogue,
    closed: AtomicBool,
}

impl<S: Shelf> Engine<S> {
    /// Opens what is on the shelf for these nouns.
    pub(in crate::store) fn open(shelf: S, nouns: &[Registered]) -> Result<Self, StoreError> {
        let catalogue = Catalogue::new(nouns)?;
        {
            let _turn = turn(&shelf);
            open::open(&shelf, &catalogue)?;
        }
        Ok(Engine { shelf, catalogue, closed: AtomicBool::new(false) })
    }

    pub(in crate::store) fn shelf(&self) -> &S {
        &self.shelf
    }

    pub(in crate::store) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    fn standing(&self) -> Result<(), StoreError> {
        if self.closed.load(Ordering::Acquire) { Err(StoreError::Closed) } else { Ok(()) }
    }

    pub(in crate::store) fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.standing()?;
        let map = self.shelf.read()?;
        read(&View { catalogue: &self.catalogue, map: &*map })
    }

    pub(in crate::store) fn commit(&self, unit: &Unit) -> Result<Committed, StoreError> {
        self.standing()?;
        let _turn = turn(&self.shelf);
        let map = self.shelf.read()?;
        restore::whole(&*map)?;
        let outcome = commit::commit(&self.catalogue, &*map, unit)?;
        drop(map);
        match outcome {
            Outcome::Repeated(committed) => Ok(committed),
            Outcome::Fresh(committed, batch) => {
                self.shelf.apply(batch, Some(unit.key.key))?;
                Ok(committed)
            }
        }
    }

    pub(in crate::store) fn restore(&self, part: &Part) -> Result<(), StoreError> {
        self.standing()?;
        let _turn = turn(&self.shelf);
        let batch = restore::restore(&self.catalogue, &*self.shelf.read()?, part)?;
        if batch.is_empty() { Ok(()) } else { self.shelf.apply(batch, None) }
    }

    pub(in crate::store) fn check(
        &self,
        mode: Check,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Report, StoreError> {
        self.standing()?;
        match mode {
            Check::Verify => {
                Ok(inspect::inspect(&self.catalogue, &*self.shelf.read()?, progress)?.0)
            }
            Check::Rebuild => {
                let _turn = turn(&self.shelf);
                let (report, batch) =
                    inspect::inspect(&self.catalogue, &*self.shelf.read()?, progress)?;
                if !batch.is_empty() {
                    self.shelf.apply(batch, None)?;
                }
                Ok(report)
            }
        }
    }

    pub(in crate::store) fn scrub(&self) -> Result<Scrub, StoreError> {
        self.standing()?;
        let _turn = turn(&self.shelf);
        self.shelf.scrub()
    }

    pub(in crate::store) fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.standing()?;
        let _turn = turn(&self.shelf);
        let mut batch = Batch::new();
        let mut forgotten = 0;
        for pair in self.shelf.read()?.range(key::kept_before(before), Order::Ascending) {
            let (at, _) = pair?;
            batch.extend(key::kept_of(&at).map(|kept| (kept, None)));
            batch.insert(at.into_owned(), None);
            forgotten += 1;
        }
        if !batch.is_empty() {
            self.shelf.apply(batch, None)?;
        }
        Ok(forgotten)
    }

    pub(in crate::store) fn stats(&self) -> Result<Stats, StoreError> {
        self.standing()?;
        // Before the map is held: who writes holds what the condition is asked of, and waits for the map.
        let condition = self.shelf.condition();
        let map = self.shelf.read()?;
        let of = |noun: &Registered| {
            let places = key::under(key::places(noun.declaration.number));
            Ok((noun.declaration.noun, count(&*map, places)?))
        };
        Ok(Stats {
            condition,
            records: self.catalogue.nouns().map(of).collect::<Result<_, StoreError>>()?,
            entries: count(&*map, key::under(key::entries()))?,
            keys: count(&*map, key::all_kept())?,
            last: Position(commit::last(&*map)?),
            bytes: self.shelf.bytes()?,
        })
    }

    pub(in crate::store) fn close(&self) -> Result<(), StoreError> {
        if self.closed.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        let _turn = turn(&self.shelf);
        self.shelf.close()
    }
}

/// The turn to change the map. Whoever panicked in it had only prepared a change.
fn turn<S: Shelf>(shelf: &S) -> MutexGuard<'_, ()> {
    shelf.writer().lock().unwrap_or_else(PoisonError::into_inner)
}

/// The contract, answered by an engine inside.
macro_rules! answers {
    ($store:ty, $capabilities:expr) => {
        impl $crate::store::contract::Store for $store {
            fn capabilities(&self) -> $crate::store::contract::Capabilities {
                $capabilities
            }

            fn view(
                &self,
                read: &mut dyn FnMut(
                    &dyn $crate::store::contract::Reader,
                ) -> Result<(), $crate::store::error::StoreError>,
            ) -> Result<(), $crate::store::error::StoreError> {
                self.engine.view(read)
            }

            fn commit(
                &self,
                unit: $crate::store::unit::Unit,
            ) -> Result<$crate::store::unit::Committed, $crate::store::error::StoreError> {
                self.engine.commit(&unit)
            }

            fn restore(
                &self,
                part: &$crate::store::part::Part,
            ) -> Result<(), $crate::store::error::StoreError> {
                self.engine.restore(part)
            }

            fn check(
                &self,
                mode: $crate::store::contract::Check,
                progress: &mut dyn FnMut(
                    $crate::store::contract::Progress,
                ) -> std::ops::ControlFlow<()>,
            ) -> Result<$crate::store::contract::Report, $crate::store::error::StoreError> {
                self.engine.check(mode, progress)
            }

            fn scrub(
                &self,
            ) -> Result<$crate::store::contract::Scrub, $crate::store::error::StoreError> {
                self.engine.scrub()
            }

            fn forget_keys(
                &self,
                before: $crate::domain::Timestamp,
            ) -> Result<u64, $crate::store::error::StoreError> {
                self.engine.forget_keys(before)
            }

            fn stats(
                &self,
            ) -> Result<$crate::store::contract::Stats, $crate::store::error::StoreError> {
                self.engine.stats()
            }

            fn close(&self) -> Result<(), $crate::store::error::StoreError> {
                self.engine.close()
            }
        }
    };
}
pub(in crate::store) use answers;
