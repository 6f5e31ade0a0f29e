//! The firm: every client scored and ranked from what is in the logs.

use std::collections::BTreeMap;
use std::error::Error;

use guanxi::domain::{CustomKey, Date, Id, Invalid, Timestamp, Zone};
use guanxi::report::{Graded, HealthPoint};
use guanxi::scoring::hazard::{
    ChurnDefinition, Hazard, HazardRules, Portfolio, Ranked, Rhythm, rank,
};
use guanxi::scoring::health::{
    Asked, Behind, Better, Fold, Group, Health, Map, Measure, Memory, Null, Observation, Of,
    Reading, Readings, Scorecard, ScorecardBook, ScorecardFault, Shape, Source, Sources, Titled,
    Value, Who,
};

use super::fault::Fault;
use super::log::{History, Log};

/// A small firm of ours: eight clients over a year and a half.
pub(crate) const OWN: &[u8] = include_bytes!("purchases.csv");
/// What they answered.
pub(crate) const OWN_ANSWERS: &[u8] = include_bytes!("answers.csv");
/// What they were promised, and what was delivered.
pub(crate) const OWN_PROMISES: &[u8] = include_bytes!("promises.csv");

/// When a client counts as gone: 39 weeks without a purchase.
const GONE: ChurnDefinition = ChurnDefinition::Purchases { within: 273 };

/// How many weeks of a client's health are shown.
const WEEKS: i32 = 40;

pub(crate) struct Scored {
    pub(crate) id: String,
    pub(crate) rhythm: Rhythm,
    pub(crate) risk: i64,
    pub(crate) rank: usize,
    pub(crate) hazard: Hazard,
    pub(crate) health: Health,
}

pub(crate) struct Firm {
    pub(crate) until: Date,
    pub(crate) book: ScorecardBook,
    pub(crate) portfolio: Portfolio,
    /// Those most at risk first.
    pub(crate) clients: Vec<Scored>,
}

impl Firm {
    /// Scores all clients, and says after each of them how many are done.
    pub(crate) fn score(log: &Log, until: Date, done: impl Fn(usize)) -> Result<Self, Fault> {
        let known: Vec<(&String, &History, Rhythm)> = log
            .clients
            .iter()
            .filter_map(|(id, history)| history.rhythm(until).map(|rhythm| (id, history, rhythm)))
            .collect();
        if known.is_empty() {
            return Err(Fault::Nobody);
        }
        let portfolio = Portfolio::of(known.iter().map(|(_, _, rhythm)| rhythm), GONE);
        let risks: Vec<i64> =
            known.iter().map(|(_, _, rhythm)| portfolio.risk(*rhythm).value).collect();
        let book = book(portfolio.gap()).map_err(Fault::figure)?;
        let rules = HazardRules::for_purchases(GONE);
        let as_of = noon(until).map_err(Fault::figure)?;
        let mut clients = Vec::new();
        for ((id, history, rhythm), (risk, Ranked { rank, .. })) in
            known.into_iter().zip(risks.iter().zip(rank(&risks)))
        {
            let health = health(&book, history, until, None).map_err(Fault::figure)?;
            let hazard = rules.hazard(&numbers(rhythm, portfolio.gap()), as_of);
            clients.push(Scored { id: id.clone(), rhythm, risk: *risk, rank, hazard, health });
            done(clients.len());
        }
        clients.sort_by(|a, b| (a.rank, &a.id).cmp(&(b.rank, &b.id)));
        Ok(Firm { until, book, portfolio, clients })
    }

    /// A client's health at the end of each of the last weeks, each resting on the one before.
    pub(crate) fn weeks(&self, history: &History) -> Result<Vec<HealthPoint>, Fault> {
        let (mut points, mut before) = (Vec::new(), None);
        for week in (0..WEEKS).rev() {
            let Ok(on) = self.until.plus_days(-7 * week) else { continue };
            if history.rhythm(on).is_none() {
                continue;
            }
            let health = health(&self.book, history, on, before.as_ref()).map_err(Fault::figure)?;
            points.push(HealthPoint { on, health: Graded::from(&health) });
            before = Some(health.memory);
        }
        Ok(points)
    }
}

impl History {
    fn rhythm(&self, until: Date) -> Option<Rhythm> {
        let days: Vec<Date> = self.purchases.iter().map(|(day, _)| *day).collect();
        Rhythm::of(&days, until)
    }
}

/// The health of a client by what was known of it on a day.
fn health(
    book: &ScorecardBook,
    history: &History,
    day: Date,
    before: Option<&Memory>,
) -> Result<Health, Box<dyn Error>> {
    let rhythm = history.rhythm(day).ok_or("nothing was bought by then")?;
    let readings = readings(history, rhythm, day)?;
    let as_of = noon(day)?;
    let asked = Asked { readings: &readings, overridden: None, before, as_of, day };
    Ok(book.evaluate(&key("purchases"), &asked)?)
}

fn key(text: &str) -> CustomKey {
    CustomKey::new(text).expect("the keys of the example are keys")
}

fn noon(day: Date) -> Result<Timestamp, Box<dyn Error>> {
    Ok(Zone::UTC.start_of(day)?.plus_seconds(43_200)?)
}

