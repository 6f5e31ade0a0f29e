//! How a client becomes a member, is kept from earning and spending, and leaves.

use super::book::{Book, Booking, No, Setting};
use super::declared::MACHINE;
use super::event::{MemberEvent, MemberWords};
use super::holding::Holding;
use super::lot::Lot;
use super::record::Member;
use super::refusal::{MemberGuard, MemberRefusal};
use super::words::{Account, EntryKind};
use crate::domain::client::Client;
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::programme::{Join, MemberState, Programme, ProgrammeState};
use crate::domain::refusal::Refusal;
use crate::domain::{Line, LotId};

type Said = Result<Event<Member>, MemberRefusal>;

impl Member {
    /// Makes a client a member of a programme; by the terms, one who is to be
    /// [admitted](Self::admit) first. The card's number is personal.
    ///
    /// # Errors
    /// A refusal when the client is archived or erased, or the programme does not run.
    pub fn join_programme(
        client: &Client,
        programme: &Programme,
        card: Option<Line>,
        stamp: &Stamp,
    ) -> Said {
        let no = |guard| Refusal::guard(&MACHINE, NOTHING, "join", guard);
        Refusal::check(&MACHINE, NOTHING, "join")?;
        if !client.is_active() {
            return Err(no(MemberGuard::ClientNotActive));
        }
        if programme.state() != ProgrammeState::Running {
            return Err(no(MemberGuard::ProgrammeNotRunning));
        }
        let join = programme.terms_at(stamp.valid_at).map(|(_, terms)| terms.join);
        let state = match join {
            Some(Join::OnActivate) => MemberState::Enrolled,
            Some(Join::OnEnrol | Join::OnEarn | Join::NotNeeded) | None => MemberState::Active,
        };
        let what = MemberEvent::Enrolled { programme: programme.id(), state };
        Ok(Event::with(what, MemberWords { card, reason: None }))
    }

    /// Makes a client a member by its first points, where the terms let that happen: a purchase
    /// where earning is joining, anything where nobody needs to join.
    ///
    /// # Errors
    /// A refusal when the terms ask the client to enrol, and those of
    /// [`join_programme`](Self::join_programme).
    pub fn join_by(
        client: &Client,
        programme: &Programme,
        kind: EntryKind,
        verb: &'static str,
        stamp: &Stamp,
    ) -> Said {
        let join = programme.terms_at(stamp.valid_at).map(|(_, terms)| terms.join);
        let may = match join {
            Some(Join::NotNeeded) => true,
            Some(Join::OnEarn) => kind.is_earned(),
            Some(Join::OnEnrol | Join::OnActivate) | None => false,
        };
        if !may {
            return Err(Refusal::guard(&MACHINE, NOTHING, verb, MemberGuard::NotAMember));
        }
        Member::join_programme(client, programme, None, stamp)
    }

    /// The member said so once more.
    ///
    /// # Errors
    /// A refusal when that is not awaited, or before what happened last.
    pub fn admit(&self, stamp: &Stamp) -> Said {
        self.may("admit", stamp)?;
        Ok(Event::plain(MemberEvent::Admitted))
    }

    /// Keeps the member from what the terms say.
    ///
    /// # Errors
    /// A refusal when it is blocked or closed, or before what happened last.
    pub fn block(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("block", stamp)?;
        let words = MemberWords { card: None, reason: Some(reason) };
        Ok(Event::with(MemberEvent::Blocked, words))
    }

    /// Keeps it from nothing any more.
    ///
    /// # Errors
    /// A refusal when it is not blocked, or before what happened last.
    pub fn unblock(&self, stamp: &Stamp) -> Said {
        self.may("unblock", stamp)?;
        Ok(Event::plain(MemberEvent::Unblocked))
    }

    pub(super) fn may(
        &self,
        verb: &'static str,
        stamp: &Stamp,
    ) -> Result<&'static str, MemberRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        if stamp.valid_at < self.plain.said_at {
            return Err(Refusal::guard(&MACHINE, from, verb, MemberGuard::BeforeLast));
        }
        Ok(from)
    }
}

impl Holding {
    /// The member leaves: whatever has not expired is forfeited, also what waits. Needs every lot
    /// of which something is left. What is owed stays written down.
    ///
    /// # Errors
    /// A refusal when it is closed already, or points are reserved.
    pub fn close(&self, reason: Line, setting: &Setting<'_>) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "close")?;
        book.leave(reason).map_err(|no| book.no(no))?;
        book.close()
    }
}

impl Book<'_> {
    fn leave(&mut self, reason: Line) -> Result<(), No> {
        let now = self.moment();
        if self.member.holds().iter().any(|hold| hold.is_live(now)) {
            return Err(MemberGuard::OpenReservations.into());
        }
        self.lapse()?;
        let left: Vec<(LotId, i64)> =
            self.lots.values().map(left).filter(|(_, n)| *n > 0).collect();
        if !left.is_empty() {
            let mut draft = self.decision(EntryKind::Forfeit);
            draft.words.reason = Some(reason.clone());
            for (lot, points) in left {
                self.shift(&mut draft, lot, points.saturating_neg())?;
                draft.post(Account::Forfeited, points)?;
            }
            self.enter(draft);
        }
        let words = MemberWords { card: None, reason: Some(reason) };
        self.tell_member(Event::with(MemberEvent::Closed, words));
        Ok(())
    }
}

fn left(lot: &Lot) -> (LotId, i64) {
    (lot.id(), lot.remaining().get())
}
