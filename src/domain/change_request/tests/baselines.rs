//! The baseline against a recomputation that walks day by day and knows no sums.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::strategies::{MILESTONES, four_effects};
use super::*;
use crate::domain::Date;
use crate::domain::calendar::strategies::calendar_of;

/// One working day forward or back, by looking at one day after the other.
fn step(calendar: &BusinessCalendar, from: Date, forward: bool) -> Option<Date> {
    let mut day = from;
    for _ in 0..800 {
        day = day.plus_days(if forward { 1 } else { -1 }).ok()?;
        if calendar.is_working_day(day).ok()? {
            return Some(day);
        }
    }
    None
}

fn walked(calendar: &BusinessCalendar, from: Date, days: i64) -> Option<Date> {
    (0..days.abs()).try_fold(from, |day, _| step(calendar, day, days > 0))
}

/// Scope as a set, money as a number, hours and days as lists that are added up at the end.
struct Naive {
    scope: BTreeSet<String>,
    minor: i64,
    dates: BTreeMap<String, Date>,
    hours: BTreeMap<String, i64>,
}

fn naive(zero: &Baseline, changes: &[&Vec<Effect>], calendar: &BusinessCalendar) -> Option<Naive> {
    let mut scope: BTreeSet<String> = zero.scope().keys().map(ToString::to_string).collect();
    for step in changes.iter().copied().flatten().flat_map(Effect::steps) {
        match step.verb {
            ScopeVerb::Add => drop(scope.insert(step.item.to_string())),
            ScopeVerb::Remove => drop(scope.remove(step.item.as_str())),
            ScopeVerb::Modify => {}
        }
    }
    let all = || changes.iter().copied().flatten();
    let costs = all().filter_map(Effect::amount).map(crate::domain::Money::minor);
    let minor = zero.money()?.minor() + costs.sum::<i64>();
    let mut dates = BTreeMap::new();
    for (milestone, was) in zero.milestones() {
        let shifts = all().flat_map(Effect::shifts).filter(|shift| shift.milestone == *milestone);
        let days: i64 = shifts.map(|shift| shift.days).sum();
        dates.insert(milestone.to_string(), walked(calendar, was.date, days)?);
    }
    let mut hours = BTreeMap::new();
    for line in all().flat_map(Effect::hours) {
        *hours.entry(line.role.key()).or_insert(0) += line.hours;
    }
    Some(Naive { scope, minor, dates, hours })
}

fn plan_zero(calendar: &BusinessCalendar) -> Baseline {
    let days = ["2026-03-02", "2026-05-31", "2026-08-15"];
    MILESTONES.iter().zip(days).fold(
        Baseline::begins("2026-02-02".parse().unwrap(), calendar)
            .item("import")
            .unwrap()
            .budget(money("CNY 80 000")),
        |zero, (milestone, day)| zero.milestone(milestone, day.parse().unwrap()).unwrap(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_fold_is_what_a_naive_recomputation_finds(
        changes in prop::collection::vec(four_effects(), 0..8),
        calendar in calendar_of(2026),
    ) {
        let zero = plan_zero(&calendar);
        let all: Vec<&Vec<Effect>> = changes.iter().collect();
        let now = zero.after(changes.iter().map(Vec::as_slice), &calendar);
        let Some(naive) = naive(&zero, &all, &calendar) else {
            // Where no day can be found by walking, the calendar says that it does not know.
            if let Err(no) = now {
                prop_assert_eq!(no.code(), "change_request.calendar_silent");
            }
            return Ok(());
        };
        let now = now.unwrap();
        let scope: BTreeSet<String> = now.scope().keys().map(ToString::to_string).collect();
        prop_assert_eq!(scope, naive.scope);
        prop_assert_eq!(now.money().map(crate::domain::Money::minor), Some(naive.minor));
        for (milestone, date) in &naive.dates {
            prop_assert_eq!(now.date(milestone), Some(*date));
        }
        for (role, hours) in naive.hours {
            prop_assert_eq!(now.hours(&Tag::new(&role).unwrap()), hours);
        }
    }

    #[test]
    fn days_are_summed_first_so_a_milestone_does_not_creep(
        days in prop::collection::vec((-9_i64..0).prop_union(1_i64..10), 1..9),
    ) {
        // From a Sunday: each step alone would be rounded to a working day.
        let zero = Baseline::begins("2026-03-02".parse().unwrap(), &office())
            .milestone("go_live", "2026-06-07".parse().unwrap()).unwrap();
        let shift = |days| vec![Effect::time([("go_live", days)]).unwrap()];
        let one_by_one: Vec<_> = days.iter().map(|days| shift(*days)).collect();
        let now = zero.after(one_by_one.iter().map(Vec::as_slice), &office()).unwrap();
        let sum: i64 = days.iter().sum();
        let at_once = if sum == 0 { zero.clone() } else {
            zero.after([&shift(sum)[..]], &office()).unwrap()
        };
        prop_assert_eq!(now, at_once);
    }

    #[test]
    fn the_order_in_which_they_begin_matters_to_nothing_but_the_scope(
        changes in prop::collection::vec(four_effects(), 0..6),
    ) {
        let zero = plan_zero(&office());
        let now = zero.after(changes.iter().map(Vec::as_slice), &office()).unwrap();
        let back = zero.after(changes.iter().rev().map(Vec::as_slice), &office()).unwrap();
        prop_assert_eq!(now.money(), back.money());
        prop_assert_eq!(now.milestones(), back.milestones());
    }
}
