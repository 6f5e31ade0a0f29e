//! Of whom: which clients a scorecard is for.

use serde::{Deserialize, Serialize};

use crate::domain::client::{Segment, ServiceMode, Stage};

/// What of a client decides which scorecard it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// Its segment.
    pub segment: Segment,
    /// Its stage.
    pub stage: Stage,
    /// How it is served, where that is known.
    pub service_mode: Option<ServiceMode>,
}

/// Which clients.
///
/// ```
/// use guanxi::domain::client::{Segment, Stage};
/// use guanxi::scoring::health::{Subject, Who};
/// let key = Subject { segment: Segment::Key, stage: Stage::Delivering, service_mode: None };
/// let who = Who::All(vec![Who::Segment(vec![Segment::Key]), Who::Not(Box::new(Who::Nobody))]);
/// assert!(who.matches(&key));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// All of them.
    Everybody,
    /// None of them: a scorecard that others look at.
    Nobody,
    /// Those of these segments.
    Segment(Vec<Segment>),
    /// Those in these stages.
    Stage(Vec<Stage>),
    /// Those that are served like this.
    ServiceMode(Vec<ServiceMode>),
    /// Those to whom all of these apply.
    All(Vec<Who>),
    /// Those to whom one of these applies.
    OneOf(Vec<Who>),
    /// Those to whom this does not apply.
    Not(Box<Who>),
}

impl Who {
    /// Whether it is this client.
    #[must_use]
    pub fn matches(&self, client: &Subject) -> bool {
        match self {
            Who::Everybody => true,
            Who::Nobody => false,
            Who::Segment(segments) => segments.contains(&client.segment),
            Who::Stage(stages) => stages.contains(&client.stage),
            Who::ServiceMode(modes) => {
                client.service_mode.is_some_and(|mode| modes.contains(&mode))
            }
            Who::All(all) => all.iter().all(|who| who.matches(client)),
            Who::OneOf(some) => some.iter().any(|who| who.matches(client)),
            Who::Not(who) => !who.matches(client),
        }
    }
}
