//! What is said when a survey is drafted or revised.

use serde::Serialize;

use super::scale::Scale;
use super::words::{Audience, Dimension, Question, Target};
use crate::domain::{CustomKey, Invalid, Line, Note, ProjectId, Score};

/// A survey to draft, or what it is to ask from the next wave on.
///
/// ```
/// use guanxi::domain::Score;
/// use guanxi::domain::survey::{Dimension, NewSurvey, Scale};
/// let survey = NewSurvey::of_contacts("交付回访")?
///     .about(Dimension::Overall, "overall", Scale::csat(5)?, "总体上您有多满意？")?
///     .about(Dimension::ResponseSpeed, "speed", Scale::csat(5)?, "我们的答复够快吗？")?
///     .scaled("recommend", Scale::NPS, "您会向同行推荐我们吗？")?
///     .worded("better", "我们还可以做好什么？")?
///     .target(Dimension::Overall, Score::from_bp(8_000)?)?;
/// assert_eq!(survey.len(), 4);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewSurvey {
    pub(super) audience: Audience,
    pub(super) title: Line,
    pub(super) project: Option<ProjectId>,
    pub(super) questions: Vec<(Question, Note)>,
    pub(super) targets: Vec<Target>,
}

impl NewSurvey {
    /// The most questions of a survey.
    pub const QUESTIONS: usize = 100;

    /// A survey of people at clients; without questions yet.
    ///
    /// # Errors
    /// What [`Line::new`] turns away.
    pub fn of_contacts(title: &str) -> Result<Self, Invalid> {
        Self::of(Audience::Contacts, title)
    }

    /// A survey of the firm's own people, in secret; without questions yet.
    ///
    /// # Errors
    /// What [`Line::new`] turns away.
    pub fn of_staff(title: &str) -> Result<Self, Invalid> {
        Self::of(Audience::Staff, title)
    }

    fn of(audience: Audience, title: &str) -> Result<Self, Invalid> {
        let title = Line::new(title).map_err(|why| why.in_field("title"))?;
        Ok(NewSurvey { audience, title, project: None, questions: Vec::new(), targets: Vec::new() })
    }

    /// The same, about one project.
    #[must_use]
    pub fn of_project(mut self, project: ProjectId) -> Self {
        self.project = Some(project);
        self
    }

    /// The same, with a question about one side of satisfaction.
    ///
    /// # Errors
    /// [`Invalid::TooMany`] above 100 questions, [`Invalid::Twice`] for a key that stands already,
    /// and what key and text are turned away for.
    pub fn about(
        self,
        dimension: Dimension,
        key: &str,
        scale: Scale,
        text: &str,
    ) -> Result<Self, Invalid> {
        self.ask(key, Some(scale), Some(dimension), text)
    }

    /// The same, with a question on a scale that is about something else.
    ///
    /// # Errors
    /// As [`about`](Self::about).
    pub fn scaled(self, key: &str, scale: Scale, text: &str) -> Result<Self, Invalid> {
        self.ask(key, Some(scale), None, text)
    }

    /// The same, with a question that is answered in words.
    ///
    /// # Errors
    /// As [`about`](Self::about).
    pub fn worded(self, key: &str, text: &str) -> Result<Self, Invalid> {
        self.ask(key, None, None, text)
    }

    fn ask(
        mut self,
        key: &str,
        scale: Option<Scale>,
        dimension: Option<Dimension>,
        text: &str,
    ) -> Result<Self, Invalid> {
        if self.questions.len() >= Self::QUESTIONS {
            return Err(Invalid::TooMany { field: "questions", limit: Self::QUESTIONS });
        }
        let key = CustomKey::new(key).map_err(|why| why.in_field("question"))?;
        if self.questions.iter().any(|(question, _)| question.key == key) {
            return Err(Invalid::Twice { field: "questions" });
        }
        let text = Note::new(text).map_err(|why| why.in_field("question"))?;
        self.questions.push((Question { key, scale, dimension }, text));
        Ok(self)
    }

    /// The same, declaring what is good enough.
    ///
    /// # Errors
    /// [`Invalid::Twice`] where one is declared for this side already.
    pub fn target(mut self, dimension: Dimension, at_least: Score) -> Result<Self, Invalid> {
        if self.targets.iter().any(|target| target.dimension == dimension) {
            return Err(Invalid::Twice { field: "targets" });
        }
        self.targets.push(Target { dimension, at_least });
        Ok(self)
    }

    /// How many questions it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.questions.len()
    }

    /// Whether it has no question yet, and so cannot be drafted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.questions.is_empty()
    }
}
