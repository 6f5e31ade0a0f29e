//! What happens to a contact. The shapes stand on disk: variants and fields are added behind those
//! that are here.

use serde::{Deserialize, Serialize};

use super::address::{Address, AddressKind};
use super::consent::{ConsentSource, Purpose};
use crate::domain::contact_role::ContactRole;
use crate::domain::{Birthday, Language, Name, Tag, Zone};

/// Something that happened to a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactEvent {
    /// They became known; the words begin with the name.
    Added(Vec<ContactChange>),
    /// What is known of them changed.
    Edited(Vec<ContactChange>),
    /// They agreed to something.
    Consented {
        /// To what.
        purpose: Purpose,
        /// In what way they said so.
        source: ConsentSource,
        /// The version of the text that they agreed to.
        text: Option<Tag>,
    },
    /// They agree to something no more.
    Withdrew {
        /// To what.
        purpose: Purpose,
        /// In what way they said so.
        source: ConsentSource,
    },
    /// They left the client.
    Left,
    /// Their personal part was erased.
    Erased,
}

/// One field that changed, nothing personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactChange {
    /// They have this role too.
    Role(ContactRole),
    /// They have this role no more.
    DropRole(ContactRole),
}

/// One personal field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactWord {
    /// What they are called.
    Name(Name),
    /// Where they can be reached too.
    Address(Address),
    /// Where they cannot be reached any more.
    DropAddress(Address),
    /// Where they certainly can be reached.
    Verified(Address),
    /// How they want to be reached.
    Prefers(Option<AddressKind>),
    /// The language they are addressed in.
    Language(Option<Language>),
    /// Where their clock hangs.
    Zone(Option<Zone>),
    /// When they are congratulated.
    Birthday(Option<Birthday>),
}
