//! How an expectation changes hands, and how it ends.

use super::super::event::{ExpectationEvent, ExpectationWord};
use super::super::record::Expectation;
use super::super::refusal::ExpectationGuard;
use super::{Said, Wrong, check_on, check_owner, refuse};
use crate::domain::noun::{Event, Stamp};
use crate::domain::{Note, Presence, StaffId};

impl Expectation {
    /// Gives it to somebody else to look after; what is promised, they stand for.
    ///
    /// # Errors
    /// A refusal when it has ended, when they look after it already, or when they are not there.
    pub fn hand_over(&self, to: StaffId, owner: Presence, stamp: &Stamp) -> Said {
        let from = self.may("hand_over", stamp)?;
        let check = || {
            if self.owner() == Some(to) {
                return Err(ExpectationGuard::AlreadyOwner.into());
            }
            check_owner(Some(owner))
        };
        check().map_err(refuse(from, "hand_over"))?;
        Ok(Event::plain(ExpectationEvent::HandedOver { to }))
    }

    /// Writes down that it is expected no more, and why.
    ///
    /// # Errors
    /// A refusal when it is not open.
    pub fn withdraw(&self, reason: Note, stamp: &Stamp) -> Said {
        self.may("withdraw", stamp)?;
        Ok(Event::with(ExpectationEvent::Withdrawn, vec![ExpectationWord::Ended(reason)]))
    }

    /// Puts another expectation in its place, which [takes over](Self::take_over) what was stated
    /// first.
    ///
    /// # Errors
    /// A refusal when it is not open, when the other is itself, is not open, is another client's, or
    /// has a scale on which what was stated first does not lie.
    pub fn supersede(&self, by: &Expectation, stamp: &Stamp) -> Said {
        let from = self.may("supersede", stamp)?;
        let check = || {
            if by.id() == self.id() {
                return Err(ExpectationGuard::SupersedesItself.into());
            }
            if by.client() != self.client() {
                return Err(ExpectationGuard::SourceUnknown.into());
            }
            if !by.state().is_open() {
                return Err(ExpectationGuard::SupersederNotOpen.into());
            }
            by.check_first_of(self)
        };
        check().map_err(refuse(from, "supersede"))?;
        Ok(Event::plain(ExpectationEvent::Superseded { by: by.id() }))
    }

    /// Takes the place of another, and over what was stated first of it.
    ///
    /// # Errors
    /// A refusal when it is not open, or has a scale on which that does not lie.
    pub fn take_over(&self, other: &Expectation, stamp: &Stamp) -> Said {
        let from = self.may("take_over", stamp)?;
        self.check_first_of(other).map_err(refuse(from, "take_over"))?;
        let first = other.levels().first.clone();
        Ok(Event::plain(ExpectationEvent::TookOver { from: other.id(), first }))
    }

    fn check_first_of(&self, other: &Expectation) -> Result<(), Wrong> {
        match (self.measure(), &other.levels().first) {
            (Some(measure), Some(first)) => check_on(&measure.scale, "first level", first),
            (_, _) => Ok(()),
        }
    }

    /// Erases its words, for ever; figures, states and dates stay.
    ///
    /// # Errors
    /// A refusal when it is erased already, or when it would have happened before what happened
    /// last.
    pub fn erase(&self, stamp: &Stamp) -> Said {
        self.may("erase", stamp)?;
        Ok(Event::plain(ExpectationEvent::Erased))
    }
}
