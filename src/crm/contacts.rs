//! Contacts at the desk.

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::erasure;
use super::journal::known_at;
use super::permission::Permission;
use crate::domain::client::Client;
use crate::domain::contact::{ConsentSource, Contact, ContactEdit, NewContact, Purpose};
use crate::domain::noun::Noun;
use crate::domain::{ClientId, ContactId, Email, Phone, Stream, Tag, Timestamp};
use crate::error::Error;
use crate::store::scan::{Among, MOST};
use crate::store::{Cursor, Scan, Store};

/// What the desk does about contacts, the people at the clients.
#[derive(Debug)]
pub struct Contacts<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The contacts.
    #[must_use]
    pub fn contacts(&self) -> Contacts<'_, S> {
        Contacts(self)
    }
}

impl<'d, S: Store> Contacts<'d, S> {
    /// [`Contact::add`] to a client.
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such client.
    pub fn add(&self, client: ClientId, new: NewContact) -> Result<Done<Contact>, Error> {
        let stream = Stream::client(client);
        self.0.command(
            Permission::ContactAdd,
            &(client, &new),
            |reading| {
                let to = reading.get::<Client>(client)?;
                Ok((to, reading.number(in_client(stream, MOST))?))
            },
            |_| Some(stream),
            |(to, contacts), moment| {
                let event = Contact::add(new.clone(), &to.now, *contacts, &moment.stamp);
                Draft::state(None, moment.fresh(), stream, &event.map_err(Error::refused)?, moment)
            },
        )
    }

    /// [`Contact::edit`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn edit(&self, id: ContactId, edit: ContactEdit) -> Result<Done<Contact>, Error> {
        self.0.say(Permission::ContactEdit, id, &edit, |contact: &Contact, stamp| {
            contact.edit(edit.clone(), stamp)
        })
    }

    /// [`Contact::consent`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn consent(
        &self,
        id: ContactId,
        purpose: Purpose,
        source: ConsentSource,
        text: Option<Tag>,
    ) -> Result<Done<Contact>, Error> {
        let input = (&purpose, &source, &text);
        self.0.say(Permission::ContactConsent, id, &input, |contact: &Contact, stamp| {
            contact.consent(purpose.clone(), source, text.clone(), stamp)
        })
    }

    /// [`Contact::withdraw`] of a consent.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn withdraw(
        &self,
        id: ContactId,
        purpose: Purpose,
        source: ConsentSource,
    ) -> Result<Done<Contact>, Error> {
        self.0.say(
            Permission::ContactWithdraw,
            id,
            &(&purpose, &source),
            |contact: &Contact, stamp| contact.withdraw(purpose.clone(), source, stamp),
        )
    }

    /// [`Contact::leave`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn leave(&self, id: ContactId) -> Result<Done<Contact>, Error> {
        self.0.say(Permission::ContactLeave, id, &(), Contact::leave)
    }

    /// [`Contact::erase`]: what is personal about the contact is gone for ever, and so are the words
    /// of every interaction in which nobody else of the client took part; [`scrub`](Store::scrub)
    /// then removes the bytes.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn erase(&self, id: ContactId) -> Result<Done<Contact>, Error> {
        self.0.command(
            Permission::ContactErase,
            &id,
            |reading| {
                let contact = reading.subject::<Contact>(id)?;
                let belongings = erasure::of_contact(reading, &contact.now)?;
                Ok((contact, belongings))
            },
            |(contact, _)| Some(contact.now.stream()),
            |(contact, belongings), moment| {
                let moment = moment.not_before(belongings.last);
                let event = contact.now.erase(&moment.stamp).map_err(Error::refused)?;
                let stream = contact.now.stream();
                let draft = Draft::state(Some(contact.now.clone()), id, stream, &event, &moment)?;
                let draft = draft.redacting(belongings.targets(&contact.now));
                let draft = erasure::with_notices(draft, belongings, &moment)?;
                let draft = erasure::with_invitations(draft, belongings, &moment)?;
                erasure::with_series_and_sequences(draft, belongings, &moment)
            },
        )
    }

    /// One contact.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: ContactId) -> Result<Found<Contact>, Error> {
        self.0.ask(Permission::ContactRead, None, |reading| reading.get(id))
    }

    /// A client's contacts: those who are there, and behind them those who have left.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn of(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Contact>, Error> {
        let stream = Stream::client(client);
        let scan = Scan { after, ..in_client(stream, limit) };
        self.0.ask(Permission::ContactList, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// A question for contacts across all clients: by e-mail address, telephone or name.
    #[must_use]
    pub fn find(&self) -> FindContacts<'d, S> {
        FindContacts { desk: self.0, scan: Scan::of(Contact::DECLARATION.noun, "by_name", 1) }
    }

    /// The contact as far as it had been told by an instant; none where it was not yet known.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(&self, id: ContactId, at: Timestamp) -> Result<Option<Contact>, Error> {
        self.0.ask(Permission::ContactKnownAt, None, |reading| known_at(reading, id, at))
    }

    /// The verbs that may be said of a contact now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: ContactId) -> Result<Vec<&'static str>, Error> {
        let found = self.0.ask(Permission::ContactAllowed, None, |r| r.get::<Contact>(id))?;
        Ok(found.now.allowed())
    }
}

/// A question for contacts across all clients. The last way of asking that was named holds.
#[derive(Debug)]
pub struct FindContacts<'d, S> {
    desk: &'d Desk<S>,
    scan: Scan,
}

impl<S: Store> FindContacts<'_, S> {
    fn along(mut self, scan: Scan) -> Self {
        self.scan = Scan { after: self.scan.after, ..scan };
        self
    }

    /// Those who are reached at this address, however it is written.
    ///
    /// # Errors
    /// [`Invalid::Email`](crate::domain::Invalid::Email).
    pub fn email(self, address: &str) -> Result<Self, Error> {
        let key = Email::new(address)?.key();
        Ok(self.along(Scan::of(Contact::DECLARATION.noun, "by_email", 1).equal(key)))
    }

    /// Those who are reached at this number, however it is spaced.
    ///
    /// # Errors
    /// [`Invalid::Phone`](crate::domain::Invalid::Phone).
    pub fn phone(self, number: &str) -> Result<Self, Error> {
        let phone = Phone::new(number)?;
        Ok(self.along(Scan::of(Contact::DECLARATION.noun, "by_phone", 1).equal(phone.key())))
    }

    /// Those whose name begins like this, in any case, by name.
    #[must_use]
    pub fn named(self, beginning: &str) -> Self {
        let among = super::find_clients::beginning(beginning);
        self.along(Scan { among, ..Scan::of(Contact::DECLARATION.noun, "by_name", 1) })
    }

    /// From where an earlier page of the same question ended.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.scan.after = Some(cursor);
        self
    }

    /// A page of 1 to 1000.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn page(self, limit: usize) -> Result<Pages<Contact>, Error> {
        let scan = Scan { limit, ..self.scan };
        self.desk.ask(Permission::ContactFind, None, |reading| reading.page(scan.clone()))
    }

    /// How many there are.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn count(self) -> Result<u64, Error> {
        self.desk.ask(Permission::ContactFind, None, |reading| reading.count(self.scan.clone()))
    }
}

pub(super) fn in_client(stream: Stream, limit: usize) -> Scan {
    Scan {
        among: Among::All,
        ..Scan::of(Contact::DECLARATION.noun, "by_client", limit).within(stream)
    }
}
