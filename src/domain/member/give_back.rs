//! How points come back: a redemption is given back, a purchase is returned.

use super::book::{Book, Booking, Draft, No, Setting};
use super::entry::PointsEntry;
use super::holding::Holding;
use super::lot::{Lot, LotPlain};
use super::referred::ReducedReward;
use super::refusal::{MemberGuard, MemberRefusal};
use super::words::{Account, Cause, EntryKind};
use crate::domain::programme::{Reinstatement, ReturnPolicy};
use crate::domain::{LotId, MemberId, Money, Points, Timestamp};

/// What came back of a purchase on which points were earned.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnedPurchase<'e> {
    /// The entry by which points were earned on it; none where it earned nothing.
    pub earned: Option<&'e PointsEntry>,
    /// What points were, or would have been, earned on, before what was paid with points.
    pub original: Money,
    /// What earlier returns of it took back.
    pub reversed: &'e [PointsEntry],
    /// Everything that came back so far, measured as what points were earned on.
    pub returned: Money,
    /// The whole price of it, tax and what earns nothing included: what was paid with points is
    /// measured against it.
    pub price: Money,
    /// Everything that came back so far, of the whole price.
    pub price_returned: Money,
    /// When it came back.
    pub at: Timestamp,
    /// When it was bought.
    pub bought_at: Timestamp,
    /// The redemptions by which a part of it was paid, each with what was given back of it so far.
    pub paid_by: &'e [(PointsEntry, Vec<PointsEntry>)],
    /// Points that were given to this member because of the purchase.
    pub rewards: &'e [ReducedReward],
    /// Other memberships by which it was bought or paid for and whose points are this one's now.
    pub merged: &'e Merged,
}

/// What was merged into a membership, as far as what comes back has to do with it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// The memberships.
    pub members: Vec<MemberId>,
    /// Those of their lots to which something comes back.
    pub lots: Vec<Lot>,
}

impl Merged {
    /// One of the lots.
    pub(super) fn lot(&self, id: LotId) -> Option<&Lot> {
        self.lots.iter().find(|lot| lot.id() == id)
    }
}

impl Holding {
    /// Gives points of a redemption back, to the lots from which they were taken, the last first.
    /// What would have expired meanwhile comes back for as long as the terms say, or stays lost.
    ///
    /// Needs the lots of the redemption; where something is owed, every lot.
    ///
    /// Where the membership that redeemed was merged into this one, its lots are among what was
    /// merged, and their points come back here, in lots like those.
    ///
    /// # Errors
    /// A refusal for no points, for more than were redeemed and not yet given back, or for an entry
    /// that is no redemption of this member.
    pub fn refund(
        &self,
        redeemed: &PointsEntry,
        before: &[PointsEntry],
        points: Points,
        merged: &Merged,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "refund")?;
        book.refund(redeemed, before, points, merged).map_err(|no| book.no(no))?;
        book.close()
    }

    /// Takes the points of a purchase back as far as it was returned, and gives back what it was
    /// paid with in points in the proportion in which its whole price came back. What is told is
    /// everything that came back so far: telling the same again gives no entry.
    ///
    /// Needs every lot of which something is left, that of the earning, and those of the
    /// redemptions.
    ///
    /// Where the membership that earned was merged into this one, what it earned is found in the lots
    /// to which it was moved, and what it paid comes back here.
    ///
    /// Points that were given for a referral because of it are taken back by the same policy.
    ///
    /// # Errors
    /// A refusal when more came back than points were earned on or than it cost, less than before,
    /// before it was bought, or the entry is no earning of this member.
    pub fn return_purchase(
        &self,
        back: &ReturnedPurchase<'_>,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "return_purchase")?;
        book.return_purchase(back).map_err(|no| book.no(no))?;
        book.close()
    }
}

