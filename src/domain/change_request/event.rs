//! What happens to a change request. The shapes stand on disk: variants and fields are added behind
//! those that are here.

use serde::{Deserialize, Serialize};

use super::effect::{Effect, Impact};
use super::parts::{Acceptor, Advice, AlternativeKind, Approval};
use super::words::{
    ChangeCause, ChangeKind, ChangeSource, Dimension, Outcome, RemarkKind, Requester,
};
use crate::domain::interaction::Channel;
use crate::domain::{
    Acknowledgement, ContactId, CustomKey, Date, Evidence, ExpectationId, Line, Money, Note,
    ProjectId, StaffId, Tag, Timestamp, Visibility,
};

/// Something that happened to a change request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeEvent {
    /// It was written down; the words begin with the title.
    Drafted {
        /// Its number among the client's.
        number: u32,
        /// Who asks for it.
        requester: Requester,
        /// The project that it belongs to.
        project: Option<ProjectId>,
        /// What is known of it.
        changes: Vec<ChangeField>,
    },
    /// What is known of it changed.
    Edited(Vec<ChangeField>),
    /// It was handed in.
    Submitted,
    /// Somebody is to assess it.
    Triaged {
        /// Who.
        assessor: StaffId,
    },
    /// A template approved it; the words have its label and rationales.
    Preapproved {
        /// The template.
        template: CustomKey,
        /// Its impacts.
        impacts: Vec<Impact>,
        /// The role that stands behind the template.
        role: Tag,
        /// The version of the policy.
        policy: u32,
    },
    /// It is to be decided at once.
    Urged {
        /// Who is to assess it afterwards.
        assessor: StaffId,
        /// What it does, as far as it can be told.
        impacts: Vec<Impact>,
        /// What it may cost.
        ceiling: Money,
        /// By when it is to be assessed.
        retro_due: Timestamp,
        /// The version of the calendar.
        calendar: u32,
    },
    /// There is an alternative more; the words have what it is called.
    Outlined {
        /// Its number.
        number: u32,
        /// Whether it does something.
        kind: AlternativeKind,
        /// Whether the firm advises it.
        advice: Advice,
    },
    /// What an alternative does in one dimension is known; the words say why.
    Assessed {
        /// The alternative.
        alternative: u32,
        /// What it does.
        impact: Impact,
        /// Whether that was found out before the decision or after it.
        when: Assessment,
    },
    /// It was explained to a person at the client, in these words.
    Explained {
        /// To whom.
        to: ContactId,
        /// By which channel.
        channel: Channel,
    },
    /// It is to be decided.
    Proposed,
    /// Something must be known before it can be.
    InfoRequested,
    /// A contact of the client agreed.
    Consented {
        /// Who.
        by: ContactId,
        /// To which alternative.
        alternative: u32,
        /// What came of it.
        then: Then,
        /// The version of the policy.
        policy: u32,
    },
    /// A member of staff said yes.
    Approved {
        /// To what, and as whom.
        approval: Approval,
        /// What came of it.
        then: Then,
        /// The version of the policy.
        policy: u32,
    },
    /// It is not to be done.
    Rejected {
        /// In which of the policy's roles, if any.
        role: Option<Tag>,
        /// The version of the policy.
        policy: u32,
    },
    /// It is to be looked at again later.
    Deferred {
        /// When.
        until: Timestamp,
        /// In which of the policy's roles, if any.
        role: Option<Tag>,
        /// The version of the policy.
        policy: u32,
    },
    /// It is looked at again.
    Resumed,
    /// The team knows what was approved.
    TeamAcknowledged {
        /// Who says so.
        by: StaffId,
    },
    /// The client knows what was approved.
    ClientAcknowledged(Acknowledgement),
    /// It was begun.
    Started {
        /// Its place among the started changes of the client.
        order: u32,
        /// The revision of the plan.
        plan: Evidence,
    },
    /// The approval was taken back.
    Revoked,
    /// It was done, with these effects in truth.
    Completed {
        /// The effects, at most one for each dimension.
        actual: Vec<Effect>,
    },
    /// It was rolled back.
    Aborted {
        /// The revision of the plan that takes it back.
        inverse: Evidence,
    },
    /// A linked expectation stays as it was agreed.
    Confirmed {
        /// Which.
        expectation: ExpectationId,
        /// By which contact.
        by: ContactId,
    },
    /// It was accepted.
    Accepted {
        /// By whom.
        by: Acceptor,
        /// How it ended.
        outcome: Outcome,
    },
    /// It was not accepted.
    Refused,
    /// It is written anew.
    Revised,
    /// It was withdrawn.
    Withdrawn,
    /// An alternative is not considered any more; its words go with it.
    Discarded {
        /// Its number.
        number: u32,
    },
}

/// Whether an impact was found out in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Assessment {
    /// Before the decision.
    Before,
    /// After an emergency.
    After,
}

/// What came of a consent or an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Then {
    /// Others must say yes too.
    Waiting,
    /// Everybody has who must: it is approved, until this instant if there is one, by this role.
    Decided {
        /// The role that had to say yes.
        role: Tag,
        /// Until when it may be begun.
        valid_until: Option<Timestamp>,
        /// By when an emergency that had been taken back is to be assessed after all, and by which
        /// version of the calendar; none where that stands as it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retro_due: Option<(Timestamp, u32)>,
    },
}

/// One field that changed, nothing personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeField {
    /// Where it comes from.
    Source(ChangeSource),
    /// How it is decided.
    Kind(ChangeKind),
    /// Why it became necessary.
    Cause(Option<ChangeCause>),
    /// By when it is wanted.
    WantedBy(Option<Date>),
    /// Whether the client can see it; none where its source says so.
    Visibility(Option<Visibility>),
    /// It touches this expectation.
    Link(ExpectationId),
    /// It does not touch this expectation.
    Unlink(ExpectationId),
    /// It answers this feedback.
    Feedback(Evidence),
    /// It does not answer this feedback.
    DropFeedback(Evidence),
}

/// One personal field that changed, or something that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeWord {
    /// What it is called.
    Title(Line),
    /// What is wanted.
    Text(Note),
    /// Why.
    Reason(Note),
    /// What an alternative is called; begins its words anew.
    Label(u32, Line),
    /// What speaks for an alternative.
    Pros(u32, Note),
    /// What speaks against it.
    Cons(u32, Note),
    /// What it means for quality.
    Quality(u32, Note),
    /// What it risks.
    Risk(u32, Note),
    /// What it is good for.
    Benefit(u32, Note),
    /// Why an impact is what it is.
    Rationale(u32, Dimension, Line),
    /// Why an impact found out afterwards is what it is.
    RetroRationale(Dimension, Line),
    /// How it was explained.
    Explanation(Note),
    /// What was said along the way.
    Remark(RemarkKind, Line),
}
