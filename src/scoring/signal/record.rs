//! Signals as they are kept: each look at a client, each signal with what it was decided on, and when it
//! ended.

use serde::{Deserialize, Serialize};

use super::look::Look;
use super::trigger::{Opens, Severity};
use super::watch::{Firing, Input};
use crate::domain::cadence::{Signal, SignalReason};
use crate::domain::declaration::{self, Cell, Column, Columns, Declaration, Index, STREAM};
use crate::domain::noun::{Fact, Noun};
use crate::domain::{
    ClientId, CustomKey, Held, Id, RecordId, Stamp, Stream, Timestamp, Visibility,
};

/// Which record of a client's signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignalRecordId(Id);

impl RecordId for SignalRecordId {
    const NOUN: &'static str = "signal";

    fn from_id(id: Id) -> Self {
        SignalRecordId(id)
    }

    fn id(self) -> Id {
        self.0
    }
}

impl std::fmt::Display for SignalRecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "signal-{}", self.0)
    }
}

/// A signal as it was raised, with everything that it was decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// Why.
    pub reason: SignalReason,
    /// Which trigger.
    pub trigger: CustomKey,
    /// In which version.
    pub version: u32,
    /// How bad it is.
    pub severity: Severity,
    /// What is to be opened from it.
    pub opens: Opens,
    /// Since when it is so.
    pub since: Timestamp,
    /// The evaluations that it was decided on, oldest first.
    pub inputs: Vec<Input>,
}

/// What a record of signals says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignalAct {
    /// Every trigger looked, and remembers what it saw.
    Looked(Look),
    /// A trigger fired.
    Raised(Raised),
    /// What it fired for is over.
    Ended(SignalRecordId),
}

/// What stands on disk of a record of signals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalPlain {
    at: Timestamp,
    act: SignalAct,
}

/// One entry in the history of what was noticed about a client: a look, a signal, or its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalRecord {
    id: SignalRecordId,
    stream: Stream,
    plain: SignalPlain,
}

impl SignalRecord {
    /// Writes down what every trigger remembers.
    #[must_use]
    pub fn looked(id: SignalRecordId, client: ClientId, look: Look, stamp: &Stamp) -> Self {
        Self::written(id, client, SignalAct::Looked(look), stamp)
    }

    /// Writes down that a trigger fired.
    #[must_use]
    pub fn raised(id: SignalRecordId, firing: Firing, stamp: &Stamp) -> Self {
        let Firing { signal, trigger, version, severity, opens, inputs } = firing;
        let Signal { reason, client, since, .. } = signal;
        let raised = Raised { reason, trigger, version, severity, opens, since, inputs };
        Self::written(id, client, SignalAct::Raised(raised), stamp)
    }

    /// Writes down that what was raised is over.
    #[must_use]
    pub fn ended(
        id: SignalRecordId,
        client: ClientId,
        raised: SignalRecordId,
        stamp: &Stamp,
    ) -> Self {
        Self::written(id, client, SignalAct::Ended(raised), stamp)
    }

    fn written(id: SignalRecordId, client: ClientId, act: SignalAct, stamp: &Stamp) -> Self {
        let plain = SignalPlain { at: stamp.valid_at, act };
        SignalRecord { id, stream: Stream::client(client), plain }
    }

    /// Which record.
    #[must_use]
    pub fn id(&self) -> SignalRecordId {
        self.id
    }

    /// When it was noticed.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.plain.at
    }

    /// What it says.
    #[must_use]
    pub fn act(&self) -> &SignalAct {
        &self.plain.act
    }

    /// What every trigger remembers, if it is a look.
    #[must_use]
    pub fn look(&self) -> Option<&Look> {
        match self.act() {
            SignalAct::Looked(look) => Some(look),
            SignalAct::Raised(_) | SignalAct::Ended(_) => None,
        }
    }

    /// The trigger that fired and what it was decided on, if it is a signal.
    #[must_use]
    pub fn firing(&self) -> Option<Firing> {
        let (SignalAct::Raised(raised), Some(client)) = (self.act(), self.stream.as_client())
        else {
            return None;
        };
        let Raised { reason, trigger, version, severity, opens, since, inputs } = raised.clone();
        let signal = Signal { reason, client, about: client.id(), since, as_of: self.at() };
        Some(Firing { signal, trigger, version, severity, opens, inputs })
    }
}

impl Noun for SignalRecord {
    const DECLARATION: &'static Declaration = &Declaration {
        noun: SignalRecordId::NOUN,
        number: 51,
        version: 1,
        kind: declaration::Kind::Fact { at: "at" },
        columns: &[
            Column::new("at", declaration::Shape::Integer),
            Column::new("looked_at", declaration::Shape::Integer),
            // Null where nothing is raised; what has ended is superseded by its end.
            Column::new("raised_at", declaration::Shape::Integer),
        ],
        indexes: &[
            Index { name: "by_look", columns: &[STREAM, "looked_at"] },
            Index { name: "by_client", columns: &[STREAM, "raised_at"] },
            Index { name: "by_raised", columns: &["raised_at"] },
        ],
        events: &["looked", "raised", "ended"],
    };
    const FORMAT: u8 = 1;
    type Id = SignalRecordId;
    type Plain = SignalPlain;
    type Personal = ();

    fn id(&self) -> SignalRecordId {
        self.id
    }

    fn stream(&self) -> Stream {
        self.stream
    }

    fn visibility(&self) -> Visibility {
        Visibility::Internal
    }

    fn plain(&self) -> &SignalPlain {
        &self.plain
    }

    fn personal(&self) -> Held<&()> {
        Held::Known(&())
    }

    fn join(id: SignalRecordId, stream: Stream, plain: SignalPlain, _: Held<()>) -> Self {
        SignalRecord { id, stream, plain }
    }

    fn columns(&self) -> Columns {
        let at = self.at().micros();
        let (looked, raised) = match self.act() {
            SignalAct::Looked(_) => (Some(at), None),
            SignalAct::Raised(_) => (None, Some(at)),
            SignalAct::Ended(_) => (None, None),
        };
        vec![Cell::one(at), Cell::maybe(looked), Cell::maybe(raised)]
    }
}

impl Fact for SignalRecord {
    fn event_name(&self) -> &'static str {
        match self.act() {
            SignalAct::Looked(_) => "looked",
            SignalAct::Raised(_) => "raised",
            SignalAct::Ended(_) => "ended",
        }
    }

    fn supersedes(&self) -> Option<SignalRecordId> {
        match self.act() {
            SignalAct::Ended(raised) => Some(*raised),
            SignalAct::Looked(_) | SignalAct::Raised(_) => None,
        }
    }
}
