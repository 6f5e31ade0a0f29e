//! A process that is killed at any moment loses nothing that it was answered.
//!
//! `GUANXI_KILL_ROUNDS` sets how often each engine's process is killed (100 unless said
//! otherwise), `GUANXI_SEED` when.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use guanxi::domain::declaration::{Cell, Column, Declaration, Index, STREAM, Shape};
use guanxi::domain::{Id, Stream};
use guanxi::store::conformance::answer::answer;
use guanxi::store::conformance::nouns::{NOTE, columns, registered};
use guanxi::store::conformance::scene::{Row, entries, every, everything, key, look, note, unit};
use guanxi::store::journal::Told;
use guanxi::store::{
    Body, Check, JournalQuery, Reader, Record, Registered, Scan, SledStore, SqliteStore, Store,
    StoreError,
};
use support::child::{program, say, told};
use support::dice::Dice;
use support::life::Life;
use support::place::{in_memory, number};

const ENGINE: &str = "GUANXI_KILL_ENGINE";
const PLACE: &str = "GUANXI_KILL_PLACE";
const FROM: &str = "GUANXI_KILL_FROM";
/// So many rounds are one store's life.
const LIFE: u64 = 10;

fn open(engine: &str, place: &Path) -> Result<Box<dyn Store>, StoreError> {
    open_with(engine, place, &registered())
}

fn open_with(
    engine: &str,
    place: &Path,
    nouns: &[Registered],
) -> Result<Box<dyn Store>, StoreError> {
    Ok(match engine {
        "sqlite" => Box::new(SqliteStore::open(place.join("crm.db"), nouns)?),
        _ => Box::new(SledStore::open(place, nouns)?),
    })
}

/// The process that is killed: does nothing when it is not asked to.
#[test]
fn kill_child() {
    let (Some(engine), Some(place), Some(from)) = (told(ENGINE), told(PLACE), told(FROM)) else {
        return;
    };
    let from: u64 = from.parse().unwrap();
    // The test harness has begun a line of its own.
    say("");
    say("OPENING 0");
    let store = open(&engine, Path::new(&place)).unwrap();
    say("OPEN 0");
    let mut life = Life::resumed(from.wrapping_mul(77), &*store, from);
    loop {
        let draft = life.unit(&*store);
        // A repetition of an earlier unit is answered without a number of its own.
        let fresh = draft.0.key.key == key(life.last());
        say(&format!("CALL {}", life.last()));
        if store.commit(draft.0.clone()).is_ok() && fresh {
            say(&format!("ANSWER {}", life.last()));
            life.committed(draft);
        }
    }
}

/// One store, and what is known of it.
struct Watch {
    engine: &'static str,
    place: tempfile::TempDir,
    dice: Dice,
    answered: BTreeSet<u64>,
    last: u64,
    while_opening: u64,
}

impl Watch {
    fn child(&self) -> (Child, Receiver<(String, u64)>) {
        let mut child = program("kill_child")
            .env(ENGINE, self.engine)
            .env(PLACE, self.place.path())
            .env(FROM, self.last.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            // A line without an end was being written when the process was killed.
            while lines.read_line(&mut line).unwrap_or(0) > 0 && line.ends_with('\n') {
                if let Some((word, number)) = line.trim_end().split_once(' ')
                    && let Ok(number) = number.parse()
                    && sender.send((word.to_owned(), number)).is_err()
                {
                    return;
                }
                line.clear();
            }
        });
        (child, receiver)
    }

    /// Lets the process work until so many answers, and a moment longer.
    fn round(&mut self) {
        let (mut child, lines) = self.child();
        let patience = Instant::now() + Duration::from_secs(60);
        let wanted = self.dice.below(12);
        let opening = self.dice.chance(30);
        let mut heard = 0;
        let mut open = false;
        while heard < wanted || !open {
            let left = patience.saturating_duration_since(Instant::now());
            let Ok((word, number)) = lines.recv_timeout(left) else {
                panic!("the process ended or hung: {:?}", child.try_wait());
            };
            heard += u64::from(self.hear(&word, number));
            open |= word == "OPEN";
            if opening && word == "OPENING" {
                break;
            }
        }
        let most = if opening { 800 } else { 3000 };
        let moment = Instant::now() + Duration::from_micros(self.dice.below(most));
        while Instant::now() < moment {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        for (word, number) in lines {
            self.hear(&word, number);
            open |= word == "OPEN";
        }
        self.while_opening += u64::from(!open);
    }

    fn hear(&mut self, word: &str, number: u64) -> bool {
        self.last = self.last.max(number);
        word == "ANSWER" && self.answered.insert(number)
    }

    fn verify(&self) {
        let store = open(self.engine, self.place.path()).unwrap();
        let report = store.check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(report.faults, Vec::<String>::new(), "contradictions after a kill");
        look(&*store, |reader| {
            self.verify_view(reader)?;
            Ok(())
        })
        .unwrap();
        let stats = store.stats().unwrap();
        let journal = look(&*store, |reader| entries(reader, &JournalQuery::first(1000)));
        assert_eq!(stats.entries, journal.unwrap().len() as u64);
    }

    fn verify_view(&self, reader: &dyn Reader) -> Result<(), StoreError> {
        let mut units: BTreeMap<Stream, Vec<u64>> = BTreeMap::new();
        for number in 1..=self.last + 1 {
            let kept = reader.key(&key(number))?;
            let lost = self.answered.contains(&number) && kept.is_none();
            assert!(!lost, "unit {number} was answered and is not there");
            for (stream, revision) in kept.into_iter().flat_map(|kept| kept.revisions) {
                units.entry(stream).or_default().push(revision.0);
            }
        }
        for (stream, mut revisions) in units {
            revisions.sort_unstable();
            let head = reader.revisions(&[stream])?[0].revision.0;
            let wanted: Vec<u64> = (1..=head).collect();
            assert_eq!(revisions, wanted, "the revision of {stream} is not its number of units");
        }
        indexes_are_records(reader)?;
        replay_is_record(reader)
    }
}

