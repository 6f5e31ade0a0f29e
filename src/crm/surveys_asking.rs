//! Invitations and answers at the desk.

use std::ops::Bound;

use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::notices::presence;
use super::permission::Permission;
use super::reading::Reading;
use super::surveys::Surveys;
use crate::domain::answer::{self, Answer, NewAnswer};
use crate::domain::client::Client;
use crate::domain::contact::Contact;
use crate::domain::declaration::TIMELINE;
use crate::domain::invitation::{
    Circumstances, Invitation, InvitationGuard, InvitationState, MACHINE, NewInvitation,
};
use crate::domain::machine::NOTHING;
use crate::domain::notice::Recipient;
use crate::domain::noun::{Noun, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::survey::{Reply, Survey};
use crate::domain::{
    AnswerId, ClientId, ContactId, InvitationId, Line, Presence, RecordId, Stream, SurveyId,
    Timestamp,
};
use crate::error::Error;
use crate::store::scan::{Among, MOST};
use crate::store::{Conflict, Cursor, Scan, Store, StoreError};

impl<S: Store> Surveys<'_, S> {
    /// [`Invitation::invite`]: a contact of a client, to the open wave of a survey.
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such client or survey.
    pub fn invite(
        &self,
        client: ClientId,
        survey: SurveyId,
        new: NewInvitation,
    ) -> Result<Done<Invitation>, Error> {
        let stream = Stream::client(client);
        let policy = &self.0.office.surveys;
        let done = self.0.command(
            Permission::SurveyInvite,
            &(client, survey, &new),
            |reading| {
                let who = reading.get::<Client>(client)?.now;
                let survey = reading.get::<Survey>(survey)?.now;
                Ok((who, survey, circumstances(reading, client, new.contact())?))
            },
            |_| Some(stream),
            |(who, survey, known), moment| {
                let stamp = &moment.stamp;
                let event = Invitation::invite(new.clone(), who, survey, known, policy, stamp);
                Draft::state(None, moment.fresh(), stream, &event.map_err(Error::refused)?, moment)
            },
        );
        done.map_err(taken)
    }

    /// [`Invitation::remind`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn remind(&self, id: InvitationId) -> Result<Done<Invitation>, Error> {
        let policy = &self.0.office.surveys;
        self.0.command(
            Permission::SurveyRemind,
            &id,
            |reading| {
                let before = reading.subject::<Invitation>(id)?.now;
                let survey = reading.get::<Survey>(before.survey())?.now;
                let known = circumstances(reading, before.client(), before.contact())?;
                let last = reading.head(before.stream())?.recorded_at;
                Ok((before, survey, known, last))
            },
            |(before, ..)| Some(before.stream()),
            |(before, survey, known, last), moment| {
                let moment = moment.not_before(*last);
                let event = before.remind(survey, known, policy, &moment.stamp);
                let (event, stream) = (event.map_err(Error::refused)?, before.stream());
                Draft::state(Some(before.clone()), id, stream, &event, &moment)
            },
        )
    }

    /// [`Invitation::withdraw`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn withdraw(&self, id: InvitationId, reason: &str) -> Result<Done<Invitation>, Error> {
        let reason = Line::new(reason).map_err(|why| why.in_field("reason"))?;
        self.0.say(Permission::SurveyWithdraw, id, &reason, |one: &Invitation, stamp| {
            one.withdraw(reason.clone(), stamp)
        })
    }

    /// One invitation.
    ///
    /// # Errors
    /// Not found.
    pub fn invitation(&self, id: InvitationId) -> Result<Found<Invitation>, Error> {
        self.0.ask(Permission::SurveyInvitation, None, |reading| reading.get(id))
    }

    /// A client's invitations, by state.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn invitations_of(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Invitation>, Error> {
        let stream = Stream::client(client);
        let scan = Scan { after, ..in_client(stream, limit) };
        self.0
            .ask(Permission::SurveyInvitations, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// The invitations of which somebody is to be reminded by an instant, the longest due first: their
    /// wave is open, and whom they are for is still there. A page may be short and still have a next.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn reminders_due(
        &self,
        at: Timestamp,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Invitation>, Error> {
        let among = Among::Between(Bound::Unbounded, Bound::Included(at.micros().into()));
        let scan = Scan::of(Invitation::DECLARATION.noun, "by_reminder", limit);
        let scan = Scan { among, after, ..scan };
        self.0.ask(Permission::SurveyRemindersDue, None, |reading| {
            let page = reading.page::<Invitation>(scan.clone())?;
            let mut items = Vec::new();
            for found in page.items {
                if is_waited_for(reading, &found.now)? {
                    items.push(found);
                }
            }
            Ok(Pages { items, next: page.next })
        })
    }

    /// [`Answer::give`], or [`Answer::change`] where this contact has answered this question of this
    /// wave before. An invitation to the wave is answered by it, unless the question was dismissed.
    ///
    /// # Errors
    /// The verbs' refusals; not found when there is no such client or survey.
    pub fn answer(
        &self,
        client: ClientId,
        survey: SurveyId,
        new: NewAnswer,
    ) -> Result<Done<Answer>, Error> {
        let stream = Stream::client(client);
        self.0.command(
            Permission::SurveyAnswer,
            &(client, survey, &new),
            |reading| Asked::read(reading, client, survey, &new),
            |_| Some(stream),
            |asked, moment| {
                let invited = moment.not_before(asked.last);
                let moment = moment.at(Stamp { valid_at: new.at(), ..moment.stamp });
                let (id, stamp): (AnswerId, _) = (moment.fresh(), &moment.stamp);
                let fact = match &asked.before {
                    Some(before) => {
                        let (new, superseded) = (new.clone(), before.superseded);
                        before.now.change(id, superseded, new, &asked.setting, stamp)
                    }
                    None => Answer::give(id, new.clone(), &asked.setting, stamp),
                };
                let fact = fact.map_err(Error::refused)?;
                let replied = fact.reply() != Some(Reply::Dismissed);
                let draft = Draft::fact(fact, &moment)?;
                let Some(open) = asked.invitation.as_ref().filter(|_| replied) else {
                    return Ok(draft);
                };
                let event = open.answered(&invited.stamp).map_err(Error::refused)?;
                let now = Draft::state(Some(open.clone()), open.id(), stream, &event, &invited)?;
                Ok(draft.and(now))
            },
        )
    }

    /// One answer, also one whose contact has changed their mind since.
    ///
    /// # Errors
    /// Not found.
    pub fn answer_of(&self, id: AnswerId) -> Result<Found<Answer>, Error> {
        self.0.ask(Permission::SurveyAnswerRead, None, |reading| reading.get(id))
    }

    /// A client's answers that stand, the newest first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn answers_of(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Answer>, Error> {
        let stream = Stream::client(client);
        let scan = Scan::of(Answer::DECLARATION.noun, TIMELINE, limit).within(stream).descending();
        let scan = Scan { after, ..scan };
        self.0.ask(Permission::SurveyAnswers, Some(stream), |reading| reading.page(scan.clone()))
    }
}

