//! Points for a referral: how they come, and how they are taken back with the purchase.

use super::book::{Book, Booking, No, Setting};
use super::entry::PointsEntry;
use super::holding::Holding;
use super::refusal::{MemberGuard, MemberRefusal};
use super::words::{Cause, EntryKind};
use crate::domain::{MemberId, Points};

/// Points that were given for a referral, and how many of them stay.
#[derive(Debug, Clone, PartialEq)]
pub struct ReducedReward {
    /// The entry by which they were given.
    pub given: PointsEntry,
    /// What was taken back of them so far.
    pub reversed: Vec<PointsEntry>,
    /// How many stay, by everything that came back so far.
    pub kept: Points,
    /// The memberships through which they came here, where they were merged since.
    pub merged: Vec<MemberId>,
}

impl Holding {
    /// Gives points for a referral: those of who referred and of who was brought, where this
    /// membership has both by now, each by an entry of its own.
    ///
    /// Needs no lot where nothing is owed; otherwise every lot of which something is left.
    ///
    /// # Errors
    /// A refusal for no points, or when the terms let no such member earn.
    pub fn referral_reward(
        &self,
        parts: &[Points],
        cause: Cause,
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "bonus")?;
        for points in parts {
            let given = book.bonus(EntryKind::ReferralReward, *points, cause);
            given.map_err(|no| book.no(no))?;
        }
        book.close()
    }

    /// Takes points back that were given for a referral, as the policy of returns says: those of
    /// their own lot first, wherever that was moved to. What is told is what stays by everything
    /// that came back so far: telling the same again gives no entry.
    ///
    /// Needs every lot of which something is left.
    ///
    /// # Errors
    /// A refusal when more would stay than before, or an entry gave no such points to this member,
    /// or to one that was merged into it.
    pub fn reduce_rewards(
        &self,
        rewards: &[ReducedReward],
        setting: &Setting<'_>,
    ) -> Result<Booking, MemberRefusal> {
        let mut book = Book::open(self, setting, "return_purchase")?;
        for reward in rewards {
            book.reduce_reward(reward).map_err(|no| book.no(no))?;
        }
        book.close()
    }
}

impl Book<'_> {
    pub(super) fn reduce_reward(&mut self, reward: &ReducedReward) -> Result<(), No> {
        let given = &reward.given;
        self.own(given, &reward.merged)?;
        if given.kind() != EntryKind::ReferralReward {
            return Err(MemberGuard::WrongEntry.into());
        }
        self.take_more(given, &reward.reversed, reward.kept)
    }
}
