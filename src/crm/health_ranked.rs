//! Every client by its health: who needs care most, from what the store knows of each.

use std::cmp::Reverse;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use super::health::HealthDesk;
use super::health_readings::{Known, known};
use super::permission::Permission;
use crate::domain::client::Client;
use crate::domain::declaration::BY_ID;
use crate::domain::noun::Noun;
use crate::domain::{
    ClientId, CustomKey, Date, Invalid, Lang, Percent, RecordId, Score, Timestamp, Zone,
};
use crate::error::Error;
use crate::scoring::hazard::{ChurnDefinition, Portfolio, Ranked, Rhythm, Risk, rank};
use crate::scoring::health::{Grade, Health};
use crate::store::scan::Condition;
use crate::store::{Cursor, Scan, Store, StoreError};

/// How many clients are read in one moment of the store.
const TOGETHER: usize = 100;

/// How many of the measures that hold a client down are named.
const NAMED: usize = 3;

/// Where one client stands among all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthPlace {
    /// The client.
    pub client: ClientId,
    /// Its place: 1 for who needs care most; those with the same score and the same risk share one.
    pub rank: Ranked,
    /// Its score; none where nothing at all is known.
    pub score: Option<Score>,
    /// Its grade.
    pub grade: Grade,
    /// The share of what is in use that was there.
    pub coverage: Percent,
    /// The measures that hold it down most, with the basis points that each takes, the most first; at
    /// most three.
    pub weighs: Vec<(CustomKey, i64)>,
    /// Its risk by its purchases, beside those of all the others; none where it never bought.
    pub risk: Option<Risk>,
    /// How often it bought, and when.
    pub rhythm: Option<Rhythm>,
}

/// Why a client has no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unscored {
    /// No scorecard is for such a client.
    NoScorecard,
    /// What is known of it cannot be scored.
    Fault(Invalid),
}

/// How far a ranking is, told after each hundred clients or fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthSoFar {
    /// How many clients were looked at.
    pub clients: usize,
    /// For which instant.
    pub as_of: Timestamp,
}

/// Every client by its health, as of one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthRanking {
    /// For which instant.
    pub as_of: Timestamp,
    /// The clients, who needs care most first: by score, and of the same score the one at more risk;
    /// those of whom nothing is known come last.
    pub places: Vec<HealthPlace>,
    /// Those that have no place, and why.
    pub unscored: Vec<(ClientId, Unscored)>,
    /// What the purchases of all have in common, beside which each risk stands.
    pub portfolio: Portfolio,
    /// Whether somebody stopped it, so that it is of some clients only.
    pub stopped: bool,
}

impl HealthRanking {
    /// A page of the places; nothing behind the last.
    #[must_use]
    pub fn page(&self, number: usize, size: NonZeroUsize) -> &[HealthPlace] {
        self.places.chunks(size.get()).nth(number).unwrap_or_default()
    }

    /// Why a client is at risk, in a person's language; nothing where it never bought.
    #[must_use]
    pub fn explain_risk(&self, place: &HealthPlace, lang: Lang) -> Vec<String> {
        place.rhythm.map(|rhythm| self.portfolio.explain(rhythm, lang)).unwrap_or_default()
    }
}

/// A client that was scored, before it is ranked.
struct Scored {
    client: ClientId,
    health: Result<Short, Unscored>,
}

/// What a ranking keeps of a client's health.
struct Short {
    score: Option<Score>,
    grade: Grade,
    coverage: Percent,
    weighs: Vec<(CustomKey, i64)>,
    rhythm: Option<Rhythm>,
}

/// How the clients are gone through, a few at a time.
type Through<'t> = &'t dyn Fn(&[ClientId], Timestamp) -> Result<Vec<Scored>, Error>;

