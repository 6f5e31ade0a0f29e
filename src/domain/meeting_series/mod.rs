//! Meeting series: a fixed rhythm of meetings with a client (the weekly report), and what became of
//! each.
//!
//! Meetings are planned from the first one's civil time in a zone, never from the last: the 31st
//! of a month stays the 31st where a month has one. They are settled in their order: held, missed,
//! or skipped for a reason. A meeting that was held is an interaction, and so a touch by itself;
//! the series only says which one it was. Two that were missed in a row are a signal.

mod words;
mod declared;
mod event;
mod input;
mod refusal;
mod record;
mod apply;
mod verbs;
mod raises;

pub use declared::MACHINE;
pub use event::{SeriesEvent, SeriesWord};
pub use input::{HeldMeeting, NewSeries};
pub use record::{MeetingSeries, SeriesPersonal, SeriesPlain, SeriesState};
pub use refusal::{SeriesGuard, SeriesRefusal};
pub use words::{Every, Meeting, Outcome, SeriesUnit};

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
