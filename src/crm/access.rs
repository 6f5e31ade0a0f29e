//! Who may: decided on what was loaded, and pushed down into every list.

use std::fmt::Debug;

use super::permission::Permission;
use crate::domain::{Actor, ActorId, Stream};
use crate::store::Sight;

/// What access says to an actor who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Go on.
    Allow,
    /// Not for this actor, who may know that it is there.
    Deny,
    /// Not for this actor, who is told that there is no such thing.
    Hide,
}

/// Decides who may do and see what. The host has made sure who the actor is.
pub trait Access: Debug + Send + Sync {
    /// Whether the actor may ask this of a stream, or of the store as a whole where there is none.
    fn decide(&self, actor: &Actor, permission: Permission, stream: Option<Stream>) -> Decision;

    /// What the actor may see, wherever it looks.
    fn sight(&self, actor: &Actor) -> Sight;
}

/// The access that a firm begins with: staff and the host's programs may do everything, and a
/// client's contact may read what was shared with that client and nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct DefaultAccess;

/// What a client's contact may ask: queries alone.
const FOR_CONTACTS: [Permission; 9] = [
    Permission::ClientTimeline,
    Permission::InteractionRead,
    Permission::ClientHistory,
    Permission::TransactionRead,
    Permission::TransactionList,
    Permission::ChangeRead,
    Permission::ChangeLog,
    Permission::ExportClient,
    Permission::ExportContact,
];

impl Access for DefaultAccess {
    fn decide(&self, actor: &Actor, permission: Permission, stream: Option<Stream>) -> Decision {
        match actor.id() {
            ActorId::System | ActorId::Staff(_) | ActorId::Integration(_) => Decision::Allow,
            ActorId::Contact(_) => {
                let own = actor.client().map(Stream::client);
                if stream.is_some() && stream != own {
                    Decision::Hide
                } else if FOR_CONTACTS.contains(&permission) {
                    Decision::Allow
                } else {
                    Decision::Deny
                }
            }
        }
    }

    fn sight(&self, actor: &Actor) -> Sight {
        match (actor.id(), actor.client()) {
            (ActorId::Contact(_), Some(client)) => Sight::Shared(Stream::client(client)),
            (ActorId::Contact(_), None) => Sight::Shared(Stream::audit()),
            (ActorId::System | ActorId::Staff(_) | ActorId::Integration(_), _) => Sight::All,
        }
    }
}
