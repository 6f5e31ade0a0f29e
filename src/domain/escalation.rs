//! What follows when a client's next touch is overdue and somebody takes that up: who is told, and
//! when it is a risk.

use super::cadence::{Signal, SignalReason, Step};
use super::client::{Client, ClientEvent};
use super::notice::{About, Raised, Reason, Recipient};
use super::noun::{Event, Stamp};
use super::{RecordId, Staff, Timestamp};

/// The notices that an escalation raises: to who looks after the client, and from the second step
/// on to their lead too. Nobody is told who has left, and nobody where nobody looks after it.
#[must_use]
pub fn raises(
    client: &Client,
    event: &Event<Client>,
    owner: Option<&Staff>,
    lead: Option<&Staff>,
    due: Timestamp,
) -> Vec<Raised> {
    let ClientEvent::Escalated { step, .. } = &event.what else { return Vec::new() };
    let told = match step {
        Step::Owner => [owner, None],
        Step::Lead | Step::Risk => [owner, lead],
    };
    let raised = |staff: &Staff| Raised {
        to: Recipient::Staff(staff.id()),
        about: About::Client(client.id()),
        reason: Reason::Contact,
        due,
    };
    told.into_iter().flatten().filter(|staff| staff.is_active()).map(raised).collect()
}

/// The signal that an escalation gives: none before it is a risk.
#[must_use]
pub fn signal(client: &Client, as_of: Timestamp) -> Option<Signal> {
    let (since, step) = client.cadence().last_escalation()?;
    let (reason, about) = (SignalReason::CadenceOverdue, client.id().id());
    let signal = Signal { reason, client: client.id(), about, since, as_of };
    (step == Step::Risk).then_some(signal)
}

/// When whoever is told of it is to have been told: at the end of the next working day, and at once
/// where the calendar cannot tell.
#[must_use]
pub fn due(calendar: &super::BusinessCalendar, stamp: &Stamp) -> Timestamp {
    calendar.end_of_working_day(stamp.valid_at, 1).unwrap_or(stamp.valid_at)
}
