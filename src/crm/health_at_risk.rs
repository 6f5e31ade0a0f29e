//! Every client by the risk that it leaves, from what is kept of it in numbers.

use std::cmp::Reverse;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use super::feature_records::{as_told, standing};
use super::health::HealthDesk;
use super::health_ranked::HealthSoFar;
use super::permission::Permission;
use crate::domain::client::Client;
use crate::domain::declaration::BY_ID;
use crate::domain::noun::Noun;
use crate::domain::{ClientId, Currency, Lang, RecordId, Timestamp};
use crate::error::Error;
use crate::scoring::features::{Concerns, Features};
use crate::scoring::hazard::{ChurnDefinition, Portfolio, Ranked, Rhythm, Risk, rank};
use crate::store::scan::{Condition, MOST};
use crate::store::{Cursor, Scan, Sight, Store};

/// Where one client stands among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskPlace {
    /// The client.
    pub client: ClientId,
    /// Its place: 1 for the one at most risk; those at the same risk with as much overdue share one.
    pub rank: Ranked,
    /// Its risk by its purchases, beside those of all the others; none where it never bought.
    pub risk: Option<Risk>,
    /// How often it bought, and when, in days of UTC.
    pub rhythm: Option<Rhythm>,
    /// What else its features say.
    pub concerns: Concerns,
}

/// Every client by its risk, as of one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskRanking {
    /// For which instant.
    pub as_of: Timestamp,
    /// The clients, the one at most risk first, and of the same risk the one to which more is overdue;
    /// those that never bought come last.
    pub places: Vec<RiskPlace>,
    /// What the purchases of all have in common, beside which each risk stands.
    pub portfolio: Portfolio,
    /// Of how many of them nothing that is kept was up to date, so that their journal was read.
    pub read_again: usize,
    /// Whether somebody stopped it, so that it is of some clients only.
    pub stopped: bool,
}

impl RiskRanking {
    /// A page of the places; nothing behind the last.
    #[must_use]
    pub fn page(&self, number: usize, size: NonZeroUsize) -> &[RiskPlace] {
        self.places.chunks(size.get()).nth(number).unwrap_or_default()
    }

    /// Why a client stands where it does, in a person's language: its purchases, and what else is worth
    /// a word.
    #[must_use]
    pub fn explain(&self, place: &RiskPlace, lang: Lang) -> Vec<String> {
        let risk = place.rhythm.map(|rhythm| self.portfolio.explain(rhythm, lang));
        let mut words = risk.unwrap_or_default();
        words.extend(place.concerns.explain(lang));
        words
    }
}

/// What a ranking is made of.
struct Looked {
    as_of: Timestamp,
    places: Vec<RiskPlace>,
    read_again: usize,
}

