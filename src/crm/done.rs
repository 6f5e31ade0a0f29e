//! What the desk gives back: a record as it now stands, and where in the journal it was said.

use crate::store::{Cursor, Position, Revision};

/// A command that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Done<T> {
    /// The record as it stands now.
    pub now: T,
    /// The record's revision: what [`expecting`](super::Desk::expecting) takes.
    pub revision: Revision,
    /// Where the journal says so.
    pub position: Position,
    /// Whether this key was used before for the same command, and nothing was written again.
    pub repeated: bool,
}

impl<T: crate::domain::noun::Noun> Done<T> {
    /// The record's id.
    #[must_use]
    pub fn id(&self) -> T::Id {
        self.now.id()
    }
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// The record as it stands.
    pub now: T,
    /// Its revision: what [`expecting`](super::Desk::expecting) takes.
    pub revision: Revision,
    /// Whether a later fact has taken its place; never for a record that is put anew.
    pub superseded: bool,
}

/// Some of what was found, and where to go on.
#[derive(Debug, Clone, PartialEq)]
pub struct Pages<T> {
    /// What was found, in order.
    pub items: Vec<Found<T>>,
    /// Where the next page begins; none when this was the last.
    pub next: Option<Cursor>,
}

impl<T> IntoIterator for Pages<T> {
    type Item = Found<T>;
    type IntoIter = std::vec::IntoIter<Found<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
