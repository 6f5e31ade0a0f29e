//! Streams: what must stay consistent in itself.

use serde::{Deserialize, Serialize};

use super::actor::{tagged, untagged};
use super::id::{ClientId, Id, ProgrammeId, RecordId, RewardId, StaffId};

/// The root that a record belongs to: everything in one stream is decided one after the other,
/// and nothing is decided across streams but by a unit that names them all.
///
/// A client with all its contacts and interactions is one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stream {
    root: u8,
    id: Id,
}

impl Stream {
    /// The number of the root [`client`](Stream::client) on disk.
    pub const CLIENT: u8 = 1;
    /// The number of the root [`staff`](Stream::staff) on disk.
    pub const STAFF: u8 = 2;
    /// The number of the root [`team`](Stream::team) on disk.
    pub const TEAM: u8 = 3;
    /// The number of the root [`audit`](Stream::audit) on disk.
    pub const AUDIT: u8 = 4;
    /// The number of the root [`programme`](Stream::programme) on disk.
    pub const PROGRAMME: u8 = 20;
    /// The number of the root [`reward`](Stream::reward) on disk.
    pub const REWARD: u8 = 24;

    /// A root by the number of its noun and its id.
    #[must_use]
    pub const fn of(root: u8, id: Id) -> Self {
        Stream { root, id }
    }

    /// A client and all that belongs to it.
    #[must_use]
    pub fn client(id: ClientId) -> Self {
        Stream::of(Self::CLIENT, id.id())
    }

    /// A member of staff.
    #[must_use]
    pub fn staff(id: StaffId) -> Self {
        Stream::of(Self::STAFF, id.id())
    }

    /// A loyalty programme and its terms.
    #[must_use]
    pub fn programme(id: ProgrammeId) -> Self {
        Stream::of(Self::PROGRAMME, id.id())
    }

    /// A reward, and how many of it are left.
    #[must_use]
    pub fn reward(id: RewardId) -> Self {
        Stream::of(Self::REWARD, id.id())
    }

    /// What the team does without a client: internal meetings.
    #[must_use]
    pub const fn team() -> Self {
        Stream::of(Self::TEAM, Id::from_bytes([0; 16]))
    }

    /// Where denials are written.
    #[must_use]
    pub const fn audit() -> Self {
        Stream::of(Self::AUDIT, Id::from_bytes([0; 16]))
    }

    /// The number of the root's noun.
    #[must_use]
    pub const fn root(self) -> u8 {
        self.root
    }

    /// The root's id.
    #[must_use]
    pub const fn id(self) -> Id {
        self.id
    }

    /// The client whose stream this is.
    #[must_use]
    pub fn as_client(self) -> Option<ClientId> {
        (self.root == Self::CLIENT).then(|| ClientId::from_id(self.id))
    }

    /// The number of a root by the name or the number that it is shown with.
    #[cfg_attr(not(feature = "json-lines"), expect(dead_code, reason = "only files name streams"))]
    pub(crate) fn root_named(text: &str) -> Option<u8> {
        let named = NAMED.iter().find(|(_, name)| *name == text).map(|(root, _)| *root);
        named.or_else(|| text.parse().ok())
    }

    /// The root and the id in seventeen bytes, as engines keep it; their order is the streams'.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 17] {
        tagged(self.root, self.id)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 17]) -> Self {
        let (root, id) = untagged(bytes);
        Stream { root, id }
    }
}

/// The roots that have a name; the others are shown by their number.
const NAMED: [(u8, &str); 4] = [
    (Stream::CLIENT, "client"),
    (Stream::STAFF, "staff"),
    (Stream::PROGRAMME, "programme"),
    (Stream::REWARD, "reward"),
];

impl std::fmt::Display for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = NAMED.iter().find(|(root, _)| *root == self.root).map(|(_, name)| *name);
        match (self.root, name) {
            (Self::TEAM, _) => f.write_str("team"),
            (Self::AUDIT, _) => f.write_str("audit"),
            (_, Some(name)) => write!(f, "{name}-{}", self.id),
            (root, None) => write!(f, "{root}-{}", self.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_said_by_what_it_is_of() {
        let id = Id::from_bytes([7; 16]);
        let of = |root| Stream::of(root, id).to_string();
        assert_eq!(of(Stream::CLIENT), format!("client-{id}"));
        assert_eq!(of(Stream::STAFF), format!("staff-{id}"));
        assert_eq!(of(Stream::PROGRAMME), format!("programme-{id}"));
        assert_eq!(of(Stream::REWARD), format!("reward-{id}"));
        assert_eq!(of(77), format!("77-{id}"));
        assert_eq!([Stream::team(), Stream::audit()].map(|it| it.to_string()), ["team", "audit"]);
        for (root, name) in NAMED {
            assert_eq!(Stream::root_named(name), Some(root));
        }
    }
}
