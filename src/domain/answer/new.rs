//! What a contact replies, as somebody or a form tells it.

use serde::Serialize;

use crate::domain::channel::Channel;
use crate::domain::survey::Reply;
use crate::domain::{ContactId, CustomKey, Invalid, Note, Timestamp};

/// An answer to one question of the open wave.
///
/// ```
/// use guanxi::domain::answer::NewAnswer;
/// use guanxi::domain::interaction::Channel;
/// use guanxi::domain::{ContactId, Timestamp};
/// # let li = ContactId::from_uuid(uuid::Uuid::from_u128(2));
/// let at: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
/// let very = NewAnswer::by(li, "overall", at, Channel::Email)?.value(5).words("交付很准时")?;
/// let skipped = NewAnswer::by(li, "speed", at, Channel::Email)?.dismissed();
/// assert_ne!(very, skipped);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewAnswer {
    pub(super) contact: ContactId,
    pub(super) question: CustomKey,
    pub(super) reply: Option<Reply>,
    pub(super) text: Option<Note>,
    pub(super) at: Timestamp,
    pub(super) channel: Channel,
}

impl NewAnswer {
    /// By whom, to which question, when and by which channel; what they replied is still to be said.
    ///
    /// # Errors
    /// What [`CustomKey::new`] turns away.
    pub fn by(
        contact: ContactId,
        question: &str,
        at: Timestamp,
        channel: Channel,
    ) -> Result<Self, Invalid> {
        let question = CustomKey::new(question).map_err(|why| why.in_field("question"))?;
        Ok(NewAnswer { contact, question, reply: None, text: None, at, channel })
    }

    /// The same: they replied with this value.
    #[must_use]
    pub fn value(self, value: u8) -> Self {
        self.reply(Reply::Value(value))
    }

    /// The same: they went on without replying.
    #[must_use]
    pub fn dismissed(self) -> Self {
        self.reply(Reply::Dismissed)
    }

    /// The same: it does not concern them.
    #[must_use]
    pub fn not_applicable(self) -> Self {
        self.reply(Reply::NotApplicable)
    }

    /// The same, with this reply.
    #[must_use]
    pub fn reply(mut self, reply: Reply) -> Self {
        self.reply = Some(reply);
        self
    }

    /// The same, with what they said in words: the answer to a question that wants words, and
    /// beside a value to any.
    ///
    /// # Errors
    /// What [`Note::new`] turns away.
    pub fn words(mut self, text: &str) -> Result<Self, Invalid> {
        self.text = Some(Note::new(text).map_err(|why| why.in_field("answer"))?);
        Ok(self)
    }

    /// Who answers.
    #[must_use]
    pub fn contact(&self) -> ContactId {
        self.contact
    }

    /// To which question.
    #[must_use]
    pub fn question(&self) -> &CustomKey {
        &self.question
    }

    /// When.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }
}
