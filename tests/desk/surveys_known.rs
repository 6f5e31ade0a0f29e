//! A client's index as it was known: whatever is told afterwards, of whatever time, changes nothing of it.

use guanxi::domain::answer::NewAnswer;
use guanxi::domain::client::{ClientEdit, NewClient};
use guanxi::domain::contact::{ContactEdit, ContactRole, NewContact};
use guanxi::domain::interaction::Channel;
use guanxi::domain::survey::{Dimension, NewSurvey, Scale, SurveyState};
use guanxi::{ClientId, ContactId, Desk, Timestamp};
use proptest::prelude::*;

use crate::engines::{House, at, everywhere};

/// Something that is told of a client.
#[derive(Debug, Clone)]
enum Step {
    /// A person says how much it likes the firm, so many hours before it is told.
    Answer(usize, u8, u8),
    Decides(usize, bool),
    Leaves(usize),
    Joins,
    Renamed,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..4_usize, 1..=5_u8, 0..9_u8).prop_map(|(who, value, ago)| Step::Answer(who, value, ago)),
        2 => (0..4_usize, any::<bool>()).prop_map(|(who, decides)| Step::Decides(who, decides)),
        1 => (0..4_usize).prop_map(Step::Leaves),
        1 => Just(Step::Joins),
        1 => Just(Step::Renamed),
    ]
}

fn joined(desk: &Desk, client: ClientId) -> ContactId {
    desk.contacts().add(client, NewContact::named("李雷").unwrap()).unwrap().id()
}

/// Says a step; what the rules refuse is not said.
fn said(house: &House, now: Timestamp, client: ClientId, people: &mut Vec<ContactId>, step: &Step) {
    let desk = house.desk();
    let survey = desk.surveys().in_state(SurveyState::Open, 1, None);
    let survey = survey.unwrap().items[0].now.id();
    let person = |who: usize, people: &[ContactId]| people[who % people.len()];
    match step {
        Step::Answer(who, value, ago) => {
            let when = now.plus_seconds(-3_600 * i64::from(*ago)).unwrap();
            let by = NewAnswer::by(person(*who, people), "overall", when, Channel::Email).unwrap();
            drop(desk.surveys().answer(client, survey, by.value(*value)));
        }
        Step::Decides(who, decides) => {
            let role = ContactRole::DecisionMaker;
            let edit = ContactEdit::new();
            let edit = if *decides { edit.role(role) } else { edit.without_role(role) };
            drop(desk.contacts().edit(person(*who, people), edit));
        }
        Step::Leaves(who) => drop(desk.contacts().leave(person(*who, people))),
        Step::Joins => people.push(joined(&desk, client)),
        Step::Renamed => {
            desk.clients().edit(client, ClientEdit::new().name("华信".parse().unwrap())).unwrap();
        }
    }
}

fn holds(house: &House, steps: &[Step]) {
    let desk = house.desk();
    let client =
        desk.clients().register(NewClient::organisation("华信咨询").unwrap()).unwrap().id();
    let survey = NewSurvey::of_contacts("回访").unwrap();
    let five = Scale::csat(5).unwrap();
    let survey = survey.about(Dimension::Overall, "overall", five, "满意吗？").unwrap();
    let survey = desk.surveys().draft(survey).unwrap().id();
    desk.surveys().open(survey).unwrap();
    let mut people = vec![joined(&desk, client)];
    let mut known = Vec::new();
    for (hour, step) in (1..).zip(steps) {
        let now = at("2026-05-04T09:00:00Z").plus_seconds(3_600 * hour).unwrap();
        house.clock.set(now);
        said(house, now, client, &mut people, step);
        known.push((now, desk.surveys().index(client, now).unwrap()));
    }
    for (then, figure) in known {
        assert_eq!(desk.surveys().index_known_at(client, then).unwrap(), figure);
    }
}

#[test]
fn what_is_told_later_changes_nothing_of_what_was_known() {
    let steps = [
        Step::Answer(0, 5, 0),
        Step::Decides(0, true),
        Step::Joins,
        Step::Answer(1, 1, 2),
        Step::Answer(0, 2, 8),
        Step::Renamed,
        Step::Decides(0, false),
        Step::Answer(0, 3, 0),
        Step::Leaves(1),
    ];
    everywhere(|house| {
        holds(house, &steps);
        let desk = house.desk();
        let nobody = ClientId::from_uuid(uuid::Uuid::from_u128(99));
        assert!(desk.surveys().index_known_at(nobody, at("2026-05-04T09:00:00Z")).is_err());
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_index_as_known_is_the_index_of_then(steps in prop::collection::vec(step(), 1..24)) {
        holds(&House::in_memory(), &steps);
    }
}
