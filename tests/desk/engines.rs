//! One CRM on each engine, with a clock that the story moves and ids that are counted.

use std::sync::Arc;

use guanxi::crm::{CountedIds, FixedClock};
use guanxi::{Actor, Crm, Desk, StaffId, Timestamp};
use uuid::Uuid;

/// A CRM, its clock, and what must live as long as it does.
pub struct House {
    pub crm: Crm,
    pub clock: Arc<FixedClock>,
    _files: Option<tempfile::TempDir>,
}

impl House {
    fn new(crm: Crm, files: Option<tempfile::TempDir>) -> Self {
        let clock = Arc::new(FixedClock::at(at("2026-05-04T09:00:00Z")));
        let crm = crm.with_clock(Arc::clone(&clock)).with_ids(CountedIds::default());
        House { crm, clock, _files: files }
    }

    /// The desk of a member of staff.
    pub fn desk(&self) -> Desk {
        self.crm.desk(Actor::staff(me()))
    }

    pub fn later(&self, text: &str) {
        self.clock.set(at(text));
    }
}

/// Tells a story on every engine.
pub fn everywhere(story: impl Fn(&House)) {
    story(&House::new(Crm::memory().unwrap(), None));
    let files = tempfile::tempdir().unwrap();
    story(&House::new(Crm::sqlite(files.path().join("crm.db")).unwrap(), Some(files)));
    let files = tempfile::tempdir().unwrap();
    story(&House::new(Crm::sled(files.path().join("crm")).unwrap(), Some(files)));
}

pub fn me() -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(0xa11a))
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
