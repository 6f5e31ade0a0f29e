//! What surveys come to, at the desk: a wave, a client's index, many clients.

use super::contacts;
use super::permission::Permission;
use super::reading::Reading;
use super::surveys::Surveys;
use crate::domain::answer::Answer;
use crate::domain::client::{Client, Segment};
use crate::domain::contact::Contact;
use crate::domain::declaration::TIMELINE;
use crate::domain::invitation::{Invitation, InvitationState};
use crate::domain::noun::Noun;
use crate::domain::survey::Survey;
use crate::domain::{
    ClientId, Figure, Invalid, Percent, RecordId, Score, Source, Stream, SurveyId, Timestamp,
};
use crate::error::Error;
use crate::scoring::satisfaction::{
    self, Asked, Ranked, SatisfactionPolicy, SatisfactionTable, WaveTable, index_of, portfolio,
    segment_of, wave_of,
};
use crate::store::scan::{Condition, MOST, Superseded};
use crate::store::{Scan, Store};

/// The index of a client and what it was added up from.
pub(super) type Index = Figure<Option<Score>, SatisfactionTable>;

/// The table of each client of a class, and the facts behind them all.
type Tables = (Vec<(ClientId, SatisfactionTable)>, Vec<Source>);

impl<S: Store> Surveys<'_, S> {
    /// [`wave_of`]: what a wave of a survey comes to, by question and by side, with its response rate.
    /// It reads the answers to that wave and no others.
    ///
    /// # Errors
    /// [`Invalid::Range`] when there was no such wave; not found when there is no such survey.
    pub fn results(
        &self,
        id: SurveyId,
        wave: u32,
        as_of: Timestamp,
    ) -> Result<Figure<Option<Score>, WaveTable>, Error> {
        let policy = &self.0.office.satisfaction;
        self.0.ask(Permission::SurveyResults, None, |reading| {
            let found = reading.get::<Survey>(id)?;
            let high = i64::try_from(found.now.waves().len()).unwrap_or(i64::MAX);
            let none = || Invalid::Range { field: "waves", low: 1, high };
            let told = found.now.waves().iter().find(|one| one.number == wave).ok_or_else(none)?;
            let of_wave =
                |noun, index| Scan::of(noun, index, MOST).equal(id.id()).equal(i64::from(wave));
            let mut answers = Vec::new();
            let scan = of_wave(Answer::DECLARATION.noun, "by_wave");
            let scan = Scan { superseded: Superseded::Shown, ..scan };
            reading.each::<Answer>(&scan, |answer| {
                answers.push(answer);
                Ok(())
            })?;
            let mut asked = Asked::default();
            reading.each::<Invitation>(
                &of_wave(Invitation::DECLARATION.noun, "by_wave"),
                |one| {
                    let withdrawn =
                        one.state() == InvitationState::Withdrawn && one.since() <= as_of;
                    if one.invited_at() <= as_of && !withdrawn {
                        asked.add(one.contact());
                    }
                    Ok(())
                },
            )?;
            let (stream, revision) = (Survey::stream_of(id), found.revision.0);
            let source = Source { stream, revision, version: policy.number() };
            Ok(wave_of(&found.now, told, &answers, &asked, policy, as_of, source)?)
        })
    }

    /// [`index_of`] a client as of an instant, by the firm's policy.
    ///
    /// Of a past instant it is what is known of it now: people count with the roles that they have today, and
    /// an answer from when it was given, even where it was recorded later.
    /// [`index_known_at`](Self::index_known_at) is what was known then.
    ///
    /// # Errors
    /// Not found when there is no such client.
    pub fn index(&self, client: ClientId, as_of: Timestamp) -> Result<Index, Error> {
        let policy = &self.0.office.satisfaction;
        let stream = Stream::client(client);
        self.0.ask(Permission::SurveyIndex, Some(stream), |reading| {
            reading.plain::<Client>(client)?;
            index(reading, client, policy, as_of)
        })
    }

    /// What the people of one class of clients say, as of an instant: their mean with its worth, label
    /// and interval, and by side. Its coverage is how many of them were heard lately.
    ///
    /// It goes along the index of the class; put-away files are left out.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn segment(
        &self,
        segment: Segment,
        as_of: Timestamp,
    ) -> Result<Figure<Option<Score>, satisfaction::Segment>, Error> {
        let (tables, inputs) = self.tables(Permission::SurveySegment, segment, as_of)?;
        let segment = segment_of(tables.iter().map(|(_, table)| table));
        let (heard, people) = segment.response();
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let coverage = Percent::of(whole(heard), whole(people.max(1)))?;
        let value = segment.mean();
        Ok(Figure { value, explanation: segment, coverage, as_of, inputs })
    }

    /// [`portfolio`]: the clients of one class, the least satisfied first, as of an instant.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn ranking(&self, segment: Segment, as_of: Timestamp) -> Result<Vec<Ranked>, Error> {
        let (tables, _) = self.tables(Permission::SurveyRanking, segment, as_of)?;
        Ok(portfolio(&tables, &self.0.office.satisfaction))
    }

    /// The table of each client of a class, and the facts behind it.
    fn tables(
        &self,
        permission: Permission,
        segment: Segment,
        as_of: Timestamp,
    ) -> Result<Tables, Error> {
        let policy = &self.0.office.satisfaction;
        let scan = Scan::of(Client::DECLARATION.noun, "in_segment", MOST).equal(segment.name());
        let conditions = vec![Condition::Is("state", "Active".into())];
        let scan = Scan { conditions, ..scan };
        self.0.ask(permission, None, |reading| {
            let mut ids = Vec::new();
            reading.each::<Client>(&scan, |client| {
                ids.push(client.id());
                Ok(())
            })?;
            let (mut tables, mut inputs) = (Vec::new(), Vec::new());
            for id in ids {
                let figure = index(reading, id, policy, as_of)?;
                inputs.extend(figure.inputs);
                tables.push((id, figure.explanation));
            }
            Ok((tables, inputs))
        })
    }
}

/// The index of a client that is there, from everything in its stream that it rests on.
fn index(
    reading: &Reading<'_>,
    client: ClientId,
    policy: &SatisfactionPolicy,
    as_of: Timestamp,
) -> Result<Index, Error> {
    let stream = Stream::client(client);
    let (people, answers) = said(reading, stream)?;
    let revision = reading.head(stream)?.revision.0;
    let source = Source { stream, revision, version: policy.number() };
    Ok(index_of(&people, &answers, policy, as_of, vec![source])?)
}

/// The people of a client, and everything that they ever answered.
pub(super) fn said(
    reading: &Reading<'_>,
    stream: Stream,
) -> Result<(Vec<Contact>, Vec<Answer>), Error> {
    let mut people = Vec::new();
    reading.each::<Contact>(&contacts::in_client(stream, MOST), |contact| {
        people.push(contact);
        Ok(())
    })?;
    Ok((people, answered(reading, stream)?))
}

/// Everything that the people of a client ever answered.
pub(super) fn answered(reading: &Reading<'_>, stream: Stream) -> Result<Vec<Answer>, Error> {
    let mut answers = Vec::new();
    let scan = Scan::of(Answer::DECLARATION.noun, TIMELINE, MOST).within(stream);
    let scan = Scan { superseded: Superseded::Shown, ..scan };
    reading.each::<Answer>(&scan, |answer| {
        answers.push(answer);
        Ok(())
    })?;
    Ok(answers)
}
