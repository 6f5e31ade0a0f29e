//! The record of an invitation, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::declared::{DECLARATION, MACHINE};
use crate::domain::channel::Channel;
use crate::domain::declaration::{Cell, Columns};
use crate::domain::named::named;
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{
    ClientId, ContactId, Held, InvitationId, Line, Note, RecordId, Stream, SurveyId, Timestamp,
};

/// A contact was asked to take part in a wave of a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub(super) id: InvitationId,
    pub(super) client: ClientId,
    pub(super) plain: InvitationPlain,
    pub(super) personal: Held<InvitationPersonal>,
}

/// What stays of an invitation when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationPlain {
    pub(super) state: InvitationState,
    pub(super) since: Timestamp,
    pub(super) survey: SurveyId,
    pub(super) wave: u32,
    pub(super) contact: ContactId,
    pub(super) channel: Channel,
    pub(super) invited_at: Timestamp,
    #[serde(default)]
    pub(super) reminded: Vec<Timestamp>,
    #[serde(default)]
    pub(super) remind_at: Option<Timestamp>,
}

/// What erasure removes of an invitation, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InvitationPersonal {
    #[serde(default)]
    pub(super) greeting: Option<Note>,
    #[serde(default)]
    pub(super) reason: Option<Line>,
}

/// Whether an answer is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum InvitationState {
    /// It is.
    Invited,
    /// It came.
    Answered,
    /// They need not answer.
    Withdrawn,
    /// Its words are forgotten; that they were asked is not.
    Erased,
}

named!(InvitationState, "state", [Invited, Answered, Withdrawn, Erased]);

impl Invitation {
    /// Which invitation.
    #[must_use]
    pub fn id(&self) -> InvitationId {
        self.id
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// Whether an answer is waited for.
    #[must_use]
    pub fn state(&self) -> InvitationState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }

    /// To which survey.
    #[must_use]
    pub fn survey(&self) -> SurveyId {
        self.plain.survey
    }

    /// To which of its waves.
    #[must_use]
    pub fn wave(&self) -> u32 {
        self.plain.wave
    }

    /// Whom.
    #[must_use]
    pub fn contact(&self) -> ContactId {
        self.plain.contact
    }

    /// By which channel.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.plain.channel
    }

    /// When.
    #[must_use]
    pub fn invited_at(&self) -> Timestamp {
        self.plain.invited_at
    }

    /// When they were reminded.
    #[must_use]
    pub fn reminded(&self) -> &[Timestamp] {
        &self.plain.reminded
    }

    /// When a reminder is due; none where none is to be sent.
    #[must_use]
    pub fn remind_at(&self) -> Option<Timestamp> {
        self.plain.remind_at.filter(|_| self.plain.state == InvitationState::Invited)
    }

    /// What was written to them.
    #[must_use]
    pub fn greeting(&self) -> Held<Option<&Note>> {
        self.personal.as_ref().map(|personal| personal.greeting.as_ref())
    }

    /// Why it was withdrawn; none for one that was not.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Line>> {
        self.personal.as_ref().map(|personal| personal.reason.as_ref())
    }

    /// When anything last happened to it.
    pub(super) fn moved_at(&self) -> Timestamp {
        let last = self.plain.reminded.last().copied().unwrap_or(self.plain.invited_at);
        last.max(self.plain.since)
    }
}

impl Noun for Invitation {
    two_parts!(InvitationId, InvitationPlain, InvitationPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::client(self.client)
    }

    fn join(
        id: InvitationId,
        stream: Stream,
        plain: InvitationPlain,
        personal: Held<InvitationPersonal>,
    ) -> Self {
        Invitation { id, client: ClientId::from_id(stream.id()), plain, personal }
    }

    fn columns(&self) -> Columns {
        let asked = format!("{} {} {}", self.survey(), self.wave(), self.contact());
        let open = self.state() != InvitationState::Withdrawn;
        vec![
            Cell::one(self.state().name()),
            Cell::one(self.contact().id()),
            Cell::one(self.invited_at().micros()),
            Cell::maybe(self.remind_at().map(Timestamp::micros)),
            Cell::one(self.survey().id()),
            Cell::one(i64::from(self.wave())),
            Cell::maybe(open.then_some(asked)),
        ]
    }
}
