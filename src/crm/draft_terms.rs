//! What other terms of a programme would have cost, over the purchases that were recorded. Nothing
//! is written.

use std::ops::ControlFlow;

use super::permission::Permission;
use super::points_read::entries_of;
use super::programmes::Programmes;
use super::reading::Reading;
use super::seen_purchase::about;
use crate::domain::declaration::TIMELINE;
use crate::domain::member::{Account, EntryKind, Member, PointsEntry};
use crate::domain::noun::Noun;
use crate::domain::programme::{Programme, Purchase, Terms};
use crate::domain::transaction::{Kind, Transaction};
use crate::domain::{ClientId, Invalid, MemberId, Money, Period, Points, ProgrammeId, RecordId};
use crate::error::Error;
use crate::scoring::loyalty::{Assumptions, BoughtBack, Held, Liability, Rerun, Yield};
use crate::store::scan::{Among, MOST};
use crate::store::{Cursor, Scan, Store, StoreError};

/// Which terms are tried on which purchases, and by what points are turned into money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftTerms {
    /// The terms that are tried.
    pub terms: Terms,
    /// The purchases that earn; earlier ones are looked at for caps and tiers.
    pub period: Period,
    /// What points cost.
    pub assumptions: Assumptions,
}

/// What one member's purchases earned, and would have earned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberCost {
    /// The member.
    pub member: MemberId,
    /// The client.
    pub client: ClientId,
    /// What the ledger says: points that were written down in the period for purchases, less those
    /// that returns took back in it.
    pub booked: i64,
    /// The purchases gone through again under the terms that held when each was made. It differs
    /// from the ledger where a purchase was told late, or nobody let it earn.
    pub held: Yield,
    /// The same purchases under the terms that are tried.
    pub draft: Yield,
}

/// Some of the members, and how to go on.
#[derive(Debug, Clone)]
pub struct CostPage {
    /// The members, in the order in which they joined.
    pub items: Vec<MemberCost>,
    /// How to go on; none at the end.
    pub next: Option<Cursor>,
}

/// What all members' purchases earned, and would have earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftCost {
    /// How many members there are.
    pub members: u64,
    /// What the ledger says.
    pub booked: i64,
    /// The points under the terms that held.
    pub held: Points,
    /// The points under the terms that are tried.
    pub draft: Points,
    /// What the points under the terms that held cost: those that did not expire in the period, as
    /// if none had been spent.
    pub held_owed: Liability,
    /// The same under the terms that are tried.
    pub draft_owed: Liability,
}

impl DraftCost {
    /// How many points more the terms that are tried give; less than nothing where they give fewer.
    #[must_use]
    pub fn more(&self) -> i64 {
        self.draft.get().saturating_sub(self.held.get())
    }

    /// How much more they cost.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] for more than can be held.
    pub fn more_money(&self) -> Result<Money, Invalid> {
        self.draft_owed.money.checked_sub(self.held_owed.money)
    }
}

