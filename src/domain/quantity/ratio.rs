//! Division that says how it rounds, and splitting that loses nothing.

use std::cmp::Reverse;

/// `numerator / denominator` to the nearest whole, a tie to the even one. The denominator is
/// positive.
pub(crate) fn half_even(numerator: i128, denominator: i128) -> i128 {
    let (whole, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
    let up = match (rest * 2).cmp(&denominator) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => whole % 2 != 0,
    };
    whole + i128::from(up)
}

/// Splits an amount by weights of a positive sum: every part is its exact share rounded down, and
/// what is left goes, one unit each, to the largest remainders, the first of equals first.
pub(super) fn split(amount: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().copied().map(u128::from).sum();
    let exact = |weight: u64| u128::from(amount) * u128::from(weight);
    let mut parts: Vec<u64> = weights
        .iter()
        .map(|weight| exact(*weight).checked_div(sum).and_then(|part| part.try_into().ok()))
        .map(Option::unwrap_or_default)
        .collect();
    let left = parts.iter().fold(amount, |left, part| left.saturating_sub(*part));
    let mut order: Vec<(usize, u128)> = weights
        .iter()
        .map(|weight| exact(*weight).checked_rem(sum).unwrap_or_default())
        .enumerate()
        .collect();
    order.sort_by_key(|(place, rest)| (Reverse(*rest), *place));
    // Fewer units are left than there are parts: each remainder is less than one.
    for (place, _) in order.into_iter().take(left.try_into().unwrap_or(usize::MAX)) {
        if let Some(part) = parts.get_mut(place) {
            *part = part.saturating_add(1);
        }
    }
    parts
}
