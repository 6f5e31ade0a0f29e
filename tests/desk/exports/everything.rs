//! Everything out of one engine and into another: the same records, the same journal, the same file.

use std::io::Cursor;
use std::ops::ControlFlow::{self, Break, Continue};

use guanxi::crm::{Crm, nouns};
use guanxi::domain::Stream;
use guanxi::domain::declaration::{BY_ID, STREAM, TIMELINE};
use guanxi::store::contract::Check;
use guanxi::store::scan::{Projection, Superseded};
use guanxi::store::{Counter, Entry, JournalQuery, Progress, Record, Scan, Store};
use guanxi::{Actor, ErrorKind};
use proptest::prelude::*;

use super::firm::firm;
use crate::engines::{House, everywhere};
use crate::replay::{live, step};

/// The nouns of which something is said in the firm.
const TOLD_OF: [&str; 11] = [
    "client",
    "staff",
    "denial",
    "contact",
    "interaction",
    "notice",
    "meeting_series",
    "sequence",
    "transaction",
    "expectation",
    "change_request",
];

pub fn go_on(_: Progress) -> ControlFlow<()> {
    Continue(())
}

/// The whole file of a CRM.
pub fn file(crm: &Crm) -> Vec<u8> {
    let mut file = Vec::new();
    let desk = crm.desk(Actor::system());
    let counted = desk.exports().everything(&mut file, go_on).unwrap();
    let lines = file.iter().filter(|byte| **byte == b'\n').count() as u64;
    assert_eq!(lines, counted.records + counted.entries + 2);
    file
}

