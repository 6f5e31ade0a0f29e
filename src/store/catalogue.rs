//! The nouns a store was opened with, and what of a unit or a question can be told from their
//! declarations alone, the same for every engine.

use std::collections::HashSet;
use std::ops::Bound;

use super::error::StoreError;
use super::journal::JournalQuery;
use super::record::{Body, Record};
use super::scan::{Among, Condition, MOST, Projection, Scan};
use super::unit::{Expect, Payload, Put, Unit, Write};
use crate::domain::declaration::{
    Cell, Column, Columns, Declaration, Holds, Kind, STREAM, Shape, TIMELINE, Value,
};
use crate::domain::{Id, Stream, Visibility};

/// A noun as a store knows it: its declaration, and how its columns follow from its body.
#[derive(Debug, Clone, Copy)]
pub struct Registered {
    /// Columns, indexes, events.
    pub declaration: &'static Declaration,
    /// The declared columns of a body, derived ones null; none when the body cannot be read.
    pub project: fn(Id, Stream, &Body) -> Option<Columns>,
    /// Who may see a record with this body; none where the body does not say so.
    pub shown: fn(Id, Stream, &Body) -> Option<Visibility>,
}

/// The nouns of a store.
#[derive(Debug, Clone)]
pub struct Catalogue {
    nouns: Vec<Registered>,
}

impl Registered {
    /// A noun whose columns follow from its body so; who may see a record is for whoever writes it.
    #[must_use]
    pub const fn new(
        declaration: &'static Declaration,
        project: fn(Id, Stream, &Body) -> Option<Columns>,
    ) -> Self {
        Registered { declaration, project, shown: |_, _, _| None }
    }

    /// The columns of a record that is restored, derived ones null.
    ///
    /// # Errors
    /// [`StoreError::Unit`] when none follow from its body.
    pub fn columns_of(&self, record: &Record) -> Result<Columns, StoreError> {
        let columns = (self.project)(record.id, record.stream, &record.body);
        let columns = columns.filter(|columns| check_cells(self.declaration, columns).is_ok());
        columns.ok_or(StoreError::Unit { why: "no columns follow from a record's body" })
    }
}

impl Catalogue {
    /// Takes the nouns of a store.
    ///
    /// # Errors
    /// [`StoreError::Query`] for declarations that contradict themselves or each other.
    pub fn new(nouns: &[Registered]) -> Result<Self, StoreError> {
        for (at, noun) in nouns.iter().enumerate() {
            let own = noun.declaration;
            sound(own).map_err(|why| StoreError::Query { why })?;
            let twice = |other: &Registered| {
                other.declaration.noun == own.noun || other.declaration.number == own.number
            };
            if nouns.iter().skip(at + 1).any(twice) {
                return Err(StoreError::Query { why: "two nouns have the same name or number" });
            }
        }
        Ok(Catalogue { nouns: nouns.to_vec() })
    }

    /// The nouns, in the order in which they were given.
    pub fn nouns(&self) -> impl Iterator<Item = &Registered> {
        self.nouns.iter()
    }

    /// A noun by its name.
    ///
    /// # Errors
    /// [`StoreError::Query`] when it is not declared.
    pub fn noun(&self, name: &str) -> Result<&Registered, StoreError> {
        self.find(name).ok_or(StoreError::Query { why: "the noun is not declared" })
    }

    /// A noun that a part names, which is malformed where it is not declared.
    ///
    /// # Errors
    /// [`StoreError::Unit`].
    pub fn declared(&self, name: &str) -> Result<&Registered, StoreError> {
        self.find(name).ok_or(StoreError::Unit { why: "a noun is not declared" })
    }

    /// A noun by its number on disk.
    #[must_use]
    pub fn numbered(&self, number: u8) -> Option<&Registered> {
        self.nouns.iter().find(|noun| noun.declaration.number == number)
    }

    fn find(&self, name: &str) -> Option<&Registered> {
        self.nouns.iter().find(|noun| noun.declaration.noun == name)
    }

