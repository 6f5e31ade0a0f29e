//! What a booking becomes: entries, lots, the member, and counters that say what a member had at the
//! end of any month.

use super::draft::{Draft, Moment};
use crate::domain::machine::NOTHING;
use crate::domain::member::{Booking, EntryKind, MACHINE, Member, MemberGuard, PointsEntry};
use crate::domain::noun::{Noun, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::{EntryId, MemberId, RecordId, Stream, Timestamp, Zone};
use crate::error::Error;
use crate::store::{Conflict, Counter, Revision, StoreError, Take};

/// A booking as it will be written.
pub(super) struct Booked {
    draft: Draft<Member>,
    entries: Vec<PointsEntry>,
}

pub(super) fn booked(
    booking: Booking,
    revision: Revision,
    moment: &Moment<'_>,
) -> Result<Booked, Error> {
    let (before, events) = booking.member;
    let stream = before.stream();
    let mut draft = Draft::states(before.id(), stream, Some(before.clone()), &events, moment)?
        .unwrap_or_else(|| Draft::nothing(before, revision));
    for change in booking.lots {
        let written = Draft::states(change.id, stream, change.before, &change.events, moment)?;
        if let Some(written) = written {
            draft = draft.and(written);
        }
    }
    for entry in &booking.entries {
        let then = moment.at(Stamp { valid_at: entry.at(), ..moment.stamp });
        let takes = moved(entry)?;
        draft = draft.and(Draft::fact(entry.clone(), &then)?.taking(takes));
    }
    Ok(Booked { draft, entries: booking.entries })
}

impl Booked {
    /// The booking as a command about the member.
    pub(super) fn member(self) -> Draft<Member> {
        self.draft
    }

    /// The booking as a command about its last entry.
    pub(super) fn entry(self) -> Result<Draft<PointsEntry>, Error> {
        self.entry_or(None)
    }

    /// The same; where it has no entry of its own, about an earlier one.
    pub(super) fn entry_or(self, other: Option<&PointsEntry>) -> Result<Draft<PointsEntry>, Error> {
        let corrupt = || StoreError::Corrupt { what: "a booking without an entry".to_owned() };
        let entry = self.entries.last().or(other).cloned().ok_or_else(corrupt)?;
        Ok(self.draft.about(entry))
    }

    /// The entries by which points were given for a referral.
    pub(super) fn referral_rewards(&self) -> Vec<EntryId> {
        let given = |entry: &&PointsEntry| entry.kind() == EntryKind::ReferralReward;
        self.entries.iter().filter(given).map(PointsEntry::id).collect()
    }

    /// Two bookings as one command about the first's last entry.
    pub(super) fn and(self, other: Booked) -> Result<Self, Error> {
        Ok(Booked { draft: self.draft.and(other.draft), entries: self.entries })
    }
}

pub(super) fn only_entry(booked: Booked) -> Result<Draft<PointsEntry>, Error> {
    booked.entry()
}

/// How an entry moves the counters of its member: what it has in all, and by how much that moved in
/// the month. They only save adding up a whole history; lots and entries are what counts.
fn moved(entry: &PointsEntry) -> Result<Vec<Take>, Error> {
    let by = entry.net();
    if by == 0 {
        return Ok(Vec::new());
    }
    let take = |counter| Take { counter, by, not_below: i64::MIN, not_above: i64::MAX };
    let month = Month::of(entry.at())?;
    let stream = entry.stream();
    Ok(vec![take(in_all(stream, entry.member())), take(month.counter(stream, entry.member()))])
}

/// The counter of what a member has in all, less what it owes.
pub(super) fn in_all(stream: Stream, member: MemberId) -> Counter {
    Counter::of(stream, format!("{IN_ALL}{}", RecordId::id(member)))
}

/// How the counters of points begin.
const IN_ALL: &str = "points ";

/// A calendar month in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    year: i32,
    month: u32,
}

impl Month {
    pub(super) fn of(at: Timestamp) -> Result<Self, Error> {
        let date = Zone::UTC.date(at)?;
        Ok(Month { year: date.year(), month: date.month() })
    }

    pub(super) fn start(self) -> Result<Timestamp, Error> {
        let first = crate::domain::Date::new(self.year, self.month, 1)?;
        Ok(Zone::UTC.start_of(first)?)
    }

    pub(super) fn next(self) -> Self {
        if self.month >= 12 {
            Month { year: self.year.saturating_add(1), month: 1 }
        } else {
            Month { month: self.month.saturating_add(1), ..self }
        }
    }

    pub(super) fn is_after(self, other: Self) -> bool {
        (self.year, self.month) > (other.year, other.month)
    }

    pub(super) fn counter(self, stream: Stream, member: MemberId) -> Counter {
        let Month { year, month } = self;
        Counter::of(stream, format!("{IN_ALL}{} {year}-{month:02}", RecordId::id(member)))
    }
}

/// That points were earned on the purchase already, or that a member would have more than can be
/// held, is the rule's no, which only the store knows.
pub(super) fn earned_already(error: Error, verb: &'static str) -> Error {
    let Error::Store(StoreError::Conflict(Conflict::Taken { column: "earned_on", by, .. })) = error
    else {
        return too_many(error, verb);
    };
    let guard = MemberGuard::AlreadyEarned { by: EntryId::from_id(by) };
    Error::refused(Refusal::guard(&MACHINE, NOTHING, verb, guard))
}

/// That a member would have more than can be held.
pub(super) fn too_many(error: Error, verb: &'static str) -> Error {
    let Error::Store(StoreError::Conflict(Conflict::Exhausted { counter, .. })) = &error else {
        return error;
    };
    if !counter.name.starts_with(IN_ALL) {
        return error;
    }
    let why = crate::domain::Invalid::Overflow { field: "points" };
    let no: Refusal<MemberGuard> = Refusal::invalid(&MACHINE, NOTHING, verb, why);
    Error::refused(no)
}
