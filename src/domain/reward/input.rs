//! What is said about rewards.

use serde::Serialize;

use super::discount::Discount;
use super::event::RewardChange;
use super::words::{RewardKind, RewardTerms, Usable};
use crate::domain::patch::fields;
use crate::domain::tier::Span;
use crate::domain::{CustomKey, Invalid, Name, Period, Points, ProgrammeId, Zone};

/// A reward to be written down.
///
/// ```
/// use guanxi::domain::reward::NewReward;
/// use guanxi::domain::{Points, ProgrammeId};
/// # let programme = ProgrammeId::from_uuid(uuid::Uuid::from_u128(1));
/// let visit = NewReward::service(programme, "年度巡检", "annual_visit", Points::new(5_000)?)?
///     .stock(10)
///     .from_rank(1)
///     .per_member(1)?;
/// # let _ = visit;
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewReward {
    pub(super) terms: RewardTerms,
    pub(super) stock: u32,
}

impl NewReward {
    /// Something off the price of a purchase.
    ///
    /// # Errors
    /// What [`Name::new`] turns away, and [`Invalid::Range`] unless it costs a point or more.
    pub fn discount(
        programme: ProgrammeId,
        name: &str,
        discount: Discount,
        price: Points,
    ) -> Result<Self, Invalid> {
        NewReward::of(programme, name, RewardKind::Discount(discount), price)
    }

    /// A voucher with a code.
    ///
    /// # Errors
    /// As [`discount`](Self::discount).
    pub fn voucher(programme: ProgrammeId, name: &str, price: Points) -> Result<Self, Invalid> {
        NewReward::of(programme, name, RewardKind::Voucher, price)
    }

    /// A service that only members get, under the key by which the house knows it.
    ///
    /// # Errors
    /// As [`discount`](Self::discount), and what [`CustomKey::new`] turns away.
    pub fn service(
        programme: ProgrammeId,
        name: &str,
        service: &str,
        price: Points,
    ) -> Result<Self, Invalid> {
        let service = CustomKey::new(service).map_err(|why| why.in_field("service"))?;
        NewReward::of(programme, name, RewardKind::Service(service), price)
    }

    fn of(
        programme: ProgrammeId,
        name: &str,
        kind: RewardKind,
        price: Points,
    ) -> Result<Self, Invalid> {
        let (during, per_member, usable) = (None, None, None);
        let (name, price) = (Name::new(name)?, costs(price)?);
        let (min_rank, limited) = (0, false);
        let terms = RewardTerms {
            programme,
            name,
            kind,
            price,
            during,
            min_rank,
            per_member,
            usable,
            limited,
        };
        Ok(NewReward { terms, stock: 0 })
    }

    /// The same, of which there are so many and no more.
    #[must_use]
    pub fn stock(mut self, stock: u32) -> Self {
        self.terms.limited = true;
        self.stock = stock;
        self
    }

    /// The same, to be had only then.
    #[must_use]
    pub fn during(mut self, during: Period) -> Self {
        self.terms.during = Some(during);
        self
    }

    /// The same, from this tier on.
    #[must_use]
    pub fn from_rank(mut self, rank: u8) -> Self {
        self.terms.min_rank = rank;
        self
    }

    /// The same, so often for one member.
    ///
    /// # Errors
    /// [`Invalid::Range`] for never.
    pub fn per_member(mut self, most: u32) -> Result<Self, Invalid> {
        self.terms.per_member = Some(often(most)?);
        Ok(self)
    }

    /// The same, to be used within so long after it was issued.
    #[must_use]
    pub fn usable_for(mut self, span: Span, zone: Zone) -> Self {
        self.terms.usable = Some(Usable { span, zone });
        self
    }

    /// How many there are; none where there is no end of it.
    #[must_use]
    pub fn in_stock(&self) -> Option<u32> {
        self.terms.limited.then_some(self.stock)
    }

    /// The programme whose points it costs.
    #[must_use]
    pub fn programme(&self) -> ProgrammeId {
        self.terms.programme
    }
}

fn costs(price: Points) -> Result<Points, Invalid> {
    if price == Points::ZERO {
        return Err(Invalid::Range { field: "price", low: 1, high: i64::MAX });
    }
    Ok(price)
}

fn often(most: u32) -> Result<u32, Invalid> {
    if most == 0 {
        return Err(Invalid::Range { field: "per member", low: 1, high: i64::from(u32::MAX) });
    }
    Ok(most)
}

/// Changes to a reward that nobody can have now.
///
/// ```
/// use guanxi::domain::reward::RewardEdit;
/// use guanxi::domain::Points;
/// let dearer = RewardEdit::new().price(Points::new(6_000)?)?.without_end();
/// # let _ = dearer;
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RewardEdit {
    pub(super) changes: Vec<RewardChange>,
}

impl RewardEdit {
    /// No change yet.
    #[must_use]
    pub fn new() -> Self {
        RewardEdit::default()
    }

    fields! {
        /// What people call it.
        name(name: Name) => changes, RewardChange::Name(name);
        /// What a member gets.
        kind(kind: RewardKind) => changes, RewardChange::Kind(kind);
        /// When it can be had.
        during(during: Period) => changes, RewardChange::During(Some(during));
        /// It can be had at any time.
        without_end() => changes, RewardChange::During(None);
        /// From which tier on.
        from_rank(rank: u8) => changes, RewardChange::MinRank(rank);
        /// As often as a member likes.
        without_limit() => changes, RewardChange::PerMember(None);
        /// To be used within so long after it was issued.
        usable_for(span: Span, zone: Zone) => changes, RewardChange::Usable(Some(Usable { span, zone }));
        /// To be used at any time.
        usable_for_ever() => changes, RewardChange::Usable(None);
    }

    /// What it costs.
    ///
    /// # Errors
    /// [`Invalid::Range`] unless that is a point or more.
    pub fn price(mut self, price: Points) -> Result<Self, Invalid> {
        self.changes.push(RewardChange::Price(costs(price)?));
        Ok(self)
    }

    /// So often for one member.
    ///
    /// # Errors
    /// [`Invalid::Range`] for never.
    pub fn per_member(mut self, most: u32) -> Result<Self, Invalid> {
        self.changes.push(RewardChange::PerMember(Some(often(most)?)));
        Ok(self)
    }
}
