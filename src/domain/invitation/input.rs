//! What is said when a contact is invited, and what must be known then.

use serde::Serialize;

use crate::domain::channel::Channel;
use crate::domain::{ContactId, Invalid, Note, Presence, Timestamp};

/// An invitation to the open wave of a survey.
///
/// ```
/// use guanxi::domain::ContactId;
/// use guanxi::domain::interaction::Channel;
/// use guanxi::domain::invitation::NewInvitation;
/// # let li = ContactId::from_uuid(uuid::Uuid::from_u128(2));
/// let invitation = NewInvitation::to(li, Channel::Email).greeting("李总，占用您两分钟")?;
/// assert_eq!(invitation.contact(), li);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewInvitation {
    pub(super) contact: ContactId,
    pub(super) channel: Channel,
    pub(super) greeting: Option<Note>,
}

impl NewInvitation {
    /// To this contact, by this channel.
    #[must_use]
    pub fn to(contact: ContactId, channel: Channel) -> Self {
        NewInvitation { contact, channel, greeting: None }
    }

    /// The same, with what is written to them.
    ///
    /// # Errors
    /// What [`Note::new`] turns away.
    pub fn greeting(mut self, text: &str) -> Result<Self, Invalid> {
        self.greeting = Some(Note::new(text).map_err(|why| why.in_field("greeting"))?);
        Ok(self)
    }

    /// Whom it is for.
    #[must_use]
    pub fn contact(&self) -> ContactId {
        self.contact
    }
}

/// What is known of a contact when somebody wants to ask them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstances {
    /// Whether they are there.
    pub presence: Presence,
    /// When they were invited before, to whatever survey.
    pub invited: Vec<Timestamp>,
    /// Whether something critical is open with the client, as told by who keeps such things; none
    /// where nobody does, which is no reason to wait.
    pub critical: Option<bool>,
}

impl Circumstances {
    /// A contact who is there, was never asked, and with whom nothing is known to be wrong.
    #[must_use]
    pub fn plain() -> Self {
        Circumstances { presence: Presence::Here, invited: Vec::new(), critical: None }
    }
}
