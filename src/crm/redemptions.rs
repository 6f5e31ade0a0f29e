//! Redemptions at the desk: points and the thing itself are put aside, spent and given back together.

use std::ops::Bound;

use super::booked::too_many;
use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::{Draft, Moment};
use super::held_lots::Needed;
use super::journal::known_at;
use super::permission::Permission;
use super::reading::Reading;
use super::rewards::{exhausted, take};
use super::seen_back::Undone;
use super::seen_member::{Seen, beside};
use crate::domain::client::Client;
use crate::domain::member::{
    Cause, CauseKind, Holding, Member, MemberGuard, MemberRefusal, PointsEntry, RewardPointsGuard,
};
use crate::domain::noun::Noun;
use crate::domain::redemption::{
    Claim, Redemption, RedemptionGuard, RedemptionState, Spent, UsedFor, VoucherCode,
};
use crate::domain::reward::{Reward, RewardKind};
use crate::domain::{
    ClientId, EntryId, Line, MemberId, ProgrammeId, RecordId, RedemptionId, RewardId, Stream,
    Timestamp,
};
use crate::error::Error;
use crate::scoring::loyalty::MemberTiers;
use crate::store::scan::{Among, MOST};
use crate::store::{Conflict, Cursor, Scan, Store, StoreError};

/// What the desk does about redemptions.
#[derive(Debug)]
pub struct Redemptions<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The redemptions of rewards.
    #[must_use]
    pub fn redemptions(&self) -> Redemptions<'_, S> {
        Redemptions(self)
    }
}

