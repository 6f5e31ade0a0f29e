//! Readings: what was observed of a client, and which records that rests on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::ReadingFault;
use super::map::{Map, Value};
use super::source::{Fold, Shape, Source};
use crate::domain::{CustomKey, Id, Timestamp};

/// A record that something rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Behind {
    /// Its noun.
    pub noun: CustomKey,
    /// Its id.
    pub id: Id,
}

/// One thing that was observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// When it was so.
    pub at: Timestamp,
    /// Until when it says something, where that is limited: a mark that a person gave.
    pub until: Option<Timestamp>,
    /// What was observed: a number or a word.
    pub value: Value,
    /// The records that it rests on.
    pub behind: Vec<Behind>,
}

impl Observation {
    /// A number that rests on one record.
    #[must_use]
    pub fn number(at: Timestamp, number: i64, behind: Behind) -> Self {
        Observation { at, until: None, value: Value::Number(number), behind: vec![behind] }
    }
}

/// What a source says of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Nothing, since the firm does not use it, or nobody feeds it yet: out of score and coverage.
    NotUsed,
    /// Nothing, although it is in use.
    Silent,
    /// What was observed, in the order of time.
    Told(Vec<Observation>),
}

impl Reading {
    /// The one number that a source says as of now, and the records behind it; none where it says
    /// nothing, words, or more than can be added up.
    #[must_use]
    pub fn number(&self, source: &Source, as_of: Timestamp) -> Option<(i64, Vec<Behind>)> {
        let key = CustomKey::new("number").ok()?;
        let look = Look { key: &key, source, lookback: None, ttl: None, trend: false, as_of };
        match look.at(Some(self)).ok()? {
            Seen::Value(Value::Number(number), behind) => Some((number, behind)),
            Seen::Value(Value::Word(_) | Value::Slope(_), _) | Seen::NotUsed | Seen::Nothing => {
                None
            }
        }
    }
}

/// What every source says of a client; one that is missing is not used.
pub type Readings = BTreeMap<CustomKey, Reading>;

/// What a source says of a client at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said<'r> {
    /// Nothing, since the firm does not use it: out of score and coverage.
    NotUsed,
    /// Nothing, although it is in use.
    Nothing,
    /// A number in the source's unit.
    Number(i64),
    /// By how much it changes in thirty days, in thousandths of the source's unit.
    Slope(i64),
    /// A word.
    Word(&'r CustomKey),
}

impl Said<'_> {
    /// What was measured, if anything was.
    #[must_use]
    pub fn value(self) -> Option<Value> {
        match self {
            Said::NotUsed | Said::Nothing => None,
            Said::Number(number) => Some(Value::Number(number)),
            Said::Slope(slope) => Some(Value::Slope(slope)),
            Said::Word(word) => Some(Value::Word(word.clone())),
        }
    }
}

/// A reading as a measure sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    NotUsed,
    Nothing,
    Value(Value, Vec<Behind>),
}

/// How a measure or a cap looks at a source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'l> {
    pub(super) key: &'l CustomKey,
    pub(super) source: &'l Source,
    pub(super) lookback: Option<u32>,
    pub(super) ttl: Option<u32>,
    /// Whether it is looked at how it changes.
    pub(super) trend: bool,
    pub(super) as_of: Timestamp,
}

const DAY: i64 = 86_400_000_000;

