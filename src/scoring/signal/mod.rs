//! Early warnings: triggers that fire when something has crossed a threshold, and do not flap.
//!
//! A [`Trigger`] looks at one number. It fires when that has reached its threshold often enough, and
//! then not again before the number has come back over another threshold and the trigger has had its
//! rest. What it leaves is a [`Firing`]: a signal, with everything that led to it. A [`TriggerBook`] looks at
//! a client with all of them, and [`SignalRecord`] is what is kept.

mod trigger;
mod watch;
mod house;
mod book;
mod look;
mod record;
mod words;
#[cfg(test)]
mod tests;

pub use book::TriggerBook;
pub use house::{proposed_triggers, watched_sources};
pub use look::{Look, Number, Numbers, Seen, Watched};
pub use record::{Raised, SignalAct, SignalPlain, SignalRecord, SignalRecordId};
pub use trigger::{Compare, Opens, Severity, Trigger, TriggerFault};
pub use watch::{Firing, Input, OutOfOrder, Watch};
