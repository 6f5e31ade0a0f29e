//! Clients: who they are, what they need and like, who looks after them, and how far the
//! relationship has come.
//!
//! The people at a client are [contacts](crate::domain::contact), records of their own.

mod words;
mod provenance;
mod obligation;
mod custom_value;
mod custom_fields;
mod stage;
mod checklist;
mod declared;
mod event;
mod input;
mod refusal;
mod record;
mod apply;
mod checks;
mod verbs;
mod relationship;
mod cadence_book;
mod cadence;

pub use cadence::ClientCadence;
pub use cadence_book::CadenceBook;
pub use checklist::{Checklists, Exit};
pub use custom_fields::{CustomField, CustomShape, Schema};
pub use custom_value::{CustomEntry, CustomValue, Decimal};
pub use declared::MACHINE;
pub use event::{ClientChange, ClientEvent, ClientWord};
pub use input::{ClientEdit, Given, NewClient};
pub use obligation::Obligation;
pub use provenance::{Provenance, Source, Sourced, Told};
pub use record::{Client, ClientPersonal, ClientPlain, ClientState};
pub use refusal::{ClientGuard, ClientRefusal};
pub use relationship::Relationship;
pub use stage::{Churn, STAGES, Stage, StageVerb, Standing};
pub use words::{ClientKind, Emphasis, Need, NeedKind, Numbered, Segment, ServiceMode, Solution};

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
