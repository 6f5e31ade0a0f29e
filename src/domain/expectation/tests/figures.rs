//! Warnings, the index and the firm's practice, told.

use std::collections::BTreeMap;

use super::*;
use crate::domain::{Evidence, Lang, Percent, Period, Source};

fn project() -> ProjectId {
    ProjectId::from_uuid(Uuid::from_u128(8))
}

fn milestone(text: &str) -> Evidence {
    Evidence::of("milestone", text).unwrap()
}

#[test]
fn who_promises_more_than_is_likely_or_less_than_would_do_is_warned() {
    let warned = |one: &Expectation, n| one.warnings(&Circumstances::default(), at(n));
    let one = agreed(fast());
    assert_eq!(warned(&one, 3), []);
    let gloomy = after(&one, one.forecast(s("7"), &day(3)), 3);
    assert_eq!(warned(&gloomy, 3), [Warning::OverPromise]);
    let bright = after(&gloomy, gloomy.forecast(s("6"), &day(4)), 4);
    assert_eq!(warned(&bright, 4), []);
    assert_eq!(one.forecast(s("31"), &day(4)).unwrap_err().code(), "expectation.level_off_scale");
    let poor = agreed(fast().adequate(s("5")));
    assert_eq!(warned(&poor, 3), [Warning::UnderPromise]);
    assert_eq!(warned(&poor, 30), [Warning::UnderPromise]);
    assert_eq!(warned(&poor, 31), [Warning::UnderPromise, Warning::Expired { due: at(30) }]);
    assert_eq!(warned(&evaluated(&poor, "5", 31), 32), []);
}

#[test]
fn a_project_that_starts_without_a_measure_and_a_plan_that_moves_in_silence() {
    let new = NewExpectation::stated("x", Category::Time).unwrap().project(project());
    let one = captured_of(new);
    let mut around = Circumstances::default();
    assert_eq!(one.warnings(&around, at(5)), []);
    around.starts.insert(project(), at(4));
    assert_eq!(one.warnings(&around, at(3)), [], "it has not started yet");
    assert_eq!(one.warnings(&around, at(4)), [Warning::NoMeasure { started: at(4) }]);
    let measured = after(&one, one.clarify(fast(), &day(5)), 5);
    assert_eq!(measured.warnings(&around, at(5)), []);

    let one = agreed(fast().milestone(milestone("M2")));
    let plan = Evidence::of("plan_revision", "4").unwrap();
    let moved = |name, n| Moved { milestone: milestone(name), plan: plan.clone(), at: at(n) };
    let around =
        Circumstances { starts: BTreeMap::new(), moved: vec![moved("M3", 5), moved("M2", 5)] };
    assert_eq!(one.warnings(&around, at(4)), []);
    let silent = [Warning::SilentChange { plan: plan.clone() }];
    assert_eq!(one.warnings(&around, at(5)), silent);
    let cause = Cause::Other(plan.clone());
    let confirmed = after(&one, one.confirm(cause, &here(), &day(6)), 6);
    assert_eq!(confirmed.warnings(&around, at(6)), []);
    let later = Circumstances { moved: vec![moved("M2", 7)], ..around.clone() };
    assert_eq!(confirmed.warnings(&later, at(7)), silent);
    let input = revise(s("8"), None, false);
    let revised = after(&one, firm(|firm| one.revise(input, &here(), firm, &day(6))), 6);
    assert_eq!(revised.warnings(&around, at(6)), []);
    let change = strategies::cause(true);
    assert!(!revised.has_answered(change.change().unwrap()));
    let stands = after(&one, one.confirm(change.clone(), &here(), &day(6)), 6);
    assert!(stands.has_answered(change.change().unwrap()));
    let stranger = one.confirm(change, &here().stranger(), &day(6)).unwrap_err();
    assert_eq!(stranger.code(), "expectation.source_unknown");
    for warning in [silent.to_vec(), one.warnings(&Circumstances::default(), at(40))].concat() {
        assert_ne!(warning.explain(Lang::Zh), warning.explain(Lang::En));
    }
}

#[test]
fn an_index_says_what_it_is_made_of() {
    let kept = evaluated(&agreed(fast()), "6", 10);
    let new = NewExpectation::stated("x", Category::Security).unwrap();
    let must = captured_of(new.kano(Kano::MustBe).weight(Weight::new(5).unwrap()));
    let must = after(&must, must.clarify(fast(), &day(1)), 1);
    let must = after(
        &must,
        firm(|f| must.agree(agree(s("6"), None, anna(), at(2)), &here(), f, &day(2))),
        2,
    );
    let good = evaluated(&must, "0", 10);
    let source = Source { stream: Stream::client(hua()), revision: 7, version: 1 };
    let index = |all: &[&Expectation], n: i64| {
        index_of(all.iter().copied(), &ExpectationPolicy::version(1), at(n), vec![source]).unwrap()
    };
    // Nothing missing at weight 1, 20 of a hundred better at weight 5.
    let figure = index(&[&kept, &good], 20);
    assert_eq!(figure.value.map(Score::bp), Some((5_000 + 5 * 6_000 + 3) / 6));
    assert_eq!(
        (figure.coverage, figure.inputs.clone()),
        (Percent::from_bp(0).unwrap(), vec![source])
    );
    assert_eq!(figure.explanation.rows.len(), 2);
    // Of twenty that are worth a hundred, one that must be is missed.
    let missed = evaluated(&must, "11", 10);
    let many: Vec<&Expectation> = std::iter::repeat_n(&good, 20).chain([&missed]).collect();
    let capped = index(&many, 20);
    assert_eq!(capped.value.map(Score::bp), Some(4_900));
    assert!(capped.explanation.uncapped.unwrap().bp() > 5_800);
    for lang in Lang::ALL {
        assert!(capped.explanation.explain(lang).last().unwrap().contains("49"));
    }
    // Twelve months later nobody remembers.
    assert!(index(&[&kept], 374).value.is_some() && index(&[&kept], 375).value.is_none());
    assert_eq!(index(&[], 20).value, None);
    assert_eq!(index(&[&kept], 9).value, None, "it lay in the future");
}

