//! The words of a notice: whom it is for, what it is about, why, and how they were told.

use serde::{Deserialize, Serialize};

use crate::domain::interaction::Channel;
use crate::domain::{
    ChangeRequestId, ClientId, ContactId, CustomKey, ExpectationId, Id, InteractionId,
    MeetingSeriesId, ProjectId, RecordId, SequenceId, StaffId, TextDigest, Timestamp,
};

/// Who is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Recipient {
    /// A person at the client.
    Contact(ContactId),
    /// A member of staff.
    Staff(StaffId),
}

impl Recipient {
    /// The recipient's id, whatever they are.
    #[must_use]
    pub fn id(self) -> Id {
        match self {
            Recipient::Contact(id) => id.id(),
            Recipient::Staff(id) => id.id(),
        }
    }

    /// The contact, where it is one.
    #[must_use]
    pub fn contact(self) -> Option<ContactId> {
        match self {
            Recipient::Contact(id) => Some(id),
            Recipient::Staff(_) => None,
        }
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Recipient::Contact(id) => id.fmt(f),
            Recipient::Staff(id) => id.fmt(f),
        }
    }
}

/// Which record a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum About {
    /// The client as a whole.
    Client(ClientId),
    /// A contact.
    Contact(ContactId),
    /// An interaction.
    Interaction(InteractionId),
    /// A project; it has no record yet.
    Project(ProjectId),
    /// An expectation.
    Expectation(ExpectationId),
    /// A change request.
    ChangeRequest(ChangeRequestId),
    /// A series of meetings.
    MeetingSeries(MeetingSeriesId),
    /// A sequence of follow-ups.
    Sequence(SequenceId),
}

impl About {
    /// The noun of the record.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            About::Client(_) => ClientId::NOUN,
            About::Contact(_) => ContactId::NOUN,
            About::Interaction(_) => InteractionId::NOUN,
            About::Project(_) => ProjectId::NOUN,
            About::Expectation(_) => ExpectationId::NOUN,
            About::ChangeRequest(_) => ChangeRequestId::NOUN,
            About::MeetingSeries(_) => MeetingSeriesId::NOUN,
            About::Sequence(_) => SequenceId::NOUN,
        }
    }

    /// The record's id, whatever its noun.
    #[must_use]
    pub fn id(self) -> Id {
        match self {
            About::Client(id) => id.id(),
            About::Contact(id) => id.id(),
            About::Interaction(id) => id.id(),
            About::Project(id) => id.id(),
            About::Expectation(id) => id.id(),
            About::ChangeRequest(id) => id.id(),
            About::MeetingSeries(id) => id.id(),
            About::Sequence(id) => id.id(),
        }
    }
}

impl std::fmt::Display for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.noun(), self.id())
    }
}

/// Why somebody is to be told.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Reason {
    /// A change was asked for.
    Submitted,
    /// What a change would mean can be explained.
    Explanation,
    /// Something was decided.
    Decision,
    /// The plan has changed.
    PlanChanged,
    /// A change has been carried out.
    Implemented,
    /// An emergency is still to be assessed.
    Assessment,
    /// An answer to a question is wanted.
    Question,
    /// A text is to be acknowledged.
    Acknowledgement,
    /// A promise was not kept, and what is done about it is to be written down.
    Remedy,
    /// How what was delivered came across is to be asked.
    Perception,
    /// A problem is to be disclosed.
    Disclosure,
    /// Nobody has spoken to the client for too long.
    Contact,
    /// A meeting is coming, or did not take place.
    Meeting,
    /// A reason of the firm's own.
    Own(CustomKey),
}

impl Reason {
    /// The name under which it stands in columns: a word of the crate, or `own.` and the key.
    #[must_use]
    pub fn name(&self) -> String {
        let name = match self {
            Reason::Submitted => "submitted",
            Reason::Explanation => "explanation",
            Reason::Decision => "decision",
            Reason::PlanChanged => "plan_changed",
            Reason::Implemented => "implemented",
            Reason::Assessment => "assessment",
            Reason::Question => "question",
            Reason::Acknowledgement => "acknowledgement",
            Reason::Remedy => "remedy",
            Reason::Perception => "perception",
            Reason::Disclosure => "disclosure",
            Reason::Contact => "contact",
            Reason::Meeting => "meeting",
            Reason::Own(key) => return format!("own.{key}"),
        };
        name.to_owned()
    }
}

/// That and how somebody was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// By which channel.
    pub channel: Channel,
    /// The digest of what they were told, word by word.
    pub digest: TextDigest,
}
