//! The ladder of tiers: where each begins and what it gives.

use serde::{Deserialize, Serialize};

use crate::domain::{CustomKey, Invalid, Name, Percent, Points, Tag};

/// By how much what is earned is multiplied: a ratio, so that nothing is rounded before the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u32, u32)", into = "(u32, u32)")]
pub struct Multiplier {
    numerator: u32,
    denominator: u32,
}

impl Multiplier {
    /// Once.
    pub const ONE: Multiplier = Multiplier { numerator: 1, denominator: 1 };
    /// The most of either number.
    pub const MOST: u32 = 1_000_000;

    /// Takes a ratio.
    ///
    /// ```
    /// use guanxi::domain::Points;
    /// use guanxi::domain::tier::Multiplier;
    /// let half_more = Multiplier::new(3, 2)?;
    /// assert_eq!(half_more.of(Points::new(101)?)?, Points::new(151)?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Range`] unless the lower number is 1 to 1 000 000 and the upper at most that.
    pub fn new(numerator: u32, denominator: u32) -> Result<Self, Invalid> {
        let high = i64::from(Self::MOST);
        if numerator > Self::MOST || !(1..=Self::MOST).contains(&denominator) {
            return Err(Invalid::Range { field: "ratio", low: 1, high });
        }
        Ok(Multiplier { numerator, denominator })
    }

    /// The upper number.
    #[must_use]
    pub const fn numerator(self) -> u32 {
        self.numerator
    }

    /// The lower number, never 0.
    #[must_use]
    pub const fn denominator(self) -> u32 {
        self.denominator
    }

    /// So many points multiplied, rounded down once.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] for more than can be held.
    pub fn of(self, points: Points) -> Result<Points, Invalid> {
        points.scaled(i64::from(self.numerator), i64::from(self.denominator))
    }
}

impl TryFrom<(u32, u32)> for Multiplier {
    type Error = Invalid;

    fn try_from((numerator, denominator): (u32, u32)) -> Result<Self, Invalid> {
        Multiplier::new(numerator, denominator)
    }
}

impl From<Multiplier> for (u32, u32) {
    fn from(by: Multiplier) -> Self {
        (by.numerator, by.denominator)
    }
}

/// What a tier entitles to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Benefit {
    /// So much off the price of everything, or of one category.
    Discount {
        /// How much.
        share: Percent,
        /// Of what; of everything where it names nothing.
        category: Option<Tag>,
    },
    /// A service that only members from this tier on have, such as a consultation.
    Service(CustomKey),
}

/// One rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// What people call it.
    pub name: Name,
    /// From how much of what is measured it is reached: points, minor units of money, purchases.
    pub threshold: i64,
    /// What it entitles to beside what the tiers below it do.
    pub benefits: Vec<Benefit>,
    /// By how much what is earned is multiplied.
    pub earn_multiplier: Multiplier,
}

impl Tier {
    /// A tier from this much on, without benefits, earning once.
    ///
    /// # Errors
    /// What [`Name::new`] turns away.
    pub fn new(name: &str, threshold: i64) -> Result<Self, Invalid> {
        let name = Name::new(name)?;
        Ok(Tier { name, threshold, benefits: Vec::new(), earn_multiplier: Multiplier::ONE })
    }

    /// The same, with one benefit more.
    #[must_use]
    pub fn with(mut self, benefit: Benefit) -> Self {
        self.benefits.push(benefit);
        self
    }

    /// The same, multiplying what is earned.
    #[must_use]
    pub fn earning(mut self, by: Multiplier) -> Self {
        self.earn_multiplier = by;
        self
    }
}

/// The tiers of a programme from the lowest up: the first begins at 0, each next one higher.
///
/// ```
/// use guanxi::domain::tier::{Ladder, Tier};
/// let ladder = Ladder::new([
///     Tier::new("普通", 0)?, Tier::new("银", 1_000)?, Tier::new("金", 5_000)?,
/// ])?;
/// assert_eq!(ladder.rank_for(4_999), 1);
/// assert!(Ladder::new([Tier::new("普通", 0)?, Tier::new("银", 0)?]).is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Tier>", into = "Vec<Tier>")]
pub struct Ladder(Vec<Tier>);

