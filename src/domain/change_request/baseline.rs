//! What was agreed to be delivered, when and for how much: the baseline, and what started changes
//! have made of it.
//!
//! A baseline is a pure value. The first one, baseline 0, comes from whoever keeps the plan; every
//! later one is computed from it and from the changes that were started and not rolled back, in the
//! order in which they were started. Working days of one milestone are summed first and applied
//! once to its date of baseline 0, so that rounding to working days never adds up. A change that
//! is rolled back leaves the baseline as if it had never been started.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::declared::MACHINE;
use super::effect::{Effect, ScopeStep, ScopeVerb};
use super::refusal::{ChangeGuard, ChangeRefusal, Wrong};
use crate::domain::calendar::BusinessCalendar;
use crate::domain::machine::NOTHING;
use crate::domain::{CustomKey, Date, Invalid, Money, Tag};

/// Scope, dates, budget and hours at one moment of a plan.
///
/// ```
/// use guanxi::domain::calendar::{BusinessCalendar, Weekday};
/// use guanxi::domain::change_request::{Baseline, Effect, ScopeStep};
/// let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
///     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
///     .build()?;
/// let zero = Baseline::begins("2026-03-02".parse()?, &office)
///     .milestone("go_live", "2026-03-06".parse()?)?
///     .item("import")?
///     .budget("CNY 80 000".parse()?);
///
/// let first = [Effect::time([("go_live", 1)])?, Effect::scope([ScopeStep::add("export")?])?];
/// let second = [Effect::time([("go_live", 2)])?, Effect::cost("CNY 1 500".parse()?)];
/// let now = zero.after([&first[..], &second[..]], &office)?;
/// // Friday and three working days.
/// assert_eq!(now.date("go_live"), Some("2026-03-11".parse()?));
/// assert_eq!(now.money(), Some("CNY 81 500".parse()?));
/// assert!(now.has("export") && !zero.has("export"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    begins: Date,
    calendar: u32,
    milestones: BTreeMap<CustomKey, Milestone>,
    /// How often each item was modified.
    scope: BTreeMap<CustomKey, u32>,
    budget: Option<Money>,
    hours: BTreeMap<String, i64>,
}

/// A milestone of a baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// When it is to be reached.
    pub date: Date,
    /// When it was; it does not move any more.
    pub reached: Option<Date>,
}

impl Baseline {
    /// The most milestones, and the most items.
    pub const ITEMS: usize = 10_000;

    /// An empty baseline of a plan that begins on a day and counts by this calendar.
    #[must_use]
    pub fn begins(day: Date, calendar: &BusinessCalendar) -> Self {
        Baseline {
            begins: day,
            calendar: calendar.version(),
            milestones: BTreeMap::new(),
            scope: BTreeMap::new(),
            budget: None,
            hours: BTreeMap::new(),
        }
    }

    /// The same, with a milestone.
    ///
    /// # Errors
    /// What [`CustomKey::new`] turns away; [`Invalid::Twice`] when it is there already,
    /// [`Invalid::TooMany`] above 10 000.
    pub fn milestone(self, key: &str, date: Date) -> Result<Self, Invalid> {
        self.with_milestone(key, Milestone { date, reached: None })
    }

    /// The same, with a milestone that was to be reached on one day, and was on another.
    ///
    /// # Errors
    /// As [`milestone`](Self::milestone).
    pub fn reached(self, key: &str, date: Date, reached: Date) -> Result<Self, Invalid> {
        self.with_milestone(key, Milestone { date, reached: Some(reached) })
    }

    fn with_milestone(mut self, key: &str, milestone: Milestone) -> Result<Self, Invalid> {
        let key = CustomKey::new(key).map_err(|why| why.in_field("milestone"))?;
        room("milestone", &self.milestones, &key)?;
        self.milestones.insert(key, milestone);
        Ok(self)
    }

    /// The same, with an item of the scope.
    ///
    /// # Errors
    /// What [`CustomKey::new`] turns away; [`Invalid::Twice`] when it is there already,
    /// [`Invalid::TooMany`] above 10 000.
    pub fn item(mut self, key: &str) -> Result<Self, Invalid> {
        let key = CustomKey::new(key).map_err(|why| why.in_field("scope item"))?;
        room("scope item", &self.scope, &key)?;
        self.scope.insert(key, 0);
        Ok(self)
    }

    /// The same, for so much money.
    #[must_use]
    pub fn budget(mut self, budget: Money) -> Self {
        self.budget = Some(budget);
        self
    }

    /// The same, with so many hours of a role.
    #[must_use]
    pub fn hours_of(mut self, role: &Tag, hours: i64) -> Self {
        self.hours.insert(role.key(), hours);
        self
    }

    /// The day on which the plan begins.
    #[must_use]
    pub fn beginning(&self) -> Date {
        self.begins
    }

    /// The version of the calendar by which it counts.
    #[must_use]
    pub fn calendar_version(&self) -> u32 {
        self.calendar
    }

    /// Its milestones.
    #[must_use]
    pub fn milestones(&self) -> &BTreeMap<CustomKey, Milestone> {
        &self.milestones
    }

    /// When a milestone is to be reached.
    #[must_use]
    pub fn date(&self, milestone: &str) -> Option<Date> {
        let is_it = |(key, _): &(&CustomKey, _)| key.as_str() == milestone;
        self.milestones.iter().find(is_it).map(|(_, milestone)| milestone.date)
    }

    /// The items of its scope, and how often changes have modified each.
    #[must_use]
    pub fn scope(&self) -> &BTreeMap<CustomKey, u32> {
        &self.scope
    }

