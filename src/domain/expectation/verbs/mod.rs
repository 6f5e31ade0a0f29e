//! What may be said of an expectation, and when.

mod before;
mod promise;
mod outcome;
mod end;

use super::declared::MACHINE;
use super::input::Setting;
use super::level::Level;
use super::policy::ExpectationPolicy;
use super::promise::Cause;
use super::record::Expectation;
use super::refusal::{ExpectationGuard, ExpectationRefusal};
use super::repeats::Repeats;
use super::scale::Scale;
use crate::domain::calendar::{BusinessCalendar, Unanswered};
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::{self, Refusal};
use crate::domain::{Acknowledgement, ActorId, Evidence, Invalid, Presence, StaffId, Timestamp};

type Said = Result<Event<Expectation>, ExpectationRefusal>;

/// What the firm brings to a rule: its calendar and its policy.
#[derive(Debug, Clone, Copy)]
pub struct Firm<'a> {
    /// When it works.
    pub calendar: &'a BusinessCalendar,
    /// What it has decided about expectations.
    pub policy: &'a ExpectationPolicy,
}

impl Firm<'_> {
    fn end_of_working_day(&self, after: Timestamp, days: i64) -> Result<Timestamp, Wrong> {
        self.calendar.end_of_working_day(after, days).map_err(Wrong::from)
    }

    /// The versions of the policy and of the calendar.
    fn versions(&self) -> (u32, u32) {
        (self.policy.number(), self.calendar.version())
    }
}

/// What was not right: a condition of the verb, or a value.
type Wrong = refusal::Wrong<ExpectationGuard>;

impl From<Unanswered> for Wrong {
    fn from(why: Unanswered) -> Self {
        Wrong::Guard(ExpectationGuard::NoDeadline { why })
    }
}

fn refuse(from: &'static str, verb: &'static str) -> impl Fn(Wrong) -> ExpectationRefusal {
    move |wrong| wrong.refuse(&MACHINE, from, verb)
}

impl Expectation {
    /// The most constraints, revisions, confirmations and parts delivered, each.
    pub const ITEMS: usize = 1_000;
    /// The most periods of one promise: supersede it to go on.
    pub const EVALUATIONS: usize = 1_000;
    /// The most pieces of evidence of an agreement or a revision.
    pub const EVIDENCE: usize = 50;

    /// The state it is in, if the verb may be said in it, and after what happened last.
    fn may(&self, verb: &'static str, stamp: &Stamp) -> Result<&'static str, ExpectationRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        if stamp.valid_at < self.plain.last {
            return Err(refuse(from, verb)(ExpectationGuard::BeforeLast.into()));
        }
        Ok(from)
    }

    /// The scale; from `Clarified` on there is one.
    fn scale(&self) -> Result<&Scale, Wrong> {
        let missing = Invalid::Empty { field: "scale" };
        Ok(self.plain.measure.as_ref().map(|measure| &measure.scale).ok_or(missing)?)
    }

    /// Only a change request that was approved changes what is past due, or whose outcome is known.
    fn check_in_time(&self, cause: &Cause, setting: &Setting, at: Timestamp) -> Result<(), Wrong> {
        if cause.change().is_some() && setting.change_counts {
            return Ok(());
        }
        if self.is_overdue(at) {
            return Err(ExpectationGuard::AfterDue.into());
        }
        if self.actual_is_known() {
            return Err(ExpectationGuard::ActualKnown.into());
        }
        Ok(())
    }

    /// Whether what is open now was measured before: its evaluation was contradicted, and nothing
    /// has been evaluated since.
    fn actual_is_known(&self) -> bool {
        let Some(dispute) = self.plain.disputes.last() else { return false };
        let disputed = &dispute.evaluation;
        match self.repeats() {
            Repeats::Once => true,
            Repeats::Every(_) => {
                let since = self.evaluation().is_some_and(|last| last.at() >= dispute.at);
                !since || disputed.due() == self.due()
            }
            Repeats::EachTime { .. } => {
                self.asked().first().is_some_and(|asked| disputed.asked_at() == Some(asked.at))
            }
        }
    }
}

/// A level that must lie on a scale.
fn check_on(scale: &Scale, name: &'static str, level: &Level) -> Result<(), Wrong> {
    if scale.encloses(level).map_err(|why| why.in_field(name))? {
        Ok(())
    } else {
        Err(ExpectationGuard::LevelOffScale { level: name }.into())
    }
}

/// A level that was found must be in the unit, and may lie off the scale.
fn check_unit(scale: &Scale, name: &'static str, level: &Level) -> Result<(), Wrong> {
    scale.place(level).map_err(|why| why.in_field(name))?;
    Ok(())
}

fn check_contact(contact: Option<Presence>) -> Result<(), Wrong> {
    match contact {
        Some(Presence::Here) => Ok(()),
        Some(Presence::Left) => Err(ExpectationGuard::ContactLeft.into()),
        Some(Presence::Stranger) | None => Err(ExpectationGuard::ContactUnknown.into()),
    }
}

fn check_owner(owner: Option<Presence>) -> Result<(), Wrong> {
    match owner {
        Some(Presence::Here) => Ok(()),
        Some(Presence::Left) => Err(ExpectationGuard::OwnerLeft.into()),
        Some(Presence::Stranger) | None => Err(ExpectationGuard::OwnerUnknown.into()),
    }
}

fn check_active(setting: &Setting) -> Result<(), Wrong> {
    if setting.client_is_active { Ok(()) } else { Err(ExpectationGuard::ClientNotActive.into()) }
}

/// Staff promise for themselves; a program of the host may pass on what they said.
fn check_own_word(owner: StaffId, stamp: &Stamp) -> Result<(), Wrong> {
    match stamp.by {
        ActorId::Staff(actor) if actor != owner => Err(ExpectationGuard::ForAnother.into()),
        ActorId::Contact(_) => Err(ExpectationGuard::ForAnother.into()),
        ActorId::Staff(_) | ActorId::System | ActorId::Integration(_) => Ok(()),
    }
}

fn check_evidence(evidence: &[Evidence]) -> Result<(), Wrong> {
    if evidence.is_empty() {
        return Err(ExpectationGuard::EvidenceMissing.into());
    }
    check_room("evidence", evidence.len(), Expectation::EVIDENCE.saturating_add(1))
}

/// An acknowledgement by a contact who is there, and not of tomorrow.
fn check_acknowledged(
    said: &Acknowledgement,
    by: Option<Presence>,
    stamp: &Stamp,
) -> Result<(), Wrong> {
    check_contact(by)?;
    if said.at > stamp.recorded_at {
        return Err(ExpectationGuard::AcknowledgedInFuture.into());
    }
    Ok(())
}

/// Whether one more goes where so many are.
fn check_room(field: &'static str, there: usize, limit: usize) -> Result<(), Wrong> {
    if there < limit { Ok(()) } else { Err(Invalid::TooMany { field, limit }.into()) }
}
