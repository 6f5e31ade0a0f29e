//! A whole portfolio: each client from its kept features, scored, ranked, and explained in words.

use std::hint::black_box;
use std::time::Instant;

use guanxi::domain::Lang;
use guanxi::scoring::features::{Features, Kept};
use guanxi::scoring::hazard::{ChurnDefinition, Portfolio, Rhythm};
use guanxi::scoring::health::{Asked, Health, Said, ScorecardBook};

use crate::cards::{book, key, now, readings, values};
use crate::clock::Stopwatch;
use crate::facts::fact;

/// What a ranking needs of one client: 32 bytes.
struct Row {
    client: u32,
    score: i64,
    risk: i64,
    rhythm: Rhythm,
}

/// Twelve facts of a client, carried forward.
fn kept(client: u32) -> Kept {
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

fn health(book: &ScorecardBook, client: u32) -> Health {
    let (readings, day) = (readings(values(client)), "2026-05-04".parse().unwrap());
    let asked = Asked { readings: &readings, overridden: None, before: None, as_of: now(), day };
    book.evaluate(&key("card"), &asked).unwrap()
}

/// Scores, ranks and explains so many clients.
pub(crate) fn rank(clients: u32) {
    let (mut used, book) = (Stopwatch::default(), book());
    let begun = Instant::now();
    let (rows, all) = used.over(|| ranked(&book, clients));
    let ranked = begun.elapsed();
    let letters = used.over(|| explained(&book, &rows, &all));
    println!(
        "a portfolio of {clients}: {} ranked in {:.2} s, explained in {:.2} s more ({letters} bytes of words), \
         {:.2} s of CPU time; at most {} of memory",
        rows.len(),
        ranked.as_secs_f64(),
        (begun.elapsed() - ranked).as_secs_f64(),
        used.seconds(),
        peak().map_or("?".to_owned(), |kib| format!("{} MiB", kib / 1_024)),
    );
}

fn ranked(book: &ScorecardBook, clients: u32) -> (Vec<Row>, Portfolio) {
    let mut rows: Vec<Row> = Vec::new();
    let mut sheet = book.sheet(&key("card")).unwrap();
    let day = "2026-05-04".parse().unwrap();
    for client in 0..clients {
        let kept = kept(client);
        if kept.features().purchases.first.is_none() {
            continue;
        }
        let mut numbers = values(client).into_iter().map(Said::Number);
        let known = sheet.row_of(now(), day, |_| numbers.next().unwrap()).unwrap();
        let score = sheet.score(&known).unwrap().score.unwrap().bp();
        rows.push(Row { client, score, risk: 0, rhythm: rhythm(kept.features()) });
    }
    let definition = ChurnDefinition::PROJECT;
    let all = Portfolio::of(rows.iter().map(|row| &row.rhythm), definition);
    rows.iter_mut().for_each(|row| row.risk = all.risk(row.rhythm).value);
    rows.sort_by_key(|row| (std::cmp::Reverse(row.risk), row.score, row.client));
    (rows, all)
}

/// Says of each client why, and counts the bytes.
fn explained(book: &ScorecardBook, rows: &[Row], all: &Portfolio) -> usize {
    let mut letters = 0;
    for row in rows {
        let words = book.explain(&health(book, row.client), Lang::Zh);
        let why = all.explain(row.rhythm, Lang::Zh);
        letters += black_box(words).iter().chain(&black_box(why)).map(String::len).sum::<usize>();
    }
    letters
}

/// The most memory that the process has had, in KiB, where the system tells it.
pub(crate) fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
