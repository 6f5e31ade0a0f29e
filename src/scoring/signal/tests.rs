//! Triggers, by story and by law.

use proptest::prelude::*;

use super::*;
use crate::domain::{ClientId, CustomKey, Id, Lang, RecordId, Timestamp};

fn client() -> ClientId {
    ClientId::from_id(Id::from_bytes([7; 16]))
}

fn on(day: i64) -> Timestamp {
    Timestamp::from_seconds(1_767_225_600 + day * 86_400).unwrap()
}

fn input(day: i64, value: Option<i64>) -> Input {
    Input { at: on(day), value, behind: Vec::new() }
}

fn trigger() -> Trigger {
    let open = CustomKey::new("open_changes").unwrap();
    proposed_triggers().into_iter().find(|trigger| trigger.id == open).unwrap()
}

/// On which days a trigger fires.
fn fires(trigger: &Trigger, values: &[(i64, Option<i64>)]) -> Vec<i64> {
    let (mut watch, mut fired) = (Watch::default(), Vec::new());
    for (day, value) in values {
        let (next, firing) = watch.see(trigger, client(), input(*day, *value)).unwrap();
        if firing.is_some() {
            fired.push(*day);
        }
        watch = next;
    }
    fired
}

#[test]
fn it_fires_again_only_after_it_has_ended_and_rested() {
    let told = [(0, 2), (1, 3), (2, 2), (3, 5), (4, 1), (5, 4), (15, 4), (20, 0), (21, 9)];
    let told: Vec<(i64, Option<i64>)> = told.map(|(day, value)| (day, Some(value))).into();
    // Day 3 has not ended; day 5 rests; day 15 is the first after the rest; day 21 rests again.
    assert_eq!(fires(&trigger(), &told), [1, 15]);
}

#[test]
fn what_nobody_knows_changes_nothing() {
    let twice = Trigger { times: 2, of: 3, ..trigger() };
    let told = [(0, Some(3)), (1, None), (2, None), (3, Some(0)), (4, Some(3)), (5, Some(9))];
    assert_eq!(fires(&twice, &told), [4]);
    assert_eq!(fires(&trigger(), &[(0, None), (1, None)]), [0; 0]);
}

#[test]
fn a_firing_keeps_what_it_was_decided_on_and_says_it() {
    let twice = Trigger { times: 2, of: 3, ..trigger() };
    let (watch, _) = Watch::default().see(&twice, client(), input(0, Some(3))).unwrap();
    // The same instant again is no second evaluation.
    let (watch, none) = watch.see(&twice, client(), input(0, Some(3))).unwrap();
    assert_eq!(none, None);
    let (watch, firing) = watch.see(&twice, client(), input(1, Some(4))).unwrap();
    let firing = firing.unwrap();
    assert_eq!(firing.inputs, [input(0, Some(3)), input(1, Some(4))]);
    assert_eq!((firing.signal.since, firing.signal.as_of), (on(0), on(1)));
    assert_eq!((watch.since(), watch.fired_at()), (Some(on(1)), Some(on(1))));
    assert!(firing.explain(Lang::Zh).starts_with("未结变更堆积（open_changes：2026-01-01"));
    assert!(firing.explain(Lang::En).ends_with("= 4)"));
    assert_eq!(watch.see(&twice, client(), input(0, Some(1))), Err(OutOfOrder));
}

#[test]
fn a_trigger_that_would_flap_is_refused() {
    let wrong = |trigger: Trigger| trigger.check().unwrap_err().code();
    let good = trigger();
    assert_eq!(wrong(Trigger { exit: 3, ..good.clone() }), "trigger.no_hysteresis");
    assert_eq!(wrong(Trigger { exit: 4, ..good.clone() }), "trigger.wrong_side");
    assert_eq!(wrong(Trigger { compare: Compare::AtMost, ..good.clone() }), "trigger.wrong_side");
    assert_eq!(wrong(Trigger { times: 0, ..good.clone() }), "trigger.times");
    assert_eq!(wrong(Trigger { times: 2, ..good.clone() }), "trigger.times");
    assert_eq!(wrong(Trigger { of: 33, ..good.clone() }), "trigger.times");
    assert_eq!(wrong(Trigger { cool_down: 3_661, ..good }), "trigger.cool_down");
    for fault in [TriggerFault::NoHysteresis, TriggerFault::Times] {
        assert_ne!(fault.explain(Lang::Zh), fault.explain(Lang::En));
    }
}

fn any_trigger() -> impl Strategy<Value = Trigger> {
    let thresholds = (-9..9_i64, 1..6_i64, any::<bool>());
    (thresholds, 1..4_u8, 0..3_u8, 0..12_u32).prop_map(
        |((enter, apart, above), times, more, cool_down)| {
            let compare = if above { Compare::AtLeast } else { Compare::AtMost };
            let exit = if above { enter - apart } else { enter + apart };
            Trigger { compare, enter, exit, times, of: times + more, cool_down, ..trigger() }
        },
    )
}

proptest! {
    #[test]
    fn with_the_same_number_it_fires_at_most_once(
        trigger in any_trigger(), value in -12..12_i64, days in prop::collection::vec(0..20_i64, 1..40)
    ) {
        let mut on = 0;
        let told: Vec<_> = days.iter().map(|later| { on += later; (on, Some(value)) }).collect();
        let fired = fires(&trigger, &told);
        prop_assert!(fired.len() <= 1);
        let mut distinct: Vec<i64> = told.iter().map(|(day, _)| *day).collect();
        distinct.dedup();
        let enough = distinct.len() >= usize::from(trigger.times);
        prop_assert_eq!(fired.len() == 1, enough && trigger.compare.reached(value, trigger.enter));
    }

    #[test]
    fn it_never_fires_while_it_rests_nor_before_it_has_ended(
        trigger in any_trigger(),
        told in prop::collection::vec((1..5_i64, proptest::option::of(-12..12_i64)), 1..60)
    ) {
        prop_assert_eq!(trigger.check(), Ok(()));
        let mut on = 0;
        let told: Vec<_> = told.into_iter().map(|(later, value)| { on += later; (on, value) }).collect();
        let fired = fires(&trigger, &told);
        for two in fired.windows(2) {
            prop_assert!(two[1] - two[0] >= i64::from(trigger.cool_down));
            let between = told.iter().filter(|(day, _)| two[0] < *day && *day < two[1]);
            let ended = |value: i64| match trigger.compare {
                Compare::AtLeast => value <= trigger.exit,
                Compare::AtMost => value >= trigger.exit,
            };
            prop_assert!(between.filter_map(|(_, value)| *value).any(ended));
        }
        // Each firing is decided on numbers that are enough by themselves.
        for day in fired {
            let known: Vec<i64> =
                told.iter().filter(|(on, _)| *on <= day).filter_map(|(_, value)| *value).collect();
            let last = known.iter().rev().take(usize::from(trigger.of));
            let times = last.filter(|value| trigger.compare.reached(**value, trigger.enter)).count();
            prop_assert!(times >= usize::from(trigger.times));
        }
    }
}
