//! Figures about expectations: a client's warnings and index, and the firm's own practice.

use std::collections::BTreeMap;

use super::done::Found;
use super::expectations::{Expectations, in_client};
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::declaration::BY_ID;
use crate::domain::expectation::{
    Circumstances, Expectation, ExpectationPolicy, Gaps, IndexTable, Practice, PracticeCount,
    Verdicts, Warning, index_of,
};
use crate::domain::noun::Noun;
use crate::domain::{
    ClientId, ExpectationId, Figure, Percent, Period, ProjectId, Score, Source, StaffId, Stream,
    Timestamp,
};
use crate::error::Error;
use crate::store::scan::MOST;
use crate::store::{Scan, Store};

impl<S: Store> Expectations<'_, S> {
    /// [`Expectation::warnings`] of a client, as of an instant: each expectation that somebody should
    /// look at, and why. What the host knows of projects and plans, it brings along.
    ///
    /// # Errors
    /// Not found for another's client.
    pub fn warnings(
        &self,
        client: ClientId,
        circumstances: &Circumstances,
        as_of: Timestamp,
    ) -> Result<Vec<(ExpectationId, Vec<Warning>)>, Error> {
        let stream = Stream::client(client);
        let all = self.0.ask(Permission::ExpectationWarnings, Some(stream), |reading| {
            every(reading, &in_client(stream, MOST))
        })?;
        let warned =
            |found: &Found<Expectation>| (found.now.id(), found.now.warnings(circumstances, as_of));
        Ok(all.iter().map(warned).filter(|(_, warnings)| !warnings.is_empty()).collect())
    }

    /// The gaps of the last evaluation of an expectation, explained by its verdict and that on what
    /// was perceived; none where nothing has been evaluated. Its coverage is the share of promise,
    /// delivery and perception that is known.
    ///
    /// # Errors
    /// Not found.
    pub fn gaps(
        &self,
        id: ExpectationId,
        as_of: Timestamp,
    ) -> Result<Option<Figure<Gaps, Verdicts>>, Error> {
        let found = self.0.ask(Permission::ExpectationGaps, None, |r| r.get::<Expectation>(id))?;
        let Some(evaluation) = found.now.evaluation() else { return Ok(None) };
        let gaps = evaluation.gaps();
        let known = 1 + i64::from(gaps.promise.is_some()) + i64::from(gaps.perception.is_some());
        let (version, _) = evaluation.versions();
        Ok(Some(Figure {
            value: gaps,
            explanation: evaluation.verdicts(),
            coverage: Percent::of(known, 3)?,
            as_of,
            inputs: vec![Source {
                stream: found.now.stream(),
                revision: found.revision.0,
                version,
            }],
        }))
    }

    /// [`index_of`] a client, as of an instant, by the firm's policy.
    ///
    /// # Errors
    /// Not found for another's client; [`Invalid`](crate::domain::Invalid) for an instant within
    /// twelve months of the year 1900.
    pub fn index(
        &self,
        client: ClientId,
        as_of: Timestamp,
    ) -> Result<Figure<Option<Score>, IndexTable>, Error> {
        let stream = Stream::client(client);
        let policy: &ExpectationPolicy = &self.0.office.expectations;
        let (all, head) = self.0.ask(Permission::ExpectationIndex, Some(stream), |reading| {
            Ok((every(reading, &in_client(stream, MOST))?, reading.head(stream)?))
        })?;
        let source = Source { stream, revision: head.revision.0, version: policy.number() };
        let all = all.iter().map(|found| &found.now);
        Ok(index_of(all, policy, as_of, vec![source])?)
    }

    /// The firm's own practice with expectations over a period, as of an instant, of everybody or of
    /// those whom a team stands for. When projects started, the host brings along.
    ///
    /// It reads every expectation there is. Its coverage is the share of those looked at whose
    /// project's start is known; it rests on each client's stream.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn practice(
        &self,
        period: Period,
        team: Option<&[StaffId]>,
        starts: &BTreeMap<ProjectId, Timestamp>,
        as_of: Timestamp,
    ) -> Result<Figure<Practice, PracticeCount>, Error> {
        let scan = Scan::of(Expectation::DECLARATION.noun, BY_ID, MOST);
        let theirs = |found: &Found<Expectation>| {
            team.is_none_or(|team| found.now.owner().is_some_and(|owner| team.contains(&owner)))
        };
        let (count, seen, known, streams) =
            self.0.ask(Permission::ExpectationPractice, None, |reading| {
                let mut count = PracticeCount::over(period);
                let (mut seen, mut known) = (0, 0);
                let mut streams = BTreeMap::new();
                each(reading, &scan, |found| {
                    if theirs(&found) {
                        count.add(&found.now, starts, as_of);
                        let start = found.now.project().and_then(|project| starts.get(&project));
                        seen += 1;
                        known += i64::from(start.is_some());
                        let last = streams.entry(found.now.stream()).or_insert(0);
                        *last = found.revision.0.max(*last);
                    }
                })?;
                Ok((count, seen, known, streams))
            })?;
        let version = self.0.office.expectations.number();
        let source = |(stream, revision)| Source { stream, revision, version };
        Ok(Figure {
            value: count.practice(),
            explanation: count,
            coverage: Percent::of(known, seen.max(1))?,
            as_of,
            inputs: streams.into_iter().map(source).collect(),
        })
    }
}

/// Every expectation of a scan, to be shown: page after page of one moment.
fn every(reading: &Reading<'_>, scan: &Scan) -> Result<Vec<Found<Expectation>>, Error> {
    let mut all = Vec::new();
    each(reading, scan, |found| all.push(found))?;
    Ok(all)
}

/// The same, one after the other: no more than a page is held.
fn each(
    reading: &Reading<'_>,
    scan: &Scan,
    mut look: impl FnMut(Found<Expectation>),
) -> Result<(), Error> {
    let mut after = None;
    loop {
        let page = reading.page::<Expectation>(Scan { after, ..scan.clone() })?;
        page.items.into_iter().for_each(&mut look);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}
