//! How fast clients are scored, followed and ranked, beside loops written by hand over plain structs.
//!
//! `cargo bench --bench scores` prints one line a figure: CPU time of this thread, the least of five
//! turns taken in turn, and the ratio. `-- --clients 1000000` is the portfolio that is ranked last; its
//! peak memory is that of the whole process, so it is asked for by itself with `--only portfolio`.

#[path = "../skeleton/clock.rs"]
mod clock;
mod cards;
mod facts;
mod portfolio;

use std::time::Duration;

/// How often each way is measured; the least counts.
const TURNS: u32 = 5;

/// The least CPU time of several turns of two ways, taken in turn.
pub(crate) fn race(mut ours: impl FnMut(), mut by_hand: impl FnMut()) -> (Duration, Duration) {
    let mut least = (Duration::MAX, Duration::MAX);
    for _ in 0..TURNS {
        let start = clock::cpu();
        ours();
        let middle = clock::cpu();
        by_hand();
        let end = clock::cpu();
        least.0 = least.0.min(middle.saturating_sub(start));
        least.1 = least.1.min(end.saturating_sub(middle));
    }
    least
}

/// Says what both ways cost for each of so many.
pub(crate) fn tell(what: &str, many: usize, (ours, by_hand): (Duration, Duration)) {
    let each = |time: Duration| time.as_secs_f64() * 1e9 / many as f64;
    println!(
        "{what}: {:.1} ns each, by hand {:.1} ns, {:.2}x",
        each(ours),
        each(by_hand),
        ours.as_secs_f64() / by_hand.as_secs_f64()
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
}
