//! The beta distribution, and the intervals of a share that come of it.

use std::f64::consts::PI;

use super::elementary::{exp, ln};
use super::quantile::fraction;
use super::{Confidence, Interval, float};

/// The interval of a share after Jeffreys (*An invariant form for the prior probability in estimation
/// problems*, 1946): the middle of the beta distribution of k + ½ and n − k + ½. None when nobody was
/// asked, or more said yes than were asked.
///
/// ```
/// use guanxi::scoring::interval::{Confidence, jeffreys};
/// let share = jeffreys(81, 263, Confidence::default()).ok_or("nobody was asked")?;
/// assert!((share.low() - 0.254_521_934_991_023_6).abs() < 1e-12);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn jeffreys(yes: u64, of: u64, confidence: Confidence) -> Option<Interval> {
    let (k, no) = counts(yes, of)?;
    let tail = tail(confidence);
    let (a, b) = (k + 0.5, no + 0.5);
    Some(Interval::within(quantile(tail, a, b), quantile(1.0 - tail, a, b), (0.0, 1.0)))
}

/// The interval of a share after Clopper and Pearson (*The use of confidence or fiducial limits*, 1934),
/// called exact: it holds at least as often as it says, mostly more often. None when nobody was asked,
/// or more said yes than were asked.
///
/// ```
/// use guanxi::scoring::interval::{Confidence, clopper_pearson};
/// let share = clopper_pearson(0, 20, Confidence::default()).ok_or("nobody was asked")?;
/// assert!(share.low() == 0.0 && (share.high() - 0.168_433_470_983_085_3).abs() < 1e-12);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn clopper_pearson(yes: u64, of: u64, confidence: Confidence) -> Option<Interval> {
    let (k, no) = counts(yes, of)?;
    let tail = tail(confidence);
    let low = if yes == 0 { 0.0 } else { quantile(tail, k, no + 1.0) };
    let high = if yes == of { 1.0 } else { quantile(1.0 - tail, k + 1.0, no) };
    Some(Interval::within(low, high, (0.0, 1.0)))
}

fn counts(yes: u64, of: u64) -> Option<(f64, f64)> {
    let no = of.checked_sub(yes).filter(|_| of > 0)?;
    Some((float(yes.into()), float(no.into())))
}

/// What lies beyond each end.
fn tail(confidence: Confidence) -> f64 {
    let level = float(confidence.level().bp().into()) / 10_000.0;
    (1.0 - level) / 2.0
}

/// The value below which this share of the beta distribution of a and b lies, by halving.
fn quantile(below: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high || high - low < 1e-17 {
            return middle;
        }
        if share_below(middle, a, b) < below { low = middle } else { high = middle }
    }
}

/// The share of the beta distribution of a and b below x, for x between 0 and 1 (DLMF 8.17).
fn share_below(x: f64, a: f64, b: f64) -> f64 {
    let front = exp(a * ln(x) + b * ln(1.0 - x) + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    }
}

/// The logarithm of Γ(a), for a from ½ on: by Stirling's series (DLMF 5.11.1) for large a, and from
/// there down by Γ(a + 1) = a·Γ(a).
fn ln_gamma(a: f64) -> f64 {
    let (mut large, mut down) = (a, 1.0);
    while large < 20.0 {
        down *= large;
        large += 1.0;
    }
    let square = 1.0 / (large * large);
    let series = 1.0 / 1_188.0 - square * 691.0 / 360_360.0;
    let series = 1.0 / 1_260.0 - square * (1.0 / 1_680.0 - square * series);
    let series = (1.0 / 12.0 - square * (1.0 / 360.0 - square * series)) / large;
    (large - 0.5) * ln(large) - large + ln(2.0 * PI) / 2.0 + series - ln(down)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usual() -> Confidence {
        Confidence::default()
    }

    #[test]
    fn the_logarithm_of_factorials_is_theirs() {
        let mut factorial = 1.0_f64;
        for n in 1..120_u32 {
            let found = ln_gamma(f64::from(n));
            assert!((found - factorial.ln()).abs() <= 4e-14 * found.abs().max(1.0), "{n}: {found}");
            factorial *= f64::from(n);
        }
        assert!((ln_gamma(0.5) - PI.sqrt().ln()).abs() < 1e-14);
    }

    #[test]
    fn nobody_asked_gives_none() {
        for (yes, of) in [(0, 0), (2, 1)] {
            assert_eq!(
                (jeffreys(yes, of, usual()), clopper_pearson(yes, of, usual())),
                (None, None)
            );
        }
    }

    proptest! {
        /// Σ over counts from k on of the binomial terms is the share below x: the two have nothing in
        /// common.
        #[test]
        fn the_share_is_the_sum_of_binomial_terms(n in 1..60_u32, k in 0..60_u32, x in 0.01..0.99_f64) {
            let k = k.clamp(1, n);
            let mut term = (1.0 - x).powi(i32::try_from(n).unwrap());
            let mut sum = 0.0;
            for j in 0..=n {
                if j >= k {
                    sum += term;
                }
                term *= f64::from(n - j) / f64::from(j + 1) * x / (1.0 - x);
            }
            let found = share_below(x, f64::from(k), f64::from(n - k) + 1.0);
            prop_assert!((found - sum).abs() < 1e-12, "{} beside {}", found, sum);
        }

        #[test]
        fn the_exact_one_is_the_wider_and_both_have_the_share(n in 1..400_u64, k in 0..400_u64) {
            let k = k.min(n);
            let exact = clopper_pearson(k, n, usual()).unwrap();
            let middle = jeffreys(k, n, usual()).unwrap();
            prop_assert!(exact.low() <= middle.low() && middle.high() <= exact.high());
            prop_assert!(exact.has(float(k.into()) / float(n.into())));
            let mirrored = jeffreys(n - k, n, usual()).unwrap();
            prop_assert!((middle.low() - (1.0 - mirrored.high())).abs() < 1e-12);
        }
    }
}
