//! How often one client is to be in touch with, and the verbs that change it.

use super::cadence_book::CadenceBook;
use super::declared::MACHINE;
use super::event::{ClientEvent, ClientWord};
use super::record::Client;
use super::refusal::{ClientGuard, ClientRefusal};
use super::stage::Stage;
use super::words::Segment;
use crate::domain::cadence::{Assessment, CadencePlan, Pause, Status, Step};
use crate::domain::calendar::Unanswered;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::{BusinessCalendar, Held, Line, Timestamp};

type Said = Result<Event<Client>, ClientRefusal>;

/// The cadence of a client, and the verbs that change it. A client has a plan of its own, or that
/// of its class and stage in the firm's [book](CadenceBook).
///
/// ```
/// # use guanxi::domain::client::{Client, Given, NewClient};
/// use guanxi::domain::cadence::{CadencePlan, Status};
/// use guanxi::domain::client::CadenceBook;
/// use guanxi::domain::{BusinessCalendar, Line};
/// # use guanxi::domain::calendar::Weekday;
/// # use guanxi::domain::noun::{Event, Header, State};
/// # use guanxi::domain::{ActorId, ClientId, RecordId, Stamp, Stream, Timestamp};
/// # let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
/// # let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
/// # let id = ClientId::from_uuid(uuid::Uuid::from_u128(1));
/// # let entry = Header { id: id.id(), stream: Stream::client(id), valid_at: now,
/// #     recorded_at: now, by: ActorId::System };
/// # let event = Client::register(NewClient::organisation("华信")?, &Given::nothing(), &stamp)?;
/// # let hua = Client::apply(None, &event, &entry).ok_or("nothing")?;
/// # let after = |client: Client, event: Event<Client>| Client::apply(Some(client), &event, &entry);
/// # let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
/// #     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
/// #     .build()?;
/// let book = CadenceBook::proposed()?;
/// assert_eq!(hua.cadence().plan(&book).map(|plan| plan.target()), Some(30));
///
/// let weekly = CadencePlan::every(7, 10)?.goal(Line::new("上线前的风险")?);
/// let hua = after(hua.clone(), hua.cadence().set_plan(&weekly, &stamp)?).ok_or("nothing")?;
/// let stands = hua.cadence().assess(&book, None, "2026-05-11T10:00:00+08:00".parse()?, &office)?;
/// assert_eq!(stands.status, Status::Due);
///
/// let until = "2026-06-01T00:00:00+08:00".parse()?;
/// let paused = hua.cadence().pause(until, Line::new("客户内部审计")?, &stamp)?;
/// let hua = after(hua, paused).ok_or("nothing")?;
/// assert!(hua.cadence().is_paused(now));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ClientCadence<'a>(&'a Client);

impl Client {
    /// How often it is to be in touch with, and the verbs that change it.
    #[must_use]
    pub fn cadence(&self) -> ClientCadence<'_> {
        ClientCadence(self)
    }
}

impl<'a> ClientCadence<'a> {
    /// The class whose plan holds, as it stands in the column: none for a client that is not worked
    /// with.
    #[must_use]
    pub fn class(&self) -> Option<String> {
        let own = || Self::OWN.to_owned();
        let plan = self.0.plain.cadence.as_ref();
        let class = || Self::class_of(self.0.segment(), self.0.stage());
        self.0.is_active().then(|| plan.map_or_else(class, |_| own()))
    }

    /// What stands in the column for clients with a plan of their own.
    pub const OWN: &'static str = "own";

    /// What stands in the column for clients of a class at a stage.
    #[must_use]
    pub fn class_of(segment: Segment, stage: Stage) -> String {
        format!("{segment}/{stage}")
    }

