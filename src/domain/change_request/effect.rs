//! What a change does to scope, time, cost and resources: exact figures in one dimension each.

use serde::{Deserialize, Serialize};

use super::words::Dimension;
use crate::domain::named::named;
use crate::domain::{ActorId, CustomKey, Invalid, Money, Percent, Tag, Timestamp};

pub use checked::Effect;

/// What is done to one item of the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ScopeVerb {
    /// The item is delivered too.
    Add,
    /// The item is delivered otherwise.
    Modify,
    /// The item is not delivered.
    Remove,
}

named!(ScopeVerb, "scope verb", [Add, Modify, Remove]);

/// One item of the scope, and what is done to it. An item is known by a key of the firm's, in which
/// nothing personal stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ScopeStep {
    /// What is done.
    pub verb: ScopeVerb,
    /// To which item.
    pub item: CustomKey,
}

impl ScopeStep {
    /// The item is delivered too.
    ///
    /// # Errors
    /// What [`CustomKey::new`] turns away.
    pub fn add(item: &str) -> Result<Self, Invalid> {
        Self::of(ScopeVerb::Add, item)
    }

    /// The item is delivered otherwise.
    ///
    /// # Errors
    /// What [`CustomKey::new`] turns away.
    pub fn modify(item: &str) -> Result<Self, Invalid> {
        Self::of(ScopeVerb::Modify, item)
    }

    /// The item is not delivered.
    ///
    /// # Errors
    /// What [`CustomKey::new`] turns away.
    pub fn remove(item: &str) -> Result<Self, Invalid> {
        Self::of(ScopeVerb::Remove, item)
    }

    fn of(verb: ScopeVerb, item: &str) -> Result<Self, Invalid> {
        let item = CustomKey::new(item).map_err(|why| why.in_field("scope item"))?;
        Ok(ScopeStep { verb, item })
    }
}

/// By how many working days a milestone moves; negative is earlier.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shift {
    /// Which milestone, by its key.
    pub milestone: CustomKey,
    /// Working days of the firm's calendar, −10 000 to 10 000 and not 0.
    pub days: i64,
}

/// How many hours of work in a role are needed more; negative is fewer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hours {
    /// The role that does the work.
    pub role: Tag,
    /// Hours, −1 000 000 to 1 000 000 and not 0.
    pub hours: i64,
}

mod checked {
    use super::{
        CustomKey, Deserialize, Dimension, Hours, Invalid, Money, ScopeStep, Serialize, Shift, Tag,
    };

    /// What a change does in one dimension; nothing, where it was looked at and found untouched.
    ///
    /// ```
    /// use guanxi::domain::change_request::{Dimension, Effect, ScopeStep};
    /// let scope = Effect::scope([ScopeStep::add("export")?, ScopeStep::remove("fax")?])?;
    /// let time = Effect::time([("go_live", 5)])?;
    /// assert_eq!((scope.dimension(), time.days()), (Dimension::Scope, 5));
    /// assert!(Effect::time([("go_live", 5), ("go_live", 1)]).is_err());
    /// assert!(Effect::none(Dimension::Cost).is_none());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(try_from = "Form", into = "Form")]
    pub struct Effect(Form);

    /// An effect as it stands on disk.
    #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
    enum Form {
        None(Dimension),
        Scope(Vec<ScopeStep>),
        Time(Vec<Shift>),
        Cost(Money),
        Resources(Vec<Hours>),
    }

    impl Effect {
        /// The most items, milestones or roles that one change touches.
        pub const ITEMS: usize = 200;
        /// The most working days by which a milestone moves at once.
        pub const DAYS: i64 = 10_000;
        /// The most hours of one role.
        pub const HOURS: i64 = 1_000_000;

        /// Looked at, and nothing changes.
        #[must_use]
        pub fn none(dimension: Dimension) -> Self {
            Effect(Form::None(dimension))
        }

        /// These items are delivered too, otherwise, or not.
        ///
        /// # Errors
        /// [`Invalid::Empty`] without an item, [`Invalid::TooMany`] above 200,
        /// [`Invalid::Twice`] when one stands there twice.
        pub fn scope(steps: impl IntoIterator<Item = ScopeStep>) -> Result<Self, Invalid> {
            Form::Scope(steps.into_iter().take(Self::ITEMS + 1).collect()).try_into()
        }

