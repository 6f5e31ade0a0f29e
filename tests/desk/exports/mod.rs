//! Files out, and everything in again, on every engine.

mod bad;
mod everything;
mod firm;
mod more;
mod person;
mod rows;
