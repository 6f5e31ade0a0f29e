//! From what is said to what is promised.

use super::super::event::{ExpectationEvent, ExpectationWord};
use super::super::input::{Agree, Clarify, Constraint, Decline, NewExpectation, Setting};
use super::super::level::Level;
use super::super::promise::{Agreement, Explained, Levels, Measure};
use super::super::record::{Expectation, Explanation};
use super::super::refusal::ExpectationGuard;
use super::super::repeats::{Repeats, Schedule};
use super::super::scale::Scale;
use super::{
    Firm, Said, Wrong, check_acknowledged, check_active, check_contact, check_evidence, check_on,
    check_own_word, check_owner, check_room, refuse,
};
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::{Presence, Score, Timestamp};

impl Expectation {
    /// Writes down what somebody expects.
    ///
    /// # Errors
    /// A refusal when the client is not active, or when the contact, the owner or the interaction
    /// that it names is not there.
    pub fn capture(new: NewExpectation, setting: &Setting, _: &Stamp) -> Said {
        let wrong = refuse(NOTHING, "capture");
        new.check(setting).map_err(wrong)?;
        let NewExpectation { statement, category, kano, weight, project, source, stated_by, owner } =
            new;
        let what = ExpectationEvent::Captured {
            project,
            source,
            stated_by,
            category,
            kano,
            weight,
            owner,
        };
        Ok(Event::with(what, vec![ExpectationWord::Statement(statement)]))
    }

    /// Makes it measurable: what is measured, on which scale, and which levels were named. What was
    /// stated first is kept from the first time that somebody names it.
    ///
    /// # Errors
    /// A refusal when it is promised already or ended, when a level lies off the scale or is in
    /// another unit, when what would still do is better than what they would like, or when the
    /// tolerance is wider than the scale.
    pub fn clarify(&self, input: Clarify, stamp: &Stamp) -> Said {
        let from = self.may("clarify", stamp)?;
        let first = self.plain.levels.first.clone().or_else(|| input.first.clone());
        let levels = Levels {
            first: first.clone(),
            desired: input.desired.clone(),
            adequate: input.adequate.clone(),
            forecast: input.forecast.clone(),
            ..Levels::default()
        };
        input.check(&levels).map_err(refuse(from, "clarify"))?;
        let Clarify { metric, scale, repeats, tolerance, desired, adequate, forecast, .. } = input;
        let what = ExpectationEvent::Clarified {
            measure: Measure { scale, repeats, tolerance },
            first,
            desired,
            adequate,
            forecast,
            milestone: input.milestone,
        };
        Ok(Event::with(what, vec![ExpectationWord::Metric(metric)]))
    }

    /// Writes down that a constraint, and what could be had instead, was explained to a contact.
    ///
    /// # Errors
    /// A refusal when it cannot be measured yet, is promised or ended, or when the contact is not
    /// there.
    pub fn explain_constraint(
        &self,
        constraint: Constraint,
        contact: Presence,
        stamp: &Stamp,
    ) -> Said {
        let verb = "explain_constraint";
        let from = self.may(verb, stamp)?;
        check_contact(Some(contact)).map_err(refuse(from, verb))?;
        check_room("constraints", self.plain.explained.len(), Self::ITEMS)
            .map_err(refuse(from, verb))?;
        let Constraint { kind, text, trade_off, to, channel } = constraint;
        let explained = Explained { kind, to, channel, at: stamp.valid_at };
        let words = ExpectationWord::Explanation(Explanation { text, trade_off });
        Ok(Event::with(ExpectationEvent::Explained(explained), vec![words]))
    }

    /// Proposes a level, once a constraint or trade-off has been explained.
    ///
    /// # Errors
    /// A refusal when nothing has been explained, when the level lies off the scale, and as above.
    pub fn propose_level(&self, level: Level, stamp: &Stamp) -> Said {
        let from = self.may("propose_level", stamp)?;
        let check = || {
            if self.plain.explained.is_empty() {
                return Err(ExpectationGuard::NothingExplained.into());
            }
            check_on(self.scale()?, "proposed level", &level)
        };
        check().map_err(refuse(from, "propose_level"))?;
        Ok(Event::plain(ExpectationEvent::Proposed(level)))
    }

    /// Writes down what is now likely.
    ///
    /// # Errors
    /// A refusal when it cannot be measured yet or has ended, or when the level lies off the scale.
    pub fn forecast(&self, level: Level, stamp: &Stamp) -> Said {
        let from = self.may("forecast", stamp)?;
        let check = || check_on(self.scale()?, "forecast", &level);
        check().map_err(refuse(from, "forecast"))?;
        Ok(Event::plain(ExpectationEvent::Forecast(level)))
    }

