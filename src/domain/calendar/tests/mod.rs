//! What a calendar promises, told as stories and stated as laws.

mod laws;
mod oracle;
mod refusals;
mod steps;
mod stories;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn hours(text: &str) -> Interval {
    text.parse().unwrap()
}

/// Nine to twelve and one to six, Monday to Friday.
fn office(zone: &str) -> Builder {
    BusinessCalendar::builder(zone.parse().unwrap())
        .open(Weekday::MONDAY_TO_FRIDAY, hours("09:00-12:00"))
        .open(Weekday::MONDAY_TO_FRIDAY, hours("13:00-18:00"))
}
