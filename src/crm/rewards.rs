//! Rewards at the desk: what members spend points on, and how much of it is left.

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::journal::known_at;
use super::permission::Permission;
use crate::domain::noun::Noun;
use crate::domain::refusal::Refusal;
use crate::domain::reward::{MACHINE, NewReward, Reward, RewardEdit, RewardGuard, RewardState};
use crate::domain::{Line, ProgrammeId, RecordId, RewardId, Stream, Timestamp};
use crate::error::Error;
use crate::store::{Conflict, Counter, Cursor, Scan, Store, StoreError, Take};

/// What the desk does about rewards.
#[derive(Debug)]
pub struct Rewards<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The rewards.
    #[must_use]
    pub fn rewards(&self) -> Rewards<'_, S> {
        Rewards(self)
    }
}

impl<S: Store> Rewards<'_, S> {
    /// [`Reward::draft`].
    ///
    /// ```
    /// use guanxi::domain::reward::NewReward;
    /// use guanxi::domain::{Points, ProgrammeId};
    /// use guanxi::{Actor, Crm};
    /// # let club = ProgrammeId::from_uuid(uuid::Uuid::from_u128(1));
    /// let desk = Crm::memory()?.desk(Actor::system());
    /// let mug = NewReward::voucher(club, "马克杯", Points::new(300)?)?.stock(20);
    /// let mug = desk.rewards().draft(mug)?.id();
    /// desk.rewards().offer(mug)?;
    /// assert_eq!(desk.rewards().stock(mug)?, Some(20));
    /// # Ok::<(), guanxi::Error>(())
    /// ```
    ///
    /// # Errors
    /// The verb's refusals.
    pub fn draft(&self, new: NewReward) -> Result<Done<Reward>, Error> {
        let stock = new.in_stock();
        self.0.command(
            Permission::RewardDraft,
            &new,
            |_| Ok(()),
            |()| None,
            |(), moment| {
                let event = Reward::draft(new.clone(), &moment.stamp).map_err(Error::refused)?;
                let id: RewardId = moment.fresh();
                let draft = Draft::state(None, id, Stream::reward(id), &event, moment)?;
                Ok(draft
                    .taking(stock.map(|stock| take(id, i64::from(stock))).into_iter().collect()))
            },
        )
    }

    /// [`Reward::edit`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn edit(&self, id: RewardId, edit: RewardEdit) -> Result<Done<Reward>, Error> {
        self.0.say(Permission::RewardEdit, id, &edit, |reward: &Reward, stamp| {
            reward.edit(edit.clone(), stamp)
        })
    }

    /// [`Reward::restock`]: so many more, or fewer.
    ///
    /// # Errors
    /// The verb's refusals, also when fewer are left than are to be taken away; not found.
    pub fn restock(&self, id: RewardId, by: i64) -> Result<Done<Reward>, Error> {
        let done = self.0.command(
            Permission::RewardRestock,
            &(id, by),
            |reading| {
                let subject = reading.subject::<Reward>(id)?.now;
                Ok((reading.head(subject.stream())?.recorded_at, subject))
            },
            |(_, reward)| Some(reward.stream()),
            |(last, reward), moment| {
                let moment = moment.not_before(*last);
                let event = reward.restock(by, &moment.stamp).map_err(Error::refused)?;
                let draft =
                    Draft::state(Some(reward.clone()), id, reward.stream(), &event, &moment)?;
                Ok(draft.taking(vec![take(id, by)]))
            },
        );
        done.map_err(|error| match exhausted(&error) {
            Some(left) => {
                let guard = RewardGuard::StockTooLow { left };
                let state = self.get(id).map_or(RewardState::Active, |found| found.now.state());
                Error::refused(Refusal::guard(&MACHINE, state.name(), "restock", guard))
            }
            None => error,
        })
    }

    /// [`Reward::offer`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn offer(&self, id: RewardId) -> Result<Done<Reward>, Error> {
        self.0.say(Permission::RewardOffer, id, &(), Reward::offer)
    }

    /// [`Reward::withhold`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn withhold(&self, id: RewardId, reason: &str) -> Result<Done<Reward>, Error> {
        let reason = because(reason)?;
        self.0.say(Permission::RewardWithhold, id, &reason, |reward: &Reward, stamp| {
            reward.withhold(reason.clone(), stamp)
        })
    }

    /// [`Reward::offer_again`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn offer_again(&self, id: RewardId) -> Result<Done<Reward>, Error> {
        self.0.say(Permission::RewardOfferAgain, id, &(), Reward::offer_again)
    }

    /// [`Reward::archive`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn archive(&self, id: RewardId, reason: &str) -> Result<Done<Reward>, Error> {
        let reason = because(reason)?;
        self.0.say(Permission::RewardArchive, id, &reason, |reward: &Reward, stamp| {
            reward.archive(reason.clone(), stamp)
        })
    }

    /// One reward.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: RewardId) -> Result<Found<Reward>, Error> {
        self.0.ask(Permission::RewardRead, None, |reading| reading.get(id))
    }

    /// The rewards of a programme in a state.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn of(
        &self,
        programme: ProgrammeId,
        state: RewardState,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<Reward>, Error> {
        let scan = Scan::of(Reward::DECLARATION.noun, "by_programme", limit);
        let scan = scan.equal(RecordId::id(programme)).equal(state.name());
        let scan = Scan { after, ..scan };
        self.0.ask(Permission::RewardList, None, |reading| reading.page(scan.clone()))
    }

    /// How many are left; none where there is no end of it.
    ///
    /// # Errors
    /// Not found.
    pub fn stock(&self, id: RewardId) -> Result<Option<i64>, Error> {
        self.0.ask(Permission::RewardStock, None, |reading| {
            let reward = reading.get::<Reward>(id)?.now;
            let left = reading.reader().counter(&counter(id))?;
            Ok(reward.terms().limited.then_some(left))
        })
    }

    /// The reward as far as it had been told by an instant; none where it was not yet drafted.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(&self, id: RewardId, at: Timestamp) -> Result<Option<Reward>, Error> {
        self.0.ask(Permission::RewardKnownAt, None, |reading| known_at(reading, id, at))
    }

    /// The verbs that may be said of a reward now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: RewardId) -> Result<Vec<&'static str>, Error> {
        let found = self.0.ask(Permission::RewardAllowed, None, |r| r.get::<Reward>(id))?;
        Ok(found.now.allowed())
    }
}

fn because(reason: &str) -> Result<Line, Error> {
    Ok(Line::new(reason).map_err(|why| why.in_field("reason"))?)
}

fn counter(id: RewardId) -> Counter {
    Counter::of(Stream::reward(id), Reward::STOCK)
}

/// So many more of a reward, or fewer; never fewer than none.
pub(super) fn take(id: RewardId, by: i64) -> Take {
    Take { counter: counter(id), by, not_below: 0, not_above: i64::MAX }
}

/// How many are left, where that was too few.
pub(super) fn exhausted(error: &Error) -> Option<i64> {
    let Error::Store(StoreError::Conflict(Conflict::Exhausted { counter, found })) = error else {
        return None;
    };
    (counter.name == Reward::STOCK).then_some(*found)
}
