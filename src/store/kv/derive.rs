//! Derived columns: the greatest value over a stream's standing facts, kept on the stream's root.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::draft::Draft;
use super::form::{self, RecordForm};
use super::{Ordered, file, key, read};
use crate::domain::declaration::{Cell, Kind, Value};
use crate::domain::{Id, Stream};
use crate::store::catalogue::{Catalogue, Registered};
use crate::store::error::StoreError;
use crate::store::scan::Order;
use crate::store::unit::{Put, Write};

/// What a write has done to the facts and the root of its stream.
pub(super) struct Stirred<'a> {
    pub(super) write: &'a Write,
    /// Streams in which facts of a noun no longer count.
    pub(super) left: &'a BTreeSet<(Stream, u8)>,
    /// Records put into a stream in which they were not.
    pub(super) arrived: &'a BTreeSet<(Stream, Id)>,
}

/// Brings the derived columns of a stream's root up to what the write has done.
pub(super) fn refresh(
    catalogue: &Catalogue,
    draft: &mut Draft<'_>,
    stirred: &Stirred<'_>,
) -> Result<(), StoreError> {
    for fact in catalogue.nouns() {
        for (noun, place, own, source) in catalogue.derived_from(fact.declaration.noun) {
            let column = Derivation { fact, source, instead: noun.declaration.instead(own) };
            refresh_one(draft, noun, place, &column, stirred)?;
        }
    }
    Ok(())
}

fn refresh_one(
    draft: &mut Draft<'_>,
    noun: &Registered,
    place: usize,
    column: &Derivation<'_>,
    stirred: &Stirred<'_>,
) -> Result<(), StoreError> {
    let stream = stirred.write.stream;
    let fact = column.fact.declaration;
    let anew = stirred.left.contains(&(stream, fact.number))
        || stirred.arrived.contains(&(stream, stream.id()));
    let added = column.greatest_put(stirred.write);
    let own_moved = column.own_moved(draft, noun, stirred.write)?;
    if !anew && !own_moved && added.is_none() {
        return Ok(());
    }
    let Some(root) = root(draft, noun, stream)? else { return Ok(()) };
    let before = root.columns.get(place).and_then(integer);
    let own = column.own(&root);
    // What stands there need not come from a fact when it is what the record itself says.
    let unsure = before.is_some() && before == own && added < before;
    let greatest = if anew || own_moved || unsure {
        column.greatest(draft, stream)?.or(own)
    } else {
        added.max(before)
    };
    if greatest == before {
        return Ok(());
    }
    let mut after = root.clone();
    if let Some(cell) = after.columns.get_mut(place) {
        *cell = Cell::maybe(greatest);
    }
    file::replace(draft, noun, stream.id(), Some(&root), Some(&after))
}

/// The record that names its stream.
pub(super) fn root(
    map: &dyn Ordered,
    noun: &Registered,
    stream: Stream,
) -> Result<Option<RecordForm>, StoreError> {
    let root = read::record(map, noun, stream.id())?;
    Ok(root.filter(|record| record.stream == stream))
}

pub(super) fn integer(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::One(Some(Value::Integer(number))) => Some(*number),
        Cell::One(_) | Cell::Many(_) => None,
    }
}

/// Where a derived column comes from.
pub(super) struct Derivation<'a> {
    pub(super) fact: &'a Registered,
    pub(super) source: &'static str,
    /// The place of the own column that stands in where there is no fact.
    pub(super) instead: Option<usize>,
}

impl Derivation<'_> {
    /// What stands in a record where there is no fact.
    pub(super) fn own(&self, root: &RecordForm) -> Option<i64> {
        self.instead.and_then(|place| root.columns.get(place)).and_then(integer)
    }

    /// Whether a write has put the stream's root with another value in the column that stands in.
    fn own_moved(
        &self,
        draft: &Draft<'_>,
        noun: &Registered,
        write: &Write,
    ) -> Result<bool, StoreError> {
        let id = write.stream.id();
        let put = |put: &Put| put.target.noun == noun.declaration.noun && put.target.id == id;
        if self.instead.is_none() || !write.puts.iter().any(put) {
            return Ok(false);
        }
        let own = |map: &dyn Ordered| {
            Ok::<_, StoreError>(root(map, noun, write.stream)?.and_then(|root| self.own(&root)))
        };
        Ok(own(draft)? != own(draft.base())?)
    }

    fn value(&self, columns: &[Cell]) -> Option<i64> {
        let (place, _) = self.fact.declaration.column(self.source)?;
        columns.get(place).and_then(integer)
    }

    /// The greatest value among the facts that a write puts.
    fn greatest_put(&self, write: &Write) -> Option<i64> {
        let own = write.puts.iter().filter(|put| put.target.noun == self.fact.declaration.noun);
        own.filter_map(|put| self.value(&put.columns)).max()
    }

    /// The greatest value over the standing facts of a stream.
    pub(super) fn greatest(
        &self,
        map: &dyn Ordered,
        stream: Stream,
    ) -> Result<Option<i64>, StoreError> {
        let fact = self.fact.declaration;
        // The timeline is in the order of its own column: the last that stands has the greatest.
        let by_time = matches!(fact.kind, Kind::Fact { at } if at == self.source);
        let mut greatest = None;
        let mut weigh = |record: &RecordForm| {
            if record.superseded_by.is_some() {
                return ControlFlow::Continue(());
            }
            greatest = greatest.max(self.value(&record.columns));
            if by_time { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let facts = key::under(key::facts_of(fact.number, stream));
        for pair in map.range(facts, Order::Descending) {
            let (_, value) = pair?;
            if weigh(&form::read(&value)?).is_break() {
                break;
            }
        }
        Ok(greatest)
    }
}
