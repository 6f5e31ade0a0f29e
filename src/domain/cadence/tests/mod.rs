//! Cadence by example and by law.

mod laws;
mod oracle;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::calendar::{Unanswered, Weekday};
use crate::domain::channel::Channel;
use crate::domain::{BusinessCalendar, ContactId, InteractionId, Timestamp};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Monday to Friday from nine to six in Shanghai; the first week of October is a holiday, and the
/// Saturday after it is worked.
fn office() -> BusinessCalendar {
    let mut office = BusinessCalendar::builder("Asia/Shanghai".parse().unwrap())
        .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse().unwrap());
    for day in 1..=7 {
        office = office.close(format!("2026-10-0{day}").parse().unwrap());
    }
    let made_up = ["09:00-18:00".parse().unwrap()];
    office.open_on("2026-10-10".parse().unwrap(), made_up).build().unwrap()
}

fn touch(n: u128, text: &str, weight: Weight) -> Touch {
    Touch {
        at: at(text),
        id: InteractionId::from_uuid(Uuid::from_u128(n)),
        weight,
        channel: Channel::Email,
        contacts: vec![ContactId::from_uuid(Uuid::from_u128(n))],
    }
}

fn times(counted: &[Counted]) -> Vec<Timestamp> {
    counted.iter().map(|counted| counted.at).collect()
}
