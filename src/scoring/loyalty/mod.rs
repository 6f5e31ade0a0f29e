//! What a loyalty programme does: who takes part, what is earned and spent, what is still owed, how
//! members move between tiers, and whether they stay longer than others.
//!
//! Every figure keeps what it was made from, and one without a base is none, not nought. Floats stand
//! in the interval of a difference and nowhere else.

mod share;
mod activity;
mod liability;
mod migration;
mod retention;
mod ledger;
mod tiers;
mod rerun;

pub use activity::{Activity, Flow, FlowKind};
pub use ledger::{flows, held, movements};
pub use liability::{Assumptions, Expiring, Held, Liability};
pub use migration::{Migration, Moved};
pub use rerun::{BoughtBack, Rerun, Yield};
pub use retention::{Beside, Group, Retained, Retention};
pub use share::Share;
pub use tiers::{MemberTiers, Stood};

#[cfg(test)]
mod tests;
