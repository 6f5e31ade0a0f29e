//! What a key remembers of its first answer, in few bytes. The positions stand beside it, as the
//! one before them and their number, since those of one unit follow each other.

use super::row::damaged;
use crate::domain::{Id, Stream};
use crate::store::error::StoreError;
use crate::store::journal::Position;
use crate::store::record::Revision;

/// Ids and revisions of an answer.
pub(crate) type Answer = (Vec<Id>, Vec<(Stream, Revision)>);

/// The same as they are written.
type Written = (Vec<Id>, Vec<(Stream, u64)>);

/// Writes ids and revisions.
pub(crate) fn write(ids: &[Id], revisions: &[(Stream, Revision)]) -> Result<Vec<u8>, StoreError> {
    let revisions: Vec<(Stream, u64)> =
        revisions.iter().map(|(stream, revision)| (*stream, revision.0)).collect();
    rmp_serde::to_vec(&(ids, revisions)).map_err(StoreError::backend)
}

/// Reads what [`write`] wrote.
pub(crate) fn read(bytes: &[u8]) -> Result<Answer, StoreError> {
    let (ids, revisions): Written =
        rmp_serde::from_slice(bytes).map_err(|_| damaged("the answer of a key"))?;
    let revisions =
        revisions.into_iter().map(|(stream, revision)| (stream, Revision(revision))).collect();
    Ok((ids, revisions))
}

/// More entries than any unit has.
const ENTRIES: u64 = 1 << 24;

/// The positions behind one.
pub(crate) fn positions(behind: u64, entries: u64) -> Result<Vec<Position>, StoreError> {
    let end = behind.checked_add(entries).filter(|_| entries <= ENTRIES);
    let end = end.ok_or_else(|| damaged("the answer of a key"))?;
    Ok((behind..end).map(|before| Position(before.saturating_add(1))).collect())
}
