//! What a client's health is worked out from: every source that the house feeds, read in one moment.

use std::collections::BTreeSet;
use std::ops::Bound;

use super::changes;
use super::contacts;
use super::desk::Office;
use super::expectations;
use super::health::evaluated;
use super::health_voices::Voices;
use super::reading::Reading;
use super::touches;
use crate::domain::cadence::Status;
use crate::domain::change_request::ChangeRequest;
use crate::domain::client::Client;
use crate::domain::contact::Contact;
use crate::domain::declaration::{BY_ID, TIMELINE};
use crate::domain::expectation::{Expectation, Kano, Verdict, index_of};
use crate::domain::interaction::{Interaction, Kind};
use crate::domain::noun::Noun;
use crate::domain::transaction::{Balance, Transaction};
use crate::domain::{
    ClientId, ContactId, CustomKey, Id, Invalid, Percent, RecordId, Stream, Timestamp,
};
use crate::error::Error;
use crate::scoring::features::is_change_open;
use crate::scoring::health::Reading as Told;
use crate::scoring::health::{
    Behind, Evaluated, HealthRecord, Marks, Memory, Observation, Override, ReadingFault, Readings,
    Subject, Value,
};
use crate::store::scan::{Among, Condition, MOST};
use crate::store::{Revision, Scan, StoreError};

/// Everything that a client's health is worked out from.
pub(super) struct Known {
    pub(super) scorecard: CustomKey,
    pub(super) readings: Readings,
    pub(super) overridden: Option<Override>,
    pub(super) before: Option<Memory>,
    pub(super) revision: Revision,
    /// When it bought something.
    pub(super) bought: Vec<Timestamp>,
}

/// How long back meetings, calls and contacts are looked for.
const LATELY: i64 = 90 * 86_400;

/// Reads what is known of a client.
pub(super) fn known(
    reading: &Reading<'_>,
    office: &Office,
    client: ClientId,
    as_of: Timestamp,
) -> Result<Known, Error> {
    let found = reading.get::<Client>(client)?.now;
    let (segment, stage, service_mode) = (found.segment(), found.stage(), found.service_mode());
    let subject = Subject { segment, stage, service_mode };
    let none = || StoreError::NotFound { noun: "scorecard", id: client.id() };
    let scorecard = office.scorecards().choose(&subject).ok_or_else(none)?.id.clone();
    let all = Sources { reading, office, stream: Stream::client(client), as_of };
    let marks = all.marks()?;
    let mut readings = Readings::new();
    let (interactions, people) = (all.interactions()?, all.people()?);
    let is_met = all.is_met()?;
    let cadence = all.cadence(&found, is_met)?;
    // Of whom nobody ever met there is nothing to be counted, as long as there is time to meet them.
    let is_known = is_met || matches!(cadence, Told::Told(_));
    tell(&mut readings, "cadence", cadence);
    let engaged = if is_known { Told::Told(engagement(&interactions)) } else { Told::Silent };
    tell(&mut readings, "engagement", engaged);
    let breadth = if is_known { breadth(&interactions, &people, as_of)? } else { Told::Silent };
    tell(&mut readings, "breadth", breadth);
    let (index, missed) = all.expectations()?;
    tell(&mut readings, "expectations", index);
    tell(&mut readings, "must_be_missed", missed);
    tell(&mut readings, "open_changes", all.open_changes(is_known)?);
    let (payment, bought) = all.payment()?;
    tell(&mut readings, "payment", payment);
    for (source, told) in Voices::of(reading, office, &found, &people, as_of).told()? {
        tell(&mut readings, source, told);
    }
    for (source, mark) in marks.sources {
        stand_in(&mut readings, source, mark);
    }
    let before = all.before()?;
    let revision = reading.head(all.stream)?.revision;
    let overridden = marks.overridden;
    Ok(Known { scorecard, readings, overridden, before, revision, bought })
}

fn tell(readings: &mut Readings, source: &str, told: Told) {
    if let Ok(key) = CustomKey::new(source) {
        readings.insert(key, told);
    }
}

/// What the house measures itself is not judged by hand as well; where it measures nothing, it is.
fn stand_in(readings: &mut Readings, source: CustomKey, mark: Observation) {
    match readings.get(&source) {
        Some(Told::Told(_)) => {}
        None | Some(Told::NotUsed | Told::Silent) => {
            readings.insert(source, Told::Told(vec![mark]));
        }
    }
}

/// Whether the firm has any record of a noun: what it does not use counts for nobody.
pub(super) fn is_used<N: Noun>(reading: &Reading<'_>) -> Result<bool, Error> {
    let scan = Scan::of(N::DECLARATION.noun, BY_ID, 1);
    Ok(!reading.page::<N>(scan)?.items.is_empty())
}

