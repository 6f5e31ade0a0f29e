//! A score with its grade, and how grades look.

use plotters::prelude::RGBColor;

use crate::domain::Score;
use crate::scoring::health::{Grade, Health};

/// How well one client is, as a picture counts it.
///
/// ```
/// use guanxi::domain::Score;
/// use guanxi::report::Graded;
/// use guanxi::scoring::health::Grade;
/// let graded = Graded { score: Some(Score::from_bp(8_250)?), grade: Grade::Healthy };
/// assert!(graded.is_known());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Graded {
    /// The score; none where nothing is known.
    pub score: Option<Score>,
    /// The grade, which may lag behind the score, or be `Insufficient`.
    pub grade: Grade,
}

impl Graded {
    /// Whether enough is known for the score to stand for the client.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.score.is_some() && self.grade != Grade::Insufficient
    }
}

impl From<&Health> for Graded {
    fn from(health: &Health) -> Self {
        Graded { score: health.score, grade: health.grade }
    }
}

/// Between which scores a grade lies, in basis points: above the first, up to the second.
pub(super) fn ends(grade: Grade) -> (i64, i64) {
    let above = Grade::SCALE.iter().find(|other| **other > grade);
    let high = above.map_or(10_000, |above| above.least_bp() - 1);
    ((grade.least_bp() - 1).max(0), high)
}

/// The colour of what has a grade; those that lie beside each other differ in brightness too.
pub(super) fn color(grade: Grade) -> RGBColor {
    match grade {
        Grade::Insufficient => RGBColor(0x76, 0x76, 0x76),
        Grade::Critical => RGBColor(0x8f, 0x1d, 0x2c),
        Grade::AtRisk => RGBColor(0xd9, 0x6c, 0x1e),
        Grade::Watch => RGBColor(0xb8, 0x93, 0x12),
        Grade::Healthy => RGBColor(0x1d, 0x6f, 0x5c),
    }
}

/// The same as a ground for what is drawn upon it.
pub(super) fn tint(grade: Grade) -> RGBColor {
    match grade {
        Grade::Insufficient => RGBColor(0xee, 0xee, 0xee),
        Grade::Critical => RGBColor(0xf6, 0xe0, 0xe2),
        Grade::AtRisk => RGBColor(0xfc, 0xec, 0xdc),
        Grade::Watch => RGBColor(0xfa, 0xf5, 0xd9),
        Grade::Healthy => RGBColor(0xe1, 0xf1, 0xec),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_lie_end_to_end() {
        let all: Vec<(i64, i64)> = Grade::SCALE.into_iter().map(ends).collect();
        assert_eq!(all, [(0, 3_900), (3_900, 5_900), (5_900, 7_900), (7_900, 10_000)]);
    }
}
