//! The desk, told as stories on every engine.

mod bad_input;
mod cadence;
mod changes;
mod changes_told;
mod engines;
mod exports;
mod expectations;
mod features;
mod imports;
mod imports_hard;
mod imports_undone;
mod guarded;
mod health;
mod health_voices;
mod kept;
mod lists;
mod metrics;
mod notices;
mod programmes;
mod promised;
mod points;
mod points_laws;
mod points_mended;
mod points_moved;
mod points_of_rewards;
mod points_owed;
mod referrals_moved;
mod rewards;
mod stories;
mod surveys;
mod surveys_known;
mod tiers_foreseen;
mod tiers;
mod questions;
mod replay;
mod rhythm;
mod scores_bad;
mod scores_mended;
mod signals;
mod together;
mod transactions;
mod within;

#[path = "../support/place.rs"]
mod place;
