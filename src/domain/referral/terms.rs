//! What a referral gives, to whom, for what, and how long that takes.

use serde::{Deserialize, Serialize};

use crate::domain::contact::Address;
use crate::domain::named::named;
use crate::domain::tier::Span;
use crate::domain::{Invalid, Money, Name, Percent, Points, ProgrammeId, Zone};

/// What must happen for points to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Trigger {
    /// They become a client.
    Register,
    /// They buy for the first time.
    FirstPurchase,
    /// They buy: each of so many purchases gives points.
    EveryPurchase(u16),
}

impl Trigger {
    /// How often points are given at most.
    #[must_use]
    pub const fn times(self) -> u16 {
        match self {
            Trigger::Register | Trigger::FirstPurchase => 1,
            Trigger::EveryPurchase(times) => times,
        }
    }
}

/// Who is given points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RewardTo {
    /// Who refers.
    Referrer,
    /// Who was brought.
    Referee,
    /// Both.
    Both,
}

named!(RewardTo, "reward to", [Referrer, Referee, Both]);

/// How many points each side is given, each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(Points, Points)", into = "(Points, Points)")]
pub struct Gives {
    referrer: Points,
    referee: Points,
}

impl Gives {
    /// So many to who refers, and so many to who was brought.
    ///
    /// ```
    /// use guanxi::domain::Points;
    /// use guanxi::domain::referral::{Gives, RewardTo};
    /// assert_eq!(Gives::new(Points::new(500)?, Points::ZERO)?.to(), RewardTo::Referrer);
    /// assert!(Gives::new(Points::ZERO, Points::ZERO).is_err());
    /// # Ok::<(), guanxi::domain::Invalid>(())
    /// ```
    ///
    /// # Errors
    /// [`Invalid::Range`] when neither is given any.
    pub fn new(referrer: Points, referee: Points) -> Result<Self, Invalid> {
        if referrer == Points::ZERO && referee == Points::ZERO {
            return Err(Invalid::Range { field: "points", low: 1, high: i64::MAX });
        }
        Ok(Gives { referrer, referee })
    }

    /// How many who refers is given.
    #[must_use]
    pub const fn referrer(self) -> Points {
        self.referrer
    }

    /// How many who was brought is given.
    #[must_use]
    pub const fn referee(self) -> Points {
        self.referee
    }

    /// Who is given any.
    #[must_use]
    pub fn to(self) -> RewardTo {
        match (self.referrer == Points::ZERO, self.referee == Points::ZERO) {
            (false, false) => RewardTo::Both,
            (false, true) => RewardTo::Referrer,
            (true, _) => RewardTo::Referee,
        }
    }
}

impl TryFrom<(Points, Points)> for Gives {
    type Error = Invalid;

    fn try_from((referrer, referee): (Points, Points)) -> Result<Self, Invalid> {
        Gives::new(referrer, referee)
    }
}

impl From<Gives> for (Points, Points) {
    fn from(gives: Gives) -> Self {
        (gives.referrer, gives.referee)
    }
}

/// What the return of a purchase takes back of the points that were given for it.
///
/// ```
/// use guanxi::domain::Points;
/// use guanxi::domain::referral::{OnReturn, Returned};
/// let given = Points::new(500)?;
/// let part = Returned::Part { returned: "CNY 33.34".parse()?, of: "CNY 100".parse()? };
/// assert_eq!(OnReturn::Wholly.keeps(given, part)?, given);
/// assert_eq!(OnReturn::From("30%".parse()?).keeps(given, part)?, Points::ZERO);
/// assert_eq!(OnReturn::InProportion.keeps(given, part)?, Points::new(333)?);
/// assert_eq!(OnReturn::InProportion.keeps(given, Returned::Wholly)?, Points::ZERO);
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum OnReturn {
    /// All of them once all of it came back, and none before.
    #[default]
    Wholly,
    /// All of them once this share of its price came back, and none before.
    From(Percent),
    /// As large a part of them as of its price; what stays is rounded down.
    InProportion,
}

/// How much of a purchase came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// All of it, or it was withdrawn.
    Wholly,
    /// Some of it, or nothing.
    Part {
        /// For how much, by everything that came back so far.
        returned: Money,
        /// Of how much.
        of: Money,
    },
}

impl Returned {
    /// So much of a price; all of it where nothing is left.
    ///
    /// # Errors
    /// [`Invalid::Mixed`] for two currencies.
    pub fn of(returned: Money, price: Money) -> Result<Self, Invalid> {
        let wholly = returned.minor() > 0 && returned.compare(price)?.is_ge();
        Ok(if wholly { Returned::Wholly } else { Returned::Part { returned, of: price } })
    }
}

