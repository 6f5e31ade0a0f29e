//! The record of a programme, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::declared::{DECLARATION, MACHINE};
use super::terms::Terms;
use crate::domain::declaration::{Cell, Columns};
use crate::domain::named::named;
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{Held, Line, Name, ProgrammeId, Stream, Timestamp};

/// A loyalty programme and every version of its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    pub(super) id: ProgrammeId,
    pub(super) plain: ProgrammePlain,
    pub(super) personal: Held<ProgrammePersonal>,
}

/// What stays of a programme when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammePlain {
    pub(super) name: Name,
    pub(super) state: ProgrammeState,
    pub(super) since: Timestamp,
    pub(super) versions: Vec<Version>,
    /// When something was last said of it.
    pub(super) said_at: Timestamp,
}

/// What erasure removes of a programme, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProgrammePersonal {
    #[serde(default)]
    pub(super) reason: Option<Line>,
}

/// Terms, and since when they hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Since when.
    pub since: Timestamp,
    /// The terms.
    pub terms: Terms,
}

/// Whether a programme runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ProgrammeState {
    /// Points are earned and redeemed.
    Running,
    /// Not for the time being.
    Suspended,
    /// Not any more.
    Closed,
}

named!(ProgrammeState, "state", [Running, Suspended, Closed]);

impl Programme {
    /// The most versions of terms that are kept.
    pub const MOST_VERSIONS: usize = 200;

    /// Which programme.
    #[must_use]
    pub fn id(&self) -> ProgrammeId {
        self.id
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &Name {
        &self.plain.name
    }

    /// Whether it runs.
    #[must_use]
    pub fn state(&self) -> ProgrammeState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// Why it is suspended or closed; none where it runs.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Line>> {
        self.personal.as_ref().map(|personal| personal.reason.as_ref())
    }

    /// Every version of its terms, from the first.
    #[must_use]
    pub fn versions(&self) -> &[Version] {
        &self.plain.versions
    }

    /// The terms that hold at an instant and the number of their version, counted from 1; the first
    /// where it is earlier than those.
    #[must_use]
    pub fn terms_at(&self, at: Timestamp) -> Option<(u32, &Terms)> {
        let numbered = (1_u32..).zip(&self.plain.versions);
        let held = numbered.clone().filter(|(_, version)| version.since <= at).last();
        held.or_else(|| numbered.into_iter().next()).map(|(n, version)| (n, &version.terms))
    }

    /// The terms of a version, counted from 1.
    #[must_use]
    pub fn version(&self, number: u32) -> Option<&Version> {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        self.plain.versions.get(place)
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }
}

impl Noun for Programme {
    two_parts!(ProgrammeId, ProgrammePlain, ProgrammePersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::programme(self.id)
    }

    fn join(
        id: ProgrammeId,
        _: Stream,
        plain: ProgrammePlain,
        personal: Held<ProgrammePersonal>,
    ) -> Self {
        Programme { id, plain, personal }
    }

    fn columns(&self) -> Columns {
        vec![Cell::one(self.state().name())]
    }
}
