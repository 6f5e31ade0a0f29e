//! Rules of earning beside the rate: multipliers and bonuses, and when they hold.

use serde::{Deserialize, Serialize};

use super::purchase::PurchaseLine;
use crate::domain::calendar::Weekday;
use crate::domain::tier::Multiplier;
use crate::domain::{CustomKey, Date, Invalid, Money, Name, Points, Tag};

/// A rule by which more or fewer points are earned.
///
/// ```
/// use guanxi::domain::programme::{EarnRule, Multiplier, When};
/// use guanxi::domain::Tag;
/// let double_tea = EarnRule::times("double_tea", Multiplier::new(2, 1)?)?
///     .when(When::Category(Tag::new("茶")?));
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarnRule {
    pub(super) name: CustomKey,
    pub(super) when: When,
    pub(super) gives: Gives,
}

/// What a rule gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gives {
    /// The points of the lines for which it holds, so many times.
    Times(Multiplier),
    /// So many points on top, once for a purchase with a line for which it holds.
    Bonus(Points),
}

/// When a rule holds, asked of each line on which points are earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    /// Always.
    Always,
    /// The line is of this category, in any case.
    Category(Tag),
    /// The line is of this item, in any case.
    Item(Name),
    /// All lines on which points are earned come to this much or more.
    AtLeast(Money),
    /// It was bought on one of these days of the week, on the programme's clocks.
    Weekdays(Vec<Weekday>),
    /// It was bought on a day from the first to the last, both counted.
    Days(Date, Date),
    /// It is the member's first purchase on which points are earned.
    FirstPurchase,
    /// Everything of this.
    All(Vec<When>),
    /// Anything of this.
    Any(Vec<When>),
}

/// How several multipliers that hold for the same line come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Combining {
    /// The greatest holds.
    Highest,
    /// What each gives beyond one is added: two times and three times are four times.
    Sum,
    /// They are multiplied: two times and three times are six times.
    Product,
}

/// What is known of a purchase beside its lines when a rule is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occasion {
    pub(super) date: Date,
    pub(super) weekday: Weekday,
    pub(super) eligible: Money,
    pub(super) is_first: bool,
}

impl EarnRule {
    /// A rule of this name (a letter, then letters, digits and `_`) that multiplies, always.
    ///
    /// # Errors
    /// What [`CustomKey::new`] turns away.
    pub fn times(name: &str, by: Multiplier) -> Result<Self, Invalid> {
        let name = CustomKey::new(name).map_err(|why| why.in_field("rule"))?;
        Ok(EarnRule { name, when: When::Always, gives: Gives::Times(by) })
    }

    /// A rule of this name that gives so many points on top, always.
    ///
    /// # Errors
    /// What [`CustomKey::new`] turns away.
    pub fn bonus(name: &str, points: Points) -> Result<Self, Invalid> {
        let name = CustomKey::new(name).map_err(|why| why.in_field("rule"))?;
        Ok(EarnRule { name, when: When::Always, gives: Gives::Bonus(points) })
    }

    /// The same rule, holding only then.
    #[must_use]
    pub fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &CustomKey {
        &self.name
    }

    /// What it gives.
    #[must_use]
    pub fn gives(&self) -> Gives {
        self.gives
    }
}

impl When {
    /// How deep conditions may stand within one another.
    pub const DEPTH: u8 = 4;
    /// How many may stand side by side.
    pub const WIDTH: usize = 32;

    pub(super) fn check(
        &self,
        depth: u8,
        currency: crate::domain::Currency,
    ) -> Result<(), Invalid> {
        match self {
            When::All(parts) | When::Any(parts) => {
                if depth >= Self::DEPTH || parts.len() > Self::WIDTH {
                    return Err(Invalid::TooMany { field: "rule", limit: Self::WIDTH });
                }
                parts.iter().try_for_each(|part| part.check(depth.saturating_add(1), currency))
            }
            When::AtLeast(amount) if amount.currency() != currency => Err(Invalid::Mixed {
                field: "rule",
                left: currency.to_string(),
                right: amount.currency().to_string(),
            }),
            When::Days(first, last) if first > last => Err(Invalid::Backwards { field: "rule" }),
            When::Weekdays(days) if days.is_empty() => Err(Invalid::Empty { field: "rule" }),
            When::Always
            | When::Category(_)
            | When::Item(_)
            | When::AtLeast(_)
            | When::Weekdays(_)
            | When::Days(..)
            | When::FirstPurchase => Ok(()),
        }
    }

    pub(super) fn asks_first(&self) -> bool {
        match self {
            When::FirstPurchase => true,
            When::All(parts) | When::Any(parts) => parts.iter().any(When::asks_first),
            When::Always
            | When::Category(_)
            | When::Item(_)
            | When::AtLeast(_)
            | When::Weekdays(_)
            | When::Days(..) => false,
        }
    }

    pub(super) fn holds(&self, line: &PurchaseLine, occasion: &Occasion) -> bool {
        match self {
            When::Always => true,
            When::Category(tag) => line.category.as_ref().is_some_and(|own| own.key() == tag.key()),
            When::Item(name) => line.item.key() == name.key(),
            When::AtLeast(amount) => {
                occasion.eligible.currency() == amount.currency()
                    && occasion.eligible.minor() >= amount.minor()
            }
            When::Weekdays(days) => days.contains(&occasion.weekday),
            When::Days(first, last) => (*first..=*last).contains(&occasion.date),
            When::FirstPurchase => occasion.is_first,
            When::All(parts) => parts.iter().all(|part| part.holds(line, occasion)),
            When::Any(parts) => parts.iter().any(|part| part.holds(line, occasion)),
        }
    }
}
