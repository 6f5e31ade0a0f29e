//! The record of a referral, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::declared::{DECLARATION, MACHINE};
use super::terms::{Gives, Invitee, ReferralTerms};
use super::words::{Merit, MeritState, ReferralState};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{ClientId, Held, Line, RecordId, ReferralId, Stream, Timestamp, TransactionId};

/// A client who brings another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    pub(super) id: ReferralId,
    pub(super) referrer: ClientId,
    pub(super) plain: ReferralPlain,
    pub(super) personal: Held<ReferralPersonal>,
}

/// What stays of a referral when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralPlain {
    pub(super) state: ReferralState,
    pub(super) since: Timestamp,
    pub(super) invited_at: Timestamp,
    pub(super) terms: ReferralTerms,
    #[serde(default)]
    pub(super) ends: Option<Timestamp>,
    #[serde(default)]
    pub(super) referee: Option<ClientId>,
    #[serde(default)]
    pub(super) registered_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) merits: Vec<Merit>,
    /// When something was last said of it.
    pub(super) said_at: Timestamp,
}

/// What erasure removes of a referral, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReferralPersonal {
    #[serde(default)]
    pub(super) invitee: Invitee,
    #[serde(default)]
    pub(super) reason: Option<Line>,
}

impl Referral {
    /// Which referral.
    #[must_use]
    pub fn id(&self) -> ReferralId {
        self.id
    }

    /// Who refers.
    #[must_use]
    pub fn referrer(&self) -> ClientId {
        self.referrer
    }

    /// Who was brought.
    #[must_use]
    pub fn referee(&self) -> Option<ClientId> {
        self.plain.referee
    }

    /// How far it has come.
    #[must_use]
    pub fn state(&self) -> ReferralState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// When they were invited.
    #[must_use]
    pub fn invited_at(&self) -> Timestamp {
        self.plain.invited_at
    }

    /// What it gives, for what.
    #[must_use]
    pub fn terms(&self) -> &ReferralTerms {
        &self.plain.terms
    }

    /// What points are given for, in the order in which it happened.
    #[must_use]
    pub fn merits(&self) -> &[Merit] {
        &self.plain.merits
    }

    /// Who was invited, as far as one knew them.
    #[must_use]
    pub fn invitee(&self) -> Held<&Invitee> {
        self.personal.as_ref().map(|personal| &personal.invitee)
    }

    /// Why it does not count.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Line>> {
        self.personal.as_ref().map(|personal| personal.reason.as_ref())
    }

    /// Until when they must have registered and bought, while they have not.
    #[must_use]
    pub fn ends(&self) -> Option<Timestamp> {
        match self.state() {
            ReferralState::Invited | ReferralState::Registered => self.plain.ends,
            ReferralState::Qualified
            | ReferralState::Rewarded
            | ReferralState::Rejected
            | ReferralState::Expired => None,
        }
    }

    /// Whether somebody was brought by it, so that nobody else can have brought them.
    #[must_use]
    pub fn counts(&self) -> bool {
        match self.state() {
            ReferralState::Registered | ReferralState::Qualified | ReferralState::Rewarded => true,
            ReferralState::Invited | ReferralState::Rejected | ReferralState::Expired => false,
        }
    }

    /// The first merit whose points wait, its number, and when they are due.
    #[must_use]
    pub fn next_due(&self) -> Option<(u32, Timestamp)> {
        let waits = |(_, merit): &(u32, &Merit)| merit.state == MeritState::Waiting;
        let waiting = (0..).zip(&self.plain.merits).filter(waits);
        let open = self.counts();
        let first = waiting.filter(|_| open).min_by_key(|(number, merit)| (merit.due, *number));
        first.map(|(number, merit)| (number, merit.due))
    }

    /// The merit of a purchase that was not returned, and its number.
    #[must_use]
    pub fn merit_of(&self, purchase: TransactionId) -> Option<(u32, &Merit)> {
        let of = |(_, merit): &(u32, &Merit)| {
            merit.purchase == Some(purchase) && merit.state != MeritState::Reversed
        };
        (0..).zip(&self.plain.merits).find(of)
    }

    /// How many points each side is given, or keeps, for a merit.
    #[must_use]
    pub fn gives(&self, merit: &Merit) -> Gives {
        merit.kept.unwrap_or(self.plain.terms.gives)
    }

    /// How many merits were not returned.
    #[must_use]
    pub fn counted(&self) -> usize {
        self.plain.merits.iter().filter(|merit| merit.state != MeritState::Reversed).count()
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }
}

impl Noun for Referral {
    two_parts!(ReferralId, ReferralPlain, ReferralPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::client(self.referrer)
    }

    fn join(
        id: ReferralId,
        stream: Stream,
        plain: ReferralPlain,
        personal: Held<ReferralPersonal>,
    ) -> Self {
        Referral { id, referrer: ClientId::from_id(stream.id()), plain, personal }
    }

    fn columns(&self) -> Columns {
        let referee = self.referee().filter(|_| self.counts()).map(RecordId::id);
        vec![
            Cell::one(self.state().name()),
            Cell::maybe(referee),
            Cell::maybe(self.next_due().map(|(_, due)| due.micros())),
            Cell::maybe(self.ends().map(Timestamp::micros)),
        ]
    }
}
