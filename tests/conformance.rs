//! Every engine and every wrapper keeps every sentence of the store contract.

use std::collections::HashMap;
use std::fmt::Debug;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use guanxi::crm::FeatureKeeper;
use guanxi::domain::Timestamp;
use guanxi::domain::noun::Noun;
use guanxi::scoring::features::KeptFeatures;
use guanxi::store::conformance::nouns::{self, registered};
use guanxi::store::conformance::scene::{Seat, account, look, note, unit};
use guanxi::store::conformance::{Bench, Handle, assert_conforms};
use guanxi::store::{
    Capabilities, Catalogue, Check, Committed, Conflict, MemoryStore, Overlay, Part, Progress,
    Reader, Registered, Report, Scrub, SledStore, SqliteStore, Stats, Store, StoreError, Unit,
    body,
};

type Open = fn(&Path, &[Registered], &mut dyn FnMut(Handle<'_>)) -> Result<(), StoreError>;

/// A bench of one function.
struct Way {
    name: &'static str,
    open: Open,
    reopens: bool,
    scrubs: bool,
}

impl Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Bench for Way {
    fn open(
        &self,
        directory: &Path,
        nouns: &[Registered],
        with: &mut dyn FnMut(Handle<'_>),
    ) -> Result<(), StoreError> {
        (self.open)(directory, nouns, with)
    }

    fn reopens(&self) -> bool {
        self.reopens
    }

    fn scrubs(&self) -> bool {
        self.scrubs
    }
}

/// Memory, opened again as long as the bench lives.
#[derive(Debug, Default)]
struct Memory(Mutex<HashMap<PathBuf, MemoryStore>>);

impl Bench for Memory {
    fn open(
        &self,
        directory: &Path,
        nouns: &[Registered],
        with: &mut dyn FnMut(Handle<'_>),
    ) -> Result<(), StoreError> {
        let mut stores = self.0.lock().unwrap();
        let store = match stores.get(directory) {
            Some(store) => store.reopened()?,
            None => MemoryStore::new(nouns)?,
        };
        stores.insert(directory.to_owned(), store.reopened()?);
        drop(stores);
        with(Handle::Shared(&store));
        Ok(())
    }

    fn reopens(&self) -> bool {
        true
    }

    fn scrubs(&self) -> bool {
        true
    }
}

#[test]
fn the_store_in_memory() {
    assert_conforms(&Memory::default());
}

#[test]
fn a_boxed_store() {
    assert_conforms(&Way {
        name: "a boxed store",
        open: |_, nouns, with| {
            let store: Box<dyn Store + Send + Sync> = Box::new(MemoryStore::new(nouns)?);
            with(Handle::Shared(&store));
            Ok(())
        },
        reopens: false,
        scrubs: true,
    });
}

#[test]
fn a_store_in_an_arc() {
    assert_conforms(&Way {
        name: "a store in an arc",
        open: |_, nouns, with| {
            let store: Arc<dyn Store + Send + Sync> = Arc::new(MemoryStore::new(nouns)?);
            with(Handle::Shared(&store));
            Ok(())
        },
        reopens: false,
        scrubs: true,
    });
}

#[test]
fn a_store_borrowed_by_one_thread() {
    assert_conforms(&Way {
        name: "a borrowed store",
        open: |_, nouns, with| {
            let store: &dyn Store = &MemoryStore::new(nouns)?;
            with(Handle::Alone(&store));
            Ok(())
        },
        reopens: false,
        scrubs: true,
    });
}

#[test]
fn an_overlay() {
    assert_conforms(&Way {
        name: "an overlay over memory",
        open: |_, nouns, with| {
            let store = Overlay::over(MemoryStore::new(nouns)?, Catalogue::new(nouns)?);
            with(Handle::Shared(&store));
            Ok(())
        },
        reopens: false,
        scrubs: false,
    });
}

#[test]
fn sqlite_by_its_path() {
    assert_conforms(&Way {
        name: "SQLite by its path",
        open: |directory, nouns, with| {
            let store = SqliteStore::open(directory.join("crm.db"), nouns)?;
            with(Handle::Shared(&store));
            Ok(())
        },
        reopens: true,
        scrubs: true,
    });
}

#[test]
fn sqlite_over_the_hosts_connection() {
    assert_conforms(&Way {
        name: "SQLite over the host's connection",
        open: |directory, nouns, with| {
            let own = rusqlite::Connection::open(directory.join("host.db"));
            let own = own.map_err(StoreError::backend)?;
            own.execute_batch("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY)")
                .map_err(StoreError::backend)?;
            let store = SqliteStore::from_connection(own, nouns)?;
            with(Handle::Shared(&store));
            Ok(())
        },
        reopens: true,
        scrubs: true,
    });
}

#[test]
fn sqlite_in_memory() {
    assert_conforms(&Way {
        name: "SQLite in memory",
        open: |_, nouns, with| {
            let own = rusqlite::Connection::open_in_memory().map_err(StoreError::backend)?;
            let store = SqliteStore::from_connection(own, nouns)?;
            with(Handle::Shared(&store));
            Ok(())
        },
        reopens: false,
        scrubs: true,
    });
}

#[test]
fn an_overlay_over_sqlite() {
    assert_conforms(&Way {
        name: "an overlay over SQLite",
        open: |_, nouns, with| {
            let own = rusqlite::Connection::open_in_memory().map_err(StoreError::backend)?;
            let below = SqliteStore::from_connection(own, nouns)?;
            let store = Overlay::over(below, Catalogue::new(nouns)?);
            with(Handle::Shared(&store));
            Ok(())
        },
        reopens: false,
        scrubs: false,
    });
}

#[test]
fn sqlite_inside_a_transaction_of_the_hosts() {
    assert_conforms(&Way {
        name: "SQLite inside a transaction of the host's",
        open: |directory, nouns, with| {
            let path = directory.join("crm.db");
            let store = SqliteStore::open(&path, nouns)?;
            let mut own = rusqlite::Connection::open(&path).map_err(StoreError::backend)?;
            let tx = own
                .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
                .map_err(StoreError::backend)?;
            let inside = store.within(&tx);
            with(Handle::Alone(&inside));
            drop(inside);
            tx.commit().map_err(StoreError::backend)
        },
        reopens: true,
        scrubs: false,
    });
}

/// Two handles on one file, asked in turn.
#[derive(Debug)]
struct Turns<S> {
    stores: [S; 2],
    turn: AtomicUsize,
}

impl<S> Turns<S> {
    fn next(&self) -> &S {
        &self.stores[self.turn.fetch_add(1, Ordering::Relaxed) % 2]
    }
}

impl<S: Store> Store for Turns<S> {
    fn capabilities(&self) -> Capabilities {
        self.stores[0].capabilities()
    }

    fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.next().view(read)
    }

    fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
        self.next().commit(unit)
    }

    fn restore(&self, part: &Part) -> Result<(), StoreError> {
        self.next().restore(part)
    }

    fn check(
        &self,
        mode: Check,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Report, StoreError> {
        self.next().check(mode, progress)
    }

    fn scrub(&self) -> Result<Scrub, StoreError> {
        self.next().scrub()
    }

    fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.next().forget_keys(before)
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        self.next().stats()
    }

    fn close(&self) -> Result<(), StoreError> {
        self.stores.iter().try_for_each(Store::close)
    }
}

#[test]
fn two_handles_on_one_sqlite_file() {
    assert_conforms(&Way {
        name: "two handles on one SQLite file",
        open: |directory, nouns, with| {
            let open = || SqliteStore::open(directory.join("crm.db"), nouns);
            let store = Turns { stores: [open()?, open()?], turn: AtomicUsize::new(0) };
            with(Handle::Shared(&store));
            Ok(())
        },
        reopens: true,
        scrubs: true,
    });
}

const CHILD: &str = "GUANXI_TWO_PROCESSES";
const ADDITIONS: u64 = 40;

/// Adds one to what was read, and reads again where another was faster.
fn add(store: &SqliteStore, number: u64) {
    loop {
        let read = look(store, |reader| {
            let heads = reader.revisions(&[nouns::stream(1)])?;
            let last = reader.get(&[account(1).target()], true)?;
            Ok((heads[0].revision.0, last[0].as_ref().unwrap().columns.clone().unwrap()[1].clone()))
        });
        let (revision, sum) = read.unwrap();
        let sum = match sum.values() {
            [guanxi::domain::declaration::Value::Integer(sum)] => *sum,
            other => panic!("the sum is {other:?}"),
        };
        let draft = unit(number)
            .put(&account(1).one("segment", sum + 1))
            .put(&note(number, 1, sum))
            .at_revision(nouns::stream(1), revision);
        match store.commit(draft.0) {
            Ok(_) => return,
            Err(StoreError::Conflict(Conflict::Stale { .. }) | StoreError::Busy { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

/// The second process: does nothing when it is not asked to.
#[test]
fn two_processes_child() {
    let Ok(path) = std::env::var(CHILD) else { return };
    let store = SqliteStore::open(path, &registered()).unwrap();
    (0..ADDITIONS).for_each(|turn| add(&store, 2000 + turn));
}

#[test]
fn two_processes_on_one_sqlite_file_come_one_after_the_other() {
    let seat = Seat::new().unwrap();
    let path = seat.path().join("crm.db");
    let store = SqliteStore::open(&path, &registered()).unwrap();
    store.commit(unit(1).put(&account(1).one("segment", 0)).0).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "two_processes_child"])
        .env(CHILD, &path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    (0..ADDITIONS).for_each(|turn| add(&store, 1000 + turn));
    assert!(child.wait().unwrap().success(), "the second process failed");
    let report = store.check(Check::Verify, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    let stats = store.stats().unwrap();
    assert_eq!((stats.entries, stats.keys), (4 * ADDITIONS + 1, 2 * ADDITIONS + 1));
    let sum = look(&store, |reader| reader.get(&[account(1).target()], true)).unwrap();
    let sum = &sum[0].as_ref().unwrap().columns.as_ref().unwrap()[1];
    assert_eq!(*sum, guanxi::domain::declaration::Cell::one(2 * 40));
}

#[test]
fn sled_in_a_directory() {
    assert_conforms(&Way {
        name: "sled",
        open: |directory, nouns, with| {
            let store = SledStore::open(directory.join("store"), nouns)?;
            with(Handle::Shared(&store));
            Ok(())
        },
        reopens: true,
        scrubs: true,
    });
}

/// A store that keeps features, and does not count them among what it was asked to keep.
#[derive(Debug)]
struct Uncounted<S>(FeatureKeeper<S>);

impl<S: Store> Uncounted<S> {
    fn kept(&self) -> u64 {
        let kept = |(noun, _): &&(&str, u64)| *noun == KeptFeatures::DECLARATION.noun;
        self.0.stats().unwrap().records.iter().find(kept).unwrap().1
    }
}

impl<S: Store> Store for Uncounted<S> {
    fn capabilities(&self) -> Capabilities {
        self.0.capabilities()
    }

    fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.0.view(read)
    }

    fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
        self.0.commit(unit)
    }

    fn restore(&self, part: &Part) -> Result<(), StoreError> {
        self.0.restore(part)
    }

    fn check(
        &self,
        mode: Check,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Report, StoreError> {
        let mut report = self.0.check(mode, progress)?;
        report.records -= self.kept();
        Ok(report)
    }

    fn scrub(&self) -> Result<Scrub, StoreError> {
        self.0.scrub()
    }

    fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.0.forget_keys(before)
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        let mut stats = self.0.stats()?;
        stats.records.retain(|(noun, _)| *noun != KeptFeatures::DECLARATION.noun);
        Ok(stats)
    }

    fn close(&self) -> Result<(), StoreError> {
        self.0.close()
    }
}

fn with_features(nouns: &[Registered]) -> Vec<Registered> {
    nouns.iter().copied().chain([body::registered::<KeptFeatures>()]).collect()
}

#[test]
fn a_store_that_keeps_features() {
    assert_conforms(&Way {
        name: "a store that keeps features",
        open: |_, nouns, with| {
            let store = MemoryStore::new(&with_features(nouns))?;
            with(Handle::Shared(&Uncounted(FeatureKeeper::over(store, yuan()))));
            Ok(())
        },
        reopens: false,
        scrubs: true,
    });
}

#[test]
fn a_store_that_keeps_features_in_sqlite() {
    assert_conforms(&Way {
        name: "a store that keeps features in SQLite",
        open: |directory, nouns, with| {
            let store = SqliteStore::open(directory.join("crm.db"), &with_features(nouns))?;
            with(Handle::Shared(&Uncounted(FeatureKeeper::over(store, yuan()))));
            Ok(())
        },
        reopens: true,
        scrubs: true,
    });
}

#[test]
fn a_store_that_would_keep_features_and_has_no_noun_for_them() {
    assert_conforms(&Way {
        name: "a store without a noun for features",
        open: |_, nouns, with| {
            with(Handle::Shared(&FeatureKeeper::over(MemoryStore::new(nouns)?, yuan())));
            Ok(())
        },
        reopens: false,
        scrubs: true,
    });
}

fn yuan() -> guanxi::domain::Currency {
    "CNY".parse().unwrap()
}
