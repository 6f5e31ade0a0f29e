//! The numbers of a client that triggers watch, read in one moment. What nobody keeps yet is none.

use std::ops::Bound;

use super::contacts;
use super::desk::Office;
use super::expectations;
use super::health::evaluated;
use super::health_readings::{Known, behind, known};
use super::health_voices::promoting;
use super::reading::Reading;
use super::surveys_figures::said;
use super::touches;
use crate::domain::cadence::Status;
use crate::domain::client::Client;
use crate::domain::contact::{Contact, ContactRole};
use crate::domain::declaration::TIMELINE;
use crate::domain::expectation::{Expectation, Verdict};
use crate::domain::noun::Noun;
use crate::domain::transaction::Transaction;
use crate::domain::{CustomKey, Date, Invalid, RecordId, Score, Stream, Timestamp};
use crate::error::Error;
use crate::scoring::hazard::Rhythm;
use crate::scoring::health::{Asked, Behind, Evaluated, Grade, HealthRecord};
use crate::scoring::signal::{Number, Numbers};
use crate::store::scan::{Among, MOST};
use crate::store::{Scan, StoreError};

const DAY: i64 = 86_400;

/// Every number that is known of a client.
pub(super) fn numbers(
    reading: &Reading<'_>,
    office: &Office,
    client: &Client,
    as_of: Timestamp,
) -> Result<Numbers, Error> {
    let health = match known(reading, office, client.id(), as_of) {
        Ok(known) => Some(known),
        Err(Error::Store(StoreError::NotFound { noun: "scorecard", .. })) => None,
        Err(error) => return Err(error),
    };
    let stream = Stream::client(client.id());
    let all = Watching { reading, office, client, stream, as_of };
    let mut numbers = health.as_ref().map(|known| all.sources(known)).unwrap_or_default();
    let fall = health.as_ref().map(|known| all.health_drop(known)).transpose()?.flatten();
    let told = [
        ("health_drop", fall),
        ("detracting_deciders", all.detracting_deciders()?),
        ("cadence_overdue_days", all.cadence_overdue_days()?),
        ("expectations_missed", all.expectations_missed()?),
        ("champions_left", all.champions_left()?),
        ("hiatus", all.hiatus()?),
    ];
    for (source, number) in told {
        if let (Ok(key), Some(number)) = (CustomKey::new(source), number) {
            numbers.insert(key, number);
        }
    }
    Ok(numbers)
}

struct Watching<'w, 'r> {
    reading: &'w Reading<'r>,
    office: &'w Office,
    client: &'w Client,
    stream: Stream,
    as_of: Timestamp,
}

impl Watching<'_, '_> {
    /// What health reads, where it is a number.
    fn sources(&self, known: &Known) -> Numbers {
        let sources = self.office.scorecards().sources();
        let number = |(key, source): (&CustomKey, &_)| {
            let told = known.readings.get(key)?;
            Some((key.clone(), told.number(source, self.as_of)?))
        };
        sources.iter().filter_map(number).collect()
    }

    /// By how much the score lies below the best of the last thirty days.
    fn health_drop(&self, known: &Known) -> Result<Option<Number>, Error> {
        let day = self.office.calendar().zone().date(self.as_of)?;
        let (readings, before) = (&known.readings, known.before.as_ref());
        let overridden = known.overridden.as_ref();
        let asked = Asked { readings, overridden, before, as_of: self.as_of, day };
        let health = self.office.scorecards().evaluate(&known.scorecard, &asked);
        let health = health.map_err(Invalid::from)?;
        let now = known_score(health.grade, health.score);
        let since = Bound::Excluded(self.since(30).micros().into());
        let among = Among::Between(since, Bound::Included(self.as_of.micros().into()));
        let scan = Scan { among, ..evaluated(self.stream, MOST) };
        let mut best: Option<(i64, HealthRecord)> = None;
        self.reading.each::<HealthRecord>(&scan, |one| {
            let score =
                one.evaluated().and_then(|kept: &Evaluated| known_score(kept.grade, kept.score));
            if let Some(score) = score.filter(|score| best.as_ref().is_none_or(|(b, _)| score > b))
            {
                best = Some((score, one));
            }
            Ok(())
        })?;
        Ok(best.zip(now).map(|((best, of), now)| {
            (best.saturating_sub(now).max(0), vec![behind("health_record", of.id().id())])
        }))
    }

