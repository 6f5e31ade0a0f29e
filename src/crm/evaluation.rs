//! How a programme does, from everything that is kept: who takes part, what is earned and spent, what
//! is owed and expires, how members move between tiers, and whether they stay longer than others.

use std::collections::{BTreeMap, BTreeSet};

use super::held_lots::paid_lots;
use super::metrics::{every, spans};
use super::permission::Permission;
use super::programmes::Programmes;
use super::reading::Reading;
use super::seen_member::now;
use super::tiers::tiers;
use crate::domain::client::Client;
use crate::domain::member::{Lot, Member, PointsEntry};
use crate::domain::noun::Noun;
use crate::domain::programme::{MemberState, Programme};
use crate::domain::{ClientId, Period, Points, ProgrammeId, RecordId, Timestamp, Zone};
use crate::error::Error;
use crate::scoring::interval::Confidence;
use crate::scoring::loyalty::{
    Activity, Assumptions, Beside, Expiring, Flow, FlowKind, Group, Held, Liability, Migration,
    Moved, Retained, Retention, flows, held,
};
use crate::scoring::metric;
use crate::store::scan::MOST;
use crate::store::{Scan, Store};

/// Over which period a programme is judged, and by which assumptions.
#[derive(Debug, Clone, Copy)]
pub struct Evaluated {
    /// The period.
    pub period: Period,
    /// By what points are turned into money.
    pub assumptions: Assumptions,
    /// How sure the interval of retention is to be.
    pub confidence: Confidence,
}

/// How a programme does.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Who took part in the period, and what was earned and spent in it.
    pub activity: Activity,
    /// What is owed now.
    pub liability: Liability,
    /// What expires within 30, 60 and 90 days from now.
    pub expiring: Vec<Expiring>,
    /// How members moved between tiers in the period; none where the terms have none.
    pub migration: Option<Migration>,
    /// Members beside other clients of the same class and age, from the beginning of the period to
    /// its end, or to now.
    pub groups: Vec<Beside>,
    /// By how much more of the members stayed; none where there is nobody to compare with.
    pub retention: Option<Retention>,
    /// Of which instant it tells.
    pub as_of: Timestamp,
}

impl<S: Store> Programmes<'_, S> {
    /// How a programme does over a period. It looks at every client and every member, in one moment
    /// of the store, and so takes as long as there are clients, entries and lots.
    ///
    /// ```
    /// use guanxi::crm::Evaluated;
    /// use guanxi::domain::programme::{Rate, Terms};
    /// use guanxi::domain::{Percent, Period, Points};
    /// use guanxi::scoring::interval::Confidence;
    /// use guanxi::scoring::loyalty::Assumptions;
    /// use guanxi::{Actor, Crm};
    /// let desk = Crm::memory()?.desk(Actor::system());
    /// let terms = Terms::new("Asia/Shanghai".parse()?, "CNY".parse()?, Rate::new(1, 100)?);
    /// let club = desk.programmes().launch("茶友会", terms)?.id();
    /// let period = Period::new("2025-01-01T00:00:00Z".parse()?, "2026-01-01T00:00:00Z".parse()?)?;
    /// let (cost, breakage) = ("CNY 0.01".parse()?, Percent::NONE);
    /// let assumptions = Assumptions { cost, of: Points::new(1)?, breakage };
    /// let confidence = Confidence::of("95%".parse()?)?;
    /// let asked = Evaluated { period, assumptions, confidence };
    /// let found = desk.programmes().evaluation(club, &asked)?;
    /// assert_eq!((found.activity.earned, found.retention), (0, None));
    /// # Ok::<(), guanxi::Error>(())
    /// ```
    ///
    /// # Errors
    /// Not found; [`Invalid`](crate::domain::Invalid) for a number of no points that costs something,
    /// and when a sum is more than can be held.
    pub fn evaluation(&self, id: ProgrammeId, asked: &Evaluated) -> Result<Evaluation, Error> {
        self.0.ask(Permission::ProgrammeEvaluation, None, |reading| {
            let programme = reading.get::<Programme>(id)?.now;
            let as_of = now(self.0, None);
            let mut seen = Members::of(reading, &programme, asked.period, as_of)?;
            let clients = Clients::of(reading, &seen, asked.period, as_of)?;
            seen.flows.extend(entries(reading, id, asked.period)?);
            let (all, members) = (clients.many, seen.many);
            let activity = Activity::of(asked.period, all, members, &seen.flows)?;
            let groups = clients.beside();
            Ok(Evaluation {
                activity,
                liability: Liability::of(&seen.held, asked.assumptions, as_of)?,
                expiring: Expiring::of(&seen.held, as_of)?,
                migration: seen.tiers.map(|tiers| Migration::of(tiers, &seen.moved)),
                retention: Retention::over(&groups, asked.confidence),
                groups,
                as_of,
            })
        })
    }
}

/// What is asked of the members of a programme.
struct Members {
    many: u32,
    /// Who was a member when the period began.
    then: BTreeSet<ClientId>,
    held: Vec<Held>,
    /// What expired and was not swept.
    flows: Vec<Flow>,
    moved: Vec<Moved>,
    tiers: Option<u8>,
}

