//! The desk, told as stories on every engine.

mod bad_input;
mod cadence;
mod changes;
mod engines;
mod exports;
mod expectations;
mod features;
mod imports;
mod health;
mod health_voices;
mod metrics;
mod notices;
mod promised;
mod points;
mod rewards;
mod stories;
mod surveys;
mod tiers;
mod questions;
mod replay;
mod rhythm;
mod scores_bad;
mod signals;
mod together;
mod transactions;
mod within;
