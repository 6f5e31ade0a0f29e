//! A score of twelve measures with every reason, beside the bare weighted mean.

use std::hint::black_box;

use guanxi::domain::{CustomKey, Id, Timestamp};
use guanxi::scoring::health::{
    Asked, Behind, Better, Fold, Group, Map, Measure, Null, Observation, Of, Reading, Readings,
    Row, Scorecard, ScorecardBook, Shape, Source, Sources, Titled, Who,
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

/// Weights as somebody who only wants the mean would keep them: they are the firm's, and known when it
/// runs.
struct Weights {
    groups: Vec<i64>,
    measures: [i64; MEASURES],
}

impl Weights {
    fn plain() -> Self {
        Weights {
            groups: vec![1, 2, 3],
            measures: std::array::from_fn(|n| i64::try_from(n).unwrap() + 1),
        }
    }
}

/// The mean of means, half up, as one would write it down in ten lines.
fn mean(weights: &Weights, plain: &Plain) -> i64 {
    let (mut sum, mut all) = (0, 0);
    let fours = plain.values.chunks(4).zip(weights.measures.chunks(4));
    for (group, (values, four)) in weights.groups.iter().zip(fours) {
        let (mut inner, mut under) = (0, 0);
        for (weight, value) in four.iter().zip(values) {
            inner += weight * value;
            under += weight;
        }
        sum += group * inner * 1_000 / under;
        all += group;
    }
    (sum / all + 500) / 1_000
}

/// Scores from a sheet, whose parts are lent; then with each line of the explanation read, names and
/// levels included; then from what was observed, with everything that a record of it keeps.
pub(crate) fn race_scores() {
    let (book, card) = (book(), key("card"));
    let mut sheet = book.sheet(&card).unwrap();
    let day = "2026-05-04".parse().unwrap();
    let told: Vec<Readings> = (0..CLIENTS).map(|n| readings(values(n))).collect();
    let weights = Weights::plain();
    let plain: Vec<Plain> = (0..CLIENTS).map(|n| Plain { values: values(n) }).collect();
    let asked = |readings| Asked { readings, overridden: None, before: None, as_of: now(), day };
    let rows: Vec<Row<'_>> = told.iter().map(|told| sheet.row(&asked(told)).unwrap()).collect();
    for ((told, row), plain) in told.iter().zip(&rows).zip(&plain) {
        let health = book.evaluate(&card, &asked(told)).unwrap();
        let score = health.score.unwrap().bp();
        assert!((score - mean(&weights, plain)).abs() <= 1, "both ways are the same mean");
        let scored = sheet.score(row).unwrap();
        let points: Vec<i64> = health.contributions.iter().map(|line| line.points).collect();
        assert_eq!((scored.score, scored.points()), (health.score, points.as_slice()));
    }
    let by_hand = || {
        plain.iter().for_each(|plain| {
            black_box(mean(black_box(&weights), black_box(plain)));
        });
    };
    let times = crate::race(
        || {
            for row in &rows {
                let scored = sheet.score(black_box(row)).unwrap();
                black_box((scored.score, scored.grade, scored.coverage, scored.points()));
            }
        },
        by_hand,
    );
    crate::tell("a score of 12 measures and what each contributes", CLIENTS, times);
    let times = crate::race(
        || {
            for row in &rows {
                let scored = sheet.score(black_box(row)).unwrap();
                black_box((scored.score, scored.grade, scored.coverage));
                scored.lines().for_each(|line| {
                    black_box(line);
                });
            }
        },
        by_hand,
    );
    crate::tell("the same, every line of its explanation read", CLIENTS, times);
    let times = crate::race(
        || {
            for told in &told {
                let row = sheet.row(&asked(told)).unwrap();
                black_box(sheet.score(&row).unwrap().score);
            }
        },
        by_hand,
    );
    crate::tell("the same from observations", CLIENTS, times);
    let times = crate::race(
        || told.iter().for_each(|told| drop(black_box(book.evaluate(&card, &asked(told))))),
        by_hand,
    );
    crate::tell("the same as a record of its own, with the records behind it", CLIENTS, times);
}
