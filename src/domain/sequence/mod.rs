//! Sequences: a follow-up in several steps, each after a while and only where the last answer
//! warrants it, until the answer comes that was wanted.
//!
//! A client is in one running sequence for a purpose at a time. What the next step is follows from
//! what was done and what was answered; nothing is planned ahead, so an answer in between changes
//! what comes.

mod words;
mod declared;
mod event;
mod input;
mod refusal;
mod record;
mod apply;
mod verbs;

pub use declared::MACHINE;
pub use event::{SequenceEvent, SequenceWord};
pub use input::NewSequence;
pub use record::{Sequence, SequencePersonal, SequencePlain, SequenceState};
pub use refusal::{SequenceGuard, SequenceRefusal};
pub use words::{Condition, Reply, SequenceStep};

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
