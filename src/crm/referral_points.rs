//! What a referral gives at the desk: points to one client or to both, in one commit, and taken back
//! with the purchase.

use super::booked::{Booked, too_many};
use super::desk::Desk;
use super::done::Done;
use super::draft::{Draft, Moment};
use super::held_lots::Needed;
use super::moved_points::since;
use super::permission::Permission;
use super::reading::Reading;
use super::redemptions::membership;
use super::referrals::{Referrals, by_referee, came_back, returned};
use super::seen_back::Undone;
use super::seen_member::{Seen, beside};
use crate::domain::member::{Cause, CauseKind, PointsEntry, ReducedReward};
use crate::domain::noun::{Event, Noun, Stamp};
use crate::domain::referral::{
    Merit, MeritState, Referral, ReferralEvent, ReferralGuard, ReferralRefusal, Returned,
};
use crate::domain::refusal::Refusal;
use crate::domain::transaction::Transaction;
use crate::domain::{
    ClientId, EntryId, MemberId, Points, RecordId, ReferralId, Timestamp, TransactionId,
};
use crate::error::Error;
use crate::store::Store;

impl<S: Store> Referrals<'_, S> {
    /// [`Referral::pay`]: points are given for the first merit that is due, to each side that is
    /// to be given any, in one commit over both clients; where its membership was merged into another
    /// since the merit, or before it ended, there.
    ///
    /// # Errors
    /// The verb's refusals, also when who is to be given points is no member; those of the ledger;
    /// not found.
    pub fn pay(&self, id: ReferralId) -> Result<Done<Referral>, Error> {
        let done = self.0.command(
            Permission::ReferralPay,
            &id,
            |reading| {
                let referral = reading.subject::<Referral>(id)?.now;
                let last = reading.head(referral.stream())?.recorded_at;
                let sides = self.sides(reading, &referral)?;
                let purchase = next_merit(&referral).and_then(|merit| merit.purchase);
                let back = purchase.map(|purchase| returned(reading, purchase)).transpose()?;
                Ok((referral, last, sides, back))
            },
            |(referral, ..)| Some(referral.stream()),
            |(referral, last, sides, back), moment| {
                let moment = moment.not_before(*last);
                let moment = sides.iter().fold(moment, |m, side| m.not_before(side.seen.last));
                // What is not due is said before anything of points is.
                referral.pay(Vec::new(), *back, &moment.stamp).map_err(Error::refused)?;
                let cause = Cause::of(CauseKind::Referral, RecordId::id(id));
                let given = sides.iter().map(|side| side.give(cause, &moment));
                let given = given.collect::<Result<Vec<_>, Error>>()?;
                let entries = given.iter().flat_map(Booked::referral_rewards).collect();
                let event = referral.pay(entries, *back, &moment.stamp).map_err(Error::refused)?;
                let before = Some(referral.clone());
                let draft = Draft::state(before, id, referral.stream(), &event, &moment)?;
                Ok(given.into_iter().fold(draft, |draft, booked| draft.and(booked.member())))
            },
        );
        done.map_err(|error| too_many(error, "bonus"))
    }

    /// [`Referral::reverse`]: a purchase was returned. What waits for it is not given, and what was
    /// given is taken back, as far as the referral's terms say and by the programme's policy of
    /// returns. [`return_purchase`](super::points::PointsDesk::return_purchase) does the same in
    /// its own commit; this is for purchases on which no points were earned.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn reverse(
        &self,
        id: ReferralId,
        purchase: TransactionId,
    ) -> Result<Done<Referral>, Error> {
        let done = self.0.command(
            Permission::ReferralReverse,
            &(id, purchase),
            |reading| {
                let referral = reading.subject::<Referral>(id)?.now;
                Rewarded::of(self.0, reading, referral, purchase)
            },
            |rewarded| Some(rewarded.referral.stream()),
            |rewarded, moment| {
                let moment = &rewarded.after(moment);
                let reduced = rewarded.reduced(moment).map_err(Error::refused)?;
                reduced.draft(None, moment)
            },
        );
        done.map_err(|error| too_many(error, "return_purchase"))
    }

    /// Who is given how many points for the merit that is due: whoever was a member when it was
    /// earned, or into whom that membership was merged since.
    fn sides(&self, reading: &Reading<'_>, referral: &Referral) -> Result<Vec<Side>, Error> {
        let programme = referral.terms().programme;
        let Some(merit) = next_merit(referral) else { return Ok(Vec::new()) };
        let gives = referral.gives(merit);
        let referee = referral.referee().map(|referee| (referee, gives.referee()));
        let both = std::iter::once((referral.referrer(), gives.referrer())).chain(referee);
        let mut sides: Vec<Side> = Vec::new();
        for (client, points) in both.filter(|(_, points)| *points > Points::ZERO) {
            let member = membership(reading, programme, client)?;
            let member = member.ok_or_else(|| no_member(referral, client))?;
            let holder = since(reading, member, merit.at)?;
            match sides.iter_mut().find(|side| side.seen.member() == holder) {
                Some(side) => side.points.push(points),
                None => {
                    let seen = beside(self.0, reading, holder, &Needed::Nothing)?;
                    sides.push(Side { seen, points: vec![points] });
                }
            }
        }
        Ok(sides)
    }
}

