//! The programme while the year goes by.

use std::collections::BTreeMap;
use std::sync::Arc;

use guanxi::crm::{CountedIds, FixedClock};
use guanxi::domain::client::NewClient;
use guanxi::domain::member::{Cause, CauseKind, PointsEntry};
use guanxi::domain::programme::{Multiplier, Pending, Rate, Rounding, Terms, Validity};
use guanxi::domain::tier::{Ladder, Metric, Span, Tier, TierRules, Window};
use guanxi::domain::transaction::{NewLine, NewTransaction};
use guanxi::domain::{Date, Id, MemberId, Money, Period, Points, ProgrammeId, Timestamp, Zone};
use guanxi::{Actor, ClientId, Crm, Desk};

use crate::Failed;
use crate::log::Bought;

/// From how many points on a member spends, and how many at once.
const SPENDS: i64 = 50;
/// Less than that earns no point.
const CENTS_A_POINT: u32 = 100;

/// A programme, and who is in it.
pub(crate) struct Year {
    pub(crate) desk: Desk,
    pub(crate) days: Period<Date>,
    pub(crate) programme: ProgrammeId,
    clock: Arc<FixedClock>,
    members: BTreeMap<String, (ClientId, MemberId)>,
    /// How many were bought, so that two of one day are a second apart.
    bought: i64,
}

impl Year {
    pub(crate) fn begin(days: Period<Date>) -> Result<Self, Failed> {
        let clock = Arc::new(FixedClock::at(Zone::UTC.start_of(days.start())?));
        let crm = Crm::memory()?.with_clock(Arc::clone(&clock)).with_ids(CountedIds::default());
        let desk = crm.desk(Actor::system());
        let programme = desk.programmes().launch("一年", terms()?)?.id();
        Ok(Year { desk, days, programme, clock, members: BTreeMap::new(), bought: 0 })
    }

    /// A purchase earns; who has enough points by then spends some first.
    pub(crate) fn buy(&mut self, one: &Bought) -> Result<(), Failed> {
        let at = Zone::UTC.start_of(one.date)?.plus_seconds(self.bought % 80_000)?;
        self.bought += 1;
        self.clock.set(at);
        let (client, member) = self.member(&one.client)?;
        let points = self.desk.points();
        if points.balance(member)?.available.get() >= SPENDS {
            let gift = Cause::of(CauseKind::Reward, Id::from_bytes([1; 16]));
            points.redeem(member, Points::new(SPENDS)?, gift)?;
        }
        if one.cents < i64::from(CENTS_A_POINT) {
            return Ok(());
        }
        let line = NewLine::goods("CD", "1 件".parse()?, Money::new(one.cents, "USD".parse()?));
        let order = NewTransaction::order(at, "USD".parse()?).line(line);
        let order = self.desk.transactions().record(client, order)?.id();
        points.earn(member, order)?;
        Ok(())
    }

    fn member(&mut self, name: &str) -> Result<(ClientId, MemberId), Failed> {
        if let Some(known) = self.members.get(name) {
            return Ok(*known);
        }
        let new = NewClient::organisation(&format!("客户 {name}"))?;
        let client = self.desk.clients().register(new)?.id();
        let member = self.desk.programmes().enrol(self.programme, client, None)?.id();
        self.members.insert(name.to_owned(), (client, member));
        Ok((client, member))
    }

    /// The year is over: what has expired by now is written down.
    pub(crate) fn end(&self) -> Result<(), Failed> {
        self.clock.set(Zone::UTC.start_of(self.days.end())?);
        loop {
            let members = self.desk.points().to_sweep(1_000)?;
            if members.is_empty() {
                return Ok(());
            }
            for member in members {
                self.desk.points().sweep(member)?;
            }
        }
    }

    pub(crate) fn whole(&self) -> Result<Period<Timestamp>, Failed> {
        Ok(self.days.in_zone(Zone::UTC)?)
    }

    /// Every entry of the year, the oldest first.
    pub(crate) fn entries(&self) -> Result<Vec<PointsEntry>, Failed> {
        let (mut all, mut after, whole) = (Vec::new(), None, self.whole()?);
        loop {
            let page = self.desk.points().of_programme(self.programme, whole, 1_000, after)?;
            all.extend(page.items.into_iter().map(|found| found.now));
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(all),
            }
        }
    }

    pub(crate) fn name(&self, member: MemberId) -> &str {
        let own = self.members.iter().find(|(_, (_, id))| *id == member);
        own.map_or("", |(name, _)| name)
    }
}

/// A point for each dollar, to be spent after two weeks and for half a year, and more of them on
/// higher tiers.
fn terms() -> Result<Terms, Failed> {
    let silver = Tier::new("银 Silver", 100)?.earning(Multiplier::new(6, 5)?);
    let gold = Tier::new("金 Gold", 300)?.earning(Multiplier::new(3, 2)?);
    let ladder = Ladder::new([Tier::new("普通 Basic", 0)?, silver, gold])?;
    let tiers = TierRules::of(ladder, Metric::QualifyingPoints, Window::RollingDays(180))?;
    let terms = Terms::new(Zone::UTC, "USD".parse()?, Rate::new(1, CENTS_A_POINT)?);
    Ok(Terms {
        pending: Pending::For(Span::days(14)?),
        validity: Validity::For(Span::months(6)?, Rounding::EndOfMonth),
        ..terms
    }
    .tiers(tiers))
}
