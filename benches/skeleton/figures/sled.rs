//! The same firm in sled: told beside SQLite, and nothing is asked of it.

use std::path::Path;
use std::time::Instant;

use guanxi::crm::nouns;
use guanxi::store::SledStore;

use super::command;
use super::reads::{self, Effort};
use crate::firm::Firm;
use crate::house::{self, House};
use crate::race::{Laps, median, race};
use crate::report::{Figure, Goal, Report};
use crate::same::Durability;
use crate::site::{Order, Site, fill, introduce, settle};

fn open(path: &Path) -> House {
    Box::new(SledStore::open(path, &nouns()).expect("the store opens"))
}

/// How many megabytes lie in a directory.
fn megabytes(directory: &Path) -> f64 {
    let sizes = std::fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| {
        let path = entry.path();
        match entry.metadata() {
            Ok(about) if about.is_dir() => megabytes(&path),
            Ok(about) => about.len() as f64 / 1e6,
            Err(_) => 0.0,
        }
    });
    sizes.sum()
}

fn told(what: &str, found: String, measured: f64, unit: &'static str) -> Figure {
    Figure { what: format!("sled: {what}"), found, measured, unit, goal: Goal::Told }
}

pub(crate) fn report(site: &Site, firm: &Firm, effort: Effort, report: &mut Report) {
    let (path, file) = (site.file("firm.sled"), site.file("beside-sled.db"));
    let took = |store: &House| {
        settle(&mut &*store, firm);
        introduce(store, firm);
        let start = Instant::now();
        fill(&mut &*store, firm, Order::ByClient);
        start.elapsed().as_secs_f64()
    };
    let (tree, tables) = (open(&path), house::open(&file, Durability::Full));
    let (slow, fast) = (took(&tree), took(&tables));
    let seconds = format!("{slow:.1} s; SQLite {fast:.1} s");
    report.add(told("bulk load by client, beside SQLite", seconds, slow / fast, "x"));
    let (large, small) = (megabytes(&path), std::fs::metadata(&file).expect("a file").len() as f64);
    let sizes = format!("{large:.0} MB; SQLite {:.0} MB", small / 1e6);
    report.add(told("file, beside SQLite", sizes, large / (small / 1e6), "x"));

    let mut compare = |what: &str, laps: [Laps; 2]| {
        let [tree, tables] = laps;
        let found = format!("{:.1} µs; SQLite {:.1} µs", tree.median(), tables.median());
        report.add(told(&format!("{what}, beside SQLite"), found, tree.over(&tables), "x"));
    };
    let rounds = effort.rounds;
    let both = [&tree, &tables];
    compare("get an interaction", race(rounds, both.map(|store| reads::get(store, firm, effort))));
    let busy = reads::busy(firm);
    let timeline = |store| reads::timeline(store, &busy, effort);
    compare("timeline of 50", race(rounds, both.map(timeline)));
    let pages = reads::pages(&tables);
    let segment = |store| reads::segment(store, &pages, effort);
    compare("page of 100 clients", race(rounds, both.map(segment)));

    let (tree, tables) = (house::crm(tree), house::crm(tables));
    let logging = |crm: &guanxi::Crm| -> f64 {
        let wishes = command::wishes(firm, 100);
        let each = wishes.into_iter().map(|wish| {
            let start = Instant::now();
            command::ours(crm, wish);
            start.elapsed().as_secs_f64() * 1e6
        });
        median(&each.collect::<Vec<_>>())
    };
    let (slow, fast) = (logging(&tree), logging(&tables));
    let found = format!("{slow:.0} µs; SQLite {fast:.0} µs");
    report.add(told("durable command, p50, beside SQLite", found, slow / fast, "x"));
    tree.store().close().expect("the store closes");
    drop(tree);
    let start = Instant::now();
    drop(open(&path));
    report.add(told("reopen", String::new(), start.elapsed().as_secs_f64(), " s"));
}
