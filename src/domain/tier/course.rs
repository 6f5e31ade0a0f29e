//! Tiers through several versions of their rules: each instant is judged by those that held then.

use super::history::{History, Standing};
use crate::domain::Timestamp;

/// What one version of the rules says of a member by what counts then, and from when on it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// The number of the version, counted from 1.
    pub version: u32,
    /// From when on it holds.
    pub since: Timestamp,
    /// The tiers by it, as if it had always held; none where it has no tiers.
    pub history: Option<History>,
}

/// The tiers of a member through every version of the rules, in the order of time.
///
/// An instant is judged by the version that held at it, and by what was known by then; so no later
/// version changes what is said of it. The first version speaks for what was earlier, too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course(Vec<Chapter>);

impl Course {
    /// Takes the chapters.
    #[must_use]
    pub fn new(mut chapters: Vec<Chapter>) -> Self {
        chapters.sort_by_key(|chapter| (chapter.since, chapter.version));
        Course(chapters)
    }

    /// What each version says, in the order of time; one more for each merge of memberships.
    #[must_use]
    pub fn chapters(&self) -> &[Chapter] {
        &self.0
    }

    /// The version that held at an instant, and where the member stood by it; none before the
    /// enrolment, after what is known, and where that version has no tiers.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> Option<(u32, Standing)> {
        let held = self.0.iter().rfind(|chapter| chapter.since <= at).or(self.0.first())?;
        let standing = held.history.as_ref()?.at(at)?;
        Some((held.version, standing))
    }

    /// The rank at an instant; none where there is none.
    #[must_use]
    pub fn rank_at(&self, at: Timestamp) -> Option<u8> {
        self.at(at).map(|(_, standing)| standing.rank)
    }

    /// Every change of the rank that counts, the first at the enrolment; none is no rank at all.
    #[must_use]
    pub fn changes(&self) -> Vec<(Timestamp, Option<u8>)> {
        let told = self.0.iter().filter_map(|chapter| chapter.history.as_ref());
        let told = told.flat_map(|history| history.changes().into_iter().map(|(at, _)| at));
        let turns = self.0.iter().skip(1).map(|chapter| chapter.since);
        let mut at: Vec<Timestamp> = told.chain(turns).collect();
        at.sort_unstable();
        at.dedup();
        let known = self.0.iter().filter_map(|chapter| chapter.history.as_ref());
        let known = known.map(History::as_of).max();
        let mut changes: Vec<(Timestamp, Option<u8>)> = Vec::new();
        for at in at.into_iter().filter(|at| known.is_some_and(|known| *at <= known)) {
            let rank = self.rank_at(at);
            let before = changes.last().and_then(|(_, rank)| *rank);
            if rank != before {
                changes.push((at, rank));
            }
        }
        changes
    }
}
