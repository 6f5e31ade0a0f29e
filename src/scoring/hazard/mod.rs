//! The risk that a client leaves, by rules and without labels: ranks and bands with their reasons.
//!
//! There are no probabilities here. Signals of one cause that are counted as if they were several
//! make a probability that is far from what happens, and only clients who have left can teach it
//! better; until then it is said who is more at risk than whom, and why.

mod churn;
mod rhythm;
mod logarithm;
mod rank;
mod rules;
#[cfg(test)]
mod tests;

pub use churn::{ChurnDefinition, Quiet};
pub use rank::{Ranked, rank};
pub use rhythm::{Portfolio, Rhythm, Risk};
pub use rules::{Hazard, HazardBand, HazardFault, HazardReason, HazardRule, HazardRules};
