//! What questions for things that are due have in common: whose, and by when.

use std::ops::Bound;

use crate::domain::declaration::Value;
use crate::domain::{ClientId, Id, Stream, Timestamp};
use crate::store::scan::Among;
use crate::store::{Cursor, Scan};

/// Which records of a noun that has the indexes `by_due` and `by_client_due` are asked for, the
/// longest due first.
#[derive(Debug, Clone)]
pub(super) struct Due {
    by: Bound<Value>,
    whose: Whose,
    after: Option<Cursor>,
}

#[derive(Debug, Clone, Copy)]
enum Whose {
    Anybody,
    /// Of one person, along this index.
    Person(&'static str, Id),
    Client(ClientId),
}

impl Due {
    /// Due at this instant or before.
    pub(super) fn by(at: Timestamp) -> Self {
        Due { by: Bound::Included(at.micros().into()), whose: Whose::Anybody, after: None }
    }

    /// Due before this instant.
    pub(super) fn before(at: Timestamp) -> Self {
        Due { by: Bound::Excluded(at.micros().into()), whose: Whose::Anybody, after: None }
    }

    pub(super) fn of_person(self, index: &'static str, person: Id) -> Self {
        Due { whose: Whose::Person(index, person), ..self }
    }

    pub(super) fn of_client(self, client: ClientId) -> Self {
        Due { whose: Whose::Client(client), ..self }
    }

    pub(super) fn after(self, cursor: Cursor) -> Self {
        Due { after: Some(cursor), ..self }
    }

    /// The page to be read, and the stream that it lies in if it lies in one.
    pub(super) fn scan(self, noun: &'static str, limit: usize) -> (Scan, Option<Stream>) {
        let (scan, stream) = match self.whose {
            Whose::Anybody => (Scan::of(noun, "by_due", limit), None),
            Whose::Person(index, person) => (Scan::of(noun, index, limit).equal(person), None),
            Whose::Client(client) => {
                let stream = Stream::client(client);
                (Scan::of(noun, "by_client_due", limit).within(stream), Some(stream))
            }
        };
        let among = Among::Between(Bound::Unbounded, self.by);
        (Scan { among, after: self.after, ..scan }, stream)
    }
}
