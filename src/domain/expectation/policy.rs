//! The firm's own figures for expectations: how much is near enough, and how long things may take.

use crate::domain::{Invalid, Score};

/// What the firm has decided about expectations; the events that used it keep its version.
///
/// ```
/// use guanxi::domain::expectation::ExpectationPolicy;
/// use guanxi::domain::Score;
/// let policy = ExpectationPolicy::version(2).tolerance(Score::from_bp(300)?)?.losses_count(2, 0)?;
/// assert_eq!(policy.number(), 2);
/// assert!(ExpectationPolicy::version(2).losses_count(0, 99).is_err());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpectationPolicy {
    number: u32,
    tolerance: Score,
    perception_days: u16,
    remedy_days: u16,
    acknowledgement_days: u16,
    losses: u16,
}

impl ExpectationPolicy {
    /// What holds where the firm has said nothing else, under this version: a tolerance of 5 % of
    /// the scale, 30 days to ask how it came across, 10 business days for a remedy, 5 for the
    /// acknowledgement of a revision, and losses that count as much as gains.
    #[must_use]
    pub fn version(number: u32) -> Self {
        ExpectationPolicy {
            number,
            tolerance: Score::from_bp(500).unwrap_or(Score::MIN),
            perception_days: 30,
            remedy_days: 10,
            acknowledgement_days: 5,
            losses: 100,
        }
    }

    /// The same, with another tolerance: a part of the scale, for expectations that have none of
    /// their own.
    ///
    /// # Errors
    /// [`Invalid::Range`] for none at all.
    pub fn tolerance(mut self, tolerance: Score) -> Result<Self, Invalid> {
        if tolerance == Score::MIN {
            return Err(Invalid::Range { field: "tolerance", low: 1, high: 10_000 });
        }
        self.tolerance = tolerance;
        Ok(self)
    }

    /// The same, with so many days after an evaluation in which it is asked how it came across.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless it is 1 to 366.
    pub fn perception_days(mut self, days: u16) -> Result<Self, Invalid> {
        self.perception_days = within_a_year(days)?;
        Ok(self)
    }

    /// The same, with so many business days after a missed promise in which a remedy is due.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless it is 1 to 366.
    pub fn remedy_days(mut self, days: u16) -> Result<Self, Invalid> {
        self.remedy_days = within_a_year(days)?;
        Ok(self)
    }

    /// The same, with so many business days in which a revision is acknowledged.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless it is 1 to 366.
    pub fn acknowledgement_days(mut self, days: u16) -> Result<Self, Invalid> {
        self.acknowledgement_days = within_a_year(days)?;
        Ok(self)
    }

    /// The same, with losses that count so many times in a client's index: wholes and hundredths.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless it is 1.00 to 10.00.
    pub fn losses_count(mut self, times: u16, hundredths: u16) -> Result<Self, Invalid> {
        let losses = times.saturating_mul(100).saturating_add(hundredths);
        if hundredths > 99 || !(100..=1_000).contains(&losses) {
            return Err(Invalid::Range { field: "losses", low: 1, high: 10 });
        }
        self.losses = losses;
        Ok(self)
    }

    /// Its version.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// How much of the scale is near enough.
    #[must_use]
    pub const fn default_tolerance(&self) -> Score {
        self.tolerance
    }

    /// In how many days after an evaluation it is asked how it came across.
    #[must_use]
    pub const fn days_for_perception(&self) -> u16 {
        self.perception_days
    }

    /// In how many business days a remedy is due.
    #[must_use]
    pub const fn days_for_remedy(&self) -> u16 {
        self.remedy_days
    }

    /// In how many business days a revision is acknowledged.
    #[must_use]
    pub const fn days_for_acknowledgement(&self) -> u16 {
        self.acknowledgement_days
    }

    /// How often a loss counts in a client's index, in hundredths: 100 to 1 000.
    #[must_use]
    pub const fn losses(&self) -> u16 {
        self.losses
    }
}

impl Default for ExpectationPolicy {
    fn default() -> Self {
        ExpectationPolicy::version(0)
    }
}

fn within_a_year(days: u16) -> Result<u16, Invalid> {
    if (1..=366).contains(&days) {
        Ok(days)
    } else {
        Err(Invalid::Range { field: "days", low: 1, high: 366 })
    }
}
