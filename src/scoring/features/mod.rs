//! Features: what is known of a client in numbers, carried forward with every fact.
//!
//! A [`Features`] is whole numbers alone, so that carried forward it is the same to the last bit as
//! worked out anew. A fact in the order of time takes a step whose length does not depend on how much
//! is known; a late one, a correction and a withdrawal re-read the facts of that client. A
//! [`KeptFeatures`] is the record in which they are kept.

mod fact;
mod record;
mod trend;
mod kept;
mod stands;
mod gathered;
mod written;
mod kept_features;
mod concerns;
#[cfg(test)]
mod tests;

pub use concerns::Concerns;
pub use fact::{Recorded, Told, What};
pub use gathered::Gathered;
pub(crate) use gathered::is_change_open;
pub use kept::{Kept, Step, as_known, standing};
pub use kept_features::{KeptFeatures, KeptFeaturesId, KeptNumbers};
pub use record::{Features, Purchases, Responses, Summary};
