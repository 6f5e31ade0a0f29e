//! Numbers that know their range: scores, points, money and measured levels, none of them a float.
//!
//! A sum that cannot be held and a sum of unlike things are errors, never wrong numbers. Rounding
//! happens only where a method's docs name it.

pub(in crate::domain) mod decimal;
pub(crate) mod ratio;
mod score;
mod gap;
mod percent;
mod points;
mod currency;
mod money;
mod measured;

pub use currency::Currency;
pub use gap::Gap;
pub use measured::Quantity;
pub use money::Money;
pub use percent::Percent;
pub use points::Points;
pub use score::Score;

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
