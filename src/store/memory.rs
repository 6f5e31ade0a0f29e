//! The store in memory: nothing is left when it is dropped.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use super::catalogue::{Catalogue, Registered};
use super::contract::{Capabilities, Condition, Scrub};
use super::error::StoreError;
use super::kv::engine::{Engine, answers};
use super::kv::{Batch, Ordered, Pairs, Shelf};
use super::scan::Order;
use super::unit::Key;

/// A store in memory, for tests and for what need not be kept.
#[derive(Debug)]
pub struct MemoryStore {
    engine: Engine<MemoryShelf>,
}

impl MemoryStore {
    /// An empty store for these nouns.
    ///
    /// # Errors
    /// [`StoreError::Query`] for declarations that contradict themselves or each other.
    pub fn new(nouns: &[Registered]) -> Result<Self, StoreError> {
        let engine = Engine::open(MemoryShelf::default(), nouns)?;
        Ok(MemoryStore { engine })
    }

    /// The same records in another handle, as if a file had been opened again; it also opens a
    /// store that was closed.
    ///
    /// # Errors
    /// As [`reopened_for`](Self::reopened_for).
    pub fn reopened(&self) -> Result<Self, StoreError> {
        let nouns: Vec<Registered> = self.engine.catalogue().nouns().copied().collect();
        self.reopened_for(&nouns)
    }

    /// The same records in another handle, opened for other declarations.
    ///
    /// # Errors
    /// [`StoreError::NewerFormat`] for declarations older than those of the records, and as
    /// [`new`](Self::new).
    pub fn reopened_for(&self, nouns: &[Registered]) -> Result<Self, StoreError> {
        let engine = Engine::open(self.engine.shelf().clone(), nouns)?;
        Ok(MemoryStore { engine })
    }

    /// The nouns that the store was opened for.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        self.engine.catalogue()
    }
}

answers!(
    MemoryStore,
    Capabilities { durable_on_return: false, isolated_readers: false, group: false }
);

/// The map that the handles of one store share.
#[derive(Clone, Default)]
struct MemoryShelf {
    map: Arc<RwLock<Map>>,
    writer: Arc<Mutex<()>>,
}

impl std::fmt::Debug for MemoryShelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What is kept in it is nobody's business here.
        f.debug_struct("MemoryShelf").finish_non_exhaustive()
    }
}

pub(super) type Map = BTreeMap<Vec<u8>, Vec<u8>>;

impl Ordered for Map {
    fn get(&self, key: &[u8]) -> Result<Option<Cow<'_, [u8]>>, StoreError> {
        Ok(BTreeMap::get(self, key).map(Cow::from))
    }

    fn range(&self, keys: Range<Vec<u8>>, order: Order) -> Pairs<'_> {
        if keys.is_empty() {
            return Box::new(std::iter::empty());
        }
        let pairs = BTreeMap::range(self, keys).map(|(key, value)| Ok((key.into(), value.into())));
        match order {
            Order::Ascending => Box::new(pairs),
            Order::Descending => Box::new(pairs.rev()),
        }
    }
}

impl Ordered for RwLockReadGuard<'_, Map> {
    fn get(&self, key: &[u8]) -> Result<Option<Cow<'_, [u8]>>, StoreError> {
        Ordered::get(&**self, key)
    }

    fn range(&self, keys: Range<Vec<u8>>, order: Order) -> Pairs<'_> {
        Ordered::range(&**self, keys, order)
    }
}

/// Writes a batch into a map.
pub(super) fn pour(map: &mut Map, batch: Batch) {
    for (key, value) in batch {
        match value {
            Some(value) => map.insert(key, value),
            None => map.remove(&key),
        };
    }
}

