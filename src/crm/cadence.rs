//! Cadence at the desk: how often clients are to be in touch with, and how things stand.

use super::desk::Desk;
use super::done::{Done, Found};
use super::draft::Draft;
use super::find_cadence::{FindCadence, Wanted};
use super::notices::Open;
use super::permission::Permission;
use super::reading::Reading;
use super::touches;
use crate::domain::cadence::{Assessment, CadencePlan, Counted, Signal, Status, Step};
use crate::domain::client::{Client, ClientCadence, ClientRefusal};
use crate::domain::contact::{Contact, ContactRole};
use crate::domain::notice::About;
use crate::domain::noun::{Event, Stamp};
use crate::domain::{ClientId, Line, Staff, StaffId, Stream, Timestamp, escalation};
use crate::error::Error;
use crate::store::Store;

/// What the desk does about how often clients are to be in touch with.
#[derive(Debug)]
pub struct CadenceDesk<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// How often clients are to be in touch with.
    ///
    /// ```
    /// use guanxi::domain::cadence::Status;
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::{Actor, Crm};
    /// let desk = Crm::memory()?.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// assert_eq!(desk.cadence().status(hua)?.stands.status, Status::OnTrack);
    /// assert!(desk.cadence().overdue().page(100)?.items.is_empty());
    /// # Ok::<(), guanxi::Error>(())
    /// ```
    #[must_use]
    pub fn cadence(&self) -> CadenceDesk<'_, S> {
        CadenceDesk(self)
    }
}

/// How things stand with a client, and what that was worked out from.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientStanding {
    /// The client, at the revision that was read.
    pub client: Found<Client>,
    /// How things stand, and when.
    pub stands: Assessment,
    /// The plan that holds, the goal of the client's own with it; none where none does.
    pub plan: Option<CadencePlan>,
    /// The version of the book whose plan holds; none for the client's own.
    pub book: Option<u32>,
    /// The version of the calendar that was counted by.
    pub calendar: u32,
    /// The last touch that counts, and the interactions that it is made of.
    pub touch: Option<Counted>,
    /// The roles that the plan wants to be met and that nobody met for too many touches.
    pub roles_missed: Vec<ContactRole>,
}

/// That nobody was in touch, taken up.
#[derive(Debug, Clone, PartialEq)]
pub struct Escalated {
    /// The client as it stands now.
    pub done: Done<Client>,
    /// How far it was taken up.
    pub step: Step,
    /// The signal, once it is a risk.
    pub signal: Option<Signal>,
}

type Said = Result<Event<Client>, ClientRefusal>;

