//! Referrals: a client brings another, and one of them or both are given points for it.
//!
//! A referral lives in the stream of the client who refers. The points wait as long as a purchase
//! may be returned and are not given when it is; whoever was a client before is nobody's referral,
//! so that nobody can be brought by somebody whom they brought.

mod words;
mod terms;
mod declared;
mod event;
mod refusal;
mod record;
mod apply;
mod verbs;

pub use declared::MACHINE;
pub use event::{ReferralEvent, ReferralWord};
pub use record::{Referral, ReferralPersonal, ReferralPlain};
pub use refusal::{ReferralGuard, ReferralRefusal};
pub use terms::{
    Gives, Invitee, NewReferral, OnReturn, ReferralTerms, Returned, RewardTo, Trigger,
};
pub use words::{Bought, Brought, Merit, MeritState, ReferralState, shares_contact};

#[cfg(any(test, feature = "proptest1"))]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
