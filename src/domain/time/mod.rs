//! Instants, civil days, zones and periods: when something happened, and what a day means.
//!
//! Nothing here knows what time it is, and no zone is a default: both are given.

mod timestamp;
mod date;
mod civil;
mod occurrence;
mod zone;
mod birthday;
mod period;

pub use birthday::Birthday;
pub use civil::{Civil, TimeOfDay};
pub use date::Date;
pub use occurrence::Occurrence;
pub use period::Period;
pub use timestamp::Timestamp;
pub use zone::Zone;

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
