//! Means in which what is older counts for less.

use proptest::prelude::*;

use super::*;
use crate::domain::Timestamp;

fn told() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0_i64..200_000_000_000_000, 0_i64..=180), 1..20)
}

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(1_767_225_600_000_000 + micros).unwrap()
}

fn mean(told: &[(i64, i64)]) -> DecayedMean {
    told.iter().fold(DecayedMean::new(90).unwrap(), |mut mean, (micros, value)| {
        mean.add(at(*micros), *value);
        mean
    })
}

#[test]
fn a_half_life_is_1_to_3650_days() {
    assert!(DecayedMean::new(0).is_err() && DecayedMean::new(3_651).is_err());
    let none = DecayedMean::new(1).unwrap();
    assert_eq!((none.value(), none.count(), none.share_of(180)), (None, 0, None));
}

proptest! {
    #[test]
    fn it_is_the_mean_by_powers_of_two(told in told()) {
        let last = told.iter().map(|(micros, _)| *micros).max().unwrap();
        let weight = |micros: i64| 2_f64.powf((micros - last) as f64 / 7_776_000_000_000.0);
        let (sum, weights) = told.iter().fold((0.0, 0.0), |(sum, weights), (micros, value)| {
            (sum + weight(*micros) * *value as f64, weights + weight(*micros))
        });
        let mean = mean(&told);
        prop_assert!((mean.value().unwrap() - sum / weights).abs() < 1e-11);
        let share = mean.share_of(180).unwrap() as f64 / 1e9;
        prop_assert!((share - sum / weights / 180.0).abs() < 1e-9);
        prop_assert!((0.0..=1.0).contains(&share));
    }

    #[test]
    fn what_is_taken_out_was_never_there_whatever_the_order(told in told(), gone in told(), seed: u64) {
        let mut both: Vec<(bool, (i64, i64))> = told.iter().map(|one| (true, *one)).chain(gone.iter().map(|one| (true, *one))).collect();
        both.sort_by_key(|(_, (micros, value))| (*micros as u64).wrapping_mul(seed | 1) ^ *value as u64);
        both.extend(gone.iter().map(|one| (false, *one)));
        let mut found = DecayedMean::new(90).unwrap();
        for (adds, (micros, value)) in both {
            if adds { found.add(at(micros), value) } else { found.remove(at(micros), value) }
        }
        prop_assert_eq!(&found, &mean(&told));
        prop_assert_eq!(found.value().map(f64::to_bits), mean(&told).value().map(f64::to_bits));
    }

    #[test]
    fn a_mean_lies_between_its_values_and_does_not_age(told in told(), whole_half_lives in 0_i64..20) {
        let share = mean(&told).share_of(180).unwrap();
        let (least, most) = (told.iter().map(|(_, v)| *v).min().unwrap(), told.iter().map(|(_, v)| *v).max().unwrap());
        prop_assert!(share >= least * 1_000_000_000 / 180 && share <= most * 1_000_000_000 / 180 + 1);
        let later: Vec<(i64, i64)> = told.iter().map(|(micros, v)| (micros + whole_half_lives * 7_776_000_000_000, *v)).collect();
        prop_assert_eq!(mean(&later).share_of(180), Some(share));
    }
}
