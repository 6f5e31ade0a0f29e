//! Invitations: a contact is asked to take part in a wave of a survey, and is not asked too often.
//!
//! How often is the firm's [policy](super::survey::SurveyPolicy). Whether something bad is going on
//! with the client meanwhile is told by who knows of it; nobody who knows is no reason to wait.

mod declared;
mod event;
mod input;
mod refusal;
mod record;
mod apply;
mod verbs;

pub use declared::MACHINE;
pub use event::{InvitationEvent, InvitationWord};
pub use input::{Circumstances, NewInvitation};
pub use record::{Invitation, InvitationPersonal, InvitationPlain, InvitationState};
pub use refusal::{InvitationGuard, InvitationRefusal};

#[cfg(any(test, feature = "proptest1"))]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
