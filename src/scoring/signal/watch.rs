//! Watching one number of one client: what was seen, and when it fires.

use serde::{Deserialize, Serialize};

use super::trigger::{Opens, Severity, Trigger};
use crate::domain::cadence::Signal;
use crate::domain::{ClientId, CustomKey, Invalid, RecordId, Timestamp};
use crate::scoring::health::Behind;

/// What was seen at one evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// When.
    pub at: Timestamp,
    /// The number; none where nobody knows it, which changes nothing.
    pub value: Option<i64>,
    /// The records that it rests on.
    pub behind: Vec<Behind>,
}

/// What a trigger knows of one client.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Watch {
    /// The last evaluations that had a number, oldest first.
    recent: Vec<Input>,
    /// Since when it is so; none when it has ended or never was.
    since: Option<Timestamp>,
    /// When it fired last.
    fired_at: Option<Timestamp>,
    /// The last evaluation, whatever it had.
    last_at: Option<Timestamp>,
}

/// A trigger that has fired, and everything that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firing {
    /// The signal.
    pub signal: Signal,
    /// Which trigger.
    pub trigger: CustomKey,
    /// In which version.
    pub version: u32,
    /// How bad it is.
    pub severity: Severity,
    /// What is opened from it.
    pub opens: Opens,
    /// The evaluations that it was decided on, oldest first.
    pub inputs: Vec<Input>,
}

/// An evaluation that lies before the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the evaluation lies before the last one")]
pub struct OutOfOrder;

impl From<OutOfOrder> for Invalid {
    fn from(_: OutOfOrder) -> Self {
        Invalid::Date { field: "as of", expected: "not before the last look" }
    }
}

const DAY: i64 = 86_400_000_000;

impl Watch {
    /// Since when it is so, and has been told.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// When it fired last.
    #[must_use]
    pub fn fired_at(&self) -> Option<Timestamp> {
        self.fired_at
    }

    /// The same without the evaluations that were counted: what was told stays told.
    pub(super) fn counted_anew(self) -> Self {
        Watch { recent: Vec::new(), ..self }
    }

    /// What is known after one evaluation more, and whether the trigger fires.
    ///
    /// It never fires while it rests or before it has ended, and so at most once while nothing
    /// changes. An instant that was evaluated already is not counted twice.
    ///
    /// # Errors
    /// [`OutOfOrder`] when it lies before the last evaluation.
    pub fn see(
        &self,
        trigger: &Trigger,
        client: ClientId,
        input: Input,
    ) -> Result<(Watch, Option<Firing>), OutOfOrder> {
        if self.last_at.is_some_and(|last| input.at < last) {
            return Err(OutOfOrder);
        }
        let mut next = self.clone();
        let again = self.last_at == Some(input.at);
        next.last_at = Some(input.at);
        let Some(value) = input.value.filter(|_| !again) else { return Ok((next, None)) };
        let at = input.at;
        next.recent.push(input);
        let over = next.recent.len().saturating_sub(usize::from(trigger.of));
        next.recent.drain(..over);
        if trigger.ended(value) {
            next.since = None;
        }
        if next.since.is_some() || next.rests(trigger, at) || !next.is_reached(trigger, value) {
            return Ok((next, None));
        }
        (next.since, next.fired_at) = (Some(at), Some(at));
        let firing = next.firing(trigger, client, at);
        Ok((next, Some(firing)))
    }

    fn rests(&self, trigger: &Trigger, at: Timestamp) -> bool {
        let rest = i64::from(trigger.cool_down) * DAY;
        self.fired_at.is_some_and(|fired| at.micros().saturating_sub(fired.micros()) < rest)
    }

    /// Whether it is reached now, and was often enough of late.
    fn is_reached(&self, trigger: &Trigger, value: i64) -> bool {
        let reached = |value: i64| trigger.compare.reached(value, trigger.enter);
        let times = self.recent.iter().filter_map(|input| input.value).filter(|v| reached(*v));
        reached(value) && times.count() >= usize::from(trigger.times)
    }

    fn firing(&self, trigger: &Trigger, client: ClientId, at: Timestamp) -> Firing {
        let reached = |input: &&Input| {
            input.value.is_some_and(|value| trigger.compare.reached(value, trigger.enter))
        };
        let first = self.recent.iter().find(reached).map_or(at, |input| input.at);
        Firing {
            signal: Signal {
                reason: trigger.reason,
                client,
                about: client.id(),
                since: first,
                as_of: at,
            },
            trigger: trigger.id.clone(),
            version: trigger.version,
            severity: trigger.severity,
            opens: trigger.opens,
            inputs: self.recent.clone(),
        }
    }
}