    /// Promises a level: acknowledged by a contact of the client, and by the owner, who says so
    /// themselves; a program of the host may pass it on.
    ///
    /// # Errors
    /// A refusal when it cannot be measured yet, is promised already or has ended; when the client
    /// is not active; when the level lies off the scale; when nothing proves it; when the contact or
    /// the owner is not there, or a member of staff promises for another; when it would be due
    /// before now or before the client said yes, or a due time is missing or out of place; and when
    /// less is likely than is promised and nobody says why it is promised all the same.
    pub fn agree(&self, input: Agree, setting: &Setting, firm: &Firm<'_>, stamp: &Stamp) -> Said {
        let from = self.may("agree", stamp)?;
        let agreed = self.agreement_of(&input, setting, firm, stamp);
        let agreement = agreed.map_err(refuse(from, "agree"))?;
        let against = agreement.against_forecast.as_ref();
        let why = against.and(input.override_overpromise).map(ExpectationWord::AgainstForecast);
        Ok(Event::with(ExpectationEvent::Agreed(agreement), why.into_iter().collect()))
    }

    fn agreement_of(
        &self,
        input: &Agree,
        setting: &Setting,
        firm: &Firm<'_>,
        stamp: &Stamp,
    ) -> Result<Agreement, Wrong> {
        check_active(setting)?;
        let scale = self.scale()?;
        check_on(scale, "agreed level", &input.level)?;
        check_evidence(&input.evidence)?;
        check_acknowledged(&input.acknowledgement, setting.contact, stamp)?;
        check_owner(setting.owner)?;
        check_own_word(input.owner, stamp)?;
        // Whoever tells of it as of an earlier day is held to when the client said yes.
        let agreed_at = stamp.valid_at.max(input.acknowledgement.at);
        let due = check_due(self.repeats(), input.due, agreed_at)?;
        let against_forecast = self.plain.levels.forecast.clone().filter(|forecast| {
            scale.compare(forecast, &input.level).is_ok_and(std::cmp::Ordering::is_lt)
        });
        if against_forecast.is_some() && input.override_overpromise.is_none() {
            return Err(ExpectationGuard::OverPromised.into());
        }
        Ok(Agreement {
            level: input.level.clone(),
            schedule: due.map(|anchor| Schedule { anchor, closed_before: 0 }),
            evidence: input.evidence.clone(),
            acknowledgement: input.acknowledgement,
            owner: input.owner,
            tolerance: self.tolerance_on(scale, firm.policy.default_tolerance())?,
            against_forecast,
            policy: firm.policy.number(),
            at: stamp.valid_at,
        })
    }

    /// How near is near enough as a part of a scale: what the measure says in its own unit, and
    /// this part where it says nothing.
    pub(super) fn tolerance_on(&self, scale: &Scale, otherwise: Score) -> Result<Score, Wrong> {
        let own = self.plain.measure.as_ref().and_then(|measure| measure.tolerance.as_ref());
        Ok(own.map_or(Ok(otherwise), |own| scale.tolerance(own))?)
    }

    /// Does not promise it, and says why, and what could be promised instead or that nothing can.
    ///
    /// # Errors
    /// A refusal when it cannot be measured yet, is promised or has ended, or when the counter-offer
    /// lies off the scale.
    pub fn decline(&self, input: Decline, firm: &Firm<'_>, stamp: &Stamp) -> Said {
        let from = self.may("decline", stamp)?;
        let check = || {
            if let Some(level) = &input.counter_offer {
                check_on(self.scale()?, "counter-offer", level)?;
            }
            firm.end_of_working_day(stamp.valid_at, 1)
        };
        let tell_by = check().map_err(refuse(from, "decline"))?;
        let Decline { reason, counter_offer, offer } = input;
        let words = vec![ExpectationWord::Ended(reason), ExpectationWord::CounterOffer(offer)];
        Ok(Event::with(ExpectationEvent::Declined { counter_offer, tell_by }, words))
    }
}

impl NewExpectation {
    fn check(&self, setting: &Setting) -> Result<(), Wrong> {
        check_active(setting)?;
        if !setting.source_is_theirs {
            return Err(ExpectationGuard::SourceUnknown.into());
        }
        if self.stated_by.is_some() {
            check_contact(setting.contact)?;
        }
        if self.owner.is_some() {
            check_owner(setting.owner)?;
        }
        Ok(())
    }
}

impl Clarify {
    fn check(&self, levels: &Levels) -> Result<(), Wrong> {
        for (name, level) in levels.named() {
            check_on(&self.scale, name, level)?;
        }
        if let (Some(adequate), Some(desired)) = (&self.adequate, &self.desired)
            && self.scale.place(adequate)? > self.scale.place(desired)?
        {
            return Err(ExpectationGuard::LevelsCrossed.into());
        }
        if let Some(tolerance) = &self.tolerance {
            self.scale.tolerance(tolerance)?;
        }
        Ok(())
    }
}

/// A due time where the promise needs one, and none where it cannot have one.
pub(super) fn check_due(
    repeats: Repeats,
    due: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Timestamp>, Wrong> {
    match (repeats, due) {
        (Repeats::Every(_), None) => Err(ExpectationGuard::DueMissing.into()),
        (Repeats::EachTime { .. }, Some(_)) => Err(ExpectationGuard::DueNotWanted.into()),
        (Repeats::Once | Repeats::Every(_), Some(due)) if due < now => {
            Err(ExpectationGuard::DueInPast.into())
        }
        (Repeats::Once | Repeats::Every(_) | Repeats::EachTime { .. }, due) => Ok(due),
    }
}
