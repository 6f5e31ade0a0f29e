//! How fast points are earned and spent, beside a program written by hand with rusqlite for the same
//! work, and beside stateset-embedded, the nearest crate that has points.
//!
//! `cargo bench` prints the table. `--assert` exits with 1 when a goal is missed, `--write-readme`
//! rewrites the table of README.md, `--quick` only shows that everything runs, and names of sections
//! (`durable`, `crowd`, `growth`) run these alone.

#[path = "../benches/skeleton/options.rs"]
mod options;
#[expect(dead_code, reason = "the bench next door uses more of it")]
#[path = "../benches/skeleton/clock.rs"]
mod clock;
#[expect(dead_code, reason = "the bench next door uses more of it")]
#[path = "../benches/skeleton/race.rs"]
mod race;
#[path = "../benches/skeleton/report.rs"]
mod report;
mod site;
mod house;
mod by_hand;
mod neighbour;
mod durable;
mod crowd;
mod growth;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use options::Options;
use report::Report;
use site::Site;

/// How large and how often.
#[derive(Debug, Clone, Copy)]
struct Plan {
    rounds: usize,
    /// How many members earn and spend, each once a round.
    members: usize,
    /// How long a crowd is let loose.
    turn: Duration,
    /// How many lots and entries the large member has, and how many members there are of each size.
    large: u32,
    alike: usize,
}

const FULL: Plan =
    Plan { rounds: 5, members: 250, turn: Duration::from_millis(1000), large: 10_000, alike: 4 };

const QUICK: Plan =
    Plan { rounds: 1, members: 4, turn: Duration::from_millis(50), large: 40, alike: 2 };

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
    let site = Site::new();
    if options.wants("durable") {
        durable::report(&site, plan, &mut report);
    }
    if options.wants("crowd") {
        crowd::report(&site, plan, &mut report);
    }
    if options.wants("growth") {
        growth::report(&site, plan, &mut report);
    }
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

/// On what it was measured.
fn about() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "{cores} cores, SQLite {} for all three; medians of {} rounds, in turns.",
        rusqlite::version(),
        FULL.rounds
    )
}
