//! What a rule about points must know: the member, the programme, the lots, and the purchase that it
//! is about.

use super::booked::{Booked, booked};
use super::desk::Desk;
use super::done::Found;
use super::draft::Moment;
use super::held_lots::{Needed, lots};
use super::points_read::entries_of;
use super::reading::Reading;
use super::seen_purchase::{earned_so_far, has_earned, standing_purchase};
use super::tiers::tiers;
use crate::domain::member::{
    Booking, Cause, Holding, Member, MemberGuard, MemberRefusal, PointsEntry, Setting,
};
use crate::domain::noun::Noun;
use crate::domain::programme::{
    Earned, MemberState, Multiplier, Programme, ProgrammeState, Purchase, Terms,
};
use crate::domain::{EntryId, MemberId, RecordId, Stream, Timestamp, TransactionId};
use crate::error::Error;
use crate::scoring::loyalty::MemberTiers;
use crate::store::{Revision, Store, StoreError};

/// What was read of a member and its programme.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) holding: Holding,
    programme: Programme,
    revision: Revision,
    pub(super) version: Option<u32>,
    /// When something was last recorded in the client's stream.
    pub(super) last: Option<Timestamp>,
    /// The last entry, looked at only where somebody tells of something that happened earlier.
    latest: Option<Timestamp>,
}

/// Reads a member that a command is about, its programme and the lots that are needed.
pub(super) fn seen<S: Store>(
    desk: &Desk<S>,
    reading: &Reading<'_>,
    id: MemberId,
    needed: &Needed,
) -> Result<Seen, Error> {
    of_member(desk, reading, reading.subject::<Member>(id)?, needed)
}

/// The same of a member whose points move with what a command is about, and that nobody expects to
/// stand at a revision.
pub(super) fn beside<S: Store>(
    desk: &Desk<S>,
    reading: &Reading<'_>,
    id: MemberId,
    needed: &Needed,
) -> Result<Seen, Error> {
    of_member(desk, reading, reading.get::<Member>(id)?, needed)
}

fn of_member<S: Store>(
    desk: &Desk<S>,
    reading: &Reading<'_>,
    found: Found<Member>,
    needed: &Needed,
) -> Result<Seen, Error> {
    let Found { now: member, revision, .. } = found;
    let programme = reading.get::<Programme>(member.programme())?.now;
    let last = reading.head(member.stream())?.recorded_at;
    let latest = match desk.valid_at {
        Some(_) => latest(reading, &member)?,
        None => None,
    };
    let now = now(desk, last);
    let holding = Holding { lots: lots(reading, &member, now, needed)?, member };
    Ok(Seen { holding, programme, revision, version: None, last, latest })
}

/// The instant of which a question is asked: never before what was recorded last.
pub(super) fn now<S: Store>(desk: &Desk<S>, last: Option<Timestamp>) -> Timestamp {
    let told = desk.office.clock.now();
    desk.valid_at.unwrap_or_else(|| last.map_or(told, |last| last.max(told)))
}

fn latest(reading: &Reading<'_>, member: &Member) -> Result<Option<Timestamp>, Error> {
    let found = reading.scan::<PointsEntry>(entries_of(member, 1).descending())?;
    Ok(found.items.first().map(|found| found.now.at()))
}

/// A purchase on which points are to be earned, and what else the rule must know.
pub(super) struct Bought {
    pub(super) purchase: Purchase,
    pub(super) so_far: Earned,
    /// By how much the tier that the member had when it was bought multiplies.
    pub(super) tier: Multiplier,
    guard: Option<MemberGuard>,
}

impl Bought {
    pub(super) fn may(&self, holding: &Holding) -> Result<(), MemberRefusal> {
        match self.guard {
            Some(guard) => Err(holding.refuse("earn", guard)),
            None => Ok(()),
        }
    }
}

impl Seen {
    pub(super) fn stream(&self) -> Stream {
        self.holding.member.stream()
    }

    /// What points were put aside for; none where there is no such reservation.
    pub(super) fn held_for(&self, reservation: EntryId) -> Option<Cause> {
        let holds = self.holding.member.holds();
        holds.iter().find(|hold| hold.id == reservation).map(|hold| hold.cause)
    }

    /// Whether the member has left.
    pub(super) fn has_left(&self) -> bool {
        self.holding.member.state() == MemberState::Closed
    }

    pub(super) fn terms(&self, at: Timestamp) -> Option<(u32, &Terms)> {
        match self.version {
            Some(version) => self.programme.version(version).map(|found| (version, &found.terms)),
            None => self.programme.terms_at(at),
        }
    }

