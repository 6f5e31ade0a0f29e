//! The index of one client.

use proptest::prelude::*;

use super::*;
use crate::domain::contact::{Contact, ContactRole};
use crate::domain::survey::{Dimension, Scale, Survey};
use crate::domain::{Answer, Figure, Score};

type Index = Figure<Option<Score>, SatisfactionTable>;

fn stars() -> Survey {
    asking(Scale::csat(5).unwrap())
}

fn of(people: &[Contact], answers: &[Answer], n: i64) -> Index {
    index_of(people, answers, &SatisfactionPolicy::default(), day(n), Vec::new()).unwrap()
}

#[test]
fn who_comes_later_is_not_there_yet() {
    let li = person(1, ContactRole::DecisionMaker);
    let there = |n| of(std::slice::from_ref(&li), &[], n).explanation.respondents.len();
    assert_eq!((there(-1), there(0), there(1)), (0, 1, 1));
}

#[test]
fn who_decides_counts_three_times_and_what_was_not_asked_is_left_out() {
    let (li, han) = (person(1, ContactRole::DecisionMaker), person(2, ContactRole::User));
    let survey = stars();
    let answers = [
        says(&survey, &li, Dimension::Overall, 5, 10),
        says(&survey, &han, Dimension::Overall, 1, 10),
        says(&survey, &han, Dimension::ResponseSpeed, 3, 10),
    ];
    let index = of(&[li.clone(), han.clone()], &answers, 20);
    // Overall (3·100 + 1·0)/4 = 75 with weight 30, speed 50 with 15.
    assert_eq!(index.value, Some(score(6_667)));
    assert_eq!(index.coverage.bp(), 4_500);
    assert_eq!(index.explanation.lacking, [Lacking::Dimensions]);
    assert_eq!(index.explanation.band, None, "too little to go by");
    let overall = &index.explanation.dimensions[0];
    assert_eq!((overall.value, overall.voices.len()), (Some(score(7_500)), 2));
    let support = [says(&survey, &li, Dimension::TechnicalSupport, 5, 10)];
    let index = of(&[li, han], &[&answers[..], &support].concat(), 20);
    assert_eq!((index.value, index.coverage.bp()), (Some(score(7_500)), 6_000));
    assert_eq!(index.explanation.band, Some(Band::Fair));
}

#[test]
fn who_answered_and_who_did_not() {
    let people: Vec<Contact> =
        [ContactRole::DecisionMaker, ContactRole::User, ContactRole::Finance]
            .into_iter()
            .zip(1..)
            .map(|(role, n)| person(n, role))
            .collect();
    let survey = stars();
    let all = |person: &Contact, n| {
        Dimension::ALL.iter().map(|side| says(&survey, person, *side, 4, n)).collect::<Vec<_>>()
    };
    let users = of(&people, &all(&people[1], 10), 20);
    assert_eq!((users.value, users.coverage.bp()), (Some(score(7_500)), 10_000));
    assert_eq!(users.explanation.lacking, [Lacking::Respondents], "who decides was not heard");
    assert!(
        users.explanation.heard().eq([who(2)]) && users.explanation.silent().eq([who(1), who(3)])
    );
    let boss = of(&people, &all(&people[0], 10), 20);
    assert!(!boss.explanation.is_insufficient(), "three of five");
    let stale = of(&people, &all(&people[0], 10), 10 + 361);
    assert_eq!(stale.explanation.lacking, [Lacking::Respondents], "four half-lives ago");
    assert!(!of(&people, &all(&people[0], 10), 10 + 360).explanation.is_insufficient());
    assert_eq!(stale.value, boss.value, "what was said does not change by waiting");
}

#[test]
fn who_has_left_speaks_for_nobody_any_more() {
    let (li, han) = (person(1, ContactRole::DecisionMaker), person(2, ContactRole::User));
    let survey = stars();
    let answers = [
        says(&survey, &li, Dimension::Overall, 1, 10),
        says(&survey, &han, Dimension::Overall, 5, 10),
    ];
    let left = [gone(&li, 15), han];
    assert_eq!(of(&left, &answers, 20).value, Some(score(10_000)));
    assert_eq!(of(&left, &answers, 14).value, Some(score(2_500)), "they were there then");
    let nobody = of(&[], &answers, 20);
    assert_eq!((nobody.value, nobody.coverage.bp()), (None, 0));
    assert_eq!(
        nobody.explanation.lacking,
        [Lacking::Answers, Lacking::Dimensions, Lacking::Respondents]
    );
}

#[test]
fn what_was_dismissed_or_does_not_apply_is_no_nought() {
    let (li, survey) = (person(1, ContactRole::User), stars());
    let with = |new| {
        of(
            std::slice::from_ref(&li),
            &[says(&survey, &li, Dimension::Overall, 5, 10), told(&survey, &li, new)],
            20,
        )
    };
    let side = Dimension::ResponseSpeed;
    for new in [answer(who(1), side, 10).dismissed(), answer(who(1), side, 10).not_applicable()] {
        let index = with(new);
        assert_eq!((index.value, index.coverage.bp()), (Some(score(10_000)), 3_000));
    }
    assert_eq!(with(answer(who(1), side, 10).value(1)).value, Some(score(6_667)));
}

#[test]
fn a_later_answer_takes_the_place_of_the_first_from_then_on() {
    use crate::domain::answer::Setting;
    let (li, survey) = (person(1, ContactRole::User), stars());
    let first = says(&survey, &li, Dimension::Overall, 1, 10);
    let setting = Setting::of(client(1), survey);
    let new = answer(who(1), Dimension::Overall, 20).value(5);
    let id = crate::domain::AnswerId::from_uuid(uuid::Uuid::from_u128(7));
    let second = first.change(id, false, new, &setting, &stamp(30)).unwrap();
    let all = [first, second];
    assert_eq!(of(std::slice::from_ref(&li), &all, 30).value, Some(score(10_000)));
    assert_eq!(
        of(std::slice::from_ref(&li), &all, 19).value,
        Some(score(0)),
        "as it was on that day"
    );
    assert_eq!(of(&[li], &all, 9).value, None);
}

