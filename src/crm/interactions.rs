//! Interactions at the desk.

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::client::Client;
use crate::domain::contact::{Contact, ContactState};
use crate::domain::declaration::{TIMELINE, Value};
use crate::domain::interaction::{Interaction, NewInteraction, Setting};
use crate::domain::noun::{Noun, Stamp};
use crate::domain::{ClientId, ContactId, InteractionId, RecordId, StaffId, Stream, Timestamp};
use crate::error::Error;
use crate::store::StoreError;
use crate::store::scan::{Among, Condition, Order};
use crate::store::{Cursor, Scan, Store};
use std::ops::Bound;

/// What the desk does about interactions.
#[derive(Debug)]
pub struct Interactions<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The interactions.
    #[must_use]
    pub fn interactions(&self) -> Interactions<'_, S> {
        Interactions(self)
    }
}

impl<'d, S: Store> Interactions<'d, S> {
    /// [`Interaction::log`] with a client.
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such client.
    pub fn log(&self, client: ClientId, new: NewInteraction) -> Result<Done<Interaction>, Error> {
        self.write(Permission::InteractionLog, Stream::client(client), new)
    }

    /// [`Interaction::log`] of a meeting that the team has by itself.
    ///
    /// # Errors
    /// The verb's refusals.
    pub fn log_team(&self, new: NewInteraction) -> Result<Done<Interaction>, Error> {
        self.write(Permission::InteractionLogTeam, Stream::team(), new)
    }

    fn write(
        &self,
        permission: Permission,
        stream: Stream,
        new: NewInteraction,
    ) -> Result<Done<Interaction>, Error> {
        self.0.command(
            permission,
            &(stream, &new),
            |reading| setting(reading, stream, new.named()),
            |_| Some(stream),
            |setting, moment| {
                let stamp = Stamp { valid_at: new.at(), ..moment.stamp };
                let moment = moment.at(stamp);
                let fact = Interaction::log(moment.fresh(), new.clone(), setting, &moment.stamp);
                Draft::fact(fact.map_err(Error::refused)?, &moment)
            },
        )
    }

    /// [`Interaction::correct`]: how it really was, and why that is said now.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn correct(
        &self,
        id: InteractionId,
        new: NewInteraction,
        reason: &str,
    ) -> Result<Done<Interaction>, Error> {
        self.0.command(
            Permission::InteractionCorrect,
            &(id, &new, reason),
            |reading| {
                let before = reading.subject::<Interaction>(id)?;
                let setting = setting(reading, before.now.stream(), new.named())?;
                Ok((before, setting))
            },
            |(before, _)| Some(before.now.stream()),
            |(before, setting), moment| {
                let moment = moment.at(Stamp { valid_at: new.at(), ..moment.stamp });
                let fact = before.now.correct(
                    moment.fresh(),
                    before.superseded,
                    new.clone(),
                    reason,
                    setting,
                    &moment.stamp,
                );
                Draft::fact(fact.map_err(Error::refused)?, &moment)
            },
        )
    }

    /// [`Interaction::withdraw`]: it should not be there, and why.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn withdraw(&self, id: InteractionId, reason: &str) -> Result<Done<Interaction>, Error> {
        self.0.command(
            Permission::InteractionWithdraw,
            &(id, reason),
            |reading| reading.subject::<Interaction>(id),
            |before| Some(before.now.stream()),
            |before, moment| {
                let fact = before.now.withdraw(moment.fresh(), before.superseded, reason);
                Draft::fact(fact.map_err(Error::refused)?, moment)
            },
        )
    }

    /// One interaction, also one that was corrected or withdrawn since. A client's contact sees one
    /// for as long as what took its place was shared, too.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: InteractionId) -> Result<Found<Interaction>, Error> {
        self.0.ask(Permission::InteractionRead, None, |reading| {
            let found = reading.get::<Interaction>(id)?;
            // Who does not see what took its place sees it no more: it was shared by mistake.
            if found.superseded && reading.standing::<Interaction>(id)?.is_none() {
                let noun = Interaction::DECLARATION.noun;
                return Err(StoreError::NotFound { noun, id: id.id() }.into());
            }
            Ok(found)
        })
    }

    /// The meetings of the team, newest first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn of_team(
        &self,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Interaction>, Error> {
        let scan = Scan { after, ..timeline(Stream::team(), limit) };
        self.0.ask(Permission::InteractionTeam, Some(Stream::team()), |reading| {
            reading.page(scan.clone())
        })
    }

    /// What somebody is to come back to, the longest due first.
    #[must_use]
    pub fn follow_ups(&self) -> FollowUps<'d, S> {
        FollowUps { desk: self.0, owner: None, by: Bound::Unbounded, after: None }
    }

    /// The verbs that may be said of one now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: InteractionId) -> Result<Vec<&'static str>, Error> {
        let found =
            self.0.ask(Permission::InteractionAllowed, None, |r| r.get::<Interaction>(id))?;
        Ok(crate::domain::interaction::MACHINE.allowed(found.now.standing(found.superseded)))
    }
}

/// A question for follow-ups.
#[derive(Debug)]
pub struct FollowUps<'d, S> {
    desk: &'d Desk<S>,
    owner: Option<StaffId>,
    by: Bound<Value>,
    after: Option<Cursor>,
}

impl<S: Store> FollowUps<'_, S> {
    /// Only those of one member of staff.
    #[must_use]
    pub fn owned_by(mut self, owner: StaffId) -> Self {
        self.owner = Some(owner);
        self
    }

    /// Only those due by this instant.
    #[must_use]
    pub fn due_by(mut self, at: Timestamp) -> Self {
        self.by = Bound::Included(at.micros().into());
        self
    }

    /// From where an earlier page ended.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// A page of 1 to 1000.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn page(self, limit: usize) -> Result<Pages<Interaction>, Error> {
        let noun = Interaction::DECLARATION.noun;
        let scan = match self.owner {
            Some(owner) => Scan::of(noun, "by_follow_up_owner", limit).equal(owner.id()),
            None => Scan::of(noun, "by_follow_up", limit),
        };
        let scan =
            Scan { among: Among::Between(Bound::Unbounded, self.by), after: self.after, ..scan };
        self.desk.ask(Permission::InteractionFollowUps, None, |reading| reading.page(scan.clone()))
    }
}

/// A stream's interactions that stand, newest first.
pub(super) fn timeline(stream: Stream, limit: usize) -> Scan {
    Scan {
        order: Order::Descending,
        conditions: vec![Condition::Null("withdraws")],
        ..Scan::of(Interaction::DECLARATION.noun, TIMELINE, limit).within(stream)
    }
}

/// What the rule must know of the client, and of those who are named.
fn setting(reading: &Reading<'_>, stream: Stream, named: &[ContactId]) -> Result<Setting, Error> {
    let setting = Setting::in_stream(stream);
    let Some(client) = stream.as_client() else { return Ok(setting) };
    let client = reading.plain::<Client>(client)?;
    let mut strangers = Vec::new();
    for id in named {
        if !is_known(reading, stream, *id)? {
            strangers.push(*id);
        }
    }
    Ok(setting.archived(!client.is_active()).strangers(strangers))
}

/// Whether somebody is a contact of a client and was not erased: of who was, nothing more is told.
pub(super) fn is_known(
    reading: &Reading<'_>,
    stream: Stream,
    id: ContactId,
) -> Result<bool, Error> {
    let found = reading.find::<Contact>(id)?.map(|found| found.now);
    Ok(found.is_some_and(|one| one.stream() == stream && one.state() != ContactState::Erased))
}
