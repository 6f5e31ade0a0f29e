//! Invitations by example and by law.

mod laws;
mod stories;

use uuid::Uuid;

use super::*;
use crate::domain::channel::Channel;
use crate::domain::client::{Given, NewClient};
use crate::domain::noun::{Event, Header, Noun, Stamp, State};
use crate::domain::survey::{NewSurvey, Scale, Survey, SurveyPolicy};
use crate::domain::{
    ActorId, Client, ClientId, ContactId, Held, Id, InvitationId, Line, Presence, RecordId, Stream,
    SurveyId, Timestamp,
};

fn id() -> InvitationId {
    InvitationId::from_uuid(Uuid::from_u128(4))
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

fn header(stamp: &Stamp, id: Id) -> Header {
    let Stamp { valid_at, recorded_at, by } = *stamp;
    Header { id, stream: Stream::client(hua()), valid_at, recorded_at, by }
}

fn client() -> Client {
    let new = NewClient::organisation("华信").unwrap();
    let event = Client::register(new, &Given::nothing(), &day(0)).unwrap();
    Client::apply(None, &event, &header(&day(0), hua().id())).unwrap()
}

fn survey(new: NewSurvey) -> Survey {
    let id = SurveyId::from_uuid(Uuid::from_u128(3));
    let entry = Header { stream: Survey::stream_of(id), ..header(&day(0), id.id()) };
    let event = Survey::draft(new, &day(0)).unwrap();
    Survey::apply(None, &event, &entry).unwrap()
}

fn visit() -> Survey {
    let new = NewSurvey::of_contacts("交付回访").unwrap();
    survey(new.scaled("recommend", Scale::NPS, "会推荐我们吗？").unwrap())
}

fn turn(survey: &Survey, open: bool, n: i64) -> Survey {
    let said = if open { survey.open(&day(n)) } else { survey.close(&day(n)) };
    let entry = Header { stream: survey.stream(), ..header(&day(n), survey.id().id()) };
    Survey::apply(Some(survey.clone()), &said.unwrap(), &entry).unwrap()
}

fn open() -> Survey {
    turn(&visit(), true, 0)
}

type Said = Result<Event<Invitation>, InvitationRefusal>;

fn mail() -> NewInvitation {
    NewInvitation::to(li(), Channel::Email).greeting("李总，占用您两分钟").unwrap()
}

fn invite(circumstances: &Circumstances, n: i64) -> Said {
    Invitation::invite(mail(), &client(), &open(), circumstances, &usual(), &day(n))
}

fn usual() -> SurveyPolicy {
    SurveyPolicy::default()
}

fn invited(n: i64) -> Invitation {
    let event = invite(&Circumstances::plain(), n).unwrap();
    Invitation::apply(None, &event, &header(&day(n), id().id())).unwrap()
}

fn after(invitation: &Invitation, said: Said, n: i64) -> Invitation {
    let entry = header(&day(n), id().id());
    Invitation::apply(Some(invitation.clone()), &said.unwrap(), &entry).unwrap()
}
