//! Levels: how much of what is measured, or yes or no.

use serde::{Deserialize, Serialize};

use crate::domain::{Invalid, Quantity, Unit};

/// A level of what is expected, agreed or measured.
///
/// ```
/// use guanxi::domain::expectation::Level;
/// let fast = Level::measured("2.5 s")?;
/// assert_eq!((fast.to_string().as_str(), fast.unit().map(|unit| unit.as_str())), ("2.5 s", Some("s")));
/// assert_eq!(Level::Yes.to_string(), "yes");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Level {
    /// So much of a unit.
    Measured(Quantity),
    /// It is so.
    Yes,
    /// It is not so.
    No,
}

impl Level {
    /// Reads a number and a unit: `99.95 %`.
    ///
    /// # Errors
    /// What [`Quantity`] turns away.
    pub fn measured(text: &str) -> Result<Self, Invalid> {
        Ok(Level::Measured(text.parse()?))
    }

    /// The unit of a measured level.
    #[must_use]
    pub fn unit(&self) -> Option<&Unit> {
        match self {
            Level::Measured(quantity) => Some(quantity.unit()),
            Level::Yes | Level::No => None,
        }
    }
}

impl From<Quantity> for Level {
    fn from(quantity: Quantity) -> Self {
        Level::Measured(quantity)
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Level::Measured(quantity) => quantity.fmt(f),
            Level::Yes => f.pad("yes"),
            Level::No => f.pad("no"),
        }
    }
}