/// A member who is given points: of who referred, of who was brought, or of both where one of their
/// memberships was merged into the other.
struct Side {
    seen: Seen,
    points: Vec<Points>,
}

impl Side {
    fn give(&self, cause: Cause, moment: &Moment<'_>) -> Result<Booked, Error> {
        self.seen.ask(moment, "bonus", |holding, setting| {
            holding.referral_reward(&self.points, cause, setting)
        })
    }
}

fn no_member(referral: &Referral, client: ClientId) -> Error {
    let (guard, from) = (ReferralGuard::NotAMember { client }, referral.state().name());
    Error::refused(Refusal::guard(&crate::domain::referral::MACHINE, from, "pay", guard))
}

/// Whether of the purchase for which points are due next more came back than was written down.
pub(super) fn due_for_less(reading: &Reading<'_>, referral: &Referral) -> Result<bool, Error> {
    let Some(purchase) = next_merit(referral).and_then(|merit| merit.purchase) else {
        return Ok(false);
    };
    let Some((_, merit)) = referral.merit_of(purchase) else { return Ok(false) };
    // What cannot be worked out is due, and the refusal to pay says why it cannot.
    Ok(referral.gives_less(merit, returned(reading, purchase)?).unwrap_or(false))
}

/// The merit whose points are due next.
fn next_merit(referral: &Referral) -> Option<&Merit> {
    let (number, _) = referral.next_due()?;
    (0..).zip(referral.merits()).find(|(own, _)| *own == number).map(|(_, merit)| merit)
}

/// A referral, what came back of a purchase that counts for it, and the points that were given.
pub(super) struct Rewarded {
    referral: Referral,
    purchase: TransactionId,
    returned: Returned,
    last: Option<Timestamp>,
    given: Vec<Given>,
}

/// Points that one side was given, beside the member who has them now.
struct Given {
    undone: Undone,
    /// Whether they are those of who referred.
    is_referrers: bool,
}

impl Given {
    fn holder(&self) -> MemberId {
        self.undone.seen.member()
    }
}

/// What becomes of a referral when a purchase came back.
pub(super) struct Reduced<'r> {
    of: &'r Rewarded,
    event: Event<Referral>,
}

/// The referral for which a purchase counts, if there is one.
pub(super) fn rewarded_for<S: Store>(
    desk: &Desk<S>,
    reading: &Reading<'_>,
    purchase: TransactionId,
) -> Result<Option<Rewarded>, Error> {
    let bought = reading.get::<Transaction>(purchase)?.now;
    let Some(client) = bought.client() else { return Ok(None) };
    let found = reading.page::<Referral>(by_referee(client))?.items.into_iter().next();
    let Some(found) = found else { return Ok(None) };
    let referral = reading.get::<Referral>(found.now.id())?.now;
    if referral.merit_of(bought.first()).is_none() {
        return Ok(None);
    }
    Rewarded::of(desk, reading, referral, bought.first()).map(Some)
}

impl Rewarded {
    fn of<S: Store>(
        desk: &Desk<S>,
        reading: &Reading<'_>,
        referral: Referral,
        purchase: TransactionId,
    ) -> Result<Self, Error> {
        let merit = referral.merit_of(purchase).map(|(_, merit)| merit);
        let entries = match merit.map(|merit| &merit.state) {
            Some(MeritState::Given(entries)) => entries.as_slice(),
            Some(MeritState::Waiting | MeritState::Reversed) | None => &[],
        };
        // Where both were given points, those of who referred stand first.
        let referrers = merit.is_some_and(|merit| referral.gives(merit).referrer() > Points::ZERO);
        let first_is_referrers = entries.len() > 1 || referrers;
        let given = |(place, id): (usize, &EntryId)| {
            let entry = reading.get::<PointsEntry>(*id)?.now;
            let terms = entry.terms();
            let mut undone = Undone::of(desk, reading, entry, &Needed::Everything)?;
            undone.seen = undone.seen.under(terms);
            Ok(Given { undone, is_referrers: place == 0 && first_is_referrers })
        };
        let given = entries.iter().enumerate().map(given);
        let mut given = given.collect::<Result<Vec<_>, Error>>()?;
        // Who has left has forfeited what there was.
        given.retain(|one| !one.undone.seen.has_left());
        let last = reading.head(referral.stream())?.recorded_at;
        let returned = returned(reading, purchase)?;
        Ok(Rewarded { referral, purchase, returned, last, given })
    }

