//! Figures of the whole firm at the desk: who stayed, who came back, and what that was worth.

use std::collections::BTreeMap;

use super::desk::Desk;
use super::journal::entries_of;
use super::permission::Permission;
use super::reading::Reading;
use crate::domain::client::{Client, Segment, Stage};
use crate::domain::declaration::BY_ID;
use crate::domain::expectation::Expectation;
use crate::domain::noun::{Header, Noun, State};
use crate::domain::transaction::{Kind, Transaction};
use crate::domain::{
    ClientId, Currency, Date, Figure, Gap, Invalid, Percent, Period, Stream, Timestamp, Zone,
};
use crate::error::Error;
use crate::scoring::metric::{self, Activity, Bought, Cohorts, Mean, Rate, Revenue, RfmTable};
use crate::store::scan::MOST;
use crate::store::{Scan, Store};

/// What the desk tells of the whole firm. Every figure is as of now and looks at every client, so it
/// takes as long as there are clients and facts.
#[derive(Debug)]
pub struct Metrics<'d, S>(pub(super) &'d Desk<S>);

impl<S: Store> Desk<S> {
    /// Figures of the whole firm.
    #[must_use]
    pub fn metrics(&self) -> Metrics<'_, S> {
        Metrics(self)
    }
}

/// What of one client goes into figures.
pub(super) struct Seen {
    pub(super) activity: Activity,
    segment: Segment,
}

