//! Yes, no, or not to be told: whether a target was met, and whether a mean has moved.

use crate::domain::Score;
use crate::scoring::interval::{Confidence, Sample, whole};

/// Whether a declared target was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// All of the interval is at the target or above.
    Met,
    /// All of it is below.
    NotMet,
    /// It spans the target, or there is none.
    Undetermined,
}

/// Whether a target is met by what lies between two scores.
///
/// ```
/// use guanxi::domain::Score;
/// use guanxi::scoring::satisfaction::{Verdict, verdict};
/// let score = |bp| Score::from_bp(bp);
/// assert_eq!(verdict(Some((score(8_000)?, score(9_000)?)), score(8_000)?), Verdict::Met);
/// assert_eq!(verdict(Some((score(7_999)?, score(9_000)?)), score(8_000)?), Verdict::Undetermined);
/// assert_eq!(verdict(None, score(8_000)?), Verdict::Undetermined);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[must_use]
pub fn verdict(range: Option<(Score, Score)>, at_least: Score) -> Verdict {
    match range {
        Some((low, _)) if low >= at_least => Verdict::Met,
        Some((_, high)) if high < at_least => Verdict::NotMet,
        Some(_) | None => Verdict::Undetermined,
    }
}

/// Whether a target is met by those who answered. Answers that are all the same have an interval of no
/// width, however few they are, and decide nothing, unless they are those of everybody.
#[must_use]
pub fn verdict_of(
    sample: Sample,
    of_everybody: bool,
    at_least: Score,
    confidence: Confidence,
) -> Verdict {
    if sample.is_alike() && !of_everybody {
        return Verdict::Undetermined;
    }
    verdict(sample.range(confidence), at_least)
}

/// Whether a mean has moved from one wave to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Movement {
    /// It has fallen.
    Fell,
    /// It cannot be told.
    NotShown,
    /// It has risen.
    Rose,
}

/// Whether a mean has moved: by more than so many standard errors of the difference,
/// `|Δ| > z·√(SE₁² + SE₂²)`, both sides in whole hundredths. Never where either side is worth less than
/// two answers, and where all of a side are the same: then nobody knows how much they differ.
#[must_use]
pub fn moved(before: Sample, after: Sample, confidence: Confidence) -> Movement {
    if before.is_alike() || after.is_alike() {
        return Movement::NotShown;
    }
    let change = || {
        let (one, two) = (before.observed()?.error?, after.observed()?.error?);
        let margin = whole(confidence.normal() * (one * one + two * two).sqrt() * 10_000.0)?;
        let by = after.mean()?.bp() - before.mean()?.bp();
        Some((by, margin))
    };
    match change() {
        Some((by, margin)) if by > margin => Movement::Rose,
        Some((by, margin)) if -by > margin => Movement::Fell,
        Some(_) | None => Movement::NotShown,
    }
}
