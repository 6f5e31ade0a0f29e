//! Samples: weighted values of some who stand for many, and what their mean tells of all.

use super::balance::in_bp;
use super::{Confidence, Interval, float};
use crate::domain::Score;
use crate::domain::quantity::ratio::half_even;

/// The whole of a value, in the parts that means are carried in: a billion.
pub(in crate::scoring) const WHOLE: i64 = 1_000_000_000;

/// Weighted values, counted exactly: any order of adding gives the same sample, and what was added can
/// be taken out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Sample {
    count: u64,
    weight: i128,
    weight_squared: i128,
    sum: i128,
    sum_of_squares: i128,
}

/// What a sample tells of those for whom it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// Their mean, a share of the whole.
    pub mean: f64,
    /// How many equally weighted answers it is worth.
    pub worth: f64,
    /// The standard error of the mean; none with fewer than two answers' worth.
    pub error: Option<f64>,
}

impl Sample {
    /// The heaviest weight: more counts as this.
    pub const HEAVIEST: u32 = 100;

    /// Adds a value, in billionths of the whole, with a weight.
    pub(in crate::scoring) fn add(&mut self, value: i64, weight: u32) {
        self.tell(value, weight, 1);
    }

    /// So many equal values of weight 1.
    pub(in crate::scoring) fn alike(value: i64, times: u64) -> Self {
        let (value, many) = (i128::from(value), i128::from(times));
        let (sum, squares) = (many * value, many * value * value);
        Sample { count: times, weight: many, weight_squared: many, sum, sum_of_squares: squares }
    }

    /// Adds a score with a weight; a weight of nought adds nothing.
    ///
    /// ```
    /// use guanxi::domain::Score;
    /// use guanxi::scoring::interval::Sample;
    /// let mut sample = Sample::default();
    /// sample.add_score(Score::from_bp(8_000)?, 3);
    /// sample.add_score(Score::from_bp(4_000)?, 1);
    /// assert_eq!(sample.mean(), Some(Score::from_bp(7_000)?));
    /// sample.remove_score(Score::from_bp(4_000)?, 1);
    /// assert_eq!(sample.mean(), Some(Score::from_bp(8_000)?));
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    pub fn add_score(&mut self, score: Score, weight: u32) {
        self.tell(score.bp() * (WHOLE / 10_000), weight, 1);
    }

    /// Takes out what [`add_score`](Self::add_score) added.
    pub fn remove_score(&mut self, score: Score, weight: u32) {
        self.tell(score.bp() * (WHOLE / 10_000), weight, -1);
    }

    fn tell(&mut self, value: i64, weight: u32, times: i128) {
        let (value, weight) = (i128::from(value), i128::from(weight.min(Self::HEAVIEST)));
        if weight == 0 {
            return;
        }
        self.count = if times > 0 { self.count + 1 } else { self.count.saturating_sub(1) };
        self.weight += times * weight;
        self.weight_squared += times * weight * weight;
        self.sum += times * weight * value;
        self.sum_of_squares += times * weight * value * value;
    }

    /// Puts two samples together.
    #[must_use]
    pub fn and(self, other: Sample) -> Sample {
        Sample {
            count: self.count.saturating_add(other.count),
            weight: self.weight + other.weight,
            weight_squared: self.weight_squared + other.weight_squared,
            sum: self.sum + other.sum,
            sum_of_squares: self.sum_of_squares + other.sum_of_squares,
        }
    }

    /// How many values it has.
    #[must_use]
    pub fn count(self) -> u64 {
        self.count
    }

    /// Whether all its values are the same, so that they tell nothing of how much values differ.
    #[must_use]
    pub fn is_alike(self) -> bool {
        self.weight * self.sum_of_squares == self.sum * self.sum
    }

