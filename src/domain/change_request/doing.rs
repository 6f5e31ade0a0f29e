//! From the decision until a change is over: acknowledged, begun, done, looked at.

use serde::Serialize;

use super::authority::Given;
use super::baseline::Baseline;
use super::deciding::{own_word, speaks_for_themselves};
use super::declared::MACHINE;
use super::effect::Effect;
use super::event::{ChangeEvent, ChangeWord};
use super::input::{ExpectationStanding, LinkedExpectation, PlanRevision};
use super::parts::{Acceptor, Alternative, Started};
use super::preparing::{Said, contact_there, once_each};
use super::record::ChangeRequest;
use super::refusal::{ChangeGuard, ChangeRefusal, Wrong};
use super::words::{Outcome, RemarkKind};
use crate::domain::calendar::BusinessCalendar;
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::{
    Acknowledgement, ContactId, Evidence, ExpectationId, Invalid, Line, Presence, ProjectId, Staff,
    StaffId,
};

/// Who accepts a change.
#[derive(Debug, Clone, Copy)]
pub enum Accepting<'a> {
    /// A person at the client, and whether they are there.
    Contact(ContactId, Presence),
    /// A member of staff.
    Staff(&'a Staff),
}

/// How a change is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Acceptance {
    /// It is as it was meant to be.
    AsMeant,
    /// It is done, and this is left to be desired.
    With(Line),
}

impl ChangeRequest {
    /// Writes down that the team knows what was approved: whoever of it says so says it themselves;
    /// a program of the host may pass it on.
    ///
    /// # Errors
    /// A refusal when whoever says so is not with the firm, when a member of staff says it for
    /// another, or it is not approved.
    pub fn acknowledge_by_team(&self, by: StaffId, there: Presence, stamp: &Stamp) -> Said {
        let from = self.may("acknowledge", stamp)?;
        let said = if there == Presence::Here {
            own_word(by, stamp)
        } else {
            Err(ChangeGuard::StaffNotThere)
        };
        said.map_err(|guard| Wrong::Guard(guard).refuse(&MACHINE, from, "acknowledge"))?;
        Ok(Event::plain(ChangeEvent::TeamAcknowledged { by }))
    }

    /// Writes down that the client knows what was approved, and which text it was told.
    ///
    /// # Errors
    /// A refusal when the contact is none of the client's or has left, when they would have said so
    /// before it was decided or after now, or it is not approved.
    pub fn acknowledge(&self, said: Acknowledgement, there: Presence, stamp: &Stamp) -> Said {
        let from = self.may("acknowledge", stamp)?;
        contact_there(there).map_err(|wrong| wrong.refuse(&MACHINE, from, "acknowledge"))?;
        if said.at > stamp.recorded_at {
            let why =
                Invalid::Date { field: "happened at", expected: "not after the time it is told" };
            return Err(Wrong::Invalid(why).refuse(&MACHINE, from, "acknowledge"));
        }
        if self.decision().is_some_and(|decision| said.at < decision.at) {
            let guard = ChangeGuard::BeforeLast;
            return Err(Wrong::Guard(guard).refuse(&MACHINE, from, "acknowledge"));
        }
        Ok(Event::plain(ChangeEvent::ClientAcknowledged(said)))
    }

    /// Begins it, with a revision of the plan that was made for it alone.
    ///
    /// # Errors
    /// A refusal when the decision holds no longer; when the team, or the client, who can see it,
    /// has not acknowledged it; when the revision of the plan was never made or belongs to a change
    /// already; when items of the scope have moved since, the plan has no such milestone, or one
    /// lies in the past or would be moved there; when the calendar does not know or is of another
    /// version than the plan's.
    pub fn start(
        &self,
        plan: &PlanRevision,
        zero: &Baseline,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("start", stamp)?;
        let said = || -> Result<Event<Self>, Wrong> {
            let decided = self.decision().and_then(|decision| decision.valid_until);
            if decided.is_some_and(|until| until < stamp.valid_at) {
                return Err(ChangeGuard::DecisionExpired.into());
            }
            if self.acknowledged().team.is_none() {
                return Err(ChangeGuard::TeamNotTold.into());
            }
            if self.is_visible() && self.acknowledged().client.is_none() {
                return Err(ChangeGuard::ClientNotTold.into());
            }
            let plan = self.made(plan, given)?;
            self.applies(zero, given, stamp)?;
            let begun = given.others.iter().filter(|one| one.id() != self.id());
            let last = begun.filter_map(ChangeRequest::started).map(|started| started.order).max();
            let order = last.unwrap_or(0).saturating_add(1);
            Ok(Event::plain(ChangeEvent::Started { order, plan }))
        };
        said().map_err(|wrong| wrong.refuse(&MACHINE, from, "start"))
    }