impl OnReturn {
    /// What stays of points that were given for a purchase.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] for more than can be held, [`Invalid::Mixed`] for two currencies.
    pub fn keeps(self, points: Points, back: Returned) -> Result<Points, Invalid> {
        let Returned::Part { returned, of } = back else { return Ok(Points::ZERO) };
        let left = of.checked_sub(returned)?;
        if returned.minor() <= 0 {
            return Ok(points);
        }
        match self {
            OnReturn::Wholly => Ok(points),
            OnReturn::From(share) => {
                let came = i128::from(returned.minor()) * 10_000;
                let enough = came >= i128::from(of.minor()) * i128::from(share.bp());
                Ok(if enough { Points::ZERO } else { points })
            }
            OnReturn::InProportion => points.scaled(left.minor().max(0), of.minor().max(1)),
        }
    }
}

/// What a referral gives, for what, and how long that takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferralTerms {
    /// The programme whose points are given.
    pub programme: ProgrammeId,
    /// On whose clocks the spans are counted.
    pub zone: Zone,
    /// What must happen.
    pub trigger: Trigger,
    /// How many points each side is given.
    pub gives: Gives,
    /// How long points wait, as long as a purchase may be returned; at once where it does not say.
    pub waits: Option<Span>,
    /// How long it may take until they have registered and bought; for ever where it does not say.
    pub within: Option<Span>,
    /// How many others one client may bring; any number where it does not say.
    pub most: Option<u32>,
    /// What the return of a purchase takes back.
    #[serde(default)]
    pub returns: OnReturn,
}

/// Who is invited, as far as one knows them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Invitee {
    /// Their name.
    #[serde(default)]
    pub name: Option<Name>,
    /// Where they can be reached.
    #[serde(default)]
    pub address: Option<Address>,
}

/// An invitation to be written down.
///
/// ```
/// use guanxi::domain::referral::{Gives, NewReferral, Trigger};
/// use guanxi::domain::tier::Span;
/// use guanxi::domain::{Points, ProgrammeId, Zone};
/// # let programme = ProgrammeId::from_uuid(uuid::Uuid::from_u128(1));
/// let gives = Gives::new(Points::new(500)?, Points::new(200)?)?;
/// let invitation = NewReferral::of(programme, Zone::UTC, Trigger::FirstPurchase, gives)?
///     .named("韩梅梅")?
///     .waiting(Span::days(14)?)
///     .within(Span::months(6)?)
///     .at_most(10)?;
/// # let _ = invitation;
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewReferral {
    pub(super) terms: ReferralTerms,
    pub(super) invitee: Invitee,
}

impl NewReferral {
    /// An invitation that gives points at once, however long it takes.
    ///
    /// # Errors
    /// [`Invalid::Range`] when no purchase gives any.
    pub fn of(
        programme: ProgrammeId,
        zone: Zone,
        trigger: Trigger,
        gives: Gives,
    ) -> Result<Self, Invalid> {
        if trigger.times() == 0 {
            return Err(Invalid::Range { field: "trigger", low: 1, high: i64::from(u16::MAX) });
        }
        let (waits, within, most) = (None, None, None);
        let returns = OnReturn::default();
        let terms = ReferralTerms { programme, zone, trigger, gives, waits, within, most, returns };
        Ok(NewReferral { terms, invitee: Invitee::default() })
    }

    /// The same, for somebody with this name.
    ///
    /// # Errors
    /// What [`Name::new`] turns away.
    pub fn named(mut self, name: &str) -> Result<Self, Invalid> {
        self.invitee.name = Some(Name::new(name)?);
        Ok(self)
    }

    /// The same, for somebody who can be reached there.
    #[must_use]
    pub fn reached_at(mut self, address: Address) -> Self {
        self.invitee.address = Some(address);
        self
    }

    /// The same, giving points so long after what they are for.
    #[must_use]
    pub fn waiting(mut self, span: Span) -> Self {
        self.terms.waits = Some(span);
        self
    }

    /// The same, for what happens within so long.
    #[must_use]
    pub fn within(mut self, span: Span) -> Self {
        self.terms.within = Some(span);
        self
    }

    /// The same, with what the return of a purchase takes back.
    #[must_use]
    pub fn returning(mut self, returns: OnReturn) -> Self {
        self.terms.returns = returns;
        self
    }

    /// The same, for who has brought fewer than so many others.
    ///
    /// # Errors
    /// [`Invalid::Range`] for nobody.
    pub fn at_most(mut self, most: u32) -> Result<Self, Invalid> {
        if most == 0 {
            return Err(Invalid::Range { field: "referrals", low: 1, high: i64::from(u32::MAX) });
        }
        self.terms.most = Some(most);
        Ok(self)
    }

    /// The programme whose points are given.
    #[must_use]
    pub fn programme(&self) -> ProgrammeId {
        self.terms.programme
    }
}
