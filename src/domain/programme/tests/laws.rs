//! The laws of programmes.

use proptest::prelude::*;

use super::super::strategies::terms;
use super::*;
use crate::domain::kept::{kept, told};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_programme_and_its_events_are_read_back_as_they_were(one in terms(), two in terms()) {
        let first = launched(one.clone());
        prop_assert_eq!(&kept(&first), &first);
        prop_assume!(one != two);
        let now = at("2026-02-01T00:00:00Z");
        let event = first.amend(two, &stamp(now)).unwrap();
        prop_assert_eq!(&told(&event), &event);
        let second = Programme::apply(Some(first), &event, &header(now)).unwrap();
        prop_assert_eq!(second.versions().len(), 2);
        prop_assert_eq!(&kept(&second), &second);
    }

    #[test]
    fn points_are_the_exact_number_rounded_down_once(
        amounts in prop::collection::vec(0_i64..10_000_000, 1..20), with_points in 0_i64..5_000_000,
        numerator in 0_u32..50, denominator in 1_u32..50,
    ) {
        let lines = amounts.iter().map(|minor| line("茶", LineKind::Goods, *minor)).collect();
        let tier = Multiplier::new(numerator, denominator).unwrap();
        let earning = plain().earning(&bought(lines, with_points), tier, Earned::default()).unwrap();
        let sum: i64 = amounts.iter().sum();
        let base = i128::from((sum - with_points).max(0));
        let wanted = base * i128::from(numerator) / (100 * i128::from(denominator));
        prop_assert_eq!(i128::from(earning.points.get()), wanted);
        let shares: i64 = earning.shares.iter().map(|share| share.amount.minor()).sum();
        prop_assert_eq!(i128::from(shares), base, "the parts add up to the whole");
        prop_assert!(earning.shares.iter().all(|share| share.amount.minor() >= 0));
    }

    #[test]
    fn no_more_is_earned_than_the_caps_let_be(
        minor in 0_i64..10_000_000, most in 0_i64..50_000, used in 0_i64..60_000,
    ) {
        let cap = Points::new(most).unwrap();
        let terms = plain().cap(CapPer::Day, cap);
        let so_far = Earned { day: Points::new(used).unwrap(), ..Earned::default() };
        let purchase = bought(vec![line("茶", LineKind::Goods, minor)], 0);
        let earning = terms.earning(&purchase, Multiplier::ONE, so_far).unwrap();
        let cut: i64 = earning.cuts.iter().map(|cut| cut.points.get()).sum();
        prop_assert_eq!(earning.points.get() + cut, minor / 100);
        prop_assert!(earning.points.get() <= (most - used).max(0));
    }

    #[test]
    fn points_last_from_when_they_can_be_spent_and_never_end_before(
        terms in terms(), seconds in 1_700_000_000_i64..1_900_000_000,
    ) {
        let earned = Timestamp::from_seconds(seconds).unwrap();
        if let Some(active) = terms.activates(earned).unwrap() {
            prop_assert!(active >= earned);
            if let Some(until) = terms.expires(active).unwrap() {
                prop_assert!(until > active);
            }
        }
    }
}
