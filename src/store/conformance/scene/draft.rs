//! Units drawn up in a few words, with numbered keys and instants.

use super::Row;
use crate::domain::{ActorId, IntegrationId, RecordId, Stream, Timestamp};
use crate::store::conformance::nouns;
use crate::store::record::Revision;
use crate::store::unit::{Counter, Digest, Expect, Key, NewEntry, Take, Unit, UnitKey, Write};

/// An instant so many seconds after the suite's first.
#[must_use]
pub fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_700_000_000_i64.saturating_add(seconds)).unwrap_or(Timestamp::MIN)
}

/// The key with a number.
#[must_use]
pub fn key(number: u64) -> Key {
    Key::fresh(nouns::id(number))
}

/// The counter of an account by its name.
#[must_use]
pub const fn counter(account: u64, name: &'static str) -> Counter {
    Counter { of: nouns::stream(account), name: std::borrow::Cow::Borrowed(name) }
}

/// A unit as it is drawn up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft(pub Unit);

/// A unit with a numbered key, recorded so many seconds after the suite's first instant.
#[must_use]
pub fn unit(number: u64) -> Draft {
    Draft(Unit {
        key: UnitKey {
            key: key(number),
            digest: Digest::of(&number.to_be_bytes()),
            actor: ActorId::Integration(IntegrationId::from_id(nouns::id(number % 3))),
            recorded_at: moment(i64::try_from(number).unwrap_or(0)),
            ids: Vec::new(),
        },
        expects: Vec::new(),
        takes: Vec::new(),
        writes: Vec::new(),
    })
}

impl Draft {
    fn write(&mut self, stream: Stream) -> Option<&mut Write> {
        let writes = &mut self.0.writes;
        if !writes.iter().any(|write| write.stream == stream) {
            writes.push(Write::to(stream));
        }
        writes.iter_mut().find(|write| write.stream == stream)
    }

    fn with(mut self, stream: Stream, change: impl FnOnce(&mut Write)) -> Self {
        if let Some(write) = self.write(stream) {
            change(write);
        }
        self
    }

    /// The same unit, which puts a row and writes an entry about it.
    #[must_use]
    pub fn put(self, row: &Row) -> Self {
        self.quiet(row).tell(row, row.first_event())
    }

    /// The same unit, which puts a row without an entry.
    #[must_use]
    pub fn quiet(self, row: &Row) -> Self {
        self.with(row.stream, |write| write.puts.push(row.put()))
    }

    /// The same unit, which removes a row.
    #[must_use]
    pub fn remove(self, row: &Row) -> Self {
        self.with(row.stream, |write| write.removes.push(row.target()))
    }

    /// The same unit, which erases the personal part of a row.
    #[must_use]
    pub fn redact(self, row: &Row) -> Self {
        self.with(row.stream, |write| write.redactions.push(row.target()))
    }

    /// The same unit with an entry about a row.
    #[must_use]
    pub fn tell(self, row: &Row, event: &'static str) -> Self {
        self.entry(row.stream, row.entry(event))
    }

    /// The same unit with an entry in a stream.
    #[must_use]
    pub fn entry(self, stream: Stream, entry: NewEntry) -> Self {
        self.with(stream, |write| write.entries.push(entry))
    }

    /// The same unit, resting on something read.
    #[must_use]
    pub fn expect(mut self, expect: Expect) -> Self {
        self.0.expects.push(expect);
        self
    }

    /// The same unit, resting on a stream's revision.
    #[must_use]
    pub fn at_revision(self, stream: Stream, revision: u64) -> Self {
        self.expect(Expect::Stream(stream, Revision(revision)))
    }

    /// The same unit, moving a counter.
    #[must_use]
    pub fn take(mut self, counter: Counter, by: i64, not_below: i64, not_above: i64) -> Self {
        self.0.takes.push(Take { counter, by, not_below, not_above });
        self
    }

    /// The same unit, recorded at another instant.
    #[must_use]
    pub fn recorded(mut self, at: Timestamp) -> Self {
        self.0.key.recorded_at = at;
        self
    }

    /// The same unit under another key.
    #[must_use]
    pub fn keyed(mut self, number: u64) -> Self {
        self.0.key.key = key(number);
        self
    }
}