impl Book<'_> {
    /// Takes back what is to be taken by now and was not before.
    pub(super) fn take_more(
        &mut self,
        given: &PointsEntry,
        reversed: &[PointsEntry],
        stays: Points,
    ) -> Result<(), No> {
        let asked = given.points().checked_sub(stays)?;
        let before = reversed.iter().filter_map(PointsEntry::asked).max().unwrap_or_default();
        if asked < before {
            return Err(MemberGuard::ReturnedLess.into());
        }
        if asked == before {
            return Ok(());
        }
        let mut draft = self.draft(EntryKind::ReverseEarn, given.cause()).about(given.id());
        draft.asked = Some(asked);
        self.take_back(&mut draft, given, asked.checked_sub(before)?)?;
        self.enter(draft);
        Ok(())
    }

    /// Whether an entry is of this membership, or of one that was merged into it.
    pub(super) fn own(&self, entry: &PointsEntry, merged: &[MemberId]) -> Result<(), No> {
        if entry.member() == self.member.id() || merged.contains(&entry.member()) {
            return Ok(());
        }
        Err(MemberGuard::OtherMember.into())
    }

    fn refund(
        &mut self,
        redeemed: &PointsEntry,
        before: &[PointsEntry],
        points: Points,
        merged: &Merged,
    ) -> Result<(), No> {
        self.own(redeemed, &merged.members)?;
        if redeemed.kind() != EntryKind::Redeem {
            return Err(MemberGuard::WrongEntry.into());
        }
        if points == Points::ZERO {
            return Err(MemberGuard::ZeroAmount.into());
        }
        let given = sum(before)?;
        let left = redeemed.points().checked_sub(given)?;
        if points > left {
            return Err(MemberGuard::RefundTooLarge { left }.into());
        }
        let mut draft = self.draft(EntryKind::RefundRedeem, redeemed.cause()).about(redeemed.id());
        for (lot, part) in last_first(redeemed, given.get(), points.get()) {
            self.give_back(&mut draft, lot, part, merged)?;
            draft.post(Account::Redeemed, part.saturating_neg())?;
        }
        self.enter(draft);
        Ok(())
    }

    /// Puts points back into a lot, or into one that stands for it where that has expired.
    fn give_back(
        &mut self,
        draft: &mut Draft,
        lot: LotId,
        points: i64,
        merged: &Merged,
    ) -> Result<(), No> {
        let now = self.moment();
        let found = match self.lots.get(&lot).cloned() {
            Some(own) if !own.has_expired(now) => return self.shift(draft, lot, points),
            Some(own) => own,
            None => {
                let other = merged.lot(lot).cloned().ok_or(MemberGuard::WrongEntry)?;
                if !other.has_expired(now) {
                    return self.like(draft, &other, points);
                }
                other
            }
        };
        let days = match self.setting.terms.reinstatement {
            Reinstatement::Lost => {
                draft.names(lot);
                draft.post(Account::Expired, points)?;
                return Ok(());
            }
            Reinstatement::Days(days) => i64::from(days),
        };
        let later = now.plus_seconds(days.saturating_mul(86_400))?;
        let until = found.expires_at().map_or(later, |own| own.max(later));
        self.stand_in(draft, &found, points, until).map(|_| ())
    }

    /// A lot like that of a membership that was merged into this one, as if it had been moved.
    fn like(&mut self, draft: &mut Draft, lot: &Lot, points: i64) -> Result<(), No> {
        let points = Points::new(points)?;
        let plain = LotPlain {
            member: self.member.id(),
            original: points,
            remaining: points,
            earned_at: lot.earned_at(),
            activates_at: lot.activates_at(),
            expires_at: lot.expires_at(),
            qualifying: lot.is_qualifying(),
            cause: lot.cause(),
            origin: Some(lot.origin()),
        };
        self.begin(draft, plain).map(|_| ())
    }

    /// A lot in the place of one that has expired; it does not count for a tier again.
    pub(super) fn stand_in(
        &mut self,
        draft: &mut Draft,
        lot: &Lot,
        points: i64,
        until: Timestamp,
    ) -> Result<LotId, No> {
        let points = Points::new(points)?;
        let plain = LotPlain {
            member: self.member.id(),
            original: points,
            remaining: points,
            earned_at: lot.earned_at(),
            activates_at: Some(self.moment()),
            expires_at: Some(until),
            qualifying: false,
            cause: Cause::entry(draft.id),
            origin: None,
        };
        self.begin(draft, plain)
    }

    fn return_purchase(&mut self, back: &ReturnedPurchase<'_>) -> Result<(), No> {
        if back.at < back.bought_at {
            return Err(MemberGuard::ReturnBeforePurchase.into());
        }
        let original = back.original;
        for (returned, original) in [(back.returned, original), (back.price_returned, back.price)] {
            if returned.compare(original)?.is_gt() || returned.minor() < 0 {
                return Err(MemberGuard::ReturnedTooMuch { original }.into());
            }
        }
        // Points that were paid with come back first, so that they can meet what is taken back.
        for (redeemed, before) in back.paid_by {
            self.pay_back(redeemed, before, back)?;
        }
        for reward in back.rewards {
            self.reduce_reward(reward)?;
        }
        let Some(earned) = back.earned else { return Ok(()) };
        self.own(earned, &back.merged.members)?;
        if earned.earned_on().is_none() {
            return Err(MemberGuard::WrongEntry.into());
        }
        let target = kept(earned.points(), back.returned, original)?;
        self.take_more(earned, back.reversed, target)
    }

    fn pay_back(
        &mut self,
        redeemed: &PointsEntry,
        before: &[PointsEntry],
        back: &ReturnedPurchase<'_>,
    ) -> Result<(), No> {
        let target = share(redeemed.points(), back.price_returned, back.price)?;
        let given = sum(before)?;
        if target > given {
            self.refund(redeemed, before, target.checked_sub(given)?, back.merged)?;
        }
        Ok(())
    }

    fn take_back(
        &mut self,
        draft: &mut Draft,
        earned: &PointsEntry,
        points: Points,
    ) -> Result<(), No> {
        let now = self.moment();
        let mut left = points.get();
        let policy = self.setting.terms.returns;
        for lot in self.come_of(earned) {
            let may =
                lot.is_pending(now) || (policy != ReturnPolicy::OnlyPending && lot.is_usable(now));
            let part = if may { self.free(&lot).min(left) } else { 0 };
            left = self.take_part(draft, lot.id(), part, left)?;
        }
        if policy == ReturnPolicy::OnlyPending {
            return Ok(());
        }
        for (lot, part) in self.parts(Points::new(left)?) {
            left = self.take_part(draft, lot, part, left)?;
        }
        if policy == ReturnPolicy::Unlimited && left > 0 {
            draft.post(Account::Reversed, left)?;
            self.owe(draft, left)?;
        }
        Ok(())
    }

    /// The lots in which what an entry earned is: the one that it opened, and those to which it was
    /// moved when memberships were merged.
    fn come_of(&self, earned: &PointsEntry) -> Vec<Lot> {
        let Some(origin) = earned.lot() else { return Vec::new() };
        let own = self.lots.values().filter(|lot| lot.origin() == origin);
        let mut own: Vec<Lot> = own.cloned().collect();
        own.sort_by_key(Lot::spend_order);
        own
    }

    pub(super) fn take_part(
        &mut self,
        draft: &mut Draft,
        lot: LotId,
        part: i64,
        left: i64,
    ) -> Result<i64, No> {
        if part > 0 {
            self.shift(draft, lot, part.saturating_neg())?;
            let account = match draft.kind {
                EntryKind::AdjustDown => Account::Adjusted,
                EntryKind::Earn
                | EntryKind::Bonus
                | EntryKind::ReferralReward
                | EntryKind::Activate
                | EntryKind::Redeem
                | EntryKind::RefundRedeem
                | EntryKind::Expire
                | EntryKind::ReverseEarn
                | EntryKind::PayDebt
                | EntryKind::TransferOut
                | EntryKind::TransferIn
                | EntryKind::AdjustUp
                | EntryKind::Reinstate
                | EntryKind::MergeOut
                | EntryKind::MergeIn
                | EntryKind::Forfeit => Account::Reversed,
            };
            draft.post(account, part)?;
        }
        Ok(left.saturating_sub(part))
    }
}

