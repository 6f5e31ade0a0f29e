//! What answers do, told by example.

use super::*;
use crate::domain::refusal::Refused;

fn code(told: Told) -> &'static str {
    told.unwrap_err().code()
}

#[test]
fn an_answer_says_who_replied_what_to_which_question_of_which_wave() {
    let answer = give(about("overall", 5).value(4).words("交付很准时").unwrap()).unwrap();
    assert_eq!(answer.value(), Some((Scale::csat(5).unwrap(), 4)));
    assert_eq!((answer.wave(), answer.version(), answer.contact()), (1, 1, li()));
    assert_eq!(answer.dimension(), Some(Dimension::Overall));
    assert_eq!(answer.roles(), [ContactRole::DecisionMaker]);
    assert_eq!(answer.project(), Some(ProjectId::from_uuid(Uuid::from_u128(9))));
    let words = answer.words().known().unwrap().text.clone().unwrap();
    assert_eq!(words.as_str(), "交付很准时");
    assert_eq!((answer.event_name(), answer.client()), ("given", Some(hua())));
    let words = give(about("better", 5).words("更早告知").unwrap()).unwrap();
    assert_eq!((words.value(), words.reply(), words.scale()), (None, None, None));
}

#[test]
fn who_changes_their_mind_is_believed_and_the_first_answer_stays_readable() {
    let first = give(about("overall", 5).value(2)).unwrap();
    let then = |n, new: NewAnswer| first.change(id(2), false, new, &setting(), &day(n));
    let second = then(9, about("overall", 8).value(5)).unwrap();
    assert_eq!((second.supersedes(), second.event_name()), (Some(id(1)), "changed"));
    assert_eq!(first.value(), Some((Scale::csat(5).unwrap(), 2)));
    let none = then(9, about("overall", 8).dismissed()).unwrap();
    assert_eq!((none.value(), none.reply()), (None, Some(Reply::Dismissed)));
    assert_eq!(code(then(9, about("overall", 4).value(5))), "answer.before_last");
    assert_eq!(code(then(9, about("better", 8).words("x").unwrap())), "answer.other_answer");
    let again = first.change(id(3), true, about("overall", 9).value(1), &setting(), &day(9));
    assert_eq!(code(again), "state");
}

#[test]
fn what_is_not_asked_or_not_on_the_scale_is_refused() {
    for value in [0, 6, 255] {
        let why = Invalid::Range { field: "answer", low: 1, high: 5 };
        assert_eq!(
            give(about("overall", 5).value(value)).unwrap_err().failed(),
            &Failed::Invalid(why)
        );
    }
    assert_eq!(code(give(about("speed", 5).value(1))), "answer.unknown_question");
    assert_eq!(code(give(about("overall", 5))), "answer.nothing_said");
    assert_eq!(code(give(about("overall", 5).words("x").unwrap())), "answer.nothing_said");
    assert_eq!(code(give(about("better", 5))), "answer.nothing_said");
    assert_eq!(code(give(about("better", 5).value(1))), "answer.wants_words");
    assert!(give(about("better", 5).not_applicable()).is_ok());
    assert_eq!(code(give(about("overall", 0).value(1))), "answer.before_wave");
    assert_eq!(code(give(about("overall", 31).value(1))), "answer.in_future");
}

#[test]
fn who_has_left_answers_nothing_and_neither_does_anybody_once_it_is_closed() {
    let with =
        |setting: Setting| Answer::give(id(1), about("overall", 5).value(1), &setting, &day(30));
    for gone in [Presence::Left, Presence::Stranger] {
        assert_eq!(code(with(setting().presence(gone))), "answer.contact_not_there");
    }
    assert_eq!(code(with(setting().inactive())), "answer.client_not_active");
    let closed = turned(Some(visit()), visit().close(&day(9)).unwrap(), 9);
    let late = Setting::of(hua(), closed);
    assert_eq!(code(with(late.clone())), "answer.wave_closed");
    let first = give(about("overall", 5).value(1)).unwrap();
    let second = first.change(id(2), false, about("overall", 6).value(2), &late, &day(30));
    assert_eq!(code(second), "answer.wave_closed", "a second answer comes too late as well");
    let staff = NewSurvey::of_staff("x").unwrap().scaled("overall", Scale::NPS, "x").unwrap();
    assert_eq!(code(with(Setting::of(hua(), opened(staff)))), "answer.asks_staff");
}
