//! The record of a reward, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::declared::{DECLARATION, MACHINE};
use super::words::{RewardState, RewardTerms};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{Held, Line, ProgrammeId, RecordId, RewardId, Stream, Timestamp};

/// Something that members spend points on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reward {
    pub(super) id: RewardId,
    pub(super) plain: RewardPlain,
    pub(super) personal: Held<RewardPersonal>,
}

/// What stays of a reward, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewardPlain {
    pub(super) state: RewardState,
    pub(super) since: Timestamp,
    pub(super) terms: RewardTerms,
    /// When something was last said of it.
    pub(super) said_at: Timestamp,
}

/// What somebody wrote about a reward, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RewardPersonal {
    #[serde(default)]
    pub(super) reason: Option<Line>,
}

impl Reward {
    /// What the counter of those that are left is called, in the reward's stream.
    pub const STOCK: &'static str = "stock";

    /// Which reward.
    #[must_use]
    pub fn id(&self) -> RewardId {
        self.id
    }

    /// Whether it can be had.
    #[must_use]
    pub fn state(&self) -> RewardState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// What it is, for whom and for how much.
    #[must_use]
    pub fn terms(&self) -> &RewardTerms {
        &self.plain.terms
    }

    /// The programme whose points it costs.
    #[must_use]
    pub fn programme(&self) -> ProgrammeId {
        self.plain.terms.programme
    }

    /// Why it was paused or archived last.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Line>> {
        self.personal.as_ref().map(|personal| personal.reason.as_ref())
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }
}

impl Noun for Reward {
    two_parts!(RewardId, RewardPlain, RewardPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::reward(self.id)
    }

    fn join(id: RewardId, _: Stream, plain: RewardPlain, personal: Held<RewardPersonal>) -> Self {
        Reward { id, plain, personal }
    }

    fn columns(&self) -> Columns {
        vec![Cell::one(RecordId::id(self.programme())), Cell::one(self.state().name())]
    }
}
