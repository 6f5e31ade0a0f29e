//! Surveys: what is asked, on which scales, in waves of which each begins and ends.
//!
//! Contacts are asked one by one, and what they say is an [answer](super::answer). Staff are asked in
//! secret: nobody's answer is kept, only how often each was given, from so many ballots at once that
//! none of them can be told apart.

mod scale;
mod words;
mod declared;
mod event;
mod input;
mod tally;
mod policy;
mod refusal;
mod record;
mod apply;
mod verbs;

pub use declared::MACHINE;
pub use event::{SurveyEvent, SurveyWord};
pub use input::NewSurvey;
pub use policy::SurveyPolicy;
pub use record::{Survey, SurveyPersonal, SurveyPlain, SurveyState, Wave};
pub use refusal::{SurveyGuard, SurveyRefusal};
pub use scale::{Kind, Scale};
pub use tally::{Ballot, Counted, Tally};
pub use words::{Audience, Dimension, Question, Reply, Target};

#[cfg(any(test, feature = "proptest1"))]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
