//! Tiers of a loyalty programme: which one a member has had at every instant, and why.
//!
//! Pure: from the movements of what is measured, the tiers given by hand, the enrolment and a zone
//! follow the history, what is still missing for the next tier, and when the present one ends. No
//! job has to run for any of it.

mod span;
mod ladder;
mod rules;
mod window;
mod run;
mod history;
mod outlook;
mod course;

pub use course::{Chapter, Course};
pub use history::{History, Standing, Step, Why};
pub use ladder::{Benefit, Ladder, Multiplier, Tier};
pub use outlook::{Loss, Outlook, Warning};
pub use rules::{Downgrade, Expiry, Metric, TierRules, Upgrade, Window};
pub use run::{ManualTier, Membership, Movement};
pub use span::{Rounding, Span, SpanUnit};

#[cfg(any(test, feature = "proptest1"))]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
