//! Denials: somebody asked for what they may not, written down in the audit stream.

use serde::{Deserialize, Serialize};

use super::declaration::{Cell, Column, Columns, Declaration, Kind, Shape};
use super::id::RecordId;
use super::noun::{Fact, Noun};
use super::{ActorId, Held, Id, Stream, Timestamp, Visibility};

/// Which denial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DenialId(Id);

impl RecordId for DenialId {
    const NOUN: &'static str = "denial";

    fn from_id(id: Id) -> Self {
        DenialId(id)
    }

    fn id(self) -> Id {
        self.0
    }
}

impl std::fmt::Display for DenialId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "denial-{}", self.0)
    }
}

/// What was denied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denied {
    at: Timestamp,
    actor: ActorId,
    permission: String,
}

/// An actor who asked for what it may not; one a day stands for all of the same kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Denial {
    id: DenialId,
    denied: Denied,
}

impl Denial {
    /// Writes down that an actor was denied something.
    #[must_use]
    pub fn new(id: DenialId, actor: ActorId, permission: &str, at: Timestamp) -> Self {
        Denial { id, denied: Denied { at, actor, permission: permission.to_owned() } }
    }

    /// When.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.denied.at
    }

    /// Who asked.
    #[must_use]
    pub fn actor(&self) -> ActorId {
        self.denied.actor
    }

    /// What for.
    #[must_use]
    pub fn permission(&self) -> &str {
        &self.denied.permission
    }
}

impl Noun for Denial {
    const DECLARATION: &'static Declaration = &Declaration {
        noun: "denial",
        number: 4,
        version: 1,
        kind: Kind::Fact { at: "at" },
        columns: &[Column::new("at", Shape::Integer)],
        indexes: &[],
        events: &["denied"],
    };
    const FORMAT: u8 = 1;
    type Id = DenialId;
    type Plain = Denied;
    type Personal = ();

    fn id(&self) -> DenialId {
        self.id
    }

    fn stream(&self) -> Stream {
        Stream::audit()
    }

    fn visibility(&self) -> Visibility {
        Visibility::Internal
    }

    fn plain(&self) -> &Denied {
        &self.denied
    }

    fn personal(&self) -> Held<&()> {
        Held::Known(&())
    }

    fn join(id: DenialId, _: Stream, denied: Denied, _: Held<()>) -> Self {
        Denial { id, denied }
    }

    fn columns(&self) -> Columns {
        vec![Cell::one(self.denied.at.micros())]
    }
}

impl Fact for Denial {
    fn event_name(&self) -> &'static str {
        "denied"
    }

    fn supersedes(&self) -> Option<DenialId> {
        None
    }
}
