//! Programmes: on which terms points are earned, wait, expire, are spent and come back.
//!
//! The terms are versioned. An amendment holds from the moment it is said; what was earned under
//! earlier terms keeps its own activation and expiry, and each entry of the ledger names the
//! version under which it was made.

mod words;
mod fraction;
mod rule;
mod terms;
mod validity;
mod earning;
mod purchase;
mod declared;
mod event;
mod refusal;
mod record;
mod apply;
mod verbs;
pub use super::tier::{Multiplier, Rounding, Span, SpanUnit};

#[cfg(any(test, feature = "proptest1"))]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;

pub use declared::MACHINE;
pub use earning::{Cut, CutBy, Earned, Earning, Share};
pub use event::{ProgrammeEvent, ProgrammeWords};
pub use purchase::{Purchase, PurchaseLine};
pub use record::{Programme, ProgrammePersonal, ProgrammePlain, ProgrammeState, Version};
pub use refusal::{ProgrammeGuard, ProgrammeRefusal};
pub use rule::{Combining, EarnRule, Gives, When};
pub use terms::{Cap, CapPer, Terms};
pub use words::{Join, MemberState, Pending, Rate, Reinstatement, ReturnPolicy, Validity};
