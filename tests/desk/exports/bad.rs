//! Files that cannot be taken: each told with its line, and nothing written where the file tells.

use std::io::Cursor;
use std::ops::ControlFlow::Continue;

use guanxi::transfer::json_lines::{LONGEST_LINE, LineFault};
use guanxi::{Actor, Error};

use super::everything::{file, go_on};
use super::firm::firm;
use crate::engines::{House, everywhere};

fn lines() -> Vec<String> {
    let house = House::in_memory();
    firm(&house.crm);
    String::from_utf8(file(&house.crm)).unwrap().lines().map(str::to_owned).collect()
}

/// Where a file is refused, why, and how many records and entries are in the store afterwards.
fn refused(text: &[u8]) -> (u64, &'static str, u64) {
    let house = House::in_memory();
    let desk = house.crm.desk(Actor::system());
    let fault = match desk.exports().restore(Cursor::new(text), go_on) {
        Err(Error::Lines(fault)) => fault,
        other => panic!("{other:?}"),
    };
    let stats = house.crm.store().stats().unwrap();
    let written = stats.entries + stats.records.iter().map(|(_, many)| many).sum::<u64>();
    let LineFault { line, why } = fault;
    assert!(!why.explain(guanxi::Lang::Zh).is_empty() && !why.explain(guanxi::Lang::En).is_empty());
    (line, why.code(), written)
}

fn changed(lines: &[String], at: usize, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut lines = lines.to_vec();
    lines[at] = change(&lines[at]);
    (lines.join("\n") + "\n").into_bytes()
}

