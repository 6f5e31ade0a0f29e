//! Removing the bytes of what was erased.
//!
//! `PRAGMA secure_delete` is left as it is. It would overwrite what an update frees in its page, on
//! every write; but the pages' earlier contents stay in the log all the same, so that only this
//! could promise that nothing is left, and this needs no help: the database is written anew.

use rusqlite::{Connection, ffi};

use super::fault::{family, fault};
use super::row;
use super::run;
use super::statements::{CHECKPOINT, VACUUM};
use crate::store::contract::Scrub;
use crate::store::error::StoreError;

/// Writes the database anew without what was deleted, and empties its log. Both wait for others
/// for as long as the connection does.
pub(crate) fn scrub(conn: &Connection) -> Result<Scrub, StoreError> {
    if !conn.is_autocommit() {
        return Ok(Scrub::Waiting);
    }
    match run::change(conn, VACUUM, &[]) {
        Ok(_) => {}
        Err(error) if busy(&error) => return Ok(Scrub::Waiting),
        Err(error) => return Err(fault(error)),
    }
    let blocked = run::first(conn, CHECKPOINT, &[], |row| row::integer(row, 0))?;
    Ok(if blocked == Some(0) { Scrub::Scrubbed } else { Scrub::Waiting })
}

fn busy(error: &rusqlite::Error) -> bool {
    matches!(family(error), Some(ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED))
}
