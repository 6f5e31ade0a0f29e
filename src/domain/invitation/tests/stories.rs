//! What invitations do, told by example.

use super::*;
use crate::domain::refusal::Refused;

fn code(said: Said) -> &'static str {
    said.unwrap_err().code()
}

fn asked_on(days: &[i64]) -> Circumstances {
    let invited = days.iter().map(|n| day(*n).valid_at).collect();
    Circumstances { invited, ..Circumstances::plain() }
}

#[test]
fn an_invitation_is_reminded_of_twice_and_answered() {
    let plain = Circumstances::plain();
    let first = invited(1);
    assert_eq!((first.state(), first.wave()), (InvitationState::Invited, 1));
    assert_eq!(first.remind_at(), Some(day(8).valid_at));
    assert_eq!(first.greeting().known().unwrap().unwrap().as_str(), "李总，占用您两分钟");
    let remind = |one: &Invitation, n| one.remind(&open(), &plain, &usual(), &day(n));
    assert_eq!(code(remind(&first, 7)), "invitation.not_due");
    let second = after(&first, remind(&first, 8), 8);
    assert_eq!((second.reminded().len(), second.remind_at()), (1, Some(day(15).valid_at)));
    let third = after(&second, remind(&second, 20), 20);
    assert_eq!((third.reminded().len(), third.remind_at()), (2, None));
    assert_eq!(code(remind(&third, 30)), "invitation.reminded_enough");
    assert_eq!(code(third.answered(&day(19))), "invitation.before_last");
    let done = after(&third, third.answered(&day(31)), 31);
    assert_eq!((done.state(), done.remind_at()), (InvitationState::Answered, None));
    assert_eq!(code(remind(&done, 40)), "state");
}

#[test]
fn nobody_is_asked_too_soon_or_too_often() {
    assert_eq!(code(invite(&asked_on(&[1]), 30)), "invitation.too_soon");
    assert!(invite(&asked_on(&[1]), 31).is_ok(), "on the thirtieth day they may be");
    assert_eq!(code(invite(&asked_on(&[1, 31]), 61)), "invitation.too_often");
    assert_eq!(code(invite(&asked_on(&[31, 1]), 91)), "invitation.too_often");
    assert!(invite(&asked_on(&[1, 31]), 92).is_ok(), "the first is a quarter old");
    let no = invite(&asked_on(&[1, 31]), 61).unwrap_err();
    assert!(no.explain(crate::domain::Lang::En).contains(&day(92).valid_at.to_string()));
    let late = invite(&asked_on(&[40]), 20);
    assert_eq!(code(late), "invitation.too_soon", "one that is told late is one all the same");
    let patient = SurveyPolicy::version(1).days_between(1).unwrap().most_in_a_quarter(3).unwrap();
    let known = asked_on(&[1, 2]);
    let third = Invitation::invite(mail(), &client(), &open(), &known, &patient, &day(3));
    assert!(third.is_ok());
}

#[test]
fn nobody_is_asked_while_something_critical_is_open_or_once_they_are_gone() {
    let with = |critical| Circumstances { critical, ..Circumstances::plain() };
    assert_eq!(code(invite(&with(Some(true)), 1)), "invitation.critical_open");
    assert!(invite(&with(Some(false)), 1).is_ok());
    assert!(invite(&with(None), 1).is_ok(), "nobody who knows is no reason to wait");
    let first = invited(1);
    let no = first.remind(&open(), &with(Some(true)), &usual(), &day(9));
    assert_eq!(code(no), "invitation.critical_open");
    for presence in [Presence::Left, Presence::Stranger] {
        let gone = Circumstances { presence, ..Circumstances::plain() };
        assert_eq!(code(invite(&gone, 1)), "invitation.contact_not_there");
        let no = first.remind(&open(), &gone, &usual(), &day(9));
        assert_eq!(code(no), "invitation.contact_not_there");
    }
}

#[test]
fn only_the_open_wave_invites() {
    let plain = Circumstances::plain();
    let to = |survey: &Survey, n| {
        Invitation::invite(mail(), &client(), survey, &plain, &usual(), &day(n))
    };
    assert_eq!(code(to(&visit(), 1)), "invitation.wave_closed");
    let closed = turn(&open(), false, 5);
    assert_eq!(code(to(&closed, 6)), "invitation.wave_closed");
    let second = turn(&closed, true, 10);
    assert_eq!(code(to(&second, 9)), "invitation.wave_closed", "it was not open then");
    let first = invited(1);
    for other in [&closed, &second] {
        let no = first.remind(other, &plain, &usual(), &day(20));
        assert_eq!(code(no), "invitation.wave_closed");
    }
    let staff = NewSurvey::of_staff("x").unwrap().scaled("q", Scale::NPS, "x").unwrap();
    assert_eq!(code(to(&survey(staff), 1)), "invitation.asks_staff");
    let event = client().archive(Line::new("x").unwrap(), &[], &day(1)).unwrap();
    let archived = Client::apply(Some(client()), &event, &header(&day(1), hua().id())).unwrap();
    let no = Invitation::invite(mail(), &archived, &open(), &plain, &usual(), &day(2));
    assert_eq!(code(no), "invitation.client_not_active");
}

#[test]
fn one_that_was_withdrawn_can_be_sent_again_and_its_words_forgotten() {
    let first = invited(1);
    let why = Line::new("发错了人").unwrap();
    let gone = after(&first, first.withdraw(why, &day(2)), 2);
    assert_eq!(gone.state(), InvitationState::Withdrawn);
    assert_eq!(gone.reason().known().unwrap().unwrap().as_str(), "发错了人");
    assert_eq!(gone.columns()[6], crate::domain::declaration::Cell::NULL);
    let erased = after(&gone, gone.erase(&day(3)), 3);
    assert_eq!((erased.state(), erased.greeting()), (InvitationState::Erased, Held::Erased));
    assert_eq!(code(erased.erase(&day(4))), "state");
    let event = first.answered(&day(1)).unwrap();
    assert_eq!(Invitation::apply(None, &event, &header(&day(1), id().id())), None);
}
