//! The record of a sequence, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::declared::{DECLARATION, MACHINE};
use super::words::{Reply, SequenceStep};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::named::named;
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{
    ClientId, ContactId, CustomKey, Held, Line, RecordId, SequenceId, Stream, Timestamp,
};

/// A follow-up in several steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    pub(super) id: SequenceId,
    pub(super) client: ClientId,
    pub(super) plain: SequencePlain,
    pub(super) personal: Held<SequencePersonal>,
}

/// What stays of a sequence when the personal part is erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequencePlain {
    pub(super) state: SequenceState,
    pub(super) since: Timestamp,
    pub(super) purpose: CustomKey,
    pub(super) wanted: Reply,
    #[serde(default)]
    pub(super) contact: Option<ContactId>,
    pub(super) steps: Vec<SequenceStep>,
    /// The number of the first step that may still be done.
    #[serde(default)]
    pub(super) next: u32,
    /// How many steps were done.
    #[serde(default)]
    pub(super) done: u32,
    #[serde(default)]
    pub(super) last: Option<Reply>,
    /// When it began, a step was done or something was answered, the last of them.
    pub(super) moved_at: Timestamp,
}

/// What erasure removes of a sequence, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequencePersonal {
    pub(super) texts: Vec<Line>,
    #[serde(default)]
    pub(super) reason: Option<Line>,
}

/// Whether there is more to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SequenceState {
    /// There is, or an answer is waited for.
    Running,
    /// The wanted answer came.
    Achieved,
    /// The last step was done, and the wanted answer did not come.
    Exhausted,
    /// Somebody stopped it.
    Stopped,
    /// Its words are forgotten; what was done and answered is not.
    Erased,
}

named!(SequenceState, "state", [Running, Achieved, Exhausted, Stopped, Erased]);

impl Sequence {
    /// Which sequence.
    #[must_use]
    pub fn id(&self) -> SequenceId {
        self.id
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> ClientId {
        self.client
    }

    /// Whether there is more to be done.
    #[must_use]
    pub fn state(&self) -> SequenceState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// Whether there is more to be done, or an answer is waited for.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.plain.state == SequenceState::Running
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }

    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> &CustomKey {
        &self.plain.purpose
    }

    /// The answer that ends it.
    #[must_use]
    pub fn wanted(&self) -> Reply {
        self.plain.wanted
    }

    /// Whom it is for, where it is for one person.
    #[must_use]
    pub fn contact(&self) -> Option<ContactId> {
        self.plain.contact
    }

    /// Its steps.
    #[must_use]
    pub fn steps(&self) -> &[SequenceStep] {
        &self.plain.steps
    }

    /// What each step is to say.
    #[must_use]
    pub fn texts(&self) -> Held<&[Line]> {
        self.personal.as_ref().map(|personal| personal.texts.as_slice())
    }

    /// Why it was stopped; none for one that was not.
    #[must_use]
    pub fn reason(&self) -> Held<Option<&Line>> {
        self.personal.as_ref().map(|personal| personal.reason.as_ref())
    }

    /// What was answered last.
    #[must_use]
    pub fn last_answer(&self) -> Option<Reply> {
        self.plain.last
    }

    /// How many steps were done.
    #[must_use]
    pub fn steps_done(&self) -> u32 {
        self.plain.done
    }

    /// The number of the step that is to be done next, and the step: the first behind those that
    /// were done that is for who answered as they did. None while an answer must come first, and
    /// when it runs no longer.
    #[must_use]
    pub fn next_step(&self) -> Option<(u32, SequenceStep)> {
        let open = self.is_running();
        let steps = (0..).zip(self.plain.steps.iter().copied());
        let from = self.plain.next;
        let mut steps = steps.filter(|(number, _)| open && *number >= from);
        steps.find(|(_, step)| step.only.holds(self.plain.last))
    }

    /// When that step is due: so many hours after what was done or answered last.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        let (_, step) = self.next_step()?;
        self.plain.moved_at.plus_seconds(i64::from(step.after_hours) * 3_600).ok()
    }

    /// What stands once among all sequences that run.
    fn running(&self) -> String {
        format!("{} {}", self.client, self.plain.purpose)
    }
}

impl Noun for Sequence {
    two_parts!(SequenceId, SequencePlain, SequencePersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Stream::client(self.client)
    }

    fn join(
        id: SequenceId,
        stream: Stream,
        plain: SequencePlain,
        personal: Held<SequencePersonal>,
    ) -> Self {
        Sequence { id, client: ClientId::from_id(stream.id()), plain, personal }
    }

    fn columns(&self) -> Columns {
        vec![
            Cell::one(self.state().name()),
            Cell::maybe(self.next_due().map(Timestamp::micros)),
            Cell::maybe(self.is_running().then(|| self.running())),
        ]
    }
}
