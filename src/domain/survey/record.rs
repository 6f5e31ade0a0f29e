//! The record of a survey, and what can be read from it.

use serde::{Deserialize, Serialize};

use super::declared::{DECLARATION, MACHINE, NUMBER};
use super::tally::Tally;
use super::words::{Audience, Question, Target};
use crate::domain::declaration::{Cell, Columns};
use crate::domain::named::named;
use crate::domain::noun::{Noun, two_parts};
use crate::domain::{
    CustomKey, Held, Line, Note, ProjectId, RecordId, Stream, SurveyId, Timestamp,
};

/// What is asked, and in which waves it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    pub(super) id: SurveyId,
    pub(super) plain: SurveyPlain,
    pub(super) personal: Held<SurveyPersonal>,
}

/// What stays of a survey when its words are erased, as it stands on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyPlain {
    pub(super) state: SurveyState,
    pub(super) since: Timestamp,
    pub(super) audience: Audience,
    #[serde(default)]
    pub(super) project: Option<ProjectId>,
    pub(super) version: u32,
    pub(super) questions: Vec<Question>,
    #[serde(default)]
    pub(super) targets: Vec<Target>,
    #[serde(default)]
    pub(super) waves: Vec<Wave>,
}

/// The words of a survey, as they stand on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyPersonal {
    pub(super) title: Line,
    pub(super) texts: Vec<Note>,
}

/// Whether a survey can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SurveyState {
    /// Not yet: it has had no wave.
    Draft,
    /// A wave is open.
    Open,
    /// The last wave has ended.
    Closed,
    /// Its words are forgotten; what was answered is not.
    Erased,
}

named!(SurveyState, "state", [Draft, Open, Closed, Erased]);

/// A time in which a survey could be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    /// Which one, counted from 1.
    pub number: u32,
    /// The version of the questions that were asked.
    pub version: u32,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it ended; none while it is open.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
    /// What staff answered in secret.
    #[serde(default)]
    pub tally: Tally,
    /// What it was to reach, as declared when it began.
    #[serde(default)]
    pub targets: Vec<Target>,
}

impl Survey {
    /// The stream of a survey.
    #[must_use]
    pub fn stream_of(id: SurveyId) -> Stream {
        Stream::of(NUMBER, id.id())
    }

    /// Which survey.
    #[must_use]
    pub fn id(&self) -> SurveyId {
        self.id
    }

    /// Whether it can be answered.
    #[must_use]
    pub fn state(&self) -> SurveyState {
        self.plain.state
    }

    /// Since when it has been in this state.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.plain.since
    }

    /// The verbs that may be said of it now.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        MACHINE.allowed(self.state().name())
    }

    /// Whom it asks.
    #[must_use]
    pub fn audience(&self) -> Audience {
        self.plain.audience
    }

    /// The project it is about, where it is about one.
    #[must_use]
    pub fn project(&self) -> Option<ProjectId> {
        self.plain.project
    }

    /// The version of its questions, counted from 1.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.plain.version
    }

    /// Its questions.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.plain.questions
    }

    /// One of its questions.
    #[must_use]
    pub fn question(&self, key: &CustomKey) -> Option<&Question> {
        self.plain.questions.iter().find(|question| question.key == *key)
    }

    /// What was declared to be good enough.
    #[must_use]
    pub fn targets(&self) -> &[Target] {
        &self.plain.targets
    }

    /// Its waves, the first first.
    #[must_use]
    pub fn waves(&self) -> &[Wave] {
        &self.plain.waves
    }

    /// The wave that is open.
    #[must_use]
    pub fn open_wave(&self) -> Option<&Wave> {
        self.plain.waves.last().filter(|_| self.plain.state == SurveyState::Open)
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self) -> Held<&Line> {
        self.personal.as_ref().map(|personal| &personal.title)
    }

    /// What each question says.
    #[must_use]
    pub fn texts(&self) -> Held<&[Note]> {
        self.personal.as_ref().map(|personal| personal.texts.as_slice())
    }
}

impl Noun for Survey {
    two_parts!(SurveyId, SurveyPlain, SurveyPersonal, &DECLARATION);

    fn stream(&self) -> Stream {
        Self::stream_of(self.id)
    }

    fn join(id: SurveyId, _: Stream, plain: SurveyPlain, personal: Held<SurveyPersonal>) -> Self {
        Survey { id, plain, personal }
    }

    fn columns(&self) -> Columns {
        vec![Cell::one(self.state().name()), Cell::one(self.since().micros())]
    }
}
