//! What can go wrong in a store: somebody else was faster, or the world failed.

use std::error::Error as StdError;

use super::record::{Revision, Target};
use super::unit::{Counter, Expect, Key};
use crate::domain::Id;

/// Why a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Somebody else was faster; nothing was written.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// There is no such record, or none that the asker may see.
    #[error("there is no {noun} {id}")]
    NotFound {
        /// The noun.
        noun: &'static str,
        /// The id.
        id: Id,
    },
    /// The cursor cannot be read, or belongs to another question.
    #[error("the cursor does not belong to this question")]
    InvalidCursor,
    /// The question cannot be asked of this store.
    #[error("the question cannot be asked: {why}")]
    Query {
        /// What is wrong with it.
        why: &'static str,
    },
    /// The unit contradicts itself or the declarations; nothing was written.
    #[error("the unit cannot be committed: {why}")]
    Unit {
        /// What is wrong with it.
        why: &'static str,
    },
    /// Written by a newer version of this crate; left untouched.
    #[error("the store was written by a newer version: {what} {found}, this one knows {known}")]
    NewerFormat {
        /// What is newer.
        what: &'static str,
        /// The version found.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// Not a store of this crate; left untouched.
    #[error("this is not a store of guanxi: {why}")]
    NotOurs {
        /// What was found instead.
        why: &'static str,
    },
    /// What is on disk contradicts itself.
    #[error("the store is damaged: {what}")]
    Corrupt {
        /// Where.
        what: String,
    },
    /// The store may only be read.
    #[error("the store can only be read")]
    ReadOnly,
    /// Another process has the store.
    #[error("the store is in use by another process")]
    Locked,
    /// Somebody else was writing for longer than the store waits.
    #[error("the store is busy: {retry}")]
    Busy {
        /// What to try again.
        retry: &'static str,
    },
    /// Not everything that was to be restored has come.
    #[error("the store is half restored: throw it away and restore the whole file in an empty one")]
    HalfRestored,
    /// The disk is full; nothing was written, and reads go on.
    #[error("the disk is full")]
    Full,
    /// The disk failed; nothing was written.
    #[error("reading or writing failed")]
    Io {
        /// What the system said.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
    /// It is not known whether the unit was written; writes are refused until the store is
    /// reopened, and then the key tells.
    #[error("it is not known whether {key} was written; reopen the store and ask for the key")]
    InDoubt {
        /// The unit's key.
        key: Key,
    },
    /// The host's transaction is gone, with everything that was written in it.
    #[error("the host's transaction was rolled back")]
    TransactionLost,
    /// The index is still being built.
    #[error("the index {index} is still being built")]
    Building {
        /// The index.
        index: String,
    },
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The caller asked to stop; what was done stays done.
    #[error("stopped by the caller")]
    Cancelled,
    /// The engine failed in a way of its own.
    #[error("the engine failed")]
    Backend {
        /// What the engine said.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
}

/// Somebody else was faster.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Conflict {
    /// What was read has changed since.
    #[error("what was read has changed: now at revision {found}")]
    Stale {
        /// The expectation that does not hold.
        expected: Expect,
        /// Where the stream or record stands; nought where there is none.
        found: Revision,
    },
    /// The key was used for another command.
    #[error("the key was used for another command")]
    KeyReused,
    /// The value stands in another record already.
    #[error("the {column} is taken")]
    Taken {
        /// The noun.
        noun: &'static str,
        /// The unique column.
        column: &'static str,
        /// The record that has it.
        by: Id,
    },
    /// The counter does not go that far.
    #[error("{} is exhausted: it stands at {found}", counter.name)]
    Exhausted {
        /// The counter.
        counter: Counter,
        /// Where it stands.
        found: i64,
    },
    /// The fact was superseded already.
    #[error("the fact was superseded already")]
    Superseded {
        /// The fact.
        fact: Target,
        /// What has taken its place.
        by: Id,
    },
}

impl StoreError {
    /// Wraps an engine's own error.
    pub fn backend(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        StoreError::Backend { source: source.into() }
    }

    /// Wraps an error of the system.
    pub fn io(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        StoreError::Io { source: source.into() }
    }

    /// The error's name, the same on every engine: what two engines must agree on.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            StoreError::Conflict(Conflict::Stale { .. }) => "stale",
            StoreError::Conflict(Conflict::KeyReused) => "key reused",
            StoreError::Conflict(Conflict::Taken { .. }) => "taken",
            StoreError::Conflict(Conflict::Exhausted { .. }) => "exhausted",
            StoreError::Conflict(Conflict::Superseded { .. }) => "superseded",
            StoreError::NotFound { .. } => "not found",
            StoreError::InvalidCursor => "invalid cursor",
            StoreError::Query { .. } => "query",
            StoreError::Unit { .. } => "unit",
            StoreError::NewerFormat { .. } => "newer format",
            StoreError::NotOurs { .. } => "not ours",
            StoreError::Corrupt { .. } => "corrupt",
            StoreError::ReadOnly => "read only",
            StoreError::Locked => "locked",
            StoreError::Busy { .. } => "busy",
            StoreError::HalfRestored => "half restored",
            StoreError::Full => "full",
            StoreError::Io { .. } => "io",
            StoreError::InDoubt { .. } => "in doubt",
            StoreError::TransactionLost => "transaction lost",
            StoreError::Building { .. } => "building",
            StoreError::Closed => "closed",
            StoreError::Cancelled => "cancelled",
            StoreError::Backend { .. } => "backend",
        }
    }
}
