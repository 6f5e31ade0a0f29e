//! Consents and approvals, collected one by one, and the other ways to decide.

use super::authority::{Consent, Deciders, Given, Totals};
use super::declared::MACHINE;
use super::effect::missing;
use super::event::{ChangeEvent, ChangeWord, Then};
use super::input::NewApproval;
use super::parts::{Alternative, AlternativeKind, Approval, Consented};
use super::policy::OwnRequest;
use super::preparing::{Said, below, contact_there};
use super::record::{ChangeRequest, ChangeState};
use super::refusal::{ChangeGuard, Wrong};
use super::words::{RemarkKind, Requester};
use crate::domain::client::Client;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::{ActorId, ContactId, Line, Presence, Staff, StaffId, Tag, Timestamp};

const DAY: i64 = 86_400;

impl ChangeRequest {
    /// Writes down that a contact of the client agrees to an alternative; it may be the one who
    /// asks. One contact agrees to one alternative, the last they named. Where nobody else must
    /// say yes, it is approved.
    ///
    /// # Errors
    /// A refusal when they are none of the client's or have left, when there is no such alternative
    /// or it does nothing, when an emergency's is above its ceiling or not wholly assessed, or they
    /// have agreed to it already.
    pub fn consent(
        &self,
        by: ContactId,
        there: Presence,
        alternative: u32,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("consent", stamp)?;
        let said = || -> Result<Event<Self>, Wrong> {
            contact_there(there)?;
            let chosen = self.chosen(alternative)?;
            self.fits_emergency(chosen)?;
            let agreed = Consented { by, alternative, at: stamp.valid_at };
            let others = self.consents().iter().filter(|other| other.by != by).copied();
            let consents: Vec<Consented> = others.chain([agreed]).collect();
            let deciders = self.deciders(chosen, given)?;
            let then = self.then(chosen, &deciders, &consents, self.approvals(), given, stamp)?;
            let same = |other: &Consented| (other.by, other.alternative) == (by, alternative);
            if then == Then::Waiting && self.consents().iter().any(same) {
                return Err(ChangeGuard::AlreadyConsented.into());
            }
            let policy = given.policy.number();
            Ok(Event::plain(ChangeEvent::Consented { by, alternative, then, policy }))
        };
        said().map_err(|wrong| wrong.refuse(&MACHINE, from, "consent"))
    }

    /// Writes down that a member of staff says yes to an alternative, in the role that decides it,
    /// or in the sponsor's, which speaks for every other but that for emergencies: else nobody
    /// could decide what the only one in a role has asked for. One member of staff has one voice,
    /// and the last word holds. Where nobody else must say yes,
    /// it is approved.
    ///
    /// # Errors
    /// A refusal when they have left, speak for somebody else, do not hold the role, or another
    /// role decides; when they asked for it themselves; when there is no such alternative, it does
    /// nothing, or an impact was found out too long ago; when an emergency's is above its ceiling or
    /// not wholly assessed; when an instant to come is not to come; when two currencies meet.
    pub fn approve(
        &self,
        approval: NewApproval,
        by: &Staff,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("approve", stamp)?;
        let said = || -> Result<Event<Self>, Wrong> {
            let chosen = self.chosen(approval.alternative)?;
            self.fits_emergency(chosen)?;
            speaks_for_themselves(by, stamp)?;
            self.not_their_own(by, given)?;
            let deciders = self.deciders(chosen, given)?;
            if !by.has_role(&approval.role) {
                return Err(ChangeGuard::RoleNotHeld.into());
            }
            if !given.policy.speaks(&deciders, &approval.role) {
                return Err(ChangeGuard::OtherRole { role: deciders.role }.into());
            }
            fresh(chosen, given, stamp)?;
            ahead(approval.valid_until, stamp)?;
            let approval_of = Approval {
                alternative: approval.alternative,
                by: by.id(),
                role: approval.role.clone(),
                at: stamp.valid_at,
                valid_until: approval.valid_until,
            };
            let others = self.approvals().iter().filter(|other| other.by != by.id()).cloned();
            let approvals: Vec<Approval> = others.chain([approval_of.clone()]).collect();
            let then = self.then(chosen, &deciders, self.consents(), &approvals, given, stamp)?;
            if then == Then::Waiting && self.approvals().iter().any(|one| one.again(&approval_of)) {
                return Err(ChangeGuard::AlreadyApproved.into());
            }
            let words = [
                approval.rationale.map(|why| ChangeWord::Remark(RemarkKind::Approval, why)),
                approval.conditions.map(|on| ChangeWord::Remark(RemarkKind::Condition, on)),
            ];
            let policy = given.policy.number();
            let what = ChangeEvent::Approved { approval: approval_of, then, policy };
            Ok(Event::with(what, words.into_iter().flatten().collect()))
        };
        said().map_err(|wrong| wrong.refuse(&MACHINE, from, "approve"))
    }

