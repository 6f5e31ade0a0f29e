//! People, surveys and answers, as stories need them.

use uuid::Uuid;

use crate::domain::answer::{NewAnswer, Setting};
use crate::domain::client::{Client, Given, NewClient};
use crate::domain::contact::{Contact, ContactEdit, ContactRole, NewContact};
use crate::domain::interaction::Channel;
use crate::domain::noun::{Event, Header, Noun, State};
use crate::domain::survey::{Dimension, NewSurvey, Scale, Survey};
use crate::domain::{
    ActorId, Answer, AnswerId, ClientId, ContactId, RecordId, Score, Stamp, Stream, SurveyId,
    Timestamp,
};

/// So many days after the beginning of 2026.
pub(super) fn day(n: i64) -> Timestamp {
    Timestamp::from_seconds(1_767_225_600 + n * 86_400).unwrap()
}

pub(super) fn stamp(n: i64) -> Stamp {
    Stamp { valid_at: day(n), recorded_at: day(n), by: ActorId::System }
}

pub(super) fn client(n: u128) -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(n))
}

pub(super) fn who(n: u128) -> ContactId {
    ContactId::from_uuid(Uuid::from_u128(n))
}

pub(super) fn score(bp: i64) -> Score {
    Score::from_bp(bp).unwrap()
}

fn entry<N: Noun>(id: N::Id, stream: Stream, n: i64) -> Header {
    let Stamp { valid_at, recorded_at, by } = stamp(n);
    Header { id: id.id(), stream, valid_at, recorded_at, by }
}

fn next<N: State>(before: Option<N>, event: &Event<N>, id: N::Id, stream: Stream, n: i64) -> N {
    N::apply(before, event, &entry::<N>(id, stream, n)).unwrap()
}

/// A person at client 1.
pub(super) fn person(n: u128, role: ContactRole) -> Contact {
    let stream = Stream::client(client(1));
    let new = NewClient::organisation("华信").unwrap();
    let event = Client::register(new, &Given::nothing(), &stamp(0)).unwrap();
    let hua = next(None, &event, client(1), stream, 0);
    let new = NewContact::named("李雷").unwrap().with(ContactEdit::new().role(role));
    let event = Contact::add(new, &hua, 0, &stamp(0)).unwrap();
    next(None, &event, who(n), stream, 0)
}

pub(super) fn gone(contact: &Contact, n: i64) -> Contact {
    let event = contact.leave(&stamp(n)).unwrap();
    next(Some(contact.clone()), &event, contact.id(), contact.stream(), n)
}

/// A survey that asks about every side, on a scale of the index, from day 0 on.
pub(super) fn asking(scale: Scale) -> Survey {
    let new = Dimension::ALL.iter().try_fold(NewSurvey::of_contacts("x").unwrap(), |new, side| {
        new.about(*side, &side.name().to_lowercase(), scale, "x")
    });
    opened(new.unwrap())
}

pub(super) fn opened(new: NewSurvey) -> Survey {
    let id = SurveyId::from_uuid(Uuid::from_u128(50));
    let stream = Survey::stream_of(id);
    let survey = next(None, &Survey::draft(new, &stamp(0)).unwrap(), id, stream, 0);
    next(Some(survey.clone()), &survey.open(&stamp(0)).unwrap(), id, stream, 0)
}

/// A person's answer about a side on a day.
pub(super) fn says(
    survey: &Survey,
    person: &Contact,
    side: Dimension,
    value: u8,
    n: i64,
) -> Answer {
    told(survey, person, answer(person.id(), side, n).value(value))
}

pub(super) fn answer(contact: ContactId, side: Dimension, n: i64) -> NewAnswer {
    NewAnswer::by(contact, &side.name().to_lowercase(), day(n), Channel::Email).unwrap()
}

pub(super) fn told(survey: &Survey, person: &Contact, new: NewAnswer) -> Answer {
    let setting = Setting::of(client(1), survey.clone()).roles(person.roles());
    let id = AnswerId::from_uuid(Uuid::new_v4());
    Answer::give(id, new, &setting, &stamp(100_000)).unwrap()
}

pub(super) fn counted(survey: &Survey, event: &Event<Survey>) -> Survey {
    after(survey, event, 1)
}

pub(super) fn after(survey: &Survey, event: &Event<Survey>, n: i64) -> Survey {
    next(Some(survey.clone()), event, survey.id(), survey.stream(), n)
}