impl<S: Store> Redemptions<'_, S> {
    /// [`Redemption::reserve`]: puts a reward aside for a client whose tier is high enough, and the
    /// points that it costs with it, in one commit.
    ///
    /// # Errors
    /// The verb's refusals, also when none is left; those of the ledger when there are not enough
    /// points; not found.
    pub fn reserve(&self, client: ClientId, reward: RewardId) -> Result<Done<Redemption>, Error> {
        let stream = Stream::client(client);
        let done = self.0.command(
            Permission::RedemptionReserve,
            &(client, reward),
            |reading| self.asked(reading, client, reward),
            |_| Some(stream),
            |asked, moment| asked.reserve(stream, moment),
        );
        done.map_err(|error| match exhausted(&error) {
            Some(_) => refused(RedemptionGuard::OutOfStock),
            None => error,
        })
    }

    /// [`Redemption::issue`]: gives it out and spends the points; a voucher without a code is given
    /// one that nobody can guess.
    ///
    /// # Errors
    /// The verb's refusals, also when another voucher has the code; not found.
    pub fn issue(
        &self,
        id: RedemptionId,
        code: Option<VoucherCode>,
    ) -> Result<Done<Redemption>, Error> {
        let done = self.0.command(
            Permission::RedemptionIssue,
            &(id, &code),
            |reading| {
                let redemption = reading.subject::<Redemption>(id)?.now;
                let spent = redemption.spent();
                let seen = beside(self.0, reading, spent.member, &Needed::Hold(spent.entry))?;
                Ok((redemption, seen))
            },
            |(redemption, _)| Some(redemption.stream()),
            |(redemption, seen), moment| {
                let moment = moment.not_before(seen.last);
                let needs_one = redemption.asked().kind == RewardKind::Voucher && code.is_none();
                let drawn = needs_one.then(|| VoucherCode::drawn(moment.ids.salt()));
                let code = code.clone().or(drawn);
                let event = redemption.issue(code, &moment.stamp).map_err(Error::refused)?;
                let entry = redemption.spent().entry;
                let booked =
                    seen.ask(&moment, "commit", |holding, setting| holding.commit(entry, setting))?;
                let before = Some(redemption.clone());
                let draft = Draft::state(before, id, redemption.stream(), &event, &moment)?;
                Ok(draft.and(booked.entry()?))
            },
        );
        let taken = |error: &Error| {
            matches!(
                error,
                Error::Store(StoreError::Conflict(Conflict::Taken { column: "code", .. }))
            )
        };
        done.map_err(
            |error| {
                if taken(&error) { refused(RedemptionGuard::CodeTaken) } else { error }
            },
        )
    }

    /// [`Redemption::used`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn used(&self, id: RedemptionId, used: UsedFor) -> Result<Done<Redemption>, Error> {
        self.0.say(Permission::RedemptionUse, id, &used, |redemption: &Redemption, stamp| {
            redemption.used(used, stamp)
        })
    }

    /// [`Redemption::expire`]: what was put aside and not taken goes back.
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn expire(&self, id: RedemptionId) -> Result<Done<Redemption>, Error> {
        self.0.command(
            Permission::RedemptionExpire,
            &id,
            |reading| {
                let redemption = reading.subject::<Redemption>(id)?.now;
                Ok((reading.head(redemption.stream())?.recorded_at, redemption))
            },
            |(_, redemption)| Some(redemption.stream()),
            |(last, redemption), moment| {
                let moment = moment.not_before(*last);
                let event = redemption.expire(&moment.stamp).map_err(Error::refused)?;
                let before = Some(redemption.clone());
                let draft = Draft::state(before, id, redemption.stream(), &event, &moment)?;
                Ok(giving_back(draft))
            },
        )
    }

    /// [`Redemption::cancel`]: points and thing are given back in one commit; where the membership was
    /// merged into another since, the points come back there.
    ///
    /// # Errors
    /// The verb's refusals; those of the ledger, also when the member would have more points than can
    /// be held; not found.
    pub fn cancel(&self, id: RedemptionId, reason: &str) -> Result<Done<Redemption>, Error> {
        let reason = Line::new(reason).map_err(|why| why.in_field("reason"))?;
        let done = self.0.command(
            Permission::RedemptionCancel,
            &(id, &reason),
            |reading| {
                let redemption = reading.subject::<Redemption>(id)?.now;
                let paid = self.paid(reading, &redemption)?;
                let last = reading.head(redemption.stream())?.recorded_at;
                Ok((redemption, paid, last))
            },
            |(redemption, ..)| Some(redemption.stream()),
            |(redemption, paid, last), moment| {
                let moment = moment.not_before(*last).not_before(paid.last());
                let event = redemption.cancel(reason.clone(), &moment.stamp);
                let event = event.map_err(Error::refused)?;
                let before = Some(redemption.clone());
                let draft = Draft::state(before, id, redemption.stream(), &event, &moment)?;
                Ok(giving_back(paid.give_back(draft, redemption, &moment)?))
            },
        );
        done.map_err(|error| too_many(error, "refund"))
    }

    /// One redemption.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: RedemptionId) -> Result<Found<Redemption>, Error> {
        self.0.ask(Permission::RedemptionRead, None, |reading| reading.get(id))
    }

    /// A client's redemptions, by state.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn of(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Redemption>, Error> {
        let stream = Stream::client(client);
        let scan = Scan { after, ..in_client(stream, limit) };
        self.0.ask(Permission::RedemptionList, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// The voucher with a code, if there is one.
    ///
    /// # Errors
    /// None but the store's.
    pub fn by_code(&self, code: &VoucherCode) -> Result<Option<Found<Redemption>>, Error> {
        let scan = Scan::of(Redemption::DECLARATION.noun, "by_code", 1).equal(code.as_str());
        let found = self.0.ask(Permission::RedemptionByCode, None, |reading| {
            reading.page::<Redemption>(scan.clone())
        })?;
        Ok(found.items.into_iter().next())
    }

    /// The redemptions whose time is over by an instant and of which that was not written down.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn ended_by(
        &self,
        at: Timestamp,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Redemption>, Error> {
        let until = Bound::Included(at.micros().into());
        let among = Among::Between(Bound::Unbounded, until);
        let scan = Scan::of(Redemption::DECLARATION.noun, "by_end", limit);
        let scan = Scan { among, after, ..scan };
        self.0.ask(Permission::RedemptionEnded, None, |reading| reading.page(scan.clone()))
    }

    /// The redemption as far as it had been told by an instant; none where it was not asked for yet.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(&self, id: RedemptionId, at: Timestamp) -> Result<Option<Redemption>, Error> {
        self.0.ask(Permission::RedemptionKnownAt, None, |reading| known_at(reading, id, at))
    }

    /// The verbs that may be said of a redemption now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: RedemptionId) -> Result<Vec<&'static str>, Error> {
        let found = self.0.ask(Permission::RedemptionAllowed, None, |r| r.get::<Redemption>(id))?;
        Ok(found.now.allowed())
    }

    fn asked(
        &self,
        reading: &Reading<'_>,
        client: ClientId,
        reward: RewardId,
    ) -> Result<Asked, Error> {
        let active = reading.plain::<Client>(client)?.is_active();
        let reward = reading.get::<Reward>(reward)?.now;
        let member = membership(reading, reward.programme(), client)?;
        let member = member.ok_or_else(|| refused(RedemptionGuard::NotAMember))?;
        let seen = beside(self.0, reading, member, &Needed::Spending(reward.terms().price))?;
        let before = reading.all::<Redemption>(&of_reward(Stream::client(client), reward.id()))?;
        let tiered = reward.terms().min_rank > 0;
        let tiers = tiered.then(|| seen.tiers(reading)).transpose()?;
        Ok(Asked { active, reward, tiers, seen, member, before })
    }

    fn paid(&self, reading: &Reading<'_>, redemption: &Redemption) -> Result<Paid, Error> {
        let Spent { member, entry } = redemption.spent();
        if redemption.state() != RedemptionState::Issued {
            let seen = beside(self.0, reading, member, &Needed::Hold(entry))?;
            return Ok(Paid::Held(Box::new(seen)));
        }
        let redeemed = reading.get::<PointsEntry>(entry)?.now;
        Ok(Paid::Spent(Box::new(Undone::of(self.0, reading, redeemed, &Needed::Nothing)?)))
    }
}

