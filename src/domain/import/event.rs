//! What happens to an import. The shapes stand on disk: variants and fields are added behind those
//! that are here.

use serde::{Deserialize, Serialize};

use super::input::Batch;
use super::words::{Bytes, FileDigest, Mode, Strictness, Subject, TakenBack};
use crate::domain::Line;

/// Something that happened to an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportEvent {
    /// It was planned; the words have the file's name and how it is read.
    Planned {
        /// What the rows are.
        subject: Subject,
        /// What becomes of them.
        mode: Mode,
        /// What a fault means for the others.
        strictness: Strictness,
        /// The file's digest.
        digest: FileDigest,
        /// The file's length.
        bytes: u64,
    },
    /// It began.
    Started,
    /// A batch went in: which records, and what came of its rows.
    TookIn(Batch),
    /// The last row was read.
    Finished,
    /// It was stopped; the words may say why.
    Cancelled,
    /// It goes on.
    Resumed,
    /// It is to be taken back.
    UndoBegun,
    /// A batch was taken back.
    TookBack {
        /// Which one.
        number: u32,
        /// What came of its records.
        taken_back: TakenBack,
    },
    /// The first batch was taken back, as the last.
    Undone,
    /// Its personal part was erased.
    Erased,
}

/// What was personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportWord {
    /// What the file is called.
    File(Line),
    /// How it is read, with the names of those whom it names.
    Mapping(Bytes),
    /// Why it was stopped.
    Reason(Line),
}
