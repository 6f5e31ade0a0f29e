//! What may be said of a notice, and when.

use super::declared::MACHINE;
use super::event::{NoticeEvent, NoticeWord};
use super::input::{NewNotice, Raised, Setting};
use super::record::Notice;
use super::refusal::{NoticeGuard, NoticeRefusal};
use super::words::Told;
use crate::domain::calendar::BusinessCalendar;
use crate::domain::interaction::Channel;
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::{Line, Presence, TextDigest, Timestamp};

type Said = Result<Event<Notice>, NoticeRefusal>;

impl Notice {
    /// In how many working days somebody is to be told where nothing else was said.
    pub const WORKING_DAYS: i64 = 1;

    /// Raises a notice by hand; where it says no due time, it is due at the end of the next working
    /// day.
    ///
    /// ```
    /// use guanxi::domain::interaction::Channel;
    /// use guanxi::domain::notice::{About, NewNotice, Notice, Reason, Setting};
    /// # use guanxi::domain::calendar::{BusinessCalendar, Weekday};
    /// # use guanxi::domain::noun::{Header, State};
    /// # use guanxi::domain::{ActorId, ClientId, ContactId, NoticeId, Presence, RecordId, Stamp};
    /// # use guanxi::domain::{Stream, TextDigest, Timestamp};
    /// # use uuid::Uuid;
    /// # let now: Timestamp = "2026-03-06T17:00:00+08:00".parse()?;
    /// # let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    /// # let hua = ClientId::from_uuid(Uuid::from_u128(1));
    /// # let li = ContactId::from_uuid(Uuid::from_u128(2));
    /// # let id = NoticeId::from_uuid(Uuid::from_u128(3)).id();
    /// # let entry = Header { id, stream: Stream::client(hua), valid_at: now, recorded_at: now, by: stamp.by };
    /// # let office = BusinessCalendar::builder("Asia/Shanghai".parse()?)
    /// #     .open(Weekday::MONDAY_TO_FRIDAY, "09:00-18:00".parse()?)
    /// #     .build()?;
    /// // A Friday afternoon.
    /// let new = NewNotice::to_contact(li, About::Client(hua), Reason::Disclosure);
    /// let event = Notice::raise(new, &Setting::plain(), &office, &stamp)?;
    /// let notice = Notice::apply(None, &event, &entry).ok_or("nothing")?;
    /// assert_eq!(notice.due(), "2026-03-10T00:00:00+08:00".parse()?);
    ///
    /// let text = TextDigest::of("数据迁移推迟两天");
    /// let event = notice.tell(Channel::Phone, text, Presence::Here, &stamp)?;
    /// let notice = Notice::apply(Some(notice), &event, &entry).ok_or("nothing")?;
    /// assert_eq!(notice.told().map(|told| (told.at, told.digest)), Some((now, text)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A refusal when the client is not active, the recipient is not there, the record is none of
    /// this client's, one is open for the same cause, or it would be due before now.
    pub fn raise(
        new: NewNotice,
        setting: &Setting,
        calendar: &BusinessCalendar,
        stamp: &Stamp,
    ) -> Said {
        let wrong = |guard| Refusal::guard(&MACHINE, NOTHING, "raise", guard);
        setting.check().map_err(wrong)?;
        let (due, calendar) = match new.due {
            Some(due) => (due, None),
            None => {
                let due = Self::due_by_default(calendar, stamp.valid_at).map_err(wrong)?;
                (due, Some(calendar.version()))
            }
        };
        if due < stamp.valid_at {
            return Err(wrong(NoticeGuard::DueBeforeRaised));
        }
        let NewNotice { to, about, reason, words, .. } = new;
        let words = words.map(NoticeWord::Saying).into_iter().collect();
        Ok(Event::with(NoticeEvent::Raised { to, about, reason, due, calendar }, words))
    }

    /// What the event of another noun raises; it never refuses, since that event has happened.
    #[must_use]
    pub fn raised(raised: Raised) -> Event<Notice> {
        let Raised { to, about, reason, due } = raised;
        Event::plain(NoticeEvent::Raised { to, about, reason, due, calendar: None })
    }

    /// Writes down that they were told, by which channel and in which words.
    ///
    /// # Errors
    /// A refusal when it is not open, when the recipient has left (waive it, and tell somebody who
    /// is there), or when it would have happened before it was raised.
    pub fn tell(
        &self,
        channel: Channel,
        digest: TextDigest,
        recipient: Presence,
        stamp: &Stamp,
    ) -> Said {
        let from = self.may("tell", stamp)?;
        let wrong = |guard| Refusal::guard(&MACHINE, from, "tell", guard);
        match recipient {
            Presence::Here => {}
            Presence::Left => return Err(wrong(NoticeGuard::RecipientLeft)),
            Presence::Stranger => return Err(wrong(NoticeGuard::RecipientUnknown)),
        }
        Ok(Event::plain(NoticeEvent::Told(Told { at: stamp.valid_at, channel, digest })))
    }

    /// Writes down that they need not be told, and why.
    ///
    /// # Errors
    /// A refusal when it is not open, or when it would have happened before it was raised.
    pub fn waive(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("waive", stamp)?;
        Ok(Event::with(NoticeEvent::Waived, vec![NoticeWord::Waived(reason)]))
    }

    /// Erases its words, for ever; who was to be told, and whether and when they were, stays.
    ///
    /// # Errors
    /// A refusal when it is erased already, or when it would have happened before what happened
    /// last.
    pub fn erase(&self, stamp: &Stamp) -> Said {
        self.may("erase", stamp)?;
        Ok(Event::plain(NoticeEvent::Erased))
    }

    /// When a notice is due that was raised now and says nothing of it.
    fn due_by_default(
        calendar: &BusinessCalendar,
        now: Timestamp,
    ) -> Result<Timestamp, NoticeGuard> {
        calendar
            .end_of_working_day(now, Self::WORKING_DAYS)
            .map_err(|why| NoticeGuard::NoDeadline { why })
    }

    /// The state it is in, if the verb may be said in it, and after what happened last.
    fn may(&self, verb: &'static str, stamp: &Stamp) -> Result<&'static str, NoticeRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        if stamp.valid_at < self.since() {
            return Err(Refusal::guard(&MACHINE, from, verb, NoticeGuard::BeforeLast));
        }
        Ok(from)
    }
}

impl Setting {
    fn check(&self) -> Result<(), NoticeGuard> {
        if !self.client_is_active {
            return Err(NoticeGuard::ClientNotActive);
        }
        match self.recipient {
            Presence::Here => {}
            Presence::Left => return Err(NoticeGuard::RecipientLeft),
            Presence::Stranger => return Err(NoticeGuard::RecipientUnknown),
        }
        if !self.about_is_theirs {
            return Err(NoticeGuard::AboutUnknown);
        }
        self.open.map_or(Ok(()), |by| Err(NoticeGuard::AlreadyOpen { by }))
    }
}
