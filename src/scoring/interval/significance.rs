//! Significance: how often so great a difference comes of chance alone.

use super::float;
use super::quantile::normal_above;

/// How often chance alone is at least so many standard errors off, to either side: 1 for none.
///
/// ```
/// use guanxi::scoring::interval::{pooled_z, two_sided};
/// let z = pooled_z((56, 70), (48, 80)).unwrap_or_default();
/// assert!((two_sided(z) - 0.008_045_081_368_196_56).abs() < 1e-12);
/// ```
#[must_use]
pub fn two_sided(z: f64) -> f64 {
    if z.is_nan() {
        return 1.0;
    }
    (2.0 * normal_above(z.abs().min(40.0))).clamp(0.0, 1.0)
}

/// The most people of whom every possible table is looked at.
const MOST: i128 = 10_000_000;

/// How often chance alone would have parted the yeses between two groups at least so unevenly, after
/// Fisher's exact test (*Statistical methods for research workers*, 1934), to either side: the tables
/// that are no likelier than this one. It holds for few answers, where [`two_sided`] does not.
///
/// Each group is how many said yes, and of how many. None when nobody was asked, more said yes than were
/// asked, or more than ten million were.
///
/// ```
/// use guanxi::scoring::interval::fisher;
/// let p = fisher((9, 10), (3, 10)).ok_or("nobody was asked")?;
/// assert!((p - 0.019_766_611_097_880_443).abs() < 1e-12);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn fisher(first: (u64, u64), second: (u64, u64)) -> Option<f64> {
    let [k, n, l, m] = [first.0, first.1, second.0, second.1].map(i128::from);
    let asked = n > 0 && m > 0 && k <= n && l <= m;
    let (all, yes) = (n.checked_add(m)?, k.checked_add(l)?);
    (asked && all <= MOST).then_some(())?;
    let (least, most) = ((yes - m).max(0), yes.min(n));
    let likeliest = ((n + 1) * (yes + 1)).checked_div(all + 2)?.clamp(least, most);
    // The weight of one more yes in the first group beside that of this one.
    let step = |x: i128| float((n - x) * (yes - x)) / float((x + 1) * (m - yes + x + 1));
    let mut tables = vec![(likeliest, 1.0)];
    let mut weight = 1.0;
    for x in likeliest..most {
        weight *= step(x);
        tables.push((x + 1, weight));
        if weight < 1e-300 {
            break;
        }
    }
    weight = 1.0;
    for x in (least..likeliest).rev() {
        weight /= step(x);
        tables.push((x, weight));
        if weight < 1e-300 {
            break;
        }
    }
    let own = tables.iter().find(|(x, _)| *x == k).map_or(0.0, |(_, weight)| *weight);
    // Tables that are as likely as this one differ from it in the last digits.
    let most_likely = own * (1.0 + 1e-7);
    let sum = |wanted: &dyn Fn(f64) -> bool| -> f64 {
        tables.iter().map(|(_, weight)| *weight).filter(|weight| wanted(*weight)).sum()
    };
    Some((sum(&|weight| weight <= most_likely) / sum(&|_| true)).min(1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cannot_be_asked_gives_none_and_no_difference_is_certain() {
        assert_eq!(fisher((0, 0), (1, 2)), None);
        assert_eq!(fisher((3, 2), (1, 2)), None);
        assert_eq!(fisher((1, 20_000_000), (1, 2)), None);
        assert_eq!((two_sided(0.0), two_sided(f64::NAN)), (1.0, 1.0));
        assert!(two_sided(f64::INFINITY) < 1e-300);
        assert_eq!(two_sided(-3.0).to_bits(), two_sided(3.0).to_bits());
    }

    /// n over k, exact for few.
    fn choose(n: u128, k: u128) -> u128 {
        (0..k).fold(1, |ways, i| ways * (n - i) / (i + 1))
    }

    proptest! {
        #[test]
        fn it_is_the_share_of_all_tables_counted_one_by_one(
            n in 1..25_u64, m in 1..25_u64, k in 0..25_u64, l in 0..25_u64
        ) {
            let (k, l) = (k.min(n), l.min(m));
            let ways = |x: u64| -> u128 {
                let other = (k + l).checked_sub(x).filter(|other| *other <= m);
                other.map_or(0, |y| choose(n.into(), x.into()) * choose(m.into(), y.into()))
            };
            let all: u128 = (0..=n).map(ways).sum();
            let unlikely: u128 = (0..=n).map(ways).filter(|w| *w <= ways(k)).sum();
            let wanted = float(i128::try_from(unlikely).unwrap()) / float(i128::try_from(all).unwrap());
            let found = fisher((k, n), (l, m)).unwrap();
            prop_assert!((found - wanted).abs() < 1e-12, "{} beside {}", found, wanted);
            prop_assert!((found - fisher((l, m), (k, n)).unwrap()).abs() < 1e-12);
        }
    }
}
