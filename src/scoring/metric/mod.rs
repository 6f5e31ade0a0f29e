//! Figures of the whole: who stayed, who came back, who brought others, and what that was worth.
//!
//! Each says its window, its numerator and its denominator, and where it is a share of clients, how
//! far it can be trusted. A denominator of zero gives no value, and never nought.

mod rate;
mod clients;
mod revenue;
mod spread;
mod cohort;
mod rfm;
mod words;
#[cfg(test)]
mod tests;

pub use clients::{
    Activity, Introduction, logo_churn, referral, referral_participation, repeat_purchase,
    retention,
};
pub use cohort::{Cohort, Cohorts, cohorts};
pub use rate::{Metric, Rate};
pub use revenue::{Revenue, gross_retention, net_retention};
pub use rfm::{Bought, Rfm, RfmTable, rfm};
pub use spread::{Mean, Spread};
