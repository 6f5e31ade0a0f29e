//! The one error that the desk returns.

use crate::domain::Invalid;
use crate::domain::calendar::Unanswered;
use crate::domain::refusal::Refused;
use crate::store::{Conflict, StoreError};
#[cfg(feature = "json-lines")]
use crate::transfer::json_lines::{LineFault, LineWhy};

/// Why the desk did not do what was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The rule said no: show it to a person.
    #[error("{0}")]
    Refused(Box<dyn Refused>),
    /// A value that cannot be taken, before any rule was asked.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The actor may not.
    #[error("{permission} is not for this actor")]
    Denied {
        /// What the actor may not, by its name in [`Permission`](crate::Permission).
        permission: &'static str,
    },
    /// The firm's calendar cannot tell: it does not know the year.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    /// A file cannot be read.
    #[cfg(feature = "csv")]
    #[cfg_attr(docsrs, doc(cfg(feature = "csv")))]
    #[error(transparent)]
    Transfer(#[from] crate::transfer::TransferError),
    /// A file of JSON Lines cannot be written or read.
    #[cfg(feature = "json-lines")]
    #[cfg_attr(docsrs, doc(cfg(feature = "json-lines")))]
    #[error(transparent)]
    Lines(#[from] LineFault),
    /// Somebody else was faster, or the world failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What kind of error it is, for a program that must answer in one of a few ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// What was sent cannot be taken (HTTP 400).
    Invalid,
    /// There is no such record, or none that the actor may see (404).
    NotFound,
    /// Somebody else was faster (409).
    Conflict,
    /// The rule said no (422).
    Refused,
    /// The actor may not (403).
    Denied,
    /// The world failed (500, 503).
    Failed,
}

impl Error {
    /// Wraps a noun's refusal.
    pub fn refused(refusal: impl Refused) -> Self {
        Error::Refused(Box::new(refusal))
    }

    /// What kind it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Refused(refusal) if refusal.code().starts_with("invalid.") => ErrorKind::Invalid,
            Error::Refused(_) | Error::Unanswered(_) => ErrorKind::Refused,
            Error::Invalid(_) => ErrorKind::Invalid,
            #[cfg(feature = "csv")]
            Error::Transfer(crate::transfer::TransferError::Io { .. }) => ErrorKind::Failed,
            #[cfg(feature = "csv")]
            Error::Transfer(_) => ErrorKind::Invalid,
            Error::Denied { .. } => ErrorKind::Denied,
            #[cfg(feature = "json-lines")]
            Error::Lines(LineFault { why: LineWhy::Io { .. }, .. }) => ErrorKind::Failed,
            #[cfg(feature = "json-lines")]
            Error::Lines(LineFault { why: LineWhy::NotEmpty, .. }) => ErrorKind::Conflict,
            #[cfg(feature = "json-lines")]
            Error::Lines(_) => ErrorKind::Invalid,
            Error::Store(error) => kind_of(error),
        }
    }

    /// The refusal, when the rule said no.
    #[must_use]
    pub fn as_refused(&self) -> Option<&dyn Refused> {
        match self {
            #[cfg(feature = "csv")]
            Error::Transfer(_) => None,
            Error::Refused(refusal) => Some(refusal.as_ref()),
            Error::Invalid(_) | Error::Denied { .. } | Error::Unanswered(_) | Error::Store(_) => {
                None
            }
            #[cfg(feature = "json-lines")]
            Error::Lines(_) => None,
        }
    }
}

fn kind_of(error: &StoreError) -> ErrorKind {
    match error {
        StoreError::Conflict(_) => ErrorKind::Conflict,
        StoreError::NotFound { .. } => ErrorKind::NotFound,
        StoreError::InvalidCursor | StoreError::Query { .. } => ErrorKind::Invalid,
        StoreError::Unit { .. }
        | StoreError::NewerFormat { .. }
        | StoreError::NotOurs { .. }
        | StoreError::Corrupt { .. }
        | StoreError::ReadOnly
        | StoreError::Locked
        | StoreError::Busy { .. }
        | StoreError::HalfRestored
        | StoreError::Full
        | StoreError::Io { .. }
        | StoreError::InDoubt { .. }
        | StoreError::TransactionLost
        | StoreError::Building { .. }
        | StoreError::Closed
        | StoreError::Cancelled
        | StoreError::Backend { .. } => ErrorKind::Failed,
    }
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Self {
        Error::Store(StoreError::Conflict(conflict))
    }
}
