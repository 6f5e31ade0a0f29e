//! The laws of tiers, beside an oracle that looks at every hour.

use chrono_tz::Tz;
use proptest::prelude::*;

use super::super::strategies::{self, manual, movements, rules};
use super::super::*;
use super::at;
use super::oracle::{Hours, Oracle};
use crate::domain::{Timestamp, Zone};

const BASE: &str = "2023-12-20T00:00:00Z";
const DAYS: i64 = 440;

fn zones() -> impl Strategy<Value = Tz> {
    prop::sample::select(vec![
        Tz::UTC,
        Tz::Asia__Shanghai,
        Tz::Europe__Berlin,
        Tz::America__New_York,
    ])
}

fn hour(n: i64) -> Timestamp {
    at(BASE).plus_seconds(n * 3_600).unwrap()
}

fn here(zone: Tz) -> Zone {
    Zone::from(zone)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn every_hour_has_the_tier_that_is_found_slowly(
        rules in rules(), zone in zones(), enrolled in 1_i64..2_000,
        moved in movements(at(BASE), DAYS),
    ) {
        let hours = Hours::new(at(BASE), zone, 3_000);
        let enrolled = hour(enrolled);
        let oracle = Oracle { rules: &rules, hours: &hours, enrolled, moved: &moved };
        let most = usize::try_from(DAYS * 24).unwrap();
        let slow = oracle.tell(most);
        let member = Membership::new(&rules, enrolled, here(zone), &moved, &[]).unwrap();
        let history = member.history(hour(DAYS * 24 - 1));
        let first = (enrolled.seconds() - at(BASE).seconds()) / 3_600;
        for (n, (rank, grace)) in (first..).zip(slow) {
            let standing = history.at(hour(n)).unwrap();
            let found = (usize::from(standing.rank), standing.earned.grace_until.is_some());
            prop_assert_eq!(found, (rank, grace), "{} {:?}", hour(n), history.steps());
        }
    }
}

