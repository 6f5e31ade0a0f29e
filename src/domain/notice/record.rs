//! The record of a notice, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::declared::{DECLARATION, MACHINE};
use super::input::cause;
use super::words::{About, Reason, Recipient, Told};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::named::named;
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{ActorId, ClientId, Held, Line, Note, NoticeId, RecordId, Stream, Timestamp};

/// An obligation to tell somebody something by a due time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub(super) id: NoticeId,
    pub(super) client: ClientId,
    pub(super) plain: NoticePlain,
    pub(super) personal: Held<NoticePersonal>,
}

/// What stays of a notice when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePlain {
    pub(super) state: NoticeState,
    pub(super) since: Timestamp,
    pub(super) to: Recipient,
    pub(super) about: About,
    pub(super) reason: Reason,
    pub(super) due: Timestamp,
    pub(super) raised_at: Timestamp,
    pub(super) raised_by: ActorId,
    #[serde(default)]
    pub(super) told: Option<Told>,
}

/// What erasure removes of a notice, as it stands on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePersonal {
    #[serde(default)]
    pub(super) saying: Option<Note>,
    #[serde(default)]
    pub(super) waived_because: Option<Line>,
}

/// Whether somebody is still to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NoticeState {
    /// They are.
    Due,
    /// They were told.
    Told,
    /// They need not be told.
    Waived,
    /// Its words are forgotten; whether and when they were told is not.
    Erased,
}

named!(NoticeState, "state", [Due, Told, Waived, Erased]);

impl Notice {
    /// Which notice.
    #[must_use]
    pub fn id(&self) -> NoticeId {
        self.id
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// Whether somebody is still to be told.
    #[must_use]
    pub fn state(&self) -> NoticeState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// Whether somebody is still to be told.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.plain.state == NoticeState::Due
    }

    /// Whether somebody should have been told by now: it is open, and its due time has passed.
    #[must_use]
    pub fn is_overdue(&self, at: Timestamp) -> bool {
        self.is_open() && self.due() < at
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }

    /// Who is to be told, or was.
    #[must_use]
    pub fn to(&self) -> Recipient {
        self.plain.to
    }

    /// About which record.
    #[must_use]
    pub fn about(&self) -> About {
        self.plain.about
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.plain.reason
    }

    /// By when.
    #[must_use]
    pub fn due(&self) -> Timestamp {
        self.plain.due
    }

    /// When it became an obligation.
    #[must_use]
    pub fn raised_at(&self) -> Timestamp {
        self.plain.raised_at
    }

    /// Whose word or event made it one.
    #[must_use]
    pub fn raised_by(&self) -> ActorId {
        self.plain.raised_by
    }

    /// When, how and in which words they were told; none as long as they were not.
    #[must_use]
    pub fn told(&self) -> Option<&Told> {
        self.plain.told.as_ref()
    }

    /// What they are to be told, where somebody wrote it down.
    #[must_use]
    pub fn saying(&self) -> Held<Option<&Note>> {
        self.personal.as_ref().map(|personal| personal.saying.as_ref())
    }

    /// Why they need not be told; none for a notice that was not waived.
    #[must_use]
    pub fn waived_because(&self) -> Held<Option<&Line>> {
        self.personal.as_ref().map(|personal| personal.waived_because.as_ref())
    }

    /// What stands once among all open notices: record, reason and recipient.
    #[must_use]
    pub fn cause(&self) -> String {
        cause(self.plain.about, &self.plain.reason, self.plain.to)
    }
}

impl Noun for Notice {
    two_parts!(NoticeId, NoticePlain, NoticePersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::client(self.client)
    }
    fn join(
        id: NoticeId,
        stream: Stream,
        plain: NoticePlain,
        personal: Held<NoticePersonal>,
    ) -> Self {
        Notice { id, client: ClientId::from_id(stream.id()), plain, personal }
    }

    fn columns(&self) -> Columns {
        let open = self.is_open();
        vec![
            Cell::one(self.state().name()),
            Cell::maybe(open.then(|| self.due().micros())),
            Cell::one(self.to().id()),
            Cell::one(self.about().id()),
            Cell::maybe(open.then(|| self.cause())),
        ]
    }
}
