//! Questions over an index: which records, in which order, page by page.

use std::ops::Bound;

use super::cursor::Cursor;
use super::record::Record;
use crate::domain::declaration::{Cell, Columns, Declaration, Value};
use crate::domain::{Stream, Visibility};

/// The most records or entries that one call gives back.
pub const MOST: usize = 1000;

/// What the asker may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Everything.
    All,
    /// What is shared in one stream, and nothing else.
    Shared(Stream),
}

impl Sight {
    /// Whether a record or entry of this stream and visibility may be seen.
    #[must_use]
    pub fn sees(self, stream: Stream, visibility: Visibility) -> bool {
        match self {
            Sight::All => true,
            Sight::Shared(own) => own == stream && visibility == Visibility::Shared,
        }
    }
}

/// Which values of the index column behind the equal ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Among {
    /// All of them.
    All,
    /// Those between two bounds.
    Between(Bound<Value>, Bound<Value>),
    /// Texts that begin like this.
    Prefix(String),
}

/// In which direction the index is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// From the least to the greatest.
    Ascending,
    /// From the greatest to the least.
    Descending,
}

/// A condition on a declared column that the index does not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The column has this value, among others where it holds many.
    Is(&'static str, Value),
    /// The column has not this value; null has none.
    IsNot(&'static str, Value),
    /// The column has no value.
    Null(&'static str),
    /// The column has a value.
    NotNull(&'static str),
}

/// Whether facts that others have taken the place of are wanted too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Superseded {
    /// They are left out.
    Hidden,
    /// They stand where they always stood.
    Shown,
}

/// Which columns of each record are wanted too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Projection {
    /// None.
    Nothing,
    /// Those of these names, in this order. Columns that hold many are what makes a page dear, so
    /// whoever needs two of the others names them.
    These(&'static [&'static str]),
    /// Every declared one, in the order of the declaration.
    Everything,
}

impl Projection {
    /// What of all columns of a record is given.
    #[must_use]
    pub fn given(self, noun: &Declaration, all: Columns) -> Option<Columns> {
        let one = |name: &&str| {
            let place = noun.column(name).map(|(place, _)| place);
            place.and_then(|place| all.get(place)).cloned().unwrap_or(Cell::NULL)
        };
        match self {
            Projection::Nothing => None,
            Projection::These(names) => Some(names.iter().map(one).collect()),
            Projection::Everything => Some(all),
        }
    }
}

/// A question over one index of one noun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The noun, as declared.
    pub noun: &'static str,
    /// The index, as declared.
    pub index: &'static str,
    /// Values of the index's first columns, each equal.
    pub equals: Vec<Value>,
    /// The stream, where the index begins with it; there it must be named.
    pub stream: Option<Stream>,
    /// Which values of the column behind the equal ones.
    pub among: Among,
    /// In which direction.
    pub order: Order,
    /// Conditions that the index does not answer.
    pub conditions: Vec<Condition>,
    /// Superseded facts.
    pub superseded: Superseded,
    /// What the asker may see.
    pub sight: Sight,
    /// How many at the most, 1 to [`MOST`].
    pub limit: usize,
    /// Behind which record the page begins.
    pub after: Option<Cursor>,
    /// Which columns are wanted too.
    pub columns: Projection,
}

impl Scan {
    /// The first records of an index.
    #[must_use]
    pub const fn of(noun: &'static str, index: &'static str, limit: usize) -> Self {
        Scan {
            noun,
            index,
            equals: Vec::new(),
            stream: None,
            among: Among::All,
            order: Order::Ascending,
            conditions: Vec::new(),
            superseded: Superseded::Hidden,
            sight: Sight::All,
            limit,
            after: None,
            columns: Projection::Nothing,
        }
    }

    /// The same question within one stream.
    #[must_use]
    pub const fn within(mut self, stream: Stream) -> Self {
        self.stream = Some(stream);
        self
    }

    /// The same question with the next index column equal to a value.
    #[must_use]
    pub fn equal(mut self, value: impl Into<Value>) -> Self {
        self.equals.push(value.into());
        self
    }

    /// The same question from the greatest to the least.
    #[must_use]
    pub const fn descending(mut self) -> Self {
        self.order = Order::Descending;
        self
    }
}

/// Some records, and where to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The records, in the index's order.
    pub records: Vec<Record>,
    /// Behind which record the next page begins; none when this was the last.
    pub next: Option<Cursor>,
}
