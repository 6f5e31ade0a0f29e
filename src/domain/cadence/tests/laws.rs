//! The laws of cadence.

use proptest::prelude::*;

use super::oracle;
use super::*;
use crate::domain::Period;
use crate::domain::cadence::strategies::{channel, pause, plan, side, touches};
use crate::domain::calendar::strategies::calendar_of;

fn spring() -> Timestamp {
    at("2026-03-01T00:00:00Z")
}

/// The working calendar of a firm that has its zone by name.
fn calendar() -> impl Strategy<Value = BusinessCalendar> {
    prop_oneof![
        Just(office()),
        calendar_of(2026).prop_filter("open and by name", |calendar| {
            calendar.zone().to_string().parse::<chrono_tz::Tz>().is_ok()
                && Weekday::ALL.iter().any(|day| !calendar.week(*day).is_empty())
                && calendar.known() == &crate::domain::calendar::Known::Always
        })
    ]
}

fn hours(n: i64) -> Timestamp {
    spring().plus_seconds(n * 3_600).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn days_and_allowed_times_are_those_of_who_steps_through_them(
        plan in plan(),
        calendar in calendar(),
        hour in 0_i64..2_400,
        minute in 0_i64..60,
        days in 0_u16..30,
    ) {
        let at = hours(hour).plus_seconds(minute * 60).unwrap();
        prop_assert_eq!(plan.after(at, days, &calendar), Ok(oracle::after(&plan, at, days, &calendar)));
        let next = plan.next_allowed(at, &calendar).unwrap();
        prop_assert_eq!(next, oracle::next_allowed(&plan, at, &calendar));
        prop_assert_eq!(plan.next_allowed(next, &calendar), Ok(next));
    }

    #[test]
    fn the_score_falls_from_the_target_to_the_longest_by_even_parts(
        target in 1_u16..60,
        more in 1_u16..60,
        hour in 0_i64..3_600,
    ) {
        let plan = CadencePlan::every(target, target + more).unwrap().zone("UTC".parse().unwrap());
        let (last, now) = (spring(), hours(hour));
        let score = plan.assess(last, None, now, &office()).unwrap().score.unwrap();
        // What is left of the days between, in hundredths of a hundredth: half-even.
        let whole = i64::from(more) * 24;
        let left = ((i64::from(target + more) * 24) - hour).clamp(0, whole);
        let off = (score.bp() * whole - left * 10_000).abs() * 2;
        prop_assert!(off < whole || (off == whole && score.bp() % 2 == 0), "{score} {left}/{whole}");
    }

    #[test]
    fn halves_are_paired_as_who_looks_for_partners_pairs_them(
        plan in plan(),
        touches in touches(spring(), 60),
    ) {
        let counted = plan.counted(&touches, &office()).unwrap();
        prop_assert_eq!(times(&counted), oracle::counted(&plan, &touches, &office()));
        let mut used: Vec<_> = counted.iter().flat_map(|one| one.made_of.clone()).collect();
        let all = used.len();
        used.sort_unstable();
        used.dedup();
        prop_assert_eq!(used.len(), all, "no touch is used twice");
    }

    #[test]
    fn what_the_newest_touches_tell_does_not_depend_on_the_older_ones(
        plan in plan(),
        touches in touches(spring(), 90),
        cut in 0_i64..2_160,
    ) {
        let newest: Vec<Touch> = touches.iter().filter(|t| t.at >= hours(cut)).cloned().collect();
        if let Some(last) = plan.last_of_newest(&newest, &office()).unwrap() {
            let all = plan.counted(&touches, &office()).unwrap();
            prop_assert_eq!(Some(&last), all.last());
        }
        // A whole touch among them always tells.
        let whole = newest.iter().any(|t| t.weight == Weight::Full && plan.counts(t.channel));
        prop_assert!(!whole || plan.last_of_newest(&newest, &office()).unwrap().is_some());
    }

    #[test]
    fn due_comes_before_overdue_and_things_only_get_worse_until_the_next_touch(
        plan in plan(),
        calendar in calendar(),
        last in 0_i64..2_000,
        steps in prop::collection::vec(0_i64..200, 1..20),
    ) {
        let last = hours(last);
        let mut now = last;
        let mut before: Option<Assessment> = None;
        for step in steps {
            now = now.plus_seconds(step * 3_600).unwrap();
            let stands = plan.assess(last, None, now, &calendar).unwrap();
            let (due, overdue) = (stands.next_due.unwrap(), stands.overdue_at.unwrap());
            prop_assert!(last < due && due < overdue);
            let least = plan.after(last, plan.shortest(), &calendar).unwrap();
            prop_assert!(due >= least);
            prop_assert_eq!(stands.status == Status::OnTrack, now < due);
            prop_assert_eq!(stands.status == Status::Overdue, now >= overdue);
            prop_assert_eq!(stands.step.is_some(), stands.status == Status::Overdue);
            if let Some(before) = before {
                prop_assert!(before.status <= stands.status);
                prop_assert!(before.score >= stands.score);
                prop_assert!(before.step <= stands.step);
                prop_assert_eq!(before.next_due, stands.next_due, "anchored on the last touch");
            }
            before = Some(stands);
        }
    }

    #[test]
    fn after_a_pause_the_next_is_due_at_the_later_of_two_times(
        plan in plan(),
        last in 0_i64..1_000,
        pause in pause(spring(), 90),
        now in 0_i64..4_000,
    ) {
        let (last, now, calendar) = (hours(last), hours(now), office());
        let stands = plan.assess(last, Some(pause), now, &calendar).unwrap();
        let target = oracle::after(&plan, last, plan.target(), &calendar);
        let rested = oracle::after(&plan, pause.until, plan.shortest(), &calendar);
        let from = if pause.from <= now { target.max(rested) } else { target };
        prop_assert_eq!(stands.next_due, Some(oracle::next_allowed(&plan, from, &calendar)));
        let paused = pause.from <= now && now < pause.until;
        prop_assert_eq!(stands.status == Status::Paused, paused);
        if !paused && pause.from <= now {
            // Who was touched since the pause does not notice that there was one.
            let touched = pause.until.max(last);
            let with = plan.assess(touched, Some(pause), now.max(touched), &calendar);
            prop_assert_eq!(with, plan.assess(touched, None, now.max(touched), &calendar));
        }
    }

    #[test]
    fn a_later_touch_is_never_due_or_overdue_a_day_earlier(
        plan in plan(),
        calendar in calendar(),
        last in 0_i64..4_000,
        later in 0_i64..500,
    ) {
        let after = |hour| plan.due_and_overdue_after(hours(hour), &calendar).unwrap();
        let ((due, overdue), (later_due, later_overdue)) = (after(last), after(last + later));
        let hours = |from: Timestamp, to: Timestamp| (to.micros() - from.micros()) / 3_600_000_000;
        prop_assert!(hours(due, later_due) >= -2 && hours(overdue, later_overdue) >= -2);
        let (much_later_due, much_later_overdue) = after(last + later + 48);
        prop_assert!(much_later_due >= due && much_later_overdue >= overdue);
    }

    #[test]
    fn behind_the_day_that_is_sought_nobody_is_due_and_not_long_before_it_everybody_is(
        plan in plan(),
        calendar in calendar(),
        now in 3_000_i64..6_000,
        off in -500_i64..3_000,
    ) {
        let now = hours(now);
        for status in [Status::Due, Status::Overdue] {
            let Some(bound) = plan.reached_before(status, now, &calendar) else {
                prop_assert!(!plan.counts_every_channel());
                continue;
            };
            let last = bound.plus_seconds(-off * 3_600).unwrap();
            let (due, overdue) = plan.due_and_overdue_after(last, &calendar).unwrap();
            let reached = if status == Status::Due { due <= now } else { overdue <= now };
            prop_assert!(!reached || last <= bound, "who is due is not behind the day");
            let long_before = plan.working_days_after(last, 4, &calendar).unwrap() < bound
                && last.plus_seconds(6 * 86_400).unwrap() < bound;
            prop_assert!(reached || !long_before, "who is not due is not long before it");
        }
    }

    #[test]
    fn a_plan_is_read_as_it_was_written(plan in plan()) {
        let array = rmp_serde::to_vec(&plan).unwrap();
        prop_assert_eq!(&rmp_serde::from_slice::<CadencePlan>(&array).unwrap(), &plan);
        let named = rmp_serde::to_vec_named(&plan).unwrap();
        prop_assert_eq!(&rmp_serde::from_slice::<CadencePlan>(&named).unwrap(), &plan);
    }

    #[test]
    fn every_question_is_counted_once_and_the_figures_are_those_of_the_answers(
        said in prop::collection::vec((0_i64..1_000, channel(), side()), 0..30),
        target in 60_u32..100_000,
    ) {
        let messages: Vec<Message> = said
            .iter()
            .map(|(hour, channel, side)| Message { at: hours(*hour), channel: *channel, side: *side })
            .collect();
        let asked = answers(&messages);
        for one in &asked {
            // The first answer is the first word of the firm from then on.
            let mut words = messages.iter().filter(|m| m.side == Side::Firm && m.at >= one.at);
            let first = words.clone().map(|m| m.at).min();
            prop_assert_eq!(one.answered_at.is_some(), words.next().is_some());
            prop_assert!(one.answered_at >= first);
        }
        let questions = messages.iter().filter(|m| m.side == Side::Client).count();
        prop_assert!(asked.len() <= questions);
        let plan = CadencePlan::every(7, 14).unwrap().answering_within(Channel::Email, target).unwrap();
        let all = Period::new(hours(0), hours(2_000)).unwrap();
        let now = hours(1_500);
        let answered =
            CadencePlan::responses(Some(&plan), &asked, all, now, &office()).unwrap();
        prop_assert_eq!(answered.len(), asked.len());
        for figures in figures(&answered) {
            let own = answered.iter().filter(|a| a.channel == figures.channel);
            let mut took: Vec<i64> = own.clone().filter_map(|a| a.seconds).collect();
            took.sort_unstable();
            prop_assert_eq!(figures.n, u64::try_from(took.len()).unwrap());
            let at_most = |most: i64| took.iter().filter(|t| **t <= most).count();
            if let (Some(median), Some(p90)) = (figures.median, figures.p90) {
                prop_assert!(at_most(p90) * 10 >= took.len() * 9);
                prop_assert!(at_most(p90 - 1) * 10 < took.len() * 9);
                prop_assert!(at_most(median) * 2 >= took.len());
                prop_assert!(at_most(median - 1) * 2 <= took.len());
            }
            if figures.channel == Channel::Email {
                let in_time = at_most(i64::from(target));
                prop_assert_eq!(figures.met, u64::try_from(in_time).unwrap());
                let known = figures.met + figures.missed + figures.waiting;
                prop_assert_eq!(known, u64::try_from(own.count()).unwrap());
            } else {
                prop_assert_eq!((figures.met, figures.missed), (0, 0));
            }
        }
    }
}