impl Shelf for MemoryShelf {
    fn read(&self) -> Result<Box<dyn Ordered + '_>, StoreError> {
        Ok(Box::new(self.map.read().unwrap_or_else(PoisonError::into_inner)))
    }

    fn apply(&self, batch: Batch, _key: Option<Key>) -> Result<(), StoreError> {
        pour(&mut self.map.write().unwrap_or_else(PoisonError::into_inner), batch);
        Ok(())
    }

    fn writer(&self) -> &Mutex<()> {
        &self.writer
    }

    fn condition(&self) -> Condition {
        Condition::Open
    }

    fn scrub(&self) -> Result<Scrub, StoreError> {
        Ok(Scrub::Scrubbed)
    }

    fn bytes(&self) -> Result<u64, StoreError> {
        Ok(0)
    }

    fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::super::contract::{Check, Reader, Store};
    use super::super::error::Conflict;
    use super::super::kv::key;
    use super::super::kv::sample::*;
    use super::super::scan::Scan;
    use super::super::unit::{Counter, Put, Take, Write};
    use super::*;
    use crate::domain::Held;
    use crate::domain::declaration::{BY_ID, Cell, TIMELINE};

    fn read<T>(
        store: &dyn Store,
        read: impl Fn(&dyn Reader) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut found = None;
        store.view(&mut |reader| {
            found = Some(read(reader)?);
            Ok(())
        })?;
        found.ok_or(StoreError::Closed)
    }

    fn found_by(store: &dyn Store, scan: &Scan) -> Vec<u8> {
        let page = read(store, |reader| reader.scan(scan)).unwrap();
        page.records.iter().map(|record| record.id.to_bytes()[0]).collect()
    }

    fn faults(store: &dyn Store) -> Vec<String> {
        store.check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap().faults
    }

    fn last_call(store: &dyn Store, firm: u8) -> Cell {
        let got = read(store, |reader| reader.get(&[firm_of(firm)], true)).unwrap();
        let columns = got.into_iter().next().flatten().and_then(|record| record.columns);
        columns.unwrap().swap_remove(3)
    }

    #[test]
    fn a_firm_is_founded_called_corrected_and_erased() {
        let store = MemoryStore::new(&nouns()).unwrap();
        assert_eq!(store.commit(found(1, "华信", "hx|big|old")).unwrap().positions.len(), 1);
        assert_eq!(store.stats().unwrap().bytes, 0, "nothing is on a disk");
        assert!(store.commit(found(1, "华信", "hx|big|old")).unwrap().repeated);
        store.commit(found(2, "other", "ot|big")).unwrap();
        store.commit(log(1, 11, 500, None)).unwrap();
        store.commit(log(1, 12, 300, None)).unwrap();
        assert_eq!(last_call(&store, 1), Cell::one(500));
        store.commit(log(1, 13, 200, Some(11))).unwrap();
        assert_eq!(last_call(&store, 1), Cell::one(300));
        let again = store.commit(log(1, 14, 100, Some(11))).unwrap_err();
        assert!(matches!(again, StoreError::Conflict(Conflict::Superseded { .. })));
        let timeline = Scan::of("call", TIMELINE, 10).within(stream(1));
        assert_eq!(found_by(&store, &timeline), [13, 12]);
        assert_eq!(found_by(&store, &Scan::of("firm", "tags", 9).equal("big")), [1, 2]);
        assert_eq!(found_by(&store, &Scan::of("firm", "tags", 9).descending()), [1, 2, 1]);
        let mut erase = Write::to(stream(1));
        erase.redactions = vec![firm_of(1), call_of(12)];
        erase.entries.push(said(firm_of(1), "changed", inline("erased", "")));
        store.commit(unit("erase", vec![erase])).unwrap();
        assert_eq!(found_by(&store, &Scan::of("firm", "name", 9)), [2]);
        let got = read(&store, |reader| reader.get(&[firm_of(1), call_of(12)], false)).unwrap();
        assert!(got.iter().flatten().all(|record| record.body.personal == Held::Erased));
        assert_eq!(faults(&store), Vec::<String>::new());
    }

    #[test]
    fn a_taken_value_and_an_exhausted_counter_leave_no_trace() {
        let store = MemoryStore::new(&nouns()).unwrap();
        store.commit(found(1, "a", "code")).unwrap();
        let taken = store.commit(found(2, "b", "code")).unwrap_err();
        assert_eq!(taken.name(), "taken");
        let stock = Counter::of(stream(1), "stock");
        let take = Take { counter: stock.clone(), by: -1, not_below: 0, not_above: 9 };
        let mut unit = found(3, "c", "other");
        unit.takes.push(take);
        assert_eq!(store.commit(unit.clone()).unwrap_err().name(), "exhausted");
        unit.takes.insert(0, Take { counter: stock.clone(), by: 3, not_below: 0, not_above: 9 });
        store.commit(unit).unwrap();
        assert_eq!(read(&store, |reader| reader.counter(&stock)).unwrap(), 2);
        assert_eq!(store.stats().unwrap().entries, 2);
        assert_eq!(faults(&store), Vec::<String>::new());
    }

    /// A store in which there is something of every kind.
    fn lived_in() -> MemoryStore {
        let store = MemoryStore::new(&nouns()).unwrap();
        for firm in 1..4 {
            store.commit(found(firm, "华信", &format!("code{firm}|big|old"))).unwrap();
            store.commit(log(firm, 10 + firm, 500, None)).unwrap();
            store.commit(log(firm, 20 + firm, 300, Some(10 + firm))).unwrap();
        }
        let mut write = Write::to(stream(1));
        write.removes.push(call_of(21));
        store.commit(unit("remove", vec![write])).unwrap();
        let mut took = unit("take", vec![Write::to(stream(2))]);
        let entry = said(firm_of(2), "changed", inline("took", ""));
        took.writes[0].entries.push(entry);
        let counter = Counter::of(stream(2), "seats".to_owned());
        took.takes.push(Take { counter, by: 3, not_below: 0, not_above: 9 });
        store.commit(took).unwrap();
        store
    }

    #[test]
    fn a_store_that_has_lost_or_gained_any_one_key_is_told_from_a_whole_one() {
        let whole = lived_in();
        assert_eq!(faults(&whole), Vec::<String>::new());
        let map = || whole.engine.shelf().map.read().unwrap().clone();
        let with = |map: Map| {
            let store = MemoryStore::new(&nouns()).unwrap();
            *store.engine.shelf().map.write().unwrap() = map;
            store
        };
        let find = |store: &MemoryStore| {
            store.check(Check::Verify, &mut |_| ControlFlow::Continue(())).map(|it| it.faults)
        };
        // What the store knows of itself, and what is remembered of a key and nowhere else.
        let told_elsewhere = |key: &[u8]| !matches!(key.first(), Some(0x01 | 0x31));
        // A record, an entry and what it says are nowhere else: they can be missed, not made.
        let made_anew = |key: &[u8]| !matches!(key.first(), Some(0x10 | 0x11 | 0x21));
        let mut kinds = std::collections::BTreeSet::new();
        for lost in map().into_keys().filter(|key| told_elsewhere(key)) {
            kinds.insert(lost[0]);
            let mut less = map();
            less.remove(&lost);
            let store = with(less);
            assert!(find(&store).map_or(true, |found| !found.is_empty()), "{lost:02x?}");
            if made_anew(&lost) {
                store.check(Check::Rebuild, &mut |_| ControlFlow::Continue(())).unwrap();
                assert_eq!(faults(&store), Vec::<String>::new(), "{lost:02x?}");
                // That a unit without an entry moved a stream is written in its head alone.
                let again = store.engine.shelf().map.read().unwrap().clone();
                assert!(again == map() || lost == key::head(stream(1)), "{lost:02x?}");
            }
        }
        let all = [0x10, 0x11, 0x12, 0x13, 0x14, 0x20, 0x21, 0x22, 0x23, 0x30, 0x32];
        assert_eq!(Vec::from_iter(kinds), all, "not every kind of key was there");
        for (mut stray, value) in map() {
            if matches!(stray.first(), Some(0x12 | 0x13 | 0x22 | 0x23 | 0x30)) {
                let at = if stray[0] == 0x30 { 3 } else { stray.len() - 1 };
                stray[at] ^= 0x40;
                let mut more = map();
                more.insert(stray.clone(), value);
                let store = with(more);
                assert!(find(&store).map_or(true, |found| !found.is_empty()), "{stray:02x?}");
            }
        }
    }

    #[test]
    fn a_call_moves_with_its_firm_and_keeps_its_chain() {
        let store = MemoryStore::new(&nouns()).unwrap();
        store.commit(found(1, "a", "a")).unwrap();
        store.commit(found(2, "b", "b")).unwrap();
        store.commit(log(1, 11, 500, None)).unwrap();
        let mut from = Write::to(stream(1));
        from.removes.push(call_of(11));
        let mut to = Write::to(stream(2));
        to.puts.push(put_call(11, 500, "price"));
        store.commit(unit("move", vec![to, from])).unwrap();
        assert_eq!((last_call(&store, 1), last_call(&store, 2)), (Cell::NULL, Cell::one(500)));
        let mut erase = Write::to(stream(2));
        erase.redactions.push(call_of(11));
        store.commit(unit("erase", vec![erase])).unwrap();
        assert_eq!(faults(&store), Vec::<String>::new());
    }

    #[test]
    fn an_older_declaration_is_built_anew_and_a_newer_one_refused() {
        let store = MemoryStore::new(&nouns()).unwrap();
        for number in 0..250 {
            store.commit(found(number, "name", &format!("code{number}|tag"))).unwrap();
            let unit = log(number, number, 7, None);
            store.commit(unit).unwrap();
        }
        let later = store.reopened_for(&later_nouns()).unwrap();
        let scan = Scan::of("firm", "code_and_name", 9).equal("code77");
        assert_eq!(found_by(&later, &scan), [77]);
        assert_eq!(read(&later, |r| r.count(&Scan::of("firm", BY_ID, 9))).unwrap(), 250);
        assert_eq!(last_call(&later, 9), Cell::one(7));
        assert_eq!(faults(&later), Vec::<String>::new());
        let older = later.reopened_for(&nouns()).unwrap_err();
        assert_eq!(older.name(), "newer format");
        let fewer = later.reopened_for(&later_nouns()[..1]).unwrap_err();
        assert_eq!(fewer.name(), "newer format");
    }

    #[test]
    fn what_is_damaged_is_found_and_built_anew() {
        let store = MemoryStore::new(&nouns()).unwrap();
        store.commit(found(1, "a", "a|x")).unwrap();
        store.commit(log(1, 11, 500, None)).unwrap();
        let whole = store.engine.shelf().map.read().unwrap().clone();
        for key in whole.keys().filter(|key| key[0] > 0x11 && key[0] < 0x20) {
            store.engine.shelf().map.write().unwrap().remove(key);
            assert_eq!(faults(&store).len(), 1, "{key:?}");
            store.check(Check::Rebuild, &mut |_| ControlFlow::Continue(())).unwrap();
            assert_eq!(*store.engine.shelf().map.read().unwrap(), whole);
        }
        for (key, value) in &whole {
            let mut stray = key.clone();
            let last = stray.last_mut().unwrap();
            *last = last.wrapping_add(100);
            if [0x11, 0x12, 0x13, 0x22, 0x23, 0x30].contains(&key[0]) {
                store.engine.shelf().map.write().unwrap().insert(stray, value.clone());
                assert!(!faults(&store).is_empty(), "{key:?}");
                store.check(Check::Rebuild, &mut |_| ControlFlow::Continue(())).unwrap();
                assert_eq!(*store.engine.shelf().map.read().unwrap(), whole);
            }
        }
    }

    #[test]
    fn a_put_over_a_fact_and_a_record_elsewhere_are_malformed() {
        let store = MemoryStore::new(&nouns()).unwrap();
        store.commit(found(1, "a", "a")).unwrap();
        store.commit(log(1, 11, 500, None)).unwrap();
        let mut write = Write::to(stream(1));
        write.puts.push(put_call(11, 500, "price"));
        assert_eq!(store.commit(unit("again", vec![write])).unwrap_err().name(), "unit");
        let mut write = Write::to(stream(2));
        write.puts.push(put_firm(1, "a", "a"));
        assert_eq!(store.commit(unit("elsewhere", vec![write])).unwrap_err().name(), "unit");
        let mut write = Write::to(stream(1));
        write.puts.push(Put { supersedes: Some(id(99)), ..put_call(12, 1, "") });
        assert_eq!(store.commit(unit("nothing", vec![write])).unwrap_err().name(), "unit");
    }
}