    /// Its own plan, without its [goal](Self::goal).
    #[must_use]
    pub fn own_plan(&self) -> Option<&'a CadencePlan> {
        self.0.plain.cadence.as_ref()
    }

    /// What the talk is to be about, by its own plan.
    #[must_use]
    pub fn goal(&self) -> Held<Option<&'a Line>> {
        self.0.personal.as_ref().map(|personal| personal.cadence_goal.as_ref())
    }

    /// The plan that holds: its own, or that of its class; none for a client that is not worked
    /// with, and where the book has none.
    #[must_use]
    pub fn plan<'p>(&self, book: &'p CadenceBook) -> Option<&'p CadencePlan>
    where
        'a: 'p,
    {
        if !self.0.is_active() {
            return None;
        }
        self.own_plan().or_else(|| book.of(self.0.segment(), self.0.stage()))
    }

    /// The last pause, also one that is over.
    #[must_use]
    pub fn last_pause(&self) -> Option<Pause> {
        self.0.plain.pause
    }

    /// Whether nobody is to be in touch at an instant.
    #[must_use]
    pub fn is_paused(&self, at: Timestamp) -> bool {
        self.last_pause().is_some_and(|pause| pause.from <= at && at < pause.until)
    }

    /// Why it was paused the last time.
    #[must_use]
    pub fn paused_because(&self) -> Held<Option<&'a Line>> {
        self.0.personal.as_ref().map(|personal| personal.paused_because.as_ref())
    }

    /// How far it was taken up that nobody was in touch since this touch.
    #[must_use]
    pub fn escalated(&self, last: Timestamp) -> Option<Step> {
        self.0.plain.escalated.filter(|(since, _)| *since == last).map(|(_, step)| step)
    }

    /// The last time that it was taken up: behind which touch, and how far.
    #[must_use]
    pub fn last_escalation(&self) -> Option<(Timestamp, Step)> {
        self.0.plain.escalated
    }

    /// How things stand at an instant, with the last touch that counts, if there was one.
    ///
    /// # Errors
    /// [`Unanswered`] when the calendar does not know a year that the answer needs.
    pub fn assess(
        &self,
        book: &CadenceBook,
        last: Option<Timestamp>,
        at: Timestamp,
        calendar: &BusinessCalendar,
    ) -> Result<Assessment, Unanswered> {
        let last = last.unwrap_or(self.0.begun());
        match self.plan(book) {
            Some(plan) => plan.assess(last, self.last_pause(), at, calendar),
            None => Ok(Assessment::without_plan(last, at)),
        }
    }

    /// Gives it a plan of its own.
    ///
    /// # Errors
    /// A refusal when the client is not active, or has this plan already.
    pub fn set_plan(&self, plan: &CadencePlan, _: &Stamp) -> Said {
        self.check("set_plan")?;
        let goal = plan.content_goal().cloned();
        let plan = plan.clone().without_goal();
        let same = self.own_plan() == Some(&plan);
        if same && self.goal() == Held::Known(goal.as_ref()) {
            return Err(self.no("set_plan", ClientGuard::NothingChanges));
        }
        let words = goal.into_iter().map(ClientWord::Goal).collect();
        Ok(Event::with(ClientEvent::PlanSet { plan }, words))
    }

    /// Gives it the plan of its class again.
    ///
    /// # Errors
    /// A refusal when the client is not active, or has no plan of its own.
    pub fn clear_plan(&self, _: &Stamp) -> Said {
        self.check("clear_plan")?;
        match self.own_plan() {
            Some(_) => Ok(Event::plain(ClientEvent::PlanCleared)),
            None => Err(self.no("clear_plan", ClientGuard::NoOwnPlan)),
        }
    }

    /// Nobody is to be in touch from now on up to an instant. A pause that runs gets this end.
    ///
    /// # Errors
    /// A refusal when the client is not active, or the pause would be over before it begins.
    pub fn pause(&self, until: Timestamp, reason: Line, stamp: &Stamp) -> Said {
        self.check("pause")?;
        if until <= stamp.valid_at {
            return Err(self.no("pause", ClientGuard::PauseEnded));
        }
        self.not_before_last("pause", stamp)?;
        Ok(Event::with(ClientEvent::Paused { until }, vec![ClientWord::Reason(reason)]))
    }

    /// The pause is over.
    ///
    /// # Errors
    /// A refusal when the client is not active or not paused.
    pub fn resume(&self, stamp: &Stamp) -> Said {
        self.check("resume")?;
        self.not_before_last("resume", stamp)?;
        if self.is_paused(stamp.valid_at) {
            Ok(Event::plain(ClientEvent::Resumed))
        } else {
            Err(self.no("resume", ClientGuard::NotPaused))
        }
    }

    /// Takes up that nobody was in touch, as far as it has come; each step once for each touch
    /// behind which it became too long.
    ///
    /// # Errors
    /// A refusal when the client is not active, its next touch is not overdue, or this step was
    /// taken already.
    pub fn escalate(&self, stands: &Assessment, book: &CadenceBook, _: &Stamp) -> Said {
        self.check("escalate")?;
        let (Status::Overdue, Some(step)) = (stands.status, stands.step) else {
            return Err(self.no("escalate", ClientGuard::NotOverdue));
        };
        match self.escalated(stands.last) {
            Some(taken) if taken >= step => {
                Err(self.no("escalate", ClientGuard::AlreadyEscalated { step: taken }))
            }
            Some(_) | None => {
                let book = self.own_plan().is_none().then(|| book.number());
                let last = stands.last;
                Ok(Event::plain(ClientEvent::Escalated { last, step, book }))
            }
        }
    }

    /// A pause or its end is not said to have happened before the last one began.
    fn not_before_last(&self, verb: &'static str, stamp: &Stamp) -> Result<(), ClientRefusal> {
        match self.last_pause() {
            Some(pause) if stamp.valid_at < pause.from => {
                Err(self.no(verb, ClientGuard::BeforeLast))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn check(&self, verb: &'static str) -> Result<(), ClientRefusal> {
        Refusal::check(&MACHINE, self.0.state().name(), verb).map(|_| ())
    }

    fn no(&self, verb: &'static str, guard: ClientGuard) -> ClientRefusal {
        Refusal::guard(&MACHINE, self.0.state().name(), verb, guard)
    }
}
