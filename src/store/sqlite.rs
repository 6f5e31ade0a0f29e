//! SQLite: a file of the crate's own, or the host's connection.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use super::catalogue::Registered;
use super::contract::{
    Capabilities, Check, Condition, Progress, Reader, Report, Scrub, Stats, Store,
};
use super::error::StoreError;
use super::group::{Group, Unserved};
use super::part::Part;
pub use super::sql::borrowed::Borrowed;
use super::sql::check::Checker;
use super::sql::fault::fault;
use super::sql::layout::Prefix;
use super::sql::migrate;
use super::sql::open::{self, Opened};
use super::sql::pool::{Lease, Pool};
use super::sql::reader::SqlReader;
use super::sql::run;
use super::sql::schema::{self, Found};
use super::sql::scrub::scrub;
use super::sql::serve::{Answer, restore, serve};
use super::sql::statements::{BEGIN, CHECKPOINT_SOME, COMMIT, JOURNAL_MODE, SYNCHRONOUS};
use super::sql::stats::stats;
use super::sql::{House, row};
use super::unit::{Committed, Key, Unit};
use crate::domain::Timestamp;

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    prefix: Prefix,
    busy_timeout: Duration,
    readers: usize,
    later: bool,
}

impl SqliteOptions {
    /// Tables called `guanxi_…`, five seconds of patience, four readers.
    ///
    /// # Errors
    /// None for this prefix.
    pub fn new() -> Result<Self, StoreError> {
        let prefix = Prefix::parse("guanxi_")?;
        Ok(SqliteOptions { prefix, busy_timeout: Duration::from_secs(5), readers: 4, later: false })
    }

    /// What the names of all tables and indexes begin with.
    ///
    /// # Errors
    /// [`StoreError::Query`] unless it is a lower-case letter and up to twenty letters, digits
    /// and `_`.
    pub fn prefix(mut self, prefix: &str) -> Result<Self, StoreError> {
        self.prefix = Prefix::parse(prefix)?;
        Ok(self)
    }

    /// How long one waits for others who write, before [`StoreError::Busy`].
    #[must_use]
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = timeout;
        self
    }

    /// Opens a store that is to grow into newer declarations at once, and leaves the growing to
    /// [`SqliteStore::grow`].
    #[must_use]
    pub fn grow_later(mut self) -> Self {
        self.later = true;
        self
    }

    /// How many views read at the same time, at least one; further ones wait.
    #[must_use]
    pub fn readers(mut self, readers: usize) -> Self {
        self.readers = readers.max(1);
        self
    }
}

/// A store in an SQLite database.
pub struct SqliteStore {
    house: Arc<House>,
    pool: Pool,
    /// None where all goes through the host's one connection.
    file: Option<Opened>,
    capabilities: Capabilities,
    group: Group<Unit, Answer>,
    doubt: Mutex<Option<Key>>,
}

impl SqliteStore {
    /// Opens the store in a file, and makes it where there is no file.
    ///
    /// # Errors
    /// Why the file cannot be opened; it is left as it was.
    pub fn open(path: impl AsRef<Path>, nouns: &[Registered]) -> Result<Self, StoreError> {
        Self::open_with(path, nouns, SqliteOptions::new()?)
    }

    /// Opens the store in a file, with options.
    ///
    /// # Errors
    /// Why the file cannot be opened; it is left as it was.
    pub fn open_with(
        path: impl AsRef<Path>,
        nouns: &[Registered],
        options: SqliteOptions,
    ) -> Result<Self, StoreError> {
        let house = House::new(options.prefix.clone(), nouns)?;
        let file = Opened::at(path.as_ref(), &house, options.busy_timeout)?;
        let conn = file.look().map_err(locked)?;
        Self::over(conn, house, options, Some(file)).map_err(locked)
    }

    /// Takes a connection of the host's. Its settings are left as they are, and views wait for
    /// units, since there is one connection for both.
    ///
    /// # Errors
    /// Why the database cannot be used; it is left as it was.
    pub fn from_connection(conn: Connection, nouns: &[Registered]) -> Result<Self, StoreError> {
        Self::from_connection_with(conn, nouns, SqliteOptions::new()?)
    }

    /// Takes a connection of the host's, with options.
    ///
    /// # Errors
    /// Why the database cannot be used; it is left as it was.
    pub fn from_connection_with(
        conn: Connection,
        nouns: &[Registered],
        options: SqliteOptions,
    ) -> Result<Self, StoreError> {
        if !conn.is_autocommit() {
            return Err(StoreError::Query { why: "the connection is inside a transaction" });
        }
        let house = House::new(options.prefix.clone(), nouns)?;
        Self::over(conn, house, options, None)
    }

