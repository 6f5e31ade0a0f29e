//! An overlay beside a store that has committed the same units one by one.

use std::ops::{Bound, ControlFlow};

use proptest::prelude::*;

use super::*;
use crate::domain::Held;
use crate::domain::declaration::{BY_ID, TIMELINE, Value};
use crate::store::MemoryStore;
use crate::store::journal::{Entry, JournalQuery, Told};
use crate::store::kv::sample::*;
use crate::store::record::{Record, Target};
use crate::store::scan::{Among, Order as ScanOrder, Scan, Superseded};
use crate::store::unit::{Counter, Digest, Expect, Key, Payload, Put, Take, Write};

const FIRMS: u8 = 3;
const CALLS: u8 = 6;

#[derive(Debug, Clone)]
enum Step {
    Put { firm: u8, name: u8, code: u8, tags: u8 },
    Remove { firm: u8 },
    Log { firm: u8, call: u8, at: i64, instead_of: Option<u8> },
    Move { call: u8, from: u8, to: u8, forged: bool },
    Redact { firm: u8, call: Option<u8> },
    Take { firm: u8, by: i64 },
    Nothing,
}

fn step() -> impl Strategy<Value = Step> {
    let firm = 0..FIRMS;
    let call = 10..10 + CALLS;
    prop_oneof![
        4 => (firm.clone(), 0..3u8, 0..4u8, 0..8u8)
            .prop_map(|(firm, name, code, tags)| Step::Put { firm, name, code, tags }),
        1 => firm.clone().prop_map(|firm| Step::Remove { firm }),
        4 => (firm.clone(), call.clone(), 0..5i64, prop::option::of(call.clone()))
            .prop_map(|(firm, call, at, instead_of)| Step::Log { firm, call, at, instead_of }),
        2 => (call.clone(), firm.clone(), firm.clone(), prop::bool::weighted(0.1))
            .prop_map(|(call, from, to, forged)| Step::Move { call, from, to, forged }),
        1 => (firm.clone(), prop::option::of(call)).prop_map(|(firm, call)| Step::Redact { firm, call }),
        1 => (firm, -2..3i64).prop_map(|(firm, by)| Step::Take { firm, by }),
        1 => Just(Step::Nothing),
    ]
}

fn stock() -> Counter {
    Counter::of(stream(0), "stock")
}

fn firm_put(firm: u8, name: u8, code: u8, tags: u8) -> Put {
    let mut plain = if code == 0 { String::new() } else { format!("code{code}") };
    for (bit, tag) in [(1, "a"), (2, "ab"), (4, "b")] {
        if tags & bit > 0 {
            plain = format!("{plain}|{tag}");
        }
    }
    put_firm(firm, &format!("name{name}"), &plain)
}

/// The call of this number as it stands in a store, or as it would be put anew.
fn call_put(store: &dyn Store, call: u8) -> Put {
    let found = look(store, |reader| reader.get(&[call_of(call)], true)).unwrap();
    let anew = put_call(call, 0, "price");
    match found.into_iter().next().flatten() {
        Some(Record { body, columns: Some(columns), .. }) => Put { body, columns, ..anew },
        _ => anew,
    }
}

fn work(store: &dyn Store, number: usize, step: &Step) -> Unit {
    let mut writes = Vec::new();
    let mut takes = Vec::new();
    match *step {
        Step::Put { firm, name, code, tags } => {
            let mut write = Write::to(stream(firm));
            write.puts.push(firm_put(firm, name, code, tags));
            let text = format!("said {number}");
            write.entries.push(said(firm_of(firm), "changed", inline(&text, &text)));
            writes.push(write);
        }
        Step::Remove { firm } => {
            let mut write = Write::to(stream(firm));
            write.removes.push(firm_of(firm));
            writes.push(write);
        }
        Step::Log { firm, call, at, instead_of } => {
            let mut write = Write::to(stream(firm));
            write.puts.push(Put { supersedes: instead_of.map(id), ..put_call(call, at, "price") });
            write.entries.push(said(call_of(call), "logged", Payload::Record));
            writes.push(write);
        }
        Step::Move { call, from, to, forged } => {
            let put = if forged { put_call(call, 1, "praise") } else { call_put(store, call) };
            let mut away = Write::to(stream(from));
            away.removes.push(call_of(call));
            if from == to {
                away.puts.push(put);
            } else {
                let mut here = Write::to(stream(to));
                here.puts.push(put);
                writes.push(here);
            }
            writes.push(away);
        }
        Step::Redact { firm, call } => {
            let mut write = Write::to(stream(firm));
            write.redactions.push(call.map_or(firm_of(firm), call_of));
            writes.push(write);
        }
        Step::Take { firm, by } => {
            takes.push(Take { counter: stock(), by, not_below: 0, not_above: 4 });
            let mut write = Write::to(stream(firm));
            write.entries.push(said(firm_of(firm), "changed", inline("taken", "")));
            writes.push(write);
        }
        Step::Nothing => {}
    }
    Unit { takes, ..unit(&format!("step {number}"), writes) }
}