    /// Its effects can be had from the baseline as it is now.
    fn applies(&self, zero: &Baseline, given: &Given<'_>, stamp: &Stamp) -> Result<(), Wrong> {
        let others = given.others.iter().filter(|one| one.id() != self.id());
        let now = zero.folded(begun(others, self.project()).iter(), given.calendar)?;
        let effects = self.effects();
        let items: Vec<_> = effects.iter().flat_map(|effect| now.moved_from(effect)).collect();
        if !items.is_empty() {
            return Err(ChangeGuard::ScopeMoved { items }.into());
        }
        let milestones: Vec<_> = effects.iter().flat_map(|effect| now.unknown_to(effect)).collect();
        if !milestones.is_empty() {
            return Err(ChangeGuard::MilestonesUnknown { milestones }.into());
        }
        let others = given.others.iter().filter(|one| one.id() != self.id());
        let mut all = begun(others, self.project());
        all.extend(effects.iter().cloned());
        let then = zero.folded(all.iter(), given.calendar)?;
        let today = given.calendar.zone().date(stamp.valid_at)?;
        let past = effects.iter().flat_map(|effect| now.past(effect, &then, today));
        let milestones: Vec<_> = past.collect();
        if !milestones.is_empty() {
            return Err(ChangeGuard::MilestonesPast { milestones }.into());
        }
        Ok(())
    }

    /// A revision of the plan that exists and belongs to no change.
    fn made(&self, plan: &PlanRevision, given: &Given<'_>) -> Result<Evidence, ChangeGuard> {
        let PlanRevision::Made(plan) = plan else { return Err(ChangeGuard::PlanNeverMade) };
        let same = |other: &Evidence| (other.kind(), other.id()) == (plan.kind(), plan.id());
        let uses = |one: &ChangeRequest| {
            one.started().is_some_and(|started| same(&started.plan))
                || one.inverse().is_some_and(same)
        };
        if uses(self) || given.others.iter().any(uses) {
            return Err(ChangeGuard::PlanUsed);
        }
        Ok(plan.clone())
    }

    /// Writes down that it was done, and what it did in truth, as far as that is known.
    ///
    /// # Errors
    /// A refusal when it has not begun, for a dimension that stands there twice, or when its cost
    /// is in another currency than what was assessed.
    pub fn complete(&self, actual: Vec<Effect>, stamp: &Stamp) -> Said {
        let from = self.may("complete", stamp)?;
        let wrong = |why| Wrong::Invalid(why).refuse(&MACHINE, from, "complete");
        once_each(&actual).map_err(wrong)?;
        let assessed = self.approved().and_then(Alternative::cost);
        let spent = actual.iter().find_map(Effect::amount);
        if let (Some(assessed), Some(spent)) = (assessed, spent) {
            spent.compare(assessed).map_err(wrong)?;
        }
        Ok(Event::plain(ChangeEvent::Completed { actual }))
    }

    /// Rolls it back, with the revision of the plan that takes its effects back: the baseline is
    /// as if it had never been begun.
    ///
    /// # Errors
    /// A refusal when it is not being done, when the revision of the plan was never made or belongs
    /// to a change already, or when a linked agreed expectation is neither revised nor confirmed.
    pub fn abort(
        &self,
        reason: Line,
        inverse: &PlanRevision,
        linked: &[LinkedExpectation],
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("abort", stamp)?;
        let inverse = self.made(inverse, given).and_then(|inverse| {
            self.looked_at(linked)?;
            Ok(inverse)
        });
        let inverse =
            inverse.map_err(|guard| Wrong::Guard(guard).refuse(&MACHINE, from, "abort"))?;
        let words = vec![ChangeWord::Remark(RemarkKind::Abort, reason)];
        Ok(Event::with(ChangeEvent::Aborted { inverse }, words))
    }

    /// Writes down that a linked expectation stays as it was agreed, by word of a contact of the
    /// client.
    ///
    /// # Errors
    /// A refusal when it is not linked, or the contact is none of the client's or has left.
    pub fn confirm(
        &self,
        expectation: ExpectationId,
        by: ContactId,
        there: Presence,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("confirm", stamp)?;
        let wrong = |wrong: Wrong| wrong.refuse(&MACHINE, from, "confirm");
        contact_there(there).map_err(wrong)?;
        if !self.expectations().contains(&expectation) {
            return Err(wrong(ChangeGuard::NotLinked.into()));
        }
        Ok(Event::plain(ChangeEvent::Confirmed { expectation, by }))
    }

