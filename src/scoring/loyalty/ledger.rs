//! From entries of the points ledger to what tiers are measured by and figures are made from.

use std::collections::BTreeMap;

use super::activity::{Flow, FlowKind};
use super::liability::Held;
use crate::domain::member::{EntryKind, Hold, Lot, PointsEntry};
use crate::domain::noun::Noun;
use crate::domain::tier::{Metric, Movement};
use crate::domain::{EntryId, LotId, Points};

/// What moved a metric of tiers, in the order of time, from a member's entries in the order of time
/// and from its lots: those that the entries opened, and for a balance all of which something is
/// left. What went into a lot that is not among them counts at once.
///
/// Points that wait do not count before they can be spent. What a return takes away is what it says,
/// whatever the policy of returns let it take from the points: a purchase that came back counts for
/// no tier. Of money and of purchases count those that earned points, by what they earned them on. A
/// balance falls when points expire, swept or not, also in times to come; what is put aside by these
/// reservations expires when they end.
#[must_use]
pub fn movements(
    metric: Metric,
    entries: &[PointsEntry],
    lots: &[Lot],
    holds: &[Hold],
) -> Vec<Movement> {
    let mut movements = match metric {
        Metric::Balance => balances(entries, lots, holds),
        Metric::QualifyingPoints | Metric::CollectedPoints | Metric::Spend | Metric::Count => {
            collected(metric, entries, lots)
        }
    };
    movements.retain(|movement| movement.by != 0);
    movements.sort_by_key(|movement| movement.at);
    movements
}

fn balances(entries: &[PointsEntry], lots: &[Lot], holds: &[Hold]) -> Vec<Movement> {
    let known = by_id(lots);
    let booked = entries.iter().flat_map(|entry| booked(entry, &known));
    booked.chain(lots.iter().flat_map(|lot| unswept(lot, holds))).collect()
}

fn by_id(lots: &[Lot]) -> BTreeMap<LotId, &Lot> {
    lots.iter().map(|lot| (lot.id(), lot)).collect()
}

/// What an entry does to a balance: of each lot from when on its points can be spent, and of what is
/// owed at once.
fn booked(entry: &PointsEntry, lots: &BTreeMap<LotId, &Lot>) -> Vec<Movement> {
    let mut owed = entry.net();
    let mut all = Vec::new();
    for moved in entry.movements() {
        owed = owed.saturating_sub(moved.points);
        let at = match lots.get(&moved.lot) {
            Some(lot) => lot.activates_at().map(|from| from.max(entry.at())),
            None => Some(entry.at()),
        };
        all.extend(at.map(|at| Movement { at, by: moved.points }));
    }
    all.push(Movement { at: entry.at(), by: owed });
    all
}

/// What is left of a lot goes when it expires, and what of it is put aside by then when that ends.
fn unswept(lot: &Lot, holds: &[Hold]) -> Vec<Movement> {
    let goes = |part: Held| part.expires_at.map(|at| (at, part.points));
    let goes = parts(lot, holds).into_iter().filter_map(goes);
    goes.map(|(at, points)| Movement { at, by: points.get().saturating_neg() }).collect()
}

/// What is left of a lot, each part with when it expires: what is put aside for longer than the lot
/// lasts is honoured until that ends.
fn parts(lot: &Lot, holds: &[Hold]) -> Vec<Held> {
    let mut all = Vec::new();
    let mut left = lot.remaining();
    let longer = |hold: &&Hold| lot.expires_at().is_some_and(|expires| hold.is_live(expires));
    for hold in holds.iter().filter(longer) {
        for (_, part) in hold.parts.iter().filter(|(of, _)| *of == lot.id()) {
            let points = (*part).min(left);
            left = left.checked_sub(points).unwrap_or_default();
            all.push(Held { points, expires_at: Some(hold.until) });
        }
    }
    all.push(Held { points: left, expires_at: lot.expires_at() });
    all
}

