//! What surveys do, told by example.

use super::*;
use crate::domain::Invalid;
use crate::domain::refusal::{Failed, Refused};

fn code(said: Said) -> &'static str {
    said.unwrap_err().code()
}

fn ballots(n: usize) -> Vec<Ballot> {
    (0..n).map(|_| Ballot::new().reply("load", Reply::Value(4)).unwrap()).collect()
}

#[test]
fn a_survey_runs_in_waves_and_changes_between_them() {
    let survey = drafted(visit());
    assert_eq!(
        (survey.state(), survey.version(), survey.open_wave()),
        (SurveyState::Draft, 1, None)
    );
    assert_eq!(survey.title().known().unwrap().as_str(), "交付回访");
    let first = after(&survey, survey.open(&day(1)), 1);
    assert_eq!(first.open_wave().map(|wave| (wave.number, wave.version)), Some((1, 1)));
    assert_eq!(code(first.revise(visit(), &day(2))), "state");
    let closed = after(&first, first.close(&day(20)), 20);
    assert_eq!((closed.open_wave(), closed.waves()[0].closed_at), (None, Some(day(20).valid_at)));
    let better = visit().scaled("recommend", Scale::NPS, "会推荐我们吗？").unwrap();
    let revised = after(&closed, closed.revise(better, &day(30)), 30);
    assert_eq!((revised.version(), revised.texts().known().unwrap().len()), (2, 3));
    let second = after(&revised, revised.open(&day(90)), 90);
    let wave = second.open_wave().unwrap();
    assert_eq!((wave.number, wave.version, wave.opened_at), (2, 2, day(90).valid_at));
    assert_eq!(code(second.close(&day(89))), "survey.before_last");
}

#[test]
fn staff_answer_in_secret_and_fewer_than_five_are_not_told() {
    let survey = drafted(pulse());
    let open = after(&survey, survey.open(&day(1)), 1);
    assert_eq!(code(open.count(&ballots(4), &day(2))), "survey.too_few_ballots");
    let mut five = ballots(5);
    five[0] = five[0].clone().reply("recommend", Reply::Value(0)).unwrap();
    let counted = after(&open, open.count(&five, &day(2)), 2);
    let tally = &counted.open_wave().unwrap().tally;
    assert_eq!(
        (tally.ballots, tally.questions.len()),
        (5, 1),
        "one who recommends could be guessed"
    );
    assert_eq!(tally.questions[0].values, [0, 0, 0, 5, 0]);
    let more = after(&counted, counted.count(&ballots(7), &day(3)), 3);
    let tally = &more.open_wave().unwrap().tally;
    assert_eq!((tally.ballots, tally.questions[0].given()), (12, 12));
    assert!(tally.questions[0].by_value().eq([(1, 0), (2, 0), (3, 0), (4, 12), (5, 0)]));
}

#[test]
fn what_is_kept_of_ballots_does_not_tell_in_which_order_they_lay() {
    let survey = drafted(pulse());
    let open = after(&survey, survey.open(&day(1)), 1);
    let one = |value| Ballot::new().reply("load", Reply::Value(value)).unwrap();
    let there: Vec<Ballot> = (1..=5).map(one).collect();
    let back: Vec<Ballot> = (1..=5).rev().map(one).collect();
    assert_eq!(open.count(&there, &day(2)), open.count(&back, &day(2)));
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let empty = NewSurvey::of_contacts("空").unwrap();
    assert!(empty.is_empty());
    assert_eq!(code(Survey::draft(empty, &day(0))), "survey.no_questions");
    let words = pulse().worded("why", "为什么？").unwrap();
    assert_eq!(code(Survey::draft(words, &day(0))), "survey.words_tell_who");
    let aim = visit().target(Dimension::Value, Score::MAX).unwrap();
    assert_eq!(code(Survey::draft(aim, &day(0))), "survey.nothing_asks");
    let aim = visit().target(Dimension::Overall, Score::MAX).unwrap();
    assert_eq!(drafted(aim.clone()).targets().len(), 1);
    let twice = aim.target(Dimension::Overall, Score::MIN);
    assert_eq!(twice, Err(Invalid::Twice { field: "targets" }));
    assert_eq!(visit().worded("overall", "x"), Err(Invalid::Twice { field: "questions" }));
    let survey = drafted(visit());
    assert_eq!(code(survey.revise(pulse(), &day(1))), "survey.other_audience");
    let open = after(&survey, survey.open(&day(1)), 1);
    assert_eq!(code(open.count(&ballots(5), &day(2))), "survey.not_secret");
}

#[test]
fn a_hundred_thousand_questions_are_too_many() {
    let many = (0..100_000).try_fold(NewSurvey::of_contacts("x").unwrap(), |new, n| {
        new.scaled(&format!("q{n}"), Scale::NPS, "x")
    });
    assert_eq!(many, Err(Invalid::TooMany { field: "questions", limit: 100 }));
}

#[test]
fn a_ballot_replies_to_what_is_asked_and_on_its_scale() {
    let survey = drafted(pulse());
    let open = after(&survey, survey.open(&day(1)), 1);
    let with = |ballot: Ballot| {
        let mut all = ballots(5);
        all.push(ballot);
        open.count(&all, &day(2))
    };
    let other = Ballot::new().reply("other", Reply::Dismissed).unwrap();
    assert_eq!(code(with(other)), "survey.unknown_question");
    let high = with(Ballot::new().reply("load", Reply::Value(6)).unwrap()).unwrap_err();
    let range = Invalid::Range { field: "answer", low: 1, high: 5 };
    assert_eq!(high.failed(), &Failed::Invalid(range));
    let twice = Ballot::new().reply("load", Reply::Dismissed).unwrap();
    assert_eq!(twice.reply("load", Reply::Dismissed), Err(Invalid::Twice { field: "questions" }));
}

#[test]
fn its_words_can_be_forgotten_once_it_is_not_open() {
    let survey = drafted(visit());
    let open = after(&survey, survey.open(&day(1)), 1);
    assert_eq!(code(open.erase(&day(2))), "state");
    let closed = after(&open, open.close(&day(2)), 2);
    let erased = after(&closed, closed.erase(&day(3)), 3);
    assert_eq!((erased.state(), erased.title()), (SurveyState::Erased, Held::Erased));
    assert_eq!((erased.questions().len(), erased.allowed().len()), (2, 0));
}

#[test]
fn nothing_happens_to_a_survey_that_is_not_there() {
    let event = drafted(visit()).open(&day(1)).unwrap();
    assert_eq!(Survey::apply(None, &event, &header(&day(1))), None);
}
