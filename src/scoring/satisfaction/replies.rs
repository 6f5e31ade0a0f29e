//! What many replied to one question, and what it comes to by the kind of its scale.

use crate::domain::quantity::ratio::half_even;
use crate::domain::survey::{Counted, Kind, Reply, Scale};
use crate::domain::{Gap, Percent, Score};
use crate::scoring::interval::{
    Balance, Confidence, Sample, WHOLE, float, in_bp, share_in_bp, wilson,
};

/// The replies to one question. Only values are ever in a denominator; who dismissed it, and whom it did
/// not concern, is counted beside.
///
/// ```
/// use guanxi::domain::survey::{Reply, Scale};
/// use guanxi::scoring::satisfaction::Replies;
/// let mut replies = Replies::to(Scale::csat(5)?);
/// for reply in [Reply::Value(5), Reply::Value(4), Reply::Value(2), Reply::Dismissed] {
///     replies.add(reply);
/// }
/// assert_eq!((replies.top(), replies.given(), replies.dismissed()), (Some((2, 3)), 3, 1));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Replies {
    scale: Scale,
    values: Vec<u64>,
    dismissed: u64,
    not_applicable: u64,
}

/// What the replies come to, in whole numbers: values in hundredths of a percent or of a point, rounded
/// half-even once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grade {
    /// The net promoter score, −100 to 100, and its interval.
    Promoters {
        /// Promoters less detractors, as a share of all.
        score: Gap,
        /// Between which values it lies.
        range: Option<(Gap, Gap)>,
    },
    /// The share of answers in the top, and its interval.
    Top {
        /// The share.
        share: Percent,
        /// Between which values it lies.
        range: Option<(Percent, Percent)>,
        /// The mean, in hundredths of a step of the scale.
        mean: i64,
    },
    /// The mean from 0 to 100, and its interval.
    Mean {
        /// The mean.
        mean: Score,
        /// Between which values it lies.
        range: Option<(Score, Score)>,
    },
}

impl Replies {
    /// Nobody has replied yet.
    #[must_use]
    pub fn to(scale: Scale) -> Self {
        let length = usize::from(scale.highest().saturating_sub(scale.lowest())).saturating_add(1);
        Replies { scale, values: vec![0; length], dismissed: 0, not_applicable: 0 }
    }

    /// Those of staff, as far as they were counted.
    #[must_use]
    pub fn counted(counted: &Counted) -> Self {
        let mut replies = Replies::to(counted.scale);
        replies.values.iter_mut().zip(&counted.values).for_each(|(own, told)| *own = *told);
        replies.dismissed = counted.dismissed;
        replies.not_applicable = counted.not_applicable;
        replies
    }

    /// One reply more; a value off the scale is left out.
    pub fn add(&mut self, reply: Reply) {
        let place = match reply {
            Reply::Value(value) => {
                let at = value.checked_sub(self.scale.lowest()).map(usize::from);
                at.and_then(|at| self.values.get_mut(at))
            }
            Reply::Dismissed => Some(&mut self.dismissed),
            Reply::NotApplicable => Some(&mut self.not_applicable),
        };
        if let Some(count) = place {
            *count = count.saturating_add(1);
        }
    }

