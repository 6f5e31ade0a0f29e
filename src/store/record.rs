//! Records as engines keep them: ids, two parts of a body, a revision.

use crate::domain::declaration::Columns;
use crate::domain::{Held, Id, Stream, Visibility};

/// How many units have changed a stream; a record has the revision at which it was last put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Revision(pub u64);

impl Revision {
    /// The revision of a stream in which nothing has happened yet.
    pub const ZERO: Revision = Revision(0);

    /// The revision after one unit more.
    #[must_use]
    pub const fn next(self) -> Self {
        Revision(self.0.saturating_add(1))
    }
}

impl std::fmt::Display for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Revision {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Revision)
    }
}

/// A record's name: its noun and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Target {
    /// The noun, as declared.
    pub noun: &'static str,
    /// The record.
    pub id: Id,
}

impl Target {
    /// Names a record.
    #[must_use]
    pub const fn new(noun: &'static str, id: Id) -> Self {
        Target { noun, id }
    }
}

/// What a record or an event says, in bytes that no engine looks into.
///
/// An empty personal part means that there is nothing personal in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// What stays.
    pub plain: Vec<u8>,
    /// What erasure removes.
    pub personal: Held<Vec<u8>>,
}

/// A record as an engine gives it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Which record.
    pub id: Id,
    /// The stream it belongs to.
    pub stream: Stream,
    /// The stream's revision when it was last put.
    pub revision: Revision,
    /// Who may see it.
    pub visibility: Visibility,
    /// What it says.
    pub body: Body,
    /// The fact that has taken its place.
    pub superseded_by: Option<Id>,
    /// Its declared columns, when they were asked for.
    pub columns: Option<Columns>,
}
