//! Arbitrary plans, touches and pauses, built through the public constructors.

use proptest::prelude::*;
use uuid::Uuid;

use super::{CadencePlan, Pause, Side, Touch, Weight};
use crate::domain::calendar::{Interval, Weekday};
use crate::domain::channel::Channel;
use crate::domain::contact_role::ContactRole;
use crate::domain::text::strategies::line;
use crate::domain::{ContactId, InteractionId, Timestamp, Zone};

/// A plan of at most three months, in one of a few zones, with and without everything else.
pub fn plan() -> impl Strategy<Value = CadencePlan> {
    let days = (1_u16..40, 1_u16..50, any::<prop::sample::Index>(), any::<bool>());
    let hours = (prop::option::of(zone()), quiet(), weekdays(), any::<bool>());
    let who = (
        channels(),
        prop::option::of(line()),
        prop::option::of((prop::sample::select(ContactRole::ALL), 1_u16..5)),
        prop::option::of((channel(), 60_u32..100_000)),
    );
    (days, hours, who).prop_filter_map("a plan", |(days, hours, who)| {
        let (target, more, least, working) = days;
        let least = u16::try_from(least.index(usize::from(target))).ok()? + 1;
        let mut plan = CadencePlan::every(target, target + more).ok()?.at_least(least).ok()?;
        plan = if working { plan.working_days() } else { plan };
        let (zone, quiet, weekdays, holidays) = hours;
        plan = zone.into_iter().fold(plan, CadencePlan::zone);
        plan = quiet.into_iter().try_fold(plan, CadencePlan::quiet).ok()?;
        plan = if weekdays.is_empty() { plan } else { plan.on(weekdays).ok()? };
        plan = if holidays { plan.avoiding_holidays() } else { plan };
        let (channels, goal, role, answer) = who;
        plan = plan.channels(channels).ok()?;
        plan = goal.into_iter().fold(plan, CadencePlan::goal);
        plan = match role {
            Some((role, touches)) => plan.with_role_every(role, touches).ok()?,
            None => plan,
        };
        match answer {
            Some((channel, seconds)) => plan.answering_within(channel, seconds).ok(),
            None => Some(plan),
        }
    })
}

/// Mostly every channel, else a few.
fn channels() -> impl Strategy<Value = Vec<Channel>> {
    let few = prop::sample::subsequence(Channel::ALL.to_vec(), 1..4);
    prop_oneof![3 => Just(Vec::new()), 1 => few]
}

/// Any channel.
pub fn channel() -> impl Strategy<Value = Channel> {
    prop::sample::select(Channel::ALL.to_vec())
}

fn zone() -> impl Strategy<Value = Zone> {
    prop::sample::select(vec!["Asia/Shanghai", "Europe/Berlin", "America/New_York", "+05:45"])
        .prop_filter_map("a zone", |name| name.parse().ok())
}

fn quiet() -> impl Strategy<Value = Vec<Interval>> {
    let hours = prop::sample::select(vec!["20:00-08:00", "12:00-13:30", "00:00-06:00"])
        .prop_filter_map("hours", |text| text.parse().ok());
    prop::collection::vec(hours, 0..3)
}

fn weekdays() -> impl Strategy<Value = Vec<Weekday>> {
    let few = prop::sample::subsequence(Weekday::ALL.to_vec(), 1..6);
    prop_oneof![2 => Just(Vec::new()), 1 => few]
}

/// Touches within so many days behind an instant; halves more often than wholes.
pub fn touches(from: Timestamp, days: i64) -> impl Strategy<Value = Vec<Touch>> {
    let weight = prop_oneof![3 => Just(Weight::Half), 1 => Just(Weight::Full)];
    let touch = (0..days * 24, weight, channel(), prop::collection::btree_set(1_u128..4, 0..2));
    prop::collection::vec(touch, 0..20).prop_filter_map("instants", move |all| {
        let touch = |(n, (hours, weight, channel, people)): (u128, (i64, _, _, _))| {
            let people: std::collections::BTreeSet<u128> = people;
            let contact = |n| ContactId::from_uuid(Uuid::from_u128(n));
            Some(Touch {
                at: from.plus_seconds(hours * 3_600).ok()?,
                id: InteractionId::from_uuid(Uuid::from_u128(n)),
                weight,
                channel,
                contacts: people.into_iter().map(contact).collect(),
            })
        };
        (1..).zip(all).map(touch).collect()
    })
}

/// A pause that begins within so many days behind an instant.
pub fn pause(from: Timestamp, days: i64) -> impl Strategy<Value = Pause> {
    (0..days * 24, 1..days * 24).prop_filter_map("instants", move |(begins, lasts)| {
        let from = from.plus_seconds(begins * 3_600).ok()?;
        Some(Pause { from, until: from.plus_seconds(lasts * 3_600).ok()? })
    })
}

/// Who says something.
pub fn side() -> impl Strategy<Value = Side> {
    prop::sample::select(Side::ALL)
}