/// What was read when somebody asks for a reward.
struct Asked {
    active: bool,
    reward: Reward,
    /// Where every tier will do, nobody looks.
    tiers: Option<MemberTiers>,
    seen: Seen,
    member: MemberId,
    before: Vec<Found<Redemption>>,
}

impl Asked {
    fn reserve(&self, stream: Stream, moment: &Moment<'_>) -> Result<Draft<Redemption>, Error> {
        let moment = moment.not_before(self.seen.last);
        let at = moment.stamp.valid_at;
        let had = self.before.iter().filter(|found| found.now.counts(at)).count();
        let had = u32::try_from(had).unwrap_or(u32::MAX);
        let stood = self.tiers.as_ref().map(|tiers| tiers.at(at)).transpose()?.flatten();
        let rank = stood.map_or(0, |stood| stood.rank());
        let claim = Claim { active: self.active, rank, had };
        Redemption::may_reserve(&self.reward, &claim, at).map_err(Error::refused)?;
        let cause = Cause::of(CauseKind::Reward, RecordId::id(self.reward.id()));
        let price = self.reward.terms().price;
        let booked = self
            .seen
            .ask(&moment, "reserve", |holding, setting| holding.reserve(price, cause, setting))?;
        let points = booked.member();
        let corrupt = || StoreError::Corrupt { what: "a reservation without a hold".to_owned() };
        let hold = points.now.holds().last().ok_or_else(corrupt)?;
        let spent = Spent { member: self.member, entry: hold.id };
        let event = Redemption::reserve(&self.reward, &claim, hold.until, spent, &moment.stamp);
        let event = event.map_err(Error::refused)?;
        let draft = Draft::state(None, moment.fresh(), stream, &event, &moment)?;
        let limited = self.reward.terms().limited;
        let takes = limited.then(|| take(self.reward.id(), -1)).into_iter().collect();
        Ok(draft.and(points).taking(takes))
    }
}

/// What was read when points are to be given back.
enum Paid {
    /// They are put aside, or were.
    Held(Box<Seen>),
    Spent(Box<Undone>),
}

