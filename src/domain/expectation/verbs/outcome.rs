//! From what was delivered to what it was worth.

use super::super::evaluation::{Evaluation, Perceived, Perception, Yardstick};
use super::super::event::{ExpectationEvent, ExpectationWord};
use super::super::input::{Perceive, Remedy};
use super::super::level::Level;
use super::super::policy::ExpectationPolicy;
use super::super::record::Expectation;
use super::super::refusal::ExpectationGuard;
use super::super::repeats::Repeats;
use super::{Firm, Said, Wrong, check_contact, check_room, check_unit, refuse};
use crate::domain::noun::{Event, Stamp};
use crate::domain::{ContactId, Invalid, Line, Presence};

impl Expectation {
    /// Measures what was delivered. A promise that repeats has its period closed by it, and is then
    /// due again at the next time counted from its anchor.
    ///
    /// What is measured with is kept as it stands now, so the verdict never changes. A revision that
    /// nobody acknowledged does not count.
    ///
    /// # Errors
    /// A refusal when it is not promised, when it is measured in another unit, when nothing was
    /// asked of a promise that answers each time, when a promise has 1 000 closed periods, or when
    /// the calendar cannot say when a remedy is due.
    pub fn evaluate(&self, actual: Level, firm: &Firm<'_>, stamp: &Stamp) -> Said {
        let verb = if self.repeats_at_all() { "close_period" } else { "evaluate" };
        let from = self.may(verb, stamp)?;
        let evaluation = self.evaluation_of(actual, firm, stamp).map_err(refuse(from, verb))?;
        Ok(Event::plain(ExpectationEvent::Evaluated(evaluation)))
    }

    fn evaluation_of(
        &self,
        actual: Level,
        firm: &Firm<'_>,
        stamp: &Stamp,
    ) -> Result<Evaluation, Wrong> {
        check_room("evaluations", self.plain.evaluations.len(), Self::EVALUATIONS)?;
        let (scale, levels) = (self.scale()?, &self.plain.levels);
        check_unit(scale, "actual", &actual)?;
        let asked = match self.repeats() {
            Repeats::EachTime { .. } => {
                Some(self.plain.asked.first().ok_or(ExpectationGuard::NothingAsked)?.at)
            }
            Repeats::Once | Repeats::Every(_) => None,
        };
        let missing = || Invalid::Empty { field: "agreed level" };
        let agreement = self.plain.agreement.as_ref().ok_or_else(missing)?;
        let yardstick = Yardstick {
            scale: scale.clone(),
            tolerance: self.tolerance_on(scale, agreement.tolerance)?,
            first: levels.first.clone(),
            desired: levels.desired.clone(),
            adequate: levels.adequate.clone(),
            agreed: levels.agreed.clone().ok_or_else(missing)?,
        };
        let (verdict, at) = (yardstick.verdict(&actual), stamp.valid_at);
        let days = i64::from(firm.policy.days_for_remedy());
        let remedy_due =
            if verdict.is_kept() { None } else { Some(firm.end_of_working_day(at, days)?) };
        Ok(Evaluation {
            at,
            due: self.due(),
            asked,
            yardstick,
            actual,
            verdict,
            remedy_due,
            versions: firm.versions(),
            perception: None,
            remedied: None,
        })
    }

    /// Writes down how it came across, in the measure's own unit or on a scale of 1 to 10 whose ends
    /// the question named. The last answer counts.
    ///
    /// # Errors
    /// A refusal when nothing has been evaluated, when the evaluation is longer ago than the firm's
    /// policy says (30 days), when the contact is not there, or for another unit.
    pub fn record_perception(
        &self,
        input: Perceive,
        contact: Presence,
        policy: &ExpectationPolicy,
        stamp: &Stamp,
    ) -> Said {
        let verb = "record_perception";
        let from = self.may(verb, stamp)?;
        let check = || {
            let (number, evaluation) = self.numbered(input.number)?;
            check_contact(Some(contact))?;
            if let Perceived::Measured(level) = &input.level {
                check_unit(&evaluation.yardstick().scale, "perceived level", level)?;
            }
            let days = i64::from(policy.days_for_perception());
            let late = evaluation.at().plus_seconds(days.saturating_mul(86_400))?;
            if stamp.valid_at > late {
                return Err(ExpectationGuard::PerceptionLate.into());
            }
            Ok(number)
        };
        let number = check().map_err(refuse(from, verb))?;
        let Perceive { by, level, .. } = input;
        let perception = Perception { by, at: stamp.valid_at, level };
        Ok(Event::plain(ExpectationEvent::Perceived { number, perception }))
    }

    /// Writes down that a contact contradicts the last evaluation: it no longer stands, and the
    /// promise is to be fulfilled.
    ///
    /// # Errors
    /// A refusal when nothing has been evaluated, or when the contact is not there.
    pub fn dispute(&self, by: ContactId, reason: Line, contact: Presence, stamp: &Stamp) -> Said {
        let from = self.may("dispute", stamp)?;
        let check = || {
            self.numbered(None)?;
            check_contact(Some(contact))?;
            check_room("disputes", self.plain.disputes.len(), Self::ITEMS)
        };
        check().map_err(refuse(from, "dispute"))?;
        let words = vec![ExpectationWord::Disputed(reason)];
        Ok(Event::with(ExpectationEvent::Disputed { by }, words))
    }

    /// Writes down why a promise was not kept, what is done about it, and what is learnt from it.
    /// Late is better than never, so it is taken after its due time too.
    ///
    /// # Errors
    /// A refusal when nothing has been evaluated, when the promise was kept, or when it is written
    /// down already.
    pub fn record_remedy(&self, input: Remedy, stamp: &Stamp) -> Said {
        let verb = "record_remedy";
        let from = self.may(verb, stamp)?;
        let check = || {
            let (number, evaluation) = self.numbered(input.number)?;
            if evaluation.verdict().is_kept() {
                return Err(ExpectationGuard::WasKept.into());
            }
            if evaluation.remedied_at().is_some() {
                return Err(ExpectationGuard::AlreadyRemedied.into());
            }
            Ok(number)
        };
        let number = check().map_err(refuse(from, verb))?;
        let words = vec![ExpectationWord::Remedy(input.words)];
        Ok(Event::with(ExpectationEvent::Remedied { number }, words))
    }

    /// An evaluation by its number, counted from 1; the last where none is named.
    fn numbered(&self, number: Option<u32>) -> Result<(u32, &Evaluation), Wrong> {
        let number = number.unwrap_or(self.closed());
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let found = place.and_then(|place| self.plain.evaluations.get(place));
        let found = found.ok_or(ExpectationGuard::NothingEvaluated)?;
        Ok((number, found))
    }
}
