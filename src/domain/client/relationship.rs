//! What moves the relationship with a client, and when it may.

use super::checklist::{Checklists, Exit};
use super::declared::MACHINE;
use super::event::{ClientEvent, ClientWord};
use super::record::Client;
use super::refusal::{ClientGuard, ClientRefusal};
use super::stage::{Churn, STAGES, Stage, StageVerb, Standing};
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::{CustomKey, Held, Line};

type Said = Result<Event<Client>, ClientRefusal>;

/// The relationship with a client, and the verbs that move it.
///
/// A stage is left forward when its exit checklist is complete, or for a reason that overrides it;
/// a churn and a loss have a reason of their own and ask for no list.
///
/// ```
/// # use guanxi::domain::client::{Client, Given, NewClient};
/// use guanxi::domain::client::{Checklists, Churn, Exit, Stage};
/// use guanxi::domain::refusal::Refused;
/// use guanxi::domain::{CustomKey, Line};
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
/// let lists = Checklists::version(1).leaving(Stage::Prospect, [("need_known", "需求已明确")])?;
/// let refused = hua.relationship().begin(&Exit::complete(&lists), &stamp).unwrap_err();
/// assert_eq!(refused.code(), "client.checklist_open");
///
/// let event = hua.relationship().tick(CustomKey::new("need_known")?, &lists, &stamp)?;
/// let hua = after(hua, event).ok_or("nothing")?;
/// let event = hua.relationship().begin(&Exit::complete(&lists), &stamp)?;
/// let hua = after(hua, event).ok_or("nothing")?;
/// assert_eq!(hua.stage(), Stage::Onboarding);
/// assert_eq!(hua.relationship().allowed(), ["deliver", "churn", "tick", "untick"]);
///
/// let why = Churn::because(Line::new("预算取消")?).unavoidable();
/// let hua = after(hua.clone(), hua.relationship().churn(why, &stamp)?).ok_or("nothing")?;
/// assert_eq!(hua.relationship().standing().churned_at(), Some(now));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Relationship<'a>(&'a Client);

impl Client {
    /// The relationship, and the verbs that move it.
    #[must_use]
    pub fn relationship(&self) -> Relationship<'_> {
        Relationship(self)
    }
}

