//! The laws of surveys and of their scales.

use proptest::prelude::*;

use super::strategies::{Command, ballots, command, new_survey};
use super::*;
use crate::domain::kept::{kept, replay, told};
use crate::domain::refusal::{Failed, Refused};

fn say(survey: &Survey, command: Command, stamp: &Stamp) -> Said {
    match command {
        Command::Revise(new) => survey.revise(new, stamp),
        Command::Open => survey.open(stamp),
        Command::Count(ballots) => survey.count(&ballots, stamp),
        Command::Close => survey.close(stamp),
        Command::Erase => survey.erase(stamp),
    }
}

fn verb(command: &Command) -> &'static str {
    match command {
        Command::Revise(_) => "revise",
        Command::Open => "open",
        Command::Count(_) => "count",
        Command::Close => "close",
        Command::Erase => "erase",
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_journal_replayed_is_the_record_and_waves_follow_one_another(
        new in new_survey(Audience::Staff),
        commands in prop::collection::vec((command(), 0_i64..50), 0..14),
    ) {
        let event = Survey::draft(new, &day(0)).unwrap();
        let mut journal = vec![(event, header(&day(0)))];
        let mut survey = replay(&journal).unwrap();
        let mut now = 0;
        for (command, days) in commands {
            now += days;
            let from = survey.state().name();
            let target = MACHINE.target(from, verb(&command));
            match say(&survey, command, &day(now)) {
                Ok(event) => {
                    prop_assert_eq!(&told(&event), &event);
                    prop_assert!(Survey::DECLARATION.event(event.name()).is_some());
                    survey = Survey::apply(Some(survey), &event, &header(&day(now))).unwrap();
                    prop_assert_eq!(Some(survey.state().name()), target);
                    journal.push((event, header(&day(now))));
                }
                Err(no) => {
                    prop_assert_eq!(no.failed() == &Failed::State, target.is_none());
                    prop_assert_eq!(target.is_some(), survey.allowed().contains(&no.verb()));
                }
            }
            prop_assert_eq!(replay(&journal), Some(survey.clone()));
            prop_assert_eq!(kept(&survey), survey.clone());
            prop_assert_eq!(survey.open_wave().is_some(), survey.state() == SurveyState::Open);
            for (n, wave) in (1..).zip(survey.waves()) {
                prop_assert_eq!(wave.number, n);
                let open = survey.open_wave() == Some(wave);
                prop_assert_eq!(wave.closed_at.is_none(), open);
                prop_assert!(wave.closed_at.is_none_or(|closed| closed >= wave.opened_at));
                for counted in &wave.tally.questions {
                    prop_assert!(counted.given() >= 5, "so few could be told apart");
                }
            }
            for pair in survey.waves().windows(2) {
                prop_assert!(pair[0].closed_at.is_some_and(|closed| closed <= pair[1].opened_at));
            }
        }
    }

    #[test]
    fn a_batch_of_ballots_hides_each_of_them(
        all in ballots(vec![("load".to_owned(), Scale::csat(5).unwrap()), ("recommend".to_owned(), Scale::NPS)]),
    ) {
        let survey = drafted(pulse());
        let open = after(&survey, survey.open(&day(1)), 1);
        let said = open.count(&all, &day(2));
        prop_assert_eq!(said.is_ok(), all.len() >= 5);
        if let Ok(event) = said {
            let counted = after(&open, Ok(event), 2);
            let tally = &counted.open_wave().unwrap().tally;
            prop_assert_eq!(tally.ballots, all.len() as u64);
            for question in survey.questions() {
                let given: Vec<Reply> = all.iter().flat_map(|b| &b.replies)
                    .filter(|(key, _)| *key == question.key).map(|(_, reply)| *reply).collect();
                let values = given.iter().filter(|reply| reply.value().is_some()).count();
                let told = tally.questions.iter().find(|counted| counted.question == question.key);
                prop_assert_eq!(told.is_some(), values >= 5);
                if let Some(told) = told {
                    prop_assert_eq!(told.given(), values as u64);
                    let other = told.dismissed + told.not_applicable;
                    prop_assert_eq!(told.given() + other, given.len() as u64);
                }
            }
        }
    }

    #[test]
    fn words_that_were_redacted_leave_the_personal_part_erased(new in new_survey(Audience::Contacts)) {
        let mut event = Survey::draft(new, &day(0)).unwrap();
        event.words = Held::Erased;
        let survey = Survey::apply(None, &event, &header(&day(0))).unwrap();
        prop_assert_eq!(survey.personal(), Held::Erased);
    }

    #[test]
    fn every_scale_is_divided_exactly(highest: u8, value: u8) {
        for scale in [Scale::csat(highest), Scale::ces(highest), Ok(Scale::NPS), Ok(Scale::ACSI)].into_iter().flatten() {
            let length = i64::from(scale.highest() - scale.lowest());
            prop_assert_eq!(Scale::PARTS % length, 0);
            prop_assert_eq!(scale.check(value).is_ok(), (scale.lowest()..=scale.highest()).contains(&value));
            if scale.check(value).is_ok() {
                prop_assert_eq!(scale.part(value) * length, i64::from(value - scale.lowest()) * Scale::PARTS);
            }
            prop_assert_eq!((scale.part(scale.lowest()), scale.part(scale.highest())), (0, Scale::PARTS));
            prop_assert!(scale.top().is_none_or(|top| scale.check(top).is_ok() && top > scale.lowest()));
        }
        prop_assert_eq!(Scale::csat(highest).is_ok(), [3, 4, 5, 6, 7, 10].contains(&highest));
        prop_assert_eq!(Scale::ces(highest).is_ok(), [5, 7].contains(&highest));
    }
}

#[test]
fn every_scale_comes_back_from_its_bytes_and_no_other_does() {
    let all = Scale::all();
    assert_eq!(all.len(), 10);
    for scale in all {
        let bytes = rmp_serde::to_vec(&scale).unwrap();
        assert_eq!(rmp_serde::from_slice::<Scale>(&bytes).unwrap(), scale);
    }
    for (kind, highest) in [(Kind::Nps, 9), (Kind::Acsi, 7), (Kind::Csat, 8), (Kind::Ces, 6)] {
        assert!(Scale::try_from((kind, highest)).is_err());
    }
}