impl<S: Store> HealthDesk<'_, S> {
    /// Every client that can be seen and is neither archived nor erased, ranked as of now by the risk
    /// that its purchases tell of, with what else its features say.
    ///
    /// It is made of one record a client, where [`ranked`](Self::ranked) looks at everything that a
    /// scorecard asks about. Purchases are those in the currency in which features are
    /// [kept](super::Crm::keeping_features), in days of UTC. Of a client whose features are not up to
    /// date the journal is read instead, so the answer is the same, and takes longer.
    ///
    /// After each thousand clients it is told how far it is, and whoever answers
    /// [`ControlFlow::Break`] gets the ranking of those that were looked at.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::transaction::{NewLine, NewTransaction};
    /// use guanxi::domain::Lang;
    /// use guanxi::{Actor, Crm, Timestamp};
    /// # use guanxi::crm::FixedClock;
    /// let now: Timestamp = "2026-05-04T08:30:00Z".parse()?;
    /// let crm = Crm::memory()?.keeping_features("CNY".parse()?);
    /// # let crm = crm.with_clock(FixedClock::at(now));
    /// let desk = crm.desk(Actor::system());
    /// for (name, day) in [("华信咨询", "2026-01-04"), ("北辰科技", "2026-05-01")] {
    ///     let client = desk.clients().register(NewClient::organisation(name)?)?.id();
    ///     let at: Timestamp = format!("{day}T08:00:00Z").parse()?;
    ///     let tea = NewLine::goods("茶", "1 盒".parse()?, "CNY 400".parse()?);
    ///     desk.transactions().record(client, NewTransaction::order(at, "CNY".parse()?).line(tea))?;
    /// }
    /// let ranking = desk.health().at_risk(&mut |_| ControlFlow::Continue(()))?;
    /// assert_eq!(ranking.read_again, 0);
    /// let why = ranking.explain(&ranking.places[0], Lang::En);
    /// assert!(why[0].starts_with("silent for 120 days since its only purchase"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`StoreError::Query`](crate::store::StoreError::Query) where features are not kept, or why the
    /// store cannot be read.
    pub fn at_risk(
        &self,
        watch: &mut dyn FnMut(&HealthSoFar) -> ControlFlow<()>,
    ) -> Result<RiskRanking, Error> {
        self.0.authorise(Permission::HealthAtRisk, None)?;
        let (currency, as_of) = (self.kept_in()?, self.0.office.clock.now());
        let mut looked = Looked { as_of, places: Vec::new(), read_again: 0 };
        let (mut after, mut stopped) = (None, false);
        loop {
            let next = self.look(currency, after, &mut looked)?;
            let said = watch(&HealthSoFar { clients: looked.places.len(), as_of });
            let Some(next) = next else { break };
            after = Some(next);
            if said.is_break() {
                stopped = true;
                break;
            }
        }
        Ok(looked.ranking(stopped))
    }

    /// Looks at the next clients, in one moment of the store.
    fn look(
        &self,
        currency: Currency,
        after: Option<Cursor>,
        looked: &mut Looked,
    ) -> Result<Option<Cursor>, Error> {
        let as_of = looked.as_of;
        let conditions = vec![Condition::Is("state", "Active".into())];
        let scan = Scan { conditions, after, ..Scan::of(Client::DECLARATION.noun, BY_ID, MOST) };
        let ((places, again, next), _) = self.0.read(None, |reading| {
            let sight = reading.sight();
            let page = reading.reader().scan(&Scan { sight, ..scan.clone() })?;
            let clients: Vec<ClientId> =
                page.records.iter().map(|record| ClientId::from_id(record.id)).collect();
            let (mut places, mut again) = (Vec::with_capacity(clients.len()), 0_usize);
            for one in standing(reading.reader(), &clients, currency)? {
                let client = one.client;
                let kept = one.known_at(as_of).filter(|_| sight == Sight::All);
                again = again.saturating_add(usize::from(kept.is_none()));
                let features = match kept {
                    Some(kept) => kept,
                    None => as_told(reading, client, currency, as_of)?,
                };
                places.push(place(client, &features, as_of));
            }
            Ok((places, again, page.next))
        })?;
        looked.places.extend(places);
        looked.read_again = looked.read_again.saturating_add(again);
        Ok(next)
    }
}

/// A client before it is ranked.
fn place(client: ClientId, features: &Features, as_of: Timestamp) -> RiskPlace {
    let rhythm = features.purchases.rhythm(as_of);
    let concerns = Concerns::of(features, as_of);
    RiskPlace { client, rank: Ranked { rank: 0, of: 0 }, risk: None, rhythm, concerns }
}

impl Looked {
    fn ranking(self, stopped: bool) -> RiskRanking {
        let Looked { as_of, mut places, read_again } = self;
        let rhythms = places.iter().filter_map(|place| place.rhythm.as_ref());
        let portfolio = Portfolio::of(rhythms, ChurnDefinition::PROJECT);
        for place in &mut places {
            place.risk = place.rhythm.map(|rhythm| portfolio.risk(rhythm));
        }
        places.sort_unstable_by_key(|place| (Reverse(need(place)), place.client.id()));
        let needs: Vec<_> = places.iter().map(need).collect();
        for (place, ranked) in places.iter_mut().zip(rank(&needs)) {
            place.rank = ranked;
        }
        RiskRanking { as_of, places, portfolio, read_again, stopped }
    }
}

/// How much a client is at risk: none, which is least, where it never bought.
fn need(place: &RiskPlace) -> (Option<i64>, usize) {
    (place.risk.map(|risk| risk.value), place.concerns.overdue)
}