fn look<T>(
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

fn targets() -> Vec<Target> {
    (0..FIRMS).map(firm_of).chain((10..10 + CALLS).map(call_of)).collect()
}

fn scans() -> Vec<Scan> {
    let mut scans = Vec::new();
    for index in [BY_ID, "name", "code", "tags", "last_call"] {
        scans.push(Scan::of("firm", index, 2));
    }
    scans.push(Scan::of("firm", "tags", 2).equal("a"));
    let prefixed = Scan { among: Among::Prefix("a".into()), ..Scan::of("firm", "tags", 2) };
    scans.push(prefixed);
    let from = Bound::Excluded(Value::from("a"));
    let among = Among::Between(from, Bound::Unbounded);
    scans.push(Scan { among, ..Scan::of("firm", "tags", 1) });
    scans.push(Scan::of("call", BY_ID, 2));
    for firm in 0..FIRMS {
        scans.push(Scan::of("call", TIMELINE, 2).within(stream(firm)));
        scans.push(Scan::of("call", "topic", 2).within(stream(firm)).equal("price"));
    }
    let shown: Vec<Scan> =
        scans.iter().cloned().map(|s| Scan { superseded: Superseded::Shown, ..s }).collect();
    scans.extend(shown);
    let back: Vec<Scan> =
        scans.iter().cloned().map(|s| Scan { order: ScanOrder::Descending, ..s }).collect();
    scans.extend(back);
    scans
}

fn pages(store: &dyn Store, scan: &Scan) -> Vec<Record> {
    let mut scan = scan.clone();
    let mut records = Vec::new();
    loop {
        let page = look(store, |reader| reader.scan(&scan)).unwrap();
        records.extend(page.records);
        scan.after = page.next;
        if scan.after.is_none() {
            let count = look(store, |reader| reader.count(&scan)).unwrap();
            assert_eq!(usize::try_from(count).unwrap(), records.len(), "{scan:?}");
            return records;
        }
    }
}

/// A record without what an overlay may number otherwise.
fn plain(mut record: Record) -> Record {
    record.revision = Revision::ZERO;
    record
}

type Essence = (Target, &'static str, Told, Vec<(Counter, i64)>);

/// What of an entry does not depend on where and in how many units it was written.
fn told(entries: Vec<Entry>) -> Vec<Essence> {
    entries
        .into_iter()
        .map(|entry| (Target::new(entry.noun, entry.id), entry.event, entry.told, entry.takes))
        .collect()
}

fn journal(store: &dyn Store, firm: u8) -> Vec<Entry> {
    let query = JournalQuery { stream: Some(stream(firm)), ..JournalQuery::first(1000) };
    look(store, |reader| reader.journal(&query)).unwrap()
}

/// The same, but for references to facts that are gone: one unit cannot refer to them.
fn alike(a: &dyn Store, b: &dyn Store) -> Result<(), TestCaseError> {
    for firm in 0..FIRMS {
        let (a, b) = (told(journal(a, firm)), told(journal(b, firm)));
        prop_assert_eq!(a.len(), b.len());
        for (a, b) in a.into_iter().zip(b) {
            prop_assert_eq!((a.0, a.1), (b.0, b.1));
            if a.2 != Told::Record && b.2 != Told::Record {
                prop_assert_eq!(a.2, b.2);
            }
        }
    }
    let counter = |store| look(store, |reader| reader.counter(&stock())).unwrap();
    prop_assert_eq!(counter(a), counter(b));
    let all = |store| look(store, |reader| reader.get(&targets(), true)).unwrap();
    let bare = |records: Vec<Option<Record>>| -> Vec<Option<Record>> {
        records.into_iter().map(|record| record.map(plain)).collect()
    };
    prop_assert_eq!(bare(all(a)), bare(all(b)));
    Ok(())
}

fn faults(store: &dyn Store) -> Vec<String> {
    store.check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap().faults
}

fn key() -> UnitKey {
    unit("together", Vec::new()).key
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]

    #[test]
    fn an_overlay_reads_and_ends_as_if_its_units_had_been_committed(
        before in prop::collection::vec(step(), 0..12),
        inside in prop::collection::vec(step(), 0..12),
    ) {
        let plainly = MemoryStore::new(&nouns()).unwrap();
        let below = MemoryStore::new(&nouns()).unwrap();
        for (number, step) in before.iter().enumerate() {
            let unit = work(&plainly, number, step);
            let answer = plainly.commit(unit.clone()).map_err(|error| error.name());
            let other = below.commit(unit).map_err(|error| error.name());
            prop_assert_eq!(answer, other);
        }
        let overlay = Overlay::over(&below, below.catalogue().clone());
        for (number, step) in inside.iter().enumerate() {
            let unit = work(&plainly, 100 + number, step);
            let answer = plainly.commit(unit.clone()).map_err(|error| error.name());
            let other = overlay.commit(unit).map_err(|error| error.name());
            prop_assert_eq!(answer.map(|it| it.revisions), other.map(|it| it.revisions));
            for scan in scans() {
                prop_assert_eq!(pages(&overlay, &scan), pages(&plainly, &scan), "{:?}", scan);
            }
        }
        alike(&overlay, &plainly)?;
        prop_assert_eq!(faults(&overlay), Vec::<String>::new());
        overlay.verify().unwrap();
        match overlay.finish(key()) {
            Ok(unit) => {
                below.commit(unit).unwrap();
                prop_assert_eq!(faults(&below), Vec::<String>::new());
                alike(&below, &plainly)?;
            }
            Err(error) => {
                let text = error.to_string();
                let known = ["was redacted and then", "no one unit can say"];
                prop_assert!(known.iter().any(|why| text.contains(why)), "{text}");
            }
        }
    }
}

fn store() -> MemoryStore {
    let store = MemoryStore::new(&nouns()).unwrap();
    store.commit(found(1, "one", "a")).unwrap();
    store.commit(found(2, "two", "b")).unwrap();
    store
}

#[test]
fn what_was_read_is_expected_as_it_stood_below() {
    let below = store();
    let overlay = Overlay::over(&below, below.catalogue().clone());
    look(&overlay, |reader| {
        reader.get(&[firm_of(1), firm_of(9)], false)?;
        reader.scan(&Scan::of("call", TIMELINE, 5).within(stream(2)))
    })
    .unwrap();
    overlay.commit(log(1, 11, 5, None)).unwrap();
    overlay.commit(log(1, 12, 6, None)).unwrap();
    look(&overlay, |reader| reader.get(&[call_of(11)], false)).unwrap();
    let unit = overlay.finish(key()).unwrap();
    let wanted = [
        Expect::Stream(stream(2), Revision(1)),
        Expect::Record(firm_of(1), Revision(1)),
        Expect::Absent(firm_of(9)),
    ];
    assert_eq!(unit.expects.len(), wanted.len());
    assert!(wanted.iter().all(|expect| unit.expects.contains(expect)), "{:?}", unit.expects);
    assert_eq!(below.commit(unit).unwrap().revisions, [(stream(1), Revision(2))]);
}

#[test]
fn an_expectation_inside_is_one_below_as_it_stood_there() {
    let below = store();
    let overlay = Overlay::over(&below, below.catalogue().clone());
    overlay.commit(log(1, 11, 5, None)).unwrap();
    let mut second = log(1, 12, 6, None);
    second.expects = vec![Expect::Stream(stream(1), Revision(2))];
    overlay.commit(second).unwrap();
    let unit = overlay.finish(key()).unwrap();
    assert_eq!(unit.expects, [Expect::Stream(stream(1), Revision(1))]);
    assert_eq!(unit.writes.len(), 1);
    below.commit(unit).unwrap();
}

#[test]
fn somebody_faster_below_is_noticed_by_both_ends() {
    let below = store();
    let overlay = Overlay::over(&below, below.catalogue().clone());
    look(&overlay, |reader| reader.get(&[firm_of(1)], false)).unwrap();
    overlay.commit(log(2, 12, 6, None)).unwrap();
    overlay.verify().unwrap();
    let mut write = Write::to(stream(1));
    write.puts.push(put_firm(1, "else", "a"));
    below.commit(unit("faster", vec![write])).unwrap();
    assert_eq!(overlay.verify().unwrap_err().name(), "stale");
    assert_eq!(below.commit(overlay.finish(key()).unwrap()).unwrap_err().name(), "stale");
}

#[test]
fn two_values_that_change_places_inside_change_places_below() {
    let below = store();
    let overlay = Overlay::over(&below, below.catalogue().clone());
    let put = |number: u8, step: &str, code: &str| {
        let mut write = Write::to(stream(number));
        write.puts.push(put_firm(number, "name", code));
        unit(step, vec![write])
    };
    assert_eq!(overlay.commit(put(1, "0", "b")).unwrap_err().name(), "taken");
    overlay.commit(put(1, "1", "")).unwrap();
    overlay.commit(put(2, "2", "a")).unwrap();
    overlay.commit(put(1, "3", "b")).unwrap();
    below.commit(overlay.finish(key()).unwrap()).unwrap();
    let holder = |code: &str| {
        pages(&below, &Scan::of("firm", "code", 5).equal(code)).iter().map(|it| it.id).next()
    };
    assert_eq!((holder("a"), holder("b")), (Some(id(2)), Some(id(1))));
}

#[test]
fn what_was_said_before_an_erasure_inside_never_reaches_the_store_below() {
    let below = store();
    let overlay = Overlay::over(&below, below.catalogue().clone());
    overlay.commit(found(7, "planted", "c")).unwrap();
    let mut erase = Write::to(stream(7));
    erase.redactions.push(firm_of(7));
    overlay.commit(unit("erase", vec![erase])).unwrap();
    let unit = overlay.finish(key()).unwrap();
    for write in &unit.writes {
        assert!(write.puts.iter().all(|put| put.body.personal == Held::Erased));
    }
    below.commit(unit).unwrap();
    assert_eq!(faults(&below), Vec::<String>::new());
}

#[test]
fn what_no_one_unit_can_say_is_refused_and_never_half_said() {
    let erased = || {
        let mut erase = Write::to(stream(1));
        erase.redactions.push(firm_of(1));
        unit("erase", vec![erase])
    };
    let mut removed = Write::to(stream(1));
    removed.removes.push(firm_of(1));
    let mut named_again = Write::to(stream(1));
    named_again.puts.push(put_firm(1, "a new name", "a"));
    for then in [removed, named_again] {
        let below = store();
        let overlay = Overlay::over(&below, below.catalogue().clone());
        overlay.commit(erased()).unwrap();
        overlay.commit(unit("then", vec![then])).unwrap();
        assert_eq!(overlay.finish(key()).unwrap_err().name(), "unit");
        let stands = look(&below, |reader| reader.get(&[firm_of(1)], false)).unwrap();
        assert_eq!(stands[0].as_ref().map(|firm| firm.revision), Some(Revision(1)));
    }
}

#[test]
fn keys_of_the_store_below_are_known_and_those_inside_stay_inside() {
    let below = store();
    let overlay = Overlay::over(&below, below.catalogue().clone());
    assert!(overlay.commit(found(1, "one", "a")).unwrap().repeated);
    let other = UnitKey { digest: Digest::of(b"other"), ..found(1, "one", "a").key };
    let other = Unit { key: other, ..found(1, "one", "a") };
    assert_eq!(overlay.commit(other).unwrap_err().name(), "key reused");
    overlay.commit(found(3, "three", "c")).unwrap();
    assert!(overlay.commit(found(3, "three", "c")).unwrap().repeated);
    below.commit(overlay.finish(key()).unwrap()).unwrap();
    let inside = found(3, "three", "c").key.key;
    assert_eq!(look(&below, |reader| reader.key(&inside)).unwrap(), None);
    let whole = Key::parse("together").unwrap();
    assert!(look(&below, |reader| reader.key(&whole)).unwrap().is_some());
}
