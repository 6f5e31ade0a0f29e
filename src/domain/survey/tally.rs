//! Ballots of staff and what is kept of them: how often each reply was given, and nothing else.

use serde::{Deserialize, Serialize};

use super::scale::Scale;
use super::words::{Question, Reply};
use crate::domain::{CustomKey, Invalid};

/// What one person put into the box. It is counted and never kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Ballot {
    pub(super) replies: Vec<(CustomKey, Reply)>,
}

impl Ballot {
    /// An empty ballot.
    #[must_use]
    pub fn new() -> Self {
        Ballot::default()
    }

    /// The same, with a reply to a question.
    ///
    /// # Errors
    /// [`Invalid::Twice`] for a question that has one, and what the key is turned away for.
    pub fn reply(mut self, question: &str, reply: Reply) -> Result<Self, Invalid> {
        let key = CustomKey::new(question).map_err(|why| why.in_field("question"))?;
        if self.replies.iter().any(|(other, _)| *other == key) {
            return Err(Invalid::Twice { field: "questions" });
        }
        self.replies.push((key, reply));
        Ok(self)
    }
}

/// How often each reply to one question was given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counted {
    /// The question.
    pub question: CustomKey,
    /// Its scale.
    pub scale: Scale,
    /// How often each value was given, the lowest first.
    pub values: Vec<u64>,
    /// How many went on without replying.
    pub dismissed: u64,
    /// How many it did not concern.
    pub not_applicable: u64,
}

impl Counted {
    /// Nothing yet.
    #[must_use]
    pub fn none(question: CustomKey, scale: Scale) -> Self {
        let length = usize::from(scale.highest().saturating_sub(scale.lowest())) + 1;
        Counted { question, scale, values: vec![0; length], dismissed: 0, not_applicable: 0 }
    }

    /// One reply more; one off the scale is left out.
    pub fn add(&mut self, reply: Reply) {
        let place = match reply {
            Reply::Value(value) => {
                let at = value.checked_sub(self.scale.lowest()).map(usize::from);
                at.and_then(|at| self.values.get_mut(at))
            }
            Reply::Dismissed => Some(&mut self.dismissed),
            Reply::NotApplicable => Some(&mut self.not_applicable),
        };
        if let Some(count) = place {
            *count = count.saturating_add(1);
        }
    }

    /// How many gave a value.
    #[must_use]
    pub fn given(&self) -> u64 {
        self.values.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Each value and how often it was given.
    pub fn by_value(&self) -> impl Iterator<Item = (u8, u64)> {
        (self.scale.lowest()..=self.scale.highest()).zip(self.values.iter().copied())
    }

    fn merge(&mut self, other: &Counted) {
        for (count, more) in self.values.iter_mut().zip(&other.values) {
            *count = count.saturating_add(*more);
        }
        self.dismissed = self.dismissed.saturating_add(other.dismissed);
        self.not_applicable = self.not_applicable.saturating_add(other.not_applicable);
    }
}

/// What is kept of ballots.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Tally {
    /// How many ballots were counted.
    pub ballots: u64,
    /// Each question that so many replied to that nobody can be told apart.
    pub questions: Vec<Counted>,
}

impl Tally {
    /// Fewer than so many are not told: who answered could be guessed.
    pub const FEWEST: usize = 5;

    /// Counts ballots. A question to which fewer than five of them gave a value is left out whole: the
    /// difference to what was counted before would tell what those few said.
    pub(super) fn of(ballots: &[Ballot], questions: &[Question]) -> Self {
        let counted = questions.iter().filter_map(|question| {
            let mut counted = Counted::none(question.key.clone(), question.scale?);
            let replies = ballots.iter().flat_map(|ballot| &ballot.replies);
            for (_, reply) in replies.filter(|(key, _)| *key == question.key) {
                counted.add(*reply);
            }
            let enough = usize::try_from(counted.given()).is_ok_and(|given| given >= Self::FEWEST);
            enough.then_some(counted)
        });
        let ballots_counted = u64::try_from(ballots.len()).unwrap_or(u64::MAX);
        Tally { ballots: ballots_counted, questions: counted.collect() }
    }

    /// Puts another to it.
    pub(super) fn merge(&mut self, other: &Tally) {
        self.ballots = self.ballots.saturating_add(other.ballots);
        for more in &other.questions {
            let same = |counted: &&mut Counted| {
                counted.question == more.question && counted.scale == more.scale
            };
            match self.questions.iter_mut().find(same) {
                Some(counted) => counted.merge(more),
                None => self.questions.push(more.clone()),
            }
        }
    }
}