    /// The scale.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// How many gave a value: the denominator.
    #[must_use]
    pub fn given(&self) -> u64 {
        self.values.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// How many went on without replying.
    #[must_use]
    pub fn dismissed(&self) -> u64 {
        self.dismissed
    }

    /// How many it did not concern.
    #[must_use]
    pub fn not_applicable(&self) -> u64 {
        self.not_applicable
    }

    /// Each value and how often it was given, the lowest first.
    pub fn by_value(&self) -> impl Iterator<Item = (u8, u64)> {
        (self.scale.lowest()..=self.scale.highest()).zip(self.values.iter().copied())
    }

    /// Promoters (9 and 10), passives (7 and 8) and detractors; none unless it is that scale.
    #[must_use]
    pub fn balance(&self) -> Option<Balance> {
        if self.scale.kind() != Kind::Nps {
            return None;
        }
        let many = |from: u8, to: u8| {
            let within = self.by_value().filter(|(value, _)| (from..=to).contains(value));
            within.fold(0_u64, |sum, (_, count)| sum.saturating_add(count))
        };
        Some(Balance { pro: many(9, 10), neither: many(7, 8), contra: many(0, 6) })
    }

    /// How many gave one of the top values, and of how many; none for a scale that has no top.
    #[must_use]
    pub fn top(&self) -> Option<(u64, u64)> {
        let top = self.scale.top()?;
        let above = self.by_value().filter(|(value, _)| *value >= top);
        Some((above.fold(0, |sum, (_, count)| sum.saturating_add(count)), self.given()))
    }

    /// The sum of the values, and how many there are.
    #[must_use]
    pub fn sum(&self) -> (u64, u64) {
        let sum = self.by_value().fold(0_u64, |sum, (value, count)| {
            sum.saturating_add(u64::from(value).saturating_mul(count))
        });
        (sum, self.given())
    }

    /// The values as parts of their scale, each of weight 1.
    #[must_use]
    pub fn sample(&self) -> Sample {
        self.by_value().fold(Sample::default(), |sample, (value, count)| {
            let share = self.scale.part(value).saturating_mul(WHOLE / Scale::PARTS);
            sample.and(Sample::alike(share, count))
        })
    }

    /// What they come to; none where nobody gave a value.
    #[must_use]
    pub fn grade(&self, confidence: Confidence) -> Option<Grade> {
        let (sum, given) = self.sum();
        match self.scale.kind() {
            Kind::Nps => {
                let balance = self.balance()?;
                let range = balance.interval(None, confidence).and_then(in_bp);
                let gap = |bp| Gap::from_bp(bp).ok();
                let range = range.and_then(|(low, high)| gap(low).zip(gap(high)));
                Some(Grade::Promoters { score: gap(balance.bp()?)?, range })
            }
            Kind::Csat | Kind::Ces => {
                let (top, of) = self.top()?;
                let share = Percent::from_bp(share_in_bp(top, of)?).ok()?;
                let range = wilson(top, of, confidence).and_then(in_bp);
                let part = |bp| Percent::from_bp(bp).ok();
                let range = range.and_then(|(low, high)| part(low).zip(part(high)));
                let mean = half_even(i128::from(sum) * 100, i128::from(given));
                Some(Grade::Top { share, range, mean: mean.try_into().ok()? })
            }
            Kind::Acsi => {
                let sample = self.sample();
                Some(Grade::Mean { mean: sample.mean()?, range: sample.range(confidence) })
            }
        }
    }
}

/// The index of three questions from 1 to 10, after the American Customer Satisfaction Index (Fornell
/// and others, *The American Customer Satisfaction Index*, Journal of Marketing 60, 1996):
/// `Σ w·(mean − 1)/9·100`. Its own weights are not public; a third each is usual.
///
/// It is exact: a fraction of whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Acsi {
    above: i128,
    below: i128,
}

impl Acsi {
    /// From the sum of the answers to each question, how many they are, and its weight; three
    /// questions in the index itself, as many as there are in others of its kind.
    ///
    /// Whoever left one out still counts in the others. None where a question has no answer at all,
    /// instead of weights that are others than were told; where nothing weighs anything; and where it
    /// cannot be counted.
    ///
    /// ```
    /// use guanxi::scoring::satisfaction::Acsi;
    /// let index = Acsi::of(&[(76, 10, 1), (69, 10, 1), (68, 10, 1)]).ok_or("no answer")?;
    /// assert_eq!(index.score().map(|score| score.to_string()), Some("67.78".to_owned()));
    /// assert_eq!(Acsi::of(&[(76, 10, 1), (0, 0, 1), (68, 10, 1)]), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn of(questions: &[(u64, u64, u32)]) -> Option<Self> {
        let held =
            |(sum, of, _): &(u64, u64, u32)| *of > 0 && (*of..=of.saturating_mul(10)).contains(sum);
        let weights: i128 = questions.iter().map(|(_, _, weight)| i128::from(*weight)).sum();
        if weights == 0 || !questions.iter().all(held) {
            return None;
        }
        let mut counts = 1_i128;
        for (_, of, _) in questions {
            counts = counts.checked_mul(i128::from(*of))?;
        }
        // Each question's w·(sum − n)/n over one denominator.
        let mut above = 0_i128;
        for (sum, of, weight) in questions {
            let others = counts.checked_div(i128::from(*of))?;
            let beyond = i128::from(*sum) - i128::from(*of);
            let part = (i128::from(*weight) * beyond).checked_mul(others)?;
            above = above.checked_add(part)?;
        }
        Some(Acsi { above, below: counts.checked_mul(weights)?.checked_mul(9)? })
    }

    /// The index, rounded half-even to a hundredth.
    #[must_use]
    pub fn score(self) -> Option<Score> {
        let bp = half_even(self.above.checked_mul(10_000)?, self.below);
        Score::from_bp(bp.try_into().ok()?).ok()
    }

    /// The index from 0 to 1 as a float, for statistics.
    #[must_use]
    pub fn value(self) -> f64 {
        float(self.above) / float(self.below)
    }
}
