//! Tiers by example and by law.

mod laws;
mod oracle;
mod stories;

use super::*;
use crate::domain::{Timestamp, Zone};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Ordinary from 0, silver from 100, gold from 200, platinum from 400.
fn ladder() -> Ladder {
    let tiers = [("普通", 0), ("银", 100), ("金", 200), ("白金", 400)];
    Ladder::new(tiers.map(|(name, from)| Tier::new(name, from).unwrap())).unwrap()
}

fn rules(window: Window) -> TierRules {
    TierRules::of(ladder(), Metric::QualifyingPoints, window).unwrap()
}

fn moved(movements: &[(&str, i64)]) -> Vec<Movement> {
    movements.iter().map(|(text, by)| Movement { at: at(text), by: *by }).collect()
}

/// What became of a member: each change of rank, in the zone of the story.
fn changes(
    rules: &TierRules,
    enrolled: &str,
    zone: &str,
    movements: &[(&str, i64)],
    until: &str,
) -> Vec<(String, u8)> {
    let movements = moved(movements);
    let zone: Zone = zone.parse().unwrap();
    let member = Membership::new(rules, at(enrolled), zone, &movements, &[]).unwrap();
    let history = member.history(at(until));
    let said = |(at, rank): (Timestamp, u8)| (zone.civil(at).unwrap().to_string(), rank);
    history.changes().into_iter().map(said).collect()
}

fn told(changes: &[(&str, u8)]) -> Vec<(String, u8)> {
    changes.iter().map(|(at, rank)| ((*at).to_owned(), *rank)).collect()
}
