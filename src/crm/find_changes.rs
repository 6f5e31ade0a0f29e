//! Questions about change requests: the log, what waits for whom, baselines and figures.

use std::collections::{BTreeMap, btree_map};
use std::ops::Bound;

use super::changes::{Changes, all_of, in_client, staff};
use super::done::{Found, Pages};
use super::journal::{entries_of, known_at};
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::change_request::{
    Awaited, Baseline, ChangeMetrics, ChangeRequest, ChangeState, Given, Growth, Wait,
};
use crate::domain::contact::Contact;
use crate::domain::noun::Noun;
use crate::domain::{
    ChangeRequestId, ClientId, Period, Presence, ProjectId, RecordId, Stream, Timestamp,
};
use crate::error::Error;
use crate::store::scan::{Among, Order};
use crate::store::{Cursor, Entry, Scan, Store};

impl<S: Store> Changes<'_, S> {
    /// One change request.
    ///
    /// # Errors
    /// Not found.
    pub fn get(&self, id: ChangeRequestId) -> Result<Found<ChangeRequest>, Error> {
        self.0.ask(Permission::ChangeRead, None, |reading| reading.get(id))
    }

    /// The log of a client: every change request in whatever state, those that were rejected or
    /// withdrawn too, the newest first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question; not found for another's client.
    pub fn log(
        &self,
        client: ClientId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<ChangeRequest>, Error> {
        let stream = Stream::client(client);
        let scan = Scan { after, order: Order::Descending, ..in_client(stream, limit) };
        self.0.ask(Permission::ChangeLog, Some(stream), |reading| reading.page(scan.clone()))
    }

    /// The log of a project, in the same way.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn log_of_project(
        &self,
        project: ProjectId,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<ChangeRequest>, Error> {
        let scan = Scan { after, order: Order::Descending, ..along("by_project", limit) };
        let scan = scan.equal(project.id());
        self.0.ask(Permission::ChangeLogOfProject, None, |reading| reading.page(scan.clone()))
    }

    /// What waits for somebody, the longest waiting first: for a member of staff, for whoever holds
    /// a role, for a contact, for the team. What waits for any contact of a client waits for each
    /// who is there; what waits for nobody but people who have left waits for the team.
    ///
    /// A page looks at so many of the changes that wait for anybody, so it may hold fewer, also
    /// none: it was the last when there is no next.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn waiting_for(
        &self,
        whom: &Awaited,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<ChangeRequest>, Error> {
        let scan = Scan { after, ..along("by_waiting", limit) };
        let office = &self.0.office;
        self.0.ask(Permission::ChangeWaitingFor, None, |reading| {
            let home = home_of(reading, whom)?;
            let mut page = reading.page::<ChangeRequest>(scan.clone())?;
            let mut waiting = Vec::new();
            let mut known = OthersRead::default();
            for found in page.items {
                let others = known.beside(reading, &found.now)?;
                let given = Given::by(&office.changes, office.calendar()).beside(others);
                let at_home = home == Some(found.now.client());
                let any = at_home && found.now.is_waiting_for(&Awaited::Client, &given);
                let left = || is_left(reading, &found.now.waits_for(&given));
                let waits = any || found.now.is_waiting_for(whom, &given);
                if waits || (*whom == Awaited::Team && left()?) {
                    waiting.push(found);
                }
            }
            page.items = waiting;
            Ok(page)
        })
    }

    /// What was deferred until this instant or an earlier one, the longest due first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn due_to_resume(
        &self,
        by: Timestamp,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<ChangeRequest>, Error> {
        let scan = Scan { after, ..until("by_resume", by, limit) };
        self.0.ask(Permission::ChangeDueToResume, None, |reading| reading.page(scan.clone()))
    }

    /// Which emergencies should have been assessed by this instant and have not been, the longest
    /// due first.
    ///
    /// # Errors
    /// A limit out of range, or a cursor of another question.
    pub fn due_to_assess(
        &self,
        by: Timestamp,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Pages<ChangeRequest>, Error> {
        let scan = Scan { after, ..until("by_retro", by, limit) };
        self.0.ask(Permission::ChangeDueToAssess, None, |reading| reading.page(scan.clone()))
    }

    /// The baseline of a client's project, or of what belongs to none: `zero` and every change that
    /// was begun and not rolled back.
    ///
    /// # Errors
    /// What [`Baseline::after`] refuses; not found for another's client.
    pub fn baseline(
        &self,
        client: ClientId,
        project: Option<ProjectId>,
        zero: &Baseline,
    ) -> Result<Baseline, Error> {
        let stream = Stream::client(client);
        let changes = self
            .0
            .ask(Permission::ChangeBaseline, Some(stream), |reading| all_of(reading, stream))?;
        zero.now(&changes, project, self.0.office.calendar()).map_err(Error::refused)
    }

    /// By how much changes have made a plan grow: [`baseline`](Self::baseline) beside `zero`.
    ///
    /// # Errors
    /// What [`Growth::between`] refuses; not found for another's client.
    pub fn growth(
        &self,
        client: ClientId,
        project: Option<ProjectId>,
        zero: &Baseline,
    ) -> Result<Growth, Error> {
        let stream = Stream::client(client);
        let changes = self
            .0
            .ask(Permission::ChangeGrowth, Some(stream), |reading| all_of(reading, stream))?;
        let calendar = self.0.office.calendar();
        let now = zero.now(&changes, project, calendar).map_err(Error::refused)?;
        Growth::between(zero, &now, calendar).map_err(Error::refused)
    }

    /// The figures of a client's changes that were handed in within a period, or of all.
    ///
    /// # Errors
    /// What [`ChangeMetrics::of`] turns away; not found for another's client.
    pub fn metrics(
        &self,
        client: ClientId,
        within: Option<Period<Timestamp>>,
    ) -> Result<ChangeMetrics, Error> {
        let stream = Stream::client(client);
        let changes = self
            .0
            .ask(Permission::ChangeMetrics, Some(stream), |reading| all_of(reading, stream))?;
        Ok(ChangeMetrics::of(&changes, within)?)
    }

    /// Who said what about one change request and when, in that order.
    ///
    /// # Errors
    /// Not found.
    pub fn history(&self, id: ChangeRequestId) -> Result<Vec<Entry>, Error> {
        self.0.ask(Permission::ChangeHistory, None, |reading| {
            let stream = reading.get::<ChangeRequest>(id)?.now.stream();
            entries_of::<ChangeRequest>(reading, id, stream, None)
        })
    }

    /// The change request as far as it had been told by an instant; none where it was not yet
    /// known.
    ///
    /// # Errors
    /// Not found.
    pub fn known_at(
        &self,
        id: ChangeRequestId,
        at: Timestamp,
    ) -> Result<Option<ChangeRequest>, Error> {
        self.0.ask(Permission::ChangeKnownAt, None, |reading| known_at(reading, id, at))
    }

    /// The verbs that may be said of a change request now.
    ///
    /// # Errors
    /// Not found.
    pub fn allowed(&self, id: ChangeRequestId) -> Result<Vec<&'static str>, Error> {
        let found = self.0.ask(Permission::ChangeAllowed, None, |r| r.get::<ChangeRequest>(id))?;
        Ok(found.now.allowed())
    }
}

