//! Clients at the desk.

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::erasure;
use super::find_clients::FindClients;
use super::interactions::timeline;
use super::journal::{Journal, known_at};
use super::obligations;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::client::{Client, ClientEdit, ClientGuard, Given, NewClient};
use crate::domain::interaction::Interaction;
use crate::domain::machine::NOTHING;
use crate::domain::refusal::Refusal;
use crate::domain::{ClientId, Line, RecordId, Staff, StaffId, Stream, Timestamp};
use crate::error::Error;
use crate::store::{Conflict, Cursor, Scan, Store, StoreError};

/// What the desk does about clients.
#[derive(Debug)]
pub struct Clients<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The clients.
    #[must_use]
    pub fn clients(&self) -> Clients<'_, S> {
        Clients(self)
    }
}

impl<'d, S: Store> Clients<'d, S> {
    /// [`Client::register`].
    ///
    /// # Errors
    /// The verb's refusals; a reference that another client has is refused too.
    pub fn register(&self, new: NewClient) -> Result<Done<Client>, Error> {
        let owner = new.new_owner();
        let done = self.0.command(
            Permission::ClientRegister,
            &new,
            |reading| named(reading, owner),
            |_| None,
            |owner, moment| {
                let given = Given::nothing().owner(owner.as_ref()).fields(&self.0.office.fields);
                let event = Client::register(new.clone(), &given, &moment.stamp);
                let id: ClientId = moment.fresh();
                Draft::state(None, id, Stream::client(id), &event.map_err(Error::refused)?, moment)
            },
        );
        done.map_err(|error| taken(error, NOTHING, "register"))
    }

    /// [`Client::edit`].
    ///
    /// # Errors
    /// The verb's refusals, and not found; a reference that another client has is refused too.
    pub fn edit(&self, id: ClientId, edit: ClientEdit) -> Result<Done<Client>, Error> {
        let owner = edit.new_owner();
        let done = self.0.command(
            Permission::ClientEdit,
            &(id, &edit),
            |reading| {
                Ok((
                    reading.subject::<Client>(id)?,
                    reading.head(Stream::client(id))?,
                    named(reading, owner)?,
                ))
            },
            |_| Some(Stream::client(id)),
            |(before, head, owner), moment| {
                let moment = moment.not_before(head.recorded_at);
                let given = Given::nothing().owner(owner.as_ref()).fields(&self.0.office.fields);
                let event =
                    before.now.edit(edit.clone(), &given, &moment.stamp).map_err(Error::refused)?;
                Draft::state(Some(before.now.clone()), id, Stream::client(id), &event, &moment)
            },
        );
        done.map_err(|error| taken(error, "Active", "edit"))
    }

    /// [`Client::hand_over`].
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such client or no such member of staff.
    pub fn hand_over(&self, id: ClientId, to: StaffId) -> Result<Done<Client>, Error> {
        self.0.command(
            Permission::ClientHandOver,
            &(id, to),
            |reading| Ok((reading.subject::<Client>(id)?, reading.get::<Staff>(to)?)),
            |_| Some(Stream::client(id)),
            |(before, to), moment| {
                let event = before.now.hand_over(&to.now, &moment.stamp).map_err(Error::refused)?;
                Draft::state(Some(before.now.clone()), id, Stream::client(id), &event, moment)
            },
        )
    }

    /// [`Client::archive`].
    ///
    /// # Errors
    /// The verb's refusals, a change that is not over among them, and not found.
    pub fn archive(&self, id: ClientId, reason: &str) -> Result<Done<Client>, Error> {
        let reason = Line::new(reason)?;
        self.0.command(
            Permission::ClientArchive,
            &(id, &reason),
            |reading| {
                let before = reading.subject::<Client>(id)?;
                let head = reading.head(Stream::client(id))?;
                Ok((before, head, obligations::of_client(reading, id)?))
            },
            |_| Some(Stream::client(id)),
            |(before, head, open), moment| {
                let moment = moment.not_before(head.recorded_at);
                let event = before.now.archive(reason.clone(), open, &moment.stamp);
                let (event, stream) = (event.map_err(Error::refused)?, Stream::client(id));
                Draft::state(Some(before.now.clone()), id, stream, &event, &moment)
            },
        )
    }

