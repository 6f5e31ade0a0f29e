//! Where points went that were moved with their membership into another.

use std::ops::Bound;

use super::reading::Reading;
use crate::domain::member::{EntryKind, Member, PointsEntry};
use crate::domain::noun::Noun;
use crate::domain::{EntryId, MemberId, RecordId, Stream, Timestamp};
use crate::error::Error;
use crate::store::Scan;
use crate::store::scan::{Among, MOST};

/// Points go from one membership to the next at most so often before nobody looks further.
const MOST_MOVES: usize = 1_000;

/// The memberships through which what an entry gave went since, its own first: the last has it now.
/// Each is named once, where it was last.
pub(super) fn through(reading: &Reading<'_>, entry: &PointsEntry) -> Result<Vec<Member>, Error> {
    let mut all = vec![reading.get::<Member>(entry.member())?.now];
    let (mut at, mut behind) = (entry.at(), entry.id());
    for _ in 0..MOST_MOVES {
        let Some(last) = all.last() else { break };
        let Some(out) = merged_out(reading, last, at, behind)? else { break };
        let into = reading.get::<Member>(MemberId::from_id(out.cause().id))?.now;
        let came = about(reading, into.stream(), out.id())?;
        let came = came.into_iter().find(|one| one.kind() == EntryKind::MergeIn);
        let Some(came) = came else { break };
        (at, behind) = (came.at(), came.id());
        all.retain(|one| one.id() != into.id());
        all.push(into);
    }
    Ok(all)
}

/// The entry by which a member's points went on, behind another.
fn merged_out(
    reading: &Reading<'_>,
    member: &Member,
    at: Timestamp,
    behind: EntryId,
) -> Result<Option<PointsEntry>, Error> {
    let from = Bound::Included(at.micros().into());
    let scan = Scan::of(PointsEntry::DECLARATION.noun, "by_member", MOST)
        .within(member.stream())
        .equal(RecordId::id(member.id()));
    let scan = Scan { among: Among::Between(from, Bound::Unbounded), ..scan };
    let later = reading.all::<PointsEntry>(&scan)?.into_iter().map(|found| found.now);
    let later: Vec<PointsEntry> = later.collect();
    let next = later.iter().position(|one| one.id() == behind).map_or(0, |place| place + 1);
    let mut later = later.into_iter().skip(next);
    Ok(later.find(|one| one.kind() == EntryKind::MergeOut))
}

/// What a client's stream has about an entry.
pub(super) fn about(
    reading: &Reading<'_>,
    stream: Stream,
    entry: EntryId,
) -> Result<Vec<PointsEntry>, Error> {
    let scan = Scan::of(PointsEntry::DECLARATION.noun, "by_about", MOST)
        .within(stream)
        .equal(RecordId::id(entry));
    Ok(reading.all(&scan)?.into_iter().map(|found| found.now).collect())
}
