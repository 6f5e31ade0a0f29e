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

/// On which days a trigger fires, by a plain reading of the rules: on a number that has reached it, with
/// enough of the last numbers that have, once it has ended since it was told, and has rested.
fn by_the_rules(trigger: &Trigger, told: &[(i64, i64)]) -> Vec<i64> {
    let (up, mut fired) = (trigger.compare == Compare::AtLeast, Vec::<i64>::new());
    let reached = |value: i64| if up { value >= trigger.enter } else { value <= trigger.enter };
    let ended = |value: i64| if up { value <= trigger.exit } else { value >= trigger.exit };
    for (n, (day, value)) in told.iter().enumerate() {
        let of = &told[(n + 1).saturating_sub(trigger.of.into())..=n];
        let enough = of.iter().filter(|(_, value)| reached(*value)).count() >= trigger.times.into();
        let told_already = fired
            .last()
            .is_some_and(|last| !told[..n].iter().any(|(day, value)| day > last && ended(*value)));
        let rests = fired.last().is_some_and(|last| day - last < i64::from(trigger.cool_down));
        if reached(*value) && enough && !told_already && !rests {
            fired.push(*day);
        }
    }
    fired
}

proptest! {
    #[test]
    fn it_fires_when_the_rules_say_so_and_never_else(
        trigger in any_trigger(), told in prop::collection::vec((1..5_i64, -12..12_i64), 1..80)
    ) {
        let mut on = 0;
        let told: Vec<(i64, i64)> = told.into_iter().map(|(later, value)| { on += later; (on, value) }).collect();
        let known: Vec<(i64, Option<i64>)> = told.iter().map(|(day, value)| (*day, Some(*value))).collect();
        prop_assert_eq!(fires(&trigger, &known), by_the_rules(&trigger, &told));
    }
}

#[test]
fn it_is_told_again_at_the_very_end_of_its_rest_and_not_a_moment_before() {
    let trigger = trigger();
    let (watch, first) = Watch::default().see(&trigger, client(), input(0, Some(3))).unwrap();
    let (watch, none) = watch.see(&trigger, client(), input(1, Some(1))).unwrap();
    assert_eq!((first.is_some(), none, watch.since()), (true, None, None));
    let last = Input { at: on(14).plus_seconds(-1).unwrap(), value: Some(3), behind: Vec::new() };
    let (rested, none) = watch.see(&trigger, client(), last).unwrap();
    assert_eq!((none, rested.since(), rested.fired_at()), (None, None, Some(on(0))));
    assert!(watch.see(&trigger, client(), input(14, Some(3))).unwrap().1.is_some());
}

#[test]
fn what_is_just_within_its_limits_can_be_used() {
    let good = trigger();
    let longest = Trigger { times: 32, of: 32, cool_down: Trigger::COOL_DOWN, ..good.clone() };
    assert_eq!(longest.check(), Ok(()));
    assert_eq!(Trigger { exit: 2, ..good.clone() }.check(), Ok(()));
    let low = Trigger { compare: Compare::AtMost, enter: 3, exit: 4, ..good.clone() };
    assert_eq!(low.check(), Ok(()));
    assert_eq!(Trigger { exit: 2, ..low }.check(), Err(TriggerFault::WrongSide));
    let many = |many: usize| (0..many).map(|n| Trigger { id: key(&format!("t{n}")), ..trigger() });
    assert_eq!(book(many(TriggerBook::LIMIT).collect()).triggers().count(), 256);
    let all = [
        (TriggerFault::NoHysteresis, "触发与解除的阈值不能相同"),
        (TriggerFault::WrongSide, "解除的阈值应在触发阈值的另一侧"),
        (TriggerFault::Times, "评估次数应为 1 至 32，且不少于要求达到的次数"),
        (TriggerFault::CoolDown, "冷却期最多 3660 天"),
        (TriggerFault::Twice, "已有同名的触发器"),
        (TriggerFault::UnknownSource, "没有这个可供监测的来源"),
        (TriggerFault::TooMany, "触发器最多 256 个"),
    ];
    for (fault, zh) in all {
        assert_eq!(fault.explain(Lang::Zh), zh);
        assert_eq!(fault.explain(Lang::En), fault.to_string());
    }
}

fn book(triggers: Vec<Trigger>) -> TriggerBook {
    TriggerBook::publish(triggers, &crate::scoring::health::house_sources()).unwrap()
}

fn key(text: &str) -> CustomKey {
    CustomKey::new(text).unwrap()
}

fn open_changes(value: Option<i64>) -> Numbers {
    value.map(|value| (key("open_changes"), (value, Vec::new()))).into_iter().collect()
}

/// Ids that are counted.
fn ids() -> impl FnMut() -> SignalRecordId {
    let mut n = 0;
    move || {
        n += 1;
        SignalRecordId::from_id(Id::from_bytes([n; 16]))
    }
}

