//! A question for promises that are due: whose, and by when.

use super::desk::Desk;
use super::done::Pages;
use super::due::Due;
use super::permission::Permission;
use crate::domain::expectation::Expectation;
use crate::domain::noun::Noun;
use crate::domain::{ClientId, RecordId, StaffId};
use crate::error::Error;
use crate::store::{Cursor, Store};

/// A question for promises that are due, the longest due first. The last of owner and client that
/// was named holds.
#[derive(Debug)]
pub struct FindExpectations<'d, S> {
    desk: &'d Desk<S>,
    due: Due,
}

impl<'d, S: Store> FindExpectations<'d, S> {
    pub(super) fn new(desk: &'d Desk<S>, due: Due) -> Self {
        FindExpectations { desk, due }
    }

    /// Only those that one member of staff stands for.
    #[must_use]
    pub fn owned_by(self, owner: StaffId) -> Self {
        FindExpectations { due: self.due.of_person("by_owner", owner.id()), ..self }
    }

    /// Only those of one client.
    #[must_use]
    pub fn of_client(self, client: ClientId) -> Self {
        FindExpectations { due: self.due.of_client(client), ..self }
    }

    /// From where an earlier page of the same question ended.
    #[must_use]
    pub fn after(self, cursor: Cursor) -> Self {
        FindExpectations { due: self.due.after(cursor), ..self }
    }

    /// A page of 1 to 1000.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn page(self, limit: usize) -> Result<Pages<Expectation>, Error> {
        let (scan, stream) = self.due.scan(Expectation::DECLARATION.noun, limit);
        self.desk.ask(Permission::ExpectationFind, stream, |reading| reading.page(scan.clone()))
    }

    /// How many there are.
    ///
    /// # Errors
    /// Not found for another's client.
    pub fn count(self) -> Result<u64, Error> {
        let (scan, stream) = self.due.scan(Expectation::DECLARATION.noun, 1);
        self.desk.ask(Permission::ExpectationFind, stream, |reading| reading.count(scan.clone()))
    }
}
