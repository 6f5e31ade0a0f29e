//! Redemptions: a reward that a member asked for, was given, and used.
//!
//! What the reward was when it was asked for stands in the redemption, so that no later change of
//! the reward changes what somebody has already paid for.

mod code;
mod words;
mod declared;
mod event;
mod refusal;
mod record;
mod apply;
mod verbs;

pub use code::VoucherCode;
pub use declared::MACHINE;
pub use event::{RedemptionEvent, RedemptionWord};
pub use record::{Redemption, RedemptionPersonal, RedemptionPlain};
pub use refusal::{RedemptionGuard, RedemptionRefusal};
pub use words::{Asked, Claim, RedemptionState, Spent, UsedFor};

#[cfg(any(test, feature = "proptest1"))]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
