//! The journal: every event in the order in which it became visible, chained stream by stream.

use super::chain::Seal;
use super::contract::Head;
use super::error::StoreError;
use super::record::{Body, Revision, Target};
use super::scan::Sight;
use super::unit::{Counter, Digest};
use crate::domain::{ActorId, Held, Id, Stream, Timestamp, Visibility};

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
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Position).map_err(|_| StoreError::InvalidCursor)
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
    /// What keeps its personal words in the chain: the salt while they are there, their salted
    /// digest once they are erased, and none where nothing was ever personal. Whoever keeps a salt
    /// can guess at what was erased, so do not keep it.
    pub seal: Option<Seal>,
}

impl Entry {
    /// What it says, as its digest covers it: itself, or in its place what the fact says that it
    /// refers to; none where that is gone. For engines that verify what they restore.
    ///
    /// # Errors
    /// [`StoreError::Unit`] when the seal is not one for what is said.
    pub fn said(&self, fact: Option<Body>) -> Result<Option<Body>, StoreError> {
        let inline = match &self.told {
            Told::Inline(body) => Some(body.clone()),
            Told::Record => None,
        };
        let Some(mut said) = inline.clone().or(fact) else { return Ok(None) };
        let sealed = match (&said.personal, self.seal) {
            (Held::Known(personal), None) => personal.is_empty(),
            (Held::Known(personal), Some(Seal::Salt(_))) => !personal.is_empty(),
            // A fact with nothing personal in it was erased after it was told.
            (Held::Erased, None) => inline.is_none(),
            (Held::Erased, Some(Seal::Digest(_))) => true,
            (Held::Erased, Some(Seal::Salt(_))) | (Held::Known(_), Some(Seal::Digest(_))) => false,
        };
        if !sealed {
            return Err(StoreError::Unit { why: "an entry's seal is none for what it says" });
        }
        if self.seal.is_none() {
            said.personal = Held::Known(Vec::new());
        }
        Ok(Some(said))
    }

    /// Whether it follows on where its stream stands. For engines that verify what they restore.
    ///
    /// # Errors
    /// [`StoreError::Unit`] when it does not.
    pub fn follows(&self, head: &Head) -> Result<(), StoreError> {
        let same_unit = self.revision == head.revision
            && self.number > 0
            && head.recorded_at == Some(self.recorded_at);
        let next_unit = self.revision > head.revision
            && self.number == 0
            && head.recorded_at.is_none_or(|last| last <= self.recorded_at);
        if same_unit || next_unit {
            Ok(())
        } else {
            Err(StoreError::Unit { why: "an entry does not follow its stream's last" })
        }
    }
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
