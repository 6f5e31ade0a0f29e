//! The record of a redemption, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::code::VoucherCode;
use super::declared::{DECLARATION, MACHINE};
use super::words::{Asked, RedemptionState, Spent, UsedFor};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{
    ClientId, Held, Line, Money, RecordId, RedemptionId, RewardId, Stream, Timestamp,
};

/// A reward that a member asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redemption {
    pub(super) id: RedemptionId,
    pub(super) client: ClientId,
    pub(super) plain: RedemptionPlain,
    pub(super) personal: Held<RedemptionPersonal>,
}

/// What stays of a redemption when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedemptionPlain {
    pub(super) state: RedemptionState,
    pub(super) since: Timestamp,
    pub(super) asked: Asked,
    pub(super) spent: Spent,
    pub(super) reserved_until: Timestamp,
    #[serde(default)]
    pub(super) issued_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) expires_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) used: Option<UsedFor>,
    #[serde(default)]
    pub(super) off: Option<Money>,
}

/// What erasure removes of a redemption, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RedemptionPersonal {
    #[serde(default)]
    pub(super) code: Option<VoucherCode>,
    #[serde(default)]
    pub(super) reason: Option<Line>,
}

impl Redemption {
    /// Which redemption.
    #[must_use]
    pub fn id(&self) -> RedemptionId {
        self.id
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// How far it has come.
    #[must_use]
    pub fn state(&self) -> RedemptionState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// What was asked for, as the reward was then.
    #[must_use]
    pub fn asked(&self) -> &Asked {
        &self.plain.asked
    }

    /// The reward.
    #[must_use]
    pub fn reward(&self) -> RewardId {
        self.plain.asked.reward
    }

    /// From where the points come.
    #[must_use]
    pub fn spent(&self) -> Spent {
        self.plain.spent
    }

    /// When it was given out.
    #[must_use]
    pub fn issued_at(&self) -> Option<Timestamp> {
        self.plain.issued_at
    }

    /// What it was used for.
    #[must_use]
    pub fn used_for(&self) -> Option<UsedFor> {
        self.plain.used
    }

    /// What was taken off the price when it was used.
    #[must_use]
    pub fn off(&self) -> Option<Money> {
        self.plain.off
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> Held<Option<&VoucherCode>> {
        self.personal.as_ref().map(|personal| personal.code.as_ref())
    }

    /// Why it was called off.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Line>> {
        self.personal.as_ref().map(|personal| personal.reason.as_ref())
    }

    /// Until when it can be taken or used, as far as it can; none for one that ends no more.
    #[must_use]
    pub fn ends(&self) -> Option<Timestamp> {
        match self.state() {
            RedemptionState::Reserved => Some(self.plain.reserved_until),
            RedemptionState::Issued => self.plain.expires_at,
            RedemptionState::Used | RedemptionState::Expired | RedemptionState::Cancelled => None,
        }
    }

    /// Whether it can be taken or used at an instant, whatever was written down of its end.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        match self.state() {
            RedemptionState::Reserved | RedemptionState::Issued => {
                self.ends().is_none_or(|end| at < end)
            }
            RedemptionState::Used | RedemptionState::Expired | RedemptionState::Cancelled => false,
        }
    }

    /// Whether it counts at an instant among those that the member has had.
    #[must_use]
    pub fn counts(&self, at: Timestamp) -> bool {
        match self.state() {
            RedemptionState::Reserved => self.is_open(at),
            RedemptionState::Issued | RedemptionState::Used => true,
            RedemptionState::Expired => self.plain.issued_at.is_some(),
            RedemptionState::Cancelled => false,
        }
    }

    /// Whether the thing went back to where it was taken from.
    #[must_use]
    pub fn gave_back(&self) -> bool {
        match self.state() {
            RedemptionState::Reserved | RedemptionState::Issued | RedemptionState::Used => false,
            RedemptionState::Expired => self.plain.issued_at.is_none(),
            RedemptionState::Cancelled => true,
        }
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }
}

impl Noun for Redemption {
    two_parts!(RedemptionId, RedemptionPlain, RedemptionPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::client(self.client)
    }

    fn join(
        id: RedemptionId,
        stream: Stream,
        plain: RedemptionPlain,
        personal: Held<RedemptionPersonal>,
    ) -> Self {
        Redemption { id, client: ClientId::from_id(stream.id()), plain, personal }
    }

    fn columns(&self) -> Columns {
        let code = self.code().known().flatten().map(VoucherCode::as_str);
        vec![
            Cell::one(self.state().name()),
            Cell::maybe((!self.gave_back()).then(|| RecordId::id(self.reward()))),
            Cell::maybe(self.ends().map(Timestamp::micros)),
            Cell::maybe(code),
        ]
    }
}
