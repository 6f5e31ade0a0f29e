//! What must be done before a stage of the relationship is left.

use std::collections::BTreeMap;

use super::stage::{Stage, Standing};
use crate::domain::{CustomKey, Invalid, Line};

/// What must be done before a stage is left, for each stage: the firm's own lists.
///
/// ```
/// use guanxi::domain::client::{Checklists, Stage};
/// let lists = Checklists::version(1)
///     .leaving(Stage::Onboarding, [("contract_signed", "合同已签"), ("kick_off_held", "启动会")])?;
/// assert_eq!(lists.of(Stage::Onboarding).count(), 2);
/// assert_eq!(lists.of(Stage::Delivering).count(), 0);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checklists {
    version: u32,
    lists: BTreeMap<Stage, Vec<(CustomKey, Line)>>,
}

impl Checklists {
    /// The most items of one list.
    pub const LIMIT: usize = 50;

    /// Nothing must be done before any stage is left.
    #[must_use]
    pub fn none() -> Self {
        Checklists::default()
    }

    /// Empty lists of this version; the journal keeps which version was asked.
    #[must_use]
    pub fn version(version: u32) -> Self {
        Checklists { version, lists: BTreeMap::new() }
    }

    /// The same, with this list for one stage: a key and a title for each item.
    ///
    /// # Errors
    /// What [`CustomKey::new`] and [`Line::new`] turn away, [`Invalid::Twice`] for a key that
    /// stands in the list twice, [`Invalid::TooMany`] above 50 items.
    pub fn leaving<'a>(
        mut self,
        stage: Stage,
        items: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Invalid> {
        let field = "checklist";
        let mut list: Vec<(CustomKey, Line)> = Vec::new();
        for (key, title) in items {
            let key = CustomKey::new(key)?;
            if list.iter().any(|(other, _)| *other == key) {
                return Err(Invalid::Twice { field });
            }
            if list.len() == Self::LIMIT {
                return Err(Invalid::TooMany { field, limit: Self::LIMIT });
            }
            list.push((key, Line::new(title)?));
        }
        self.lists.insert(stage, list);
        Ok(self)
    }

    /// The list of a stage.
    pub fn of(&self, stage: Stage) -> impl Iterator<Item = (&CustomKey, &Line)> {
        self.lists.get(&stage).into_iter().flatten().map(|(key, title)| (key, title))
    }

    pub(super) fn open(&self, standing: &Standing) -> Vec<CustomKey> {
        let open = self.of(standing.stage).filter(|(key, _)| !standing.ticked.contains(key));
        open.map(|(key, _)| key.clone()).collect()
    }

    pub(super) fn number(&self) -> u32 {
        self.version
    }
}

/// How a stage is left.
#[derive(Debug, Clone)]
pub struct Exit<'a> {
    pub(super) lists: &'a Checklists,
    pub(super) override_reason: Option<Line>,
}

impl<'a> Exit<'a> {
    /// Everything on the list of the stage is done.
    #[must_use]
    pub fn complete(lists: &'a Checklists) -> Self {
        Exit { lists, override_reason: None }
    }

    /// It is left all the same, for this reason.
    #[must_use]
    pub fn overriding(lists: &'a Checklists, reason: Line) -> Self {
        Exit { lists, override_reason: Some(reason) }
    }
}