struct Sources<'s, 'r> {
    reading: &'s Reading<'r>,
    office: &'s Office,
    stream: Stream,
    as_of: Timestamp,
}

impl Sources<'_, '_> {
    fn marks(&self) -> Result<Marks, Error> {
        let scan = Scan::of(HealthRecord::DECLARATION.noun, "by_marked", MOST).within(self.stream);
        let mut records = Vec::new();
        self.reading.each(&scan, |record: HealthRecord| {
            records.push(record);
            Ok(())
        })?;
        Ok(Marks::of(records.iter().filter(|record| record.at() <= self.as_of)))
    }

    /// What the last evaluation by then left.
    fn before(&self) -> Result<Option<Memory>, Error> {
        let until = Bound::Included(self.as_of.micros().into());
        let among = Among::Between(Bound::Unbounded, until);
        let scan = Scan { among, ..evaluated(self.stream, 1).descending() };
        let last = self.reading.page::<HealthRecord>(scan)?.items.pop();
        let Some(last) = last.as_ref().and_then(|found| found.now.evaluated()) else {
            return Ok(None);
        };
        let health = Evaluated::health(last).map_err(Invalid::from)?;
        Ok(Some(health.memory))
    }

    fn interactions(&self) -> Result<Vec<Interaction>, Error> {
        let since = self.as_of.plus_seconds(-LATELY).unwrap_or(Timestamp::MIN);
        let from = Bound::Excluded(since.micros().into());
        let scan = Scan {
            among: Among::Between(from, Bound::Included(self.as_of.micros().into())),
            conditions: vec![Condition::NotNull("touched_at")],
            ..Scan::of(Interaction::DECLARATION.noun, TIMELINE, MOST).within(self.stream)
        };
        self.every(&scan)
    }

    /// Everybody there, those who have left included.
    fn people(&self) -> Result<Vec<Contact>, Error> {
        self.every(&contacts::in_client(self.stream, MOST))
    }

    fn every<N: Noun>(&self, scan: &Scan) -> Result<Vec<N>, Error> {
        let mut all = Vec::new();
        self.reading.each(scan, |one: N| {
            all.push(one);
            Ok(())
        })?;
        Ok(all)
    }

    /// Whether anybody was ever in touch with them.
    fn is_met(&self) -> Result<bool, Error> {
        let until = Bound::Included(self.as_of.micros().into());
        let scan = Scan {
            among: Among::Between(Bound::Unbounded, until),
            conditions: vec![Condition::NotNull("touched_at")],
            ..Scan::of(Interaction::DECLARATION.noun, TIMELINE, 1).within(self.stream)
        };
        Ok(!self.reading.page::<Interaction>(scan)?.items.is_empty())
    }

    fn cadence(&self, client: &Client, is_met: bool) -> Result<Told, Error> {
        let (book, calendar) = (self.office.cadences(), self.office.calendar());
        let Some(plan) = client.cadence().plan(book).cloned() else { return Ok(Told::NotUsed) };
        let touch = touches::lately(self.reading, self.stream, &plan, calendar)?.pop();
        let last = touch.as_ref().map(|touch| touch.at);
        let stands = client.cadence().assess(book, last, self.as_of, calendar)?;
        // That there is still time to meet them for the first time is nothing to their credit.
        if !is_met && last.is_none() && stands.status == Status::OnTrack {
            return Ok(Told::Silent);
        }
        // Nobody is asked after while the plan is paused.
        let Some(score) = stands.score else { return Ok(Told::Silent) };
        let made_of = touch.map(|touch| touch.made_of).unwrap_or_default();
        let behind = made_of.iter().map(|id| behind("interaction", id.id())).collect();
        Ok(latest(self.as_of, score.bp(), behind))
    }

    /// The index of what was promised, and each time that something was missed that must be.
    fn expectations(&self) -> Result<(Told, Told), Error> {
        if !is_used::<Expectation>(self.reading)? {
            return Ok((Told::NotUsed, Told::NotUsed));
        }
        let all: Vec<Expectation> = self.every(&expectations::in_client(self.stream, MOST))?;
        let index = index_of(&all, &self.office.expectations, self.as_of, Vec::new())?;
        let rows = index.explanation.rows.iter();
        let of = rows.map(|row| behind("expectation", row.id.id())).collect();
        let mut missed = Vec::new();
        for one in all.iter().filter(|one| one.kano() == Kano::MustBe) {
            let found = one.evaluations().iter().filter(|found| found.at() <= self.as_of);
            for found in found.filter(|found| found.verdict() == Verdict::Missed) {
                missed.push(Observation::number(
                    found.at(),
                    1,
                    behind("expectation", one.id().id()),
                ));
            }
        }
        // The index is capped for what must be; here the cap stands by itself, with its reason.
        let uncapped = index.explanation.uncapped;
        let index = uncapped.map_or(Told::Silent, |index| latest(self.as_of, index.bp(), of));
        Ok((index, Told::Told(missed)))
    }