    /// A moment that is not before anything of it was recorded.
    pub(super) fn after<'m>(&self, moment: &Moment<'m>) -> Moment<'m> {
        let moment = moment.not_before(self.last);
        self.given.iter().fold(moment, |moment, one| moment.not_before(one.undone.seen.last))
    }

    /// What becomes of the referral by what came back so far.
    pub(super) fn reduced(&self, moment: &Moment<'_>) -> Result<Reduced<'_>, ReferralRefusal> {
        self.reduced_by(self.returned, moment)
    }

    fn reduced_by(
        &self,
        returned: Returned,
        moment: &Moment<'_>,
    ) -> Result<Reduced<'_>, ReferralRefusal> {
        let event = self.referral.reverse(self.purchase, returned, &moment.stamp)?;
        Ok(Reduced { of: self, event })
    }

    /// The same command, and in its commit what becomes of the referral when these transactions
    /// stand of the purchase; where nothing more came back than was written down, nothing does.
    pub(super) fn alongside(
        &self,
        draft: Draft<Transaction>,
        standing: &[Transaction],
        moment: &Moment<'_>,
    ) -> Result<Draft<Transaction>, Error> {
        // It holds from when it is told, whenever the goods came back.
        let now = moment.stamp.recorded_at;
        let moment = &self.after(&moment.at(Stamp { valid_at: now, ..moment.stamp }));
        let bought = standing.iter().find(|one| one.is_purchase() && one.first() == self.purchase);
        let returned = match bought {
            Some(bought) => came_back(bought, standing.iter())?,
            None => Returned::Wholly,
        };
        match self.reduced_by(returned, moment) {
            Ok(reduced) => Ok(draft.and(reduced.draft(None, moment)?)),
            Err(_) => Ok(draft),
        }
    }
}

impl Reduced<'_> {
    /// What one member keeps of what it has by now.
    pub(super) fn of(&self, member: MemberId) -> Vec<ReducedReward> {
        let own = self.of.given.iter().filter(|one| one.holder() == member);
        own.map(|one| self.reward(one)).collect()
    }

    fn reward(&self, one: &Given) -> ReducedReward {
        let kept = match &self.event.what {
            ReferralEvent::Reduced { kept, .. } if one.is_referrers => kept.referrer(),
            ReferralEvent::Reduced { kept, .. } => kept.referee(),
            ReferralEvent::Invited { .. }
            | ReferralEvent::Registered { .. }
            | ReferralEvent::Qualified(_)
            | ReferralEvent::Rewarded { .. }
            | ReferralEvent::Reversed { .. }
            | ReferralEvent::Rejected
            | ReferralEvent::Expired => Points::ZERO,
        };
        let Undone { entry, before, merged, .. } = &one.undone;
        let merged = merged.members.clone();
        ReducedReward { given: entry.clone(), reversed: before.clone(), kept, merged }
    }

    /// The referral as it will stand, and what is taken back of every member but one whose points
    /// are seen to elsewhere.
    pub(super) fn draft(
        &self,
        but: Option<MemberId>,
        moment: &Moment<'_>,
    ) -> Result<Draft<Referral>, Error> {
        let referral = &self.of.referral;
        let before = Some(referral.clone());
        let draft = Draft::state(before, referral.id(), referral.stream(), &self.event, moment)?;
        let mut others: Vec<&Given> = self.of.given.iter().collect();
        others.retain(|one| Some(one.holder()) != but);
        // Who has the points of both by now is asked once.
        others.dedup_by_key(|one| one.holder());
        others.into_iter().try_fold(draft, |draft, one| {
            let rewards = self.of(one.holder());
            let booked = one.undone.seen.ask(moment, "return_purchase", |holding, setting| {
                holding.reduce_rewards(&rewards, setting)
            })?;
            Ok(draft.and(booked.member()))
        })
    }
}
