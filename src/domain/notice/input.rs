//! What is said about notices: one that an event raises, one that a person raises.

use serde::Serialize;

use super::words::{About, Reason, Recipient};
use crate::domain::{ContactId, Note, NoticeId, Presence, StaffId, Timestamp};

/// A notice that an event of another noun raises: pure, and total, since the event has happened.
///
/// The desk writes it in the unit of the event, unless one is open for the same cause.
///
/// ```
/// use guanxi::domain::notice::{About, Raised, Reason, Recipient};
/// # use guanxi::domain::{ChangeRequestId, ContactId, Timestamp};
/// # let change = ChangeRequestId::from_uuid(uuid::Uuid::from_u128(7));
/// # let li = ContactId::from_uuid(uuid::Uuid::from_u128(2));
/// # let due: Timestamp = "2026-05-05T00:00:00+08:00".parse()?;
/// let raised = Raised {
///     to: Recipient::Contact(li),
///     about: About::ChangeRequest(change),
///     reason: Reason::Decision,
///     due,
/// };
/// let later = Raised { due: due.plus_seconds(60)?, ..raised.clone() };
/// assert_eq!(raised.cause(), later.cause());
/// assert_ne!(raised.cause(), Raised { reason: Reason::Submitted, ..raised.clone() }.cause());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Raised {
    /// Who is to be told.
    pub to: Recipient,
    /// About which record.
    pub about: About,
    /// Why.
    pub reason: Reason,
    /// By when.
    pub due: Timestamp,
}

impl Raised {
    /// What stands once among all open notices: record, reason and recipient.
    #[must_use]
    pub fn cause(&self) -> String {
        cause(self.about, &self.reason, self.to)
    }
}

pub(super) fn cause(about: About, reason: &Reason, to: Recipient) -> String {
    format!("{about} {} {to}", reason.name())
}

/// A notice that a person raises by hand: a problem that the client must hear of, say.
///
/// ```
/// use guanxi::domain::notice::{About, NewNotice, Reason};
/// # use guanxi::domain::{ContactId, Note, ProjectId};
/// # let project = ProjectId::from_uuid(uuid::Uuid::from_u128(7));
/// # let li = ContactId::from_uuid(uuid::Uuid::from_u128(2));
/// let problem = NewNotice::to_contact(li, About::Project(project), Reason::Disclosure)
///     .saying(Note::new("数据迁移推迟两天")?);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewNotice {
    pub(super) to: Recipient,
    pub(super) about: About,
    pub(super) reason: Reason,
    pub(super) due: Option<Timestamp>,
    pub(super) words: Option<Note>,
}

impl NewNotice {
    /// A person at the client is to be told, within one business day.
    #[must_use]
    pub fn to_contact(contact: ContactId, about: About, reason: Reason) -> Self {
        Self::to(Recipient::Contact(contact), about, reason)
    }

    /// A member of staff is to be told, within one business day.
    #[must_use]
    pub fn to_staff(staff: StaffId, about: About, reason: Reason) -> Self {
        Self::to(Recipient::Staff(staff), about, reason)
    }

    /// Somebody is to be told, within one business day.
    #[must_use]
    pub fn to(to: Recipient, about: About, reason: Reason) -> Self {
        NewNotice { to, about, reason, due: None, words: None }
    }

    /// The same, by this instant.
    #[must_use]
    pub fn due(mut self, due: Timestamp) -> Self {
        self.due = Some(due);
        self
    }

    /// The same, with what they are to be told.
    #[must_use]
    pub fn saying(mut self, words: Note) -> Self {
        self.words = Some(words);
        self
    }

    /// Who is to be told.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        self.to
    }

    /// About which record.
    #[must_use]
    pub fn about(&self) -> About {
        self.about
    }

    /// What stands once among all open notices: record, reason and recipient.
    #[must_use]
    pub fn cause(&self) -> String {
        cause(self.about, &self.reason, self.to)
    }
}

/// What a rule must know before somebody raises a notice by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    pub(super) client_is_active: bool,
    pub(super) recipient: Presence,
    pub(super) about_is_theirs: bool,
    pub(super) open: Option<NoticeId>,
}

impl Setting {
    /// A client that is worked with, a recipient who is there, and nothing open for this cause.
    #[must_use]
    pub fn plain() -> Self {
        Setting {
            client_is_active: true,
            recipient: Presence::Here,
            about_is_theirs: true,
            open: None,
        }
    }

    /// The same, for a client that is archived or erased.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.client_is_active = false;
        self
    }

    /// The same, for a recipient of whom this is known.
    #[must_use]
    pub fn recipient(mut self, recipient: Presence) -> Self {
        self.recipient = recipient;
        self
    }

    /// The same, about a record that is none of this client's.
    #[must_use]
    pub fn about_a_stranger(mut self) -> Self {
        self.about_is_theirs = false;
        self
    }

    /// The same, while this notice is open for the same cause.
    #[must_use]
    pub fn open(mut self, notice: NoticeId) -> Self {
        self.open = Some(notice);
        self
    }
}