impl<'d, S: Store> CadenceDesk<'d, S> {
    pub(super) fn desk(&self) -> &'d Desk<S> {
        self.0
    }

    /// [`ClientCadence::set_plan`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn set_plan(&self, client: ClientId, plan: &CadencePlan) -> Result<Done<Client>, Error> {
        self.say(Permission::CadenceSetPlan, client, plan, |cadence, stamp| {
            cadence.set_plan(plan, stamp)
        })
    }

    /// [`ClientCadence::clear_plan`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn clear_plan(&self, client: ClientId) -> Result<Done<Client>, Error> {
        self.say(Permission::CadenceClearPlan, client, &(), |cadence, stamp| {
            cadence.clear_plan(stamp)
        })
    }

    /// [`ClientCadence::pause`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn pause(
        &self,
        client: ClientId,
        until: Timestamp,
        reason: &str,
    ) -> Result<Done<Client>, Error> {
        let reason = Line::new(reason).map_err(|why| why.in_field("reason"))?;
        self.say(Permission::CadencePause, client, &(until, &reason), |cadence, stamp| {
            cadence.pause(until, reason.clone(), stamp)
        })
    }

    /// [`ClientCadence::resume`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn resume(&self, client: ClientId) -> Result<Done<Client>, Error> {
        self.say(Permission::CadenceResume, client, &(), |cadence, stamp| cadence.resume(stamp))
    }

    fn say(
        &self,
        permission: Permission,
        client: ClientId,
        input: &impl serde::Serialize,
        verb: impl Fn(ClientCadence<'_>, &Stamp) -> Said,
    ) -> Result<Done<Client>, Error> {
        self.0
            .say(permission, client, input, |client: &Client, stamp| verb(client.cadence(), stamp))
    }

    /// [`ClientCadence::escalate`], as far as it has come now: the owner is told, then the lead
    /// too, and in the end it is a risk, for which there is a signal. Each step is taken once for
    /// each touch behind which it became too long.
    ///
    /// # Errors
    /// The verb's refusals, and not found; [`Error::Unanswered`] when the calendar cannot tell how
    /// far it has come.
    pub fn escalate(&self, client: ClientId) -> Result<Escalated, Error> {
        let (stream, office) = (Stream::client(client), &self.0.office);
        let done = self.0.command(
            Permission::CadenceEscalate,
            &client,
            |reading| {
                let before = reading.subject::<Client>(client)?;
                let last = reading.head(stream)?.recorded_at;
                let open = Open::about(reading, stream, About::Client(client))?;
                let (owner, lead) = owner_and_lead(reading, before.now.owner())?;
                let touched = self.touched(reading, &before.now)?;
                Ok((before, last, open, owner, lead, touched))
            },
            |_| Some(stream),
            |(before, last, open, owner, lead, touched), moment| {
                let moment = moment.not_before(*last);
                let (cadence, stamp) = (before.now.cadence(), &moment.stamp);
                let (book, calendar) = (office.cadences(), office.calendar());
                let mut stands = cadence.assess(book, *touched, stamp.valid_at, calendar)?;
                if let (Some(plan), Some(at)) = (cadence.plan(book), stands.overdue_at)
                    && stands.status == Status::Overdue
                {
                    stands.step = Some(plan.step(at, stamp.valid_at, calendar)?);
                }
                let event = cadence.escalate(&stands, book, stamp).map_err(Error::refused)?;
                let due = escalation::due(calendar, stamp);
                let (owner, lead) = (owner.as_ref(), lead.as_ref());
                let raised = escalation::raises(&before.now, &event, owner, lead, due);
                Draft::state(Some(before.now.clone()), client, stream, &event, &moment)?
                    .raising(raised, open, &moment)
            },
        )?;
        let taken = done.now.cadence().last_escalation();
        let step = taken.map_or(Step::Owner, |(_, step)| step);
        let signal = escalation::signal(&done.now, office.clock.now());
        Ok(Escalated { done, step, signal })
    }

    /// When the last touch that counts was.
    fn touched(&self, reading: &Reading<'_>, client: &Client) -> Result<Option<Timestamp>, Error> {
        let Some(plan) = client.cadence().plan(self.0.office.cadences()) else { return Ok(None) };
        let stream = Stream::client(client.id());
        let last = touches::last(reading, stream, plan, self.0.office.calendar(), None)?;
        Ok(last.map(|last| last.at))
    }

    /// How things stand with one client now.
    ///
    /// # Errors
    /// Not found; [`Error::Unanswered`] when the calendar does not know a year that the answer
    /// needs.
    pub fn status(&self, client: ClientId) -> Result<ClientStanding, Error> {
        self.standing(Permission::CadenceStatus, client, self.0.office.clock.now())
    }

    /// How things will stand with one client at an instant, if nothing happens before; for one
    /// that is past, as if what is known now had been known then.
    ///
    /// # Errors
    /// As [`status`](Self::status).
    pub fn status_at(&self, client: ClientId, at: Timestamp) -> Result<ClientStanding, Error> {
        self.standing(Permission::CadenceStatus, client, at)
    }

    fn standing(
        &self,
        permission: Permission,
        client: ClientId,
        at: Timestamp,
    ) -> Result<ClientStanding, Error> {
        let (stream, office) = (Stream::client(client), &self.0.office);
        self.0.ask(permission, Some(stream), |reading| {
            let found = reading.get::<Client>(client)?;
            let (cadence, calendar) = (found.now.cadence(), office.calendar());
            let book = office.cadences();
            let plan = cadence.plan(book);
            let counted = match plan {
                Some(plan) => touches::lately(reading, stream, plan, calendar)?,
                None => Vec::new(),
            };
            let touch = counted.last().cloned();
            let last = touch.as_ref().map(|touch| touch.at);
            let stands = cadence.assess(book, last, at, calendar)?;
            let roles_missed = match plan {
                Some(plan) => plan.roles_missed(&counted, roles(reading, &counted)?),
                None => Vec::new(),
            };
            let of_book = plan.is_some() && cadence.own_plan().is_none();
            let goal = cadence.goal().known().flatten().cloned();
            let plan = plan.cloned().map(|plan| goal.into_iter().fold(plan, CadencePlan::goal));
            Ok(ClientStanding {
                stands,
                plan,
                book: of_book.then(|| book.number()),
                calendar: calendar.version(),
                touch,
                roles_missed,
                client: found,
            })
        })
    }

    /// The clients whose next touch is overdue: class by class, and in a class those first who
    /// were longest without a whole touch.
    #[must_use]
    pub fn overdue(&self) -> FindCadence<'d, S> {
        FindCadence::new(self.0, Wanted::Overdue)
    }

    /// The clients whose next touch is due, those with whom it is overdue included, in the same
    /// order.
    #[must_use]
    pub fn due(&self) -> FindCadence<'d, S> {
        FindCadence::new(self.0, Wanted::Due)
    }
}

/// Who looks after a client, and who leads them.
fn owner_and_lead(
    reading: &Reading<'_>,
    owner: Option<StaffId>,
) -> Result<(Option<Staff>, Option<Staff>), Error> {
    let find = |id: Option<StaffId>| -> Result<Option<Staff>, Error> {
        let found = id.map(|id| reading.find::<Staff>(id)).transpose()?.flatten();
        Ok(found.map(|found| found.now))
    };
    let owner = find(owner)?;
    let lead = find(owner.as_ref().and_then(Staff::lead))?;
    Ok((owner, lead))
}

/// The roles of those who took part.
fn roles(
    reading: &Reading<'_>,
    counted: &[Counted],
) -> Result<impl Fn(crate::domain::ContactId) -> Vec<ContactRole>, Error> {
    let mut known = std::collections::BTreeMap::new();
    for id in counted.iter().flat_map(|touch| &touch.contacts) {
        if !known.contains_key(id) {
            let contact = reading.find::<Contact>(*id)?;
            let roles = contact.map(|found| found.now.roles().to_vec());
            known.insert(*id, roles.unwrap_or_default());
        }
    }
    Ok(move |id| known.get(&id).cloned().unwrap_or_default())
}
