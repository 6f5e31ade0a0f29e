//! Touches, and which of them count.

use serde::{Deserialize, Serialize};

use crate::domain::calendar::Unanswered;
use crate::domain::channel::Channel;
use crate::domain::contact_role::ContactRole;
use crate::domain::named::named;
use crate::domain::{BusinessCalendar, ContactId, InteractionId, Timestamp};

use super::plan::CadencePlan;

/// How much a touch is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Weight {
    /// A personal message that went one way.
    Half,
    /// A call, a meeting, a visit, a written exchange.
    Full,
}

named!(Weight, "weight", [Half, Full]);

/// One time at which somebody of the firm was in touch with somebody of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// When.
    pub at: Timestamp,
    /// The interaction.
    pub id: InteractionId,
    /// How much it is worth.
    pub weight: Weight,
    /// By which channel.
    pub channel: Channel,
    /// Who took part of the client.
    pub contacts: Vec<ContactId>,
}

impl Touch {
    /// Whether it is worth a whole one.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.weight == Weight::Full
    }
}

/// A touch that counts: one whole, or a pair of halves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// When it counts: the time of the whole, or of the second half.
    pub at: Timestamp,
    /// What it is made of, the earlier first.
    pub made_of: Vec<InteractionId>,
    /// Who took part of the client.
    pub contacts: Vec<ContactId>,
}

impl Counted {
    fn whole(touch: &Touch) -> Self {
        Counted { at: touch.at, made_of: vec![touch.id], contacts: touch.contacts.clone() }
    }

    fn pair(first: &Touch, second: &Touch) -> Self {
        let mut contacts = [first.contacts.as_slice(), &second.contacts].concat();
        contacts.sort_unstable();
        contacts.dedup();
        Counted { at: second.at, made_of: vec![first.id, second.id], contacts }
    }
}

impl CadencePlan {
    /// The touches that count, the earliest first, in whatever order they are given.
    ///
    /// ```
    /// use guanxi::domain::cadence::{CadencePlan, Touch, Weight};
    /// use guanxi::domain::interaction::Channel;
    /// use guanxi::domain::{BusinessCalendar, InteractionId, Timestamp};
    /// # use guanxi::domain::calendar::Weekday;
    /// # let office = BusinessCalendar::builder("UTC".parse()?)
    /// #     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    /// #     .build()?;
    /// let half = |n: u128, day: i64| Touch {
    ///     at: Timestamp::from_seconds(1_767_225_600 + day * 86_400).unwrap(),
    ///     id: InteractionId::from_uuid(uuid::Uuid::from_u128(n)),
    ///     weight: Weight::Half,
    ///     channel: Channel::Email,
    ///     contacts: Vec::new(),
    /// };
    /// // A mail to the client on day 0, one from the client on day 3, one more on day 20.
    /// let weekly = CadencePlan::every(7, 14)?;
    /// let counted = weekly.counted(&[half(1, 0), half(2, 3), half(3, 20)], &office)?;
    /// assert_eq!(counted.len(), 1);
    /// assert_eq!(counted[0].at, half(2, 3).at);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Unanswered`] when the calendar does not know a year that the target's days need.
    pub fn counted(
        &self,
        touches: &[Touch],
        calendar: &BusinessCalendar,
    ) -> Result<Vec<Counted>, Unanswered> {
        let mut counted = Vec::new();
        let mut waiting: Option<&Touch> = None;
        for touch in self.in_order(touches) {
            match (touch.weight, waiting.take()) {
                (Weight::Full, _) => counted.push(Counted::whole(touch)),
                (Weight::Half, Some(first)) if self.pairs(first, touch, calendar)? => {
                    counted.push(Counted::pair(first, touch));
                }
                (Weight::Half, _) => waiting = Some(touch),
            }
        }
        Ok(counted)
    }

    /// The last touch that counts, when the newest touches alone tell it, whatever came before
    /// them; none when earlier ones must be looked at.
    ///
    /// A whole touch tells it, since it clears a half that waits; so does a pair behind a half that
    /// came too late for the half before it.
    ///
    /// # Errors
    /// As [`counted`](Self::counted).
    pub fn last_of_newest(
        &self,
        newest: &[Touch],
        calendar: &BusinessCalendar,
    ) -> Result<Option<Counted>, Unanswered> {
        let ordered = self.in_order(newest);
        let mut sure = ordered.iter().rposition(|touch| touch.weight == Weight::Full);
        for (place, pair) in (1..).zip(ordered.windows(2)) {
            if let ([earlier, later], None) = (pair, sure)
                && !self.pairs(earlier, later, calendar)?
            {
                sure = Some(place);
            }
        }
        let Some(sure) = sure else { return Ok(None) };
        let from: Vec<Touch> = ordered.into_iter().skip(sure).cloned().collect();
        Ok(self.counted(&from, calendar)?.pop())
    }

    /// The roles of which nobody took part in the last so many touches, where so many there were.
    pub fn roles_missed(
        &self,
        counted: &[Counted],
        roles_of: impl Fn(ContactId) -> Vec<ContactRole>,
    ) -> Vec<ContactRole> {
        let missed = |(role, touches): &&(ContactRole, u16)| {
            let lately = counted.iter().rev().take(usize::from(*touches));
            let met =
                |touch: &Counted| touch.contacts.iter().any(|id| roles_of(*id).contains(role));
            lately.clone().count() == usize::from(*touches) && !lately.into_iter().any(met)
        };
        self.roles().iter().filter(missed).map(|(role, _)| *role).collect()
    }

    fn in_order<'t>(&self, touches: &'t [Touch]) -> Vec<&'t Touch> {
        let mut ordered: Vec<&Touch> =
            touches.iter().filter(|touch| self.counts(touch.channel)).collect();
        ordered.sort_by_key(|touch| (touch.at, touch.id));
        ordered
    }

    /// Whether a half is still in time for another.
    fn pairs(
        &self,
        first: &Touch,
        second: &Touch,
        calendar: &BusinessCalendar,
    ) -> Result<bool, Unanswered> {
        Ok(second.at <= self.after(first.at, self.target(), calendar)?)
    }
}