fn collected(metric: Metric, entries: &[PointsEntry], lots: &[Lot]) -> Vec<Movement> {
    let lots = by_id(lots);
    let given: BTreeMap<EntryId, &PointsEntry> =
        entries.iter().filter(|one| gives(metric, one.kind())).map(|one| (one.id(), one)).collect();
    // From when on points count: none while they wait for an action.
    let counts_from = |entry: &PointsEntry| match entry.lot().and_then(|lot| lots.get(&lot)) {
        Some(lot) => lot.activates_at().map(|from| from.max(entry.at())),
        None => Some(entry.at()),
    };
    let mut returned: BTreeMap<EntryId, i64> = BTreeMap::new();
    let mut movements = Vec::new();
    for entry in entries {
        if gives(metric, entry.kind()) {
            let at = counts_from(entry);
            movements.extend(at.map(|at| Movement { at, by: left(metric, entry, 0) }));
        } else if entry.kind() == EntryKind::ReverseEarn
            && let Some(of) = entry.about().and_then(|about| given.get(&about).copied())
        {
            let now = entry.asked().unwrap_or_default().get();
            let before = returned.insert(of.id(), now).unwrap_or(0);
            let by = left(metric, of, now).saturating_sub(left(metric, of, before));
            let at = counts_from(of).map(|from| from.max(entry.at()));
            movements.extend(at.map(|at| Movement { at, by }));
        }
    }
    movements
}

/// Whether an entry adds to a metric.
fn gives(metric: Metric, kind: EntryKind) -> bool {
    match kind {
        EntryKind::Earn => true,
        EntryKind::Bonus | EntryKind::ReferralReward | EntryKind::AdjustUp => {
            metric == Metric::CollectedPoints
        }
        EntryKind::ReverseEarn
        | EntryKind::Activate
        | EntryKind::Redeem
        | EntryKind::RefundRedeem
        | EntryKind::Expire
        | EntryKind::PayDebt
        | EntryKind::TransferOut
        | EntryKind::TransferIn
        | EntryKind::AdjustDown
        | EntryKind::Reinstate
        | EntryKind::MergeOut
        | EntryKind::MergeIn
        | EntryKind::Forfeit => false,
    }
}

/// What of an earning counts when so many of its points were returned.
fn left(metric: Metric, earned: &PointsEntry, returned: i64) -> i64 {
    let points = earned.points().get();
    let stays = points.saturating_sub(returned).max(0);
    match metric {
        Metric::QualifyingPoints | Metric::CollectedPoints => stays,
        Metric::Spend => {
            let paid = earned.earning().map_or(0, |earning| earning.eligible.minor());
            let part = i128::from(paid) * i128::from(stays) / i128::from(points.max(1));
            i64::try_from(part).unwrap_or(i64::MAX)
        }
        Metric::Count => i64::from(stays > 0),
        Metric::Balance => 0,
    }
}

/// What happened to points, from entries of any members: what only changed hands or came back
/// after it had expired is left out.
#[must_use]
pub fn flows(entries: &[PointsEntry]) -> Vec<Flow> {
    let flow = |entry: &PointsEntry| {
        let kind = match entry.kind() {
            EntryKind::Earn
            | EntryKind::Bonus
            | EntryKind::ReferralReward
            | EntryKind::AdjustUp => FlowKind::Issued,
            EntryKind::ReverseEarn | EntryKind::AdjustDown => FlowKind::Reversed,
            EntryKind::Redeem => FlowKind::Redeemed,
            EntryKind::RefundRedeem => FlowKind::GivenBack,
            EntryKind::Expire => FlowKind::Expired,
            EntryKind::Forfeit => FlowKind::Forfeited,
            EntryKind::Activate
            | EntryKind::PayDebt
            | EntryKind::TransferOut
            | EntryKind::TransferIn
            | EntryKind::Reinstate
            | EntryKind::MergeOut
            | EntryKind::MergeIn => return None,
        };
        let client = entry.stream().as_client()?;
        Some(Flow { client, at: entry.at(), kind, points: entry.points() })
    };
    entries.iter().filter_map(flow).collect()
}

/// What a member holds, from its lots and its reservations: what is put aside is owed until that
/// ends, also when its lot has expired meanwhile.
#[must_use]
pub fn held(lots: &[Lot], holds: &[Hold]) -> Vec<Held> {
    let all = lots.iter().flat_map(|lot| parts(lot, holds));
    all.filter(|held| held.points > Points::ZERO).collect()
}
