//! Members of staff by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::{NewStaff, Staff, StaffRefusal};
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::{ActorId, RecordId, StaffId, Stream, Timestamp};

fn id(n: u128) -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(n))
}

/// The stamp of a day in 2026.
fn day(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 86_400).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

fn header(id: StaffId, stamp: &Stamp) -> Header {
    Header {
        id: id.id(),
        stream: Stream::staff(id),
        valid_at: stamp.valid_at,
        recorded_at: stamp.recorded_at,
        by: stamp.by,
    }
}

fn after(staff: &Staff, said: Result<Event<Staff>, StaffRefusal>, stamp: &Stamp) -> Staff {
    Staff::apply(Some(staff.clone()), &said.unwrap(), &header(staff.id(), stamp)).unwrap()
}

fn enrolled(n: u128, name: &str) -> Staff {
    let new = NewStaff::named(name).unwrap();
    let event = Staff::enrol(id(n), new, None, &[], &day(0)).unwrap();
    Staff::apply(None, &event, &header(id(n), &day(0))).unwrap()
}
