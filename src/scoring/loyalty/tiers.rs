//! A member's tiers by the terms of its programme, from what the ledger says.

use super::ledger::movements;
use crate::domain::member::{Hold, Lot, Member, PointsEntry};
use crate::domain::programme::{Programme, Version};
use crate::domain::tier::{
    Benefit, Chapter, Course, History, Ladder, ManualTier, Membership, Metric, Movement,
    Multiplier, Outlook, Standing, Tier, TierRules,
};
use crate::domain::{CustomKey, Invalid, Percent, Tag, Timestamp};

/// Everything that a member's tiers follow from.
///
/// Each instant is judged by the terms that held at it, as if they had held since the client joined:
/// an amendment rewrites nothing that was, and asks of everybody from then on what it asks of a new
/// member. So it is with what came from another membership: it counts from the merge on, as if it had
/// always been this member's, and changes no answer about earlier.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberTiers {
    programme: Programme,
    member: Member,
    /// What counts from each instant on, the earliest first.
    counted: Vec<Counted>,
}

#[derive(Debug, Clone, PartialEq)]
struct Counted {
    since: Timestamp,
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
        let counted = vec![Counted { since: Timestamp::MIN, entries, lots }];
        MemberTiers { programme, member, counted }
    }

    /// From an instant on these entries count, in the order of time and with the lots that
    /// [`movements`] needs, and no others: what was bought under another membership that was merged
    /// into this one counts too, and what went to another one counts there. A balance is that of the
    /// member's own entries, which tell of merges themselves.
    #[must_use]
    pub fn counting(
        mut self,
        since: Timestamp,
        mut entries: Vec<PointsEntry>,
        lots: Vec<Lot>,
    ) -> Self {
        entries.sort_by_key(PointsEntry::at);
        self.counted.push(Counted { since, entries, lots });
        self.counted.sort_by_key(|counted| counted.since);
        self
    }

    /// Where the member stood at an instant, or stands at it if nothing more happens; none before
    /// the client joined, and where the terms had no tiers.
    ///
    /// # Errors
    /// What [`Membership::new`] turns away.
    pub fn at(&self, at: Timestamp) -> Result<Option<Stood>, Invalid> {
        let Some((version, terms)) = self.programme.terms_at(at) else { return Ok(None) };
        let Some(rules) = &terms.tiers else { return Ok(None) };
        let history = self.history(rules, at, at)?;
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
            let begins = if number > 1 { version.since } else { Timestamp::MIN };
            let turns = self.counted.iter().map(|counted| counted.since);
            let turns = turns.filter(|turn| begins < *turn && *turn < end && *turn <= as_of);
            let mut since: Vec<Timestamp> = std::iter::once(version.since).chain(turns).collect();
            since.dedup();
            let until = since.iter().skip(1).copied().chain([end]);
            for (since, until) in since.iter().zip(until) {
                chapters.push(self.chapter((number, version), *since, as_of.min(until))?);
            }
        }
        Ok(Course::new(chapters))
    }

    /// How the member stands at an instant by the terms that hold then, and where that leads if
    /// nothing happens but what is known to come: points that wait will count, and a balance falls
    /// when points expire. None before the client joined, and where there are no tiers.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn outlook(&self, as_of: Timestamp) -> Result<Option<Outlook>, Invalid> {
        let terms = self.programme.terms_at(as_of).map(|(_, terms)| terms);
        let Some(rules) = terms.and_then(|terms| terms.tiers.as_ref()) else { return Ok(None) };
        let moved = self.moved(rules, as_of);
        Ok(self.membership(rules, &moved, &[])?.outlook(as_of))
    }

    /// What moved the metric of the terms that hold at an instant, in the order of time.
    #[must_use]
    pub fn movements(&self, at: Timestamp) -> Vec<Movement> {
        let terms = self.programme.terms_at(at).map(|(_, terms)| terms);
        let rules = terms.and_then(|terms| terms.tiers.as_ref());
        rules.map(|rules| self.moved(rules, at)).unwrap_or_default()
    }

    /// What a version says from an instant on, by what counts at it, up to another.
    fn chapter(
        &self,
        (number, version): (u32, &Version),
        since: Timestamp,
        as_of: Timestamp,
    ) -> Result<Chapter, Invalid> {
        let tiers = version.terms.tiers.as_ref();
        let history = tiers.map(|rules| self.history(rules, since, as_of)).transpose()?;
        Ok(Chapter { version: number, since, history })
    }

    fn history(
        &self,
        rules: &TierRules,
        counts: Timestamp,
        as_of: Timestamp,
    ) -> Result<History, Invalid> {
        let (moved, given) = (self.moved(rules, counts), self.given(rules));
        Ok(self.membership(rules, &moved, &given)?.history(as_of))
    }

    /// What moved the metric, of everything that counts at an instant.
    fn moved(&self, rules: &TierRules, at: Timestamp) -> Vec<Movement> {
        let counted = match rules.metric() {
            Metric::Balance => self.counted.first(),
            Metric::QualifyingPoints | Metric::CollectedPoints | Metric::Spend | Metric::Count => {
                self.counted.iter().rfind(|counted| counted.since <= at).or(self.counted.first())
            }
        };
        let holds = self.member.holds().iter();
        let live: Vec<Hold> = holds.filter(|hold| hold.is_live(at)).cloned().collect();
        let told =
            |counted: &Counted| movements(rules.metric(), &counted.entries, &counted.lots, &live);
        counted.map(told).unwrap_or_default()
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
