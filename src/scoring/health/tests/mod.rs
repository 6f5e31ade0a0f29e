//! Health, by story and by law.

mod fraction;
mod draws;
mod laws;
mod sheets;
mod grades;
mod edges;
mod faults;
mod stories;
mod words;

use super::*;
use crate::domain::{CustomKey, Date, Id, Timestamp};

fn key(text: &str) -> CustomKey {
    CustomKey::new(text).unwrap()
}

fn at(day: i32) -> Timestamp {
    Timestamp::from_seconds(1_767_225_600 + i64::from(day) * 86_400 + 43_200).unwrap()
}

fn day(day: i32) -> Date {
    Date::new(2026, 1, 1).unwrap().plus_days(day).unwrap()
}

fn record(n: u8) -> Behind {
    Behind { noun: key("interaction"), id: Id::from_bytes([n; 16]) }
}

fn number(on: i32, number: i64, of: u8) -> Observation {
    Observation::number(at(on), number, record(of))
}

fn asked<'a>(readings: &'a Readings, before: Option<&'a Memory>, on: i32) -> Asked<'a> {
    Asked { readings, overridden: None, before, as_of: at(on), day: day(on) }
}

fn linear(lo: i64, hi: i64) -> Map {
    Map::Linear { lo, hi, invert: false }
}

fn measure(source: &str, weight: u32, map: Map) -> Measure {
    let (id, of) = (key(source), Of::Source(key(source)));
    Measure { id, weight, of, map, lookback: None, ttl: None, null: Null::Hold }
}

fn group(id: &str, weight: u32, measures: Vec<Measure>) -> Group {
    Group { id: key(id), weight, measures }
}

fn card(groups: Vec<Group>) -> Scorecard {
    Scorecard {
        id: key("card"),
        version: 1,
        title: Titled::new("卡", "card").unwrap(),
        who: Who::Everybody,
        priority: 0,
        groups,
        caps: Vec::new(),
        min_coverage: 6_000,
    }
}

fn source(shape: Shape, fold: Fold) -> Source {
    let title = Titled::new("来源", "source").unwrap();
    let unit = Titled::new("次", "times").unwrap();
    Source { title, unit, shape, fold, better: Better::Unstated }
}

/// Six sources of numbers, the first three added up, and one of words.
fn sources() -> Sources {
    let numbers = Shape::Number { low: -1_000, high: 1_000 };
    let fold = |n| if n < 3 { Fold::Sum } else { Fold::Latest };
    let mut all: Sources =
        (0..6).map(|n| (key(&format!("s{n}")), source(numbers, fold(n)))).collect();
    all.insert(key("word"), source(Shape::Word, Fold::Latest));
    all
}
