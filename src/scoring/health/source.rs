//! Sources: what a firm can measure of its clients, and how what was observed becomes one value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::titled::Titled;
use crate::domain::CustomKey;

/// How the observations of a source become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// They are added up; no observation is nothing, which is a value.
    Sum,
    /// The latest counts.
    Latest,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// It depends.
    Unstated,
}

/// What a source observes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Shape {
    /// Whole numbers from one to another.
    Number {
        /// The least.
        low: i64,
        /// The greatest.
        high: i64,
    },
    /// Words.
    Word,
}

impl Shape {
    /// Whether a number is one that can be observed.
    pub(super) fn holds(self, number: i64) -> bool {
        match self {
            Shape::Number { low, high } => (low..=high).contains(&number),
            Shape::Word => false,
        }
    }
}

/// Something that a firm can measure of its clients.
///
/// A source that nobody feeds yet is registered all the same: it is then not used, and out of every
/// score and its coverage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is called.
    pub title: Titled,
    /// The unit of its numbers.
    pub unit: Titled,
    /// Numbers or words.
    pub shape: Shape,
    /// How its observations become one value.
    pub fold: Fold,
    /// Which way is better.
    pub better: Better,
}

/// Every source that a firm knows, by key.
pub type Sources = BTreeMap<CustomKey, Source>;
