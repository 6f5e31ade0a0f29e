//! Answers by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::noun::{Header, State};
use crate::domain::refusal::Failed;
use crate::domain::survey::{NewSurvey, Survey};
use crate::domain::{ActorId, Invalid, Presence, Stamp};

fn id(n: u128) -> AnswerId {
    AnswerId::from_uuid(Uuid::from_u128(n))
}

fn hua() -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(1))
}

fn li() -> ContactId {
    ContactId::from_uuid(Uuid::from_u128(2))
}

/// So many days after the beginning of 2026.
fn day(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 86_400).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

fn turned(survey: Option<Survey>, said: crate::domain::noun::Event<Survey>, n: i64) -> Survey {
    let id = SurveyId::from_uuid(Uuid::from_u128(3));
    let Stamp { valid_at, recorded_at, by } = day(n);
    let entry = Header { id: id.id(), stream: Survey::stream_of(id), valid_at, recorded_at, by };
    Survey::apply(survey, &said, &entry).unwrap()
}

fn opened(new: NewSurvey) -> Survey {
    let survey = turned(None, Survey::draft(new, &day(0)).unwrap(), 0);
    turned(Some(survey.clone()), survey.open(&day(1)).unwrap(), 1)
}

fn visit() -> Survey {
    let five = Scale::csat(5).unwrap();
    let new = NewSurvey::of_contacts("交付回访")
        .unwrap()
        .of_project(ProjectId::from_uuid(Uuid::from_u128(9)))
        .about(Dimension::Overall, "overall", five, "总体上您有多满意？")
        .unwrap()
        .worded("better", "我们还可以做好什么？")
        .unwrap();
    opened(new)
}

fn setting() -> Setting {
    Setting::of(hua(), visit()).roles(&[ContactRole::DecisionMaker])
}

fn about(question: &str, n: i64) -> NewAnswer {
    NewAnswer::by(li(), question, day(n).valid_at, Channel::Email).unwrap()
}

type Told = Result<Answer, AnswerRefusal>;

fn give(new: NewAnswer) -> Told {
    Answer::give(id(1), new, &setting(), &day(30))
}
