//! What is said about series.

use serde::Serialize;

use super::words::Every;
use crate::domain::{Civil, ClientId, Interaction, InteractionId, Invalid, Line, Timestamp, Zone};

/// A series to start.
///
/// ```
/// use guanxi::domain::meeting_series::{Every, NewSeries};
/// let weekly = NewSeries::of("项目周会", Every::week(), "2026-05-08T10:00".parse()?,
///     "Asia/Shanghai".parse()?)?;
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSeries {
    pub(super) title: Line,
    pub(super) every: Every,
    pub(super) first: Civil,
    pub(super) zone: Zone,
}

impl NewSeries {
    /// A series of this title, from this first meeting on, on the clocks of a zone.
    ///
    /// # Errors
    /// What [`Line::new`] turns away, and [`Invalid::Date`] for a first meeting that lies outside
    /// of 1900 to 9999.
    pub fn of(title: &str, every: Every, first: Civil, zone: Zone) -> Result<Self, Invalid> {
        let title = Line::new(title).map_err(|why| why.in_field("title"))?;
        zone.occurrence(first)?;
        Ok(NewSeries { title, every, first, zone })
    }
}

/// What a rule must know of the interaction that tells of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldMeeting {
    pub(super) id: InteractionId,
    pub(super) at: Timestamp,
    pub(super) client: Option<ClientId>,
    pub(super) is_touch: bool,
    pub(super) stands: bool,
}

impl HeldMeeting {
    /// The interaction, and whether a later one has taken its place.
    #[must_use]
    pub fn of(interaction: &Interaction, superseded: bool) -> Self {
        HeldMeeting {
            id: interaction.id(),
            at: interaction.at(),
            client: interaction.client(),
            is_touch: interaction.is_touch(),
            stands: !superseded,
        }
    }
}
