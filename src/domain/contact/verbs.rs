//! What may be said of a contact, and when.

use super::consent::{Answer, ConsentSource, Purpose};
use super::declared::MACHINE;
use super::event::{ContactEvent, ContactWord};
use super::input::{ContactEdit, NewContact};
use super::record::{Contact, ContactPersonal};
use super::refusal::{ContactGuard, ContactRefusal};
use crate::domain::client::Client;
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::{self, Refusal};
use crate::domain::{Invalid, Tag, Timestamp, Zone};

type Said = Result<Event<Contact>, ContactRefusal>;

/// What was not right: a condition of the verb, or a value.
type Wrong = refusal::Wrong<ContactGuard>;

impl Contact {
    /// The most contacts of one client.
    pub const PER_CLIENT: u64 = 10_000;
    /// The most addresses of one contact.
    pub const ADDRESSES: usize = 20;
    /// The most times that one contact can agree to anything; withdrawing has no end.
    pub const CONSENTS: usize = 1_000;

    /// Adds a contact to a client that has so many already, whatever their state.
    ///
    /// ```
    /// # use guanxi::domain::client::{Client, Given, NewClient};
    /// use guanxi::domain::contact::{Contact, NewContact};
    /// # use guanxi::domain::noun::{Header, State};
    /// # use guanxi::domain::{ActorId, ClientId, ContactId, RecordId, Stamp, Stream, Timestamp};
    /// # use uuid::Uuid;
    /// # let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
    /// # let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    /// # let stream = Stream::client(ClientId::from_uuid(Uuid::from_u128(1)));
    /// # let header = |id| Header { id, stream, valid_at: now, recorded_at: now, by: stamp.by };
    /// # let event = Client::register(NewClient::organisation("华信")?, &Given::nothing(), &stamp)?;
    /// # let hua = Client::apply(None, &event, &header(stream.id())).ok_or("nothing")?;
    /// let new = NewContact::named("李雷")?.decides().email("li@hua.cn")?;
    /// let event = Contact::add(new, &hua, 0, &stamp)?;
    ///
    /// let id = ContactId::from_uuid(Uuid::from_u128(2));
    /// let li = Contact::apply(None, &event, &header(id.id())).ok_or("nothing")?;
    /// assert_eq!((li.client(), li.name().to_string().as_str()), (hua.id(), "李雷"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A refusal when the client is not active or has 10 000 contacts, when there are more than 20
    /// addresses, or for a birthday to come.
    pub fn add(new: NewContact, to: &Client, contacts: u64, stamp: &Stamp) -> Said {
        let wrong = |wrong: Wrong| wrong.refuse(&MACHINE, NOTHING, "add");
        if !to.is_active() {
            return Err(wrong(Wrong::Guard(ContactGuard::ClientNotActive)));
        }
        if contacts >= Self::PER_CLIENT {
            return Err(wrong(Wrong::Invalid(Invalid::TooMany {
                field: "contacts",
                limit: usize::try_from(Self::PER_CLIENT).unwrap_or(usize::MAX),
            })));
        }
        let blank = ContactPersonal::blank(new.name.clone());
        check_words(&blank, &new.more.words, stamp).map_err(wrong)?;
        let mut words = vec![ContactWord::Name(new.name)];
        words.extend(new.more.words);
        Ok(Event::with(ContactEvent::Added(new.more.changes), words))
    }

    /// Changes what is known of them.
    ///
    /// # Errors
    /// A refusal when they are not with the client, when nothing would change, an address is not
    /// theirs, there are more than 20 addresses, or for a birthday to come.
    pub fn edit(&self, edit: ContactEdit, stamp: &Stamp) -> Said {
        let from = self.may("edit")?;
        let wrong = |wrong: Wrong| wrong.refuse(&MACHINE, from, "edit");
        if edit.is_empty() {
            return Err(wrong(Wrong::Guard(ContactGuard::NothingChanges)));
        }
        if let Some(personal) = self.personal.as_ref().known() {
            check_words(personal, &edit.words, stamp).map_err(wrong)?;
        }
        Ok(Event::with(ContactEvent::Edited(edit.changes), edit.words))
    }

