//! Surveys by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::{ActorId, Held, RecordId, Score, SurveyId, Timestamp};

fn id() -> SurveyId {
    SurveyId::from_uuid(Uuid::from_u128(3))
}

/// So many days after the beginning of 2026.
fn day(n: i64) -> Stamp {
    let at = Timestamp::from_seconds(1_767_225_600 + n * 86_400).unwrap();
    Stamp { valid_at: at, recorded_at: at, by: ActorId::System }
}

fn header(stamp: &Stamp) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id: id().id(), stream: Survey::stream_of(id()), valid_at, recorded_at, by }
}

type Said = Result<Event<Survey>, SurveyRefusal>;

fn drafted(new: NewSurvey) -> Survey {
    let event = Survey::draft(new, &day(0)).unwrap();
    Survey::apply(None, &event, &header(&day(0))).unwrap()
}

fn after(survey: &Survey, said: Said, n: i64) -> Survey {
    Survey::apply(Some(survey.clone()), &said.unwrap(), &header(&day(n))).unwrap()
}

fn visit() -> NewSurvey {
    NewSurvey::of_contacts("交付回访")
        .unwrap()
        .about(Dimension::Overall, "overall", Scale::csat(5).unwrap(), "总体上您有多满意？")
        .unwrap()
        .worded("better", "我们还可以做好什么？")
        .unwrap()
}

fn pulse() -> NewSurvey {
    NewSurvey::of_staff("团队脉搏")
        .unwrap()
        .scaled("load", Scale::csat(5).unwrap(), "工作量合适吗？")
        .unwrap()
        .scaled("recommend", Scale::NPS, "会推荐朋友来吗？")
        .unwrap()
}
