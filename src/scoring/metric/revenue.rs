//! Revenue that stayed: gross and net, in one currency.

use super::rate::{Metric, Rate};
use crate::domain::{Period, Timestamp};
use crate::scoring::interval::{Confidence, Interval, float};

/// What one client brought before a window and what it brings at its end, in minor units of one
/// currency; neither is below nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revenue {
    /// At the start.
    pub start: i64,
    /// At the end.
    pub end: i64,
}

/// (start − contraction − churn)/start: what is left of the revenue at the start; never above 100 %.
///
/// ```
/// use guanxi::domain::{Period, Timestamp};
/// use guanxi::scoring::metric::{Revenue, gross_retention, net_retention};
/// let window = Period::new(Timestamp::MIN, Timestamp::MAX)?;
/// let clients = [(100, 150), (100, 60), (0, 500)].map(|(start, end)| Revenue { start, end });
/// let gross = gross_retention(&clients, window, Timestamp::MAX);
/// let net = net_retention(&clients, window, Timestamp::MAX);
/// assert_eq!((gross.bp(), net.bp()), (Some(8_000), Some(10_500)));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[must_use]
pub fn gross_retention(clients: &[Revenue], window: Period, as_of: Timestamp) -> Rate {
    ratio(Metric::GrossRetention, clients, window, as_of, |one| one.end.min(one.start))
}

/// The same with what those clients bring more: it may be above 100 %. New clients have no part in
/// it.
#[must_use]
pub fn net_retention(clients: &[Revenue], window: Period, as_of: Timestamp) -> Rate {
    ratio(Metric::NetRetention, clients, window, as_of, |one| one.end)
}

fn ratio(
    metric: Metric,
    clients: &[Revenue],
    window: Period,
    as_of: Timestamp,
    left: impl Fn(&Revenue) -> i64,
) -> Rate {
    let of = |one: &&Revenue| one.start > 0;
    let pairs: Vec<(i64, i64)> =
        clients.iter().filter(of).map(|one| (left(one).max(0), one.start)).collect();
    let numerator = pairs.iter().map(|(left, _)| i128::from(*left)).sum();
    let denominator = pairs.iter().map(|(_, start)| i128::from(*start)).sum();
    let most = if metric == Metric::GrossRetention { 1.0 } else { f64::MAX };
    let interval = interval(&pairs, numerator, denominator, most);
    Rate { metric, window, as_of, numerator, denominator, interval }
}

/// The interval of a ratio of two sums over clients, by linearisation (the ratio estimator of
/// Cochran, Sampling Techniques, 1977, 6.4); none of fewer than two clients.
fn interval(pairs: &[(i64, i64)], over: i128, under: i128, most: f64) -> Option<Interval> {
    let n = i128::try_from(pairs.len()).ok().filter(|n| *n >= 2)?;
    let (sum, whole) = (float(over), float(under));
    let rate = sum / whole;
    let squares: f64 = pairs
        .iter()
        .map(|(left, start)| float(i128::from(*left)) - rate * float(i128::from(*start)))
        .map(|rest| rest * rest)
        .sum();
    let error = (squares * float(n) / float(n - 1)).sqrt() / whole;
    let reach = Confidence::default().normal() * error;
    Some(Interval::within(rate - reach, rate + reach, (0.0, most)))
}
