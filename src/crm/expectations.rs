//! Expectations at the desk: from what is said to what is promised; and the questions about them.

use serde::Serialize;

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::due::Due;
use super::find_expectations::FindExpectations;
use super::journal::known_at;
use super::notices::{Open, presence};
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::client::Client;
use crate::domain::expectation::{
    Agree, Clarify, Constraint, Decline, Expectation, ExpectationRefusal, Firm, Level,
    NewExpectation, Setting,
};
use crate::domain::notice::{About, Recipient};
use crate::domain::noun::{Event, Noun, Stamp};
use crate::domain::{ClientId, ExpectationId, InteractionId, RecordId, Stream, Timestamp};
use crate::error::Error;
use crate::store::{Cursor, Scan, Store};

/// What the desk does about expectations: what clients expect, and what is promised them.
#[derive(Debug)]
pub struct Expectations<'d, S>(pub(super) &'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The expectations.
    ///
    /// ```
    /// use guanxi::domain::expectation::{Agree, Category, Clarify, Level, NewExpectation, Scale, Verdict};
    /// # use guanxi::domain::{Acknowledgement, Evidence, TextDigest, client::NewClient, contact::NewContact};
    /// # use guanxi::domain::{interaction::Channel, staff::NewStaff};
    /// # let desk = guanxi::Crm::memory()?.desk(guanxi::Actor::system());
    /// # let me = guanxi::StaffId::from_uuid(uuid::Uuid::from_u128(1));
    /// # desk.staff().enrol(me, NewStaff::named("王安娜")?)?;
    /// # let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// # let li = desk.contacts().add(hua, NewContact::named("李雷")?)?.id();
    /// # let at = "2026-05-03T09:30:00+08:00".parse()?;
    /// # let digest = TextDigest::of("六秒之内");
    /// # let acknowledgement = Acknowledgement { by: li, at, channel: Channel::Email, digest };
    /// # let evidence = vec![Evidence::of("contract", "HX-2026-07")?];
    /// let wish = NewExpectation::stated("报表要很快打开", Category::Performance)?;
    /// let id = desk.expectations().capture(hua, wish)?.id();
    /// let scale = Scale::lower("30 s", "0 s")?;
    /// let measured = Clarify::of("打开报表的时间", scale)?.first(Level::measured("1 s")?);
    /// desk.expectations().clarify(id, measured)?;
    /// let level = Level::measured("6 s")?;
    /// let (due, owner, override_overpromise) = (None, me, None);
    /// let promise = Agree { level, due, evidence, acknowledgement, owner, override_overpromise };
    /// desk.expectations().agree(id, promise)?;
    /// let done = desk.expectations().evaluate(id, Level::measured("7 s")?)?.now;
    /// let evaluation = done.evaluation().ok_or("nothing was measured")?;
    /// assert_eq!(evaluation.verdict(), Verdict::Met);
    /// assert_eq!(evaluation.gaps().delivery.to_string(), "-3.33");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn expectations(&self) -> Expectations<'_, S> {
        Expectations(self)
    }
}

/// What raises notices or settles them, and so must know which are open.
const TELLING: [Permission; 7] = [
    Permission::ExpectationDecline,
    Permission::ExpectationRevise,
    Permission::ExpectationAcknowledge,
    Permission::ExpectationEvaluate,
    Permission::ExpectationDispute,
    Permission::ExpectationRemedy,
    Permission::ExpectationWithdraw,
];

impl<'d, S: Store> Expectations<'d, S> {
    /// [`Expectation::capture`] of a client.
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such client.
    pub fn capture(
        &self,
        client: ClientId,
        new: NewExpectation,
    ) -> Result<Done<Expectation>, Error> {
        let stream = Stream::client(client);
        self.0.command(
            Permission::ExpectationCapture,
            &(client, &new),
            |reading| setting(reading, client, &new),
            |_| Some(stream),
            |setting, moment| {
                let event = Expectation::capture(new.clone(), setting, &moment.stamp);
                Draft::state(None, moment.fresh(), stream, &event.map_err(Error::refused)?, moment)
            },
        )
    }