impl Members {
    fn of(
        reading: &Reading<'_>,
        programme: &Programme,
        period: Period,
        as_of: Timestamp,
    ) -> Result<Self, Error> {
        let end = before(period.end()).min(as_of);
        let rules = programme.terms_at(end).and_then(|(_, terms)| terms.tiers.as_ref());
        let mut seen = Members {
            many: 0,
            then: BTreeSet::new(),
            held: Vec::new(),
            flows: Vec::new(),
            moved: Vec::new(),
            tiers: rules.map(|rules| rules.ladder().highest().saturating_add(1)),
        };
        let scan = Scan::of(Member::DECLARATION.noun, "by_programme", MOST)
            .equal(RecordId::id(programme.id()));
        reading.each(&scan, |member: Member| {
            seen.look(reading, programme, &member, period, (end, as_of))
        })?;
        Ok(seen)
    }

    fn look(
        &mut self,
        reading: &Reading<'_>,
        programme: &Programme,
        member: &Member,
        period: Period,
        (end, as_of): (Timestamp, Timestamp),
    ) -> Result<(), Error> {
        // What will have paid a debt by the time at which it would expire does not expire, and will
        // not be spent.
        let lots = paid_lots(reading, member, Timestamp::MAX)?;
        self.held.extend(held(&lots, member.holds()));
        if member.joined_at() > end {
            return Ok(());
        }
        let left = member.state() == MemberState::Closed;
        if member.joined_at() <= period.start() && !(left && member.since() <= period.start()) {
            self.then.insert(member.client());
        }
        if !(left && member.since() <= end) {
            self.many = self.many.saturating_add(1);
        }
        self.flows.extend(lots.iter().filter_map(|lot| expired(member, lot, (end, as_of))));
        let tiers = tiers(reading, programme, member)?;
        if let (Some(from), Some(to)) = (tiers.at(period.start())?, tiers.at(end)?) {
            self.moved.push(Moved { from: from.rank(), to: to.rank() });
        }
        Ok(())
    }
}

/// What of a lot has expired and was not written down: what is put aside now has not.
fn expired(member: &Member, lot: &Lot, (end, as_of): (Timestamp, Timestamp)) -> Option<Flow> {
    let at = lot.expires_at().filter(|at| *at <= end)?;
    let free = lot.remaining().get().saturating_sub(member.held(lot.id(), as_of));
    let points = Points::new(free).ok().filter(|points| *points > Points::ZERO)?;
    let client = member.client();
    Some(Flow { client, at, kind: FlowKind::Expired, points })
}

/// The last instant before another.
fn before(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.micros().saturating_sub(1)).unwrap_or(Timestamp::MIN)
}

fn entries(
    reading: &Reading<'_>,
    programme: ProgrammeId,
    period: Period,
) -> Result<Vec<Flow>, Error> {
    let scan = Scan::of(PointsEntry::DECLARATION.noun, "by_programme", MOST)
        .equal(RecordId::id(programme));
    let scan = Scan { among: super::transactions::among(period), ..scan };
    let mut all = Vec::new();
    reading.each(&scan, |entry: PointsEntry| {
        all.extend(flows(std::slice::from_ref(&entry)));
        Ok(())
    })?;
    Ok(all)
}

/// What is asked of all clients: how many there are, and who stayed.
struct Clients {
    many: u32,
    groups: BTreeMap<Group, (Retained, Retained)>,
}

impl Clients {
    fn of(
        reading: &Reading<'_>,
        members: &Members,
        period: Period,
        as_of: Timestamp,
    ) -> Result<Self, Error> {
        let (start, end) = (period.start(), before(period.end()).min(as_of));
        let mut all = Vec::new();
        reading.each(&every::<Client>(), |client: Client| {
            all.push((client.id(), client.stream(), client.segment(), client.begun()));
            Ok(())
        })?;
        let mut found = Clients { many: 0, groups: BTreeMap::new() };
        for (client, stream, segment, begun) in all.into_iter().filter(|one| one.3 <= end) {
            found.many = found.many.saturating_add(1);
            let activity = metric::Activity { client, spans: spans(reading, client, stream)? };
            if !activity.is_active_at(start) {
                continue;
            }
            let group = Group { segment, years: years(begun, start)? };
            let (members_of, others) = found.groups.entry(group).or_default();
            let side = if members.then.contains(&client) { members_of } else { others };
            side.there = side.there.saturating_add(1);
            side.stayed = side.stayed.saturating_add(u32::from(activity.is_active_at(end)));
        }
        Ok(found)
    }

    fn beside(&self) -> Vec<Beside> {
        let beside = |(group, (members, others)): (&Group, &(Retained, Retained))| Beside {
            group: *group,
            members: *members,
            others: *others,
        };
        self.groups.iter().map(beside).collect()
    }
}

/// How many whole years of the calendar lie between two instants.
fn years(from: Timestamp, until: Timestamp) -> Result<u16, Error> {
    let (from, until) = (Zone::UTC.date(from)?, Zone::UTC.date(until)?);
    let whole = i32::from((until.month(), until.day()) < (from.month(), from.day()));
    let years = (until.year() - from.year()).saturating_sub(whole);
    Ok(u16::try_from(years).unwrap_or(0))
}
