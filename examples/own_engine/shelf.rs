//! The store: everything stands in one value, and a commit puts a new one in its place.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use guanxi::domain::declaration::Cell;
use guanxi::domain::{Id, Stream, Timestamp};
use guanxi::store::unit::Digest;
use guanxi::store::{
    Capabilities, Catalogue, Check, Committed, Condition, Counter, Entry, Head, Kept, Key, Part,
    Position, Progress, Reader, Record, Registered, Report, Scrub, Stats, Store, StoreError, Unit,
};

use crate::read::Moment;
use crate::write;

/// Everything that is kept. Records carry their columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Contents {
    pub(crate) records: BTreeMap<(&'static str, Id), Record>,
    pub(crate) journal: Vec<Entry>,
    pub(crate) heads: BTreeMap<Stream, (Head, Digest)>,
    pub(crate) counters: BTreeMap<Counter, i64>,
    pub(crate) keys: BTreeMap<Key, Kept>,
    /// Whether more is to come of what is being restored.
    pub(crate) half_restored: bool,
}

/// A store in a few maps. A view holds on to the value it began with, so it is one moment without
/// keeping anybody waiting.
#[derive(Debug)]
pub(crate) struct Shelf {
    catalogue: Catalogue,
    stands: Mutex<Arc<Contents>>,
    closed: AtomicBool,
}

impl Shelf {
    pub(crate) fn new(nouns: &[Registered]) -> Result<Self, StoreError> {
        let catalogue = Catalogue::new(nouns)?;
        Ok(Shelf { catalogue, stands: Mutex::default(), closed: AtomicBool::new(false) })
    }

    fn stands(&self) -> Result<MutexGuard<'_, Arc<Contents>>, StoreError> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(StoreError::Closed);
        }
        // A panic while it is held leaves the value that was there.
        Ok(self.stands.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes a copy, which takes the place of what stood if nothing went wrong.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut Contents) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut stands = self.stands()?;
        let mut draft = Contents::clone(&stands);
        let answer = change(&mut draft)?;
        *stands = Arc::new(draft);
        Ok(answer)
    }
}

impl Store for Shelf {
    fn capabilities(&self) -> Capabilities {
        Capabilities { durable_on_return: false, isolated_readers: true, group: false }
    }

    fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let moment = Arc::clone(&*self.stands()?);
        read(&Moment { catalogue: &self.catalogue, kept: &moment })
    }

    fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
        self.change(|kept| write::commit(&self.catalogue, kept, &unit))
    }

    fn restore(&self, part: &Part) -> Result<(), StoreError> {
        self.change(|kept| write::restore(&self.catalogue, kept, part))
    }

    fn check(
        &self,
        mode: Check,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Report, StoreError> {
        let kept = Arc::clone(&*self.stands()?);
        let (records, entries) = (kept.records.len() as u64, kept.journal.len() as u64);
        let mut report = Report { records, entries, faults: Vec::new() };
        let total = records + entries;
        for (done, ((noun, id), record)) in (0..).zip(&kept.records) {
            if progress(Progress { done, total }).is_break() {
                return Err(StoreError::Cancelled);
            }
            let noun = self.catalogue.noun(noun)?;
            let projected = (noun.project)(*id, record.stream, &record.body).unwrap_or_default();
            let cells = record.columns.iter().flatten().zip(&projected);
            let mut declared = cells.zip(noun.declaration.columns);
            if declared.any(|((is, ought), column)| column.derived.is_none() && is != ought) {
                report.faults.push(format!("the columns of {id} are not those of its body"));
            }
        }
        report.faults.extend(write::verify_chain(&self.catalogue, &kept)?);
        if progress(Progress { done: total, total }).is_break() {
            return Err(StoreError::Cancelled);
        }
        if mode == Check::Rebuild {
            self.change(|kept| write::rebuild(&self.catalogue, kept))?;
        }
        Ok(report)
    }

    /// There are no files, and what was erased is not in the maps any more.
    fn scrub(&self) -> Result<Scrub, StoreError> {
        self.stands().map(|_| Scrub::Scrubbed)
    }

    fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.change(|kept| {
            let stood = kept.keys.len();
            kept.keys.retain(|_, key| key.recorded_at >= before);
            Ok((stood - kept.keys.len()) as u64)
        })
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        let kept = self.stands()?;
        let nouns = self.catalogue.nouns().map(|noun| noun.declaration.noun);
        let of = |noun| kept.records.keys().filter(|(name, _)| *name == noun).count() as u64;
        Ok(Stats {
            condition: Condition::Open,
            records: nouns.map(|noun| (noun, of(noun))).collect(),
            entries: kept.journal.len() as u64,
            keys: kept.keys.len() as u64,
            last: kept.journal.last().map_or(Position::START, |entry| entry.position),
            bytes: 0,
        })
    }

    fn close(&self) -> Result<(), StoreError> {
        self.closed.store(true, Ordering::SeqCst);
        Ok(())
    }
}

/// The cells of a record, in the order of the declaration.
pub(crate) fn cells(record: &Record) -> &[Cell] {
    record.columns.as_deref().unwrap_or_default()
}
