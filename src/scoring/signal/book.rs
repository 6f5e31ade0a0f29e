//! The firm's triggers, published together and judged.

use std::collections::BTreeMap;

use super::house::watched_sources;
use super::trigger::{Trigger, TriggerFault};
use crate::domain::CustomKey;
use crate::scoring::health::Sources;

/// Triggers that were found right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TriggerBook {
    triggers: BTreeMap<CustomKey, Trigger>,
}

impl TriggerBook {
    /// The most triggers that a firm has.
    pub const LIMIT: usize = 256;

    /// Publishes triggers, if all of them are right. They watch the [numbers of the
    /// house](watched_sources) and whatever the firm's scorecards look at.
    ///
    /// ```
    /// use guanxi::scoring::health::house_sources;
    /// use guanxi::scoring::signal::{TriggerBook, TriggerFault, proposed_triggers};
    /// let mut triggers = proposed_triggers();
    /// assert!(TriggerBook::publish(triggers.clone(), &house_sources()).is_ok());
    /// triggers.extend(triggers.first().cloned());
    /// let faults = TriggerBook::publish(triggers, &house_sources()).unwrap_err();
    /// assert_eq!(faults[0].1, TriggerFault::Twice);
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with any of them, with its id.
    pub fn publish(
        triggers: Vec<Trigger>,
        sources: &Sources,
    ) -> Result<Self, Vec<(CustomKey, TriggerFault)>> {
        let mut faults = Vec::new();
        let mut book = TriggerBook::default();
        let own = watched_sources();
        let too_many = triggers.len() > Self::LIMIT;
        for trigger in triggers {
            let id = trigger.id.clone();
            if let Err(fault) = trigger.check() {
                faults.push((id.clone(), fault));
            }
            if !own.contains(&trigger.source) && !sources.contains_key(&trigger.source) {
                faults.push((id.clone(), TriggerFault::UnknownSource));
            }
            if book.triggers.insert(id.clone(), trigger).is_some() {
                faults.push((id, TriggerFault::Twice));
            }
        }
        if let Some((id, _)) = book.triggers.iter().next().filter(|_| too_many) {
            faults.push((id.clone(), TriggerFault::TooMany));
        }
        if faults.is_empty() { Ok(book) } else { Err(faults) }
    }

    /// The triggers, in the order of their ids.
    pub fn triggers(&self) -> impl Iterator<Item = &Trigger> {
        self.triggers.values()
    }

    /// One trigger.
    #[must_use]
    pub fn get(&self, id: &CustomKey) -> Option<&Trigger> {
        self.triggers.get(id)
    }
}