impl Paid {
    fn last(&self) -> Option<Timestamp> {
        match self {
            Paid::Held(seen) => seen.last,
            Paid::Spent(undone) => undone.seen.last,
        }
    }

    fn give_back(
        &self,
        draft: Draft<Redemption>,
        redemption: &Redemption,
        moment: &Moment<'_>,
    ) -> Result<Draft<Redemption>, Error> {
        match self {
            Paid::Spent(undone) => {
                let Undone { seen, entry, before, merged } = undone.as_ref();
                let booked = seen.ask(moment, "refund", |holding, setting| {
                    holding.refund(entry, before, entry.points(), merged, setting)
                })?;
                Ok(draft.and(booked.entry()?))
            }
            // The points are free since the reservation ended.
            Paid::Held(_) if !redemption.is_open(moment.stamp.valid_at) => Ok(draft),
            Paid::Held(seen) => {
                let entry = redemption.spent().entry;
                let booked = seen
                    .ask(moment, "release", |holding, setting| holding.release(entry, setting))?;
                Ok(draft.and(booked.member()))
            }
        }
    }
}

/// The same draft, giving one back where one was taken.
fn giving_back(draft: Draft<Redemption>) -> Draft<Redemption> {
    let (limited, back) = (draft.now.asked().limited, draft.now.gave_back());
    let reward = draft.now.reward();
    draft.taking((limited && back).then(|| take(reward, 1)).into_iter().collect())
}

/// The membership of a client in a programme.
pub(super) fn membership(
    reading: &Reading<'_>,
    programme: ProgrammeId,
    client: ClientId,
) -> Result<Option<MemberId>, Error> {
    let scan = Scan::of(Member::DECLARATION.noun, "by_membership", 1);
    let found = reading.page::<Member>(scan.equal(Member::key(programme, client)))?;
    Ok(found.items.first().map(|found| found.now.id()))
}

/// The redemption with which points go that were put aside or spent; none where no reward was asked
/// for with them.
pub(super) struct GoesWith(Option<Redemption>);

impl GoesWith {
    pub(super) fn none() -> Self {
        GoesWith(None)
    }

    pub(super) fn of(
        reading: &Reading<'_>,
        stream: Stream,
        cause: Cause,
        entry: EntryId,
    ) -> Result<Self, Error> {
        if cause.kind != CauseKind::Reward {
            return Ok(GoesWith(None));
        }
        let all = reading.all::<Redemption>(&of_reward(stream, RewardId::from_id(cause.id)))?;
        let mut all = all.into_iter().map(|found| found.now);
        Ok(GoesWith(all.find(|redemption| redemption.spent().entry == entry)))
    }

    /// Whether a verb of the ledger may move the points by themselves. Of a reservation whose time
    /// is over the ledger says so itself.
    pub(super) fn may(
        &self,
        holding: &Holding,
        verb: &'static str,
        at: Timestamp,
    ) -> Result<(), MemberRefusal> {
        let Some(redemption) = &self.0 else { return Ok(()) };
        let (open, id) = (redemption.is_open(at), redemption.id());
        let guard = match redemption.state() {
            RedemptionState::Reserved | RedemptionState::Issued if open => {
                RewardPointsGuard::Open { redemption: id }
            }
            RedemptionState::Issued | RedemptionState::Used | RedemptionState::Expired => {
                RewardPointsGuard::Had { redemption: id }
            }
            RedemptionState::Reserved | RedemptionState::Cancelled => return Ok(()),
        };
        Err(holding.refuse(verb, MemberGuard::Reward(guard)))
    }
}

fn of_reward(stream: Stream, reward: RewardId) -> Scan {
    Scan::of(Redemption::DECLARATION.noun, "by_reward", MOST)
        .within(stream)
        .equal(RecordId::id(reward))
}

pub(super) fn in_client(stream: Stream, limit: usize) -> Scan {
    Scan::of(Redemption::DECLARATION.noun, "by_client", limit).within(stream)
}

fn refused(guard: RedemptionGuard) -> Error {
    Error::refused(Redemption::no_reserve(guard))
}
