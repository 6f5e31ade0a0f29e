//! The laws of numbers: written forms, exact sums, splits that lose nothing, rounding to even.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use proptest::prelude::*;

use super::*;
use crate::domain::Invalid;
use crate::domain::text::strategies::anything;
use crate::domain::written::{holds, returns};

mod stories;

fn hash(value: impl Hash) -> u64 {
    let mut state = DefaultHasher::new();
    value.hash(&mut state);
    state.finish()
}

/// The text of a number with one character changed: the strings nearest to being right.
fn almost() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        strategies::money().prop_map(|money| money.to_string()),
        strategies::quantity().prop_map(|quantity| quantity.to_string()),
        strategies::gap().prop_map(|gap| gap.to_string()),
        strategies::percent().prop_map(|share| share.to_string()),
    ];
    (text, any::<prop::sample::Index>(), prop_oneof!["[0-9 .+-]{0,2}", "\\PC"]).prop_map(
        |(text, at, new)| {
            let mut chars: Vec<char> = text.chars().collect();
            let at = at.index(chars.len());
            chars.splice(at..=at, new.chars());
            chars.into_iter().collect()
        },
    )
}

proptest! {
    #[test]
    fn any_text_is_read_exactly_or_turned_away(text in prop_oneof![anything(), almost()]) {
        holds::<Score>(&text)?;
        holds::<Gap>(&text)?;
        holds::<Percent>(&text)?;
        holds::<Points>(&text)?;
        holds::<Currency>(&text)?;
        holds::<Money>(&text)?;
        holds::<Quantity>(&text)?;
    }

    #[test]
    fn numbers_come_back_as_they_were(
        score in strategies::score(),
        gap in strategies::gap(),
        share in strategies::percent(),
        points in strategies::points(),
        currency in strategies::currency(),
        money in strategies::money(),
        quantity in strategies::quantity(),
    ) {
        returns(&score)?;
        returns(&gap)?;
        returns(&share)?;
        returns(&points)?;
        returns(&currency)?;
        returns(&money)?;
        returns(&quantity)?;
        let again: Quantity = quantity.to_string().parse().expect("parses");
        prop_assert_eq!((again.units(), again.decimals()), (quantity.units(), quantity.decimals()));
    }

    #[test]
    fn an_integer_is_in_range_or_turned_away(n: i64) {
        prop_assert_eq!(Score::from_bp(n).map(Score::bp).ok(), Some(n).filter(|n| (0..=10_000).contains(n)));
        prop_assert_eq!(Percent::from_bp(n).map(Percent::bp).ok(), Some(n).filter(|n| (0..=10_000).contains(n)));
        prop_assert_eq!(Gap::from_bp(n).map(Gap::bp).ok(), Some(n).filter(|n| (-10_000..=10_000).contains(n)));
        prop_assert_eq!(Points::new(n).map(Points::get).ok(), Some(n).filter(|n| *n >= 0));
        let bytes = rmp_serde::to_vec(&n).expect("writes");
        prop_assert_eq!(rmp_serde::from_slice::<Score>(&bytes).ok(), Score::from_bp(n).ok());
        prop_assert_eq!(rmp_serde::from_slice::<Percent>(&bytes).ok(), Percent::from_bp(n).ok());
        prop_assert_eq!(rmp_serde::from_slice::<Gap>(&bytes).ok(), Gap::from_bp(n).ok());
        prop_assert_eq!(rmp_serde::from_slice::<Points>(&bytes).ok(), Points::new(n).ok());
    }

    #[test]
    fn a_gap_leads_from_score_to_score(a in strategies::score(), b in strategies::score(), gap in strategies::gap()) {
        prop_assert_eq!(a.gap_to(b).bp(), b.bp() - a.bp());
        prop_assert_eq!(a.shifted(a.gap_to(b)), Ok(b));
        prop_assert_eq!(a.gap_to(b).back(), b.gap_to(a));
        prop_assert_eq!(a.cmp(&b), Gap::NONE.cmp(&a.gap_to(b)));
        prop_assert_eq!(a.shifted(gap).map(Score::bp).ok(), Some(a.bp() + gap.bp()).filter(|bp| (0..=10_000).contains(bp)));
    }

    #[test]
    fn a_share_and_the_rest_make_the_whole(share in strategies::percent(), n in -1_000_000_000_i64..1_000_000_000, m: i64) {
        prop_assert_eq!(share.bp() + share.rest().bp(), 10_000);
        prop_assert!((share.share(n) + share.rest().share(n) - n).abs() <= 1);
        prop_assert_eq!((Percent::ALL.share(m), Percent::NONE.share(m)), (m, 0));
        prop_assert!((i128::from(share.share(m)) * 10_000 - i128::from(m) * i128::from(share.bp())).abs() <= 5_000);
        if n > 0 {
            prop_assert_eq!(Percent::of(share.share(n), n).is_ok(), true);
            prop_assert_eq!(Percent::of(n, n), Ok(Percent::ALL));
        }
    }

    #[test]
    fn points_are_added_exactly_or_not_at_all(a in strategies::points(), b in strategies::points(), n: i64, d: i64) {
        let (x, y) = (i128::from(a.get()), i128::from(b.get()));
        let held = |exact: i128| i64::try_from(exact).ok().and_then(|n| Points::new(n).ok());
        prop_assert_eq!(a.checked_add(b).ok(), held(x + y));
        prop_assert_eq!(a.checked_sub(b).ok(), held(x - y));
        let scaled = if n < 0 || d < 1 { None } else { held(x * i128::from(n) / i128::from(d)) };
        prop_assert_eq!(a.scaled(n, d).ok(), scaled);
    }

    #[test]
    fn money_is_added_exactly_or_not_at_all(a in strategies::money(), b in strategies::money(), same: bool) {
        let b = if same { Money::new(b.minor(), a.currency()) } else { b };
        let (x, y) = (i128::from(a.minor()), i128::from(b.minor()));
        let held = |exact: i128| i64::try_from(exact).ok().map(|minor| Money::new(minor, a.currency()));
        if a.currency() == b.currency() {
            prop_assert_eq!(a.checked_add(b).ok(), held(x + y));
            prop_assert_eq!(a.checked_sub(b).ok(), held(x - y));
            prop_assert_eq!(a.compare(b), Ok(x.cmp(&y)));
            prop_assert_eq!(Money::total(a.currency(), [a, b]).ok(), held(x + y));
        } else {
            for refused in [a.checked_add(b), a.checked_sub(b), Money::total(a.currency(), [b])] {
                prop_assert_eq!(refused.map_err(|why| why.code()), Err("invalid.mixed"));
            }
            prop_assert!(a.compare(b).is_err());
        }
    }

    #[test]
    fn scaling_is_off_by_at_most_a_half(money in strategies::money(), n: i64, d in 1_i64..) {
        let exact = i128::from(money.minor()) * i128::from(n);
        match money.scaled(n, d) {
            Ok(scaled) => {
                let off = (i128::from(scaled.minor()) * i128::from(d) - exact) * 2;
                prop_assert!(off.abs() <= i128::from(d));
                prop_assert!(off.abs() < i128::from(d) || scaled.minor() % 2 == 0);
            }
            Err(why) => {
                prop_assert_eq!(why.code(), "invalid.overflow");
                prop_assert!(exact.abs() / i128::from(d) >= i128::from(i64::MAX) - 1);
            }
        }
    }

    #[test]
    fn equal_parts_make_the_whole(money in strategies::money(), parts in 1_usize..300) {
        let split = money.split(parts).expect("splits");
        prop_assert_eq!(split.len(), parts);
        prop_assert_eq!(Money::total(money.currency(), split.iter().copied()), Ok(money));
        let size = |part: &Money| part.minor().unsigned_abs();
        let (most, least) = (split.iter().map(size).max(), split.iter().map(size).min());
        prop_assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 1));
        prop_assert!(split.is_sorted_by(|a, b| size(a) >= size(b)));
    }

    #[test]
    fn weighted_parts_make_the_whole(money in strategies::money(), weights in prop::collection::vec(prop_oneof![Just(0), 0_u64..10, any::<u64>()], 0..40)) {
        let sum: u128 = weights.iter().copied().map(u128::from).sum();
        let Ok(split) = money.split_by(&weights) else {
            prop_assert_eq!(sum, 0);
            return Ok(());
        };
        prop_assert_eq!(split.len(), weights.len());
        prop_assert_eq!(Money::total(money.currency(), split.iter().copied()), Ok(money));
        for (part, weight) in split.iter().zip(&weights) {
            let exact = u128::from(money.minor().unsigned_abs()) * u128::from(*weight);
            let part = u128::from(part.minor().unsigned_abs());
            prop_assert!(part == exact / sum || (part == exact / sum + 1 && exact % sum > 0));
        }
    }

    #[test]
    fn quantities_are_compared_exactly(a in strategies::quantity(), b in strategies::quantity()) {
        let exact = |q: &Quantity| i128::from(q.units()) * 10_i128.pow(u32::from(18 - q.decimals()));
        if a.unit() == b.unit() {
            prop_assert_eq!(a.compare(&b), Ok(exact(&a).cmp(&exact(&b))));
            for (found, wanted) in [(a.checked_add(&b), exact(&a) + exact(&b)), (a.checked_sub(&b), exact(&a) - exact(&b))] {
                match found {
                    Ok(sum) => prop_assert_eq!(exact(&sum), wanted),
                    Err(why) => prop_assert_eq!(why.code(), "invalid.overflow"),
                }
            }
        } else {
            prop_assert!(a.compare(&b).is_err() && a.checked_add(&b).is_err() && a.checked_sub(&b).is_err());
            prop_assert_ne!(a, b);
        }
    }

    #[test]
    fn more_decimals_change_nothing(a in strategies::quantity(), decimals: u8) {
        match a.with_decimals(decimals) {
            Ok(same) => {
                prop_assert_eq!(same.decimals(), decimals);
                prop_assert_eq!(hash(&same), hash(&a));
                prop_assert_eq!(same.compare(&a), Ok(std::cmp::Ordering::Equal));
                prop_assert_eq!(same, a);
            }
            Err(Invalid::Range { .. }) => prop_assert!(decimals > 18),
            Err(Invalid::Form { .. }) => prop_assert!(decimals < a.decimals()),
            Err(why) => prop_assert_eq!(why, Invalid::Overflow { field: "quantity" }),
        }
    }
}
