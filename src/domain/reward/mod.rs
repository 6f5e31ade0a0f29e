//! Rewards: what members spend points on, how much of it there is, and for whom.
//!
//! How many are left is a counter that redemptions take from and not a field of the record, so two
//! members who want the last one never both get it, and those who want others never wait.

mod words;
mod discount;
mod declared;
mod event;
mod input;
mod refusal;
mod record;
mod apply;
mod verbs;

pub use declared::MACHINE;
pub use discount::Discount;
pub use event::{RewardChange, RewardEvent, RewardWord};
pub use input::{NewReward, RewardEdit};
pub use record::{Reward, RewardPersonal, RewardPlain};
pub use refusal::{RewardGuard, RewardRefusal};
pub use words::{RewardKind, RewardState, RewardTerms, Usable};

#[cfg(any(test, feature = "proptest1"))]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
