//! What may be said of a redemption, and when.

use super::code::VoucherCode;
use super::declared::MACHINE;
use super::event::{RedemptionEvent, RedemptionWord};
use super::record::Redemption;
use super::refusal::{RedemptionGuard, RedemptionRefusal};
use super::words::{Asked, Claim, RedemptionState, Spent, UsedFor};
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::reward::{Reward, RewardKind, RewardState};
use crate::domain::{Line, Timestamp};

type Said = Result<Event<Redemption>, RedemptionRefusal>;

impl Redemption {
    /// Whether a member may have a reward at an instant, as far as everything but points and stock
    /// goes.
    ///
    /// # Errors
    /// A refusal when the client is not active, the reward is not offered or not now, is for a
    /// higher tier, or the member has had it as often as one may.
    pub fn may_reserve(
        reward: &Reward,
        claim: &Claim,
        at: Timestamp,
    ) -> Result<(), RedemptionRefusal> {
        let no = |guard| Err(Redemption::no_reserve(guard));
        let (state, terms) = (reward.state(), reward.terms());
        if !claim.active {
            return no(RedemptionGuard::ClientNotActive);
        }
        if state != RewardState::Active {
            return no(RedemptionGuard::NotOffered { state });
        }
        if !terms.is_on(at) {
            return no(RedemptionGuard::NotNow);
        }
        if claim.rank < terms.min_rank {
            return no(RedemptionGuard::TierTooLow { from: terms.min_rank, rank: claim.rank });
        }
        match terms.per_member {
            Some(most) if claim.had >= most => no(RedemptionGuard::LimitReached { most }),
            Some(_) | None => Ok(()),
        }
    }

    /// Puts a reward aside for a member whose points are put aside too.
    ///
    /// # Errors
    /// As [`may_reserve`](Self::may_reserve).
    pub fn reserve(
        reward: &Reward,
        claim: &Claim,
        until: Timestamp,
        spent: Spent,
        stamp: &Stamp,
    ) -> Said {
        Redemption::may_reserve(reward, claim, stamp.valid_at)?;
        let terms = reward.terms();
        let asked = Asked {
            reward: reward.id(),
            programme: terms.programme,
            kind: terms.kind.clone(),
            price: terms.price,
            usable: terms.usable,
            limited: terms.limited,
        };
        Ok(Event::plain(RedemptionEvent::Reserved { asked, until, spent }))
    }

    /// The refusal to put a reward aside, for what only a desk can know: that none is left.
    #[must_use]
    pub fn no_reserve(guard: RedemptionGuard) -> RedemptionRefusal {
        Refusal::guard(&MACHINE, NOTHING, "reserve", guard)
    }

    /// Gives it out, a voucher with its code.
    ///
    /// # Errors
    /// A refusal when it is not put aside any more, or a voucher has no code.
    pub fn issue(&self, code: Option<VoucherCode>, stamp: &Stamp) -> Said {
        let from = self.may("issue", stamp)?;
        self.not_over(from, "issue", stamp.valid_at)?;
        if self.asked().kind == RewardKind::Voucher && code.is_none() {
            return Err(Refusal::guard(&MACHINE, from, "issue", RedemptionGuard::CodeMissing));
        }
        let expires_at = match self.asked().usable {
            None => None,
            Some(usable) => {
                let end = usable.span.nth(stamp.valid_at, 1, usable.zone);
                Some(end.map_err(|why| Refusal::invalid(&MACHINE, from, "issue", why))?)
            }
        };
        let words = RedemptionWord { code, reason: None };
        Ok(Event::with(RedemptionEvent::Issued { expires_at }, words))
    }

    /// Uses it; a discount is taken off the price that is given.
    ///
    /// # Errors
    /// A refusal when it was not issued or its time is over, when a discount is given no price, or
    /// one in another currency.
    pub fn used(&self, used: UsedFor, stamp: &Stamp) -> Said {
        let from = self.may("use", stamp)?;
        self.not_over(from, "use", stamp.valid_at)?;
        let off = match &self.asked().kind {
            RewardKind::Discount(discount) => {
                let no = || Refusal::guard(&MACHINE, from, "use", RedemptionGuard::PriceMissing);
                let price = used.price.ok_or_else(no)?;
                let off = discount.off(price);
                Some(off.map_err(|why| Refusal::invalid(&MACHINE, from, "use", why))?)
            }
            RewardKind::Voucher | RewardKind::Service(_) => None,
        };
        Ok(Event::plain(RedemptionEvent::Used { used, off }))
    }

    /// Writes down that its time is over. Nothing depends on when that is written: from its end on
    /// it can be neither issued nor used.
    ///
    /// # Errors
    /// A refusal when it ends no more, or not yet.
    pub fn expire(&self, stamp: &Stamp) -> Said {
        let from = self.may("expire", stamp)?;
        match self.ends() {
            Some(end) if end <= stamp.valid_at => Ok(Event::plain(RedemptionEvent::Expired)),
            until => {
                let guard = RedemptionGuard::NotOver { until };
                Err(Refusal::guard(&MACHINE, from, "expire", guard))
            }
        }
    }

    /// Calls it off before it was used: points and thing are given back.
    ///
    /// # Errors
    /// A refusal when it was used, called off or over, or was issued and its time is over.
    pub fn cancel(&self, reason: Line, stamp: &Stamp) -> Said {
        let from = self.may("cancel", stamp)?;
        if self.state() == RedemptionState::Issued {
            self.not_over(from, "cancel", stamp.valid_at)?;
        }
        let words = RedemptionWord { code: None, reason: Some(reason) };
        Ok(Event::with(RedemptionEvent::Cancelled, words))
    }

    fn may(&self, verb: &'static str, stamp: &Stamp) -> Result<&'static str, RedemptionRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        if stamp.valid_at < self.plain.since {
            return Err(Refusal::guard(&MACHINE, from, verb, RedemptionGuard::BeforeLast));
        }
        Ok(from)
    }

    fn not_over(
        &self,
        from: &'static str,
        verb: &'static str,
        at: Timestamp,
    ) -> Result<(), RedemptionRefusal> {
        match self.ends() {
            Some(since) if since <= at => {
                Err(Refusal::guard(&MACHINE, from, verb, RedemptionGuard::Over { since }))
            }
            Some(_) | None => Ok(()),
        }
    }
}
