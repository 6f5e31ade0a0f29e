//! A file as it is taken in: watched while it is read, its rows put together where several are one
//! record, in batches that are bounded.

use std::collections::VecDeque;
use std::io::{Read, Seek};

use sha2::{Digest as _, Sha256};

use crate::domain::import::{FileDigest, Subject};
use crate::domain::transaction::Transaction;
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
    /// By what a transaction with a number is known, also where its rows are broken.
    pub(super) transaction: Option<String>,
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

    /// How many bytes of the file it holds.
    pub(super) fn size(&self) -> usize {
        self.rows.iter().fold(0, |sum, row| sum.saturating_add(row.size()))
    }

    /// This one and the next, which is of the same record.
    fn and(mut self, next: Entry) -> Entry {
        self.rows.extend(next.rows);
        Entry { told: together(self.told, next.told), ..self }
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
    /// Rows that were read to see whether they belong to the record before them.
    ahead: VecDeque<(Belongs, Entry)>,
}

impl<R: Read> Entries<R> {
    pub(super) fn open(file: R, mapping: Mapping, limits: Limits) -> Result<Self, TransferError> {
        let sheet = Sheet::within(Watched::new(file), mapping, limits)?;
        Ok(Entries { sheet, ahead: VecDeque::new() })
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

    /// The next record, with all its rows. What is broken in one of them is broken in all: no part of
    /// a transaction is taken for the whole.
    pub(super) fn next(&mut self) -> Result<Option<Entry>, TransferError> {
        let Some((belongs, mut entry)) = self.row()? else { return Ok(None) };
        let Some((number, kind)) = belongs else { return Ok(Some(entry)) };
        // Broken rows of which nobody can tell where they belong, until one behind them does.
        let mut between: Vec<(Belongs, Entry)> = Vec::new();
        let (mut rows, mut bytes) = (1_usize, entry.size());
        // More rows than a transaction may have lines are not held: it is refused anyway.
        while rows <= MOST_ROWS && bytes <= MOST_BYTES {
            let Some((other, next)) = self.row()? else { break };
            rows = rows.saturating_add(1);
            bytes = bytes.saturating_add(next.size());
            let nobodys = other.is_none() && next.told.is_err();
            let belongs = other
                .as_ref()
                .is_some_and(|(other, of)| *other == number && (of.is_none() || *of == kind));
            if belongs {
                entry = between.drain(..).fold(entry, |entry, (_, one)| entry.and(one)).and(next);
                continue;
            }
            between.push((other, next));
            if !nobodys {
                break;
            }
        }
        between.into_iter().rev().for_each(|one| self.ahead.push_front(one));
        if entry.size() > MOST_BYTES {
            let why = Why::RecordTooLong { limit: MOST_BYTES };
            entry.told = Err(RowFault { row: entry.first(), column: None, value: None, why });
        }
        Ok(Some(entry))
    }

    fn row(&mut self) -> Result<Option<(Belongs, Entry)>, TransferError> {
        if let Some(ahead) = self.ahead.pop_front() {
            return Ok(Some(ahead));
        }
        let Some(told) = self.sheet.next().transpose()? else { return Ok(None) };
        let rows = vec![self.sheet.row().clone()];
        let named = self.sheet.transaction();
        let transaction = named.map(|(kind, number)| Transaction::reference_key(kind, &number));
        Ok(Some((self.sheet.belongs_to(), Entry { rows, told, transaction })))
    }
}

/// The most bytes of the rows that are put together.
const MOST_BYTES: usize = 4_000_000;

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
