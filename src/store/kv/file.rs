//! Filing: which keys a record has beside its own, and how they change with it.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::form::{self, PlaceForm, RecordForm};
use super::key;
use crate::domain::Id;
use crate::domain::declaration::{Cell, Columns, Declaration, Kind, STREAM, Value};
use crate::store::catalogue::Registered;
use crate::store::error::StoreError;
use crate::store::order;

/// The place of a fact in its timeline.
pub(in crate::store) fn at(noun: &Declaration, columns: &Columns) -> Result<i64, StoreError> {
    let Kind::Fact { at } = noun.kind else { return Ok(0) };
    let cell = noun.column(at).and_then(|(place, _)| columns.get(place));
    match cell.map_or(&[][..], Cell::values) {
        [Value::Integer(at)] => Ok(*at),
        _ => Err(form::damaged("a fact without a place in its timeline")),
    }
}

/// The keys of a record in indexes and among unique values.
pub(in crate::store) fn keys(
    noun: &Registered,
    id: Id,
    record: &RecordForm,
) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let declaration = noun.declaration;
    let mut keys = BTreeMap::new();
    for (number, index) in (0..=u8::MAX).zip(declaration.indexes) {
        let (stream, names) = match index.columns {
            [STREAM, names @ ..] => (Some(record.stream), names),
            names => (None, names),
        };
        let prefix = key::index(declaration.number, number, stream);
        for mut key in places(declaration, &record.columns, names, prefix) {
            key.extend_from_slice(id.as_bytes());
            keys.insert(key, Vec::new());
        }
    }
    for (number, column, value) in unique(declaration, &record.columns) {
        let _: &str = column;
        keys.insert(key::unique(declaration.number, number, value), id.as_bytes().to_vec());
    }
    keys
}

/// The unique values of a record: the column's number and name, and the value.
pub(in crate::store) fn unique<'c>(
    noun: &'static Declaration,
    columns: &'c Columns,
) -> impl Iterator<Item = (u8, &'static str, &'c Value)> {
    let cells = (0..=u8::MAX).zip(noun.columns).zip(columns);
    cells.filter(|((_, column), _)| column.unique).flat_map(|((number, column), cell)| {
        cell.values().iter().map(move |value| (number, column.name, value))
    })
}

/// The places of a record in one index: one, none where a column is null, or one for each value.
fn places(noun: &Declaration, columns: &Columns, names: &[&str], prefix: Vec<u8>) -> Vec<Vec<u8>> {
    let mut places = vec![prefix];
    for name in names {
        let cell = noun.column(name).and_then(|(place, _)| columns.get(place));
        let values = cell.map_or(&[][..], Cell::values);
        let with = |place: Vec<u8>| {
            values.iter().map(move |value| {
                let mut key = place.clone();
                order::push(&mut key, value);
                key
            })
        };
        places = places.into_iter().flat_map(with).collect();
    }
    places
}

/// Changes the keys of a record from what they were to what they are to be.
pub(in crate::store) fn replace(
    draft: &mut Draft<'_>,
    noun: &Registered,
    id: Id,
    before: Option<&RecordForm>,
    after: Option<&RecordForm>,
) -> Result<(), StoreError> {
    let old = before.map(|record| keys(noun, id, record)).unwrap_or_default();
    let new = after.map(|record| keys(noun, id, record)).unwrap_or_default();
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        draft.remove(key.clone());
    }
    for (key, value) in new.into_iter().filter(|(key, _)| !old.contains_key(key)) {
        draft.put(key, value);
    }
    let was = before.map(|record| home(noun.declaration, id, record)).transpose()?;
    let is = after.map(|record| home(noun.declaration, id, record)).transpose()?;
    if let Some(was) = was
        && Some(&was) != is.as_ref()
    {
        draft.remove(was);
    }
    match after {
        None => draft.remove(key::place(noun.declaration.number, id)),
        Some(record) => put(draft, noun.declaration, id, record)?,
    }
    Ok(())
}

/// The key that a record stands at.
pub(in crate::store) fn home(
    noun: &Declaration,
    id: Id,
    record: &RecordForm,
) -> Result<Vec<u8>, StoreError> {
    Ok(match noun.kind {
        Kind::State => key::place(noun.number, id),
        Kind::Fact { .. } => key::fact(noun.number, record.stream, at(noun, &record.columns)?, id),
    })
}

pub(in crate::store) fn put(
    draft: &mut Draft<'_>,
    noun: &Declaration,
    id: Id,
    record: &RecordForm,
) -> Result<(), StoreError> {
    if let Kind::Fact { .. } = noun.kind {
        let place = PlaceForm { stream: record.stream, at: at(noun, &record.columns)? };
        draft.put(key::place(noun.number, id), form::write(&place)?);
    }
    draft.put(home(noun, id, record)?, form::write(record)?);
    Ok(())
}
