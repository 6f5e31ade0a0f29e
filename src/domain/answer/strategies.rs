//! Arbitrary answers, built through the public constructors.

use proptest::prelude::*;

use super::NewAnswer;
use crate::domain::cadence::strategies::channel;
use crate::domain::survey::Survey;
use crate::domain::survey::strategies::reply;
use crate::domain::text::strategies::note;
use crate::domain::{ContactId, Timestamp};

/// An answer of this contact to one of a survey's questions, within a year behind an instant.
pub fn new_answer(
    survey: &Survey,
    contact: ContactId,
    since: Timestamp,
) -> impl Strategy<Value = NewAnswer> + use<> {
    let questions = survey.questions().to_vec();
    let told = (channel(), prop::option::of(note()), 0_i64..31_536_000, note());
    (prop::sample::select(questions), told).prop_flat_map(
        move |(question, (channel, text, seconds, words))| {
            let replied = match question.scale {
                Some(scale) => reply(scale).prop_map(Some).boxed(),
                None => Just(None).boxed(),
            };
            replied.prop_filter_map("a time that can be held", move |reply| {
                let at = since.plus_seconds(seconds).ok()?;
                let new = NewAnswer::by(contact, question.key.as_str(), at, channel).ok()?;
                let text = if reply.is_none() { Some(words.clone()) } else { text.clone() };
                Some(NewAnswer { reply, text, ..new })
            })
        },
    )
}
