//! The laws of intervals, and how often each has the true value in it.

use proptest::prelude::*;

use super::*;
use crate::domain::Score;

/// Draws of a fixed seed (SplitMix64, Steele and others 2014): the same on every machine.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// How often of all rounds it was so.
fn often(rounds: u32, mut so: impl FnMut() -> bool) -> f64 {
    f64::from((0..rounds).map(|_| u32::from(so())).sum::<u32>()) / f64::from(rounds)
}

fn usual() -> Confidence {
    Confidence::default()
}

/// How often so many of so many are drawn, for every number of them.
fn binomial(n: u64, share: f64) -> Vec<f64> {
    let mut chance = (1.0 - share).powi(n as i32);
    (0..=n)
        .map(|k| {
            let now = chance;
            chance *= (n - k) as f64 / (k + 1) as f64 * share / (1.0 - share);
            now
        })
        .collect()
}

#[test]
fn wilson_has_the_share_in_it_nineteen_times_in_twenty() {
    // Exactly, by adding up what can be drawn: on average over all shares for each number asked.
    for n in [5, 10, 20, 40, 100] {
        let shares: Vec<f64> = (1..200).map(|k| f64::from(k) / 200.0).collect();
        let held = |share: &f64| -> f64 {
            let chances = binomial(n, *share);
            let hit = |k: u64| wilson(k, n, usual()).unwrap().has(*share);
            (0..=n).zip(chances).filter(|(k, _)| hit(*k)).map(|(_, chance)| chance).sum()
        };
        let all: Vec<f64> = shares.iter().map(held).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        assert!((0.94..0.97).contains(&mean), "{n}: {mean}");
        assert!(all.iter().all(|held| *held > 0.83), "{n}: {all:?}");
    }
}

fn drawn(draws: &mut Draws, n: u64, pro: f64, contra: f64) -> Balance {
    let mut balance = Balance::default();
    for _ in 0..n {
        let share = draws.share();
        if share < pro {
            balance.pro += 1;
        } else if share < pro + contra {
            balance.contra += 1;
        } else {
            balance.neither += 1;
        }
    }
    balance
}

#[test]
fn the_adjusted_interval_has_the_balance_in_it_nineteen_times_in_twenty() {
    // On average over all balances, and never much less often: the fewer answers, the further apart
    // are the balances that can be found at all.
    let mut draws = Draws(1);
    let grid = (1..10).flat_map(|pro| (1..10 - pro).map(move |contra| (pro, contra)));
    let grid: Vec<(f64, f64)> =
        grid.map(|(pro, contra)| (f64::from(pro) / 10.0, f64::from(contra) / 10.0)).collect();
    for (n, least) in [(5, 0.87), (10, 0.91), (20, 0.92), (50, 0.93), (200, 0.94)] {
        let mut held = |(pro, contra): &(f64, f64)| {
            often(2_000, || {
                let balance = drawn(&mut draws, n, *pro, *contra);
                balance.interval(None, usual()).unwrap().has(pro - contra)
            })
        };
        let all: Vec<f64> = grid.iter().map(&mut held).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        assert!((0.94..0.97).contains(&mean), "{n}: {mean}");
        assert!(all.iter().all(|held| *held > least), "{n}: {all:?}");
    }
}

#[test]
fn the_plain_interval_misses_more_often_where_few_answer_and_most_agree() {
    let mut draws = Draws(2);
    let mut of = |adjusted: bool| {
        often(20_000, || {
            let balance = drawn(&mut draws, 10, 0.9, 0.02);
            let wald = balance.wald(None, usual());
            if adjusted { balance.interval(None, usual()) } else { wald }.unwrap().has(0.88)
        })
    };
    let (adjusted, plain) = (of(true), of(false));
    assert!(adjusted > 0.92 && plain < 0.75, "{adjusted} and {plain}");
}

#[test]
fn who_asks_most_of_them_needs_a_smaller_interval() {
    // 40 people, 30 of whom are asked without asking anybody twice.
    let people: Vec<i64> = (0..40)
        .map(|n| {
            if n < 20 {
                1
            } else if n < 30 {
                0
            } else {
                -1
            }
        })
        .collect();
    let mut draws = Draws(3);
    let mut of = |all: Option<u64>| {
        often(20_000, || {
            let mut urn = people.clone();
            let mut balance = Balance::default();
            for _ in 0..30 {
                let at = (draws.next() % urn.len() as u64) as usize;
                match urn.swap_remove(at) {
                    1 => balance.pro += 1,
                    0 => balance.neither += 1,
                    _ => balance.contra += 1,
                }
            }
            balance.wald(all, usual()).unwrap().has(0.25)
        })
    };
    let (known, unknown) = (of(Some(40)), of(None));
    assert!((0.92..0.98).contains(&known) && unknown > 0.999, "{known} and {unknown}");
}

