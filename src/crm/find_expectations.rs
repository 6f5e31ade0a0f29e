//! A question for promises that are due: whose, and by when.

use std::ops::Bound;

use super::desk::Desk;
use super::done::Pages;
use super::permission::Permission;
use crate::domain::declaration::Value;
use crate::domain::expectation::Expectation;
use crate::domain::noun::Noun;
use crate::domain::{ClientId, RecordId, StaffId, Stream, Timestamp};
use crate::error::Error;
use crate::store::scan::Among;
use crate::store::{Cursor, Scan, Store};

/// A question for promises that are due, the longest due first. The last of owner and client that
/// was named holds.
#[derive(Debug)]
pub struct FindExpectations<'d, S> {
    desk: &'d Desk<S>,
    by: Bound<Value>,
    whose: Whose,
    after: Option<Cursor>,
}

#[derive(Debug, Clone, Copy)]
enum Whose {
    Anybody,
    Owner(StaffId),
    Client(ClientId),
}

impl<'d, S: Store> FindExpectations<'d, S> {
    pub(super) fn due_by(desk: &'d Desk<S>, at: Timestamp) -> Self {
        let by = Bound::Included(at.micros().into());
        FindExpectations { desk, by, whose: Whose::Anybody, after: None }
    }

    pub(super) fn overdue(desk: &'d Desk<S>, at: Timestamp) -> Self {
        let by = Bound::Excluded(at.micros().into());
        FindExpectations { desk, by, whose: Whose::Anybody, after: None }
    }

    /// Only those that one member of staff stands for.
    #[must_use]
    pub fn owned_by(mut self, owner: StaffId) -> Self {
        self.whose = Whose::Owner(owner);
        self
    }

    /// Only those of one client.
    #[must_use]
    pub fn of_client(mut self, client: ClientId) -> Self {
        self.whose = Whose::Client(client);
        self
    }

    /// From where an earlier page of the same question ended.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// A page of 1 to 1000.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn page(self, limit: usize) -> Result<Pages<Expectation>, Error> {
        let (scan, stream) = self.scan(limit);
        self.desk.ask(Permission::ExpectationFind, stream, |reading| reading.page(scan.clone()))
    }

    /// How many there are.
    ///
    /// # Errors
    /// Not found for another's client.
    pub fn count(self) -> Result<u64, Error> {
        let (scan, stream) = self.scan(1);
        self.desk.ask(Permission::ExpectationFind, stream, |reading| reading.count(scan.clone()))
    }

    fn scan(&self, limit: usize) -> (Scan, Option<Stream>) {
        let noun = Expectation::DECLARATION.noun;
        let (scan, stream) = match self.whose {
            Whose::Anybody => (Scan::of(noun, "by_due", limit), None),
            Whose::Owner(owner) => (Scan::of(noun, "by_owner", limit).equal(owner.id()), None),
            Whose::Client(client) => {
                let stream = Stream::client(client);
                (Scan::of(noun, "by_client_due", limit).within(stream), Some(stream))
            }
        };
        let among = Among::Between(Bound::Unbounded, self.by.clone());
        (Scan { among, after: self.after.clone(), ..scan }, stream)
    }
}