impl Look<'_> {
    /// What the source says within the time that is looked back, and the records behind it.
    pub(super) fn at(&self, reading: Option<&Reading>) -> Result<Seen, ReadingFault> {
        let said = self.said(reading)?;
        Ok(match said.value() {
            Some(value) => Seen::Value(value, self.behind(reading)),
            None if said == Said::NotUsed => Seen::NotUsed,
            None => Seen::Nothing,
        })
    }

    /// What the source says within the time that is looked back.
    pub(super) fn said<'r>(&self, reading: Option<&'r Reading>) -> Result<Said<'r>, ReadingFault> {
        let told = match reading {
            None | Some(Reading::NotUsed) => return Ok(Said::NotUsed),
            Some(Reading::Silent) => return Ok(Said::Nothing),
            Some(Reading::Told(told)) => told,
        };
        told.iter().try_for_each(|one| self.check(one))?;
        let newest = self.counted(told).filter_map(|one| self.age(one)).min();
        let stale = |age: i64| self.ttl.is_some_and(|days| age > i64::from(days) * DAY);
        if newest.is_some_and(stale) {
            return Ok(Said::Nothing);
        }
        if self.trend { self.trend(told) } else { self.folded(told) }
    }

    /// The records that what the source says rests on.
    pub(super) fn behind(&self, reading: Option<&Reading>) -> Vec<Behind> {
        let Some(Reading::Told(told)) = reading else { return Vec::new() };
        if self.source.fold == Fold::Latest && !self.trend {
            let latest = self.counted(told).max_by_key(|one| one.at);
            return latest.map(|one| one.behind.clone()).unwrap_or_default();
        }
        let mut all: Vec<Behind> =
            self.counted(told).flat_map(|one| one.behind.iter().cloned()).collect();
        all.sort();
        all.dedup();
        all
    }

    /// What was observed within the time that is looked back and still stands.
    fn counted<'r>(&self, told: &'r [Observation]) -> impl Iterator<Item = &'r Observation> {
        let within = |one: &Observation| self.age(one).is_some_and(|age| self.counts(age));
        let standing = |one: &Observation| one.until.is_none_or(|until| self.as_of < until);
        told.iter().filter(move |one| within(one) && standing(one))
    }

    fn check(&self, one: &Observation) -> Result<(), ReadingFault> {
        if one.at > self.as_of {
            return Err(ReadingFault::Future(self.key.clone()));
        }
        match (&one.value, self.source.shape) {
            (Value::Number(number), Shape::Number { low, high }) => {
                // Of a sum the parts are judged together.
                let judged = self.source.fold == Fold::Latest;
                let inside = (low..=high).contains(number);
                if judged && !inside { Err(ReadingFault::Range(self.key.clone())) } else { Ok(()) }
            }
            (Value::Word(_), Shape::Word) => Ok(()),
            (Value::Number(_) | Value::Word(_) | Value::Slope(_), _) => {
                Err(ReadingFault::Unknown(self.key.clone()))
            }
        }
    }

    fn age(&self, one: &Observation) -> Option<i64> {
        self.as_of.micros().checked_sub(one.at.micros())
    }

    fn counts(&self, age: i64) -> bool {
        self.lookback.is_none_or(|days| age < i64::from(days) * DAY)
    }

    fn folded<'r>(&self, told: &'r [Observation]) -> Result<Said<'r>, ReadingFault> {
        match self.source.fold {
            Fold::Latest => {
                Ok(match self.counted(told).max_by_key(|one| one.at).map(|one| &one.value) {
                    None => Said::Nothing,
                    Some(Value::Number(number)) => Said::Number(*number),
                    Some(Value::Slope(slope)) => Said::Slope(*slope),
                    Some(Value::Word(word)) => Said::Word(word),
                })
            }
            Fold::Sum => {
                let range = || ReadingFault::Range(self.key.clone());
                let mut sum = 0_i64;
                for one in self.counted(told) {
                    if let Value::Number(number) = one.value {
                        sum = sum.checked_add(number).ok_or_else(range)?;
                    }
                }
                if let Shape::Number { low, high } = self.source.shape
                    && !(low..=high).contains(&sum)
                {
                    return Err(range());
                }
                Ok(Said::Number(sum))
            }
        }
    }

    /// How it changes in thirty days, by least squares over the days, half-even at the thousandth;
    /// nothing where there is one day alone.
    fn trend(&self, told: &[Observation]) -> Result<Said<'static>, ReadingFault> {
        let range = || ReadingFault::Range(self.key.clone());
        let [mut n, mut x1, mut y1, mut xx, mut xy] = [0_i128; 5];
        for one in self.counted(told) {
            let Value::Number(number) = one.value else { continue };
            let x = -i128::from(self.age(one).ok_or_else(range)?.div_euclid(DAY));
            let y = i128::from(number);
            (n, x1, y1, xx, xy) = (n + 1, x1 + x, y1 + y, xx + x * x, xy + x * y);
        }
        let under = n * xx - x1 * x1;
        if under <= 0 {
            return Ok(Said::Nothing);
        }
        let over = n.checked_mul(xy).zip(x1.checked_mul(y1)).and_then(|(a, b)| a.checked_sub(b));
        let over = over.and_then(|over| over.checked_mul(30_000)).ok_or_else(range)?;
        let slope = i64::try_from(super::exact::half_even(over, under)).map_err(|_| range())?;
        Ok(Said::Slope(slope))
    }
}

impl Map {
    /// Whether the map looks at how something changes.
    pub(super) fn is_trend(&self) -> bool {
        match self {
            Map::Trend { .. } => true,
            Map::Linear { .. } | Map::Bands(_) | Map::Category(_) => false,
        }
    }
}
