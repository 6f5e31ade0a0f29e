//! A signal: something that a rule noticed, for whoever opens a risk or a call to action from it.

use serde::{Deserialize, Serialize};

use crate::domain::named::named;
use crate::domain::{ClientId, Id, Timestamp};

/// Why a signal is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SignalReason {
    /// Nobody was in touch for so long that it is a risk.
    CadenceOverdue,
    /// Two meetings of a series in a row did not take place.
    MeetingsMissed,
    /// The health score lost much in a short time.
    HealthDropped,
    /// Satisfaction is known, and low.
    SatisfactionLow,
    /// A decision maker would not recommend the firm.
    DeciderDetracts,
    /// Service levels were breached repeatedly.
    ServiceBreached,
    /// A promise was missed.
    ExpectationMissed,
    /// Many change requests are open at once.
    ChangesPiledUp,
    /// What is to be delivered has grown much.
    ScopeGrown,
    /// A milestone slipped by more than is tolerated.
    MilestoneSlipped,
    /// More of the budget is spent than of the work is done.
    BudgetAhead,
    /// Somebody at the client who stood for the firm has left.
    ChampionLeft,
    /// A payment is late.
    PaymentLate,
    /// A contract ends soon and no objective was won.
    ContractEnding,
    /// Complaints of the same cause come again.
    ComplaintsRepeated,
    /// The client is silent for far longer than it ever was.
    Hiatus,
}

named!(
    SignalReason,
    "reason",
    [
        CadenceOverdue,
        MeetingsMissed,
        HealthDropped,
        SatisfactionLow,
        DeciderDetracts,
        ServiceBreached,
        ExpectationMissed,
        ChangesPiledUp,
        ScopeGrown,
        MilestoneSlipped,
        BudgetAhead,
        ChampionLeft,
        PaymentLate,
        ContractEnding,
        ComplaintsRepeated,
        Hiatus,
    ]
);

/// Something that a rule noticed about a client. It is a value: what it opens is for who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// Why.
    pub reason: SignalReason,
    /// The client.
    pub client: ClientId,
    /// The record that it is about: the client's, or that of the series.
    pub about: Id,
    /// Since when it is so: with the same reason and record, what makes it the same signal again.
    pub since: Timestamp,
    /// When it was noticed.
    pub as_of: Timestamp,
}
