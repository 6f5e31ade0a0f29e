//! Grades: what a score is called, and when it may be called something else.

use serde::{Deserialize, Serialize};

use crate::domain::{Date, Lang, Score};

/// What a score is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// Too little is known to say anything; the score is given all the same.
    Insufficient,
    /// Up to 39.
    Critical,
    /// Above 39, up to 59.
    AtRisk,
    /// Above 59, up to 79.
    Watch,
    /// Above 79.
    Healthy,
}

/// By how much a score must have passed a border to change the grade at once.
const STEP: i64 = 300;

impl Grade {
    /// The grades from worst to best.
    pub const SCALE: [Grade; 4] = [Grade::Critical, Grade::AtRisk, Grade::Watch, Grade::Healthy];

    /// The grade of a score by itself.
    ///
    /// ```
    /// use guanxi::domain::Score;
    /// use guanxi::scoring::health::Grade;
    /// let grade = |bp| Score::from_bp(bp).map(Grade::of);
    /// assert_eq!((grade(3_900)?, grade(3_901)?), (Grade::Critical, Grade::AtRisk));
    /// assert_eq!((grade(7_900)?, grade(7_901)?), (Grade::Watch, Grade::Healthy));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn of(score: Score) -> Self {
        Self::at(score.bp())
    }

    fn at(bp: i64) -> Self {
        // Counted rather than branched to: where scores lie is not to be guessed.
        let passed = usize::from(bp > 3_900) + usize::from(bp > 5_900) + usize::from(bp > 7_900);
        Self::SCALE.get(passed).copied().unwrap_or(Grade::Healthy)
    }

    /// The least score of the grade, in basis points.
    #[must_use]
    pub fn least_bp(self) -> i64 {
        match self {
            Grade::Insufficient | Grade::Critical => 0,
            Grade::AtRisk => 3_901,
            Grade::Watch => 5_901,
            Grade::Healthy => 7_901,
        }
    }

    /// The grade in a person's language.
    #[must_use]
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            Grade::Insufficient => lang.choose("信息不足", "insufficient"),
            Grade::Critical => lang.choose("危急", "critical"),
            Grade::AtRisk => lang.choose("有风险", "at risk"),
            Grade::Watch => lang.choose("需关注", "watch"),
            Grade::Healthy => lang.choose("健康", "healthy"),
        }
    }
}

/// The grade that a client stands at, and the one that its score asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The grade.
    pub grade: Grade,
    /// Another grade that the score asked for, and on which day it last did.
    pub asked: Option<(Grade, Date)>,
}

impl Standing {
    /// Where a client stands with this score: a grade changes when its score has passed the border
    /// by 300 basis points, or when another grade was asked for on two different days.
    #[must_use]
    pub fn after(before: Option<Standing>, score: Score, day: Date) -> Self {
        let asks = Grade::of(score);
        let Some(before) = before else { return Standing { grade: asks, asked: None } };
        let mut grade = before.grade;
        if asks < grade {
            grade = grade.min(Grade::at(score.bp().saturating_add(STEP)));
        } else if asks > grade {
            grade = grade.max(Grade::at(score.bp().saturating_sub(STEP).saturating_add(1)));
        }
        let grade = match before.asked {
            // Two days ask for a change the same way: as far as both of them do.
            Some((earlier, since)) if since < day && asks < grade && earlier < before.grade => {
                grade.min(asks.max(earlier))
            }
            Some((earlier, since)) if since < day && asks > grade && earlier > before.grade => {
                grade.max(asks.min(earlier))
            }
            Some(_) | None => grade,
        };
        Standing { grade, asked: (asks != grade).then_some((asks, day)) }
    }
}
