//! How records are kept: the contract, what is committed and asked, and the engines under it.
//!
//! A store knows no rule of the trade. It sees the names of nouns, their declared columns, and
//! bytes.

pub mod record;
pub mod unit;
pub mod scan;
pub mod journal;
pub mod part;
pub mod error;
pub mod order;
pub mod cursor;
pub mod contract;
pub mod catalogue;
pub mod chain;
pub mod telling;
pub mod body;
mod kv;
pub mod memory;
pub mod overlay;
#[cfg(feature = "sqlite")]
mod group;
#[cfg(feature = "sqlite")]
mod sql;
#[cfg(feature = "sqlite")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
pub mod sqlite;
#[cfg(feature = "sled")]
#[cfg_attr(docsrs, doc(cfg(feature = "sled")))]
pub mod sled;
#[cfg(feature = "conformance")]
#[cfg_attr(docsrs, doc(cfg(feature = "conformance")))]
pub mod conformance;
#[cfg(test)]
mod panics;

pub use catalogue::{Catalogue, Registered};
pub use contract::{
    Capabilities, Check, Condition, Head, Progress, Reader, Report, Scrub, Stats, Store,
};
pub use cursor::Cursor;
pub use error::{Conflict, StoreError};
pub use journal::{Entry, JournalQuery, Position, Told};
pub use memory::MemoryStore;
pub use overlay::Overlay;
pub use part::Part;
pub use record::{Body, Record, Revision, Target};
pub use scan::{Page, Scan, Sight};
#[cfg(feature = "sled")]
#[cfg_attr(docsrs, doc(cfg(feature = "sled")))]
pub use sled::SledStore;
#[cfg(feature = "sqlite")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
pub use sqlite::{Borrowed, SqliteOptions, SqliteStore};
pub use unit::{
    Committed, Counter, Expect, Kept, Key, NewEntry, Payload, Put, Take, Unit, UnitKey, Write,
};
