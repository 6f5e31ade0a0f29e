//! How fast the crate is, beside what a good hand writes with rusqlite for the same data.
//!
//! `cargo bench --bench skeleton` prints the table. `--assert` exits with 1 when a goal is missed,
//! `--write-readme` rewrites the rows it measured in the README's table, `--quick` only shows that everything runs, and
//! names of sections (`reads`, `command`, `group`, `bulk`, `open`, `migration`,
//! `calendar`, `cadence`, `promises`, `sled`, `growth`) run these alone.

mod options;
mod clock;
mod race;
mod report;
mod dice;
mod phrases;
mod firm;
mod people;
mod house;
mod same;
mod relational;
mod site;
mod written;

mod figures {
    //! The figures, section by section.
    pub(crate) mod reads;
    pub(crate) mod command;
    pub(crate) mod group;
    pub(crate) mod bulk;
    pub(crate) mod open;
    pub(crate) mod growth;
    pub(crate) mod migration;
    pub(crate) mod calendar;
    pub(crate) mod cadence;
    pub(crate) mod promises;
    pub(crate) mod sled;
}

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use figures::{
    bulk, cadence, calendar, command, group, growth, migration, open, promises, reads, sled,
};
use firm::Firm;
use options::Options;
use report::Report;
use same::{Durability, Journal, Same};
use site::{Order, Site, Three};

/// How large and how often, for a run that counts and for one that only shows that all runs.
struct Plan {
    clients: u64,
    interactions: u64,
    sizes: &'static [u64],
    cadence: u64,
    promises: usize,
    rounds: usize,
    reads: reads::Effort,
    command: command::Effort,
    group: group::Effort,
}

const FULL: Plan = Plan {
    clients: 10_000,
    interactions: 200_000,
    sizes: &[50_000, 200_000, 800_000],
    cadence: 100_000,
    promises: 400,
    rounds: 5,
    reads: reads::Effort { rounds: 15, gets: 4000, lists: 250 },
    command: command::Effort { rounds: 7, commands: 400 },
    group: group::Effort { rounds: 5, turn: Duration::from_millis(1500) },
};

const QUICK: Plan = Plan {
    clients: 900,
    interactions: 4000,
    sizes: &[10_000, 20_000],
    cadence: 1_000,
    promises: 4,
    rounds: 1,
    reads: reads::Effort { rounds: 1, gets: 20, lists: 4 },
    command: command::Effort { rounds: 1, commands: 10 },
    group: group::Effort { rounds: 1, turn: Duration::from_millis(50) },
};

fn main() -> ExitCode {
    let options = match Options::read() {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let plan = if options.quick { QUICK } else { FULL };
    let mut report = Report::default();
    measure(&plan, &options, &mut report);
    let missed = report.missed();
    if !options.quick {
        println!("{missed} of the goals missed");
    }
    if options.write_readme {
        let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        if let Err(why) = report.write(&about(), &readme) {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    }
    if options.assert && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn measure(plan: &Plan, options: &Options, report: &mut Report) {
    let site = Site::new();
    let firm = Firm::new(plan.clients, plan.interactions);
    if ["reads", "open", "migration"].iter().any(|section| options.wants(section)) {
        let three = Three::new(&site, firm.clone());
        if options.wants("reads") {
            reads::report(&three, plan.reads, report);
        }
        drop(three);
        if options.wants("open") {
            open::report(&site, plan.interactions, plan.rounds.max(3) * 3, report);
        }
        if options.wants("migration") {
            migration::report(&site, &firm, plan.rounds, report);
        }
    }
    if options.wants("command") || options.wants("group") {
        fresh(&site, &firm);
        if options.wants("command") {
            command::report(&site, &firm, plan.command, report);
        }
        if options.wants("group") {
            group::report(&site, &firm, plan.group, report);
        }
    }
    if options.wants("bulk") {
        bulk::report(&site, &firm, plan.rounds, report);
    }
    if options.wants("calendar") {
        calendar::report(plan.rounds.max(2) * 3, 2000, report);
    }
    if options.wants("cadence") {
        let site = Site::new();
        cadence::report(&site, plan.cadence, plan.rounds.max(2) * 3, plan.reads.lists, report);
    }
    if options.wants("promises") {
        let site = Site::new();
        promises::report(&site, plan.rounds.max(2), plan.promises, report);
    }
    if options.wants("sled") {
        let site = Site::new();
        sled::report(&site, &firm, plan.reads, report);
    }
    if options.wants("growth") {
        let site = Site::new();
        growth::report(&site, plan.sizes, plan.reads, report);
    }
}

/// The firm in two files of its own, to which commands are added.
fn fresh(site: &Site, firm: &Firm) {
    let house = house::open(&site.file("guanxi-0.db"), Durability::Off);
    site::settle(&mut &house, firm);
    site::introduce(&house, firm);
    site::fill(&mut &house, firm, Order::Arrival);
    house.close().expect("the store closes");
    let mut same = Same::create(&site.file("same-0.db"), Durability::Off).expect("a database");
    site::settle(&mut (&mut same, Journal::Kept), firm);
    site::fill(&mut (&mut same, Journal::Kept), firm, Order::Arrival);
}

/// On what it was measured.
fn about() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "10 000 clients, 200 000 interactions; {cores} cores, SQLite {}. *same* is written by hand \
         with rusqlite for the same columns and bytes, *relational* has thirteen columns and no \
         body; both run in turns with this crate. `cargo bench --bench skeleton -- --write-readme` \
         writes this table.",
        rusqlite::version()
    )
}