    /// The columns derived from a noun's facts: the noun that has them, their place, their source.
    pub fn derived_from(
        &self,
        fact: &'static str,
    ) -> impl Iterator<Item = (&Registered, usize, &'static Column, &'static str)> {
        self.nouns.iter().flat_map(move |noun| {
            let columns = noun.declaration.columns.iter().enumerate();
            columns.filter_map(move |(at, column)| {
                let source = column.derived.filter(|derived| derived.of == fact)?;
                Some((noun, at, column, source.column))
            })
        })
    }

    /// Whether a unit is well-formed, as far as declarations tell.
    ///
    /// # Errors
    /// [`StoreError::Unit`].
    pub fn check(&self, unit: &Unit) -> Result<(), StoreError> {
        let malformed = |why| StoreError::Unit { why };
        for expect in &unit.expects {
            if let Expect::Record(target, _) | Expect::Absent(target) = expect {
                self.find(target.noun).ok_or(malformed("a noun is not declared"))?;
            }
        }
        let twice = twice(&unit.writes);
        for write in &unit.writes {
            if twice.contains(&write.stream) {
                return Err(malformed("a stream stands in it twice"));
            }
            self.check_write(write).map_err(malformed)?;
        }
        let entries = unit.writes.iter().any(|write| !write.entries.is_empty());
        if !unit.takes.is_empty() && !entries {
            return Err(malformed("it takes and has no entry that says why"));
        }
        if unit.takes.iter().any(|take| !(1..=255).contains(&take.counter.name.len())) {
            return Err(malformed("a counter's name is 1 to 255 bytes"));
        }
        Ok(())
    }

    fn check_write(&self, write: &Write) -> Result<(), &'static str> {
        let named = write.removes.iter().chain(&write.redactions);
        for target in named {
            self.find(target.noun).ok_or("a noun is not declared")?;
        }
        for put in &write.puts {
            let noun = self.find(put.target.noun).ok_or("a noun is not declared")?;
            check_put(noun.declaration, put)?;
        }
        for entry in &write.entries {
            let noun = self.find(entry.target.noun).ok_or("a noun is not declared")?;
            noun.declaration.event(entry.event).ok_or("an event is not declared")?;
            if entry.payload == Payload::Record && noun.declaration.kind == Kind::State {
                return Err("only a fact's entry refers to its record");
            }
        }
        Ok(())
    }

    /// Whether a question to the journal can be asked.
    ///
    /// # Errors
    /// [`StoreError::Query`].
    pub fn check_journal(&self, query: &JournalQuery) -> Result<(), StoreError> {
        if query.limit == 0 || query.limit > MOST {
            return Err(StoreError::Query { why: "the limit is 1 to 1000" });
        }
        query.record.map_or(Ok(()), |target| self.noun(target.noun).map(drop))
    }

    /// What a question means for an engine.
    ///
    /// # Errors
    /// [`StoreError::Query`] when it cannot be asked, [`StoreError::InvalidCursor`].
    pub fn plan<'s>(&self, scan: &'s Scan) -> Result<Plan<'s>, StoreError> {
        let refuse = |why| StoreError::Query { why };
        if scan.limit == 0 || scan.limit > MOST {
            return Err(refuse("the limit is 1 to 1000"));
        }
        let noun = *self.noun(scan.noun)?;
        let declaration = noun.declaration;
        let mut names = declaration.index(scan.index).ok_or(refuse("the index is not declared"))?;
        let by_stream = names.first() == Some(&STREAM);
        if by_stream {
            names.remove(0);
        }
        if by_stream != scan.stream.is_some() {
            return Err(refuse("a stream is named where the index begins with it, and only there"));
        }
        let columns = names.iter().map(|name| declaration.column(name)).collect::<Option<Vec<_>>>();
        let columns = columns.ok_or(refuse("the index names a column that is not declared"))?;
        let shapes: Vec<Shape> = columns.iter().map(|(_, column)| column.shape).collect();
        check_values(scan, &shapes).map_err(refuse)?;
        check_conditions(declaration, &scan.conditions).map_err(refuse)?;
        if let Projection::These(names) = scan.columns
            && names.iter().any(|name| declaration.column(name).is_none())
        {
            return Err(refuse("a column that is wanted is not declared"));
        }
        let after = scan.after.as_ref().map(|c| c.place(scan, declaration, &shapes)).transpose()?;
        Ok(Plan { noun, scan, columns, after })
    }
}