#[test]
fn bands_are_closed_below() {
    let policy = SatisfactionPolicy::default();
    let bands = [5_999, 6_000, 7_999, 8_000].map(|bp| policy.band(score(bp)));
    assert_eq!(bands, [Band::Poor, Band::Fair, Band::Fair, Band::Good]);
    assert!(policy.bands(score(5_000), score(5_000)).is_err());
    assert!(policy.weighing(Dimension::Value, 101).is_err() && policy.half_life_days(0).is_err());
    let none = Dimension::ALL.iter().try_fold(policy, |policy, side| policy.weighing(*side, 0));
    assert!(none.is_err(), "weights that come to nought");
    let none =
        ContactRole::ALL.iter().try_fold(policy, |policy, role| policy.weighing_role(*role, 0));
    assert!(none.is_err());
    let bytes = rmp_serde::to_vec_named(&policy).unwrap();
    assert_eq!(rmp_serde::from_slice::<SatisfactionPolicy>(&bytes).unwrap(), policy);
    assert_eq!(policy.weight_of(&[ContactRole::User, ContactRole::Influencer]), 2);
    assert_eq!(policy.weight_of(&[]), 1);
}

/// The index by floats and straight from the words of the rule.
fn by_hand(people: &[Contact], answers: &[Answer]) -> Option<f64> {
    let policy = SatisfactionPolicy::default();
    let last = answers.iter().map(Answer::at).max()?;
    let (mut sum, mut weights) = (0.0, 0.0);
    for side in Dimension::ALL {
        let (mut voices, mut roles) = (0.0, 0.0);
        for person in people {
            let own = answers
                .iter()
                .filter(|a| a.contact() == person.id() && a.dimension() == Some(*side));
            let (mut said, mut decayed) = (0.0, 0.0);
            for answer in own {
                let Some((scale, value)) = answer.value() else { continue };
                let age = (last.micros() - answer.at().micros()) as f64 / 86_400_000_000.0;
                let weight = 2_f64.powf(-age / 90.0);
                said += weight * f64::from(value - scale.lowest())
                    / f64::from(scale.highest() - scale.lowest());
                decayed += weight;
            }
            if decayed > 0.0 {
                let role = f64::from(policy.weight_of(person.roles()));
                voices += role * said / decayed;
                roles += role;
            }
        }
        if roles > 0.0 {
            sum += f64::from(policy.weight(*side)) * voices / roles;
            weights += f64::from(policy.weight(*side));
        }
    }
    (weights > 0.0).then(|| sum / weights)
}

fn said() -> impl Strategy<Value = Vec<(u8, Dimension, Option<u8>, i64, bool)>> {
    let one = (
        1_u8..5,
        prop::sample::select(Dimension::ALL),
        prop::option::weighted(0.9, 1_u8..=5),
        0_i64..500,
        any::<bool>(),
    );
    prop::collection::vec(one, 0..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_index_is_what_the_rule_says(said in said(), seed: u64) {
        let people: Vec<Contact> = ContactRole::ALL.iter().zip(1..5).map(|(role, n)| person(n, *role)).collect();
        let (stars, ten) = (stars(), asking(Scale::NPS));
        let mut answers: Vec<Answer> = said.iter().map(|(n, side, value, when, five)| {
            let person = &people[usize::from(*n) - 1];
            let new = answer(person.id(), *side, *when);
            let new = value.map_or(new.clone().dismissed(), |value| new.value(value));
            told(if *five { &stars } else { &ten }, person, new)
        }).collect();
        let index = of(&people, &answers, 500);
        match (index.value, by_hand(&people, &answers)) {
            (Some(found), Some(wanted)) => prop_assert!((found.bp() as f64 / 1e4 - wanted).abs() < 0.51e-4, "{found} {wanted}"),
            (found, wanted) => prop_assert!(found.is_none() && wanted.is_none()),
        }
        answers.sort_by_key(|answer| answer.at().micros() as u64 ^ seed);
        prop_assert_eq!(&of(&people, &answers, 500), &index, "whatever the order, to the bit");
        let weight: i64 = index.explanation.dimensions.iter().filter(|line| line.value.is_some()).map(|line| i64::from(line.weight)).sum();
        prop_assert_eq!(index.coverage.bp(), weight * 100);
        prop_assert_eq!(index.explanation.heard().count() + index.explanation.silent().count(), people.len());
        prop_assert_eq!(index.explanation.band.is_some(), !index.explanation.is_insufficient());
    }

    #[test]
    fn a_better_answer_never_makes_it_worse(said in said(), which: prop::sample::Index) {
        prop_assume!(!said.is_empty());
        let people: Vec<Contact> = ContactRole::ALL.iter().zip(1..5).map(|(role, n)| person(n, *role)).collect();
        let survey = stars();
        let index = |said: &[(u8, Dimension, Option<u8>, i64, bool)]| {
            let answers: Vec<Answer> = said.iter().filter_map(|(n, side, value, when, _)| {
                Some(says(&survey, &people[usize::from(*n) - 1], *side, (*value)?, *when))
            }).collect();
            of(&people, &answers, 500).value
        };
        let mut better = said.clone();
        let one = &mut better[which.index(said.len())];
        prop_assume!(one.2.is_some());
        one.2 = one.2.map(|value| (value + 1).min(5));
        prop_assert!(index(&better) >= index(&said));
    }
}