        /// These milestones move by so many working days.
        ///
        /// # Errors
        /// What [`CustomKey::new`] turns away; [`Invalid::Range`] for 0 days or more than 10 000,
        /// [`Invalid::Empty`] without a milestone, [`Invalid::TooMany`] above 200,
        /// [`Invalid::Twice`] when one stands there twice.
        pub fn time<'a>(shifts: impl IntoIterator<Item = (&'a str, i64)>) -> Result<Self, Invalid> {
            let shift = |(key, days)| {
                let milestone = CustomKey::new(key).map_err(|why| why.in_field("milestone"))?;
                Ok(Shift { milestone, days })
            };
            let shifts = shifts.into_iter().take(Self::ITEMS + 1).map(shift);
            Form::Time(shifts.collect::<Result<_, Invalid>>()?).try_into()
        }

        /// It costs so much more; a negative amount is saved.
        #[must_use]
        pub fn cost(amount: Money) -> Self {
            Effect(Form::Cost(amount))
        }

        /// It takes so many hours more of these roles.
        ///
        /// # Errors
        /// What [`Tag::new`] turns away; [`Invalid::Range`] for 0 hours or more than 1 000 000,
        /// [`Invalid::Empty`] without a role, [`Invalid::TooMany`] above 200, [`Invalid::Twice`]
        /// when one stands there twice.
        pub fn resources<'a>(
            hours: impl IntoIterator<Item = (&'a str, i64)>,
        ) -> Result<Self, Invalid> {
            let line = |(role, hours)| {
                let role = Tag::new(role).map_err(|why| why.in_field("role"))?;
                Ok(Hours { role, hours })
            };
            let lines = hours.into_iter().take(Self::ITEMS + 1).map(line);
            Form::Resources(lines.collect::<Result<_, Invalid>>()?).try_into()
        }

        /// In which dimension.
        #[must_use]
        pub fn dimension(&self) -> Dimension {
            match &self.0 {
                Form::None(dimension) => *dimension,
                Form::Scope(_) => Dimension::Scope,
                Form::Time(_) => Dimension::Time,
                Form::Cost(_) => Dimension::Cost,
                Form::Resources(_) => Dimension::Resources,
            }
        }

        /// What is done to the scope.
        #[must_use]
        pub fn steps(&self) -> &[ScopeStep] {
            if let Form::Scope(steps) = &self.0 { steps } else { &[] }
        }

        /// By how much which milestones move.
        #[must_use]
        pub fn shifts(&self) -> &[Shift] {
            if let Form::Time(shifts) = &self.0 { shifts } else { &[] }
        }

        /// What it costs; none where cost is untouched, and in the other dimensions.
        #[must_use]
        pub fn amount(&self) -> Option<Money> {
            if let Form::Cost(amount) = &self.0 { Some(*amount) } else { None }
        }

        /// How many hours of which roles.
        #[must_use]
        pub fn hours(&self) -> &[Hours] {
            if let Form::Resources(hours) = &self.0 { hours } else { &[] }
        }

        /// Whether nothing changes.
        #[must_use]
        pub fn is_none(&self) -> bool {
            matches!(self.0, Form::None(_))
        }
    }

    impl TryFrom<Form> for Effect {
        type Error = Invalid;

        fn try_from(form: Form) -> Result<Self, Invalid> {
            match &form {
                Form::None(_) | Form::Cost(_) => {}
                Form::Scope(steps) => {
                    few("scope", steps.iter().map(|step| step.item.as_str().to_owned()))?;
                }
                Form::Time(shifts) => {
                    few("time", shifts.iter().map(|shift| shift.milestone.as_str().to_owned()))?;
                    shifts.iter().try_for_each(|s| within("days", s.days, Effect::DAYS))?;
                }
                Form::Resources(hours) => {
                    few("resources", hours.iter().map(|hours| hours.role.key()))?;
                    hours.iter().try_for_each(|h| within("hours", h.hours, Effect::HOURS))?;
                }
            }
            Ok(Effect(form))
        }
    }

    impl From<Effect> for Form {
        fn from(effect: Effect) -> Form {
            effect.0
        }
    }

    fn within(field: &'static str, number: i64, most: i64) -> Result<(), Invalid> {
        if number == 0 || number < -most || number > most {
            return Err(Invalid::Range { field, low: -most, high: most });
        }
        Ok(())
    }

    fn few(field: &'static str, keys: impl Iterator<Item = String>) -> Result<(), Invalid> {
        let mut keys: Vec<String> = keys.collect();
        if keys.is_empty() {
            return Err(Invalid::Empty { field });
        }
        if keys.len() > Effect::ITEMS {
            return Err(Invalid::TooMany { field, limit: Effect::ITEMS });
        }
        keys.sort_unstable();
        if keys.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(Invalid::Twice { field });
        }
        Ok(())
    }
}

impl Effect {
    /// The most working days by which a milestone moves, in either direction.
    #[must_use]
    pub fn days(&self) -> i64 {
        self.shifts().iter().map(|shift| shift.days.abs()).max().unwrap_or(0)
    }
}

/// What is known of one dimension of an alternative, and who found it out when. Why stands among
/// the personal words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    /// What changes.
    pub effect: Effect,
    /// How sure they are.
    pub confidence: Percent,
    /// Who found it out.
    pub assessed_by: ActorId,
    /// When.
    pub assessed_at: Timestamp,
}

impl Impact {
    /// Takes the place of an earlier one of the same dimension.
    pub(super) fn place(self, among: &mut Vec<Impact>) {
        among.retain(|other| other.effect.dimension() != self.effect.dimension());
        among.push(self);
        among.sort_by_key(|impact| impact.effect.dimension());
    }
}

/// Which dimensions nobody has looked at.
pub(super) fn missing<'a>(effects: impl Iterator<Item = &'a Effect> + Clone) -> Vec<Dimension> {
    let seen = |dimension: &Dimension| effects.clone().any(|e| e.dimension() == *dimension);
    Dimension::ALL.iter().copied().filter(|dimension| !seen(dimension)).collect()
}
