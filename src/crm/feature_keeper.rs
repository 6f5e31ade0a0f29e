//! Features kept in the commit of whatever is written of a client, by a store over another one.
//!
//! Everything that is written in a client's stream goes through one method, [`Store::commit`], whoever
//! says it: a desk, several commands as one, an import, a host's transaction. So that is where features
//! are kept. The record of a client's features is put with *every* unit that writes in its stream;
//! so its revision is the stream's exactly as long as nobody wrote without keeping them, and whatever
//! such a writer left out is noticed and worked out anew.

use std::ops::ControlFlow;

use super::feature_records::{Fuller, fuller, is_kept_for};
use crate::domain::{Currency, Timestamp};
use crate::store::{
    Capabilities, Check, Committed, Conflict, Part, Progress, Reader, Report, Scrub, Stats, Store,
    StoreError, Unit,
};

/// How often what was kept is read again when somebody else was faster.
const ATTEMPTS: u32 = 8;

/// How often a journal is read for it: where others write all the time, who reads long is always late.
const READINGS: u32 = 2;

/// A store over another one that keeps the features of clients up to date with every unit.
///
/// It answers as the store below does: it refuses nothing, and its own expectation is never told. When
/// others write to the same client at the same time, it reads again and tries again, a few times; then,
/// and when what is kept cannot be read, the unit is committed without, and the next one works the
/// features out anew.
///
/// [`Crm::keeping_features`](super::Crm::keeping_features) is how a host asks for it.
#[derive(Debug, Clone)]
pub struct FeatureKeeper<S> {
    below: S,
    /// None where nothing is kept.
    currency: Option<Currency>,
}

impl<S: Store> FeatureKeeper<S> {
    /// Keeps features, purchases in one currency, in a store that was opened with the crate's
    /// [nouns](super::nouns).
    ///
    /// ```
    /// use guanxi::crm::{FeatureKeeper, nouns};
    /// use guanxi::store::MemoryStore;
    /// use guanxi::Crm;
    /// let store = FeatureKeeper::over(MemoryStore::new(&nouns())?, "CNY".parse()?);
    /// let crm = Crm::over(store)?;
    /// # let _ = crm;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn over(below: S, currency: Currency) -> Self {
        FeatureKeeper { below, currency: Some(currency) }
    }

    /// The same where it is not known whether any are to be kept.
    #[cfg(feature = "sqlite")]
    pub(super) const fn perhaps(below: S, currency: Option<Currency>) -> Self {
        FeatureKeeper { below, currency }
    }

    /// A unit with the features as they will stand after it; none where there is nothing to keep or it
    /// cannot be told.
    fn fuller(&self, unit: &Unit) -> Option<Fuller> {
        let currency = self.currency?;
        unit.writes.iter().find(|write| is_kept_for(write))?;
        let mut found = None;
        let looked = self.below.view(&mut |reader| {
            found = Some(fuller(reader, currency, unit)?);
            Ok(())
        });
        looked.ok().and(found)
    }
}

impl<S: Store> Store for FeatureKeeper<S> {
    fn capabilities(&self) -> Capabilities {
        self.below.capabilities()
    }

    fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.below.view(read)
    }

    fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
        let mut readings = 0;
        for _ in 0..ATTEMPTS {
            let Some(fuller) = self.fuller(&unit) else { break };
            readings += u32::from(fuller.read_again);
            match self.below.commit(fuller.unit) {
                Err(StoreError::Conflict(Conflict::Stale { expected, .. }))
                    if fuller.own.contains(&expected) => {}
                answer => return answer,
            }
            if readings == READINGS {
                break;
            }
        }
        self.below.commit(unit)
    }

    fn restore(&self, part: &Part) -> Result<(), StoreError> {
        self.below.restore(part)
    }

    fn check(
        &self,
        mode: Check,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Report, StoreError> {
        self.below.check(mode, progress)
    }

    fn scrub(&self) -> Result<Scrub, StoreError> {
        self.below.scrub()
    }

    fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.below.forget_keys(before)
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        self.below.stats()
    }

    fn close(&self) -> Result<(), StoreError> {
        self.below.close()
    }
}
