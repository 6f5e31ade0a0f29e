//! A purchase as earning and returning see it: as it stands, with what refers to it, and what a member
//! earned before.

use super::points_read::entries_of;
use super::reading::Reading;
use crate::domain::member::{Member, MemberGuard, PointsEntry};
use crate::domain::noun::Noun;
use crate::domain::programme::{CapPer, Earned, Purchase, Terms};
use crate::domain::transaction::{Kind, Transaction};
use crate::domain::{Money, Points, RecordId, Timestamp, TransactionId};
use crate::error::Error;
use crate::store::Scan;
use crate::store::scan::MOST;

/// A transaction, what stays of it as a purchase by what came back so far, and why it is none if it
/// is none.
pub(super) fn standing_purchase(
    reading: &Reading<'_>,
    id: TransactionId,
) -> Result<(Transaction, Purchase, Option<MemberGuard>), Error> {
    let found = reading.get::<Transaction>(id)?;
    let stands = found.now.is_purchase() && !found.superseded;
    let guard = (!stands).then_some(MemberGuard::NotAPurchase);
    let others = about(reading, &found.now)?;
    let purchase = Purchase::of(&found.now, &others)?.less(&others)?;
    Ok((found.now, purchase, guard))
}

/// What refers to a purchase, in its client's stream, and what was paid for its invoices.
pub(super) fn about(
    reading: &Reading<'_>,
    bought: &Transaction,
) -> Result<Vec<Transaction>, Error> {
    let referring = |first: TransactionId| -> Result<Vec<Transaction>, Error> {
        let scan = Scan::of(Transaction::DECLARATION.noun, "by_refers_to", MOST)
            .within(bought.stream())
            .equal(RecordId::id(first));
        let mut all = Vec::new();
        reading.each(&scan, |one: Transaction| {
            all.push(one);
            Ok(())
        })?;
        Ok(all)
    };
    let mut all = referring(bought.first())?;
    let invoices: Vec<TransactionId> =
        all.iter().filter(|one| one.kind() == Kind::Invoice).map(Transaction::first).collect();
    for invoice in invoices {
        let paid = referring(invoice)?.into_iter().filter(|one| one.kind() == Kind::Payment);
        all.extend(paid);
    }
    Ok(all)
}

/// What is left of a purchase: of one that was corrected as it stands now, of one that was withdrawn
/// nothing.
pub(super) struct Left {
    bought: Transaction,
    others: Vec<Transaction>,
    refunds: Vec<Transaction>,
    stands: bool,
}

impl Left {
    pub(super) fn of(reading: &Reading<'_>, told: Transaction) -> Result<Self, Error> {
        let standing = reading.standing::<Transaction>(told.id())?.map(|found| found.now);
        let standing = standing.filter(Transaction::is_told);
        let stands = standing.is_some();
        let bought = standing.unwrap_or(told);
        let others = about(reading, &bought)?;
        let refunds = others.iter().filter(|one| one.kind() == Kind::Refund).cloned().collect();
        Ok(Left { bought, others, refunds, stands })
    }

    pub(super) fn bought_at(&self) -> Timestamp {
        self.bought.at()
    }

    /// When something of it came back last; when it was bought where nothing did.
    pub(super) fn at(&self) -> Timestamp {
        self.refunds.iter().map(Transaction::at).max().unwrap_or(self.bought.at())
    }

    /// What points were, or would have been, earned on, and what of that came back.
    pub(super) fn returned(
        &self,
        terms: &Terms,
        earned_on: Option<Money>,
    ) -> Result<(Money, Money), Error> {
        let eligible = terms.eligible(&Purchase::of(&self.bought, &self.others)?)?;
        let original = earned_on.unwrap_or(eligible);
        let left = eligible.checked_sub(terms.returned(&self.refunds)?)?.minor();
        let left = if self.stands { left.clamp(0, original.minor().max(0)) } else { 0 };
        let left = Money::new(left, original.currency());
        Ok((original, original.checked_sub(left)?))
    }

    /// What it cost, and what of that came back.
    pub(super) fn price(&self) -> Result<(Money, Money), Error> {
        let price = self.bought.total();
        if !self.stands {
            return Ok((price, price));
        }
        let back = self.refunds.iter().map(Transaction::total);
        Ok((price, Money::total(price.currency(), back)?))
    }
}

/// Whether a member has earned points on a purchase, whatever else it was given points for.
pub(super) fn has_earned(reading: &Reading<'_>, member: &Member) -> Result<bool, Error> {
    let mut scan = entries_of(member, FIRST);
    loop {
        let page = reading.scan::<PointsEntry>(scan.clone())?;
        if page.items.iter().any(|found| found.now.kind().is_earned()) {
            return Ok(true);
        }
        let Some(next) = page.next else { return Ok(false) };
        scan = Scan { after: Some(next), limit: MOST, ..scan };
    }
}

/// So many entries are looked at first: with most members an earning is among them.
const FIRST: usize = 16;

/// What was earned by purchases in the stretches of the caps, if there are any.
pub(super) fn earned_so_far(
    reading: &Reading<'_>,
    member: &Member,
    terms: &Terms,
    at: Timestamp,
) -> Result<Earned, Error> {
    let sum = |per: CapPer| -> Result<Points, Error> {
        let capped = terms.caps.iter().any(|cap| cap.per == per);
        let period = if capped { terms.cap_period(per, at)? } else { None };
        let Some(period) = period else { return Ok(Points::ZERO) };
        let scan = Scan { among: super::transactions::among(period), ..entries_of(member, MOST) };
        let all = reading.all::<PointsEntry>(&scan)?;
        let earned = all.iter().filter(|found| found.now.kind().is_earned());
        let sum = earned.fold(0_i64, |sum, found| sum.saturating_add(found.now.points().get()));
        Ok(Points::new(sum)?)
    };
    Ok(Earned { day: sum(CapPer::Day)?, month: sum(CapPer::Month)?, year: sum(CapPer::Year)? })
}