fn indexes_are_records(reader: &dyn Reader) -> Result<(), StoreError> {
    for noun in registered() {
        let declared = noun.declaration;
        let records = every(reader, &everything(declared, "id"))?;
        let row = |record: &Record| Row {
            noun: declared,
            id: record.id,
            stream: record.stream,
            visibility: record.visibility,
            columns: record.columns.clone().unwrap(),
            supersedes: None,
        };
        let rows: Vec<Row> = records.iter().map(row).collect();
        for record in &records {
            let mut columns = record.columns.clone().unwrap();
            for (cell, column) in columns.iter_mut().zip(declared.columns) {
                if column.derived.is_some() {
                    *cell = Cell::NULL;
                }
            }
            let said = (noun.project)(record.id, record.stream, &record.body);
            assert_eq!(said, Some(columns), "the columns of {} {}", declared.noun, record.id);
        }
        let streams: BTreeSet<Stream> = rows.iter().map(|row| row.stream).collect();
        for index in declared.indexes {
            let by_stream = index.columns.first() == Some(&STREAM);
            let scan = everything(declared, index.name);
            let scans = if by_stream {
                streams.iter().map(|stream| scan.clone().within(*stream)).collect()
            } else {
                vec![scan]
            };
            for scan in scans {
                let found: Vec<Id> = every(reader, &scan)?.iter().map(|r| r.id).collect();
                let wanted = answer(&rows, &BTreeSet::new(), &scan);
                assert_eq!(found, wanted, "the index {} {}", declared.noun, index.name);
            }
        }
    }
    Ok(())
}

/// The last entry about a record says what the record says.
fn replay_is_record(reader: &dyn Reader) -> Result<(), StoreError> {
    let mut replayed: BTreeMap<(&str, Id), Option<Body>> = BTreeMap::new();
    for entry in entries(reader, &JournalQuery::first(1000))? {
        let said = match entry.told {
            Told::Inline(body) => Some(body),
            Told::Record => None,
        };
        replayed.insert((entry.noun, entry.id), said);
    }
    for noun in registered().map(|noun| noun.declaration) {
        for record in every(reader, &everything(noun, "id"))? {
            let said = replayed.get(&(noun.noun, record.id));
            let said = said.unwrap_or_else(|| panic!("no entry made {} {}", noun.noun, record.id));
            if let Some(body) = said {
                assert_eq!(*body, record.body, "replaying {} {}", noun.noun, record.id);
            }
        }
    }
    Ok(())
}

fn killed(engine: &'static str) {
    let rounds = number("GUANXI_KILL_ROUNDS", 100);
    let seed = number("GUANXI_SEED", 20_261_121);
    let started = Instant::now();
    let (mut answered, mut while_opening) = (0, 0);
    println!("{rounds} rounds, GUANXI_SEED={seed}");
    for life in 0..rounds.div_ceil(LIFE) {
        let mut watch = Watch {
            engine,
            place: in_memory(),
            dice: Dice::seeded(seed.wrapping_add(life)),
            answered: BTreeSet::new(),
            last: 0,
            while_opening: 0,
        };
        for _ in 0..LIFE.min(rounds - life * LIFE) {
            watch.round();
            watch.verify();
        }
        answered += watch.answered.len();
        while_opening += watch.while_opening;
    }
    println!(
        "{engine}: killed {rounds} times, {while_opening} of them while opening; \
         {answered} answers, none lost; {:?}",
        started.elapsed()
    );
    assert!(answered as u64 > rounds, "only {answered} answers in {rounds} rounds");
}

