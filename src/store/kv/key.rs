//! The keys: which bytes stand for what, in an order that answers every question by one range.

use std::ops::Range;

use crate::domain::declaration::Value;
use crate::domain::{Id, Stream, Timestamp};
use crate::store::order;
use crate::store::unit::{Counter, Key};

/// What the store knows of itself.
const META: u8 = 0x01;
/// noun, id: a state's record, or where the fact is.
const PLACE: u8 = 0x10;
/// noun, stream, at, id: a fact's record.
const FACT: u8 = 0x11;
/// noun, index, stream if the index begins with it, values, id.
const INDEX: u8 = 0x12;
/// noun, column, value: the record that has it.
const UNIQUE: u8 = 0x13;
/// noun, id: a fact that entries refer to and that was removed.
const GONE: u8 = 0x14;
/// stream: where it stands.
const HEAD: u8 = 0x20;
/// position: an entry.
const ENTRY: u8 = 0x21;
/// stream, position.
const STREAM_ENTRY: u8 = 0x22;
/// noun, id, position.
const RECORD_ENTRY: u8 = 0x23;
/// stream, name: where the counter stands.
const COUNTER: u8 = 0x30;
/// key: what is remembered of it.
const KEPT: u8 = 0x31;
/// time, key.
const KEPT_AT: u8 = 0x32;

/// The least key above every key that begins like this.
pub(in crate::store) fn behind(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if let Some(next) = last.checked_add(1) {
            end.push(next);
            return end;
        }
    }
    vec![u8::MAX]
}

/// All keys that begin like this.
pub(in crate::store) fn under(prefix: Vec<u8>) -> Range<Vec<u8>> {
    let end = behind(&prefix);
    prefix..end
}

/// Joins the parts of a key.
fn join(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = vec![tag];
    parts.iter().for_each(|part| key.extend_from_slice(part));
    key
}

fn number(value: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    order::push(&mut bytes, &Value::Integer(value));
    bytes
}

pub(in crate::store) fn meta(name: &str) -> Vec<u8> {
    join(META, &[name.as_bytes()])
}

/// The number of a noun's declaration, as the store knows it.
pub(in crate::store) fn declaration(noun: u8) -> Vec<u8> {
    join(META, &[b"noun ", &[noun]])
}

pub(in crate::store) fn declarations() -> Range<Vec<u8>> {
    under(meta("noun "))
}

pub(in crate::store) fn place(noun: u8, id: Id) -> Vec<u8> {
    join(PLACE, &[&[noun], id.as_bytes()])
}

pub(in crate::store) fn places(noun: u8) -> Vec<u8> {
    vec![PLACE, noun]
}

pub(in crate::store) fn fact(noun: u8, stream: Stream, at: i64, id: Id) -> Vec<u8> {
    join(FACT, &[&[noun], &stream.to_bytes(), &number(at), id.as_bytes()])
}

pub(in crate::store) fn gone(noun: u8, id: Id) -> Vec<u8> {
    join(GONE, &[&[noun], id.as_bytes()])
}

pub(in crate::store) fn facts(noun: u8) -> Vec<u8> {
    vec![FACT, noun]
}

pub(in crate::store) fn facts_of(noun: u8, stream: Stream) -> Vec<u8> {
    join(FACT, &[&[noun], &stream.to_bytes()])
}

pub(in crate::store) fn index(noun: u8, index: u8, stream: Option<Stream>) -> Vec<u8> {
    let stream = stream.map(Stream::to_bytes);
    join(INDEX, &[&[noun, index], stream.as_ref().map_or(&[], |bytes| bytes.as_slice())])
}

pub(in crate::store) fn indexes(noun: u8) -> Vec<u8> {
    vec![INDEX, noun]
}

pub(in crate::store) fn unique(noun: u8, column: u8, value: &Value) -> Vec<u8> {
    let mut key = vec![UNIQUE, noun, column];
    order::push(&mut key, value);
    key
}

pub(in crate::store) fn uniques(noun: u8) -> Vec<u8> {
    vec![UNIQUE, noun]
}

