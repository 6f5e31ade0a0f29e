//! A question for open notices: whose, and due by when.

use std::ops::Bound;

use super::desk::Desk;
use super::done::Pages;
use super::permission::Permission;
use crate::domain::declaration::Value;
use crate::domain::notice::Notice;
use crate::domain::noun::Noun;
use crate::domain::{ClientId, ContactId, Id, RecordId, StaffId, Stream, Timestamp};
use crate::error::Error;
use crate::store::scan::Among;
use crate::store::{Cursor, Scan, Store};

/// A question for open notices, the longest due first. The last of staff, contact and client that
/// was named holds.
#[derive(Debug)]
pub struct FindNotices<'d, S> {
    desk: &'d Desk<S>,
    by: Bound<Value>,
    whose: Whose,
    after: Option<Cursor>,
}

#[derive(Debug, Clone, Copy)]
enum Whose {
    Anybody,
    Recipient(Id),
    Client(ClientId),
}

impl<'d, S: Store> FindNotices<'d, S> {
    pub(super) fn due_by(desk: &'d Desk<S>, at: Timestamp) -> Self {
        let by = Bound::Included(at.micros().into());
        FindNotices { desk, by, whose: Whose::Anybody, after: None }
    }

    pub(super) fn overdue(desk: &'d Desk<S>, at: Timestamp) -> Self {
        let by = Bound::Excluded(at.micros().into());
        FindNotices { desk, by, whose: Whose::Anybody, after: None }
    }

    /// Only those that a member of staff is to be told.
    #[must_use]
    pub fn to_staff(mut self, staff: StaffId) -> Self {
        self.whose = Whose::Recipient(staff.id());
        self
    }

    /// Only those that a contact is to be told.
    #[must_use]
    pub fn to_contact(mut self, contact: ContactId) -> Self {
        self.whose = Whose::Recipient(contact.id());
        self
    }

    /// Only those that are about one client.
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
    pub fn page(self, limit: usize) -> Result<Pages<Notice>, Error> {
        let (scan, stream) = self.scan(limit);
        self.desk.ask(Permission::NoticeFind, stream, |reading| reading.page(scan.clone()))
    }

    /// How many there are.
    ///
    /// # Errors
    /// Not found for another's client.
    pub fn count(self) -> Result<u64, Error> {
        let (scan, stream) = self.scan(1);
        self.desk.ask(Permission::NoticeFind, stream, |reading| reading.count(scan.clone()))
    }

    fn scan(&self, limit: usize) -> (Scan, Option<Stream>) {
        let noun = Notice::DECLARATION.noun;
        let (scan, stream) = match self.whose {
            Whose::Anybody => (Scan::of(noun, "by_due", limit), None),
            Whose::Recipient(id) => (Scan::of(noun, "by_recipient", limit).equal(id), None),
            Whose::Client(client) => {
                let stream = Stream::client(client);
                (Scan::of(noun, "by_client_due", limit).within(stream), Some(stream))
            }
        };
        let among = Among::Between(Bound::Unbounded, self.by.clone());
        (Scan { among, after: self.after.clone(), ..scan }, stream)
    }
}
