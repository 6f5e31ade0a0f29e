//! How far from the middle a share of the normal and of Student's distribution lies.

use std::f64::consts::PI;

use super::elementary::{exp, ln_1p};
use crate::domain::{Invalid, Percent};

/// From here on Student's quantile is taken from its expansion about the normal one, whose error is
/// below the last digit there.
const MANY: f64 = 1e5;

/// How sure an interval is to be: of many intervals, which share is to have the true value in it.
///
/// ```
/// use guanxi::domain::Percent;
/// use guanxi::scoring::interval::Confidence;
/// let usual = Confidence::default();
/// assert_eq!(usual.level(), Percent::from_bp(9_500)?);
/// assert!((usual.normal() - 1.959_963_984_540_054).abs() < 1e-14);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Confidence(Percent);

impl Confidence {
    /// So sure, from 0.01 % to 99.99 %.
    ///
    /// # Errors
    /// [`Invalid::Range`] for never and for always: the one needs no interval, the other has none.
    pub fn of(level: Percent) -> Result<Self, Invalid> {
        let range = Invalid::Range { field: "confidence", low: 1, high: 9_999 };
        if (1..10_000).contains(&level.bp()) { Ok(Confidence(level)) } else { Err(range) }
    }

    /// The level.
    #[must_use]
    pub fn level(self) -> Percent {
        self.0
    }

    /// How many standard errors that is on either side under the normal distribution.
    #[must_use]
    pub fn normal(self) -> f64 {
        normal_quantile(self.below())
    }

    /// How many standard errors that is on either side under Student's distribution.
    #[must_use]
    pub fn student(self, degrees: f64) -> Option<f64> {
        student_quantile(self.below(), degrees)
    }

    /// The share that lies below the upper end.
    fn below(self) -> f64 {
        let level = i32::try_from(self.0.bp()).map_or(0.0, f64::from) / 10_000.0;
        f64::midpoint(1.0, level)
    }
}

impl Default for Confidence {
    /// The usual 95 %.
    fn default() -> Self {
        Confidence(Percent::of(19, 20).unwrap_or(Percent::NONE))
    }
}

/// The value below which this share of the normal distribution lies.
///
/// The share is from above 0 to below 1; what is not is taken as the nearest that is. The distribution
/// is the series of Marsaglia (*Evaluating the normal distribution*, 2004) and, in the tail, Laplace's
/// continued fraction (DLMF 7.9.2); the value is found by halving.
///
/// ```
/// use guanxi::scoring::interval::normal_quantile;
/// assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
/// assert!(normal_quantile(0.5).abs() < 1e-15);
/// ```
#[must_use]
pub fn normal_quantile(below: f64) -> f64 {
    mirrored(below, |above| found(above, normal_above))
}

/// The value below which this share of Student's distribution lies; none with less than one degree of
/// freedom, where an interval would say nothing.
///
/// Degrees of freedom need not be whole. The distribution is the incomplete beta function as a
/// continued fraction (DLMF 8.17.22), the value is found by halving; above 100 000 degrees it is the
/// expansion about the normal quantile (Abramowitz and Stegun 26.7.5).
///
/// ```
/// use guanxi::scoring::interval::student_quantile;
/// let one = student_quantile(0.975, 1.0).unwrap_or_default();
/// assert!((one - 12.706_204_736_174_7).abs() < 1e-10);
/// assert_eq!(student_quantile(0.975, 0.5), None);
/// ```
#[must_use]
pub fn student_quantile(below: f64, degrees: f64) -> Option<f64> {
    if degrees.is_nan() || degrees < 1.0 {
        return None;
    }
    if degrees > MANY {
        return Some(near_normal(normal_quantile(below), degrees));
    }
    Some(mirrored(below, |above| found(above, |t| student_above(t, degrees))))
}

/// Both distributions are the same on either side of the middle.
fn mirrored(below: f64, of_tail: impl Fn(f64) -> f64) -> f64 {
    let below = below.clamp(1e-12, 1.0 - 1e-12);
    if below < 0.5 { -of_tail(below) } else { of_tail(1.0 - below) }
}

/// Where a falling function, of which half lies above 0, reaches a value of at most half.
fn found(wanted: f64, above: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while above(high) > wanted {
        (low, high) = (high, high * 2.0);
    }
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if above(middle) > wanted { low = middle } else { high = middle }
    }
}

/// The share of the normal distribution above z, for z from 0 on.
pub(super) fn normal_above(z: f64) -> f64 {
    let density = exp(-z * z / 2.0) / (2.0 * PI).sqrt();
    if z < 3.0 {
        let (mut term, mut odd, mut sum) = (z, 1.0, z);
        while term > 1e-18 {
            odd += 2.0;
            term *= z * z / odd;
            sum += term;
        }
        return 0.5 - density * sum;
    }
    let (mut level, mut rest) = (160.0, z);
    while level > 0.0 {
        rest = z + level / rest;
        level -= 1.0;
    }
    density / rest
}

/// The share of Student's distribution above t, for t from 0 on.
fn student_above(t: f64, degrees: f64) -> f64 {
    let (a, square) = (degrees / 2.0, t * t);
    let x = degrees / (degrees + square);
    // x^a·(1 − x)^½ / B(a, ½), with B(a, ½) = √π·Γ(a)/Γ(a + ½).
    let power = exp(-a * ln_1p(square / degrees));
    let front = power * (square / (degrees + square)).sqrt() * gamma_step(a) / PI.sqrt();
    if x < (a + 1.0) / (a + 2.5) {
        front * fraction(x, a, 0.5) / a / 2.0
    } else {
        0.5 - front * fraction(1.0 - x, 0.5, a)
    }
}

