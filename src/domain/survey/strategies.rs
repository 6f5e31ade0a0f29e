//! Arbitrary surveys, ballots and commands, built through the public constructors.

use proptest::prelude::*;

use super::{Audience, Ballot, Dimension, NewSurvey, Reply, Scale};
use crate::domain::Score;

/// Any scale.
pub fn scale() -> impl Strategy<Value = Scale> {
    prop::sample::select(Scale::all())
}

/// A side of satisfaction.
pub fn dimension() -> impl Strategy<Value = Dimension> {
    prop::sample::select(Dimension::ALL)
}

/// A reply on a scale.
pub fn reply(scale: Scale) -> impl Strategy<Value = Reply> {
    prop_oneof![
        8 => (scale.lowest()..=scale.highest()).prop_map(Reply::Value),
        1 => Just(Reply::Dismissed),
        1 => Just(Reply::NotApplicable),
    ]
}

/// A survey of a few questions on scales, whose keys are `q0`, `q1` and so on; of contacts, one in
/// words behind them.
pub fn new_survey(audience: Audience) -> impl Strategy<Value = NewSurvey> {
    let question = (scale(), prop::option::of(dimension()));
    let target = prop::option::of(0_i64..=10_000);
    let texts = ("[a-z满意]{1,12}", prop::collection::vec(question, 1..5), target);
    texts.prop_filter_map("a survey", move |(title, questions, target)| {
        let mut new = match audience {
            Audience::Contacts => NewSurvey::of_contacts(&title).ok()?,
            Audience::Staff => NewSurvey::of_staff(&title).ok()?,
        };
        let first = questions.iter().find_map(|(_, dimension)| *dimension);
        for (n, (scale, dimension)) in questions.into_iter().enumerate() {
            let key = format!("q{n}");
            new = match dimension {
                Some(dimension) => new.about(dimension, &key, scale, &title).ok()?,
                None => new.scaled(&key, scale, &title).ok()?,
            };
        }
        if audience == Audience::Contacts {
            new = new.worded("words", &title).ok()?;
        }
        match (first, target) {
            (Some(side), Some(bp)) => new.target(side, Score::from_bp(bp).ok()?).ok(),
            _ => Some(new),
        }
    })
}

/// Ballots with replies to these questions.
pub fn ballots(questions: Vec<(String, Scale)>) -> impl Strategy<Value = Vec<Ballot>> {
    let one = questions
        .into_iter()
        .map(|(key, scale)| prop::option::of(reply(scale)).prop_map(move |r| (key.clone(), r)))
        .collect::<Vec<_>>()
        .prop_filter_map("a ballot", |replies| {
            replies.into_iter().try_fold(Ballot::new(), |ballot, (key, reply)| match reply {
                Some(reply) => ballot.reply(&key, reply).ok(),
                None => Some(ballot),
            })
        });
    prop::collection::vec(one, 0..20)
}

/// Something that can be said of a survey that was drafted.
#[derive(Debug, Clone)]
pub enum Command {
    /// Ask something else.
    Revise(NewSurvey),
    /// Open it.
    Open,
    /// Count ballots.
    Count(Vec<Ballot>),
    /// Close it.
    Close,
    /// Erase its words.
    Erase,
}

/// Any command; half of those that revise ask others than before.
pub fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        1 => new_survey(Audience::Contacts).prop_map(Command::Revise),
        2 => new_survey(Audience::Staff).prop_map(Command::Revise),
        5 => Just(Command::Open),
        4 => ballots(vec![("q0".to_owned(), Scale::NPS)]).prop_map(Command::Count),
        4 => Just(Command::Close),
        1 => Just(Command::Erase),
    ]
}
