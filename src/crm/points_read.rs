//! Questions about points: balances, entries, statements, and the accounts of a programme.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Bound;

use super::booked::{Month, in_all};
use super::done::{Found, Pages};
use super::held_lots::{awaiting, every_lot, in_order, paid_lots};
use super::permission::Permission;
use super::points::PointsDesk;
use super::reading::Reading;
use super::seen_member::now;
use super::transactions::among;
use crate::domain::declaration::TIMELINE;
use crate::domain::member::{Account, Balance, Holding, Lot, Member, PointsEntry, Statement};
use crate::domain::noun::Noun;
use crate::domain::{
    EntryId, Invalid, LotId, MemberId, Period, Points, ProgrammeId, RecordId, Timestamp,
};
use crate::error::Error;
use crate::store::scan::{Among, Condition, MOST};
use crate::store::{Cursor, Scan, Store};

impl<S: Store> PointsDesk<'_, S> {
    /// What a member's points are now: waiting, to be spent, reserved, owed.
    ///
    /// # Errors
    /// Not found, and [`Invalid::Overflow`] when a sum is more than can be held.
    pub fn balance(&self, id: MemberId) -> Result<Balance, Error> {
        self.0.ask(Permission::PointsBalance, None, |reading| {
            let member = reading.get::<Member>(id)?.now;
            let at = now(self.0, reading.head(member.stream())?.recorded_at);
            let lots = every_lot(reading, &member)?;
            Ok(Holding { member, lots }.balance(at)?)
        })
    }

    /// A member's statement for a period: what there was, every entry, what there is.
    ///
    /// It costs what the entries of the period cost, and a little for each month since; of a member
    /// who owes points, what all lots cost that something is left of.
    ///
    /// # Errors
    /// Not found, and [`Invalid::Overflow`] when a sum is more than can be held.
    pub fn statement(&self, id: MemberId, period: Period) -> Result<Statement, Error> {
        self.0.ask(Permission::PointsStatement, None, |reading| {
            let member = reading.get::<Member>(id)?.now;
            let at = now(self.0, reading.head(member.stream())?.recorded_at);
            let booked = booked_before(reading, &member, period.start(), at)?;
            let entries = entries(reading, &member, period)?;
            let (unswept, next) = if member.debt() > Points::ZERO {
                owing(reading, &member, at)?
            } else {
                let until = Bound::Included(at.micros().into());
                let gone = Among::Between(Bound::Unbounded, until);
                let unswept = lots(reading, &Scan { among: gone, ..in_order(&member, MOST) })?;
                let next = next_expiry(reading, &member, at, &unswept)?;
                (unswept, next)
            };
            Ok(Statement::of(period, booked, &entries, &unswept, &member, at, next)?)
        })
    }

    /// One entry.
    ///
    /// # Errors
    /// Not found.
    pub fn entry(&self, id: EntryId) -> Result<Found<PointsEntry>, Error> {
        self.0.ask(Permission::PointsEntryRead, None, |reading| reading.get(id))
    }

    /// One lot.
    ///
    /// # Errors
    /// Not found.
    pub fn lot(&self, id: LotId) -> Result<Found<Lot>, Error> {
        self.0.ask(Permission::PointsLot, None, |reading| reading.get(id))
    }

    /// A member's entries, the newest first.
    ///
    /// # Errors
    /// Not found; a limit out of range, or a cursor of another question.
    pub fn entries(
        &self,
        id: MemberId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<PointsEntry>, Error> {
        self.0.ask(Permission::PointsEntries, None, |reading| {
            let member = reading.get::<Member>(id)?.now;
            let scan = entries_of(&member, limit).descending();
            reading.page(Scan { after: after.clone(), ..scan })
        })
    }

    /// The entries of a programme in a period, the oldest first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn of_programme(
        &self,
        programme: ProgrammeId,
        period: Period,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<PointsEntry>, Error> {
        let scan = of_programme(programme, limit);
        let scan = Scan { among: among(period), after, ..scan };
        self.0.ask(Permission::PointsOfProgramme, None, |reading| reading.page(scan.clone()))
    }

    /// What stands on each account of a programme: sums over its postings, kept nowhere.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] when a sum is more than can be held.
    pub fn accounts(&self, programme: ProgrammeId) -> Result<BTreeMap<Account, i64>, Error> {
        self.0.ask(Permission::PointsAccounts, None, |reading| {
            let mut sums: BTreeMap<Account, i128> = BTreeMap::new();
            reading.each(&of_programme(programme, MOST), |entry: PointsEntry| {
                for posting in entry.postings() {
                    *sums.entry(posting.account).or_default() += i128::from(posting.points);
                }
                Ok(())
            })?;
            let told = |(account, sum): (Account, i128)| {
                let sum = i64::try_from(sum).map_err(|_| Invalid::Overflow { field: "points" })?;
                Ok((account, sum))
            };
            sums.into_iter().map(told).collect()
        })
    }

    /// The lots of every member that expire in a period and of which something is left, those that
    /// expire first in front: what is to be swept, and what to tell members of before. What will have
    /// paid a debt before it would expire is taken off, and so a page may have fewer than asked for.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn expiring(
        &self,
        period: Period,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Lot>, Error> {
        let scan = Scan::of(Lot::DECLARATION.noun, "by_expiry", limit);
        let scan = Scan { among: among(period), after, ..scan };
        self.0.ask(Permission::PointsExpiring, None, |reading| {
            let page = reading.page::<Lot>(scan.clone())?;
            Ok(Pages { items: unpaid(reading, page.items)?, next: page.next })
        })
    }

    /// The members of whom something has expired by now that was not swept, of at most so many such
    /// lots: what a sweep of all goes through. Lots whose points are all put aside are passed over.
    ///
    /// # Errors
    /// A limit out of range.
    pub fn to_sweep(&self, limit: usize) -> Result<Vec<MemberId>, Error> {
        let at = now(self.0, None);
        let gone = Among::Between(Bound::Unbounded, Bound::Included(at.micros().into()));
        let first = Scan { among: gone, ..Scan::of(Lot::DECLARATION.noun, "by_expiry", limit) };
        self.0.ask(Permission::PointsToSweep, None, |reading| {
            let (mut lots, mut scan) = (Vec::new(), first.clone());
            loop {
                let page = reading.page::<Lot>(scan.clone())?;
                for lot in page.items.into_iter().map(|found| found.now) {
                    if is_free(reading, &lot, at)? {
                        lots.push(lot.member());
                    }
                }
                let Some(next) = page.next.filter(|_| lots.len() < limit) else { break };
                scan = Scan { after: Some(next), ..scan };
            }
            lots.truncate(limit);
            lots.sort_unstable();
            lots.dedup();
            Ok(lots)
        })
    }
}