    /// Whether an item is in its scope.
    #[must_use]
    pub fn has(&self, item: &str) -> bool {
        self.scope.keys().any(|key| key.as_str() == item)
    }

    /// For how much money.
    #[must_use]
    pub fn money(&self) -> Option<Money> {
        self.budget
    }

    /// How many hours of a role; 0 where none were planned.
    #[must_use]
    pub fn hours(&self, role: &Tag) -> i64 {
        self.hours.get(&role.key()).copied().unwrap_or(0)
    }

    /// The baseline after the effects of changes, in the order in which they were started.
    ///
    /// An item that is added twice is in the scope once; one that is not there is not removed and
    /// not modified; a milestone that the plan has not got is not moved: `start` has refused such
    /// changes, and one that lost its ground when another was rolled back does nothing there.
    ///
    /// # Errors
    /// A refusal when the calendar is of another version than the plan's or does not know a year,
    /// when two currencies meet, or a sum is more than can be held.
    pub fn after<'a>(
        &self,
        changes: impl IntoIterator<Item = &'a [Effect]>,
        calendar: &BusinessCalendar,
    ) -> Result<Baseline, ChangeRefusal> {
        self.folded(changes.into_iter().flatten(), calendar)
            .map_err(|wrong| wrong.refuse(&MACHINE, NOTHING, "baseline"))
    }

    pub(super) fn folded<'a>(
        &self,
        effects: impl Iterator<Item = &'a Effect>,
        calendar: &BusinessCalendar,
    ) -> Result<Baseline, Wrong> {
        if calendar.version() != self.calendar {
            let (pinned, given) = (self.calendar, calendar.version());
            return Err(ChangeGuard::OtherCalendar { pinned, given }.into());
        }
        let mut now = self.clone();
        let mut days: BTreeMap<&CustomKey, i64> = BTreeMap::new();
        for effect in effects {
            effect.steps().iter().for_each(|step| now.step(step));
            for shift in effect.shifts() {
                add(days.entry(&shift.milestone).or_default(), shift.days, "days")?;
            }
            if let (Some(budget), Some(cost)) = (now.budget, effect.amount()) {
                now.budget = Some(budget.checked_add(cost)?);
            }
            for line in effect.hours() {
                add(now.hours.entry(line.role.key()).or_default(), line.hours, "hours")?;
            }
        }
        now.hours.retain(|role, hours| *hours != 0 || self.hours.contains_key(role));
        for (milestone, days) in days.into_iter().filter(|(_, days)| *days != 0) {
            if let Some(milestone) = now.milestones.get_mut(milestone) {
                milestone.date = calendar.shift_working_days(milestone.date, days)?;
            }
        }
        Ok(now)
    }

    fn step(&mut self, step: &ScopeStep) {
        match step.verb {
            ScopeVerb::Add => {
                self.scope.entry(step.item.clone()).or_insert(0);
            }
            ScopeVerb::Modify => {
                if let Some(times) = self.scope.get_mut(&step.item) {
                    *times = times.saturating_add(1);
                }
            }
            ScopeVerb::Remove => {
                self.scope.remove(&step.item);
            }
        }
    }

    /// The items to which a change would do what cannot be done: add what is there, modify or
    /// remove what is not.
    pub(super) fn moved_from(&self, effect: &Effect) -> Vec<CustomKey> {
        let applies = |step: &&ScopeStep| match step.verb {
            ScopeVerb::Add => !self.scope.contains_key(&step.item),
            ScopeVerb::Modify | ScopeVerb::Remove => self.scope.contains_key(&step.item),
        };
        let gone = effect.steps().iter().filter(|step| !applies(step));
        gone.map(|step| step.item.clone()).collect()
    }

    /// Those of a change's milestones that the plan has not got.
    pub(super) fn unknown_to(&self, effect: &Effect) -> Vec<CustomKey> {
        let unknown = effect.shifts().iter().map(|shift| &shift.milestone);
        unknown.filter(|milestone| !self.milestones.contains_key(milestone)).cloned().collect()
    }

    /// Those of a change's milestones that were reached or were to be by this day, and those that
    /// would come to lie before it.
    pub(super) fn past(&self, effect: &Effect, after: &Baseline, today: Date) -> Vec<CustomKey> {
        let is_past = |key: &&CustomKey| {
            let (now, then) = (self.milestones.get(key), after.milestones.get(key));
            now.is_some_and(|now| now.reached.is_some() || now.date < today)
                || then.is_some_and(|then| then.date < today)
        };
        let touched = effect.shifts().iter().map(|shift| &shift.milestone);
        touched.filter(is_past).cloned().collect()
    }

    /// The last day on which a milestone is to be reached; the first day without any.
    pub(super) fn ends(&self) -> Date {
        self.milestones.values().map(|milestone| milestone.date).max().unwrap_or(self.begins)
    }
}

fn room<T>(
    field: &'static str,
    among: &BTreeMap<CustomKey, T>,
    key: &CustomKey,
) -> Result<(), Invalid> {
    if among.contains_key(key) {
        return Err(Invalid::Twice { field });
    }
    if among.len() >= Baseline::ITEMS {
        return Err(Invalid::TooMany { field, limit: Baseline::ITEMS });
    }
    Ok(())
}

fn add(sum: &mut i64, more: i64, field: &'static str) -> Result<(), Invalid> {
    *sum = sum.checked_add(more).ok_or(Invalid::Overflow { field })?;
    Ok(())
}
