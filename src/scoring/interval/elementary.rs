//! Logarithm and exponential, from sums, products and quotients alone.
//!
//! Those of the standard library are the platform's, and differ in the last digit between platforms.

use std::f64::consts::{LN_2, SQRT_2};

/// The part of ln 2 that a product with a small whole number leaves exact, and the rest.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// The natural logarithm of 1 + u, for u from 0 on.
pub(super) fn ln_1p(u: f64) -> f64 {
    if u < 0.4 { twice_atanh(u / (2.0 + u)) } else { ln(1.0 + u) }
}

/// The natural logarithm of a positive number.
pub(super) fn ln(x: f64) -> f64 {
    let (mut rest, mut twos) = (x, 0.0);
    while rest > SQRT_2 {
        rest /= 2.0;
        twos += 1.0;
    }
    while rest < SQRT_2 / 2.0 {
        rest *= 2.0;
        twos -= 1.0;
    }
    twos * LN_2 + twice_atanh((rest - 1.0) / (rest + 1.0))
}

/// 2·artanh s = ln((1 + s)/(1 − s)), for s below 1/5.
fn twice_atanh(s: f64) -> f64 {
    let square = s * s;
    let (mut power, mut odd, mut sum) = (s, 1.0, 0.0);
    while odd < 30.0 {
        sum += power / odd;
        power *= square;
        odd += 2.0;
    }
    2.0 * sum
}

/// e to the power of x; nothing below −745, where it is less than any number.
pub(super) fn exp(x: f64) -> f64 {
    if x < -745.0 {
        return 0.0;
    }
    let twos = (x / LN_2).round();
    let rest = (x - twos * LN_2_HIGH) - twos * LN_2_LOW;
    let (mut term, mut count, mut sum) = (1.0, 0.0, 1.0);
    while count < 18.0 {
        count += 1.0;
        term *= rest / count;
        sum += term;
    }
    let (by, mut left) = if twos < 0.0 { (0.5, -twos) } else { (2.0, twos) };
    while left > 0.0 {
        sum *= by;
        left -= 1.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_are_what_the_platform_says(x in -300.0..300.0_f64) {
            prop_assert!((exp(x) / x.exp() - 1.0).abs() < 1e-14);
            prop_assert!((ln(exp(x)) - x).abs() < 1e-12);
            prop_assert!((ln(x.abs() + 0.1) - (x.abs() + 0.1).ln()).abs() < 1e-14);
        }

        #[test]
        fn small_ones_lose_nothing(u in 0.0..1.0_f64, shift in 0_i32..60) {
            let u = u / 2_f64.powi(shift);
            prop_assert!((ln_1p(u) - u.ln_1p()).abs() <= 1e-15 * u.max(1e-300));
        }
    }

    #[test]
    fn nothing_is_left_far_below() {
        assert!(exp(-746.0) == 0.0 && exp(0.0) == 1.0 && ln(1.0) == 0.0);
    }
}
