//! One wave, and the replies to one question.

use proptest::prelude::*;

use super::*;
use crate::domain::contact::ContactRole;
use crate::domain::survey::strategies::{reply, scale};
use crate::domain::survey::{Ballot, Dimension, Kind, NewSurvey, Reply, Scale, Survey};
use crate::domain::{Answer, Figure, Score, Source, Stream};
use crate::scoring::interval::Confidence;

fn wave(survey: &Survey, answers: &[Answer], asked: &[u128]) -> Figure<Option<Score>, WaveTable> {
    let mut all = Asked::default();
    asked.iter().for_each(|n| all.add(who(*n)));
    let source = Source { stream: Stream::team(), revision: 1, version: 0 };
    let policy = SatisfactionPolicy::default();
    wave_of(survey, &survey.waves()[0], answers, &all, &policy, day(50), source).unwrap()
}

#[test]
fn a_wave_says_who_responded_and_whether_its_targets_were_met() {
    let five = Scale::csat(5).unwrap();
    let new = NewSurvey::of_contacts("x")
        .unwrap()
        .about(Dimension::Overall, "overall", five, "x")
        .unwrap()
        .about(Dimension::Quality, "quality", five, "x")
        .unwrap()
        .target(Dimension::Overall, score(6_000))
        .unwrap()
        .target(Dimension::Quality, score(6_000))
        .unwrap();
    let survey = opened(new);
    let people: Vec<_> = (1..=5).map(|n| person(n, ContactRole::User)).collect();
    let mut answers: Vec<Answer> = people
        .iter()
        .zip([5, 5, 4, 5])
        .map(|(person, value)| says(&survey, person, Dimension::Overall, value, 10))
        .collect();
    answers.push(told(&survey, &people[4], answer(who(5), Dimension::Overall, 10).dismissed()));
    answers.push(says(&survey, &people[0], Dimension::Quality, 1, 10));
    let found = wave(&survey, &answers, &[1, 2, 3, 5, 6]);
    let table = &found.explanation;
    assert_eq!((table.invited, table.responded, table.uninvited), (5, 3, 1));
    assert_eq!(found.coverage.bp(), 6_000);
    let (share, low, high) = table.response(Confidence::default()).unwrap();
    assert!(low < share && share < high && share.bp() == 6_000);
    let verdicts: Vec<Verdict> = table.targets.iter().map(|(_, verdict)| *verdict).collect();
    assert_eq!(verdicts, [Verdict::Met, Verdict::Undetermined], "one answer tells nothing of all");
    let overall = table.questions.iter().find(|(key, _)| key.as_str() == "overall").unwrap().1;
    assert_eq!((overall.given(), overall.dismissed(), overall.top()), (4, 1, Some((4, 4))));
    // Overall 93.75 with weight 30, quality 0 with 5.
    assert_eq!(found.value, Some(score(8_036)));
    assert_eq!(wave(&survey, &[], &[]).explanation.response(Confidence::default()), None);
}

/// Five people who are asked about the whole, which is to reach 60.
fn five() -> (Survey, Vec<Answer>) {
    let new = NewSurvey::of_contacts("x").unwrap();
    let new = new.about(Dimension::Overall, "overall", Scale::csat(5).unwrap(), "x").unwrap();
    let survey = opened(new.target(Dimension::Overall, score(6_000)).unwrap());
    let people: Vec<_> = (1..=5).map(|n| person(n, ContactRole::User)).collect();
    let says = |person| says(&survey, person, Dimension::Overall, 4, 10);
    let answers = people.iter().map(says).collect();
    (survey, answers)
}

#[test]
fn answers_that_are_all_the_same_decide_nothing_of_others() {
    let (survey, answers) = five();
    let verdict = |asked: &[u128]| wave(&survey, &answers, asked).explanation.targets[0].1;
    assert_eq!(verdict(&[1, 2, 3, 4, 5, 6]), Verdict::Undetermined);
    assert_eq!(verdict(&[]), Verdict::Undetermined, "nobody knows how many there are");
    assert_eq!(verdict(&[1, 2, 3, 4, 5]), Verdict::Met, "these are all");
}

