//! What a rule must know when points come back: who has them now, from which memberships they came,
//! and what was given or taken back of them before.

use super::desk::Desk;
use super::held_lots::{Needed, these};
use super::moved_points::{about, through};
use super::reading::Reading;
use super::seen_member::{Seen, beside};
use super::seen_purchase::Left;
use crate::domain::member::{
    EntryKind, Lot, MACHINE, Member, MemberGuard, Merged, PointsEntry, ReducedReward,
    ReturnedPurchase,
};
use crate::domain::noun::Noun;
use crate::domain::refusal::Refusal;
use crate::domain::transaction::Transaction;
use crate::domain::{LotId, MemberId, Money, RecordId, Timestamp, TransactionId};
use crate::error::Error;
use crate::store::scan::MOST;
use crate::store::{Scan, Store};

/// An entry that is taken back, beside the member who has its points now: whose it was, or into whom
/// that membership was merged since.
pub(super) struct Undone {
    pub(super) seen: Seen,
    pub(super) entry: PointsEntry,
    /// Every entry about it.
    pub(super) before: Vec<PointsEntry>,
    pub(super) merged: Merged,
}

impl Undone {
    /// Needs the lots that the entry names, and of the member's what is asked for.
    pub(super) fn of<S: Store>(
        desk: &Desk<S>,
        reading: &Reading<'_>,
        entry: PointsEntry,
        needed: &Needed,
    ) -> Result<Self, Error> {
        let members = through(reading, &entry)?;
        let mut before = Vec::new();
        for member in &members {
            before.extend(about(reading, member.stream(), RecordId::id(entry.id()))?);
        }
        let holder = members.last().map_or(entry.member(), Member::id);
        let mut seen = beside(desk, reading, holder, needed)?;
        let mut merged = seen.with(reading, entry.movements().iter().map(|one| one.lot))?;
        let others = members.iter().map(Member::id).filter(|member| *member != holder);
        merged.members = others.collect();
        Ok(Undone { seen, entry, before, merged })
    }
}

/// What came back of a purchase.
pub(super) struct Returned {
    earned: Option<PointsEntry>,
    reversed: Vec<PointsEntry>,
    paid_by: Vec<(PointsEntry, Vec<PointsEntry>)>,
    original: Money,
    returned: Money,
    price: Money,
    price_returned: Money,
    at: Timestamp,
    bought_at: Timestamp,
    merged: Merged,
}

impl Returned {
    pub(super) fn told<'r>(&'r self, rewards: &'r [ReducedReward]) -> ReturnedPurchase<'r> {
        ReturnedPurchase {
            earned: self.earned.as_ref(),
            original: self.original,
            reversed: &self.reversed,
            returned: self.returned,
            price: self.price,
            price_returned: self.price_returned,
            at: self.at,
            bought_at: self.bought_at,
            paid_by: &self.paid_by,
            rewards,
            merged: &self.merged,
        }
    }

    /// The last entry about the purchase.
    pub(super) fn last(&self) -> Option<&PointsEntry> {
        let paid = self.paid_by.iter().flat_map(|(paid, back)| std::iter::once(paid).chain(back));
        self.reversed.iter().chain(self.earned.iter()).chain(paid).max_by_key(|entry| entry.at())
    }
}

