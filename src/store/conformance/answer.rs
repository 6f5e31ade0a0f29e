//! What a question must find among some rows, told without any index: what engines are held to.

use std::collections::BTreeSet;
use std::ops::Bound;

use super::scene::Row;
use crate::domain::Id;
use crate::domain::declaration::{Cell, STREAM, Value};
use crate::store::scan::{Among, Condition, Order, Scan, Superseded};

/// The ids that a question must find among these rows, in its order; rows that others have taken
/// the place of are those whose ids stand in `superseded`.
#[must_use]
pub fn answer(rows: &[Row], superseded: &BTreeSet<Id>, scan: &Scan) -> Vec<Id> {
    let mut found: Vec<(Vec<Value>, Id)> = rows
        .iter()
        .filter(|row| row.noun.noun == scan.noun)
        .filter(|row| scan.stream.is_none_or(|stream| row.stream == stream))
        .filter(|row| scan.superseded == Superseded::Shown || !superseded.contains(&row.id))
        .filter(|row| scan.sight.sees(row.stream, row.visibility))
        .filter(|row| scan.conditions.iter().all(|condition| meets(row, condition)))
        .flat_map(|row| places(row, scan.index).into_iter().map(|place| (place, row.id)))
        .filter(|(place, _)| named(place, scan))
        .collect();
    found.sort();
    if scan.order == Order::Descending {
        found.reverse();
    }
    found.into_iter().map(|(_, id)| id).collect()
}

/// The places of a row in an index: one, none, or one for each value.
fn places(row: &Row, index: &str) -> Vec<Vec<Value>> {
    let names = row.noun.index(index).unwrap_or_default();
    let mut places = vec![Vec::new()];
    for name in names.into_iter().filter(|name| *name != STREAM) {
        let values = cell(row, name).map(Cell::values).unwrap_or_default();
        places = places
            .iter()
            .flat_map(|place| {
                values.iter().map(|value| [place.as_slice(), std::slice::from_ref(value)].concat())
            })
            .collect();
    }
    places
}

fn cell<'r>(row: &'r Row, name: &str) -> Option<&'r Cell> {
    row.noun.column(name).and_then(|(place, _)| row.columns.get(place))
}

fn named(place: &[Value], scan: &Scan) -> bool {
    let next = place.get(scan.equals.len());
    place.starts_with(&scan.equals)
        && match (&scan.among, next) {
            (Among::All, _) => true,
            (Among::Between(from, to), Some(next)) => above(next, from) && below(next, to),
            (Among::Prefix(prefix), Some(Value::Text(text))) => {
                text.as_bytes().starts_with(prefix.as_bytes())
            }
            (Among::Between(..) | Among::Prefix(_), _) => false,
        }
}

fn above(value: &Value, bound: &Bound<Value>) -> bool {
    match bound {
        Bound::Unbounded => true,
        Bound::Included(least) => value >= least,
        Bound::Excluded(least) => value > least,
    }
}

fn below(value: &Value, bound: &Bound<Value>) -> bool {
    match bound {
        Bound::Unbounded => true,
        Bound::Included(most) => value <= most,
        Bound::Excluded(most) => value < most,
    }
}

fn meets(row: &Row, condition: &Condition) -> bool {
    let values = |name: &str| cell(row, name).map(Cell::values).unwrap_or_default();
    match condition {
        Condition::Is(name, value) => values(name).contains(value),
        Condition::IsNot(name, value) => !values(name).contains(value),
        Condition::Null(name) => values(name).is_empty(),
        Condition::NotNull(name) => !values(name).is_empty(),
    }
}
