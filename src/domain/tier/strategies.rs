//! Arbitrary ladders, rules and movements, built through the public constructors.

use proptest::prelude::*;

use super::{
    Downgrade, Expiry, Ladder, ManualTier, Metric, Movement, Rounding, Span, SpanUnit, Tier,
    TierRules, Upgrade, Window,
};
use crate::domain::{Period, Timestamp};

/// A ladder of two to five tiers whose steps are 1 to 60.
pub fn ladder() -> impl Strategy<Value = Ladder> {
    prop::collection::vec(1_i64..60, 1..5).prop_filter_map("a ladder", |steps| {
        let names = ["普通", "银", "金", "白金", "钻石"];
        let thresholds = std::iter::once(0).chain(steps.iter().scan(0, |sum, step| {
            *sum += step;
            Some(*sum)
        }));
        let tiers: Result<Vec<Tier>, _> =
            names.iter().zip(thresholds).map(|(name, from)| Tier::new(name, from)).collect();
        Ladder::new(tiers.ok()?).ok()
    })
}

/// A span of days or months, short enough to end within a few years.
pub fn span() -> impl Strategy<Value = Span> {
    prop_oneof![(1_u16..60, Just(SpanUnit::Day)), (1_u16..14, Just(SpanUnit::Month))]
        .prop_filter_map("a span", |(count, unit)| Span::new(count, unit).ok())
}

/// Any window.
pub fn window() -> impl Strategy<Value = Window> {
    prop_oneof![
        Just(Window::CalendarMonth),
        Just(Window::Quarter),
        Just(Window::HalfYear),
        Just(Window::Year),
        (1_u16..90).prop_map(Window::RollingDays),
        Just(Window::Anniversary),
        Just(Window::Lifetime),
    ]
}

/// Any expiry.
pub fn expiry() -> impl Strategy<Value = Expiry> {
    prop_oneof![
        Just(Expiry::EndOfPeriod),
        Just(Expiry::EndOfNextPeriod),
        Just(Expiry::OnDrop),
        span().prop_map(Expiry::Custom),
    ]
}

/// Any rules; where a window has no end, or a tier is lost at once, a higher one is given at once.
pub fn rules() -> impl Strategy<Value = TierRules> {
    let metric = prop::sample::select(Metric::ALL);
    let kept = (expiry(), prop::option::of(span()), prop::sample::select(Rounding::ALL));
    let ways = (prop::sample::select(Downgrade::ALL), prop::sample::select(Upgrade::ALL));
    (ladder(), metric, window(), kept, ways).prop_filter_map(
        "rules",
        |(ladder, metric, window, (expiry, grace, round), (downgrade, upgrade))| {
            let rules = TierRules::of(ladder, metric, window).ok()?;
            let rules = rules.kept(expiry).ok()?.rounded(round).downgrade(downgrade);
            let rules = grace.into_iter().fold(rules, TierRules::grace);
            rules.clone().upgrade(upgrade).ok().or(Some(rules))
        },
    )
}

/// Movements on whole hours within so many days of an instant, in the order of time.
pub fn movements(from: Timestamp, days: i64) -> impl Strategy<Value = Vec<Movement>> {
    let by = prop_oneof![4 => 1_i64..60, 1 => -60_i64..0];
    prop::collection::vec((0..days * 24, by), 0..16).prop_map(move |mut moved| {
        moved.sort_by_key(|(hour, _)| *hour);
        let at = |hour: i64| from.plus_seconds(hour * 3_600).ok();
        moved.into_iter().filter_map(|(hour, by)| Some(Movement { at: at(hour)?, by })).collect()
    })
}

/// A few tiers of rank 0 or 1 given by hand within so many days of an instant.
pub fn manual(from: Timestamp, days: i64) -> impl Strategy<Value = Vec<ManualTier>> {
    let one = (0_u8..2, 0..days * 24, 1_i64..1_000);
    prop::collection::vec(one, 0..3).prop_map(move |given| {
        let at = |hour: i64| from.plus_seconds(hour * 3_600);
        let one = |(rank, start, hours): (u8, i64, i64)| {
            let during = Period::new(at(start).ok()?, at(start + hours).ok()?).ok()?;
            Some(ManualTier { rank, during })
        };
        given.into_iter().filter_map(one).collect()
    })
}
