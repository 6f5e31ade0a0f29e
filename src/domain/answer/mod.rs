//! Answers: what a contact replied to one question of a wave, as it was written down and never changed.
//!
//! There is one for each contact, question and wave. The last one counts; those before it stay
//! readable. What is said in words is personal, the value is not.

mod new;
mod refusal;
mod rules;
#[cfg(any(test, feature = "proptest1"))]
#[cfg_attr(docsrs, doc(cfg(feature = "proptest1")))]
pub mod strategies;
#[cfg(test)]
mod tests;

pub use new::NewAnswer;
pub use refusal::{AnswerGuard, AnswerRefusal, MACHINE};
pub use rules::Setting;

use serde::{Deserialize, Serialize};

use super::channel::Channel;
use super::contact_role::ContactRole;
use super::declaration::{Cell, Column, Columns, Declaration, Index, Kind, STREAM, Shape};
use super::noun::{Fact, Noun};
use super::survey::{Dimension, Reply, Scale};
use super::{
    AnswerId, ClientId, ContactId, CustomKey, Held, Note, ProjectId, RecordId, Stream, SurveyId,
    Timestamp, Visibility,
};

/// What a contact replied to one question of a wave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    id: AnswerId,
    stream: Stream,
    given: Given,
    words: Held<AnswerWords>,
}

/// What stays of an answer when its words are erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    survey: SurveyId,
    version: u32,
    wave: u32,
    question: CustomKey,
    scale: Option<Scale>,
    dimension: Option<Dimension>,
    contact: ContactId,
    roles: Vec<ContactRole>,
    project: Option<ProjectId>,
    reply: Option<Reply>,
    at: Timestamp,
    channel: Channel,
    instead_of: Option<AnswerId>,
}

/// What was said in words: what erasure removes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AnswerWords {
    /// In the contact's own words.
    pub text: Option<Note>,
}

impl Answer {
    /// Which answer.
    #[must_use]
    pub fn id(&self) -> AnswerId {
        self.id
    }

    /// The client.
    #[must_use]
    pub fn client(&self) -> Option<ClientId> {
        self.stream.as_client()
    }

    /// The survey.
    #[must_use]
    pub fn survey(&self) -> SurveyId {
        self.given.survey
    }

    /// The version of the question.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.given.version
    }

    /// The wave.
    #[must_use]
    pub fn wave(&self) -> u32 {
        self.given.wave
    }

    /// The question.
    #[must_use]
    pub fn question(&self) -> &CustomKey {
        &self.given.question
    }

    /// The scale on which it was asked; none for one that is answered in words.
    #[must_use]
    pub fn scale(&self) -> Option<Scale> {
        self.given.scale
    }

    /// The side of satisfaction it is about; none where it is about something else.
    #[must_use]
    pub fn dimension(&self) -> Option<Dimension> {
        self.given.dimension
    }

    /// Who answered.
    #[must_use]
    pub fn contact(&self) -> ContactId {
        self.given.contact
    }

    /// What they were to the firm then.
    #[must_use]
    pub fn roles(&self) -> &[ContactRole] {
        &self.given.roles
    }

    /// The project that was asked about, where it was about one.
    #[must_use]
    pub fn project(&self) -> Option<ProjectId> {
        self.given.project
    }

    /// What they replied; none where they did in words.
    #[must_use]
    pub fn reply(&self) -> Option<Reply> {
        self.given.reply
    }

    /// The value on its scale; none for one that was dismissed, does not apply or is in words.
    #[must_use]
    pub fn value(&self) -> Option<(Scale, u8)> {
        self.given.scale.zip(self.given.reply.and_then(Reply::value))
    }

    /// When.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.given.at
    }

    /// By which channel.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.given.channel
    }

    /// The earlier answer in whose place it stands.
    #[must_use]
    pub fn instead_of(&self) -> Option<AnswerId> {
        self.given.instead_of
    }

    /// What was said in words.
    #[must_use]
    pub fn words(&self) -> Held<&AnswerWords> {
        self.words.as_ref()
    }

    /// The state in which it stands, once it is known whether another took its place.
    #[must_use]
    pub fn standing(superseded: bool) -> &'static str {
        if superseded { "Superseded" } else { "Standing" }
    }
}

impl Noun for Answer {
    const DECLARATION: &'static Declaration = &Declaration {
        noun: "answer",
        number: 32,
        version: 1,
        kind: Kind::Fact { at: "at" },
        columns: &[
            Column::new("at", Shape::Integer),
            Column::new("survey", Shape::Id),
            Column::new("wave", Shape::Integer),
            Column::new("contact", Shape::Id),
            Column::new("question", Shape::Text),
        ],
        indexes: &[
            Index { name: "by_asked", columns: &[STREAM, "survey", "wave", "contact", "question"] },
            Index { name: "by_wave", columns: &["survey", "wave"] },
        ],
        events: &["given", "changed"],
    };
    const FORMAT: u8 = 1;
    type Id = AnswerId;
    type Plain = Given;
    type Personal = AnswerWords;

    fn id(&self) -> AnswerId {
        self.id
    }

    fn stream(&self) -> Stream {
        self.stream
    }

    fn visibility(&self) -> Visibility {
        Visibility::Internal
    }

    fn plain(&self) -> &Given {
        &self.given
    }

    fn personal(&self) -> Held<&AnswerWords> {
        self.words.as_ref()
    }

    fn join(id: AnswerId, stream: Stream, given: Given, words: Held<AnswerWords>) -> Self {
        Answer { id, stream, given, words }
    }

    fn columns(&self) -> Columns {
        vec![
            Cell::one(self.at().micros()),
            Cell::one(self.survey().id()),
            Cell::one(i64::from(self.wave())),
            Cell::one(self.contact().id()),
            Cell::one(self.question().as_str()),
        ]
    }
}

impl Fact for Answer {
    fn event_name(&self) -> &'static str {
        if self.given.instead_of.is_some() { "changed" } else { "given" }
    }

    fn supersedes(&self) -> Option<AnswerId> {
        self.given.instead_of
    }
}
