//! The store on sled 0.34, a pure Rust ordered map whose last stable release is of 2021.
//!
//! Choose SQLite where reliability matters most, as sled's own README says; this engine is for
//! hosts that must do without C. What sled leaves undone is done here: files are synced before
//! anybody is answered, unfinished snapshots are removed before it opens, and a mark beside the
//! tree tells when the end of its log was lost.

use std::borrow::Cow;
use std::fs::File;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use ::sled::{Batch as SledBatch, Config, Db, Error as SledError};

use super::catalogue::{Catalogue, Registered};
use super::contract::{Capabilities, Condition, Scrub};
use super::error::StoreError;
use super::kv::engine::{Engine, answers};
use super::kv::{Batch, Ordered, Pairs, Shelf, form, key};
use super::scan::Order;
use super::unit::Key;

mod pieces;
mod files;
mod mark;
mod known;
#[cfg(test)]
mod tests;

use files::Synced;
use mark::{Found, Mark, MarkFile};

/// A store in a directory, on sled 0.34.
///
/// One process has it at a time. Views keep writers waiting, and commits come one after the other:
/// there is no group commit here ([`Capabilities::group`] is false), each unit waits for syncs of
/// its own, and many threads write no faster than one. A host whose threads write at the same time
/// takes SQLite.
///
/// A full disk or any other failure of a commit is [`StoreError::InDoubt`]: from then on every
/// write is, reads go on, and when the store is opened again the key tells.
#[derive(Debug)]
pub struct SledStore {
    engine: Engine<SledShelf>,
}

impl SledStore {
    /// Opens the store in a directory, or makes one where there is none.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another has it, [`StoreError::NotOurs`] when something else
    /// stands there, [`StoreError::NewerFormat`], [`StoreError::Corrupt`] when it has lost what was
    /// answered, [`StoreError::Query`] for declarations that contradict themselves, and
    /// [`StoreError::ReadOnly`] or [`StoreError::Io`] when the files cannot be written.
    pub fn open(directory: impl AsRef<Path>, nouns: &[Registered]) -> Result<Self, StoreError> {
        let catalogue = Catalogue::new(nouns)?;
        let shelf = SledShelf::open(directory.as_ref(), &catalogue)?;
        Ok(SledStore { engine: Engine::open(shelf, nouns)? })
    }
}

answers!(
    SledStore,
    Capabilities { durable_on_return: true, isolated_readers: false, group: false }
);

/// The directory of a store: a lock, a mark, what nouns it knows, and the tree that the mark names.
struct SledShelf {
    directory: PathBuf,
    map: RwLock<Held>,
    writer: Mutex<()>,
    keeper: Mutex<Keeper>,
}

/// The map of a store.
enum Held {
    Open(Db),
    /// After a failed write sled could not be opened again.
    Lost,
    Closed,
}

impl Held {
    fn db(&self) -> Result<&Db, StoreError> {
        match self {
            Held::Open(db) => Ok(db),
            Held::Lost => Err(StoreError::io("sled could not go on after a write had failed")),
            Held::Closed => Err(StoreError::Closed),
        }
    }
}

/// What a writer needs beside the map.
#[derive(Debug)]
struct Keeper {
    mark: MarkFile,
    synced: Synced,
    /// Held as long as the store is open.
    lock: Option<File>,
    doubt: Doubt,
}

/// Whether it is known what is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    None,
    /// A write failed; the key, if it was a unit.
    About(Option<Key>),
}

impl std::fmt::Debug for SledShelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What is kept in it is nobody's business here.
        f.debug_struct("SledShelf").field("directory", &self.directory).finish_non_exhaustive()
    }
}

/// Where the tree says how many batches it has taken.
const SERIAL: &str = "serial";

impl SledShelf {
    fn open(directory: &Path, catalogue: &Catalogue) -> Result<Self, StoreError> {
        look(directory)?;
        known::check(directory, catalogue)?;
        files::make(directory).map_err(files::failed)?;
        let lock = files::lock(&directory.join("lock"))?;
        let mark = look(directory)?.unwrap_or(Mark::FIRST);
        files::clear_trees(directory, mark.tree)?;
        let tree = files::tree(directory, mark.tree);
        files::clear_snapshots(&tree)?;
        if files::length(&tree.join("db")) < mark.length {
            try_copy(directory, mark)?;
        }
        let mark_file = MarkFile::open(&directory.join("mark"), mark)?;
        let db = open_tree(&tree)?;
        let serial = serial(&db)?;
        if serial < mark.serial {
            return Err(behind(serial, mark));
        }
        let mut keeper = Keeper {
            mark: mark_file,
            synced: Synced::tree(&tree).map_err(files::failed)?,
            lock: Some(lock),
            doubt: Doubt::None,
        };
        keeper.remember(serial).map_err(files::failed)?;
        known::write(directory, catalogue)?;
        files::lay_ballast(directory);
        Ok(SledShelf {
            directory: directory.to_owned(),
            map: RwLock::new(Held::Open(db)),
            writer: Mutex::new(()),
            keeper: Mutex::new(keeper),
        })
    }

