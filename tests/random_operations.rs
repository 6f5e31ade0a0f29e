//! Random units and questions, put to two stores side by side: they answer the same.
//!
//! `GUANXI_OPERATIONS` sets how many (100 000 unless said otherwise), `GUANXI_SEED` which.

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
use support::plain::{Fault, Plain};

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

/// Puts one thing to both, and compares.
struct Pair {
    left: Side,
    right: Side,
    life: Life,
    conflicts: u64,
    committed: u64,
}

impl Pair {
    fn both<T: PartialEq + Debug>(
        &mut self,
        what: &dyn Debug,
        ask: impl Fn(&dyn Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (left, right) = (ask(&*self.left.store), ask(&*self.right.store));
        self.compared(what, left, &right)
    }

    fn compared<T: PartialEq + Debug>(
        &self,
        what: &dyn Debug,
        left: Result<T, StoreError>,
        right: &Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if !agree(&left, right) {
            let (told, shift) = (format!("{left:?}"), self.right.shift);
            let other = unshifted(format!("{right:?}"), shift);
            assert!(shift > 0 && told == other, "they differ in {what:?}:\n{told}\n{other}");
        }
        left
    }

    fn step(&mut self) {
        match self.life.dice.below(100) {
            0..=44 => self.commit(),
            45..=74 => self.scan(),
            75..=79 => {
                let mut scan = self.life.scan();
                scan.after = None;
                drop(self.both(&scan, |store| look(store, |reader| reader.count(&scan))));
            }
            80..=86 => self.journal(),
            87..=92 => {
                let targets = self.life.targets();
                let columns = self.life.dice.chance(50);
                let get = |store: &dyn Store| look(store, |reader| reader.get(&targets, columns));
                drop(self.both(&targets, get));
            }
            93..=95 => {
                let streams = self.life.streams();
                drop(self.both(&streams, |store| look(store, |r| r.revisions(&streams))));
                let seats = counter(1 + self.life.dice.below(4), "seats");
                drop(self.both(&seats, |store| look(store, |reader| reader.counter(&seats))));
            }
            96..=97 => {
                let key = key(self.life.some_number());
                drop(self.both(&key, |store| look(store, |reader| reader.key(&key))));
            }
            98 => drop(self.both(&"stats", |store| store.stats().map(counts))),
            _ => self.seldom(),
        }
    }

    fn commit(&mut self) {
        let draft = self.life.unit(&*self.left.store);
        match self.both(&draft.0, |store| store.commit(draft.0.clone())) {
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
        let page = self.both(&scan, |store| look(store, |reader| reader.scan(&scan)));
        if let Ok(page) = page
            && let Some(next) = page.next
        {
            self.life.paged(&scan, next);
        }
    }

    fn journal(&mut self) {
        let last = self.left.store.stats().unwrap().last;
        let query = self.life.journal(last);
        let mut shifted = query.clone();
        if shifted.after > Position::START {
            shifted.after.0 += self.right.shift;
        }
        let left = look(&*self.left.store, |reader| reader.journal(&query));
        let right = look(&*self.right.store, |reader| reader.journal(&shifted));
        drop(self.compared(&query, left, &right));
    }

    fn seldom(&mut self) {
        match self.life.dice.below(8) {
            0..=1 => {
                let before = moment(self.life.past());
                drop(self.both(&"forget_keys", |store| store.forget_keys(before)));
            }
            2 => {
                let mode = self.life.dice.pick(&[Check::Verify, Check::Rebuild]);
                let report = self
                    .both(&"check", |store| store.check(mode, &mut |_| ControlFlow::Continue(())));
                assert_eq!(report.unwrap().faults, Vec::<String>::new());
            }
            _ => {
                for side in [&mut self.left, &mut self.right] {
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

fn side_by_side(most: u64, left: impl Fn() -> Side, right: impl Fn(&Path) -> Side) {
    let operations = number("GUANXI_OPERATIONS", 100_000).min(most);
    let seed = number("GUANXI_SEED", 20_261_121);
    println!("{operations} operations, GUANXI_SEED={seed}");
    let started = std::time::Instant::now();
    let (mut committed, mut conflicts) = (0, 0);
    for world in 0..operations.div_ceil(WORLD) {
        let place = in_memory();
        let mut pair = Pair {
            left: left(),
            right: right(place.path()),
            life: Life::new(seed.wrapping_add(world.wrapping_mul(0x1234_5678_9abc_def1))),
            conflicts: 0,
            committed: 0,
        };
        for step in 0..WORLD.min(operations - world * WORLD) {
            let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| pair.step()));
            if let Err(panic) = tried {
                eprintln!("at step {step} of world {world}, GUANXI_SEED={seed}");
                std::panic::resume_unwind(panic);
            }
        }
        let everything =
            pair.both(&"everything", |store| photograph(store).map_err(StoreError::backend));
        everything.unwrap();
        committed += pair.committed;
        conflicts += pair.conflicts;
    }
    println!("{committed} committed, {conflicts} refused, {:?}", started.elapsed());
    let tenth = operations / 10;
    assert!(committed > tenth, "only {committed} of {operations} operations were units committed");
    assert!(conflicts > tenth / 10, "only {conflicts} of {operations} operations were refused");
}

fn memory() -> Side {
    Side::once(MemoryStore::new(&registered()).unwrap())
}

#[test]
fn the_plainest_store_beside_memory() {
    side_by_side(
        15_000,
        || Side::once(Plain::new(&registered(), Fault::Nowhere).unwrap()),
        |_| memory(),
    );
}

#[test]
fn an_overlay_beside_memory() {
    side_by_side(15_000, memory, |_| {
        let below = MemoryStore::new(&registered()).unwrap();
        let over = Overlay::over(below, Catalogue::new(&registered()).unwrap());
        Side { shift: 1 << 62, ..Side::once(over) }
    });
}

#[test]
fn sqlite_beside_memory() {
    side_by_side(u64::MAX, memory, |directory| {
        let path = directory.join("crm.db");
        Side::again(move || {
            let own = rusqlite::Connection::open(&path).unwrap();
            own.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF").unwrap();
            Box::new(SqliteStore::from_connection(own, &registered()).unwrap())
        })
    });
}

#[test]
fn sled_beside_memory() {
    side_by_side(u64::MAX, memory, |directory| {
        let path = directory.to_owned();
        Side::again(move || Box::new(SledStore::open(&path, &registered()).unwrap()))
    });
}
