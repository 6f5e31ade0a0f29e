//! Random units and questions, put to several stores side by side: they answer the same.
//!
//! `GUANXI_OPERATIONS` sets how many (30 000 unless said otherwise, which take half a minute
//! without optimisation on two processors; CI asks for 100 000), `GUANXI_SEED` which.

mod support;

use std::fmt::Debug;
use std::ops::ControlFlow;
use std::path::Path;

use guanxi::store::conformance::nouns::registered;
use guanxi::store::conformance::scene::{counter, key, look, moment, photograph};
use guanxi::store::{
    Catalogue, Check, MemoryStore, Overlay, Position, SledStore, SqliteStore, Stats, Store,
    StoreError,
};
use support::life::Life;
use support::place::{in_memory, number};
use support::plain::Plain;
use support::plain::faults::Fault;

/// So many operations make one world, which begins with empty stores.
const WORLD: u64 = 1500;

/// One of the two, and how it is opened again.
struct Side {
    /// What stands in front of its positions.
    shift: u64,
    store: Box<dyn Store>,
    reopen: Option<Box<dyn Fn() -> Box<dyn Store>>>,
}

impl Side {
    fn once(store: impl Store + 'static) -> Self {
        Side { shift: 0, store: Box::new(store), reopen: None }
    }

    fn again(open: impl Fn() -> Box<dyn Store> + 'static) -> Self {
        Side { shift: 0, store: open(), reopen: Some(Box::new(open)) }
    }
}

/// Whether two stores answer the same: an error by its name, a conflict word by word.
fn agree<T: PartialEq>(left: &Result<T, StoreError>, right: &Result<T, StoreError>) -> bool {
    match (left, right) {
        (Ok(left), Ok(right)) => left == right,
        (Err(StoreError::Conflict(left)), Err(StoreError::Conflict(right))) => left == right,
        (Err(left), Err(right)) => left.name() == right.name(),
        (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
    }
}

/// A text with every position moved down.
fn unshifted(text: String, shift: u64) -> String {
    if shift == 0 {
        return text;
    }
    let mut parts = text.split("Position(");
    let mut moved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once(')').unwrap();
        let number: u64 = number.parse().unwrap();
        moved.push_str(&format!("Position({}){rest}", number.saturating_sub(shift)));
    }
    moved
}

