//! How soon clients were answered, at the desk.

use std::ops::Bound;

use super::cadence::CadenceDesk;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::cadence::{
    Answered, Asked, CadencePlan, Message, ResponseFigures, Side, answers, figures,
};
use crate::domain::client::{Client, Segment};
use crate::domain::declaration::TIMELINE;
use crate::domain::interaction::Interaction;
use crate::domain::noun::Noun;
use crate::domain::{ClientId, Period, Stream, Timestamp};
use crate::error::Error;
use crate::store::scan::{Among, Condition, MOST, Order};
use crate::store::{Scan, Store};

/// How soon clients were answered in a period, channel by channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Responses {
    /// The figures of each channel by which somebody asked.
    pub figures: Vec<ResponseFigures>,
    /// When what was asked counts.
    pub within: Period,
    /// Up to when answers are known.
    pub as_of: Timestamp,
    /// How many clients were looked at.
    pub clients: u64,
    /// The version of the book whose targets hold for clients without a plan of their own.
    pub book: u32,
    /// The version of the calendar that was counted by.
    pub calendar: u32,
}

impl<S: Store> CadenceDesk<'_, S> {
    /// How soon one client was answered: what it asked within a period, in working time, beside the
    /// targets of the plan that holds now.
    ///
    /// # Errors
    /// Not found; [`Error::Unanswered`] when the calendar does not know a year of it.
    pub fn response_times(&self, client: ClientId, within: Period) -> Result<Responses, Error> {
        let stream = Stream::client(client);
        self.desk().ask(Permission::CadenceResponses, Some(stream), |reading| {
            let client = reading.get::<Client>(client)?;
            let as_of = self.desk().office.clock.now();
            let answered = self.answered(reading, &client.now, within, as_of)?;
            Ok(self.summed(&answered, within, as_of, 1))
        })
    }

    /// How soon the clients of a class were answered, archived ones included. It reads the
    /// interactions of every one of them in the period: a figure for a report, not for each page.
    ///
    /// # Errors
    /// [`Error::Unanswered`] when the calendar does not know a year of it.
    pub fn response_times_of(&self, segment: Segment, within: Period) -> Result<Responses, Error> {
        self.desk().ask(Permission::CadenceResponses, None, |reading| {
            let as_of = self.desk().office.clock.now();
            let (mut answered, mut clients, mut after) = (Vec::new(), 0, None);
            loop {
                let scan = Scan::of(Client::DECLARATION.noun, "in_segment", MOST);
                let scan = Scan { after, ..scan.equal(segment.name()) };
                let page = reading.page::<Client>(scan)?;
                for client in &page.items {
                    answered.extend(self.answered(reading, &client.now, within, as_of)?);
                    clients += 1;
                }
                match page.next {
                    Some(next) => after = Some(next),
                    None => return Ok(self.summed(&answered, within, as_of, clients)),
                }
            }
        })
    }

    pub(super) fn answered(
        &self,
        reading: &Reading<'_>,
        client: &Client,
        within: Period,
        as_of: Timestamp,
    ) -> Result<Vec<Answered>, Error> {
        let office = &self.desk().office;
        let asked = asked(reading, Stream::client(client.id()), within)?;
        let plan = client.cadence().plan(office.cadences());
        Ok(CadencePlan::responses(plan, &asked, within, as_of, office.calendar())?)
    }

    fn summed(
        &self,
        answered: &[Answered],
        within: Period,
        as_of: Timestamp,
        clients: u64,
    ) -> Responses {
        let office = &self.desk().office;
        let (book, calendar) = (office.cadences().number(), office.calendar().version());
        Responses { figures: figures(answered), within, as_of, clients, book, calendar }
    }
}

/// The bursts that began within a period, and their answers, also later ones.
fn asked(reading: &Reading<'_>, stream: Stream, within: Period) -> Result<Vec<Asked>, Error> {
    let start = within.start().micros();
    let before = Among::Between(Bound::Unbounded, Bound::Excluded(start.into()));
    let since = Among::Between(Bound::Included(start.into()), Bound::Unbounded);
    // What waited when the period began belongs to a burst of before: back to the last answer.
    let mut messages = Vec::new();
    said(reading, &scan(stream, before, Order::Descending, 20), |message| {
        messages.push(message);
        message.side == Side::Client
    })?;
    // Behind the end of the period the first answer is all that is wanted.
    said(reading, &scan(stream, since, Order::Ascending, MOST), |message| {
        messages.push(message);
        message.at < within.end() || message.side == Side::Client
    })?;
    Ok(answers(&messages))
}

fn scan(stream: Stream, among: Among, order: Order, limit: usize) -> Scan {
    let conditions = vec![Condition::Null("withdraws")];
    let scan = Scan::of(Interaction::DECLARATION.noun, TIMELINE, limit).within(stream);
    Scan { among, order, conditions, ..scan }
}

/// Goes through what was said until that is enough.
fn said(
    reading: &Reading<'_>,
    scan: &Scan,
    mut goes_on: impl FnMut(Message) -> bool,
) -> Result<(), Error> {
    let mut after = None;
    loop {
        let page = reading.page::<Interaction>(Scan { after, ..scan.clone() })?;
        let more = page.items.iter().filter_map(|found| found.now.message()).all(&mut goes_on);
        match page.next {
            Some(next) if more => after = Some(next),
            Some(_) | None => return Ok(()),
        }
    }
}
