//! Templates: changes that are so well known that they are approved beforehand.

use serde::{Deserialize, Serialize};

use super::effect::{Effect, missing};
use super::words::Dimension;
use crate::domain::{CustomKey, Invalid, Line, Money};

/// A change that the firm knows so well that it is approved beforehand: its one alternative, and
/// within which limits it may be used.
///
/// ```
/// use guanxi::domain::change_request::{Dimension, Effect, ScopeStep, Template};
/// let report = Template::new("extra_report", "加一张报表")?
///     .effect(Effect::scope([ScopeStep::modify("reports")?])?, "报表模块已有模板")?
///     .effect(Effect::none(Dimension::Time), "不影响里程碑")?
///     .effect(Effect::cost("CNY 800".parse()?), "半天工作量")?
///     .effect(Effect::resources([("developer", 4)])?, "四小时")?
///     .complete()?
///     .most_uses(3);
/// assert_eq!(report.key().as_str(), "extra_report");
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    key: CustomKey,
    label: Line,
    effects: Vec<(Effect, Line)>,
    uses: Option<u32>,
    standing: Standing,
}

/// Whether a template is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Standing {
    Active,
    Retired,
}

/// A template that does not yet say all four impacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateDraft {
    key: CustomKey,
    label: Line,
    effects: Vec<(Effect, Line)>,
}

impl TemplateDraft {
    /// The same, with what it does in one dimension, and why.
    ///
    /// # Errors
    /// [`Invalid::Twice`] for a dimension that was stated, and what [`Line::new`] turns away.
    pub fn effect(mut self, effect: Effect, rationale: &str) -> Result<Self, Invalid> {
        let rationale = Line::new(rationale).map_err(|why| why.in_field("rationale"))?;
        if self.effects.iter().any(|(other, _)| other.dimension() == effect.dimension()) {
            return Err(Invalid::Twice { field: "dimension" });
        }
        self.effects.push((effect, rationale));
        Ok(self)
    }

    /// The template, active and without limits.
    ///
    /// # Errors
    /// [`Invalid::Empty`] when a dimension is missing.
    pub fn complete(self) -> Result<Template, Invalid> {
        if !missing(self.effects.iter().map(|(effect, _)| effect)).is_empty() {
            return Err(Invalid::Empty { field: "dimension" });
        }
        let TemplateDraft { key, label, effects } = self;
        Ok(Template { key, label, effects, uses: None, standing: Standing::Active })
    }
}

impl Template {
    /// Begins a template: its key, and what its alternative is called.
    ///
    /// # Errors
    /// What [`CustomKey::new`] and [`Line::new`] turn away.
    #[expect(clippy::new_ret_no_self, reason = "a template without impacts is none yet")]
    pub fn new(key: &str, label: &str) -> Result<TemplateDraft, Invalid> {
        let key = CustomKey::new(key).map_err(|why| why.in_field("template"))?;
        let label = Line::new(label).map_err(|why| why.in_field("template"))?;
        Ok(TemplateDraft { key, label, effects: Vec::new() })
    }

    /// The same, of use only if its one alternative keeps within these limits.
    ///
    /// # Errors
    /// [`Invalid::Range`] when it does not, [`Invalid::Mixed`] for another currency.
    pub fn within(self, cost: Money, days: u32, items: usize) -> Result<Self, Invalid> {
        if let Some(own) = self.cost() {
            cost.checked_sub(own)?;
            let high = cost.minor();
            if own.minor().unsigned_abs() > high.unsigned_abs() {
                return Err(Invalid::Range { field: "cost", low: high.saturating_neg(), high });
            }
        }
        let moved = self.effects().map(Effect::days).max().unwrap_or(0);
        if moved > i64::from(days) {
            return Err(Invalid::Range { field: "days", low: 0, high: i64::from(days) });
        }
        let touched: usize = self.effects().map(|effect| effect.steps().len()).sum();
        if touched > items {
            let high = i64::try_from(items).unwrap_or(i64::MAX);
            return Err(Invalid::Range { field: "scope", low: 0, high });
        }
        Ok(self)
    }

    /// The same, for so many approved changes of a project at the most.
    #[must_use]
    pub fn most_uses(mut self, uses: u32) -> Self {
        self.uses = Some(uses);
        self
    }

    /// The same, used no more.
    #[must_use]
    pub fn retired(mut self) -> Self {
        self.standing = Standing::Retired;
        self
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> &CustomKey {
        &self.key
    }

    /// What its alternative is called.
    #[must_use]
    pub fn label(&self) -> &Line {
        &self.label
    }

    /// Whether it is used.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.standing == Standing::Active
    }

    /// What it does in each dimension, and why.
    pub(super) fn impacts(&self) -> impl Iterator<Item = &(Effect, Line)> {
        self.effects.iter()
    }

    pub(super) fn effects(&self) -> impl Iterator<Item = &Effect> {
        self.effects.iter().map(|(effect, _)| effect)
    }

    pub(super) fn uses(&self) -> Option<u32> {
        self.uses
    }

    /// What it costs.
    pub(super) fn cost(&self) -> Option<Money> {
        let cost = self.effects().find(|effect| effect.dimension() == Dimension::Cost);
        cost.and_then(Effect::amount)
    }
}
