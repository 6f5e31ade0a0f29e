//! From what is promised to what is delivered.

use super::super::event::{ExpectationEvent, ExpectationWord};
use super::super::input::{Increment, Revise, Setting};
use super::super::promise::{Cause, Confirmation, Delivered, Revision};
use super::super::record::Expectation;
use super::super::refusal::ExpectationGuard;
use super::super::repeats::{Occasion, Repeats, Schedule};
use super::before::check_due;
use super::{
    Firm, Said, Wrong, check_acknowledged, check_active, check_evidence, check_on, check_room,
    check_unit, refuse,
};
use crate::domain::Acknowledgement;
use crate::domain::noun::{Event, Stamp};

impl Expectation {
    /// Writes down that something happened to which the promise answers each time: from now on an
    /// answer is due within the promised working time.
    ///
    /// # Errors
    /// A refusal when it is not promised, does not answer each time, or when the calendar cannot say
    /// when the answer is due.
    pub fn occur(&self, firm: &Firm<'_>, stamp: &Stamp) -> Said {
        let from = self.may("occur", stamp)?;
        let check = || {
            check_room("requests", self.plain.asked.len(), Self::ITEMS)?;
            match self.repeats() {
                Repeats::EachTime { within } => {
                    Occasion::at(stamp.valid_at, within, firm.calendar).map_err(Wrong::from)
                }
                Repeats::Once | Repeats::Every(_) => Err(ExpectationGuard::NotEachTime.into()),
            }
        };
        let occasion = check().map_err(refuse(from, "occur"))?;
        Ok(Event::plain(ExpectationEvent::Occurred(occasion)))
    }

    /// Writes down that a part was delivered, what was measured of it, and how the client took it.
    ///
    /// # Errors
    /// A refusal when it is not promised, or when what was measured is in another unit.
    pub fn deliver_increment(&self, increment: Increment, stamp: &Stamp) -> Said {
        let verb = "deliver_increment";
        let from = self.may(verb, stamp)?;
        let check = || {
            check_room("increments", self.plain.delivered.len(), Self::ITEMS)?;
            increment
                .level
                .as_ref()
                .map_or(Ok(()), |level| check_unit(self.scale()?, "increment", level))
        };
        check().map_err(refuse(from, verb))?;
        let Increment { result, level, reaction } = increment;
        let delivered = Delivered { level, reaction, at: stamp.valid_at };
        let words = vec![ExpectationWord::Delivered(result)];
        Ok(Event::with(ExpectationEvent::Delivered(delivered), words))
    }

    /// Changes what was agreed. It holds from when the client acknowledges it; what was stated first
    /// never changes.
    ///
    /// # Errors
    /// A refusal when it is not promised, or the client is not active; when it, or its
    /// acknowledgement, is past due or what was delivered is known, unless the cause is an approved
    /// change request; when nothing would change or nothing proves it; when the level
    /// lies off the scale, or the new scale does not hold the old one; when the contact or the
    /// change is not there.
    pub fn revise(&self, input: Revise, setting: &Setting, firm: &Firm<'_>, stamp: &Stamp) -> Said {
        let from = self.may("revise", stamp)?;
        let revised = self.revision_of(input, setting, firm, stamp);
        let revision = revised.map_err(refuse(from, "revise"))?;
        Ok(Event::plain(ExpectationEvent::Revised(revision)))
    }

    fn revision_of(
        &self,
        input: Revise,
        setting: &Setting,
        firm: &Firm<'_>,
        stamp: &Stamp,
    ) -> Result<Revision, Wrong> {
        let now = stamp.valid_at;
        check_active(setting)?;
        self.check_in_time(&input.cause, setting, now)?;
        check_room("revisions", self.plain.revisions.len(), Self::ITEMS)?;
        let scale = self.scale()?;
        let wider = input.wider.filter(|wider| wider != scale);
        if wider.as_ref().is_some_and(|wider| !wider.widens(scale)) {
            return Err(ExpectationGuard::ScaleNarrower.into());
        }
        check_on(wider.as_ref().unwrap_or(scale), "agreed level", &input.level)?;
        check_evidence(&input.evidence)?;
        if !setting.source_is_theirs {
            return Err(ExpectationGuard::SourceUnknown.into());
        }
        if let Some(said) = &input.acknowledgement {
            check_acknowledged(said, setting.contact, stamp)?;
            // It holds from then on, whenever it is said to have been revised.
            self.check_in_time(&input.cause, setting, said.at)?;
        }
        let due = input.due.filter(|due| Some(*due) != self.due());
        let same_level = self.plain.levels.agreed.as_ref() == Some(&input.level);
        if same_level && due.is_none() && wider.is_none() {
            return Err(ExpectationGuard::NothingChanges.into());
        }
        let due = match due {
            Some(due) => check_due(self.repeats(), Some(due), now)?,
            None => None,
        };
        let days = i64::from(firm.policy.days_for_acknowledgement());
        Ok(Revision {
            level: input.level,
            schedule: due.map(|anchor| Schedule { anchor, closed_before: self.closed() }),
            wider,
            cause: input.cause,
            evidence: input.evidence,
            at: now,
            acknowledge_by: firm.end_of_working_day(now, days)?,
            versions: firm.versions(),
            acknowledgement: input.acknowledgement,
        })
    }

    /// Writes down that the client acknowledged the last revision, which holds from now on.
    ///
    /// # Errors
    /// A refusal when no revision waits; when the acknowledgement came after the due time or after
    /// what was delivered was known, unless the cause is an approved change request; when the
    /// contact is not there.
    pub fn acknowledge(&self, said: Acknowledgement, setting: &Setting, stamp: &Stamp) -> Said {
        let from = self.may("acknowledge", stamp)?;
        let check = || {
            let pending = self.pending_revision().ok_or(ExpectationGuard::NothingToAcknowledge)?;
            check_acknowledged(&said, setting.contact, stamp)?;
            if said.at < pending.at {
                return Err(ExpectationGuard::BeforeLast.into());
            }
            self.check_in_time(&pending.cause, setting, said.at)
        };
        check().map_err(refuse(from, "acknowledge"))?;
        Ok(Event::plain(ExpectationEvent::Acknowledged(said)))
    }

    /// Writes down that the promise stands as it is, although something changed.
    ///
    /// # Errors
    /// A refusal when it is not promised, or when the change is none of this client's.
    pub fn confirm(&self, cause: Cause, setting: &Setting, stamp: &Stamp) -> Said {
        let from = self.may("confirm", stamp)?;
        let check = || {
            check_room("confirmations", self.plain.confirmations.len(), Self::ITEMS)?;
            if setting.source_is_theirs {
                Ok(())
            } else {
                Err(ExpectationGuard::SourceUnknown.into())
            }
        };
        check().map_err(refuse(from, "confirm"))?;
        let confirmation = Confirmation { cause, at: stamp.valid_at };
        Ok(Event::plain(ExpectationEvent::Confirmed(confirmation)))
    }
}
