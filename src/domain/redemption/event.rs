//! What happens to a redemption. The shapes stand on disk: variants and fields are added behind
//! those that are here.

use serde::{Deserialize, Serialize};

use super::code::VoucherCode;
use super::words::{Asked, Spent, UsedFor};
use crate::domain::{Line, Money, Timestamp};

/// Something that happened to a redemption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RedemptionEvent {
    /// It was asked for, and put aside.
    Reserved {
        /// What.
        asked: Asked,
        /// Until when it is put aside: as long as it is earlier.
        until: Timestamp,
        /// From where the points come.
        spent: Spent,
    },
    /// It was given out; the words have the code.
    Issued {
        /// Until when it can be used: as long as it is earlier.
        expires_at: Option<Timestamp>,
    },
    /// It was used.
    Used {
        /// For what.
        used: UsedFor,
        /// What was taken off the price.
        off: Option<Money>,
    },
    /// Its time was over.
    Expired,
    /// It was called off; the words say why.
    Cancelled,
}

/// What was personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RedemptionWord {
    /// The code.
    pub code: Option<VoucherCode>,
    /// Why it was called off.
    pub reason: Option<Line>,
}
