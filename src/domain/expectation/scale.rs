//! Scales: from the worst to the best, in any direction, and where a level stands between them.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::level::Level;
use crate::domain::named::named;
use crate::domain::{Invalid, Quantity, Score, Unit};

pub use checked::Scale;

/// In which direction better lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Direction {
    /// The more the better.
    Higher,
    /// The less the better.
    Lower,
    /// The nearer to a target the better.
    Target,
    /// Yes is better than no.
    YesNo,
}

named!(Direction, "direction", [Higher, Lower, Target, YesNo]);

/// The ends of a scale, as they are read and written; they become one through its check.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ends {
    /// The more the better.
    Higher {
        /// The least.
        worst: Quantity,
        /// The most.
        best: Quantity,
    },
    /// The less the better.
    Lower {
        /// The most.
        worst: Quantity,
        /// The least.
        best: Quantity,
    },
    /// The nearer to the target the better.
    Target {
        /// As far below the target as can be.
        worst_below: Quantity,
        /// The target.
        target: Quantity,
        /// As far above the target as can be.
        worst_above: Quantity,
    },
    /// Yes is better than no.
    YesNo,
}

const FIELD: &str = "scale";

mod checked {
    use super::{Deserialize, Ends, FIELD, Invalid, Ordering, Quantity, Serialize};

    /// What is measured, from its worst to its best.
    ///
    /// ```
    /// use guanxi::domain::expectation::{Direction, Level, Scale};
    /// let answer = Scale::lower("10 s", "1 s")?;
    /// assert_eq!(answer.direction(), Direction::Lower);
    /// assert_eq!(answer.place(&Level::measured("4 s")?)?.to_string(), "66.67");
    /// assert_eq!(answer.place(&Level::measured("12 s")?)?.to_string(), "0");
    /// assert!(!answer.encloses(&Level::measured("12 s")?)?);
    /// assert!(Scale::lower("1 s", "1 s").is_err() && Scale::higher("10 s", "1 s").is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(try_from = "Ends", into = "Ends")]
    pub struct Scale(Ends);

    impl Scale {
        /// Takes the ends.
        ///
        /// # Errors
        /// [`Invalid::Mixed`] for ends in several units, [`Invalid::Order`] for ends that are equal
        /// or the wrong way round.
        pub fn of(ends: Ends) -> Result<Self, Invalid> {
            match &ends {
                Ends::Higher { worst, best } => in_order(worst, best, "worst < best")?,
                Ends::Lower { worst, best } => in_order(best, worst, "best < worst")?,
                Ends::Target { worst_below, target, worst_above } => {
                    let order = "worst below < target < worst above";
                    in_order(worst_below, target, order)?;
                    in_order(target, worst_above, order)?;
                }
                Ends::YesNo => {}
            }
            Ok(Scale(ends))
        }

        /// The ends.
        #[must_use]
        pub fn ends(&self) -> &Ends {
            &self.0
        }
    }

    fn in_order(less: &Quantity, more: &Quantity, order: &'static str) -> Result<(), Invalid> {
        match less.compare(more).map_err(|why| why.in_field(FIELD))? {
            Ordering::Less => Ok(()),
            Ordering::Equal | Ordering::Greater => Err(Invalid::Order { field: FIELD, order }),
        }
    }
}

impl TryFrom<Ends> for Scale {
    type Error = Invalid;

    fn try_from(ends: Ends) -> Result<Self, Invalid> {
        Scale::of(ends)
    }
}

impl From<Scale> for Ends {
    fn from(scale: Scale) -> Ends {
        scale.ends().clone()
    }
}

impl Scale {
    /// The more the better: from a worst up to a best.
    ///
    /// # Errors
    /// As [`Scale::of`], and what [`Quantity`] turns away.
    pub fn higher(worst: &str, best: &str) -> Result<Self, Invalid> {
        Scale::of(Ends::Higher { worst: worst.parse()?, best: best.parse()? })
    }

    /// The less the better: from a worst down to a best.
    ///
    /// # Errors
    /// As [`Scale::of`], and what [`Quantity`] turns away.
    pub fn lower(worst: &str, best: &str) -> Result<Self, Invalid> {
        Scale::of(Ends::Lower { worst: worst.parse()?, best: best.parse()? })
    }

