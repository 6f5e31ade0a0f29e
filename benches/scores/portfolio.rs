//! A whole portfolio: each client from its kept features, scored, ranked, and explained in words.

use std::hint::black_box;
use std::time::Instant;

use guanxi::domain::Lang;
use guanxi::scoring::features::{Features, Kept};
use guanxi::scoring::hazard::{ChurnDefinition, Portfolio, Rhythm};
use guanxi::scoring::health::{Asked, ScorecardBook};

use crate::cards::{book, key, now, readings, values};
use crate::clock::cpu;
use crate::facts::fact;

/// What a ranking needs of one client: 32 bytes.
struct Row {
    client: u32,
    score: i64,
    risk: i64,
    rhythm: Rhythm,
}

/// Twelve facts of a client, carried forward.
fn kept(client: usize) -> Kept {
    let mut kept = Kept::default();
    for n in 0..12 {
        kept.take(&fact(client % 50 + n * (1 + client % 7)));
    }
    kept
}

fn rhythm(features: &Features) -> Rhythm {
    let days = |micros: i64| u32::try_from(micros / 86_400_000_000).unwrap();
    let bought = &features.purchases;
    let (first, last) = (bought.first.unwrap(), bought.spent.last.unwrap().0);
    Rhythm {
        repeats: u32::try_from(bought.spent.count).unwrap() - 1,
        recency: days(last.micros() - first.micros()),
        age: days(now().micros() - first.micros()),
    }
}

fn health(book: &ScorecardBook, client: usize) -> guanxi::scoring::health::Health {
    let (readings, day) = (readings(values(client)), "2026-05-04".parse().unwrap());
    let asked = Asked { readings: &readings, overridden: None, before: None, as_of: now(), day };
    book.evaluate(&key("card"), &asked).unwrap()
}

pub(crate) fn rank(clients: usize) {
    let (begun, used) = (Instant::now(), cpu());
    let book = book();
    let mut rows: Vec<Row> = Vec::with_capacity(clients);
    for client in 0..clients {
        let kept = kept(client);
        if kept.features().purchases.first.is_none() {
            continue;
        }
        let score = health(&book, client).score.unwrap().bp();
        let (client, rhythm) = (u32::try_from(client).unwrap(), rhythm(kept.features()));
        rows.push(Row { client, score, risk: 0, rhythm });
    }
    let definition = ChurnDefinition::PROJECT;
    let all = Portfolio::of(rows.iter().map(|row| &row.rhythm), definition);
    rows.iter_mut().for_each(|row| row.risk = all.risk(row.rhythm).value);
    rows.sort_by_key(|row| (std::cmp::Reverse(row.risk), row.score, row.client));
    let ranked = begun.elapsed();
    let mut letters = 0;
    for row in &rows {
        let health = health(&book, usize::try_from(row.client).unwrap());
        let words = book.explain(&health, Lang::Zh);
        let why = all.explain(row.rhythm, Lang::Zh);
        letters += black_box(words).iter().chain(&black_box(why)).map(String::len).sum::<usize>();
    }
    println!(
        "a portfolio of {clients}: {} ranked in {:.2} s, explained in {:.2} s more ({letters} bytes of words), \
         {:.2} s of CPU time; at most {} of memory",
        rows.len(),
        ranked.as_secs_f64(),
        (begun.elapsed() - ranked).as_secs_f64(),
        cpu().saturating_sub(used).as_secs_f64(),
        peak().map_or("?".to_owned(), |kib| format!("{} MiB", kib / 1_024)),
    );
}

/// The most memory that the process has had, in KiB, where the system tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