    /// Reads the purchase on which points are to be earned now.
    pub(super) fn purchase<S: Store>(
        &self,
        desk: &Desk<S>,
        reading: &Reading<'_>,
        id: TransactionId,
    ) -> Result<Bought, Error> {
        let (bought, mut purchase, stands) = standing_purchase(reading, id)?;
        let member = &self.holding.member;
        let own = bought.stream() == member.stream();
        let guard = if own { stands } else { Some(MemberGuard::OtherMember) };
        // The terms are those of the instant of earning, and so are the stretches of the caps.
        let at = now(desk, self.last);
        let terms = self.terms(at).map(|(_, terms)| terms);
        let mut so_far = Earned::default();
        if let Some(terms) = terms {
            if terms.asks_first() && !has_earned(reading, member)? {
                purchase = purchase.first();
            }
            so_far = earned_so_far(reading, member, terms, at)?;
        }
        let tiered = self.programme.versions().iter().any(|version| version.terms.asks_tier());
        let tier = match tiered {
            true => tiers(reading, &self.programme, member)?.multiplier(bought.at())?,
            false => Multiplier::ONE,
        };
        Ok(Bought { purchase, so_far, tier, guard })
    }

    /// The same, under one version of the terms.
    pub(super) fn under(mut self, version: u32) -> Self {
        self.version = Some(version);
        self
    }

    /// What the member's tiers follow from.
    pub(super) fn tiers(&self, reading: &Reading<'_>) -> Result<MemberTiers, Error> {
        tiers(reading, &self.programme, &self.holding.member)
    }

    /// Which member.
    pub(super) fn member(&self) -> MemberId {
        self.holding.member.id()
    }

    /// Asks a rule in a moment.
    pub(super) fn ask(
        &self,
        moment: &Moment<'_>,
        verb: &'static str,
        rule: impl Fn(&Holding, &Setting<'_>) -> Result<Booking, MemberRefusal>,
    ) -> Result<Booked, Error> {
        let moment = moment.not_before(self.last);
        self.in_time(&moment, verb)?;
        let booking = self.set(&moment, |setting| rule(&self.holding, setting))?;
        booked(booking, self.revision, &moment)
    }

    /// Asks a rule about two members in a moment.
    pub(super) fn ask_both(
        &self,
        other: &Seen,
        moment: &Moment<'_>,
        rule: impl Fn(&Holding, &Holding, &Setting<'_>) -> Result<(Booking, Booking), MemberRefusal>,
    ) -> Result<(Booked, Booked), Error> {
        let moment = moment.not_before(self.last);
        self.in_time(&moment, "transfer")?;
        other.in_time(&moment, "transfer")?;
        let (out, came) =
            self.set(&moment, |setting| rule(&self.holding, &other.holding, setting))?;
        Ok((booked(out, self.revision, &moment)?, booked(came, other.revision, &moment)?))
    }

    fn in_time(&self, moment: &Moment<'_>, verb: &'static str) -> Result<(), Error> {
        if self.latest.is_some_and(|latest| moment.stamp.valid_at < latest) {
            return Err(Error::refused(self.holding.refuse(verb, MemberGuard::BeforeLast)));
        }
        Ok(())
    }

    fn set<T>(
        &self,
        moment: &Moment<'_>,
        rule: impl FnOnce(&Setting<'_>) -> Result<T, MemberRefusal>,
    ) -> Result<T, Error> {
        let stamp = moment.stamp;
        let corrupt = || StoreError::Corrupt { what: "a programme without terms".to_owned() };
        let (version, terms) = self.terms(stamp.valid_at).ok_or_else(corrupt)?;
        let fresh = || RecordId::id(moment.fresh::<EntryId>());
        let setting = Setting {
            programme: self.programme.id(),
            running: self.programme.state() == ProgrammeState::Running,
            terms,
            version,
            stamp,
            fresh: &fresh,
        };
        rule(&setting).map_err(Error::refused)
    }
}

/// Reads the purchase with which a client becomes a member: nothing was earned before.
pub(super) fn purchase_of_newcomer(
    reading: &Reading<'_>,
    id: TransactionId,
    programme: &Programme,
) -> Result<Bought, Error> {
    let (_, mut purchase, guard) = standing_purchase(reading, id)?;
    if programme.versions().iter().any(|version| version.terms.asks_first()) {
        purchase = purchase.first();
    }
    Ok(Bought { purchase, so_far: Earned::default(), tier: Multiplier::ONE, guard })
}

/// A member that begins with what is decided.
pub(super) fn of_newcomer(member: Member, programme: Programme, last: Option<Timestamp>) -> Seen {
    let holding = Holding { member, lots: Vec::new() };
    Seen { holding, programme, revision: Revision::ZERO, version: None, last, latest: None }
}
