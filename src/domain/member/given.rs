//! Tiers that somebody gives a member by hand, always with an end and a reason.

use super::declared::MACHINE;
use super::event::{MemberEvent, MemberWords};
use super::given_refusal::TierGuard;
use super::record::Member;
use super::refusal::{MemberGuard, MemberRefusal};
use crate::domain::noun::{Event, Stamp};
use crate::domain::programme::Terms;
use crate::domain::refusal::Refusal;
use crate::domain::tier::ManualTier;
use crate::domain::{Line, Period, Timestamp};

type Said = Result<Event<Member>, MemberRefusal>;

impl Member {
    /// The most tiers that are ever given to one member by hand.
    pub const MOST_GIVEN: usize = 200;

    /// Gives the member a tier from now until an instant, whatever was earned; a higher one that
    /// was earned counts all the same. Who says so, why and until when stand in the journal.
    ///
    /// # Errors
    /// A refusal when the terms have no tiers or not this one, when the end is not later than now,
    /// when as many were given as are kept, or before what happened last.
    pub fn give_tier(
        &self,
        terms: &Terms,
        rank: u8,
        until: Timestamp,
        reason: Line,
        stamp: &Stamp,
    ) -> Said {
        const VERB: &str = "give_tier";
        let from = self.may(VERB, stamp)?;
        let no = |guard| Refusal::guard(&MACHINE, from, VERB, MemberGuard::Tier(guard));
        let Some(rules) = &terms.tiers else { return Err(no(TierGuard::NoTiers)) };
        if rules.ladder().tier(rank).is_none() {
            return Err(no(TierGuard::NoSuchTier { highest: rules.ladder().highest() }));
        }
        if self.plain.given.len() >= Self::MOST_GIVEN {
            return Err(no(TierGuard::TooManyTiers));
        }
        let during = Period::new(stamp.valid_at, until);
        let during =
            during.map_err(|why| Refusal::invalid(&MACHINE, from, VERB, why.in_field("until")))?;
        let words = MemberWords { card: None, reason: Some(reason) };
        Ok(Event::with(MemberEvent::TierGiven(ManualTier { rank, during }), words))
    }

    /// Ends every tier that was given by hand, from now on. What was earned counts.
    ///
    /// # Errors
    /// A refusal when none holds, or before what happened last.
    pub fn end_tier(&self, reason: Line, stamp: &Stamp) -> Said {
        const VERB: &str = "end_tier";
        let from = self.may(VERB, stamp)?;
        if !self.plain.given.iter().any(|given| given.during.end() > stamp.valid_at) {
            return Err(Refusal::guard(
                &MACHINE,
                from,
                VERB,
                MemberGuard::Tier(TierGuard::NoTierGiven),
            ));
        }
        let words = MemberWords { card: None, reason: Some(reason) };
        Ok(Event::with(MemberEvent::TierEnded, words))
    }

    /// The tiers that were ever given by hand, in the order in which they were.
    #[must_use]
    pub fn given_tiers(&self) -> &[ManualTier] {
        &self.plain.given
    }

    /// Cuts every given tier off at an instant.
    pub(super) fn cut_given(&mut self, at: Timestamp) {
        self.plain.given.retain_mut(|given| {
            if given.during.end() <= at {
                return true;
            }
            match Period::new(given.during.start(), at) {
                Ok(during) => {
                    given.during = during;
                    true
                }
                Err(_) => false,
            }
        });
    }
}
