//! What clients are asked, what they answer and what it comes to, at the desk on every engine.

use guanxi::domain::answer::NewAnswer;
use guanxi::domain::client::{ClientEdit, NewClient, Segment};
use guanxi::domain::contact::NewContact;
use guanxi::domain::interaction::Channel;
use guanxi::domain::invitation::{InvitationState, NewInvitation};
use guanxi::domain::refusal::Refused;
use guanxi::domain::survey::{Ballot, Dimension, NewSurvey, Reply, Scale, SurveyState};
use guanxi::domain::{Score, Stream, SurveyId};
use guanxi::scoring::satisfaction::{Label, Lacking, Verdict};
use guanxi::{ClientId, ContactId, Desk, Error, ErrorKind};
use proptest::prelude::*;

use crate::engines::{House, at, everywhere};

fn register(desk: &Desk, name: &str) -> ClientId {
    let new = NewClient::organisation(name).unwrap().segment(Segment::Key);
    desk.clients().register(new).unwrap().id()
}

fn boss(desk: &Desk, client: ClientId) -> ContactId {
    desk.contacts().add(client, NewContact::named("李雷").unwrap().decides()).unwrap().id()
}

fn user(desk: &Desk, client: ClientId) -> ContactId {
    desk.contacts().add(client, NewContact::named("韩梅梅").unwrap()).unwrap().id()
}

fn visit() -> NewSurvey {
    let five = Scale::csat(5).unwrap();
    NewSurvey::of_contacts("交付回访")
        .unwrap()
        .about(Dimension::Overall, "overall", five, "总体上您有多满意？")
        .unwrap()
        .about(Dimension::TechnicalSupport, "help", five, "技术支持有帮助吗？")
        .unwrap()
        .about(Dimension::ResponseSpeed, "speed", five, "我们的答复够快吗？")
        .unwrap()
        .worded("better", "我们还可以做好什么？")
        .unwrap()
        .target(Dimension::Overall, Score::from_bp(5_000).unwrap())
        .unwrap()
}

fn opened(desk: &Desk) -> SurveyId {
    let id = desk.surveys().draft(visit()).unwrap().id();
    desk.surveys().open(id).unwrap();
    id
}

fn by(who: ContactId, question: &str, when: &str) -> NewAnswer {
    NewAnswer::by(who, question, at(when), Channel::Email).unwrap()
}

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    answer.unwrap_err().as_refused().map(Refused::code).unwrap_or("not refused").to_owned()
}

const MAY: &str = "2026-05-04T09:00:00Z";

#[test]
fn a_wave_is_sent_reminded_of_answered_and_read() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = register(&desk, "华信咨询");
        let (li, han) = (boss(&desk, hua), user(&desk, hua));
        let survey = opened(&desk);
        let all = desk.surveys();
        let invite = |who| all.invite(hua, survey, NewInvitation::to(who, Channel::Email));
        let (first, second) = (invite(li).unwrap().id(), invite(han).unwrap().id());
        assert_eq!(code(invite(li)), "invitation.too_soon");
        all.withdraw(second, "发错了").unwrap();
        for (question, value) in [("overall", 4), ("help", 5), ("speed", 3)] {
            all.answer(hua, survey, by(li, question, MAY).value(value)).unwrap();
        }
        assert_eq!(all.invitation(first).unwrap().now.state(), InvitationState::Answered);
        let again = all.answer(hua, survey, by(li, "overall", MAY).value(5)).unwrap().now;
        assert!(again.instead_of().is_some(), "the last wins");
        let earlier = all.answer_of(again.instead_of().unwrap()).unwrap();
        assert!(earlier.superseded && earlier.now.value().unwrap().1 == 4, "and the first is kept");
        assert_eq!(all.answers_of(hua, 10, None).unwrap().items.len(), 3);

        // Overall 100, help 100, speed 50, with 30, 15 and 15.
        let index = all.index(hua, at(MAY)).unwrap();
        assert_eq!(index.value.unwrap().bp(), 8_750);
        assert_eq!((index.coverage.bp(), index.inputs[0].stream), (6_000, Stream::client(hua)));
        assert!(index.explanation.silent().eq([han]) && !index.explanation.is_insufficient());
        let wave = all.results(survey, 1, at(MAY)).unwrap().explanation;
        assert_eq!((wave.invited, wave.responded, wave.questions.len()), (1, 1, 3));
        assert_eq!(wave.targets[0].1, Verdict::Undetermined);
        assert_eq!(all.results(survey, 2, at(MAY)).unwrap_err().kind(), ErrorKind::Invalid);

        all.close(survey).unwrap();
        assert_eq!(
            code(all.answer(hua, survey, by(li, "help", MAY).value(1))),
            "answer.wave_closed"
        );
        assert_eq!(all.in_state(SurveyState::Closed, 10, None).unwrap().items.len(), 1);
        assert_eq!(all.allowed(survey).unwrap(), ["revise", "open", "erase"]);
    });
}

