//! The record of a member, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::declared::{DECLARATION, MACHINE};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::noun::{Noun, two_parts};
use crate::domain::programme::MemberState;
use crate::domain::tier::ManualTier;
use crate::domain::{
    ClientId, EntryId, Held, Line, LotId, MemberId, Points, ProgrammeId, RecordId, Stream,
    Timestamp,
};

/// A client's membership in a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub(super) id: MemberId,
    pub(super) client: ClientId,
    pub(super) plain: MemberPlain,
    pub(super) personal: Held<MemberPersonal>,
}

/// What stays of a member when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPlain {
    pub(super) programme: ProgrammeId,
    pub(super) state: MemberState,
    pub(super) since: Timestamp,
    pub(super) joined_at: Timestamp,
    /// What is owed, and since when it has been so much.
    #[serde(default)]
    pub(super) debt: Points,
    #[serde(default)]
    pub(super) owed_since: Option<Timestamp>,
    #[serde(default)]
    pub(super) holds: Vec<Hold>,
    /// The tiers that were given by hand.
    #[serde(default)]
    pub(super) given: Vec<ManualTier>,
    /// When something was last said of it.
    pub(super) said_at: Timestamp,
}

/// What erasure removes of a member, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MemberPersonal {
    #[serde(default)]
    pub(super) card: Option<Line>,
    #[serde(default)]
    pub(super) reason: Option<Line>,
}

/// Points put aside for a redemption, until it is committed, released, or its time is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// The entry that the redemption will be.
    pub id: EntryId,
    /// Until when: as long as it is earlier.
    pub until: Timestamp,
    /// From which lots, in the order in which they are spent.
    pub parts: Vec<(LotId, Points)>,
    /// What it is for.
    pub cause: super::words::Cause,
}

impl Hold {
    /// Whether it holds at an instant.
    #[must_use]
    pub fn is_live(&self, at: Timestamp) -> bool {
        at < self.until
    }

    /// How many points.
    #[must_use]
    pub fn points(&self) -> Points {
        let sum = self.parts.iter().fold(0_i64, |sum, (_, part)| sum.saturating_add(part.get()));
        Points::new(sum).unwrap_or_default()
    }
}

impl Member {
    /// The most reservations that hold at once.
    pub const MOST_HOLDS: usize = 32;

    /// Which member.
    #[must_use]
    pub fn id(&self) -> MemberId {
        self.id
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// The programme.
    #[must_use]
    pub fn programme(&self) -> ProgrammeId {
        self.plain.programme
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> MemberState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// When the client joined.
    #[must_use]
    pub fn joined_at(&self) -> Timestamp {
        self.plain.joined_at
    }

    /// What was owed when something was last written; [`Balance`](super::Balance) says what is owed
    /// at an instant.
    #[must_use]
    pub fn debt(&self) -> Points {
        self.plain.debt
    }

    /// The reservations that were made and are neither committed nor released, those included
    /// whose time is over.
    #[must_use]
    pub fn holds(&self) -> &[Hold] {
        &self.plain.holds
    }

    /// The number on the member's card.
    #[must_use]
    pub fn card(&self) -> Held<Option<&Line>> {
        self.personal.as_ref().map(|personal| personal.card.as_ref())
    }

    /// Why it is blocked or closed; none where it is neither.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Line>> {
        self.personal.as_ref().map(|personal| personal.reason.as_ref())
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }

    /// How many points of a lot are reserved at an instant.
    pub(crate) fn held(&self, lot: LotId, at: Timestamp) -> i64 {
        let live = self.plain.holds.iter().filter(|hold| hold.is_live(at));
        let parts = live.flat_map(|hold| &hold.parts).filter(|(of, _)| *of == lot);
        parts.fold(0_i64, |sum, (_, part)| sum.saturating_add(part.get()))
    }

    /// What a membership is found by: a client is a member of a programme once.
    #[must_use]
    pub fn key(programme: ProgrammeId, client: ClientId) -> String {
        format!("{} {}", RecordId::id(programme), RecordId::id(client))
    }
}

impl Noun for Member {
    two_parts!(MemberId, MemberPlain, MemberPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::client(self.client)
    }

    fn join(
        id: MemberId,
        stream: Stream,
        plain: MemberPlain,
        personal: Held<MemberPersonal>,
    ) -> Self {
        Member { id, client: ClientId::from_id(stream.id()), plain, personal }
    }

    fn columns(&self) -> Columns {
        vec![
            Cell::one(self.state().name()),
            Cell::one(RecordId::id(self.programme())),
            Cell::one(self.joined_at().micros()),
            Cell::one(Self::key(self.programme(), self.client)),
        ]
    }
}
