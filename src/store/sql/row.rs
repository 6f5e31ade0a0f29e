//! Rows back into ids, values, records and entries; what does not fit is damage.

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::fault::fault;
use crate::domain::declaration::{Shape, Value};
use crate::domain::{Held, Id, Stream, Timestamp, Visibility};
use crate::store::chain::Seal;
use crate::store::error::StoreError;
use crate::store::record::{Body, Record, Revision};
use crate::store::unit::{Counter, Digest};

pub(crate) fn damaged(what: &str) -> StoreError {
    StoreError::Corrupt { what: what.to_owned() }
}

pub(crate) fn cell<'r>(row: &'r Row<'_>, at: usize) -> Result<ValueRef<'r>, StoreError> {
    row.get_ref(at).map_err(fault)
}

pub(crate) fn integer(row: &Row<'_>, at: usize) -> Result<i64, StoreError> {
    cell(row, at)?.as_i64().map_err(|_| damaged("a number is none"))
}

pub(crate) fn count(row: &Row<'_>, at: usize) -> Result<u64, StoreError> {
    u64::try_from(integer(row, at)?).map_err(|_| damaged("a count is negative"))
}

pub(crate) fn maybe_integer(row: &Row<'_>, at: usize) -> Result<Option<i64>, StoreError> {
    cell(row, at)?.as_i64_or_null().map_err(|_| damaged("a number is none"))
}

pub(crate) fn bytes<'r>(row: &'r Row<'_>, at: usize) -> Result<&'r [u8], StoreError> {
    maybe_bytes(row, at)?.ok_or_else(|| damaged("bytes are missing"))
}

pub(crate) fn maybe_bytes<'r>(row: &'r Row<'_>, at: usize) -> Result<Option<&'r [u8]>, StoreError> {
    cell(row, at)?.as_blob_or_null().map_err(|_| damaged("bytes are none"))
}

pub(crate) fn text(row: &Row<'_>, at: usize) -> Result<String, StoreError> {
    let text = cell(row, at)?.as_str().map_err(|_| damaged("a text is none"))?;
    Ok(text.to_owned())
}

pub(crate) fn array<const N: usize>(row: &Row<'_>, at: usize) -> Result<[u8; N], StoreError> {
    bytes(row, at)?.try_into().map_err(|_| damaged("an id or digest has the wrong length"))
}

pub(crate) fn id(row: &Row<'_>, at: usize) -> Result<Id, StoreError> {
    array(row, at).map(Id::from_bytes)
}

pub(crate) fn maybe_id(row: &Row<'_>, at: usize) -> Result<Option<Id>, StoreError> {
    let Some(bytes) = maybe_bytes(row, at)? else { return Ok(None) };
    let id = bytes.try_into().map_err(|_| damaged("an id has the wrong length"))?;
    Ok(Some(Id::from_bytes(id)))
}

pub(crate) fn stream(row: &Row<'_>, at: usize) -> Result<Stream, StoreError> {
    array(row, at).map(Stream::from_bytes)
}

pub(crate) fn digest(row: &Row<'_>, at: usize) -> Result<Digest, StoreError> {
    array(row, at).map(Digest)
}

pub(crate) fn maybe_digest(row: &Row<'_>, at: usize) -> Result<Option<Digest>, StoreError> {
    if cell(row, at)? == ValueRef::Null { Ok(None) } else { digest(row, at).map(Some) }
}

/// What keeps an entry's personal part in the chain.
pub(crate) fn seal(row: &Row<'_>, at: usize) -> Result<Option<Seal>, StoreError> {
    let Some(bytes) = maybe_bytes(row, at)? else { return Ok(None) };
    let salt = || bytes.try_into().ok().map(Seal::Salt);
    let seal = bytes.try_into().ok().map(|digest| Seal::Digest(Digest(digest))).or_else(salt);
    seal.map(Some).ok_or_else(|| damaged("an entry's seal"))
}

pub(crate) fn instant(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_micros(micros).map_err(|_| damaged("an instant is out of range"))
}

pub(crate) fn timestamp(row: &Row<'_>, at: usize) -> Result<Timestamp, StoreError> {
    instant(integer(row, at)?)
}

