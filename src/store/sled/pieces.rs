//! Values in a sled tree: short ones whole, long ones in pieces.
//!
//! sled writes what does not fit into a segment into a file of its own, unsynced, and waits for
//! ever when that fails. In pieces everything fits.

use std::ops::Range;

use ::sled::{Batch as SledBatch, Db, IVec};

use super::broken;
use crate::store::error::StoreError;
use crate::store::kv::form::damaged;
use crate::store::kv::{Batch, Pair, Pairs};
use crate::store::scan::Order;

/// The most bytes that stand in one place.
const PIECE: usize = 8 << 10;
/// In front of a value that stands whole.
const WHOLE: u8 = 0;
/// In front of the number of a value's pieces.
const PIECES: u8 = 1;
/// In front of the keys of pieces, behind all other keys.
const TAG: u8 = 0xe0;

fn piece(key: &[u8], number: u32) -> Vec<u8> {
    let mut piece = vec![TAG];
    piece.extend_from_slice(key);
    piece.extend_from_slice(&number.to_be_bytes());
    piece
}

/// How many pieces a value has.
fn pieces(stored: &[u8]) -> Result<u32, StoreError> {
    match stored {
        [WHOLE, ..] => Ok(0),
        [PIECES, count @ ..] => {
            let count = count.try_into().map_err(|_| damaged("a value in pieces"))?;
            Ok(u32::from_be_bytes(count))
        }
        _ => Err(damaged("a value without its form")),
    }
}

fn whole(db: &Db, key: &[u8], stored: &[u8]) -> Result<Vec<u8>, StoreError> {
    if let [WHOLE, value @ ..] = stored {
        return Ok(value.to_vec());
    }
    let mut value = Vec::new();
    for number in 0..pieces(stored)? {
        let part = db.get(piece(key, number)).map_err(broken)?;
        value.extend_from_slice(&part.ok_or_else(|| damaged("a piece of a value"))?);
    }
    Ok(value)
}

/// The value of a key.
pub(super) fn get(db: &Db, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    let stored = db.get(key).map_err(broken)?;
    stored.map(|stored| whole(db, key, &stored)).transpose()
}

/// The pairs of a range that is not empty.
pub(super) fn range(db: &Db, keys: Range<Vec<u8>>, order: Order) -> Pairs<'_> {
    let pair = |pair: ::sled::Result<(IVec, IVec)>| -> Result<Pair, StoreError> {
        let (key, stored) = pair.map_err(broken)?;
        Ok((key.to_vec(), whole(db, &key, &stored)?))
    };
    let pairs = db.range(keys);
    match order {
        Order::Ascending => Box::new(pairs.map(pair)),
        Order::Descending => Box::new(pairs.rev().map(pair)),
    }
}

/// The changes as sled takes them.
pub(super) fn changes(db: &Db, batch: Batch) -> Result<SledBatch, StoreError> {
    let mut changes = SledBatch::default();
    for (key, value) in batch {
        let had = db.get(&key).map_err(broken)?.as_deref().map_or(Ok(0), pieces)?;
        let has = value.as_deref().map_or(0, |value| put(&mut changes, &key, value));
        (has..had).for_each(|number| changes.remove(piece(&key, number)));
        if value.is_none() {
            changes.remove(key);
        }
    }
    Ok(changes)
}

/// Puts a value; how many pieces it has.
fn put(changes: &mut SledBatch, key: &[u8], value: &[u8]) -> u32 {
    if value.len() <= PIECE {
        let stored = std::iter::once(WHOLE).chain(value.iter().copied());
        changes.insert(key, stored.collect::<Vec<u8>>());
        return 0;
    }
    let mut count = 0;
    for (number, part) in (0_u32..).zip(value.chunks(PIECE)) {
        changes.insert(piece(key, number), part);
        count = number.saturating_add(1);
    }
    let stored = std::iter::once(PIECES).chain(count.to_be_bytes());
    changes.insert(key, stored.collect::<Vec<u8>>());
    count
}
