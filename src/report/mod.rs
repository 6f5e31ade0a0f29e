//! Figures to pictures: numbers that were worked out, as somebody looks at them.
//!
//! Nothing here decides or reads anything: what is drawn is what was handed in, whole numbers that are
//! in range by their types, so there is no `NaN` to be drawn. Pictures are SVG, as text, through the SVG
//! backend of `plotters` and nothing else of it: no font is read and no file is written. The same
//! figures give the same bytes.
//!
//! Each picture is 640 pixels wide and can be read at 600. Its caption begins with a title of the
//! host's, mostly a client's name; an empty one is left out, a long one shortened. Texts are escaped,
//! and characters that are none, or would reorder a text, are replaced. A picture says in its `title`
//! and `desc` what it shows, for those who do not see it, and says nothing by colour alone.

mod lettering;
mod axis;
mod easel;
mod undrawn;
mod graded;
mod distribution;
mod weeks;
mod contributions;
mod gaps;
mod trend;
#[cfg(test)]
mod tests;

pub use contributions::health_contributions;
pub use distribution::health_distribution;
pub use gaps::{ExpectationGap, expectation_gaps};
pub use graded::Graded;
pub use trend::{TrendPoint, satisfaction_trend};
pub use undrawn::Undrawn;
pub use weeks::{HealthPoint, health_by_week};