    fn map(&self) -> Result<Guard<'_>, StoreError> {
        let map = self.map.read().unwrap_or_else(PoisonError::into_inner);
        map.db()?;
        Ok(Guard(map))
    }

    fn keeper(&self) -> MutexGuard<'_, Keeper> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a batch and waits for the disk.
    fn write(&self, mut batch: Batch, keeper: &mut Keeper) -> Result<(), StoreError> {
        let serial = keeper.mark.mark().serial.saturating_add(1);
        batch.insert(key::meta(SERIAL), Some(form::write(&serial)?));
        {
            let mut map = self.map.write().unwrap_or_else(PoisonError::into_inner);
            let db = map.db()?;
            let changes = pieces::changes(db, batch)?;
            if let Err(error) = db.apply_batch(changes).and_then(|()| db.flush()) {
                self.open_again(&mut map, keeper.mark.mark());
                return Err(broken(error));
            }
        }
        keeper.synced.sync().map_err(files::failed)?;
        keeper.remember(serial).map_err(files::failed)
    }

    /// Opens the tree again after sled has failed: it may have done a part of a batch in memory,
    /// and answers nothing reliably any more. What is on disk is whole, with the batch or without.
    fn open_again(&self, map: &mut Held, mark: Mark) {
        // What failed goes first, or it would fill the room with what it still has to write. Then,
        // on a full disk, the ballast makes the room that sled needs to open.
        *map = Held::Lost;
        files::drop_ballast(&self.directory);
        let tree = files::tree(&self.directory, mark.tree);
        let again = files::clear_snapshots(&tree).and_then(|()| open_tree(&tree));
        if let Ok(db) = again {
            *map = Held::Open(db);
        }
    }

    /// Copies what is alive into a new tree, and makes that one the store.
    fn move_to_new_tree(&self, keeper: &mut Keeper) -> Result<(), StoreError> {
        let mark = keeper.mark.mark();
        let number = mark.tree.saturating_add(1);
        files::clear_trees(&self.directory, mark.tree)?;
        let tree = files::tree(&self.directory, number);
        let fresh = open_tree(&tree)?;
        {
            let map = self.map()?;
            let mut changes = SledBatch::default();
            for (count, pair) in (1_u64..).zip(map.db()?.iter()) {
                let (key, value) = pair.map_err(broken)?;
                changes.insert(key, value);
                if count % 1000 == 0 {
                    fresh.apply_batch(std::mem::take(&mut changes)).map_err(broken)?;
                }
            }
            fresh.apply_batch(changes).map_err(broken)?;
        }
        fresh.flush().map_err(broken)?;
        let synced = Synced::tree(&tree).map_err(files::failed)?;
        let length = synced.length();
        // From here on the new tree is the store, whatever becomes of this process.
        let moved = keeper.mark.write(Mark { tree: number, length, ..mark });
        moved.map_err(|error| {
            keeper.doubt = Doubt::About(None);
            files::failed(error)
        })?;
        keeper.synced = synced;
        *self.map.write().unwrap_or_else(PoisonError::into_inner) = Held::Open(fresh);
        files::clear_trees(&self.directory, number)?;
        files::sync_directory(&self.directory).map_err(files::failed)
    }
}

impl Keeper {
    /// Brings the mark up to what is on disk.
    fn remember(&mut self, serial: u64) -> std::io::Result<()> {
        let mark = Mark { serial, length: self.synced.length(), ..self.mark.mark() };
        if mark == self.mark.mark() { Ok(()) } else { self.mark.write(mark) }
    }

    /// Lets writes through while it is known what is on disk.
    fn certain(&self) -> Result<(), StoreError> {
        match self.doubt {
            Doubt::None => Ok(()),
            Doubt::About(Some(key)) => Err(StoreError::InDoubt { key }),
            Doubt::About(None) => Err(StoreError::ReadOnly),
        }
    }
}

