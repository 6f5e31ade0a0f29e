//! By which channel people meet: what cadence, interactions and notices name alike.

use serde::{Deserialize, Serialize};

/// By which channel people met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Channel {
    /// Electronic mail.
    Email,
    /// An instant messenger (WeChat, WhatsApp, a firm's own).
    Messenger,
    /// A video call.
    Video,
    /// The telephone.
    Phone,
    /// A chat on a web site or in a product.
    Chat,
    /// Face to face.
    InPerson,
    /// The post.
    Post,
    /// The client's portal.
    Portal,
}

impl Channel {
    /// Every channel, in the order in which lists show them.
    pub const ALL: [Channel; 8] = [
        Channel::Email,
        Channel::Messenger,
        Channel::Video,
        Channel::Phone,
        Channel::Chat,
        Channel::InPerson,
        Channel::Post,
        Channel::Portal,
    ];
}