    fn over(
        conn: Connection,
        house: House,
        options: SqliteOptions,
        file: Option<Opened>,
    ) -> Result<Self, StoreError> {
        open::ready(&conn);
        let (found, mut notes) = schema::look(&conn, &house)?;
        if let Some(file) = &file {
            open::whole(file)?;
        }
        match found {
            Found::Same => {}
            Found::Nothing => schema::make_all(&conn, &house)?,
            Found::Older(_) => migrate::begin(&conn, &house)?,
        }
        if found != Found::Same {
            notes = schema::notes(&conn, &house)?;
        }
        house.turn.store(notes.turn(), Ordering::Relaxed);
        house.growing.store(notes.growing(&house), Ordering::Relaxed);
        let mode = run::first(&conn, JOURNAL_MODE, &[], |row| row::text(row, 0))?;
        let durable = match &file {
            // Every connection to a file of ours was told to wait for the disk.
            Some(_) => true,
            None => run::first(&conn, SYNCHRONOUS, &[], |row| row::integer(row, 0))?
                .is_some_and(|level| level >= 2),
        };
        if let Some(file) = &file {
            file.keep_log(&conn, false)?;
        }
        let memory = mode.as_deref() == Some("memory") || mode.as_deref() == Some("off");
        let capabilities = Capabilities {
            durable_on_return: !memory && durable,
            isolated_readers: file.is_some() && mode.as_deref() == Some("wal"),
            group: true,
        };
        let later = options.later;
        let readers = if file.is_some() { options.readers } else { 0 };
        let store = SqliteStore {
            house: Arc::new(house),
            pool: Pool::new(conn, readers, options.busy_timeout),
            file,
            capabilities,
            group: Group::new(QUEUE, options.busy_timeout),
            doubt: Mutex::new(None),
        };
        if !later {
            store.grow(&mut |_| ControlFlow::Continue(()))?;
        }
        Ok(store)
    }

    /// Grows the store into declarations newer than those it was built from, in many short
    /// transactions, so that others can read and write meanwhile; a scan over an index that is not
    /// complete is [`StoreError::Building`]. Stopped, it goes on where it was when it is called
    /// again, or when the store is opened.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`] when `progress` breaks, or why the store cannot be written.
    pub fn grow(
        &self,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        if !self.house.growing.load(Ordering::Relaxed) {
            return Ok(());
        }
        let mut turn = || {
            let far = migrate::step(&*self.write_lease()?, &self.house)?;
            if far.is_some() && self.file.is_some() {
                // Otherwise a commit of somebody else would once bring all of it into the file.
                run::first(&*self.reader()?, CHECKPOINT_SOME, &[], |_| Ok(()))?;
            }
            Ok(far)
        };
        migrate::grow(&mut turn, progress)?;
        self.house.growing.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// The same store inside a transaction of the host's, on the host's own connection to the same
    /// database: what is committed there is atomic with the host's transaction.
    ///
    /// ```
    /// # use guanxi::store::{SqliteStore, Store, StoreError};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let directory = tempfile::tempdir()?;
    /// # let path = directory.path().join("crm.db");
    /// # let nouns = [];
    /// let store = SqliteStore::open(&path, &nouns)?;
    /// let mut conn = rusqlite::Connection::open(&path)?;
    /// let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    /// let inside = store.within(&tx);
    /// // … commands over `inside`, and the host's own statements over `tx` …
    /// # inside.stats()?;
    /// tx.commit()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn within<'c>(&self, conn: &'c Connection) -> Borrowed<'c> {
        Borrowed::new(conn, Arc::clone(&self.house))
    }

    /// The statements that make the tables and indexes, for hosts that migrate by themselves.
    ///
    /// # Errors
    /// [`StoreError::Query`] for declarations that contradict themselves.
    pub fn schema_sql(nouns: &[Registered], options: &SqliteOptions) -> Result<String, StoreError> {
        let house = House::new(options.prefix.clone(), nouns)?;
        let made = super::sql::statements::schema(&house.layout);
        Ok(made.into_iter().map(|made| made.sql + ";\n").collect())
    }

