//! The record of a change request, and what stands on disk of it.

use serde::{Deserialize, Serialize};

use super::declared::DECLARATION;
use super::effect::Effect;
use super::parts::{
    Acknowledged, Alternative, AlternativeWords, Approval, Confirmed, Consented, Decision,
    Emergency, Explained, Remark, Started,
};
use super::words::{ChangeCause, ChangeKind, ChangeSource, Dimension, Outcome, Requester};
use crate::domain::declaration::{Cell, Columns, Declaration};
use crate::domain::noun::Noun;
use crate::domain::{
    ChangeRequestId, ClientId, Date, Evidence, ExpectationId, Held, Line, Note, ProjectId,
    RecordId, StaffId, Stream, Timestamp, Visibility,
};

/// A request to change what was agreed, from the first word to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRequest {
    pub(super) id: ChangeRequestId,
    pub(super) client: ClientId,
    pub(super) plain: ChangePlain,
    pub(super) personal: Held<ChangePersonal>,
}

/// What stays of a change request when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePlain {
    pub(super) state: ChangeState,
    pub(super) since: Timestamp,
    /// When the last thing happened to it, whether that moved it or not.
    pub(super) last: Timestamp,
    pub(super) number: u32,
    pub(super) requester: Requester,
    pub(super) revision: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) project: Option<ProjectId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<ChangeSource>,
    pub(super) kind: ChangeKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cause: Option<ChangeCause>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) wanted_by: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) visibility: Option<Visibility>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) expectations: Vec<ExpectationId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) feedback: Vec<Evidence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) submitted_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) assessor: Option<StaffId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) alternatives: Vec<Alternative>,
    /// The last number that an alternative was given.
    #[serde(default)]
    pub(super) numbered: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) explained: Vec<Explained>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) consents: Vec<Consented>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) approvals: Vec<Approval>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) decisions: Vec<Decision>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) emergency: Option<Emergency>,
    #[serde(default)]
    pub(super) acknowledged: Acknowledged,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) started: Option<Started>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) actual: Vec<Effect>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) inverse: Option<Evidence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) confirmed: Vec<Confirmed>,
    /// How often it was not accepted.
    #[serde(default)]
    pub(super) refusals: u32,
}

/// What erasure removes of a change request, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePersonal {
    pub(super) title: Line,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<Note>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Note>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) alternatives: Vec<AlternativeWords>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) retro: Vec<(Dimension, Line)>,
    /// One for each explanation, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) explanations: Vec<Note>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) remarks: Vec<Remark>,
}

/// How far a change request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChangeState {
    /// It is being written.
    Draft,
    /// It was handed in, and nobody has looked at it.
    Submitted,
    /// Alternatives and their impacts are being found out.
    Assessing,
    /// Consents and approvals are being collected.
    AwaitingDecision,
    /// It is to be done.
    Approved,
    /// It is to be looked at again later.
    Deferred {
        /// When; it stays deferred until somebody resumes it.
        until: Timestamp,
    },
    /// It is not to be done.
    Rejected,
    /// It is being done.
    Implementing,
    /// It was done, and is being looked at.
    Verifying,
    /// It is over.
    Closed(Outcome),
    /// Whoever asked for it does not any more.
    Withdrawn,
}

impl ChangeState {
    /// The state's name in the state table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ChangeState::Draft => "Draft",
            ChangeState::Submitted => "Submitted",
            ChangeState::Assessing => "Assessing",
            ChangeState::AwaitingDecision => "AwaitingDecision",
            ChangeState::Approved => "Approved",
            ChangeState::Deferred { .. } => "Deferred",
            ChangeState::Rejected => "Rejected",
            ChangeState::Implementing => "Implementing",
            ChangeState::Verifying => "Verifying",
            ChangeState::Closed(_) => "Closed",
            ChangeState::Withdrawn => "Withdrawn",
        }
    }

    /// Whether nothing more is to be done about it; a rejected one may be revised.
    #[must_use]
    pub fn is_over(self) -> bool {
        match self {
            ChangeState::Rejected | ChangeState::Closed(_) | ChangeState::Withdrawn => true,
            ChangeState::Draft
            | ChangeState::Submitted
            | ChangeState::Assessing
            | ChangeState::AwaitingDecision
            | ChangeState::Approved
            | ChangeState::Deferred { .. }
            | ChangeState::Implementing
            | ChangeState::Verifying => false,
        }
    }
}

impl Noun for ChangeRequest {
    const DECLARATION: &'static Declaration = &DECLARATION;
    const FORMAT: u8 = 1;
    type Id = ChangeRequestId;
    type Plain = ChangePlain;
    type Personal = ChangePersonal;

    fn id(&self) -> ChangeRequestId {
        self.id
    }

    fn stream(&self) -> Stream {
        Stream::client(self.client)
    }

    fn visibility(&self) -> Visibility {
        self.visibility()
    }

    fn plain(&self) -> &ChangePlain {
        &self.plain
    }

    fn personal(&self) -> Held<&ChangePersonal> {
        self.personal.as_ref()
    }

    fn join(
        id: ChangeRequestId,
        stream: Stream,
        plain: ChangePlain,
        personal: Held<ChangePersonal>,
    ) -> Self {
        ChangeRequest { id, client: ClientId::from_id(stream.id()), plain, personal }
    }

    fn columns(&self) -> Columns {
        let waits = !self.state().is_over() && self.resumes_at().is_none();
        vec![
            Cell::one(i64::from(self.plain.number)),
            Cell::maybe(self.plain.project.map(RecordId::id)),
            Cell::maybe(waits.then_some(self.plain.since.micros())),
            Cell::maybe(self.resumes_at().map(Timestamp::micros)),
            Cell::maybe(self.retro_due().map(Timestamp::micros)),
        ]
    }
}
