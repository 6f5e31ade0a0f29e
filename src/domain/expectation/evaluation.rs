//! Evaluations: what was delivered, measured against everything that was said before.

use serde::{Deserialize, Serialize};

use super::level::Level;
use super::scale::Scale;
use super::verdict::{Places, Verdict};
use crate::domain::frozen::frozen;
use crate::domain::{ContactId, Gap, Invalid, Line, Score, Timestamp};

/// What an evaluation measures with: the scale and the levels as they stood then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Yardstick {
    /// The scale.
    pub scale: Scale,
    /// How near is near enough, as a part of the scale.
    pub tolerance: Score,
    /// What the client stated first.
    pub first: Option<Level>,
    /// What they would like.
    pub desired: Option<Level>,
    /// What would still do.
    pub adequate: Option<Level>,
    /// What was agreed.
    pub agreed: Level,
}

frozen!(Yardstick { scale, tolerance, first, desired, adequate, agreed });

impl Yardstick {
    /// Where a level stands; those of a yardstick were checked when they were said.
    fn place(&self, level: &Level) -> Score {
        self.scale.place(level).unwrap_or(Score::MIN)
    }

    fn gap(&self, from: Option<&Level>, to: Score) -> Option<Gap> {
        from.map(|from| self.place(from).gap_to(to))
    }

    /// The verdict on a measured level.
    #[must_use]
    pub fn verdict(&self, found: &Level) -> Verdict {
        let better = self.scale.compare(found, &self.agreed).is_ok_and(std::cmp::Ordering::is_gt);
        self.judge(self.place(found), better)
    }

    /// The same rule on a place that was not measured in the unit.
    fn judge(&self, found: Score, better: bool) -> Verdict {
        let places = Places {
            found,
            better,
            agreed: self.place(&self.agreed),
            adequate: self.adequate.as_ref().map(|level| self.place(level)),
            tolerance: self.tolerance,
        };
        places.verdict()
    }
}

/// What was delivered, measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    pub(super) at: Timestamp,
    pub(super) due: Option<Timestamp>,
    /// When it was asked for, of a promise that answers each time.
    pub(super) asked: Option<Timestamp>,
    pub(super) yardstick: Yardstick,
    pub(super) actual: Level,
    pub(super) verdict: Verdict,
    pub(super) remedy_due: Option<Timestamp>,
    pub(super) versions: (u32, u32),
    pub(super) perception: Option<Perception>,
    pub(super) remedied: Option<Timestamp>,
}

frozen!(Evaluation {
    at,
    due,
    asked,
    yardstick,
    actual,
    verdict,
    remedy_due,
    versions,
    perception,
    remedied
});

impl Evaluation {
    /// When it was measured.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// When it was due.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.due
    }

    /// When it was asked for, of a promise that answers each time.
    #[must_use]
    pub fn asked_at(&self) -> Option<Timestamp> {
        self.asked
    }

    /// What it was measured with.
    #[must_use]
    pub fn yardstick(&self) -> &Yardstick {
        &self.yardstick
    }

    /// What was measured.
    #[must_use]
    pub fn actual(&self) -> &Level {
        &self.actual
    }

    /// Whether the promise was kept; it never changes.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Both verdicts, side by side.
    #[must_use]
    pub fn verdicts(&self) -> Verdicts {
        Verdicts { measured: self.verdict, perceived: self.perceived_verdict() }
    }

    /// The same rule on what was perceived, where somebody said what.
    #[must_use]
    pub fn perceived_verdict(&self) -> Option<Verdict> {
        let perception = self.perception.as_ref()?;
        Some(match &perception.level {
            Perceived::Measured(level) => self.yardstick.verdict(level),
            Perceived::Rated(rating) => {
                let place = rating.place();
                self.yardstick.judge(place, place > self.yardstick.place(&self.yardstick.agreed))
            }
        })
    }

    /// How it came across, where somebody said so.
    #[must_use]
    pub fn perception(&self) -> Option<&Perception> {
        self.perception.as_ref()
    }

    /// By when it is to be written down what is done about it; none for a promise that was kept.
    #[must_use]
    pub fn remedy_due(&self) -> Option<Timestamp> {
        self.remedy_due
    }

    /// When it was written down what is done about it.
    #[must_use]
    pub fn remedied_at(&self) -> Option<Timestamp> {
        self.remedied
    }

    /// The versions of the firm's policy and calendar that were asked.
    #[must_use]
    pub fn versions(&self) -> (u32, u32) {
        self.versions
    }

    /// The gaps, exact integers in hundredths of the scale.
    #[must_use]
    pub fn gaps(&self) -> Gaps {
        let stick = &self.yardstick;
        let off = |level: &Level| !stick.scale.encloses(level).unwrap_or(true);
        let (agreed, actual) = (stick.place(&stick.agreed), stick.place(&self.actual));
        let perceived = self.perception.as_ref().map(|perception| match &perception.level {
            Perceived::Measured(level) => (stick.place(level), off(level)),
            Perceived::Rated(rating) => (rating.place(), false),
        });
        let felt = perceived.map(|(place, _)| place);
        let promise = stick.gap(stick.first.as_ref(), agreed);
        let first = stick.first.as_ref().map(|level| stick.place(level));
        let last = felt.unwrap_or(actual);
        Gaps {
            promise,
            delivery: agreed.gap_to(actual),
            perception: felt.map(|felt| actual.gap_to(felt)),
            disconfirmation: felt.map(|felt| agreed.gap_to(felt)),
            total: first.zip(felt).map(|(first, felt)| first.gap_to(felt)),
            adequacy: stick.gap(stick.adequate.as_ref(), last),
            superiority: stick.gap(stick.desired.as_ref(), last),
            actual_off_scale: off(&self.actual),
            perceived_off_scale: perceived.is_some_and(|(_, off)| off),
        }
    }

    /// What counts in a client's index: disconfirmation where what was perceived is known by then,
    /// else delivery.
    pub(super) fn difference(&self, felt: bool) -> Gap {
        let gaps = self.gaps();
        gaps.disconfirmation.filter(|_| felt).unwrap_or(gaps.delivery)
    }
}

