//! What the firm has decided about satisfaction: what weighs how much, and what is good.

use serde::{Deserialize, Serialize};

use crate::domain::contact::ContactRole;
use crate::domain::survey::Dimension;
use crate::domain::{Invalid, Percent, Score};

/// How good an index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Band {
    /// Somebody should talk to them.
    Poor,
    /// It could be better.
    Fair,
    /// They are satisfied.
    Good,
}

/// The weights of sides and roles, how fast answers age, and the bands.
///
/// ```
/// use guanxi::domain::Score;
/// use guanxi::domain::survey::Dimension;
/// use guanxi::scoring::satisfaction::SatisfactionPolicy;
/// let policy = SatisfactionPolicy::version(2)
///     .weighing(Dimension::Value, 0)?
///     .half_life_days(180)?
///     .bands(Score::from_bp(5_000)?, Score::from_bp(7_500)?)?;
/// assert_eq!(policy.weight(Dimension::Overall), 30);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Told", into = "Told")]
pub struct SatisfactionPolicy {
    number: u32,
    weights: [u16; 7],
    roles: [u16; 5],
    half_life_days: u16,
    coverage: Percent,
    fair: Score,
    good: Score,
    drawn: u16,
}

/// The policy as it is written, before it is checked.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    number: u32,
    weights: [u16; 7],
    roles: [u16; 5],
    half_life_days: u16,
    coverage: Percent,
    fair: Score,
    good: Score,
    drawn: u16,
}

impl SatisfactionPolicy {
    /// The most that a side or a role weighs.
    pub const HEAVIEST: u16 = 100;

    /// What holds where the firm has said nothing else, under this version: overall 30, technical
    /// support and response speed 15 each, fulfilment 20, communication 10, quality and value 5 each;
    /// who decides 3, who influences 2, anybody else 1; half as much after 90 days; at least half of
    /// the weights and of the people; fair from 60 and good from 80; small samples drawn towards all
    /// as by 3 answers.
    #[must_use]
    pub fn version(number: u32) -> Self {
        let score = |bp| Score::from_bp(bp).unwrap_or(Score::MIN);
        SatisfactionPolicy {
            number,
            weights: [30, 15, 15, 20, 10, 5, 5],
            roles: [3, 2, 1, 1, 1],
            half_life_days: 90,
            coverage: Percent::from_bp(5_000).unwrap_or(Percent::NONE),
            fair: score(6_000),
            good: score(8_000),
            drawn: 3,
        }
    }

    /// The same, with another weight of a side; one of nought is left out, of the index and of what it
    /// is to cover.
    ///
    /// # Errors
    /// [`Invalid::Range`] above 100, and when no side weighs anything any more.
    pub fn weighing(mut self, dimension: Dimension, weight: u16) -> Result<Self, Invalid> {
        if let Some((_, own)) =
            Dimension::ALL.iter().zip(&mut self.weights).find(|(side, _)| **side == dimension)
        {
            *own = weight;
        }
        self.checked()
    }

    /// The same, with another weight of a role; one of nought is not asked after.
    ///
    /// # Errors
    /// [`Invalid::Range`] above 100, and when no role weighs anything any more.
    pub fn weighing_role(mut self, role: ContactRole, weight: u16) -> Result<Self, Invalid> {
        if let Some((_, own)) =
            ContactRole::ALL.iter().zip(&mut self.roles).find(|(one, _)| **one == role)
        {
            *own = weight;
        }
        self.checked()
    }

    /// The same, with answers that count half after so many days.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless it is 1 to 3 650.
    pub fn half_life_days(mut self, days: u16) -> Result<Self, Invalid> {
        self.half_life_days = days;
        self.checked()
    }

    /// The same, with so much of the weights, and of the people, that an index is to cover.
    #[must_use]
    pub fn covering(mut self, share: Percent) -> Self {
        self.coverage = share;
        self
    }

    /// The same, with other bands: from where on an index is fair, and from where on good.
    ///
    /// # Errors
    /// [`Invalid::Order`] unless good begins above fair.
    pub fn bands(mut self, fair: Score, good: Score) -> Result<Self, Invalid> {
        (self.fair, self.good) = (fair, good);
        self.checked()
    }

    /// The same, with small samples drawn towards all as by so many answers.
    ///
    /// # Errors
    /// [`Invalid::Range`] above 100.
    pub fn drawn_by(mut self, answers: u16) -> Result<Self, Invalid> {
        self.drawn = answers;
        self.checked()
    }

    fn checked(self) -> Result<Self, Invalid> {
        let range = |low, high| Invalid::Range { field: "weights", low, high };
        let most = Self::HEAVIEST;
        let weights = self.weights.iter().chain(&self.roles).chain([&self.drawn]);
        if weights.into_iter().any(|weight| *weight > most) {
            return Err(range(0, most.into()));
        }
        if self.weights.iter().all(|w| *w == 0) || self.roles.iter().all(|w| *w == 0) {
            return Err(range(1, most.into()));
        }
        if self.fair >= self.good {
            return Err(Invalid::Order { field: "bands", order: "fair < good" });
        }
        if !(1..=3_650).contains(&self.half_life_days) {
            return Err(Invalid::Range { field: "half-life", low: 1, high: 3_650 });
        }
        Ok(self)
    }

    /// Its version.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The weight of a side.
    #[must_use]
    pub fn weight(&self, dimension: Dimension) -> u16 {
        let own = Dimension::ALL.iter().zip(self.weights).find(|(side, _)| **side == dimension);
        own.map_or(0, |(_, weight)| weight)
    }

    /// The weight of somebody of these roles: that of the heaviest; without any, that of others.
    #[must_use]
    pub fn weight_of(&self, roles: &[ContactRole]) -> u16 {
        let of = |role: ContactRole| {
            let own = ContactRole::ALL.iter().zip(self.roles).find(|(one, _)| **one == role);
            own.map_or(0, |(_, weight)| weight)
        };
        roles.iter().map(|role| of(*role)).max().unwrap_or_else(|| of(ContactRole::Other))
    }

    /// After how many days an answer counts half.
    #[must_use]
    pub const fn half_life(&self) -> u16 {
        self.half_life_days
    }

    /// How much an index is to cover.
    #[must_use]
    pub const fn least_coverage(&self) -> Percent {
        self.coverage
    }

    /// By how many answers small samples are drawn towards all.
    #[must_use]
    pub const fn draw(&self) -> u16 {
        self.drawn
    }

    /// The band of an index.
    #[must_use]
    pub fn band(&self, score: Score) -> Band {
        if score >= self.good {
            Band::Good
        } else if score >= self.fair {
            Band::Fair
        } else {
            Band::Poor
        }
    }
}

impl Default for SatisfactionPolicy {
    fn default() -> Self {
        SatisfactionPolicy::version(0)
    }
}

impl TryFrom<Told> for SatisfactionPolicy {
    type Error = Invalid;

    fn try_from(told: Told) -> Result<Self, Invalid> {
        let Told { number, weights, roles, half_life_days, coverage, fair, good, drawn } = told;
        SatisfactionPolicy { number, weights, roles, half_life_days, coverage, fair, good, drawn }
            .checked()
    }
}

impl From<SatisfactionPolicy> for Told {
    fn from(policy: SatisfactionPolicy) -> Told {
        let SatisfactionPolicy {
            number,
            weights,
            roles,
            half_life_days,
            coverage,
            fair,
            good,
            drawn,
        } = policy;
        Told { number, weights, roles, half_life_days, coverage, fair, good, drawn }
    }
}