    fn reader(&self) -> Result<Lease<'_>, StoreError> {
        self.pool.lend_to_read(|| self.connect())
    }

    /// The place of the one who writes, unless nothing may be written any more.
    fn write_lease(&self) -> Result<Lease<'_>, StoreError> {
        if let Some(key) = self.doubted() {
            return Err(StoreError::InDoubt { key });
        }
        self.pool.lend_to_write(|| self.connect())
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        match &self.file {
            Some(file) => file.connect(),
            // The host's one connection is gone.
            None => Err(StoreError::Closed),
        }
    }

    fn doubted(&self) -> Option<Key> {
        *self.doubt.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, units: &[Unit]) -> Vec<Answer> {
        if let Some(key) = self.doubted() {
            return units.iter().map(|_| Err(StoreError::InDoubt { key })).collect();
        }
        let lease = match self.write_lease() {
            Ok(lease) => lease,
            Err(error) => return everybody(units, &error),
        };
        let served = serve(&lease, &self.house, units);
        let doubted = served.iter().zip(units).find(|((_, doubted), _)| *doubted);
        if let Some((_, unit)) = doubted {
            *self.doubt.lock().unwrap_or_else(PoisonError::into_inner) = Some(unit.key.key);
        }
        served.into_iter().map(|(answer, _)| answer).collect()
    }
}

/// As many units as wait at the same time.
const QUEUE: usize = 256;

/// Whoever keeps a file from being opened has all of it.
fn locked(error: StoreError) -> StoreError {
    if matches!(error, StoreError::Busy { .. }) { StoreError::Locked } else { error }
}

/// The same refusal for everybody in a group.
#[expect(clippy::wildcard_enum_match_arm, reason = "what has no simpler form is told as it reads")]
fn everybody(units: &[Unit], error: &StoreError) -> Vec<Answer> {
    let told = error.to_string();
    let same = |_: &Unit| {
        Err(match error {
            StoreError::Closed => StoreError::Closed,
            StoreError::ReadOnly => StoreError::ReadOnly,
            StoreError::Full => StoreError::Full,
            StoreError::Busy { retry } => StoreError::Busy { retry },
            StoreError::Io { .. } => StoreError::io(told.clone()),
            _ => StoreError::backend(told.clone()),
        })
    };
    units.iter().map(same).collect()
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore")
            .field("file", &self.file)
            .field("prefix", &self.house.layout.prefix)
            .field("capabilities", &self.capabilities)
            .finish_non_exhaustive()
    }
}

impl Store for SqliteStore {
    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    fn view(
        &self,
        read: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let lease = self.reader()?;
        // As long as this statement is not done, all others see what it sees: that is a read
        // transaction without a statement to begin it and one to end it.
        run::held(&lease, &self.house.sql.house.moment, || {
            read(&SqlReader::new(&lease, &self.house))
        })
    }

    fn commit(&self, unit: Unit) -> Result<Committed, StoreError> {
        if self.pool.is_closed() {
            return Err(StoreError::Closed);
        }
        self.house.catalogue.check(&unit)?;
        let served = self.group.submit(unit, &|units| self.serve(units));
        served.unwrap_or_else(|unserved| {
            Err(match unserved {
                Unserved::Full => StoreError::Busy { retry: "the same call" },
                Unserved::Panicked => StoreError::backend("the engine panicked over a group"),
            })
        })
    }

    fn restore(&self, part: &Part) -> Result<(), StoreError> {
        let lease = self.write_lease()?;
        restore(&lease, &self.house, part)
    }

    fn check(
        &self,
        mode: Check,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Report, StoreError> {
        let lease = match mode {
            Check::Verify => self.reader()?,
            Check::Rebuild => self.write_lease()?,
        };
        if mode == Check::Verify {
            run::execute(&lease, BEGIN, &[])?;
        }
        Checker::new(&lease, &self.house, mode, progress).run()
    }

    fn scrub(&self) -> Result<Scrub, StoreError> {
        let lease = self.write_lease()?;
        scrub(&lease)
    }

    fn forget_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        let lease = self.write_lease()?;
        let before = [before.micros().into()];
        let gone = run::execute(&lease, &self.house.sql.house.key_forget, &before)?;
        u64::try_from(gone).map_err(StoreError::backend)
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        let lease = self.reader()?;
        run::execute(&lease, BEGIN, &[])?;
        let condition = match self.doubted() {
            Some(_) => Condition::RefusingWrites,
            None => Condition::Open,
        };
        let counted = stats(&lease, &self.house, condition)?;
        run::execute(&lease, COMMIT, &[])?;
        Ok(counted)
    }

    fn close(&self) -> Result<(), StoreError> {
        for conn in self.pool.close() {
            conn.close().map_err(|(_, error)| fault(error))?;
        }
        Ok(())
    }
}
