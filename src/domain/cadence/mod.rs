//! Cadence: how often a client is to be in touch with, what counts as being in touch, and how things
//! stand.
//!
//! **What counts.** A *touch* is work of a person of the firm with a named person of the client, by
//! a channel that the plan counts. A call, a meeting, a visit and a written exchange are a whole
//! touch; a personal message that went one way is half of one. Two halves within the plan's target
//! make a whole, the oldest first, each once; the pair counts when the second came. A whole touch
//! clears a half that waits. What a machine sent, what went to many, notes and surveys are nothing.
//!
//! **When the next is due.** `last` is the last whole touch, or the beginning of the relationship
//! where there was none. The next is due at `last` + target, moved to the next time at which the plan
//! allows contact, and overdue `longest − target` after that. It hangs on the last *real* contact
//! and never on what was planned. After a pause it is due no earlier than the pause's end + the
//! shortest distance.
//!
//! **Days.** A plan counts calendar days or working days of a
//! [calendar](crate::domain::BusinessCalendar). Calendar days keep the time of day in the plan's
//! zone. Working days do too; what lies on a day without work begins with the next working day, so
//! that later contacts never fall due earlier.
//!
//! Nothing here is stored: that a client is overdue is worked out when somebody asks, from the last
//! touch and the plan of that moment, since a changed plan would make a stored date wrong.

mod plan;
mod hours;
mod days;
mod touch;
mod status;
mod response;
mod signal;

pub use plan::{CadencePlan, DayKind, Escalation};
pub use response::{Answered, Asked, Message, ResponseFigures, Side, Verdict, answers, figures};
pub use signal::{Signal, SignalReason};
pub use status::{Assessment, Pause, Status, Step};
pub use touch::{Counted, Touch, Weight};

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
