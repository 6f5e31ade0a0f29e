//! What happens to a referral. The shapes stand on disk: variants and fields are added behind those
//! that are here.

use serde::{Deserialize, Serialize};

use super::terms::{Gives, Invitee, ReferralTerms};
use super::words::Merit;
use crate::domain::{ClientId, EntryId, Line, Timestamp};

/// Something that happened to a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferralEvent {
    /// Somebody was invited; the words say who.
    Invited {
        /// What it gives.
        terms: ReferralTerms,
        /// Until when they must have registered and bought: as long as it is earlier.
        ends: Option<Timestamp>,
    },
    /// They became a client.
    Registered {
        /// Which.
        referee: ClientId,
        /// What they did, where registering is enough.
        merit: Option<Merit>,
    },
    /// They did what was asked.
    Qualified(Merit),
    /// Points were given.
    Rewarded {
        /// For which merit, counted from 0.
        number: u32,
        /// By which entries of the ledger.
        entries: Vec<EntryId>,
    },
    /// A purchase was returned.
    Reversed {
        /// Which merit, counted from 0.
        number: u32,
    },
    /// It does not count; the words say why.
    Rejected,
    /// It took too long.
    Expired,
    /// A part of a purchase was returned.
    Reduced {
        /// Which merit, counted from 0.
        number: u32,
        /// How many points each side keeps.
        kept: Gives,
    },
}

/// What was personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReferralWord {
    /// Who was invited.
    pub invitee: Option<Invitee>,
    /// Why it does not count.
    pub reason: Option<Line>,
}
