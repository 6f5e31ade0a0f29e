//! What a member holds at an instant, as a function of its lots, its reservations and the time.

use std::collections::BTreeMap;

use super::declared::MACHINE;
use super::lot::Lot;
use super::record::Member;
use super::refusal::{MemberGuard, MemberRefusal};
use crate::domain::refusal::Refusal;
use crate::domain::{Invalid, LotId, Points, Timestamp};

/// A member and those of its lots that a question or a rule is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Holding {
    /// The member.
    pub member: Member,
    /// Its lots; for a balance, all of which something is left.
    pub lots: Vec<Lot>,
}

/// What a member's points are at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// They wait.
    pub pending: Points,
    /// They can be spent.
    pub available: Points,
    /// They are put aside for redemptions.
    pub reserved: Points,
    /// They have expired, and no entry says so yet.
    pub expired: Points,
    /// They are owed.
    pub debt: Points,
    /// When points expire next that are the member's now, and how many those are; what will have paid
    /// a debt before it would expire is none of them.
    pub next_expiry: Option<(Timestamp, Points)>,
}

impl Balance {
    /// Everything that is the member's: waiting, to be spent and put aside, less what is owed.
    #[must_use]
    pub fn net(&self) -> i64 {
        let sum = [self.pending, self.available, self.reserved].map(Points::get);
        let sum = sum.iter().fold(0_i64, |sum, part| sum.saturating_add(*part));
        sum.saturating_sub(self.debt.get())
    }
}

impl Holding {
    /// Says no to a verb because a condition of it is not met.
    pub(crate) fn refuse(&self, verb: &'static str, guard: MemberGuard) -> MemberRefusal {
        Refusal::guard(&MACHINE, self.member.state().name(), verb, guard)
    }

    /// Says no to a verb because a value cannot be taken.
    pub(crate) fn turn_away(&self, verb: &'static str, why: Invalid) -> MemberRefusal {
        Refusal::invalid(&MACHINE, self.member.state().name(), verb, why)
    }

    /// The lots as they stand once all that is free by an instant has paid what is owed, whether or
    /// not an entry says so yet.
    #[must_use]
    pub fn paid(&self, at: Timestamp) -> Vec<Lot> {
        let mut lots = by_id(&self.lots);
        for (id, paid) in payments(&self.member, &lots, at) {
            if let Some(lot) = lots.get_mut(&id) {
                lot.pay(paid);
            }
        }
        lots.into_values().collect()
    }

    /// What the points are at an instant, whatever was swept or paid off by then.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] when a sum is more than can be held.
    pub fn balance(&self, at: Timestamp) -> Result<Balance, Invalid> {
        let lots = by_id(&self.lots);
        let mut left: BTreeMap<LotId, i64> =
            lots.iter().map(|(id, lot)| (*id, lot.remaining().get())).collect();
        let mut debt = self.member.debt().get();
        for (lot, paid) in payments(&self.member, &lots, at) {
            debt = debt.saturating_sub(paid.get());
            if let Some(left) = left.get_mut(&lot) {
                *left = left.saturating_sub(paid.get());
            }
        }
        let mut sums = [0_i128; 4];
        let mut lasting: Vec<(&Lot, i64)> = Vec::new();
        for lot in lots.values() {
            let left = left.get(&lot.id()).copied().unwrap_or(0);
            let held = self.member.held(lot.id(), at).min(left);
            let free = left.saturating_sub(held);
            let [pending, available, reserved, expired] = &mut sums;
            *reserved += i128::from(held);
            if lot.has_expired(at) {
                *expired += i128::from(free);
                continue;
            }
            *(if lot.is_pending(at) { pending } else { available }) += i128::from(free);
            lasting.push((lot, free));
        }
        let [pending, available, reserved, expired] = sums;
        let next = next_expiry(&lasting, &payments(&self.member, &lots, Timestamp::MAX));
        let next_expiry = next.map(|(until, sum)| points(sum).map(|sum| (until, sum)));
        Ok(Balance {
            pending: points(pending)?,
            available: points(available)?,
            reserved: points(reserved)?,
            expired: points(expired)?,
            debt: Points::new(debt)?,
            next_expiry: next_expiry.transpose()?,
        })
    }
}

/// When the first of these points expire and how many those are, of each lot no more than what all
/// payments leave of it.
fn next_expiry(lasting: &[(&Lot, i64)], pays: &[(LotId, Points)]) -> Option<(Timestamp, i128)> {
    let pays: BTreeMap<LotId, i64> = pays.iter().map(|(lot, paid)| (*lot, paid.get())).collect();
    let mut expiring: BTreeMap<Timestamp, i128> = BTreeMap::new();
    for (lot, free) in lasting {
        let pays = pays.get(&lot.id()).copied().unwrap_or(0);
        let stays = lot.remaining().get().saturating_sub(pays).min(*free);
        if let Some(until) = lot.expires_at().filter(|_| stays > 0) {
            *expiring.entry(until).or_default() += i128::from(stays);
        }
    }
    expiring.pop_first()
}

pub(super) fn by_id(lots: &[Lot]) -> BTreeMap<LotId, Lot> {
    lots.iter().map(|lot| (lot.id(), lot.clone())).collect()
}

pub(super) fn points(sum: i128) -> Result<Points, Invalid> {
    let sum = i64::try_from(sum).map_err(|_| Invalid::Overflow { field: "points" })?;
    Points::new(sum)
}

/// What of a debt was paid, and from which lots, since something was last written: whatever
/// becomes free to spend, because it waits no longer or is not reserved any more, first meets what
/// is owed. After each entry nothing is free while something is owed, so only such instants count.
pub(super) fn payments(
    member: &Member,
    lots: &BTreeMap<LotId, Lot>,
    at: Timestamp,
) -> Vec<(LotId, Points)> {
    let mut owed = member.debt().get();
    if owed == 0 {
        return Vec::new();
    }
    let since = member.plain.owed_since.unwrap_or(Timestamp::MIN);
    let active = lots.values().filter_map(Lot::activates_at);
    let freed = member.holds().iter().map(|hold| hold.until);
    let mut instants: Vec<Timestamp> =
        active.chain(freed).filter(|when| since < *when && *when < at).collect();
    instants.push(at);
    instants.sort_unstable();
    instants.dedup();
    let mut order: Vec<&Lot> = lots.values().collect();
    order.sort_by_key(|lot| lot.spend_order());
    let mut paid: BTreeMap<LotId, i64> = BTreeMap::new();
    for when in instants {
        for lot in order.iter().filter(|lot| lot.is_usable(when)) {
            let gone = paid.get(&lot.id()).copied().unwrap_or(0);
            let left = lot.remaining().get().saturating_sub(gone);
            let free = left.saturating_sub(member.held(lot.id(), when)).max(0);
            let pays = free.min(owed);
            if pays > 0 {
                owed = owed.saturating_sub(pays);
                paid.insert(lot.id(), gone.saturating_add(pays));
            }
        }
    }
    let paid = order.iter().filter_map(|lot| paid.get(&lot.id()).map(|paid| (lot.id(), *paid)));
    paid.map(|(lot, paid)| (lot, Points::new(paid).unwrap_or_default())).collect()
}