    /// Rejects it: before it is assessed because it is a duplicate or out of scope, later because
    /// it is decided so.
    ///
    /// # Errors
    /// A refusal where it can no longer be rejected, and for an emergency that is being decided
    /// unless a member of staff in the role for emergencies says so.
    pub fn reject(
        &self,
        reason: Line,
        by: Option<&Staff>,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("reject", stamp)?;
        let role = self.decides_against(by, given, stamp);
        let role = role.map_err(|wrong| wrong.refuse(&MACHINE, from, "reject"))?;
        let words = vec![ChangeWord::Remark(RemarkKind::Rejection, reason)];
        let policy = given.policy.number();
        Ok(Event::with(ChangeEvent::Rejected { role, policy }, words))
    }

    /// Puts it off until an instant to come; it stays put off until somebody resumes it.
    ///
    /// # Errors
    /// A refusal when the instant is not to come, and for an emergency unless a member of staff in
    /// the role for emergencies says so.
    pub fn defer(
        &self,
        until: Timestamp,
        reason: Line,
        by: Option<&Staff>,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("defer", stamp)?;
        let wrong = |wrong: Wrong| wrong.refuse(&MACHINE, from, "defer");
        ahead(Some(until), stamp).map_err(wrong)?;
        let role = self.decides_against(by, given, stamp).map_err(wrong)?;
        let words = vec![ChangeWord::Remark(RemarkKind::Deferral, reason)];
        let policy = given.policy.number();
        Ok(Event::with(ChangeEvent::Deferred { until, role, policy }, words))
    }

    /// Looks at it again, in its next revision.
    ///
    /// # Errors
    /// A refusal when it is not deferred.
    pub fn resume(&self, stamp: &Stamp) -> Said {
        self.may("resume", stamp)?;
        Ok(Event::plain(ChangeEvent::Resumed))
    }

    /// Takes an approval back: it is assessed and decided anew, in its next revision.
    ///
    /// # Errors
    /// A refusal when it is not approved.
    pub fn revoke(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("revoke", stamp)?;
        let words = vec![ChangeWord::Remark(RemarkKind::Revocation, reason)];
        Ok(Event::with(ChangeEvent::Revoked, words))
    }

    /// Writes a rejected one anew, in its next revision; what was rejected stays readable.
    ///
    /// # Errors
    /// A refusal when it is not rejected, or its client is not active.
    pub fn revise(&self, of: &Client, stamp: &Stamp) -> Said {
        let from = self.may("revise", stamp)?;
        if !of.is_active() {
            return Err(Refusal::guard(&MACHINE, from, "revise", ChangeGuard::ClientNotActive));
        }
        Ok(Event::plain(ChangeEvent::Revised))
    }

    /// Withdraws it. What has begun is not withdrawn but completed or rolled back.
    ///
    /// # Errors
    /// A refusal once it has begun or is over.
    pub fn withdraw(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("withdraw", stamp)?;
        let words = vec![ChangeWord::Remark(RemarkKind::Withdrawal, reason)];
        Ok(Event::with(ChangeEvent::Withdrawn, words))
    }

    /// Who must say yes to an alternative, as things stand.
    pub(super) fn deciders(
        &self,
        alternative: &Alternative,
        given: &Given<'_>,
    ) -> Result<Deciders, Wrong> {
        let approved = Totals::of(given.others_of(self), self.project())?;
        Ok(given.policy.deciders(self, alternative, &approved)?)
    }

    fn chosen(&self, number: u32) -> Result<&Alternative, ChangeGuard> {
        let chosen = self.alternative(number).ok_or(ChangeGuard::NoSuchAlternative { number })?;
        match chosen.kind {
            AlternativeKind::Act => Ok(chosen),
            AlternativeKind::DoNothing => Err(ChangeGuard::DoesNothing),
        }
    }

    /// What is decided about an emergency keeps below its ceiling, and was looked at in all four
    /// dimensions, also where it was outlined for an earlier revision.
    fn fits_emergency(&self, chosen: &Alternative) -> Result<(), Wrong> {
        let Some(emergency) = self.emergency().filter(|_| self.is_emergency()) else {
            return Ok(());
        };
        let missing = missing(chosen.effects());
        if !missing.is_empty() {
            return Err(ChangeGuard::NotAssessed { alternative: chosen.number, missing }.into());
        }
        below(chosen, emergency.ceiling)
    }

