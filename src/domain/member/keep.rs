//! How the ledger is kept right: what expired is written down, adjusted, or brought back.

use std::collections::BTreeMap;

use super::book::{Book, Booking, No, Setting};
use super::entry::PointsEntry;
use super::give_back::Merged;
use super::holding::Holding;
use super::refusal::{MemberGuard, MemberRefusal};
use super::words::{Account, Cause, EntryKind};
use crate::domain::programme::{Reinstatement, ReturnPolicy};
use crate::domain::{Line, LotId, Points, RecordId, Timestamp};

impl Holding {
    /// Writes down what has expired by now, at the instants at which it did, and what has paid a debt
    /// before it would have. Nothing else changes: no question is answered otherwise afterwards. Needs the lots that have expired; where
    /// something is owed, every lot.
    ///
    /// # Errors
    /// A refusal when nothing has expired or paid a debt that was not written down.
    pub fn sweep(&self, setting: &Setting<'_>) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "sweep")?;
        let swept = book.lapse();
        if swept.map_err(|no| book.no(no))? == 0 && !book.has_entries() {
            return Err(book.no(MemberGuard::NothingExpired.into()));
        }
        book.close()
    }

    /// Adds points by hand; they wait and expire as the terms say, and count for no tier.
    ///
    /// # Errors
    /// A refusal for no points.
    pub fn adjust_up(
        &self,
        points: Points,
        reason: Line,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "adjust")?;
        book.adjust_up(points, reason).map_err(|no| book.no(no))?;
        book.close()
    }

    /// Takes points away by hand: no more than can be spent, unless the terms let returns be owed.
    /// Needs what [`redeem`](Self::redeem) needs.
    ///
    /// # Errors
    /// A refusal for no points, or more than can be spent.
    pub fn adjust_down(
        &self,
        points: Points,
        reason: Line,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "adjust")?;
        book.adjust_down(points, reason).map_err(|no| book.no(no))?;
        book.close()
    }

    /// Brings points back that expired not longer ago than the terms let them. Needs the lots of
    /// the entry; where something is owed, every lot. Where the membership of which they expired was
    /// merged into this one, its lots are among what was merged, and the points come back here.
    ///
    /// # Errors
    /// A refusal when the entry tells of no expiry of this member, its points came back already, or
    /// too much time has gone by.
    pub fn reinstate(
        &self,
        expired: &PointsEntry,
        before: &[PointsEntry],
        reason: Line,
        merged: &Merged,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "reinstate")?;
        book.reinstate(expired, before, reason, merged).map_err(|no| book.no(no))?;
        book.close()
    }
}

impl Book<'_> {
    /// Writes down what has expired: an entry for each instant at which something did. Returns how
    /// many.
    pub(super) fn lapse(&mut self) -> Result<usize, No> {
        let now = self.moment();
        let mut gone: BTreeMap<Timestamp, Vec<(LotId, i64)>> = BTreeMap::new();
        for lot in self.lots.values().filter(|lot| lot.has_expired(now)) {
            let free = self.free(lot);
            if let Some(until) = lot.expires_at().filter(|_| free > 0) {
                gone.entry(until).or_default().push((lot.id(), free));
            }
        }
        let many = gone.len();
        for (until, lots) in gone {
            let first = lots.first().map(|(lot, _)| RecordId::id(*lot));
            let id = first.unwrap_or_else(|| RecordId::id(self.member.id()));
            let cause = Cause::of(super::words::CauseKind::Lot, id);
            let mut draft = self.draft(EntryKind::Expire, cause);
            draft.at = until;
            for (lot, points) in lots {
                self.shift(&mut draft, lot, points.saturating_neg())?;
                draft.post(Account::Expired, points)?;
            }
            self.enter(draft);
        }
        Ok(many)
    }

    fn adjust_up(&mut self, points: Points, reason: Line) -> Result<(), No> {
        if points == Points::ZERO {
            return Err(MemberGuard::ZeroAmount.into());
        }
        let mut draft = self.decision(EntryKind::AdjustUp);
        draft.words.reason = Some(reason);
        let lot = self.lot(points, self.moment(), &draft)?;
        draft.post(Account::Issued, points.get().saturating_neg())?;
        self.begin(&mut draft, lot)?;
        self.enter(draft);
        Ok(())
    }

    fn adjust_down(&mut self, points: Points, reason: Line) -> Result<(), No> {
        if points == Points::ZERO {
            return Err(MemberGuard::ZeroAmount.into());
        }
        let owes = self.setting.terms.returns == ReturnPolicy::Unlimited;
        let parts = if owes { self.parts(points) } else { self.enough(points)? };
        let mut draft = self.decision(EntryKind::AdjustDown);
        draft.words.reason = Some(reason);
        let mut left = points.get();
        for (lot, part) in parts {
            left = self.take_part(&mut draft, lot, part, left)?;
        }
        if left > 0 {
            draft.post(Account::Adjusted, left)?;
            self.owe(&mut draft, left)?;
        }
        self.enter(draft);
        Ok(())
    }

    fn reinstate(
        &mut self,
        expired: &PointsEntry,
        before: &[PointsEntry],
        reason: Line,
        merged: &Merged,
    ) -> Result<(), No> {
        self.own(expired, &merged.members)?;
        if expired.kind() != EntryKind::Expire {
            return Err(MemberGuard::WrongEntry.into());
        }
        if before.iter().any(|entry| entry.kind() == EntryKind::Reinstate) {
            return Err(MemberGuard::AlreadyReversed.into());
        }
        let days = match self.setting.terms.reinstatement {
            Reinstatement::Lost => 0,
            Reinstatement::Days(days) => i64::from(days),
        };
        let window = days.saturating_mul(86_400);
        let until = expired.at().plus_seconds(window)?;
        if self.moment() >= until {
            return Err(MemberGuard::TooLate { until }.into());
        }
        let mut draft = self.decision(EntryKind::Reinstate).about(expired.id());
        draft.words.reason = Some(reason);
        let back = self.moment().plus_seconds(window)?;
        for part in expired.movements() {
            let lot = self.lots.get(&part.lot).or_else(|| merged.lot(part.lot));
            let lot = lot.cloned().ok_or(MemberGuard::WrongEntry)?;
            let points = part.points.saturating_neg();
            self.stand_in(&mut draft, &lot, points, back)?;
            draft.post(Account::Expired, points.saturating_neg())?;
        }
        self.enter(draft);
        Ok(())
    }
}
