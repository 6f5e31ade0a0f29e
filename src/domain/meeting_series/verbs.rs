//! What may be said of a series, and when.

use super::declared::MACHINE;
use super::event::{SeriesEvent, SeriesWord};
use super::input::{HeldMeeting, NewSeries};
use super::record::MeetingSeries;
use super::refusal::{SeriesGuard, SeriesRefusal};
use super::words::{Meeting, Outcome};
use crate::domain::machine::NOTHING;
use crate::domain::noun::{Event, Stamp};
use crate::domain::refusal::Refusal;
use crate::domain::{Client, Line, Timestamp};

type Said = Result<Event<MeetingSeries>, SeriesRefusal>;

impl MeetingSeries {
    /// Starts a series of meetings with a client.
    ///
    /// ```
    /// # use guanxi::domain::client::{Client, Given, NewClient};
    /// # use guanxi::domain::noun::{Header, State};
    /// # use guanxi::domain::{ActorId, ClientId, MeetingSeriesId, RecordId, Stamp, Stream, Timestamp};
    /// # let now: Timestamp = "2026-05-03T09:30:00+08:00".parse()?;
    /// # let stamp = Stamp { valid_at: now, recorded_at: now, by: ActorId::System };
    /// # let id = ClientId::from_uuid(uuid::Uuid::from_u128(1));
    /// # let entry = |id| Header { id, stream: Stream::client(ClientId::from_uuid(uuid::Uuid::from_u128(1))),
    /// #     valid_at: now, recorded_at: now, by: ActorId::System };
    /// # let event = Client::register(NewClient::organisation("华信")?, &Given::nothing(), &stamp)?;
    /// # let hua = Client::apply(None, &event, &entry(id.id())).ok_or("nothing")?;
    /// use guanxi::domain::meeting_series::{Every, MeetingSeries, NewSeries};
    /// let first = "2026-05-31T10:00".parse()?;
    /// let monthly = NewSeries::of("月度回顾", Every::month(), first, "Asia/Shanghai".parse()?)?;
    /// let event = MeetingSeries::start(monthly, &hua, &stamp)?;
    /// # let id = MeetingSeriesId::from_uuid(uuid::Uuid::from_u128(2));
    /// let series = MeetingSeries::apply(None, &event, &entry(id.id())).ok_or("nothing")?;
    /// assert_eq!(series.next(), Some("2026-05-31T10:00:00+08:00".parse()?));
    /// assert_eq!(series.planned(1), Some("2026-06-30T10:00:00+08:00".parse()?));
    /// assert_eq!(series.planned(2), Some("2026-07-31T10:00:00+08:00".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A refusal when the client is not active.
    pub fn start(new: NewSeries, client: &Client, _: &Stamp) -> Said {
        if !client.is_active() {
            let guard = SeriesGuard::ClientNotActive;
            return Err(Refusal::guard(&MACHINE, NOTHING, "start", guard));
        }
        let NewSeries { title, every, first, zone } = new;
        let words = vec![SeriesWord::Title(title)];
        Ok(Event::with(SeriesEvent::Started { every, first, zone }, words))
    }

    /// The next meeting was held, as this interaction tells.
    ///
    /// It may have been held earlier or later than planned, but behind the one before it, and
    /// before the one after it: one that was missed is said to have been missed first.
    ///
    /// # Errors
    /// A refusal when the series is not running; when the interaction is with another client, no
    /// longer stands, is no touch, or told of the last meeting; when it lies before the meeting
    /// before or from the meeting after on.
    pub fn held(&self, meeting: &HeldMeeting, stamp: &Stamp) -> Said {
        let (no, planned) = self.next_of("held", stamp)?;
        if meeting.client != Some(self.client()) {
            return Err(no(SeriesGuard::OtherClient));
        }
        if !meeting.stands {
            return Err(no(SeriesGuard::NotStanding));
        }
        if !meeting.is_touch {
            return Err(no(SeriesGuard::NotATouch));
        }
        if self.last_held() == Some(meeting.id) {
            return Err(no(SeriesGuard::SameMeeting));
        }
        if self.last().is_some_and(|last| meeting.at <= last.planned) {
            return Err(no(SeriesGuard::NotYet { planned }));
        }
        if self.planned(self.settled() + 1).is_some_and(|after| meeting.at >= after) {
            return Err(no(SeriesGuard::EarlierOpen { planned }));
        }
        Ok(self.settles(planned, Outcome::Held(meeting.id)))
    }

    /// The next meeting did not take place.
    ///
    /// # Errors
    /// A refusal when the series is not running, or the meeting is planned for later.
    pub fn missed(&self, stamp: &Stamp) -> Said {
        let (no, planned) = self.next_of("missed", stamp)?;
        if stamp.valid_at < planned {
            return Err(no(SeriesGuard::NotYet { planned }));
        }
        Ok(self.settles(planned, Outcome::Missed))
    }

    /// The next meeting is left out, also in advance.
    ///
    /// # Errors
    /// A refusal when the series is not running.
    pub fn skip(&self, reason: Line, stamp: &Stamp) -> Said {
        let (_, planned) = self.next_of("skip", stamp)?;
        let mut event = self.settles(planned, Outcome::Skipped);
        event.words = crate::domain::Held::Known(vec![SeriesWord::Reason(reason)]);
        Ok(event)
    }

    /// There will be no more meetings.
    ///
    /// # Errors
    /// A refusal when the series is not running, or it would have happened before what happened
    /// last.
    pub fn end(&self, reason: Line, stamp: &Stamp) -> Said {
        self.may("end", stamp)?;
        Ok(Event::with(SeriesEvent::Ended, vec![SeriesWord::Reason(reason)]))
    }

    /// Erases its personal part, for ever; what became of its meetings stays.
    ///
    /// # Errors
    /// A refusal when it is erased already.
    pub fn erase(&self, _: &Stamp) -> Said {
        Refusal::check(&MACHINE, self.state().name(), "erase")?;
        Ok(Event::plain(SeriesEvent::Erased))
    }

    fn settles(&self, planned: Timestamp, outcome: Outcome) -> Event<MeetingSeries> {
        let number = self.settled();
        Event::plain(SeriesEvent::Settled(Meeting { number, planned, outcome }))
    }

    /// When the next meeting is planned, and how to say no.
    fn next_of(
        &self,
        verb: &'static str,
        stamp: &Stamp,
    ) -> Result<(impl Fn(SeriesGuard) -> SeriesRefusal + use<>, Timestamp), SeriesRefusal> {
        let from = self.may(verb, stamp)?;
        let no = move |guard| Refusal::guard(&MACHINE, from, verb, guard);
        match self.next() {
            Some(planned) => Ok((no, planned)),
            None => Err(no(SeriesGuard::NoneLeft)),
        }
    }

    fn may(&self, verb: &'static str, stamp: &Stamp) -> Result<&'static str, SeriesRefusal> {
        let from = self.state().name();
        Refusal::check(&MACHINE, from, verb)?;
        if stamp.valid_at < self.plain.said_at {
            return Err(Refusal::guard(&MACHINE, from, verb, SeriesGuard::BeforeLast));
        }
        Ok(from)
    }
}
