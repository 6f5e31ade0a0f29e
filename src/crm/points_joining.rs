//! Points for clients who become members by them, where the terms let them.

use super::booked::{earned_already, too_many};
use super::desk::{ATTEMPTS, Desk};
use super::done::Done;
use super::draft::{Draft, Moment};
use super::held_lots::Needed;
use super::permission::Permission;
use super::points::{PointsDesk, earns};
use super::reading::Reading;
use super::redemptions::membership;
use super::seen_member::{Bought, Seen, beside, of_newcomer, purchase_of_newcomer};
use crate::domain::client::Client;
use crate::domain::machine::NOTHING;
use crate::domain::member::{Cause, EntryKind, MACHINE, Member, MemberGuard, PointsEntry};
use crate::domain::noun::Noun;
use crate::domain::programme::Programme;
use crate::domain::refusal::Refusal;
use crate::domain::transaction::Transaction;
use crate::domain::{ClientId, Points, ProgrammeId, Stream, Timestamp, TransactionId};
use crate::error::Error;
use crate::store::{Conflict, Store, StoreError};

impl<S: Store> PointsDesk<'_, S> {
    /// [`Holding::earn`](crate::domain::member::Holding::earn) for whoever bought: a member, or a
    /// client who becomes one in the same commit where the terms let that happen
    /// ([`Join::OnEarn`](crate::domain::programme::Join::OnEarn) and `NotNeeded`).
    ///
    /// ```
    /// # use guanxi::crm::FixedClock;
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::programme::{Join, Rate, Terms};
    /// use guanxi::domain::transaction::{NewLine, NewTransaction};
    /// use guanxi::{Actor, Crm, Timestamp};
    /// let at: Timestamp = "2026-05-03T10:00:00Z".parse()?;
    /// # let crm = Crm::memory()?.with_clock(FixedClock::at(at));
    /// let desk = crm.desk(Actor::system());
    /// let terms = Terms::new("Asia/Shanghai".parse()?, "CNY".parse()?, Rate::new(1, 100)?);
    /// let terms = Terms { join: Join::OnEarn, ..terms };
    /// let club = desk.programmes().launch("茶友会", terms)?.id();
    /// let hua = desk.clients().register(NewClient::organisation("华信咨询")?)?.id();
    /// let tea = NewLine::goods("茶具", "2 套".parse()?, "CNY 400".parse()?);
    /// let order = NewTransaction::order(at, "CNY".parse()?).line(tea);
    /// let order = desk.transactions().record(hua, order)?.id();
    /// let earned = desk.points().collect(club, order)?.now;
    /// assert_eq!(desk.points().balance(earned.member())?.available.get(), 400);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The verb's refusals, also when the client is no member and the terms ask it to enrol; not
    /// found.
    pub fn collect(
        &self,
        programme: ProgrammeId,
        purchase: TransactionId,
    ) -> Result<Done<PointsEntry>, Error> {
        let done = again(|| {
            self.0.command(
                Permission::PointsCollect,
                &(programme, purchase),
                |reading| {
                    let client = reading.get::<Transaction>(purchase)?.now.client();
                    let client = client.ok_or_else(|| refused("earn", MemberGuard::NotAMember))?;
                    let who = self.who(reading, programme, client)?;
                    let bought = who.bought(self.0, reading, purchase)?;
                    Ok((who, bought))
                },
                |(who, _)| Some(who.stream()),
                |(who, bought), moment| {
                    let (joined, seen) = who.begun(EntryKind::Earn, "earn", moment)?;
                    let entry = earns(&seen, bought, moment)?;
                    Ok(after(joined, entry))
                },
            )
        });
        done.map_err(|error| earned_already(error, "earn"))
    }

    /// [`Holding::bonus`](crate::domain::member::Holding::bonus) for a client: a member, or one who
    /// becomes one in the same commit where nobody needs to join
    /// ([`Join::NotNeeded`](crate::domain::programme::Join::NotNeeded)).
    ///
    /// # Errors
    /// The verb's refusals, also when the client is no member and the terms ask it to become one
    /// otherwise; not found.
    pub fn grant(
        &self,
        programme: ProgrammeId,
        client: ClientId,
        points: Points,
        cause: Cause,
    ) -> Result<Done<PointsEntry>, Error> {
        let done = again(|| {
            self.0.command(
                Permission::PointsGrant,
                &(programme, client, points, cause),
                |reading| self.who(reading, programme, client),
                |who| Some(who.stream()),
                |who, moment| {
                    let (joined, seen) = who.begun(EntryKind::Bonus, "bonus", moment)?;
                    let booked = seen.ask(moment, "bonus", |holding, setting| {
                        holding.bonus(EntryKind::Bonus, points, cause, setting)
                    })?;
                    Ok(after(joined, booked.entry()?))
                },
            )
        });
        done.map_err(|error| too_many(error, "bonus"))
    }

    fn who(
        &self,
        reading: &Reading<'_>,
        programme: ProgrammeId,
        client: ClientId,
    ) -> Result<Who, Error> {
        if let Some(id) = membership(reading, programme, client)? {
            return Ok(Who::Member(Box::new(beside(self.0, reading, id, &Needed::Nothing)?)));
        }
        let last = reading.head(Stream::client(client))?.recorded_at;
        let client = reading.get::<Client>(client)?.now;
        let programme = reading.get::<Programme>(programme)?.now;
        Ok(Who::Newcomer(Box::new(Newcomer { client, programme, last })))
    }
}

