//! Meeting series at the desk.

use std::ops::Bound;

use super::desk::Desk;
use super::done::{Done, Found, Pages};
use super::draft::Draft;
use super::journal::known_at;
use super::notices::Open;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::client::Client;
use crate::domain::interaction::Interaction;
use crate::domain::meeting_series::{HeldMeeting, MeetingSeries, NewSeries, SeriesRefusal};
use crate::domain::notice::About;
use crate::domain::noun::{Event, Noun, Stamp};
use crate::domain::{
    ClientId, InteractionId, Line, MeetingSeriesId, Staff, Stream, Timestamp, escalation,
};
use crate::error::Error;
use crate::store::scan::Among;
use crate::store::{Cursor, Scan, Store};

/// What the desk does about series of meetings.
#[derive(Debug)]
pub struct SeriesDesk<'d, S>(&'d Desk<S>);

impl<S: Store> Desk<S> {
    /// The series of meetings.
    #[must_use]
    pub fn series(&self) -> SeriesDesk<'_, S> {
        SeriesDesk(self)
    }
}

type Said = Result<Event<MeetingSeries>, SeriesRefusal>;

impl<S: Store> SeriesDesk<'_, S> {
    /// [`MeetingSeries::start`] with a client.
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such client.
    pub fn start(&self, client: ClientId, new: NewSeries) -> Result<Done<MeetingSeries>, Error> {
        let stream = Stream::client(client);
        self.0.command(
            Permission::SeriesStart,
            &(client, &new),
            |reading| reading.get::<Client>(client),
            |_| Some(stream),
            |with, moment| {
                let event = MeetingSeries::start(new.clone(), &with.now, &moment.stamp);
                Draft::state(None, moment.fresh(), stream, &event.map_err(Error::refused)?, moment)
            },
        )
    }

    /// [`MeetingSeries::held`], as this interaction tells.
    ///
    /// # Errors
    /// The verb's refusals; not found when there is no such series or interaction.
    pub fn held(
        &self,
        id: MeetingSeriesId,
        meeting: InteractionId,
    ) -> Result<Done<MeetingSeries>, Error> {
        self.0.command(
            Permission::SeriesHeld,
            &(id, meeting),
            |reading| {
                let before = reading.subject::<MeetingSeries>(id)?;
                let last = reading.head(before.now.stream())?.recorded_at;
                let held = reading.get::<Interaction>(meeting)?;
                Ok((before, last, HeldMeeting::of(&held.now, held.superseded)))
            },
            |(before, ..)| Some(before.now.stream()),
            |(before, last, held), moment| {
                let moment = moment.not_before(*last);
                let event = before.now.held(held, &moment.stamp).map_err(Error::refused)?;
                let stream = before.now.stream();
                Draft::state(Some(before.now.clone()), id, stream, &event, &moment)
            },
        )
    }

    /// [`MeetingSeries::missed`]; from the second in a row on who looks after the client is told,
    /// and there is a [signal](MeetingSeries::signal).
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn missed(&self, id: MeetingSeriesId) -> Result<Done<MeetingSeries>, Error> {
        self.0.command(
            Permission::SeriesMissed,
            &id,
            |reading| {
                let before = reading.subject::<MeetingSeries>(id)?;
                let stream = before.now.stream();
                let last = reading.head(stream)?.recorded_at;
                let open = Open::about(reading, stream, About::MeetingSeries(id))?;
                let owner = owner(reading, before.now.client())?;
                Ok((before, last, open, owner))
            },
            |(before, ..)| Some(before.now.stream()),
            |(before, last, open, owner), moment| {
                let moment = moment.not_before(*last);
                let event = before.now.missed(&moment.stamp).map_err(Error::refused)?;
                let stream = before.now.stream();
                let draft = Draft::state(Some(before.now.clone()), id, stream, &event, &moment)?;
                let due = escalation::due(self.0.office.calendar(), &moment.stamp);
                let raised = draft.now.raises(&event, owner.as_ref(), due);
                draft.raising(raised, open, &moment)
            },
        )
    }

    /// [`MeetingSeries::skip`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn skip(&self, id: MeetingSeriesId, reason: &str) -> Result<Done<MeetingSeries>, Error> {
        let reason = Line::new(reason).map_err(|why| why.in_field("reason"))?;
        self.say(Permission::SeriesSkip, id, &reason, |series, stamp| {
            series.skip(reason.clone(), stamp)
        })
    }

    /// [`MeetingSeries::end`].
    ///
    /// # Errors
    /// The verb's refusals, and not found.
    pub fn end(&self, id: MeetingSeriesId, reason: &str) -> Result<Done<MeetingSeries>, Error> {
        let reason = Line::new(reason).map_err(|why| why.in_field("reason"))?;
        self.say(Permission::SeriesEnd, id, &reason, |series, stamp| {
            series.end(reason.clone(), stamp)
        })
    }

    fn say(
        &self,
        permission: Permission,
        id: MeetingSeriesId,
        reason: &Line,
        verb: impl Fn(&MeetingSeries, &Stamp) -> Said,
    ) -> Result<Done<MeetingSeries>, Error> {
        self.0.say(permission, id, reason, verb)
    }

    /// One series.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: MeetingSeriesId) -> Result<Found<MeetingSeries>, Error> {
        self.0.ask(Permission::SeriesRead, None, |reading| reading.get(id))
    }

    /// A client's series: those that ended, and behind them those that run.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn of(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<MeetingSeries>, Error> {
        let stream = Stream::client(client);
        let scan = Scan { after, ..in_client(stream, limit) };
        self.0.ask(Permission::SeriesList, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// The series whose next meeting was planned by an instant and is still to be settled, the
    /// longest ago first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn unsettled(
        &self,
        by: Timestamp,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<MeetingSeries>, Error> {
        let until = Bound::Included(by.micros().into());
        let among = Among::Between(Bound::Unbounded, until);
        let scan = Scan::of(MeetingSeries::DECLARATION.noun, "by_next", limit);
        let scan = Scan { among, after, ..scan };
        self.0.ask(Permission::SeriesUnsettled, None, |reading| reading.page(scan.clone()))
    }

    /// The series as far as it had been told by an instant; none where it was not yet started.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(
        &self,
        id: MeetingSeriesId,
        at: Timestamp,
    ) -> Result<Option<MeetingSeries>, Error> {
        self.0.ask(Permission::SeriesKnownAt, None, |reading| known_at(reading, id, at))
    }

    /// The verbs that may be said of a series now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: MeetingSeriesId) -> Result<Vec<&'static str>, Error> {
        let found = self.0.ask(Permission::SeriesAllowed, None, |r| r.get::<MeetingSeries>(id))?;
        Ok(found.now.allowed())
    }
}

/// Who looks after a client.
fn owner(reading: &Reading<'_>, client: ClientId) -> Result<Option<Staff>, Error> {
    let owner = reading.plain::<Client>(client)?.owner();
    let found = owner.map(|id| reading.find::<Staff>(id)).transpose()?.flatten();
    Ok(found.map(|found| found.now))
}

pub(super) fn in_client(stream: Stream, limit: usize) -> Scan {
    Scan::of(MeetingSeries::DECLARATION.noun, "by_client", limit).within(stream)
}
