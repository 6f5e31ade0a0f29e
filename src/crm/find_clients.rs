//! Questions for clients, each along one index.

use super::desk::Desk;
use super::done::{Found, Pages};
use super::permission::Permission;
use crate::domain::client::{Client, Segment, Stage};
use crate::domain::declaration::BY_ID;
use crate::domain::noun::Noun;
use crate::domain::{Name, RecordId, Reference, StaffId, Tag, Timestamp};
use crate::error::Error;
use crate::store::scan::{Among, Condition, Order};
use crate::store::{Cursor, Scan, Store, StoreError};
use std::ops::Bound;

/// A question for clients. The last way of asking that was named decides the order; without any,
/// clients come in the order in which they were registered.
#[derive(Debug)]
pub struct FindClients<'d, S> {
    desk: &'d Desk<S>,
    scan: Scan,
    archived: bool,
}

impl<'d, S: Store> FindClients<'d, S> {
    pub(super) fn new(desk: &'d Desk<S>) -> Self {
        FindClients { desk, scan: Scan::of(Client::DECLARATION.noun, BY_ID, 1), archived: false }
    }

    fn along(mut self, scan: Scan) -> Self {
        self.scan = Scan { after: self.scan.after, order: self.scan.order, ..scan };
        self
    }

    fn index(index: &'static str) -> Scan {
        Scan::of(Client::DECLARATION.noun, index, 1)
    }

    /// Those whose name begins like this, in any case, by name.
    #[must_use]
    pub fn named(self, beginning: &str) -> Self {
        let among = self::beginning(beginning);
        self.along(Scan { among, ..Self::index("by_name") })
    }

    /// Those whom one member of staff looks after, by name.
    #[must_use]
    pub fn owned_by(self, owner: StaffId) -> Self {
        self.along(Self::index("by_owner").equal(owner.id()))
    }

    /// Those of one class, by name.
    #[must_use]
    pub fn segment(self, segment: Segment) -> Self {
        self.along(Self::index("in_segment").equal(segment.name()))
    }

    /// Those of one class that were met, the longest ago first.
    #[must_use]
    pub fn longest_unmet(self, segment: Segment) -> Self {
        self.along(Self::index("by_segment").equal(segment.name()))
    }

    /// Those of one class that were last met before an instant, the longest ago first.
    #[must_use]
    pub fn unmet_since(self, segment: Segment, since: Timestamp) -> Self {
        let among = Among::Between(Bound::Unbounded, Bound::Excluded(since.micros().into()));
        self.along(Scan { among, ..Self::index("by_segment").equal(segment.name()) })
    }

    /// Those at one stage of the relationship, by name.
    #[must_use]
    pub fn stage(self, stage: Stage) -> Self {
        self.along(Self::index("by_stage").equal(stage.name()))
    }

    /// The one known elsewhere by this reference.
    ///
    /// # Errors
    /// [`Invalid`](crate::domain::Invalid) when it cannot be a reference.
    pub fn reference(self, system: &str, id: &str) -> Result<Self, Error> {
        let reference = Reference::new(system, id)?;
        Ok(self.along(Self::index("by_reference").equal(reference.to_string())))
    }

    /// Those that are found by this word.
    #[must_use]
    pub fn tagged(self, tag: &Tag) -> Self {
        self.along(Self::index("by_tag").equal(tag.key()))
    }

    /// Also those whose file has been put away.
    #[must_use]
    pub fn with_archived(mut self) -> Self {
        self.archived = true;
        self
    }

    /// In the reverse order.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.scan.order = Order::Descending;
        self
    }

    /// From where an earlier page of the same question ended.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.scan.after = Some(cursor);
        self
    }

    fn scan(self, limit: usize) -> (&'d Desk<S>, Scan) {
        let conditions = if self.archived {
            Vec::new()
        } else {
            vec![Condition::IsNot("state", "Archived".into())]
        };
        (self.desk, Scan { conditions, limit, ..self.scan })
    }

    /// A page of 1 to 1000.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn page(self, limit: usize) -> Result<Pages<Client>, Error> {
        let (desk, scan) = self.scan(limit);
        desk.ask(Permission::ClientFind, None, |reading| reading.page(scan.clone()))
    }

    /// The first.
    ///
    /// # Errors
    /// Not found when there is none.
    pub fn one(self) -> Result<Found<Client>, Error> {
        let none = StoreError::NotFound {
            noun: Client::DECLARATION.noun,
            id: crate::domain::Id::from_bytes([0; 16]),
        };
        self.page(1)?.items.pop().ok_or_else(|| none.into())
    }

    /// How many there are.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn count(self) -> Result<u64, Error> {
        let (desk, scan) = self.scan(1);
        desk.ask(Permission::ClientFind, None, |reading| reading.count(scan.clone()))
    }
}

/// The names that begin like this: as a name is kept, or, where it could be none, as it stands.
pub(super) fn beginning(text: &str) -> Among {
    match Name::new(text) {
        Ok(name) => Among::Prefix(name.key()),
        Err(_) if text.trim().is_empty() => Among::All,
        Err(_) => Among::Prefix(text.to_lowercase()),
    }
}
