//! The firm's scorecards, published together: each judged, and one chosen for each client.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::check;
use super::fault::{ScorecardFault, Wrong};
use super::scorecard::{Of, Scorecard};
use super::source::Sources;
use super::who::Subject;
use crate::domain::CustomKey;

/// Scorecards that were found right, with the sources that they look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct ScorecardBook {
    scorecards: BTreeMap<CustomKey, Scorecard>,
    sources: Sources,
}

/// A book as it is written: read, it is judged again.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    scorecards: Vec<Scorecard>,
    sources: Sources,
}

impl From<ScorecardBook> for Written {
    fn from(book: ScorecardBook) -> Self {
        let ScorecardBook { scorecards, sources } = book;
        Written { scorecards: scorecards.into_values().collect(), sources }
    }
}

impl TryFrom<Written> for ScorecardBook {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        ScorecardBook::publish(written.scorecards, written.sources)
            .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    }
}

impl ScorecardBook {
    /// The most scorecards that a firm has.
    pub const LIMIT: usize = 256;

    /// Publishes scorecards, if all of them are right.
    ///
    /// ```
    /// use guanxi::scoring::health::{ScorecardBook, house_sources, project_teams};
    /// let book = ScorecardBook::publish(vec![project_teams()], house_sources());
    /// assert_eq!(book.map(|book| book.scorecards().count()), Ok(1));
    /// let mut empty = project_teams();
    /// empty.groups.clear();
    /// let faults = ScorecardBook::publish(vec![empty], house_sources()).unwrap_err();
    /// assert_eq!(faults[0].wrong.code(), "scorecard.no_measures");
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with any of them.
    pub fn publish(
        scorecards: Vec<Scorecard>,
        sources: Sources,
    ) -> Result<Self, Vec<ScorecardFault>> {
        let mut faults = Vec::new();
        let mut by_id = BTreeMap::new();
        for one in scorecards {
            let fault = |wrong| ScorecardFault { scorecard: one.id.clone(), at: None, wrong };
            if by_id.len() >= Self::LIMIT {
                faults.push(fault(Wrong::TooMany(Self::LIMIT)));
                break;
            }
            faults.extend(check::faults(&one, &sources));
            if by_id.contains_key(&one.id) {
                faults.push(fault(Wrong::ScorecardTwice));
            }
            by_id.entry(one.id.clone()).or_insert(one);
        }
        faults.extend(references(&by_id));
        if faults.is_empty() {
            Ok(ScorecardBook { scorecards: by_id, sources })
        } else {
            Err(faults)
        }
    }

    /// The scorecards, in the order of their ids.
    pub fn scorecards(&self) -> impl Iterator<Item = &Scorecard> {
        self.scorecards.values()
    }

    /// One scorecard.
    #[must_use]
    pub fn get(&self, id: &CustomKey) -> Option<&Scorecard> {
        self.scorecards.get(id)
    }

    /// One scorecard, with those that it looks at and the sources of all of them.
    #[must_use]
    pub fn only(&self, id: &CustomKey) -> Self {
        let (mut scorecards, mut sources) = (BTreeMap::new(), Sources::new());
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            let Some(one) = self.scorecards.get(id) else { continue };
            if scorecards.insert(id.clone(), one.clone()).is_some() {
                continue;
            }
            waiting.extend(looked_at(one).map(|(_, to)| to));
            let measured = one.measures().filter_map(|(_, measure)| match &measure.of {
                Of::Source(key) => Some(key),
                Of::Scorecard(_) => None,
            });
            for key in measured.chain(one.caps.iter().map(|cap| &cap.source)) {
                if let Some(source) = self.sources.get(key) {
                    sources.insert(key.clone(), source.clone());
                }
            }
        }
        ScorecardBook { scorecards, sources }
    }

    /// The sources.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The scorecard of a client: of those that match the one with the highest priority, then the
    /// first id. When somebody came to match plays no part.
    #[must_use]
    pub fn choose(&self, client: &Subject) -> Option<&Scorecard> {
        let mut chosen: Option<&Scorecard> = None;
        for one in self.scorecards.values().filter(|one| one.who.matches(client)) {
            if chosen.is_none_or(|best| one.priority > best.priority) {
                chosen = Some(one);
            }
        }
        chosen
    }
}

/// Scorecards that are looked at and are not there, or look back.
fn references(scorecards: &BTreeMap<CustomKey, Scorecard>) -> Vec<ScorecardFault> {
    let mut faults = Vec::new();
    let mut settled = BTreeSet::new();
    for one in scorecards.values() {
        for (measure, to) in looked_at(one) {
            if !scorecards.contains_key(to) {
                let wrong = Wrong::UnknownScorecard(to.clone());
                let at = Some(measure.clone());
                faults.push(ScorecardFault { scorecard: one.id.clone(), at, wrong });
            }
        }
        if let Some(circle) = circle(one, scorecards, &mut settled) {
            let wrong = Wrong::Cycle(circle);
            faults.push(ScorecardFault { scorecard: one.id.clone(), at: None, wrong });
        }
    }
    faults
}

fn looked_at(scorecard: &Scorecard) -> impl Iterator<Item = (&CustomKey, &CustomKey)> {
    scorecard.measures().filter_map(|(_, measure)| match &measure.of {
        Of::Scorecard(id) => Some((&measure.id, id)),
        Of::Source(_) => None,
    })
}

/// A way from a scorecard back to itself or into a circle, if there is one; walked without
/// recursion, since what is published may be as deep as it likes.
fn circle(
    from: &Scorecard,
    scorecards: &BTreeMap<CustomKey, Scorecard>,
    settled: &mut BTreeSet<CustomKey>,
) -> Option<Vec<CustomKey>> {
    let mut way: Vec<(CustomKey, Vec<CustomKey>)> = vec![step(from)];
    while let Some((id, next)) = way.last_mut() {
        let Some(to) = next.pop() else {
            settled.insert(id.clone());
            way.pop();
            continue;
        };
        if way.iter().any(|(id, _)| *id == to) {
            let ids = way.iter().map(|(id, _)| id.clone()).skip_while(|id| *id != to);
            return Some(ids.chain([to.clone()]).collect());
        }
        if let Some(scorecard) = scorecards.get(&to).filter(|_| !settled.contains(&to)) {
            way.push(step(scorecard));
        }
    }
    None
}

fn step(scorecard: &Scorecard) -> (CustomKey, Vec<CustomKey>) {
    (scorecard.id.clone(), looked_at(scorecard).map(|(_, to)| to.clone()).collect())
}
