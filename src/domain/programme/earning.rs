//! How many points a purchase earns, and why.

use serde::{Deserialize, Serialize};

use super::fraction::Fraction;
use super::purchase::{Purchase, PurchaseLine, lines_of};
use super::rule::{Combining, EarnRule, Gives, Occasion};
use super::terms::{CapPer, Terms};
use crate::domain::calendar::Weekday;
use crate::domain::tier::Multiplier;
use crate::domain::transaction::Transaction;
use crate::domain::{CustomKey, Invalid, Money, Points};

/// How many points a member has earned by purchases in the stretches of the caps so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Earned {
    /// In the day.
    pub day: Points,
    /// In the month.
    pub month: Points,
    /// In the year.
    pub year: Points,
}

/// What a purchase earns, with everything by which that was found: the amounts, the exact number
/// before it was rounded down once, what was given on top, and what was cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earning {
    /// The lines on which points are earned, before what was paid with points is taken off: what
    /// a return is measured against.
    pub eligible: Money,
    /// How much of that was paid with points.
    pub with_points: Money,
    /// Each amount on which points are earned, with the multipliers that hold for it.
    pub shares: Vec<Share>,
    /// The multiplier of the member's tier.
    pub tier: Multiplier,
    /// The points before rounding, as a fraction.
    pub exact: String,
    /// The rules that gave points on top, and how many.
    pub bonuses: Vec<(CustomKey, Points)>,
    /// What was cut, and by what.
    pub cuts: Vec<Cut>,
    /// The points.
    pub points: Points,
}

/// An amount on which points are earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The amount, less what was paid with points.
    pub amount: Money,
    /// The rules that multiply it.
    pub rules: Vec<CustomKey>,
}

/// Points that a cap cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Which cap.
    pub by: CutBy,
    /// How many points it cut off.
    pub points: Points,
}

/// A cap that cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutBy {
    /// For what stretch.
    pub per: CapPer,
    /// The most points in it.
    pub most: Points,
}

impl Terms {
    /// What a purchase earns under these terms: the exact points of every line by rate, rules and
    /// tier, rounded down once; then bonuses; then caps.
    ///
    /// What was paid with points is taken off the lines in proportion to their amounts, by the
    /// largest remainder.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for a purchase in another currency, [`Invalid::Overflow`] for more points
    /// than can be held.
    pub fn earning(
        &self,
        purchase: &Purchase,
        tier: Multiplier,
        so_far: Earned,
    ) -> Result<Earning, Invalid> {
        self.fits(purchase.currency)?;
        let lines: Vec<&PurchaseLine> =
            purchase.lines.iter().filter(|line| self.counts(line)).collect();
        let amounts = self.amounts(&lines)?;
        let eligible = Money::total(self.currency, amounts.iter().copied())?;
        let with_points = purchase.paid_with_points.minor().clamp(0, eligible.minor().max(0));
        let with_points = Money::new(with_points, self.currency);
        let bases = less(&amounts, with_points)?;
        let date = self.zone.date(purchase.at)?;
        let occasion =
            Occasion { date, weekday: weekday(date), eligible, is_first: purchase.is_first };
        let mut exact = Fraction::ZERO;
        let mut shares = Vec::new();
        for (line, base) in lines.iter().zip(&bases) {
            let (by, rules) = self.multiplied(line, &occasion)?;
            let amount = Fraction::new(i128::from(base.minor()), 1);
            exact = exact.plus(amount.times(by)?)?;
            shares.push(Share { amount: *base, rules });
        }
        let exact = exact.times(self.each())?.times(fraction(tier))?;
        let earns = bases.iter().any(|base| base.minor() > 0);
        let bonuses = if earns { self.bonuses(&lines, &occasion) } else { Vec::new() };
        let floor = Points::new(exact.floor()?)?;
        let sum = bonuses.iter().try_fold(floor, |sum, (_, more)| sum.checked_add(*more))?;
        let (points, cuts) = self.capped(sum, so_far)?;
        let exact = exact.to_string();
        Ok(Earning { eligible, with_points, shares, tier, exact, bonuses, cuts, points })
    }

    /// How much of what points were earned on has come back, by all refunds of a purchase together:
    /// measured as [`Earning::eligible`] is, before anything that was paid with points.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] for more than can be held, [`Invalid::Mixed`] for another currency.
    pub fn returned(&self, refunds: &[Transaction]) -> Result<Money, Invalid> {
        let lines: Vec<PurchaseLine> = refunds.iter().flat_map(lines_of).collect();
        let counted: Vec<&PurchaseLine> = lines.iter().filter(|line| self.counts(line)).collect();
        Money::total(self.currency, self.amounts(&counted)?)
    }

