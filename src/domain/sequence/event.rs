//! What happens to a sequence. The shapes stand on disk: variants and fields are added behind those
//! that are here.

use serde::{Deserialize, Serialize};

use super::words::{Reply, SequenceStep};
use crate::domain::{ContactId, CustomKey, Line};

/// Something that happened to a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SequenceEvent {
    /// It began; the words have what each step says.
    Started {
        /// What it is for.
        purpose: CustomKey,
        /// The answer that ends it.
        wanted: Reply,
        /// Whom it is for, where it is for one person.
        contact: Option<ContactId>,
        /// Its steps.
        steps: Vec<SequenceStep>,
    },
    /// A step was done.
    StepDone {
        /// Which one, counted from 0.
        number: u32,
    },
    /// Something was answered.
    Answered(Reply),
    /// It was stopped; the words say why.
    Stopped,
    /// Its personal part was erased.
    Erased,
}

/// What was personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SequenceWord {
    /// What the next step says, in their order.
    Step(Line),
    /// Why it was stopped.
    Reason(Line),
}
