//! Values in a sled tree: short ones whole, long ones in pieces.
//!
//! sled writes what does not fit into a segment into a file of its own, unsynced, and waits for
//! ever when that fails. In pieces everything fits.
//!
//! Walking backwards sled takes four bytes of 0xff for the end of all keys that begin alike, and
//! panics where a key goes on behind them. So no key has such a byte: [`worn`] writes it in two.

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

/// In front of the byte that tells what stands for it here.
const MARK: u8 = 0xfe;

/// A key without a byte of 0xff, in the same order among others.
fn worn(key: &[u8]) -> Vec<u8> {
    let mut worn = Vec::with_capacity(key.len());
    for byte in key {
        match byte {
            0xff => worn.extend_from_slice(&[MARK, 1]),
            &MARK => worn.extend_from_slice(&[MARK, 0]),
            byte => worn.push(*byte),
        }
    }
    worn
}

/// The key that was [`worn`].
fn bare(worn: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut bare = Vec::with_capacity(worn.len());
    let mut bytes = worn.iter();
    while let Some(byte) = bytes.next() {
        bare.push(match (*byte, (*byte == MARK).then(|| bytes.next()).flatten()) {
            (MARK, Some(0)) => MARK,
            (MARK, Some(1)) => 0xff,
            (MARK, _) | (0xff, _) => return Err(damaged("a key")),
            (byte, _) => byte,
        });
    }
    Ok(bare)
}

fn piece(key: &[u8], number: u32) -> Vec<u8> {
    worn(&[&[TAG], key, &number.to_be_bytes()].concat())
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
    let stored = db.get(worn(key)).map_err(broken)?;
    stored.map(|stored| whole(db, key, &stored)).transpose()
}

/// The pairs of a range that is not empty.
pub(super) fn range(db: &Db, keys: Range<Vec<u8>>, order: Order) -> Pairs<'_> {
    let pair = |pair: ::sled::Result<(IVec, IVec)>| -> Result<Pair<'_>, StoreError> {
        let (key, stored) = pair.map_err(broken)?;
        let key = bare(&key)?;
        let value = whole(db, &key, &stored)?;
        Ok((key.into(), value.into()))
    };
    let pairs = db.range(worn(&keys.start)..worn(&keys.end));
    match order {
        Order::Ascending => Box::new(pairs.map(pair)),
        Order::Descending => Box::new(pairs.rev().map(pair)),
    }
}

/// The changes as sled takes them.
pub(super) fn changes(db: &Db, batch: Batch) -> Result<SledBatch, StoreError> {
    let mut changes = SledBatch::default();
    for (key, value) in batch {
        let had = db.get(worn(&key)).map_err(broken)?.as_deref().map_or(Ok(0), pieces)?;
        let has = value.as_deref().map_or(0, |value| put(&mut changes, &key, value));
        (has..had).for_each(|number| changes.remove(piece(&key, number)));
        if value.is_none() {
            changes.remove(worn(&key));
        }
    }
    Ok(changes)
}

/// Puts a value; how many pieces it has.
fn put(changes: &mut SledBatch, key: &[u8], value: &[u8]) -> u32 {
    if value.len() <= PIECE {
        let stored = std::iter::once(WHOLE).chain(value.iter().copied());
        changes.insert(worn(key), stored.collect::<Vec<u8>>());
        return 0;
    }
    let mut count = 0;
    for (number, part) in (0_u32..).zip(value.chunks(PIECE)) {
        changes.insert(piece(key, number), part);
        count = number.saturating_add(1);
    }
    let stored = std::iter::once(PIECES).chain(count.to_be_bytes());
    changes.insert(worn(key), stored.collect::<Vec<u8>>());
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worn_keys_keep_their_order_and_come_back() {
        let keys: [&[u8]; 9] = [
            b"",
            b"\0",
            b"a\xfd\xff",
            b"a\xfe",
            b"a\xfe\0",
            b"a\xfe\x01",
            b"a\xff",
            b"a\xff\0",
            b"b",
        ];
        assert!(keys.is_sorted_by_key(|key| worn(key)));
        for key in keys {
            assert!(!worn(key).contains(&0xff));
            assert_eq!(bare(&worn(key)).unwrap(), key);
        }
        assert!(bare(b"\xfe").is_err() && bare(b"\xfe\x07").is_err() && bare(b"\xff").is_err());
    }

    #[test]
    fn walking_backwards_finds_its_way_among_the_greatest_numbers() {
        let directory = tempfile::tempdir().unwrap();
        let db = ::sled::open(directory.path()).unwrap();
        let greatest = i64::MAX.cast_unsigned() ^ (1 << 63);
        let key = |number: u32| {
            [&[18, 20, 0][..], &greatest.to_be_bytes(), &number.to_be_bytes()].concat()
        };
        let next = |number: u32| [&[18, 20, 0, 128][..], &number.to_be_bytes()].concat();
        let values = (0..2000).flat_map(|number| [key(number), next(number)]);
        let batch = values.map(|key| (key, Some(vec![7; 40]))).collect();
        db.apply_batch(changes(&db, batch).unwrap()).unwrap();
        let found = range(&db, vec![18]..vec![19], Order::Descending);
        assert_eq!(found.map(Result::unwrap).count(), 4000);
    }
}
