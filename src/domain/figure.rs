//! Derived numbers: a value is never alone, but comes with what explains it and what it rests on.

use super::quantity::Percent;
use super::{Stream, Timestamp};

/// A number that was worked out, and everything that somebody needs who doubts it.
///
/// `E` explains the value: the rows it was added up from, the caps that applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure<T, E> {
    /// The value; an `Option` where there may be nothing to work it out from.
    pub value: T,
    /// How it came about.
    pub explanation: E,
    /// How much of what it should rest on was there.
    pub coverage: Percent,
    /// For which instant it was worked out.
    pub as_of: Timestamp,
    /// The facts that it was worked out from.
    pub inputs: Vec<Source>,
}

/// Exactly which facts a figure was worked out from: a stream as it stood at a revision, read with
/// one version of the figure's definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    /// The stream.
    pub stream: Stream,
    /// The revision at which it stood.
    pub revision: u64,
    /// The version of the definition: the firm's policy.
    pub version: u32,
}

impl<T, E> Figure<T, E> {
    /// The same figure of another value; what explains it stays.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Figure<U, E> {
        let Figure { value, explanation, coverage, as_of, inputs } = self;
        Figure { value: change(value), explanation, coverage, as_of, inputs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_figure_rests_on_the_same_facts() {
        let source = Source { stream: Stream::team(), revision: 7, version: 1 };
        let (coverage, as_of) = (Percent::from_bp(5_000).unwrap(), Timestamp::MIN);
        let figure = Figure { value: 3, explanation: "x", coverage, as_of, inputs: vec![source] };
        let other = figure.clone().map(i64::from);
        assert_eq!((other.value, other.explanation, other.inputs), (3_i64, "x", figure.inputs));
    }
}