#[test]
fn who_is_to_be_reminded_is_asked_of_an_index() {
    everywhere(|house| {
        let desk = house.desk();
        let hua = register(&desk, "华信咨询");
        let (li, han) = (boss(&desk, hua), user(&desk, hua));
        let (survey, other) = (opened(&desk), opened(&desk));
        let all = desk.surveys();
        let mail = |who| NewInvitation::to(who, Channel::Email);
        let first = all.invite(hua, survey, mail(li)).unwrap().id();
        all.invite(hua, other, mail(han)).unwrap();
        let due = |when| {
            let page = all.reminders_due(at(when), 10, None).unwrap();
            page.items.into_iter().map(|found| found.now.id()).collect::<Vec<_>>()
        };
        assert_eq!(due("2026-05-11T08:59:59Z").len(), 0);
        assert_eq!(due("2026-05-11T09:00:00Z").len(), 2);
        assert_eq!(code(all.remind(first)), "invitation.not_due");
        house.later("2026-05-12T09:00:00Z");
        all.close(other).unwrap();
        assert_eq!(due("2026-05-13T09:00:00Z"), [first], "nobody is reminded of what is over");
        all.remind(first).unwrap();
        assert_eq!(due("2026-05-13T09:00:00Z").len(), 0);
        house.later("2026-05-20T09:00:00Z");
        all.remind(first).unwrap();
        house.later("2026-06-20T09:00:00Z");
        assert_eq!(code(all.remind(first)), "invitation.reminded_enough");
        assert_eq!(code(all.invite(hua, survey, mail(li))), "invitation.already_invited");
        desk.contacts().leave(han).unwrap();
        assert_eq!(code(all.invite(hua, survey, mail(han))), "invitation.contact_not_there");
        let han = by(han, "overall", "2026-06-19T09:00:00Z").value(1);
        assert_eq!(code(all.answer(hua, survey, han)), "answer.contact_not_there");
        assert_eq!(all.invitations_of(hua, 10, None).unwrap().items.len(), 2);
    });
}

#[test]
fn a_refused_answer_changes_nothing() {
    everywhere(|house| {
        let desk = house.desk();
        let (hua, other) = (register(&desk, "华信咨询"), register(&desk, "别家"));
        let (li, stranger) = (boss(&desk, hua), boss(&desk, other));
        let survey = opened(&desk);
        let before = house.crm.journal().limit(100).unwrap();
        let all = desk.surveys();
        let mut refused = Vec::new();
        for new in [
            by(li, "overall", MAY).value(0),
            by(li, "overall", MAY).value(6),
            by(li, "price", MAY).value(3),
            by(li, "overall", MAY),
            by(li, "better", MAY).value(3),
            by(li, "overall", "2026-05-04T09:00:01Z").value(3),
            by(li, "overall", "2026-05-04T08:59:59Z").value(3),
            by(stranger, "overall", MAY).value(3),
        ] {
            refused.push(code(all.answer(hua, survey, new)));
        }
        let wanted = [
            "invalid.range",
            "invalid.range",
            "answer.unknown_question",
            "answer.nothing_said",
            "answer.wants_words",
            "answer.in_future",
            "answer.before_wave",
            "answer.contact_not_there",
        ];
        assert_eq!(refused, wanted);
        assert_eq!(house.crm.journal().limit(100).unwrap(), before);
        assert_eq!(all.index(hua, at(MAY)).unwrap().value, None);
    });
}

