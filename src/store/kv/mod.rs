//! One implementation of the store over any ordered map of bytes.
//!
//! An engine brings a [`Shelf`]: a map that is read in one moment and changed by whole batches.
//! What the keys and values mean is said here and nowhere else.

pub(super) mod key;
pub(super) mod form;
pub(super) mod draft;
pub(super) mod read;
pub(super) mod file;
pub(super) mod commit;
mod derive;
mod restore;
mod journal;
mod open;
pub(super) mod inspect;
pub(super) mod engine;

#[cfg(test)]
pub(super) mod sample;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Mutex;

use super::contract::{Condition, Scrub};
use super::error::StoreError;
use super::scan::Order;
use super::unit::Key;

/// A key and its value, lent where the map holds them as they are.
pub(super) type Pair<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// Pairs in the order of their keys.
pub(super) type Pairs<'a> = Box<dyn Iterator<Item = Result<Pair<'a>, StoreError>> + 'a>;

/// What is to change, all at once: a value to put, or none to remove the key.
pub(super) type Batch = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// An ordered map, as it stands at one moment.
pub(super) trait Ordered {
    /// The value of a key.
    fn get(&self, key: &[u8]) -> Result<Option<Cow<'_, [u8]>>, StoreError>;

    /// The pairs from one key, included, to another, excluded.
    fn range(&self, keys: Range<Vec<u8>>, order: Order) -> Pairs<'_>;
}

/// Where an engine keeps its map.
pub(super) trait Shelf: Debug {
    /// The map, unchanged as long as the answer lives.
    fn read(&self) -> Result<Box<dyn Ordered + '_>, StoreError>;

    /// Changes the map, all at once, and returns when the change is as durable as the engine can
    /// make it. The key is the one that tells afterwards whether it happened.
    fn apply(&self, batch: Batch, key: Option<Key>) -> Result<(), StoreError>;

    /// Held by the one who prepares a change.
    fn writer(&self) -> &Mutex<()>;

    /// Whether changes are taken.
    fn condition(&self) -> Condition;

    /// Removes from the files what is no longer in the map.
    fn scrub(&self) -> Result<Scrub, StoreError>;

    /// How many bytes the files have.
    fn bytes(&self) -> Result<u64, StoreError>;

    /// Writes what is left to be written, and lets go of the files.
    fn close(&self) -> Result<(), StoreError>;
}
