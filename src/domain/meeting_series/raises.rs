//! What follows when two meetings in a row were missed.

use super::event::SeriesEvent;
use super::record::MeetingSeries;
use super::words::Outcome;
use crate::domain::cadence::{Signal, SignalReason};
use crate::domain::notice::{About, Raised, Reason, Recipient};
use crate::domain::noun::Event;
use crate::domain::{RecordId, Staff, Timestamp};

impl MeetingSeries {
    /// How many meetings missed in a row are a signal.
    pub const TOO_MANY_MISSED: u32 = 2;

    /// The notices that an event of this series, as it stands behind it, raises: to who looks after
    /// the client, when it is the second meeting or more that was missed in a row.
    #[must_use]
    pub fn raises(
        &self,
        event: &Event<MeetingSeries>,
        owner: Option<&Staff>,
        due: Timestamp,
    ) -> Vec<Raised> {
        let missed = matches!(&event.what, SeriesEvent::Settled(m) if m.outcome == Outcome::Missed);
        let tell = missed && self.missed_in_a_row() >= Self::TOO_MANY_MISSED;
        let owner = owner.filter(|owner| tell && owner.is_active());
        let raised = |owner: &Staff| Raised {
            to: Recipient::Staff(owner.id()),
            about: About::MeetingSeries(self.id()),
            reason: Reason::Meeting,
            due,
        };
        owner.map(raised).into_iter().collect()
    }

    /// The signal that it gives while two meetings or more in a row were missed: the same one for
    /// all of the row.
    #[must_use]
    pub fn signal(&self, as_of: Timestamp) -> Option<Signal> {
        let (since, missed) = self.plain.row?;
        let (reason, about) = (SignalReason::MeetingsMissed, self.id().id());
        let signal = Signal { reason, client: self.client(), about, since, as_of };
        (missed >= Self::TOO_MANY_MISSED).then_some(signal)
    }
}
