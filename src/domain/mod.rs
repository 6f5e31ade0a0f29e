//! The nouns of the trade and their rules: pure values in, facts or refusals out.
//!
//! Nothing here reads a clock, a disk or a source of chance, and nothing knows how a record is
//! kept. Modules stand in reading order: each uses only those declared above it.

mod invalid;
mod language;
pub mod time;

pub use invalid::Invalid;
pub use language::Lang;
pub use time::Timestamp;