pub(in crate::store) fn head(stream: Stream) -> Vec<u8> {
    join(HEAD, &[&stream.to_bytes()])
}

pub(in crate::store) fn heads() -> Range<Vec<u8>> {
    under(vec![HEAD])
}

pub(in crate::store) fn entry(position: u64) -> Vec<u8> {
    join(ENTRY, &[&position.to_be_bytes()])
}

pub(in crate::store) fn entries() -> Vec<u8> {
    vec![ENTRY]
}

pub(in crate::store) fn stream_entry(stream: Stream, position: u64) -> Vec<u8> {
    join(STREAM_ENTRY, &[&stream.to_bytes(), &position.to_be_bytes()])
}

pub(in crate::store) fn stream_entries(stream: Stream) -> Vec<u8> {
    join(STREAM_ENTRY, &[&stream.to_bytes()])
}

pub(in crate::store) fn all_stream_entries() -> Range<Vec<u8>> {
    under(vec![STREAM_ENTRY])
}

pub(in crate::store) fn record_entry(noun: u8, id: Id, position: u64) -> Vec<u8> {
    join(RECORD_ENTRY, &[&[noun], id.as_bytes(), &position.to_be_bytes()])
}

pub(in crate::store) fn record_entries(noun: u8, id: Id) -> Vec<u8> {
    join(RECORD_ENTRY, &[&[noun], id.as_bytes()])
}

pub(in crate::store) fn all_record_entries() -> Range<Vec<u8>> {
    under(vec![RECORD_ENTRY])
}

pub(in crate::store) fn counter(counter: &Counter) -> Vec<u8> {
    join(COUNTER, &[&counter.of.to_bytes(), counter.name.as_bytes()])
}

pub(in crate::store) fn counters() -> Range<Vec<u8>> {
    under(vec![COUNTER])
}

pub(in crate::store) fn kept(key: &Key) -> Vec<u8> {
    join(KEPT, &[key.as_bytes()])
}

pub(in crate::store) fn all_kept() -> Range<Vec<u8>> {
    under(vec![KEPT])
}

pub(in crate::store) fn kept_at(at: Timestamp, key: &Key) -> Vec<u8> {
    join(KEPT_AT, &[&number(at.micros()), key.as_bytes()])
}

/// The keys recorded before an instant.
pub(in crate::store) fn kept_before(at: Timestamp) -> Range<Vec<u8>> {
    vec![KEPT_AT]..join(KEPT_AT, &[&number(at.micros())])
}

/// The key of `kept` that a key of [`kept_at`] stands for.
pub(in crate::store) fn kept_of(kept_at: &[u8]) -> Option<Vec<u8>> {
    let (_, key) = kept_at.split_last_chunk::<16>()?;
    Some(join(KEPT, &[key]))
}

/// The position at the end of a key.
pub(in crate::store) fn position_of(key: &[u8]) -> Option<u64> {
    key.last_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes))
}

/// The id at the end of a key.
pub(in crate::store) fn id_of(key: &[u8]) -> Option<Id> {
    key.last_chunk::<16>().map(|bytes| Id::from_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_alike_stands_between_its_prefix_and_what_is_behind_it() {
        assert_eq!(behind(&[1, 2]), [1, 3]);
        assert_eq!(behind(&[1, 0xff]), [2]);
        assert_eq!(behind(&[0xff, 0xff]), [0xff]);
        let stream = Stream::of(1, Id::from_bytes([0xff; 16]));
        let key = fact(3, stream, i64::MAX, Id::from_bytes([0xff; 16]));
        assert!(under(facts_of(3, stream)).contains(&key));
        assert!(!under(facts_of(4, stream)).contains(&key));
    }

    #[test]
    fn a_key_ends_with_its_id_or_its_position() {
        let id = Id::from_bytes([7; 16]);
        assert_eq!(id_of(&place(3, id)), Some(id));
        assert_eq!(position_of(&record_entry(3, id, 77)), Some(77));
    }
}
