//! A score of twelve measures with every reason, beside the bare weighted mean.

use std::hint::black_box;

use guanxi::domain::{CustomKey, Id, Timestamp};
use guanxi::scoring::health::{
    Asked, Behind, Better, Fold, Group, Map, Measure, Null, Observation, Of, Reading, Readings,
    Scorecard, ScorecardBook, Shape, Source, Sources, Titled, Who,
};

const MEASURES: usize = 12;
const CLIENTS: u32 = 2_000;

/// A client as somebody who only wants the mean would keep it.
struct Plain {
    values: [i64; MEASURES],
}

pub(crate) fn key(text: &str) -> CustomKey {
    CustomKey::new(text).unwrap()
}

pub(crate) fn now() -> Timestamp {
    "2026-05-04T09:00:00Z".parse().unwrap()
}

/// Twelve measures in three groups, each a line over its own source.
pub(crate) fn book() -> ScorecardBook {
    let titled = |text: &str| Titled::new(text, text).unwrap();
    let source = |_| Source {
        title: titled("x"),
        unit: titled("x"),
        shape: Shape::Number { low: 0, high: 10_000 },
        fold: Fold::Latest,
        better: Better::Higher,
    };
    let name = |n: usize| key(&format!("m{n}"));
    let sources: Sources = (0..MEASURES).map(|n| (name(n), source(n))).collect();
    let measure = |n: usize| Measure {
        id: name(n),
        weight: u32::try_from(n + 1).unwrap(),
        of: Of::Source(name(n)),
        map: Map::Linear { lo: 0, hi: 10_000, invert: false },
        lookback: None,
        ttl: None,
        null: Null::Hold,
    };
    let group = |g: usize| Group {
        id: key(&format!("g{g}")),
        weight: u32::try_from(g + 1).unwrap(),
        measures: (g * 4..g * 4 + 4).map(measure).collect(),
    };
    let card = Scorecard {
        id: key("card"),
        version: 1,
        title: titled("card"),
        who: Who::Everybody,
        priority: 0,
        groups: (0..3).map(group).collect(),
        caps: Vec::new(),
        min_coverage: 6_000,
    };
    ScorecardBook::publish(vec![card], sources).unwrap()
}

pub(crate) fn values(client: u32) -> [i64; MEASURES] {
    let step = |n: usize| i64::try_from(n).unwrap() * 104_729;
    std::array::from_fn(|n| (i64::from(client) * 7_919 + step(n)) % 10_001)
}

pub(crate) fn readings(values: [i64; MEASURES]) -> Readings {
    let noun = key("interaction");
    let told = |(n, value): (usize, i64)| {
        let behind = Behind { noun: noun.clone(), id: Id::from_bytes([7; 16]) };
        let told = Reading::Told(vec![Observation::number(now(), value, behind)]);
        (key(&format!("m{n}")), told)
    };
    values.into_iter().enumerate().map(told).collect()
}

/// The mean of means, half up, as one would write it down in five lines.
fn mean(plain: &Plain) -> i64 {
    let (mut sum, mut weights) = (0, 0);
    for (group, four) in (1..).zip(plain.values.chunks(4)) {
        let (mut inner, mut under) = (0, 0);
        for (weight, value) in (group * 4 - 3..).zip(four) {
            inner += weight * value;
            under += weight;
        }
        sum += group * inner * 1_000 / under;
        weights += group;
    }
    (sum / weights + 500) / 1_000
}

pub(crate) fn race_scores() {
    let (book, card) = (book(), key("card"));
    let day = "2026-05-04".parse().unwrap();
    let told: Vec<Readings> = (0..CLIENTS).map(|n| readings(values(n))).collect();
    let plain: Vec<Plain> = (0..CLIENTS).map(|n| Plain { values: values(n) }).collect();
    let evaluate = |readings: &Readings| {
        let asked = Asked { readings, overridden: None, before: None, as_of: now(), day };
        book.evaluate(&card, &asked).unwrap()
    };
    for (told, plain) in told.iter().zip(&plain) {
        let score = evaluate(told).score.unwrap().bp();
        assert!((score - mean(plain)).abs() <= 1, "both ways are the same mean");
    }
    let times = crate::race(
        || told.iter().for_each(|told| drop(black_box(evaluate(told)))),
        || {
            plain.iter().for_each(|plain| {
                black_box(mean(black_box(plain)));
            });
        },
    );
    crate::tell("a score of 12 measures with every reason", CLIENTS, times);
}