impl Ladder {
    /// The most tiers of a ladder.
    pub const TIERS: usize = 20;
    /// The most benefits of a tier.
    pub const BENEFITS: usize = 50;

    /// Takes the tiers from the lowest up.
    ///
    /// # Errors
    /// [`Invalid::Empty`] for none, [`Invalid::TooMany`] above 20 tiers or 50 benefits,
    /// [`Invalid::Order`] unless the first begins at 0 and each next one higher, and
    /// [`Invalid::Twice`] for a name that stands twice.
    pub fn new(tiers: impl IntoIterator<Item = Tier>) -> Result<Self, Invalid> {
        let field = "tiers";
        let tiers: Vec<Tier> = tiers.into_iter().collect();
        if tiers.len() > Self::TIERS {
            return Err(Invalid::TooMany { field, limit: Self::TIERS });
        }
        if tiers.iter().any(|tier| tier.benefits.len() > Self::BENEFITS) {
            return Err(Invalid::TooMany { field: "benefits", limit: Self::BENEFITS });
        }
        let first = tiers.first().ok_or(Invalid::Empty { field })?;
        let rising = tiers.iter().zip(tiers.iter().skip(1)).all(|(a, b)| a.threshold < b.threshold);
        if first.threshold != 0 || !rising {
            return Err(Invalid::Order { field, order: "0 < next < next" });
        }
        let twice = |(n, tier): (usize, &Tier)| tiers.iter().take(n).any(|t| t.name == tier.name);
        if tiers.iter().enumerate().any(twice) {
            return Err(Invalid::Twice { field });
        }
        Ok(Ladder(tiers))
    }

    /// The tiers from the lowest up: their places are their ranks.
    #[must_use]
    pub fn tiers(&self) -> &[Tier] {
        &self.0
    }

    /// A tier by rank.
    #[must_use]
    pub fn tier(&self, rank: u8) -> Option<&Tier> {
        self.0.get(usize::from(rank))
    }

    /// The highest rank.
    #[must_use]
    pub fn highest(&self) -> u8 {
        u8::try_from(self.0.len()).unwrap_or(u8::MAX).saturating_sub(1)
    }

    /// The highest rank that this much reaches.
    #[must_use]
    pub fn rank_for(&self, value: i64) -> u8 {
        let reached = self.0.iter().skip(1).take_while(|tier| tier.threshold <= value).count();
        u8::try_from(reached).unwrap_or(u8::MAX)
    }

    /// From how much a rank is reached; of a rank above the ladder nobody has enough.
    #[must_use]
    pub fn threshold(&self, rank: u8) -> i64 {
        self.tier(rank).map_or(i64::MAX, |tier| tier.threshold)
    }

    /// What a rank entitles to: its own benefits and those of all tiers below it.
    pub fn benefits(&self, rank: u8) -> impl Iterator<Item = &Benefit> {
        self.0.iter().take(usize::from(rank) + 1).flat_map(|tier| &tier.benefits)
    }

    /// The largest discount that a rank gives on a category; 0 % where it gives none.
    #[must_use]
    pub fn discount(&self, rank: u8, category: Option<&Tag>) -> Percent {
        let applies = |benefit: &Benefit| match benefit {
            Benefit::Discount { share, category: None } => Some(*share),
            Benefit::Discount { share, category: Some(of) } => {
                (category == Some(of)).then_some(*share)
            }
            Benefit::Service(_) => None,
        };
        self.benefits(rank).filter_map(applies).max().unwrap_or(Percent::NONE)
    }

    /// Whether a rank entitles to a service for members.
    #[must_use]
    pub fn serves(&self, rank: u8, service: &CustomKey) -> bool {
        self.benefits(rank).any(|benefit| matches!(benefit, Benefit::Service(s) if s == service))
    }
}

impl TryFrom<Vec<Tier>> for Ladder {
    type Error = Invalid;

    fn try_from(tiers: Vec<Tier>) -> Result<Self, Invalid> {
        Ladder::new(tiers)
    }
}

impl From<Ladder> for Vec<Tier> {
    fn from(ladder: Ladder) -> Self {
        ladder.0
    }
}
