//! The record of an expectation, as it stands on disk.

use serde::{Deserialize, Serialize};

use super::declared::DECLARATION;
use super::evaluation::{Dispute, Evaluation};
use super::promise::{Agreement, Confirmation, Delivered, Explained, Levels, Measure, Revision};
use super::repeats::Occasion;
use super::words::{Category, Kano, Weight};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::frozen::frozen;
use crate::domain::named::named;
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{
    ClientId, ContactId, Evidence, ExpectationId, Held, InteractionId, Line, Note, ProjectId,
    RecordId, StaffId, Stream, Timestamp,
};

/// What a client expects, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    pub(super) id: ExpectationId,
    pub(super) client: ClientId,
    pub(super) plain: ExpectationPlain,
    pub(super) personal: Held<ExpectationPersonal>,
}

/// What stays of an expectation when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectationPlain {
    pub(super) state: ExpectationState,
    pub(super) since: Timestamp,
    pub(super) last: Timestamp,
    pub(super) captured_at: Timestamp,
    pub(super) category: Category,
    pub(super) kano: Kano,
    pub(super) weight: Weight,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) project: Option<ProjectId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<InteractionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stated_by: Option<ContactId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<StaffId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) clarified_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) measure: Option<Measure>,
    #[serde(default)]
    pub(super) levels: Levels,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) milestone: Option<Evidence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) explained: Vec<Explained>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) agreement: Option<Agreement>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) revisions: Vec<Revision>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) confirmations: Vec<Confirmation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) asked: Vec<Occasion>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) delivered: Vec<Delivered>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) evaluations: Vec<Evaluation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) disputes: Vec<Dispute>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) superseded_by: Option<ExpectationId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) took_over: Vec<ExpectationId>,
}

/// What erasure removes of an expectation, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectationPersonal {
    pub(super) statement: Note,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) metric: Option<Line>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) explanations: Vec<Explanation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) against_forecast: Option<Line>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) delivered: Vec<Line>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) disputed: Vec<Line>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) remedies: Vec<RemedyWords>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ended: Option<Note>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) counter_offer: Option<Note>,
}

/// What was explained to a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What stands in the way.
    pub text: Note,
    /// What could be had instead.
    pub trade_off: Option<Note>,
}

frozen!(Explanation { text, trade_off });

/// What is done about a promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyWords {
    /// Why it was not kept.
    pub cause: Note,
    /// What is done about it.
    pub action: Note,
    /// What is learnt from it.
    pub lesson: Note,
}

frozen!(RemedyWords { cause, action, lesson });

/// How far an expectation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ExpectationState {
    /// Somebody said it.
    Captured,
    /// It can be measured.
    Clarified,
    /// It is being talked about.
    Negotiating,
    /// It is promised.
    Agreed,
    /// It is being delivered.
    Fulfilling,
    /// It was measured.
    Evaluated,
    /// It was not promised.
    Declined,
    /// It is expected no more.
    Withdrawn,
    /// Another stands in its place.
    Superseded,
    /// Forgotten but for figures and dates.
    Erased,
}

named!(
    ExpectationState,
    "state",
    [
        Captured,
        Clarified,
        Negotiating,
        Agreed,
        Fulfilling,
        Evaluated,
        Declined,
        Withdrawn,
        Superseded,
        Erased
    ]
);

impl ExpectationState {
    /// Whether it is open: said, promised or being delivered.
    #[must_use]
    pub fn is_open(self) -> bool {
        self <= ExpectationState::Fulfilling
    }

    /// Whether it is promised, and not yet measured.
    #[must_use]
    pub fn is_promised(self) -> bool {
        matches!(self, ExpectationState::Agreed | ExpectationState::Fulfilling)
    }
}

impl Noun for Expectation {
    // It holds what the firm thinks likely, so it is not shared; what the client agreed to is.
    two_parts!(ExpectationId, ExpectationPlain, ExpectationPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::client(self.client)
    }
    fn join(
        id: ExpectationId,
        stream: Stream,
        plain: ExpectationPlain,
        personal: Held<ExpectationPersonal>,
    ) -> Self {
        Expectation { id, client: ClientId::from_id(stream.id()), plain, personal }
    }

    fn columns(&self) -> Columns {
        vec![
            Cell::one(self.state().name()),
            Cell::maybe(self.due().map(Timestamp::micros)),
            Cell::maybe(self.owner().map(RecordId::id)),
            Cell::maybe(self.agreement().map(|agreement| agreement.at.micros())),
        ]
    }
}
