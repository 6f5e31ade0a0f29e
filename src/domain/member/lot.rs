//! A lot of points: earned together, spent and expiring together.

use serde::{Deserialize, Serialize};

use super::event::LotEvent;
use super::words::Cause;
use crate::domain::declaration::{Cell, Column, Columns, Declaration, Index, Kind, STREAM, Shape};
use crate::domain::noun::{Event, Header, Noun, State};
use crate::domain::{Held, LotId, MemberId, Points, RecordId, Stream, Timestamp, Visibility};

/// Points that were earned together.
///
/// It has no state: what can be done with its points is a matter of the time and of reservations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    id: LotId,
    stream: Stream,
    plain: LotPlain,
}

/// What stands of a lot on disk; there is nothing personal in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotPlain {
    pub(super) member: MemberId,
    pub(super) original: Points,
    pub(super) remaining: Points,
    pub(super) earned_at: Timestamp,
    /// From when its points can be spent; none where that waits for an action.
    pub(super) activates_at: Option<Timestamp>,
    /// Until when; none where that is for ever, or not known yet.
    pub(super) expires_at: Option<Timestamp>,
    /// Whether its points count for a tier.
    pub(super) qualifying: bool,
    pub(super) cause: Cause,
    /// The lot in which its points began, where they came from another membership.
    #[serde(default)]
    pub(super) origin: Option<LotId>,
}

impl Lot {
    /// Which lot.
    #[must_use]
    pub fn id(&self) -> LotId {
        self.id
    }

    /// Whose.
    #[must_use]
    pub fn member(&self) -> MemberId {
        self.plain.member
    }

    /// How many points it began with.
    #[must_use]
    pub fn original(&self) -> Points {
        self.plain.original
    }

    /// How many are left, reserved and expired ones included.
    #[must_use]
    pub fn remaining(&self) -> Points {
        self.plain.remaining
    }

    /// When they were earned.
    #[must_use]
    pub fn earned_at(&self) -> Timestamp {
        self.plain.earned_at
    }

    /// From when they can be spent; none where that waits for an action.
    #[must_use]
    pub fn activates_at(&self) -> Option<Timestamp> {
        self.plain.activates_at
    }

    /// Until when they can be spent: as long as it is earlier. None where they last for ever.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.plain.expires_at
    }

    /// Whether they count for a tier.
    #[must_use]
    pub fn is_qualifying(&self) -> bool {
        self.plain.qualifying
    }

    /// What they were given for.
    #[must_use]
    pub fn cause(&self) -> Cause {
        self.plain.cause
    }

    /// The lot in which its points began: itself, or that of another membership from which they
    /// were moved here. By it a return finds what a purchase earned.
    #[must_use]
    pub fn origin(&self) -> LotId {
        self.plain.origin.unwrap_or(self.id)
    }

    /// Whether its points wait at an instant.
    #[must_use]
    pub fn is_pending(&self, at: Timestamp) -> bool {
        self.plain.activates_at.is_none_or(|from| at < from)
    }

    /// Takes off what it has paid of a debt.
    pub(super) fn pay(&mut self, paid: Points) {
        let left = self.plain.remaining.get().saturating_sub(paid.get());
        self.plain.remaining = Points::new(left.max(0)).unwrap_or_default();
    }

    /// Whether its points have expired at an instant; they have at the instant of expiry.
    #[must_use]
    pub fn has_expired(&self, at: Timestamp) -> bool {
        self.plain.expires_at.is_some_and(|until| until <= at)
    }

    /// Whether its points can be spent at an instant, reserved or not.
    #[must_use]
    pub fn is_usable(&self, at: Timestamp) -> bool {
        !self.is_pending(at) && !self.has_expired(at)
    }

    /// In which order lots are spent: what expires first, then what was earned first.
    pub(crate) fn spend_order(&self) -> (Timestamp, Timestamp, LotId) {
        (self.plain.expires_at.unwrap_or(Timestamp::MAX), self.plain.earned_at, self.id)
    }
}

impl Noun for Lot {
    const DECLARATION: &'static Declaration = &Declaration {
        noun: "lot",
        number: 22,
        version: 1,
        kind: Kind::State,
        columns: &[
            Column::new("member", Shape::Id),
            // Null for lots of which nothing is left, and for those that wait for an action.
            Column::new("spend_by", Shape::Integer),
            Column::new("earned_at", Shape::Integer),
            Column::new("expires_at", Shape::Integer),
            // Null for all but those that wait for an action.
            Column::new("awaits", Shape::Id),
        ],
        indexes: &[
            Index { name: "by_spending", columns: &[STREAM, "member", "spend_by", "earned_at"] },
            Index { name: "by_expiry", columns: &["expires_at"] },
            Index { name: "by_awaited", columns: &[STREAM, "member", "awaits"] },
        ],
        events: &["opened", "moved", "activated"],
    };
    const FORMAT: u8 = 1;
    type Id = LotId;
    type Plain = LotPlain;
    type Personal = ();

    fn id(&self) -> LotId {
        self.id
    }

    fn stream(&self) -> Stream {
        self.stream
    }

    fn visibility(&self) -> Visibility {
        Visibility::Internal
    }

    fn plain(&self) -> &LotPlain {
        &self.plain
    }

    fn personal(&self) -> Held<&()> {
        Held::Known(&())
    }

    fn join(id: LotId, stream: Stream, plain: LotPlain, _: Held<()>) -> Self {
        Lot { id, stream, plain }
    }

    fn columns(&self) -> Columns {
        let lot = &self.plain;
        let left = lot.remaining > Points::ZERO;
        let waits = left && lot.activates_at.is_none();
        let spend_by = lot.expires_at.unwrap_or(Timestamp::MAX);
        vec![
            Cell::one(RecordId::id(lot.member)),
            Cell::maybe((left && !waits).then(|| spend_by.micros())),
            Cell::one(lot.earned_at.micros()),
            Cell::maybe(lot.expires_at.filter(|_| left).map(Timestamp::micros)),
            Cell::maybe(waits.then_some(lot.cause.id)),
        ]
    }
}

impl State for Lot {
    type What = LotEvent;
    type Words = ();

    fn event_name(what: &LotEvent) -> &'static str {
        match what {
            LotEvent::Opened(_) => "opened",
            LotEvent::Moved { .. } => "moved",
            LotEvent::Activated { .. } => "activated",
        }
    }

    fn apply(before: Option<Self>, event: &Event<Self>, entry: &Header) -> Option<Self> {
        match &event.what {
            LotEvent::Opened(plain) => {
                let plain = plain.as_ref().clone();
                Some(Lot { id: LotId::from_id(entry.id), stream: entry.stream, plain })
            }
            LotEvent::Moved { points, .. } => {
                let mut lot = before?;
                let left = lot.plain.remaining.get().saturating_add(*points);
                // A rule has seen to it that the lot holds this; the sum is never out of range.
                lot.plain.remaining = Points::new(left.max(0)).unwrap_or_default();
                Some(lot)
            }
            LotEvent::Activated { at, expires_at, .. } => {
                let mut lot = before?;
                lot.plain.activates_at = Some(*at);
                lot.plain.expires_at = *expires_at;
                Some(lot)
            }
        }
    }
}
