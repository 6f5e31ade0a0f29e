//! Expectations at the desk: from what is promised to what was delivered, and how it came across.

use super::done::Done;
use super::draft::Draft;
use super::expectations::Expectations;
use super::notices::{Open, presence};
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::change_request::ChangeRequest;
use crate::domain::client::Client;
use crate::domain::expectation::{
    Cause, Expectation, Increment, Level, Perceive, Remedy, Revise, Setting,
};
use crate::domain::notice::{About, Recipient};
use crate::domain::noun::Noun;
use crate::domain::{
    Acknowledgement, ChangeRequestId, ClientId, ContactId, ExpectationId, Line, Note, StaffId,
};
use crate::error::Error;
use crate::store::Store;

impl<S: Store> Expectations<'_, S> {
    /// [`Expectation::occur`]: something happened to which it answers each time; when, is when it is
    /// [said to have happened](crate::Desk::happened_at).
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn occur(&self, id: ExpectationId) -> Result<Done<Expectation>, Error> {
        self.0.say(Permission::ExpectationOccur, id, &(), |one: &Expectation, stamp| {
            one.occur(&self.0.firm(), stamp)
        })
    }

    /// [`Expectation::deliver_increment`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn deliver_increment(
        &self,
        id: ExpectationId,
        increment: Increment,
    ) -> Result<Done<Expectation>, Error> {
        self.0.say(Permission::ExpectationDeliver, id, &increment, |one: &Expectation, stamp| {
            one.deliver_increment(increment.clone(), stamp)
        })
    }

    /// [`Expectation::revise`]; who acknowledged the agreement is to be told, unless they have
    /// acknowledged this already.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn revise(&self, id: ExpectationId, input: Revise) -> Result<Done<Expectation>, Error> {
        let by = input.acknowledgement.map(|said| said.by);
        self.0.say_of_expectation(
            Permission::ExpectationRevise,
            id,
            &input,
            |reading, one| caused(reading, one.client(), &input.cause, by),
            |one, setting, stamp| one.revise(input.clone(), setting, &self.0.firm(), stamp),
        )
    }

    /// [`Expectation::acknowledge`] of the last revision.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn acknowledge(
        &self,
        id: ExpectationId,
        said: Acknowledgement,
    ) -> Result<Done<Expectation>, Error> {
        self.0.say_of_expectation(
            Permission::ExpectationAcknowledge,
            id,
            &said,
            |reading, one| acknowledging(reading, one, said.by),
            |one, setting, stamp| one.acknowledge(said, setting, stamp),
        )
    }

    /// [`Expectation::confirm`]: it stands as it is, although something changed.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn confirm(&self, id: ExpectationId, cause: Cause) -> Result<Done<Expectation>, Error> {
        self.0.say_of_expectation(
            Permission::ExpectationConfirm,
            id,
            &cause,
            |reading, one| caused(reading, one.client(), &cause, None),
            |one, setting, stamp| one.confirm(cause.clone(), setting, stamp),
        )
    }

    /// [`Expectation::evaluate`]; where the promise was not kept, the owner is to write down what is
    /// done about it.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn evaluate(&self, id: ExpectationId, actual: Level) -> Result<Done<Expectation>, Error> {
        self.0.say_of_expectation(
            Permission::ExpectationEvaluate,
            id,
            &actual,
            |_, _| Ok(()),
            |one, (), stamp| one.evaluate(actual.clone(), &self.0.firm(), stamp),
        )
    }

    /// [`Expectation::record_perception`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn record_perception(
        &self,
        id: ExpectationId,
        input: Perceive,
    ) -> Result<Done<Expectation>, Error> {
        self.0.say_of_expectation(
            Permission::ExpectationPerceive,
            id,
            &input,
            |reading, one| presence(reading, Recipient::Contact(input.by), one.client()),
            |one, contact, stamp| {
                let policy = &self.0.office.expectations;
                one.record_perception(input.clone(), *contact, policy, stamp)
            },
        )
    }

    /// [`Expectation::dispute`] by a contact.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn dispute(
        &self,
        id: ExpectationId,
        by: ContactId,
        reason: &str,
    ) -> Result<Done<Expectation>, Error> {
        let reason = Line::new(reason).map_err(|why| why.in_field("reason"))?;
        self.0.say_of_expectation(
            Permission::ExpectationDispute,
            id,
            &(by, &reason),
            |reading, one| presence(reading, Recipient::Contact(by), one.client()),
            |one, contact, stamp| one.dispute(by, reason.clone(), *contact, stamp),
        )
    }

    /// [`Expectation::record_remedy`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn record_remedy(
        &self,
        id: ExpectationId,
        input: Remedy,
    ) -> Result<Done<Expectation>, Error> {
        self.0.say_of_expectation(
            Permission::ExpectationRemedy,
            id,
            &input,
            |_, _| Ok(()),
            |one, (), stamp| one.record_remedy(input.clone(), stamp),
        )
    }

    /// [`Expectation::hand_over`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn hand_over(&self, id: ExpectationId, to: StaffId) -> Result<Done<Expectation>, Error> {
        self.0.say_of_expectation(
            Permission::ExpectationHandOver,
            id,
            &to,
            |reading, one| presence(reading, Recipient::Staff(to), one.client()),
            |one, owner, stamp| one.hand_over(to, *owner, stamp),
        )
    }

    /// [`Expectation::withdraw`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn withdraw(&self, id: ExpectationId, reason: &str) -> Result<Done<Expectation>, Error> {
        let reason = Note::new(reason).map_err(|why| why.in_field("reason"))?;
        self.0.say_of_expectation(
            Permission::ExpectationWithdraw,
            id,
            &reason,
            |_, _| Ok(()),
            |one, (), stamp| one.withdraw(reason.clone(), stamp),
        )
    }

    /// [`Expectation::supersede`] by another, which [takes over](Expectation::take_over) what was
    /// stated first, in one unit.
    ///
    /// # Errors
    /// The verbs' refusals, and not found.
    pub fn supersede(
        &self,
        id: ExpectationId,
        by: ExpectationId,
    ) -> Result<Done<Expectation>, Error> {
        self.0.command(
            Permission::ExpectationSupersede,
            &(id, by),
            |reading| {
                let one = reading.subject::<Expectation>(id)?.now;
                let head = reading.head(one.stream())?;
                let open = Open::about(reading, one.stream(), About::Expectation(id))?;
                Ok((one, reading.get::<Expectation>(by)?.now, head.recorded_at, open))
            },
            |(one, ..)| Some(one.stream()),
            |(one, other, last, open), moment| {
                let moment = moment.not_before(*last);
                let event = one.supersede(other, &moment.stamp).map_err(Error::refused)?;
                let taken = other.take_over(one, &moment.stamp).map_err(Error::refused)?;
                let draft = Draft::state(Some(one.clone()), id, one.stream(), &event, &moment)?;
                let settled = draft.now.settles(&event.what);
                let draft = draft.settling(&settled, open, &moment)?;
                let taken = Draft::state(Some(other.clone()), by, other.stream(), &taken, &moment)?;
                Ok(draft.and(taken))
            },
        )
    }
}