/// The same lots as they stand once everything has paid that will, without those of which nothing is
/// left then.
fn unpaid(reading: &Reading<'_>, lots: Vec<Found<Lot>>) -> Result<Vec<Found<Lot>>, Error> {
    let mut owing: BTreeMap<MemberId, BTreeMap<LotId, Lot>> = BTreeMap::new();
    let mut all = Vec::new();
    for mut found in lots {
        let paid = match owing.entry(found.now.member()) {
            Entry::Occupied(seen) => seen.into_mut(),
            Entry::Vacant(new) => {
                let member = reading.get::<Member>(found.now.member())?.now;
                let owes = member.debt() > Points::ZERO;
                let paid = owes.then(|| paid_lots(reading, &member, Timestamp::MAX));
                let paid = paid.transpose()?.unwrap_or_default();
                new.insert(paid.into_iter().map(|lot| (lot.id(), lot)).collect())
            }
        };
        if let Some(lot) = paid.get(&found.now.id()) {
            found.now = lot.clone();
        }
        if found.now.remaining() > Points::ZERO {
            all.push(found);
        }
    }
    Ok(all)
}

/// Whether not all points of a lot are put aside.
fn is_free(reading: &Reading<'_>, lot: &Lot, at: Timestamp) -> Result<bool, Error> {
    let member = reading.find::<Member>(lot.member())?;
    let held = member.map_or(0, |member| member.now.held(lot.id(), at));
    Ok(lot.remaining().get() > held)
}

/// A member's entries, the oldest first: those of its client's timeline that are its own. Most clients
/// are one member, and an index more would be written with each entry.
pub(super) fn entries_of(member: &Member, limit: usize) -> Scan {
    let own = Condition::Is("member", RecordId::id(member.id()).into());
    let scan = Scan::of(PointsEntry::DECLARATION.noun, TIMELINE, limit).within(member.stream());
    Scan { conditions: vec![own], ..scan }
}

fn of_programme(programme: ProgrammeId, limit: usize) -> Scan {
    Scan::of(PointsEntry::DECLARATION.noun, "by_programme", limit).equal(RecordId::id(programme))
}

fn entries(
    reading: &Reading<'_>,
    member: &Member,
    period: Period,
) -> Result<Vec<PointsEntry>, Error> {
    let scan = Scan { among: among(period), ..entries_of(member, MOST) };
    let mut all = Vec::new();
    reading.each(&scan, |entry: PointsEntry| {
        all.push(entry);
        Ok(())
    })?;
    Ok(all)
}

fn lots(reading: &Reading<'_>, scan: &Scan) -> Result<Vec<Lot>, Error> {
    Ok(reading.all::<Lot>(scan)?.into_iter().map(|found| found.now).collect())
}

/// When points expire next, and how many those are.
type NextExpiry = Option<(Timestamp, Points)>;

