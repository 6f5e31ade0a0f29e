//! Referrals at the desk: who brought whom, and what for.

use std::ops::Bound;

use super::contacts::in_client;
use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::journal::known_at;
use super::permission::Permission;
use super::reading::Reading;
use super::referral_points::due_for_less;
use crate::domain::client::Client;
use crate::domain::contact::{Address, Contact};
use crate::domain::noun::Noun;
use crate::domain::referral::{
    Bought, Brought, NewReferral, Referral, ReferralGuard, Returned, shares_contact,
};
use crate::domain::transaction::{Kind, Transaction};
use crate::domain::{
    ClientId, Invalid, Line, Money, RecordId, ReferralId, Stream, Timestamp, TransactionId,
};
use crate::error::Error;
use crate::store::scan::{Among, MOST};
use crate::store::{Conflict, Cursor, Scan, Store, StoreError};

/// What the desk does about referrals.
#[derive(Debug)]
pub struct Referrals<'d, S>(pub(super) &'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The referrals.
    #[must_use]
    pub fn referrals(&self) -> Referrals<'_, S> {
        Referrals(self)
    }
}

impl<S: Store> Referrals<'_, S> {
    /// [`Referral::invite`]: a client invites somebody.
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::referral::{Gives, NewReferral, ReferralState, Trigger};
    /// use guanxi::domain::{Points, ProgrammeId, Zone};
    /// use guanxi::{Actor, Crm};
    /// # let club = ProgrammeId::from_uuid(uuid::Uuid::from_u128(1));
    /// let desk = Crm::memory()?.desk(Actor::system());
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// let gives = Gives::new(Points::new(500)?, Points::new(200)?)?;
    /// let invitation = NewReferral::of(club, Zone::UTC, Trigger::FirstPurchase, gives)?;
    /// let invited = desk.referrals().invite(hua, invitation.named("韩梅梅")?)?.id();
    /// let mei = desk.clients().register(NewClient::person("韩梅梅")?)?.id();
    /// let brought = desk.referrals().register(invited, mei)?;
    /// assert_eq!(brought.now.state(), ReferralState::Registered);
    /// # Ok::<(), guanxi::Error>(())
    /// ```
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such client.
    pub fn invite(&self, referrer: ClientId, new: NewReferral) -> Result<Done<Referral>, Error> {
        let stream = Stream::client(referrer);
        self.0.command(
            Permission::ReferralInvite,
            &(referrer, &new),
            |reading| Ok(reading.get::<Client>(referrer)?.now),
            |_| Some(stream),
            |client, moment| {
                let event = Referral::invite(new.clone(), client, &moment.stamp);
                Draft::state(None, moment.fresh(), stream, &event.map_err(Error::refused)?, moment)
            },
        )
    }

    /// [`Referral::register`]: who was invited has become this client.
    ///
    /// # Errors
    /// The verb's refusals, also when somebody else brought them; not found.
    pub fn register(&self, id: ReferralId, referee: ClientId) -> Result<Done<Referral>, Error> {
        let done = self.0.command(
            Permission::ReferralRegister,
            &(id, referee),
            |reading| {
                let referral = reading.subject::<Referral>(id)?.now;
                let last = reading.head(referral.stream())?.recorded_at;
                let brought = brought(reading, &referral, referee)?;
                Ok((referral, last, brought))
            },
            |(referral, ..)| Some(referral.stream()),
            |(referral, last, brought), moment| {
                let moment = moment.not_before(*last);
                let event = referral.register(brought, &moment.stamp).map_err(Error::refused)?;
                Draft::state(Some(referral.clone()), id, referral.stream(), &event, &moment)
            },
        );
        done.map_err(taken)
    }

    /// [`Referral::qualify`]: who was brought has bought this.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn qualify(
        &self,
        id: ReferralId,
        purchase: TransactionId,
    ) -> Result<Done<Referral>, Error> {
        self.0.command(
            Permission::ReferralQualify,
            &(id, purchase),
            |reading| {
                let referral = reading.subject::<Referral>(id)?.now;
                let last = reading.head(referral.stream())?.recorded_at;
                let found = reading.get::<Transaction>(purchase)?;
                let bought = Bought {
                    purchase: found.now.first(),
                    client: found.now.client(),
                    is_purchase: found.now.is_purchase() && !found.superseded,
                    at: found.now.at(),
                };
                Ok((referral, last, bought))
            },
            |(referral, ..)| Some(referral.stream()),
            |(referral, last, bought), moment| {
                let moment = moment.not_before(*last);
                let event = referral.qualify(bought, &moment.stamp).map_err(Error::refused)?;
                Draft::state(Some(referral.clone()), id, referral.stream(), &event, &moment)
            },
        )
    }

    /// [`Referral::reject`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn reject(&self, id: ReferralId, reason: &str) -> Result<Done<Referral>, Error> {
        let reason = Line::new(reason).map_err(|why| why.in_field("reason"))?;
        self.0.say(Permission::ReferralReject, id, &reason, |referral: &Referral, stamp| {
            referral.reject(reason.clone(), stamp)
        })
    }

    /// [`Referral::expire`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn expire(&self, id: ReferralId) -> Result<Done<Referral>, Error> {
        self.0.say(Permission::ReferralExpire, id, &(), Referral::expire)
    }

    /// One referral.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: ReferralId) -> Result<Found<Referral>, Error> {
        self.0.ask(Permission::ReferralRead, None, |reading| reading.get(id))
    }

    /// The referrals of who refers, by state.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn of(
        &self,
        referrer: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Referral>, Error> {
        let stream = Stream::client(referrer);
        let scan = Scan { after, ..of_client(stream, limit) };
        self.0.ask(Permission::ReferralList, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// The referral by which a client was brought, if it was.
    ///
    /// # Errors
    /// Not found for another's client.
    pub fn brought(&self, referee: ClientId) -> Result<Option<Found<Referral>>, Error> {
        let stream = Stream::client(referee);
        let scan = by_referee(referee);
        let found = self.0.ask(Permission::ReferralBrought, Some(stream), |reading| {
            reading.page::<Referral>(scan.clone())
        })?;
        Ok(found.items.into_iter().next())
    }

    /// The referrals for which points are due by an instant, the longest due first; without those
    /// whose purchase came back meanwhile as far as [`pay`](Self::pay) would refuse, so that a page
    /// may be short and still have a next.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn due_by(
        &self,
        at: Timestamp,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Referral>, Error> {
        let scan = Scan { after, ..until("by_due", at, limit) };
        self.0.ask(Permission::ReferralDue, None, |reading| {
            let mut page = reading.page::<Referral>(scan.clone())?;
            let found = std::mem::take(&mut page.items);
            for one in found {
                if !due_for_less(reading, &one.now)? {
                    page.items.push(one);
                }
            }
            Ok(page)
        })
    }

    /// The referrals that have taken too long by an instant and of which that was not written down.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn ended_by(
        &self,
        at: Timestamp,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Referral>, Error> {
        let scan = Scan { after, ..until("by_end", at, limit) };
        self.0.ask(Permission::ReferralEnded, None, |reading| reading.page(scan.clone()))
    }

    /// The referral as far as it had been told by an instant; none where nobody was invited yet.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(&self, id: ReferralId, at: Timestamp) -> Result<Option<Referral>, Error> {
        self.0.ask(Permission::ReferralKnownAt, None, |reading| known_at(reading, id, at))
    }

    /// The verbs that may be said of a referral now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: ReferralId) -> Result<Vec<&'static str>, Error> {
        let found = self.0.ask(Permission::ReferralAllowed, None, |r| r.get::<Referral>(id))?;
        Ok(found.now.allowed())
    }
}