pub(crate) fn revision(row: &Row<'_>, at: usize) -> Result<Revision, StoreError> {
    count(row, at).map(Revision)
}

pub(crate) fn visibility(row: &Row<'_>, at: usize) -> Result<Visibility, StoreError> {
    match integer(row, at)? {
        0 => Ok(Visibility::Internal),
        1 => Ok(Visibility::Shared),
        _ => Err(damaged("a visibility is none")),
    }
}

/// How a visibility stands in its column.
pub(crate) fn seen(visibility: Visibility) -> i64 {
    i64::from(visibility == Visibility::Shared)
}

pub(crate) fn personal(row: &Row<'_>, at: usize) -> Result<Held<Vec<u8>>, StoreError> {
    Ok(maybe_bytes(row, at)?.map_or(Held::Erased, |bytes| Held::Known(bytes.to_vec())))
}

/// How a personal part stands in its column.
pub(crate) fn held(personal: &Held<Vec<u8>>) -> super::run::Bind<'_> {
    match personal {
        Held::Known(bytes) => super::run::Bind::Bytes(bytes),
        Held::Erased => super::run::Bind::Null,
    }
}

pub(crate) fn value(row: &Row<'_>, at: usize, shape: Shape) -> Result<Option<Value>, StoreError> {
    match (cell(row, at)?, shape) {
        (ValueRef::Null, _) => Ok(None),
        (ValueRef::Integer(number), Shape::Integer) => Ok(Some(Value::Integer(number))),
        (ValueRef::Text(text), Shape::Text) => std::str::from_utf8(text)
            .map(|text| Some(Value::from(text)))
            .map_err(|_| damaged("a text is not UTF-8")),
        (ValueRef::Blob(_), Shape::Id) => id(row, at).map(|id| Some(Value::Id(id))),
        _ => Err(damaged("a column has another shape than its declaration")),
    }
}

/// Whether a cell holds this value, or null where there is none.
pub(crate) fn same(cell: ValueRef<'_>, value: Option<&Value>) -> bool {
    match (cell, value) {
        (ValueRef::Null, None) => true,
        (ValueRef::Integer(a), Some(Value::Integer(b))) => a == *b,
        (ValueRef::Text(a), Some(Value::Text(b))) => a == b.as_bytes(),
        (ValueRef::Blob(a), Some(Value::Id(b))) => a == b.as_bytes(),
        _ => false,
    }
}

/// A record from a row that begins with id, stream, revision, visibility, superseded_by, plain and
/// personal.
pub(crate) fn record(row: &Row<'_>) -> Result<Record, StoreError> {
    Ok(Record {
        id: id(row, 0)?,
        stream: stream(row, 1)?,
        revision: revision(row, 2)?,
        visibility: visibility(row, 3)?,
        superseded_by: maybe_id(row, 4)?,
        body: Body { plain: bytes(row, 5)?.to_vec(), personal: personal(row, 6)? },
        columns: None,
    })
}

/// How many cells [`record`] reads.
pub(crate) const RECORD: usize = 7;

/// Reads what [`chain::takes`](crate::store::chain::takes) wrote.
pub(crate) fn takes(bytes: Option<&[u8]>) -> Result<Vec<(Counter, i64)>, StoreError> {
    let mut rest = bytes.unwrap_or_default();
    let mut takes = Vec::new();
    while !rest.is_empty() {
        takes.push(take(&mut rest).ok_or_else(|| damaged("an entry's takes"))?);
    }
    Ok(takes)
}

fn take(rest: &mut &[u8]) -> Option<(Counter, i64)> {
    let (of, tail) = rest.split_first_chunk::<17>()?;
    let (length, tail) = tail.split_first()?;
    let (name, tail) = tail.split_at_checked(usize::from(*length))?;
    let (by, tail) = tail.split_first_chunk::<8>()?;
    *rest = tail;
    let name = std::str::from_utf8(name).ok()?.to_owned();
    Some((Counter::of(Stream::from_bytes(*of), name), i64::from_be_bytes(*by)))
}
