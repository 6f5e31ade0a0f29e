//! Expectations by example and by law.

mod figures;
mod held;
mod journal;
mod oracle;
mod repeating;
mod stories;

use std::sync::LazyLock;

use uuid::Uuid;

use super::strategies::{acknowledged, agree, contact, evidence, perceive, remedy, revise};
use super::*;
use crate::domain::calendar::{BusinessCalendar, Weekday};
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::refusal::Refused;
use crate::domain::{
    ActorId, ClientId, ExpectationId, Gap, Line, Note, Presence, ProjectId, RecordId, Score,
    StaffId, Stream, Timestamp,
};

fn id() -> ExpectationId {
    ExpectationId::from_uuid(Uuid::from_u128(5))
}

fn hua() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(1))
}

fn anna() -> StaffId {
    StaffId::from_uuid(Uuid::from_u128(11))
}

/// Noon of a day in 2026, in UTC; day 0 is a Thursday.
fn at(n: i64) -> Timestamp {
    Timestamp::from_seconds(1_767_225_600 + n * 86_400 + 43_200).unwrap()
}

fn day(n: i64) -> Stamp {
    Stamp { valid_at: at(n), recorded_at: at(n), by: ActorId::Staff(anna()) }
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

/// Asks a rule with the firm's calendar and policy.
fn firm<T>(ask: impl FnOnce(&Firm<'_>) -> T) -> T {
    let (calendar, policy) = (office(), ExpectationPolicy::version(3));
    ask(&Firm { calendar: &calendar, policy: &policy })
}

fn here() -> Setting {
    Setting::plain().contact(Presence::Here).owner(Presence::Here)
}

type Said = Result<Event<Expectation>, ExpectationRefusal>;

fn after(one: &Expectation, said: Said, n: i64) -> Expectation {
    let event = said.unwrap();
    Expectation::apply(Some(one.clone()), &event, &header(&day(n))).unwrap()
}

fn s(text: &str) -> Level {
    Level::measured(&format!("{text} s")).unwrap()
}

fn note(text: &str) -> Note {
    Note::new(text).unwrap()
}

fn captured() -> Expectation {
    let new = NewExpectation::stated("报表要很快打开", Category::Performance).unwrap();
    captured_of(new.stated_by(contact()).owner(anna()))
}

fn captured_of(new: NewExpectation) -> Expectation {
    let event = Expectation::capture(new, &here(), &day(0)).unwrap();
    Expectation::apply(None, &event, &header(&day(0))).unwrap()
}

/// Seconds from 30 (worst) to 0 (best); stated first 1, would do 10, would like 2.
fn fast() -> Clarify {
    Clarify::of("打开报表的时间", Scale::lower("30 s", "0 s").unwrap())
        .unwrap()
        .first(s("1"))
        .desired(s("2"))
        .adequate(s("10"))
}

fn clarified(input: Clarify) -> Expectation {
    let one = captured();
    after(&one, one.clarify(input, &day(1)), 1)
}

/// Agreed on day 2 at 6 seconds, due on day 30 unless it repeats.
fn agreed(input: Clarify) -> Expectation {
    let one = clarified(input);
    let due = match one.repeats() {
        Repeats::EachTime { .. } => None,
        Repeats::Once | Repeats::Every(_) => Some(at(30)),
    };
    let input = agree(s("6"), due, anna(), at(2));
    after(&one, firm(|firm| one.agree(input, &here(), firm, &day(2))), 2)
}

fn evaluated(one: &Expectation, actual: &str, n: i64) -> Expectation {
    after(one, firm(|firm| one.evaluate(s(actual), firm, &day(n))), n)
}

fn code(said: Said) -> &'static str {
    said.unwrap_err().code()
}

fn bp(gap: Option<Gap>) -> Option<i64> {
    gap.map(Gap::bp)
}
