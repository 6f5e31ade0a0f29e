//! Health: how well a client is, from what is known of it, with every reason beside it.
//!
//! A [`Scorecard`] says what is looked at and how much it counts. Published in a [`ScorecardBook`],
//! it gives a [`Health`] for what was read of a client: a score of integers that add up exactly, and
//! a grade that does not flap.

mod titled;
mod layout;
mod short;
mod exact;
mod map;
mod source;
mod who;
mod scorecard;
mod fault;
mod check;
mod book;
mod reading;
mod grade;
mod evaluation;
mod sheet;
mod effect;
mod movement;
mod way;
mod words;
mod record;
mod standard;
#[cfg(test)]
mod tests;

pub use book::ScorecardBook;
pub use evaluation::{AppliedCap, Asked, Basis, Contribution, Health, Memory, Override};
pub use exact::Level;
pub(in crate::scoring) use exact::half_even;
pub use fault::{ReadingFault, ScorecardFault, Wrong};
pub use grade::{Grade, Standing};
pub use map::{Band, Map, Value};
pub use movement::{Change, Movement, Step};
pub use reading::{Behind, Observation, Reading, Readings, Said};
pub use record::{
    Evaluated, HealthAct, HealthPlain, HealthRecord, HealthRecordId, HealthWords, Mark, Marks,
    NewMark,
};
pub use scorecard::{Cap, Group, Measure, Null, Of, Scorecard};
pub use sheet::{Row, ScoreSheet, Scored, ScoredLine};
pub use source::{Better, Fold, Shape, Source, Sources};
pub use standard::{house_sources, project_teams};
pub use titled::Titled;
pub use way::{Raise, Way};
pub use who::{Subject, Who};