    /// Those of a client of whom nothing else is known are none because it is new.
    fn open_changes(&self, is_known: bool) -> Result<Told, Error> {
        if !is_used::<ChangeRequest>(self.reading)? {
            return Ok(Told::NotUsed);
        }
        let all: Vec<ChangeRequest> = self.every(&changes::in_client(self.stream, MOST))?;
        if all.is_empty() && !is_known {
            return Ok(Told::Silent);
        }
        let open = all.iter().filter(|change| is_change_open(change.state()));
        let one = |change: &ChangeRequest| {
            let at = change.submitted_at().unwrap_or(change.since()).min(self.as_of);
            Observation::number(at, 1, behind("change_request", change.id().id()))
        };
        Ok(Told::Told(open.map(one).collect()))
    }

    /// The share of what is to be paid that was paid, in the currency in which that is least, and when
    /// something was bought.
    fn payment(&self) -> Result<(Told, Vec<Timestamp>), Error> {
        if !is_used::<Transaction>(self.reading)? {
            return Ok((Told::NotUsed, Vec::new()));
        }
        let scan = Scan::of(Transaction::DECLARATION.noun, TIMELINE, MOST).within(self.stream);
        let mut all: Vec<Transaction> = self.every(&scan)?;
        all.retain(|one| one.at() <= self.as_of);
        let mut least: Option<i64> = None;
        for balance in Balance::of(&all)? {
            let paid = balance.paid.minor().max(0);
            let whole = paid.saturating_add(balance.open.minor().max(0));
            if whole > 0 {
                let share = Percent::of(paid, whole)?.bp();
                least = Some(least.map_or(share, |least| least.min(share)));
            }
        }
        let of = all.iter().map(|one| behind("transaction", one.id().id())).collect();
        let bought = all.iter().filter(|one| one.is_purchase()).map(Transaction::at).collect();
        Ok((least.map_or(Told::Silent, |share| latest(self.as_of, share, of)), bought))
    }
}

/// Expects the client's history to stand, on which its next evaluation rests: of two who evaluate at once
/// one is asked again, and rests on the other's.
pub(super) fn rest_on_last(
    reading: &Reading<'_>,
    client: ClientId,
    as_of: Timestamp,
) -> Result<(), Error> {
    let last = reading.scan::<HealthRecord>(evaluated(Stream::client(client), 1).descending())?;
    match last.items.first().filter(|found| found.now.at() > as_of) {
        Some(_) => Err(Invalid::from(ReadingFault::Backwards).into()),
        None => Ok(()),
    }
}

/// Meetings, visits and calls.
fn engagement(interactions: &[Interaction]) -> Vec<Observation> {
    let meets = |one: &&Interaction| match one.kind() {
        Kind::Call | Kind::Meeting | Kind::Visit | Kind::ReturnVisit => true,
        Kind::Message | Kind::Greeting | Kind::Survey | Kind::Note => false,
    };
    let one =
        |one: &Interaction| Observation::number(one.at(), 1, behind("interaction", one.id().id()));
    interactions.iter().filter(meets).map(one).collect()
}

/// The share of the client's contacts with whom somebody was in touch lately.
fn breadth(
    interactions: &[Interaction],
    people: &[Contact],
    as_of: Timestamp,
) -> Result<Told, Error> {
    let there = people.iter().filter(|one| one.is_active());
    let known: BTreeSet<ContactId> = there.map(Contact::id).collect();
    let met = |one: &Interaction| one.contacts().iter().any(|contact| known.contains(contact));
    let touched: BTreeSet<ContactId> =
        interactions.iter().flat_map(|one| one.contacts().iter().copied()).collect();
    let touched = touched.intersection(&known).count();
    let Ok(whole) = i64::try_from(known.len()) else { return Ok(Told::Silent) };
    if whole == 0 {
        return Ok(Told::Silent);
    }
    let share = Percent::of(i64::try_from(touched).unwrap_or(whole), whole)?;
    let of = interactions.iter().filter(|one| met(one));
    let of = of.map(|one| behind("interaction", one.id().id())).collect();
    Ok(latest(as_of, share.bp(), of))
}

pub(super) fn latest(at: Timestamp, number: i64, behind: Vec<Behind>) -> Told {
    Told::Told(vec![Observation { at, until: None, value: Value::Number(number), behind }])
}

pub(super) fn behind(noun: &str, id: Id) -> Behind {
    let noun = CustomKey::new(noun).expect("the nouns of the house are keys");
    Behind { noun, id }
}
