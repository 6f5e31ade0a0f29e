//! Who takes part in a programme, and what is earned and spent in a period.

use std::collections::BTreeSet;

use super::share::Share;
use crate::domain::{ClientId, Invalid, Period, Points, Timestamp};

/// What happened to points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FlowKind {
    /// They were given.
    Issued,
    /// They were taken back with a purchase.
    Reversed,
    /// They were spent.
    Redeemed,
    /// Spent ones were given back.
    GivenBack,
    /// They expired.
    Expired,
    /// A member left, and they with it.
    Forfeited,
}

/// Points of a member that moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// Whose.
    pub client: ClientId,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: FlowKind,
    /// How many.
    pub points: Points,
}

/// What a programme did in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// Members beside all clients.
    pub enrolment: Share,
    /// Members who were given points or spent some in the period, beside all members.
    pub active: Share,
    /// What was given in the period, less what was taken back.
    pub earned: i64,
    /// What was spent in the period, less what was given back.
    pub burned: i64,
    /// What was spent beside what was given.
    pub redemption_rate: Share,
    /// What expired or was forfeited beside what was given.
    pub breakage: Share,
}

impl Activity {
    /// Adds the flows of a period up; those outside it do not count.
    ///
    /// # Errors
    /// [`Invalid::Overflow`] when a sum is more than can be held.
    pub fn of(period: Period, clients: u32, members: u32, flows: &[Flow]) -> Result<Self, Invalid> {
        let within = || flows.iter().filter(|flow| period.contains(flow.at));
        let sum = |kind: FlowKind| {
            let of = within().filter(|flow| flow.kind == kind);
            let sum: i128 = of.map(|flow| i128::from(flow.points.get())).sum();
            i64::try_from(sum).map_err(|_| Invalid::Overflow { field: "points" })
        };
        let takes_part = |flow: &&Flow| matches!(flow.kind, FlowKind::Issued | FlowKind::Redeemed);
        let active: BTreeSet<ClientId> =
            within().filter(takes_part).map(|flow| flow.client).collect();
        let active = i64::try_from(active.len()).unwrap_or(i64::MAX);
        let earned = sum(FlowKind::Issued)?.saturating_sub(sum(FlowKind::Reversed)?);
        let burned = sum(FlowKind::Redeemed)?.saturating_sub(sum(FlowKind::GivenBack)?);
        let gone = sum(FlowKind::Expired)?.checked_add(sum(FlowKind::Forfeited)?);
        let gone = gone.ok_or(Invalid::Overflow { field: "points" })?;
        Ok(Activity {
            enrolment: Share { part: i64::from(members), whole: i64::from(clients) },
            active: Share { part: active, whole: i64::from(members) },
            earned,
            burned,
            redemption_rate: Share { part: burned, whole: earned },
            breakage: Share { part: gone, whole: earned },
        })
    }

    /// How much was given for each point that was spent.
    #[must_use]
    pub fn earn_to_burn(&self) -> Share {
        Share { part: self.earned, whole: self.burned }
    }
}
