//! What is said about sequences.

use serde::Serialize;

use super::words::{Condition, Reply, SequenceStep};
use crate::domain::channel::Channel;
use crate::domain::{ContactId, CustomKey, Invalid, Line};

/// A sequence to start.
///
/// ```
/// use guanxi::domain::interaction::Channel;
/// use guanxi::domain::sequence::{Condition, NewSequence, Reply};
/// let renewal = NewSequence::towards("renewal", Reply::Yes)?
///     .step(0, Condition::Always, Channel::Email, "续约方案")?
///     .step(72, Condition::Unanswered, Channel::Phone, "是否收到方案")?
///     .step(720, Condition::After(Reply::Later), Channel::Phone, "现在是否合适")?;
/// assert_eq!(renewal.len(), 3);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSequence {
    pub(super) purpose: CustomKey,
    pub(super) wanted: Reply,
    pub(super) contact: Option<ContactId>,
    pub(super) steps: Vec<(SequenceStep, Line)>,
}

impl NewSequence {
    /// The most steps of a sequence.
    pub const STEPS: usize = 64;
    /// The most hours between two steps: a year.
    pub const MOST_HOURS: u32 = 366 * 24;

    /// A sequence for this purpose, which ends with this answer; without steps yet.
    ///
    /// # Errors
    /// What [`CustomKey::new`] turns away.
    pub fn towards(purpose: &str, wanted: Reply) -> Result<Self, Invalid> {
        let purpose = CustomKey::new(purpose).map_err(|why| why.in_field("purpose"))?;
        Ok(NewSequence { purpose, wanted, contact: None, steps: Vec::new() })
    }

    /// The same, for one person at the client.
    #[must_use]
    pub fn with(mut self, contact: ContactId) -> Self {
        self.contact = Some(contact);
        self
    }

    /// The same, with one step more: so many hours after what was done or answered last, for whom,
    /// by which channel, and what it is to say.
    ///
    /// # Errors
    /// [`Invalid::Range`] for more than a year, [`Invalid::TooMany`] above 64 steps, and what
    /// [`Line::new`] turns away.
    pub fn step(
        mut self,
        after_hours: u32,
        only: Condition,
        channel: Channel,
        text: &str,
    ) -> Result<Self, Invalid> {
        if after_hours > Self::MOST_HOURS {
            let high = i64::from(Self::MOST_HOURS);
            return Err(Invalid::Range { field: "hours", low: 0, high });
        }
        if self.steps.len() >= Self::STEPS {
            return Err(Invalid::TooMany { field: "steps", limit: Self::STEPS });
        }
        let text = Line::new(text).map_err(|why| why.in_field("steps"))?;
        self.steps.push((SequenceStep { after_hours, only, channel }, text));
        Ok(self)
    }

    /// How many steps it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether it has no step yet, and so cannot be started.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whom it is for, where it is for one person.
    #[must_use]
    pub fn contact(&self) -> Option<ContactId> {
        self.contact
    }
}