/// What the rule must know of the cause of the revision that waits, and of who acknowledges it.
fn acknowledging(
    reading: &Reading<'_>,
    one: &Expectation,
    by: ContactId,
) -> Result<Setting, Error> {
    match one.pending_revision() {
        Some(pending) => caused(reading, one.client(), &pending.cause, Some(by)),
        None => {
            let contact = presence(reading, Recipient::Contact(by), one.client())?;
            Ok(Setting::plain().contact(contact))
        }
    }
}

/// What the rule must know of the client, of the change that is the cause, and of who acknowledged
/// it.
fn caused(
    reading: &Reading<'_>,
    client: ClientId,
    cause: &Cause,
    by: Option<ContactId>,
) -> Result<Setting, Error> {
    let active = reading.plain::<Client>(client)?.is_active();
    let setting = if active { Setting::plain() } else { Setting::plain().archived() };
    let change = |id: ChangeRequestId| {
        let found = reading.find::<ChangeRequest>(id)?.map(|found| found.now);
        Ok::<_, Error>(found.filter(|change| change.client() == client))
    };
    let setting = match cause.change().map(change).transpose()? {
        None => setting,
        Some(None) => setting.stranger(),
        Some(Some(change)) if change.counts() => setting,
        Some(Some(_)) => setting.undecided(),
    };
    let contact = by.map(|by| presence(reading, Recipient::Contact(by), client)).transpose()?;
    Ok(contact.map_or(setting, |contact| setting.contact(contact)))
}
