//! Inspection: what the map would be if it were built anew from bodies and journal, and where it
//! is not that.

mod journal;
mod records;

use std::ops::{ControlFlow, Range};

use super::draft::Draft;
use super::{Batch, Ordered, form, key};
use crate::domain::Id;
use crate::store::catalogue::{Catalogue, Registered};
use crate::store::contract::{Progress, Report};
use crate::store::error::StoreError;
use crate::store::scan::Order;

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
        let differs = self.draft.get(&key)?.as_deref() != value.as_deref();
        match value {
            Some(value) if differs => self.draft.put(key, value),
            None if differs => self.draft.remove(key),
            Some(_) | None => {}
        }
        Ok(differs)
    }

    fn keys_in(&self, keys: Range<Vec<u8>>) -> Result<Vec<Vec<u8>>, StoreError> {
        let pairs = self.map.range(keys, Order::Ascending);
        pairs.map(|pair| pair.map(|(key, _)| key.into_owned())).collect()
    }
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
