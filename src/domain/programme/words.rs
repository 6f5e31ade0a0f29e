//! The words of terms: rates and multipliers, how long points wait and last, what a return takes.

use serde::{Deserialize, Serialize};

use crate::domain::Invalid;
use crate::domain::named::named;
use crate::domain::tier::{Rounding, Span};

/// How many points are earned for how much money.
///
/// ```
/// use guanxi::domain::programme::Rate;
/// let one_for_each_yuan = Rate::new(1, 100)?;
/// assert!(Rate::new(1, 0).is_err());
/// # let _ = one_for_each_yuan;
/// # Ok::<(), guanxi::domain::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(u32, u32)", into = "(u32, u32)")]
pub struct Rate {
    points: u32,
    minor: u32,
}

impl Rate {
    /// So many points, 1 to 1 000 000, for so many minor units of money, 1 to 1 000 000.
    ///
    /// # Errors
    /// [`Invalid::Range`].
    pub fn new(points: u32, minor: u32) -> Result<Self, Invalid> {
        within("rate", points, 1).and(within("rate", minor, 1)).map(|()| Rate { points, minor })
    }

    /// How many points.
    #[must_use]
    pub fn points(self) -> u32 {
        self.points
    }

    /// For how many minor units of money.
    #[must_use]
    pub fn minor(self) -> u32 {
        self.minor
    }
}

impl TryFrom<(u32, u32)> for Rate {
    type Error = Invalid;

    fn try_from((points, minor): (u32, u32)) -> Result<Self, Invalid> {
        Rate::new(points, minor)
    }
}

impl From<Rate> for (u32, u32) {
    fn from(rate: Rate) -> Self {
        (rate.points, rate.minor)
    }
}

const MOST: u32 = 1_000_000;

fn within(field: &'static str, number: u32, low: u32) -> Result<(), Invalid> {
    let range = Invalid::Range { field, low: i64::from(low), high: i64::from(MOST) };
    if (low..=MOST).contains(&number) { Ok(()) } else { Err(range) }
}

/// When earned points can be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pending {
    /// At once.
    Immediate,
    /// After a time: the time in which a purchase may be returned.
    For(Span),
    /// When somebody says so: the project was accepted.
    OnAction,
}

/// How long points last, from when they could first be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Validity {
    /// For ever.
    Never,
    /// For a stretch of time, to an end that is the same or later.
    For(Span, Rounding),
    /// To the end of the month.
    EndOfMonth,
    /// To the end of the year.
    EndOfYear,
}

/// What the return of a purchase takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ReturnPolicy {
    /// What of its points still waits, and nothing else.
    OnlyPending,
    /// Its points, and others as far as there are any.
    WithinBalance,
    /// All of them; what is not there is owed.
    Unlimited,
}

named!(ReturnPolicy, "returns", [OnlyPending, WithinBalance, Unlimited]);

/// What becomes of points that are given back when they would have expired meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reinstatement {
    /// They stay lost.
    Lost,
    /// They come back for so many days.
    Days(u16),
}

/// How somebody becomes a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Join {
    /// By enrolling.
    OnEnrol,
    /// By enrolling, and by saying so once more.
    OnActivate,
    /// By enrolling or with the first purchase that earns; what was bought before counts too.
    OnEarn,
    /// Nobody needs to: the membership begins with the first points, whatever they are for, and
    /// what was bought before counts too.
    NotNeeded,
}

/// Where a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MemberState {
    /// Enrolled, and not yet activated.
    Enrolled,
    /// In good standing.
    Active,
    /// Kept from what the terms say, until that is lifted.
    Blocked,
    /// No member any more; the ledger stays.
    Closed,
}

named!(MemberState, "state", [Enrolled, Active, Blocked, Closed]);
