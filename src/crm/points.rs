//! Points at the desk: earned, spent, given back, handed on, and kept right.

use super::booked::{Booked, earned_already, only_entry, too_many};
use super::desk::Desk;
use super::done::Done;
use super::draft::{Draft, Moment};
use super::held_lots::Needed;
use super::permission::Permission;
use super::programmes::because;
use super::reading::Reading;
use super::redemptions::GoesWith;
use super::referral_points::rewarded_for;
use super::seen_back::Undone;
use super::seen_member::{Bought, Seen, beside, seen};
use crate::domain::member::{
    Booking, Cause, EntryKind, Holding, Member, MemberRefusal, PointsEntry, Setting,
};
use crate::domain::noun::Noun;
use crate::domain::{EntryId, MemberId, Points, TransactionId};
use crate::error::Error;
use crate::store::Store;

/// What the desk does about members' points.
#[derive(Debug)]
pub struct PointsDesk<'d, S>(pub(super) &'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The points of members.
    #[must_use]
    pub fn points(&self) -> PointsDesk<'_, S> {
        PointsDesk(self)
    }
}

type Said = Result<Booking, MemberRefusal>;

impl<S: Store> PointsDesk<'_, S> {
    /// [`Holding::earn`] on a purchase that was recorded, multiplied by the tier that the member had
    /// when it was bought.
    ///
    /// ```
    /// # use guanxi::crm::FixedClock;
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::member::{Cause, CauseKind};
    /// use guanxi::domain::programme::{Rate, Terms};
    /// use guanxi::domain::transaction::{NewLine, NewTransaction};
    /// use guanxi::domain::{Points, RecordId};
    /// use guanxi::{Actor, Crm, Timestamp};
    /// let at: Timestamp = "2026-05-03T10:00:00Z".parse()?;
    /// # let crm = Crm::memory()?.with_clock(FixedClock::at(at));
    /// let desk = crm.desk(Actor::system());
    /// let terms = Terms::new("Asia/Shanghai".parse()?, "CNY".parse()?, Rate::new(1, 100)?);
    /// let club = desk.programmes().launch("茶友会", terms)?.id();
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// let member = desk.programmes().enrol(club, hua, None)?.id();
    /// let tea = NewLine::goods("茶具", "2 套".parse()?, "CNY 400".parse()?);
    /// let order = NewTransaction::order(at, "CNY".parse()?).line(tea);
    /// let order = desk.transactions().record(hua, order)?.id();
    /// desk.points().earn(member, order)?;
    /// let spent = desk.points().redeem(member, Points::new(150)?, Cause::transaction(order))?;
    /// assert_eq!(desk.points().balance(member)?.available.get(), 250);
    /// desk.points().refund(spent.id(), Points::new(150)?)?;
    /// assert_eq!(desk.points().balance(member)?.available.get(), 400);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The verb's refusals, also when points were earned on the purchase already or it is none; not
    /// found.
    pub fn earn(&self, id: MemberId, purchase: TransactionId) -> Result<Done<PointsEntry>, Error> {
        let done = self.0.command(
            Permission::PointsEarn,
            &(id, purchase),
            |reading| {
                let seen = seen(self.0, reading, id, &Needed::Nothing)?;
                let bought = seen.purchase(self.0, reading, purchase)?;
                Ok((seen, bought))
            },
            |(seen, _)| Some(seen.stream()),
            |(seen, bought), moment| earns(seen, bought, moment),
        );
        done.map_err(|error| earned_already(error, "earn"))
    }

    /// [`Holding::bonus`]: points for something that is no purchase.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn bonus(
        &self,
        id: MemberId,
        points: Points,
        cause: Cause,
    ) -> Result<Done<PointsEntry>, Error> {
        let input = (points, cause);
        self.say(Permission::PointsBonus, id, &input, &Needed::Nothing, "bonus", |h, s| {
            h.bonus(EntryKind::Bonus, points, cause, s)
        })
    }

    /// [`Holding::activate`]: what waits for this cause can be spent.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn activate(&self, id: MemberId, cause: Cause) -> Result<Done<PointsEntry>, Error> {
        let needed = Needed::Awaiting(cause.id);
        self.say(Permission::PointsActivate, id, &cause, &needed, "activate", |h, s| {
            h.activate(cause.id, s)
        })
    }

    /// [`Holding::redeem`]: points are spent at once.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn redeem(
        &self,
        id: MemberId,
        points: Points,
        cause: Cause,
    ) -> Result<Done<PointsEntry>, Error> {
        let (input, needed) = ((points, cause), Needed::Spending(points));
        self.say(Permission::PointsRedeem, id, &input, &needed, "redeem", |h, s| {
            h.redeem(points, cause, s)
        })
    }

    /// [`Holding::reserve`]: points are put aside. The reservation is the last of the member's
    /// [`holds`](Member::holds).
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn reserve(
        &self,
        id: MemberId,
        points: Points,
        cause: Cause,
    ) -> Result<Done<Member>, Error> {
        let (input, needed) = ((id, points, cause), Needed::Spending(points));
        self.hold(Permission::PointsReserve, id, &input, &needed, "reserve", |h, s| {
            h.reserve(points, cause, s)
        })
    }

    /// [`Holding::commit`]: what was put aside is spent.
    ///
    /// What was put aside for a reward is spent when that is given out:
    /// [`Redemptions::issue`](super::Redemptions::issue).
    ///
    /// # Errors
    /// The verb's refusals, also for points of a reward; not found.
    pub fn commit(&self, id: MemberId, reservation: EntryId) -> Result<Done<PointsEntry>, Error> {
        self.end(Permission::PointsCommit, (id, reservation), "commit", Holding::commit, |booked| {
            booked.entry()
        })
    }

    /// [`Holding::release`]: what was put aside is free again.
    ///
    /// What was put aside for a reward is free when that is called off:
    /// [`Redemptions::cancel`](super::Redemptions::cancel).
    ///
    /// # Errors
    /// The verb's refusals, also for points of a reward; not found.
    pub fn release(&self, id: MemberId, reservation: EntryId) -> Result<Done<Member>, Error> {
        self.end(
            Permission::PointsRelease,
            (id, reservation),
            "release",
            Holding::release,
            |booked| Ok(booked.member()),
        )
    }

    /// [`Holding::refund`]: points of a redemption are given back; where the membership was merged
    /// into another since, there.
    ///
    /// What a reward cost comes back when that is called off:
    /// [`Redemptions::cancel`](super::Redemptions::cancel). What was used, or ran out of time, gives
    /// none back.
    ///
    /// # Errors
    /// The verb's refusals, also for points of a reward; not found.
    pub fn refund(&self, redeemed: EntryId, points: Points) -> Result<Done<PointsEntry>, Error> {
        let done = self.0.command(
            Permission::PointsRefund,
            &(redeemed, points),
            |reading| {
                let undone = self.undone(reading, redeemed)?;
                let Undone { entry, .. } = &undone;
                let reward = GoesWith::of(reading, entry.stream(), entry.cause(), redeemed)?;
                Ok((undone, reward))
            },
            |(undone, _)| Some(undone.entry.stream()),
            |(Undone { seen, entry, before, merged }, reward), moment| {
                let booked = seen.ask(moment, "refund", |holding, setting| {
                    reward.may(holding, "refund", setting.stamp.valid_at)?;
                    holding.refund(entry, before, points, merged, setting)
                })?;
                booked.entry()
            },
        );
        done.map_err(|error| too_many(error, "refund"))
    }

    /// [`Holding::return_purchase`], as far as refunds of it were recorded: takes points back, and
    /// gives back what the purchase was paid with in points. Under the terms under which they were
    /// earned. Points that were given for a referral because of it are taken back in the same commit,
    /// as far as its terms say. Where the membership was merged into another since, the points are
    /// taken and given back there, where they are now. Where nothing came back since it was last said,
    /// nothing is written, and the last entry about the purchase is the answer.
    ///
    /// # Errors
    /// The verb's refusals; a refusal when nothing of the purchase has to do with points; not
    /// found.
    pub fn return_purchase(
        &self,
        id: MemberId,
        purchase: TransactionId,
    ) -> Result<Done<PointsEntry>, Error> {
        let done = self.0.command(
            Permission::PointsReturn,
            &(id, purchase),
            |reading| {
                let told = seen(self.0, reading, id, &Needed::Everything)?;
                let stream = told.stream();
                let (seen, returned) = told.returned(self.0, reading, purchase)?;
                let rewards = rewarded_for(self.0, reading, purchase)?;
                Ok((seen, returned, rewards, stream))
            },
            |(.., stream)| Some(*stream),
            |(seen, returned, rewards, _), moment| {
                let member = seen.member();
                let moment = moment.not_before(seen.last);
                let moment = &rewards.iter().fold(moment, |moment, one| one.after(&moment));
                let referral = rewards.as_ref().and_then(|rewards| rewards.reduced(moment).ok());
                let own = referral.as_ref().map(|one| one.of(member)).unwrap_or_default();
                let booked = seen.ask(moment, "return_purchase", |holding, setting| {
                    holding.return_purchase(&returned.told(&own), setting)
                })?;
                let draft = booked.entry_or(returned.last())?;
                match referral {
                    Some(referral) => Ok(draft.and(referral.draft(Some(member), moment)?)),
                    None => Ok(draft),
                }
            },
        );
        done.map_err(|error| too_many(error, "return_purchase"))
    }

    /// [`Holding::transfer`]: points go to another member, in one commit over both clients.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn transfer(
        &self,
        from: MemberId,
        to: MemberId,
        points: Points,
    ) -> Result<Done<PointsEntry>, Error> {
        let (input, needed) = ((from, to, points), Needed::Spending(points));
        self.both(
            Permission::PointsTransfer,
            &input,
            (from, &needed),
            (to, &Needed::Nothing),
            "transfer",
            |a, b, s| a.transfer(b, points, s),
        )
    }

    /// [`Holding::merge`]: everything goes to another membership, in one commit over both clients.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn merge(&self, from: MemberId, into: MemberId) -> Result<Done<PointsEntry>, Error> {
        let all = &Needed::Everything;
        let input = (from, into);
        self.both(Permission::PointsMerge, &input, (from, all), (into, all), "merge", |a, b, s| {
            a.merge(b, s)
        })
    }

    /// [`Holding::adjust_up`]: points are added by hand.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn adjust_up(
        &self,
        id: MemberId,
        points: Points,
        reason: &str,
    ) -> Result<Done<PointsEntry>, Error> {
        let reason = because(reason)?;
        let (input, needed) = ((points, &reason), Needed::Nothing);
        self.say(Permission::PointsAdjustUp, id, &input, &needed, "adjust", |h, s| {
            h.adjust_up(points, reason.clone(), s)
        })
    }

    /// [`Holding::adjust_down`]: points are taken away by hand.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn adjust_down(
        &self,
        id: MemberId,
        points: Points,
        reason: &str,
    ) -> Result<Done<PointsEntry>, Error> {
        let reason = because(reason)?;
        let (input, needed) = ((points, &reason), Needed::Spending(points));
        self.say(Permission::PointsAdjustDown, id, &input, &needed, "adjust", |h, s| {
            h.adjust_down(points, reason.clone(), s)
        })
    }

    /// [`Holding::reinstate`]: what an expiry took is brought back; where the membership was merged
    /// into another since, there.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn reinstate(&self, expired: EntryId, reason: &str) -> Result<Done<PointsEntry>, Error> {
        let reason = because(reason)?;
        let done = self.0.command(
            Permission::PointsReinstate,
            &(expired, &reason),
            |reading| self.undone(reading, expired),
            |undone| Some(undone.entry.stream()),
            |Undone { seen, entry, before, merged }, moment| {
                let booked = seen.ask(moment, "reinstate", |holding, setting| {
                    holding.reinstate(entry, before, reason.clone(), merged, setting)
                })?;
                booked.entry()
            },
        );
        done.map_err(|error| too_many(error, "reinstate"))
    }

    /// [`Holding::close`]: the member leaves, and its points are forfeited.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn leave(&self, id: MemberId, reason: &str) -> Result<Done<Member>, Error> {
        let reason = because(reason)?;
        let input = (id, &reason);
        self.hold(Permission::PointsLeave, id, &input, &Needed::Everything, "close", |h, s| {
            h.close(reason.clone(), s)
        })
    }

    /// [`Holding::sweep`] of one member: what has expired is written down. Nothing is answered
    /// otherwise afterwards.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn sweep(&self, id: MemberId) -> Result<Done<PointsEntry>, Error> {
        self.say(Permission::PointsSweep, id, &(), &Needed::Expired, "sweep", Holding::sweep)
    }

    fn say(
        &self,
        permission: Permission,
        id: MemberId,
        input: &impl serde::Serialize,
        needed: &Needed,
        verb: &'static str,
        rule: impl Fn(&Holding, &Setting<'_>) -> Said,
    ) -> Result<Done<PointsEntry>, Error> {
        let done = self.0.command(
            permission,
            &(id, input),
            |reading| seen(self.0, reading, id, needed),
            |seen| Some(seen.stream()),
            |seen, moment| seen.ask(moment, verb, &rule)?.entry(),
        );
        done.map_err(|error| too_many(error, verb))
    }

    /// One verb that ends a reservation, unless a reward goes with it.
    fn end<N: Noun>(
        &self,
        permission: Permission,
        (id, reservation): (MemberId, EntryId),
        verb: &'static str,
        rule: impl Fn(&Holding, EntryId, &Setting<'_>) -> Result<Booking, MemberRefusal>,
        told: impl Fn(Booked) -> Result<Draft<N>, Error>,
    ) -> Result<Done<N>, Error> {
        let done = self.0.command(
            permission,
            &(id, reservation),
            |reading| self.put_aside(reading, id, reservation),
            |(seen, _)| Some(seen.stream()),
            |(seen, reward), moment| {
                told(seen.ask(moment, verb, |holding, setting| {
                    reward.may(holding, verb, setting.stamp.valid_at)?;
                    rule(holding, reservation, setting)
                })?)
            },
        );
        done.map_err(|error| too_many(error, verb))
    }

    /// A reservation's member and lots, and the redemption that it is of.
    fn put_aside(
        &self,
        reading: &Reading<'_>,
        id: MemberId,
        reservation: EntryId,
    ) -> Result<(Seen, GoesWith), Error> {
        let seen = seen(self.0, reading, id, &Needed::Hold(reservation))?;
        let reward = match seen.held_for(reservation) {
            Some(cause) => GoesWith::of(reading, seen.stream(), cause, reservation)?,
            None => GoesWith::none(),
        };
        Ok((seen, reward))
    }

    /// An entry whose points are to come back.
    fn undone(&self, reading: &Reading<'_>, id: EntryId) -> Result<Undone, Error> {
        let entry = reading.subject::<PointsEntry>(id)?.now;
        Undone::of(self.0, reading, entry, &Needed::Nothing)
    }

    fn hold(
        &self,
        permission: Permission,
        id: MemberId,
        input: &impl serde::Serialize,
        needed: &Needed,
        verb: &'static str,
        rule: impl Fn(&Holding, &Setting<'_>) -> Said,
    ) -> Result<Done<Member>, Error> {
        let done = self.0.command(
            permission,
            input,
            |reading| seen(self.0, reading, id, needed),
            |seen| Some(seen.stream()),
            |seen, moment| Ok(seen.ask(moment, verb, &rule)?.member()),
        );
        done.map_err(|error| too_many(error, verb))
    }

    fn both(
        &self,
        permission: Permission,
        input: &impl serde::Serialize,
        (from, of_from): (MemberId, &Needed),
        (to, of_to): (MemberId, &Needed),
        verb: &'static str,
        rule: impl Fn(&Holding, &Holding, &Setting<'_>) -> Result<(Booking, Booking), MemberRefusal>,
    ) -> Result<Done<PointsEntry>, Error> {
        let done = self.0.command(
            permission,
            input,
            |reading| {
                let giver = seen(self.0, reading, from, of_from)?;
                let other =
                    if from == to { giver.clone() } else { beside(self.0, reading, to, of_to)? };
                Ok((giver, other))
            },
            |(giver, _)| Some(giver.stream()),
            |(giver, other), moment| {
                let moment = moment.not_before(other.last);
                let (out, came) = giver.ask_both(other, &moment, &rule)?;
                only_entry(out.and(came)?)
            },
        );
        done.map_err(|error| too_many(error, verb))
    }
}

/// What a purchase earns a member.
pub(super) fn earns(
    seen: &Seen,
    bought: &Bought,
    moment: &Moment<'_>,
) -> Result<Draft<PointsEntry>, Error> {
    let booked = seen.ask(moment, "earn", |holding, setting| {
        let Bought { purchase, tier, so_far, .. } = bought;
        let earning = setting.terms.earning(purchase, *tier, *so_far);
        let earning = earning.map_err(|why| holding.turn_away("earn", why))?;
        bought.may(holding)?;
        holding.earn(purchase, earning, setting)
    })?;
    booked.entry()
}