#[test]
fn a_wave_is_judged_by_the_targets_of_its_beginning() {
    let (survey, answers) = five();
    let closed = after(&survey, &survey.close(&stamp(20)).unwrap(), 20);
    let five = Scale::csat(5).unwrap();
    let new = NewSurvey::of_contacts("x").unwrap();
    let new = new.about(Dimension::Overall, "overall", five, "x").unwrap();
    let new = new.target(Dimension::Overall, score(9_500)).unwrap();
    let revised = after(&closed, &closed.revise(new, &stamp(21)).unwrap(), 21);
    let opened = after(&revised, &revised.open(&stamp(22)).unwrap(), 22);
    let at_least = |n: usize| opened.waves()[n].targets[0].at_least;
    assert_eq!((at_least(0), at_least(1)), (score(6_000), score(9_500)));
    let table = wave(&opened, &answers, &[1, 2, 3, 4, 5]).explanation;
    assert_eq!((table.targets[0].0.at_least, table.targets[0].1), (score(6_000), Verdict::Met));
}

#[test]
fn of_staff_there_is_nothing_below_five() {
    let new = NewSurvey::of_staff("x").unwrap().scaled("load", Scale::NPS, "x").unwrap();
    let survey = opened(new);
    assert!(wave(&survey, &[], &[]).explanation.questions.is_empty());
    let ballots: Vec<Ballot> =
        (5..10).map(|n| Ballot::new().reply("load", Reply::Value(n)).unwrap()).collect();
    let event = survey.count(&ballots, &stamp(1)).unwrap();
    let counted = counted(&survey, &event);
    assert_eq!(wave(&counted, &[], &[]).explanation.uninvited, 0, "it is not closed");
    let closed = after(&counted, &counted.close(&stamp(2)).unwrap(), 2);
    let table = wave(&closed, &[], &[]).explanation;
    assert_eq!((table.uninvited, table.questions.len()), (5, 1));
    let replies = table.questions.values().next().unwrap();
    assert_eq!(replies.balance().and_then(crate::scoring::interval::Balance::bp), Some(-2_000));
}

proptest! {
    #[test]
    fn every_value_is_in_one_part_and_only_values_are_counted(
        (scale, all) in scale().prop_flat_map(|scale| (Just(scale), prop::collection::vec(reply(scale), 0..60))),
    ) {
        let mut replies = Replies::to(scale);
        all.iter().for_each(|reply| replies.add(*reply));
        let values: Vec<u8> = all.iter().filter_map(|reply| reply.value()).collect();
        prop_assert_eq!(replies.given(), values.len() as u64);
        prop_assert_eq!(replies.given() + replies.dismissed() + replies.not_applicable(), all.len() as u64);
        prop_assert_eq!(replies.balance().is_some(), scale.kind() == Kind::Nps);
        if let Some(balance) = replies.balance() {
            prop_assert_eq!(balance.count(), replies.given());
            prop_assert_eq!(balance.pro, values.iter().filter(|v| **v >= 9).count() as u64);
            prop_assert_eq!(balance.contra, values.iter().filter(|v| **v < 7).count() as u64);
        }
        if let Some((top, of)) = replies.top() {
            prop_assert!(top <= of && of == replies.given());
        }
        let sum: u64 = values.iter().map(|v| u64::from(*v)).sum();
        prop_assert_eq!(replies.sum(), (sum, values.len() as u64));
        let grade = replies.grade(Confidence::default());
        prop_assert_eq!(grade.is_some(), !values.is_empty());
        match grade {
            Some(Grade::Promoters { score, range: Some((low, high)) }) => prop_assert!(low <= high && score.bp().abs() <= 10_000),
            Some(Grade::Top { share, range: Some((low, high)), mean }) => {
                prop_assert!(low <= share && share <= high);
                prop_assert!((i64::from(scale.lowest()) * 100..=i64::from(scale.highest()) * 100).contains(&mean));
            }
            Some(Grade::Mean { mean, range: Some((low, high)) }) => prop_assert!(low <= mean && mean <= high),
            _ => {}
        }
        replies.add(Reply::Value(scale.highest() + 1));
        prop_assert_eq!(replies.given(), values.len() as u64, "off the scale");
    }
}
