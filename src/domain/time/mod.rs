//! Instants, zones and periods: when something happened, and what a civil day means.

mod timestamp;

pub use timestamp::Timestamp;
