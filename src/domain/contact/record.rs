//! The record of a contact, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::address::{Address, AddressKind, Listed};
use super::consent::{Answer, Consent, Purpose};
use super::declared::{DECLARATION, MACHINE};
use crate::domain::contact_role::ContactRole;
use crate::domain::declaration::{Cell, Columns};
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{
    Birthday, ClientId, ContactId, Held, Language, Name, RecordId, Stream, Timestamp, Zone,
};

/// A person at a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub(super) id: ContactId,
    pub(super) client: ClientId,
    pub(super) plain: ContactPlain,
    pub(super) personal: Held<ContactPersonal>,
}

/// What stays of a contact when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPlain {
    pub(super) state: ContactState,
    pub(super) since: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<ContactRole>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) consents: Vec<Consent>,
}

impl ContactPlain {
    /// Whether they are there.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == ContactState::Active
    }
}

/// What erasure removes of a contact, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPersonal {
    pub(super) name: Name,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) addresses: Vec<Listed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) prefers: Option<AddressKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Language>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) zone: Option<Zone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) birthday: Option<Birthday>,
}

/// Whether a contact is with the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ContactState {
    /// With the client.
    Active,
    /// No longer with the client.
    Left,
    /// Forgotten but for dates and answers.
    Erased,
}

impl ContactState {
    /// The state's name in the state table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ContactState::Active => "Active",
            ContactState::Left => "Left",
            ContactState::Erased => "Erased",
        }
    }
}

impl Contact {
    /// Which contact.
    #[must_use]
    pub fn id(&self) -> ContactId {
        self.id
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// Whether they are with the client.
    #[must_use]
    pub fn state(&self) -> ContactState {
        self.plain.state
    }

    /// Since when they have been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// Whether they are with the client, and so may approve, agree and answer.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.plain.is_active()
    }

    /// When they left; none while they are there, and none for somebody erased.
    #[must_use]
    pub fn left_at(&self) -> Option<Timestamp> {
        (self.plain.state == ContactState::Left).then_some(self.plain.since)
    }

    /// The verbs that may be said of them now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }

    /// What they are to the firm.
    #[must_use]
    pub fn roles(&self) -> &[ContactRole] {
        &self.plain.roles
    }

    /// What they are called.
    #[must_use]
    pub fn name(&self) -> Held<&Name> {
        self.read(|personal| &personal.name)
    }

    /// Where they can be reached.
    #[must_use]
    pub fn addresses(&self) -> Held<&[Listed]> {
        self.read(|personal| personal.addresses.as_slice())
    }

    /// How they want to be reached.
    #[must_use]
    pub fn prefers(&self) -> Held<Option<AddressKind>> {
        self.read(|personal| personal.prefers)
    }

    /// Where to reach them: in the way they want, or at the first address there is.
    #[must_use]
    pub fn best_address(&self) -> Held<Option<&Address>> {
        self.read(|personal| {
            let wanted = |listed: &&Listed| Some(listed.address.kind()) == personal.prefers;
            let best = personal.addresses.iter().find(wanted).or(personal.addresses.first());
            best.map(|listed| &listed.address)
        })
    }

    /// The language they are addressed in.
    #[must_use]
    pub fn language(&self) -> Held<Option<&Language>> {
        self.read(|personal| personal.language.as_ref())
    }

    /// Where their clock hangs.
    #[must_use]
    pub fn zone(&self) -> Held<Option<Zone>> {
        self.read(|personal| personal.zone)
    }

    /// When they are congratulated.
    #[must_use]
    pub fn birthday(&self) -> Held<Option<Birthday>> {
        self.read(|personal| personal.birthday)
    }

    /// Every answer they gave, in the order in which they gave them.
    #[must_use]
    pub fn consents(&self) -> &[Consent] {
        &self.plain.consents
    }

    /// The last answer they gave about a purpose.
    #[must_use]
    pub fn consent_to(&self, purpose: &Purpose) -> Option<&Consent> {
        self.plain.consents.iter().rev().find(|consent| consent.purpose == *purpose)
    }

    /// Whether they agree to something today: they said yes last, and are still there.
    #[must_use]
    pub fn agrees_to(&self, purpose: &Purpose) -> bool {
        let said_yes = |consent: &Consent| consent.answer == Answer::Given;
        self.is_active() && self.consent_to(purpose).is_some_and(said_yes)
    }

    fn read<'a, T>(&'a self, look: impl FnOnce(&'a ContactPersonal) -> T) -> Held<T> {
        self.personal.as_ref().map(look)
    }
}

impl Noun for Contact {
    two_parts!(ContactId, ContactPlain, ContactPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::client(self.client)
    }

    fn join(
        id: ContactId,
        stream: Stream,
        plain: ContactPlain,
        personal: Held<ContactPersonal>,
    ) -> Self {
        Contact { id, client: ClientId::from_id(stream.id()), plain, personal }
    }

    fn columns(&self) -> Columns {
        let addresses = self.addresses().known().unwrap_or_default();
        let addresses = || addresses.iter().map(|listed| &listed.address);
        vec![
            Cell::maybe(self.name().known().map(Name::key)),
            Cell::one(self.plain.state.name()),
            Cell::many(addresses().filter_map(Address::email_key)),
            Cell::many(addresses().filter_map(Address::phone_key)),
        ]
    }
}
