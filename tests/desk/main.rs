//! The desk, told as stories on every engine.

mod bad_input;
mod cadence;
mod changes;
mod engines;
mod expectations;
mod health;
mod notices;
mod stories;
mod questions;
mod replay;
mod rhythm;
mod together;
mod transactions;
mod within;
