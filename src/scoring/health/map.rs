//! Maps: how what was measured becomes a score from 0 to 100.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::exact::Level;
use crate::domain::CustomKey;

/// How what was measured becomes a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Map {
    /// 0 at and below one end, 10 000 at and above the other, in proportion between them.
    Linear {
        /// The end of 0.
        lo: i64,
        /// The end of 10 000; greater than `lo`.
        hi: i64,
        /// Whether it is the other way round: 10 000 at `lo`.
        invert: bool,
    },
    /// The score of the band in which the number lies.
    Bands(Vec<Band>),
    /// The score of the word.
    Category(BTreeMap<CustomKey, i64>),
    /// How it changes: 5 000 where it does not, 10 000 where it rises by this much and more in
    /// thirty days, 0 where it falls by as much.
    Trend {
        /// By how much, in the source's unit.
        slope: i64,
        /// Whether a fall is good.
        invert: bool,
    },
}

/// A band of numbers with one score: those above `above` and up to `up_to`. The first band has its
/// lower end too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The lower end, which belongs to the band below; none where it is open.
    pub above: Option<i64>,
    /// The upper end, which belongs to it; none where it is open.
    pub up_to: Option<i64>,
    /// The score in basis points.
    pub score: i64,
}

impl Band {
    /// The numbers above one and up to another.
    #[must_use]
    pub fn new(above: i64, up_to: i64, score: i64) -> Self {
        Band { above: Some(above), up_to: Some(up_to), score }
    }

    /// Whether a number lies in the band; the first has its lower end too.
    fn holds(&self, number: i64, first: bool) -> bool {
        let above = self.above.is_none_or(|end| if first { number >= end } else { number > end });
        above && self.up_to.is_none_or(|end| number <= end)
    }
}

/// What was measured of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A number in the source's unit.
    Number(i64),
    /// A word.
    Word(CustomKey),
    /// By how much it changes in thirty days, in thousandths of the source's unit.
    Slope(i64),
}

impl Map {
    /// The greatest stretch from one end of a line to the other.
    pub const STRETCH: i64 = 1_000_000_000_000;

    /// The score of a value; none where the map has none for it.
    pub(super) fn level(&self, value: &Value) -> Option<Level> {
        match value {
            Value::Number(number) => self.of_number(*number),
            Value::Slope(slope) => self.of_slope(*slope),
            Value::Word(word) => self.of_word(word),
        }
    }

    pub(super) fn of_number(&self, number: i64) -> Option<Level> {
        match self {
            Map::Linear { lo, hi, invert } => line(number, *lo, *hi, *invert),
            Map::Bands(bands) => bands
                .iter()
                .enumerate()
                .find(|(place, band)| band.holds(number, *place == 0))
                .map(|(_, band)| Level::whole(band.score)),
            Map::Trend { .. } | Map::Category(_) => None,
        }
    }

    pub(super) fn of_slope(&self, found: i64) -> Option<Level> {
        match self {
            Map::Trend { slope, invert } => {
                let end = slope.checked_mul(1_000)?;
                line(found, end.checked_neg()?, end, *invert)
            }
            Map::Linear { .. } | Map::Bands(_) | Map::Category(_) => None,
        }
    }

    pub(super) fn of_word(&self, word: &CustomKey) -> Option<Level> {
        match self {
            Map::Category(table) => table.get(word).map(|score| Level::whole(*score)),
            Map::Linear { .. } | Map::Bands(_) | Map::Trend { .. } => None,
        }
    }

    /// The least common denominator of all its scores.
    pub(super) fn denominator(&self) -> i128 {
        match self {
            Map::Linear { lo, hi, .. } => i128::from(*hi) - i128::from(*lo),
            Map::Trend { slope, .. } => i128::from(*slope) * 2_000,
            Map::Bands(_) | Map::Category(_) => 1,
        }
    }
}

fn line(value: i64, lo: i64, hi: i64, invert: bool) -> Option<Level> {
    let part = value.max(lo).min(hi.max(lo)).checked_sub(lo)?;
    let level = Level::part(part, hi.checked_sub(lo)?)?;
    Some(if invert { level.inverted() } else { level })
}
