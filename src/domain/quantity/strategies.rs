//! Arbitrary numbers, each built through its public constructor.

use proptest::prelude::*;

use super::{Currency, Gap, Money, Percent, Points, Quantity, Score};
use crate::domain::Unit;

/// Any integer, the smallest and the largest ones often.
fn integer() -> impl Strategy<Value = i64> {
    let edge = vec![i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
    prop_oneof![
        4 => -1_000_000_i64..1_000_000,
        2 => any::<i64>(),
        1 => prop::sample::select(edge),
    ]
}

/// Any score.
pub fn score() -> impl Strategy<Value = Score> {
    (0_i64..=10_000).prop_filter_map("a score", |bp| Score::from_bp(bp).ok())
}

/// Any gap.
pub fn gap() -> impl Strategy<Value = Gap> {
    (-10_000_i64..=10_000).prop_filter_map("a gap", |bp| Gap::from_bp(bp).ok())
}

/// Any share.
pub fn percent() -> impl Strategy<Value = Percent> {
    (0_i64..=10_000).prop_filter_map("a share", |bp| Percent::from_bp(bp).ok())
}

/// Any number of points, small ones more often.
pub fn points() -> impl Strategy<Value = Points> {
    integer().prop_filter_map("points", |points| Points::new(points.checked_abs()?).ok())
}

/// Any currency, those of daily life more often.
pub fn currency() -> impl Strategy<Value = Currency> {
    let daily = prop::sample::select(vec!["CNY", "EUR", "JPY", "KWD", "USD"]);
    prop_oneof![
        daily.prop_filter_map("a currency", |code| Currency::new(code).ok()),
        prop::sample::select(Currency::all().collect::<Vec<_>>()),
    ]
}

/// Any amount in any currency.
pub fn money() -> impl Strategy<Value = Money> {
    (integer(), currency()).prop_map(|(minor, currency)| Money::new(minor, currency))
}

/// A measured level in one of a few units.
pub fn quantity() -> impl Strategy<Value = Quantity> {
    let unit = prop::sample::select(vec!["h", "%", "人天", "defects per week"]);
    (integer(), 0_u8..=18, unit).prop_filter_map("a quantity", |(units, decimals, unit)| {
        Quantity::new(units, decimals, Unit::new(unit).ok()?).ok()
    })
}
