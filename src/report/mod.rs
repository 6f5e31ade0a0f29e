//! Figures to pictures: numbers that were worked out, as somebody looks at them.
//!
//! Nothing here decides or reads anything: what is drawn is what was handed in. Pictures are SVG, as
//! text, through the SVG backend of `plotters` and nothing else of it: no font is read and no file is
//! written. Texts are in the family `sans-serif` of whoever looks, and so in any script.

mod trend;

pub use trend::{TrendPoint, satisfaction_trend};

use std::error::Error;
use std::fmt;

/// A picture that could not be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undrawn {
    /// There is nothing to be drawn.
    Nothing,
    /// The library that draws says so.
    Drawing {
        /// What it says.
        why: String,
    },
}

impl fmt::Display for Undrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Undrawn::Nothing => f.write_str("there is nothing to be drawn"),
            Undrawn::Drawing { why } => write!(f, "the picture could not be drawn: {why}"),
        }
    }
}

impl Error for Undrawn {}

impl Undrawn {
    fn because(why: impl Error) -> Self {
        Undrawn::Drawing { why: why.to_string() }
    }
}
