//! Scorecards and readings drawn at random.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::*;

pub(super) fn map() -> impl Strategy<Value = Map> {
    prop_oneof![
        3 => (-20..20_i64, 1..40_i64, any::<bool>())
            .prop_map(|(lo, long, invert)| Map::Linear { lo, hi: lo + long, invert }),
        1 => (-10..10_i64, 1..10_i64, vec(0..=10_000_i64, 3)).prop_map(|(first, long, scores)| {
            let end = |n: i64| Some(first + n * long);
            Map::Bands(vec![
                Band { above: None, up_to: end(0), score: scores[0] },
                Band { above: end(0), up_to: end(1), score: scores[1] },
                Band { above: end(1), up_to: None, score: scores[2] },
            ])
        }),
        1 => (1..5_i64, any::<bool>()).prop_map(|(slope, invert)| Map::Trend { slope, invert }),
    ]
}

fn null() -> impl Strategy<Value = Null> {
    prop_oneof![
        3 => Just(Null::Hold),
        1 => Just(Null::Exclude),
        1 => Just(Null::Neutral),
        1 => Just(Null::Zero)
    ]
}

fn one() -> impl Strategy<Value = Measure> {
    let days = || proptest::option::of(1..40_u32);
    (1..20_u32, map(), days(), days(), null()).prop_map(|(weight, map, lookback, ttl, null)| {
        Measure { lookback, ttl, null, ..measure("s0", weight, map) }
    })
}

/// A scorecard of up to six measures in up to three groups, each measure over its own source.
pub(super) fn scorecard() -> impl Strategy<Value = Scorecard> {
    let caps = vec((0..6_usize, -5..5_i64, 0..=10_000_i64), 0..2);
    (vec((1..20_u32, vec(one(), 1..=2)), 1..=3), caps, 0..=10_000_i64).prop_map(
        |(groups, caps, min_coverage)| {
            let mut n = 0;
            let mut drawn = card(Vec::new());
            for (at, (weight, mut measures)) in groups.into_iter().enumerate() {
                for one in &mut measures {
                    // Keys against the order in which they stand, so that ties are seen.
                    one.id = key(&format!("m{}", 9 - n));
                    one.of = Of::Source(key(&format!("s{n}")));
                    n += 1;
                }
                drawn.groups.push(group(&format!("g{at}"), weight, measures));
            }
            for (at, (of, at_least, max)) in caps.into_iter().enumerate() {
                let (id, source) = (key(&format!("c{at}")), key(&format!("s{of}")));
                let reason = Titled::new("因", "why").unwrap();
                drawn.caps.push(Cap { id, reason, source, lookback: None, at_least, max });
            }
            Scorecard { min_coverage, ..drawn }
        },
    )
}

fn reading() -> impl Strategy<Value = Reading> {
    let told = vec((0..30_i32, -25..25_i64), 0..4).prop_map(|mut told| {
        told.sort();
        let one =
            |(n, (on, value)): (usize, (i32, i64))| number(on, value, u8::try_from(n).unwrap());
        Reading::Told(told.into_iter().enumerate().map(one).collect())
    });
    prop_oneof![1 => Just(Reading::NotUsed), 1 => Just(Reading::Silent), 6 => told]
}

/// What six sources say by the thirtieth day.
pub(super) fn readings() -> impl Strategy<Value = Readings> {
    btree_map(0..6_u8, reading(), 6).prop_map(|drawn| {
        let renamed = |(n, reading): (u8, Reading)| {
            // Records of different sources are different records.
            let reading = match reading {
                Reading::Told(told) => Reading::Told(
                    told.into_iter()
                        .enumerate()
                        .map(|(at, one)| Observation {
                            behind: vec![record(n * 16 + u8::try_from(at).unwrap())],
                            ..one
                        })
                        .collect(),
                ),
                other => other,
            };
            (key(&format!("s{n}")), reading)
        };
        drawn.into_iter().map(renamed).collect()
    })
}

pub(super) fn book(card: &Scorecard) -> ScorecardBook {
    ScorecardBook::publish(vec![card.clone()], sources()).unwrap()
}