    /// Accepts what was done: a contact of the client what the client can see, and else a member
    /// of staff in the sponsor's role.
    ///
    /// # Errors
    /// A refusal when it is not theirs to accept or they are not there, when a linked agreed
    /// expectation is neither revised nor confirmed, or when an emergency has not been assessed
    /// afterwards in all four dimensions.
    pub fn accept(
        &self,
        by: Accepting<'_>,
        acceptance: Acceptance,
        linked: &[LinkedExpectation],
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("accept", stamp)?;
        let said = || -> Result<Event<Self>, Wrong> {
            let by = self.acceptor(by, given, stamp)?;
            let missing = self.retro_missing();
            if self.is_emergency() && !missing.is_empty() {
                return Err(ChangeGuard::NotAssessed { alternative: 0, missing }.into());
            }
            self.looked_at(linked)?;
            Ok(match acceptance {
                Acceptance::AsMeant => {
                    Event::plain(ChangeEvent::Accepted { by, outcome: Outcome::Successful })
                }
                Acceptance::With(issue) => {
                    let words = vec![ChangeWord::Remark(RemarkKind::Issue, issue)];
                    let outcome = Outcome::WithIssues;
                    Event::with(ChangeEvent::Accepted { by, outcome }, words)
                }
            })
        };
        said().map_err(|wrong| wrong.refuse(&MACHINE, from, "accept"))
    }

    fn acceptor(
        &self,
        by: Accepting<'_>,
        given: &Given<'_>,
        stamp: &Stamp,
    ) -> Result<Acceptor, Wrong> {
        let role = given.policy.sponsor_role();
        match by {
            Accepting::Contact(contact, there) if self.is_visible() => {
                contact_there(there)?;
                Ok(Acceptor::Contact(contact))
            }
            Accepting::Contact(..) => Err(ChangeGuard::RoleAccepts { role: role.clone() }.into()),
            Accepting::Staff(_) if self.is_visible() => Err(ChangeGuard::ContactAccepts.into()),
            Accepting::Staff(staff) => {
                speaks_for_themselves(staff, stamp)?;
                if !staff.has_role(role) {
                    return Err(ChangeGuard::RoleAccepts { role: role.clone() }.into());
                }
                Ok(Acceptor::Staff(staff.id(), role.clone()))
            }
        }
    }

    /// Every linked agreed expectation was revised, or confirmed as it stands.
    fn looked_at(&self, linked: &[LinkedExpectation]) -> Result<(), ChangeGuard> {
        let is_open = |id: &&ExpectationId| {
            let standing = linked.iter().find(|(other, _)| other == *id).map(|(_, how)| *how);
            let confirmed = self.confirmed().iter().any(|one| one.expectation == **id);
            match standing.unwrap_or(ExpectationStanding::Agreed) {
                ExpectationStanding::NotAgreed | ExpectationStanding::Revised => false,
                ExpectationStanding::Agreed => !confirmed,
            }
        };
        let open: Vec<ExpectationId> =
            self.expectations().iter().filter(is_open).copied().collect();
        if open.is_empty() { Ok(()) } else { Err(ChangeGuard::ExpectationsOpen { open }) }
    }

    /// Sends it back to be done better.
    ///
    /// # Errors
    /// A refusal when it is not being looked at.
    pub fn refuse(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("refuse", stamp)?;
        let words = vec![ChangeWord::Remark(RemarkKind::Refusal, reason)];
        Ok(Event::with(ChangeEvent::Refused, words))
    }
}

/// The effects of every change of a project that was begun and not rolled back, in the order in
/// which they were begun.
pub(super) fn begun<'c>(
    changes: impl Iterator<Item = &'c ChangeRequest>,
    project: Option<ProjectId>,
) -> Vec<Effect> {
    let mut begun: Vec<(&Started, &ChangeRequest)> = changes
        .filter(|one| one.project() == project && one.counts())
        .filter_map(|one| one.started().map(|started| (started, one)))
        .collect();
    begun.sort_by_key(|(started, _)| started.order);
    begun.into_iter().flat_map(|(_, one)| one.effects()).collect()
}

impl Baseline {
    /// The baseline after every change of a project, or of those that belong to none, that was
    /// begun and not rolled back, in the order in which they were begun.
    ///
    /// # Errors
    /// As [`after`](Baseline::after).
    pub fn now<'c>(
        &self,
        changes: impl IntoIterator<Item = &'c ChangeRequest>,
        project: Option<ProjectId>,
        calendar: &BusinessCalendar,
    ) -> Result<Baseline, ChangeRefusal> {
        self.folded(begun(changes.into_iter(), project).iter(), calendar)
            .map_err(|wrong| wrong.refuse(&MACHINE, NOTHING, "baseline"))
    }
}
