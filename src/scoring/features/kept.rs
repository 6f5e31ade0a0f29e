//! Features that are carried forward, and the same worked out anew.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::{Recorded, Told};
use super::record::Features;
use crate::domain::{Id, Timestamp};

/// What is to be done with a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It was added.
    Added,
    /// It lies before what is known, or takes the place of something: the client's facts are to be
    /// read again.
    ReadAgain,
}

/// Features as they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    features: Features,
}

impl Kept {
    /// The features.
    #[must_use]
    pub fn features(&self) -> &Features {
        &self.features
    }

    pub(super) fn into_features(self) -> Features {
        self.features
    }

    /// Features that are carried on.
    pub(super) fn on(features: Features) -> Self {
        Kept { features }
    }

    /// Features worked out from the facts that stand, in whatever order they come.
    #[must_use]
    pub fn of<'t>(standing: impl IntoIterator<Item = &'t Told>) -> Self {
        let mut facts: Vec<&Told> = standing.into_iter().collect();
        facts.sort_by_key(|told| told.place());
        let mut features = Features::default();
        for told in facts {
            features.add(told);
        }
        Kept { features }
    }

    /// Takes one fact more, if it is a new one that lies behind all others; nothing is changed
    /// otherwise.
    pub fn take(&mut self, fact: &Recorded) -> Step {
        let Some(told) = fact.told.as_ref().filter(|_| fact.supersedes.is_none()) else {
            return Step::ReadAgain;
        };
        if self.features.last.is_some_and(|last| told.place() <= last) {
            return Step::ReadAgain;
        }
        self.features.add(told);
        Step::Added
    }
}

/// The facts that stand after all that was written down.
#[must_use]
pub fn standing(history: &[Recorded]) -> Vec<&Told> {
    let gone: BTreeSet<Id> = history.iter().filter_map(|fact| fact.supersedes).collect();
    let told = history.iter().filter_map(|fact| fact.told.as_ref());
    let told = told.filter(|told| !gone.contains(&told.id));
    // What was told twice under one id is one fact.
    told.map(|told| (told.id, told)).collect::<BTreeMap<_, _>>().into_values().collect()
}

/// The features as somebody knew them at an instant: from what had been written down by then, about
/// what had happened by then.
#[must_use]
pub fn as_known(history: &[Recorded], at: Timestamp) -> Features {
    let known: Vec<Recorded> =
        history.iter().filter(|fact| fact.recorded_at <= at).cloned().collect();
    let told: Vec<&Told> = standing(&known).into_iter().filter(|told| told.at <= at).collect();
    Kept::of(told).features
}