/// Streams in which a unit writes at two places.
fn twice(writes: &[Write]) -> HashSet<Stream> {
    let mut streams = HashSet::with_capacity(writes.len());
    let again = writes.iter().map(|write| write.stream).filter(|stream| !streams.insert(*stream));
    again.collect()
}

/// A question that can be asked.
#[derive(Debug, Clone)]
pub struct Plan<'s> {
    /// The noun.
    pub noun: Registered,
    /// The question.
    pub scan: &'s Scan,
    /// The index's columns with their places in the declaration, the stream left out.
    pub columns: Vec<(usize, &'static Column)>,
    /// The values of these columns and the id behind which the page begins.
    pub after: Option<(Vec<Value>, Id)>,
}

impl Plan<'_> {
    /// Whether the index is over a column that holds many.
    #[must_use]
    pub fn many(&self) -> bool {
        self.columns.first().is_some_and(|(_, column)| column.holds == Holds::Many)
    }

    /// Whether the index is the one that facts are kept in.
    #[must_use]
    pub fn timeline(&self) -> bool {
        self.scan.index == TIMELINE
    }

    /// Whether the columns of a record are asked for, or tell whether it is meant.
    pub(super) fn needs_columns(&self) -> bool {
        !self.scan.conditions.is_empty() || self.scan.columns != Projection::Nothing
    }

    /// Whether these columns meet the question's conditions.
    #[must_use]
    pub fn admits(&self, columns: &Columns) -> bool {
        let cell = |name: &str| {
            let at = self.noun.declaration.column(name).map(|(at, _)| at);
            at.and_then(|at| columns.get(at)).map_or(&[][..], Cell::values)
        };
        self.scan.conditions.iter().all(|condition| match condition {
            Condition::Is(column, value) => cell(column).contains(value),
            Condition::IsNot(column, value) => !cell(column).contains(value),
            Condition::Null(column) => cell(column).is_empty(),
            Condition::NotNull(column) => !cell(column).is_empty(),
        })
    }
}

fn check_values(scan: &Scan, shapes: &[Shape]) -> Result<(), &'static str> {
    if scan.equals.len() > shapes.len() {
        return Err("more equal values than the index has columns");
    }
    if scan.equals.iter().zip(shapes).any(|(value, shape)| value.shape() != *shape) {
        return Err("a value has another shape than its column");
    }
    let next = shapes.get(scan.equals.len()).copied();
    let fits = |bound: &Bound<Value>| match bound {
        Bound::Unbounded => true,
        Bound::Included(value) | Bound::Excluded(value) => Some(value.shape()) == next,
    };
    match &scan.among {
        Among::All => Ok(()),
        Among::Between(from, to) if next.is_some() && fits(from) && fits(to) => Ok(()),
        Among::Between(..) => Err("a bound has another shape than its column"),
        Among::Prefix(_) if next == Some(Shape::Text) => Ok(()),
        Among::Prefix(_) => Err("only texts have a prefix"),
    }
}

fn check_conditions(
    declaration: &Declaration,
    conditions: &[Condition],
) -> Result<(), &'static str> {
    for condition in conditions {
        let (name, value) = match condition {
            Condition::Is(name, value) | Condition::IsNot(name, value) => (name, Some(value)),
            Condition::Null(name) | Condition::NotNull(name) => (name, None),
        };
        let (_, column) =
            declaration.column(name).ok_or("a condition names a column that is not declared")?;
        if value.is_some_and(|value| value.shape() != column.shape) {
            return Err("a value has another shape than its column");
        }
    }
    Ok(())
}