#[test]
fn the_mean_of_all_lies_in_the_interval_of_a_sample() {
    let mut draws = Draws(4);
    // Sums of three even draws: the mean is known, and it is not far from normal.
    let mut value = || (draws.share() + draws.share() + draws.share()) / 3.0;
    // Unequal weights are worth a little more than Kish says: their interval is on the safe side.
    for weights in [vec![1; 3], vec![1; 10], vec![3, 2, 1, 1, 1, 2, 3, 1], vec![3, 3, 1, 1]] {
        let held = often(20_000, || {
            let mut sample = Sample::default();
            for weight in &weights {
                sample.add((value() * 1e9) as i64, *weight);
            }
            sample.interval(usual()).unwrap().has(0.5)
        });
        assert!((0.93..0.98).contains(&held), "{weights:?}: {held}");
    }
}

#[test]
fn newcombe_has_the_difference_in_it_nineteen_times_in_twenty() {
    // Exactly, on average over all pairs of shares; Newcombe found 0.867 as the least.
    for (n, m) in [(10, 10), (20, 30), (40, 40)] {
        let shares: Vec<f64> = (1..20).map(|k| f64::from(k) / 20.0).collect();
        let one = |k| (0..=m).map(|l| newcombe((k, n), (l, m), usual()).unwrap()).collect();
        let intervals: Vec<Vec<Interval>> = (0..=n).map(one).collect();
        let mut all = Vec::new();
        for (p, q) in shares.iter().flat_map(|p| shares.iter().map(move |q| (*p, *q))) {
            let (ones, twos) = (binomial(n, p), binomial(m, q));
            let mut held = 0.0;
            for (k, one) in (0..=n).zip(&ones) {
                for (l, two) in (0..=m).zip(&twos) {
                    if intervals[k as usize][l as usize].has(p - q) {
                        held += one * two;
                    }
                }
            }
            all.push(held);
        }
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        assert!((0.94..0.97).contains(&mean), "{n} {m}: {mean}");
        assert!(all.iter().all(|held| *held > 0.867), "{n} {m}: {all:?}");
    }
}

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-12, "{found} beside {wanted}");
}

#[test]
fn published_cases_come_out_the_same() {
    // Cases of Wilson's interval at 1.96 standard errors, and of Newcombe's paper.
    near(wilson_at(1, 10 + 1, 1.96).low(), 0.016_231_752_262_825_982);
    near(wilson_at(1, 10 + 1, 1.96).high(), 0.377_364_625_486_203_8);
    near(wilson_at(0, 1, 1.96).high(), 0.793_456_708_526_107_1);
    near(wilson_at(1, 1, 1.96).low(), 0.206_543_291_473_892_94);
    let fewer = newcombe((9, 10), (3, 10), usual()).unwrap();
    near(fewer.low(), 0.170_522_723_934_502_9);
    near(fewer.high(), 0.809_017_973_535_488);
    let ten = Balance { pro: 5, neither: 3, contra: 2 };
    near(ten.variance().unwrap(), 0.61);
    near(ten.wald(None, usual()).unwrap().low(), -0.184_075_395_018_525_57);
    near(ten.interval(None, usual()).unwrap().high(), 0.652_044_615_302_098_3);
    assert_eq!(ten.bp(), Some(3_000));
}

#[test]
fn of_a_known_whole_what_was_not_asked_stands_in_the_way() {
    let asked = Balance { pro: 6, neither: 3, contra: 1 };
    let alone = asked.error(None).unwrap();
    near(asked.error(Some(20)).unwrap(), alone * (10.0_f64 / 19.0).sqrt());
    near(asked.error(Some(11)).unwrap(), alone * (1.0_f64 / 10.0).sqrt());
    assert_eq!((asked.error(Some(10)), asked.error(Some(9))), (Some(0.0), None));
    assert_eq!(Balance { pro: 1, neither: 0, contra: 0 }.error(Some(1)), Some(0.0));
    let change = asked.change_to(Balance { pro: 8, neither: 1, contra: 1 }).unwrap();
    let reach = usual().normal() * change.error;
    near(change.interval(usual()).low(), change.by - reach);
    near(change.interval(usual()).high(), change.by + reach);
    near(change.z().unwrap(), change.by / change.error);
}

#[test]
fn nobody_tells_nothing() {
    let nobody = Balance::default();
    assert_eq!((nobody.value(), nobody.bp(), nobody.error(None)), (None, None, None));
    assert_eq!(nobody.interval(None, usual()), None);
    assert_eq!(nobody.change_to(Balance { pro: 9, ..nobody }), None);
    assert!(wilson(0, 0, usual()).is_none() && wilson(2, 1, usual()).is_none());
    assert!(pooled_z((0, 0), (1, 2)).is_none() && pooled_z((2, 2), (2, 2)).is_none());
    let mut one = Sample::default();
    assert_eq!((one.mean(), one.observed(), one.interval(usual())), (None, None, None));
    one.add_score(Score::MAX, 3);
    assert_eq!((one.mean(), one.interval(usual())), (Some(Score::MAX), None));
    assert_eq!(Balance { pro: 3, ..nobody }.error(Some(2)), None);
    assert_eq!(Balance { pro: 2, contra: 1, neither: 0 }.error(Some(3)), Some(0.0));
    assert!(kish(&[]).is_none() && kish(&[2.0, 2.0]) == Some(2.0));
}