    /// [`Expectation::clarify`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn clarify(&self, id: ExpectationId, input: Clarify) -> Result<Done<Expectation>, Error> {
        self.0.say(Permission::ExpectationClarify, id, &input, |one: &Expectation, stamp| {
            one.clarify(input.clone(), stamp)
        })
    }

    /// [`Expectation::explain_constraint`] to a contact.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn explain_constraint(
        &self,
        id: ExpectationId,
        constraint: Constraint,
    ) -> Result<Done<Expectation>, Error> {
        let to = Recipient::Contact(constraint.to);
        self.0.say_of_expectation(
            Permission::ExpectationExplain,
            id,
            &constraint,
            |reading, one| presence(reading, to, one.client()),
            |one, contact, stamp| one.explain_constraint(constraint.clone(), *contact, stamp),
        )
    }

    /// [`Expectation::propose_level`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn propose_level(
        &self,
        id: ExpectationId,
        level: Level,
    ) -> Result<Done<Expectation>, Error> {
        self.0.say(Permission::ExpectationPropose, id, &level, |one: &Expectation, stamp| {
            one.propose_level(level.clone(), stamp)
        })
    }

    /// [`Expectation::forecast`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn forecast(&self, id: ExpectationId, level: Level) -> Result<Done<Expectation>, Error> {
        self.0.say(Permission::ExpectationForecast, id, &level, |one: &Expectation, stamp| {
            one.forecast(level.clone(), stamp)
        })
    }

    /// [`Expectation::agree`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn agree(&self, id: ExpectationId, input: Agree) -> Result<Done<Expectation>, Error> {
        let (by, owner) = (input.acknowledgement.by, input.owner);
        self.0.say_of_expectation(
            Permission::ExpectationAgree,
            id,
            &input,
            |reading, one| {
                let contact = presence(reading, Recipient::Contact(by), one.client())?;
                let owner = presence(reading, Recipient::Staff(owner), one.client())?;
                let active = reading.plain::<Client>(one.client())?.is_active();
                let setting = if active { Setting::plain() } else { Setting::plain().archived() };
                Ok(setting.contact(contact).owner(owner))
            },
            |one, setting, stamp| one.agree(input.clone(), setting, &self.0.firm(), stamp),
        )
    }

    /// [`Expectation::decline`]; whoever stated it is to be told, by the end of the next working day.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn decline(&self, id: ExpectationId, input: Decline) -> Result<Done<Expectation>, Error> {
        self.0.say_of_expectation(
            Permission::ExpectationDecline,
            id,
            &input,
            |_, _| Ok(()),
            |one, (), stamp| one.decline(input.clone(), &self.0.firm(), stamp),
        )
    }

    /// One expectation.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: ExpectationId) -> Result<Found<Expectation>, Error> {
        self.0.ask(Permission::ExpectationRead, None, |reading| reading.get(id))
    }

    /// A client's expectations, in the order of their states' names.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn of(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Expectation>, Error> {
        let stream = Stream::client(client);
        let scan = Scan { after, ..in_client(stream, limit) };
        self.0.ask(Permission::ExpectationList, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// What is promised and due by an instant, the longest due first.
    #[must_use]
    pub fn due_by(&self, at: Timestamp) -> FindExpectations<'d, S> {
        FindExpectations::new(self.0, Due::by(at))
    }

    /// What was promised and due before an instant, and nobody has measured: the longest due first.
    #[must_use]
    pub fn overdue(&self, at: Timestamp) -> FindExpectations<'d, S> {
        FindExpectations::new(self.0, Due::before(at))
    }

    /// The expectation as far as it had been told by an instant; none where it was not yet captured.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(&self, id: ExpectationId, at: Timestamp) -> Result<Option<Expectation>, Error> {
        self.0.ask(Permission::ExpectationKnownAt, None, |reading| known_at(reading, id, at))
    }

    /// The verbs that may be said of an expectation now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: ExpectationId) -> Result<Vec<&'static str>, Error> {
        let found =
            self.0.ask(Permission::ExpectationAllowed, None, |r| r.get::<Expectation>(id))?;
        Ok(found.now.allowed())
    }
}

impl<S: Store> Desk<S> {
    /// What the firm brings to a rule about expectations.
    pub(super) fn firm(&self) -> Firm<'_> {
        Firm { calendar: self.office.calendar(), policy: &self.office.expectations }
    }

    /// One event on one expectation, with what the rule must know beside it, and with the notices
    /// that it raises and settles, all in one unit.
    pub(super) fn say_of_expectation<F>(
        &self,
        permission: Permission,
        id: ExpectationId,
        input: &impl Serialize,
        facts: impl Fn(&Reading<'_>, &Expectation) -> Result<F, Error>,
        rule: impl Fn(&Expectation, &F, &Stamp) -> Result<Event<Expectation>, ExpectationRefusal>,
    ) -> Result<Done<Expectation>, Error> {
        self.command(
            permission,
            &(id.id(), input),
            |reading| {
                let one = reading.subject::<Expectation>(id)?;
                let stream = one.now.stream();
                let last = reading.head(stream)?.recorded_at;
                let facts = facts(reading, &one.now)?;
                let open = if TELLING.contains(&permission) {
                    Open::about(reading, stream, About::Expectation(id))?
                } else {
                    Open::default()
                };
                Ok((one.now, last, facts, open))
            },
            |(one, ..)| Some(one.stream()),
            |(one, last, facts, open), moment| {
                let moment = moment.not_before(*last);
                let event = rule(one, facts, &moment.stamp).map_err(Error::refused)?;
                let draft = Draft::state(Some(one.clone()), id, one.stream(), &event, &moment)?;
                let raised = draft.now.raises(&event.what);
                let settled = draft.now.settles(&event.what);
                draft.settling(&settled, open, &moment)?.raising(raised, open, &moment)
            },
        )
    }
}

/// What the rule must know of the client, and of those whom a new expectation names.
fn setting(
    reading: &Reading<'_>,
    client: ClientId,
    new: &NewExpectation,
) -> Result<Setting, Error> {
    let active = reading.plain::<Client>(client)?.is_active();
    let setting = if active { Setting::plain() } else { Setting::plain().archived() };
    let (source, contact, owner) = new.names();
    let source = source.map(|id| (InteractionId::NOUN, id.id()));
    let theirs = source.map_or(Ok(true), |(noun, id)| is_of(reading, client, noun, id))?;
    let setting = if theirs { setting } else { setting.stranger() };
    let of = |recipient| presence(reading, recipient, client);
    let contact = contact.map(Recipient::Contact).map(of).transpose()?;
    let owner = owner.map(Recipient::Staff).map(of).transpose()?;
    let setting = contact.map_or(setting, |contact| setting.contact(contact));
    Ok(owner.map_or(setting, |owner| setting.owner(owner)))
}

/// Whether a record is in a client's stream.
fn is_of(
    reading: &Reading<'_>,
    client: ClientId,
    noun: &'static str,
    id: crate::domain::Id,
) -> Result<bool, Error> {
    Ok(reading.stream_of(noun, id)? == Some(Stream::client(client)))
}

pub(super) fn in_client(stream: Stream, limit: usize) -> Scan {
    Scan::of(Expectation::DECLARATION.noun, "by_client", limit).within(stream)
}
