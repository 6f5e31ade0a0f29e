//! What happens to members and lots. The shapes stand on disk: variants and fields are added behind
//! those that are here.

use serde::{Deserialize, Serialize};

use super::lot::LotPlain;
use super::record::Hold;
use crate::domain::programme::MemberState;
use crate::domain::tier::ManualTier;
use crate::domain::{EntryId, Line, Points, ProgrammeId, Timestamp};

/// Something that happened to a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberEvent {
    /// The client became a member; the words may have a card's number.
    Enrolled {
        /// Of which programme.
        programme: ProgrammeId,
        /// In which state.
        state: MemberState,
    },
    /// The member said so once more.
    Admitted,
    /// The member is kept from what the terms say; the words say why.
    Blocked,
    /// It is not any more.
    Unblocked,
    /// The member left; the words say why.
    Closed,
    /// Points were put aside.
    Reserved(Hold),
    /// They are free again.
    Released(EntryId),
    /// They were redeemed.
    Committed(EntryId),
    /// So much is owed since this entry.
    Owed {
        /// How many points.
        debt: Points,
        /// By which entry.
        by: EntryId,
    },
    /// A tier was given by hand; the words say why.
    TierGiven(ManualTier),
    /// What was given by hand ends; the words say why.
    TierEnded,
}

/// What was personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MemberWords {
    /// The number on the member's card.
    pub card: Option<Line>,
    /// Why.
    pub reason: Option<Line>,
}

/// Something that happened to a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LotEvent {
    /// It began.
    Opened(Box<LotPlain>),
    /// Points were put in or taken out.
    Moved {
        /// By which entry.
        by: EntryId,
        /// How many, negative where they were taken out.
        points: i64,
    },
    /// Its points can be spent.
    Activated {
        /// By which entry.
        by: EntryId,
        /// From when.
        at: Timestamp,
        /// Until when.
        expires_at: Option<Timestamp>,
    },
}