    /// How many who decide would not recommend the firm.
    fn detracting_deciders(&self) -> Result<Option<Number>, Error> {
        let (people, all) = said(self.reading, self.stream)?;
        let decides = |id| {
            people.iter().any(|one: &Contact| {
                one.id() == id && one.roles().contains(&ContactRole::DecisionMaker)
            })
        };
        let mut told = promoting(&people, &all, self.as_of);
        told.retain(|contact, _| decides(*contact));
        let against =
            told.values().filter(|answer| answer.value().is_some_and(|(_, value)| value <= 6));
        let of: Vec<_> = against.map(|answer| behind("answer", answer.id().id())).collect();
        Ok((!told.is_empty()).then(|| counted(of)))
    }

    /// The begun days past the longest that the client is to be left alone; none in a pause and without
    /// a plan.
    fn cadence_overdue_days(&self) -> Result<Option<Number>, Error> {
        let (book, calendar) = (self.office.cadences(), self.office.calendar());
        let Some(plan) = self.client.cadence().plan(book).cloned() else { return Ok(None) };
        let touch = touches::lately(self.reading, self.stream, &plan, calendar)?.pop();
        let last = touch.as_ref().map(|touch| touch.at);
        let stands = self.client.cadence().assess(book, last, self.as_of, calendar)?;
        let of = touch.map(|touch| touch.made_of).unwrap_or_default();
        let of = of.iter().map(|id| behind("interaction", id.id())).collect();
        Ok(match stands.status {
            Status::OnTrack | Status::Due => Some((0, of)),
            Status::Overdue => {
                let since = stands.overdue_at.unwrap_or(self.as_of);
                let late = self.as_of.micros().saturating_sub(since.micros()).max(0);
                Some((late.div_euclid(DAY * 1_000_000).saturating_add(1), of))
            }
            Status::Paused | Status::NoPlan => None,
        })
    }

    /// How many promises of the last year were missed and nothing was written down to be done about.
    fn expectations_missed(&self) -> Result<Option<Number>, Error> {
        let all: Vec<Expectation> = self.every(&expectations::in_client(self.stream, MOST))?;
        let mut of = Vec::new();
        for one in &all {
            let last = one.evaluation().filter(|last| last.at() <= self.as_of);
            let missed = last.filter(|last| last.verdict() == Verdict::Missed);
            let open = missed.filter(|last| last.remedied_at().is_none());
            if open.is_some_and(|last| last.at() > self.since(366)) {
                of.push(behind("expectation", one.id().id()));
            }
        }
        Ok((!all.is_empty()).then(|| counted(of)))
    }

    /// How many who decide, or whom those listen to, have left in the last ninety days.
    fn champions_left(&self) -> Result<Option<Number>, Error> {
        let all: Vec<Contact> = self.every(&contacts::in_client(self.stream, MOST))?;
        let champion = |one: &&Contact| {
            one.roles().iter().any(|role| match role {
                ContactRole::DecisionMaker | ContactRole::Influencer => true,
                ContactRole::User | ContactRole::Finance | ContactRole::Other => false,
            })
        };
        let lately = |at: Timestamp| at > self.since(90) && at <= self.as_of;
        let left = all.iter().filter(champion).filter(|one| one.left_at().is_some_and(lately));
        let of = left.map(|one| behind("contact", one.id().id())).collect();
        Ok((!all.is_empty()).then(|| counted(of)))
    }

    /// How often the client's own gap between purchases fits into its silence, in hundredths.
    fn hiatus(&self) -> Result<Option<Number>, Error> {
        let scan = Scan::of(Transaction::DECLARATION.noun, TIMELINE, MOST).within(self.stream);
        let mut all: Vec<Transaction> = self.every(&scan)?;
        all.retain(|one| one.is_purchase() && one.at() <= self.as_of);
        let zone = self.office.calendar().zone();
        let days: Result<Vec<Date>, _> = all.iter().map(|one| zone.date(one.at())).collect();
        let rhythm = Rhythm::of(&days?, zone.date(self.as_of)?);
        let of = all.iter().map(|one| behind("transaction", one.id().id())).collect();
        Ok(rhythm.and_then(Rhythm::hiatus).map(|hiatus| (hiatus, of)))
    }

    fn every<N: Noun>(&self, scan: &Scan) -> Result<Vec<N>, Error> {
        let mut all = Vec::new();
        self.reading.each(scan, |one: N| {
            all.push(one);
            Ok(())
        })?;
        Ok(all)
    }

    fn since(&self, days: i64) -> Timestamp {
        self.as_of.plus_seconds(-days * DAY).unwrap_or(Timestamp::MIN)
    }
}

/// A score that rests on enough to be one; the others are not compared.
fn known_score(grade: Grade, score: Option<Score>) -> Option<i64> {
    score.filter(|_| grade != Grade::Insufficient).map(Score::bp)
}

/// As many as there are records behind it.
fn counted(of: Vec<Behind>) -> Number {
    (i64::try_from(of.len()).unwrap_or(i64::MAX), of)
}