impl<S: Store> Programmes<'_, S> {
    /// What each member's purchases of a period would have earned under other terms, beside what they
    /// earned under those that held; so many members at once, in the order in which they joined.
    ///
    /// # Errors
    /// The refusals of [`Programme::try_on`]; not found; a limit out of range, or a cursor of another
    /// question.
    pub fn draft(
        &self,
        id: ProgrammeId,
        draft: &DraftTerms,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<CostPage, Error> {
        self.costs(Permission::ProgrammeDraft, id, draft, limit, after)
    }

    /// What other terms would have cost over a period, by all members together. After some members
    /// at a time it is told how many were gone through, and breaks off when it is told to; each time
    /// is one moment of the store, so that nobody who writes waits for all of it.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use guanxi::crm::DraftTerms;
    /// use guanxi::domain::programme::{Rate, Terms};
    /// use guanxi::domain::{Percent, Period, Points};
    /// use guanxi::scoring::loyalty::Assumptions;
    /// use guanxi::{Actor, Crm};
    /// let desk = Crm::memory()?.desk(Actor::system());
    /// let terms = |points| -> Result<Terms, guanxi::Error> {
    ///     let rate = Rate::new(points, 100)?;
    ///     Ok(Terms::new("Asia/Shanghai".parse()?, "CNY".parse()?, rate))
    /// };
    /// let club = desk.programmes().launch("茶友会", terms(1)?)?.id();
    /// let period = Period::new("2025-01-01T00:00:00Z".parse()?, "2026-01-01T00:00:00Z".parse()?)?;
    /// let (cost, breakage) = ("CNY 0.01".parse()?, Percent::NONE);
    /// let assumptions = Assumptions { cost, of: Points::new(1)?, breakage };
    /// let draft = DraftTerms { terms: terms(2)?, period, assumptions };
    /// let found = desk.programmes().draft_cost(club, &draft, |_| ControlFlow::Continue(()))?;
    /// assert_eq!((found.members, found.more()), (0, 0));
    /// # Ok::<(), guanxi::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`draft`](Self::draft), [`StoreError::Cancelled`] when it is broken off, and
    /// [`Invalid::Overflow`] when a sum is more than can be held.
    pub fn draft_cost(
        &self,
        id: ProgrammeId,
        draft: &DraftTerms,
        mut watch: impl FnMut(u64) -> ControlFlow<()>,
    ) -> Result<DraftCost, Error> {
        const AT_ONCE: usize = 100;
        let (mut members, mut booked, mut after) = (0_u64, 0_i64, None);
        let (mut held, mut drafted) = (Yield::default(), Yield::default());
        loop {
            let page = self.costs(Permission::ProgrammeDraftCost, id, draft, AT_ONCE, after)?;
            for one in page.items {
                members = members.saturating_add(1);
                booked = booked.saturating_add(one.booked);
                add(&mut held, one.held)?;
                add(&mut drafted, one.draft)?;
            }
            if watch(members).is_break() {
                return Err(StoreError::Cancelled.into());
            }
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        let (end, by) = (draft.period.end(), draft.assumptions);
        Ok(DraftCost {
            members,
            booked,
            held: held.points,
            draft: drafted.points,
            held_owed: Liability::of(&held.held, by, end)?,
            draft_owed: Liability::of(&drafted.held, by, end)?,
        })
    }

    fn costs(
        &self,
        permission: Permission,
        id: ProgrammeId,
        draft: &DraftTerms,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<CostPage, Error> {
        let scan =
            Scan::of(Member::DECLARATION.noun, "by_programme", limit).equal(RecordId::id(id));
        let scan = Scan { after, ..scan };
        self.0.ask(permission, None, |reading| {
            let programme = reading.get::<Programme>(id)?.now;
            programme.try_on(&draft.terms).map_err(Error::refused)?;
            let page = reading.page::<Member>(scan.clone())?;
            let members = page.items.iter().map(|found| &found.now);
            let cost = |member| cost(reading, &programme, member, draft);
            let items = members.map(cost).collect::<Result<_, Error>>()?;
            Ok(CostPage { items, next: page.next })
        })
    }
}

fn add(sum: &mut Yield, more: Yield) -> Result<(), Invalid> {
    sum.points = sum.points.checked_add(more.points)?;
    sum.held.extend(more.held.into_iter().filter(|held: &Held| held.points > Points::ZERO));
    Ok(())
}

fn cost(
    reading: &Reading<'_>,
    programme: &Programme,
    member: &Member,
    draft: &DraftTerms,
) -> Result<MemberCost, Error> {
    let bought = bought(reading, member, draft.period)?;
    let rerun = Rerun { joined: member.joined_at(), given: member.given_tiers(), bought: &bought };
    let held = |at| programme.terms_at(at).map(|(_, terms)| terms);
    Ok(MemberCost {
        member: member.id(),
        client: member.client(),
        booked: booked(reading, member, draft.period)?,
        held: rerun.under(held, draft.period)?,
        draft: rerun.under(|_| Some(&draft.terms), draft.period)?,
    })
}

/// The purchases of a client up to the end of a period, in the order of time.
fn bought(
    reading: &Reading<'_>,
    member: &Member,
    period: Period,
) -> Result<Vec<BoughtBack>, Error> {
    let mut all: Vec<Transaction> = Vec::new();
    reading.each(
        &Scan::of(Transaction::DECLARATION.noun, TIMELINE, MOST).within(member.stream()),
        |one: Transaction| {
            if one.is_purchase() && one.at() < period.end() {
                all.push(one);
            }
            Ok(())
        },
    )?;
    all.sort_by_key(|one| (one.at(), one.id()));
    let one = |bought: &Transaction| {
        let others = about(reading, bought)?;
        let purchase = Purchase::of(bought, &others)?;
        let refunds = others.into_iter().filter(|other| other.kind() == Kind::Refund).collect();
        Ok(BoughtBack { purchase, refunds })
    };
    all.iter().map(one).collect()
}

/// What the ledger says was earned in a period and not taken back in it.
fn booked(reading: &Reading<'_>, member: &Member, period: Period) -> Result<i64, Error> {
    let (start, end) = (period.start().micros(), period.end().micros());
    let among = Among::Between(
        std::ops::Bound::Included(start.into()),
        std::ops::Bound::Excluded(end.into()),
    );
    let scan = entries_of(member, MOST);
    let mut sum = 0_i64;
    reading.each(&Scan { among, ..scan }, |entry: PointsEntry| {
        let more = match entry.kind() {
            EntryKind::Earn => entry.on(Account::Issued).saturating_neg(),
            EntryKind::ReverseEarn if is_of_purchase(&entry) => {
                entry.on(Account::Reversed).saturating_neg()
            }
            EntryKind::ReverseEarn
            | EntryKind::Bonus
            | EntryKind::ReferralReward
            | EntryKind::Activate
            | EntryKind::Redeem
            | EntryKind::RefundRedeem
            | EntryKind::Expire
            | EntryKind::PayDebt
            | EntryKind::TransferOut
            | EntryKind::TransferIn
            | EntryKind::AdjustUp
            | EntryKind::AdjustDown
            | EntryKind::Reinstate
            | EntryKind::MergeOut
            | EntryKind::MergeIn
            | EntryKind::Forfeit => 0,
        };
        sum = sum.saturating_add(more);
        Ok(())
    })?;
    Ok(sum)
}

fn is_of_purchase(entry: &PointsEntry) -> bool {
    entry.cause().kind == crate::domain::member::CauseKind::Transaction
}