impl<S: Store> Metrics<'_, S> {
    /// Of the clients at the start of a window, those who are there at its end. A client is somebody
    /// for whom work has begun, who has not gone and whose file is neither put away nor erased; when
    /// that was so, its history tells.
    ///
    /// ```
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::Period;
    /// use guanxi::{Actor, Crm, Timestamp};
    /// let crm = Crm::memory()?;
    /// let desk = crm.desk(Actor::system());
    /// desk.clients().register(NewClient::organisation("华信咨询")?)?;
    /// let (start, end) = ("2026-01-01T00:00:00Z".parse()?, "2026-02-01T00:00:00Z".parse()?);
    /// // Nobody was a client then: that is no rate, and not nought.
    /// assert_eq!(desk.metrics().retention(Period::new(start, end)?)?.bp(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn retention(&self, window: Period) -> Result<Rate, Error> {
        let (clients, as_of) = self.clients(Permission::MetricsRetention)?;
        let clients: Vec<Activity> = clients.into_iter().map(|one| one.activity).collect();
        Ok(metric::retention(&clients, window, as_of))
    }

    /// Of the clients at the start of a window, those who are not there at its end.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn logo_churn(&self, window: Period) -> Result<Rate, Error> {
        let (clients, as_of) = self.clients(Permission::MetricsLogoChurn)?;
        let clients: Vec<Activity> = clients.into_iter().map(|one| one.activity).collect();
        Ok(metric::logo_churn(&clients, window, as_of))
    }

    /// The retention of each class of clients, as they are classed now.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn retention_by_segment(&self, window: Period) -> Result<Vec<(Segment, Rate)>, Error> {
        let (clients, as_of) = self.clients(Permission::MetricsBySegment)?;
        let row = |segment: &Segment| {
            let of = clients.iter().filter(|one| one.segment == *segment);
            let of: Vec<Activity> = of.map(|one| one.activity.clone()).collect();
            (*segment, metric::retention(&of, window, as_of))
        };
        Ok(Segment::ALL.iter().map(row).collect())
    }

    /// Of the clients who ordered within a window, those who did so at least twice.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn repeat_purchase(&self, window: Period) -> Result<Rate, Error> {
        let as_of = self.0.office.clock.now();
        let mut orders: BTreeMap<Stream, Vec<Timestamp>> = BTreeMap::new();
        self.purchases(Permission::MetricsRepeatPurchase, |order| {
            orders.entry(order.stream()).or_default().push(order.at());
        })?;
        Ok(metric::repeat_purchase(orders.values().map(Vec::as_slice), window, as_of))
    }

    /// What is left of the revenue of clients: that of a window, beside that of the time before it, in
    /// one currency; never above 100 %. Before whole months, in the zone of the firm's calendar, lie as
    /// many months; before any other window as long a time. A window that is not over has no rate yet:
    /// what it will bring is not known.
    ///
    /// # Errors
    /// Why the store cannot be read; [`Invalid::Date`](crate::domain::Invalid) when the time before
    /// begins before 1900.
    pub fn gross_retention(&self, window: Period, currency: Currency) -> Result<Rate, Error> {
        let permission = Permission::MetricsGrossRetention;
        let (revenue, as_of) = self.revenue(permission, window, currency)?;
        Ok(metric::gross_retention(&revenue, window, as_of))
    }

    /// The same with what those clients bring more.
    ///
    /// # Errors
    /// As [`gross_retention`](Self::gross_retention).
    pub fn net_retention(&self, window: Period, currency: Currency) -> Result<Rate, Error> {
        let permission = Permission::MetricsNetRetention;
        let (revenue, as_of) = self.revenue(permission, window, currency)?;
        Ok(metric::net_retention(&revenue, window, as_of))
    }

    /// Clients by the month of their first purchase, and how many of them bought in each month after.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn cohorts(&self) -> Result<Cohorts, Error> {
        let (zone, mut days) = (self.zone(), BTreeMap::<Stream, Vec<Timestamp>>::new());
        self.purchases(Permission::MetricsCohorts, |order| {
            days.entry(order.stream()).or_default().push(order.at());
        })?;
        let of = |orders: Vec<Timestamp>| orders.into_iter().map(|at| zone.date(at)).collect();
        let clients: Vec<Vec<Date>> = days.into_values().map(of).collect::<Result<_, _>>()?;
        Ok(metric::cohorts(&clients, zone.date(self.0.office.clock.now())?)?)
    }

    /// Where each client who bought in a currency stands among all: by how lately, how often and how
    /// much.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn rfm(&self, currency: Currency) -> Result<RfmTable, Error> {
        let (zone, as_of) = (self.zone(), self.0.office.clock.now());
        let mut bought: BTreeMap<ClientId, (Timestamp, u32, i64)> = BTreeMap::new();
        self.purchases(Permission::MetricsRfm, |order| {
            let Some(client) = order.client().filter(|_| order.currency() == currency) else {
                return;
            };
            let (last, times, spent) = bought.entry(client).or_insert((order.at(), 0, 0));
            *last = order.at().max(*last);
            *times = times.saturating_add(1);
            *spent = spent.saturating_add(order.total().minor());
        })?;
        let today = zone.date(as_of)?;
        let row = |(client, (last, times, spent)): (ClientId, (Timestamp, u32, i64))| {
            let silence = u32::try_from(zone.date(last)?.days_to(today)).unwrap_or_default();
            Ok::<_, Error>(Bought { client, silence, times, spent })
        };
        let bought: Vec<Bought> = bought.into_iter().map(row).collect::<Result<_, _>>()?;
        Ok(metric::rfm(&bought))
    }

    /// What clients got beside what they expected, over all evaluations of a window: the mean gap,
    /// and the parts that it comes of. None where nothing was evaluated.
    ///
    /// Its coverage is the share of evaluations for which somebody said how they came across.
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn disconfirmation(&self, window: Period) -> Result<Figure<Option<Gap>, Mean>, Error> {
        let as_of = self.0.office.clock.now();
        let (gaps, perceived) =
            self.0.ask(Permission::MetricsDisconfirmation, None, |reading| {
                let (mut gaps, mut perceived) = (Vec::new(), 0);
                reading.each(&every::<Expectation>(), |one: Expectation| {
                    let found = one.evaluations().iter();
                    for found in found.filter(|one| window.contains(one.at()) && one.at() <= as_of)
                    {
                        let found_gaps = found.gaps();
                        let gap = found_gaps.disconfirmation.unwrap_or(found_gaps.delivery);
                        gaps.push(gap.bp());
                        perceived += i64::from(found.perception().is_some());
                    }
                    Ok(())
                })?;
                Ok((gaps, perceived))
            })?;
        let whole = i64::try_from(gaps.len()).unwrap_or(i64::MAX);
        let mean = Mean::of(gaps);
        let value = mean.value().map(Gap::from_bp).transpose()?;
        let coverage = Percent::of(perceived, whole.max(1))?;
        Ok(Figure { value, explanation: mean, coverage, as_of, inputs: Vec::new() })
    }

    fn zone(&self) -> Zone {
        self.0.office.calendar().zone()
    }

    pub(super) fn clients(&self, permission: Permission) -> Result<(Vec<Seen>, Timestamp), Error> {
        let as_of = self.0.office.clock.now();
        let clients = self.0.ask(permission, None, |reading| {
            let mut all = Vec::new();
            reading.each(&every::<Client>(), |client: Client| {
                all.push((client.id(), client.stream(), client.segment()));
                Ok(())
            })?;
            all.into_iter()
                .map(|(client, stream, segment)| {
                    let spans = spans(reading, client, stream)?;
                    Ok(Seen { activity: Activity { client, spans }, segment })
                })
                .collect()
        })?;
        Ok((clients, as_of))
    }

    /// Every purchase that stands, of whichever client.
    fn purchases(
        &self,
        permission: Permission,
        mut look: impl FnMut(&Transaction),
    ) -> Result<(), Error> {
        let all = self.transactions(permission)?;
        all.iter().filter(|one| one.is_purchase()).for_each(&mut look);
        Ok(())
    }

    fn transactions(&self, permission: Permission) -> Result<Vec<Transaction>, Error> {
        self.0.ask(permission, None, |reading| {
            let mut all = Vec::new();
            reading.each(&every::<Transaction>(), |one: Transaction| {
                all.push(one);
                Ok(())
            })?;
            Ok(all)
        })
    }

    /// What each client brought in the time before a window and in it: purchases less refunds.
    fn revenue(
        &self,
        permission: Permission,
        window: Period,
        currency: Currency,
    ) -> Result<(Vec<Revenue>, Timestamp), Error> {
        let (before, as_of) = (before(window, self.zone())?, self.0.office.clock.now());
        let mut clients: BTreeMap<Stream, Revenue> = BTreeMap::new();
        let all = self.transactions(permission)?;
        if window.end() > as_of {
            return Ok((Vec::new(), as_of));
        }
        for one in all.iter().filter(|one| one.currency() == currency && one.at() <= as_of) {
            let amount = match one.kind() {
                _ if one.is_purchase() => one.total().minor(),
                Kind::Refund if one.is_told() => one.total().minor().saturating_neg(),
                Kind::Order | Kind::Invoice | Kind::Payment | Kind::Refund => 0,
            };
            let of = clients.entry(one.stream()).or_insert(Revenue { start: 0, end: 0 });
            if before.contains(one.at()) {
                of.start = of.start.saturating_add(amount);
            } else if window.contains(one.at()) {
                of.end = of.end.saturating_add(amount);
            }
        }
        Ok((clients.into_values().collect(), as_of))
    }
}