/// Γ(a + ½)/Γ(a), by its expansion for large a, and from there down by Γ(a + 1) = a·Γ(a).
fn gamma_step(a: f64) -> f64 {
    let (mut large, mut down) = (a, 1.0);
    while large < 40.0 {
        down *= large / (large + 0.5);
        large += 1.0;
    }
    let by = 1.0 / large;
    let series = -399.0 / 262_144.0 + by * 869.0 / 4_194_304.0;
    let series = -21.0 / 32_768.0 + by * series;
    let series = 1.0 / 128.0 + by * (5.0 / 1_024.0 + by * series);
    let series = 1.0 + by * (-1.0 / 8.0 + by * series);
    down * large.sqrt() * series
}

/// The continued fraction of the incomplete beta function (DLMF 8.17.22), by the method of Lentz as
/// Thompson and Barnett mended it (1986). For x below (a + 1)/(a + b + 2), as it comes here, its parts
/// are never 0.
pub(super) fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let (mut c, mut d) = (1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0)));
    let (mut value, mut m) = (d, 0.0);
    loop {
        m += 1.0;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        let step = d * c;
        value *= step;
        if (step - 1.0).abs() < 1e-16 || m > 10_000.0 {
            return value;
        }
    }
}

fn near_normal(z: f64, degrees: f64) -> f64 {
    let square = z * z;
    let first = z * (square + 1.0) / 4.0;
    let second = z * (5.0 * square * square + 16.0 * square + 3.0) / 96.0;
    z + first / degrees + second / (degrees * degrees)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(found: f64, wanted: f64) {
        assert!((found / wanted - 1.0).abs() < 1e-12, "{found} beside {wanted}");
    }

    #[test]
    fn the_normal_quantile_is_the_printed_one() {
        // Abramowitz and Stegun, table 26.5 and its sources, to the digits of a double.
        near(normal_quantile(0.95), 1.644_853_626_951_472_2);
        near(normal_quantile(0.975), 1.959_963_984_540_054);
        near(normal_quantile(0.995), 2.575_829_303_548_900_4);
        near(normal_quantile(0.025), -1.959_963_984_540_054);
        near(normal_quantile(0.999_95), 3.890_591_886_413_123);
    }

    #[test]
    fn student_with_one_and_two_degrees_has_a_closed_form() {
        for below in [0.6, 0.9, 0.95, 0.975, 0.995, 0.9995] {
            near(student_quantile(below, 1.0).unwrap(), (PI * (below - 0.5)).tan());
            let q = 2.0 * below - 1.0;
            near(student_quantile(below, 2.0).unwrap(), q * (2.0 / (1.0 - q * q)).sqrt());
        }
    }

    #[test]
    fn student_with_four_degrees_has_one_too() {
        // Shaw 2006: with α = 4p(1 − p), q = cos(arccos(√α)/3)/√α and t = 2·√(q − 1).
        for below in [0.6_f64, 0.9, 0.95, 0.975, 0.995] {
            let root = (4.0 * below * (1.0 - below)).sqrt();
            let wanted = 2.0 * ((root.acos() / 3.0).cos() / root - 1.0).sqrt();
            near(student_quantile(below, 4.0).unwrap(), wanted);
        }
    }

    #[test]
    fn the_expansion_takes_over_where_both_agree() {
        let exact = found(0.025, |t| student_above(t, MANY));
        assert!((exact - near_normal(normal_quantile(0.975), MANY)).abs() < 1e-10);
        assert!(student_quantile(0.975, f64::INFINITY).unwrap() == normal_quantile(0.975));
    }

    #[test]
    fn what_is_no_share_and_no_degree_is_survived() {
        assert_eq!(student_quantile(0.975, f64::NAN), None);
        assert!(normal_quantile(0.0).is_finite() && normal_quantile(2.0).is_finite());
        assert!(Confidence::of(Percent::ALL).is_err() && Confidence::of(Percent::NONE).is_err());
    }

    proptest! {
        #[test]
        fn more_answers_are_never_less_sure(below in 0.51..0.999_f64, degrees in 1.0..1e4_f64, more in 1.01..10.0_f64) {
            let few = student_quantile(below, degrees).unwrap();
            prop_assert!(student_quantile(below, degrees * more).unwrap() < few);
            prop_assert!(normal_quantile(below) < few);
        }

        #[test]
        fn both_tails_are_alike(below in 0.001..0.999_f64, degrees in 1.0..1e6_f64) {
            prop_assert!((normal_quantile(below) + normal_quantile(1.0 - below)).abs() < 1e-11);
            let (up, down) = (student_quantile(below, degrees).unwrap(), student_quantile(1.0 - below, degrees).unwrap());
            prop_assert!((up + down).abs() < 1e-9 * up.abs().max(1.0));
        }

        #[test]
        fn odd_degrees_agree_with_the_sum_over_angles(t in 0.01..30.0_f64, half in 1_u32..40) {
            // Abramowitz and Stegun 26.7.3, for degrees 2·half + 1.
            let degrees = f64::from(2 * half + 1);
            let angle = (t / degrees.sqrt()).atan();
            let (mut term, mut sum) = (angle.cos(), angle.cos());
            for k in 1..half {
                term *= f64::from(2 * k) / f64::from(2 * k + 1) * angle.cos().powi(2);
                sum += term;
            }
            let inside = 2.0 / PI * (angle + angle.sin() * sum);
            prop_assert!((student_above(t, degrees) - (1.0 - inside) / 2.0).abs() < 1e-13);
        }
    }
}
