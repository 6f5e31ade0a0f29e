//! From entries of the points ledger to what tiers are measured by and figures are made from.

use std::collections::BTreeMap;

use super::activity::{Flow, FlowKind};
use super::liability::Held;
use crate::domain::member::{EntryKind, Lot, PointsEntry};
use crate::domain::noun::Noun;
use crate::domain::tier::{Metric, Movement};
use crate::domain::{EntryId, Points};

/// What moved a metric of tiers, from a member's entries in the order of time.
///
/// What a return takes away is what it says, whatever the policy of returns let it take from the
/// points: a purchase that came back counts for no tier. Of money and of purchases count those that
/// earned points, by what they earned them on.
#[must_use]
pub fn movements(metric: Metric, entries: &[PointsEntry]) -> Vec<Movement> {
    let earned: BTreeMap<EntryId, &PointsEntry> =
        entries.iter().filter(|one| one.kind().is_earned()).map(|one| (one.id(), one)).collect();
    let mut returned: BTreeMap<EntryId, i64> = BTreeMap::new();
    let mut moved = |entry: &PointsEntry| match entry.kind() {
        EntryKind::ReverseEarn => {
            let of = entry.about().and_then(|about| earned.get(&about).copied());
            let now = entry.asked().unwrap_or_default().get();
            let before = of.and_then(|of| returned.insert(of.id(), now)).unwrap_or(0);
            of.map_or(0, |of| left(metric, of, now).saturating_sub(left(metric, of, before)))
        }
        EntryKind::Earn => left(metric, entry, 0),
        EntryKind::Bonus | EntryKind::ReferralReward | EntryKind::AdjustUp
            if metric == Metric::CollectedPoints =>
        {
            entry.points().get()
        }
        EntryKind::Bonus
        | EntryKind::ReferralReward
        | EntryKind::AdjustUp
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
        | EntryKind::Forfeit => 0,
    };
    let movements = entries.iter().map(|entry| {
        let by = if metric == Metric::Balance { entry.net() } else { moved(entry) };
        Movement { at: entry.at(), by }
    });
    movements.filter(|movement| movement.by != 0).collect()
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

/// What members hold, from their lots.
#[must_use]
pub fn held(lots: &[Lot]) -> Vec<Held> {
    let of = |lot: &Lot| Held { points: lot.remaining(), expires_at: lot.expires_at() };
    lots.iter().map(of).filter(|held| held.points > Points::ZERO).collect()
}
