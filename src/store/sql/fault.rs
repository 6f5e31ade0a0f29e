//! What an error of SQLite means for a caller.

use rusqlite::ffi;

use crate::store::error::StoreError;

/// SQLite's own number for an error, extended.
pub(crate) fn code(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code)
}

/// The family of an error: its number without the extension.
pub(crate) fn family(error: &rusqlite::Error) -> Option<i32> {
    code(error).map(|code| code & 0xff)
}

/// Whether a statement broke a constraint, which is an answer and no failure.
pub(crate) fn constraint(error: &rusqlite::Error) -> bool {
    family(error) == Some(ffi::SQLITE_CONSTRAINT)
}

/// What an error means for the caller.
pub(crate) fn fault(error: rusqlite::Error) -> StoreError {
    match family(&error) {
        Some(ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) => StoreError::Busy { retry: "the same call" },
        Some(ffi::SQLITE_READONLY) => StoreError::ReadOnly,
        Some(ffi::SQLITE_IOERR | ffi::SQLITE_CANTOPEN | ffi::SQLITE_PERM) => StoreError::io(error),
        Some(ffi::SQLITE_CORRUPT) => StoreError::Corrupt { what: error.to_string() },
        Some(ffi::SQLITE_FULL) => StoreError::Full,
        Some(ffi::SQLITE_NOTADB) => StoreError::NotOurs { why: "not an SQLite database" },
        _ => StoreError::backend(error),
    }
}