    /// [`Client::restore`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn restore(&self, id: ClientId) -> Result<Done<Client>, Error> {
        self.0.say(Permission::ClientRestore, id, &(), Client::restore)
    }

    /// [`Client::erase`]: what is personal about the client, its contacts and every interaction
    /// with it is gone for ever; [`scrub`](Store::scrub) then removes the bytes.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn erase(&self, id: ClientId) -> Result<Done<Client>, Error> {
        self.0.command(
            Permission::ClientErase,
            &id,
            |reading| {
                let before = reading.subject::<Client>(id)?;
                let open = obligations::of_client(reading, id)?;
                Ok((before, erasure::of_client(reading, id)?, open))
            },
            |_| Some(Stream::client(id)),
            |(before, belongings, open), moment| {
                let moment = moment.not_before(belongings.last);
                let event = before.now.erase(open, &moment.stamp).map_err(Error::refused)?;
                let draft = Draft::state(
                    Some(before.now.clone()),
                    id,
                    Stream::client(id),
                    &event,
                    &moment,
                )?;
                let draft = erasure::with_contacts(draft, belongings, &moment)?;
                let draft = erasure::with_notices(draft, belongings, &moment)?;
                let draft = erasure::with_invitations(draft, belongings, &moment)?;
                let draft = erasure::with_expectations(draft, belongings, &moment)?;
                erasure::with_series_and_sequences(draft, belongings, &moment)
            },
        )
    }

    /// One client.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: ClientId) -> Result<Found<Client>, Error> {
        self.0.ask(Permission::ClientRead, Some(Stream::client(id)), |reading| reading.get(id))
    }

    /// A question for clients: by name, owner, segment, stage, reference or tag.
    #[must_use]
    pub fn find(&self) -> FindClients<'d, S> {
        FindClients::new(self.0)
    }

    /// The client's interactions that stand.
    #[must_use]
    pub fn timeline(&self, id: ClientId) -> Timeline<'d, S> {
        Timeline { desk: self.0, client: id, after: None }
    }

    /// Who changed what about a client and its belongings, and when, in that order.
    #[must_use]
    pub fn history(&self, id: ClientId) -> Journal<S>
    where
        S: Clone,
    {
        Journal::new(self.0.clone(), Permission::ClientHistory).within(Stream::client(id))
    }

    /// The client's file as far as it had been told by an instant; none where it was not yet known.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(&self, id: ClientId, at: Timestamp) -> Result<Option<Client>, Error> {
        self.0.ask(Permission::ClientKnownAt, Some(Stream::client(id)), |reading| {
            known_at(reading, id, at)
        })
    }

    /// The verbs that may be said of a client now, those of the relationship behind the others.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: ClientId) -> Result<Vec<&'static str>, Error> {
        let found = self
            .0
            .ask(Permission::ClientAllowed, Some(Stream::client(id)), |r| r.get::<Client>(id))?;
        let mut allowed = found.now.allowed();
        allowed.extend(found.now.relationship().allowed());
        Ok(allowed)
    }
}

/// A client's interactions that stand, newest first.
#[derive(Debug)]
pub struct Timeline<'d, S> {
    desk: &'d Desk<S>,
    client: ClientId,
    after: Option<Cursor>,
}

impl<S: Store> Timeline<'_, S> {
    /// From where an earlier page ended.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// Up to so many of the newest, 1 to 1000.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn newest(self, limit: usize) -> Result<Pages<Interaction>, Error> {
        let stream = Stream::client(self.client);
        let scan = Scan { after: self.after, ..timeline(stream, limit) };
        self.desk
            .ask(Permission::ClientTimeline, Some(stream), |reading| reading.page(scan.clone()))
    }
}

/// The member of staff whom an input names, if they are enrolled.
fn named(reading: &Reading<'_>, staff: Option<StaffId>) -> Result<Option<Staff>, Error> {
    let found = staff.map(|id| reading.find::<Staff>(id)).transpose()?.flatten();
    Ok(found.map(|found| found.now))
}

/// A reference that another client has is the rule's no, which only the store can know.
fn taken(error: Error, from: &'static str, verb: &'static str) -> Error {
    let Error::Store(StoreError::Conflict(Conflict::Taken { column: "reference", by, .. })) = error
    else {
        return error;
    };
    let guard = ClientGuard::ReferenceTaken { by: ClientId::from_id(by) };
    Error::refused(Refusal::guard(&crate::domain::client::MACHINE, from, verb, guard))
}
