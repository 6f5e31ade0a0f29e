//! When a civil time occurs in a zone: once as a rule, never or twice when clocks are changed.

use super::Timestamp;

/// How often a civil time occurs in a zone: once, but for the hours that are skipped when clocks
/// are put forward and repeated when they are put back.
///
/// ```
/// use guanxi::domain::{Occurrence, Zone};
/// let berlin: Zone = "Europe/Berlin".parse()?;
/// let skipped = berlin.occurrence("2026-03-29T02:30".parse()?)?;
/// assert_eq!(skipped, Occurrence::Never { next: "2026-03-29T01:00:00Z".parse()? });
/// let repeated = berlin.occurrence("2026-10-25T02:30".parse()?)?;
/// assert_eq!(repeated.first(), "2026-10-25T00:30:00Z".parse()?);
/// assert_eq!(repeated.last(), "2026-10-25T01:30:00Z".parse()?);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Occurrence {
    /// At this instant only.
    Once(Timestamp),
    /// Not at all: clocks jump over it.
    Never {
        /// The end of the gap, when clocks show a later time for the first time.
        next: Timestamp,
    },
    /// Twice: clocks are put back over it.
    Twice {
        /// The earlier instant.
        first: Timestamp,
        /// The later instant.
        second: Timestamp,
    },
}

impl Occurrence {
    /// The earliest instant that counts as this time: the end of the gap when it never occurs.
    /// What *begins* at a civil time begins here.
    ///
    /// ```
    /// # use guanxi::domain::Zone;
    /// let berlin: Zone = "Europe/Berlin".parse()?;
    /// let at = berlin.occurrence("2026-10-25T02:30".parse()?)?;
    /// assert_eq!(at.first(), "2026-10-25T00:30:00Z".parse()?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub const fn first(self) -> Timestamp {
        match self {
            Occurrence::Once(at) | Occurrence::Never { next: at } => at,
            Occurrence::Twice { first, .. } => first,
        }
    }

    /// The latest instant that counts as this time: the end of the gap when it never occurs.
    ///
    /// ```
    /// # use guanxi::domain::Zone;
    /// let berlin: Zone = "Europe/Berlin".parse()?;
    /// let at = berlin.occurrence("2026-10-25T02:30".parse()?)?;
    /// assert_eq!(at.last(), "2026-10-25T01:30:00Z".parse()?);
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[must_use]
    pub const fn last(self) -> Timestamp {
        match self {
            Occurrence::Once(at) | Occurrence::Never { next: at } => at,
            Occurrence::Twice { second, .. } => second,
        }
    }
}