/// Of a member who owes points: the lots that have expired and were not swept, and what expires next,
/// less what has been paid of the debt by then.
fn owing(
    reading: &Reading<'_>,
    member: &Member,
    at: Timestamp,
) -> Result<(Vec<Lot>, NextExpiry), Error> {
    // What of them has expired by now has paid all it ever will.
    let lots = paid_lots(reading, member, Timestamp::MAX)?;
    let (unswept, rest): (Vec<Lot>, Vec<Lot>) =
        lots.into_iter().partition(|lot| lot.has_expired(at));
    let left = || rest.iter().filter(|lot| lot.remaining() > Points::ZERO);
    let Some(until) = left().filter_map(Lot::expires_at).min() else { return Ok((unswept, None)) };
    let mut sum = Points::ZERO;
    for lot in left().filter(|lot| lot.expires_at() == Some(until)) {
        sum = sum.checked_add(lot.remaining())?;
    }
    Ok((unswept, Some((until, sum))))
}

/// The same of a member who owes nothing, of whom these have expired and were not swept. A member may
/// have very many lots that expire next or very many others: the fewer of them are added up, since it
/// is known what there is in all.
fn next_expiry(
    reading: &Reading<'_>,
    member: &Member,
    at: Timestamp,
    unswept: &[Lot],
) -> Result<NextExpiry, Error> {
    let behind = |instant: Timestamp| {
        let among = Among::Between(Bound::Excluded(instant.micros().into()), Bound::Unbounded);
        Scan { among, ..in_order(member, FIRST) }
    };
    let mut soonest = Adding::of([behind(at)]);
    let first = soonest.page(reading)?;
    let Some(until) = first.first().and_then(Lot::expires_at) else { return Ok(None) };
    let mut others = Adding::of([behind(until), awaiting(member, FIRST)]);
    others.add(unswept);
    let mut lots = first;
    let sum = loop {
        let just = lots.partition_point(|lot| lot.expires_at() == Some(until));
        soonest.add(lots.get(..just).unwrap_or_default());
        // They lie in the order in which they expire.
        if just < lots.len() || soonest.is_over() {
            break soonest.sum;
        }
        // Whichever has been looked at less goes on, so that the fewer lots decide what it costs.
        while !others.is_over() && others.seen < soonest.seen {
            let more = others.page(reading)?;
            others.add(&more);
        }
        if others.is_over() {
            let booked = reading.reader().counter(&in_all(member.stream(), member.id()))?;
            break i128::from(booked) + i128::from(member.debt().get()) - others.sum;
        }
        lots = soonest.page(reading)?;
    };
    let sum = i64::try_from(sum).map_err(|_| Invalid::Overflow { field: "points" })?;
    Ok(Some((until, Points::new(sum)?)))
}

/// How many lots are looked at first; each time twice as many.
const FIRST: usize = 16;

/// What is left of lots, added up page after page.
struct Adding {
    scans: Vec<Scan>,
    seen: usize,
    sum: i128,
}

impl Adding {
    fn of(scans: impl IntoIterator<Item = Scan>) -> Self {
        Adding { scans: scans.into_iter().collect(), seen: 0, sum: 0 }
    }

    /// Whether there is no page more.
    fn is_over(&self) -> bool {
        self.scans.is_empty()
    }

    fn page(&mut self, reading: &Reading<'_>) -> Result<Vec<Lot>, Error> {
        let Some(scan) = self.scans.pop() else { return Ok(Vec::new()) };
        let page = reading.page::<Lot>(scan.clone())?;
        if let Some(next) = page.next {
            let limit = scan.limit.saturating_mul(2).min(MOST);
            self.scans.push(Scan { after: Some(next), limit, ..scan });
        }
        Ok(page.items.into_iter().map(|found| found.now).collect())
    }

    fn add(&mut self, lots: &[Lot]) {
        self.seen = self.seen.saturating_add(lots.len());
        self.sum += lots.iter().map(|lot| i128::from(lot.remaining().get())).sum::<i128>();
    }
}

/// What the entries before an instant come to: what there is in all, less the months since the one
/// in which the instant lies, more what stands in that month before it.
fn booked_before(
    reading: &Reading<'_>,
    member: &Member,
    start: Timestamp,
    at: Timestamp,
) -> Result<i64, Error> {
    let (stream, id) = (member.stream(), member.id());
    let overflow = || Error::from(Invalid::Overflow { field: "points" });
    let mut sum = reading.reader().counter(&in_all(stream, id))?;
    // Nothing is told of before the client joined, nor of what is still to come.
    let start = start.max(member.joined_at());
    let (mut month, last) = (Month::of(start)?, Month::of(at.max(start))?);
    let begins = month.start()?;
    while !month.is_after(last) {
        let moved = reading.reader().counter(&month.counter(stream, id))?;
        sum = sum.checked_sub(moved).ok_or_else(overflow)?;
        month = month.next();
    }
    if let Ok(before) = Period::new(begins, start) {
        for entry in entries(reading, member, before)? {
            sum = sum.checked_add(entry.net()).ok_or_else(overflow)?;
        }
    }
    Ok(sum)
}
