//! What a referral gives at the desk: points to one client or to both, in one commit, and taken back
//! with the purchase.

use super::booked::{Needed, Seen, beside};
use super::done::Done;
use super::draft::Draft;
use super::permission::Permission;
use super::reading::Reading;
use super::redemptions::membership;
use super::referrals::{Referrals, returned};
use crate::domain::member::{Cause, CauseKind, EntryKind, PointsEntry};
use crate::domain::noun::Noun;
use crate::domain::referral::{MeritState, Referral, ReferralGuard};
use crate::domain::refusal::Refusal;
use crate::domain::{Line, Points, RecordId, ReferralId, TransactionId};
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
        self.0.command(
            Permission::ReferralPay,
            &id,
            |reading| {
                let referral = reading.subject::<Referral>(id)?.now;
                let last = reading.head(referral.stream())?.recorded_at;
                let sides = self.sides(reading, &referral)?;
                Ok((referral, last, sides))
            },
            |(referral, ..)| Some(referral.stream()),
            |(referral, last, sides), moment| {
                let moment = moment.not_before(*last);
                let moment = sides.iter().fold(moment, |m, (seen, _)| m.not_before(seen.last));
                // What is not due is said before anything of points is.
                referral.pay(Vec::new(), &moment.stamp).map_err(Error::refused)?;
                let cause = Cause::of(CauseKind::Referral, RecordId::id(id));
                let given = |(seen, points): &(Seen, Points)| {
                    let booked = seen.ask(&moment, "bonus", |holding, setting| {
                        holding.bonus(EntryKind::ReferralReward, *points, cause, setting)
                    })?;
                    booked.entry()
                };
                let given = sides.iter().map(given).collect::<Result<Vec<_>, Error>>()?;
                let entries = given.iter().map(|draft| draft.now.id()).collect();
                let event = referral.pay(entries, &moment.stamp).map_err(Error::refused)?;
                let before = Some(referral.clone());
                let draft = Draft::state(before, id, referral.stream(), &event, &moment)?;
                Ok(given.into_iter().fold(draft, Draft::and))
            },
        )
    }

    /// [`Referral::reverse`]: a purchase was returned as a whole. What waits for it is not given;
    /// what was given is taken back as far as it is there.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn reverse(
        &self,
        id: ReferralId,
        purchase: TransactionId,
    ) -> Result<Done<Referral>, Error> {
        let reason = Line::new("推荐的购买已退货 / the purchase was returned")?;
        self.0.command(
            Permission::ReferralReverse,
            &(id, purchase),
            |reading| {
                let referral = reading.subject::<Referral>(id)?.now;
                let last = reading.head(referral.stream())?.recorded_at;
                let given = self.given(reading, &referral, purchase)?;
                Ok((referral, last, given, returned(reading, purchase)?))
            },
            |(referral, ..)| Some(referral.stream()),
            |(referral, last, given, returned), moment| {
                let moment = moment.not_before(*last);
                let moment = given.iter().fold(moment, |m, (seen, _)| m.not_before(seen.last));
                let event = referral.reverse(purchase, *returned, &moment.stamp);
                let event = event.map_err(Error::refused)?;
                let before = Some(referral.clone());
                let draft = Draft::state(before, id, referral.stream(), &event, &moment)?;
                given.iter().try_fold(draft, |draft, (seen, points)| {
                    let there = seen.available(moment.stamp.valid_at)?.min(*points);
                    if there == Points::ZERO {
                        return Ok(draft);
                    }
                    let booked = seen.ask(&moment, "adjust", |holding, setting| {
                        holding.adjust_down(there, reason.clone(), setting)
                    })?;
                    Ok(draft.and(booked.entry()?))
                })
            },
        )
    }

    /// Who is given how many points.
    fn sides(
        &self,
        reading: &Reading<'_>,
        referral: &Referral,
    ) -> Result<Vec<(Seen, Points)>, Error> {
        let (gives, programme) = (referral.terms().gives, referral.terms().programme);
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

    /// Whom points were given for a purchase, and how many.
    fn given(
        &self,
        reading: &Reading<'_>,
        referral: &Referral,
        purchase: TransactionId,
    ) -> Result<Vec<(Seen, Points)>, Error> {
        let entries = match referral.merit_of(purchase).map(|(_, merit)| &merit.state) {
            Some(MeritState::Given(entries)) => entries.as_slice(),
            Some(MeritState::Waiting | MeritState::Reversed) | None => &[],
        };
        let side = |id: &crate::domain::EntryId| {
            let entry = reading.get::<PointsEntry>(*id)?.now;
            let needed = Needed::Spending(entry.points());
            Ok((beside(self.0, reading, entry.member(), &needed)?, entry.points()))
        };
        entries.iter().map(side).collect()
    }
}