/// What must be known when an answer comes.
struct Asked {
    setting: answer::Setting,
    before: Option<Found<Answer>>,
    invitation: Option<Invitation>,
    last: Option<Timestamp>,
}

impl Asked {
    fn read(
        reading: &Reading<'_>,
        client: ClientId,
        survey: SurveyId,
        new: &NewAnswer,
    ) -> Result<Self, Error> {
        let stream = Stream::client(client);
        let active = reading.plain::<Client>(client)?.is_active();
        let survey = reading.get::<Survey>(survey)?.now;
        let contact = reading.find::<Contact>(new.contact())?.map(|found| found.now);
        let wave = survey.open_wave().map_or(0, |wave| wave.number);
        let scan = Scan::of(Answer::DECLARATION.noun, "by_asked", 1)
            .within(stream)
            .equal(survey.id().id())
            .equal(i64::from(wave))
            .equal(new.contact().id())
            .equal(new.question().as_str());
        let before = reading.scan::<Answer>(scan)?.items.pop();
        let invitation = invited(reading, stream, new.contact())?.into_iter().find(|one| {
            one.state() == InvitationState::Invited
                && (one.survey(), one.wave()) == (survey.id(), wave)
        });
        let presence = Presence::of_contact(contact.as_ref(), client);
        let roles = contact.as_ref().map(Contact::roles).unwrap_or_default();
        let setting = answer::Setting::of(client, survey).presence(presence).roles(roles);
        let setting = if active { setting } else { setting.inactive() };
        let last = reading.head(stream)?.recorded_at;
        Ok(Asked { setting, before, invitation, last })
    }
}

/// Every invitation of a contact.
fn invited(
    reading: &Reading<'_>,
    stream: Stream,
    contact: ContactId,
) -> Result<Vec<Invitation>, Error> {
    let scan = Scan::of(Invitation::DECLARATION.noun, "by_contact", MOST).within(stream);
    let all = reading.all::<Invitation>(&scan.equal(contact.id()))?;
    Ok(all.into_iter().map(|found| found.now).collect())
}

/// What is known of a contact who is to be asked. Nobody keeps yet what is critical: tickets, risks.
fn circumstances(
    reading: &Reading<'_>,
    client: ClientId,
    contact: ContactId,
) -> Result<Circumstances, Error> {
    let all = invited(reading, Stream::client(client), contact)?;
    let presence = presence(reading, Recipient::Contact(contact), client)?;
    let invited = all.iter().map(Invitation::invited_at).collect();
    Ok(Circumstances { presence, invited, critical: None })
}

/// Whether the wave of an invitation is open, and its contact still there.
pub(super) fn is_waited_for(reading: &Reading<'_>, one: &Invitation) -> Result<bool, Error> {
    let survey = reading.find::<Survey>(one.survey())?;
    let wave = survey.as_ref().and_then(|found| found.now.open_wave());
    if wave.is_none_or(|wave| wave.number != one.wave()) {
        return Ok(false);
    }
    let contact = reading.find_plain::<Contact>(one.contact())?;
    Ok(contact.is_some_and(|(contact, _)| contact.is_active()))
}

/// That they are invited to the wave already is the rule's no, which only the store knows.
fn taken(error: Error) -> Error {
    let Error::Store(StoreError::Conflict(Conflict::Taken { column: "asked", .. })) = error else {
        return error;
    };
    let guard = InvitationGuard::AlreadyInvited;
    Error::refused(Refusal::guard(&MACHINE, NOTHING, "invite", guard))
}

pub(super) fn in_client(stream: Stream, limit: usize) -> Scan {
    Scan::of(Invitation::DECLARATION.noun, "by_client", limit).within(stream)
}
