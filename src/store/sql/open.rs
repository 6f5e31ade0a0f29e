//! Opening a file: what stands there is looked at before anything is written.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::House;
use super::fault::fault;
use super::run;
use super::schema;
use super::statements::{CACHE, DURABLE, WRITE_AHEAD};
use crate::store::error::StoreError;

/// As many statements as a connection keeps ready: those of some dozen nouns.
const STATEMENTS: usize = 512;

/// Every page is a multiple of this.
const SMALLEST_PAGE: u64 = 512;

/// A file and how connections to it are made.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    path: PathBuf,
    how: How,
    patience: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Writing,
    /// The file may only be read.
    Reading,
    /// Nor may anything be written beside it; nobody else writes to it either.
    Still,
}

impl Opened {
    /// Looks at what stands at a path, and makes a store there where nothing does.
    pub(crate) fn at(path: &Path, house: &House, patience: Duration) -> Result<Self, StoreError> {
        let opened = |how| Opened { path: path.to_owned(), how, patience };
        match fs::metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                create(path, house, patience)?;
                Ok(opened(How::Writing))
            }
            Err(error) => Err(StoreError::io(error)),
            Ok(about) if about.is_dir() => Err(StoreError::NotOurs { why: "it is a directory" }),
            // SQLite would take it for a new database.
            Ok(about) if about.len() == 0 => {
                Err(StoreError::NotOurs { why: "it is an empty file" })
            }
            // A second name is what is left of a creation that was killed just before its end.
            Ok(about) if twice(&about) => {
                clear(path);
                Ok(opened(how(&about, path)))
            }
            // The file itself is never opened here: closing it again would take away the locks of
            // every connection that this process has to it.
            Ok(about) => Ok(opened(how(&about, path))),
        }
    }

    /// A connection whose transactions are durable and that waits for others.
    pub(crate) fn connect(&self) -> Result<Connection, StoreError> {
        let common = OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = match self.how {
            How::Writing => {
                Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE | common)
            }
            How::Reading => {
                Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY | common)
            }
            How::Still => Connection::open_with_flags(
                still(&self.path)?,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | common,
            ),
        };
        let conn = conn.map_err(fault)?;
        conn.busy_timeout(self.patience).map_err(fault)?;
        plan_once(&conn)?;
        ready(&conn);
        run::execute(&conn, DURABLE, &[])?;
        run::execute(&conn, CACHE, &[])?;
        Ok(conn)
    }

    /// A connection for a first look. If a store is refused, the log that another left behind is
    /// left as it is.
    pub(crate) fn look(&self) -> Result<Connection, StoreError> {
        let conn = self.connect()?;
        self.keep_log(&conn, pending(&self.path))?;
        Ok(conn)
    }

    /// Says whether the log stays as it is when the last connection closes.
    pub(crate) fn keep_log(&self, conn: &Connection, keep: bool) -> Result<(), StoreError> {
        if self.how == How::Writing {
            let set = conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep);
            set.map_err(fault)?;
        }
        Ok(())
    }
}

/// Refuses a file that ends within a page; what is missing from it may still stand in its log.
pub(crate) fn whole(file: &Opened) -> Result<(), StoreError> {
    let length = fs::metadata(&file.path).map_err(StoreError::io)?.len();
    if length % SMALLEST_PAGE == 0 || pending(&file.path) {
        Ok(())
    } else {
        Err(StoreError::Corrupt { what: "the file is cut short".to_owned() })
    }
}

/// Makes room for a store's statements on a connection.
pub(crate) fn ready(conn: &Connection) {
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
}

/// Keeps each statement's plan whatever is bound to it. Beside an index `WHERE … IS NOT NULL` SQLite
/// looks at bound values while it plans, and compiles the statement again whenever they change,
/// which is half of all that it does; what the values tell it never changes a plan of ours.
fn plan_once(conn: &Connection) -> Result<(), StoreError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
    Ok(())
}

/// Whether there is a log with something in it beside the file.
fn pending(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The file as something that nobody writes to.
fn still(path: &Path) -> Result<String, StoreError> {
    let path = path.to_str().ok_or_else(|| StoreError::io("the path is not UTF-8"))?;
    let mut name = String::from("file:");
    for character in path.chars() {
        match character {
            '%' => name.push_str("%25"),
            '?' => name.push_str("%3f"),
            '#' => name.push_str("%23"),
            other => name.push(other),
        }
    }
    Ok(name + "?immutable=1")
}

/// Makes a store under another name and then gives it its own, so that nobody ever opens half of
/// one.
fn create(path: &Path, house: &House, patience: Duration) -> Result<(), StoreError> {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let made = beside(path, &format!("-new-{}-{number}", std::process::id()));
    let filled = match fill(&made, house, patience) {
        // Another process was faster, and took what was being made here for something left over.
        Err(_) if path.exists() => Ok(()),
        filled => filled,
    };
    let named = filled.and_then(|()| match fs::hard_link(&made, path) {
        Ok(()) => Ok(()),
        // Another process was faster.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        // Where files have one name only, the last who renames wins; all made the same.
        Err(_) if !path.exists() => fs::rename(&made, path).map_err(StoreError::io),
        Err(_) => Ok(()),
    });
    for ending in ENDINGS {
        // What is not there cannot be removed.
        let _ = fs::remove_file(beside(&made, ending));
    }
    named?;
    clear(path);
    sync_directory(path)
}

/// What SQLite puts behind the names of its files.
const ENDINGS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// Removes what creations that were killed have left beside a store that is there. Nothing is in
/// it: a creation writes no record, and one that is still under way finds the store and takes it.
fn clear(path: &Path) {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return };
    let Ok(beside) = fs::read_dir(parent(path)) else { return };
    for found in beside.flatten() {
        if found.file_name().to_str().is_some_and(|it| left_over(it, name)) {
            // Who may not remove it leaves it to the next.
            let _ = fs::remove_file(found.path());
        }
    }
}

/// Whether a name is one that a creation of the store with another name makes up.
fn left_over(found: &str, name: &str) -> bool {
    let made = found.strip_prefix(name).and_then(|rest| rest.strip_prefix("-new-"));
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    made.is_some_and(|made| {
        let made = ENDINGS.iter().rev().find_map(|ending| made.strip_suffix(ending));
        made.and_then(|made| made.split_once('-')).is_some_and(|(a, b)| number(a) && number(b))
    })
}

#[cfg(unix)]
fn twice(about: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(about) > 1
}

#[cfg(not(unix))]
fn twice(_: &fs::Metadata) -> bool {
    false
}

fn how(about: &fs::Metadata, path: &Path) -> How {
    match (about.permissions().readonly(), pending(path)) {
        (false, _) => How::Writing,
        (true, true) => How::Reading,
        (true, false) => How::Still,
    }
}

fn fill(made: &Path, house: &House, patience: Duration) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(made, flags).map_err(fault)?;
    conn.busy_timeout(patience).map_err(fault)?;
    run::execute(&conn, DURABLE, &[])?;
    run::first(&conn, WRITE_AHEAD, &[], |_| Ok(()))?;
    schema::make_all(&conn, house)?;
    conn.close().map_err(|(_, error)| fault(error))
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A new name is durable when its directory is.
fn sync_directory(path: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        File::open(parent(path))
            .and_then(|directory| directory.sync_all())
            .map_err(StoreError::io)?;
    }
    Ok(())
}
