//! Satisfaction: what surveys say of one client, of many, and of a wave, and how far it can be
//! believed.

mod decay;
mod replies;
mod policy;
mod index;
mod table;
mod many;
mod verdict;
mod wave;
#[cfg(test)]
mod tests;

pub use decay::DecayedMean;
pub use index::index_of;
pub(crate) use index::standing;
pub use many::{Label, Ranked, Segment, portfolio, segment_of};
pub use policy::{Band, SatisfactionPolicy};
pub use replies::{Acsi, Grade, Replies};
pub use table::{DimensionLine, Lacking, Respondent, SatisfactionTable, Voice};
pub use verdict::{Movement, Verdict, moved, verdict, verdict_of};
pub use wave::{Asked, WaveTable, wave_of};