#[test]
fn an_index_as_of_an_instant_does_not_know_what_was_felt_later() {
    let one = evaluated(&agreed(fast()), "6", 10);
    let felt = perceive(Perceived::Measured(s("30")));
    let policy = ExpectationPolicy::default();
    let told = one.record_perception(felt, Presence::Here, &policy, &day(20));
    let told = after(&one, told, 20);
    let index = |one: &Expectation, n| index_of([one], &policy, at(n), Vec::new()).unwrap();
    assert_eq!(index(&told, 19), index(&one, 19));
    let now = index(&told, 20);
    assert_eq!(now.coverage, Percent::ALL);
    assert!(now.value < index(&one, 20).value);
}

#[test]
fn a_revision_that_another_took_the_place_of_waited_until_then() {
    let one = agreed(fast());
    let waiting =
        after(&one, firm(|f| one.revise(revise(s("8"), None, false), &here(), f, &day(5))), 5);
    let replaced = |n| {
        let mut input = revise(s("9"), None, false);
        input.acknowledgement = Some(acknowledged(at(n)));
        after(&waiting, firm(|f| waiting.revise(input, &here(), f, &day(n))), n)
    };
    let late = |one: &Expectation, n| {
        let mut count = PracticeCount::over(Period::new(at(0), at(31)).unwrap());
        count.add(one, &BTreeMap::new(), at(n));
        (count.acknowledged_late, count.revisions)
    };
    assert_eq!(late(&replaced(6), 25), (0, 2), "in time");
    assert_eq!(late(&replaced(20), 25), (1, 2), "it had waited too long by then");
    assert_eq!(late(&waiting, 25), (1, 1));
    // What is acknowledged later than the day that is looked at waits on that day.
    let said = waiting.acknowledge(acknowledged(at(20)), &here(), &day(20));
    assert_eq!(late(&after(&waiting, said, 20), 6), (0, 1));
}

#[test]
fn the_firm_sees_how_it_promises() {
    let starts = BTreeMap::from([(project(), at(10))]);
    let new =
        || NewExpectation::stated("x", Category::Time).unwrap().project(project()).owner(anna());
    let vague = captured_of(new());
    let one = after(&vague, vague.clarify(fast(), &day(3)), 3);
    let one = after(
        &one,
        firm(|f| one.agree(agree(s("6"), Some(at(30)), anna(), at(4)), &here(), f, &day(4))),
        4,
    );
    let mut input = revise(s("8"), None, false);
    let waiting = after(&one, firm(|f| one.revise(input.clone(), &here(), f, &day(5))), 5);
    input.acknowledgement = Some(acknowledged(at(5)));
    let prompt = after(&one, firm(|f| one.revise(input, &here(), f, &day(5))), 5);
    let missed = evaluated(&prompt, "20", 20);
    let january = Period::new(at(0), at(31)).unwrap();
    let count = |all: &[&Expectation], n| {
        let mut count = PracticeCount::over(january);
        all.iter().for_each(|one| count.add(one, &starts, at(n)));
        count.practice()
    };
    let practice = count(&[&vague, &one, &waiting, &missed], 20);
    let share = |part, whole| Some(Percent::of(part, whole).unwrap());
    assert_eq!(practice.clarified_before_start, share(3, 4));
    assert_eq!(practice.revised, share(2, 3));
    assert_eq!(practice.acknowledged_late, share(1, 2));
    assert_eq!(practice.kept, share(0, 1));
    // From 1 s to 6 s of thirty, three times.
    assert_eq!(bp(practice.mean_promise_gap), Some(-1_667));
    let early = count(&[&waiting], 6);
    assert_eq!(early.acknowledged_late, share(0, 1), "there is still time");
    let nothing = count(&[], 20);
    assert_eq!((nothing.kept, nothing.mean_promise_gap, nothing.revised), (None, None, None));
    assert_eq!(
        index_of([&missed], &ExpectationPolicy::default(), at(20), Vec::new())
            .unwrap()
            .explanation
            .rows[0]
            .must_be_missed,
        0
    );
}

#[test]
fn a_policy_has_limits() {
    let policy = ExpectationPolicy::version(1);
    assert!(policy.tolerance(Score::MIN).is_err() && policy.tolerance(Score::MAX).is_ok());
    assert!(policy.perception_days(0).is_err() && policy.perception_days(366).is_ok());
    assert!(policy.remedy_days(367).is_err() && policy.acknowledgement_days(0).is_err());
    assert!(policy.losses_count(10, 1).is_err() && policy.losses_count(1, 100).is_err());
    assert!(policy.losses_count(0, 99).is_err() && policy.losses_count(10, 0).is_ok());
    let short = policy.perception_days(2).unwrap().remedy_days(1).unwrap();
    assert_eq!((short.days_for_perception(), short.days_for_remedy()), (2, 1));
    assert_eq!(short.acknowledgement_days(3).unwrap().days_for_acknowledgement(), 3);
    assert_eq!(policy.losses_count(2, 25).unwrap().losses(), 225);
    assert_eq!(policy.losses_count(2, 99).unwrap().losses(), 299);
    let health = |bp| health_of(Score::from_bp(bp).unwrap()).bp();
    assert_eq!([health(2_499), health(2_500), health(2_507), health(6_000)], [0, 0, 20, 10_000]);
}
