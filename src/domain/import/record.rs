//! The record of an import, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::declared::{DECLARATION, MACHINE};
use super::words::{Bytes, Counts, FileDigest, Mode, Strictness, Subject, TakenBack};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::named::named;
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{Held, ImportId, Line, RecordId, Stream, Timestamp};

/// A file that is taken in, batch by batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub(super) id: ImportId,
    pub(super) plain: ImportPlain,
    pub(super) personal: Held<ImportPersonal>,
}

/// What stays of an import when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPlain {
    pub(super) state: ImportState,
    pub(super) since: Timestamp,
    pub(super) planned_at: Timestamp,
    pub(super) subject: Subject,
    pub(super) mode: Mode,
    pub(super) strictness: Strictness,
    pub(super) digest: FileDigest,
    pub(super) bytes: u64,
    /// How many batches went in.
    #[serde(default)]
    pub(super) batches: u32,
    /// The last row that is in, or was passed over.
    #[serde(default)]
    pub(super) through: u64,
    #[serde(default)]
    pub(super) counts: Counts,
    /// How many batches are still to be taken back.
    #[serde(default)]
    pub(super) left: u32,
    #[serde(default)]
    pub(super) taken_back: TakenBack,
    /// When something happened to it last.
    pub(super) moved_at: Timestamp,
}

/// What erasure removes of an import, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPersonal {
    pub(super) file: Line,
    #[serde(default)]
    pub(super) mapping: Bytes,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Line>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ImportState {
    /// Nothing has been written yet.
    Planned,
    /// Batches go in, or it was broken off: then it can go on.
    Importing,
    /// Every row was read.
    Done,
    /// It was stopped between two batches.
    Cancelled,
    /// Batches are taken back, the last one first.
    Undoing,
    /// Every batch was taken back, as far as that could be.
    Undone,
    /// The file's name and its mapping are forgotten; what went in is not.
    Erased,
}

named!(ImportState, "state", [Planned, Importing, Done, Cancelled, Undoing, Undone, Erased]);

impl Import {
    /// Which import.
    #[must_use]
    pub fn id(&self) -> ImportId {
        self.id
    }

    /// How far it is.
    #[must_use]
    pub fn state(&self) -> ImportState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// When it was planned.
    #[must_use]
    pub fn planned_at(&self) -> Timestamp {
        self.plain.planned_at
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }

    /// What its rows are.
    #[must_use]
    pub fn subject(&self) -> Subject {
        self.plain.subject
    }

    /// What becomes of them.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.plain.mode
    }

    /// What a fault means for the others.
    #[must_use]
    pub fn strictness(&self) -> Strictness {
        self.plain.strictness
    }

    /// The digest of the file.
    #[must_use]
    pub fn digest(&self) -> FileDigest {
        self.plain.digest
    }

    /// The length of the file.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.plain.bytes
    }

    /// How many batches went in.
    #[must_use]
    pub fn batches(&self) -> u32 {
        self.plain.batches
    }

    /// The last row of the file of which something came; rows count from 1 and headers are rows.
    #[must_use]
    pub fn through(&self) -> u64 {
        self.plain.through
    }

    /// What came of the rows so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.plain.counts
    }

    /// How many batches are still to be taken back.
    #[must_use]
    pub fn left(&self) -> u32 {
        self.plain.left
    }

    /// What came of taking it back so far.
    #[must_use]
    pub fn taken_back(&self) -> TakenBack {
        self.plain.taken_back
    }

    /// What the file is called.
    #[must_use]
    pub fn file(&self) -> Held<&Line> {
        self.personal.as_ref().map(|personal| &personal.file)
    }

    /// How the file is read, as it was written down before it was.
    #[must_use]
    pub fn mapping(&self) -> Held<&Bytes> {
        self.personal.as_ref().map(|personal| &personal.mapping)
    }

    /// Why it was stopped, where that was said.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Line>> {
        self.personal.as_ref().map(|personal| personal.reason.as_ref())
    }

    /// The stream of an import: it is a root of its own.
    #[must_use]
    pub fn stream_of(id: ImportId) -> Stream {
        Stream::of(DECLARATION.number, id.id())
    }
}

impl Noun for Import {
    two_parts!(ImportId, ImportPlain, ImportPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Import::stream_of(self.id)
    }

    fn join(id: ImportId, _: Stream, plain: ImportPlain, personal: Held<ImportPersonal>) -> Self {
        Import { id, plain, personal }
    }

    fn columns(&self) -> Columns {
        vec![
            Cell::one(self.state().name()),
            Cell::one(self.planned_at().micros()),
            Cell::one(self.digest().to_string()),
        ]
    }
}