/// Who is given points: a member, or a client who may become one.
enum Who {
    Member(Box<Seen>),
    Newcomer(Box<Newcomer>),
}

struct Newcomer {
    client: Client,
    programme: Programme,
    last: Option<Timestamp>,
}

impl Who {
    fn stream(&self) -> Stream {
        match self {
            Who::Member(seen) => seen.stream(),
            Who::Newcomer(who) => who.client.stream(),
        }
    }

    fn bought<S: Store>(
        &self,
        desk: &Desk<S>,
        reading: &Reading<'_>,
        id: TransactionId,
    ) -> Result<Bought, Error> {
        match self {
            Who::Member(seen) => seen.purchase(desk, reading, id),
            Who::Newcomer(who) => purchase_of_newcomer(reading, id, &who.programme),
        }
    }

    /// The member, and how it became one if it does so now.
    fn begun(
        &self,
        kind: EntryKind,
        verb: &'static str,
        moment: &Moment<'_>,
    ) -> Result<(Option<Draft<Member>>, Seen), Error> {
        let who = match self {
            Who::Member(seen) => return Ok((None, seen.as_ref().clone())),
            Who::Newcomer(who) => who,
        };
        let moment = moment.not_before(who.last);
        let event = Member::join_by(&who.client, &who.programme, kind, verb, &moment.stamp);
        let event = event.map_err(Error::refused)?;
        let joined = Draft::state(None, moment.fresh(), who.client.stream(), &event, &moment)?;
        let seen = of_newcomer(joined.now.clone(), who.programme.clone(), who.last);
        Ok((Some(joined), seen))
    }
}

/// An entry behind the membership with which it begins.
fn after(joined: Option<Draft<Member>>, entry: Draft<PointsEntry>) -> Draft<PointsEntry> {
    match joined {
        Some(joined) => joined.about(entry.now.clone()).and(entry),
        None => entry,
    }
}

/// Asks again when the client became a member meanwhile.
fn again<T>(ask: impl Fn() -> Result<T, Error>) -> Result<T, Error> {
    let mut left = ATTEMPTS;
    loop {
        let answer = ask();
        let taken = matches!(
            &answer,
            Err(Error::Store(StoreError::Conflict(Conflict::Taken { column: "membership", .. })))
        );
        if !taken || left == 0 {
            return answer;
        }
        left = left.saturating_sub(1);
    }
}

fn refused(verb: &'static str, guard: MemberGuard) -> Error {
    Error::refused(Refusal::guard(&MACHINE, NOTHING, verb, guard))
}