    /// Writes down that they agreed to something, and to which text.
    ///
    /// ```
    /// # use guanxi::domain::client::{Client, Given, NewClient};
    /// use guanxi::domain::Tag;
    /// use guanxi::domain::contact::{ConsentSource, Purpose};
    /// # use guanxi::domain::contact::{Contact, NewContact};
    /// # use guanxi::domain::noun::{Header, State};
    /// # use guanxi::domain::{ActorId, ClientId, ContactId, RecordId, Stamp, Stream, Timestamp};
    /// # use uuid::Uuid;
    /// # let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
    /// # let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    /// # let stream = Stream::client(ClientId::from_uuid(Uuid::from_u128(1)));
    /// # let header = |id| Header { id, stream, valid_at: now, recorded_at: now, by: stamp.by };
    /// # let event = Client::register(NewClient::organisation("华信")?, &Given::nothing(), &stamp)?;
    /// # let hua = Client::apply(None, &event, &header(stream.id())).ok_or("nothing")?;
    /// # let event = Contact::add(NewContact::named("李雷")?, &hua, 0, &stamp)?;
    /// # let entry = header(ContactId::from_uuid(Uuid::from_u128(2)).id());
    /// # let li = Contact::apply(None, &event, &entry).ok_or("nothing")?;
    /// let text = Some(Tag::new("privacy 2026-01")?);
    /// let event = li.consent(Purpose::Marketing, ConsentSource::Form, text, &stamp)?;
    /// let li = Contact::apply(Some(li), &event, &entry).ok_or("nothing")?;
    /// assert!(li.agrees_to(&Purpose::Marketing) && !li.agrees_to(&Purpose::Profiling));
    ///
    /// let event = li.withdraw(Purpose::Marketing, ConsentSource::Call, &stamp)?;
    /// let li = Contact::apply(Some(li), &event, &entry).ok_or("nothing")?;
    /// assert!(!li.agrees_to(&Purpose::Marketing));
    /// assert_eq!(li.consents().len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A refusal when they are not with the client, have answered later, or have agreed to things
    /// a thousand times.
    pub fn consent(
        &self,
        purpose: Purpose,
        source: ConsentSource,
        text: Option<Tag>,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("consent")?;
        self.check_order(from, "consent", &purpose, stamp)?;
        if self.consents().len() >= Self::CONSENTS {
            let why = Invalid::TooMany { field: "consents", limit: Self::CONSENTS };
            return Err(Refusal::invalid(&MACHINE, from, "consent", why));
        }
        Ok(Event::plain(ContactEvent::Consented { purpose, source, text }))
    }

    /// Writes down that they agree to something no more, whether they ever did or not. Who has
    /// left may still withdraw.
    ///
    /// # Errors
    /// A refusal when they are erased, have withdrawn it already, or have answered later.
    pub fn withdraw(&self, purpose: Purpose, source: ConsentSource, stamp: &Stamp) -> Said {
        let from = self.may("withdraw")?;
        self.check_order(from, "withdraw", &purpose, stamp)?;
        if self.consent_to(&purpose).is_some_and(|last| last.answer == Answer::Withdrawn) {
            let guard = ContactGuard::AlreadyWithdrawn;
            return Err(Refusal::guard(&MACHINE, from, "withdraw", guard));
        }
        Ok(Event::plain(ContactEvent::Withdrew { purpose, source }))
    }

    /// Writes down that they left the client: from then on they approve, agree and answer nothing.
    ///
    /// # Errors
    /// A refusal when they are not with the client, or would have left before they came.
    pub fn leave(&self, stamp: &Stamp) -> Said {
        self.turn_to("leave", ContactEvent::Left, stamp)
    }

    /// Erases their personal part, for ever; what they agreed to and when stays.
    ///
    /// # Errors
    /// A refusal when they are erased already, or when it would have happened before what
    /// happened last.
    pub fn erase(&self, stamp: &Stamp) -> Said {
        self.turn_to("erase", ContactEvent::Erased, stamp)
    }

    fn turn_to(&self, verb: &'static str, what: ContactEvent, stamp: &Stamp) -> Said {
        let from = self.may(verb)?;
        if stamp.valid_at < self.since() {
            return Err(Refusal::guard(&MACHINE, from, verb, ContactGuard::BeforeLast));
        }
        Ok(Event::plain(what))
    }

    /// Answers about one purpose come one after the other.
    fn check_order(
        &self,
        from: &'static str,
        verb: &'static str,
        purpose: &Purpose,
        stamp: &Stamp,
    ) -> Result<(), ContactRefusal> {
        if self.consent_to(purpose).is_some_and(|last| stamp.valid_at < last.at) {
            return Err(Refusal::guard(&MACHINE, from, verb, ContactGuard::BeforeLast));
        }
        Ok(())
    }

    /// The state they are in, if the verb may be said in it.
    fn may(&self, verb: &'static str) -> Result<&'static str, ContactRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb).map(|_| from)
    }
}

/// Word by word, so that an address which one word lists can be verified by the next.
fn check_words(
    before: &ContactPersonal,
    words: &[ContactWord],
    stamp: &Stamp,
) -> Result<(), Wrong> {
    let mut personal = before.clone();
    for word in words {
        if let ContactWord::DropAddress(address) | ContactWord::Verified(address) = word
            && !personal.has(address)
        {
            return Err(Wrong::Guard(ContactGuard::NoSuchAddress));
        }
        personal.say(std::slice::from_ref(word), stamp.valid_at);
        if personal.addresses.len() > Contact::ADDRESSES {
            let limit = Contact::ADDRESSES;
            return Err(Wrong::Invalid(Invalid::TooMany { field: "addresses", limit }));
        }
    }
    check_birthday(&personal, stamp.recorded_at).map_err(Wrong::Invalid)
}

/// Nobody is born after today, as their own calendar shows it.
fn check_birthday(personal: &ContactPersonal, now: Timestamp) -> Result<(), Invalid> {
    let Some(birthday) = personal.birthday else { return Ok(()) };
    let today = personal.zone.unwrap_or(Zone::UTC).date(now)?;
    birthday.born_by(today).map(|_| ())
}
