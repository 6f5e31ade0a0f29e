//! The words of a change request: where it comes from, of what kind it is, what it touches.

use serde::{Deserialize, Serialize};

use crate::domain::named::named;
use crate::domain::{ActorId, ContactId, CustomKey, StaffId};

/// Where a change comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ChangeSource {
    /// The client wants something else or something more.
    ClientNeed,
    /// The market has moved.
    Market,
    /// A technology came or went.
    Technology,
    /// Something that was delivered is broken.
    Defect,
    /// Something was or will be delivered otherwise than specified.
    OffSpecification,
    /// The firm itself.
    Internal,
    /// A law or a rule of an authority.
    Regulatory,
}

named!(
    ChangeSource,
    "source",
    [ClientNeed, Market, Technology, Defect, OffSpecification, Internal, Regulatory]
);

impl ChangeSource {
    /// Whether a change from here repairs what was delivered, so that its work is rework.
    #[must_use]
    pub fn is_rework(self) -> bool {
        matches!(self, ChangeSource::Defect | ChangeSource::OffSpecification)
    }
}

/// How a change is decided.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChangeKind {
    /// Assessed, explained and decided by whoever has the authority.
    Normal,
    /// Approved beforehand, by a template of the firm's policy.
    Standard(CustomKey),
    /// Too urgent to be assessed first: decided at once, assessed afterwards.
    Emergency,
}

impl ChangeKind {
    /// The kind's name, without its template.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            ChangeKind::Normal => "Normal",
            ChangeKind::Standard(_) => "Standard",
            ChangeKind::Emergency => "Emergency",
        }
    }
}

/// Why a change became necessary, as far as somebody has looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ChangeCause {
    /// What the client expected had never been made clear.
    UnclearExpectation,
    /// What the client expected was clear, and has changed.
    ChangedNeed,
    /// The firm made a mistake.
    Mistake,
    /// Something outside of both.
    Outside,
}

named!(ChangeCause, "cause", [UnclearExpectation, ChangedNeed, Mistake, Outside]);

/// What a change touches. Each alternative says something about all four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dimension {
    /// What is delivered.
    Scope,
    /// When.
    Time,
    /// For how much.
    Cost,
    /// By how much work of whom.
    Resources,
}

named!(Dimension, "dimension", [Scope, Time, Cost, Resources]);

/// Who asks for a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Requester {
    /// A person at the client.
    Contact(ContactId),
    /// A member of staff.
    Staff(StaffId),
}

impl Requester {
    /// The contact, if it is one.
    #[must_use]
    pub fn contact(self) -> Option<ContactId> {
        match self {
            Requester::Contact(contact) => Some(contact),
            Requester::Staff(_) => None,
        }
    }

    /// The member of staff, if it is one.
    #[must_use]
    pub fn staff(self) -> Option<StaffId> {
        match self {
            Requester::Contact(_) => None,
            Requester::Staff(staff) => Some(staff),
        }
    }

    /// Whether this is who asks for it.
    #[must_use]
    pub fn is(self, actor: ActorId) -> bool {
        match self {
            Requester::Contact(contact) => actor == ActorId::Contact(contact),
            Requester::Staff(staff) => actor == ActorId::Staff(staff),
        }
    }
}

/// How a decision went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// It is to be done.
    Approved,
    /// It is not to be done.
    Rejected,
    /// It is to be looked at again later.
    Deferred,
}

named!(Verdict, "verdict", [Approved, Rejected, Deferred]);

/// How a change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Outcome {
    /// As it was meant to be.
    Successful,
    /// Done, and something is left to be desired.
    WithIssues,
    /// Taken back.
    RolledBack,
}

named!(Outcome, "outcome", [Successful, WithIssues, RolledBack]);

/// To which verb something belongs that was said along the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RemarkKind {
    /// A question that must be answered before it can be decided.
    Question,
    /// Why it was approved.
    Approval,
    /// Under which condition it was approved.
    Condition,
    /// Why it was rejected.
    Rejection,
    /// Why it was deferred.
    Deferral,
    /// Why an approval was taken back.
    Revocation,
    /// Why it was rolled back.
    Abort,
    /// Why it was not accepted.
    Refusal,
    /// What was left to be desired when it was accepted.
    Issue,
    /// Why it was withdrawn.
    Withdrawal,
}

named!(
    RemarkKind,
    "remark",
    [
        Question, Approval, Condition, Rejection, Deferral, Revocation, Abort, Refusal, Issue,
        Withdrawal
    ]
);