impl Shelf for SledShelf {
    fn read(&self) -> Result<Box<dyn Ordered + '_>, StoreError> {
        Ok(Box::new(self.map()?))
    }

    fn apply(&self, batch: Batch, key: Option<Key>) -> Result<(), StoreError> {
        let mut keeper = self.keeper();
        keeper.certain()?;
        self.write(batch, &mut keeper).map_err(|error| {
            keeper.doubt = Doubt::About(key);
            key.map_or(error, |key| StoreError::InDoubt { key })
        })
    }

    fn writer(&self) -> &Mutex<()> {
        &self.writer
    }

    fn condition(&self) -> Condition {
        match self.keeper().doubt {
            Doubt::None => Condition::Open,
            Doubt::About(_) => Condition::RefusingWrites,
        }
    }

    fn scrub(&self) -> Result<Scrub, StoreError> {
        let mut keeper = self.keeper();
        keeper.certain()?;
        let moved = self.move_to_new_tree(&mut keeper);
        if moved.is_err() {
            // What was begun is in the way of the disk; opening clears it away as well.
            let _ = files::clear_trees(&self.directory, keeper.mark.mark().tree);
        }
        moved.map(|()| Scrub::Scrubbed)
    }

    fn bytes(&self) -> Result<u64, StoreError> {
        Ok(files::bytes(&self.directory))
    }

    fn close(&self) -> Result<(), StoreError> {
        let mut map = self.map.write().unwrap_or_else(PoisonError::into_inner);
        let mut keeper = self.keeper();
        // What is in doubt has been said; everything answered was on disk before.
        let sound = keeper.doubt == Doubt::None;
        let flushed = map.db().ok().filter(|_| sound).map_or(Ok(0), |db| db.flush());
        *map = Held::Closed;
        keeper.lock = None;
        flushed.map(drop).map_err(broken)
    }
}

/// The open map, unchanged as long as this lives.
struct Guard<'a>(RwLockReadGuard<'a, Held>);

impl Guard<'_> {
    fn db(&self) -> Result<&Db, StoreError> {
        self.0.db()
    }
}

impl Ordered for Guard<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Cow<'_, [u8]>>, StoreError> {
        Ok(pieces::get(self.db()?, key)?.map(Cow::from))
    }

    fn range(&self, keys: Range<Vec<u8>>, order: Order) -> Pairs<'_> {
        match self.db() {
            Ok(_) if keys.is_empty() => Box::new(std::iter::empty()),
            Ok(db) => pieces::range(db, keys, order),
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    }
}

/// Looks at a directory without touching it: the mark of the store there, or none where there is
/// room for a new one.
fn look(directory: &Path) -> Result<Option<Mark>, StoreError> {
    let names = files::names(directory)?.unwrap_or_default();
    let trees = names.iter().any(|name| name.starts_with("tree-"));
    match Mark::read(&directory.join("mark"))? {
        Found::Mark(mark) => Ok(Some(mark)),
        Found::Nothing if trees && names.contains("lock") => {
            Err(StoreError::Corrupt { what: String::from("the mark is gone") })
        }
        Found::Nothing if names.iter().all(|name| name == "lock" || name == "mark") => Ok(None),
        Found::Nothing | Found::Foreign => {
            Err(StoreError::NotOurs { why: "somebody else's files stand in its place" })
        }
    }
}

/// Opens a copy of a tree that is shorter than it was: sled writes while it opens, and a store that
/// has lost something is left as it is.
fn try_copy(directory: &Path, mark: Mark) -> Result<(), StoreError> {
    let (tree, copy) = (files::tree(directory, mark.tree), directory.join("tree-copy"));
    let attempt = || {
        if !tree.is_dir() {
            return Err(behind(0, mark));
        }
        files::copy(&tree, &copy).map_err(files::failed)?;
        let serial = serial(&open_tree(&copy)?)?;
        if serial < mark.serial { Err(behind(serial, mark)) } else { Ok(()) }
    };
    let found = attempt();
    files::clear_trees(directory, mark.tree)?;
    found
}

fn behind(serial: u64, mark: Mark) -> StoreError {
    let what = format!("{} of {} writes are left", serial, mark.serial);
    StoreError::Corrupt { what }
}

fn serial(db: &Db) -> Result<u64, StoreError> {
    pieces::get(db, &key::meta(SERIAL))?.map_or(Ok(0), |value| form::read(&value))
}

fn open_tree(tree: &Path) -> Result<Db, StoreError> {
    let config = Config::new().path(tree).flush_every_ms(None).cache_capacity(128 << 20);
    files::patiently(|| {
        // On some damage sled panics.
        let opened = catch_unwind(AssertUnwindSafe(|| config.open()));
        let damage = || StoreError::Corrupt { what: String::from("sled cannot read its files") };
        match opened.map_err(|_| damage())? {
            Ok(db) => Ok(Some(db)),
            Err(SledError::Io(error)) if error.to_string().contains("could not acquire lock") => {
                Ok(None)
            }
            Err(error) => Err(broken(error)),
        }
    })
}

/// An error of sled's, as the contract names it.
fn broken(error: SledError) -> StoreError {
    match error {
        SledError::Io(error) => files::failed(error),
        SledError::Corruption { .. } => {
            StoreError::Corrupt { what: String::from("sled finds its files damaged") }
        }
        error @ (SledError::CollectionNotFound(_)
        | SledError::Unsupported(_)
        | SledError::ReportableBug(_)) => StoreError::backend(error),
    }
}