/// What of the figures two engines share.
fn counts(stats: Stats) -> (Vec<(&'static str, u64)>, u64, u64, Position) {
    (stats.records, stats.entries, stats.keys, stats.last)
}

/// Puts one thing to all, and compares.
struct Stores {
    first: Side,
    others: Vec<Side>,
    life: Life,
    conflicts: u64,
    committed: u64,
}

impl Stores {
    fn all<T: PartialEq + Debug>(
        &mut self,
        what: &dyn Debug,
        ask: impl Fn(&dyn Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let first = ask(&*self.first.store);
        for side in &self.others {
            compare(what, &first, &ask(&*side.store), side.shift);
        }
        first
    }

    fn step(&mut self) {
        match self.life.dice.below(100) {
            0..=44 => self.commit(),
            45..=74 => self.scan(),
            75..=79 => {
                let mut scan = self.life.scan();
                scan.after = None;
                drop(self.all(&scan, |store| look(store, |reader| reader.count(&scan))));
            }
            80..=86 => self.journal(),
            87..=92 => {
                let targets = self.life.targets();
                let columns = self.life.dice.chance(50);
                let get = |store: &dyn Store| look(store, |reader| reader.get(&targets, columns));
                drop(self.all(&targets, get));
            }
            93..=95 => {
                let streams = self.life.streams();
                drop(self.all(&streams, |store| look(store, |r| r.revisions(&streams))));
                let seats = counter(1 + self.life.dice.below(4), "seats");
                drop(self.all(&seats, |store| look(store, |reader| reader.counter(&seats))));
            }
            96..=97 => {
                let key = key(self.life.some_number());
                drop(self.all(&key, |store| look(store, |reader| reader.key(&key))));
            }
            98 => drop(self.all(&"stats", |store| store.stats().map(counts))),
            _ => self.seldom(),
        }
    }

    fn commit(&mut self) {
        let draft = self.life.unit(&*self.first.store);
        match self.all(&draft.0, |store| store.commit(draft.0.clone())) {
            Ok(answer) => {
                self.committed += 1;
                if !answer.repeated {
                    self.life.committed(draft);
                }
            }
            Err(_) => self.conflicts += 1,
        }
    }

    fn scan(&mut self) {
        let scan = self.life.scan();
        let page = self.all(&scan, |store| look(store, |reader| reader.scan(&scan)));
        if let Ok(page) = page
            && let Some(next) = page.next
        {
            self.life.paged(&scan, next);
        }
    }

    fn journal(&mut self) {
        let last = self.first.store.stats().unwrap().last;
        let query = self.life.journal(last);
        let first = look(&*self.first.store, |reader| reader.journal(&query));
        for side in &self.others {
            let mut shifted = query.clone();
            if shifted.after > Position::START {
                shifted.after.0 += side.shift;
            }
            let found = look(&*side.store, |reader| reader.journal(&shifted));
            compare(&query, &first, &found, side.shift);
        }
    }

    fn seldom(&mut self) {
        match self.life.dice.below(8) {
            0..=1 => {
                let before = moment(self.life.past());
                drop(self.all(&"forget_keys", |store| store.forget_keys(before)));
            }
            2 => {
                let mode = self.life.dice.pick(&[Check::Verify, Check::Rebuild]);
                let report = self
                    .all(&"check", |store| store.check(mode, &mut |_| ControlFlow::Continue(())));
                assert_eq!(report.unwrap().faults, Vec::<String>::new());
            }
            _ => {
                for side in std::iter::once(&mut self.first).chain(&mut self.others) {
                    if let Some(reopen) = &side.reopen {
                        // Let go of first, since a store may be opened only once.
                        side.store = Box::new(MemoryStore::new(&registered()).unwrap());
                        side.store = reopen();
                    }
                }
            }
        }
    }
}

fn compare<T: PartialEq + Debug>(
    what: &dyn Debug,
    first: &Result<T, StoreError>,
    other: &Result<T, StoreError>,
    shift: u64,
) {
    if !agree(first, other) {
        let (told, other) = (format!("{first:?}"), unshifted(format!("{other:?}"), shift));
        assert!(shift > 0 && told == other, "they differ in {what:?}:\n{told}\n{other}");
    }
}

fn side_by_side(
    operations: u64,
    part: u64,
    first: impl Fn() -> Side,
    others: impl Fn(&Path) -> Vec<Side>,
) {
    let seed = number("GUANXI_SEED", 20_261_121);
    println!("{operations} operations, GUANXI_SEED={seed}");
    let started = std::time::Instant::now();
    let (mut committed, mut conflicts) = (0, 0);
    for world in 0..operations.div_ceil(WORLD) {
        let place = in_memory();
        let chance = world.wrapping_mul(2).wrapping_add(part).wrapping_mul(0x1234_5678_9abc_def1);
        let mut stores = Stores {
            first: first(),
            others: others(place.path()),
            life: Life::new(seed.wrapping_add(chance)),
            conflicts: 0,
            committed: 0,
        };
        for step in 0..WORLD.min(operations - world * WORLD) {
            let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| stores.step()));
            if let Err(panic) = tried {
                eprintln!("at step {step} of world {world}, part {part}, GUANXI_SEED={seed}");
                std::panic::resume_unwind(panic);
            }
        }
        let everything =
            stores.all(&"everything", |store| photograph(store).map_err(StoreError::backend));
        everything.unwrap();
        committed += stores.committed;
        conflicts += stores.conflicts;
    }
    println!("{committed} committed, {conflicts} refused, {:?}", started.elapsed());
    let tenth = operations / 10;
    assert!(committed > tenth, "only {committed} of {operations} operations were units committed");
    assert!(conflicts > tenth / 10, "only {conflicts} of {operations} operations were refused");
}

fn memory() -> Side {
    Side::once(MemoryStore::new(&registered()).unwrap())
}

fn sqlite(directory: &Path) -> Side {
    let path = directory.join("crm.db");
    Side::again(move || {
        let own = rusqlite::Connection::open(&path).unwrap();
        own.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF").unwrap();
        Box::new(SqliteStore::from_connection(own, &registered()).unwrap())
    })
}

fn sled(directory: &Path) -> Side {
    let path = directory.join("sled");
    Side::again(move || Box::new(SledStore::open(&path, &registered()).unwrap()))
}

#[test]
fn the_plainest_store_beside_memory() {
    side_by_side(
        6_000,
        0,
        || Side::once(Plain::new(&registered(), Fault::Nowhere).unwrap()),
        |_| vec![memory()],
    );
}

#[test]
fn an_overlay_beside_memory() {
    side_by_side(6_000, 0, memory, |_| {
        let below = MemoryStore::new(&registered()).unwrap();
        let over = Overlay::over(below, Catalogue::new(&registered()).unwrap());
        vec![Side { shift: 1 << 62, ..Side::once(over) }]
    });
}

/// In two parts, so that two processors have something to do.
fn engines(part: u64) {
    let operations = number("GUANXI_OPERATIONS", 30_000) / 2;
    side_by_side(operations, part, memory, |place| vec![sqlite(place), sled(place)]);
}

#[test]
fn sqlite_and_sled_beside_memory() {
    engines(0);
}

#[test]
fn sqlite_and_sled_beside_memory_once_more() {
    engines(1);
}
