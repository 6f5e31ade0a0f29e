//! A question for open notices: whose, and due by when.

use super::desk::Desk;
use super::done::Pages;
use super::due::Due;
use super::permission::Permission;
use crate::domain::notice::Notice;
use crate::domain::noun::Noun;
use crate::domain::{ClientId, ContactId, RecordId, StaffId};
use crate::error::Error;
use crate::store::{Cursor, Store};

/// The index over whom a notice is for.
const RECIPIENT: &str = "by_recipient";

/// A question for open notices, the longest due first. The last of staff, contact and client that
/// was named holds.
#[derive(Debug)]
pub struct FindNotices<'d, S> {
    desk: &'d Desk<S>,
    due: Due,
}

impl<'d, S: Store> FindNotices<'d, S> {
    pub(super) fn new(desk: &'d Desk<S>, due: Due) -> Self {
        FindNotices { desk, due }
    }

    /// Only those that a member of staff is to be told.
    #[must_use]
    pub fn to_staff(self, staff: StaffId) -> Self {
        FindNotices { due: self.due.of_person(RECIPIENT, staff.id()), ..self }
    }

    /// Only those that a contact is to be told.
    #[must_use]
    pub fn to_contact(self, contact: ContactId) -> Self {
        FindNotices { due: self.due.of_person(RECIPIENT, contact.id()), ..self }
    }

    /// Only those that are about one client.
    #[must_use]
    pub fn of_client(self, client: ClientId) -> Self {
        FindNotices { due: self.due.of_client(client), ..self }
    }

    /// From where an earlier page of the same question ended.
    #[must_use]
    pub fn after(self, cursor: Cursor) -> Self {
        FindNotices { due: self.due.after(cursor), ..self }
    }

    /// A page of 1 to 1000.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn page(self, limit: usize) -> Result<Pages<Notice>, Error> {
        let (scan, stream) = self.due.scan(Notice::DECLARATION.noun, limit);
        self.desk.ask(Permission::NoticeFind, stream, |reading| reading.page(scan.clone()))
    }

    /// How many there are.
    ///
    /// # Errors
    /// Not found for another's client.
    pub fn count(self) -> Result<u64, Error> {
        let (scan, stream) = self.due.scan(Notice::DECLARATION.noun, 1);
        self.desk.ask(Permission::NoticeFind, stream, |reading| reading.count(scan.clone()))
    }
}