proptest! {
    #[test]
    fn law_9_the_history_is_a_function_of_time_without_gaps(
        rules in rules(), zone in zones(), enrolled in 1_i64..2_000,
        moved in movements(at(BASE), DAYS), given in manual(at(BASE), DAYS), asked in 0..DAYS * 24,
    ) {
        let enrolled = hour(enrolled);
        let member = Membership::new(&rules, enrolled, here(zone), &moved, &given).unwrap();
        let as_of = hour(DAYS * 24);
        let history = member.history(as_of);
        let steps = history.steps();
        prop_assert!(steps.windows(2).all(|pair| pair[0].at < pair[1].at));
        prop_assert_eq!(steps.first().map(|step| step.at), Some(enrolled));
        prop_assert_eq!(history.rank_at(hour(asked)).is_some(), hour(asked) >= enrolled);
        let changes = history.changes();
        prop_assert_eq!(changes.first().map(|change| change.0), Some(enrolled));
        prop_assert!(changes.windows(2).all(|p| p[0].0 < p[1].0 && p[0].1 != p[1].1));
        let next = changes.partition_point(|(at, _)| *at <= hour(asked));
        let by_changes = next.checked_sub(1).map(|last| changes[last].1);
        prop_assert_eq!(history.rank_at(hour(asked)), by_changes);
    }

    #[test]
    fn what_is_known_of_an_instant_does_not_change_when_more_is_known(
        rules in rules(), zone in zones(), moved in movements(at(BASE), DAYS),
        cut in 1..DAYS * 24, asked in 0..DAYS * 24,
    ) {
        let member = Membership::new(&rules, at(BASE), here(zone), &moved, &[]).unwrap();
        let whole = member.history(hour(DAYS * 24));
        let part = member.history(hour(cut));
        if asked <= cut {
            prop_assert_eq!(part.at(hour(asked)), whole.at(hour(asked)));
        } else {
            prop_assert_eq!(part.at(hour(asked)), None);
        }
    }

    #[test]
    fn the_outlook_comes_true_when_nothing_happens_but_what_is_known_to_come(
        rules in rules(), zone in zones(), moved in movements(at(BASE), 300), asked in 0..7_200_i64,
        known in 0..7_200_i64,
    ) {
        let moved: Vec<Movement> =
            moved.into_iter().filter(|m| m.at <= hour(asked.max(known))).collect();
        let member = Membership::new(&rules, at(BASE), here(zone), &moved, &[]).unwrap();
        let outlook = member.outlook(hour(asked)).unwrap();
        let later = member.history(hour(asked + 24 * 1_500));
        let now = later.at(hour(asked)).unwrap();
        prop_assert_eq!(outlook.rank, now.rank);
        let change = later.steps().iter().find(|step| step.at > hour(asked) && step.rank != now.rank);
        let change = change.map(|step| (step.at, step.rank));
        match outlook.projected {
            Some((at, _)) if at > later.as_of() => prop_assert_eq!(change, None),
            projected => prop_assert_eq!(projected, change),
        }
        if let Some(loss) = outlook.loses {
            prop_assert!(loss.missing > 0 && loss.at > hour(asked));
        }
    }

    #[test]
    fn who_moves_what_is_missing_before_the_end_keeps_the_tier(
        rules in rules(), zone in zones(), moved in movements(at(BASE), 300), asked in 0..7_200_i64,
        known in 0..7_200_i64,
    ) {
        let mut moved: Vec<Movement> =
            moved.into_iter().filter(|m| m.at <= hour(asked.max(known))).collect();
        let before = Membership::new(&rules, at(BASE), here(zone), &moved, &[]).unwrap();
        let outlook = before.outlook(hour(asked)).unwrap();
        // Where a tier drops at once, the loss is the turn of a window, and only then is it known.
        let Some(loss) = outlook.loses.filter(|_| rules.expiry() != Expiry::OnDrop) else {
            return Ok(());
        };
        let just = Timestamp::from_micros(loss.at.micros() - 1).unwrap();
        let behind = moved.partition_point(|m| m.at <= just);
        moved.insert(behind, Movement { at: just, by: loss.missing });
        let after = Membership::new(&rules, at(BASE), here(zone), &moved, &[]).unwrap();
        // A sum below nothing needs more than what it is short of.
        let sum: i64 = moved.iter().map(|m| m.by.min(0)).sum();
        if sum == 0 {
            prop_assert!(after.history(loss.at).rank_at(loss.at) >= Some(outlook.rank));
        }
    }

    #[test]
    fn the_next_tier_is_reached_by_what_is_missing_and_not_by_less(
        rules in rules(), zone in zones(), moved in movements(at(BASE), 300), asked in 0..7_200_i64,
    ) {
        prop_assume!(rules.on_reach() == Upgrade::Immediate);
        let mut moved: Vec<Movement> =
            moved.into_iter().filter(|m| m.at <= hour(asked) && m.by > 0).collect();
        let before = Membership::new(&rules, at(BASE), here(zone), &moved, &[]).unwrap();
        let Some((next, missing)) = before.outlook(hour(asked)).unwrap().next else {
            return Ok(());
        };
        prop_assert!(missing > 0);
        moved.push(Movement { at: hour(asked), by: missing - 1 });
        let less = Membership::new(&rules, at(BASE), here(zone), &moved, &[]).unwrap();
        prop_assert!(less.history(hour(asked)).rank_at(hour(asked)) < Some(next));
        moved.pop();
        moved.push(Movement { at: hour(asked), by: missing });
        let enough = Membership::new(&rules, at(BASE), here(zone), &moved, &[]).unwrap();
        prop_assert_eq!(enough.history(hour(asked)).rank_at(hour(asked)), Some(next));
    }

    #[test]
    fn rules_survive_being_written(rules in rules()) {
        let bytes = rmp_serde::to_vec_named(&rules).unwrap();
        prop_assert_eq!(rmp_serde::from_slice::<TierRules>(&bytes).unwrap(), rules);
    }

    #[test]
    fn rounding_up_is_not_before_and_twice_is_once(
        n in 0..DAYS * 24, zone in zones(), round in prop::sample::select(Rounding::ALL),
    ) {
        let zone = here(zone);
        let up = round.up(hour(n), zone).unwrap();
        prop_assert!(up >= hour(n));
        prop_assert_eq!(round.up(up, zone).unwrap(), up);
    }

    #[test]
    fn the_largest_discount_of_the_tiers_held_counts(
        ladder in strategies::ladder(), shares in prop::collection::vec(0_i64..10_000, 5),
    ) {
        let tiers = ladder.tiers().iter().cloned().zip(&shares).map(|(tier, bp)| {
            let share = crate::domain::Percent::from_bp(*bp).unwrap();
            tier.with(Benefit::Discount { share, category: None })
        });
        let ladder = Ladder::new(tiers).unwrap();
        for rank in 0..ladder.tiers().len() {
            let most = shares[..=rank].iter().max().copied();
            let rank = u8::try_from(rank).unwrap();
            prop_assert_eq!(Some(ladder.discount(rank, None).bp()), most);
        }
    }
}
