//! What a referral gives at the desk: points to one client or to both, in one commit, and taken back
//! with the purchase.

use super::booked::too_many;
use super::desk::Desk;
use super::done::Done;
use super::draft::{Draft, Moment};
use super::held_lots::Needed;
use super::permission::Permission;
use super::reading::Reading;
use super::redemptions::membership;
use super::referrals::{Referrals, by_referee, came_back, returned};
use super::seen_member::{Seen, beside};
use crate::domain::member::{Cause, CauseKind, EntryKind, PointsEntry, ReducedReward};
use crate::domain::noun::{Event, Noun, Stamp};
use crate::domain::referral::{
    Gives, MeritState, Referral, ReferralEvent, ReferralGuard, ReferralRefusal, Returned,
};
use crate::domain::refusal::Refusal;
use crate::domain::transaction::Transaction;
use crate::domain::{MemberId, Points, RecordId, ReferralId, Timestamp, TransactionId};
use crate::error::Error;
use crate::store::Store;

impl<S: Store> Referrals<'_, S> {
    /// [`Referral::pay`]: points are given for the first merit that is due, to each side that is
    /// to be given any, in one commit over both clients.
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
                let purchase = due(&referral).and_then(|(purchase, _)| purchase);
                let back = purchase.map(|purchase| returned(reading, purchase)).transpose()?;
                Ok((referral, last, sides, back))
            },
            |(referral, ..)| Some(referral.stream()),
            |(referral, last, sides, back), moment| {
                let moment = moment.not_before(*last);
                let moment = sides.iter().fold(moment, |m, (seen, _)| m.not_before(seen.last));
                // What is not due is said before anything of points is.
                referral.pay(Vec::new(), *back, &moment.stamp).map_err(Error::refused)?;
                let cause = Cause::of(CauseKind::Referral, RecordId::id(id));
                let given = |(seen, points): &(Seen, Points)| {
                    let booked = seen.ask(&moment, "bonus", |holding, setting| {
                        holding.bonus(EntryKind::ReferralReward, *points, cause, setting)
                    })?;
                    booked.entry()
                };
                let given = sides.iter().map(given).collect::<Result<Vec<_>, Error>>()?;
                let entries = given.iter().map(|draft| draft.now.id()).collect();
                let event = referral.pay(entries, *back, &moment.stamp).map_err(Error::refused)?;
                let before = Some(referral.clone());
                let draft = Draft::state(before, id, referral.stream(), &event, &moment)?;
                Ok(given.into_iter().fold(draft, Draft::and))
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

    /// Who is given how many points for the merit that is due.
    fn sides(
        &self,
        reading: &Reading<'_>,
        referral: &Referral,
    ) -> Result<Vec<(Seen, Points)>, Error> {
        let programme = referral.terms().programme;
        let gives = due(referral).map_or(referral.terms().gives, |(_, gives)| gives);
        let referee = referral.referee().map(|referee| (referee, gives.referee()));
        let sides = std::iter::once((referral.referrer(), gives.referrer())).chain(referee);
        let sides = sides.filter(|(_, points)| *points > Points::ZERO);
        let side = |(client, points)| {
            let member = membership(reading, programme, client)?;
            let member = member.ok_or_else(|| {
                let guard = ReferralGuard::NotAMember { client };
                let from = referral.state().name();
                Error::refused(Refusal::guard(
                    &crate::domain::referral::MACHINE,
                    from,
                    "pay",
                    guard,
                ))
            })?;
            Ok((beside(self.0, reading, member, &Needed::Nothing)?, points))
        };
        sides.map(side).collect()
    }
}

/// Whether of the purchase for which points are due next more came back than was written down.
pub(super) fn due_for_less(reading: &Reading<'_>, referral: &Referral) -> Result<bool, Error> {
    let Some((Some(purchase), _)) = due(referral) else { return Ok(false) };
    let Some((_, merit)) = referral.merit_of(purchase) else { return Ok(false) };
    // What cannot be worked out is due, and the refusal to pay says why it cannot.
    Ok(referral.gives_less(merit, returned(reading, purchase)?).unwrap_or(false))
}

/// The purchase of the merit whose points are due next, and how many those are.
fn due(referral: &Referral) -> Option<(Option<TransactionId>, Gives)> {
    let (number, _) = referral.next_due()?;
    let (_, merit) = (0..).zip(referral.merits()).find(|(own, _)| *own == number)?;
    Some((merit.purchase, referral.gives(merit)))
}

/// A referral, what came back of a purchase that counts for it, and the points that were given.
pub(super) struct Rewarded {
    referral: Referral,
    purchase: TransactionId,
    returned: Returned,
    last: Option<Timestamp>,
    given: Vec<Given>,
}

struct Given {
    seen: Seen,
    entry: PointsEntry,
    reversed: Vec<PointsEntry>,
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
        let entries = match referral.merit_of(purchase).map(|(_, merit)| &merit.state) {
            Some(MeritState::Given(entries)) => entries.as_slice(),
            Some(MeritState::Waiting | MeritState::Reversed) | None => &[],
        };
        let given = |id: &crate::domain::EntryId| {
            let entry = reading.get::<PointsEntry>(*id)?.now;
            let seen = beside(desk, reading, entry.member(), &Needed::Everything)?;
            let reversed = seen.about(reading, &entry)?;
            Ok(Given { seen: seen.under(entry.terms()), entry, reversed })
        };
        let mut given = entries.iter().map(given).collect::<Result<Vec<_>, Error>>()?;
        // Who has left has forfeited what there was.
        given.retain(|one| !one.seen.has_left());
        let last = reading.head(referral.stream())?.recorded_at;
        let returned = returned(reading, purchase)?;
        Ok(Rewarded { referral, purchase, returned, last, given })
    }

    /// A moment that is not before anything of it was recorded.
    pub(super) fn after<'m>(&self, moment: &Moment<'m>) -> Moment<'m> {
        let moment = moment.not_before(self.last);
        self.given.iter().fold(moment, |moment, one| moment.not_before(one.seen.last))
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
    /// What one member keeps.
    pub(super) fn of(&self, member: MemberId) -> Vec<ReducedReward> {
        let own = self.of.given.iter().filter(|one| one.entry.member() == member);
        own.map(|one| self.reward(one)).collect()
    }

    fn reward(&self, one: &Given) -> ReducedReward {
        let referrer = one.entry.stream() == self.of.referral.stream();
        let kept = match &self.event.what {
            ReferralEvent::Reduced { kept, .. } if referrer => kept.referrer(),
            ReferralEvent::Reduced { kept, .. } => kept.referee(),
            ReferralEvent::Invited { .. }
            | ReferralEvent::Registered { .. }
            | ReferralEvent::Qualified(_)
            | ReferralEvent::Rewarded { .. }
            | ReferralEvent::Reversed { .. }
            | ReferralEvent::Rejected
            | ReferralEvent::Expired => Points::ZERO,
        };
        ReducedReward { given: one.entry.clone(), reversed: one.reversed.clone(), kept }
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
        let others = self.of.given.iter().filter(|one| Some(one.entry.member()) != but);
        others.into_iter().try_fold(draft, |draft, one| {
            let reward = self.reward(one);
            let booked = one.seen.ask(moment, "return_purchase", |holding, setting| {
                holding.reduce_reward(&reward, setting)
            })?;
            Ok(draft.and(booked.member()))
        })
    }
}
