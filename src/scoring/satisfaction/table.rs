//! What explains a client's index: who said what about which side, and who said nothing.

use super::policy::Band;
use crate::domain::survey::Dimension;
use crate::domain::{ContactId, Score, Timestamp};

/// What a client's index was added up from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SatisfactionTable {
    /// Each side that weighs something, heard or not.
    pub dimensions: Vec<DimensionLine>,
    /// Everybody who is there and weighs something, heard or not.
    pub respondents: Vec<Respondent>,
    /// Why it is too little to go by; nothing where it is enough.
    pub lacking: Vec<Lacking>,
    /// How good it is; none where it is too little to go by.
    pub band: Option<Band>,
}

/// One side of satisfaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DimensionLine {
    /// Which.
    pub dimension: Dimension,
    /// What it weighs.
    pub weight: u16,
    /// The mean of those who were heard, by the weights of their roles; none where nobody was.
    pub value: Option<Score>,
    /// Those who were heard.
    pub voices: Vec<Voice>,
}

/// What one person said about one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// Who.
    pub contact: ContactId,
    /// What they weigh.
    pub weight: u16,
    /// The mean of their answers, the later the heavier.
    pub value: Score,
    /// Of how many answers.
    pub answers: i64,
    /// The mean in billionths, in which further means are taken.
    pub(in crate::scoring) share: i64,
}

/// Somebody at the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Respondent {
    /// Who.
    pub contact: ContactId,
    /// What they weigh.
    pub weight: u16,
    /// When they last gave a value about a side that weighs something; none where they never did.
    pub last: Option<Timestamp>,
    /// Whether that is recent enough: within four half-lives.
    pub heard: bool,
}

/// Why an index is too little to go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lacking {
    /// Nobody was heard at all.
    Answers,
    /// Too few sides were asked about.
    Dimensions,
    /// Those who were heard lately weigh too little.
    Respondents,
}

impl SatisfactionTable {
    /// Who was heard lately.
    pub fn heard(&self) -> impl Iterator<Item = ContactId> {
        self.respondents.iter().filter(|one| one.heard).map(|one| one.contact)
    }

    /// Who was not, and could be asked.
    pub fn silent(&self) -> impl Iterator<Item = ContactId> {
        self.respondents.iter().filter(|one| !one.heard).map(|one| one.contact)
    }

    /// Whether it is too little to go by.
    #[must_use]
    pub fn is_insufficient(&self) -> bool {
        !self.lacking.is_empty()
    }
}
