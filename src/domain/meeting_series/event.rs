//! What happens to a series. The shapes stand on disk: variants and fields are added behind those
//! that are here.

use serde::{Deserialize, Serialize};

use super::words::{Every, Meeting};
use crate::domain::{Civil, Line, Zone};

/// Something that happened to a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesEvent {
    /// It was agreed; the words have its title.
    Started {
        /// How often.
        every: Every,
        /// The first meeting, on the clocks of the zone.
        first: Civil,
        /// The zone.
        zone: Zone,
    },
    /// A meeting was held, was missed, or was skipped; the words say why it was skipped.
    Settled(Meeting),
    /// There will be no more; the words say why.
    Ended,
    /// Its personal part was erased.
    Erased,
}

/// What was personal in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesWord {
    /// What it is called.
    Title(Line),
    /// Why a meeting was skipped, or why there will be no more.
    Reason(Line),
}
