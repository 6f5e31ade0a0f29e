//! How fast clients are scored, followed and ranked, beside loops written by hand over plain structs.
//!
//! `cargo bench --bench scores` prints one line a figure: CPU time of this thread, the least of five
//! turns taken in turn, and the ratio. `-- --clients 1000000` is the portfolio that is ranked in memory, and
//! `--kept 1000000` the one whose features are read from SQLite; their peak memory is that of the whole
//! process, so each is asked for by itself, with `--only portfolio` and `--only kept`. `--only keeping` is
//! what keeping features adds to a durable command: medians of the time on the wall, taken in turn.

#[path = "../skeleton/clock.rs"]
mod clock;
mod cards;
mod facts;
mod keeping;
mod portfolio;

use clock::Stopwatch;

/// How often each way is measured; the least counts.
const TURNS: u32 = 5;

/// The least seconds of CPU time of several turns of two ways, taken in turn.
pub(crate) fn race(mut ours: impl FnMut(), mut by_hand: impl FnMut()) -> (f64, f64) {
    let mut least = (f64::INFINITY, f64::INFINITY);
    for _ in 0..TURNS {
        let mut watches = (Stopwatch::default(), Stopwatch::default());
        watches.0.over(&mut ours);
        watches.1.over(&mut by_hand);
        least = (least.0.min(watches.0.seconds()), least.1.min(watches.1.seconds()));
    }
    least
}

/// Says what both ways cost for each of so many.
pub(crate) fn tell(what: &str, many: u32, (ours, by_hand): (f64, f64)) {
    let each = |seconds: f64| seconds * 1e9 / f64::from(many);
    println!(
        "{what}: {:.1} ns each, by hand {:.1} ns, {:.2}x",
        each(ours),
        each(by_hand),
        ours / by_hand
    );
}

fn main() {
    let options: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| {
        let at = options.iter().position(|option| option == name)?;
        options.get(at + 1).map(String::as_str)
    };
    let clients =
        after("--clients").map_or(10_000, |n| n.parse().expect("--clients takes a number"));
    let wanted = |name: &str| after("--only").is_none_or(|only| only == name);
    if wanted("score") {
        cards::race_scores();
    }
    if wanted("event") {
        facts::race_events();
    }
    if wanted("portfolio") {
        portfolio::rank(clients);
    }
    if wanted("keeping") {
        keeping::race_commands();
    }
    if wanted("kept") {
        keeping::rank(
            after("--kept").map_or(100_000, |n| n.parse().expect("--kept takes a number")),
        );
    }
}
