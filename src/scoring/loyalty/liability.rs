//! What a programme still owes its members, in points and in money, and what of it expires soon.

use crate::domain::{Invalid, Money, Percent, Points, Timestamp};

/// Points that members hold together, and when they expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// How many.
    pub points: Points,
    /// When they expire; none where they last for ever.
    pub expires_at: Option<Timestamp>,
}

/// By what points are turned into money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumptions {
    /// What so many points cost when they are spent.
    pub cost: Money,
    /// So many.
    pub of: Points,
    /// What share of them will never be spent.
    pub breakage: Percent,
}

/// What is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Liability {
    /// The points that members hold.
    pub outstanding: Points,
    /// What they will cost, rounded to the nearest minor unit, a tie to the even one.
    pub money: Money,
    /// By what they were turned into money.
    pub assumptions: Assumptions,
}

impl Liability {
    /// What points that have not expired at an instant will cost.
    ///
    /// ```
    /// use guanxi::domain::{Percent, Points};
    /// use guanxi::scoring::loyalty::{Assumptions, Held, Liability};
    /// let now = "2026-05-03T00:00:00Z".parse()?;
    /// let held = [Held { points: Points::new(10_050)?, expires_at: None }];
    /// let cost = "CNY 1".parse()?;
    /// let by = Assumptions { cost, of: Points::new(100)?, breakage: "20%".parse()? };
    /// assert_eq!(Liability::of(&held, by, now)?.money.to_string(), "CNY 80.40");
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Range`] when a number of no points costs something, [`Invalid::Overflow`] when a
    /// sum is more than can be held.
    pub fn of(held: &[Held], assumptions: Assumptions, at: Timestamp) -> Result<Self, Invalid> {
        let mut lives = held.iter().filter(|held| held.expires_at.is_none_or(|until| at < until));
        let outstanding =
            lives.by_ref().map(|held| held.points).try_fold(Points::ZERO, Points::checked_add)?;
        let overflow = Invalid::Overflow { field: "points" };
        let stays = assumptions.breakage.rest().bp();
        let numerator = outstanding.get().checked_mul(stays).ok_or(overflow.clone())?;
        let denominator = assumptions.of.get().checked_mul(10_000).ok_or(overflow)?;
        let money = assumptions.cost.scaled(numerator, denominator)?;
        Ok(Liability { outstanding, money, assumptions })
    }
}

/// What expires within so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiring {
    /// How many days, of 24 hours.
    pub days: u16,
    /// How many points.
    pub points: Points,
}

impl Expiring {
    /// Within how many days one asks.
    pub const DAYS: [u16; 3] = [30, 60, 90];

    /// What expires within 30, 60 and 90 days of an instant, each with what expires sooner.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] when a sum is more than can be held, [`Invalid::Date`] beyond the year
    /// 9999.
    pub fn of(held: &[Held], at: Timestamp) -> Result<Vec<Self>, Invalid> {
        let one = |days: u16| {
            let until = at.plus_seconds(i64::from(days) * 86_400)?;
            let soon = |held: &&Held| {
                held.expires_at.is_some_and(|expires| at < expires && expires <= until)
            };
            let mut points = held.iter().filter(soon).map(|held| held.points);
            let points = points.try_fold(Points::ZERO, Points::checked_add)?;
            Ok(Expiring { days, points })
        };
        Self::DAYS.into_iter().map(one).collect()
    }
}