/// What stays of points when so much of what they were earned on came back, rounded down.
fn kept(points: Points, returned: Money, original: Money) -> Result<Points, No> {
    if original.minor() == 0 {
        return Ok(Points::ZERO);
    }
    let stays = original.checked_sub(returned)?;
    Ok(points.scaled(stays.minor(), original.minor())?)
}

/// The share of points that belongs to what came back, rounded down; of nothing, none.
fn share(points: Points, returned: Money, original: Money) -> Result<Points, No> {
    if original.minor() == 0 {
        return Ok(Points::ZERO);
    }
    Ok(points.scaled(returned.minor(), original.minor())?)
}

/// How many points earlier entries gave back.
fn sum(before: &[PointsEntry]) -> Result<Points, No> {
    let given = before.iter().filter(|entry| entry.kind() == EntryKind::RefundRedeem);
    let given = given.map(|entry| i128::from(entry.on(Account::Redeemed)).saturating_neg()).sum();
    Ok(super::holding::points(given)?)
}

/// From which lots points were taken, the last first, without so many that came back already.
fn last_first(redeemed: &PointsEntry, skip: i64, wanted: i64) -> Vec<(LotId, i64)> {
    let (mut skip, mut wanted) = (skip, wanted);
    let taken =
        redeemed.movements().iter().rev().map(|part| (part.lot, part.points.saturating_neg()));
    let part = |(lot, taken): (LotId, i64)| {
        let skipped = skip.min(taken);
        skip = skip.saturating_sub(skipped);
        let part = taken.saturating_sub(skipped).min(wanted);
        wanted = wanted.saturating_sub(part);
        (lot, part)
    };
    taken.map(part).filter(|(_, part)| *part > 0).collect()
}
