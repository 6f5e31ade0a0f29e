//! What a key remembers of its first answer, in few bytes.

use super::row::damaged;
use crate::domain::{Id, Stream};
use crate::store::error::StoreError;
use crate::store::journal::Position;
use crate::store::record::Revision;

/// Ids, revisions and positions of an answer.
pub(crate) type Answer = (Vec<Id>, Vec<(Stream, Revision)>, Vec<Position>);

/// The same as it is written: positions of one unit follow each other, so that the first and their
/// number tell all.
type Written = (Vec<Id>, Vec<(Stream, u64)>, u64, u64);

/// Writes an answer.
pub(crate) fn write(
    ids: &[Id],
    revisions: &[(Stream, Revision)],
    positions: &[Position],
) -> Result<Vec<u8>, StoreError> {
    let revisions: Vec<(Stream, u64)> =
        revisions.iter().map(|(stream, revision)| (*stream, revision.0)).collect();
    let first = positions.first().map_or(0, |position| position.0);
    let count = u64::try_from(positions.len()).map_err(StoreError::backend)?;
    rmp_serde::to_vec(&(ids, revisions, first, count)).map_err(StoreError::backend)
}

/// Reads what [`write`] wrote.
pub(crate) fn read(bytes: &[u8]) -> Result<Answer, StoreError> {
    let (ids, revisions, first, count): Written =
        rmp_serde::from_slice(bytes).map_err(|_| damaged("the answer of a key"))?;
    let revisions =
        revisions.into_iter().map(|(stream, revision)| (stream, Revision(revision))).collect();
    let end = first.checked_add(count).ok_or_else(|| damaged("the answer of a key"))?;
    Ok((ids, revisions, (first..end).map(Position).collect()))
}
