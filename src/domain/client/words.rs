//! The words in which a client is described.

use serde::{Deserialize, Serialize};

use crate::domain::frozen::frozen;
use crate::domain::named::named;
use crate::domain::{Invalid, Line, Note};

/// What a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ClientKind {
    /// A firm, an office, an association.
    Organisation,
    /// One person.
    Person,
}

named!(ClientKind, "kind", [Organisation, Person]);

/// A client's class: how much of the firm's attention it is to have.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub enum Segment {
    /// The firm's future hangs on it.
    Strategic,
    /// Among the most important.
    Key,
    /// Like most.
    #[default]
    Standard,
    /// Looked after with little effort.
    Light,
}

named!(Segment, "segment", [Strategic, Key, Standard, Light]);

/// How a client wants to be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ServiceMode {
    /// At the client's.
    OnSite,
    /// From afar.
    Remote,
    /// Now so, now so.
    Mixed,
    /// The client helps itself.
    SelfService,
}

named!(ServiceMode, "service mode", [OnSite, Remote, Mixed, SelfService]);

/// What a client cares about most in a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Emphasis {
    /// That it is easy to use.
    Usability,
    /// That it is safe.
    Security,
    /// That it costs little.
    Cost,
    /// That it is there soon, or runs fast.
    Speed,
    /// That it is good.
    Quality,
    /// That it never fails.
    Reliability,
    /// That somebody helps.
    Support,
}

named!(Emphasis, "emphasis", [Usability, Security, Cost, Speed, Quality, Reliability, Support]);

/// Whether something is wanted, or hurts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NeedKind {
    /// Something the client wants.
    Need,
    /// Something that hurts the client today.
    PainPoint,
}

named!(NeedKind, "kind of need", [Need, PainPoint]);

/// A need or a pain point.
///
/// ```
/// use guanxi::domain::client::{Emphasis, Need};
/// let slow = Need::pain("每月对账要三天")?.stressing(Emphasis::Speed).stressing(Emphasis::Cost);
/// assert_eq!(slow.emphasis(), [Emphasis::Cost, Emphasis::Speed]);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    kind: NeedKind,
    text: Line,
    emphasis: Vec<Emphasis>,
}

frozen!(Need { kind, text, emphasis });

impl Need {
    /// Something the client wants.
    ///
    /// # Errors
    /// What [`Line::new`] turns away.
    pub fn wanted(text: &str) -> Result<Self, Invalid> {
        Self::of(NeedKind::Need, text)
    }

    /// Something that hurts the client today.
    ///
    /// # Errors
    /// What [`Line::new`] turns away.
    pub fn pain(text: &str) -> Result<Self, Invalid> {
        Self::of(NeedKind::PainPoint, text)
    }

    fn of(kind: NeedKind, text: &str) -> Result<Self, Invalid> {
        let text = Line::new(text).map_err(|why| why.in_field("need"))?;
        Ok(Need { kind, text, emphasis: Vec::new() })
    }

    /// The same, and this matters most in it.
    #[must_use]
    pub fn stressing(mut self, emphasis: Emphasis) -> Self {
        self.emphasis.push(emphasis);
        self.emphasis.sort_unstable_by_key(|emphasis| emphasis.name());
        self.emphasis.dedup();
        self
    }

    /// Whether it is wanted, or hurts.
    #[must_use]
    pub fn kind(&self) -> NeedKind {
        self.kind
    }

    /// What it is.
    #[must_use]
    pub fn text(&self) -> &Line {
        &self.text
    }

    /// What matters most in it.
    #[must_use]
    pub fn emphasis(&self) -> &[Emphasis] {
        &self.emphasis
    }
}

/// What was worked out for this client, and which of its needs it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// What was worked out.
    pub text: Note,
    /// The numbers of the needs that it answers.
    pub answers: Vec<u32>,
}

frozen!(Solution { text, answers });

impl Solution {
    /// Something worked out for this client.
    ///
    /// # Errors
    /// What [`Note::new`] turns away.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        let text = Note::new(text).map_err(|why| why.in_field("solution"))?;
        Ok(Solution { text, answers: Vec::new() })
    }

    /// The same, as the answer to one need more.
    #[must_use]
    pub fn answering(mut self, need: u32) -> Self {
        self.answers.push(need);
        self
    }
}

/// One of a list, with the number by which it is named; a number is never given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered<T> {
    /// Its number.
    pub number: u32,
    /// What it is.
    pub what: T,
}

frozen!(Numbered<T> { number, what });
