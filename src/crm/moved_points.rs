//! Where points went that were moved with their membership into another.

use super::reading::Reading;
use crate::domain::member::{EntryKind, Member, MemberState, PointsEntry};
use crate::domain::noun::Noun;
use crate::domain::{EntryId, MemberId, RecordId, Stream, Timestamp};
use crate::error::Error;
use crate::store::Scan;
use crate::store::scan::MOST;

/// Points go from one membership to the next at most so often before nobody looks further.
const MOST_MOVES: usize = 1_000;

/// The memberships through which what an entry gave went since, its own first: the last has it now.
/// Each is named once, where it was last.
pub(super) fn through(reading: &Reading<'_>, entry: &PointsEntry) -> Result<Vec<Member>, Error> {
    let first = reading.get::<Member>(entry.member())?.now;
    let out = first_behind(merged_out(reading, &first)?, (entry.at(), entry.id()));
    walked(reading, first, out)
}

/// The membership that has what was to come to one when something happened: itself, or the one into
/// which it was merged since. Of a membership that ended the last merge before its end counts, however
/// long ago that was.
pub(super) fn since(
    reading: &Reading<'_>,
    member: MemberId,
    at: Timestamp,
) -> Result<MemberId, Error> {
    let first = reading.get::<Member>(member)?.now;
    let all = merged_out(reading, &first)?;
    let ended = first.state() == MemberState::Closed;
    let last = all.last().filter(|_| ended).cloned();
    let out = all.into_iter().find(|out| out.at() >= at).or(last);
    let members = walked(reading, first, out)?;
    Ok(members.last().map_or(member, Member::id))
}

/// The memberships through which points went from the first on, beginning with this merge.
fn walked(
    reading: &Reading<'_>,
    first: Member,
    mut out: Option<PointsEntry>,
) -> Result<Vec<Member>, Error> {
    let mut all = vec![first];
    for _ in 0..MOST_MOVES {
        let Some(gone) = out else { break };
        let into = reading.get::<Member>(MemberId::from_id(gone.cause().id))?.now;
        let came = about(reading, into.stream(), RecordId::id(gone.id()))?;
        let came = came.into_iter().find(|one| one.kind() == EntryKind::MergeIn);
        let Some(came) = came else { break };
        out = first_behind(merged_out(reading, &into)?, (came.at(), came.id()));
        all.retain(|one| one.id() != into.id());
        all.push(into);
    }
    Ok(all)
}

/// The entries by which a member's points went on, in order.
fn merged_out(reading: &Reading<'_>, member: &Member) -> Result<Vec<PointsEntry>, Error> {
    let mut all = about(reading, member.stream(), RecordId::id(member.id()))?;
    all.retain(|one| one.kind() == EntryKind::MergeOut);
    all.sort_by_key(|one| (one.at(), one.id()));
    Ok(all)
}

fn first_behind(all: Vec<PointsEntry>, (at, entry): (Timestamp, EntryId)) -> Option<PointsEntry> {
    all.into_iter().find(|out| (out.at(), out.id()) > (at, entry))
}

/// What a client's stream has about an entry, or about a membership that was merged into another.
pub(super) fn about(
    reading: &Reading<'_>,
    stream: Stream,
    what: crate::domain::Id,
) -> Result<Vec<PointsEntry>, Error> {
    let scan = Scan::of(PointsEntry::DECLARATION.noun, "by_about", MOST).within(stream).equal(what);
    Ok(reading.all(&scan)?.into_iter().map(|found| found.now).collect())
}
