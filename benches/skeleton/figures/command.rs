//! One command: an interaction logged through the desk, and by hand.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use guanxi::Crm;
use guanxi::domain::{Actor, Id, InteractionId, RecordId};
use uuid::Uuid;

use crate::clock::cpu;
use crate::firm::{Firm, Wish};
use crate::house;
use crate::race::{Laps, Turn, median, race};
use crate::report::{Figure, Goal, Report};
use crate::same::{Durability, Journal, Said, Same};
use crate::site::Site;

/// How often.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) rounds: usize,
    pub(crate) commands: u64,
}

/// Logs an interaction through the desk.
pub(crate) fn ours(crm: &Crm, wish: Wish) {
    let desk = crm.desk(Actor::system());
    desk.interactions().log(wish.client, wish.told).expect("the interaction is logged");
}

/// Logs an interaction by hand, with an id and a salt drawn as the desk draws them.
pub(crate) fn by_hand(same: &mut Same, wish: Wish) {
    let said = Said {
        actor: wish.by.to_bytes(),
        recorded_at: house::recorded_at().micros(),
        salt: Uuid::new_v4().into_bytes(),
    };
    let interaction = wish.logged(InteractionId::from_id(Id::from(Uuid::now_v7())));
    same.log(&[interaction], Journal::Kept, |_| said).expect("the interaction is logged");
}

/// New commands: behind all that was taken in, and later than all that were handed out before.
pub(crate) fn wishes(firm: &Firm, many: u64) -> Vec<Wish> {
    static HANDED_OUT: AtomicU64 = AtomicU64::new(0);
    let begin = firm.interactions + HANDED_OUT.fetch_add(many, Ordering::Relaxed);
    (begin..begin + many).map(|n| firm.wish(n)).collect()
}

/// CPU time for each command, in microseconds.
fn cpu_each(many: u64, work: impl FnOnce()) -> f64 {
    let start = cpu();
    work();
    cpu().saturating_sub(start).as_secs_f64() * 1e6 / many as f64
}

/// Both without waiting for the disk: what is left is the work.
fn work(site: &Site, firm: &Firm, effort: Effort) -> [Laps; 2] {
    let crm = house::crm(house::open(&site.file("guanxi-0.db"), Durability::Off));
    let mut same = Same::open(&site.file("same-0.db"), Durability::Off).expect("a database");
    let many = effort.commands;
    let turns: [Turn<'_>; 2] = [
        Box::new(|_| {
            let wishes = wishes(firm, many);
            cpu_each(many, || wishes.into_iter().for_each(|wish| ours(&crm, wish)))
        }),
        Box::new(|_| {
            let wishes = wishes(firm, many);
            cpu_each(many, || wishes.into_iter().for_each(|wish| by_hand(&mut same, wish)))
        }),
    ];
    race(effort.rounds, turns)
}

/// Durable commands, one of ours and one of theirs in turn: the median latency of each round, in
/// microseconds on the wall.
fn durable(site: &Site, firm: &Firm, effort: Effort) -> [Laps; 2] {
    let crm = house::crm(house::open(&site.file("guanxi-0.db"), Durability::Full));
    let mut same = Same::open(&site.file("same-0.db"), Durability::Full).expect("a database");
    let mut medians = [Vec::new(), Vec::new()];
    for round in 0..=effort.rounds {
        let mut lags = [Vec::new(), Vec::new()];
        for (at, wish) in wishes(firm, effort.commands).into_iter().enumerate() {
            for who in [at % 2, 1 - at % 2] {
                let wish = wish.clone();
                let start = Instant::now();
                match who {
                    0 => ours(&crm, wish),
                    _ => by_hand(&mut same, wish),
                }
                lags[who].push(start.elapsed().as_secs_f64() * 1e6);
            }
        }
        if round > 0 {
            medians.iter_mut().zip(&lags).for_each(|(all, lags)| all.push(median(lags)));
        }
    }
    medians.map(|round| round.into_iter().collect())
}

/// Pages written to the write-ahead log for each command, and of which tables and indexes.
fn pages(path: &Path, wishes: Vec<Wish>, log: &mut dyn FnMut(Wish)) -> (f64, String) {
    let many = wishes.len() as f64;
    // So few that no checkpoint comes between; one before leaves the log empty.
    let other = rusqlite::Connection::open(path).expect("a database");
    let truncated: i64 = other
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .expect("a checkpoint");
    assert_eq!(truncated, 0, "somebody reads");
    wishes.into_iter().for_each(log);
    let frames = frames(path);
    let mut owners = other.prepare("SELECT pageno, name FROM dbstat").expect("a database");
    let owners = owners.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("its pages");
    let owners: HashMap<u32, String> = owners.collect::<Result<_, _>>().expect("its pages");
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for page in &frames {
        *counts.entry(owners.get(page).map_or("free", String::as_str)).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let each = |(name, count): &(&str, usize)| {
        format!("{} {:.2}", name.trim_start_matches("guanxi_"), *count as f64 / many)
    };
    let told: Vec<String> = counts.iter().map(each).collect();
    (frames.len() as f64 / many, told.join(", "))
}

/// The numbers of the pages in a write-ahead log: behind its head of 32 bytes each stands behind a
/// head of 24, of which it is the first four.
fn frames(path: &Path) -> Vec<u32> {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let log = std::fs::read(wal).expect("a log");
    let frames = log.get(32..).unwrap_or_default().chunks_exact(4096 + 24);
    frames.map(|frame| u32::from_be_bytes([frame[0], frame[1], frame[2], frame[3]])).collect()
}

pub(crate) fn report(site: &Site, firm: &Firm, effort: Effort, report: &mut Report) {
    let [own, theirs] = durable(site, firm, effort);
    report.add(Figure {
        what: "durable command through the desk, p50, beside *same*".to_owned(),
        found: format!("{:.0} µs; same {:.0}", own.median(), theirs.median()),
        measured: own.over(&theirs),
        unit: "x",
        goal: Goal::AtMost(1.15),
    });
    let (guanxi, same) = (site.file("guanxi-0.db"), site.file("same-0.db"));
    let wishes = wishes(firm, 80.min(effort.commands));
    let crm = house::crm(house::open(&guanxi, Durability::Full));
    let (own, of) = pages(&guanxi, wishes.clone(), &mut |wish| ours(&crm, wish));
    drop(crm);
    let mut hand = Same::open(&same, Durability::Full).expect("a database");
    let (theirs, their) = pages(&same, wishes, &mut |wish| by_hand(&mut hand, wish));
    drop(hand);
    report.add(Figure {
        what: "pages in the write-ahead log for a command".to_owned(),
        found: format!("{own:.1} ({of}); same {theirs:.1} ({their})"),
        measured: own,
        unit: "",
        goal: Goal::AtMost(9.0),
    });
    let [own, theirs] = work(site, firm, effort);
    report.add(Figure {
        what: "CPU of a command, no fsync, beside *same*".to_owned(),
        found: format!("{:.1} µs; same {:.1}", own.median(), theirs.median()),
        measured: own.over(&theirs),
        unit: "x",
        goal: Goal::AtMost(1.3),
    });
}
