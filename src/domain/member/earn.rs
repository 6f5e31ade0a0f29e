//! How points come: for a purchase, for something else, and when what waits can be spent.

use super::book::{Book, Booking, Draft, No, Setting};
use super::event::LotEvent;
use super::holding::Holding;
use super::lot::{Lot, LotPlain};
use super::refusal::{MemberGuard, MemberRefusal};
use super::words::{Account, Cause, EntryKind};
use crate::domain::programme::{Earning, Join, Purchase};
use crate::domain::{Id, LotId, Points, Timestamp};

impl Holding {
    /// Writes down what a purchase earned, as [`Terms::earning`](super::super::programme::Terms)
    /// found it under the terms that hold now.
    ///
    /// Where the member owes nothing, it needs no lot; otherwise every lot of which something is
    /// left.
    ///
    /// # Errors
    /// A refusal when the terms let no such member earn, when the purchase lies before joining
    /// (unless earning is joining), or in the future, or earns nothing.
    pub fn earn(
        &self,
        purchase: &Purchase,
        earning: Earning,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "earn")?;
        book.earn(purchase, earning).map_err(|no| book.no(no))?;
        book.close()
    }

    /// Gives points for something that is no purchase. They wait and expire as the terms say.
    ///
    /// # Errors
    /// A refusal for no points, or when the terms let no such member earn.
    pub fn bonus(
        &self,
        kind: EntryKind,
        points: Points,
        cause: Cause,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "bonus")?;
        book.bonus(kind, points, cause).map_err(|no| book.no(no))?;
        book.close()
    }

    /// What waits for this cause can be spent from now on, for as long as the terms say.
    ///
    /// # Errors
    /// A refusal when nothing of this cause waits for an action.
    pub fn activate(&self, cause: Id, setting: &Setting<'_>) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "activate")?;
        book.activate(cause).map_err(|no| book.no(no))?;
        book.close()
    }
}

impl Book<'_> {
    fn earn(&mut self, purchase: &Purchase, earning: Earning) -> Result<(), No> {
        self.may_earn()?;
        let joined = self.member.joined_at();
        let must_join = match self.setting.terms.join {
            Join::OnEnrol | Join::OnActivate => true,
            Join::OnEarn | Join::NotNeeded => false,
        };
        if purchase.at < joined && must_join {
            return Err(MemberGuard::BeforeJoining { joined }.into());
        }
        if purchase.at > self.moment() {
            return Err(MemberGuard::BeforeLast.into());
        }
        if earning.points == Points::ZERO {
            return Err(MemberGuard::NothingEarned.into());
        }
        let mut draft = self.draft(EntryKind::Earn, Cause::transaction(purchase.of));
        let lot = self.lot(earning.points, purchase.at, &draft)?;
        draft.post(Account::Issued, earning.points.get().saturating_neg())?;
        self.begin(&mut draft, lot)?;
        draft.earning = Some(Box::new(earning));
        draft.earned_on = Some(purchase.of);
        self.enter(draft);
        Ok(())
    }

    pub(super) fn bonus(
        &mut self,
        kind: EntryKind,
        points: Points,
        cause: Cause,
    ) -> Result<(), No> {
        self.may_earn()?;
        if points == Points::ZERO {
            return Err(MemberGuard::ZeroAmount.into());
        }
        let kind = if kind == EntryKind::ReferralReward { kind } else { EntryKind::Bonus };
        let mut draft = self.draft(kind, cause);
        let lot = self.lot(points, self.moment(), &draft)?;
        draft.post(Account::Issued, points.get().saturating_neg())?;
        self.begin(&mut draft, lot)?;
        self.enter(draft);
        Ok(())
    }

    pub(super) fn runs(&self) -> Result<(), No> {
        if self.setting.running { Ok(()) } else { Err(MemberGuard::ProgrammeNotRunning.into()) }
    }

    fn may_earn(&self) -> Result<(), No> {
        self.runs()?;
        let state = self.member.state();
        if self.setting.terms.states_may_earn.contains(&state) {
            return Ok(());
        }
        Err(MemberGuard::MayNotEarn { state }.into())
    }

    /// A lot that waits and lasts as the terms say. What is told so late that it would have expired
    /// before expires now: nothing expires before it is there.
    pub(super) fn lot(
        &self,
        points: Points,
        earned_at: Timestamp,
        draft: &Draft,
    ) -> Result<LotPlain, No> {
        let terms = self.setting.terms;
        let activates_at = terms.activates(earned_at)?;
        let expires_at = activates_at.map(|from| terms.expires(from)).transpose()?.flatten();
        let expires_at = expires_at.map(|until| until.max(self.moment()));
        Ok(LotPlain {
            member: self.member.id(),
            original: points,
            remaining: points,
            earned_at,
            activates_at,
            expires_at,
            qualifying: draft.kind == EntryKind::Earn,
            cause: draft.cause,
            origin: None,
        })
    }

    fn activate(&mut self, cause: Id) -> Result<(), No> {
        let waits = |lot: &&Lot| {
            lot.activates_at().is_none()
                && lot.cause().id == cause
                && lot.remaining() > Points::ZERO
        };
        let waiting: Vec<LotId> = self.lots.values().filter(waits).map(Lot::id).collect();
        let first = waiting.first().and_then(|id| self.lots.get(id)).map(Lot::cause);
        let Some(cause) = first else { return Err(MemberGuard::NothingPending.into()) };
        let (at, expires_at) = (self.moment(), self.setting.terms.expires(self.moment())?);
        let mut draft = self.draft(EntryKind::Activate, cause);
        for id in waiting {
            // Nothing moves: the entry names the lot, so that it can be traced.
            draft.names(id);
            self.tell_lot(id, LotEvent::Activated { by: draft.id, at, expires_at });
        }
        self.enter(draft);
        Ok(())
    }
}
