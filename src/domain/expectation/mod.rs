//! Expectations: what a client expects, what was promised of it, what was delivered, and how that
//! came across.
//!
//! An expectation stands in the stream of its client. From the first stated level on, each level is
//! kept where it was said, so that the gaps between what was first wished, what was agreed, what was
//! measured and what was perceived are exact integers, and nobody can move a promise after the fact.
//!
//! Beside the verbs of the trade's table stand those without which it could not be followed:
//! `forecast` (what is now likely), `acknowledge` (a revision that was not acknowledged at once),
//! `confirm` (a change leaves the promise as it is), `occur` (something to which a promise answers
//! each time has happened), `hand_over` (somebody else stands for it), `take_over` (the other half of
//! `supersede`). Of a promise that repeats `evaluate` closes a period; the table calls that
//! `close_period`.

mod words;
mod level;
mod scale;
mod verdict;
mod repeats;
mod policy;
mod evaluation;
mod promise;
mod declared;
mod event;
mod input;
mod refusal;
mod record;
mod read;
mod apply;
mod verbs;
mod raises;
mod warnings;
mod index;
mod practice;

pub use declared::MACHINE;
pub use evaluation::{
    Dispute, Evaluation, Gaps, Perceived, Perception, Rating, Verdicts, Yardstick,
};
pub use event::{ExpectationEvent, ExpectationWord};
pub use index::{IndexRow, IndexTable, health_of, index_of};
pub use input::{
    Agree, Clarify, Constraint, Decline, Increment, NewExpectation, Perceive, Remedy, Revise,
    Setting,
};
pub use level::Level;
pub use policy::ExpectationPolicy;
pub use practice::{Practice, PracticeCount};
pub use promise::{
    Agreement, Cause, Confirmation, Delivered, Explained, Levels, Measure, Revision,
};
pub use record::{
    Expectation, ExpectationPersonal, ExpectationPlain, ExpectationState, Explanation, RemedyWords,
};
pub use refusal::{ExpectationGuard, ExpectationRefusal};
pub use repeats::{Cycle, Every, Occasion, Repeats, Schedule};
pub use scale::{Direction, Ends, Scale};
pub use verbs::Firm;
pub use verdict::Verdict;
pub use warnings::{Circumstances, Moved, Warning};
pub use words::{Category, ConstraintKind, Kano, Weight};

#[cfg(feature = "proptest1")]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;