#[test]
fn what_is_wrong_with_triggers_is_said_of_each() {
    let sources = crate::scoring::health::house_sources();
    let wrong = |triggers: Vec<Trigger>| -> Vec<&'static str> {
        let faults = TriggerBook::publish(triggers, &sources).unwrap_err();
        faults.into_iter().map(|(_, fault)| fault.code()).collect()
    };
    assert_eq!(wrong(vec![trigger(), trigger()]), ["trigger.twice"]);
    let unknown = Trigger { source: key("weather"), exit: 3, ..trigger() };
    assert_eq!(wrong(vec![unknown]), ["trigger.no_hysteresis", "trigger.unknown_source"]);
    let many = (0..=TriggerBook::LIMIT).map(|n| Trigger { id: key(&format!("t{n}")), ..trigger() });
    assert_eq!(wrong(many.collect()), ["trigger.too_many"]);
    // Whatever a scorecard looks at can be watched, too.
    let share = Trigger { source: key("breadth"), ..trigger() };
    assert_eq!(book(vec![share]).triggers().count(), 1);
    for fault in [TriggerFault::Twice, TriggerFault::UnknownSource, TriggerFault::TooMany] {
        assert_ne!(fault.explain(Lang::Zh), fault.explain(Lang::En));
    }
}

#[test]
fn a_signal_ends_when_its_number_does_or_its_trigger_is_dropped() {
    let (book, mut fresh) = (book(vec![trigger()]), ids());
    let mut look = |before: Option<&Look>, day, value| {
        book.look(client(), before, &open_changes(value), on(day), &mut fresh).unwrap()
    };
    let first = look(None, 0, Some(3)).look;
    let still = look(Some(&first), 1, Some(2)).look;
    assert_eq!((first.raised.len(), still.raised.len(), still.ended.len()), (1, 0, 0));
    let unknown = look(Some(&still), 2, None).look;
    assert!(unknown.ended.is_empty());
    let over = look(Some(&unknown), 3, Some(1)).look;
    assert_eq!(over.ended, first.raised);
    assert_eq!(look(Some(&over), 4, Some(0)).look.ended, []);
    let none = TriggerBook::default().look(client(), Some(&still), &Numbers::new(), on(9), ids());
    let none = none.unwrap().look;
    assert_eq!((none.ended, none.watched.len()), (first.raised, 0));
}

#[test]
fn another_version_of_a_trigger_does_not_tell_the_same_again() {
    let twice = Trigger { times: 2, of: 2, version: 2, cool_down: 0, ..trigger() };
    let mut fresh = ids();
    let numbers = open_changes(Some(5));
    let first = book(vec![trigger()]).look(client(), None, &numbers, on(0), &mut fresh).unwrap();
    let mut look = first.look;
    for day in 1..9 {
        let seen =
            book(vec![twice.clone()]).look(client(), Some(&look), &numbers, on(day), &mut fresh);
        look = seen.unwrap().look;
        assert!(look.raised.is_empty() && look.ended.is_empty());
    }
    assert_eq!(look.watched[&key("open_changes")].version, 2);
}

proptest! {
    /// Of each trigger at most one signal is open, what is raised is ended at most once and later, and
    /// what is still remembered as open is exactly what was raised and has not ended.
    #[test]
    fn what_is_open_is_what_was_raised_and_has_not_ended(
        triggers in prop::collection::vec(any_trigger(), 1..4),
        told in prop::collection::vec((1..5_i64, proptest::option::of(-12..12_i64)), 1..40)
    ) {
        let named = |(n, trigger): (usize, Trigger)| Trigger { id: key(&format!("t{n}")), ..trigger };
        let book = book(triggers.into_iter().enumerate().map(named).collect());
        let (mut fresh, mut look, mut day) = (ids(), Look::default(), 0);
        let (mut open, mut alone) = (Vec::new(), std::collections::BTreeMap::new());
        for (later, value) in told {
            day += later;
            let seen = book.look(client(), Some(&look), &open_changes(value), on(day), &mut fresh);
            let seen = seen.unwrap();
            for id in &seen.look.ended {
                let place = open.iter().position(|one| one == id);
                prop_assert!(place.is_some());
                open.remove(place.unwrap());
            }
            open.extend(seen.look.raised.iter().copied());
            // All triggers together are each by itself.
            for trigger in book.triggers() {
                let watch: &mut Watch = alone.entry(trigger.id.clone()).or_default();
                let (next, firing) = watch.see(trigger, client(), input(day, value)).unwrap();
                *watch = next;
                let raised = seen.raised.iter().find(|(_, one)| one.trigger == trigger.id);
                prop_assert_eq!(raised.map(|(_, one)| one), firing.as_ref());
            }
            look = seen.look;
            let mut kept: Vec<_> = look.watched.values().filter_map(|one| one.open).collect();
            kept.sort_unstable();
            open.sort_unstable();
            prop_assert_eq!(&kept, &open);
        }
    }
}
