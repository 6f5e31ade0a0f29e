//! Where a contact can be reached.

use serde::{Deserialize, Serialize};

use crate::domain::frozen::frozen;
use crate::domain::named::named;
use crate::domain::{Email, Line, Note, Phone, Tag, Timestamp};

/// Where a contact can be reached.
///
/// ```
/// use guanxi::domain::contact::{Address, AddressKind};
/// use guanxi::domain::Email;
/// let address = Address::Email(Email::new("li@hua.cn")?);
/// assert_eq!(address.kind(), AddressKind::Email);
/// assert!(address.is_same(&Address::Email(Email::new("LI@hua.cn")?)));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Address {
    /// Electronic mail.
    Email(Email),
    /// The telephone on a desk.
    Phone(Phone),
    /// The telephone in a pocket.
    Mobile(Phone),
    /// A messenger (WeChat, WhatsApp …) and the name there.
    Messenger(Tag, Line),
    /// The post.
    Post(Note),
}

/// What kind of address it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AddressKind {
    /// Electronic mail.
    Email,
    /// The telephone on a desk.
    Phone,
    /// The telephone in a pocket.
    Mobile,
    /// A messenger.
    Messenger,
    /// The post.
    Post,
}

named!(AddressKind, "channel", [Email, Phone, Mobile, Messenger, Post]);

impl Address {
    /// What kind of address it is.
    #[must_use]
    pub fn kind(&self) -> AddressKind {
        match self {
            Address::Email(_) => AddressKind::Email,
            Address::Phone(_) => AddressKind::Phone,
            Address::Mobile(_) => AddressKind::Mobile,
            Address::Messenger(..) => AddressKind::Messenger,
            Address::Post(_) => AddressKind::Post,
        }
    }

    /// Whether both lead to the same place, however they are written.
    #[must_use]
    pub fn is_same(&self, other: &Address) -> bool {
        self.kind() == other.kind() && self.key() == other.key()
    }

    /// The address as a person reads it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Address::Email(email) => email.as_str(),
            Address::Phone(phone) | Address::Mobile(phone) => phone.as_str(),
            Address::Messenger(_, name) => name.as_str(),
            Address::Post(text) => text.as_str(),
        }
    }

    pub(super) fn email_key(&self) -> Option<String> {
        if let Address::Email(email) = self { Some(email.key()) } else { None }
    }

    pub(super) fn phone_key(&self) -> Option<&str> {
        match self {
            Address::Phone(phone) | Address::Mobile(phone) => Some(phone.key()),
            Address::Email(_) | Address::Messenger(..) | Address::Post(_) => None,
        }
    }

    fn key(&self) -> (String, String) {
        let service =
            if let Address::Messenger(service, _) = self { service.key() } else { String::new() };
        let place = match self {
            Address::Email(email) => email.key(),
            Address::Phone(phone) | Address::Mobile(phone) => phone.key().to_owned(),
            Address::Messenger(_, name) => name.as_str().to_owned(),
            Address::Post(text) => text.as_str().to_owned(),
        };
        (service, place)
    }
}

/// An address of a contact, and whether it is known to be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The address.
    pub address: Address,
    /// When somebody last made sure that it is theirs.
    pub verified_at: Option<Timestamp>,
}

frozen!(Listed { address, verified_at });