    /// Approved once everybody has said yes who must: those in the role that decides as things
    /// stand now, to this alternative, and a contact of the client where one is asked.
    fn then(
        &self,
        chosen: &Alternative,
        deciders: &Deciders,
        consents: &[Consented],
        approvals: &[Approval],
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Result<Then, Wrong> {
        let of_role = |one: &&Approval| {
            one.alternative == chosen.number
                && given.policy.speaks(deciders, &one.role)
                && one.holds_at(stamp.valid_at)
        };
        let approved: Vec<&Approval> = approvals.iter().filter(of_role).collect();
        let enough = approved.len() >= usize::from(deciders.approvals);
        let agreed = match deciders.consent {
            Consent::NotNeeded => true,
            Consent::Needed => consents.iter().any(|one| one.alternative == chosen.number),
        };
        // A consent may come last, long after the impacts were fresh.
        if !enough || !agreed || fresh(chosen, given, stamp).is_err() {
            return Ok(Then::Waiting);
        }
        let valid_until = approved.iter().filter_map(|one| one.valid_until).min();
        let retro_due = self.retro_due_again(given, stamp)?;
        Ok(Then::Decided { role: deciders.role.clone(), valid_until, retro_due })
    }

    /// By when an emergency that was taken back and is approved again is to be assessed after all.
    fn retro_due_again(
        &self,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Result<Option<(Timestamp, u32)>, Wrong> {
        if !self.is_emergency() || !self.emergency().is_some_and(|one| one.taken_back) {
            return Ok(None);
        }
        let days = i64::from(given.policy.retro_days);
        let due = given.calendar.end_of_working_day(stamp.valid_at, days)?;
        Ok(Some((due, given.calendar.version())))
    }

    fn not_their_own(&self, by: &Staff, given: &Given<'_>) -> Result<(), ChangeGuard> {
        let own = self.requester() == Requester::Staff(by.id());
        match given.policy.own_request {
            OwnRequest::Refused if own => Err(ChangeGuard::OwnRequest),
            OwnRequest::Refused | OwnRequest::Allowed => Ok(()),
        }
    }

    /// In which of the policy's roles somebody rejects or defers; about an emergency that is being
    /// decided, only the one role may.
    fn decides_against(
        &self,
        by: Option<&Staff>,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Result<Option<Tag>, Wrong> {
        by.map(|staff| speaks_for_themselves(staff, stamp)).transpose()?;
        if !self.is_emergency() || self.state() != ChangeState::AwaitingDecision {
            return Ok(by.and_then(|staff| given.policy.role_of(staff)).cloned());
        }
        let role = given.policy.emergency_role();
        if by.is_some_and(|staff| staff.has_role(role)) {
            return Ok(Some(role.clone()));
        }
        Err(ChangeGuard::OtherRole { role: role.clone() }.into())
    }
}

impl Approval {
    fn holds_at(&self, at: Timestamp) -> bool {
        self.valid_until.is_none_or(|until| until >= at)
    }

    /// Whether a later one by the same person says nothing new.
    fn again(&self, later: &Approval) -> bool {
        let same = (self.by, self.alternative, self.role.key(), self.valid_until)
            == (later.by, later.alternative, later.role.key(), later.valid_until);
        same && self.holds_at(later.at)
    }
}

/// Staff who are there, and who say so themselves; a program of the host may pass on what they said.
pub(super) fn speaks_for_themselves(by: &Staff, stamp: &Stamp) -> Result<(), ChangeGuard> {
    if !by.is_active() {
        return Err(ChangeGuard::StaffNotThere);
    }
    own_word(by.id(), stamp)
}

/// Staff say so themselves; a program of the host may pass on what they said.
pub(super) fn own_word(by: StaffId, stamp: &Stamp) -> Result<(), ChangeGuard> {
    match stamp.by {
        ActorId::Staff(actor) if actor != by => Err(ChangeGuard::ForAnother),
        ActorId::Contact(_) => Err(ChangeGuard::ForAnother),
        ActorId::Staff(_) | ActorId::System | ActorId::Integration(_) => Ok(()),
    }
}

/// No impact was found out too long ago.
fn fresh(chosen: &Alternative, given: &Given<'_>, stamp: &Stamp) -> Result<(), ChangeGuard> {
    let days = given.policy.fresh_days;
    let most = i64::from(days) * DAY * 1_000_000;
    let stale = chosen
        .impacts
        .iter()
        .find(|impact| stamp.valid_at.micros().saturating_sub(impact.assessed_at.micros()) > most);
    match stale {
        Some(impact) => Err(ChangeGuard::Stale { dimension: impact.effect.dimension(), days }),
        None => Ok(()),
    }
}

/// An instant to come.
fn ahead(until: Option<Timestamp>, stamp: &Stamp) -> Result<(), Wrong> {
    if until.is_some_and(|until| until <= stamp.recorded_at) {
        return Err(ChangeGuard::NotAhead.into());
    }
    Ok(())
}
