//! One CRM on each engine, with a clock that the story moves and ids that are counted.

use std::path::Path;
use std::sync::Arc;

use guanxi::crm::{CountedIds, FixedClock};
use guanxi::{Actor, Crm, Desk, StaffId, Timestamp};
use uuid::Uuid;

/// A CRM, its clock, and what must live as long as it does.
pub struct House {
    pub crm: Crm,
    pub clock: Arc<FixedClock>,
    again: Option<Box<dyn Fn() -> Crm>>,
    _files: Option<tempfile::TempDir>,
}

impl House {
    pub fn in_memory() -> Self {
        Self::with(Crm::memory().unwrap(), None, None)
    }

    fn on_disk(open: fn(&Path) -> Crm) -> Self {
        let files = tempfile::tempdir().unwrap();
        let path = files.path().join("crm");
        let crm = open(&path);
        Self::with(crm, Some(Box::new(move || open(&path))), Some(files))
    }

    fn with(
        crm: Crm,
        again: Option<Box<dyn Fn() -> Crm>>,
        files: Option<tempfile::TempDir>,
    ) -> Self {
        let clock = Arc::new(FixedClock::at(at("2026-05-04T09:00:00Z")));
        let crm = crm.with_clock(Arc::clone(&clock)).with_ids(CountedIds::default());
        House { crm, clock, again, _files: files }
    }

    /// The desk of a member of staff.
    pub fn desk(&self) -> Desk {
        self.crm.desk(Actor::staff(me()))
    }

    /// Closes the store and opens it again, where there is something to open.
    pub fn reopened(&self) -> Option<Crm> {
        let again = self.again.as_ref()?;
        self.crm.store().close().unwrap();
        Some(again())
    }

    pub fn later(&self, text: &str) {
        self.clock.set(at(text));
    }
}

/// Tells a story on every engine.
pub fn everywhere(story: impl Fn(&House)) {
    story(&House::in_memory());
    story(&House::on_disk(|path| Crm::sqlite(path).unwrap()));
    story(&House::on_disk(|path| Crm::sled(path).unwrap()));
}

pub fn me() -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(0xa11a))
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
