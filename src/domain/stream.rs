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

impl std::fmt::Display for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.root {
            Self::CLIENT => write!(f, "client-{}", self.id),
            Self::STAFF => write!(f, "staff-{}", self.id),
            Self::PROGRAMME => write!(f, "programme-{}", self.id),
            Self::REWARD => write!(f, "reward-{}", self.id),
            Self::TEAM => f.write_str("team"),
            Self::AUDIT => f.write_str("audit"),
            root => write!(f, "{root}-{}", self.id),
        }
    }
}
