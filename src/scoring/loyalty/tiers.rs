//! A member's tiers by the terms of its programme, from what the ledger says.

use super::ledger::movements;
use crate::domain::member::{Lot, Member, PointsEntry};
use crate::domain::programme::{Programme, Version};
use crate::domain::tier::{
    Benefit, Chapter, Course, History, Ladder, ManualTier, Membership, Movement, Multiplier,
    Outlook, Standing, Tier, TierRules,
};
use crate::domain::{CustomKey, Invalid, Percent, Tag, Timestamp};

/// Everything that a member's tiers follow from.
///
/// Each instant is judged by the terms that held at it, as if they had held since the client joined:
/// an amendment rewrites nothing that was, and asks of everybody from then on what it asks of a new
/// member.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberTiers {
    programme: Programme,
    member: Member,
    entries: Vec<PointsEntry>,
    lots: Vec<Lot>,
}

/// Where a member stood at an instant, and what that entitles to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// The version of the terms by which it is told, counted from 1.
    pub version: u32,
    /// The rank that counts, what was earned, and what was given by hand.
    pub standing: Standing,
    /// The ladder of that version.
    pub ladder: Ladder,
}

impl Stood {
    /// The rank that counts.
    #[must_use]
    pub fn rank(&self) -> u8 {
        self.standing.rank
    }

    /// The tier that counts; none for a rank that the ladder has not.
    #[must_use]
    pub fn tier(&self) -> Option<&Tier> {
        self.ladder.tier(self.rank())
    }

    /// Everything that it entitles to, that of the tiers below it included.
    pub fn benefits(&self) -> impl Iterator<Item = &Benefit> {
        self.ladder.benefits(self.rank())
    }

    /// The largest discount on a category; 0 % where there is none.
    #[must_use]
    pub fn discount(&self, category: Option<&Tag>) -> Percent {
        self.ladder.discount(self.rank(), category)
    }

    /// Whether it entitles to a service for members.
    #[must_use]
    pub fn serves(&self, service: &CustomKey) -> bool {
        self.ladder.serves(self.rank(), service)
    }
}

impl MemberTiers {
    /// The tiers of a member of a programme, from all of its entries in the order of time, and from
    /// the lots that [`movements`] needs.
    #[must_use]
    pub fn of(
        programme: Programme,
        member: Member,
        entries: Vec<PointsEntry>,
        lots: Vec<Lot>,
    ) -> Self {
        MemberTiers { programme, member, entries, lots }
    }

    /// Where the member stood at an instant, or stands at it if nothing more happens; none before
    /// the client joined, and where the terms had no tiers.
    ///
    /// # Errors
    /// What [`Membership::new`] turns away.
    pub fn at(&self, at: Timestamp) -> Result<Option<Stood>, Invalid> {
        let Some((version, terms)) = self.programme.terms_at(at) else { return Ok(None) };
        let Some(rules) = &terms.tiers else { return Ok(None) };
        let history = self.history(rules, at)?;
        let ladder = rules.ladder().clone();
        Ok(history.at(at).map(|standing| Stood { version, standing, ladder }))
    }

    /// By how much what is bought at an instant is multiplied: once where there is no tier.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn multiplier(&self, at: Timestamp) -> Result<Multiplier, Invalid> {
        let stood = self.at(at)?;
        let tier = stood.as_ref().and_then(Stood::tier);
        Ok(tier.map_or(Multiplier::ONE, |tier| tier.earn_multiplier))
    }

    /// Which tier the member had at every instant up to this one, by the versions of the terms.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn course(&self, as_of: Timestamp) -> Result<Course, Invalid> {
        let versions = self.programme.versions();
        let ends = versions.iter().skip(1).map(|next| next.since).chain([Timestamp::MAX]);
        let mut chapters = Vec::new();
        for ((number, version), end) in (1_u32..).zip(versions).zip(ends) {
            if number > 1 && version.since > as_of {
                break;
            }
            chapters.push(self.chapter(number, version, as_of.min(end))?);
        }
        Ok(Course::new(chapters))
    }

    /// How the member stands at an instant by the terms that hold then, and where that leads if
    /// nothing more happens; none before the client joined, and where there are no tiers.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn outlook(&self, as_of: Timestamp) -> Result<Option<Outlook>, Invalid> {
        let terms = self.programme.terms_at(as_of).map(|(_, terms)| terms);
        let Some(rules) = terms.and_then(|terms| terms.tiers.as_ref()) else { return Ok(None) };
        let moved = self.moved(rules);
        Ok(self.membership(rules, &moved, &[])?.outlook(as_of))
    }

    /// What moved the metric of the terms that hold at an instant, in the order of time.
    #[must_use]
    pub fn movements(&self, at: Timestamp) -> Vec<Movement> {
        let terms = self.programme.terms_at(at).map(|(_, terms)| terms);
        let rules = terms.and_then(|terms| terms.tiers.as_ref());
        rules.map(|rules| self.moved(rules)).unwrap_or_default()
    }

    fn chapter(
        &self,
        number: u32,
        version: &Version,
        as_of: Timestamp,
    ) -> Result<Chapter, Invalid> {
        let tiers = version.terms.tiers.as_ref();
        let history = tiers.map(|rules| self.history(rules, as_of)).transpose()?;
        Ok(Chapter { version: number, since: version.since, history })
    }

    fn history(&self, rules: &TierRules, as_of: Timestamp) -> Result<History, Invalid> {
        let (moved, given) = (self.moved(rules), self.given(rules));
        Ok(self.membership(rules, &moved, &given)?.history(as_of))
    }

    fn moved(&self, rules: &TierRules) -> Vec<Movement> {
        movements(rules.metric(), &self.entries, &self.lots)
    }

    /// What was given by hand; a rank that these rules have no more is their highest.
    fn given(&self, rules: &TierRules) -> Vec<ManualTier> {
        let highest = rules.ladder().highest();
        let given = self.member.given_tiers().iter();
        given.map(|given| ManualTier { rank: given.rank.min(highest), ..*given }).collect()
    }

    fn membership<'m>(
        &self,
        rules: &'m TierRules,
        moved: &'m [Movement],
        given: &'m [ManualTier],
    ) -> Result<Membership<'m>, Invalid> {
        let zone = self.programme.terms_at(self.member.joined_at()).map(|(_, terms)| terms.zone);
        let zone = zone.unwrap_or(crate::domain::Zone::UTC);
        Membership::new(rules, self.member.joined_at(), zone, moved, given)
    }
}
