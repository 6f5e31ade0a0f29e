//! How a noun declares itself to every engine: its columns, its indexes, its events.

use super::id::Id;

/// What an engine must know of a noun, and all it knows.
///
/// The body of a record is complete; columns are projections of it, declared because somebody
/// looks records up by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declaration {
    /// The noun's name: lower-case letters and `_`.
    pub noun: &'static str,
    /// The number that stands for the noun on disk; never given to another noun.
    pub number: u8,
    /// Grows by one whenever columns or indexes change.
    pub version: u16,
    /// Whether records are put anew or stand as they were written.
    pub kind: Kind,
    /// The columns, in the order in which [`Columns`] lists them; new ones come last.
    pub columns: &'static [Column],
    /// The indexes beside those that every noun has.
    pub indexes: &'static [Index],
    /// The names of the noun's events; new ones come last, since the place stands on disk.
    pub events: &'static [&'static str],
}

/// Whether a record changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A record that is put anew with each event (a client).
    State,
    /// A record that stands as it was written (an interaction); another may supersede it.
    Fact {
        /// The integer column by which a stream's facts are ordered; never null.
        at: &'static str,
    },
}

/// One declared column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name: lower-case letters and `_`.
    pub name: &'static str,
    /// What its values are.
    pub shape: Shape,
    /// One value or null, or a set of values.
    pub holds: Holds,
    /// Whether a value may stand only once in the whole store.
    pub unique: bool,
    /// Whether erasure empties it.
    pub personal: bool,
    /// Computed by the engine from facts of the record's stream, and not by the noun.
    pub derived: Option<Derived>,
}

impl Column {
    /// A column of one value or null, neither unique nor personal.
    #[must_use]
    pub const fn new(name: &'static str, shape: Shape) -> Self {
        Column { name, shape, holds: Holds::One, unique: false, personal: false, derived: None }
    }

    /// The same column, holding a set of values.
    #[must_use]
    pub const fn many(mut self) -> Self {
        self.holds = Holds::Many;
        self
    }

    /// The same column, no value of which may stand in two records.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// The same column, emptied when the record's personal part is erased.
    #[must_use]
    pub const fn personal(mut self) -> Self {
        self.personal = true;
        self
    }

    /// The same column, computed by the engine.
    #[must_use]
    pub const fn derived(mut self, from: Derived) -> Self {
        self.derived = Some(from);
        self
    }
}

/// What a column's values are. There are no floats: nothing is looked up by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A signed integer, also for instants (microseconds) and dates.
    Integer,
    /// A text, ordered by its bytes.
    Text,
    /// An id.
    Id,
}

/// How many values a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// One value or null.
    One,
    /// A set of values, each at most once.
    Many,
}

/// The greatest value of a column over the facts of one noun in the record's stream that nothing
/// has superseded; when there is none, the value of a column of the record's own, or null. Only
/// the record that names its stream (a client in its own stream) has a value in such a column.
///
/// ```
/// use guanxi::domain::declaration::{Column, Derived, Shape};
///
/// // Who was never called is sought where the relationship began.
/// let since = Column::new("since", Shape::Integer);
/// let from = Derived { of: "call", column: "at", or: Some("since") };
/// let last_call = Column::new("last_call", Shape::Integer).derived(from);
/// # assert!(since.derived.is_none() && last_call.derived == Some(from));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derived {
    /// The noun of the facts.
    pub of: &'static str,
    /// Their integer column.
    pub column: &'static str,
    /// The record's own column whose value stands where there is no such fact: one integer,
    /// neither derived nor personal.
    pub or: Option<&'static str>,
}

/// An index: records in the order of these columns and then of their id.
///
/// A record with a null in one of the columns is not in the index. An index over a column that
/// holds many has that column alone, and one place for each value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Its name: lower-case letters and `_`.
    pub name: &'static str,
    /// Its columns; the first may be [`STREAM`].
    pub columns: &'static [&'static str],
}

/// Stands for a record's stream among the columns of an index.
pub const STREAM: &str = "stream";

/// The index that every noun has: all records by id.
pub const BY_ID: &str = "id";

/// The index that every fact noun has: the stream, and then the column named by [`Kind::Fact`].
pub const TIMELINE: &str = "timeline";

impl Declaration {
    /// The place of a column among [`columns`](Self::columns).
    #[must_use]
    pub fn column(&self, name: &str) -> Option<(usize, &'static Column)> {
        self.columns.iter().enumerate().find(|(_, column)| column.name == name)
    }

    /// The place of the column whose value stands in a derived one where there is no fact.
    #[must_use]
    pub fn instead(&self, column: &Column) -> Option<usize> {
        column.derived?.or.and_then(|own| self.column(own)).map(|(place, _)| place)
    }

    /// The place of an event among [`events`](Self::events).
    #[must_use]
    pub fn event(&self, name: &str) -> Option<usize> {
        self.events.iter().position(|event| *event == name)
    }

    /// The columns of an index, those of the implied indexes included.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<Vec<&'static str>> {
        match (name, self.kind) {
            (BY_ID, _) => Some(Vec::new()),
            (TIMELINE, Kind::Fact { at }) => Some(vec![STREAM, at]),
            _ => self.indexes.iter().find(|i| i.name == name).map(|i| i.columns.to_vec()),
        }
    }
}

/// One value of a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// An integer.
    Integer(i64),
    /// A text.
    Text(String),
    /// An id.
    Id(Id),
}

impl Value {
    /// What the value is.
    #[must_use]
    pub fn shape(&self) -> Shape {
        match self {
            Value::Integer(_) => Shape::Integer,
            Value::Text(_) => Shape::Text,
            Value::Id(_) => Shape::Id,
        }
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Integer(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl From<Id> for Value {
    fn from(value: Id) -> Self {
        Value::Id(value)
    }
}

/// What a record has in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// One value, or null.
    One(Option<Value>),
    /// A set of values, sorted, each once.
    Many(Vec<Value>),
}

impl Cell {
    /// One value.
    #[must_use]
    pub fn one(value: impl Into<Value>) -> Self {
        Cell::One(Some(value.into()))
    }

    /// No value.
    pub const NULL: Cell = Cell::One(None);

    /// One value, or null.
    #[must_use]
    pub fn maybe(value: Option<impl Into<Value>>) -> Self {
        Cell::One(value.map(Into::into))
    }

    /// A set of values, sorted here, each kept once.
    #[must_use]
    pub fn many<V: Into<Value>>(values: impl IntoIterator<Item = V>) -> Self {
        let mut values: Vec<Value> = values.into_iter().map(Into::into).collect();
        values.sort();
        values.dedup();
        Cell::Many(values)
    }

    /// The values, none for null.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        match self {
            Cell::One(value) => value.as_slice(),
            Cell::Many(values) => values,
        }
    }
}

/// A record's cells, in the order of [`Declaration::columns`].
pub type Columns = Vec<Cell>;
