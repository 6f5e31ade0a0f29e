//! Change requests: what was agreed is changed by asking, assessing, deciding and doing, and every
//! step stays readable.
//!
//! A change request stands in the stream of its client. Where it is said along the way that somebody
//! must have been told, a [notice](crate::domain::notice) says so; where a rule must know of the
//! firm's policy, calendar or other changes, they are [given](Given). The baseline that changes
//! work on is a [pure value](Baseline).
//!
//! Five things that the rules leave open are settled like this. Whichever of consents and approvals comes
//! last completes the set, so that neither waits for the other. To ask for more information voids
//! what was said yes to, since that may change. To do nothing is not approved: it is what a
//! rejection comes to. The sponsor speaks for every other role but that for emergencies, so that what
//! the only one in a role asks for can be decided. A standard change that left its template, because it was edited or revoked,
//! is decided like a normal one.

mod words;
mod effect;
mod parts;
mod declared;
mod refusal;
mod template;
mod policy;
mod baseline;
mod event;
mod input;
mod record;
mod reading;
mod apply;
mod authority;
mod preparing;
mod deciding;
mod doing;
mod raising;
mod waiting;
mod metrics;

pub use authority::{Because, Consent, Deciders, Given, Totals};
pub use baseline::{Baseline, Milestone};
pub use declared::MACHINE;
pub use doing::{Acceptance, Accepting};
pub use effect::{Effect, Hours, Impact, ScopeStep, ScopeVerb, Shift};
pub use event::{Assessment, ChangeEvent, ChangeField, ChangeWord, Then};
pub use input::{
    ChangeEdit, ExpectationStanding, LinkedExpectation, NewAlternative, NewApproval, NewChange,
    NewImpact, PlanRevision, Triage, Urgent,
};
pub use metrics::{ChangeMetrics, EstimateError, Growth, Share};
pub use parts::{
    Acceptor, Acknowledged, Advice, Alternative, AlternativeKind, AlternativeWords, Approval,
    Confirmed, Consented, Decision, Emergency, Explained, Remark, Started,
};
pub use policy::{Authority, ChangePolicy, ClientConsent, OwnRequest};
pub use record::{ChangePersonal, ChangePlain, ChangeRequest, ChangeState};
pub use refusal::{ChangeGuard, ChangeRefusal};
pub use template::{Template, TemplateDraft};
pub use waiting::{Awaited, Wait};
pub use words::{
    ChangeCause, ChangeKind, ChangeSource, Dimension, Outcome, RemarkKind, Requester, Verdict,
};

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
