//! Which of a member's lots a question or a rule needs: of one with very many, few are read.

use std::ops::Bound;

use super::done::Found;
use super::reading::Reading;
use crate::domain::member::{Holding, Lot, Member};
use crate::domain::noun::Noun;
use crate::domain::{EntryId, Id, LotId, Points, RecordId, Timestamp};
use crate::error::Error;
use crate::store::Scan;
use crate::store::scan::{Among, MOST};

/// Which lots a rule needs where nothing is owed; otherwise it is told of every one.
#[derive(Debug, Clone)]
pub(super) enum Needed {
    Nothing,
    Everything,
    /// So many of those that can be spent that they hold this.
    Spending(Points),
    /// Those that have expired.
    Expired,
    /// Those that wait for an action of this cause.
    Awaiting(Id),
    /// Those of a reservation.
    Hold(EntryId),
}

/// A member's lots in the order in which they are spent: all of which something is left and whose
/// time has begun or will.
pub(super) fn in_order(member: &Member, limit: usize) -> Scan {
    Scan::of(Lot::DECLARATION.noun, "by_spending", limit)
        .within(member.stream())
        .equal(RecordId::id(member.id()))
}

/// A member's lots that wait for an action.
pub(super) fn awaiting(member: &Member, limit: usize) -> Scan {
    Scan::of(Lot::DECLARATION.noun, "by_awaited", limit)
        .within(member.stream())
        .equal(RecordId::id(member.id()))
}

pub(super) fn lots(
    reading: &Reading<'_>,
    member: &Member,
    now: Timestamp,
    needed: &Needed,
) -> Result<Vec<Lot>, Error> {
    let plain = |found: Vec<Found<Lot>>| found.into_iter().map(|found| found.now).collect();
    if member.debt() > Points::ZERO || matches!(needed, Needed::Everything) {
        return every_lot(reading, member);
    }
    match needed {
        Needed::Nothing | Needed::Everything => Ok(Vec::new()),
        Needed::Spending(points) => spending(reading, member, now, *points),
        Needed::Expired => {
            let until = Bound::Included(now.micros().into());
            let among = Among::Between(Bound::Unbounded, until);
            Ok(plain(reading.all(&Scan { among, ..in_order(member, MOST) })?))
        }
        Needed::Awaiting(cause) => Ok(plain(reading.all(&awaiting(member, MOST).equal(*cause))?)),
        Needed::Hold(id) => {
            let held = member.holds().iter().find(|hold| hold.id == *id);
            let parts = held.map(|hold| hold.parts.iter().map(|(lot, _)| *lot).collect());
            these(reading, &parts.unwrap_or_else(Vec::new))
        }
    }
}

/// Every lot of which something is left.
pub(super) fn every_lot(reading: &Reading<'_>, member: &Member) -> Result<Vec<Lot>, Error> {
    let mut all = reading.all::<Lot>(&in_order(member, MOST))?;
    all.extend(reading.all::<Lot>(&awaiting(member, MOST))?);
    Ok(all.into_iter().map(|found| found.now).collect())
}

/// The same, less what has been paid of a debt by an instant and is not written down yet.
pub(super) fn paid_lots(
    reading: &Reading<'_>,
    member: &Member,
    at: Timestamp,
) -> Result<Vec<Lot>, Error> {
    let lots = every_lot(reading, member)?;
    Ok(Holding { member: member.clone(), lots }.paid(at))
}

pub(super) fn these(reading: &Reading<'_>, lots: &[LotId]) -> Result<Vec<Lot>, Error> {
    let mut lots = lots.to_vec();
    lots.sort_unstable();
    lots.dedup();
    lots.iter().map(|lot| Ok(reading.get::<Lot>(*lot)?.now)).collect()
}

/// As many lots as are needed, page after page: of a member with very many, few are read.
fn spending(
    reading: &Reading<'_>,
    member: &Member,
    now: Timestamp,
    points: Points,
) -> Result<Vec<Lot>, Error> {
    const FIRST: usize = 16;
    let held = |lot: &Lot| -> i64 {
        let parts = member.holds().iter().filter(|hold| hold.is_live(now));
        let own = parts.flat_map(|hold| &hold.parts).filter(|(of, _)| *of == lot.id());
        own.fold(0, |sum, (_, part)| sum.saturating_add(part.get()))
    };
    let among = Among::Between(Bound::Excluded(now.micros().into()), Bound::Unbounded);
    let mut scan = Scan { among, ..in_order(member, FIRST) };
    let (mut lots, mut free) = (Vec::new(), 0_i64);
    loop {
        let page = reading.scan::<Lot>(scan.clone())?;
        for lot in page.items.into_iter().map(|found| found.now) {
            if lot.is_usable(now) {
                let part = lot.remaining().get().saturating_sub(held(&lot));
                free = free.saturating_add(part.max(0));
            }
            lots.push(lot);
            if free >= points.get() {
                return Ok(lots);
            }
        }
        match page.next {
            Some(next) => scan = Scan { after: Some(next), limit: scan.limit, ..scan },
            None => return Ok(lots),
        }
    }
}