/// What the rules ask about who was brought.
fn brought(
    reading: &Reading<'_>,
    referral: &Referral,
    referee: ClientId,
) -> Result<Brought, Error> {
    let client = reading.get::<Client>(referee)?.now;
    let own = addresses(reading, referral.referrer())?;
    let theirs = addresses(reading, referee)?;
    let all = reading.all::<Referral>(&of_client(referral.stream(), MOST))?;
    let others = all.iter().filter(|one| one.now.id() != referral.id() && one.now.counts());
    let others = u32::try_from(others.count()).unwrap_or(u32::MAX);
    Ok(Brought {
        client: referee,
        active: client.is_active(),
        begun: client.begun(),
        shares_contact: shares_contact(&own, &theirs),
        brought_referrer: is_above(reading, referee, referral.referrer())?,
        others,
    })
}

/// Every address of a client's contacts, of those who have left too.
fn addresses(reading: &Reading<'_>, client: ClientId) -> Result<Vec<Address>, Error> {
    let contacts = reading.all::<Contact>(&in_client(Stream::client(client), MOST))?;
    let known = contacts.iter().filter_map(|found| found.now.addresses().known());
    Ok(known.flatten().map(|listed| listed.address.clone()).collect())
}

/// Whether a client brought another, or who brought that, and so on.
fn is_above(reading: &Reading<'_>, above: ClientId, of: ClientId) -> Result<bool, Error> {
    const MOST_STEPS: usize = 10_000;
    let mut below = of;
    for _ in 0..MOST_STEPS {
        let found = reading.page::<Referral>(by_referee(below))?.items.into_iter().next();
        match found.map(|found| found.now.referrer()) {
            Some(referrer) if referrer == above => return Ok(true),
            Some(referrer) => below = referrer,
            None => return Ok(false),
        }
    }
    Ok(true)
}

