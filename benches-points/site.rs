//! Where files are put, and how a connection is opened.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

/// Whether a commit is on the disk when it returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    Full,
    /// Nothing waits for the disk: what is left is the work itself.
    Off,
}

/// A directory of its own on the disk of the build, gone when it is dropped.
#[derive(Debug)]
pub(crate) struct Site(tempfile::TempDir);

impl Site {
    pub(crate) fn new() -> Self {
        let here = Path::new(env!("CARGO_TARGET_TMPDIR"));
        Site(tempfile::tempdir_in(here).expect("a directory for the bench"))
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// A connection as guanxi opens its own.
pub(crate) fn connect(path: &Path, durability: Durability) -> Connection {
    let conn = Connection::open(path).expect("a database");
    conn.busy_timeout(Duration::from_secs(60)).expect("a setting");
    conn.pragma_update(None, "journal_mode", "WAL").expect("a setting");
    let level = match durability {
        Durability::Full => "FULL",
        Durability::Off => "OFF",
    };
    conn.pragma_update(None, "synchronous", level).expect("a setting");
    conn.pragma_update(None, "cache_size", -16_384).expect("a setting");
    let stable = rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
    conn.set_db_config(stable, true).expect("a setting");
    conn.set_prepared_statement_cache_capacity(64);
    conn
}
