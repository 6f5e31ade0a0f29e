//! Many who write at once: whole commands through one CRM, and by as many connections.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use guanxi::Crm;
use guanxi::domain::{Id, InteractionId, RecordId, Stream};
use guanxi::store::{Counter, Store, Take};
use uuid::Uuid;

use super::command;
use crate::firm::{Firm, Wish};
use crate::house;
use crate::race::{Laps, Turn, quantile, race};
use crate::report::{Figure, Goal, Report};
use crate::same::{Durability, Same};
use crate::site::Site;

/// How long each turn takes, and how many turns there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) rounds: usize,
    pub(crate) turn: Duration,
}

/// What came of one turn.
#[derive(Debug, Clone, Copy)]
struct Crowd {
    /// Commands a second, all threads together.
    rate: f64,
    /// The milliseconds within which 99 of 100 commands were answered.
    slow: f64,
}

/// Lets so many threads log as fast as they can. Each makes its worker by itself.
fn crowd<W: FnMut(Wish)>(
    firm: &Firm,
    threads: usize,
    turn: Duration,
    worker: impl Fn() -> W + Sync,
) -> Crowd {
    let (ready, over) = (Barrier::new(threads + 1), AtomicBool::new(false));
    let (ready, over, worker) = (&ready, &over, &worker);
    let start = std::sync::OnceLock::new();
    let lags: Vec<Vec<f64>> = std::thread::scope(|scope| {
        let each = |_| {
            scope.spawn(move || {
                // More than one turn can hold, made before it begins.
                let wishes = command::wishes(firm, 200);
                let mut work = worker();
                let mut lags = Vec::with_capacity(4096);
                ready.wait();
                for wish in wishes.iter().cycle() {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let wish = wish.clone();
                    let start = Instant::now();
                    work(wish);
                    lags.push(start.elapsed().as_secs_f64() * 1e3);
                }
                lags
            })
        };
        let threads: Vec<_> = (0..threads).map(each).collect();
        ready.wait();
        let begin = *start.get_or_init(Instant::now);
        std::thread::sleep(turn.saturating_sub(begin.elapsed()));
        over.store(true, Ordering::Relaxed);
        threads.into_iter().map(|thread| thread.join().expect("a thread")).collect()
    });
    let took = start.get().map_or(f64::NAN, |start| start.elapsed().as_secs_f64());
    let lags: Vec<f64> = lags.into_iter().flatten().collect();
    Crowd { rate: lags.len() as f64 / took, slow: quantile(&lags, 0.99) }
}

/// A turn that keeps its slowest answers beside and gives its rate.
fn rated<'t>(slow: &'t mut Vec<f64>, mut crowd: impl FnMut() -> Crowd + 't) -> Turn<'t> {
    Box::new(move |round| {
        let Crowd { rate, slow: lag } = crowd();
        if round > 0 {
            slow.push(lag);
        }
        rate
    })
}

fn desk(crm: &Crm) -> impl FnMut(Wish) {
    let crm = crm.clone();
    move |wish| command::ours(&crm, wish)
}

/// Eight threads through one CRM, and eight connections that wait for each other.
fn eight(site: &Site, firm: &Firm, effort: Effort, report: &mut Report) {
    let crm = house::crm(house::open(&site.file("guanxi-0.db"), Durability::Full));
    let path = site.file("same-0.db");
    let connection = || {
        let mut same = Same::open(&path, Durability::Full).expect("a database");
        move |wish| command::by_hand(&mut same, wish)
    };
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    let [ours, same] = race(
        effort.rounds,
        [
            rated(&mut own, || crowd(firm, 8, effort.turn, || desk(&crm))),
            rated(&mut theirs, || crowd(firm, 8, effort.turn, connection)),
        ],
    );
    report.add(Figure {
        what: "8 threads, commands a second, beside 8 connections".to_owned(),
        found: format!("{:.0}; connections {:.0}", ours.median(), same.median()),
        measured: ours.over(&same),
        unit: "x",
        goal: Goal::AtLeast(3.0),
    });
    let (own, theirs): (Laps, Laps) = (own.into_iter().collect(), theirs.into_iter().collect());
    report.add(Figure {
        what: "8 threads, p99 of the answers, beside 8 connections".to_owned(),
        found: format!("{:.1} ms; connections {:.1} ms", own.median(), theirs.median()),
        measured: own.over(&theirs),
        unit: "x",
        goal: Goal::AtMost(0.25),
    });
}

/// Sixty-four threads that wait for the disk, and one that does not.
fn many(site: &Site, firm: &Firm, effort: Effort, report: &mut Report) {
    let path = site.file("guanxi-0.db");
    let (mut slow, mut fast) = (Vec::new(), Vec::new());
    let crm = house::crm(house::open(&path, Durability::Full));
    // Its own file, since two stores on one would wait for each other.
    let other = site.file("guanxi-1.db");
    std::fs::copy(&path, &other).expect("a copy of the store");
    let alone = house::crm(house::open(&other, Durability::Off));
    let [ours, one] = race(
        effort.rounds,
        [
            rated(&mut slow, || crowd(firm, 64, effort.turn, || desk(&crm))),
            rated(&mut fast, || crowd(firm, 1, effort.turn, || desk(&alone))),
        ],
    );
    let slow: Laps = slow.into_iter().collect();
    report.add(Figure {
        what: "64 threads, durable, beside one that never waits for the disk".to_owned(),
        found: format!(
            "{:.0} commands a second, p99 {:.1} ms; one {:.0}",
            ours.median(),
            slow.median(),
            one.median()
        ),
        measured: ours.over(&one),
        unit: "x",
        goal: Goal::AtLeast(0.6),
    });
}

/// Sixty-four threads, each unit taking one from the same stock, and none doing so.
fn takes(site: &Site, firm: &Firm, effort: Effort, report: &mut Report) {
    let store = house::open(&site.file("guanxi-0.db"), Durability::Full);
    let store: &Units = &store;
    let stock = Counter::of(Stream::of(9, Id::from_bytes([9; 16])), "stock");
    let worker = |take: Option<Take>| {
        move |wish: Wish| {
            let interaction = wish.logged(InteractionId::from_id(Id::from(Uuid::now_v7())));
            let mut unit = house::logging(&[interaction]);
            unit.takes.extend(take.clone());
            store.commit(unit).expect("the unit is committed");
        }
    };
    let take = Take { counter: stock, by: 1, not_below: 0, not_above: i64::MAX };
    let (mut with, mut without) = (Vec::new(), Vec::new());
    let [taking, plain] = race(
        effort.rounds,
        [
            rated(&mut with, || crowd(firm, 64, effort.turn, || worker(Some(take.clone())))),
            rated(&mut without, || crowd(firm, 64, effort.turn, || worker(None))),
        ],
    );
    report.add(Figure {
        what: "64 threads taking from one stock, beside the same without".to_owned(),
        found: format!("{:.0} units a second; without {:.0}", taking.median(), plain.median()),
        measured: taking.over(&plain),
        unit: "x",
        goal: Goal::AtLeast(0.85),
    });
}

type Units = dyn Store + Send + Sync;

pub(crate) fn report(site: &Site, firm: &Firm, effort: Effort, report: &mut Report) {
    eight(site, firm, effort, report);
    many(site, firm, effort, report);
    takes(site, firm, effort, report);
}
