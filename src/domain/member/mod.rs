//! Members of a programme and their points: a double-entry ledger over lots.
//!
//! A [`Lot`] says how many points it began with and how many are left, from when and until when
//! they can be spent, and nothing else: whether they wait, can be spent, are reserved, have expired
//! or pay a debt are functions of the lots, the reservations and the time. Every movement is a
//! [`PointsEntry`] whose postings add up to nought; entries are facts and are never changed.
//!
//! A rule takes what the member [holds](Holding) and gives a [`Booking`]: the entries, and what
//! they do to lots and member. No answer depends on whether anything was swept.

mod words;
mod lot;
mod entry;
mod declared;
mod event;
mod given_refusal;
mod reward_refusal;
mod refusal;
mod record;
mod apply;
mod holding;
mod book;
mod joining;
mod earn;
mod spend;
mod referred;
mod give_back;
mod hand_on;
mod keep;
mod given;
mod statement;
#[cfg(any(test, feature = "proptest1"))]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;

pub use book::{Booking, LotChange, Setting};
pub use declared::MACHINE;
pub use entry::{EntryPlain, EntryWords, PointsEntry};
pub use event::{LotEvent, MemberEvent, MemberWords};
pub use give_back::{Merged, ReturnedPurchase};
pub use given_refusal::TierGuard;
pub use holding::{Balance, Holding};
pub use lot::{Lot, LotPlain};
pub use record::{Hold, Member, MemberPersonal, MemberPlain};
pub use referred::ReducedReward;
pub use refusal::{MemberGuard, MemberRefusal};
pub use reward_refusal::RewardPointsGuard;
pub use statement::{Statement, StatementLine};
pub use words::{Account, Cause, CauseKind, EntryKind, LotMovement, Posting};

pub use super::programme::MemberState;