    /// How many equally weighted values it is worth, after Kish (*Survey Sampling*, 1965): `(Σw)²/Σw²`,
    /// as numerator and denominator; none where it is empty.
    #[must_use]
    pub fn worth(self) -> Option<(i128, i128)> {
        (self.weight > 0).then_some((self.weight * self.weight, self.weight_squared))
    }

    /// The mean, rounded half-even to a hundredth; none where it is empty.
    #[must_use]
    pub fn mean(self) -> Option<Score> {
        let unit = i128::from(WHOLE / 10_000);
        let bp = (self.weight > 0).then(|| half_even(self.sum, self.weight * unit))?;
        Score::from_bp(bp.try_into().ok()?).ok()
    }

    /// The mean in billionths, in which further means are taken; none where it is empty.
    pub(in crate::scoring) fn mean_share(self) -> Option<i64> {
        (self.weight > 0).then(|| half_even(self.sum, self.weight))?.try_into().ok()
    }

    /// The mean drawn towards that of all: `(n·x + k·μ)/(n + k)` for n answers' worth, rounded half-even
    /// once. Few answers count for little; none count for nothing, and it is the mean of all.
    ///
    /// ```
    /// use guanxi::domain::Score;
    /// use guanxi::scoring::interval::Sample;
    /// let all = Score::from_bp(6_000)?;
    /// let mut one = Sample::default();
    /// one.add_score(Score::MAX, 1);
    /// assert_eq!(one.shrunk(all, 3), Score::from_bp(7_000)?);
    /// assert_eq!(Sample::default().shrunk(all, 3), all);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub fn shrunk(self, all: Score, by: u32) -> Score {
        let Some((upper, lower)) = self.worth() else { return all };
        let unit = i128::from(WHOLE / 10_000);
        let (by, mean) = (i128::from(by), i128::from(all.bp()));
        // n·x = (Σw)²/Σw² · Σwx/Σw = Σw·Σwx/Σw².
        let numerator = self.weight * self.sum + by * lower * mean * unit;
        let bp = half_even(numerator, (upper + by * lower) * unit);
        bp.try_into().ok().and_then(|bp| Score::from_bp(bp).ok()).unwrap_or(all)
    }

    /// Mean, worth and error; none where it is empty.
    #[must_use]
    pub fn observed(self) -> Option<Observed> {
        let (upper, lower) = self.worth()?;
        let whole = float(WHOLE.into());
        let mean = float(self.sum) / float(self.weight) / whole;
        let worth = float(upper) / float(lower);
        // Σw(x − x̄)² = (Σw·Σwx² − (Σwx)²)/Σw, and each but the last division is exact.
        let squares = self.weight * self.sum_of_squares - self.sum * self.sum;
        let variance = float(squares) / float(upper) / (whole * whole);
        // s² = variance · n/(n − 1), and the error of the mean is √(s²/n).
        let error =
            (upper >= 2 * lower).then(|| (variance * float(lower) / float(upper - lower)).sqrt());
        Some(Observed { mean, worth, error })
    }

    /// Between which scores the mean of all lies, by Student's t with one degree of freedom less than
    /// the sample is worth; none with fewer than two answers' worth.
    #[must_use]
    pub fn interval(self, confidence: Confidence) -> Option<Interval> {
        let Observed { mean, worth, error } = self.observed()?;
        let reach = confidence.student(worth - 1.0)? * error?;
        Some(Interval::within(mean - reach, mean + reach, (0.0, 1.0)))
    }

    /// The same in hundredths, rounded half-even once.
    #[must_use]
    pub fn range(self, confidence: Confidence) -> Option<(Score, Score)> {
        let (low, high) = in_bp(self.interval(confidence)?)?;
        Score::from_bp(low).ok().zip(Score::from_bp(high).ok())
    }
}

/// How many equally weighted answers these weights are worth: `(Σw)²/Σw²`; none where there is none.
#[must_use]
pub fn kish(weights: &[f64]) -> Option<f64> {
    let (sum, squares) =
        weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    (squares > 0.0).then(|| sum * sum / squares)
}
