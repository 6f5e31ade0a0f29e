//! Exact fractions, for points before they are rounded down once.

use crate::domain::Invalid;

/// A fraction that is not negative, in its lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction {
    numerator: i128,
    denominator: i128,
}

const TOO_LARGE: Invalid = Invalid::Overflow { field: "points" };

impl Fraction {
    pub(super) const ZERO: Fraction = Fraction { numerator: 0, denominator: 1 };
    pub(super) const ONE: Fraction = Fraction { numerator: 1, denominator: 1 };

    /// A denominator of nought stands for one: no constructor of terms lets one through.
    pub(super) fn new(numerator: i128, denominator: i128) -> Self {
        let common = greatest(numerator.max(0), denominator.max(1));
        Fraction { numerator: numerator.max(0) / common, denominator: denominator.max(1) / common }
    }

    pub(super) fn times(self, other: Fraction) -> Result<Self, Invalid> {
        // Crosswise first, so that what cancels out is never multiplied.
        let left = Fraction::new(self.numerator, other.denominator);
        let right = Fraction::new(other.numerator, self.denominator);
        let numerator = left.numerator.checked_mul(right.numerator).ok_or(TOO_LARGE)?;
        let denominator = left.denominator.checked_mul(right.denominator).ok_or(TOO_LARGE)?;
        Ok(Fraction { numerator, denominator })
    }

    pub(super) fn plus(self, other: Fraction) -> Result<Self, Invalid> {
        let left = self.numerator.checked_mul(other.denominator).ok_or(TOO_LARGE)?;
        let right = other.numerator.checked_mul(self.denominator).ok_or(TOO_LARGE)?;
        let numerator = left.checked_add(right).ok_or(TOO_LARGE)?;
        let denominator = self.denominator.checked_mul(other.denominator).ok_or(TOO_LARGE)?;
        Ok(Fraction::new(numerator, denominator))
    }

    /// This less another, nought where that is more.
    pub(super) fn less(self, other: Fraction) -> Result<Self, Invalid> {
        let left = self.numerator.checked_mul(other.denominator).ok_or(TOO_LARGE)?;
        let right = other.numerator.checked_mul(self.denominator).ok_or(TOO_LARGE)?;
        let denominator = self.denominator.checked_mul(other.denominator).ok_or(TOO_LARGE)?;
        Ok(Fraction::new(left.saturating_sub(right), denominator))
    }

    pub(super) fn at_least(self, other: Fraction) -> Result<bool, Invalid> {
        let left = self.numerator.checked_mul(other.denominator).ok_or(TOO_LARGE)?;
        let right = other.numerator.checked_mul(self.denominator).ok_or(TOO_LARGE)?;
        Ok(left >= right)
    }

    /// Rounded down.
    pub(super) fn floor(self) -> Result<i64, Invalid> {
        i64::try_from(self.numerator / self.denominator).map_err(|_| TOO_LARGE)
    }
}

impl std::fmt::Display for Fraction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.denominator == 1 {
            return self.numerator.fmt(f);
        }
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

fn greatest(mut left: i128, mut right: i128) -> i128 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left.max(1)
}