    /// What points are, or would be, earned on of a purchase, before what was paid with points.
    ///
    /// # Errors
    /// As [`earning`](Self::earning).
    pub fn eligible(&self, purchase: &Purchase) -> Result<Money, Invalid> {
        self.fits(purchase.currency)?;
        let lines: Vec<&PurchaseLine> =
            purchase.lines.iter().filter(|line| self.counts(line)).collect();
        Money::total(self.currency, self.amounts(&lines)?)
    }

    fn fits(&self, found: crate::domain::Currency) -> Result<(), Invalid> {
        if found == self.currency {
            return Ok(());
        }
        let (left, right) = (self.currency.to_string(), found.to_string());
        Err(Invalid::Mixed { field: "currency", left, right })
    }

    fn amounts(&self, lines: &[&PurchaseLine]) -> Result<Vec<Money>, Invalid> {
        let amount = |line: &&PurchaseLine| {
            if self.counts_tax { line.net.checked_add(line.tax) } else { Ok(line.net) }
        };
        lines.iter().map(amount).collect()
    }

    fn each(&self) -> Fraction {
        Fraction::new(i128::from(self.rate.points()), i128::from(self.rate.minor()))
    }

    fn multiplied(
        &self,
        line: &PurchaseLine,
        occasion: &Occasion,
    ) -> Result<(Fraction, Vec<CustomKey>), Invalid> {
        let mut by: Option<Fraction> = None;
        let mut names = Vec::new();
        for rule in self.rules.iter().filter(|rule| rule.when.holds(line, occasion)) {
            let Gives::Times(times) = rule.gives else { continue };
            let next = fraction(times);
            names.push(rule.name.clone());
            by = Some(match (by, self.combining) {
                (None, _) => next,
                (Some(by), Combining::Highest) => {
                    if by.at_least(next)? {
                        by
                    } else {
                        next
                    }
                }
                (Some(by), Combining::Sum) => by.plus(next)?.less(Fraction::ONE)?,
                (Some(by), Combining::Product) => by.times(next)?,
            });
        }
        Ok((by.unwrap_or(Fraction::ONE), names))
    }

    fn bonuses(&self, lines: &[&PurchaseLine], occasion: &Occasion) -> Vec<(CustomKey, Points)> {
        let holds = |rule: &&EarnRule| lines.iter().any(|line| rule.when.holds(line, occasion));
        let given = self.rules.iter().filter(holds).filter_map(|rule| match rule.gives {
            Gives::Bonus(points) => Some((rule.name.clone(), points)),
            Gives::Times(_) => None,
        });
        given.collect()
    }

    fn capped(&self, sum: Points, so_far: Earned) -> Result<(Points, Vec<Cut>), Invalid> {
        let mut points = sum;
        let mut cuts = Vec::new();
        for cap in &self.caps {
            let used = match cap.per {
                CapPer::Transaction => Points::ZERO,
                CapPer::Day => so_far.day,
                CapPer::Month => so_far.month,
                CapPer::Year => so_far.year,
            };
            let left = Points::new(cap.most.get().saturating_sub(used.get()).max(0))?;
            if points > left {
                let cut = points.checked_sub(left)?;
                cuts.push(Cut { by: CutBy { per: cap.per, most: cap.most }, points: cut });
                points = left;
            }
        }
        Ok((points, cuts))
    }
}

fn fraction(by: Multiplier) -> Fraction {
    Fraction::new(i128::from(by.numerator()), i128::from(by.denominator()))
}

/// The amounts less what was paid with points, in proportion.
fn less(amounts: &[Money], with_points: Money) -> Result<Vec<Money>, Invalid> {
    if with_points.minor() == 0 {
        return Ok(amounts.to_vec());
    }
    let weights: Vec<u64> = amounts.iter().map(|amount| amount.minor().unsigned_abs()).collect();
    let parts = with_points.split_by(&weights)?;
    amounts.iter().zip(parts).map(|(amount, part)| amount.checked_sub(part)).collect()
}

fn weekday(date: crate::domain::Date) -> Weekday {
    // 1 January 1970 was a Thursday.
    let from_monday = usize::try_from((i64::from(date.days()) + 3).rem_euclid(7)).unwrap_or(0);
    Weekday::ALL.get(from_monday).copied().unwrap_or(Weekday::Monday)
}
