//! Sequences of follow-ups at the desk.

use std::ops::Bound;

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::journal::known_at;
use super::notices::presence;
use super::permission::Permission;
use crate::domain::client::Client;
use crate::domain::machine::NOTHING;
use crate::domain::notice::Recipient;
use crate::domain::noun::Noun;
use crate::domain::refusal::Refusal;
use crate::domain::sequence::{MACHINE, NewSequence, Reply, Sequence, SequenceGuard};
use crate::domain::{ClientId, Line, Presence, RecordId, SequenceId, Stream, Timestamp};
use crate::error::Error;
use crate::store::scan::Among;
use crate::store::{Conflict, Cursor, Scan, Store, StoreError};

/// What the desk does about sequences of follow-ups.
#[derive(Debug)]
pub struct SequenceDesk<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The sequences of follow-ups.
    #[must_use]
    pub fn sequences(&self) -> SequenceDesk<'_, S> {
        SequenceDesk(self)
    }
}

impl<S: Store> SequenceDesk<'_, S> {
    /// [`Sequence::start`] with a client.
    ///
    /// # Errors
    /// The verb's refusals, also when another runs for the same client and purpose; not found when
    /// there is no such client.
    pub fn start(&self, client: ClientId, new: NewSequence) -> Result<Done<Sequence>, Error> {
        let stream = Stream::client(client);
        let done = self.0.command(
            Permission::SequenceStart,
            &(client, &new),
            |reading| {
                let with = reading.get::<Client>(client)?;
                let contact = match new.contact() {
                    Some(contact) => presence(reading, Recipient::Contact(contact), client)?,
                    None => Presence::Here,
                };
                Ok((with, contact))
            },
            |_| Some(stream),
            |(with, contact), moment| {
                let event = Sequence::start(new.clone(), &with.now, *contact, &moment.stamp);
                Draft::state(None, moment.fresh(), stream, &event.map_err(Error::refused)?, moment)
            },
        );
        done.map_err(taken)
    }

    /// [`Sequence::step_done`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn step_done(&self, id: SequenceId) -> Result<Done<Sequence>, Error> {
        self.0.say(Permission::SequenceStepDone, id, &(), Sequence::step_done)
    }

    /// [`Sequence::answered`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn answered(&self, id: SequenceId, reply: Reply) -> Result<Done<Sequence>, Error> {
        self.0.say(Permission::SequenceAnswered, id, &reply, |sequence: &Sequence, stamp| {
            sequence.answered(reply, stamp)
        })
    }

    /// [`Sequence::stop`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn stop(&self, id: SequenceId, reason: &str) -> Result<Done<Sequence>, Error> {
        let reason = Line::new(reason).map_err(|why| why.in_field("reason"))?;
        self.0.say(Permission::SequenceStop, id, &reason, |sequence: &Sequence, stamp| {
            sequence.stop(reason.clone(), stamp)
        })
    }

    /// One sequence.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: SequenceId) -> Result<Found<Sequence>, Error> {
        self.0.ask(Permission::SequenceRead, None, |reading| reading.get(id))
    }

    /// A client's sequences, by state.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn of(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Sequence>, Error> {
        let stream = Stream::client(client);
        let scan = Scan { after, ..in_client(stream, limit) };
        self.0.ask(Permission::SequenceList, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// The sequences whose next step is due by an instant, the longest due first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn due_by(
        &self,
        at: Timestamp,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Sequence>, Error> {
        let until = Bound::Included(at.micros().into());
        let among = Among::Between(Bound::Unbounded, until);
        let scan = Scan::of(Sequence::DECLARATION.noun, "by_next", limit);
        let scan = Scan { among, after, ..scan };
        self.0.ask(Permission::SequenceDue, None, |reading| reading.page(scan.clone()))
    }

    /// The sequence as far as it had been told by an instant; none where it was not yet started.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(&self, id: SequenceId, at: Timestamp) -> Result<Option<Sequence>, Error> {
        self.0.ask(Permission::SequenceKnownAt, None, |reading| known_at(reading, id, at))
    }

    /// The verbs that may be said of a sequence now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: SequenceId) -> Result<Vec<&'static str>, Error> {
        let found = self.0.ask(Permission::SequenceAllowed, None, |r| r.get::<Sequence>(id))?;
        Ok(found.now.allowed())
    }
}

/// That another runs for the client and the purpose is the rule's no, which only the store knows.
fn taken(error: Error) -> Error {
    let Error::Store(StoreError::Conflict(Conflict::Taken { column: "running", by, .. })) = error
    else {
        return error;
    };
    let guard = SequenceGuard::AlreadyRunning { by: SequenceId::from_id(by) };
    Error::refused(Refusal::guard(&MACHINE, NOTHING, "start", guard))
}

pub(super) fn in_client(stream: Stream, limit: usize) -> Scan {
    Scan::of(Sequence::DECLARATION.noun, "by_client", limit).within(stream)
}