/// Everything that can be read of a store without its files: every record with its columns, every
/// index, every entry, where streams and counters stand.
#[derive(Debug, PartialEq, Default)]
struct Seen {
    records: Vec<(&'static str, Record)>,
    indexes: Vec<String>,
    entries: Vec<Entry>,
    heads: Vec<String>,
}

fn pages(reader: &dyn guanxi::store::Reader, mut scan: Scan) -> Vec<Record> {
    scan.superseded = Superseded::Shown;
    scan.columns = Projection::Everything;
    let mut found = Vec::new();
    loop {
        let page = reader.scan(&scan).unwrap();
        found.extend(page.records);
        match page.next {
            Some(next) => scan.after = Some(next),
            None => return found,
        }
    }
}

fn seen(store: &dyn Store) -> Seen {
    let mut seen = Seen::default();
    store
        .view(&mut |reader| {
            seen.entries = reader.journal(&JournalQuery::first(1000)).unwrap();
            assert!(seen.entries.len() < 1000, "one page is looked at");
            let mut streams: Vec<Stream> = seen.entries.iter().map(|entry| entry.stream).collect();
            streams.sort();
            streams.dedup();
            for (stream, head) in streams.iter().zip(reader.revisions(&streams)?) {
                seen.heads.push(format!("{stream} {head:?}"));
            }
            let moved = seen.entries.iter().flat_map(|entry| &entry.takes);
            let mut counters: Vec<&Counter> = moved.map(|(counter, _)| counter).collect();
            counters.sort();
            counters.dedup();
            for counter in counters {
                seen.heads.push(format!("{counter:?} {}", reader.counter(counter)?));
            }
            for noun in nouns() {
                let noun = noun.declaration;
                let all = pages(reader, Scan::of(noun.noun, BY_ID, 100));
                seen.records.extend(all.into_iter().map(|record| (noun.noun, record)));
                for index in noun.indexes.iter().map(|index| index.name).chain([TIMELINE]) {
                    let Some(columns) = noun.index(index) else { continue };
                    let scan = Scan::of(noun.noun, index, 100);
                    let within = columns.first() == Some(&STREAM);
                    let scans = match within {
                        true => streams.iter().map(|s| scan.clone().within(*s)).collect(),
                        false => vec![scan],
                    };
                    for scan in scans {
                        let stream = scan.stream;
                        let ids: Vec<_> = pages(reader, scan).iter().map(|r| r.id).collect();
                        seen.indexes.push(format!("{} {index} {stream:?} {ids:?}", noun.noun));
                    }
                }
            }
            Ok(())
        })
        .unwrap();
    seen
}

fn faults(crm: &Crm) -> Vec<String> {
    crm.store().check(Check::Verify, &mut go_on).unwrap().faults
}

/// Restores a file on every engine, and compares.
fn returns(crm: &Crm) {
    let (before, written) = (seen(crm.store()), file(crm));
    everywhere(|house| {
        let desk = house.crm.desk(Actor::system());
        let restored = desk.exports().restore(Cursor::new(&written), go_on).unwrap();
        assert_eq!(restored.counted.entries, before.entries.len() as u64);
        assert_eq!(restored.counted.records, before.records.len() as u64);
        let stands = |crm: &Crm| {
            assert_eq!(seen(crm.store()), before);
            assert_eq!(faults(crm), [""; 0]);
            assert!(file(crm) == written, "the file of the restored store is another");
        };
        stands(&house.crm);
        if let Some(again) = house.reopened() {
            stands(&again);
        }
    });
}

#[test]
fn a_firm_with_everything_in_it_moves_from_each_engine_to_each() {
    everywhere(|house| {
        let known = firm(&house.crm);
        let text = String::from_utf8(file(&house.crm)).unwrap();
        for word in &known.words {
            assert!(text.contains(word.as_str()), "{word}");
        }
        assert!(!text.contains("忘了"), "what was erased is in no file");
        assert!(!text.contains("_bytes\":"), "a body stands as its bytes");
        for noun in TOLD_OF {
            let begins = format!("{{\"record\":\"{noun}\"");
            assert!(text.contains(&begins), "there is no {noun}");
        }
        for (noun, many) in house.crm.store().stats().unwrap().records {
            let begins = format!("{{\"record\":\"{noun}\",");
            let lines = text.lines().filter(|line| line.starts_with(&begins)).count() as u64;
            assert_eq!(lines, many, "{noun}");
        }
        returns(&house.crm);
    });
}

#[test]
fn what_was_restored_goes_on() {
    let house = House::in_memory();
    let known = firm(&house.crm);
    let written = file(&house.crm);
    everywhere(|house| {
        let desk = house.crm.desk(Actor::system());
        desk.exports().restore(Cursor::new(&written), go_on).unwrap();
        desk.clients().hand_over(known.client, crate::engines::me()).unwrap();
        desk.contacts().leave(known.contact).unwrap();
        desk.contacts().erase(known.contact).unwrap();
        assert!(desk.clients().get(known.erased).unwrap().now.name().is_erased());
        assert_eq!(faults(&house.crm), [""; 0]);
        let text = String::from_utf8(file(&house.crm)).unwrap();
        assert!(!text.contains("li@example.com"));
        returns(&house.crm);
        let full = desk.exports().restore(Cursor::new(&written), go_on).unwrap_err();
        assert_eq!(full.kind(), ErrorKind::Conflict);
    });
}

#[test]
fn an_empty_store_is_a_file_too() {
    returns(&House::in_memory().crm);
}

#[test]
fn whoever_stops_it_is_obeyed() {
    let house = House::in_memory();
    firm(&house.crm);
    let desk = house.desk();
    let stopped = desk.exports().everything(Vec::new(), |_| Break(())).unwrap_err();
    assert!(matches!(stopped, guanxi::Error::Store(guanxi::store::StoreError::Cancelled)));
    let written = file(&house.crm);
    let mut seen = Vec::new();
    let all = desk.exports().everything(Vec::new(), |progress| {
        seen.push(progress);
        Continue(())
    });
    let (all, last) = (all.unwrap(), seen.last().unwrap());
    assert_eq!((last.done, last.total), (all.records + all.entries, all.records + all.entries));
    let empty = House::in_memory();
    let desk = empty.desk();
    let stopped = desk.exports().restore(Cursor::new(written), |_| Break(())).unwrap_err();
    assert!(matches!(stopped, guanxi::Error::Store(guanxi::store::StoreError::Cancelled)));
    assert_eq!(empty.crm.store().stats().unwrap().entries, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_said_comes_back(steps in prop::collection::vec(step(), 1..40)) {
        let house = House::in_memory();
        live(&house, &steps);
        returns(&house.crm);
    }
}