#[test]
fn staff_are_counted_in_secret() {
    everywhere(|house| {
        let desk = house.desk();
        let new = NewSurvey::of_staff("团队脉搏").unwrap();
        let new = new.scaled("load", Scale::csat(5).unwrap(), "工作量合适吗？").unwrap();
        let all = desk.surveys();
        let survey = all.draft(new).unwrap().id();
        all.open(survey).unwrap();
        let ballots = |n| -> Vec<Ballot> {
            (0..n).map(|_| Ballot::new().reply("load", Reply::Value(2)).unwrap()).collect()
        };
        assert_eq!(code(all.count(survey, &ballots(4))), "survey.too_few_ballots");
        assert!(all.results(survey, 1, at(MAY)).unwrap().explanation.questions.is_empty());
        all.count(survey, &ballots(5)).unwrap();
        let open = all.results(survey, 1, at(MAY)).unwrap().explanation;
        assert!(open.questions.is_empty(), "what staff say is told when all have said it");
        let hua = register(&desk, "华信咨询");
        let li = boss(&desk, hua);
        let no = all.answer(hua, survey, by(li, "load", MAY).value(3));
        assert_eq!(code(no), "answer.asks_staff");
        let mail = NewInvitation::to(li, Channel::Email);
        assert_eq!(code(all.invite(hua, survey, mail)), "invitation.asks_staff");
        all.close(survey).unwrap();
        let wave = all.results(survey, 1, at(MAY)).unwrap().explanation;
        assert_eq!(wave.questions.values().next().unwrap().sum(), (10, 5));
    });
}

#[test]
fn a_class_of_clients_is_ranked_and_an_archived_one_left_out() {
    everywhere(|house| {
        let desk = house.desk();
        let survey = opened(&desk);
        let all = desk.surveys();
        let client = |name, values: &[u8]| {
            let client = register(&desk, name);
            for value in values {
                let who = user(&desk, client);
                all.answer(client, survey, by(who, "overall", MAY).value(*value)).unwrap();
            }
            client
        };
        let (good, bad) = (client("好", &[5, 5, 4]), client("差", &[1, 2]));
        let (silent, gone) = (client("静", &[]), client("旧", &[1, 1, 1, 1]));
        desk.clients().archive(gone, "x").unwrap();
        let other = client("别", &[1]);
        desk.clients().edit(other, ClientEdit::new().segment(Segment::Light)).unwrap();
        let segment = all.segment(Segment::Key, at(MAY)).unwrap();
        // (100 + 100 + 75 + 0 + 25)/5.
        assert_eq!(segment.value.unwrap().bp(), 6_000);
        assert_eq!(segment.explanation.label(), Label::Limited);
        assert_eq!((segment.explanation.clients, segment.coverage.bp()), (3, 10_000));
        let ranked = all.ranking(Segment::Key, at(MAY)).unwrap();
        let order: Vec<ClientId> = ranked.iter().map(|one| one.client).collect();
        assert_eq!(order, [bad, silent, good]);
        let lacking = all.index(silent, at(MAY)).unwrap().explanation.lacking;
        assert_eq!(lacking, [Lacking::Answers, Lacking::Dimensions, Lacking::Respondents]);
        assert!(all.ranking(Segment::Strategic, at(MAY)).unwrap().is_empty());
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn one_answer_stands_for_each_contact_and_question_whatever_is_said(
        said in prop::collection::vec((0_usize..3, 0_usize..3, prop::option::weighted(0.8, 0_u8..7), 0_i64..3), 0..25),
    ) {
        let house = House::in_memory();
        let desk = house.desk();
        let hua = register(&desk, "华信咨询");
        let people: Vec<ContactId> = (0..3).map(|_| user(&desk, hua)).collect();
        let survey = opened(&desk);
        let mut last = std::collections::BTreeMap::new();
        let mut now = at(MAY);
        for (who, question, value, hours) in said {
            now = now.plus_seconds(hours * 3_600).unwrap();
            house.later(&now.to_string());
            let key = ["overall", "help", "speed"][question];
            let new = by(people[who], key, &now.to_string());
            let new = value.map_or(new.clone().dismissed(), |value| new.value(value));
            let done = desk.surveys().answer(hua, survey, new);
            let sound = value.is_none_or(|value| (1..=5).contains(&value));
            prop_assert_eq!(done.is_ok(), sound);
            if sound {
                last.insert((people[who], key), value);
            }
        }
        let standing = desk.surveys().answers_of(hua, 100, None).unwrap();
        let found: std::collections::BTreeMap<_, _> = standing.items.iter()
            .map(|found| ((found.now.contact(), found.now.question().as_str()), found.now.value().map(|(_, value)| value)))
            .collect();
        prop_assert_eq!(found.len(), standing.items.len());
        prop_assert_eq!(found, last);
    }
}
