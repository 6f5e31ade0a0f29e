//! The journal: every event in the order in which it became visible, chained stream by stream.

use super::record::{Body, Revision, Target};
use super::scan::Sight;
use super::unit::{Counter, Digest};
use crate::domain::{ActorId, Id, Stream, Timestamp, Visibility};

/// A place in the journal: opaque, ordered, and gap-free only within a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position(pub u64);

impl Position {
    /// The place before the first entry.
    pub const START: Position = Position(0);
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Position {
    type Err = super::error::StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Position).map_err(|_| super::error::StoreError::InvalidCursor)
    }
}

/// What an entry says, as it is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The event itself.
    Inline(Body),
    /// The fact that the entry is about: its record says everything.
    Record,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub position: Position,
    /// The stream in which it happened.
    pub stream: Stream,
    /// The stream's revision after the unit that wrote it.
    pub revision: Revision,
    /// Its number within that unit and stream, from nought.
    pub number: u32,
    /// When the crate was told.
    pub recorded_at: Timestamp,
    /// When it happened in the world.
    pub valid_at: Timestamp,
    /// Who said so.
    pub actor: ActorId,
    /// The record's noun, as declared.
    pub noun: &'static str,
    /// The record.
    pub id: Id,
    /// The event, as declared.
    pub event: &'static str,
    /// Who may see it.
    pub visibility: Visibility,
    /// What it says.
    pub told: Told,
    /// The counters that the unit moved, and by how much; they stand at its first entry.
    pub takes: Vec<(Counter, i64)>,
    /// The digest of this entry and, through the one before it, of all earlier ones of the stream.
    pub digest: Digest,
}

/// Which entries are wanted, in the order of their positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalQuery {
    /// Only those behind this position.
    pub after: Position,
    /// Only those of one stream.
    pub stream: Option<Stream>,
    /// Only those about one record.
    pub record: Option<Target>,
    /// Only those recorded by this instant.
    pub recorded_by: Option<Timestamp>,
    /// Only those that may be seen.
    pub sight: Sight,
    /// How many at the most, 1 to [`MOST`](super::scan::MOST).
    pub limit: usize,
}

impl JournalQuery {
    /// The first entries of the whole journal.
    #[must_use]
    pub const fn first(limit: usize) -> Self {
        JournalQuery {
            after: Position::START,
            stream: None,
            record: None,
            recorded_by: None,
            sight: Sight::All,
            limit,
        }
    }
}
