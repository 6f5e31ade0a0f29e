//! What happens to an invitation. The shapes stand on disk: variants and fields are added behind those
//! that are here.

use serde::{Deserialize, Serialize};

use crate::domain::channel::Channel;
use crate::domain::{ContactId, Line, Note, SurveyId, Timestamp};

/// Something that happened to an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationEvent {
    /// A contact was invited; the words have what was written to them.
    Invited {
        /// To which survey.
        survey: SurveyId,
        /// To which of its waves.
        wave: u32,
        /// Whom.
        contact: ContactId,
        /// By which channel.
        channel: Channel,
        /// When a reminder is due; none where none is to be sent.
        remind_at: Option<Timestamp>,
    },
    /// They were reminded.
    Reminded {
        /// When the next reminder is due; none where none is to be sent.
        remind_at: Option<Timestamp>,
    },
    /// They answered.
    Answered,
    /// It was withdrawn; the words say why.
    Withdrawn,
    /// Its personal part was erased.
    Erased,
}

/// What was personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationWord {
    /// What was written to them.
    Greeting(Note),
    /// Why it was withdrawn.
    Reason(Line),
}