/// The time before a window: of whole months as many months, of any other as long a time.
fn before(window: Period, zone: Zone) -> Result<Period, Invalid> {
    let month = |at| -> Result<Option<Date>, Invalid> {
        let day = zone.date(at)?;
        Ok(Some(day).filter(|_| day.day() == 1 && zone.start_of(day) == Ok(at)))
    };
    let start = match (month(window.start())?, month(window.end())?) {
        (Some(first), Some(end)) => zone.start_of(first.nth_month(-months(first, end))?)?,
        _ => {
            let long = window.end().micros().saturating_sub(window.start().micros());
            Timestamp::from_micros(window.start().micros().saturating_sub(long))?
        }
    };
    Period::new(start, window.start())
}

/// How many months lie between two days.
fn months(from: Date, to: Date) -> i32 {
    let of = |day: Date| {
        let month = i32::try_from(day.month()).unwrap_or_default();
        day.year().saturating_mul(12).saturating_add(month)
    };
    of(to).saturating_sub(of(from))
}

pub(super) fn every<N: Noun>() -> Scan {
    Scan::of(N::DECLARATION.noun, BY_ID, MOST)
}

/// When somebody was a client: from the entries of its history, by when they were so.
pub(super) fn spans(
    reading: &Reading<'_>,
    client: ClientId,
    stream: Stream,
) -> Result<Vec<(Timestamp, Option<Timestamp>)>, Error> {
    let mut spans: Vec<(Timestamp, Option<Timestamp>)> = Vec::new();
    let mut now: Option<Client> = None;
    for entry in entries_of::<Client>(reading, client, stream, None)? {
        let header = Header {
            id: entry.id,
            stream: entry.stream,
            valid_at: entry.valid_at,
            recorded_at: entry.recorded_at,
            by: entry.actor,
        };
        now = Client::apply(now, &entry.event_of::<Client>()?, &header);
        let active = now.as_ref().is_some_and(is_client);
        let open = spans.last_mut().filter(|(_, until)| until.is_none());
        match open {
            Some((_, until)) if !active => *until = Some(entry.valid_at),
            None if active => spans.push((entry.valid_at, None)),
            Some(_) | None => {}
        }
    }
    Ok(spans)
}

/// Whose file was put away or erased is none any more, whatever its stage was.
fn is_client(client: &Client) -> bool {
    client.is_active() && is_stage_of_client(client.stage())
}

fn is_stage_of_client(stage: Stage) -> bool {
    match stage {
        Stage::Onboarding | Stage::Delivering | Stage::Supported | Stage::Dormant => true,
        Stage::Prospect | Stage::Churned | Stage::Lost => false,
    }
}
