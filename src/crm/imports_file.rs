//! A file as it is taken in: watched while it is read, its rows put together where several are one
//! record, in batches that are bounded.

use std::io::{Read, Seek};

use sha2::{Digest as _, Sha256};

use crate::domain::import::{FileDigest, Subject};
use crate::transfer::{Limits, Mapping, Row, RowFault, Sheet, Told, TransferError, Why};

/// The digest and the length of a file, read from its beginning to its end.
pub(super) fn digest_of(file: &mut (impl Read + Seek)) -> Result<(FileDigest, u64), TransferError> {
    file.rewind()?;
    let mut watched = Watched::new(file);
    std::io::copy(&mut watched, &mut std::io::sink())?;
    Ok((watched.digest(), watched.bytes))
}

/// What is read, and its digest so far.
pub(super) struct Watched<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Watched<R> {
    fn new(inner: R) -> Self {
        Watched { inner, hash: Sha256::new(), bytes: 0 }
    }

    fn digest(&self) -> FileDigest {
        FileDigest::from_bytes(self.hash.clone().finalize().into())
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let many = self.inner.read(into)?;
        self.hash.update(into.get(..many).unwrap_or_default());
        self.bytes = self.bytes.saturating_add(u64::try_from(many).unwrap_or(u64::MAX));
        Ok(many)
    }
}

/// One record of a file: its rows, and what they tell.
pub(super) struct Entry {
    pub(super) rows: Vec<Row>,
    pub(super) told: Result<Told, RowFault>,
}

impl Entry {
    /// Its first row.
    pub(super) fn first(&self) -> u64 {
        self.rows.first().map_or(0, Row::number)
    }

    /// Its last row.
    pub(super) fn last(&self) -> u64 {
        self.rows.last().map_or(0, Row::number)
    }

    /// How many rows it has.
    pub(super) fn len(&self) -> u64 {
        u64::try_from(self.rows.len()).unwrap_or(u64::MAX)
    }
}

/// The number and the kind that rows of one record have in common.
type Belongs = Option<(String, Option<String>)>;

/// The records of a file, one after the other.
pub(super) struct Entries<R> {
    sheet: Sheet<Watched<R>>,
    /// A row that was read to see whether it belongs to the record before it.
    ahead: Option<(Belongs, Entry)>,
}

impl<R: Read> Entries<R> {
    pub(super) fn open(file: R, mapping: Mapping, limits: Limits) -> Result<Self, TransferError> {
        let sheet = Sheet::within(Watched::new(file), mapping, limits)?;
        Ok(Entries { sheet, ahead: None })
    }

    pub(super) fn subject(&self) -> Subject {
        self.sheet.mapping().subject()
    }

    /// The digest of what was read, once everything was.
    pub(super) fn digest(&self) -> FileDigest {
        self.sheet.input().digest()
    }

    /// How much was read.
    pub(super) fn bytes(&self) -> u64 {
        self.sheet.rows().bytes()
    }

    /// The next record, with all its rows.
    pub(super) fn next(&mut self) -> Result<Option<Entry>, TransferError> {
        let first = match self.ahead.take() {
            Some(ahead) => Some(ahead),
            None => self.row()?,
        };
        let Some((belongs, mut entry)) = first else { return Ok(None) };
        let Some((number, kind)) = belongs else { return Ok(Some(entry)) };
        while let Some((other, next)) = self.row()? {
            // More rows than a transaction may have lines are not held: it is refused anyway.
            let belongs = other
                .as_ref()
                .is_some_and(|(other, of)| *other == number && (of.is_none() || *of == kind));
            if !belongs || entry.rows.len() > MOST_ROWS {
                self.ahead = Some((other, next));
                break;
            }
            entry.told = together(entry.told, next.told);
            entry.rows.extend(next.rows);
        }
        Ok(Some(entry))
    }

    fn row(&mut self) -> Result<Option<(Belongs, Entry)>, TransferError> {
        let Some(told) = self.sheet.next().transpose()? else { return Ok(None) };
        let rows = vec![self.sheet.row().clone()];
        Ok(Some((self.sheet.belongs_to(), Entry { rows, told })))
    }
}

/// The most rows that are put together.
const MOST_ROWS: usize = 1_000;

/// What two rows of one record tell; a fault of one is a fault of the record.
fn together(
    before: Result<Told, RowFault>,
    next: Result<Told, RowFault>,
) -> Result<Told, RowFault> {
    match (before?, next?) {
        (Told::Transaction(mut before), Told::Transaction(next)) => {
            before.and(*next)?;
            Ok(Told::Transaction(before))
        }
        (_, other) => {
            let row = other.number();
            Err(RowFault { row, column: None, value: None, why: Why::Contradiction })
        }
    }
}