#[test]
fn sqlite_survives_a_kill() {
    killed("sqlite");
}

#[test]
fn sled_survives_a_kill() {
    killed("sled");
}

/// The note as it is declared later: a column and two indexes more.
static GROWN: Declaration = Declaration {
    version: 2,
    columns: &[
        NOTE.columns[0],
        NOTE.columns[1],
        NOTE.columns[2],
        NOTE.columns[3],
        NOTE.columns[4],
        Column::new("again", Shape::Integer),
    ],
    indexes: &[
        NOTE.indexes[0],
        NOTE.indexes[1],
        NOTE.indexes[2],
        NOTE.indexes[3],
        NOTE.indexes[4],
        Index { name: "by_again", columns: &["again"] },
        Index { name: "by_weight", columns: &["weight"] },
    ],
    ..NOTE
};

fn grown() -> [Registered; 3] {
    let [account, _, person] = registered();
    let project = |_: Id, _: Stream, body: &Body| {
        let mut cells = columns(&NOTE, body)?;
        let weight = cells.get(1).cloned()?;
        cells.push(weight);
        Some(cells)
    };
    [account, Registered::new(&GROWN, project), person]
}

const NOTES: u64 = 600;

fn filled(engine: &str) -> tempfile::TempDir {
    let place = in_memory();
    let store = open(engine, place.path()).unwrap();
    let rows = (0..NOTES).map(|number| {
        let at = number as i64;
        note(1000 + number, number % 3 + 1, at).one("weight", at % 9).one("word", "said")
    });
    store.commit(rows.fold(unit(1), |draft, row| draft.put(&row)).0).unwrap();
    store.close().unwrap();
    place
}

/// The process that is killed while it grows: does nothing when it is not asked to.
#[test]
fn kill_growing_child() {
    let (Some(engine), Some(place)) = (told(ENGINE), told(PLACE)) else { return };
    say("");
    say("OPENING 0");
    let store = open_with(&engine, Path::new(&place), &grown()).unwrap();
    say("OPEN 0");
    store.close().unwrap();
}

/// Lets a process open the store with the newer declarations for so long, and tells whether it
/// was done and how long that took.
fn growing(engine: &str, place: &Path, patience: Option<Duration>) -> (bool, Duration) {
    let mut child = program("kill_growing_child")
        .env(ENGINE, engine)
        .env(PLACE, place)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "OPENING 0"), "the process that grows did not begin");
    let started = Instant::now();
    if let Some(patience) = patience {
        while started.elapsed() < patience {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
    }
    let done = lines.any(|line| line == "OPEN 0");
    let took = started.elapsed();
    child.wait().unwrap();
    (done, took)
}

fn killed_while_growing(engine: &str) {
    let rounds = number("GUANXI_KILL_ROUNDS", 100).div_ceil(5);
    let mut dice = Dice::seeded(number("GUANXI_SEED", 20_261_121));
    let (done, whole) = growing(engine, filled(engine).path(), None);
    assert!(done, "growing fails when nobody kills it");
    let most = u64::try_from(whole.as_micros()).unwrap();
    let mut interrupted = 0;
    let mut place = filled(engine);
    for _ in 0..rounds {
        let patience = Duration::from_micros(dice.below(most));
        let (done, _) = growing(engine, place.path(), Some(patience));
        interrupted += u64::from(!done);
        if done || dice.chance(40) {
            verify_grown(engine, place.path());
            place = filled(engine);
        }
    }
    verify_grown(engine, place.path());
    println!("{engine}: killed {interrupted} times in {rounds} while growing, {whole:?} long");
    assert!(interrupted * 4 > rounds, "only {interrupted} of {rounds} were killed while growing");
}

fn verify_grown(engine: &str, place: &Path) {
    let store = open_with(engine, place, &grown()).unwrap();
    let report = store.check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, Vec::<String>::new(), "contradictions after growing");
    for index in ["by_again", "by_weight", "by_at", "id"] {
        let scan = everything(&GROWN, index);
        let found = look(&*store, |reader| reader.count(&scan)).unwrap();
        assert_eq!(found, NOTES, "the records in {index}");
    }
    let heavy = Scan::of("note", "by_again", 1000).equal(4);
    let found = look(&*store, |reader| every(reader, &heavy)).unwrap();
    assert_eq!(found.len() as u64, NOTES.div_ceil(9) - 1 + u64::from(NOTES % 9 > 4));
}

#[test]
fn sqlite_survives_a_kill_while_it_grows() {
    killed_while_growing("sqlite");
}

#[test]
fn sled_survives_a_kill_while_it_grows() {
    killed_while_growing("sled");
}