/// The numbers that the rules of hazard look at.
fn numbers(rhythm: Rhythm, gap: u64) -> BTreeMap<CustomKey, (i64, Vec<Behind>)> {
    let silence = u64::from(rhythm.silence()) * 100_000 / gap;
    let silence = i64::try_from(silence).unwrap_or(i64::MAX);
    let purchases = i64::from(rhythm.repeats) + 1;
    let mut numbers = BTreeMap::from([
        (key("silence"), (silence, Vec::new())),
        (key("purchases"), (purchases, Vec::new())),
    ]);
    if let Some(hiatus) = rhythm.hiatus() {
        numbers.insert(key("hiatus"), (hiatus, Vec::new()));
    }
    numbers
}

/// What the scorecard looks at. A purchase and an answer are known by their place in the file.
fn readings(history: &History, rhythm: Rhythm, until: Date) -> Result<Readings, Box<dyn Error>> {
    let behind = |noun: &str, n: usize| {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&u64::try_from(n).unwrap_or(u64::MAX).to_be_bytes());
        Behind { noun: key(noun), id: Id::from_bytes(bytes) }
    };
    let observed = |noun, told: &[(Date, i64)]| -> Result<Vec<Observation>, Box<dyn Error>> {
        let mut all = Vec::new();
        for (n, (day, value)) in told.iter().enumerate().filter(|(_, (day, _))| *day <= until) {
            all.push(Observation::number(noon(*day)?, *value, behind(noun, n)));
        }
        all.sort_by_key(|one| one.at);
        Ok(all)
    };
    let spent = observed("purchase", &history.purchases)?;
    let mut bought = spent.clone();
    bought.iter_mut().for_each(|one| one.value = Value::Number(1));
    let last = spent.last().map(|one| one.behind.clone()).unwrap_or_default();
    let silence = Observation {
        at: noon(until)?,
        until: None,
        value: Value::Number(i64::from(rhythm.silence())),
        behind: last,
    };
    let answers = observed("answer", &history.answers)?;
    let answers = if answers.is_empty() { Reading::NotUsed } else { Reading::Told(answers) };
    Ok(Readings::from([
        (key("silence"), Reading::Told(vec![silence])),
        (key("bought"), Reading::Told(bought)),
        (key("spent"), Reading::Told(spent)),
        (key("answer"), answers),
    ]))
}

/// What the scorecard looks at.
fn sources() -> Result<Sources, Box<dyn Error>> {
    let source = |title: [&str; 2], unit: [&str; 2], high: i64, fold, better| {
        let shape = Shape::Number { low: -high, high };
        let (title, unit) = (Titled::new(title[0], title[1])?, Titled::new(unit[0], unit[1])?);
        Ok::<_, Invalid>(Source { title, unit, shape, fold, better })
    };
    let most = 1_000_000_000_000_000;
    let (days, times) = (["天", "days"], ["次", "times"]);
    let silence = source(["距上次购买", "silence"], days, most, Fold::Latest, Better::Lower)?;
    let bought = source(["一年内购买", "in a year"], times, most, Fold::Sum, Better::Higher)?;
    let trend = ["消费趋势", "trend of spending"];
    let spent = source(trend, ["分", "points"], most, Fold::Sum, Better::Unstated)?;
    let of_ten = ["分（满分 10）", "of 10"];
    let answer = source(["满意度回答", "answer"], of_ten, 10, Fold::Latest, Better::Higher)?;
    Ok(Sources::from([
        (key("silence"), silence),
        (key("bought"), bought),
        (key("spent"), spent),
        (key("answer"), answer),
    ]))
}

/// A scorecard for clients of whom purchases and answers are known, by the gap of all of them.
fn book(gap: u64) -> Result<ScorecardBook, Box<dyn Error>> {
    let days = i64::try_from(gap / 1_000)?.max(1);
    let measure = |id: &str, weight, map, lookback, null| {
        let of = Of::Source(key(id));
        Measure { id: key(id), weight, of, map, lookback, ttl: None, null }
    };
    let line = |lo, hi, invert| Map::Linear { lo, hi, invert };
    let trend = Map::Trend { slope: 5_000, invert: false };
    let buying = vec![
        measure("silence", 40, line(days, days * 5, true), None, Null::Hold),
        measure("bought", 20, line(0, 6, false), Some(365), Null::Hold),
        measure("spent", 10, trend, Some(365), Null::Exclude),
    ];
    let answers = vec![measure("answer", 1, line(0, 10, false), Some(365), Null::Hold)];
    let groups = vec![
        Group { id: key("buying"), weight: 70, measures: buying },
        Group { id: key("answers"), weight: 30, measures: answers },
    ];
    let scorecard = Scorecard {
        id: key("purchases"),
        version: 1,
        title: Titled::new("购买与回答", "purchases and answers")?,
        who: Who::Everybody,
        priority: 0,
        groups,
        caps: Vec::new(),
        min_coverage: 6_000,
    };
    let wrong = |faults: Vec<ScorecardFault>| {
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    Ok(ScorecardBook::publish(vec![scorecard], sources()?).map_err(wrong)?)
}
