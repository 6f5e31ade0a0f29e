//! What happens to a notice. The shapes stand on disk: variants and fields are added behind those
//! that are here.

use serde::{Deserialize, Serialize};

use super::words::{About, Reason, Recipient, Told};
use crate::domain::{Line, Note, Timestamp};

/// Something that happened to a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeEvent {
    /// Somebody is to be told.
    Raised {
        /// Who.
        to: Recipient,
        /// About which record.
        about: About,
        /// Why.
        reason: Reason,
        /// By when.
        due: Timestamp,
        /// The version of the calendar that said so, where one was asked.
        calendar: Option<u32>,
    },
    /// They were told.
    Told(Told),
    /// They need not be told; the words say why.
    Waived,
    /// Its personal part was erased.
    Erased,
}

/// What was personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeWord {
    /// What they are to be told.
    Saying(Note),
    /// Why they need not be told.
    Waived(Line),
}