impl<S: Store> HealthDesk<'_, S> {
    /// Every client that can be seen and is neither archived nor erased, ranked by its health as of
    /// now. Nothing is written down.
    ///
    /// It reads what is known of every client, so it takes as long as there is to be read: a hundred
    /// clients are read in one moment of the store, and the next hundred in the next. After each it is
    /// told how far it is, and whoever answers [`ControlFlow::Break`] gets the ranking of those that
    /// were looked at. What is said of them meanwhile is not in it where it happened later.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use guanxi::domain::client::NewClient;
    /// use guanxi::domain::contact::NewContact;
    /// use guanxi::domain::interaction::NewInteraction;
    /// use guanxi::{Actor, Crm, Timestamp};
    /// # use guanxi::crm::FixedClock;
    /// let now: Timestamp = "2026-05-04T08:30:00Z".parse()?;
    /// let crm = Crm::memory()?;
    /// # let crm = crm.with_clock(FixedClock::at(now));
    /// let desk = crm.desk(Actor::system());
    /// for name in ["华信咨询", "北辰科技"] {
    ///     let client = desk.clients().register(NewClient::organisation(name)?)?.id();
    ///     let li = desk.contacts().add(client, NewContact::named("李雷")?)?.id();
    ///     let called = NewInteraction::call("2026-05-04T08:00:00Z".parse()?).with(li);
    ///     desk.interactions().log(client, called)?;
    /// }
    /// let ranking = desk.health().ranked(&mut |_| ControlFlow::Continue(()))?;
    /// // Both are known equally well, and share the first place.
    /// assert_eq!(ranking.places.iter().map(|one| one.rank.rank).collect::<Vec<_>>(), [1, 1]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Why the store cannot be read.
    pub fn ranked(
        &self,
        watch: &mut dyn FnMut(&HealthSoFar) -> ControlFlow<()>,
    ) -> Result<HealthRanking, Error> {
        self.0.authorise(Permission::HealthRanked, None)?;
        self.all(TOGETHER, &|clients, as_of| self.scored(clients, as_of), watch)
    }

    /// Goes through all clients, so many at a time, and ranks them.
    fn all(
        &self,
        together: usize,
        through: Through<'_>,
        watch: &mut dyn FnMut(&HealthSoFar) -> ControlFlow<()>,
    ) -> Result<HealthRanking, Error> {
        let as_of = self.0.office.clock.now();
        let (mut scored, mut after, mut stopped) = (Vec::new(), None, false);
        loop {
            let (clients, next) = self.some(together, after)?;
            scored.extend(through(&clients, as_of)?);
            let said = watch(&HealthSoFar { clients: scored.len(), as_of });
            let Some(next) = next else { break };
            after = Some(next);
            if said.is_break() {
                stopped = true;
                break;
            }
        }
        Ok(ranking(scored, as_of, stopped))
    }

    /// The next clients.
    fn some(
        &self,
        together: usize,
        after: Option<Cursor>,
    ) -> Result<(Vec<ClientId>, Option<Cursor>), Error> {
        let conditions = vec![Condition::Is("state", "Active".into())];
        let scan = Scan::of(Client::DECLARATION.noun, BY_ID, together);
        let scan = Scan { conditions, after, ..scan };
        let (page, _) = self.0.read(None, |reading| reading.page::<Client>(scan.clone()))?;
        Ok((page.items.iter().map(|found| found.now.id()).collect(), page.next))
    }

    /// The health of some clients, read in one moment.
    fn scored(&self, clients: &[ClientId], as_of: Timestamp) -> Result<Vec<Scored>, Error> {
        let office = &self.0.office;
        let (all, _) = self.0.read(None, |reading| {
            clients
                .iter()
                .map(|client| {
                    let health = match known(reading, office, *client, as_of) {
                        Ok(known) => self.short(&known, as_of),
                        Err(Error::Store(StoreError::NotFound { noun: "scorecard", .. })) => {
                            Ok(Err(Unscored::NoScorecard))
                        }
                        Err(Error::Invalid(fault)) => Ok(Err(Unscored::Fault(fault))),
                        Err(error) => Err(error),
                    };
                    Ok(Scored { client: *client, health: health? })
                })
                .collect::<Result<Vec<_>, Error>>()
        })?;
        Ok(all)
    }

    fn short(&self, known: &Known, as_of: Timestamp) -> Result<Result<Short, Unscored>, Error> {
        let asked = self.asked(known, as_of)?;
        let zone = self.0.office.calendar().zone();
        let rhythm = rhythm(&known.bought, as_of, zone)?;
        Ok(match self.0.office.scorecards().evaluate(&known.scorecard, &asked) {
            Ok(health) => Ok(Short {
                score: health.score,
                grade: health.grade,
                coverage: health.coverage,
                weighs: weighs(&health),
                rhythm,
            }),
            Err(fault) => Err(Unscored::Fault(fault.into())),
        })
    }
}

