//! What happens to a survey. The shapes stand on disk: variants and fields are added behind those
//! that are here.

use serde::{Deserialize, Serialize};

use super::tally::Tally;
use super::words::{Audience, Question, Target};
use crate::domain::{Line, Note, ProjectId};

/// Something that happened to a survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SurveyEvent {
    /// It was drafted; the words have its title and what each question says.
    Drafted {
        /// Whom it asks.
        audience: Audience,
        /// The project it is about, where it is about one.
        project: Option<ProjectId>,
        /// Its questions.
        questions: Vec<Question>,
        /// What was declared to be good enough.
        targets: Vec<Target>,
    },
    /// It asks other questions from the next wave on, in words of their own.
    Revised {
        /// Its questions.
        questions: Vec<Question>,
        /// What was declared to be good enough.
        targets: Vec<Target>,
    },
    /// A wave began.
    Opened,
    /// Ballots of staff were counted.
    Counted(Tally),
    /// The wave ended.
    Closed,
    /// Its words were erased.
    Erased,
}

/// The words of a survey, which may name somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SurveyWord {
    /// Its title.
    Title(Line),
    /// What the next question says, in their order.
    Question(Note),
}
