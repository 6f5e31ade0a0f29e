//! How points go to another member, one lot after the other, each with its own expiry.

use super::book::{Book, Booking, No, Setting};
use super::event::MemberEvent;
use super::holding::Holding;
use super::lot::{Lot, LotPlain};
use super::refusal::{MemberGuard, MemberRefusal};
use super::words::{Account, Cause, EntryKind};
use crate::domain::noun::Event;
use crate::domain::{LotId, Points};

impl Holding {
    /// Gives points to another member of the programme; they keep their expiry and count for no
    /// tier. Needs of the giver what [`redeem`](Self::redeem) needs; of the receiver every lot
    /// where it owes something.
    ///
    /// # Errors
    /// A refusal when it is the same member or one of another programme, when the terms let no
    /// points be given away, not so many, or not by or to such a member, or there are not enough.
    pub fn transfer(
        &self,
        to: &Holding,
        points: Points,
        setting: &Setting<'_>,
    ) -> Result<(Booking, Booking), MemberRefusal> {
        let (mut from, mut into) = self.both(to, setting, "transfer")?;
        from.give(&mut into, points).map_err(|no| from.no(no))?;
        Ok((from.close()?, into.close()?))
    }

    /// Moves everything that is left to another membership of the programme, whatever it waits
    /// for, and what is owed with it. Needs every lot of both of which something is left.
    ///
    /// # Errors
    /// A refusal when it is the same member or one of another programme, or points are reserved.
    pub fn merge(
        &self,
        into: &Holding,
        setting: &Setting<'_>,
    ) -> Result<(Booking, Booking), MemberRefusal> {
        let (mut from, mut to) = self.both(into, setting, "merge")?;
        from.move_all(&mut to).map_err(|no| from.no(no))?;
        Ok((from.close()?, to.close()?))
    }

    fn both<'s>(
        &self,
        to: &Holding,
        setting: &'s Setting<'s>,
        verb: &'static str,
    ) -> Result<(Book<'s>, Book<'s>), MemberRefusal> {
        let from = Book::open(self, setting, verb)?;
        if self.member.id() == to.member.id() {
            return Err(from.no(MemberGuard::SameAccount.into()));
        }
        if self.member.programme() != to.member.programme() {
            return Err(from.no(MemberGuard::ProgramMismatch.into()));
        }
        Ok((from, Book::open(to, setting, verb)?))
    }
}

impl Book<'_> {
    fn give(&mut self, into: &mut Book<'_>, points: Points) -> Result<(), No> {
        self.runs()?;
        let terms = self.setting.terms;
        let most = terms.max_transfer.ok_or(MemberGuard::NoTransfers)?;
        for state in [self.member.state(), into.member.state()] {
            if !terms.states_may_spend.contains(&state) {
                return Err(MemberGuard::MayNotSpend { state }.into());
            }
        }
        if points == Points::ZERO {
            return Err(MemberGuard::ZeroAmount.into());
        }
        if points > most {
            return Err(MemberGuard::AboveMaximum { most }.into());
        }
        let parts = self.enough(points)?;
        self.hand(into, parts, EntryKind::TransferOut, EntryKind::TransferIn)
    }

    fn hand(
        &mut self,
        into: &mut Book<'_>,
        parts: Vec<(LotId, i64)>,
        out: EntryKind,
        come: EntryKind,
    ) -> Result<(), No> {
        let mut gone = self.draft(out, Cause::member(into.member.id()));
        let mut came = into.draft(come, Cause::member(self.member.id())).about(gone.id);
        for (id, part) in parts {
            let Some(lot) = self.lots.get(&id).cloned() else { continue };
            self.shift(&mut gone, id, part.saturating_neg())?;
            gone.post(Account::Transferred, part)?;
            let merged = come == EntryKind::MergeIn;
            let plain = LotPlain {
                member: into.member.id(),
                original: Points::new(part)?,
                remaining: Points::new(part)?,
                earned_at: lot.earned_at(),
                activates_at: lot.activates_at(),
                expires_at: lot.expires_at(),
                qualifying: merged && lot.is_qualifying(),
                // What waits for an action goes on to wait for the same.
                cause: if merged { lot.cause() } else { came.cause },
                origin: merged.then(|| lot.origin()),
            };
            into.begin(&mut came, plain)?;
            came.post(Account::Transferred, part.saturating_neg())?;
        }
        let debt = self.member.debt();
        if come == EntryKind::MergeIn && debt > Points::ZERO {
            gone.post(Account::Debt, debt.get())?;
            gone.post(Account::Transferred, debt.get().saturating_neg())?;
            let none = MemberEvent::Owed { debt: Points::ZERO, by: gone.id };
            self.tell_member(Event::plain(none));
            came.post(Account::Transferred, debt.get())?;
            into.owe(&mut came, debt.get())?;
        }
        self.enter(gone);
        into.enter(came);
        Ok(())
    }

    fn move_all(&mut self, into: &mut Book<'_>) -> Result<(), No> {
        let now = self.moment();
        if self.member.holds().iter().any(|hold| hold.is_live(now)) {
            return Err(MemberGuard::OpenReservations.into());
        }
        self.lapse()?;
        let mut lots: Vec<&Lot> = self.lots.values().collect();
        lots.sort_by_key(|lot| lot.spend_order());
        let left = lots.iter().map(|lot| (lot.id(), lot.remaining().get()));
        let parts: Vec<(LotId, i64)> = left.filter(|(_, left)| *left > 0).collect();
        if parts.is_empty() && self.member.debt() == Points::ZERO {
            return Err(MemberGuard::ZeroAmount.into());
        }
        self.hand(into, parts, EntryKind::MergeOut, EntryKind::MergeIn)
    }
}
