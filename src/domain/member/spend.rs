//! How points are spent: at once, or put aside first.

use super::book::{Book, Booking, No, Setting};
use super::event::MemberEvent;
use super::holding::Holding;
use super::record::{Hold, Member};
use super::refusal::{MemberGuard, MemberRefusal};
use super::words::{Account, Cause, EntryKind};
use crate::domain::noun::Event;
use crate::domain::{EntryId, LotId, Points, RecordId};

impl Holding {
    /// Spends points at once: of what expires first, then of what was earned first. Needs so many
    /// lots in that order that they hold what is asked, or every one; where something is owed,
    /// every one.
    ///
    /// # Errors
    /// A refusal when the programme does not run, the terms let no such member spend or not so
    /// much, or there are not enough points.
    pub fn redeem(
        &self,
        points: Points,
        cause: Cause,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "redeem")?;
        book.redeem(points, cause).map_err(|no| book.no(no))?;
        book.close()
    }

    /// Puts points aside for a redemption, for as long as the terms say: nobody else spends them,
    /// and they can be spent until then even if they expire meanwhile. Needs what
    /// [`redeem`](Self::redeem) needs. The reservation has the id that the redemption will have.
    ///
    /// # Errors
    /// As [`redeem`](Self::redeem), and when 32 reservations hold.
    pub fn reserve(
        &self,
        points: Points,
        cause: Cause,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "reserve")?;
        book.reserve(points, cause).map_err(|no| book.no(no))?;
        book.close()
    }

    /// Spends what was put aside. Needs the lots of the reservation.
    ///
    /// # Errors
    /// A refusal when there is no such reservation, or its time is over.
    pub fn commit(
        &self,
        reservation: EntryId,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "commit")?;
        book.commit(reservation).map_err(|no| book.no(no))?;
        book.close()
    }

    /// Frees what was put aside. Needs the lots of the reservation where something is owed.
    ///
    /// # Errors
    /// A refusal when there is no such reservation, or its time is over.
    pub fn release(
        &self,
        reservation: EntryId,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "release")?;
        let held = book.hold(reservation);
        held.map_err(|no| book.no(no))?;
        book.tell_member(Event::plain(MemberEvent::Released(reservation)));
        book.close()
    }
}

impl Book<'_> {
    fn redeem(&mut self, points: Points, cause: Cause) -> Result<(), No> {
        self.may_spend(points)?;
        let parts = self.enough(points)?;
        let draft = self.draft(EntryKind::Redeem, cause);
        self.spend(draft, parts)
    }

    fn spend(&mut self, mut draft: super::book::Draft, parts: Vec<(LotId, i64)>) -> Result<(), No> {
        for (lot, part) in parts {
            self.shift(&mut draft, lot, part.saturating_neg())?;
            draft.post(Account::Redeemed, part)?;
        }
        self.enter(draft);
        Ok(())
    }

    fn reserve(&mut self, points: Points, cause: Cause) -> Result<(), No> {
        self.may_spend(points)?;
        let now = self.moment();
        if self.member.holds().iter().filter(|hold| hold.is_live(now)).count() >= Member::MOST_HOLDS
        {
            return Err(MemberGuard::TooManyReservations.into());
        }
        let part = |(lot, part): (LotId, i64)| Ok((lot, Points::new(part)?));
        let parts = self.enough(points)?.into_iter().map(part).collect::<Result<_, No>>()?;
        let minutes = i64::from(self.setting.terms.reservation_minutes);
        let until = now.plus_seconds(minutes.saturating_mul(60))?;
        let id = EntryId::from_id((self.setting.fresh)());
        let hold = Hold { id, until, parts, cause };
        self.tell_member(Event::plain(MemberEvent::Reserved(hold)));
        Ok(())
    }

    fn commit(&mut self, reservation: EntryId) -> Result<(), No> {
        let hold = self.hold(reservation)?;
        // It is spent before the hold goes, and is free for nothing else in between.
        let draft = self.draft_as(hold.id, EntryKind::Redeem, hold.cause);
        let parts = hold.parts.iter().map(|(lot, part)| (*lot, part.get())).collect();
        self.tell_member(Event::plain(MemberEvent::Committed(reservation)));
        self.spend(draft, parts)
    }

    fn hold(&self, id: EntryId) -> Result<Hold, No> {
        let found = self.member.holds().iter().find(|hold| hold.id == id);
        let hold = found.cloned().ok_or(MemberGuard::NoReservation)?;
        if !hold.is_live(self.moment()) {
            return Err(MemberGuard::ReservationEnded { until: hold.until }.into());
        }
        Ok(hold)
    }

    fn may_spend(&self, points: Points) -> Result<(), No> {
        self.runs()?;
        let (state, terms) = (self.member.state(), self.setting.terms);
        if !terms.states_may_spend.contains(&state) {
            return Err(MemberGuard::MayNotSpend { state }.into());
        }
        if points == Points::ZERO {
            return Err(MemberGuard::ZeroAmount.into());
        }
        if points < terms.min_redeem {
            return Err(MemberGuard::BelowMinimum { least: terms.min_redeem }.into());
        }
        match terms.max_redeem {
            Some(most) if points > most => Err(MemberGuard::AboveMaximum { most }.into()),
            Some(_) | None => Ok(()),
        }
    }
}
