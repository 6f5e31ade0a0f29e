//! Notices by example and by law.

mod laws;
mod stories;

use std::sync::LazyLock;

use uuid::Uuid;

use super::*;
use crate::domain::calendar::{BusinessCalendar, Weekday};
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::{
    ActorId, ClientId, ContactId, Held, Line, Note, NoticeId, RecordId, StaffId, Stream,
    TextDigest, Timestamp,
};

fn id() -> NoticeId {
    NoticeId::from_uuid(Uuid::from_u128(3))
}

fn hua() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(1))
}

fn li() -> ContactId {
    ContactId::from_uuid(Uuid::from_u128(2))
}

fn anna() -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(11))
}

/// The stamp of a day in 2026; day 0 is a Thursday.
fn day(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 86_400).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::Staff(anna()) }
}

fn header(stamp: &Stamp) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id: id().id(), stream: Stream::client(hua()), valid_at, recorded_at, by }
}

/// Made once: a calendar for all years is looked at every sixth day.
static OFFICE: LazyLock<BusinessCalendar> = LazyLock::new(|| {
    BusinessCalendar::builder("UTC".parse().unwrap())
        .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse().unwrap())
        .build()
        .unwrap()
});

fn office() -> BusinessCalendar {
    OFFICE.clone()
}

fn after(notice: &Notice, said: Result<Event<Notice>, NoticeRefusal>, stamp: &Stamp) -> Notice {
    Notice::apply(Some(notice.clone()), &said.unwrap(), &header(stamp)).unwrap()
}

fn by_hand(new: NewNotice, n: i64) -> Notice {
    let event = Notice::raise(new, &Setting::plain(), &office(), &day(n)).unwrap();
    Notice::apply(None, &event, &header(&day(n))).unwrap()
}

fn problem() -> NewNotice {
    NewNotice::to_contact(li(), About::Client(hua()), Reason::Disclosure)
}
