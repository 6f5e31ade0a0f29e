//! What is said about imports.

use serde::{Deserialize, Serialize};

use super::words::{Bytes, Counts, FileDigest, Item, Mode, Strictness, Subject};
use crate::domain::{Invalid, Line};

/// An import to be planned.
///
/// ```
/// use guanxi::domain::import::{FileDigest, Mode, NewImport, Strictness, Subject};
/// let digest = FileDigest::from_bytes([7; 32]);
/// let import = NewImport::of(Subject::Clients, "clients.csv", digest, 4_711)?
///     .mode(Mode::Upsert)
///     .strictness(Strictness::AllOrNothing);
/// assert_eq!(import.digest(), digest);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewImport {
    pub(super) subject: Subject,
    pub(super) mode: Mode,
    pub(super) strictness: Strictness,
    pub(super) digest: FileDigest,
    pub(super) bytes: u64,
    pub(super) file: Line,
    pub(super) mapping: Bytes,
}

impl NewImport {
    /// A file of this name, digest and length. New records are made and those that are there passed
    /// over, row by row, unless something else is said.
    ///
    /// # Errors
    /// What [`Line::new`] turns away of the name.
    pub fn of(
        subject: Subject,
        file: &str,
        digest: FileDigest,
        bytes: u64,
    ) -> Result<Self, Invalid> {
        Ok(NewImport {
            subject,
            mode: Mode::Skip,
            strictness: Strictness::RowByRow,
            digest,
            bytes,
            file: Line::new(file).map_err(|why| why.in_field("file"))?,
            mapping: Bytes::default(),
        })
    }

    /// The same, doing this with its rows.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// The same, where a fault means this for the other rows.
    #[must_use]
    pub fn strictness(mut self, strictness: Strictness) -> Self {
        self.strictness = strictness;
        self
    }

    /// The same, read in this way.
    #[must_use]
    pub fn mapped(mut self, mapping: Bytes) -> Self {
        self.mapping = mapping;
        self
    }

    /// The file's digest.
    #[must_use]
    pub fn digest(&self) -> FileDigest {
        self.digest
    }
}

/// What a batch did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Which batch, counted from 0.
    pub number: u32,
    /// The last row of the file that belongs to it.
    pub through: u64,
    /// What came of its rows.
    pub counts: Counts,
    /// The records that it made.
    pub created: Vec<Item>,
    /// The records that it changed.
    pub updated: Vec<Item>,
}
