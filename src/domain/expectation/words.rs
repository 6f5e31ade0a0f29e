//! The words of an expectation: what it is about, how much it matters, what limits it.

use serde::{Deserialize, Serialize};

use crate::domain::Invalid;
use crate::domain::named::named;

/// What an expectation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Category {
    /// What is delivered.
    Scope,
    /// How well it is made.
    Quality,
    /// How easily it is used.
    Usability,
    /// How safe it is.
    Security,
    /// How fast it is.
    Performance,
    /// By when.
    Time,
    /// For how much.
    Cost,
    /// How one speaks with each other.
    Communication,
    /// How one is helped.
    Support,
    /// What comes of it.
    Outcome,
}

named!(
    Category,
    "category",
    [Scope, Quality, Usability, Security, Performance, Time, Cost, Communication, Support, Outcome]
);

/// What keeping it or not does to the client, in Kano's words.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub enum Kano {
    /// Nobody praises it, and its absence is not forgiven: a missed one caps the client's index.
    MustBe,
    /// The more the better.
    #[default]
    OneDimensional,
    /// Nobody asked for it, and it delights.
    Attractive,
    /// It does nothing.
    Indifferent,
    /// They would rather not have it.
    Reverse,
}

named!(Kano, "kano", [MustBe, OneDimensional, Attractive, Indifferent, Reverse]);

/// How much an expectation counts beside others: 1 to 5.
///
/// ```
/// use guanxi::domain::expectation::Weight;
/// assert_eq!(Weight::new(5)?.get(), 5);
/// assert!(Weight::new(0).is_err() && Weight::new(6).is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Weight(u8);

impl Weight {
    /// The least weight.
    pub const LEAST: Weight = Weight(1);

    /// Takes a weight of 1 to 5.
    ///
    /// # Errors
    /// [`Invalid::Range`].
    pub fn new(weight: u8) -> Result<Self, Invalid> {
        if (1..=5).contains(&weight) {
            Ok(Weight(weight))
        } else {
            Err(Invalid::Range { field: "weight", low: 1, high: 5 })
        }
    }

    /// The weight.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Weight {
    type Error = Invalid;

    fn try_from(weight: u8) -> Result<Self, Invalid> {
        Weight::new(weight)
    }
}

impl From<Weight> for u8 {
    fn from(weight: Weight) -> u8 {
        weight.0
    }
}

/// What stands in the way of what is wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ConstraintKind {
    /// There is not enough time.
    Time,
    /// There is not enough money.
    Budget,
    /// There are not enough people or machines.
    Resource,
    /// It cannot be built like that.
    Technical,
    /// It is not allowed.
    Legal,
    /// Something else.
    Other,
}

named!(ConstraintKind, "constraint", [Time, Budget, Resource, Technical, Legal, Other]);