    /// The nearer to a target the better, from the worst on both sides.
    ///
    /// # Errors
    /// As [`Scale::of`], and what [`Quantity`] turns away.
    pub fn target(worst_below: &str, target: &str, worst_above: &str) -> Result<Self, Invalid> {
        let (worst_below, worst_above) = (worst_below.parse()?, worst_above.parse()?);
        Scale::of(Ends::Target { worst_below, target: target.parse()?, worst_above })
    }

    /// Yes or no.
    ///
    /// # Errors
    /// None.
    pub fn yes_no() -> Result<Self, Invalid> {
        Scale::of(Ends::YesNo)
    }

    /// In which direction better lies.
    #[must_use]
    pub fn direction(&self) -> Direction {
        match self.ends() {
            Ends::Higher { .. } => Direction::Higher,
            Ends::Lower { .. } => Direction::Lower,
            Ends::Target { .. } => Direction::Target,
            Ends::YesNo => Direction::YesNo,
        }
    }

    /// What is measured in; none for yes and no.
    #[must_use]
    pub fn unit(&self) -> Option<&Unit> {
        match self.ends() {
            Ends::Higher { worst, .. } | Ends::Lower { worst, .. } => Some(worst.unit()),
            Ends::Target { target, .. } => Some(target.unit()),
            Ends::YesNo => None,
        }
    }

    /// Where a level stands, from 0 (worst) to 100 (best): half-even at the hundredth; one that lies
    /// off the scale stands at its end.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for a level in another unit.
    pub fn place(&self, level: &Level) -> Result<Score, Invalid> {
        let bp = self.part(level)?.basis_points();
        Ok(Score::from_bp(bp).unwrap_or(Score::MAX))
    }

    /// Whether a level lies on the scale, its ends included.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for a level in another unit.
    pub fn encloses(&self, level: &Level) -> Result<bool, Invalid> {
        Ok(self.part(level)?.on_scale())
    }

    /// Which of two levels is better, also beyond the ends.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for a level in another unit.
    pub fn compare(&self, left: &Level, right: &Level) -> Result<Ordering, Invalid> {
        Ok(self.part(left)?.compare(&self.part(right)?))
    }

    /// Whether this scale is the other one made wider, or the same: the same direction, unit and
    /// target, with ends at least as far apart.
    #[must_use]
    pub fn widens(&self, other: &Scale) -> bool {
        let same_target = match (self.ends(), other.ends()) {
            (Ends::Target { target, .. }, Ends::Target { target: same, .. }) => target == same,
            _ => true,
        };
        let level = |end: &Quantity| Level::Measured(end.clone());
        let inside = |end: &Quantity| self.encloses(&level(end)).unwrap_or(false);
        let ends_inside = match other.ends() {
            Ends::Higher { worst, best } | Ends::Lower { worst, best } => {
                inside(worst) && inside(best)
            }
            Ends::Target { worst_below, worst_above, .. } => {
                inside(worst_below) && inside(worst_above)
            }
            Ends::YesNo => true,
        };
        self.direction() == other.direction() && same_target && ends_inside
    }

    /// A tolerance in the measure's unit as a part of the scale; of a target's scale, as a part of
    /// its longer side. At least one hundredth, since a promise is met by what was promised.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for another unit, [`Invalid::Range`] for one below zero or wider than the
    /// scale.
    pub fn tolerance(&self, tolerance: &Quantity) -> Result<Score, Invalid> {
        let field = "tolerance";
        let part = match self.ends() {
            Ends::Higher { worst, best } | Ends::Lower { worst: best, best: worst } => {
                Part::of(tolerance, tolerance.finest(), best.finest() - worst.finest(), best)
            }
            Ends::Target { worst_below, target, worst_above } => {
                let below = target.finest() - worst_below.finest();
                let above = worst_above.finest() - target.finest();
                Part::of(tolerance, tolerance.finest(), below.max(above), target)
            }
            Ends::YesNo => Err(mixed(tolerance.unit(), "yes or no")),
        };
        let part = part.map_err(|why| why.in_field(field))?;
        if !part.on_scale() {
            return Err(Invalid::Range { field, low: 0, high: 10_000 });
        }
        Score::from_bp(part.basis_points().max(1))
    }

