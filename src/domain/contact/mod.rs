//! Contacts: the people at a client, how to reach them, and what they have agreed to.
//!
//! A contact stands in the stream of its client. The same person at two clients is two contacts.

mod address;
mod consent;
mod declared;
mod event;
mod input;
mod refusal;
mod record;
mod apply;
mod verbs;

pub use super::contact_role::ContactRole;
pub use address::{Address, AddressKind, Listed};
pub use consent::{Answer, Consent, ConsentSource, Purpose};
pub use declared::MACHINE;
pub use event::{ContactChange, ContactEvent, ContactWord};
pub use input::{ContactEdit, NewContact};
pub use record::{Contact, ContactPersonal, ContactPlain, ContactState};
pub use refusal::{ContactGuard, ContactRefusal};

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
