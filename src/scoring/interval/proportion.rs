//! Shares: an interval of one, and of the difference of two.

use super::{Confidence, Interval, float};

/// The interval of a share after Wilson (*Probable inference, the law of succession, and statistical
/// inference*, 1927); none when nobody was asked, or more said yes than were asked.
///
/// ```
/// use guanxi::scoring::interval::{Confidence, wilson};
/// let share = wilson(81, 263, Confidence::default()).ok_or("nobody was asked")?;
/// assert!((share.low() - 0.255_288_519_878_274).abs() < 1e-12);
/// assert!((share.high() - 0.366_209_576_982_800).abs() < 1e-12);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn wilson(yes: u64, of: u64, confidence: Confidence) -> Option<Interval> {
    (of > 0 && yes <= of).then(|| wilson_at(yes, of, confidence.normal()))
}

/// The same with a number of standard errors, for one who was asked at least.
pub(in crate::scoring) fn wilson_at(yes: u64, of: u64, z: f64) -> Interval {
    let (yes_count, n) = (float(yes.into()), float(of.into()));
    let (share, square) = (yes_count / n, z * z);
    let middle = yes_count + square / 2.0;
    let reach = z * (n * share * (1.0 - share) + square / 4.0).sqrt();
    let low = if yes == 0 { 0.0 } else { (middle - reach) / (n + square) };
    let high = if yes == of { 1.0 } else { (middle + reach) / (n + square) };
    Interval::within(low, high, (0.0, 1.0))
}

/// The interval of a share after Agresti and Coull (*Approximate is better than "exact" for interval
/// estimation of binomial proportions*, 1998): the plain one about the middle of Wilson's, with z²/2 more
/// yeses and z² more people. It is never narrower than Wilson's. None when nobody was asked, or more said
/// yes than were asked.
///
/// ```
/// use guanxi::scoring::interval::{Confidence, agresti_coull};
/// let share = agresti_coull(81, 263, Confidence::default()).ok_or("nobody was asked")?;
/// assert!((share.low() - 0.255_220_665_189_996_76).abs() < 1e-12);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn agresti_coull(yes: u64, of: u64, confidence: Confidence) -> Option<Interval> {
    (of > 0 && yes <= of).then_some(())?;
    let (z, k) = (confidence.normal(), float(yes.into()));
    let n = float(of.into()) + z * z;
    let middle = (k + z * z / 2.0) / n;
    let reach = z * (middle * (1.0 - middle) / n).sqrt();
    Some(Interval::within(middle - reach, middle + reach, (0.0, 1.0)))
}

/// The interval of the first share less the second, from the intervals of both, after Newcombe
/// (*Interval estimation for the difference between independent proportions*, method 10, 1998).
///
/// Each share is how many said yes, and of how many. None when nobody was asked, or more said yes than
/// were asked.
///
/// ```
/// use guanxi::scoring::interval::{Confidence, newcombe};
/// let better = newcombe((56, 70), (48, 80), Confidence::default()).ok_or("nobody was asked")?;
/// assert!((better.low() - 0.052_431_472_402_365).abs() < 1e-12);
/// assert!(!better.has(0.0));
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn newcombe(first: (u64, u64), second: (u64, u64), confidence: Confidence) -> Option<Interval> {
    let share = |(yes, of): (u64, u64)| float(yes.into()) / float(of.into());
    let (one, two) =
        (wilson(first.0, first.1, confidence)?, wilson(second.0, second.1, confidence)?);
    let (p, q) = (share(first), share(second));
    let apart = |a: f64, b: f64| (a * a + b * b).sqrt();
    let low = p - q - apart(p - one.low(), two.high() - q);
    let high = p - q + apart(one.high() - p, q - two.low());
    Some(Interval::within(low, high, (-1.0, 1.0)))
}

/// How many standard errors two shares are apart, were they the same; none where nobody was asked,
/// and where all or none of both said yes.
///
/// ```
/// use guanxi::scoring::interval::pooled_z;
/// let z = pooled_z((56, 70), (48, 80)).unwrap_or_default();
/// assert!((z - 2.650_171_951_258_534).abs() < 1e-12);
/// ```
#[must_use]
pub fn pooled_z(first: (u64, u64), second: (u64, u64)) -> Option<f64> {
    let [k, n, l, m] = [first.0, first.1, second.0, second.1].map(|count| float(count.into()));
    let pooled = (k + l) / (n + m);
    let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    let asked = first.1 > 0 && second.1 > 0 && first.0 <= first.1 && second.0 <= second.1;
    (asked && error > 0.0).then(|| (k / n - l / m) / error)
}
