//! What happens to a member of staff. The shapes stand on disk: variants and fields are added
//! behind those that are here.

use serde::{Deserialize, Serialize};

use crate::domain::{Language, Name, StaffId, Tag, Zone};

/// Something that happened to a member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffEvent {
    /// They joined, or came back; the words begin with the name.
    Enrolled(Vec<StaffChange>),
    /// What is known of them changed.
    Edited(Vec<StaffChange>),
    /// They left the firm.
    Left,
    /// Their personal part was erased.
    Erased,
}

/// One field that changed, nothing personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffChange {
    /// The roles they hold from now on.
    Roles(Vec<Tag>),
    /// Whom they report to from now on.
    Lead(Option<StaffId>),
}

/// One personal field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffWord {
    /// What they are called.
    Name(Name),
    /// The language they work in.
    Language(Option<Language>),
    /// Where their clock hangs.
    Zone(Option<Zone>),
}
