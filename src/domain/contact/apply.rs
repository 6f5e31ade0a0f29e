//! What a contact is after an event.

use super::address::{Address, Listed};
use super::consent::{Answer, Consent};
use super::event::{ContactChange, ContactEvent, ContactWord};
use super::record::{Contact, ContactPersonal, ContactPlain, ContactState};
use crate::domain::noun::{Event, Header, State};
use crate::domain::{ClientId, ContactId, Held, Name, RecordId, Timestamp};

impl State for Contact {
    type What = ContactEvent;
    type Words = Vec<ContactWord>;

    fn event_name(what: &ContactEvent) -> &'static str {
        match what {
            ContactEvent::Added(_) => "added",
            ContactEvent::Edited(_) => "edited",
            ContactEvent::Consented { .. } => "consented",
            ContactEvent::Withdrew { .. } => "withdrew",
            ContactEvent::Left => "left",
            ContactEvent::Erased => "erased",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        let (words, at) = (event.words.as_ref(), entry.valid_at);
        if let ContactEvent::Added(changes) = &event.what {
            let mut contact = Contact::blank(entry);
            contact.change(changes);
            contact.personal = ContactPersonal::new(words, at);
            return Some(contact);
        }
        let mut contact = before?;
        contact.say(words, at);
        match &event.what {
            ContactEvent::Added(_) => {}
            ContactEvent::Edited(changes) => contact.change(changes),
            ContactEvent::Consented { purpose, source, text } => {
                let (purpose, source, text) = (purpose.clone(), *source, text.clone());
                let (answer, by) = (Answer::Given, entry.by);
                contact.plain.consents.push(Consent { purpose, answer, at, by, source, text });
            }
            ContactEvent::Withdrew { purpose, source } => {
                let (purpose, source, text) = (purpose.clone(), *source, None);
                let (answer, by) = (Answer::Withdrawn, entry.by);
                contact.plain.consents.push(Consent { purpose, answer, at, by, source, text });
            }
            ContactEvent::Left => contact.turn(ContactState::Left, at),
            ContactEvent::Erased => {
                contact.turn(ContactState::Erased, at);
                contact.personal = Held::Erased;
            }
        }
        Some(contact)
    }
}

impl Contact {
    fn blank(entry: &Header) -> Self {
        let plain = ContactPlain {
            state: ContactState::Active,
            since: entry.valid_at,
            roles: Vec::new(),
            consents: Vec::new(),
        };
        let client = ClientId::from_id(entry.stream.id());
        Contact { id: ContactId::from_id(entry.id), client, plain, personal: Held::Erased }
    }

    fn turn(&mut self, state: ContactState, at: Timestamp) {
        self.plain.state = state;
        self.plain.since = at;
    }

    fn change(&mut self, changes: &[ContactChange]) {
        let roles = &mut self.plain.roles;
        for change in changes {
            match change {
                ContactChange::Role(role) => {
                    roles.push(*role);
                    roles.sort_unstable();
                    roles.dedup();
                }
                ContactChange::DropRole(role) => roles.retain(|other| other != role),
            }
        }
    }

    fn say(&mut self, words: Held<&Vec<ContactWord>>, at: Timestamp) {
        match (&mut self.personal, words) {
            (Held::Known(personal), Held::Known(words)) => personal.say(words, at),
            (_, Held::Erased) => self.personal = Held::Erased,
            (Held::Erased, Held::Known(_)) => {}
        }
    }
}

impl ContactPersonal {
    /// Words without a name are words that nobody can read any more.
    fn new(words: Held<&Vec<ContactWord>>, at: Timestamp) -> Held<Self> {
        let Held::Known(words) = words else { return Held::Erased };
        let Some(name) = words.iter().find_map(ContactWord::as_name) else { return Held::Erased };
        let mut personal = ContactPersonal::blank(name.clone());
        personal.say(words, at);
        Held::Known(personal)
    }

    pub(super) fn blank(name: Name) -> Self {
        ContactPersonal {
            name,
            addresses: Vec::new(),
            prefers: None,
            language: None,
            zone: None,
            birthday: None,
        }
    }

    pub(super) fn say(&mut self, words: &[ContactWord], at: Timestamp) {
        for word in words {
            match word {
                ContactWord::Name(name) => self.name = name.clone(),
                ContactWord::Address(address) => self.list(address),
                ContactWord::DropAddress(address) => {
                    self.addresses.retain(|listed| !listed.address.is_same(address));
                }
                ContactWord::Verified(address) => self.verify(address, at),
                ContactWord::Prefers(kind) => self.prefers = *kind,
                ContactWord::Language(language) => self.language.clone_from(language),
                ContactWord::Zone(zone) => self.zone = *zone,
                ContactWord::Birthday(day) => self.birthday = *day,
            }
        }
    }

    /// Whether they are known to be reached there.
    pub(super) fn has(&self, address: &Address) -> bool {
        self.addresses.iter().any(|listed| listed.address.is_same(address))
    }

    /// The same place written anew keeps what is known of it.
    fn list(&mut self, address: &Address) {
        match self.addresses.iter_mut().find(|listed| listed.address.is_same(address)) {
            Some(listed) => listed.address = address.clone(),
            None => {
                self.addresses.push(Listed { address: address.clone(), verified_at: None });
            }
        }
    }

    fn verify(&mut self, address: &Address, at: Timestamp) {
        for listed in &mut self.addresses {
            if listed.address.is_same(address) {
                listed.verified_at = Some(at);
            }
        }
    }
}

impl ContactWord {
    fn as_name(&self) -> Option<&Name> {
        if let ContactWord::Name(name) = self { Some(name) } else { None }
    }
}
