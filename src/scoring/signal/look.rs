//! One look at a client with every trigger of the firm's: what they remember, what they raise, and what
//! has ended.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::book::TriggerBook;
use super::record::SignalRecordId;
use super::trigger::Trigger;
use super::watch::{Firing, Input, OutOfOrder, Watch};
use crate::domain::{ClientId, CustomKey, Timestamp};
use crate::scoring::health::Behind;

/// A number of a client, and the records that it rests on.
pub type Number = (i64, Vec<Behind>);

/// What is known of a client in numbers, by what triggers watch; what is missing nobody knows.
pub type Numbers = BTreeMap<CustomKey, Number>;

/// What one trigger knows of one client.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Watched {
    /// The version of the trigger that looked last.
    pub version: u32,
    /// What it saw.
    pub watch: Watch,
    /// The signal that it raised and that has not ended.
    pub open: Option<SignalRecordId>,
}

/// What every trigger knows of one client after a look.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Look {
    /// By trigger.
    pub watched: BTreeMap<CustomKey, Watched>,
    /// What was raised at this look.
    pub raised: Vec<SignalRecordId>,
    /// What ended at this look.
    pub ended: Vec<SignalRecordId>,
}

/// What comes of a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What is remembered.
    pub look: Look,
    /// The signals that are raised.
    pub raised: Vec<(SignalRecordId, Firing)>,
}

impl TriggerBook {
    /// Looks at a client once more with every trigger, on what the last look left. `fresh` gives the
    /// ids of what is raised.
    ///
    /// A signal ends when its number has come back over the threshold at which it ends, or when its
    /// trigger is no longer in use. A trigger in another version keeps whether it has fired and counts
    /// evaluations anew.
    ///
    /// # Errors
    /// [`OutOfOrder`] when the look lies before the last one.
    pub fn look(
        &self,
        client: ClientId,
        before: Option<&Look>,
        numbers: &Numbers,
        at: Timestamp,
        mut fresh: impl FnMut() -> SignalRecordId,
    ) -> Result<Seen, OutOfOrder> {
        let mut seen = Seen { look: Look::default(), raised: Vec::new() };
        for trigger in self.triggers() {
            let old = before.and_then(|look| look.watched.get(&trigger.id));
            let mut now = old.cloned().unwrap_or_default().under(trigger);
            let number = numbers.get(&trigger.source).cloned();
            let (value, behind) =
                number.map_or((None, Vec::new()), |(value, behind)| (Some(value), behind));
            let (watch, firing) = now.watch.see(trigger, client, Input { at, value, behind })?;
            // What has fired anew had ended in between.
            if watch.since().is_none() || firing.is_some() {
                seen.look.ended.extend(now.open.take());
            }
            if let Some(firing) = firing {
                let id = fresh();
                now.open = Some(id);
                seen.look.raised.push(id);
                seen.raised.push((id, firing));
            }
            now.watch = watch;
            seen.look.watched.insert(trigger.id.clone(), now);
        }
        let gone = before.into_iter().flat_map(|look| &look.watched);
        let gone = gone.filter(|(id, _)| self.get(id).is_none());
        seen.look.ended.extend(gone.filter_map(|(_, watched)| watched.open));
        Ok(seen)
    }
}

impl Watched {
    fn under(self, trigger: &Trigger) -> Self {
        if self.version == trigger.version {
            return self;
        }
        Watched { version: trigger.version, watch: self.watch.counted_anew(), ..self }
    }
}
