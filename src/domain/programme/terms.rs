//! The terms of a programme: everything by which points are earned, wait, last and come back.

use serde::{Deserialize, Serialize};

use super::rule::{Combining, EarnRule, Gives};
use super::words::{Join, MemberState, Pending, Rate, Reinstatement, ReturnPolicy, Validity};
use crate::domain::tier::{Multiplier, TierRules};
use crate::domain::transaction::LineKind;
use crate::domain::{Currency, Invalid, Name, Points, Tag, Zone};

/// For what stretch a cap counts, on the programme's clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CapPer {
    /// One purchase.
    Transaction,
    /// A calendar day.
    Day,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// The most points that a member earns by purchases in a stretch; what is beyond is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// For what stretch.
    pub per: CapPer,
    /// How many.
    pub most: Points,
}

/// The terms of a programme. Every value that a field can hold is right by itself; what must fit
/// together is checked when a programme is launched or amended.
///
/// ```
/// use guanxi::domain::programme::{Rate, Terms};
/// let terms = Terms::new("Asia/Shanghai".parse()?, "CNY".parse()?, Rate::new(1, 100)?);
/// assert!(terms.check().is_ok());
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// On whose clocks days, months and years are counted.
    pub zone: Zone,
    /// The currency of the purchases on which points are earned.
    pub currency: Currency,
    /// How many points for how much money.
    pub rate: Rate,
    /// Multipliers and bonuses.
    pub rules: Vec<EarnRule>,
    /// How several multipliers come together.
    pub combining: Combining,
    /// Whether tax counts as well.
    pub counts_tax: bool,
    /// Whether bringing it there counts as well.
    pub counts_shipping: bool,
    /// Items on which nothing is earned, in any case.
    pub excluded_items: Vec<Name>,
    /// Categories on which nothing is earned, in any case.
    pub excluded_categories: Vec<Tag>,
    /// The most points by purchases.
    pub caps: Vec<Cap>,
    /// How somebody becomes a member.
    pub join: Join,
    /// When earned points can be spent.
    pub pending: Pending,
    /// How long they last, from then on.
    pub validity: Validity,
    /// What the return of a purchase takes back.
    pub returns: ReturnPolicy,
    /// What becomes of points given back that would have expired meanwhile.
    pub reinstatement: Reinstatement,
    /// The fewest points that are redeemed at once.
    pub min_redeem: Points,
    /// The most points that are redeemed at once.
    pub max_redeem: Option<Points>,
    /// How long a reservation holds, in minutes.
    pub reservation_minutes: u16,
    /// The most points in one transfer to another member; none where points are not given away.
    pub max_transfer: Option<Points>,
    /// Members of which states earn.
    pub states_may_earn: Vec<MemberState>,
    /// Members of which states spend.
    pub states_may_spend: Vec<MemberState>,
    /// The tiers of members; none where all are alike.
    #[serde(default)]
    pub tiers: Option<TierRules>,
}

impl Terms {
    /// The most rules, and the most exclusions of each kind.
    pub const MOST_RULES: usize = 64;

    /// Terms with this rate on the net price of goods and services, and otherwise as proposed:
    /// points can be spent at once, last for ever, and a return takes back what is there; 15
    /// minutes for a reservation, 30 days for what comes back late; active members earn and spend.
    #[must_use]
    pub fn new(zone: Zone, currency: Currency, rate: Rate) -> Self {
        Terms {
            zone,
            currency,
            rate,
            rules: Vec::new(),
            combining: Combining::Highest,
            counts_tax: false,
            counts_shipping: false,
            excluded_items: Vec::new(),
            excluded_categories: Vec::new(),
            caps: Vec::new(),
            join: Join::OnEnrol,
            pending: Pending::Immediate,
            validity: Validity::Never,
            returns: ReturnPolicy::WithinBalance,
            reinstatement: Reinstatement::Days(30),
            min_redeem: Points::ZERO,
            max_redeem: None,
            reservation_minutes: 15,
            max_transfer: None,
            states_may_earn: vec![MemberState::Active],
            states_may_spend: vec![MemberState::Active],
            tiers: None,
        }
    }

    /// The same terms with a rule more.
    #[must_use]
    pub fn rule(mut self, rule: EarnRule) -> Self {
        self.rules.push(rule);
        self
    }

    /// The same terms with a cap more.
    #[must_use]
    pub fn cap(mut self, per: CapPer, most: Points) -> Self {
        self.caps.push(Cap { per, most });
        self
    }

    /// The same terms with tiers.
    #[must_use]
    pub fn tiers(mut self, rules: TierRules) -> Self {
        self.tiers = Some(rules);
        self
    }

    /// Whether everything fits together.
    ///
    /// # Errors
    /// [`Invalid::TooMany`], [`Invalid::Twice`] for two rules of one name, [`Invalid::Mixed`] for a
    /// rule in another currency, [`Invalid::Backwards`] for days in the wrong order,
    /// [`Invalid::Order`] when the fewest points redeemed are more than the most,
    /// [`Invalid::Range`] for a reservation of no minutes.
    pub fn check(&self) -> Result<(), Invalid> {
        let limit = Self::MOST_RULES;
        let lists = [
            ("rules", self.rules.len()),
            ("exclusions", self.excluded_items.len()),
            ("exclusions", self.excluded_categories.len()),
            ("caps", self.caps.len()),
        ];
        if let Some((field, _)) = lists.iter().find(|(_, found)| *found > limit) {
            return Err(Invalid::TooMany { field, limit });
        }
        let mut names: Vec<_> = self.rules.iter().map(EarnRule::name).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
            return Err(Invalid::Twice { field: "rules" });
        }
        self.rules.iter().try_for_each(|rule| rule.when.check(0, self.currency))?;
        let bonus = |rule: &EarnRule| rule.gives == Gives::Bonus(Points::ZERO);
        if self.rules.iter().any(bonus) {
            return Err(Invalid::Range { field: "bonus", low: 1, high: i64::MAX });
        }
        if self.max_redeem.is_some_and(|most| most < self.min_redeem || most == Points::ZERO) {
            return Err(Invalid::Order { field: "redeem", order: "min_redeem <= max_redeem" });
        }
        if self.reservation_minutes == 0 {
            return Err(Invalid::Range { field: "minutes", low: 1, high: i64::from(u16::MAX) });
        }
        Ok(())
    }

    /// Whether what is earned depends on the member's tier.
    pub(crate) fn asks_tier(&self) -> bool {
        let tiers = self.tiers.iter().flat_map(|rules| rules.ladder().tiers());
        tiers.into_iter().any(|tier| tier.earn_multiplier != Multiplier::ONE)
    }

    /// Whether a rule asks for a member's first purchase.
    pub(crate) fn asks_first(&self) -> bool {
        self.rules.iter().any(|rule| rule.when.asks_first())
    }

    /// Whether a line of this kind, item and category counts.
    pub(super) fn counts(&self, line: &super::purchase::PurchaseLine) -> bool {
        let item = |name: &Name| name.key() == line.item.key();
        let category = |tag: &Tag| line.category.as_ref().is_some_and(|own| own.key() == tag.key());
        (self.counts_shipping || line.kind != LineKind::Shipping)
            && !self.excluded_items.iter().any(item)
            && !self.excluded_categories.iter().any(category)
    }
}
