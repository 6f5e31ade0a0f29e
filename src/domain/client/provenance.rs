//! Where a fact about a client came from.

use serde::{Deserialize, Serialize};

use crate::domain::frozen::frozen;
use crate::domain::named::named;
use crate::domain::noun::Header;
use crate::domain::{ActorId, InteractionId, Timestamp};

/// In what way something came to be known.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[non_exhaustive]
pub enum Source {
    /// Nobody said.
    #[default]
    Unstated,
    /// The client filled in a form.
    Questionnaire,
    /// The client was asked.
    Interview,
    /// Somebody looked it up.
    Research,
    /// It came from another system.
    Import,
    /// It was heard in a call, a meeting, a message.
    Interaction,
}

named!(Source, "source", [Unstated, Questionnaire, Interview, Research, Import, Interaction]);

/// What whoever tells something says about where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Told {
    /// In what way it came to be known.
    pub source: Source,
    /// The interaction in which it was heard.
    pub interaction: Option<InteractionId>,
}

/// Where a fact came from: in what way, when, and from whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Provenance {
    /// In what way it came to be known.
    pub source: Source,
    /// The interaction in which it was heard.
    pub interaction: Option<InteractionId>,
    /// When it was so.
    pub at: Timestamp,
    /// Who told the crate.
    pub by: ActorId,
}

frozen!(Provenance { source, interaction, at, by });

impl Provenance {
    pub(super) fn of(told: Told, entry: &Header) -> Self {
        let Told { source, interaction } = told;
        Provenance { source, interaction, at: entry.valid_at, by: entry.by }
    }
}

/// A fact, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The fact.
    pub value: T,
    /// Where it came from.
    pub from: Provenance,
}

frozen!(Sourced<T> { value, from });