/// Both verdicts of an evaluation, side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Verdicts {
    /// On what was measured; it never changes.
    pub measured: Verdict,
    /// The same rule on what was perceived, where somebody said what.
    pub perceived: Option<Verdict>,
}

/// How far what was wished, promised, delivered and perceived lie apart, in hundredths of the scale:
/// negative is worse. What needs a level that nobody named is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Gaps {
    /// From the first stated level to the agreed one: negative when they were guided down.
    pub promise: Option<Gap>,
    /// From the agreed level to what was measured.
    pub delivery: Gap,
    /// From what was measured to what was perceived.
    pub perception: Option<Gap>,
    /// Delivery and perception together: from the agreed level to what was perceived.
    pub disconfirmation: Option<Gap>,
    /// All three together: from the first stated level to what was perceived.
    pub total: Option<Gap>,
    /// From what would still do to what was perceived, or measured where nobody said.
    pub adequacy: Option<Gap>,
    /// From what they would like to what was perceived, or measured where nobody said.
    pub superiority: Option<Gap>,
    /// Whether what was measured lies off the scale, and counts as its end.
    pub actual_off_scale: bool,
    /// Whether what was perceived lies off the scale, and counts as its end.
    pub perceived_off_scale: bool,
}

/// How what was delivered came across, in the client's own words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Perception {
    /// Who said so.
    pub by: ContactId,
    /// When.
    pub at: Timestamp,
    /// How it came across.
    pub level: Perceived,
}

frozen!(Perception { by, at, level });

/// How something came across. An answer to “how satisfied are you?” is neither of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Perceived {
    /// In the measure's own unit: “it took about four seconds”.
    Measured(Level),
    /// On a scale of 1 to 10 whose ends the question named.
    Rated(Rating),
}

pub use rating::Rating;

mod rating {
    use super::{Deserialize, Invalid, Line, Score, Serialize};

    /// An answer from 1 to 10, to a question that named the measure's worst as 1 and its best as 10.
    ///
    /// ```
    /// use guanxi::domain::expectation::Rating;
    /// let answer = Rating::of(7, "十秒以上", "一秒以内")?;
    /// assert_eq!(answer.place().to_string(), "66.67");
    /// assert!(Rating::of(0, "x", "y").is_err() && Rating::of(5, "", "y").is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(try_from = "(u8, Line, Line)", into = "(u8, Line, Line)")]
    pub struct Rating {
        value: u8,
        worst: Line,
        best: Line,
    }

    impl Rating {
        /// Takes the answer, and what the question called 1 and 10.
        ///
        /// # Errors
        /// [`Invalid::Range`] unless it is 1 to 10, what [`Line`] turns away in the names of the
        /// ends, [`Invalid::Twice`] for ends of the same name.
        pub fn of(value: u8, worst: &str, best: &str) -> Result<Self, Invalid> {
            Rating::try_from((value, Line::new(worst)?, Line::new(best)?))
        }

        /// The answer.
        #[must_use]
        pub const fn value(&self) -> u8 {
            self.value
        }

        /// What the question called 1 and 10.
        #[must_use]
        pub const fn ends(&self) -> (&Line, &Line) {
            (&self.worst, &self.best)
        }

        /// Where it stands between worst and best, half-even at the hundredth.
        #[must_use]
        pub fn place(&self) -> Score {
            let ninths = i64::from(self.value.saturating_sub(1)) * 10_000;
            // Ninths are never halfway between two whole numbers.
            Score::from_bp((ninths * 2 + 9) / 18).unwrap_or(Score::MAX)
        }
    }

    impl TryFrom<(u8, Line, Line)> for Rating {
        type Error = Invalid;

        fn try_from((value, worst, best): (u8, Line, Line)) -> Result<Self, Invalid> {
            let field = "rating";
            if !(1..=10).contains(&value) {
                return Err(Invalid::Range { field, low: 1, high: 10 });
            }
            if worst == best {
                return Err(Invalid::Twice { field });
            }
            Ok(Rating { value, worst, best })
        }
    }

    impl From<Rating> for (u8, Line, Line) {
        fn from(rating: Rating) -> Self {
            (rating.value, rating.worst, rating.best)
        }
    }
}

/// An evaluation that a contact contradicted: it no longer stands, and is not forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// Who contradicted it.
    pub by: ContactId,
    /// When.
    pub at: Timestamp,
    /// What it was.
    pub evaluation: Evaluation,
}

frozen!(Dispute { by, at, evaluation });
