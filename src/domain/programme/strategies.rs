//! Arbitrary terms, built through the public constructors.

use proptest::prelude::*;

use super::{
    Cap, CapPer, Combining, EarnRule, Multiplier, Pending, Rate, Reinstatement, ReturnPolicy,
    Rounding, Span, SpanUnit, Terms, Validity, When,
};
use crate::domain::{Currency, Points, Tag, Zone};

/// A stretch of time of at most three years.
pub fn span() -> impl Strategy<Value = Span> {
    (1_u16..=36, prop::sample::select(vec![SpanUnit::Day, SpanUnit::Week, SpanUnit::Month]))
        .prop_filter_map("a period", |(number, unit)| Span::new(number, unit).ok())
}

/// How long points last.
pub fn validity() -> impl Strategy<Value = Validity> {
    let rounds =
        vec![Rounding::Exact, Rounding::EndOfDay, Rounding::EndOfMonth, Rounding::EndOfYear];
    prop_oneof![
        Just(Validity::Never),
        Just(Validity::EndOfMonth),
        Just(Validity::EndOfYear),
        (span(), prop::sample::select(rounds)).prop_map(|(span, round)| Validity::For(span, round)),
    ]
}

/// When points can be spent.
pub fn pending() -> impl Strategy<Value = Pending> {
    prop_oneof![
        2 => Just(Pending::Immediate),
        2 => (1_u16..30).prop_filter_map("days", |days| {
            Span::new(days, SpanUnit::Day).ok().map(Pending::For)
        }),
        1 => Just(Pending::OnAction),
    ]
}

/// Terms in Shanghai and in yuan, with rules and caps or without.
pub fn terms() -> impl Strategy<Value = Terms> {
    let ground = ("CNY", "Asia/Shanghai");
    let rules = prop::collection::vec((0_u32..5, 1_u32..4, any::<bool>()), 0..3);
    let caps = prop::option::of((0_usize..4, 1_i64..5_000));
    let returns = prop::sample::select(ReturnPolicy::ALL);
    let combining =
        prop::sample::select(vec![Combining::Highest, Combining::Sum, Combining::Product]);
    let back = prop_oneof![Just(Reinstatement::Lost), (1_u16..60).prop_map(Reinstatement::Days)];
    (rules, caps, pending(), validity(), returns, combining, back).prop_filter_map(
        "terms",
        move |(rules, caps, pending, validity, returns, combining, reinstatement)| {
            let zone: Zone = ground.1.parse().ok()?;
            let currency = Currency::new(ground.0).ok()?;
            let mut terms = Terms::new(zone, currency, Rate::new(1, 100).ok()?);
            for (n, (numerator, denominator, tea)) in rules.into_iter().enumerate() {
                let by = Multiplier::new(numerator, denominator).ok()?;
                let rule = EarnRule::times(&format!("r{n}"), by).ok()?;
                let when = if tea { When::Category(Tag::new("茶").ok()?) } else { When::Always };
                terms = terms.rule(rule.when(when));
            }
            if let Some((per, most)) = caps {
                let pers = [CapPer::Transaction, CapPer::Day, CapPer::Month, CapPer::Year];
                terms.caps = vec![Cap { per: *pers.get(per)?, most: Points::new(most).ok()? }];
            }
            Some(Terms { pending, validity, returns, combining, reinstatement, ..terms })
        },
    )
}