/// A change of a line, and why it is refused then.
type Case = (fn(&str) -> String, &'static str);

const BEGINNING: &[Case] = &[
    (|_| String::new(), "lines.no_beginning"),
    (
        |_| "{\"guanxi\":\"person\",\"version\":1,\"position\":0,\"nouns\":{}}".into(),
        "lines.no_beginning",
    ),
    (|line| line.replace("\"version\":1", "\"version\":2"), "lines.newer"),
    (|line| line.replace("\"client\":1", "\"client\":9"), "lines.newer"),
    (|line| line.replace("\"client\":1", "\"martian\":1"), "lines.noun"),
    (|line| line.replace("\"version\":1", "\"version\":1,\"more\":2"), "lines.field"),
];

const RECORD: &[Case] = &[
    (|line| line[..line.len() / 2].to_owned(), "lines.not_json"),
    (|line| line.replace("\"record\":\"client\"", "\"record\":\"martian\""), "lines.noun"),
    (|line| line.replace("{\"record\"", "{\"martian\":1,\"record\""), "lines.unknown"),
    (|line| line.replace("\"revision\"", "\"role\":\"admin\",\"revision\""), "lines.field"),
    (|line| line.replace("\"revision\"", "\"revision\":1,\"revision\""), "lines.field"),
    (|line| line.replace("\"plain\":{", "\"plain\":{\"balance\":1000000000,"), "lines.body"),
    (|line| line.replace("\"plain\":{", "\"plain\":{\"since\":7,"), "lines.field"),
    (
        |line| line.replace("\"personal\":{", "\"personal\":{\"tags\":[\"\\ud800\"],"),
        "lines.not_json",
    ),
    (
        |line| line.replace("\"personal\":{\"name\":[\"", "\"personal\":{\"name\":[\"\\u0000"),
        "lines.body",
    ),
    (|line| line.replace("\"stream\":\"client-", "\"stream\":\"martian-"), "lines.value"),
    (|line| line.replace("\"id\":\"", "\"id\":\"x"), "lines.value"),
    (|line| format!("{line}\n{line}"), "lines.order"),
    (|line| format!("{}{}", "[".repeat(100_000), line), "lines.not_json"),
    (|_| "{\"record\":".repeat(10_000), "lines.field"),
    (
        |line| line.replace("\"plain\":", &format!("\"plain\":{}", "[".repeat(10_000))),
        "lines.not_json",
    ),
    (|_| String::new(), "lines.not_json"),
    (|_| "null".into(), "lines.unknown"),
];

const ENTRY: &[Case] = &[
    (|line| line.replace("{\"entry\":3,", "{\"entry\":4,"), "lines.order"),
    (|line| line.replace("\"event\":\"", "\"event\":\"un"), "lines.event"),
    (|line| line.replace("\"by\":\"", "\"by\":\"martian-"), "lines.value"),
    (|line| line.replace("\"digest\":\"", "\"digest\":\"0"), "lines.value"),
    (
        |line| line.replace("\"recorded_at\":\"2026-05", "\"recorded_at\":\"2026-02-30"),
        "lines.value",
    ),
];

const END: &[Case] = &[
    (|line| line.replace("\"records\":", "\"records\":1"), "lines.miscounted"),
    (|line| format!("{line}\n{line}"), "lines.behind_the_end"),
];

#[test]
fn what_the_file_tells_is_told_before_anything_is_written() {
    let all = lines();
    let client = all.iter().position(|line| line.starts_with("{\"record\":\"client\"")).unwrap();
    let entry = all.iter().position(|line| line.starts_with("{\"entry\":3,")).unwrap();
    let last = all.len() - 1;
    let beginning = BEGINNING.iter().map(|case| (0, case));
    let record = RECORD.iter().map(|case| (client, case));
    let entries = ENTRY.iter().map(|case| (entry, case));
    let ends = END.iter().map(|case| (last, case));
    for (at, (change, code)) in beginning.chain(record).chain(entries).chain(ends) {
        let text = changed(&all, at, change);
        let (line, found, written) = refused(&text);
        assert_eq!(
            (found, written),
            (*code, 0),
            "line {at}: {}",
            change(&all[at]).get(..120).unwrap_or_default()
        );
        let near = [at as u64 + 1, at as u64 + 2];
        assert!(near.contains(&line), "{code}: line {line}, and it is {at}");
    }
}

#[test]
fn a_file_that_was_cut_off_anywhere_is_not_whole() {
    let whole = lines().join("\n") + "\n";
    for end in (0..whole.len() - 1).step_by(whole.len() / 97) {
        let (_, code, written) = refused(&whole.as_bytes()[..end]);
        let codes = ["lines.no_beginning", "lines.not_json", "lines.cut_off"];
        assert!(codes.contains(&code) && written == 0, "{code} at {end}");
    }
    let all = lines();
    for gone in 1..all.len() {
        let mut fewer = all.clone();
        fewer.remove(gone);
        let (_, code, written) = refused((fewer.join("\n") + "\n").as_bytes());
        let codes = ["lines.order", "lines.miscounted", "lines.cut_off"];
        assert!(codes.contains(&code) && written == 0, "{code} without line {gone}");
    }
}

/// The same line with another first digit of a value.
fn another_digit(line: &str, name: &str) -> String {
    let (head, tail) = line.split_once(&format!("\"{name}\":\"")).unwrap();
    let digit = if tail.starts_with('0') { '1' } else { '0' };
    format!("{head}\"{name}\":\"{digit}{}", &tail[1..])
}

#[test]
fn what_no_longer_fits_the_chain_is_told_with_its_line() {
    let all = lines();
    let told = |line: &String| line.starts_with("{\"entry\":") && line.contains("\"salt\":");
    let entry = all.iter().position(told).unwrap();
    let after = all.iter().skip(entry + 1).position(told).unwrap() + entry + 1;
    for at in [entry, after] {
        for name in ["salt", "digest"] {
            let text = changed(&all, at, |line| another_digit(line, name));
            let (line, code, written) = refused(&text);
            assert_eq!((line, code), (at as u64 + 1, "lines.refused"), "{name}");
            assert!(written > 0, "records are in, and the store is to be thrown away");
        }
    }
    let fact = all.iter().position(|line| line.starts_with("{\"record\":\"interaction\"")).unwrap();
    let text = changed(&all, fact, |line| line.replace("秘密", "公开"));
    assert_eq!(refused(&text).1, "lines.refused");
}

#[test]
fn half_a_store_is_found_fault_with() {
    let all = lines();
    let last = all.iter().rposition(|line| line.starts_with("{\"entry\":")).unwrap();
    let text = changed(&all, last, |line| another_digit(line, "digest"));
    everywhere(|house| {
        let desk = house.crm.desk(Actor::system());
        desk.exports().restore(Cursor::new(&text), go_on).unwrap_err();
        let check = guanxi::store::contract::Check::Verify;
        let report = house.crm.store().check(check, &mut |_| Continue(())).unwrap();
        assert!(!report.faults.is_empty());
    });
}

#[test]
fn half_a_store_is_not_worked_with_and_not_opened_again() {
    let all = lines();
    let last = all.iter().rposition(|line| line.starts_with("{\"entry\":")).unwrap();
    let text = changed(&all, last, |line| another_digit(line, "digest"));
    let half = |error: Error| {
        let half = matches!(error, Error::Store(guanxi::store::StoreError::HalfRestored));
        assert!(half && error.to_string().contains("throw it away"), "{error}");
    };
    type Open = fn(&std::path::Path) -> Result<guanxi::Crm, Error>;
    let engines: [Open; 2] = [|path| guanxi::Crm::sqlite(path), |path| guanxi::Crm::sled(path)];
    for open in engines {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("crm");
        let crm = open(&path).unwrap();
        let desk = crm.desk(Actor::system());
        desk.exports().restore(Cursor::new(&text), go_on).unwrap_err();
        let new = guanxi::domain::client::NewClient::organisation("华信").unwrap();
        half(desk.clients().register(new).unwrap_err());
        desk.clients().find().count().unwrap();
        crm.store().close().unwrap();
        drop((desk, crm));
        half(open(&path).unwrap_err());
    }
}

/// Lines of one gigabyte that nobody holds.
struct Long(u64);

impl std::io::Read for Long {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let many = into.len().min(usize::try_from(self.0).unwrap());
        into[..many].fill(b'[');
        self.0 -= many as u64;
        Ok(many)
    }
}

#[test]
fn a_line_of_a_gigabyte_is_not_held() {
    let forms = guanxi::crm::forms();
    let beginning = lines().swap_remove(0) + "\n";
    let from = std::io::Read::chain(beginning.as_bytes(), Long(1 << 30));
    let mut lines =
        guanxi::transfer::json_lines::Lines::open(std::io::BufReader::new(from), &forms).unwrap();
    let fault = lines.next().unwrap().unwrap_err();
    assert_eq!((fault.line, fault.why.code()), (2, "lines.too_long"));
    assert!(fault.why.to_string().contains(&LONGEST_LINE.to_string()));
    assert!(lines.next().is_none());
}

#[test]
fn a_disk_that_fails_while_a_file_is_written_is_an_error() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let house = House::in_memory();
    firm(&house.crm);
    let failed = house.desk().exports().everything(Full, go_on).unwrap_err();
    assert_eq!(failed.kind(), guanxi::ErrorKind::Failed);
}
