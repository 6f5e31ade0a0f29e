//! The firm's own figures for asking: how often somebody may be asked and reminded.

use crate::domain::Invalid;

/// How often a contact may be asked. Events keep what followed from it.
///
/// ```
/// use guanxi::domain::survey::SurveyPolicy;
/// let policy = SurveyPolicy::version(2).days_between(45)?.most_in_a_quarter(1)?;
/// assert_eq!((policy.number(), policy.days_apart()), (2, 45));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurveyPolicy {
    number: u32,
    days_between: u16,
    most_in_a_quarter: u16,
    reminders: u16,
    days_to_reminder: u16,
}

impl SurveyPolicy {
    /// The days of a quarter: any so many, so that the turn of one does not let four in a month.
    pub const QUARTER: u16 = 91;

    /// What holds where the firm has said nothing else, under this version: 30 days between two
    /// invitations, 2 in any 91 days, 2 reminders, each 7 days after what was sent last.
    #[must_use]
    pub const fn version(number: u32) -> Self {
        SurveyPolicy {
            number,
            days_between: 30,
            most_in_a_quarter: 2,
            reminders: 2,
            days_to_reminder: 7,
        }
    }

    /// The same, with so many days between two invitations to one contact.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless it is 1 to 366.
    pub fn days_between(mut self, days: u16) -> Result<Self, Invalid> {
        self.days_between = within(days, 1, 366)?;
        Ok(self)
    }

    /// The same, with so many invitations to one contact in a quarter.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless it is 1 to 90.
    pub fn most_in_a_quarter(mut self, most: u16) -> Result<Self, Invalid> {
        self.most_in_a_quarter = within(most, 1, 90)?;
        Ok(self)
    }

    /// The same, with so many reminders.
    ///
    /// # Errors
    /// [`Invalid::Range`] above 10.
    pub fn reminders(mut self, most: u16) -> Result<Self, Invalid> {
        self.reminders = within(most, 0, 10)?;
        Ok(self)
    }

    /// The same, with so many days before a reminder.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless it is 1 to 366.
    pub fn days_to_reminder(mut self, days: u16) -> Result<Self, Invalid> {
        self.days_to_reminder = within(days, 1, 366)?;
        Ok(self)
    }

    /// Its version.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The days between two invitations to one contact.
    #[must_use]
    pub const fn days_apart(&self) -> u16 {
        self.days_between
    }

    /// The most invitations to one contact in a quarter.
    #[must_use]
    pub const fn most(&self) -> u16 {
        self.most_in_a_quarter
    }

    /// The most reminders.
    #[must_use]
    pub const fn most_reminders(&self) -> u16 {
        self.reminders
    }

    /// The days before a reminder.
    #[must_use]
    pub const fn days_before_reminder(&self) -> u16 {
        self.days_to_reminder
    }
}

impl Default for SurveyPolicy {
    fn default() -> Self {
        SurveyPolicy::version(0)
    }
}

fn within(number: u16, low: u16, high: u16) -> Result<u16, Invalid> {
    if (low..=high).contains(&number) {
        Ok(number)
    } else {
        Err(Invalid::Range { field: "days", low: low.into(), high: high.into() })
    }
}