impl<'a> Relationship<'a> {
    /// Where it stands.
    #[must_use]
    pub fn standing(&self) -> &'a Standing {
        &self.0.plain.standing
    }

    /// Why it moved here, where a reason was given.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&'a Line>> {
        self.0.personal.as_ref().map(|personal| personal.moved_because.as_ref())
    }

    /// The verbs that may be said of it now: none for a client that is archived or erased.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        match MACHINE.target(self.0.state().name(), "move") {
            Some(_) => STAGES.allowed(self.standing().stage.name()),
            None => Vec::new(),
        }
    }

    /// From prospect to onboarding: the first order is in sight.
    ///
    /// # Errors
    /// A refusal when the client is not active, in another stage than this verb leaves, or when
    /// something of the exit checklist is open and nothing overrides it.
    pub fn begin(&self, exit: &Exit<'_>, stamp: &Stamp) -> Said {
        self.forward(StageVerb::Begin, exit, stamp)
    }

    /// Work begins; from the stages supported and dormant it is a repeat.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn deliver(&self, exit: &Exit<'_>, stamp: &Stamp) -> Said {
        self.forward(StageVerb::Deliver, exit, stamp)
    }

    /// From delivering to supported: the work is handed over to those who look after it.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn hand_over(&self, exit: &Exit<'_>, stamp: &Stamp) -> Said {
        self.forward(StageVerb::HandOver, exit, stamp)
    }

    /// From supported to dormant: nothing more is going on.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn rest(&self, exit: &Exit<'_>, stamp: &Stamp) -> Said {
        self.forward(StageVerb::Rest, exit, stamp)
    }

    /// From churned to onboarding: they came back.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn win_back(&self, exit: &Exit<'_>, stamp: &Stamp) -> Said {
        self.forward(StageVerb::WinBack, exit, stamp)
    }

    /// From lost to prospect: they may come after all.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn reopen(&self, exit: &Exit<'_>, stamp: &Stamp) -> Said {
        self.forward(StageVerb::Reopen, exit, stamp)
    }

    /// They went away, on the day on which this is said to have happened.
    ///
    /// # Errors
    /// A refusal when the client is not active, or in another stage than this verb leaves.
    pub fn churn(&self, churn: Churn, stamp: &Stamp) -> Said {
        let to = self.leave(StageVerb::Churn, stamp)?;
        let what = ClientEvent::Moved {
            by: StageVerb::Churn,
            to,
            checklists: None,
            overridden: false,
            avoidable: churn.avoidable,
        };
        Ok(Event::with(what, vec![ClientWord::Reason(churn.reason)]))
    }

    /// They never came.
    ///
    /// # Errors
    /// As [`churn`](Self::churn).
    pub fn lose(&self, reason: Line, stamp: &Stamp) -> Said {
        let to = self.leave(StageVerb::Lose, stamp)?;
        let what = ClientEvent::Moved {
            by: StageVerb::Lose,
            to,
            checklists: None,
            overridden: false,
            avoidable: None,
        };
        Ok(Event::with(what, vec![ClientWord::Reason(reason)]))
    }

    /// An item of the stage's exit checklist is done.
    ///
    /// # Errors
    /// A refusal when the client is not active, the list has no such item, or it is done already.
    pub fn tick(&self, item: CustomKey, lists: &Checklists, _: &Stamp) -> Said {
        self.tick_or_not("tick", item, lists)
    }

    /// An item of the stage's exit checklist is not done after all.
    ///
    /// # Errors
    /// A refusal when the client is not active, the list has no such item, or it is not done.
    pub fn untick(&self, item: CustomKey, lists: &Checklists, _: &Stamp) -> Said {
        self.tick_or_not("untick", item, lists)
    }

    fn tick_or_not(&self, verb: &'static str, item: CustomKey, lists: &Checklists) -> Said {
        self.check(verb)?;
        let (standing, done) = (self.standing(), verb == "tick");
        let listed = lists.of(standing.stage).any(|(key, _)| *key == item);
        if !listed {
            return Err(self.no(verb, ClientGuard::NotOnChecklist { item }));
        }
        if standing.ticked.contains(&item) == done {
            return Err(self.no(verb, ClientGuard::NothingChanges));
        }
        Ok(Event::plain(ClientEvent::Ticked { item, done }))
    }

    fn forward(&self, by: StageVerb, exit: &Exit<'_>, stamp: &Stamp) -> Said {
        let to = self.leave(by, stamp)?;
        let open = exit.lists.open(self.standing());
        // A reason that had nothing to override is still worth keeping.
        let words = exit.override_reason.iter().cloned().map(ClientWord::Reason).collect();
        let overridden = !open.is_empty();
        if overridden && exit.override_reason.is_none() {
            return Err(self.no(by.name(), ClientGuard::ChecklistOpen { open }));
        }
        let checklists = Some(exit.lists.number());
        Ok(Event::with(
            ClientEvent::Moved { by, to, checklists, overridden, avoidable: None },
            words,
        ))
    }

    fn leave(&self, by: StageVerb, stamp: &Stamp) -> Result<Stage, ClientRefusal> {
        let to = self.check(by.name())?;
        if stamp.valid_at < self.standing().since {
            return Err(self.no(by.name(), ClientGuard::BeforeLast));
        }
        Ok(to)
    }

    /// The stage to which a verb leads.
    fn check(&self, verb: &'static str) -> Result<Stage, ClientRefusal> {
        let state = self.0.state().name();
        if MACHINE.target(state, "move").is_none() {
            // No verb of the relationship stands in the client's own table: this says no.
            Refusal::check(&MACHINE, state, verb)?;
        }
        let here = self.standing().stage;
        let to = Refusal::check(&STAGES, here.name(), verb)?;
        Ok(Stage::ALL.iter().copied().find(|stage| stage.name() == to).unwrap_or(here))
    }

    fn no(&self, verb: &'static str, guard: ClientGuard) -> ClientRefusal {
        Refusal::guard(&STAGES, self.standing().stage.name(), verb, guard)
    }
}
