//! What may be said of a reward, and when.

use super::declared::MACHINE;
use super::event::{RewardEvent, RewardWord};
use super::input::{NewReward, RewardEdit};
use super::record::Reward;
use super::refusal::{RewardGuard, RewardRefusal};
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::{Line, Period, Timestamp};

type Said = Result<Event<Reward>, RewardRefusal>;

impl Reward {
    /// Writes a reward down; nobody can have it yet.
    ///
    /// ```
    /// # use guanxi::domain::noun::{Header, Noun, State};
    /// # use guanxi::domain::{ActorId, Points, ProgrammeId, RecordId, RewardId, Stamp, Stream};
    /// # use guanxi::domain::Timestamp;
    /// # let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
    /// # let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    /// # let id = RewardId::from_uuid(uuid::Uuid::from_u128(2));
    /// # let entry = Header { id: id.id(), stream: Stream::reward(id), valid_at: now,
    /// #     recorded_at: now, by: ActorId::System };
    /// # let programme = ProgrammeId::from_uuid(uuid::Uuid::from_u128(1));
    /// use guanxi::domain::reward::{NewReward, Reward, RewardState};
    /// let mug = NewReward::voucher(programme, "马克杯", Points::new(300)?)?.stock(20);
    /// let event = Reward::draft(mug, &stamp)?;
    /// let mug = Reward::apply(None, &event, &entry).ok_or("nothing")?;
    /// let mug = Reward::apply(Some(mug.clone()), &mug.offer(&stamp)?, &entry).ok_or("nothing")?;
    /// assert_eq!(mug.state(), RewardState::Active);
    /// assert_eq!(mug.allowed(), ["restock", "withhold", "archive"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A refusal when the time in which it can be had is over.
    pub fn draft(new: NewReward, stamp: &Stamp) -> Said {
        let over = new.terms.during.map(Period::end).filter(|end| *end <= stamp.valid_at);
        if let Some(since) = over {
            let guard = RewardGuard::Over { since };
            return Err(Refusal::guard(&MACHINE, NOTHING, "draft", guard));
        }
        let NewReward { terms, stock } = new;
        Ok(Event::plain(RewardEvent::Drafted { terms, stock }))
    }

    /// Changes it while nobody can have it.
    ///
    /// # Errors
    /// A refusal when it is neither a draft nor paused, or the edit changes nothing.
    pub fn edit(&self, edit: RewardEdit, stamp: &Stamp) -> Said {
        let from = self.may("edit", stamp)?;
        let mut after = self.terms().clone();
        edit.changes.iter().for_each(|change| after.change(change));
        if after == *self.terms() {
            return Err(Refusal::guard(&MACHINE, from, "edit", RewardGuard::NothingChanged));
        }
        Ok(Event::plain(RewardEvent::Edited(edit.changes)))
    }

    /// More of it came, or fewer are there than was thought.
    ///
    /// # Errors
    /// A refusal when it is archived, when there is no end of it, or for nothing at all.
    pub fn restock(&self, by: i64, stamp: &Stamp) -> Said {
        let from = self.may("restock", stamp)?;
        let no = |guard| Err(Refusal::guard(&MACHINE, from, "restock", guard));
        if !self.terms().limited {
            return no(RewardGuard::NotLimited);
        }
        if by == 0 {
            return no(RewardGuard::NothingChanged);
        }
        Ok(Event::plain(RewardEvent::Restocked { by }))
    }

    /// Offers it.
    ///
    /// # Errors
    /// A refusal when it is no draft, or the time in which it can be had is over.
    pub fn offer(&self, stamp: &Stamp) -> Said {
        let from = self.may("offer", stamp)?;
        self.not_over(from, "offer", stamp.valid_at)?;
        Ok(Event::plain(RewardEvent::Offered))
    }

    /// Offers it no more for a while; what was redeemed stands.
    ///
    /// # Errors
    /// A refusal when it is not offered.
    pub fn withhold(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("withhold", stamp)?;
        Ok(Event::with(RewardEvent::Withheld, RewardWord { reason: Some(reason) }))
    }

    /// Offers it again.
    ///
    /// # Errors
    /// A refusal when it is not paused, or the time in which it can be had is over.
    pub fn offer_again(&self, stamp: &Stamp) -> Said {
        let from = self.may("offer_again", stamp)?;
        self.not_over(from, "offer_again", stamp.valid_at)?;
        Ok(Event::plain(RewardEvent::OfferedAgain))
    }

    /// Puts it away; what was redeemed stands.
    ///
    /// # Errors
    /// A refusal when it is archived already.
    pub fn archive(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("archive", stamp)?;
        Ok(Event::with(RewardEvent::Archived, RewardWord { reason: Some(reason) }))
    }

    fn may(&self, verb: &'static str, stamp: &Stamp) -> Result<&'static str, RewardRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        if stamp.valid_at < self.plain.said_at {
            return Err(Refusal::guard(&MACHINE, from, verb, RewardGuard::BeforeLast));
        }
        Ok(from)
    }

    fn not_over(
        &self,
        from: &'static str,
        verb: &'static str,
        at: Timestamp,
    ) -> Result<(), RewardRefusal> {
        match self.terms().during.map(Period::end) {
            Some(since) if since <= at => {
                Err(Refusal::guard(&MACHINE, from, verb, RewardGuard::Over { since }))
            }
            Some(_) | None => Ok(()),
        }
    }
}
