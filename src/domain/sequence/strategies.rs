//! Arbitrary sequences and commands, built through the public constructors.

use proptest::prelude::*;

use super::{Condition, NewSequence, Reply};
use crate::domain::Line;
use crate::domain::cadence::strategies::channel;
use crate::domain::text::strategies::line;

/// An answer.
pub fn reply() -> impl Strategy<Value = Reply> {
    prop::sample::select(Reply::ALL)
}

/// When a step is for.
pub fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        2 => Just(Condition::Always),
        1 => Just(Condition::Unanswered),
        2 => reply().prop_map(Condition::After),
    ]
}

/// A sequence of a few steps, for one of two purposes.
pub fn new_sequence() -> impl Strategy<Value = NewSequence> {
    let step = (0_u32..500, condition(), channel(), line());
    let purpose = prop::sample::select(vec!["renewal", "reference"]);
    (purpose, reply(), prop::collection::vec(step, 1..6)).prop_filter_map(
        "a sequence",
        |(purpose, wanted, steps)| {
            let new = NewSequence::towards(purpose, wanted).ok()?;
            let add = |new: NewSequence, (hours, only, channel, text): (_, _, _, Line)| {
                new.step(hours, only, channel, text.as_str())
            };
            steps.into_iter().try_fold(new, add).ok()
        },
    )
}

/// Something that can be said of a sequence that was started.
#[derive(Debug, Clone)]
pub enum Command {
    /// The next step was done.
    StepDone,
    /// Something was answered.
    Answered(Reply),
    /// Stop it.
    Stop(Line),
    /// Erase.
    Erase,
}

/// Any command.
pub fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        8 => Just(Command::StepDone),
        5 => reply().prop_map(Command::Answered),
        1 => line().prop_map(Command::Stop),
        1 => Just(Command::Erase),
    ]
}
