//! A panic over one unit, half way through it, is nobody else's.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;

use super::catalogue::Registered;
use super::chain::trap;
use super::contract::{Check, Condition, Reader, Store};
use super::error::StoreError;
use super::kv::sample::{firm_of, found, id, nouns};
use super::memory::MemoryStore;
use super::unit::Committed;

/// Callers at once; the records of no other test have these numbers.
const CALLERS: std::ops::Range<u8> = 200..232;

fn bad(number: u8) -> bool {
    number.is_multiple_of(5)
}

fn there(store: &dyn Store, number: u8) -> (bool, bool) {
    let unit = found(number, "one", "");
    let mut there = (false, false);
    let mut read = |reader: &dyn Reader| {
        let record = reader.get(&[firm_of(number)], false)?.pop().flatten();
        there = (record.is_some(), reader.key(&unit.key.key)?.is_some());
        Ok(())
    };
    store.view(&mut read).unwrap();
    there
}

type Answer = Result<Committed, StoreError>;

/// What each of many callers at once was told; none for one that was taken down by the panic.
fn all_at_once(store: &(dyn Store + Sync)) -> Vec<(u8, Option<Answer>)> {
    let start = Barrier::new(CALLERS.len());
    std::thread::scope(|scope| {
        let commit = |number| {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                let unit = found(number, "one", "");
                (number, catch_unwind(AssertUnwindSafe(|| store.commit(unit))).ok())
            })
        };
        let all: Vec<_> = CALLERS.map(commit).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// Every fifth unit panics as its entry is written, after its puts.
fn panics_are_their_own(store: &(dyn Store + Sync)) -> Vec<Option<Answer>> {
    CALLERS.filter(|number| bad(*number)).for_each(|number| trap::set(id(number)));
    let answers = all_at_once(store);
    CALLERS.for_each(|number| trap::clear(id(number)));
    let mut panicked = Vec::new();
    for (number, answer) in answers {
        let whole = !bad(number);
        assert_eq!(there(store, number), (whole, whole), "{number}: {answer:?}");
        if whole {
            assert!(answer.is_some_and(|answer| answer.is_ok()), "{number}");
        } else {
            panicked.push(answer);
        }
    }
    let good = CALLERS.filter(|number| !bad(*number)).count() as u64;
    let stats = store.stats().unwrap();
    assert_eq!((stats.condition, stats.entries, stats.keys), (Condition::Open, good, good));
    let report = store.check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    // The same key goes through once nothing is in its way.
    for number in CALLERS.filter(|number| bad(*number)) {
        let answer = store.commit(found(number, "one", "")).unwrap();
        assert!(!answer.repeated);
        assert_eq!(there(store, number), (true, true));
    }
    panicked
}

/// Where units are grouped nobody is taken down: who panicked is told so like the others.
#[cfg(feature = "sqlite")]
fn told_to_its_own_caller(store: &super::SqliteStore) {
    for answer in panics_are_their_own(store) {
        let error = answer.expect("a panic went through").unwrap_err();
        assert!(error.name() == "backend", "{error:?}");
    }
}

/// One engine after the other, since the traps are everybody's.
#[test]
fn a_panic_half_way_through_a_unit_is_nobody_elses() {
    let nouns: &[Registered] = &nouns();
    let memory = MemoryStore::new(nouns).unwrap();
    assert!(panics_are_their_own(&memory).iter().all(Option::is_none));
    #[cfg(feature = "sled")]
    {
        let place = tempfile::tempdir().unwrap();
        let sled = super::SledStore::open(place.path().join("sled"), nouns).unwrap();
        assert!(panics_are_their_own(&sled).iter().all(Option::is_none));
    }
    #[cfg(feature = "sqlite")]
    {
        let place = tempfile::tempdir().unwrap();
        let file = super::SqliteStore::open(place.path().join("crm.db"), nouns).unwrap();
        told_to_its_own_caller(&file);
        let own = rusqlite::Connection::open_in_memory().unwrap();
        told_to_its_own_caller(&super::SqliteStore::from_connection(own, nouns).unwrap());
    }
}