/// How much of a purchase came back, by everything that stands.
pub(super) fn returned(reading: &Reading<'_>, purchase: TransactionId) -> Result<Returned, Error> {
    let bought = match reading.standing::<Transaction>(purchase)? {
        Some(found) => found.now,
        None => reading.get::<Transaction>(purchase)?.now,
    };
    if !bought.is_told() {
        return Ok(Returned::Wholly);
    }
    let scan = Scan::of(Transaction::DECLARATION.noun, "by_refers_to", MOST)
        .within(bought.stream())
        .equal(RecordId::id(bought.first()));
    let about = reading.all::<Transaction>(&scan)?;
    came_back(&bought, about.iter().map(|found| &found.now))
}

/// How much of a purchase that stands came back, by those of these that are refunds of it.
pub(super) fn came_back<'t>(
    bought: &Transaction,
    about: impl Iterator<Item = &'t Transaction>,
) -> Result<Returned, Error> {
    let refunds = about.filter(|one| {
        one.kind() == Kind::Refund && one.is_told() && one.refers_to() == Some(bought.first())
    });
    let overflow = Invalid::Overflow { field: "money" };
    let sum = refunds.map(|one| one.total().minor()).try_fold(0_i64, i64::checked_add);
    let sum = Money::new(sum.ok_or(overflow)?, bought.currency());
    Ok(Returned::of(sum, bought.total())?)
}

pub(super) fn of_client(stream: Stream, limit: usize) -> Scan {
    Scan::of(Referral::DECLARATION.noun, "by_client", limit).within(stream)
}

pub(super) fn by_referee(referee: ClientId) -> Scan {
    Scan::of(Referral::DECLARATION.noun, "by_referee", 1).equal(RecordId::id(referee))
}

fn until(index: &'static str, at: Timestamp, limit: usize) -> Scan {
    let until = Bound::Included(at.micros().into());
    let among = Among::Between(Bound::Unbounded, until);
    Scan { among, ..Scan::of(Referral::DECLARATION.noun, index, limit) }
}

/// That somebody else brought them is the rule's no, which only the store knows.
fn taken(error: Error) -> Error {
    let Error::Store(StoreError::Conflict(Conflict::Taken { column: "referee", by, .. })) = error
    else {
        return error;
    };
    let guard = ReferralGuard::HasReferrer { by: ReferralId::from_id(by) };
    Error::refused(Referral::no_register(guard))
}