impl<S: Store + Sync> HealthDesk<'_, S> {
    /// The same ranking, read by several threads at once, each in moments of its own. It says the same
    /// however many there are.
    ///
    /// # Errors
    /// As [`ranked`](Self::ranked).
    pub fn ranked_by(
        &self,
        threads: NonZeroUsize,
        watch: &mut dyn FnMut(&HealthSoFar) -> ControlFlow<()>,
    ) -> Result<HealthRanking, Error> {
        self.0.authorise(Permission::HealthRanked, None)?;
        let each = |clients: &[ClientId], as_of| {
            let share = clients.len().div_ceil(threads.get()).max(1);
            std::thread::scope(|scope| {
                let hands: Vec<_> = clients
                    .chunks(share)
                    .map(|some| scope.spawn(move || self.scored(some, as_of)))
                    .collect();
                let mut all = Vec::with_capacity(clients.len());
                for hand in hands {
                    // A thread that panicked goes on panicking here, as it would have without threads.
                    let scored = hand.join().unwrap_or_else(|why| std::panic::resume_unwind(why));
                    all.extend(scored?);
                }
                Ok(all)
            })
        };
        let together = TOGETHER.saturating_mul(threads.get()).min(crate::store::scan::MOST);
        self.all(together, &each, watch)
    }
}

/// The rhythm of a client's purchases; none where it never bought.
fn rhythm(bought: &[Timestamp], as_of: Timestamp, zone: Zone) -> Result<Option<Rhythm>, Error> {
    let days = bought.iter().map(|at| zone.date(*at)).collect::<Result<Vec<Date>, _>>()?;
    Ok(Rhythm::of(&days, zone.date(as_of)?))
}

/// The measures that hold a client down most.
fn weighs(health: &Health) -> Vec<(CustomKey, i64)> {
    let mut down: Vec<_> = health.contributions.iter().filter(|line| line.points < 0).collect();
    down.sort_by(|a, b| (a.points, &a.measure).cmp(&(b.points, &b.measure)));
    down.iter().take(NAMED).map(|line| (line.measure.clone(), line.points)).collect()
}

fn ranking(scored: Vec<Scored>, as_of: Timestamp, stopped: bool) -> HealthRanking {
    let rhythms = scored.iter().filter_map(|one| one.health.as_ref().ok()?.rhythm.as_ref());
    let portfolio = Portfolio::of(rhythms, ChurnDefinition::PROJECT);
    let (mut places, mut unscored) = (Vec::new(), Vec::new());
    for Scored { client, health } in scored {
        match health {
            Err(why) => unscored.push((client, why)),
            Ok(Short { score, grade, coverage, weighs, rhythm }) => {
                let risk = rhythm.map(|rhythm| portfolio.risk(rhythm));
                let rank = Ranked { rank: 0, of: 0 };
                places.push(HealthPlace {
                    client,
                    rank,
                    score,
                    grade,
                    coverage,
                    weighs,
                    risk,
                    rhythm,
                });
            }
        }
    }
    places.sort_by_key(|place| (need(place), place.client.id()));
    let needs: Vec<_> = places.iter().map(|place| Reverse(need(place))).collect();
    for (place, ranked) in places.iter_mut().zip(rank(&needs)) {
        place.rank = ranked;
    }
    HealthRanking { as_of, places, unscored, portfolio, stopped }
}

/// How much care a client needs, the most first.
fn need(place: &HealthPlace) -> (bool, Option<Score>, Reverse<Option<i64>>) {
    let risk = place.risk.map(|risk| risk.value);
    (place.score.is_none(), place.score, Reverse(risk))
}
