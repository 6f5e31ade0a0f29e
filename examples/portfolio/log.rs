//! A log of purchases and a log of answers, read from rows.

use std::collections::BTreeMap;

use guanxi::domain::Date;

use super::arguments::Named;

/// What one client bought and answered.
#[derive(Debug, Default)]
pub struct History {
    /// The days of purchases, and what each came to in hundredths.
    pub purchases: Vec<(Date, i64)>,
    /// The days of answers, and the answers from 0 to 10.
    pub answers: Vec<(Date, i64)>,
}

#[derive(Debug, Default)]
pub struct Log {
    pub clients: BTreeMap<String, History>,
}

impl Log {
    pub fn read(text: &str, columns: &Named) -> Result<Self, String> {
        let mut log = Log::default();
        let named = [&columns.id[..], &columns.date, &columns.value];
        rows(text, named, |id, day, value| {
            log.clients.entry(id).or_default().purchases.push((day, hundredths(value)?));
            Ok(())
        })?;
        Ok(log)
    }

    /// Adds answers of clients that have bought; those of others are counted for nobody.
    pub fn read_answers(&mut self, text: &str, columns: &Named) -> Result<(), String> {
        let named = [&columns.id[..], &columns.date, "score"];
        rows(text, named, |id, day, value| {
            let value = hundredths(value)?;
            if value % 100 != 0 || !(0..=1_000).contains(&value) {
                return Err("an answer is a whole number from 0 to 10".to_owned());
            }
            if let Some(client) = self.clients.get_mut(&id) {
                client.answers.push((day, value / 100));
            }
            Ok(())
        })
    }

    pub fn last_day(&self) -> Option<Date> {
        self.clients.values().flat_map(|client| &client.purchases).map(|(day, _)| *day).max()
    }
}

fn rows(
    text: &str,
    named: [&str; 3],
    mut take: impl FnMut(String, Date, &str) -> Result<(), String>,
) -> Result<(), String> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().map_err(|why| why.to_string())?.clone();
    let place = |name: &str| {
        let found = heads.iter().position(|head| head.trim() == name);
        found.ok_or_else(|| format!("the file has no column {name}"))
    };
    let [id, date, value] = [place(named[0])?, place(named[1])?, place(named[2])?];
    for (n, row) in reader.records().enumerate() {
        let line = n + 2;
        let row = row.map_err(|why| format!("row {line}: {why}"))?;
        let cell = |place: usize| row.get(place).unwrap_or_default().trim();
        let day = day(cell(date)).ok_or_else(|| format!("row {line}: no date"))?;
        if cell(id).is_empty() {
            return Err(format!("row {line}: no client"));
        }
        take(cell(id).to_owned(), day, cell(value)).map_err(|why| format!("row {line}: {why}"))?;
    }
    Ok(())
}

/// A day as `2026-05-03`, `20260503`, or with a time behind it.
fn day(text: &str) -> Option<Date> {
    let text = text.split(['T', ' ']).next()?;
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]).parse().ok();
    }
    text.parse().ok()
}

/// A number with at most two decimals that count, in hundredths; `NaN` and `inf` are none.
fn hundredths(text: &str) -> Result<i64, String> {
    let no_number = || "no number with digits and a point".to_owned();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) {
        return Err(no_number());
    }
    let part: String = part.chars().chain("00".chars()).take(2).collect();
    let all: i64 = format!("{whole}{part}").parse().map_err(|_| no_number())?;
    Ok(sign * all)
}