fn values() -> impl Strategy<Value = Vec<(i64, u32)>> {
    prop::collection::vec((0..=10_000_i64, 1..4_u32), 0..30)
}

fn sample(values: &[(i64, u32)]) -> Sample {
    values.iter().fold(Sample::default(), |mut sample, (bp, weight)| {
        sample.add_score(Score::from_bp(*bp).unwrap(), *weight);
        sample
    })
}

proptest! {
    #[test]
    fn no_interval_leaves_its_range(pro in 0..500_u64, neither in 0..500_u64, contra in 0..500_u64, more in 0..100_u64, level in 1..10_000_i64) {
        let confidence = Confidence::of(crate::domain::Percent::from_bp(level).unwrap()).unwrap();
        let balance = Balance { pro, neither, contra };
        let n = balance.count();
        prop_assume!(n > 0);
        let value = balance.value().unwrap();
        for of in [None, Some(n + more)] {
            for interval in [balance.wald(of, confidence).unwrap(), balance.interval(of, confidence).unwrap()] {
                prop_assert!(interval.low() >= -1.0 && interval.low() <= interval.high() && interval.high() <= 1.0);
            }
            prop_assert!(balance.wald(of, confidence).unwrap().has(value));
        }
        let share = wilson(pro, n, confidence).unwrap();
        prop_assert!(share.low() >= 0.0 && share.high() <= 1.0);
        prop_assert!(share.low() <= pro as f64 / n as f64 + 1e-15 && pro as f64 / n as f64 <= share.high() + 1e-15);
        let change = newcombe((pro, n), (contra, n), confidence).unwrap();
        prop_assert!(change.low() >= -1.0 && change.low() <= change.high() && change.high() <= 1.0);
        if let Some(change) = balance.change_to(Balance { pro: contra, neither, contra: pro }) {
            let interval = change.interval(confidence);
            prop_assert!(interval.low() >= -2.0 && interval.high() <= 2.0 && interval.has(change.by));
        }
    }

    #[test]
    fn a_sample_is_counted_as_by_hand(values in values(), other in values()) {
        let one = sample(&values);
        prop_assert_eq!(one.count(), values.len() as u64);
        let weights: Vec<f64> = values.iter().map(|(_, w)| f64::from(*w)).collect();
        let total: f64 = weights.iter().sum();
        if let Some(observed) = one.observed() {
            let mean = values.iter().map(|(bp, w)| *bp as f64 / 1e4 * f64::from(*w)).sum::<f64>() / total;
            prop_assert!((observed.mean - mean).abs() < 1e-12);
            let worth = kish(&weights).unwrap();
            prop_assert!((observed.worth - worth).abs() < 1e-9);
            prop_assert!(worth <= values.len() as f64 + 1e-9 && worth >= 1.0 - 1e-9);
            let spread: f64 = values.iter().map(|(bp, w)| (*bp as f64 / 1e4 - mean).powi(2) * f64::from(*w)).sum::<f64>() / total;
            if let Some(error) = observed.error {
                prop_assert!((error - (spread / (worth - 1.0)).sqrt()).abs() < 1e-9);
            }
            let least = values.iter().map(|(bp, _)| *bp).min().unwrap();
            let most = values.iter().map(|(bp, _)| *bp).max().unwrap();
            prop_assert!((least..=most).contains(&one.mean().unwrap().bp()));
        }
        if let Some((low, high)) = one.range(usual()) {
            prop_assert!(low <= one.mean().unwrap() && one.mean().unwrap() <= high);
        }
        let mut both = one.and(sample(&other));
        let turned: Vec<_> = values.iter().chain(&other).rev().copied().collect();
        prop_assert_eq!(both, sample(&turned));
        for (bp, weight) in &other {
            both.remove_score(Score::from_bp(*bp).unwrap(), *weight);
        }
        prop_assert_eq!(both, one);
    }

    #[test]
    fn what_is_shrunk_lies_between(values in values(), all in 0..=10_000_i64, by in 0..20_u32) {
        let (one, all) = (sample(&values), Score::from_bp(all).unwrap());
        let shrunk = one.shrunk(all, by);
        let own = one.mean().unwrap_or(all);
        prop_assert!(own.min(all) <= shrunk && shrunk <= own.max(all));
        let further = one.shrunk(all, by + 1);
        prop_assert!((further.bp() - all.bp()).abs() <= (shrunk.bp() - all.bp()).abs());
        if by == 0 {
            prop_assert_eq!(shrunk, own);
        }
    }
}