fn check_put(declaration: &Declaration, put: &Put) -> Result<(), &'static str> {
    check_cells(declaration, &put.columns)?;
    match declaration.kind {
        Kind::State if put.supersedes.is_some() => Err("only a fact supersedes"),
        Kind::State | Kind::Fact { .. } => Ok(()),
    }
}

fn check_cells(declaration: &Declaration, columns: &Columns) -> Result<(), &'static str> {
    if columns.len() != declaration.columns.len() {
        return Err("a put has another number of cells than the noun has columns");
    }
    for (cell, column) in columns.iter().zip(declaration.columns) {
        let holds = match cell {
            Cell::One(_) => Holds::One,
            Cell::Many(_) => Holds::Many,
        };
        if holds != column.holds || cell.values().iter().any(|value| value.shape() != column.shape)
        {
            return Err("a cell has another shape than its column");
        }
        if let Cell::Many(values) = cell
            && !values.is_sorted_by(|a, b| a < b)
        {
            return Err("a set of values is not sorted, each once");
        }
    }
    let Kind::Fact { at } = declaration.kind else { return Ok(()) };
    let place = declaration.column(at).and_then(|(place, _)| columns.get(place));
    let stands = place.is_some_and(|cell| !cell.values().is_empty());
    if stands { Ok(()) } else { Err("a fact has no place in its timeline") }
}

/// Whether a declaration contradicts itself.
fn sound(declaration: &Declaration) -> Result<(), &'static str> {
    let word = |name: &str| {
        (1..=40).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit())
    };
    let names = declaration
        .columns
        .iter()
        .map(|c| c.name)
        .chain(declaration.indexes.iter().map(|i| i.name));
    if !std::iter::once(declaration.noun).chain(names).all(word) {
        return Err("a name is not of lower-case letters, digits and _");
    }
    for (at, column) in declaration.columns.iter().enumerate() {
        if RESERVED.contains(&column.name)
            || declaration.columns.iter().skip(at + 1).any(|c| c.name == column.name)
        {
            return Err("a column's name stands twice or is reserved");
        }
        let odd = column.derived.is_some()
            && (column.holds == Holds::Many || column.unique || column.shape != Shape::Integer);
        if odd {
            return Err("a derived column is one integer and not unique");
        }
        if let Some(own) = column.derived.and_then(|from| from.or)
            && !declaration.column(own).is_some_and(|(_, own)| stands_in(own))
        {
            return Err("what stands in for a derived value is one plain integer of its own");
        }
    }
    if let Kind::Fact { at } = declaration.kind
        && !declaration
            .column(at)
            .is_some_and(|(_, c)| c.shape == Shape::Integer && c.holds == Holds::One)
    {
        return Err("a fact's timeline column is one integer");
    }
    for index in declaration.indexes {
        let columns = index.columns.strip_prefix(&[STREAM]).unwrap_or(index.columns);
        let declared =
            columns.iter().map(|name| declaration.column(name)).collect::<Option<Vec<_>>>();
        let declared = declared.ok_or("an index names a column that is not declared")?;
        let many = declared.iter().any(|(_, column)| column.holds == Holds::Many);
        if index.columns.is_empty() || (many && index.columns.len() != 1) {
            return Err(
                "an index has columns, and one over a column that holds many has that alone",
            );
        }
        if matches!(index.name, "id" | TIMELINE) {
            return Err("an index's name is reserved");
        }
    }
    Ok(())
}

/// Whether the values of a column can stand where a derived one has no fact to come from.
fn stands_in(own: &Column) -> bool {
    let one = own.shape == Shape::Integer && own.holds == Holds::One;
    one && own.derived.is_none() && !own.personal
}

/// Columns that every record has.
const RESERVED: [&str; 7] =
    ["id", STREAM, "revision", "visibility", "plain", "personal", "superseded_by"];