    fn part(&self, level: &Level) -> Result<Part, Invalid> {
        match (self.ends(), level) {
            (Ends::YesNo, Level::Yes) => Ok(Part { way: 1, whole: 1 }),
            (Ends::YesNo, Level::No) => Ok(Part { way: 0, whole: 1 }),
            (Ends::YesNo, Level::Measured(x)) => Err(mixed(x.unit(), "yes or no")),
            (Ends::Higher { worst, best }, Level::Measured(x)) => {
                Part::of(x, x.finest() - worst.finest(), best.finest() - worst.finest(), best)
            }
            (Ends::Lower { worst, best }, Level::Measured(x)) => {
                Part::of(x, worst.finest() - x.finest(), worst.finest() - best.finest(), best)
            }
            (Ends::Target { worst_below, target, worst_above }, Level::Measured(x)) => {
                let away = x.finest() - target.finest();
                let side = if away < 0 { worst_below } else { worst_above };
                let whole = (side.finest() - target.finest()).abs();
                Part::of(x, whole - away.abs(), whole, target)
            }
            (
                Ends::Higher { best: end, .. } | Ends::Lower { best: end, .. },
                Level::Yes | Level::No,
            )
            | (Ends::Target { target: end, .. }, Level::Yes | Level::No) => {
                Err(mixed(end.unit(), "yes or no"))
            }
        }
    }
}

fn mixed(left: &Unit, right: &str) -> Invalid {
    Invalid::Mixed { field: "level", left: left.to_string(), right: right.to_owned() }
}

/// A part of the way from the worst end to the best, exactly: below 0 and above the whole when it
/// lies off the scale. Both are less than 4·10³⁷.
struct Part {
    way: i128,
    whole: i128,
}

impl Part {
    fn of(level: &Quantity, way: i128, whole: i128, like: &Quantity) -> Result<Self, Invalid> {
        if level.unit() == like.unit() {
            return Ok(Part { way, whole });
        }
        Err(mixed(level.unit(), like.unit().as_str()))
    }

    fn on_scale(&self) -> bool {
        (0..=self.whole).contains(&self.way)
    }

    /// Half-even. Ten thousand times the way can be too large a number, so the quotient is found
    /// digit by digit, as on paper.
    fn basis_points(&self) -> i64 {
        let whole = self.whole.unsigned_abs().max(1);
        let way = self.way.clamp(0, self.whole).unsigned_abs();
        let (mut quotient, mut rest) = (way / whole, way % whole);
        for _ in 0..4 {
            rest *= 10;
            quotient = quotient * 10 + rest / whole;
            rest %= whole;
        }
        let up = match (rest * 2).cmp(&whole) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => quotient % 2 != 0,
        };
        i64::try_from(quotient + u128::from(up)).unwrap_or(i64::MAX)
    }

    /// Which part is the greater.
    fn compare(&self, other: &Part) -> Ordering {
        match (self.way < 0, other.way < 0) {
            (false, false) => self.compare_magnitude(other),
            (true, true) => other.compare_magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }

    /// Compares two fractions without multiplying them: by their whole parts, and then by what is
    /// left, turned upside down.
    fn compare_magnitude(&self, other: &Part) -> Ordering {
        let parts = |part: &Part| (part.way.unsigned_abs(), part.whole.unsigned_abs().max(1));
        let ((mut a, mut b), (mut c, mut d)) = (parts(self), parts(other));
        loop {
            let (whole, rest) = ((a / b).cmp(&(c / d)), (a % b, c % d));
            match (whole, rest) {
                (Ordering::Less | Ordering::Greater, _) => return whole,
                (Ordering::Equal, (0, 0)) => return Ordering::Equal,
                (Ordering::Equal, (0, _)) => return Ordering::Less,
                (Ordering::Equal, (_, 0)) => return Ordering::Greater,
                (Ordering::Equal, (left, right)) => (a, b, c, d) = (d, right, b, left),
            }
        }
    }
}
