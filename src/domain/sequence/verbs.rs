//! What may be said of a sequence, and when.

use super::declared::MACHINE;
use super::event::{SequenceEvent, SequenceWord};
use super::input::NewSequence;
use super::record::Sequence;
use super::refusal::{SequenceGuard, SequenceRefusal};
use super::words::Reply;
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::{Client, Line, Presence};

type Said = Result<Event<Sequence>, SequenceRefusal>;

impl Sequence {
    /// Starts a sequence with a client; `contact` is what is known of the one it is for.
    ///
    /// ```
    /// # use guanxi::domain::client::{Client, Given, NewClient};
    /// # use guanxi::domain::noun::{Event, Header, State};
    /// # use guanxi::domain::{ActorId, ClientId, RecordId, SequenceId, Stamp, Stream, Timestamp};
    /// # let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
    /// # let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    /// # let hua_id = ClientId::from_uuid(uuid::Uuid::from_u128(1));
    /// # let entry = |id| Header { id, stream: Stream::client(hua_id), valid_at: now,
    /// #     recorded_at: now, by: ActorId::System };
    /// # let event = Client::register(NewClient::organisation("华信")?, &Given::nothing(), &stamp)?;
    /// # let hua = Client::apply(None, &event, &entry(hua_id.id())).ok_or("nothing")?;
    /// # let id = SequenceId::from_uuid(uuid::Uuid::from_u128(2)).id();
    /// # let after = |before: Option<Sequence>, event: Event<Sequence>|
    /// #     Sequence::apply(before, &event, &entry(id)).ok_or("nothing");
    /// use guanxi::domain::interaction::Channel;
    /// use guanxi::domain::sequence::{Condition, NewSequence, Reply, Sequence, SequenceState};
    /// use guanxi::domain::Presence;
    /// let renewal = NewSequence::towards("renewal", Reply::Yes)?
    ///     .step(0, Condition::Always, Channel::Email, "续约方案")?
    ///     .step(72, Condition::Unanswered, Channel::Phone, "是否收到方案")?;
    /// let sequence = after(None, Sequence::start(renewal, &hua, Presence::Here, &stamp)?)?;
    /// assert_eq!(sequence.next_due(), Some(now));
    ///
    /// let sequence = after(Some(sequence.clone()), sequence.step_done(&stamp)?)?;
    /// assert_eq!(sequence.next_due(), Some(now.plus_seconds(72 * 3600)?));
    /// let sequence = after(Some(sequence.clone()), sequence.answered(Reply::Yes, &stamp)?)?;
    /// assert_eq!((sequence.state(), sequence.next_due()), (SequenceState::Achieved, None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A refusal when the client is not active, there is no step, or whom it is for is not there.
    pub fn start(new: NewSequence, client: &Client, contact: Presence, _: &Stamp) -> Said {
        let no = |guard| Err(Refusal::guard(&MACHINE, NOTHING, "start", guard));
        if !client.is_active() {
            return no(SequenceGuard::ClientNotActive);
        }
        if new.steps.is_empty() {
            return no(SequenceGuard::NoSteps);
        }
        if new.contact.is_some() && contact != Presence::Here {
            return no(SequenceGuard::ContactNotThere);
        }
        let NewSequence { purpose, wanted, contact, steps } = new;
        let (steps, texts): (Vec<_>, Vec<_>) = steps.into_iter().unzip();
        let words = texts.into_iter().map(SequenceWord::Step).collect();
        Ok(Event::with(SequenceEvent::Started { purpose, wanted, contact, steps }, words))
    }

    /// The [next step](Self::next_step) was done, also before it was due.
    ///
    /// # Errors
    /// A refusal when it is not running, when after the last answer there is no step to be done,
    /// or when it would have happened before what happened last.
    pub fn step_done(&self, stamp: &Stamp) -> Said {
        let from = self.may("step_done", stamp)?;
        match self.next_step() {
            Some((number, _)) => Ok(Event::plain(SequenceEvent::StepDone { number })),
            None => {
                let guard = SequenceGuard::NothingToDo;
                Err(Refusal::guard(&MACHINE, from, "step_done", guard))
            }
        }
    }

    /// Something was answered: the wanted answer ends it, any other decides what comes next.
    ///
    /// # Errors
    /// A refusal when it is neither running nor exhausted, or it would have happened before what
    /// happened last.
    pub fn answered(&self, reply: Reply, stamp: &Stamp) -> Said {
        self.may("answered", stamp)?;
        Ok(Event::plain(SequenceEvent::Answered(reply)))
    }

    /// Stops it.
    ///
    /// # Errors
    /// A refusal when it is not running, or it would have happened before what happened last.
    pub fn stop(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("stop", stamp)?;
        Ok(Event::with(SequenceEvent::Stopped, vec![SequenceWord::Reason(reason)]))
    }

    /// Erases its personal part, for ever; what was done and answered stays.
    ///
    /// # Errors
    /// A refusal when it is erased already.
    pub fn erase(&self, _: &Stamp) -> Said {
        Refusal::check(&MACHINE, self.state().name(), "erase")?;
        Ok(Event::plain(SequenceEvent::Erased))
    }

    fn may(&self, verb: &'static str, stamp: &Stamp) -> Result<&'static str, SequenceRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        if stamp.valid_at < self.plain.moved_at {
            return Err(Refusal::guard(&MACHINE, from, verb, SequenceGuard::BeforeLast));
        }
        Ok(from)
    }
}