impl Seen {
    /// Reads what points have to do with a purchase, and what of it came back; beside the member whose
    /// points those are now: this one, or the one into which it was merged since.
    pub(super) fn returned<S: Store>(
        self,
        desk: &Desk<S>,
        reading: &Reading<'_>,
        id: TransactionId,
    ) -> Result<(Self, Returned), Error> {
        let bought = reading.get::<Transaction>(id)?.now;
        let from = self.holding.member.state().name();
        let refused =
            |guard| Error::refused(Refusal::guard(&MACHINE, from, "return_purchase", guard));
        if bought.stream() != self.stream() {
            return Err(refused(MemberGuard::OtherMember));
        }
        let mut all = for_purchase(reading, &self.holding.member, bought.first())?;
        let of = |all: &[PointsEntry], kind: EntryKind| -> Vec<PointsEntry> {
            all.iter().filter(|entry| entry.kind() == kind).cloned().collect()
        };
        let earned = of(&all, EntryKind::Earn).into_iter().next();
        let first = earned.clone().or_else(|| of(&all, EntryKind::Redeem).into_iter().next());
        let first = first.ok_or_else(|| refused(MemberGuard::WrongEntry))?;
        let (mut seen, members) = self.now_of(desk, reading, &first)?;
        for member in &members {
            all.extend(for_purchase(reading, member, bought.first())?);
        }
        let back = of(&all, EntryKind::RefundRedeem);
        let paid_by = of(&all, EntryKind::Redeem).into_iter().map(|paid| {
            let own = back.iter().filter(|entry| entry.about() == Some(paid.id())).cloned();
            let own = own.collect();
            (paid, own)
        });
        let paid_by: Vec<(PointsEntry, Vec<PointsEntry>)> = paid_by.collect();
        seen.version = earned.as_ref().map(PointsEntry::terms);
        let left = Left::of(reading, bought)?;
        let terms = seen.terms(left.at()).map(|(_, terms)| terms);
        let terms = terms.ok_or_else(|| refused(MemberGuard::ProgrammeNotRunning))?;
        let earning = earned.as_ref().and_then(PointsEntry::earning);
        let (original, returned) = left.returned(terms, earning.map(|earning| earning.eligible))?;
        let (price, price_returned) = left.price()?;
        let moved = paid_by.iter().flat_map(|(paid, _)| paid.movements()).map(|one| one.lot);
        let merged = seen.with(reading, moved.chain(earned.iter().filter_map(PointsEntry::lot)))?;
        let told = Returned {
            earned,
            reversed: of(&all, EntryKind::ReverseEarn),
            paid_by,
            original,
            returned,
            price,
            price_returned,
            at: left.at(),
            bought_at: left.bought_at(),
            merged,
        };
        Ok((seen, told))
    }

    /// The member who has what an entry gave, and those beside this one through whom it went.
    fn now_of<S: Store>(
        self,
        desk: &Desk<S>,
        reading: &Reading<'_>,
        entry: &PointsEntry,
    ) -> Result<(Self, Vec<Member>), Error> {
        let mut members = through(reading, entry)?;
        let holder = members.last().map_or(self.member(), Member::id);
        members.retain(|member| member.id() != self.member());
        let seen = match holder == self.member() {
            true => self,
            false => beside(desk, reading, holder, &Needed::Everything)?,
        };
        Ok((seen, members))
    }

    /// Reads more lots: those of the member beside the others, those of memberships that were merged
    /// into it apart.
    fn with(
        &mut self,
        reading: &Reading<'_>,
        lots: impl Iterator<Item = LotId>,
    ) -> Result<Merged, Error> {
        let known = |id: &LotId| self.holding.lots.iter().any(|lot| lot.id() == *id);
        let missing: Vec<LotId> = lots.filter(|id| !known(id)).collect();
        let own = self.member();
        let more = these(reading, &missing)?.into_iter();
        let (more, lots): (Vec<Lot>, Vec<Lot>) = more.partition(|lot| lot.member() == own);
        self.holding.lots.extend(more);
        let mut members: Vec<MemberId> = lots.iter().map(Lot::member).collect();
        members.sort_unstable();
        members.dedup();
        Ok(Merged { members, lots })
    }
}

/// A member's entries that a purchase is the cause of.
fn for_purchase(
    reading: &Reading<'_>,
    member: &Member,
    purchase: TransactionId,
) -> Result<Vec<PointsEntry>, Error> {
    let scan = Scan::of(PointsEntry::DECLARATION.noun, "by_purchase", MOST)
        .within(member.stream())
        .equal(RecordId::id(purchase));
    let once = PointsEntry::earned_key(member.programme(), purchase);
    let earned = Scan::of(PointsEntry::DECLARATION.noun, "by_earned_on", 1).equal(once);
    let mut all = reading.page::<PointsEntry>(earned)?.items;
    // The stream is expected to stand by this, and what earned lies in it too.
    all.extend(reading.all::<PointsEntry>(&scan)?);
    let all = all.into_iter().map(|found| found.now);
    // Of another programme the client is another member.
    Ok(all.filter(|entry| entry.member() == member.id()).collect())
}
