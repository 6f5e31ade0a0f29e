//! Facts in, numbers out: how satisfied clients are, how healthy, how likely to stay.
//!
//! Nothing here reads a clock, a disk or a source of chance, and nothing knows how a record is kept.
//! What a person is told yes or no about rests on whole numbers. Floats stand only in statistics, and
//! only in sums, products, quotients and square roots, which IEEE 754 settles to the last bit: the
//! same facts give the same interval on every machine.

pub mod interval;
pub mod health;
pub mod signal;
pub mod hazard;
pub mod satisfaction;
pub mod loyalty;
pub mod features;
pub mod metric;
