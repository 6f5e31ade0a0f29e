//! What purchases would have earned under other terms, without anything being written.

use super::liability::Held;
use crate::domain::programme::{Cap, CapPer, Earned, Join, Multiplier, Purchase, Terms};
use crate::domain::tier::{ManualTier, Membership, Metric, Movement};
use crate::domain::transaction::Transaction;
use crate::domain::{Invalid, Money, Period, Points, Timestamp};

/// A purchase, and what came back of it so far.
#[derive(Debug, Clone, PartialEq)]
pub struct BoughtBack {
    /// What was bought.
    pub purchase: Purchase,
    /// What came back.
    pub refunds: Vec<Transaction>,
}

/// The member whose purchases are gone through again.
#[derive(Debug, Clone, Copy)]
pub struct Rerun<'r> {
    /// When the client joined.
    pub joined: Timestamp,
    /// The tiers that were given by hand.
    pub given: &'r [ManualTier],
    /// The purchases in the order of time, those before the period included: caps, a first purchase
    /// and tiers look back at them.
    pub bought: &'r [BoughtBack],
}

/// What purchases of a period earned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Yield {
    /// The points, less what returns took back.
    pub points: Points,
    /// The same points with when they expire, as if none had been spent.
    pub held: Vec<Held>,
}

impl Rerun<'_> {
    /// What the purchases of a period earn under terms that are told by the instant of the purchase.
    ///
    /// Each purchase earns when it was made, not when it was told; a return takes back its share of
    /// the points whatever the policy of returns would have found, and points last as they would
    /// have: a balance by which a tier is measured falls when they expire; a purchase in another currency,
    /// and one before the client joined where that does not count, earns nothing.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] for more than can be held, [`Invalid::Date`] at the ends of time.
    pub fn under<'t>(
        &self,
        terms_at: impl Fn(Timestamp) -> Option<&'t Terms>,
        period: Period,
    ) -> Result<Yield, Invalid> {
        let mut lived: Vec<Lived> = Vec::new();
        let mut sum = Yield::default();
        for one in self.bought {
            let at = one.purchase.at;
            let Some(terms) = terms_at(at) else { continue };
            let early = at < self.joined && !matches!(terms.join, Join::OnEarn | Join::NotNeeded);
            if early || one.purchase.currency != terms.currency {
                continue;
            }
            let Some(earned) = self.earn(one, terms, &lived)? else { continue };
            if period.contains(at) {
                sum.points = sum.points.checked_add(earned.stays)?;
                sum.held.push(Held { points: earned.stays, expires_at: earned.until });
            }
            lived.push(earned);
        }
        Ok(sum)
    }

    fn earn(
        &self,
        one: &BoughtBack,
        terms: &Terms,
        lived: &[Lived],
    ) -> Result<Option<Lived>, Invalid> {
        let at = one.purchase.at;
        let mut purchase = one.purchase.clone();
        purchase.is_first = lived.is_empty();
        let tier = self.multiplier(terms, at, lived)?;
        let earning = terms.earning(&purchase, tier, so_far(terms, at, lived)?)?;
        if earning.points == Points::ZERO {
            return Ok(None);
        }
        let returned = terms.returned(&one.refunds)?;
        let returned_at = one.refunds.iter().map(Transaction::at).max().unwrap_or(at);
        let stays = stays(earning.points, earning.eligible, returned)?;
        let from = terms.activates(at)?;
        let until = from.map(|from| terms.expires(from)).transpose()?.flatten();
        let (points, eligible) = (earning.points, earning.eligible);
        Ok(Some(Lived { at, from, until, points, stays, eligible, returned_at }))
    }

    fn multiplier(
        &self,
        terms: &Terms,
        at: Timestamp,
        lived: &[Lived],
    ) -> Result<Multiplier, Invalid> {
        let Some(rules) = terms.tiers.as_ref().filter(|_| terms.asks_tier()) else {
            return Ok(Multiplier::ONE);
        };
        let highest = rules.ladder().highest();
        let given: Vec<ManualTier> = self
            .given
            .iter()
            .map(|given| ManualTier { rank: given.rank.min(highest), ..*given })
            .collect();
        let mut moved: Vec<Movement> =
            lived.iter().flat_map(|one| one.movements(rules.metric())).collect();
        moved.sort_by_key(|movement| movement.at);
        let member = Membership::new(rules, self.joined, terms.zone, &moved, &given)?;
        let rank = member.history(at).rank_at(at);
        let tier = rank.and_then(|rank| rules.ladder().tier(rank));
        Ok(tier.map_or(Multiplier::ONE, |tier| tier.earn_multiplier))
    }
}

/// A purchase that was gone through.
#[derive(Debug, Clone, Copy)]
struct Lived {
    at: Timestamp,
    /// From when on its points can be spent, where that is known.
    from: Option<Timestamp>,
    /// Until when; none where they last for ever.
    until: Option<Timestamp>,
    points: Points,
    stays: Points,
    eligible: Money,
    returned_at: Timestamp,
}

impl Lived {
    /// How it moves a metric: what it earned when that counts, less when it came back, and a balance
    /// loses what is left when that expires.
    fn movements(&self, metric: Metric) -> Vec<Movement> {
        let Some(from) = self.from else { return Vec::new() };
        let counts = |points: Points| match metric {
            Metric::QualifyingPoints | Metric::CollectedPoints | Metric::Balance => points.get(),
            Metric::Spend => {
                let part = i128::from(self.eligible.minor()) * i128::from(points.get());
                i64::try_from(part / i128::from(self.points.get().max(1))).unwrap_or(i64::MAX)
            }
            Metric::Count => i64::from(points > Points::ZERO),
        };
        let lost = counts(self.stays).saturating_sub(counts(self.points));
        let returned_at = from.max(self.returned_at);
        let mut moved = vec![Movement { at: from, by: counts(self.points) }];
        if lost != 0 {
            moved.push(Movement { at: returned_at, by: lost });
        }
        if let Some(until) = self.until.filter(|_| metric == Metric::Balance) {
            let left = if returned_at < until { self.stays } else { self.points };
            moved.push(Movement { at: until, by: left.get().saturating_neg() });
        }
        moved
    }
}

/// What was earned before in the stretches of the caps.
fn so_far(terms: &Terms, at: Timestamp, lived: &[Lived]) -> Result<Earned, Invalid> {
    let sum = |per: CapPer| -> Result<Points, Invalid> {
        if !terms.caps.iter().any(|cap: &Cap| cap.per == per) {
            return Ok(Points::ZERO);
        }
        let Some(period) = terms.cap_period(per, at)? else { return Ok(Points::ZERO) };
        let within = lived.iter().filter(|one| period.contains(one.at));
        within.map(|one| one.points).try_fold(Points::ZERO, Points::checked_add)
    };
    Ok(Earned { day: sum(CapPer::Day)?, month: sum(CapPer::Month)?, year: sum(CapPer::Year)? })
}

/// What stays of points when so much of what they were earned on came back, rounded down.
fn stays(points: Points, original: Money, returned: Money) -> Result<Points, Invalid> {
    let left = original.checked_sub(returned)?.minor().max(0);
    if original.minor() <= 0 { Ok(Points::ZERO) } else { points.scaled(left, original.minor()) }
}
