//! The record of a series, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::declared::{DECLARATION, MACHINE};
use super::words::{Every, Meeting, Outcome};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::named::named;
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{
    Civil, ClientId, Held, Line, MeetingSeriesId, RecordId, Stream, Timestamp, Zone,
};

/// A fixed rhythm of meetings with a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingSeries {
    pub(super) id: MeetingSeriesId,
    pub(super) client: ClientId,
    pub(super) plain: SeriesPlain,
    pub(super) personal: Held<SeriesPersonal>,
}

/// What stays of a series when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesPlain {
    pub(super) state: SeriesState,
    pub(super) since: Timestamp,
    pub(super) every: Every,
    pub(super) first: Civil,
    pub(super) zone: Zone,
    /// How many meetings are settled: the number of the next.
    #[serde(default)]
    pub(super) settled: u32,
    #[serde(default)]
    pub(super) held: u32,
    #[serde(default)]
    pub(super) missed: u32,
    #[serde(default)]
    pub(super) last: Option<Meeting>,
    /// The first of the meetings missed in a row, and how many those are.
    #[serde(default)]
    pub(super) row: Option<(Timestamp, u32)>,
    /// When something was last said of it.
    pub(super) said_at: Timestamp,
}

/// What erasure removes of a series, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesPersonal {
    pub(super) title: Line,
    #[serde(default)]
    pub(super) reason: Option<Line>,
}

/// Whether there are to be more meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SeriesState {
    /// There are.
    Running,
    /// There are not.
    Ended,
    /// Its words are forgotten; what became of its meetings is not.
    Erased,
}

named!(SeriesState, "state", [Running, Ended, Erased]);

impl MeetingSeries {
    /// Which series.
    #[must_use]
    pub fn id(&self) -> MeetingSeriesId {
        self.id
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// Whether there are to be more meetings.
    #[must_use]
    pub fn state(&self) -> SeriesState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// Whether there are to be more meetings.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.plain.state == SeriesState::Running
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> Held<&Line> {
        self.personal.as_ref().map(|personal| &personal.title)
    }

    /// Why the last meeting was skipped, or why there are no more; none where neither is so.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Line>> {
        self.personal.as_ref().map(|personal| personal.reason.as_ref())
    }

    /// How often it meets.
    #[must_use]
    pub fn every(&self) -> Every {
        self.plain.every
    }

    /// The zone on whose clocks it meets.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.plain.zone
    }

    /// When the `n`-th meeting is planned, counted from 0; none after the year 9999.
    #[must_use]
    pub fn planned(&self, n: u32) -> Option<Timestamp> {
        self.plain.every.nth(self.plain.first, self.plain.zone, n)
    }

    /// When the meeting is planned that is to be settled next; none where there are no more.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        if self.is_running() { self.planned(self.plain.settled) } else { None }
    }

    /// How many meetings are settled.
    #[must_use]
    pub fn settled(&self) -> u32 {
        self.plain.settled
    }

    /// How many were held.
    #[must_use]
    pub fn held_so_far(&self) -> u32 {
        self.plain.held
    }

    /// How many were missed.
    #[must_use]
    pub fn missed_so_far(&self) -> u32 {
        self.plain.missed
    }

    /// The meeting that was settled last.
    #[must_use]
    pub fn last(&self) -> Option<Meeting> {
        self.plain.last
    }

    /// How many were missed in a row, up to the last; one that was skipped neither counts nor ends
    /// the row.
    #[must_use]
    pub fn missed_in_a_row(&self) -> u32 {
        self.plain.row.map_or(0, |(_, missed)| missed)
    }

    pub(super) fn last_held(&self) -> Option<crate::domain::InteractionId> {
        match self.plain.last?.outcome {
            Outcome::Held(id) => Some(id),
            Outcome::Missed | Outcome::Skipped => None,
        }
    }
}

impl Noun for MeetingSeries {
    two_parts!(MeetingSeriesId, SeriesPlain, SeriesPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::client(self.client)
    }

    fn join(
        id: MeetingSeriesId,
        stream: Stream,
        plain: SeriesPlain,
        personal: Held<SeriesPersonal>,
    ) -> Self {
        MeetingSeries { id, client: ClientId::from_id(stream.id()), plain, personal }
    }

    fn columns(&self) -> Columns {
        vec![Cell::one(self.state().name()), Cell::maybe(self.next().map(Timestamp::micros))]
    }
}