/// The other changes of the clients of a page, read once for each, and only where somebody must
/// say yes: who that is hangs on what all of them come to.
#[derive(Default)]
struct OthersRead(BTreeMap<Stream, Vec<ChangeRequest>>);

impl OthersRead {
    fn beside(
        &mut self,
        reading: &Reading<'_>,
        change: &ChangeRequest,
    ) -> Result<&[ChangeRequest], Error> {
        if change.state() != ChangeState::AwaitingDecision {
            return Ok(&[]);
        }
        match self.0.entry(change.stream()) {
            btree_map::Entry::Occupied(known) => Ok(known.into_mut()),
            btree_map::Entry::Vacant(new) => Ok(new.insert(all_of(reading, change.stream())?)),
        }
    }
}

/// Whether somebody is waited for, and all who are have left.
fn is_left(reading: &Reading<'_>, waits: &[Wait]) -> Result<bool, Error> {
    for (whom, _) in waits {
        let is_there = match whom {
            Awaited::Staff(id) => staff(reading, *id)? == Presence::Here,
            Awaited::Contact(id) => {
                reading.find_plain::<Contact>(*id)?.is_some_and(|(contact, _)| contact.is_active())
            }
            Awaited::Role(_) | Awaited::Client | Awaited::Team => true,
        };
        if is_there {
            return Ok(false);
        }
    }
    Ok(!waits.is_empty())
}

/// The client of a contact who is there.
fn home_of(reading: &Reading<'_>, whom: &Awaited) -> Result<Option<ClientId>, Error> {
    let Awaited::Contact(id) = whom else { return Ok(None) };
    let contact = reading.find::<Contact>(*id)?.map(|found| found.now);
    Ok(contact.filter(Contact::is_active).map(|contact| contact.client()))
}

fn along(index: &'static str, limit: usize) -> Scan {
    Scan::of(ChangeRequest::DECLARATION.noun, index, limit)
}

fn until(index: &'static str, by: Timestamp, limit: usize) -> Scan {
    let among = Among::Between(Bound::Unbounded, Bound::Included(by.micros().into()));
    Scan { among, ..along(index, limit) }
}
