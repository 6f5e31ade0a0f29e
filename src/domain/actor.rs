//! Who acts: staff, a client's contact, a program of the host, or the crate itself.

use serde::{Deserialize, Serialize};

use super::id::{ClientId, ContactId, Id, IntegrationId, RecordId, StaffId};

/// Who did something, as the journal remembers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ActorId {
    /// The crate itself, on the host's behalf (a migration, a sweep).
    System,
    /// A member of staff.
    Staff(StaffId),
    /// A person at a client.
    Contact(ContactId),
    /// A program of the host (a mail import, a web form).
    Integration(IntegrationId),
}

impl ActorId {
    /// The kind and the id in seventeen bytes, as engines keep it.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 17] {
        let (kind, id) = match self {
            ActorId::System => (0, Id::from_bytes([0; 16])),
            ActorId::Staff(id) => (1, id.id()),
            ActorId::Contact(id) => (2, id.id()),
            ActorId::Integration(id) => (3, id.id()),
        };
        tagged(kind, id)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 17]) -> Option<Self> {
        let (kind, id) = untagged(bytes);
        match kind {
            0 => Some(ActorId::System),
            1 => Some(ActorId::Staff(StaffId::from_id(id))),
            2 => Some(ActorId::Contact(ContactId::from_id(id))),
            3 => Some(ActorId::Integration(IntegrationId::from_id(id))),
            _ => None,
        }
    }
}

pub(super) fn tagged(tag: u8, id: Id) -> [u8; 17] {
    let mut bytes = [0; 17];
    let (head, tail) = bytes.split_at_mut(1);
    head.fill(tag);
    tail.copy_from_slice(id.as_bytes());
    bytes
}

pub(super) fn untagged(bytes: [u8; 17]) -> (u8, Id) {
    let [tag, rest @ ..] = bytes;
    (tag, Id::from_bytes(rest))
}

impl std::fmt::Display for ActorId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ActorId::System => f.write_str("system"),
            ActorId::Staff(id) => id.fmt(f),
            ActorId::Contact(id) => id.fmt(f),
            ActorId::Integration(id) => id.fmt(f),
        }
    }
}

/// A right that a member of staff holds beside being staff; the host assigns it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Role(String);

impl Role {
    /// Names a role of the host's.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Role(name.into())
    }

    /// The role's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// The one who uses the desk. The host has made sure that it is really them.
///
/// ```
/// use guanxi::domain::{Actor, StaffId};
/// let me = StaffId::from_uuid(uuid::Uuid::from_u128(1));
/// let actor = Actor::staff(me).with_role("lead");
/// assert!(actor.has_role("lead"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    id: ActorId,
    client: Option<ClientId>,
    roles: Vec<Role>,
}

impl Actor {
    /// A member of staff.
    #[must_use]
    pub fn staff(id: StaffId) -> Self {
        Actor { id: ActorId::Staff(id), client: None, roles: Vec::new() }
    }

    /// A client's contact: sees what was shared with that client, and nothing else.
    #[must_use]
    pub fn contact(client: ClientId, contact: ContactId) -> Self {
        Actor { id: ActorId::Contact(contact), client: Some(client), roles: Vec::new() }
    }

    /// A program of the host.
    #[must_use]
    pub fn integration(id: IntegrationId) -> Self {
        Actor { id: ActorId::Integration(id), client: None, roles: Vec::new() }
    }

    /// The host itself, with every right.
    #[must_use]
    pub fn system() -> Self {
        Actor { id: ActorId::System, client: None, roles: Vec::new() }
    }

    /// The same actor, holding one role more.
    #[must_use]
    pub fn with_role(mut self, name: impl Into<String>) -> Self {
        self.roles.push(Role::named(name));
        self
    }

    /// Who it is, as the journal remembers it.
    #[must_use]
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// The client whose contact this is; none for everybody else.
    #[must_use]
    pub fn client(&self) -> Option<ClientId> {
        self.client
    }

    /// Whether the actor holds a role of this name.
    #[must_use]
    pub fn has_role(&self, name: &str) -> bool {
        self.roles.iter().any(|role| role.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_kind_of_actor_comes_back_from_its_bytes() {
        let uuid = Uuid::from_u128(77);
        for actor in [
            ActorId::System,
            ActorId::Staff(StaffId::from_uuid(uuid)),
            ActorId::Contact(ContactId::from_uuid(uuid)),
            ActorId::Integration(IntegrationId::from_uuid(uuid)),
        ] {
            assert_eq!(ActorId::from_bytes(actor.to_bytes()), Some(actor));
        }
        assert_eq!(ActorId::from_bytes([9; 17]), None);
    }
}
