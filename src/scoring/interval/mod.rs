//! Intervals: between which values a share, a mean or a difference lies, as far as an answer from
//! some tells of all.

mod elementary;
mod quantile;

pub use quantile::{Confidence, normal_quantile, student_quantile};
